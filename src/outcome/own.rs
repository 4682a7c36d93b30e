//! What becomes of a sequence of the operator's own: its text, rewritten where its callers answer
//! JSON now.

use super::documents::Documents;
use super::file::{FileOutcome, OutcomeError};
use crate::companions::{Around, Caller, Rewrites, Rewrote, called, rewrite};
use crate::merge::Decisions;
use crate::model::{CallerText, Case};
use crate::program::Tree;
use crate::xml::Form;

pub(super) fn of_case(
    case: &Case,
    form: Form,
    documents: &Documents,
    decisions: &Decisions,
) -> Result<FileOutcome, OutcomeError> {
    let doc = documents.get(&case.custom, form)?;
    let caller = |kept: &CallerText| {
        let callee = documents.callee(&kept.text)?;
        Ok(Caller::new(kept, callee))
    };
    let around = Around {
        callees: documents.callees(&case.callees)?,
        callers: case.callers.iter().map(caller).collect::<Result<_, OutcomeError>>()?,
    };
    let rewrites = Rewrites {
        any: !case.as_it_is,
        base_release: case.from,
        release: case.to,
        classes: case.classes.as_ref(),
        formatters: &case.formatters,
    };
    let tree = Tree::of(&doc, doc.root());
    let calls = called(&tree);
    let Rewrote { text, mut edits, findings, doc: read } =
        rewrite(&tree, &rewrites, &around, decisions);
    FileOutcome::number(&mut edits);
    let bytes = doc.form().encode(&text).into();
    let may_call = calls.clone();
    Ok(FileOutcome { text: text.into(), bytes, edits, findings, calls, may_call, doc: read })
}
