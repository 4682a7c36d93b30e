//! The difference that is shown of a file, computed once for all places that it goes to.

use crate::diff::{NO_FILE, bytes_with_names, hunks, hunks_of_bytes, with_names};
use crate::digest::sha256;
use crate::outcome::FileOutcome;
use crate::xml::Form;

/// A difference without the names of a place.
#[derive(Debug, Clone)]
pub struct Hunks {
    /// SHA-256 of the new file.
    pub digest: String,
    text: String,
    /// The same over bytes, where those are not the text in UTF-8.
    bytes: Option<Vec<u8>>,
}

impl Hunks {
    /// From a text in its form, or from no file, to what becomes of it, which is written in `form`.
    pub fn of(old: Option<(&str, Form)>, form: Form, new: &FileOutcome) -> Self {
        let (text, old_form) = old.unwrap_or(("", form));
        let is_plain = old_form.is_utf8() && form.is_utf8();
        let bytes = (!is_plain).then(|| {
            let bytes = old.map(|(text, form)| form.encode(text)).unwrap_or_default();
            hunks_of_bytes(&bytes, &new.bytes)
        });
        let bytes = bytes.filter(|bytes| !bytes.is_empty());
        Self { digest: sha256(&new.bytes), text: hunks(text, &new.text), bytes }
    }

    /// The difference between the files of two places, as text and as bytes; `old` is none where
    /// there is no file.
    pub(super) fn named(&self, old: Option<&String>, new: &str) -> (String, Option<Vec<u8>>) {
        let (old, new) = match old {
            Some(old) => (format!("a/{old}"), format!("b/{old}")),
            None => (NO_FILE.to_owned(), format!("b/{new}")),
        };
        let bytes = self.bytes.as_ref().map(|bytes| bytes_with_names(&old, &new, bytes));
        (with_names(&old, &new, &self.text), bytes)
    }
}

/// The form in which a text has a digest.
pub(super) fn form_of(text: &str, digest: &str) -> Form {
    Form::all().find(|form| sha256(&form.encode(text)) == digest).unwrap_or_default()
}
