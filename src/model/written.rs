//! What would be written to a file, once for all places that it goes to.

use std::sync::Arc;

use crate::diff::{NO_FILE, bytes_with_names, hunks, with_names};
use crate::digest::sha256;
use crate::xml::Form;

/// What would be written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// As text.
    pub text: Arc<str>,
    /// The same in the target's encoding.
    pub bytes: Arc<[u8]>,
    /// SHA-256 of the bytes.
    pub digest: Arc<str>,
    /// How it differs from what the plan's diffs start from.
    pub hunks: Hunks,
}

impl Written {
    /// A text in a form, of which no difference is known.
    pub fn plain(text: Arc<str>, form: Form) -> Self {
        let bytes: Arc<[u8]> = form.encode(&text).into();
        let digest = sha256(&bytes).into();
        Self { text, bytes, digest, hunks: Hunks::default() }
    }

    /// The target's own text: it is there already, or would be a new file.
    pub fn of_target(text: Arc<str>, form: Form, is_there: bool) -> Self {
        let hunks = match is_there {
            true => Hunks { old: Old::Target, ..Hunks::default() },
            false => Hunks { text: hunks("", &text), ..Hunks::default() },
        };
        Self { hunks, ..Self::plain(text, form) }
    }
}

/// What a difference starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Old {
    /// The file does not exist.
    #[default]
    Nothing,
    /// The operator's file.
    Custom,
    /// What the target has at the place.
    Target,
}

/// A difference without the names of a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hunks {
    /// What it starts from.
    pub old: Old,
    /// Unified hunks; empty where nothing differs.
    pub text: String,
    /// The same over bytes, where those are not the text in UTF-8.
    pub bytes: Option<Vec<u8>>,
}

impl Hunks {
    /// The names on both sides, of a file that was read from `path` and goes to `place`.
    fn names(&self, path: &str, place: &str) -> (String, String) {
        match self.old {
            Old::Nothing => (NO_FILE.to_owned(), format!("b/{place}")),
            Old::Custom => (format!("a/{path}"), format!("b/{path}")),
            Old::Target => (format!("a/{place}"), format!("b/{place}")),
        }
    }

    /// The unified diff of a file that was read from `path` and goes to `place`.
    pub fn diff(&self, path: &str, place: &str) -> String {
        let (old, new) = self.names(path, place);
        with_names(&old, &new, &self.text)
    }

    /// The same over bytes, where those are not the text in UTF-8: what `git apply` must get.
    pub fn patch(&self, path: &str, place: &str) -> Option<Vec<u8>> {
        let (old, new) = self.names(path, place);
        Some(bytes_with_names(&old, &new, self.bytes.as_ref()?))
    }
}
