//! What would be written of an outcome, and how it differs from what the plan's diffs start from:
//! worked out once for all places that it goes to.

use std::sync::Arc;

use crate::diff::{hunks, hunks_of_bytes};
use crate::digest::sha256;
use crate::model::{Hunks, Old, Written};
use crate::outcome::FileOutcome;
use crate::xml::Form;

/// A text that a difference starts from, in its form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Before {
    /// Which file it is of.
    pub old: Old,
    /// The text.
    pub text: Arc<str>,
    /// How it is written as bytes.
    pub form: Form,
}

/// What is written of an outcome in `form`; `before` is none where the file does not exist.
pub(super) fn written(before: Option<&Before>, form: Form, new: &FileOutcome) -> Written {
    let (text, old_form) = before.map_or(("", form), |before| (&*before.text, before.form));
    let is_plain = old_form.is_utf8() && form.is_utf8();
    let bytes = (!is_plain).then(|| {
        let bytes = before.map(|before| before.form.encode(&before.text)).unwrap_or_default();
        hunks_of_bytes(&bytes, &new.bytes)
    });
    let hunks = Hunks {
        old: before.map(|before| before.old).unwrap_or_default(),
        text: hunks(text, &new.text),
        bytes: bytes.filter(|bytes| !bytes.is_empty()),
    };
    let digest = sha256(&new.bytes).into();
    Written { text: Arc::clone(&new.text), bytes: Arc::clone(&new.bytes), digest, hunks }
}

/// The form in which a text has a digest.
pub(crate) fn form_of(text: &str, digest: &str) -> Form {
    Form::all().find(|form| sha256(&form.encode(text)) == digest).unwrap_or_default()
}
