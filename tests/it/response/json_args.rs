//! What an arg becomes in a JSON payload, row by row.

use faultgraft::gateway::element::Element;
use faultgraft::gateway::{Message, Value};
use faultgraft::stock::Release;

use super::rows::{ENGINES, all, attribute, axis2, body, run, with, with_text};

/// A JSON payload of that format with one arg.
fn payload(format: &str, arg: &str) -> String {
    let format = format.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<payloadFactory media-type=\"json\"><format>{format}</format>\
         <args><arg {arg}/></args></payloadFactory>"
    )
}

const V: &str = "expression=\"$ctx:V\"";

/// The rows on each of the four engines: name, value, what stands in the body.
#[track_caller]
fn rows(format: &str, arg: &str, rows: &[(&str, &str, [&str; 4])]) {
    for (name, value, expected) in rows {
        for (release, expected) in ENGINES.iter().zip(expected) {
            let walked = run(*release, &with_text(value), &payload(format, arg));
            assert_eq!(body(&walked), *expected, "{release}: {name}");
        }
    }
}

#[test]
fn a_text_between_quotes() {
    let throws_in_2_0_0 = |after| ["throws", after, after, after];
    rows(
        r#"{"a":"$1"}"#,
        V,
        &[
            ("plain", "plain", all(r#"{"a":"plain"}"#)),
            ("a quote", "a\"b", all(r#"{"a":"a\"b"}"#)),
            ("a backslash", "a\\b", all(r#"{"a":"a\\b"}"#)),
            ("what is left alone", "$/'&<é🙂", all("{\"a\":\"$/'&<é🙂\"}")),
            ("another control character", "a\u{1}b", all("{\"a\":\"a\u{1}b\"}")),
            ("an object, verbatim", r#"{"k":1}"#, all(r#"{"a":"{"k":1}"}"#)),
            ("an array, verbatim", r#"["x"]"#, all(r#"{"a":"["x"]"}"#)),
            ("a bracket without quotes", "[foo] bar", all(r#"{"a":"[foo] bar"}"#)),
            ("blanks before an object", r#" {"k":1}"#, all(r#"{"a":" {"k":1}"}"#)),
            ("XML becomes JSON", "<a>1</a>", all(r#"{"a":"{"a":1}"}"#)),
            ("XML with two roots", "<a/><b/>", all(r#"{"a":"{"a":null,"b":null}"}"#)),
            ("XML with attribute and text", r#"<a b="1">x</a>"#, all("throws")),
            ("a tag alone", "<none>", throws_in_2_0_0(r#"{"a":"<none>"}"#)),
            ("bad XML", "<a>1</b>", throws_in_2_0_0(r#"{"a":"<a>1</b>"}"#)),
            ("text before XML", "see <a>1</a>", all(r#"{"a":"see <a>1</a>"}"#)),
            ("nothing", "", all(r#"{"a":""}"#)),
        ],
    );
}

#[test]
fn control_characters_are_raw_in_2_0_0_and_before() {
    let value = "a\nb\rc\td\u{8}e\u{c}f";
    let raw = format!("{{\"a\":\"{value}\"}}");
    let escaped = r#"{"a":"a\nb\rc\td\be\ff"}"#;
    let engines = [Release::V1_10_0, Release::V2_0_0, Release::V2_6_0].into_iter().chain([
        Release::V3_2_0,
        Release::V4_0_0,
        Release::V4_6_0,
    ]);
    for release in engines {
        let walked = run(release, &with_text(value), &payload(r#"{"a":"$1"}"#, V));
        let expected = if release <= Release::V2_0_0 { raw.as_str() } else { escaped };
        assert_eq!(body(&walked), expected, "{release}: control characters");
        let walked = run(release, &with_text("a\"b\\c"), &payload(r#"{"a":"$1"}"#, V));
        assert_eq!(body(&walked), r#"{"a":"a\"b\\c"}"#, "{release}: quote and backslash");
    }
}

#[test]
fn a_text_without_quotes_round_it() {
    rows(
        r#"{"a":$1}"#,
        V,
        &[
            ("a number", "12", all(r#"{"a":12}"#)),
            ("true", "true", all(r#"{"a":true}"#)),
            ("an object", r#"{"k":1}"#, all(r#"{"a":{"k":1}}"#)),
            ("a text", "plain", all(r#"{"a":plain}"#)),
            ("a quote is escaped", "a\"b", all(r#"{"a":a\"b}"#)),
            ("nothing", "", all(r#"{"a":}"#)),
        ],
    );
}

#[test]
fn values_that_are_no_strings() {
    let om = Element::parse("<v>only text</v>").expect("it is XML");
    let format = r#"{"a":"$1"}"#;
    let typed = [
        ("an Integer", with(Value::Integer(900_901)), V, "900901"),
        ("arithmetic", with(Value::text("1")), "expression=\"$ctx:V + 1\"", "2.0"),
        ("a Boolean", with(Value::Boolean(true)), V, "true"),
        ("XML that holds text", with(Value::Xml(Box::new(om))), V, "only text"),
        ("missing", Message::request("GET"), V, ""),
    ];
    for (name, message, arg, expected) in typed {
        for release in ENGINES {
            let walked = run(release, &message, &payload(format, arg));
            assert_eq!(body(&walked), format!("{{\"a\":\"{expected}\"}}"), "{release}: {name}");
        }
    }
}

#[test]
fn quotes_on_demand() {
    let cases = [
        ("a text", "x", r#"{"a":x}"#, r#"{"a":"x"}"#),
        ("true", "true", r#"{"a":true}"#, r#"{"a":true}"#),
        ("null", "null", r#"{"a":null}"#, r#"{"a":null}"#),
        ("a number", "12", r#"{"a":12}"#, r#"{"a":12}"#),
        ("a number with a leading zero", "012", r#"{"a":012}"#, r#"{"a":"012"}"#),
        ("an object", r#"{"k":1}"#, r#"{"a":{"k":1}}"#, r#"{"a":{"k":1}}"#),
        ("nothing", "", r#"{"a":}"#, r#"{"a":""}"#),
    ];
    let quote = |value: &str| {
        let mut message = with_text(value);
        let name = "QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON";
        message.properties.insert(name.to_owned(), Value::text("true"));
        message
    };
    for (name, value, old, new) in cases {
        for release in ENGINES {
            let walked = run(release, &quote(value), &payload(r#"{"a":$1}"#, V));
            let expected = if release == Release::V2_0_0 { old } else { new };
            assert_eq!(body(&walked), expected, "{release}: {name}");
        }
    }
    for release in &ENGINES[1..] {
        let walked = run(*release, &quote("<none>"), &payload(r#"{"a":$1}"#, V));
        assert_eq!(body(&walked), r#"{"a":<none>}"#, "{release}: a tag alone");
        let walked = run(*release, &quote("x"), &payload(r#"{"a":"$1"}"#, V));
        assert_eq!(body(&walked), r#"{"a":""x""}"#, "{release}: quotes round quotes");
    }
}

#[test]
fn what_a_payload_may_be_as_a_whole() {
    let rows = [
        ("a string", r#""x""#, ["none", "throws", r#""x""#, r#""x""#, r#""x""#]),
        ("a number", "12", ["none", "throws", "12", "12", "12"]),
        ("true", "true", ["none", "throws", "true", "true", "true"]),
        ("a bare word", "hello", ["none", "throws", "throws", "throws", "throws"]),
        ("no JSON after the first character", "{oops", ["{oops"; 5]),
        ("blanks inside stay", "  { \"a\" :\n 1 }\n", ["{ \"a\" :\n 1 }"; 5]),
        ("nothing", "  ", ["{}"; 5]),
    ];
    for (name, format, expected) in rows {
        for (release, expected) in [Release::V1_10_0].iter().chain(&ENGINES).zip(expected) {
            let walked = run(*release, &with_text("x"), &payload(format, V));
            assert_eq!(body(&walked), expected, "{release}: {name}");
        }
    }
}

#[test]
fn a_literal_arg() {
    let (verbatim, escaped) = (r#"{"a":"{"k":1}"}"#, r#"{"a":"{\"k\":1}"}"#);
    let (json, text) = (r#"{"a":"{"a":1}"}"#, r#"{"a":"<a>1</a>"}"#);
    rows(
        r#"{"a":"$1"}"#,
        "expression=\"$ctx:V\" literal=\"true\"",
        &[
            ("an object", r#"{"k":1}"#, [verbatim, verbatim, verbatim, escaped]),
            ("XML", "<a>1</a>", [json, text, text, text]),
            ("a quote", "a\"b", all(r#"{"a":"a\"b"}"#)),
        ],
    );
}

#[test]
fn an_arg_with_a_value_is_escaped_for_xml_in_json_too() {
    let values = [
        ("the five characters", "&<>\"'", "&amp;&lt;&gt;&quot;&apos;"),
        ("an apostrophe", "it's", "it&apos;s"),
        ("plain", "plain", "plain"),
        ("well-formed XML", "<a>1</a>", r#"{"a":1}"#),
    ];
    for (name, value, expected) in values {
        for release in [Release::V1_10_0].iter().chain(&ENGINES) {
            for literal in ["", " literal=\"true\""] {
                let arg = format!("value=\"{}\"{literal}", attribute(value));
                let walked = run(*release, &with_text(""), &payload(r#"{"a":"$1"}"#, &arg));
                let expected = format!("{{\"a\":\"{expected}\"}}");
                assert_eq!(body(&walked), expected, "{release}: {name}{literal}");
            }
        }
    }
}

#[test]
fn a_json_payload_is_sent_as_json() {
    for release in ENGINES {
        let walked = run(release, &with_text("x"), &payload("{}", V));
        assert_eq!(axis2(&walked, "messageType"), "application/json", "{release}");
    }
}
