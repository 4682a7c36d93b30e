//! Up to 3.2.0 Java made the body of the auth and throttle flows after the sequence had run, and
//! before 3.2.0 it set the headers again. What a sequence set there had no effect, and has one in
//! 4.0.0. The status is overwritten then and now.
//!
//! Source: carbon-apimgt pull request 7455; product-apim issues 2642 and 5032.

use crate::expression::Location;
use crate::program::{Ix, Mediator, Tree};
use crate::rules::flows::message_type;
use crate::rules::scene::list;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};
use crate::stock::{Release, SequenceName};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "inert-becomes-active",
    effect: Effect::WARNING,
    when: "A payload or header that old gateways overwrote takes effect now.",
    help: "Check that clients shall see it; remove it if nobody missed it.",
    example: Example::of(
        r#"<payloadFactory media-type="json">   (in the _auth_failure_handler_ of 2.6.0)
  <format>{"error":"no"}</format>
  <args/>
</payloadFactory>"#,
        "(nothing, unless clients shall see it now)",
    ),
    found: &[Found::OfMerge(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let flows = [SequenceName::AuthFailureHandler, SequenceName::ThrottleOutHandler];
    if !scene.setting.rewriting.to_json || !scene.is_one_of(&flows) {
        return;
    }
    let tree = scene.custom;
    let early = scene.setting.base_release < Release::V3_2_0;
    let mut active: Vec<String> = Vec::new();
    let mut line = None;
    for node in scene.written().filter(|&n| scene.is_new(n)) {
        let Some((what, set)) = woken(tree, node, early) else { continue };
        if !scene.old.falls_through(node) || !scene.old.takes_effect(node, &set) {
            continue;
        }
        line = line.or(Some(tree.line(node)));
        if !active.contains(&what) {
            active.push(what);
        }
    }
    if active.is_empty() {
        return;
    }
    let names: Vec<&str> = active.iter().map(String::as_str).collect();
    let message = format!(
        "{} {} effect now: {} overwrote what this sequence set",
        list(&names, "and"),
        if names.len() > 1 { "take" } else { "takes" },
        scene.setting.base_release
    );
    found.warning(message, line);
}

/// What a mediator sets that Java used to overwrite.
fn woken(tree: &Tree<'_>, node: Ix, early: bool) -> Option<(String, Location)> {
    match tree.mediator(node)? {
        Mediator::PayloadFactory(_) | Mediator::Makefault(_) => {
            Some(("the payload".to_owned(), Location::Body))
        }
        Mediator::Property(p) if p.removes => None,
        Mediator::Property(p) if p.is("axis2", "messageType") => {
            Some(("messageType".to_owned(), message_type()))
        }
        Mediator::Property(p) if early && p.scope == "transport" => {
            Some((format!("the header {}", p.name.as_ref()?.text), p.location()?))
        }
        _ => None,
    }
}
