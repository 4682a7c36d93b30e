//! The base decides what counts as an edit. A home that states one release while its sequences are
//! another's was upgraded or copied in part.
//!
//! Source: product-apim, bin/version.txt and the stock sequences of each release.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "release-mismatch",
    effect: Effect::WARNING,
    when: "A home says it is one release, and its sequences look like another's.",
    help: "If the files were copied from another installation, name their release with --base-release.",
    example: Example::of(
        "bin/version.txt: v3.2.0   (and main.xml is what 1.9.1 ships)",
        "faultgraft plan wso2am-3.2.0 --base-release 1.9.1",
    ),
    found: &[],
};
