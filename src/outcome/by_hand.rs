//! A merged text that a person edited.

use super::documents::Documents;
use super::file::{File, FileOutcome, OutcomeError};
use crate::lint::lint_merged;
use crate::model::{Case, Severity};
use crate::program::{Tree, sequence_in};
use crate::validate::{Defect, validate};
use crate::xml::{Document, Form, XmlError};

/// Why an edited text is not taken.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotTaken {
    /// It is not well-formed.
    #[error(transparent)]
    IllFormed(XmlError),
    /// The gateway would refuse it.
    #[error(transparent)]
    Refused(Defect),
    /// It cannot be judged.
    #[error(transparent)]
    Unknown(#[from] OutcomeError),
}

/// The outcome of a stock sequence with the text that a person made of it: what the merge has to
/// say stands, and what the text itself would do wrong is added.
///
/// # Errors
///
/// The text is not well-formed, or would not load.
pub fn by_hand(
    merged: FileOutcome,
    text: &str,
    (case, file): (&Case, File),
    documents: &Documents,
) -> Result<FileOutcome, NotTaken> {
    let sequence = file.sequence.ok_or(OutcomeError::NoText)?;
    let doc = Document::parse_as(text, file.form).map_err(NotTaken::IllFormed)?;
    let target = case.target.as_ref().ok_or(OutcomeError::NoText)?;
    let [custom, target] = [&case.custom, target].map(|key| documents.get(key, Form::utf8()));
    let (custom, target) = (custom?, target?);
    let tree = |doc| sequence_in(doc, sequence).map(|element| Tree::of(doc, element));
    let lacking = || OutcomeError::NoSequence(sequence);
    let (custom, target) = (tree(&custom).ok_or_else(lacking)?, tree(&target).ok_or_else(lacking)?);
    validate(&doc, &custom, &target).map_err(NotTaken::Refused)?;
    let mut outcome = FileOutcome { doc: None, ..merged };
    let found = lint_merged(&doc, Some(sequence), case.to);
    let errors = found.into_iter().filter(|f| f.severity == Severity::Error);
    let known = outcome.findings.clone();
    outcome.findings.extend(errors.filter(|f| !known.contains(f)));
    (outcome.text, outcome.bytes) = (text.into(), doc.to_bytes().into());
    Ok(outcome.shown())
}
