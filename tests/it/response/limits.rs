//! Walks that would not end, or not soon: each ends, and says what stood in the way.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use faultgraft::gateway::formatter::Sent;
use faultgraft::gateway::{Body, Ended, Library, Message, Value, Walked, walk};
use faultgraft::stock::Release;

use super::rows::sequence;

/// The walk over the first of these sequences, which may call each other.
fn walked(message: &Message, sequences: &[(&str, &str)]) -> Walked {
    let mut library = Library::default();
    for (name, inside) in sequences {
        library.sequences.insert((*name).to_owned(), sequence(name, inside).into());
    }
    let root = library.sequences[sequences[0].0].clone();
    let began = Instant::now();
    let walked = walk(message, &root, &library, Release::V4_0_0).expect("it loads");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    walked
}

fn alone(message: &Message, inside: &str) -> Walked {
    walked(message, &[("s", inside)])
}

#[track_caller]
fn is_unknown(walked: &Walked, what: &str) {
    assert_eq!(walked.ended, Ended::Unknown(what.to_owned()));
    assert_eq!(walked.unknown.last().map(String::as_str), Some(what));
}

const SO_LONG: &str = "how sequences end that run for so long";
const SO_DEEP: &str = "mediators that stand so deep in each other";
const TOO_DEEP: &str = "what nests deeper than 256 levels";

#[test]
fn cycles_of_calls_end() {
    let message = Message::request("GET");
    let direct = walked(&message, &[("s", "<sequence key=\"s\"/>")]);
    is_unknown(&direct, "the sequence s, which calls itself");
    let mutual = [("a", "<log/><sequence key=\"b\"/>"), ("b", "<sequence key=\"a\"/>")];
    let ended = walked(&message, &mutual).ended;
    assert!(matches!(ended, Ended::Unknown(what) if what.ends_with(", which calls itself")));
    let dynamic = "<property name=\"K\" value=\"s\"/><sequence key=\"{$ctx:K}\"/>";
    is_unknown(&alone(&message, dynamic), "the sequence s, which calls itself");
    let branch = "<filter xpath=\"true()\"><then sequence=\"s\"/></filter>";
    is_unknown(&alone(&message, branch), "the sequence s, which calls itself");
}

#[test]
fn calls_that_double_at_each_level_end() {
    let names: Vec<String> = (0..32).map(|n| format!("s{n}")).collect();
    let inside: Vec<String> =
        (1..33).map(|n| format!("<sequence key=\"s{n}\"/>").repeat(2)).collect();
    let mut sequences: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(inside.iter().map(String::as_str)).collect();
    sequences.push(("s32", "<log/>"));
    is_unknown(&walked(&Message::request("GET"), &sequences), SO_LONG);
}

#[test]
fn a_thousand_filters_and_ten_thousand_placeholders_are_walked() {
    let filter = "<filter source=\"$axis2:HTTP_METHOD\" regex=\"^(?!.*(POST|PUT)).*$\">\
                  <then><property name=\"P\" expression=\"concat($ctx:P, 'x')\"/></then></filter>";
    let walked = alone(&Message::request("GET"), &filter.repeat(1000));
    assert_eq!(walked.ended, Ended::Returned(true));
    assert_eq!(walked.message.properties["P"], Value::text("x".repeat(1000)));

    let mut format = String::new();
    for n in 0..10_000 {
        write!(format, "{n}:$1,").expect("a string takes it");
    }
    let payload = format!(
        "<payloadFactory media-type=\"text\"><format>{format}</format>\
         <args><arg expression=\"$axis2:HTTP_METHOD\"/></args></payloadFactory>"
    );
    let walked = alone(&Message::request("GET"), &payload);
    let expected: String = (0..10_000).map(|n| format!("{n}:GET,")).collect();
    assert_eq!(walked.message.body.as_text(), Some(expected));
}

#[test]
fn mediators_nest_as_deep_as_a_file_may_and_no_deeper_over_files() {
    let nested = |inside: &str| {
        let open = "<filter xpath=\"true()\">".repeat(200);
        format!("{open}{inside}{}", "</filter>".repeat(200))
    };
    let message = Message::request("GET");
    let deep = alone(&message, &nested("<property name=\"P\" value=\"reached\"/>"));
    assert_eq!(deep.message.properties["P"], Value::text("reached"));
    let (a, b) = (nested("<sequence key=\"b\"/>"), nested("<log/>"));
    is_unknown(&walked(&message, &[("a", &a), ("b", &b)]), SO_DEEP);
}

#[test]
fn a_pattern_that_goes_back_too_often_is_unknown_not_false() {
    let mut message = Message::request("GET");
    message.properties.insert("A".to_owned(), Value::text("a".repeat(60)));
    let filter = |regex: &str| {
        format!("<filter source=\"$ctx:A\" regex=\"{regex}\"><then><drop/></then></filter>")
    };
    let catastrophic = r"(a|aa)+\1b";
    is_unknown(&alone(&message, &filter(catastrophic)), &format!("the pattern {catastrophic}"));
    // Linear here, and decided by backtracking in Java: the answer is the same.
    assert_eq!(alone(&message, &filter("(a+)+b")).ended, Ended::Returned(true));
    assert_eq!(alone(&message, &filter("(a+)+")).ended, Ended::Returned(false));
}

#[test]
fn texts_that_double_end() {
    let doubles = "<property name=\"P\" expression=\"concat($ctx:P, $ctx:P, 'x')\"/>".repeat(64);
    is_unknown(&alone(&Message::request("GET"), &doubles), SO_LONG);
    let grows = "<payloadFactory media-type=\"text\"><format>$1$1$1$1$1$1$1$1</format><args>\
                 <arg expression=\"$body/*\"/></args></payloadFactory>";
    let mut message = Message::request("POST");
    message.body = Body::text("x");
    is_unknown(&alone(&message, &grows.repeat(64)), SO_LONG);
}

#[test]
fn paths_that_look_at_everything_for_everything_end() {
    let mut message = Message::request("POST");
    message.body = Body::Json(format!("[{}0]", "0,".repeat(3000)));
    let path = "count(//*[count(//*[count(//*) &gt; 0]) &gt; 0])";
    let property = format!("<property name=\"N\" expression=\"{path}\"/>");
    is_unknown(&alone(&message, &format!("{property}<log/>")), SO_LONG);
}

#[test]
fn bodies_that_nest_too_deep_are_unknown_to_what_reads_them() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut message = Message::request("POST");
    message.body = Body::Json(deep.clone());
    for expression in ["//code", "json-eval($[0])"] {
        let property = format!("<property name=\"P\" expression=\"{expression}\"/>");
        let walked = alone(&message, &property);
        assert_eq!(walked.message.properties["P"], Value::Unknown(TOO_DEEP.to_owned()));
    }
    message.axis2.insert("messageType".to_owned(), Value::text("application/xml"));
    let sent = alone(&message, "<respond/>").sent.expect("it is sent");
    assert_eq!(sent.body, Sent::Unknown(TOO_DEEP.to_owned()));
    // Nobody reads it on its way out as JSON.
    message.axis2.insert("messageType".to_owned(), Value::text("application/json"));
    let sent = alone(&message, "<respond/>").sent.expect("it is sent");
    assert_eq!(sent.body, Sent::Text(deep));
}

#[test]
fn values_that_nest_too_deep_are_unknown_in_a_payload() {
    let mut message = Message::request("POST");
    let xml = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    message.properties.insert("XML".to_owned(), Value::text(&xml));
    let json = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    message.properties.insert("JSON".to_owned(), Value::text(json));
    for (kind, property) in [("json", "XML"), ("xml", "XML"), ("xml", "JSON")] {
        let payload = format!(
            "<payloadFactory media-type=\"{kind}\"><format><x>\"$1\"</x></format>\
             <args><arg expression=\"$ctx:{property}\"/></args></payloadFactory>"
        );
        let payload = payload.replace("<x>\"", if kind == "json" { "\"" } else { "<x>" });
        let payload = payload.replace("\"</x>", if kind == "json" { "\"" } else { "</x>" });
        let walked = alone(&message, &payload);
        assert_eq!(walked.message.body, Body::Unknown(TOO_DEEP.to_owned()), "{kind} {property}");
    }
}

#[test]
fn a_body_that_an_enrich_puts_into_itself_again_and_again_is_unknown() {
    let payload = "<payloadFactory><format><a><b/></a></format><args/></payloadFactory>";
    let enrich = "<enrich><source type=\"custom\" xpath=\"$body/*\"/>\
                  <target action=\"child\" xpath=\"$body/*\"/></enrich>";
    let message = Message::request("POST");
    let inside = format!("{payload}{}", enrich.repeat(400));
    let walked = alone(&message, &inside);
    assert!(matches!(walked.ended, Ended::Unknown(_)), "{:?}", walked.ended);
}
