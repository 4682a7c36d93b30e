//! A file that cannot be read is never taken for one that is not there: its edits would be lost
//! without a word.
//!
//! Source: what the operating system said.

use crate::model::Finding;
use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Finding::UNREADABLE,
    effect: Effect::ERROR,
    when: "A file or folder of an installation cannot be read: what its link leads to is not there, it is a folder, or not the user's to read.",
    help: "Put the file in its place again, or give the user who runs faultgraft the right to read it.",
    example: Example::of("fault.xml -> /mnt/old/fault.xml   (which is not there)", "fault.xml"),
    found: &[Found::Refusal],
};
