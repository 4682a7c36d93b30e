//! What a walk tells of its steps.

use faultgraft::gateway::{Ended, Library, Message, Walked, walk, walk_in_steps};
use faultgraft::stock::Release;

use super::rows::sequence;

fn walked(inside: &str, called: &str) -> Walked {
    let mut library = Library::default();
    library
        .sequences
        .insert("called".to_owned(), sequence("called", &format!("\n{called}")).into());
    let message = Message::request("GET");
    let s = sequence("s", &format!("\n{inside}"));
    walk_in_steps(&message, &s, &library, Release::V4_0_0).expect("it loads")
}

/// One line a step.
fn shown(walked: &Walked) -> Vec<String> {
    let steps = walked.steps.iter();
    steps.map(|s| format!("{}:{} {}: {}", s.sequence, s.line, s.mediator, s.did)).collect()
}

#[test]
fn every_mediator_that_ran_is_told_in_order() {
    let inside = r#"<property name="C" value="900902"/>
<property name="C" expression="$ctx:MISSING"/>
<property name="HTTP_SC" value="401" scope="axis2" type="INTEGER"/>
<!-- a comment -->
<filter source="$axis2:HTTP_METHOD" regex="^(?!.*(POST|PUT|PATCH)).*$">
  <then><property name="messageType" value="application/json" scope="axis2"/></then>
  <else><drop/></else>
</filter>
<filter xpath="$ctx:MISSING"><then><drop/></then></filter>
<switch source="$ctx:C"><case regex="1"><drop/></case><default><log level="full"/></default></switch>
<sequence key="called"/>
<drop/>"#;
    let called = r#"<class name="com.acme.X"/>
<property name="To" action="remove" scope="transport"/>
<header name="To" action="remove"/>
<out><drop/></out>
<payloadFactory media-type="json"><format>{"code":"$1"}</format><args><arg expression="$ctx:C"/></args></payloadFactory>
<respond/>"#;
    let expected = [
        r#"s:2 property C: set to "900902""#,
        "s:3 property C: null: the old value stays",
        "s:4 property HTTP_SC (axis2): set to 401 (Integer)",
        r#"s:6 filter: source "GET" matches ^(?!.*(POST|PUT|PATCH)).*$: then"#,
        "s:7 property messageType (axis2): set to \"application/json\", and with it ContentType \
         and the header Content-Type",
        "s:10 filter: xpath is false: goes on",
        r#"s:11 switch: source "900902": default"#,
        "s:11 log: writes to the log: To: , MessageID: (its id), Direction: request, Envelope: <?xml version='1.0' encoding='utf-8'?><soapenv:Envelope xmlns:s... (206 characters)",
        "s:12 sequence key=called: called called, which returned false",
        "called:2 class com.acme.X: unknown what it does",
        "called:3 property To (transport): removed",
        "called:4 header To: removed",
        "called:5 out: left out: the message is a request",
        r#"called:6 payloadFactory: made a JSON body: {"code":"900902"}; content type application/json"#,
        "called:7 respond: sent to the client with status 401",
    ];
    assert_eq!(shown(&walked(inside, called)), expected);
}

#[test]
fn the_last_step_is_the_one_that_threw() {
    let inside = "<filter source=\"$axis2:HTTP_METHOD\" regex=\"GET\">\n<sequence key=\"called\"/></filter>\
                  <drop/>";
    let called =
        "<log/>\n<property name=\"N\" expression=\"$axis2:HTTP_METHOD\" type=\"INTEGER\"/>";
    let walked = walked(inside, called);
    assert_eq!(walked.ended, Ended::Threw("GET is not of the type INTEGER".to_owned()));
    let steps = shown(&walked);
    assert_eq!(steps[0], "s:2 filter: source \"GET\" matches GET: then");
    assert_eq!(steps[3], "called:3 property N: throws: GET is not of the type INTEGER");
    assert_eq!(steps.len(), 4);
}

#[test]
fn a_long_body_is_cut_and_a_walk_without_steps_has_none() {
    let long = "x".repeat(200);
    let inside = format!(
        "<payloadFactory media-type=\"text\"><format>{long}</format><args/></payloadFactory>"
    );
    let walked = walked(&inside, "");
    let told = format!("made a body of text: {}... (200 characters)", &long[..120]);
    assert_eq!(walked.steps[0].did, format!("{told}; content type text/plain"));
    let message = Message::request("GET");
    let plain = walk(&message, &sequence("s", &inside), &Library::default(), Release::V4_0_0);
    assert_eq!(plain.expect("it loads").steps, []);
}
