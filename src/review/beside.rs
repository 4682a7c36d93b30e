//! Both sides of a conflict in one text, for a person who makes one thing of them.
//!
//! No conflict can be settled with both sides as they are: two branches of which Synapse reads one,
//! two values of an attribute, two payloads of which the second overwrites the first. So the target's
//! side stays, and the operator's stands behind it as a comment to take over from.

use crate::matching::Matching;
use crate::model::{Edit, EditId, FilePlan, Outcome, Plan};
use crate::program::{Ix, NAMESPACE, Tree, sequence_in};
use crate::xml::Document;

/// Whether a conflict has two sides to choose from.
pub fn has_both(edit: &Edit) -> bool {
    let both = edit.sides.as_ref().is_some_and(|s| s.custom.is_some() && s.target.is_some());
    edit.outcome == Outcome::Conflict && both
}

/// The merged text with the operator's version of a conflict as a comment behind the target's; none
/// where it has not both. With [`edit`](super::edit) a person's version of it is taken.
pub fn beside(plan: &Plan, id: &EditId) -> Option<String> {
    let (file, edit) = plan.find(id).filter(|(_, edit)| has_both(edit))?;
    let side = edit.sides.as_ref()?.custom.as_deref()?;
    let text = file.text()?;
    let place = behind(plan, file, edit).unwrap_or_else(|| inside_root(text));
    let line = &text[..place];
    let line = &line[line.rfind('\n').map_or(0, |n| n + 1)..];
    let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let head =
        format!("your version of {id}; take over what you want, and take this comment away:");
    let mut comment = format!("{end}{blanks}<!-- {}{end}", commented(&head));
    for line in side.lines() {
        comment += &format!("{blanks}     {}{end}", commented(line));
    }
    comment += &format!("{blanks}-->");
    Some(format!("{}{comment}{}", &text[..place], &text[place..]))
}

/// Text as it may stand in a comment: two hyphens end one.
fn commented(text: &str) -> String {
    let mut out = text.to_owned();
    // Of three in a row the first time leaves two.
    while out.contains("--") {
        out = out.replace("--", "- -");
    }
    out
}

/// The end of what the target has there, in the merged text.
fn behind(plan: &Plan, file: &FilePlan, edit: &Edit) -> Option<usize> {
    let target = plan.texts.get(file.case.as_ref()?.target.as_ref()?)?;
    let (target, merged) = (Document::parse(target).ok()?, Document::parse(file.text()?));
    let merged = merged.ok()?;
    let (target, merged) = (sequence(&target, file)?, sequence(&merged, file)?);
    let line = edit.target_line?;
    let node = target.all().skip(1).find(|&n| target.line(n) == line)?;
    // What is not a mediator of its own, such as a payload's part, has no comments inside.
    let list = |n: &Ix| target.parent(*n).is_some_and(|p| target.kind(p).is_mediator_list());
    let mediator = std::iter::once(node).chain(target.ancestors(node)).find(list)?;
    let there = Matching::of(&target, &merged).b(mediator)?;
    Some(merged.doc.node(merged.node(there).element).span.end as usize)
}

fn sequence<'d>(doc: &'d Document, file: &FilePlan) -> Option<Tree<'d>> {
    let element = sequence_in(doc, file.sequence()?)?;
    Some(Tree::of(doc, element))
}

/// Behind the start tag of the sequence.
fn inside_root(text: &str) -> usize {
    let Ok(doc) = Document::parse(text) else { return text.len() };
    let is_sequence = |n: &_| doc.local_name(*n) == "sequence" && doc.namespace(*n) == NAMESPACE;
    let root = Some(doc.root()).filter(is_sequence).unwrap_or_else(|| doc.root());
    match doc.node(root).self_closing {
        true => doc.node(root).span.end as usize,
        false => doc.node(root).inner.end as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::commented;

    #[test]
    fn no_two_hyphens_stand_together() {
        assert_eq!(commented("a <!-- b --> c"), "a <!- - b - -> c");
        assert_eq!(commented("-----"), "- - - - -");
        assert_eq!(commented("a-b"), "a-b");
    }
}
