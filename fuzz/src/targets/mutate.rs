//! Changes of an input that keep its form, so that most of them reach more than the reader: of XML
//! the elements, attributes and texts, of JSON the values, of everything the bytes.

use faultgraft::digest::sha256;
use faultgraft::xml::{Document, NodeId, NodeKind, Span, Splices, escape_attribute, escape_text};
use serde_json::Value;

/// Numbers that look like chance, the same for the same seed (splitmix64).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `most`; 0 where that is 0.
    pub fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    /// One of several, of which there is one at least.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn one_of<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> &'t T {
        let &one = self.pick(of);
        one
    }
}

/// What an operator adds, and what is easily mistaken.
const MEDIATORS: &[&str] = &[
    r#"<log level="custom"><property name="a" expression="$ctx:ERROR_CODE"/></log>"#,
    r#"<log level="full"/>"#,
    r#"<property name="HTTP_SC" value="503" scope="axis2"/>"#,
    r#"<property name="HTTP_SC" expression="$ctx:X" scope="axis2" type="STRING"/>"#,
    r#"<property name="X-Own" value="1" scope="transport"/>"#,
    r#"<property name="messageType" value="application/xml" scope="axis2"/>"#,
    r#"<property name="ContentType" value="text/plain" scope="axis2"/>"#,
    r#"<property name="error_message_type" value="application/json"/>"#,
    r#"<property name="A" expression="json-eval($.fault.code)"/>"#,
    r#"<property name="A" expression="//am:code" xmlns:am="http://wso2.org/apimanager"/>"#,
    r#"<property name="RESPONSE" action="remove"/>"#,
    r#"<property name="TRANSPORT_HEADERS" scope="axis2" action="remove"/>"#,
    r#"<header name="To" action="remove"/>"#,
    r#"<header name="h:X" value="v" xmlns:h="urn:h"/>"#,
    r#"<payloadFactory media-type="xml"><format><am:fault xmlns:am="http://wso2.org/apimanager"><am:code>$1</am:code><am:type>Status report</am:type><am:own>$2</am:own></am:fault></format><args><arg expression="$ctx:ERROR_CODE"/><arg value="x"/></args></payloadFactory>"#,
    r#"<payloadFactory media-type="json"><format>{"code":"$1","more":{"a":[1,2,$2]}}</format><args><arg evaluator="xml" expression="$ctx:ERROR_CODE"/><arg evaluator="json" expression="$.a"/></args></payloadFactory>"#,
    r#"<payloadFactory media-type="json"><format>{"broken": "$9"</format><args/></payloadFactory>"#,
    r#"<payloadFactory media-type="xml"><format><a xmlns="">text<b/>$ctx:X</a></format><args/></payloadFactory>"#,
    r#"<payloadFactory media-type="text"><format>plain $1</format><args><arg value="1"/></args></payloadFactory>"#,
    r#"<filter source="$ctx:ERROR_CODE" regex="900800|9008[0-9]+"><then><drop/></then><else><log/></else></filter>"#,
    r#"<filter xpath="$ctx:CORS_CONFIGURATION_ENABLED = 'true'"><then><sequence key="_cors_request_handler_"/></then></filter>"#,
    r#"<filter xpath="get-property('MESSAGE_FORMAT')='pox'"><then/></filter>"#,
    r#"<filter source="boolean($ctx:A)" regex="true"><log/></filter>"#,
    r#"<switch source="$ctx:A"><case regex="a.*"><respond/></case><default><send/></default></switch>"#,
    r#"<sequence key="own"/>"#,
    r#"<sequence key="{$ctx:NEXT}"/>"#,
    r#"<class name="com.example.Own"><property name="p" value="v"/></class>"#,
    r#"<class name="org.wso2.carbon.apimgt.gateway.handlers.common.APIMgtLatencySynapseHandler"/>"#,
    r#"<makefault version="soap11"><code value="soap11Env:Server" xmlns:soap11Env="http://schemas.xmlsoap.org/soap/envelope/"/><reason value="own"/></makefault>"#,
    r#"<enrich><source type="body"/><target type="property" property="B"/></enrich>"#,
    r#"<enrich><source type="inline" clone="true"><x xmlns=""/></source><target type="body"/></enrich>"#,
    r#"<clone><target><sequence><log/><drop/></sequence></target></clone>"#,
    r#"<iterate expression="//item"><target sequence="own"/></iterate>"#,
    r#"<script language="js">mc.setProperty("a", "b");</script>"#,
    r#"<call-template target="t"><with-param name="p" value="{$ctx:A}"/></call-template>"#,
    r#"<send><endpoint><address uri="http://x"/></endpoint></send>"#,
    r#"<call blocking="true"><endpoint key="e"/></call>"#,
    r#"<xslt key="x"/>"#,
    r#"<store messageStore="s"/>"#,
    r#"<loopback/>"#,
    r#"<respond/>"#,
    r#"<drop/>"#,
    r#"<CustomThing xmlns="urn:own" a="b"><inner/></CustomThing>"#,
    "<!-- a comment of the operator's -->",
    "<!-- <drop/> -->",
    "text that stands here",
    "<![CDATA[<a>]]>",
];

/// What a mediator is put into.
const WRAPPERS: &[(&str, &str)] = &[
    ("<filter source=\"$ctx:A\" regex=\"x\"><then>", "</then></filter>"),
    ("<filter xpath=\"$ctx:A\"><then><log/></then><else>", "</else></filter>"),
    ("<switch source=\"$ctx:A\"><case regex=\"1\">", "</case></switch>"),
    ("<in>", "</in>"),
    ("<clone><target><sequence>", "</sequence></target></clone>"),
    ("<sequence>", "</sequence>"),
    ("<own:x xmlns:own=\"urn:own\">", "</own:x>"),
    ("<!--", "-->"),
    ("\r\n\t", "\r\n"),
];

/// Words of attributes and texts.
const WORDS: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "500",
    "99999999999999999999",
    "true",
    "false",
    "null",
    "xml",
    "json",
    "text",
    "axis2",
    "transport",
    "default",
    "synapse",
    "operation",
    "remove",
    "set",
    "STRING",
    "INTEGER",
    "OM",
    "application/json",
    "application/xml",
    "text/xml; charset=UTF-8",
    "HTTP_SC",
    "messageType",
    "ContentType",
    "NO_ENTITY_BODY",
    "ERROR_CODE",
    "MESSAGE_FORMAT",
    "SYSTEM_DATE",
    "error_message_type",
    "fault",
    "_cors_request_handler_",
    "_build_",
    "main",
    "$ctx:ERROR_CODE",
    "get-property('ERROR_CODE')",
    "get-property('axis2', 'HTTP_SC')",
    "get-property(\"a'b\")",
    "$trp:Accept",
    "$axis2:HTTP_METHOD",
    "$body//*[local-name()='code']",
    "//am:code",
    "fn:concat('a', $ctx:B)",
    "$ctx:A = 'x' and not($ctx:B) or 1 < 2",
    "json-eval($.fault.code)",
    "json-eval($..a[?(@.b=='c')])",
    "$.a['b'][0]",
    "${properties.x}",
    "${payload.a[0] + 1 ? 'x' : \"y\"}",
    "{$ctx:A}",
    "{",
    "}",
    "$1",
    "$0",
    "$10",
    "$ctx:",
    "$",
    "a.*b",
    "(?!soap).*",
    "[a-z",
    "(",
    "\\Q",
    "a{2,1}",
    "(?<n>x)\\k<n>",
    "]]>",
    "<x/>",
    "&",
    "\"",
    "'",
    "\n",
    "\t",
    "\r",
    "é€😀",
    "\u{FEFF}",
    "\u{85}",
    "\u{2028}",
    "<%= x %>",
    "{{ x }}",
    "{% if x %}",
    "@VALUE@",
    "xmlns",
    "xml:space",
    "preserve",
];

/// What stands in files of other forms.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml version=\"1.0\"?>",
    "<?x",
    "?>",
    "&amp;",
    "&#10;",
    "&#x10FFFF;",
    "&#0;",
    "&lt;",
    "&x;",
    "<!DOCTYPE a>",
    "xmlns=\"\"",
    " xmlns:a=\"urn:a\"",
    "<a:b/>",
    "=\"",
    "\"",
    "'",
    "\0",
    "\u{FEFF}",
    "\u{FFFE}",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "true",
    "1e5",
    "-0",
    "\\u0041",
    "\\ud800",
    "\\",
    "$1",
    "$2",
    "$ctx:A",
    "${",
    "{{",
    "}}",
    "<%",
    "%>",
    "json-eval(",
    "get-property('",
    "$.",
    "..",
    "[?(",
    "@",
    "//",
    "::",
    "(?",
    "\\p{L}",
    "\\x{",
    "[^",
    "&&[",
    "*+",
    "{1,",
    "[apim.sync_runtime_artifacts.gateway.skip_list]\n",
    "[apim]\n",
    "[[apim]]\n",
    "sequences = [\"a.xml\"]\n",
    "sequences = [\n",
    "skip_list.sequences = []\n",
    "skip_list = { apis = [] }\n",
    "\"\"\"",
    "'''",
    "# ",
    "\r\n",
    "\n",
    "../",
    "/",
    "./",
    "\\",
    "fault.xml 1 <sequence/>",
    " 1000000 x",
];

/// The input with a few changes.
pub fn mutated(data: &[u8], seed: u32) -> Vec<u8> {
    let mut chance = Chance::new(seed.into());
    let mut data = data.to_vec();
    for _ in 0..=chance.below(4) {
        data = changed(&data, &mut chance);
    }
    data
}

fn changed(data: &[u8], chance: &mut Chance) -> Vec<u8> {
    let (head, rest) = data.split_at(head_of(data));
    let mut parts: Vec<Vec<u8>> = rest.split(|&b| b == 0).map(<[u8]>::to_vec).collect();
    let at = chance.below(parts.len());
    if parts.len() > 1 && chance.below(12) == 0 {
        // One side as the other.
        parts[at] = parts[chance.below(parts.len())].clone();
    } else if chance.below(25) == 0 {
        parts.insert(at, parts[at].clone());
    } else {
        let other = parts[chance.below(parts.len())].clone();
        parts[at] = part(&parts[at], &other, chance);
    }
    let mut head = head.to_vec();
    if !head.is_empty() && chance.below(12) == 0 {
        head = header(chance);
    }
    [head, parts.join(&0)].concat()
}

/// How long the line is that says what is merged.
fn head_of(data: &[u8]) -> usize {
    match data.first() {
        Some(b'#') => data.iter().position(|&b| b == b'\n').map_or(data.len(), |end| end + 1),
        _ => 0,
    }
}

fn header(chance: &mut Chance) -> Vec<u8> {
    use faultgraft::stock::{Release, SequenceName};
    let name = SequenceName::ALL[chance.below(SequenceName::ALL.len())].stem();
    let mut release = || Release::ALL[chance.below(Release::ALL.len())].version();
    format!("# {name} {} {}\n", release(), release()).into_bytes()
}

fn part(data: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    if chance.below(10) == 0 {
        return bytes(data, chance);
    }
    if let Ok(doc) = Document::read(data) {
        let other = Document::read(other).unwrap_or_else(|_| doc.clone());
        if let Some(text) = xml(&doc, &other, chance) {
            return doc.form().encode(&text);
        }
    } else if data.len() > 200
        && let Ok(mut value) = serde_json::from_slice::<Value>(data)
    {
        json(&mut value, chance);
        return serde_json::to_vec_pretty(&value).unwrap_or_default();
    }
    bytes(data, chance)
}

fn bytes(data: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut data = data.to_vec();
    let at = chance.below(data.len() + 1);
    let end = (at + chance.below(30)).min(data.len());
    let tokens = if chance.below(3) == 0 { WORDS } else { TOKENS };
    let token = chance.one_of(tokens).as_bytes().to_vec();
    match chance.below(8) {
        0 if at < data.len() => data[at] ^= 1 << chance.below(8),
        1 => drop(data.drain(at..end)),
        2 => {
            let copy = data[at..end].to_vec();
            let to = chance.below(data.len() + 1);
            data.splice(to..to, copy).for_each(drop);
        }
        3 => data.truncate(at),
        4 => {
            // A line twice, or gone.
            let lines: Vec<&[u8]> = data.split_inclusive(|&b| b == b'\n').collect();
            let line = chance.below(lines.len());
            let times = chance.below(2) * 2;
            let of = |(n, l): (usize, &&[u8])| l.repeat(if n == line { times } else { 1 });
            data = lines.iter().enumerate().flat_map(of).collect();
        }
        5 => data.splice(at..end, token).for_each(drop),
        _ => data.splice(at..at, token).for_each(drop),
    }
    data
}

/// One change of a document; none where it did not fit.
fn xml(doc: &Document, other: &Document, chance: &mut Chance) -> Option<String> {
    let elements = |doc: &Document| -> Vec<NodeId> {
        let below = doc.descendants(doc.root());
        below.filter(|&n| doc.kind(n) == NodeKind::Element).collect()
    };
    let all = elements(doc);
    let mut splices = Splices::new();
    // Near the root more often than by their number: most elements stand deep in payloads.
    let some = |chance: &mut Chance, doc: &Document, all: &[NodeId]| -> Option<NodeId> {
        let tops: Vec<NodeId> = doc.child_elements(doc.root()).collect();
        let from = if chance.below(3) == 0 && !tops.is_empty() { &tops } else { all };
        from.get(chance.below(from.len())).copied()
    };
    let one = some(chance, doc, &all);
    let Some(node) = one else {
        let content = doc.content(doc.root());
        splices.replace(content, chance.one_of(MEDIATORS)).ok()?;
        return splices.apply(doc.text()).ok();
    };
    let span = doc.node(node).span;
    let before = Span::at(span.start);
    match chance.below(16) {
        0 => splices.replace(span, "").ok()?,
        1 => splices.replace(before, doc.slice(span)).ok()?,
        2 => {
            let to = doc.node(some(chance, doc, &all)?).span;
            splices.replace(span, "").ok()?;
            splices.replace(Span::at(to.start), doc.slice(span)).ok()?;
        }
        3 => {
            let to = doc.node(some(chance, doc, &all)?).span;
            splices.replace(span, doc.slice(to)).ok()?;
            splices.replace(to, doc.slice(span)).ok()?;
        }
        4 => {
            let (start, end) = WRAPPERS[chance.below(WRAPPERS.len())];
            splices.replace(span, format!("{start}{}{end}", doc.slice(span))).ok()?;
        }
        5 => splices.replace(span, doc.slice(doc.content(node))).ok()?,
        6 | 7 => splices.replace(before, chance.one_of(MEDIATORS)).ok()?,
        8 => splices.replace(Span::at(span.end), chance.one_of(MEDIATORS)).ok()?,
        9 => splices.replace(span, chance.one_of(MEDIATORS)).ok()?,
        10 => {
            let theirs = elements(other);
            let from = some(chance, other, &theirs)?;
            splices.replace(before, other.slice(other.node(from).span)).ok()?;
        }
        11 | 12 => {
            let attributes: Vec<_> = doc.attributes(node).collect();
            let attribute = doc.attribute(*attributes.get(chance.below(attributes.len()))?);
            let word = escape_attribute(chance.one_of(WORDS)).into_owned();
            match chance.below(4) {
                0 => splices.replace(attribute.span, "").ok()?,
                1 => splices.replace(Span::at(attribute.value.start), word).ok()?,
                _ => splices
                    .replace(attribute.span, format!("{}=\"{word}\"", doc.slice(attribute.name),))
                    .ok()?,
            }
        }
        13 => {
            let name = chance.one_of(&[
                "name",
                "value",
                "expression",
                "scope",
                "type",
                "action",
                "evaluator",
                "media-type",
                "source",
                "regex",
                "xpath",
                "key",
                "level",
                "xmlns:q",
            ]);
            let word = escape_attribute(chance.one_of(WORDS)).into_owned();
            let at = Span::at(doc.node(node).name.end);
            splices.replace(at, format!(" {name}=\"{word}\"")).ok()?;
        }
        _ => {
            let below = doc.descendants(node);
            let texts: Vec<NodeId> = below.filter(|&n| doc.kind(n) == NodeKind::Text).collect();
            let word = escape_text(chance.one_of(WORDS)).into_owned();
            let text = *texts.get(chance.below(texts.len()))?;
            splices.replace(doc.node(text).span, word).ok()?;
        }
    }
    splices.apply(doc.text()).ok()
}

/// One change of a value. A text of a saved plan goes by its digest: where one changes, that does
/// too, as whoever means harm would do it.
fn json(value: &mut Value, chance: &mut Chance) {
    if chance.below(3) == 0
        && let Some(texts) = value.get("texts").and_then(Value::as_object)
        && let Some((digest, text)) = texts.iter().nth(chance.below(texts.len()))
    {
        let text = text.as_str().unwrap_or_default();
        let new = part(text.as_bytes(), text.as_bytes(), chance);
        let (old, new) = (digest.clone(), String::from_utf8_lossy(&new).into_owned());
        value["texts"][&old] = Value::String(new.clone());
        let renamed = value.to_string().replace(&old, &sha256(new.as_bytes()));
        *value = serde_json::from_str(&renamed).unwrap_or_default();
        return;
    }
    let mut left = chance.below(count(value));
    change(value, &mut left, chance);
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Changes the value with that number.
fn change(value: &mut Value, left: &mut usize, chance: &mut Chance) -> bool {
    if *left == 0 {
        *value = other(value, chance);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change(item, left, chance)),
        Value::Object(members) => members.values_mut().any(|member| change(member, left, chance)),
        _ => false,
    }
}

fn other(value: &Value, chance: &mut Chance) -> Value {
    match (chance.below(5), value) {
        (0, _) => Value::Null,
        (1, _) => chance.one_of(WORDS).into(),
        (_, Value::Number(number)) => {
            let number = number.as_u64().unwrap_or_default();
            [number.saturating_add(1), number.saturating_sub(1), 0, u64::MAX][chance.below(4)]
                .into()
        }
        (_, Value::Bool(is)) => (!is).into(),
        (2, Value::String(text)) => {
            String::from_utf8_lossy(&bytes(text.as_bytes(), chance)).into_owned().into()
        }
        (_, Value::String(_)) => {
            let words = [
                "accept",
                "reject",
                "custom",
                "target",
                "carried",
                "rewritten",
                "conflict",
                "review",
                "safe",
                "failed",
                "stock",
                "customised",
                "3.2.0",
                "4.0.0",
                "fault",
                "../x.xml",
                "/etc/x.xml",
                "super-tenant",
                "0",
            ];
            chance.one_of(&words).into()
        }
        (2, Value::Array(items)) => items.iter().chain(items).cloned().collect(),
        (3, Value::Array(items)) => items.iter().rev().cloned().collect(),
        (_, Value::Array(items)) => items.iter().skip(1).cloned().collect(),
        (_, Value::Object(members)) => {
            let gone = chance.below(members.len());
            let left = members.iter().enumerate().filter(|(n, _)| *n != gone);
            Value::Object(left.map(|(_, (k, v))| (k.clone(), v.clone())).collect())
        }
        _ => Value::Bool(true),
    }
}
