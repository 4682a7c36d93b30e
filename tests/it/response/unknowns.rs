//! What a response depends on and nobody knows is said, part by part, and never guessed.

use faultgraft::gateway::element::{Element, Name};
use faultgraft::gateway::engine::Engine;
use faultgraft::gateway::formatter::{Formatter, Sent};
use faultgraft::gateway::{Body, Library, Message, Response, Value, java, respond, walk};
use faultgraft::stock::Release;

use super::rows::{run, sequence, with_text};

/// What the walk does not know in these tests.
const NAME: &str = "the function hmac-generate";
const UNKNOWN: &str = "expression=\"hmac-generate('x', 'y')\"";

fn sent(inside: &str) -> Response {
    let walked = run(Release::V4_0_0, &with_text("x"), &format!("{inside}<respond/>"));
    walked.sent.unwrap_or_else(|| panic!("{:?}", walked.ended))
}

fn axis2(name: &str, given: &str) -> String {
    format!("<property name=\"{name}\" scope=\"axis2\" {given}/>")
}

const XSLT: &str = "<xslt key=\"conf:/x\"/>";
const JSON: &str = "<payloadFactory media-type=\"json\"><format>{}</format></payloadFactory>";
const XML: &str = "<payloadFactory><format><a xmlns=\"\"/></format></payloadFactory>";

#[test]
fn a_status() {
    let status = axis2("HTTP_SC", "value=\"404\"");
    let rows = [
        ("HTTP_SC", axis2("HTTP_SC", UNKNOWN), Some(NAME)),
        ("HTTP_SC set again", axis2("HTTP_SC", UNKNOWN) + &status, None),
        ("ERROR_CODE", axis2("ERROR_CODE", UNKNOWN) + &status, Some(NAME)),
        ("a body that may be a fault", XSLT.to_owned(), Some("the xslt conf:/x")),
        ("such a body with a status", XSLT.to_owned() + &status, None),
        ("FAULTS_AS_HTTP_200 without a fault", axis2("FAULTS_AS_HTTP_200", UNKNOWN), None),
    ];
    for (name, inside, expected) in rows {
        let sent = sent(&inside);
        assert_eq!(sent.unknown_status.as_deref(), expected, "{name}");
        assert!(expected.is_none_or(|e| sent.unknown.iter().any(|u| u == e)), "{name}");
    }
    let mut fault = Message { made_fault: true, ..with_text("x") };
    fault.axis2.insert("FAULTS_AS_HTTP_200".to_owned(), Value::Unknown(NAME.to_owned()));
    let response = respond(&mut fault, Engine(Release::V4_0_0));
    assert_eq!(response.unknown_status.as_deref(), Some(NAME), "FAULTS_AS_HTTP_200 of a fault");
}

#[test]
fn a_status_of_another_type_is_read_as_java_prints_it() {
    let rows = [(Value::Long(404), 404), (Value::Short(404), 404), (Value::Double(404.0), 200)];
    for (value, expected) in rows {
        let mut message = with_text("x");
        message.axis2.insert("HTTP_SC".to_owned(), value.clone());
        let response = respond(&mut message, Engine(Release::V4_0_0));
        assert_eq!(response.status, expected, "{value:?}");
    }
}

#[test]
fn a_message_type_and_a_content_type() {
    let unknown = axis2("messageType", UNKNOWN);
    for inside in [format!("{JSON}{unknown}"), format!("{unknown}{XML}")] {
        let sent = sent(&inside);
        assert_eq!(sent.body, Sent::Unknown(NAME.to_owned()), "{inside}");
        assert_eq!((sent.formatter, sent.content_type), (Some(Formatter::Other), None), "{inside}");
        assert_eq!(sent.unknown, [NAME], "{inside}");
        assert!(sent.headers.iter().all(|h| !h.1.contains("unknown")), "{:?}", sent.headers);
    }
    let known = sent(&format!("{unknown}{JSON}"));
    assert_eq!(known.body, Sent::Text("{}".to_owned()));
    assert_eq!(known.unknown, Vec::<String>::new());
    let typed = sent(&format!("{JSON}{}", axis2("ContentType", UNKNOWN)));
    assert_eq!((typed.body, typed.content_type), (Sent::Text("{}".to_owned()), None));
    assert_eq!(typed.unknown, [NAME]);
}

#[test]
fn whether_there_is_a_body_and_the_reason() {
    let sent = sent(&format!(
        "{JSON}{}{}",
        axis2("NO_ENTITY_BODY", UNKNOWN),
        axis2("HTTP_SC_DESC", UNKNOWN)
    ));
    assert_eq!(sent.body, Sent::Unknown(NAME.to_owned()));
    assert_eq!((sent.reason, sent.unknown), (None, vec![NAME.to_owned()]));
}

#[test]
fn headers() {
    let by_property = format!("<property name=\"X\" scope=\"transport\" {UNKNOWN}/>");
    let by_header = format!("<header name=\"X\" scope=\"transport\" {UNKNOWN}/>");
    for inside in [by_property, by_header] {
        let sent = sent(&format!("{JSON}{inside}"));
        assert_eq!(sent.unknown, [NAME], "{inside}");
        assert!(!sent.headers.iter().any(|h| h.0 == "X"), "{:?}", sent.headers);
        assert_eq!(sent.body, Sent::Text("{}".to_owned()), "{inside}");
    }
}

#[test]
fn what_a_class_may_have_done() {
    let root = sequence("s", "<class name=\"com.acme.Own\"/>");
    let message = Message::request("POST");
    let walked = walk(&message, &root, &Library::default(), Release::V4_0_0).expect("it loads");
    assert_eq!(walked.unknown, ["the class com.acme.Own"]);
    let mut after = walked.message;
    let response = java::send_fault(&mut after, 401, Engine(Release::V4_0_0));
    assert_eq!(response.unknown, ["the class com.acme.Own"]);
    assert_eq!(response.unknown_status, None, "Java sets it after the class");
}

#[test]
fn an_accept_header_that_is_unknown() {
    let mut message = with_text("x");
    message.headers.set("Accept", Value::Unknown(NAME.to_owned()));
    message.properties.insert("error_message_type".to_owned(), Value::text("application/xml"));
    java::set_fault_payload(&mut message, Element::new(Name::plain("a")));
    let response = respond(&mut message, Engine(Release::V3_2_0));
    assert_eq!(response.body, Sent::Unknown(NAME.to_owned()));
}

#[test]
fn a_formatter_that_fails_says_why() {
    let fails = |release, message_type: &str, body: Body| {
        let mut message = Message { body, ..with_text("x") };
        message.set_message_type(Value::text(message_type));
        let response = respond(&mut message, Engine(release));
        assert_eq!(response.broken(), None);
        response.body
    };
    let failed = |why: &str| Sent::Failed(why.to_owned());
    let mixed = Element::parse("<r>t<a/></r>").expect("it is XML");
    let key = "{\"a b\":1}".to_owned();
    let (old, new) = (Release::V2_6_0, Release::V4_0_0);
    assert_eq!(
        fails(new, "application/json", Body::Xml(vec![mixed])),
        failed("Mixed content is not supported: 't'")
    );
    assert_eq!(
        fails(new, "application/xml", Body::Json("{oops".to_owned())),
        failed("the body is not valid JSON")
    );
    assert_eq!(
        fails(old, "application/xml", Body::Json(key)),
        failed("a key that is not an XML name")
    );
}
