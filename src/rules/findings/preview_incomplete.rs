//! A comparison that leaves ways out proves nothing about them, so it says which and why.
//!
//! Source: scripts, registry keys, and sequences that run without end are not walked through.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "preview-incomplete",
    effect: Effect::NOTE,
    when: "Some ways through a sequence end in what no file tells, or there are too many of them.",
    help: "Try the requests that matter on a test gateway, or one by one with faultgraft preview --set.",
    example: Example::of(
        r#"<script language="js">mc.setPayloadJSON(..)</script>"#,
        "(a payloadFactory, or a test on the gateway)",
    ),
    found: &[],
};
