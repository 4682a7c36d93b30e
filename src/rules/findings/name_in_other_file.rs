//! The gateway runs a sequence by its name attribute, whatever its file is called. Looked for by its
//! file name alone, an operator's own version would be lost.
//!
//! Source: wso2-synapse, SequenceDeployer and MultiXMLConfigurationBuilder: every .xml file of the
//! folder is read, and the name attribute is the runtime identity.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "name-in-other-file",
    effect: Effect::WARNING,
    when: "A file under another name defines a stock sequence.",
    help: "Do not copy the old file to the new gateway: beside the merged one, the gateway would refuse one of the two.",
    example: Example::of(
        r#"our_fault.xml   <sequence .. name="fault">"#,
        r#"fault.xml       <sequence .. name="fault">"#,
    ),
    found: &[],
};
