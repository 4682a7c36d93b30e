//! The mediator that the operator edited is not in the new release any more, so there is nothing to
//! apply the edit to. Whether its purpose is still served is for a person to decide.
//!
//! Source: product-apim, the stock sequences of both releases.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "superseded-stock",
    effect: Effect::Rewriting,
    when: "The operator edited a stock mediator that the target removed or replaced.",
    help: "Decide whether what it did is still wanted, and add it by hand if so.",
    example: Example::of(
        r#"<property name="ERROR_MESSAGE" value="Nothing here"/>
  (changed in the _resource_mismatch_handler_ of 1.9.0)"#,
        r#"<sequence key="fault"/>
  (all that 4.0.0 has there: the text comes from Java)"#,
    ),
    found: &[],
};
