//! Bodies that are sent as JSON and are none.

use faultgraft::gateway::engine::Engine;
use faultgraft::gateway::formatter::Sent;
use faultgraft::gateway::{Body, Broken, Library, Message, Origin, Response, Value, respond, walk};
use faultgraft::stock::Release;

use super::rows::sequence;

/// What a sequence sends that calls another, which stands in `called`, and responds.
fn sent(called: &str) -> Response {
    let mut library = Library::default();
    library.sequences.insert("called".to_owned(), sequence("called", called).into());
    let mut message = Message::request("GET");
    message.properties.insert("TEXT".to_owned(), Value::text("say \"no\""));
    message.properties.insert("JSON".to_owned(), Value::text("{\"k\":1}"));
    let root = sequence("s", "<sequence key=\"called\"/><respond/>");
    let walked = walk(&message, &root, &library, Release::V4_0_0).expect("it loads");
    walked.sent.expect("it is sent")
}

fn payload(format: &str) -> String {
    format!(
        "\n<log/>\n<payloadFactory media-type=\"json\"><format>{format}</format><args>\
         <arg expression=\"$ctx:TEXT\"/><arg expression=\"$ctx:JSON\"/>\
         <arg expression=\"$ctx:MISSING\"/></args></payloadFactory>"
    )
}

fn broken(why: &str, line: usize, column: usize) -> Option<Broken> {
    Some(Broken { why: why.to_owned(), line, column })
}

#[test]
fn what_is_no_json_is_said_with_its_place_and_the_line_that_made_it() {
    let response = sent(&payload("{\"text\":\"$1\",\n\"json\":\"$2\"}"));
    assert_eq!(response.broken(), broken("expected `,` or `}`", 2, 11));
    assert_eq!(response.body_from, Some(Origin { sequence: "called".to_owned(), line: 3 }));
    let response = sent(&payload("{\"code\":$3}"));
    assert_eq!(response.broken(), broken("expected value", 1, 9));
}

#[test]
fn json_is_not_broken_however_deep_it_is() {
    assert_eq!(sent(&payload("{\"text\":\"$1\",\"json\":$2}")).broken(), None);
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    assert_eq!(sent(&payload(&deep)).broken(), None);
}

#[test]
fn xml_that_goes_out_as_problem_json_is_broken_and_as_xml_it_is_not() {
    let answer = |message_type: &str| {
        let mut message = Message::request("POST");
        message.body = Body::Json("{\"a\":1}".to_owned());
        message.set_message_type(Value::text(message_type));
        respond(&mut message, Engine(Release::V4_0_0))
    };
    assert_eq!(answer("application/problem+json").broken(), broken("expected value", 1, 1));
    assert_eq!(answer("application/xml").broken(), None);
    assert_eq!(answer("application/json").broken(), None);
    assert_eq!(answer("application/json").body_from, None);
}

#[test]
fn a_response_without_body_is_not_broken_and_an_empty_body_is_not_written() {
    let mut message = Message::request("GET");
    message.set_message_type(Value::text("application/json"));
    assert_eq!(respond(&mut message, Engine(Release::V4_0_0)).broken(), None);
    message.axis2.remove("NO_ENTITY_BODY");
    let empty = respond(&mut message, Engine(Release::V4_0_0));
    assert!(matches!(empty.body, Sent::Failed(_)), "{:?}", empty.body);
    assert_eq!(empty.broken(), None);
}
