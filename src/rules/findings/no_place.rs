//! Some decisions contradict each other: an edit removes something that now contains a mediator you
//! keep elsewhere, or it stands in something that is left out. The merge writes none of it then,
//! rather than half.
//!
//! Source: faultgraft, the merge.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "no-place",
    effect: Effect::ERROR,
    when: "With what was decided, an edit cannot be made: nothing of it is in the merged file.",
    help: "Reject it or take the other version, or edit the merged file by hand: e in `faultgraft \
           review`.",
    example: Example::of(
        r#"<filter xpath="$ctx:vip">..</filter> (you took it away)
<log level="custom"/>"#,
        r#"<filter xpath="$ctx:vip">
  <log level="custom"/> (4.0.0 moved it inside, so the filter stays)
</filter>"#,
    ),
    found: &[],
};
