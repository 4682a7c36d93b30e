//! A walk beside what the engine did.

use faultgraft::gateway::element::{Element, Name, Node};
use faultgraft::gateway::engine::Engine;
use faultgraft::gateway::formatter::{Formatter, Sent};
use faultgraft::gateway::{
    Body, Ended, Logged, Message, Response, Value, Walked, java, respond, walk,
};
use serde_json::{Map, Value as Json, json};

use super::row::Row;

pub enum Verdict {
    Agrees,
    LeftOut(String),
    Differs(String),
}

pub fn compare(row: &Row) -> Verdict {
    let loads = row.result["load"] == "OK";
    let Some(sequence) = row.sequence() else {
        return match loads {
            true => Verdict::Differs("not loaded: the sequence cannot be read".to_owned()),
            false => Verdict::Agrees,
        };
    };
    let Some(before) = row.message() else {
        return Verdict::LeftOut("an input of an unknown kind".to_owned());
    };
    let walked = match walk(&before, &sequence, &row.library(), row.release()) {
        Err(refused) if loads => return Verdict::Differs(format!("not loaded: {refused}")),
        Err(_) => return Verdict::Agrees,
        Ok(walked) => walked,
    };
    if !loads {
        return Verdict::Differs(format!("loaded: {}", row.result["load"]));
    }
    if row.is_verdict_alone() {
        return Verdict::Agrees;
    }
    if let Some(unknown) = walked.unknown.first() {
        return Verdict::LeftOut(unknown.clone());
    }
    match differences(row, &before, walked) {
        Err(unknown) => Verdict::LeftOut(unknown),
        Ok(differences) if differences.is_empty() => Verdict::Agrees,
        Ok(differences) => Verdict::Differs(differences.join("; ")),
    }
}

/// What differs; an error where something unknown is in the way.
fn differences(row: &Row, before: &Message, mut walked: Walked) -> Result<Vec<String>, String> {
    let mut events: Vec<String> = walked.events.iter().map(ToString::to_string).collect();
    let returned = match &walked.ended {
        Ended::Returned(value) => json!(value),
        _ => Json::Null,
    };
    if let Some(status) = row.inputs.send_fault
        && (returned == json!(true) || row.inputs.send_fault_always)
    {
        events.push(format!("javaSendFault:{status}"));
        let second = java::send_fault(&mut walked.message, status, Engine(row.release()));
        walked.sent.get_or_insert(second);
    }
    let mut out = Vec::new();
    let expected = &row.result;
    if expected["returned"] != returned {
        out.push(format!("returned: engine {}, walk {:?}", expected["returned"], walked.ended));
    }
    check(&mut out, "events", &expected["events"], &json!(events));
    if row.has_log() {
        compare_log(&mut out, &expected["log"], &walked.log)?;
    }
    let mut after = walked.message.clone();
    let mut before = before.clone();
    let mut unrecorded = row.unrecorded("properties");
    // What is said of an exception goes with it, and its text is not the gateway's.
    let said = expected["properties"]["ERROR_MESSAGE"].as_str();
    let of_exception = said.zip(expected["exception"].as_str()).is_some_and(|(s, e)| e.contains(s));
    if unrecorded.contains(&"ERROR_EXCEPTION") || of_exception {
        unrecorded.extend(["ERROR_CODE", "ERROR_MESSAGE"]);
    }
    // The out flow notes the transport, which the engine that ran had made up.
    let looped = events.last().is_some_and(|event| event == "loopback");
    unrecorded.extend(looped.then_some("TRANSPORT_IN_NAME"));
    let mut recorded = expected["properties"].clone();
    for name in unrecorded {
        recorded.as_object_mut().map(|all| all.remove(name));
        before.properties.remove(name);
        after.properties.remove(name);
    }
    for name in row.unrecorded("axis2") {
        before.axis2.remove(name);
        after.axis2.remove(name);
    }
    let (before, after) = (&before, &after);
    let properties = (&before.properties, &after.properties);
    compare_maps(&mut out, "properties", &recorded, properties)?;
    compare_axis2(&mut out, &expected["axis2"], before, after)?;
    compare_headers(&mut out, &expected["transportHeaders"], after)?;
    compare_body(&mut out, &expected["body"], &after.body)?;
    match (&expected["sent"], &walked.sent) {
        (Json::Null, None) => {}
        (sent @ Json::Object(_), Some(response)) => compare_sent(&mut out, sent, response)?,
        (sent, response) => out.push(format!("sent {sent}, walk {response:?}")),
    }
    let engine = Engine(row.release());
    if expected["ifSentNow"].is_object() {
        let now = respond(&mut after.clone(), engine);
        compare_sent(&mut out, &expected["ifSentNow"], &now)?;
    }
    // What an exception leaves behind only the fault sequence sees; the walk ends there.
    if returned.is_boolean() && expected["formatters"].is_object() {
        compare_formatters(&mut out, &expected["formatters"], &walked, engine)?;
    }
    Ok(out)
}

/// What the two formatters write of the body in the end. The one for JSON has taken the namespaces
/// away from what it has sent.
fn compare_formatters(
    out: &mut Vec<String>,
    expected: &Json,
    walked: &Walked,
    engine: Engine,
) -> Result<(), String> {
    let mut message = walked.message.clone();
    let sent_as = walked.sent.as_ref().and_then(|sent| sent.formatter);
    if let (Some(Formatter::Json), Body::Xml(all)) = (sent_as, &mut message.body) {
        all.iter_mut().for_each(take_namespaces);
    }
    for (key, message_type) in [("json", "application/json"), ("xml", "application/xml")] {
        if let Some(written) = expected.get(key) {
            let as_type = written_as(&message, message_type, engine);
            compare_text(out, &format!("as {message_type}"), written, &as_type)?;
        }
    }
    Ok(())
}

fn take_namespaces(element: &mut Element) {
    element.declarations.clear();
    let attributes = element.attributes.iter_mut().map(|a| &mut a.0);
    for name in attributes.chain([&mut element.name]) {
        *name = Name::plain(&name.local);
    }
    for child in &mut element.children {
        if let Node::Element(inner) = child {
            take_namespaces(inner);
        }
    }
}

/// What the formatter of a message type writes of a body.
fn written_as(message: &Message, message_type: &str, engine: Engine) -> Sent {
    let mut alone = Message::request("POST");
    alone.body = message.body.clone();
    alone.xml_beside = message.xml_beside.clone();
    alone.set_message_type(Value::text(message_type));
    respond(&mut alone, engine).body
}

fn check(out: &mut Vec<String>, what: &str, engine: &Json, walk: &Json) {
    if engine != walk {
        out.push(format!("{what}: engine {engine}, walk {walk}"));
    }
}

/// A value as the rows write it.
fn shown(value: &Value) -> Result<Json, String> {
    let class = |class: &str| json!({"class": class, "text": value.to_string()});
    Ok(match value {
        Value::Text(t) => json!(t),
        Value::Integer(n) => json!(n),
        Value::Boolean(b) => json!(b),
        Value::Long(_) => class("Long"),
        Value::Short(_) => class("Short"),
        Value::Double(_) => class("Double"),
        Value::Float(_) => class("Float"),
        Value::Xml(_) => class("OMElementImpl"),
        Value::Nodes(_) => class("ArrayList"),
        Value::Json(t) if t.starts_with('{') => class("JsonObject"),
        Value::Json(t) if t.starts_with('[') => class("JsonArray"),
        Value::Json(_) => class("JsonPrimitive"),
        Value::Unknown(name) => return Err(name.clone()),
    })
}

/// What the log mediators wrote; the rows write it as the console shows it.
fn compare_log(out: &mut Vec<String>, engine: &Json, walk: &[Logged]) -> Result<(), String> {
    let engine = engine.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut shown = Vec::new();
    for line in walk {
        match &line.text {
            Value::Unknown(what) => return Err(what.clone()),
            text => shown.push(format!("{} LogMediator: {text}", line.category)),
        }
    }
    if engine.len() != shown.len() || !engine.iter().zip(&shown).all(|(e, w)| e == w) {
        out.push(format!("log: engine {engine:?}, walk {shown:?}"));
    }
    Ok(())
}

type Values = std::collections::BTreeMap<String, Value>;

/// What changed, against what the engine changed; null for what went.
fn compare_maps(
    out: &mut Vec<String>,
    what: &str,
    engine: &Json,
    (before, after): (&Values, &Values),
) -> Result<(), String> {
    let mut changed = Map::new();
    for (name, value) in after {
        if before.get(name) != Some(value) {
            changed.insert(name.clone(), shown(value)?);
        }
    }
    for name in before.keys().filter(|n| !after.contains_key(*n)) {
        changed.insert(name.clone(), Json::Null);
    }
    let nothing = json!({});
    let engine = if engine.is_null() { &nothing } else { engine };
    if !same_map(engine, &changed) {
        out.push(format!("{what}: engine {engine}, walk {}", Json::Object(changed)));
    }
    Ok(())
}

/// As maps, without regard to order; XML values as XML.
fn same_map(engine: &Json, walk: &Map<String, Json>) -> bool {
    let Json::Object(engine) = engine else { return false };
    let same = |a: &Json, b: &Json| {
        a == b
            || (a["class"] == b["class"]
                && a["class"] == "OMElementImpl"
                && same_xml(a["text"].as_str().unwrap_or(""), b["text"].as_str().unwrap_or("")))
            || (a["class"] == b["class"] && same_nodes(&a["text"], &b["text"]))
    };
    engine.len() == walk.len()
        && engine.iter().all(|(k, v)| walk.get(k).is_some_and(|w| same(v, w)))
}

/// Lists of nodes, whose prefixes Axiom may make up, and whose texts Java prints with a hash.
fn same_nodes(engine: &Json, walk: &Json) -> bool {
    let text = |json: &Json| settled(json.as_str().unwrap_or_default());
    let (engine, walk) = (text(engine), text(walk));
    match engine.split_once("OMTextImpl@") {
        Some((class, hash)) => {
            let hash = hash.trim_end_matches(']');
            walk == format!("{class}OMTextImpl@]") && hash.chars().all(|c| c.is_ascii_hexdigit())
        }
        None => {
            engine == walk
                || same_xml(engine.trim_matches(['[', ']']), walk.trim_matches(['[', ']']))
        }
    }
}

/// The rows always name these, and the others where they changed.
fn compare_axis2(
    out: &mut Vec<String>,
    engine: &Json,
    before: &Message,
    after: &Message,
) -> Result<(), String> {
    let mut start = before.axis2.clone();
    let always = ["messageType", "ContentType", "NO_ENTITY_BODY", "HTTP_SC"];
    always.iter().for_each(|name| drop(start.remove(*name)));
    compare_maps(out, "axis2", engine, (&start, &after.axis2))
}

fn compare_headers(out: &mut Vec<String>, engine: &Json, after: &Message) -> Result<(), String> {
    let mut walk = Map::new();
    for (name, value) in after.headers.iter() {
        walk.insert(name.to_owned(), shown(value)?);
    }
    let nothing = json!({});
    let engine = if engine.is_null() { &nothing } else { engine };
    if !same_map(engine, &walk) {
        out.push(format!("headers: engine {engine}, walk {}", Json::Object(walk)));
    }
    Ok(())
}

fn compare_body(out: &mut Vec<String>, engine: &Json, walk: &Body) -> Result<(), String> {
    let same = match walk {
        Body::Unknown(name) => return Err(name.clone()),
        Body::Json(text) => engine["json"] == *text,
        Body::None => engine["kind"] == "xml" && engine["xml"].is_null(),
        Body::Xml(all) => match (all.as_slice(), engine["xml"].as_str()) {
            ([], None) => engine["kind"] == "xml",
            ([one], Some(xml)) => same_xml(xml, &one.write()),
            _ => false,
        },
    };
    if !same {
        out.push(format!("body: engine {engine}, walk {walk:?}"));
    }
    Ok(())
}

fn compare_sent(out: &mut Vec<String>, engine: &Json, walk: &Response) -> Result<(), String> {
    if let Some(unknown) = walk.unknown.first() {
        return Err(unknown.clone());
    }
    if let Some(why) = &walk.failed {
        let body = engine["body"].as_str().unwrap_or_default();
        if !engine["exception"].is_string() && !body.starts_with("EXCEPTION") {
            out.push(format!("sent: engine {engine}, walk throws {why}"));
        }
        return Ok(());
    }
    check(out, "status", &engine["status"], &json!(walk.status));
    check(out, "reason", &engine["reason"], &json!(walk.reason));
    check(out, "formatter", &engine["formatter"], &json!(walk.formatter.map(|f| f.class())));
    check(out, "content type", &engine["contentType"], &json!(walk.content_type));
    let headers: Map<String, Json> =
        walk.headers.iter().map(|(n, v)| (n.clone(), json!(v))).collect();
    if !same_map(&engine["headers"], &headers) {
        out.push(format!("sent headers: engine {}, walk {headers:?}", engine["headers"]));
    }
    compare_text(out, "sent body", &engine["body"], &walk.body)
}

fn compare_text(
    out: &mut Vec<String>,
    what: &str,
    engine: &Json,
    walk: &Sent,
) -> Result<(), String> {
    let same = match (walk, engine.as_str()) {
        (Sent::Unknown(name), _) => return Err(name.clone()),
        (Sent::None, text) => text.is_none(),
        (Sent::Failed(_), text) => text.is_some_and(|t| t.starts_with("EXCEPTION")),
        (Sent::Text(walk), Some(engine)) => walk == engine || same_xml(engine, walk),
        (Sent::Text(_), None) => false,
    };
    if !same {
        out.push(format!("{what}: engine {engine}, walk {walk:?}"));
    }
    Ok(())
}

/// Two texts as XML: names with namespaces, attributes, text. What cannot be read again is equal
/// as it is written.
fn same_xml(engine: &str, walk: &str) -> bool {
    match (Element::parse(&settled(engine)), Element::parse(&settled(walk))) {
        (Ok(a), Ok(b)) => same_element(&a, &b),
        (Err(_), Err(_)) => settled(engine) == settled(walk),
        _ => false,
    }
}

/// The prefixes that Axiom makes up by counting, all alike.
fn settled(text: &str) -> String {
    let mut parts = text.split("axis2ns");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("axis2nsN");
        out.push_str(
            part.strip_prefix('N').unwrap_or(part).trim_start_matches(|c: char| c.is_ascii_digit()),
        );
    }
    out
}

fn same_element(a: &Element, b: &Element) -> bool {
    let same_name = |x: &Element, y: &Element| {
        x.name.local == y.name.local && x.name.namespace == y.name.namespace
    };
    let attributes = |e: &Element| {
        let mut all: Vec<(String, String, String)> = e
            .attributes
            .iter()
            .map(|(n, v)| (n.namespace.clone(), n.local.clone(), v.clone()))
            .collect();
        all.sort();
        all
    };
    let children = |e: &Element| -> Vec<Node> {
        let empty = |n: &Node| matches!(n, Node::Text(t) if t.is_empty());
        e.children.iter().filter(|n| !empty(n)).cloned().collect()
    };
    let (of_a, of_b) = (children(a), children(b));
    same_name(a, b)
        && attributes(a) == attributes(b)
        && of_a.len() == of_b.len()
        && of_a.iter().zip(&of_b).all(|pair| match pair {
            (Node::Element(x), Node::Element(y)) => same_element(x, y),
            (Node::Text(x), Node::Text(y)) => x == y,
            _ => false,
        })
}
