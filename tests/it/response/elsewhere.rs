//! What goes somewhere else than to the client, templates, and what logs write.

use faultgraft::gateway::{Body, Ended, Event, Library, Sequence, Value, Walked, walk};
use faultgraft::stock::Release;

use super::rows::{body, run, sequence, with, with_text};

const ALARM: &str = "<payloadFactory media-type=\"json\"><format>{\"a\":\"$1\"}</format><args>\
     <arg expression=\"$ctx:V\"/></args></payloadFactory>";
const TO: &str = "<endpoint><address uri=\"http://ops\"/></endpoint>";

fn elsewhere(walked: &Walked) -> Vec<(String, String)> {
    let sent = walked.events.iter().filter_map(|event| match event {
        Event::Elsewhere { to, body } => Some((to.clone(), body)),
        _ => None,
    });
    let shown = |body: &Body| match body {
        Body::Json(text) => text.clone(),
        Body::Xml(all) => all.iter().map(|e| e.write()).collect(),
        Body::None => "none".to_owned(),
        Body::Unknown(what) => format!("? {what}"),
    };
    sent.map(|(to, body)| (to, shown(body))).collect()
}

fn pair(to: &str, body: &str) -> (String, String) {
    (to.to_owned(), body.to_owned())
}

#[test]
fn a_copy_goes_its_own_way_and_the_message_only_where_it_is_told_to() {
    for (attribute, goes_on) in [("", false), (" continueParent=\"true\"", true)] {
        let inside = format!(
            "<clone{attribute}><target><sequence>{ALARM}<send>{TO}</send></sequence></target>\
             </clone><property name=\"AFTER\" value=\"1\"/>"
        );
        let walked = run(Release::V4_0_0, &with_text("x"), &inside);
        assert_eq!(walked.ended, Ended::Returned(goes_on), "{attribute}");
        assert_eq!(walked.message.properties.contains_key("AFTER"), goes_on, "{attribute}");
        assert_eq!(elsewhere(&walked), [pair("http://ops", "{\"a\":\"x\"}")]);
        assert_eq!((body(&walked).as_str(), walked.unknown.len()), ("none", 0), "{attribute}");
    }
}

#[test]
fn what_fails_on_a_copy_does_not_stop_the_message() {
    let inside = "<clone continueParent=\"true\"><target sequence=\"nowhere\"/><target><sequence>\
         <script language=\"js\">x</script></sequence></target></clone><respond/>";
    let walked = run(Release::V4_0_0, &with_text("x"), inside);
    assert_eq!(walked.ended, Ended::Returned(false));
    assert_eq!(elsewhere(&walked), [pair("a place that is not known", "? the mediator script")]);
}

#[test]
fn each_part_goes_as_a_message() {
    let inside = format!(
        "<payloadFactory><format><a xmlns=\"\"><b>1</b><b>2</b></a></format></payloadFactory>\
         <iterate expression=\"//b\" continueParent=\"true\"><target>{TO}</target></iterate>"
    );
    let walked = run(Release::V4_0_0, &with_text("x"), &inside);
    let parts = [pair("http://ops", "<b>1</b>"), pair("http://ops", "<b>2</b>")];
    assert_eq!(elsewhere(&walked), parts);
    assert_eq!(body(&walked), "<a><b>1</b><b>2</b></a>");
}

#[test]
fn a_store_leaves_the_message_and_who_is_asked_answers_something_unknown() {
    let inside = format!("{ALARM}<store messageStore=\"S\"/>");
    let walked = run(Release::V4_0_0, &with_text("x"), &inside);
    assert_eq!(elsewhere(&walked), [pair("store S", "{\"a\":\"x\"}")]);
    assert_eq!(body(&walked), "{\"a\":\"x\"}");
    let walked = run(Release::V4_0_0, &with_text("x"), &format!("<call>{TO}</call><respond/>"));
    let what = "what http://ops answers";
    assert_eq!(walked.sent.map(|sent| sent.unknown), Some(vec![what.to_owned()]));
    let inside = format!("<send>{TO}</send><property name=\"AFTER\" value=\"1\"/>");
    let walked = run(Release::V4_0_0, &with_text("x"), &inside);
    assert_eq!(walked.unknown, [what]);
    assert!(!walked.message.properties.contains_key("AFTER"));
}

#[test]
fn a_template_runs_with_its_parameters() {
    let template = "<template xmlns=\"http://ws.apache.org/ns/synapse\" name=\"t\">\
         <parameter name=\"p\"/><sequence><property name=\"P\" expression=\"$func:p\"/><drop/>\
         </sequence></template>";
    let call = "<call-template target=\"t\"><with-param name=\"p\" value=\"{$ctx:V}\"/>\
         </call-template><property name=\"AFTER\" value=\"1\"/>";
    let mut library = Library::default();
    let called = |library: &Library| {
        walk(&with_text("x"), &sequence("s", call), library, Release::V4_0_0).expect("it loads")
    };
    assert_eq!(called(&library).ended, Ended::Unknown("the template t".to_owned()));
    let template = Sequence::parse(template).expect("it is XML");
    library.templates.insert("t".to_owned(), template);
    let walked = called(&library);
    assert_eq!(walked.ended, Ended::Returned(false));
    assert_eq!(walked.message.properties.get("P"), Some(&Value::text("x")));
    assert!(walked.message.functions.is_empty());
}

#[test]
fn a_log_writes_what_it_reads() {
    let inside = "<log level=\"custom\" category=\"warn\" separator=\" | \">\
         <property name=\"a\" value=\"x\"/><property name=\"b\" expression=\"$ctx:V\"/>\
         <property name=\"c\" expression=\"$ctx:MISSING\"/></log>";
    let walked = run(Release::V4_0_0, &with(Value::Integer(7)), inside);
    let [line] = walked.log.as_slice() else { panic!("{:?}", walked.log) };
    assert_eq!(
        (line.category.as_str(), &line.text),
        ("WARN", &Value::text("a = x | b = 7 | c = null"))
    );
}
