//! The status of a response, and the casts on which the transport fails (wso2-synapse, passthru
//! `PassThroughTransportUtils.determineHttpStatusCode`, `PassThroughHttpSender.submitResponse`).

use super::message::{Body, Message, Value};

/// The casts that fail: both properties are read as the type that Java expects.
pub(super) fn refused(message: &Message) -> Option<String> {
    let wrong = |name: &str, right: fn(&Value) -> bool| {
        message.axis2.get(name).and_then(Value::known).is_some_and(|v| !right(v))
    };
    if wrong("ERROR_CODE", |v| matches!(v, Value::Integer(_))) {
        return Some("ClassCastException: axis2 ERROR_CODE is not an Integer".to_owned());
    }
    wrong("NO_ENTITY_BODY", |v| matches!(v, Value::Boolean(_)))
        .then(|| "ClassCastException: axis2 NO_ENTITY_BODY is not a Boolean".to_owned())
}

/// 200, or 500 for a fault; what `HTTP_SC` says where Java reads it as a number; 502 for an axis2
/// `ERROR_CODE`. What is unknown counts as absent.
pub(super) fn status(message: &Message) -> i32 {
    let known = |name| message.axis2.get(name).and_then(Value::known);
    if known("ERROR_CODE").is_some() {
        return 502;
    }
    let asked = known("HTTP_SC").and_then(|sc| sc.to_string().parse().ok());
    let lenient = known("FAULTS_AS_HTTP_200");
    let lenient = lenient.is_some_and(|v| v.to_string().eq_ignore_ascii_case("true"));
    let own = if is_fault(message) && !lenient { 500 } else { 200 };
    asked.unwrap_or(own)
}

/// What decides the status and is not known.
pub(super) fn unknown_status(message: &Message) -> Option<String> {
    let unknown = |name| message.axis2.get(name).and_then(Value::unknown).map(str::to_owned);
    let asked = message.axis2.get("HTTP_SC").and_then(Value::known);
    let lenient = || match (&message.body, is_fault(message)) {
        (_, true) => unknown("FAULTS_AS_HTTP_200"),
        // It may be a fault.
        (Body::Unknown(name), false) => Some(name.clone()),
        _ => None,
    };
    let reads = asked.is_some_and(|sc| sc.to_string().parse::<i32>().is_ok());
    let own = || unknown("HTTP_SC").or_else(|| if reads { None } else { lenient() });
    unknown("ERROR_CODE").or_else(own)
}

fn is_fault(message: &Message) -> bool {
    message.made_fault || message.body.is_fault()
}
