//! Texts that were read, each once.

use std::hash::Hasher;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use super::Document;

/// Documents by their texts.
#[derive(Debug, Default)]
pub struct Parsed(Mutex<FxHashMap<u64, Vec<Arc<Document>>>>);

impl Parsed {
    /// Keeps what was read of a text, such as a merged one that was checked.
    pub fn keep(&self, doc: &Arc<Document>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = all.entry(digest_of(doc.text())).or_default();
        if !same.iter().any(|known| known.text() == doc.text()) {
            same.push(Arc::clone(doc));
        }
    }

    /// What a text says, read the first time that it is asked for; none where it is not well-formed.
    pub fn get(&self, text: &str) -> Option<Arc<Document>> {
        let known = {
            let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let same = all.get(&digest_of(text));
            same.and_then(|same| same.iter().find(|doc| doc.text() == text).cloned())
        };
        known.or_else(|| {
            let doc = Arc::new(Document::parse(text).ok()?);
            self.keep(&doc);
            Some(doc)
        })
    }
}

fn digest_of(text: &str) -> u64 {
    let mut digest = FxHasher::default();
    digest.write(text.as_bytes());
    digest.finish()
}
