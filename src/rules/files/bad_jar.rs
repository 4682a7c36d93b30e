//! The classes of the target's jars say which class mediators load. A jar that cannot be opened
//! says nothing.
//!
//! Source: a jar is a zip; OSGi and the class loader skip what is none.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "bad-jar",
    effect: Effect::WARNING,
    when: "A jar of the target is not a zip, so its classes are not known.",
    help: "Copy the jar to the new gateway again.",
    example: Example::of(
        "repository/components/lib/acme.jar   (0 bytes: the copy broke off)",
        "repository/components/lib/acme.jar   (copied again)",
    ),
    found: &[],
};
