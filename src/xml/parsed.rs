//! Texts that were read, each once.

use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Document, Form};

/// Documents by their texts. In what form a file had its text is for whoever asks: two files of one
/// text may differ in that.
#[derive(Debug, Default)]
pub struct Parsed(Mutex<FxHashMap<u64, Vec<Document>>>);

impl Parsed {
    /// Keeps what was read of a text, such as a merged one that was checked.
    pub fn keep(&self, doc: &Document) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = all.entry(digest_of(doc.text())).or_default();
        if !same.iter().any(|known| known.text() == doc.text()) {
            same.push(doc.in_form(Form::utf8()));
        }
    }

    /// What a text says, as UTF-8, read the first time that it is asked for; none where it is not
    /// well-formed.
    pub fn get(&self, text: &str) -> Option<Document> {
        let known = {
            let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let same = all.get(&digest_of(text));
            same.and_then(|same| same.iter().find(|doc| doc.text() == text).cloned())
        };
        known.or_else(|| {
            let doc = Document::parse(text).ok()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_two_files_have_in_two_forms_goes_back_to_the_bytes_of_each() {
        let plain = Document::read(b"<sequence/>").unwrap();
        let marked = Document::read(b"\xef\xbb\xbf<sequence/>").unwrap();
        assert_eq!(plain.text(), marked.text());
        let parsed = Parsed::default();
        parsed.keep(&marked);
        let found = parsed.get(plain.text()).unwrap();
        assert_eq!(found.to_bytes(), plain.to_bytes());
        assert_eq!(found.in_form(*marked.form()).to_bytes(), marked.to_bytes());
    }
}
