//! Reads the merged text again before anyone sees it.

use crate::model::Finding;
use crate::program::{NAMESPACE, Tree};
use crate::rules::check_payloads;
use crate::xml::Document;

/// What is wrong with a merged text that is faultgraft's own fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// It is not well-formed.
    #[error("the merge made XML that does not parse: {0}")]
    IllFormed(String),
    /// Its root is not a sequence.
    #[error("the merge lost the root element")]
    Root,
    /// A payload is broken that neither the operator nor the target had broken.
    #[error("the merge made a payload that the gateway would send broken: {0}")]
    Payload(String),
}

/// Reads the merged text again.
///
/// # Errors
///
/// It does not parse: nothing of the merge may be used then.
pub fn read(merged: &str) -> Result<Document, Defect> {
    Document::parse(merged).map_err(|e| Defect::IllFormed(e.to_string()))
}

/// The merged sequence, where its root is one and no payload in it is broken that was not so in the
/// operator's file or in the target.
///
/// # Errors
///
/// A [`Defect`]: nothing of the merge may be used then.
pub fn validate<'d>(
    merged: &'d Document,
    custom: &Tree<'_>,
    target: &Tree<'_>,
) -> Result<Tree<'d>, Defect> {
    let root = merged.root();
    if merged.local_name(root) != "sequence" || merged.namespace(root) != NAMESPACE {
        return Err(Defect::Root);
    }
    let tree = Tree::of(merged, root);
    let broken = check_payloads(&tree);
    if broken.is_empty() {
        return Ok(tree);
    }
    let known: Vec<Finding> =
        check_payloads(custom).into_iter().chain(check_payloads(target)).collect();
    let new = |f: &&Finding| !known.iter().any(|k| k.rule == f.rule);
    match broken.iter().find(new) {
        Some(finding) => Err(Defect::Payload(finding.message.clone())),
        None => Ok(tree),
    }
}
