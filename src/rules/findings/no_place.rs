//! Edits are made to go together. By some decisions one of them cannot: what it takes away holds
//! something that you have elsewhere, or what it stands in is left out. Nothing of it is written
//! then, rather than half of it.
//!
//! Source: faultgraft, the merge.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "no-place",
    effect: Effect::ERROR,
    when: "An edit was decided for, and cannot be made as things are: nothing of it is in the merged \
           file.",
    help: "Decide against it, or put it into the merged file by hand: e in `faultgraft review`.",
    example: Example::of(
        r#"<filter xpath="$ctx:vip">..</filter> (you took it away)
<log level="custom"/>"#,
        r#"<filter xpath="$ctx:vip">
  <log level="custom"/> (4.0.0 moved it inside, so the filter stays)
</filter>"#,
    ),
    found: &[],
};
