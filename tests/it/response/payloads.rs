//! payloadFactory: how it is read, substitution, XML payloads, what follows for the content type.

use faultgraft::gateway::{Body, Message, Value};
use faultgraft::stock::Release;

use super::rows::{ENGINES, all, axis2, body, header, loads, run, with_text};

fn factory(attributes: &str, format: &str, args: &str) -> String {
    format!(
        "<payloadFactory {attributes}><format>{format}</format><args>{args}</args></payloadFactory>"
    )
}

const V: &str = "<arg expression=\"$ctx:V\"/>";

#[track_caller]
fn bodies(name: &str, inside: &str, value: &str, expected: [&str; 4]) {
    for (release, expected) in ENGINES.iter().zip(expected) {
        let walked = run(*release, &with_text(value), inside);
        assert_eq!(body(&walked), expected, "{release}: {name}");
    }
}

#[test]
fn formats_are_read_by_media_type() {
    let cdata = "\n <![CDATA[{\"a\":]]> <b>left out</b>1}\n";
    let ns = "xmlns=\"http://ws.apache.org/ns/synapse\"";
    let two = "<a> <b> t </b> </a><c/>";
    let first = format!("<a {ns}><b> t </b></a>");
    let unprefixed = format!("<error {ns}>x</error>");
    bodies(
        "text: own text and CDATA, trimmed",
        &factory("media-type=\"json\"", cdata, ""),
        "",
        all("{\"a\": 1}"),
    );
    bodies("XML: the first element, blanks taken out", &factory("", two, ""), "", all(&first));
    bodies(
        "no media-type is XML, and a child inherits the file's namespace",
        &factory("", "<error>$1</error>", V),
        "x",
        all(&unprefixed),
    );
    bodies(
        "an unknown media-type does nothing",
        &factory("media-type=\"application/json\"", "{}", ""),
        "",
        all("none"),
    );
    let template = factory("media-type=\"json\" template-type=\"FreeMarker\"", "{\"a\":\"$1\"}", V);
    let json = "{\"a\":\"x\"}";
    bodies("FreeMarker is of 4.0.0", &template, "x", [json, json, json, "? a FreeMarker format"]);
    let deep = "<arg expression=\"$ctx:V\" deepCheck=\"false\"/>";
    bodies(
        "deepCheck is ignored",
        &factory("media-type=\"json\"", "{\"a\":\"$1\"}", deep),
        "x",
        all(json),
    );
    let named = "<other expression=\"$ctx:V\"/>";
    bodies(
        "args are any elements",
        &factory("media-type=\"json\"", "{\"a\":\"$1\"}", named),
        "x",
        all(json),
    );
}

#[test]
fn what_does_not_load() {
    let json = "media-type=\"json\"";
    let refused = [
        ("JSON in a format that is XML", factory("", "{}", "")),
        (
            "json-eval without its evaluator",
            factory(json, "{}", "<arg expression=\"json-eval($.a)\"/>"),
        ),
        ("an arg without value and expression", factory(json, "{}", "<arg/>")),
        ("an arg with a blank expression", factory(json, "{}", "<arg expression=\" \"/>")),
        ("no format", format!("<payloadFactory {json}><args/></payloadFactory>")),
    ];
    for (name, inside) in &refused {
        for release in ENGINES {
            assert!(!loads(release, inside), "{release}: {name}");
        }
    }
}

#[test]
fn placeholders() {
    let json = |format, args: &str| factory("media-type=\"json\"", format, args);
    let nine = "<arg value=\"1\"/>".repeat(9);
    let ten = format!("{nine}<arg value=\"ten\"/>");
    let (named, counted) = ("{\"$1\":\"$10\"}", "{\"a\":\"$2\",\"b\":\"$3\",\"c\":\"$1\"}");
    bodies("digits are greedy, keys count", &json(named, &ten), "", all("{\"1\":\"ten\"}"));
    let two = format!("{V}<arg value=\"2\"/>");
    let stops = "{\"a\":\"2\",\"b\":\"$3\",\"c\":\"$1\"}";
    bodies("too few args: it stops there", &json(counted, &two), "x", all(stops));
    bodies(
        "$0 is none",
        &json("{\"a\":\"$1\",\"b\":\"$0$1\"}", V),
        "x",
        all("{\"a\":\"x\",\"b\":\"$0$1\"}"),
    );
    bodies(
        "what is put in is not read again",
        &json("{\"a\":\"$1\"}", V),
        "$1x",
        all("{\"a\":\"$1x\"}"),
    );
    bodies("args too many", &json("{\"a\":\"$1\"}", &two), "x", all("{\"a\":\"x\"}"));
    bodies(
        "null is empty",
        &json("{\"a\":\"$1\"}", "<arg expression=\"$ctx:MISSING\"/>"),
        "",
        all("{\"a\":\"\"}"),
    );
    let attribute = factory("", "<e xmlns=\"\" a=\"$1\"/>", V);
    bodies("attributes of XML", &attribute, "x&y", all("<e a=\"x&amp;y\" />"));
}

#[test]
fn inline_variables_are_of_1_10_to_2_1() {
    let inside = factory("media-type=\"json\"", "{\"a\":\"$ctx:V\",\"b\":\"$trp:V\"}", "");
    let old = "{\"a\":\"a\"b\",\"b\":\"$trp:V\"}";
    let new = "{\"a\":\"$ctx:V\",\"b\":\"$trp:V\"}";
    bodies("as it is, unescaped", &inside, "a\"b", [old, new, new, new]);
    assert_eq!(body(&run(Release::V1_10_0, &with_text("a\"b"), &inside)), old);
    let missing = factory("media-type=\"json\"", "{\"a\":\"$ctx:MISSING\"}", "");
    let stays = "{\"a\":\"$ctx:MISSING\"}";
    bodies("a missing one", &missing, "", ["throws", stays, stays, stays]);
}

#[test]
fn a_text_in_an_xml_payload() {
    let inside = factory("", "<e xmlns=\"\">$1</e>", V);
    let rows = [
        ("escaped", "a<b & \"c\"", all("<e>a&lt;b &amp; \"c\"</e>")),
        ("XML goes in as markup", "<a>1</a>", all("<e><a>1</a></e>")),
        ("a tag alone", "<none>", all("throws")),
        ("text before XML", "see <a>1</a>", all("<e>see &lt;a>1&lt;/a></e>")),
        (
            "text after XML",
            "<a>1</a> tail",
            [
                "<e><a>1</a> tail</e>",
                "<e>&lt;a>1&lt;/a> tail</e>",
                "<e>&lt;a>1&lt;/a> tail</e>",
                "<e>&lt;a>1&lt;/a> tail</e>",
            ],
        ),
        (
            "an object",
            "{\"k\":\"v\"}",
            ["<e>{\"k\":\"v\"}</e>", "<e>{\"k\":\"v\"}</e>", "<e>{\"k\":\"v\"}</e>", "throws"],
        ),
        (
            "a bracket",
            "[foo] bar",
            ["<e>[foo] bar</e>", "<e>[foo] bar</e>", "<e>[foo] bar</e>", "throws"],
        ),
        (
            "JSON without quotes",
            "[1,2]",
            [
                "<e>[1,2]</e>",
                "<e>[1,2]</e>",
                "<e>[1,2]</e>",
                "<e><jsonElement>1</jsonElement><jsonElement>2</jsonElement></e>",
            ],
        ),
        ("an emoji", "🙂", ["throws", "throws", "<e>🙂</e>", "<e>🙂</e>"]),
        ("a control character", "a\u{1}b", ["throws", "throws", "<e>ab</e>", "<e>ab</e>"]),
    ];
    for (name, value, expected) in rows {
        bodies(name, &inside, value, expected);
    }
    let in_attribute = factory("", "<e xmlns=\"\" a=\"$1\"/>", V);
    bodies("markup in an attribute", &in_attribute, "<a>1</a>", all("throws"));
    let of_4_6 = run(Release::V4_6_0, &with_text("{\"k\":\"v\"}"), &inside);
    assert_eq!(body(&of_4_6), "<e>{\"k\":\"v\"}</e>", "4.6.0: a string again");
    let envelope =
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>";
    bodies("an envelope", &factory("", envelope, ""), "", all("? a SOAP envelope as payload"));
}

#[test]
fn what_a_jsonpath_finds_becomes_xml() {
    let inside =
        factory("", "<e xmlns=\"\">$1</e>", "<arg evaluator=\"json\" expression=\"$.o\"/>");
    let mut message = Message::request("POST");
    message.body = Body::Json("{\"o\":{\"k\":\"v\"}}".to_owned());
    for release in [Release::V3_2_0, Release::V4_0_0] {
        assert_eq!(body(&run(release, &message, &inside)), "<e><k>v</k></e>", "{release}");
    }
}

#[test]
fn the_content_type_that_follows() {
    let xml = factory("", "<e xmlns=\"\"/>", "");
    let json = factory("media-type=\"json\"", "{}", "");
    let text = factory("media-type=\"text\"", "x", "");
    let (as_xml, as_json, as_text) = ("application/xml", "application/json", "text/plain");
    let rows = [
        (&json, "application/xml", as_json),
        (&json, "null", as_json),
        (&text, "application/json", as_text),
        (&xml, "null", as_xml),
        (&xml, "application/json", as_xml),
        (&xml, "text/html", as_xml),
        (&xml, "application/octet-stream", as_xml),
        (&xml, "application/xml", "stays"),
        (&xml, "text/xml", "stays"),
        (&xml, "application/soap+xml", "stays"),
    ];
    for (inside, before, after) in rows {
        for release in ENGINES {
            let mut message = Message::request("GET");
            if before != "null" {
                message.axis2.insert("messageType".to_owned(), Value::text(before));
            }
            message.axis2.insert("ContentType".to_owned(), Value::text("before"));
            message.headers.set("content-type", Value::text("before"));
            let walked = run(release, &message, inside);
            let stays = after == "stays";
            let row = format!("{release}: {inside} after {before}");
            assert_eq!(axis2(&walked, "messageType"), if stays { before } else { after }, "{row}");
            let now = if stays { "before" } else { after };
            assert_eq!(axis2(&walked, "ContentType"), now, "{row}");
            assert_eq!(header(&walked, "Content-Type"), now, "{row}");
            assert_eq!(axis2(&walked, "NO_ENTITY_BODY"), "null", "{row}");
        }
        let walked = run(Release::V1_9_0, &Message::request("GET"), inside);
        assert_eq!(axis2(&walked, "NO_ENTITY_BODY"), "true", "1.9.0: {inside}");
    }
}
