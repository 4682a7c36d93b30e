//! What becomes of a file, or why nothing does.

use std::sync::Arc;

use crate::companions::Called;
use crate::guard::Panicked;
use crate::model::{Edit, Finding, Known};
use crate::stock::SequenceName;
use crate::validate::Defect;
use crate::xml::{Document, Form, Overlap, show};

/// What becomes of a file.
#[derive(Debug, Clone)]
pub struct FileOutcome {
    /// Its text.
    pub text: Arc<str>,
    /// The same in the target's encoding, as it would be written.
    pub bytes: Arc<[u8]>,
    /// The edits with the decisions that fit, and their lines in the text.
    pub edits: Vec<Edit>,
    /// What is to be said about it; not what follows from other files.
    pub findings: Vec<Finding>,
    /// The sequences that the operator's file calls and this one still does.
    pub calls: Vec<Called>,
    /// Those that it still does or would do if the conflicts were decided otherwise.
    pub may_call: Vec<Called>,
    /// The text, read; none where nobody had to read it.
    pub(crate) doc: Option<Document>,
}

impl FileOutcome {
    /// Numbers the edits of a file, from 1.
    pub(super) fn number(edits: &mut [Edit]) {
        for (edit, number) in edits.iter_mut().zip(1_usize..) {
            edit.number = number;
        }
    }

    /// Says what is known of the two gateways besides.
    pub(super) fn with_known(mut self, known: &[Known]) -> Self {
        let holds = |k: &&Known| {
            let call = k.if_called.as_ref();
            call.is_none_or(|name| self.calls.iter().any(|called| called.key == *name))
        };
        let (calls, always): (Vec<&Known>, Vec<&Known>) =
            known.iter().filter(holds).partition(|k| k.if_called.is_some());
        let always = always.into_iter().map(|k| k.finding.clone());
        self.findings.splice(0..0, always);
        self.findings.extend(calls.into_iter().map(|k| k.finding.clone()));
        self
    }
}

impl FileOutcome {
    /// The same with what is said of its edits in the operator's words: tags of templates as written.
    pub(super) fn shown(mut self) -> Self {
        for edit in &mut self.edits {
            show(&mut edit.summary);
            show(&mut edit.reason);
            let sides = edit.sides.as_mut().map(|s| [&mut s.base, &mut s.custom, &mut s.target]);
            sides.into_iter().flatten().flatten().for_each(show);
        }
        self
    }
}

/// Why nothing becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeError {
    /// A text that is not there, or is not well-formed.
    #[error("a text that it is made from is missing, or is not well-formed")]
    NoText,
    /// A text that holds no such sequence.
    #[error("one of the texts has no sequence {0}")]
    NoSequence(SequenceName),
    /// A defect of faultgraft's own.
    #[error(transparent)]
    Overlap(#[from] Overlap),
    /// Another one.
    #[error(transparent)]
    Defect(#[from] Defect),
    /// Another one.
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

/// Which file a case is of, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct File {
    /// Which sequence it is; none for one of the operator's own.
    pub sequence: Option<SequenceName>,
    /// How its text becomes bytes.
    pub form: Form,
}
