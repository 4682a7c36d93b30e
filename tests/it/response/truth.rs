//! XPath: what properties are as strings and as conditions, and what each form reads.

use faultgraft::gateway::{Body, Ended, Format, Message, Value};
use faultgraft::stock::Release;

use super::rows::{ENGINES, property, run, with, with_text};

/// What an expression gives as a string; `null` where it is null, a question mark where it is
/// unknown.
fn string(release: Release, message: &Message, expression: &str) -> String {
    let inside = format!("<property name=\"R\" expression=\"{expression}\"/>");
    let walked = run(release, message, &inside);
    match (&walked.ended, walked.message.properties.get("R")) {
        (Ended::Threw(_), _) => "throws".to_owned(),
        (_, Some(Value::Unknown(what))) => format!("? {what}"),
        _ => property(&walked, "R"),
    }
}

/// Whether a filter's `xpath` holds.
fn holds(release: Release, message: &Message, expression: &str) -> bool {
    let inside = format!(
        "<property name=\"R\" value=\"else\"/><filter xpath=\"{expression}\">\
         <property name=\"R\" value=\"then\"/></filter>"
    );
    property(&run(release, message, &inside), "R") == "then"
}

#[test]
fn the_table_of_truth() {
    let rows = [
        ("missing", Message::request("POST"), "null", false),
        ("an empty string", with_text(""), "", false),
        ("a string", with_text("x"), "x", true),
        ("the string 0", with_text("0"), "0", true),
        ("the string false", with_text("false"), "false", true),
        ("Integer 0", with(Value::Integer(0)), "0", false),
        ("Integer 401", with(Value::Integer(401)), "401", true),
        ("Boolean false", with(Value::Boolean(false)), "false", false),
        ("Boolean true", with(Value::Boolean(true)), "true", true),
    ];
    for (name, message, text, truth) in rows {
        for release in ENGINES {
            assert_eq!(string(release, &message, "$ctx:V"), text, "{release}: {name}");
            assert_eq!(holds(release, &message, "$ctx:V"), truth, "{release}: {name}");
            assert_eq!(holds(release, &message, "boolean($ctx:V)"), truth, "{release}: {name}");
            assert_eq!(holds(release, &message, "not($ctx:V)"), !truth, "{release}: not {name}");
        }
    }
}

#[test]
fn comparisons_and_numbers() {
    let integer = with(Value::Integer(900_901));
    let conditions = [
        ("missing = 'x'", with_text("x"), "$ctx:MISSING = 'x'", false),
        ("Boolean true = any text", with(Value::Boolean(true)), "$ctx:V = 'anything'", true),
        ("an Integer = a number", integer.clone(), "$ctx:V = 900901", false),
        ("an Integer = a text", integer.clone(), "$ctx:V = '900901'", false),
        ("an Integer > a number", integer.clone(), "$ctx:V > 1", false),
        ("number(an Integer)", integer.clone(), "number($ctx:V) = 900901", false),
        ("string(an Integer)", integer.clone(), "string($ctx:V) = '900901'", true),
        ("starts-with an Integer", integer.clone(), "starts-with($ctx:V, '9009')", true),
        ("contains an Integer", integer.clone(), "contains($ctx:V, '0090')", true),
    ];
    for (name, message, expression, expected) in conditions {
        for release in ENGINES {
            assert_eq!(holds(release, &message, expression), expected, "{release}: {name}");
        }
    }
    let strings = [
        ("concat with what is missing", "concat('a', $ctx:MISSING)", "a"),
        ("fn:concat", "fn:concat('a', 'b')", "ab"),
        ("a number", "1 + 1", "2.0"),
        ("a number as a string", "string(1 + 1)", "2"),
    ];
    for (name, expression, expected) in strings {
        for release in ENGINES {
            assert_eq!(string(release, &integer, expression), expected, "{release}: {name}");
        }
    }
}

#[test]
fn what_each_form_reads() {
    let mut message = with_text("of synapse");
    message.axis2.insert("V".to_owned(), Value::text("of axis2"));
    message.client.insert("C".to_owned(), Value::text("of the client"));
    message.operation.insert("V".to_owned(), Value::text("of the operation"));
    message.headers.set("X-V", Value::text("of transport"));
    message.to = Some("http://there".to_owned());
    let rows = [
        ("$ctx:V", "of synapse"),
        ("$axis2:V", "of axis2"),
        ("$axis2:C", "of the client"),
        ("$operation:V", "of the operation"),
        ("$trp:x-v", "of transport"),
        ("get-property('V')", "of synapse"),
        ("get-property('default', 'V')", "of synapse"),
        ("get-property('axis2', 'V')", "of axis2"),
        ("get-property('transport', 'X-V')", "of transport"),
        ("get-property('operation', 'V')", "of the operation"),
        ("get-property('To')", "http://there"),
        ("$ctx:To", "null"),
        ("$ctx:MESSAGE_FORMAT", "null"),
        ("$url:q", ""),
        ("$func:p", "throws"),
        ("$sys:p", "? the variable $sys:p"),
        ("get-property('registry', 'conf:/x')", "? get-property of the scope registry"),
        ("base64Encode('a')", "YQ=="),
    ];
    for (expression, expected) in rows {
        for release in ENGINES {
            assert_eq!(string(release, &message, expression), expected, "{release}: {expression}");
        }
    }
}

#[test]
fn the_format_of_the_message() {
    let formats = [("pox", Format::Rest), ("soap11", Format::Soap11), ("soap12", Format::Soap12)];
    for (expected, format) in formats {
        let message = Message { format, ..Message::request("GET") };
        for release in ENGINES {
            let found = string(release, &message, "get-property('MESSAGE_FORMAT')");
            assert_eq!(found, expected, "{release}");
        }
    }
}

#[test]
fn json_bodies_are_read_by_json_path_and_by_xpath() {
    let mut message = Message::request("POST");
    message.body = Body::Json("{\"code\":\"1\",\"n\":1.50}".to_owned());
    let rows = [
        ("json-eval($.code)", "1"),
        ("json-eval($.n)", "1.5"),
        ("json-eval($.missing)", ""),
        ("//code", "1"),
        ("$body/jsonObject/code", "1"),
        ("//*[local-name() = 'n']", "1.50"),
    ];
    for (expression, expected) in rows {
        for release in ENGINES {
            assert_eq!(string(release, &message, expression), expected, "{release}: {expression}");
        }
    }
    let found = "<filter source=\"json-eval($.missing)\" regex=\".*\"><drop/></filter>";
    for release in ENGINES {
        let walked = run(release, &message, found);
        assert_eq!(walked.ended, Ended::Returned(false), "{release}: a missing JSONPath is empty");
    }
    let condition = "<filter xpath=\"json-eval($.code)\"><drop/></filter>";
    for release in ENGINES {
        let ended = run(release, &message, condition).ended;
        match release < Release::V3_0_0 {
            true => assert!(matches!(ended, Ended::Threw(_)), "{release}: {ended:?}"),
            false => assert_eq!(ended, Ended::Returned(true), "{release}: false"),
        }
    }
}
