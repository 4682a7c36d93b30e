//! What the gateway's own Java does round a sequence (wso2/carbon-apimgt, component
//! `org.wso2.carbon.apimgt.gateway`, `handlers/Utils`). It was read, and emulated where the golden
//! set has it; carbon-apimgt itself was not run.

use super::element::{Element, Name, Node};
use super::engine::Engine;
use super::formatter::{Response, respond};
use super::message::{Body, Message, Value};

/// `Utils.sendFault`: the status that the handler wants, whatever the sequence set; then the
/// response, for which the transport takes only the first.
pub fn send_fault(message: &mut Message, status: u16, engine: Engine) -> Response {
    message.axis2.insert("HTTP_SC".to_owned(), Value::Integer(i32::from(status)));
    message.properties.insert("RESPONSE".to_owned(), Value::text("true"));
    message.is_response = true;
    message.to = None;
    message.axis2.remove("NO_ENTITY_BODY");
    message.axis2.remove("ContentType");
    respond(message, engine)
}

/// The `Accept` headers that [`set_fault_payload`] takes as they are.
const ACCEPTED: [&str; 10] = [
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/html",
    "application/xml",
    "text/xml",
    "application/soap+xml",
    "text/plain",
    "application/json",
    "application/json/badgerfish",
    "text/javascript",
];

/// `Utils.setFaultPayload`, which made the body of the authentication and throttling flows before
/// 4.0.0: the payload, and as message type the `Accept` header where it is exactly one of the
/// known types, else the property `error_message_type`.
pub fn set_fault_payload(message: &mut Message, payload: Element) {
    message.body = Body::Xml(vec![payload]);
    let accept = message.headers.get("Accept").map(Value::to_string);
    let accept = accept.filter(|a| ACCEPTED.contains(&a.as_str())).map(Value::Text);
    let asked = message.properties.get("error_message_type").cloned();
    if let Some(message_type) = accept.or(asked) {
        message.axis2.insert("messageType".to_owned(), message_type);
    }
}

/// The body of the authentication flow before 4.0.0, and of the GraphQL one.
pub fn auth_payload(code: &str, message: &str, description: &str) -> Element {
    payload(("ams", "http://wso2.org/apimanager/security"), code, message, description)
}

/// The body of the throttling flow before 4.0.0.
pub fn throttle_payload(
    code: &str,
    message: &str,
    description: &str,
    next_access_time: Option<&str>,
) -> Element {
    let namespace = ("amt", "http://wso2.org/apimanager/throttling");
    let mut fault = payload(namespace, code, message, description);
    if let Some(time) = next_access_time {
        let name = Name::of(namespace.0, namespace.1, "nextAccessTime");
        fault.children.push(Node::Element(Element::with_text(name, time)));
    }
    fault
}

fn payload(
    (prefix, namespace): (&str, &str),
    code: &str,
    message: &str,
    description: &str,
) -> Element {
    let name = |local| Name::of(prefix, namespace, local);
    let mut fault = Element::new(name("fault"));
    let children = [("code", code), ("message", message), ("description", description)];
    let child = |(local, text)| Node::Element(Element::with_text(name(local), text));
    fault.children = children.map(child).to_vec();
    fault
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock::Release;

    fn answer(accept: &str, property: Option<&str>) -> (Option<String>, i32) {
        let mut message = Message::request("GET");
        message.headers.set("Accept", Value::text(accept));
        if let Some(value) = property {
            message.properties.insert("error_message_type".to_owned(), Value::text(value));
        }
        message.axis2.insert("HTTP_SC".to_owned(), Value::text("555"));
        set_fault_payload(&mut message, Element::with_text(Name::plain("fault"), "x"));
        let response = send_fault(&mut message, 401, Engine(Release::V3_2_0));
        (response.content_type, response.status)
    }

    #[test]
    fn accept_wins_where_it_is_one_known_type_and_the_status_is_javas() {
        let json = Some("application/json; charset=UTF-8".to_owned());
        let xml = Some("application/xml; charset=UTF-8".to_owned());
        assert_eq!(answer("application/json", Some("application/xml")), (json, 401));
        assert_eq!(answer("*/*", Some("application/xml")), (xml, 401));
    }
}
