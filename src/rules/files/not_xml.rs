//! Scripts make XML; the gateway reads what they make, and so does faultgraft.
//!
//! A template of a deployment tool is known by its name: `.j2`, `.jinja2` and `.jinja` (Jinja, of
//! Ansible and Salt), `.erb` (ERB, of Puppet and Chef). It is read with its tags as they are where
//! each stands in the value of an attribute or in a text, and what a control tag opens ends there
//! too. Anywhere else a tag may become elements, and the merge would not know which.
//!
//! Source: XML 1.0; Jinja, `jinja2.lexer`; Ruby, `erb.rb`.

use crate::rules::{Effect, Example, Found, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "not-xml",
    effect: Effect::ERROR,
    when: "The file is not XML, or it is a template with a tag outside of values and texts.",
    help: "Run faultgraft on what the template or script makes.",
    example: Example::of(
        r#"{% set desk = 4 %}
<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="desk" value="{{ desk }}"/>
</sequence>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">
    <property name="desk" value="4"/>
</sequence>"#,
    ),
    found: &[Found::Refusal],
};
