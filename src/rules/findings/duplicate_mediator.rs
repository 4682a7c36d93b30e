//! Two equal mediators in a row are nearly always left from an earlier merge by hand.
//!
//! Source: seen in public installers that edit the sequences in place.

use crate::program::{Ix, Kind};
use crate::rules::scene::name;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "duplicate-mediator",
    effect: Effect::WARNING,
    when: "The same inserted mediator stands twice in a row.",
    help: "Remove one of them; an installer that ran twice leaves such pairs.",
    example: Example::of(
        r#"<sequence key="audit"/>
<sequence key="audit"/>"#,
        r#"<sequence key="audit"/>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for list in tree.all().filter(|&n| tree.kind(n).is_mediator_list()) {
        let children: Vec<Ix> = tree.children(list).collect();
        for pair in children.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            let same = tree.node(first).content == tree.node(second).content;
            let own = scene.is_new(first) || scene.is_new(second);
            if !same || !own || tree.kind(first) == Kind::Comment {
                continue;
            }
            let lines = match (tree.line(first), tree.line(second)) {
                (a, b) if a == b => format!("line {a}"),
                (a, b) => format!("lines {a} and {b}"),
            };
            let message = format!("{} stands twice in a row, on {lines}", name(tree, second));
            found.warning(message, tree.line(second));
        }
    }
}
