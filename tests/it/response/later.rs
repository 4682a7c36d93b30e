//! What the engines after 4.0.0 do otherwise (facts that were run on the engine of 4.5.0).

use faultgraft::gateway::formatter::Sent;
use faultgraft::stock::Release;

use super::rows::{body, run, with_text};

const BEFORE: [Release; 2] = [Release::V4_0_0, Release::V4_4_0];

fn payload(media_type: &str, format: &str) -> String {
    format!(
        "<payloadFactory media-type=\"{media_type}\"><format>{format}</format><args>\
         <arg expression=\"$ctx:V\"/></args></payloadFactory>"
    )
}

#[test]
fn dollar_braces_in_a_format_are_evaluated_from_4_5_0_on() {
    let rows = [
        ("{\"a\":\"${props.synapse.V}\"}", "{\"a\":\"say \"no\"\"}"),
        ("{\"a\":\"${props.synapse.NONE}$1\"}", "{\"a\":\"say \\\"no\\\"\"}"),
        ("{\"a\":${5}}", "{\"a\":5}"),
        ("{\"a\":\"${vars.v}\"}", "{\"a\":\"\"}"),
    ];
    for (format, expected) in rows {
        let inside = payload("json", format);
        let message = with_text("say \"no\"");
        assert_eq!(body(&run(Release::V4_5_0, &message, &inside)), expected, "{format}");
        let literal = format.replace("$1", "say \\\"no\\\"");
        for release in BEFORE {
            assert_eq!(body(&run(release, &message, &inside)), literal, "{release}: {format}");
        }
    }
    // In a value that goes in they are text.
    let inside = payload("json", "{\"a\":\"$1\"}");
    assert_eq!(body(&run(Release::V4_5_0, &with_text("${5}"), &inside)), "{\"a\":\"${5}\"}");
}

#[test]
fn text_that_begins_like_json_is_text_in_xml_from_4_1_0_on() {
    let inside = payload("xml", "<a xmlns=\"\">$1</a>");
    let message = with_text("[foo] bar");
    assert_eq!(body(&run(Release::V4_0_0, &message, &inside)), "throws");
    for release in [Release::V4_1_0, Release::V4_5_0] {
        assert_eq!(body(&run(release, &message, &inside)), "<a>[foo] bar</a>", "{release}");
    }
}

#[test]
fn json_takes_the_place_of_malformed_json_from_4_3_0_on() {
    let inside = payload("json", "{\"a\":$1}") + &payload("json", "{\"b\":1}");
    let message = with_text("oops");
    for release in [Release::V3_2_0, Release::V4_0_0, Release::V4_2_0] {
        assert_eq!(body(&run(release, &message, &inside)), "throws", "{release}");
    }
    for release in [Release::V4_3_0, Release::V4_5_0] {
        assert_eq!(body(&run(release, &message, &inside)), "{\"b\":1}", "{release}");
    }
}

#[test]
fn an_xml_format_without_an_element_throws_where_it_loads() {
    let inside = payload("xml", "{\"a\":1}");
    assert_eq!(body(&run(Release::V4_5_0, &with_text("x"), &inside)), "throws");
}

#[test]
fn malformed_json_that_was_read_is_not_written_from_4_3_0_on() {
    let malformed = payload("json", "{\"a\":$1}");
    let read = "<log level=\"full\"/>";
    let rows = [
        (Release::V4_0_0, read, true),
        (Release::V4_5_0, "", true),
        (Release::V4_5_0, "<log level=\"custom\"><property name=\"a\" value=\"b\"/></log>", true),
        (Release::V4_5_0, read, false),
        (Release::V4_3_0, read, false),
    ];
    for (release, between, is_written) in rows {
        let walked = run(release, &with_text("oops"), &format!("{malformed}{between}<respond/>"));
        let sent = walked.sent.expect("it is sent").body;
        let expected = Sent::Text("{\"a\":oops}".to_owned());
        assert_eq!(sent == expected, is_written, "{release}: {between}: {sent:?}");
    }
}
