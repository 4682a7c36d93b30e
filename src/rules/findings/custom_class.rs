//! One missing class loses the whole sequence. Where the target is an installation, the class is
//! looked for in its jars.
//!
//! Source: wso2-synapse, ClassMediatorFactory: the class is loaded when the sequence is built.

use crate::model::ClassJar;
use crate::program::{Ix, Mediator};
use crate::rules::{Effect, Example, Findings, Found, Rule, Scene, is_removed_class};
use crate::xml::known;

pub(in crate::rules) const RULE: Rule = Rule {
    code: "custom-class",
    effect: Effect::WARNING,
    when: "A class mediator of the operator's own.",
    help: "Put its jar on the new gateway (repository/components/lib or dropins), rebuilt for 4.0.0, and check that it does not read the old XML body.",
    example: Example::of(
        r#"<class name="com.example.gateway.AuditMediator"/>"#,
        "(the same, with its jar in repository/components/lib of the new gateway)",
    ),
    found: &[Found::InSequence(check)],
};

fn check(scene: &Scene<'_, '_>, found: &mut Findings) {
    for (node, class, jar) in own_classes(scene) {
        let message = match jar {
            Some(ClassJar::New(_)) => continue,
            Some(missing) if known(&class).is_some() => {
                let from = match missing {
                    ClassJar::Old { old } => format!("; the old gateway has it in {old}"),
                    _ => String::new(),
                };
                let message = format!(
                    "class {class} is in no jar of the new gateway: without it the sequence does \
                     not load{from}"
                );
                found.error(message, scene.line(node));
                continue;
            }
            _ => format!("class {class} is your own: the new gateway must have its jar"),
        };
        found.warning(message, scene.line(node));
    }
}

/// The class mediators of the operator's own, each with its class, and with where the gateways have
/// it where the jars of the target are known.
pub(in crate::rules) fn own_classes<'s>(
    scene: &'s Scene<'_, '_>,
) -> impl Iterator<Item = (Ix, String, Option<&'s ClassJar>)> + 's {
    let tree = scene.merged;
    let added = scene.own().filter(|&n| scene.is_added(n) && !is_removed_class(tree, n));
    added.filter_map(move |n| {
        let Some(Mediator::Class(class)) = tree.mediator(n) else { return None };
        let jar = scene.setting.classes.and_then(|jars| jars.get(&class.name));
        Some((n, class.name.clone(), jar))
    })
}
