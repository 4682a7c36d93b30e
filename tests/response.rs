//! What stock sequences answer, on the releases that ship them.

#[path = "response/broken.rs"]
mod broken;
#[path = "response/generated.rs"]
mod generated;
#[path = "response/limits.rs"]
mod limits;
#[path = "response/steps.rs"]
mod steps;

use faultgraft::response::engine::Engine;
use faultgraft::response::formatter::Sent;
use faultgraft::response::{
    Ended, Event, Format, Library, Message, Response, Sequence, Value, java, respond, walk,
};
use faultgraft::stock::{self, Release, SequenceName};

fn stock_sequence(name: SequenceName, release: Release) -> Sequence {
    let stock = stock::get(name, release).expect("the release ships it");
    Sequence::parse(stock.text).expect("stock is XML")
}

/// Every stock sequence of the release by the name it is called by; its classes do nothing.
fn library(release: Release) -> Library {
    let mut library = Library::default();
    for &name in SequenceName::ALL {
        if let Some(stock) = stock::get(name, release) {
            let sequence = Sequence::parse(stock.text).expect("stock is XML");
            library.sequences.insert(name.default_name_attribute().to_owned(), sequence);
        }
    }
    for class in ["APIMgtFaultHandler", "APIMgtThrottleUsageHandler"] {
        let package = "org.wso2.carbon.apimgt.gateway.handlers.analytics";
        library.inert_classes.insert(format!("{package}.{class}"));
    }
    library
}

fn failed(method: &str, code: i32, text: &str) -> Message {
    let mut message = Message::request(method);
    message.properties.insert("ERROR_CODE".to_owned(), Value::Integer(code));
    message.properties.insert("ERROR_MESSAGE".to_owned(), Value::text(text));
    message.properties.insert("ERROR_DETAIL".to_owned(), Value::text("the detail"));
    message.headers.set("Accept", Value::text("*/*"));
    message.headers.set("Authorization", Value::text("Bearer x"));
    message
}

/// What goes back: by the sequence, or by Java with its status after a sequence that returns true.
fn answer(name: SequenceName, release: Release, message: &Message, status: u16) -> Response {
    let sequence = stock_sequence(name, release);
    let walked = walk(message, &sequence, &library(release), release).expect("stock loads");
    assert_eq!(walked.unknown, Vec::<String>::new());
    let mut after = walked.message;
    match (walked.sent, walked.ended) {
        (Some(sent), _) => sent,
        (None, Ended::Returned(true)) => java::send_fault(&mut after, status, Engine(release)),
        (None, ended) => panic!("nothing is sent: {ended:?}"),
    }
}

fn shown(response: &Response) -> (i32, &str, &str) {
    let Sent::Text(body) = &response.body else { panic!("{:?}", response.body) };
    (response.status, response.content_type.as_deref().unwrap_or(""), body)
}

const JSON: &str = "application/json; charset=UTF-8";
const XML: &str = "application/xml; charset=UTF-8";

#[test]
fn stock_4_0_0_answers_json_for_every_method() {
    for method in ["GET", "POST"] {
        let message = failed(method, 900_902, "Missing Credentials");
        let auth = answer(SequenceName::AuthFailureHandler, Release::V4_0_0, &message, 401);
        let body =
            r#"{"code":"900902","message":"Missing Credentials","description":"the detail"}"#;
        let (status, content_type, text) = shown(&auth);
        assert_eq!((status, content_type), (401, JSON));
        assert_eq!(text.replace([' ', '\n'], ""), body.replace(' ', ""));
        assert!(!auth.headers.iter().any(|(name, _)| name == "Authorization"));

        let message = failed(method, 101_503, "Error connecting");
        let fault = answer(SequenceName::Fault, Release::V4_0_0, &message, 500);
        let (status, content_type, text) = shown(&fault);
        assert_eq!((status, content_type), (500, JSON));
        assert!(text.contains("\"101503\"") && text.contains("\"Runtime Error\""), "{text}");
    }
}

#[test]
fn the_status_of_a_throttled_request_is_javas() {
    let mut message = failed("GET", 900_804, "Message throttled out");
    let next = Value::text("2021-Apr-30 00:00:00+0000 UTC");
    message.properties.insert("NEXT_ACCESS_UTC_TIME".to_owned(), next);
    let throttled = answer(SequenceName::ThrottleOutHandler, Release::V4_0_0, &message, 429);
    let (status, content_type, text) = shown(&throttled);
    assert_eq!((status, content_type), (429, JSON));
    assert!(text.contains("nextAccessTime"), "{text}");
}

#[test]
fn stock_3_2_0_answers_xml_and_a_soap_client_gets_a_fault() {
    let message = failed("POST", 101_503, "Error connecting");
    let fault = answer(SequenceName::Fault, Release::V3_2_0, &message, 500);
    let (status, content_type, text) = shown(&fault);
    assert_eq!((status, content_type), (500, XML));
    assert!(text.starts_with("<am:fault xmlns:am=\"http://wso2.org/apimanager\">"), "{text}");

    for release in [Release::V3_2_0, Release::V4_0_0] {
        let mut message = failed("POST", 101_503, "Error connecting");
        message.format = Format::Soap11;
        message.axis2.insert("messageType".to_owned(), Value::text("text/xml"));
        let fault = answer(SequenceName::Fault, release, &message, 500);
        let (status, content_type, text) = shown(&fault);
        assert_eq!((status, content_type), (500, "text/xml; charset=UTF-8"), "{release}");
        assert!(text.contains("soapenv:Fault"), "{text}");
    }
}

#[test]
fn an_unknown_class_and_an_unknown_body_are_said_by_name() {
    let text = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">
        <class name="com.acme.Own"/><xslt key="conf:/x.xslt"/><respond/></sequence>"#;
    let sequence = Sequence::parse(text).expect("it is XML");
    let message = failed("POST", 1, "m");
    let walked = walk(&message, &sequence, &Library::default(), Release::V4_0_0).expect("it loads");
    assert_eq!(walked.unknown, ["the class com.acme.Own", "the xslt conf:/x.xslt"]);
    assert_eq!(
        walked.sent.map(|s| s.body),
        Some(Sent::Unknown("the xslt conf:/x.xslt".to_owned()))
    );
}

#[test]
fn a_status_from_what_nobody_knows_is_said_to_be_unknown() {
    let text = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">
        <property name="S" expression="url-encode('a')"/>
        <property name="HTTP_SC" scope="axis2" expression="$ctx:S"/><respond/></sequence>"#;
    let sequence = Sequence::parse(text).expect("it is XML");
    let message = Message::request("POST");
    let walked = walk(&message, &sequence, &Library::default(), Release::V4_0_0).expect("it loads");
    let unknown = walked.sent.map(|s| s.unknown);
    assert_eq!(unknown, Some(vec!["the function url-encode".to_owned()]));
}

#[test]
fn send_ends_the_flow_from_2_0_0_on() {
    let text = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">
        <property name="RESPONSE" value="true"/><send/><drop/></sequence>"#;
    let sequence = Sequence::parse(text).expect("it is XML");
    let last = |release| {
        let message = Message::request("GET");
        let walked = walk(&message, &sequence, &Library::default(), release).expect("it loads");
        walked.events.last().cloned()
    };
    assert_eq!(last(Release::V1_10_0), Some(Event::Drop));
    assert_eq!(last(Release::V2_0_0), Some(Event::SentBack));
}

#[test]
fn sequences_that_call_each_other_end() {
    let text = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">
        <sequence key="s"/></sequence>"#;
    let sequence = Sequence::parse(text).expect("it is XML");
    let mut library = Library::default();
    library.sequences.insert("s".to_owned(), sequence.clone());
    let walked = walk(&Message::request("GET"), &sequence, &library, Release::V4_0_0);
    assert!(matches!(walked.map(|w| w.ended), Ok(Ended::Unknown(_))));
}

#[test]
fn a_status_that_java_cannot_read_is_none() {
    let status = |value: &str| {
        let mut message = Message::request("POST");
        message.axis2.insert("HTTP_SC".to_owned(), Value::text(value));
        respond(&mut message, Engine(Release::V4_0_0)).status
    };
    assert_eq!(["404", "+429", "404.0", " 429 ", ""].map(status), [404, 429, 200, 200, 200]);
}
