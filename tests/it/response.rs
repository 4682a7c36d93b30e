//! What sequences answer: the engine's behaviour row by row, whole answers, bounds of a walk.

mod broken;
mod elsewhere;
mod generated;
mod json_args;
mod later;
mod limits;
mod mediators;
mod payloads;
mod rows;
mod steps;
mod truth;
mod unknowns;
mod wire;
mod worked;

use faultgraft::gateway::formatter::Sent;
use faultgraft::gateway::{Event, Library, Message, Sequence, walk};
use faultgraft::stock::Release;

#[test]
fn an_unknown_class_and_an_unknown_body_are_said_by_name() {
    let text = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">
        <class name="com.acme.Own"/><xslt key="conf:/x.xslt"/><respond/></sequence>"#;
    let sequence = Sequence::parse(text).expect("it is XML");
    let message = Message::request("POST");
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
        <property name="S" expression="hmac-generate('a', 'b')"/>
        <property name="HTTP_SC" scope="axis2" expression="$ctx:S"/><respond/></sequence>"#;
    let sequence = Sequence::parse(text).expect("it is XML");
    let message = Message::request("POST");
    let walked = walk(&message, &sequence, &Library::default(), Release::V4_0_0).expect("it loads");
    let unknown = walked.sent.map(|s| s.unknown);
    assert_eq!(unknown, Some(vec!["the function hmac-generate".to_owned()]));
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
