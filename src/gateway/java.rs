//! What the gateway's own Java does round a sequence (wso2/carbon-apimgt, component
//! `org.wso2.carbon.apimgt.gateway`, `handlers/Utils`). It was read, and emulated where the golden
//! set has it; carbon-apimgt itself was not run.

use super::element::{Element, Name, Node};
use super::engine::Engine;
use super::formatter::{Response, respond};
use super::message::{Body, Message, Value};
use super::soap::{Code, Fault};
use crate::stock::{Release, SequenceName};

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
pub const ACCEPTED: [&str; 10] = [
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
    message.xml_beside = None;
    message.body_from = None;
    let accept = message.headers.get("Accept").cloned();
    let takes = |a: &Value| a.unknown().is_some() || ACCEPTED.contains(&&*a.to_string());
    let accept = accept.filter(takes);
    let asked = message.properties.get("error_message_type").cloned();
    if let Some(message_type) = accept.or(asked) {
        message.axis2.insert("messageType".to_owned(), message_type);
    }
}

/// The payload of the authentication and the GraphQL flow before 4.0.0
/// (`APIAuthenticationHandler.getFaultPayload`).
pub fn auth_payload(code: i32, message: &str, description: &str) -> Element {
    payload("ams", "http://wso2.org/apimanager/security", code, [message, description])
}

/// The payload of the throttling flow before 4.0.0 (`ThrottleHandler.getFaultPayload`), from 2.0.0
/// on with the time of the next access where there is one.
pub fn throttle_payload(
    code: i32,
    message: &str,
    description: &str,
    next_access_time: Option<&str>,
) -> Element {
    let (prefix, namespace) = ("amt", "http://wso2.org/apimanager/throttling");
    let mut fault = payload(prefix, namespace, code, [message, description]);
    if let Some(time) = next_access_time {
        let name = Name::of(prefix, namespace, "nextAccessTime");
        fault.children.push(Node::Element(Element::with_text(name, time)));
    }
    fault
}

fn payload(prefix: &str, namespace: &str, code: i32, texts: [&str; 2]) -> Element {
    let name = |local| Name::of(prefix, namespace, local);
    let [message, description] = texts;
    let parts =
        [("code", code.to_string().as_str()), ("message", message), ("description", description)]
            .map(|(local, text)| Node::Element(Element::with_text(name(local), text)));
    Element { children: parts.into(), ..Element::new(name("fault")) }
}

/// What a SOAP client gets in the authentication flow before 4.0.0 (`Utils.setSOAPFault`): the
/// fault that holds the exception's text, of SOAP 1.2 or 1.1.
pub fn auth_soap_fault(detail: &str, is_12: bool) -> Element {
    let fault = Fault {
        code: Code::of_soap("Client", is_12),
        reason: Some("Authentication Failure".to_owned()),
        marks_nil: false,
        node: None,
        role: None,
        detail: Some(vec![Node::Text(detail.to_owned())]),
    };
    fault.element(is_12)
}

/// Whether Java makes the body before the sequence runs: that of GraphQL failures, up to 3.2.0
/// (carbon-apimgt, `GraphQLAPIHandler.handleFailure`).
pub fn makes_body_first(sequence: SequenceName, release: Release) -> bool {
    sequence == SequenceName::GraphqlFailureHandler && !release.answers_json()
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

    #[test]
    fn payloads_have_javas_names_and_namespaces() {
        assert_eq!(
            auth_payload(900_902, "Missing Credentials", "a < b").write(),
            "<ams:fault xmlns:ams=\"http://wso2.org/apimanager/security\">\
             <ams:code>900902</ams:code><ams:message>Missing Credentials</ams:message>\
             <ams:description>a &lt; b</ams:description></ams:fault>"
        );
        let throttled = |time| throttle_payload(900_804, "m", "d", time).write();
        let start = "<amt:fault xmlns:amt=\"http://wso2.org/apimanager/throttling\">\
                     <amt:code>900804</amt:code><amt:message>m</amt:message>\
                     <amt:description>d</amt:description>";
        assert_eq!(throttled(None), format!("{start}</amt:fault>"));
        let time = "<amt:nextAccessTime>2021</amt:nextAccessTime>";
        assert_eq!(throttled(Some("2021")), format!("{start}{time}</amt:fault>"));
    }

    #[test]
    fn a_soap_client_gets_the_text_of_the_exception() {
        let expected = "<soapenv:Fault xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\
             <faultcode xmlns:axis2ns1=\"http://schemas.xmlsoap.org/soap/envelope/\">\
             axis2ns1:Client</faultcode><faultstring>Authentication Failure</faultstring>\
             <detail>x</detail></soapenv:Fault>";
        assert_eq!(auth_soap_fault("x", false).write(), expected);
        let of_12 = auth_soap_fault("x", true);
        assert!(Body::Xml(vec![of_12.clone()]).is_fault());
        assert_eq!(of_12.deep_text(), "axis2ns1:ClientAuthentication Failurex");
    }
}
