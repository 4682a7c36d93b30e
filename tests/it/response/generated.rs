//! Generated sequences on every engine: a walk always ends, says the same twice, and names what
//! it does not know.

use faultgraft::gateway::{
    Body, Ended, Format, Library, Message, Sequence, Value, Walked, walk, walk_in_steps,
};
use faultgraft::stock::Release;
use proptest::prelude::*;
use proptest::sample::select;

use super::rows::{attribute, sequence};

const RELEASES: [Release; 8] = [
    Release::V1_9_0,
    Release::V1_10_0,
    Release::V2_0_0,
    Release::V2_1_0,
    Release::V2_6_0,
    Release::V3_2_0,
    Release::V4_0_0,
    Release::V4_6_0,
];

const EXPRESSIONS: [&str; 24] = [
    "$ctx:A",
    "$ctx:B",
    "$axis2:HTTP_METHOD",
    "$trp:Accept",
    "get-property('A')",
    "get-property('axis2', 'HTTP_SC')",
    "get-property('MESSAGE_FORMAT')",
    "concat($ctx:A, $ctx:A, 'x')",
    "//*",
    "//code/..",
    "$body/*[1]/@*",
    "//*[position() = last()]/text()",
    "count(//*) * 1000000000000 div 0",
    "substring($ctx:A, -1 div 0, 1 div 0)",
    "substring-after($ctx:A, '')",
    "translate($ctx:A, 'ab', '')",
    "number('1e400')",
    "not($ctx:B) or $ctx:I &gt; 5",
    "json-eval($.a.b[0])",
    "json-eval($)",
    "url-encode($ctx:A)",
    "404",
    "//p:x",
    "$body/jsonObject/code + 1",
];

const REGEXES: [&str; 8] =
    ["GET", ".*", "^(?!.*(POST|PUT|PATCH)).*$", r"(a|aa)+\1b", "(", "[a&amp;&amp;b]", "", "a)(b"];

const TEXT_FORMATS: [&str; 8] = [
    r#"{"code":"$1","message":"$2"}"#,
    "$1",
    "[$1,$2,$3]",
    "$0 $10 $1$2 $99999999999",
    "$ctx:A$1$ctx:MISSING",
    "é$1🙂$2\u{7f}",
    "",
    "\"$1\"",
];

const XML_FORMATS: [&str; 4] = [
    "<a>$1<b c=\"$2\"/></a>",
    "<jsonObject><code>$1</code><code>2</code></jsonObject>",
    "<p:fault xmlns:p=\"u\"><p:code>$1</p:code></p:fault>",
    "<a>1e-9223372036854775808</a>",
];

const VALUES: [&str; 16] = [
    "",
    "x",
    "say \"no\" \\ é 🙂",
    "{\"k\":1}",
    "[foo] bar",
    "<a b=\"1\">x</a>",
    "<none>",
    "<a>1e99999999999999999999</a>",
    "application/json",
    "application/xml",
    "application/soap+xml",
    "text/plain",
    "429",
    "$1 $ctx:A",
    "true",
    "\u{7f}\n\r\t",
];

fn expression() -> impl Strategy<Value = String> {
    prop_oneof![
        30 => select(&EXPRESSIONS[..]).prop_map(str::to_owned),
        1 => "[$a-z:'/()*= ]{1,12}".prop_map(|text| attribute(&text)),
    ]
}

fn property() -> impl Strategy<Value = String> {
    let names = ["A", "B", "I", "RESPONSE", "HTTP_SC", "messageType", "ContentType", "{$ctx:A}"];
    let more = ["NO_ENTITY_BODY", "ERROR_CODE", "TRANSPORT_HEADERS", "Accept", "Content-Type"];
    let name = select([&names[..], &more[..]].concat());
    let scope = select(vec!["default", "axis2", "transport", "operation", "axis2-client"]);
    let kind = select(vec!["INTEGER", "BOOLEAN", "DOUBLE", "OM", "JSON"]);
    let given = prop_oneof![
        3 => select(&VALUES[..]).prop_map(|v| format!("value=\"{}\"", attribute(v))),
        3 => expression().prop_map(|e| format!("expression=\"{e}\"")),
        1 => expression().prop_map(|e| format!("expression=\"{e}\" pattern=\"(a*)(.*)\" group=\"2\"")),
        1 => (expression(), kind).prop_map(|(e, kind)| format!("expression=\"{e}\" type=\"{kind}\"")),
        1 => Just("action=\"remove\"".to_owned()),
        1 => Just("value=\"502\" type=\"INTEGER\"".to_owned()),
    ];
    (name, scope, given).prop_map(|(name, scope, given)| {
        format!("<property name=\"{name}\" scope=\"{scope}\" {given}/>")
    })
}

fn payload() -> impl Strategy<Value = String> {
    let format = prop_oneof![
        2 => (Just("json"), select(&TEXT_FORMATS[..])),
        2 => (Just("xml"), select(&XML_FORMATS[..])),
        1 => (select(vec!["text", "application/json"]), select(&TEXT_FORMATS[..])),
    ];
    let arg = prop_oneof![
        select(&VALUES[..]).prop_map(|v| format!("<arg value=\"{}\"/>", attribute(v))),
        expression().prop_map(|e| format!("<arg expression=\"{e}\"/>")),
        expression().prop_map(|e| format!("<arg expression=\"{e}\" literal=\"true\"/>")),
        Just("<arg evaluator=\"json\" expression=\"$.a\"/>".to_owned()),
    ];
    let args = proptest::collection::vec(arg, 0..4);
    (format, args).prop_map(|((kind, format), args)| {
        format!(
            "<payloadFactory media-type=\"{kind}\"><format>{format}</format>\
             <args>{}</args></payloadFactory>",
            args.concat()
        )
    })
}

fn leaf() -> impl Strategy<Value = String> {
    let fixed = select(vec![
        "<send/>",
        "<respond/>",
        "<drop/>",
        "<loopback/>",
        "<log level=\"full\"/>",
        "<header name=\"To\" action=\"remove\"/>",
        "<header name=\"X\" scope=\"transport\" expression=\"$ctx:A\"/>",
        "<class name=\"com.acme.X\"/>",
        "<xslt key=\"conf:/x\"/>",
        "<makefault version=\"soap12\"><code xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" \
         value=\"s:Receiver\"/><reason expression=\"$ctx:A\"/></makefault>",
        "<makefault><code expression=\"$ctx:A\"/><reason value=\"r\"/><detail>d</detail></makefault>",
        "<makefault version=\"pox\"><reason expression=\"$ctx:B\"/></makefault>",
        "<enrich><source xpath=\"$body/*\"/><target type=\"property\" property=\"A\"/></enrich>",
        "<enrich><source xpath=\"$body/*\"/><target action=\"child\" xpath=\"$body/*\"/></enrich>",
        "<enrich><source type=\"property\" property=\"A\"/><target type=\"body\"/></enrich>",
        "<sequence key=\"{$ctx:A}\"/>",
    ]);
    prop_oneof![
        3 => property(),
        2 => payload(),
        2 => fixed.prop_map(str::to_owned),
        1 => select(vec!["s", "a", "b", "missing"]).prop_map(|k| format!("<sequence key=\"{k}\"/>")),
    ]
}

/// Mediators, in a list.
fn mediators() -> impl Strategy<Value = String> {
    let list = |of: BoxedStrategy<String>| {
        proptest::collection::vec(of, 0..4).prop_map(|all| all.concat())
    };
    let mediator = leaf().boxed().prop_recursive(4, 24, 4, move |inner| {
        let regex = select(&REGEXES[..]);
        prop_oneof![
            (expression(), regex, list(inner.clone()), list(inner.clone())).prop_map(
                |(source, regex, then, other)| format!(
                    "<filter source=\"{source}\" regex=\"{regex}\"><then>{then}</then>\
                     <else>{other}</else></filter>"
                )
            ),
            (expression(), list(inner.clone()))
                .prop_map(|(xpath, then)| format!("<filter xpath=\"{xpath}\">{then}</filter>")),
            (expression(), select(&REGEXES[..]), list(inner.clone()), list(inner.clone()))
                .prop_map(|(source, regex, case, default)| format!(
                    "<switch source=\"{source}\"><case regex=\"{regex}\">{case}</case>\
                     <default>{default}</default></switch>"
                )),
            list(inner).prop_map(|inside| format!("<out>{inside}</out><in>{inside}</in>")),
        ]
    });
    proptest::collection::vec(mediator, 0..8).prop_map(|all| all.concat())
}

fn message() -> impl Strategy<Value = Message> {
    let body = prop_oneof![
        Just(Body::None),
        select(&VALUES[..]).prop_map(|v| Body::Json(v.to_owned())),
        Just(Body::Json(r#"{"code":1.50,"a":{"b":[null]},"@x":2,"":3}"#.to_owned())),
        Just(Body::text("plain")),
        Just(Body::Unknown("a body".to_owned())),
    ];
    let format = select(vec![Format::Rest, Format::Soap11, Format::Soap12]);
    let method = select(vec!["GET", "POST", "HEAD"]);
    (method, format, body, select(&VALUES[..]), any::<bool>()).prop_map(
        |(method, format, body, value, is_response)| {
            let mut message = Message::request(method);
            message.format = format;
            message.envelope_is_12 = format == Format::Soap12;
            message.is_response = is_response;
            message.body = body;
            message.properties.insert("A".to_owned(), Value::text(value));
            message.properties.insert("I".to_owned(), Value::Integer(900_901));
            message.headers.set("Accept", Value::text(value));
            message
        },
    )
}

/// Both ways to walk give the same, and what the walk ended with is told.
fn consistent(plain: &Walked, steps: Walked) {
    match &plain.ended {
        Ended::Unknown(what) => assert!(plain.unknown.contains(what), "{what}"),
        Ended::Threw(why) => {
            let last = steps.steps.last().map(|step| step.did.clone());
            assert_eq!(last, Some(format!("throws: {why}")));
        }
        Ended::Returned(_) => {}
    }
    if let Some(sent) = &plain.sent {
        let _ = sent.broken();
    }
    let steps = Walked { steps: Vec::new(), ..steps };
    // As text: NaN is unequal to itself.
    assert_eq!(format!("{plain:?}"), format!("{steps:?}"));
}

fn check(release: Release, message: &Message, [s, a, b]: &[String; 3]) {
    let root = sequence("s", s);
    let mut library = Library::default();
    let others: [(&str, Sequence); 3] =
        [("s", root.clone()), ("a", sequence("a", a)), ("b", sequence("b", b))];
    library.sequences.extend(others.map(|(name, s)| (name.to_owned(), s.into())));
    let plain = walk(message, &root, &library, release);
    let steps = walk_in_steps(message, &root, &library, release);
    match (plain, steps) {
        (Ok(plain), Ok(steps)) => consistent(&plain, steps),
        (plain, steps) => assert_eq!(plain.err(), steps.err()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_walk_always_ends_and_says_how(
        release in select(&RELEASES[..]),
        message in message(),
        sequences in [mediators(), mediators(), mediators()],
    ) {
        check(release, &message, &sequences);
    }
}
