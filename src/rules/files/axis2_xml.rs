//! The formatters that write the bodies of answers stand in axis2.xml. While it cannot be read, only
//! those of the release are known.
//!
//! Source: Apache Axis2, AxisConfigBuilder; product-apim, axis2.xml and axis2.xml.j2.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "axis2-xml",
    effect: Effect::WARNING,
    when: "The axis2.xml of an installation is not XML.",
    help: "Correct it, or copy it again: the gateway does not start with it. Until then only the formatters of the release are known.",
    example: Example::of(
        "<axisconfig><messageFormatters></axisconfig>",
        "<axisconfig><messageFormatters/></axisconfig>",
    ),
    found: &[],
};
