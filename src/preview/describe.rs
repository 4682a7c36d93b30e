//! Ways as the previews that a plan and the reports show.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::answer::Ran;
use super::changes::{self, Change, Echoes, media, parts};
use super::flow::Request;
use super::parts::Type;
use super::ways::{Way, Ways};
use crate::expression::Location;
use crate::gateway::{Body, Format, Value};
use crate::model::{Answer, Preview};
use crate::stock::SequenceName;

/// The previews of a sequence, one a way.
///
/// `caller` is the sequence that was run where this one answers nobody by itself.
pub fn previews(sequence: &str, caller: Option<SequenceName>, ways: &Ways) -> Vec<Preview> {
    let called = caller.map(|caller| format!("called by {}", caller.file_name()));
    let one = |way| {
        let mut preview = preview(sequence, way, ways);
        preview.when.extend(called.clone());
        preview.called_by = caller.map(|caller| caller.stem().to_owned());
        preview
    };
    ways.all.iter().map(one).collect()
}

fn preview(sequence: &str, way: &Way, ways: &Ways) -> Preview {
    let answer = |ran: &Option<Ran>| ran.as_ref().map(|ran| ran.answer.clone());
    let (old, new) = (answer(&way.old), answer(&way.new));
    let changed = changes_of(way);
    Preview {
        sequence: sequence.to_owned(),
        called_by: None,
        when: ways.when(way),
        also: Vec::new(),
        inputs: inputs(way),
        changes: changed.iter().map(ToString::to_string).collect(),
        old,
        new,
        not_tried: ways.not_tried.clone(),
    }
    .shown()
}

/// What changed on a way, which of the request's own headers come back among it.
pub fn changes_of(way: &Way) -> Vec<Change> {
    let (Some(old), Some(new)) = (&way.old, &way.new) else { return Vec::new() };
    let mut all = changes::between(&old.answer, &new.answer);
    // Those are told by their names, whether this request has them or not.
    all.retain(|change| match change {
        Change::Header(name, was, is) => {
            let own = |ran: &Ran, value: &Option<String>| {
                value.as_ref().is_none_or(|value| ran.sends_back(name, value))
            };
            !(own(old, was) && own(new, is))
        }
        _ => true,
    });
    let is_known = !old.answer.is_unknown("headers") && !new.answer.is_unknown("headers");
    let echoes = Echoes::of(Some(old), Some(new));
    if is_known && echoes != Echoes::default() {
        all.push(Change::Echoed(echoes));
    }
    all
}

/// What went in, on either side.
fn inputs(way: &Way) -> BTreeMap<String, Json> {
    let mut all = of_request(&way.request);
    for ran in [&way.old, &way.new].into_iter().flatten() {
        all.insert("method".to_owned(), json!(ran.before.method));
        all.extend(ran.before.properties.iter().map(|(name, v)| (name.clone(), shown(v))));
    }
    all
}

fn of_request(request: &Request) -> BTreeMap<String, Json> {
    let mut all = BTreeMap::new();
    let message = match request.format {
        Format::Rest => "rest",
        Format::Soap11 => "soap11",
        Format::Soap12 => "soap12",
    };
    all.insert("message".to_owned(), json!(message));
    if let Some(content_type) = &request.content_type {
        all.insert("trp:Content-Type".to_owned(), json!(content_type));
    }
    match &request.body {
        Some(Body::Json(text)) => drop(all.insert("body".to_owned(), json!(text))),
        Some(Body::Xml(elements)) => {
            let text: String = elements.iter().map(|e| e.write()).collect();
            all.insert("body".to_owned(), json!(text));
        }
        Some(Body::None | Body::Unknown(_)) | None => {}
    }
    for (input, value) in &request.sets {
        let name = match input {
            Location::Property(name) => name.to_string(),
            Location::Axis2(name) => format!("axis2:{name}"),
            Location::Header(name) => format!("trp:{name}"),
            Location::Address(name) => name.to_string(),
            _ => continue,
        };
        all.insert(name, shown(value));
    }
    all
}

/// A value as JSON has it: what Java has as a number or a boolean is one.
pub fn shown(value: &Value) -> Json {
    match value {
        Value::Integer(n) => json!(n),
        Value::Long(n) => json!(n),
        Value::Short(n) => json!(n),
        Value::Boolean(b) => json!(b),
        other => json!(other.to_string()),
    }
}

/// The previews of which another text is written than of others for the same situation: where a
/// short form leaves out what differs, they are one there. `written` gets them without what holds.
pub fn written_apart(
    previews: &[Preview],
    ways: &Ways,
    written: impl Fn(&Preview) -> String,
) -> Vec<Preview> {
    let bare = |at: usize| written(&Preview { when: Vec::new(), ..previews[at].clone() });
    let stay = ways.apart(bare).into_iter().map(|(at, mut when)| {
        let preview = previews[at].clone();
        // What calls it stands behind what holds.
        when.extend(preview.called_by.as_ref().and(preview.when.last()).cloned());
        Preview { when, ..preview }.shown()
    });
    stay.collect()
}

/// Previews that differ in their texts only, made one: the first, with the others named in `also`.
pub fn fold_alike(previews: Vec<Preview>) -> Vec<Preview> {
    let mut folded: Vec<(String, Preview)> = Vec::new();
    for preview in previews {
        let likeness = likeness(&preview);
        match folded.iter_mut().find(|(other, _)| *other == likeness) {
            Some((_, first)) => first.also.push(named(&preview)),
            None => folded.push((likeness, preview)),
        }
    }
    folded.into_iter().map(|(_, preview)| preview).collect()
}

/// The situation with its status.
fn named(preview: &Preview) -> String {
    let words = preview.when.first().map_or("", String::as_str);
    let status = |answer: &Option<Answer>| answer.as_ref().and_then(|a| a.status);
    match (status(&preview.old), status(&preview.new)) {
        (Some(old), Some(new)) if old != new => format!("{words}: status {new}, was {old}"),
        (_, Some(new)) => format!("{words}: status {new}"),
        (Some(old), None) => format!("{words}: status was {old}"),
        (None, None) => words.to_owned(),
    }
}

/// Everything about a preview but its texts: what holds beside the situation, and the form of both
/// answers.
fn likeness(preview: &Preview) -> String {
    let beside = preview.when.get(1..).unwrap_or_default();
    let (old, new) = (preview.old.as_ref().map(form), preview.new.as_ref().map(form));
    let status = |answer: &Option<Answer>| answer.as_ref().and_then(|a| a.status);
    let same_status = status(&preview.old) == status(&preview.new);
    format!("{beside:?} {same_status} {old:?} {new:?}")
}

/// The form of a body: its wrapper, and each value's name and type.
type Shape = Option<(Option<String>, Vec<(String, Type)>)>;

fn form(answer: &Answer) -> (Option<String>, Vec<&String>, &[String], &[String], Shape) {
    let values = |p: super::parts::Parts| {
        let values = p.values.into_iter().map(|v| (v.path, v.kind)).collect();
        (p.wrapper, values)
    };
    let shape = parts(answer).map(values);
    // A header that says so comes with a status, as WWW-Authenticate with 401.
    let headers = answer.headers.keys().filter(|name| *name != "WWW-Authenticate").collect();
    (media(answer), headers, &answer.unknown, &answer.notes, shape)
}
