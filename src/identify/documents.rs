//! The embedded sequences as documents.

use crate::program::Tree;
use crate::stock::{OfEach, Stock};
use crate::xml::Document;

/// The document of an embedded sequence, read once.
pub fn document(stock: &'static Stock) -> &'static Document {
    static DOCUMENTS: OfEach<Document> = OfEach::new();
    let parse = || Document::parse(stock.text).expect("an embedded sequence is well-formed");
    DOCUMENTS.get(stock, parse)
}

/// The same in canonical form.
pub fn tree(stock: &'static Stock) -> &'static Tree<'static> {
    static TREES: OfEach<Tree<'static>> = OfEach::new();
    TREES.get(stock, || {
        let doc = document(stock);
        Tree::of(doc, doc.root())
    })
}
