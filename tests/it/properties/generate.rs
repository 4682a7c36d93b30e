//! Random sequences, with duplicates on purpose.

use super::model::{Choices, Element, Kid, Ns};

/// What may be generated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Taste {
    /// Payloads that the gateway would send broken: `$n` without arg, bad JSON.
    pub broken: bool,
}

pub const AM: &str = "http://wso2.org/apimanager";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Spellings of one expression; the first is the one generated.
pub const EXPRESSIONS: &[&[&str]] = &[
    &[
        "$ctx:ERROR_CODE",
        "get-property('ERROR_CODE')",
        "get-property(\"ERROR_CODE\")",
        "get-property('default', 'ERROR_CODE')",
    ],
    &["$ctx:ERROR_MESSAGE", "get-property('ERROR_MESSAGE')", "syn:get-property('ERROR_MESSAGE')"],
    &["$ctx:ERROR_DETAIL", "get-property( 'ERROR_DETAIL' )"],
    &["$axis2:HTTP_METHOD", "get-property('axis2','HTTP_METHOD')"],
    &["$trp:Accept", "get-property('transport', 'Accept')"],
    &["get-property('MESSAGE_FORMAT')", "get-property( 'MESSAGE_FORMAT' )"],
    &["$ctx:MESSAGE_FORMAT"],
    &["concat('a b',$ctx:X)", "concat( 'a b', $ctx:X )", "concat('a b',get-property('X'))"],
    &["concat('a  b',$ctx:X)", "concat('a  b', $ctx:X)"],
    &["$ctx:A = 'x' and $ctx:B", "$ctx:A='x' and get-property('B')"],
    &["json-eval($.code)"],
    &["//am:code"],
    &["$ctx:NEXT_ACCESS_UTC_TIME", "get-property('NEXT_ACCESS_UTC_TIME')"],
    &["boolean($ctx:NEXT_ACCESS_UTC_TIME)", "boolean(get-property('NEXT_ACCESS_UTC_TIME'))"],
    &["get-property('SYSTEM_DATE')"],
    &["$body//*[local-name()='code']"],
];

const NAMES: &[&str] = &[
    "A",
    "B",
    "ERROR_CODE",
    "HTTP_SC",
    "messageType",
    "ContentType",
    "X-My",
    "Content-Type",
    "error_message_type",
    "NO_ENTITY_BODY",
    "RESPONSE",
];
const VALUES: &[&str] = &[
    "x",
    "y",
    "500",
    "",
    "application/json",
    "application/xml",
    "a & b",
    "<t>",
    "say \"hi\" & 'bye'",
    "é€",
    " lead and trail ",
    "two\nlines\tand a tab",
    "$1",
    "]]>",
    "{x}",
];
const TEXTS: &[&str] = &[
    "x",
    "Runtime Error",
    "RuntimeError",
    "a & b",
    "<not a tag>",
    "it's \"so\"",
    "é€😀",
    "two\n  lines",
    "]]>",
];
const KEYS: &[&str] = &["_cors_request_handler_", "mine", "fault", "_build_", "other"];
const FIELDS: &[&str] = &["code", "type", "message", "description", "x", "more"];

/// A sequence of the mediators that the choices of `tops` make.
pub fn sequence(tops: &[Vec<u16>], taste: Taste) -> Element {
    let mut root = Element::new("sequence").attr("name", "fault");
    for choices in tops {
        let c = &mut Choices::new(choices);
        if c.percent(8) && !root.kids.is_empty() {
            let twin = c.pick(&root.kids).clone();
            root.kids.push(twin);
            continue;
        }
        root.kids.push(Kid::Element(mediator(c, 0, taste)));
    }
    root
}

/// A list of mediators.
pub fn list(c: &mut Choices<'_>, depth: usize, taste: Taste) -> Vec<Element> {
    let n = c.below(4);
    let mut list: Vec<Element> = Vec::new();
    for _ in 0..n {
        match list.last() {
            Some(last) if c.percent(12) => list.push(last.clone()),
            _ => list.push(mediator(c, depth, taste)),
        }
    }
    list
}

pub fn mediator(c: &mut Choices<'_>, depth: usize, taste: Taste) -> Element {
    let deep = depth < 4;
    match c.below(40) {
        0..=7 => property(c),
        8..=10 => log(c),
        11..=15 if deep => filter(c, depth + 1, taste),
        11..=17 => payload(c, taste),
        18 => header(c),
        19 | 20 => Element::new("sequence").attr("key", c.pick(KEYS)),
        21 | 22 if deep => switch(c, depth + 1, taste),
        23 => class(c),
        24 => makefault(c),
        25 => enrich(c),
        26 => script(c),
        27 => send(c),
        28 => Element::new("respond"),
        29 => Element::new("drop"),
        30 => call_template(c),
        31 if deep => clone(c, depth + 1, taste),
        32 if deep => iterate(c, depth + 1, taste),
        33 => unknown(c),
        34 | 35 if deep => {
            let name = c.pick(&["in", "out"]);
            Element::new(name).with(list(c, depth + 1, taste))
        }
        36 => om_property(c),
        37 => call(c),
        38 => Element::new("store").attr("messageStore", c.pick(KEYS)),
        39 => Element::new("comment").text(c.pick(TEXTS)),
        _ => property(c),
    }
}

fn expression(c: &mut Choices<'_>) -> &'static str {
    c.pick(EXPRESSIONS)[0]
}

/// Sets an attribute to an expression, with the prefix it needs.
pub fn set_expression(e: &mut Element, name: &str, expression: &str) {
    e.set(name, expression);
    if expression.contains("am:") && !e.uses.iter().any(|(p, _)| p == "am") {
        e.uses.push(("am".to_owned(), AM.to_owned()));
    }
}

fn valued(c: &mut Choices<'_>, mut e: Element) -> Element {
    match c.below(3) {
        0 | 1 => e.set("value", c.pick(VALUES)),
        _ => {
            let x = expression(c);
            set_expression(&mut e, "expression", x);
        }
    }
    e
}

pub fn property(c: &mut Choices<'_>) -> Element {
    let mut e = Element::new("property").attr("name", c.pick(NAMES));
    let scope =
        c.pick(&["", "axis2", "transport", "axis2", "default", "operation", "axis2-client"]);
    if !scope.is_empty() {
        e.set("scope", scope);
    }
    match c.below(8) {
        5 => e.attr("action", "remove"),
        6 => {
            let (of, value) = c.pick(&[
                ("INTEGER", "7"),
                ("INTEGER", "007"),
                ("BOOLEAN", "true"),
                ("BOOLEAN", "yes"),
                ("DOUBLE", "1.50"),
                ("LONG", "x"),
            ]);
            e.attr("value", value).attr("type", of)
        }
        7 => valued(c, e).attr("pattern", "(.*)").attr("group", c.pick(&["0", "1"])),
        _ => valued(c, e),
    }
}

fn om_property(c: &mut Choices<'_>) -> Element {
    let mut inner = match c.below(3) {
        0 => Element { ns: Ns::None, ..Element::new("doc") },
        1 => Element::other("n", "urn:n", "doc"),
        _ => Element::new("doc"),
    };
    if c.percent(40) {
        inner = inner.attr("id", c.pick(VALUES));
    }
    inner = match c.below(4) {
        0 => inner.text(c.pick(TEXTS)),
        1 => {
            let kid = Element { ns: inner.ns.clone(), ..Element::new("kid") };
            inner.with([kid.text(c.pick(TEXTS))])
        }
        2 => {
            let kid = Element { ns: inner.ns.clone(), ..Element::new("kid") };
            inner.text("some ").with([kid]).text(c.pick(TEXTS))
        }
        _ => inner,
    };
    Element::new("property").attr("name", c.pick(NAMES)).attr("type", "OM").with([inner])
}

fn header(c: &mut Choices<'_>) -> Element {
    let e = Element::new("header").attr("name", c.pick(&["To", "Action", "X-H"]));
    let e = if c.percent(40) { e.attr("scope", c.pick(&["transport", "default"])) } else { e };
    match c.below(2) {
        0 => e.attr("action", "remove"),
        _ => valued(c, e),
    }
}

/// A property of a log or class.
pub fn part(c: &mut Choices<'_>) -> Element {
    let e = Element::new("property").attr("name", c.pick(NAMES));
    valued(c, e)
}

fn log(c: &mut Choices<'_>) -> Element {
    let mut e = Element::new("log");
    if c.percent(70) {
        e.set("level", c.pick(&["custom", "full", "simple", "headers"]));
    }
    if c.percent(15) {
        e.set("category", c.pick(&["WARN", "INFO", "error"]));
    }
    if c.percent(10) {
        e.set("separator", c.pick(&["|", ", "]));
    }
    let n = c.below(4);
    e.with((0..n).map(|_| part(c)).collect::<Vec<_>>())
}

fn class(c: &mut Choices<'_>) -> Element {
    let name = c.pick(&[
        "com.example.Mine",
        "org.wso2.carbon.apimgt.usage.publisher.APIMgtFaultHandler",
        "org.wso2.carbon.apimgt.gateway.handlers.analytics.APIMgtFaultHandler",
        "com.example.Other",
    ]);
    let n = c.below(3);
    Element::new("class").attr("name", name).with((0..n).map(|_| part(c)).collect::<Vec<_>>())
}

/// The attributes of a condition.
pub fn condition(c: &mut Choices<'_>, mut e: Element) -> Element {
    for name in ["source", "regex", "xpath"] {
        e.unset(name);
    }
    if c.percent(40) {
        let x = expression(c);
        set_expression(&mut e, "xpath", x);
    } else {
        let x = expression(c);
        set_expression(&mut e, "source", x);
        e.set("regex", c.pick(&["true", "soap1[1-2]", "^(?!.*(POST|PUT)).*$", ".*xml.*", "a|b&c"]));
    }
    e
}

fn filter(c: &mut Choices<'_>, depth: usize, taste: Taste) -> Element {
    let e = condition(c, Element::new("filter"));
    match c.below(6) {
        0 | 1 => e.with(list(c, depth, taste)),
        2 => e.with([Element::new("then").with(list(c, depth, taste))]),
        3 => e.with([Element::new("then").attr("sequence", c.pick(KEYS))]),
        _ => {
            let then = Element::new("then").with(list(c, depth, taste));
            e.with([then, Element::new("else").with(list(c, depth, taste))])
        }
    }
}

fn switch(c: &mut Choices<'_>, depth: usize, taste: Taste) -> Element {
    let mut e = Element::new("switch");
    let x = expression(c);
    set_expression(&mut e, "source", x);
    let n = c.below(3);
    for _ in 0..n {
        e = e.with([case(c, depth, taste)]);
    }
    if c.percent(50) {
        e = e.with([Element::new("default").with(list(c, depth, taste))]);
    }
    e
}

pub fn case(c: &mut Choices<'_>, depth: usize, taste: Taste) -> Element {
    let regex = c.pick(&["a", "b", ".*xml.*", "404"]);
    Element::new("case").attr("regex", regex).with(list(c, depth, taste))
}

fn makefault(c: &mut Choices<'_>) -> Element {
    let mut e = Element::new("makefault");
    if c.percent(30) {
        e.set("version", c.pick(&["soap12", "soap11"]));
    }
    let code = match c.below(2) {
        0 => Element::new("code").attr("expression", "$ctx:SOAP_FAULT_CODE"),
        _ => Element::new("code").attr("value", "s:Server").uses("s", SOAP),
    };
    let reason = valued(c, Element::new("reason"));
    e = e.with([code, reason]);
    if c.percent(30) {
        e = e.with([Element::new("detail").text(c.pick(TEXTS))]);
    }
    e
}

fn enrich(c: &mut Choices<'_>) -> Element {
    let source = match c.below(2) {
        0 => Element::new("source").attr("type", "body"),
        _ => Element::new("source").attr("type", "property").attr("property", c.pick(NAMES)),
    };
    let target = match c.below(2) {
        0 => Element::new("target").attr("type", "property").attr("property", c.pick(NAMES)),
        _ => {
            let mut e = Element::new("target");
            set_expression(&mut e, "xpath", "//am:code");
            e
        }
    };
    Element::new("enrich").with([source, target])
}

fn script(c: &mut Choices<'_>) -> Element {
    let e = Element::new("script").attr("language", "js");
    match c.below(3) {
        0 => e.text(c.pick(&["mc.x();", "if (a < b && c) { x(); }", "a();\n  b();\n"])),
        1 => e.attr("key", "conf:/x.js").attr("function", c.pick(&["mediate", "run"])),
        _ => e.text("  mc.y(\"]]\");  "),
    }
}

fn send(c: &mut Choices<'_>) -> Element {
    let e = Element::new("send");
    match c.below(3) {
        0 => e,
        1 => e.with([Element::new("endpoint").attr("key", c.pick(KEYS))]),
        _ => {
            let address = Element::new("address").attr("uri", "http://x/?a=1&b=2");
            e.with([Element::new("endpoint").with([address])])
        }
    }
}

fn call(c: &mut Choices<'_>) -> Element {
    Element::new("call").with([Element::new("endpoint").attr("key", c.pick(KEYS))])
}

fn call_template(c: &mut Choices<'_>) -> Element {
    let param = Element::new("with-param").attr("name", "p").attr("value", c.pick(VALUES));
    Element::new("call-template").attr("target", c.pick(KEYS)).with([param])
}

fn clone(c: &mut Choices<'_>, depth: usize, taste: Taste) -> Element {
    let n = 1 + c.below(2);
    let target = |c: &mut Choices<'_>| {
        let inner = Element::new("sequence").with(list(c, depth, taste));
        Element::new("target").with([inner])
    };
    Element::new("clone").with((0..n).map(|_| target(c)).collect::<Vec<_>>())
}

fn iterate(c: &mut Choices<'_>, depth: usize, taste: Taste) -> Element {
    let mut e = Element::new("iterate");
    set_expression(&mut e, "expression", "//am:code");
    let inner = Element::new("sequence").with(list(c, depth, taste));
    e.with([Element::new("target").with([inner])])
}

fn unknown(c: &mut Choices<'_>) -> Element {
    match c.below(4) {
        0 => Element::new("newthing").attr("a", c.pick(VALUES)),
        1 => Element::new("newthing").with([Element::new("inner").text(c.pick(TEXTS))]),
        2 => Element::new("mail.send").with([Element::new("to").text(c.pick(TEXTS))]),
        _ => Element::other("n", "urn:n", "thing").attr("a", c.pick(VALUES)),
    }
}

pub fn arg(c: &mut Choices<'_>) -> Element {
    match c.below(5) {
        0..=2 => {
            let mut e = Element::new("arg");
            // json-eval(..) without evaluator="json" does not load.
            let x = Some(expression(c)).filter(|x| !x.starts_with("json-eval")).unwrap_or("$ctx:X");
            set_expression(&mut e, "expression", x);
            e
        }
        3 => Element::new("arg").attr("value", c.pick(VALUES)),
        _ => Element::new("arg").attr("evaluator", "json").attr("expression", "$.code"),
    }
}

pub fn payload(c: &mut Choices<'_>, taste: Taste) -> Element {
    let n = match c.below(5) {
        0..=3 => c.below(4),
        _ => c.below(13),
    };
    let mut e = Element::new("payloadFactory");
    let form = c.below(8);
    let format = match form {
        0..=2 => Element::new("format").with([fault(c, n, taste)]),
        3 => Element::new("format").with([own_xml(c, n, taste)]),
        4..=6 => {
            e.set("media-type", "json");
            let json = json(c, n, 0, taste);
            Element::new("format").text(&json)
        }
        _ => {
            e.set("media-type", "text");
            Element::new("format").text(c.pick(TEXTS))
        }
    };
    e = e.with([format]);
    if n > 0 {
        e = e.with([Element::new("args").with((0..n).map(|_| arg(c)).collect::<Vec<_>>())]);
    }
    e
}

/// Text of a field: literal, or with an argument among `n`.
pub fn field_text(c: &mut Choices<'_>, n: usize, taste: Taste) -> String {
    if taste.broken && c.percent(3) {
        return format!("${}", n + 1 + c.below(9));
    }
    match c.below(4) {
        0 | 1 if n > 0 => format!("${}", 1 + c.below(n)),
        2 if n > 0 => format!("see ${} or ${}.", 1 + c.below(n), 1 + c.below(n)),
        3 => (c.pick(&["$x and $ alone", "", "100"])).to_owned(),
        _ => (c.pick(TEXTS)).to_owned(),
    }
}

fn fault(c: &mut Choices<'_>, n: usize, taste: Taste) -> Element {
    let (prefix, uri) = c.pick(&[
        ("am", AM),
        ("ams", "http://wso2.org/apimanager/security"),
        ("amt", "http://wso2.org/apimanager/throttling"),
    ]);
    let count = c.below(5);
    let mut root = Element::other(prefix, uri, "fault");
    for _ in 0..count {
        let ns = root.ns.clone();
        root = root.with([xml_field(c, &ns, n, 0, taste)]);
    }
    root
}

fn own_xml(c: &mut Choices<'_>, n: usize, taste: Taste) -> Element {
    let ns = match c.below(3) {
        0 => Ns::None,
        1 => Ns::Synapse,
        _ => Ns::Other { prefix: "e".to_owned(), uri: "urn:e".to_owned() },
    };
    let count = c.below(4);
    let mut root = Element { ns: ns.clone(), ..Element::new("error") };
    if c.percent(20) {
        let value = field_text(c, n, taste);
        root.set("id", &value);
    }
    for _ in 0..count {
        root = root.with([xml_field(c, &ns, n, 0, taste)]);
    }
    root
}

pub fn xml_field(c: &mut Choices<'_>, ns: &Ns, n: usize, depth: usize, taste: Taste) -> Element {
    let e = Element { ns: ns.clone(), ..Element::new(c.pick(FIELDS)) };
    match c.below(12) {
        9 if depth < 2 => {
            let count = c.below(3);
            let mut e = e;
            for _ in 0..count {
                e = e.with([xml_field(c, ns, n, depth + 1, taste)]);
            }
            e
        }
        10 => e.attr("id", &field_text(c, n, taste)).text(&field_text(c, n, taste)),
        11 if depth < 2 => {
            let inner = xml_field(c, ns, n, depth + 1, taste);
            e.text("mixed ").with([inner]).text(&field_text(c, n, taste))
        }
        _ => e.text(&field_text(c, n, taste)),
    }
}

/// Text as a JSON string.
pub fn json_string(text: &str) -> String {
    serde_json::to_string(text).expect("a string")
}

pub fn json(c: &mut Choices<'_>, n: usize, depth: usize, taste: Taste) -> String {
    if taste.broken && depth == 0 && c.percent(4) {
        return (c.pick(&["{\"a\":}", "{\"code\":\"$1\"", "{\"code\":1,\"code\":2}", "$1"]))
            .to_owned();
    }
    let mut members: Vec<String> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let count = c.below(5);
    for _ in 0..count {
        let name = c.pick(FIELDS);
        if names.contains(&name) {
            continue;
        }
        names.push(name);
        members.push(format!("{}:{}", json_string(name), json_value(c, n, depth, taste)));
    }
    format!("{{{}}}", members.join(","))
}

pub fn json_value(c: &mut Choices<'_>, n: usize, depth: usize, taste: Taste) -> String {
    match c.below(12) {
        7 if n > 0 => format!("${}", 1 + c.below(n)),
        8 => (c.pick(&["1", "-2.5e3", "true", "null", "0"])).to_owned(),
        9 if depth < 2 => json(c, n, depth + 1, taste),
        10 if depth < 2 => {
            let count = c.below(3);
            let items: Vec<String> =
                (0..count).map(|_| json_value(c, n, depth + 1, taste)).collect();
            format!("[{}]", items.join(","))
        }
        _ => json_string(&field_text(c, n, taste)),
    }
}
