//! From a message to the response, row by row.

use faultgraft::gateway::element::Element;
use faultgraft::gateway::formatter::Formatter;
use faultgraft::gateway::{Body, Format, Message, Value};
use faultgraft::stock::Release;

use super::rows::{ENGINES, response, run, text, with_text};

/// A POST of XML, with these axis2 properties.
fn message(axis2: &[(&str, Value)]) -> Message {
    let mut message = Message::request("POST");
    message.body = xml("<a>1</a>");
    for (name, value) in axis2 {
        message.axis2.insert((*name).to_owned(), value.clone());
    }
    message
}

fn xml(text: &str) -> Body {
    Body::Xml(vec![Element::parse(text).expect("it is XML")])
}

fn fault() -> Body {
    xml("<s:Fault xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>")
}

fn sc(value: &str) -> (&str, Value) {
    ("HTTP_SC", Value::text(value))
}

#[test]
fn the_status() {
    let lenient = ("FAULTS_AS_HTTP_200", Value::text("true"));
    let of_fault = |axis2: &[_]| Message { body: fault(), ..message(axis2) };
    let made = Message { made_fault: true, ..message(&[]) };
    let rows = [
        ("nothing set", message(&[]), 200),
        ("a SOAP fault", of_fault(&[]), 500),
        ("a SOAP fault, lenient", of_fault(&[lenient]), 200),
        ("a fault was made, whatever the body is", made, 500),
        ("HTTP_SC over a fault", of_fault(&[sc("422")]), 422),
        ("HTTP_SC a string", message(&[sc("404")]), 404),
        ("HTTP_SC an Integer", message(&[("HTTP_SC", Value::Integer(404))]), 404),
        ("HTTP_SC +429", message(&[sc("+429")]), 429),
        ("HTTP_SC with blanks", message(&[sc(" 429 ")]), 200),
        ("HTTP_SC 429.0", message(&[sc("429.0")]), 200),
        ("HTTP_SC empty", message(&[sc("")]), 200),
        ("an Integer ERROR_CODE", message(&[sc("404"), ("ERROR_CODE", Value::Integer(1))]), 502),
    ];
    for (name, message, expected) in rows {
        for release in ENGINES {
            assert_eq!(response(release, &message).status, expected, "{release}: {name}");
        }
    }
    let described = message(&[("HTTP_SC_DESC", Value::text("No way"))]);
    let refused = message(&[("ERROR_CODE", Value::text("900901"))]);
    for release in ENGINES {
        assert_eq!(response(release, &described).reason.as_deref(), Some("No way"), "{release}");
        let failed = response(release, &refused).failed;
        assert!(failed.is_some_and(|why| why.starts_with("ClassCastException")), "{release}");
    }
}

#[test]
fn the_status_that_a_property_sets() {
    let property = |rest: &str| format!("<property name=\"HTTP_SC\" {rest}/><respond/>");
    let rows = [
        ("a value", property("value=\"404\" scope=\"axis2\""), 404),
        ("a number as expression", property("expression=\"404\" scope=\"axis2\""), 200),
        ("arithmetic", property("expression=\"400 + 4\" scope=\"axis2\""), 200),
        ("a text as expression", property("expression=\"'404'\" scope=\"axis2\""), 404),
        ("a missing property", property("expression=\"$ctx:MISSING\" scope=\"axis2\""), 200),
        ("the default scope", property("value=\"404\""), 200),
        ("the transport scope", property("value=\"404\" scope=\"transport\""), 200),
    ];
    for (name, inside, expected) in rows {
        for release in ENGINES {
            let sent = run(release, &with_text("x"), &inside).sent.expect("it is sent");
            assert_eq!(sent.status, expected, "{release}: {name}");
        }
    }
}

#[test]
fn who_writes_the_body() {
    let json = Body::Json("{\"a\":[1]}".to_owned());
    let array = Body::Json("[1]".to_owned());
    let object = "<jsonObject><a>1</a></jsonObject>";
    let items = "<jsonArray><jsonElement>1</jsonElement></jsonArray>";
    let envelope = |inside: &str| {
        format!(
            "<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope \
             xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>{inside}\
             </soapenv:Body></soapenv:Envelope>"
        )
    };
    let soap = |inside| (Formatter::Soap, envelope(inside));
    let plain = |formatter, body: &str| (formatter, body.to_owned());
    let one = xml("<a>1</a>");
    let parts = "? how multipart/form-data is written";
    let rows = [
        ("application/json", Format::Rest, &one, plain(Formatter::Json, "{\"a\":1}")),
        ("application/json", Format::Rest, &json, plain(Formatter::Json, "{\"a\":[1]}")),
        ("application/xml", Format::Rest, &one, plain(Formatter::Xml, "<a>1</a>")),
        ("application/xml", Format::Rest, &json, plain(Formatter::Xml, object)),
        ("application/xml", Format::Rest, &array, plain(Formatter::Xml, items)),
        ("text/xml", Format::Rest, &one, plain(Formatter::Xml, "<a>1</a>")),
        ("text/xml", Format::Rest, &json, plain(Formatter::Xml, object)),
        ("text/xml", Format::Soap11, &one, soap("<a>1</a>")),
        ("text/xml", Format::Soap11, &json, soap(object)),
        ("application/soap+xml", Format::Rest, &one, soap("<a>1</a>")),
        ("application/soap+xml", Format::Rest, &json, soap(object)),
        ("text/html", Format::Rest, &one, plain(Formatter::Xml, "<a>1</a>")),
        ("text/html", Format::Rest, &json, plain(Formatter::Xml, object)),
        ("text/plain", Format::Rest, &Body::text("t"), plain(Formatter::Text, "t")),
        ("text/event-stream", Format::Rest, &Body::text("t"), plain(Formatter::Text, "t")),
        ("text/plain", Format::Rest, &json, plain(Formatter::Text, "")),
        ("", Format::Rest, &one, plain(Formatter::Xml, "<a>1</a>")),
        ("", Format::Soap11, &one, soap("<a>1</a>")),
        ("application/problem+json", Format::Rest, &json, plain(Formatter::Xml, object)),
        ("application/json; charset=UTF-8", Format::Rest, &json, plain(Formatter::Xml, object)),
        ("application/x-www-form-urlencoded", Format::Rest, &one, plain(Formatter::Form, "")),
        ("multipart/form-data", Format::Rest, &one, plain(Formatter::Other, parts)),
    ];
    for (message_type, format, body, (formatter, expected)) in rows {
        // The engine of 2.6.0 has its own way with what a SOAP client gets.
        for release in [Release::V2_0_0, Release::V3_2_0, Release::V4_0_0] {
            let mut message = Message { body: body.clone(), format, ..message(&[]) };
            if !message_type.is_empty() {
                message.axis2.insert("messageType".to_owned(), Value::text(message_type));
            }
            let sent = response(release, &message);
            let row = format!("{release}: {message_type} {format:?} {body:?}");
            assert_eq!(sent.formatter, Some(formatter), "{row}");
            assert_eq!(text(&sent), expected, "{row}");
        }
    }
    let unset = Message { method: "GET".to_owned(), ..message(&[]) };
    assert_eq!(response(Release::V4_0_0, &unset).formatter, Some(Formatter::Form), "unset, GET");
}

#[test]
fn the_content_type() {
    let set = |message_type: &'static str, content_type: Option<&'static str>| {
        let mut all = vec![("messageType", Value::text(message_type))];
        all.extend(content_type.map(|c| ("ContentType", Value::text(c))));
        message(&all)
    };
    let rows = [
        ("the message type", set("application/json", None), "application/json; charset=UTF-8"),
        ("ContentType", set("application/json", Some("a/b")), "a/b; charset=UTF-8"),
        ("with a charset", set("text/html", Some("a/b; charset=x")), "a/b; charset=x"),
        ("SOAP for REST", set("application/soap+xml", None), "text/xml; charset=UTF-8"),
        ("unset", message(&[]), "application/xml; charset=UTF-8"),
    ];
    for (name, message, expected) in rows {
        for release in ENGINES {
            let sent = response(release, &message);
            assert_eq!(sent.content_type.as_deref(), Some(expected), "{release}: {name}");
        }
    }
    let mut by_header = message(&[("messageType", Value::text("application/json"))]);
    by_header.headers.set("Content-Type", Value::text("text/html"));
    for release in ENGINES {
        let sent = response(release, &by_header);
        let expected = [("Content-Type".to_owned(), "application/json; charset=UTF-8".to_owned())];
        assert_eq!(sent.headers, expected, "{release}: the header alone has no effect");
    }
}

#[test]
fn headers_that_go_back() {
    let mut message = message(&[("messageType", Value::text("application/json"))]);
    message.headers.set("X-Request", Value::text("echoed"));
    message.headers.set("X-Number", Value::Integer(1));
    message.headers.set("X-Empty", Value::text(""));
    for release in ENGINES {
        let names: Vec<(String, String)> = response(release, &message).headers;
        let content_type = ("Content-Type", "application/json; charset=UTF-8");
        let expected = [("X-Empty", ""), ("X-Request", "echoed"), content_type];
        let expected = expected.map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(names, expected, "{release}");
    }
}

#[test]
fn a_body_or_none() {
    let get = Message { body: xml("<a>1</a>"), ..Message::request("GET") };
    let json = "<payloadFactory media-type=\"json\"><format>{}</format></payloadFactory><respond/>";
    let fault = "<makefault version=\"pox\"><reason value=\"r\"/></makefault><respond/>";
    for release in ENGINES {
        assert_eq!(text(&response(release, &get)), "none", "{release}: NO_ENTITY_BODY");
        let sent = run(release, &get, json).sent.expect("it is sent");
        assert_eq!(text(&sent), "{}", "{release}: payloadFactory takes it away");
        let sent = run(release, &get, fault).sent.expect("it is sent");
        assert_eq!(text(&sent), "none", "{release}: makefault does not");
    }
    let odd = message(&[("NO_ENTITY_BODY", Value::text("true"))]);
    assert!(response(Release::V4_0_0, &odd).failed.is_some(), "a String NO_ENTITY_BODY");
}

#[test]
fn a_fault_for_a_rest_client_is_an_exception() {
    let code = "<code xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" value=\"s:Server\"/>";
    let detailed =
        format!("<makefault>{code}<reason value=\"r\"/><detail>d</detail></makefault><respond/>");
    let plain = format!("<makefault>{code}<reason value=\"r\"/></makefault><respond/>");
    let json = message(&[("messageType", Value::text("application/json"))]);
    let rows = [
        ("detail", message(&[]), &detailed, "<Exception>d</Exception>"),
        ("else reason", message(&[]), &plain, "<Exception>r</Exception>"),
        ("in JSON", json, &detailed, "{\"Exception\":\"d\"}"),
    ];
    for (name, message, inside, expected) in rows {
        for release in ENGINES {
            let sent = run(release, &message, inside).sent.expect("it is sent");
            assert_eq!((sent.status, &*text(&sent)), (500, expected), "{release}: {name}");
        }
    }
    let then_json = plain.replace(
        "<respond/>",
        "<payloadFactory media-type=\"json\"><format>{}</format></payloadFactory><respond/>",
    );
    for release in ENGINES {
        let sent = run(release, &message(&[]), &then_json).sent.expect("it is sent");
        assert_eq!((sent.status, &*text(&sent)), (500, "{}"), "{release}: the 500 stays");
    }
}

#[test]
fn xml_as_json() {
    let rows = [
        (
            "the root stays, prefixes go",
            "<p:r xmlns:p='u'><p:c>x</p:c></p:r>",
            "{\"r\":{\"c\":\"x\"}}",
        ),
        (
            "numbers",
            "<r><c>900901</c><c>-1.50</c><c>1e5</c><c>-0</c></r>",
            "{\"r\":{\"c\":[900901,-1.50,1E+5,0]}}",
        ),
        (
            "no numbers",
            "<r><c>0123</c><c>1.</c><c>+1</c><c> 1</c></r>",
            "{\"r\":{\"c\":[\"0123\",\"1.\",\"+1\",\" 1\"]}}",
        ),
        (
            "literals",
            "<r><c>true</c><c>false</c><c>null</c></r>",
            "{\"r\":{\"c\":[true,false,null]}}",
        ),
        (
            "attributes",
            "<r a='1'><c b='true'>x</c></r>",
            "{\"r\":{\"@a\":\"1\",\"c\":{\"@b\":\"true\",\"$\":\"x\"}}}",
        ),
        ("split siblings", "<r><a>1</a><b/><a>2</a></r>", "{\"r\":{\"a\":1,\"b\":null,\"a\":2}}"),
        ("one name of two namespaces", "<r><a/><a xmlns='u'/></r>", "{\"r\":{\"a\":[null,null]}}"),
        ("blank text", "<r><a> </a></r>", "{\"r\":{\"a\":null}}"),
        ("mixed content", "<r>t<a/></r>", "fails"),
    ];
    for (name, body, expected) in rows {
        let json = ("messageType", Value::text("application/json"));
        let message = Message { body: xml(body), ..message(&[json]) };
        for release in ENGINES {
            assert_eq!(text(&response(release, &message)), expected, "{release}: {name}");
        }
    }
}

#[test]
fn json_as_xml() {
    let object = |inside: &str| format!("<jsonObject{inside}</jsonObject>");
    let written = |text: &str| [text.to_owned(), text.to_owned()];
    let broken = |text: &str| ["fails".to_owned(), text.to_owned()];
    let rows = [
        ("a member", "{\"code\":\"1\"}", written(&object("><code>1</code>"))),
        (
            "a digit first",
            "{\"1x\":1}",
            written(&object("><_JsonReader_PD_1x>1</_JsonReader_PD_1x>")),
        ),
        (
            "a dollar first",
            "{\"$id\":1}",
            written(&object("><_JsonReader_PS_id>1</_JsonReader_PS_id>")),
        ),
        ("an at first", "{\"@at\":1,\"a\":2}", written(&object(" at=\"1\"><a>2</a>"))),
        (
            "null, empty string and object",
            "{\"n\":null,\"s\":\"\",\"o\":{}}",
            written(&object("><n /><s></s><o />")),
        ),
        ("an empty array", "{\"a\":[],\"b\":1}", written(&object("><b>1</b>"))),
        (
            "an array in an array",
            "{\"a\":[[1]]}",
            written(&object("><a><jsonArray><jsonElement>1</jsonElement></jsonArray></a>")),
        ),
        ("a scalar", "12", written("<jsonValue>12</jsonValue>")),
        ("a blank key", "{\"a b\":1}", broken(&object("><a b>1</a b>"))),
        ("no JSON", "{oops", ["fails".to_owned(), "fails".to_owned()]),
    ];
    for (name, body, [old, new]) in rows {
        let xml = ("messageType", Value::text("application/xml"));
        let message = Message { body: Body::Json(body.to_owned()), ..message(&[xml]) };
        for release in ENGINES {
            let expected = if release < Release::V3_0_0 { &old } else { &new };
            assert_eq!(text(&response(release, &message)), *expected, "{release}: {name}");
        }
    }
}
