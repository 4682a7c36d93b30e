//! Bytes that are not in the encoding that the XML declaration names would be carried over as other
//! characters.
//!
//! Source: XML 1.0, section 4.3.3.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "encoding",
    effect: Effect::ERROR,
    when: "The file cannot be decoded.",
    help: "Save it as UTF-8, or correct the encoding in its XML declaration.",
    example: Example::of(
        r#"<?xml version="1.0" encoding="UTF-8"?>   (and the file is in ISO-8859-1)"#,
        r#"<?xml version="1.0" encoding="ISO-8859-1"?>"#,
    ),
    found: &[Found::Refusal],
};
