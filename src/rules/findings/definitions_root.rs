//! A file in the sequences folder must hold one sequence. A `<definitions>` document is how other
//! Synapse products keep all of them, and does not load there.
//!
//! Source: wso2-synapse, MultiXMLConfigurationBuilder and SequenceDeployer: the root must be a
//! sequence.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "definitions-root",
    effect: Effect::WARNING,
    when: "A <definitions> document: it does not load from the sequences folder.",
    help: "Use the files as merged: each sequence stands in its own.",
    example: Example::of(
        r#"<definitions xmlns="http://ws.apache.org/ns/synapse">
    <sequence name="fault">
        <respond/>
    </sequence>
</definitions>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <respond/>
</sequence>"#,
    ),
    found: &[],
};
