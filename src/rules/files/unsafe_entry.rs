//! An archive can hold links that lead out of it and entries that expand without end. Neither is
//! followed.
//!
//! Source: the zip format: an entry can be a symbolic link, or expand a thousandfold.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "unsafe-entry",
    effect: Effect::ERROR,
    when: "An entry of an archive is a link, would expand beyond reason, or cannot be read.",
    help: "Unpack the archive in a safe place, look at that file, and give the folder.",
    example: Example::of(
        "wso2am-2.6.0.zip: .../sequences/fault.xml -> /etc/faults/fault.xml   (a link)",
        "wso2am-2.6.0.zip: .../sequences/fault.xml   (packed with the links followed: zip -r)",
    ),
    found: &[],
};
