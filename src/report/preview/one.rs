//! One file on one release, with what each mediator did.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::others;
use super::text::{not_shown, of_answer};
use crate::gateway::{Body, Ended, Message, Value};
use crate::model::Preview;
use crate::preview::answer::Ran;
use crate::preview::describe::{fold_alike, previews, written_apart};
use crate::preview::events;
use crate::preview::ways::Ways;
use crate::report::json::shown_in_json;
use crate::report::markdown::blocks::escaped;
use crate::report::page::{ALARM, FAINT, PLAIN, Page, STRONG};
use crate::stock::Release;

/// What is told.
#[derive(Debug)]
pub struct One {
    /// The sequence's stem.
    pub sequence: String,
    /// The release that runs it.
    pub release: Release,
    /// Every way through it.
    pub ways: Ways,
    /// Whether to tell what each mediator did.
    pub trace: bool,
}

/// Each way with its response.
///
/// # Errors
///
/// Writing fails.
pub fn json(one: &One, out: &mut dyn Write) -> io::Result<()> {
    let previews = previews(&one.sequence, None, &one.ways);
    let mut all = Vec::with_capacity(previews.len());
    for (preview, way) in previews.iter().zip(&one.ways.all) {
        let mut entry = json!({
            "sequence": preview.sequence,
            "release": one.release.version(),
            "when": preview.when,
            "inputs": preview.inputs,
            "response": preview.new,
            "not_tried": preview.not_tried,
        });
        if let (true, Some(ran)) = (one.trace, &way.new) {
            entry["trace"] = trace(ran);
        }
        all.push(entry);
    }
    let all = json!({
        "previews": all,
        "not_shown": one.ways.not_tried,
        "too_many_ways": one.ways.more,
    });
    writeln!(out, "{}", shown_in_json(&format!("{all:#}")))
}

/// What the walk did to the message.
fn trace(ran: &Ran) -> Json {
    let walked = match &ran.walked {
        Err(why) => return json!({"load": why, "returned": null, "events": [], "steps": []}),
        Ok(walked) => walked,
    };
    let after = &walked.message;
    let returned = match walked.ended {
        Ended::Returned(value) => json!(value),
        Ended::Threw(_) | Ended::Unknown(_) => Json::Null,
    };
    let mut before = ran.before.axis2.clone();
    for always in ["messageType", "ContentType", "NO_ENTITY_BODY", "HTTP_SC"] {
        before.remove(always);
    }
    let headers = after.headers.iter().map(|(name, value)| (name.to_owned(), shown(value)));
    let steps = walked.steps.iter().map(|step| {
        json!({
            "sequence": step.sequence,
            "line": step.line,
            "mediator": step.mediator,
            "did": step.did,
        })
    });
    json!({
        "load": "ok",
        "returned": returned,
        "events": events(ran),
        "properties": changed(&ran.before.properties, &after.properties),
        "axis2": changed(&before, &after.axis2),
        "headers": headers.collect::<Map<String, Json>>(),
        "body": body(after),
        "steps": steps.collect::<Vec<_>>(),
    })
}

/// What was set or changed; null for what was taken away.
fn changed(before: &BTreeMap<String, Value>, after: &BTreeMap<String, Value>) -> Map<String, Json> {
    let set = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let set = set.map(|(name, value)| (name.clone(), shown(value)));
    set.chain(gone.map(|name| (name.clone(), Json::Null))).collect()
}

/// A value as JSON has it; one of another class of Java's with that class.
fn shown(value: &Value) -> Json {
    let class = match value {
        Value::Text(text) => return json!(text),
        Value::Integer(number) => return json!(number),
        Value::Boolean(truth) => return json!(truth),
        Value::Unknown(name) => return json!({"unknown": name}),
        Value::Long(_) => "Long",
        Value::Short(_) => "Short",
        Value::Double(_) => "Double",
        Value::Float(_) => "Float",
        Value::Xml(_) => "OMElementImpl",
        Value::Nodes(_) => "ArrayList",
        Value::Json(text) if text.starts_with('{') => "JsonObject",
        Value::Json(text) if text.starts_with('[') => "JsonArray",
        Value::Json(_) => "JsonPrimitive",
    };
    json!({"class": class, "text": value.to_string()})
}

fn body(message: &Message) -> Json {
    let (kind, text) = match &message.body {
        Body::None => ("none", None),
        Body::Json(text) => ("json", Some(text.clone())),
        Body::Unknown(name) => return json!({"kind": "unknown", "text": null, "unknown": name}),
        body @ Body::Xml(all) => match body.as_text() {
            Some(text) => ("text", Some(text)),
            None => ("xml", Some(all.iter().map(|e| e.write()).collect())),
        },
    };
    json!({"kind": kind, "text": text})
}

/// For a terminal.
///
/// # Errors
///
/// Writing fails.
pub fn text(one: &One, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let title = format!("{} on {}", one.sequence, one.release.version());
    page.line(&[(PLAIN, "== "), (STRONG, &title)])?;
    if !one.trace {
        return alike(one, page);
    }
    let previews = previews(&one.sequence, None, &one.ways);
    for (preview, way) in previews.iter().zip(&one.ways.all) {
        page.blank()?;
        for when in &preview.when {
            page.prose(&[(STRONG, "   ")], 3, when)?;
        }
        if let Some(ran) = &way.new {
            steps(ran, page)?;
        }
        if let Some(answer) = &preview.new {
            of_answer("gets", answer, page)?;
        }
    }
    not_shown(&one.ways.not_tried, one.ways.more, page)
}

/// Without the steps, ways that are alike are told once.
fn alike(one: &One, page: &mut Page) -> io::Result<()> {
    let written = |preview: &Preview| {
        let mut text = Vec::new();
        // Writing into memory does not fail.
        let _ = of_way(preview, &mut Page::new(&mut text, usize::MAX));
        String::from_utf8_lossy(&text).into_owned()
    };
    let all = previews(&one.sequence, None, &one.ways);
    for preview in fold_alike(written_apart(&all, &one.ways, written)) {
        page.blank()?;
        of_way(&preview, page)?;
        if !preview.also.is_empty() {
            page.prose(&[(FAINT, "   alike  ")], 10, &others(&preview))?;
        }
    }
    not_shown(&one.ways.not_tried, one.ways.more, page)
}

/// When it is so, and what clients get then.
fn of_way(preview: &Preview, page: &mut Page) -> io::Result<()> {
    for when in &preview.when {
        page.prose(&[(STRONG, "   ")], 3, when)?;
    }
    match &preview.new {
        Some(answer) => of_answer("gets", answer, page),
        None => Ok(()),
    }
}

fn steps(ran: &Ran, page: &mut Page) -> io::Result<()> {
    let Ok(walked) = &ran.walked else { return Ok(()) };
    let mut within = "";
    for step in &walked.steps {
        if step.sequence != within {
            within = &step.sequence;
            page.line(&[(FAINT, &format!("          in {within}"))])?;
        }
        let place = format!("   {:>5}  ", step.line);
        let lead = [(FAINT, place.as_str()), (STRONG, step.mediator.as_str()), (PLAIN, "  ")];
        page.prose(&lead, 12, &step.did)?;
    }
    match &walked.ended {
        Ended::Returned(value) => {
            page.line(&[(FAINT, &format!("          the sequence returns {value}"))])?;
        }
        Ended::Threw(why) => page.prose(&[(ALARM, "          fails: ")], 12, why)?,
        Ended::Unknown(what) => page.prose(&[(ALARM, "          not known: ")], 12, what)?,
    }
    match ran.java {
        Some(status) => {
            page.line(&[(FAINT, &format!("          the gateway's Java sends with {status}"))])
        }
        None => Ok(()),
    }
}

/// For a ticket.
///
/// # Errors
///
/// Writing fails.
pub fn markdown(one: &One, out: &mut dyn Write) -> io::Result<()> {
    use super::markdown::of_answer;
    writeln!(out, "# {} on {}", escaped(&one.sequence), one.release.version())?;
    let all = previews(&one.sequence, None, &one.ways);
    let gets = |preview: &Preview, out: &mut dyn Write| match &preview.new {
        Some(answer) => of_answer("Clients get", answer, out),
        None => Ok(()),
    };
    if !one.trace {
        let written = |preview: &Preview| {
            let mut text = Vec::new();
            // Writing into memory does not fail.
            let _ = gets(preview, &mut text);
            String::from_utf8_lossy(&text).into_owned()
        };
        for preview in fold_alike(written_apart(&all, &one.ways, written)) {
            writeln!(out, "\n## {}", escaped(&preview.when.join("; ")))?;
            gets(&preview, out)?;
            if !preview.also.is_empty() {
                writeln!(out, "\nAlike: {}.", escaped(&others(&preview)))?;
            }
        }
        return Ok(());
    }
    for (preview, way) in all.iter().zip(&one.ways.all) {
        writeln!(out, "\n## {}", escaped(&preview.when.join("; ")))?;
        if let Some(Ok(walked)) = way.new.as_ref().map(|r| &r.walked) {
            writeln!(out)?;
            for step in &walked.steps {
                let (mediator, did) = (escaped(&step.mediator), escaped(&step.did));
                writeln!(out, "1. line {}: {mediator}: {did}", step.line)?;
            }
        }
        gets(preview, out)?;
    }
    Ok(())
}
