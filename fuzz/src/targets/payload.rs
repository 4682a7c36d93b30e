//! A payload is read as fields, written as JSON and changed: all of it agrees with what another
//! reader of JSON says.

use std::collections::HashSet;

use faultgraft::payload::{
    Arg, Reading, TemplatePart, Value, apply, check, diff, parse, patch, placeholders, read_json,
    read_xml, to_json,
};
use faultgraft::xml::Document;
use serde_json::{Map, Value as Json};

/// What stands in a text where an argument's value would: a digit, so that it is a number too where
/// it stands without quotes.
const VALUE: &str = "7";

/// No payload has more arguments here.
const ARGS: usize = 12;

pub fn target(data: &[u8]) {
    let parts: Vec<&[u8]> = data.split(|&b| b == 0).collect();
    let texts: Vec<&str> = parts.iter().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    let values: Vec<Value> = texts.iter().filter_map(|text| one(text)).collect();
    let formats = texts.iter().filter(|text| read_json(text, &args(), Reading::default()).is_ok());
    if let Some(format) = formats.clone().next() {
        let nothing = apply(format, &args(), &[]).expect("no edit");
        assert_eq!(&nothing.format, format, "no edit changes the format");
    }
    let [base, custom, ..] = &values[..] else { return };
    let edits = diff(base, custom);
    assert_eq!(edits.is_empty(), base == custom);
    let edits: Vec<_> = edits.iter().collect();
    assert_eq!(patch(base, &edits).as_ref(), Ok(custom), "the edits do not give the other");
    let (format, used) = to_json(base);
    if let Ok(applied) = apply(&format, &used, &edits) {
        let read = read_json(&applied.format, &applied.args, Reading::default());
        assert_eq!(read.as_ref(), Ok(custom), "{}", applied.format);
    }
}

fn args() -> Vec<Arg> {
    let arg = |n| Arg { canonical: format!("$ctx:A{n}"), ..Arg::default() };
    (1..=ARGS).map(arg).collect()
}

/// The fields of a payload, in XML or in JSON.
fn one(text: &str) -> Option<Value> {
    let args = args();
    for reading in [Reading { inline_ctx: true }, Reading::default()] {
        if let Ok(doc) = Document::parse(text) {
            match read_xml(&doc, doc.root(), &args, reading) {
                Ok(payload) => written(&payload.value),
                Err(why) => {
                    assert_eq!(doc.local_name(why.node), why.element);
                    assert!(!why.to_string().is_empty());
                }
            }
        }
        match read_json(text, &args, reading) {
            Ok(value) => written(&value),
            Err(problem) => {
                assert!(problem.offset <= text.len(), "{problem:?} of {text:?}");
                assert!(!problem.message.is_empty());
            }
        }
    }
    as_others_read(text, &args);
    let doc = Document::parse(text).ok();
    let of_xml = doc.and_then(|doc| read_xml(&doc, doc.root(), &args, Reading::default()).ok());
    of_xml.map(|p| p.value).or_else(|| read_json(text, &args, Reading::default()).ok())
}

/// A value is written as JSON that says the same to faultgraft and to serde_json.
fn written(value: &Value) {
    let (format, args) = to_json(value);
    assert_eq!(check(&format), Ok(()), "{format}");
    let again = read_json(&format, &args, Reading::default());
    assert_eq!(again.as_ref(), Ok(value), "{format}");
    let numbers: HashSet<u32> = placeholders(&format).map(|(_, n)| n).collect();
    assert!((1..=args.len() as u32).all(|n| numbers.contains(&n)), "an unused arg: {format}");
    let sent = sent(&format);
    if !sent.is_empty() {
        // A placeholder beside other characters of a bare value: whether that is JSON is seen at run.
        let other = serde_json::from_str::<Json>(&sent).ok();
        assert_eq!(other, said(value), "{sent}");
    }
}

/// What is JSON to one is JSON to the other, where no placeholder stands in it.
fn as_others_read(text: &str, args: &[Arg]) {
    // The gateway drops all that Java trims, which is more than the blanks of JSON.
    let text = text.trim_matches(|c: char| c <= ' ');
    if text.contains('$') || text.is_empty() || faultgraft::xml::has_tag(text) {
        return;
    }
    let own = parse(text, Reading::default());
    let other = serde_json::from_str::<Json>(text);
    // JSON sets no limit to a number; `f64` does.
    if other.as_ref().is_err_and(|e| e.to_string().starts_with("number out of range")) {
        return;
    }
    if other.is_ok() {
        assert!(own.is_ok(), "JSON is refused: {own:?} of {text}");
    }
    if let (Ok(_), Ok(other)) = (check(text), &other)
        && let Ok(value) = read_json(text, args, Reading::default())
    {
        assert_eq!(Some(other), said(&value).as_ref(), "{text}");
    }
    assert_eq!(check(text).is_ok(), other.is_ok(), "{:?} and {other:?} of {text}", check(text));
}

/// A format with a value for each placeholder.
fn sent(format: &str) -> String {
    let mut sent = String::new();
    let mut done = 0;
    for (span, _) in placeholders(format) {
        sent.push_str(&format[done..span.start]);
        sent.push_str(VALUE);
        done = span.end;
    }
    sent + &format[done..]
}

/// The same as serde_json has it; none where a bare value is none to it, or too large a number.
fn said(value: &Value) -> Option<Json> {
    let text = |parts: &[TemplatePart]| -> String {
        let part = |part: &TemplatePart| match part {
            TemplatePart::Literal(text) => text.clone(),
            TemplatePart::Arg(_) | TemplatePart::Dangling(_) => VALUE.to_owned(),
        };
        parts.iter().map(part).collect()
    };
    Some(match value {
        Value::Text(parts) => Json::String(text(parts)),
        Value::Bare(parts) => serde_json::from_str(&text(parts)).ok()?,
        Value::Array(items) => Json::Array(items.iter().map(said).collect::<Option<_>>()?),
        Value::Object(fields) => {
            let members = fields.iter().map(|f| Some((f.name.clone(), said(&f.value)?)));
            Json::Object(members.collect::<Option<Map<_, _>>>()?)
        }
    })
}
