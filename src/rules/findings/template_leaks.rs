//! From 4.0.0 on, stock sets payload, status and content type in the sequence, where Java did
//! before. A branch of the operator's behind them that answers by itself sends whatever of these it
//! does not set again.
//!
//! Source: product-apim v4.0.0: the auth and throttle sequences set payload and status, which Java
//! did before.

use crate::expression::Location;
use crate::flow::{Origins, Read};
use crate::program::{Ix, Kind};
use crate::rules::flows::{Flows, from, message_type, status};
use crate::rules::scene::{list, name, unless};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "template-leaks",
    effect: Effect::WARNING,
    when: "A branch that ends the flow runs after the target's payload, status or content type and does not set its own.",
    help: "Set HTTP_SC, messageType and the payload in the branch, or move it to the top of the sequence.",
    example: Example::of(
        r#"<sequence key="no_token"/>
<drop/>   (behind the payload, status and content type of 4.0.0)"#,
        r#"<sequence key="no_token"/>   (no_token sets all three itself)
<drop/>"#,
    ),
    found: &[Found::OfMerge(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let calls = scene.own().filter(|&n| scene.is_added(n) && calls_and_ends(scene, n));
    let sides = |end: Ix| match scene.new.answer(end) {
        // What nobody knows may set all of it, or answer with what it comes to see.
        [] => (scene.new.seen(end), scene.origin(end).map(|n| scene.old.seen(n))),
        answer => (answer, scene.origin(end).map(|n| scene.old.answer(n))),
    };
    for end in scene.own_answers().chain(calls) {
        let (now, then) = sides(end);
        let own_body = from(now, &Location::Body)
            .is_some_and(|from| scene.new.writers(from).any(|n| scene.is_own(n)));
        let leaks = |location: &Location| {
            inherited(&scene.new, now, location, |n| scene.is_own(n)).filter(|_| {
                let then = then.unwrap_or_default();
                inherited(&scene.old, then, location, |n| scene.is_written(n)).is_none()
            })
        };
        let all =
            [(Location::Body, "payload"), (status(), "status"), (message_type(), "content type")];
        let mut leaks: Vec<(&str, &Origins)> =
            all.iter().filter_map(|(location, part)| Some((*part, leaks(location)?))).collect();
        let is_call = scene.new.unknown_call(end).is_some();
        if !is_call && !own_body && leaks.first().is_none_or(|(part, _)| *part != "payload") {
            leaks.retain(|(part, _)| *part != "content type");
        }
        if leaks.is_empty() {
            continue;
        }
        let unless = match scene.new.unknown_call(end) {
            Some(called) => format!(" unless {called} sets its own"),
            None => unless(&scene.new, leaks.iter().map(|(_, from)| *from), "sets its own"),
        };
        let parts: Vec<&str> = leaks.iter().map(|(part, _)| *part).collect();
        let message = format!(
            "{} stands behind the {} of {} now and answers with {}{unless}",
            name(scene.merged, end),
            list(&parts, "and"),
            scene.setting.target_release,
            if parts.len() > 1 { "them" } else { "it" }
        );
        found.warning(message, scene.line(end));
    }
}

/// Whether a mediator hands over to a sequence that nobody knows, and the flow ends behind it: that
/// sequence has answered then.
fn calls_and_ends(scene: &Scene<'_, '_>, node: Ix) -> bool {
    let tree = scene.merged;
    let drops = || tree.following(node).any(|n| tree.kind(n) == Kind::Drop && scene.is_added(n));
    scene.new.unknown_call(node).is_some() && drops()
}

/// Where what goes out comes from, if stock mediators set it and nothing of the operator's does.
fn inherited<'a>(
    flows: &Flows<'_, '_>,
    answer: &'a [Read],
    location: &Location,
    own: impl Fn(Ix) -> bool,
) -> Option<&'a Origins> {
    let from = from(answer, location)?;
    let mut known = flows.writers(from).filter(|&n| !flows.is_opaque(n)).peekable();
    (known.peek().is_some() && !known.any(own)).then_some(from)
}
