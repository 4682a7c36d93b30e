//! From a wrong base every line that the releases differ in is an edit: it is carried into the new
//! file, or taken out of it, though nobody changed anything.
//!
//! Source: product-apim, bin/version.txt and the stock sequences of each release.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "base-doubtful",
    effect: Effect::WARNING,
    when: "The base that was given is not the release that the home states, or another release fits \
           the file far better.",
    help: "Leave --base and --base-release out, or name the release that the file comes from. If the \
           base is right, confirm each edit.",
    example: Example::of(
        "bin/version.txt: v2.6.0   (faultgraft plan wso2am-2.6.0 --base-release 4.0.0)",
        "faultgraft plan wso2am-2.6.0",
    ),
    found: &[],
};
