//! A template is told apart from a rendered file by what its comments say, so that people and tools look
//! for them. A file without edits is replaced by the new release's own text, which has none.
//!
//! Source: Ansible, `ansible_managed`; Puppet, the header that its style guide asks for.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "template-comment",
    effect: Effect::NOTE,
    when: "A template without edits has a comment with tags before or behind the sequence.",
    help: "Put the comment into the new template, where you need it.",
    example: Example::of(
        r#"<!-- {{ ansible_managed }} -->
<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault"/>"#,
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault"/>"#,
    ),
    found: &[],
};
