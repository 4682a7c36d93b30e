//! The embedded sequences as documents.

use std::sync::OnceLock;

use crate::stock::{self, Stock};
use crate::xml::Document;

/// The document of an embedded sequence, read once.
pub fn document(stock: &'static Stock) -> &'static Document {
    static DOCUMENTS: OnceLock<Vec<OnceLock<Document>>> = OnceLock::new();
    let all = stock::all();
    let documents = DOCUMENTS.get_or_init(|| all.iter().map(|_| OnceLock::new()).collect());
    let number = all.iter().position(|s| s == stock).expect("an embedded sequence is in the table");
    documents[number]
        .get_or_init(|| Document::parse(stock.text).expect("an embedded sequence is well-formed"))
}
