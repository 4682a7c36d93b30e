//! Without `<then>` all children of a filter are the list that runs when it is true, and `<else>`
//! is not a mediator (run on the engines of all releases: the sequence does not load).
//!
//! Source: wso2-synapse, FilterMediatorFactory: without then all children are mediators.

use crate::program::{Ix, Kind, Tree};
use crate::rules::scene::name;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "else-without-then",
    effect: Effect::ERROR,
    when: "A filter has an else and no then: it does not load.",
    help: "Put the other children of the filter into <then>.",
    example: Example::of(
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <sequence key="no_token"/>
  <else>
    <sequence key="other"/>
  </else>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <then>
    <sequence key="no_token"/>
  </then>
  <else>
    <sequence key="other"/>
  </else>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for filter in tree.all().filter(|&n| tree.kind(n) == Kind::Filter) {
        let implied = tree.children(filter).find(|&n| tree.node(n).implied);
        let other = implied.and_then(|then| tree.children(then).find(|&n| is_else(tree, n)));
        let Some(other) = other.filter(|&n| scene.is_written(n) || scene.is_new(filter)) else {
            continue;
        };
        let message = format!(
            "{} has an <else> and no <then>: 4.0.0 does not load the sequence",
            name(tree, filter)
        );
        found.error(message, tree.line(other));
    }
}

fn is_else(tree: &Tree<'_>, node: Ix) -> bool {
    tree.kind(node) == Kind::Else
}
