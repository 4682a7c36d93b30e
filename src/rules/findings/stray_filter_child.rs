//! Once a filter has `<then>` or `<else>`, the factory reads these two and nothing else; the same
//! holds for a switch and its cases. What stands beside them never runs, and nothing says so.
//!
//! Source: wso2-synapse, FilterMediatorFactory and SwitchMediatorFactory.

use crate::program::Kind;
use crate::rules::scene::name;
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "stray-filter-child",
    effect: Effect::ERROR,
    when: "A child beside then and else, or beside the cases of a switch, is silently ignored.",
    help: "Move it into one of the branches, or out of the filter.",
    example: Example::of(
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <log level="custom"/>
  <then>
    <sequence key="no_token"/>
  </then>
</filter>"#,
        r#"<filter source="$ctx:ERROR_CODE" regex="900901">
  <then>
    <log level="custom"/>
    <sequence key="no_token"/>
  </then>
</filter>"#,
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    let tree = scene.custom;
    for node in scene.written() {
        let Some(parent) = tree.parent(node) else { continue };
        let places = match (tree.kind(parent), tree.kind(node)) {
            (Kind::Filter, Kind::Then | Kind::Else)
            | (Kind::Switch, Kind::Case | Kind::Default) => continue,
            (Kind::Filter, _) => "<then> and <else>",
            (Kind::Switch, _) => "the cases",
            _ => continue,
        };
        let message = format!(
            "{} stands beside {places} of its {} and is silently ignored",
            name(tree, node),
            tree.name(parent)
        );
        found.error(message, tree.line(node));
    }
}
