//! The gateway's own sequences of 4.0.0 take request headers, the address and the body away before
//! they answer; those of old releases left that to Java, after the sequence. Something that reads
//! the request finds nothing there, or the answer, unless it stands before that.
//!
//! Source: product-apim, the stock sequences of 3.2.0 and 4.0.0; carbon-apimgt,
//! `APIAuthenticationHandler` and `ThrottleHandler`.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "reads-removed",
    effect: Effect::WARNING,
    when: "What an edit reads is taken away or overwritten before it in the merged file, and was \
           not in yours.",
    help: "Move the mediator before the one that takes it away, or keep what it reads in a \
           property before that.",
    example: Example::of(
        r#"<property name="Host" scope="transport" action="remove"/>
<log level="custom"><property name="host" expression="$trp:Host"/></log>"#,
        r#"<log level="custom"><property name="host" expression="$trp:Host"/></log>
<property name="Host" scope="transport" action="remove"/>"#,
    ),
    found: &[],
};
