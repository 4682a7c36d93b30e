//! The helpers are not among the nine files that the upgrade guide names, yet the fault sequences
//! call them: an edit of one shows in the answers of all.
//!
//! Source: product-apim, the stock sequences: each of the nine calls _cors_request_handler_ or
//! another helper.

use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "helper-customised",
    effect: Effect::WARNING,
    when: "One of the five helpers that fault sequences call is customised too.",
    help: "Test every fault sequence that calls it; its edits are merged like the others.",
    example: Example::of(
        r#"<sequence key="audit"/>   (added to _cors_request_handler_)"#,
        "(the same: test each fault sequence, as all of them call it)",
    ),
    found: &[Found::OfMerge(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let Some(helper) = scene.setting.sequence.filter(|s| s.is_helper()) else { return };
    let message = format!(
        "{} is not a fault sequence but one that they call: your edits to it are carried too",
        helper.file_name()
    );
    found.warning(message, None);
}
