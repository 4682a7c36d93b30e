//! What counts as an edit depends on the release that a file was made from. Where the stock of two
//! releases is nearly as near, and the edits from one merge otherwise than those from the other, only
//! the operator can say which it was.
//!
//! Source: product-apim, the stock sequences of each release.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "base-uncertain",
    effect: Effect::WARNING,
    when: "A file may be made from the stock of two releases, and the two merge differently.",
    help: "Name the release that the file comes from with --base-release, or confirm each edit that \
           waits for you.",
    example: Example::of(
        r#"<am:description>Unsupported Transport [ $2 ]. The requested resource (/$1) is not available.</am:description>
..
<am:description>The requested resource is not available.</am:description>   (one text is 2.0.0's, one 2.1.0's)"#,
        "faultgraft plan main.xml --base-release 2.0.0",
    ),
    found: &[],
};
