//! What the note says, whatever it is written in.

use crate::model::{Answer, Preview};
use crate::preview::changes::{Change, between, media, parts, unknown_of};
use crate::preview::parts::{ENVELOPED, Form, Leaf, Parts};
use crate::report::preview::{Told, told};
use crate::report::words;
use crate::stock::SequenceName;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Plain(String),
    Code(String),
}

/// A line of text.
pub(super) type Line = Vec<Piece>;

pub(super) struct Note {
    pub title: &'static str,
    pub intro: Vec<Line>,
    /// What holds for all errors, or many.
    pub to_do: Vec<Line>,
    pub sections: Vec<Section>,
}

/// The errors that one part of the gateway answers.
pub(super) struct Section {
    pub title: String,
    pub cases: Vec<Case>,
}

/// Errors that are answered alike.
#[derive(Debug)]
pub(super) struct Case {
    pub title: String,
    pub also: Option<String>,
    /// What, before, now.
    pub rows: Vec<[Line; 3]>,
    pub to_do: Vec<Line>,
    pub examples: Vec<Example>,
}

#[derive(Debug)]
pub(super) struct Example {
    pub when: &'static str,
    pub body: Option<String>,
    pub language: &'static str,
    pub notes: Vec<String>,
}

fn plain(text: impl Into<String>) -> Piece {
    Piece::Plain(text.into())
}

fn code(text: impl Into<String>) -> Piece {
    Piece::Code(text.into())
}

impl Note {
    pub(super) fn of(told: &Told<'_>) -> Self {
        let mut to_do = Vec::new();
        let mut sections = Vec::new();
        for entry in &told.entries {
            let told = entry.told(written);
            let changed = told.iter().filter(|p| told::is_other(p));
            let cases: Vec<Case> = changed.filter_map(|p| Case::of(p, &mut to_do)).collect();
            if !cases.is_empty() {
                sections.push(Section { title: title(entry), cases });
            }
        }
        let says = |text: &str| vec![plain(text)];
        let mut intro = vec![says(
            "The gateway is upgraded, and answers errors in another form. Code that only looks at the \
             status needs no change unless a status is listed below; code that reads the body does.",
        )];
        match sections.is_empty() {
            true => intro = vec![says("As far as is known, nothing changes for clients.")],
            false => intro.push(says(
                "In the examples, a name in «these quotes» stands for a text that differs each \
                 time.",
            )),
        }
        Self { title: "The gateway's error responses change", intro, to_do, sections }
    }
}

/// What is written of a preview.
fn written(preview: &Preview) -> String {
    let mut everywhere = Vec::new();
    let case = Case::of(preview, &mut everywhere);
    format!("{} {case:?} {everywhere:?}", told::is_other(preview))
}

/// What goes wrong, for somebody who does not know the gateway's files.
fn title(entry: &told::Entry<'_>) -> String {
    use SequenceName as S;
    let title = match entry.caller.or(entry.name) {
        Some(S::AuthFailureHandler) => "Authentication and authorisation errors",
        Some(S::ThrottleOutHandler) => "Throttled requests",
        Some(S::GraphqlFailureHandler) => "GraphQL queries that are refused",
        Some(S::ThreatFault) => "Messages that a threat protector refuses",
        Some(S::TokenFault) => "Errors of the token API",
        Some(S::BlockApiHandler) => "Blocked APIs",
        Some(S::BackendFailureHandler) => "Errors when the gateway signs in to a backend",
        Some(S::Fault) => "Backend and runtime errors",
        Some(S::Main) => "Requests that no API answers",
        Some(S::ResourceMismatchHandler) => "Resources that an API does not have",
        Some(S::ProductionKeyError) => "Production keys without an endpoint",
        Some(S::SandboxKeyError) => "Sandbox keys without an endpoint",
        Some(S::CorsRequestHandler | S::Build) | None => return entry.file.to_owned(),
    };
    match (entry.many_scopes, entry.scopes) {
        (true, scopes) => words::of_scopes(scopes, title),
        (false, _) => title.to_owned(),
    }
}

impl Case {
    /// What changes for clients; what holds for many errors is told once, in `everywhere`.
    fn of(preview: &Preview, everywhere: &mut Vec<Line>) -> Option<Self> {
        let (old, new) = (preview.old.as_ref()?, preview.new.as_ref()?);
        let mut to_do = Vec::new();
        let changes = between(old, new);
        let is_new_format = changes.iter().any(|c| matches!(c, Change::Format { .. }));
        // What wrapped XML is nothing that a reader of JSON looks for.
        let told = |change: &&Change| !(is_new_format && matches!(change, Change::Wrapper(..)));
        for change in changes.iter().filter(told) {
            for (line, is_general) in to_change(change) {
                let lines = if is_general { &mut *everywhere } else { &mut to_do };
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        let also = (!preview.also.is_empty())
            .then(|| format!("The same holds for: {}.", situations(preview)));
        let examples = vec![example("Before", old), example("Now", new)];
        Some(Self { title: heading(preview), also, rows: rows(old, new), to_do, examples })
    }
}

/// What client code has to do about a change; whether that goes for every error.
fn to_change(change: &Change) -> Vec<(Line, bool)> {
    let general = |line: Line| vec![(line, true)];
    let own = |line: Line| vec![(line, false)];
    match change {
        Change::Format { was: Form::Xml, is: Form::Json, .. } => general(vec![
            plain("Read the body as JSON by its content type, "),
            code("application/json"),
            plain(", where you read XML."),
        ]),
        Change::Wrapper(Some(was), None) => general(vec![
            plain(
                "Nothing wraps the members any more: read them at the top, where you read them in ",
            ),
            code(was),
            plain("."),
        ]),
        Change::Type(at, was, is) => general(vec![
            code(at),
            plain(format!(" is {} now, and was {}.", is.words(), was.words())),
        ]),
        Change::Status(was, is) => {
            own(vec![plain(format!("Expect the status {is} where you expected {was}."))])
        }
        Change::ContentType(_, Some(is)) if is != "application/json" => {
            own(vec![plain("Expect the content type "), code(is), plain(".")])
        }
        Change::ContentType(Some(_), None) => own(vec![plain("Expect no body.")]),
        Change::Renamed(was, is) => {
            own(vec![plain("Read "), code(is), plain(" where you read "), code(was), plain(".")])
        }
        Change::Gone(at, _) => own(vec![code(at), plain(" is gone: do without it.")]),
        Change::New(at, _) => own(vec![code(at), plain(" is new: you may ignore it.")]),
        Change::Value(at, ..) => own(vec![plain("The text in "), code(at), plain(" changed.")]),
        Change::Header(name, _, None) => {
            own(vec![plain("The header "), code(name), plain(" is gone.")])
        }
        Change::Answered { now: false } => own(vec![plain("Nothing is answered any more.")]),
        _ => Vec::new(),
    }
}

/// What goes wrong, and for whom it is so.
fn heading(preview: &Preview) -> String {
    let Some((first, beside)) = preview.when.split_first() else { return String::new() };
    let first = match first.strip_prefix("ERROR_CODE is ") {
        Some(code) => format!("Error {code}"),
        None => first.clone(),
    };
    // Which file it is stands in the title of the section; a setting is not the client's to know.
    let beside: Vec<&str> = beside
        .iter()
        .filter(|when| !when.starts_with("called by "))
        .map(|when| match when.as_str() {
            "CORSConfiguration.Enabled is true" => "CORS is switched on",
            "CORSConfiguration.Enabled is not true" => "CORS is not switched on",
            when => when,
        })
        .collect();
    match beside.is_empty() {
        true => first,
        false => format!("{first}: {}", beside.join("; ")),
    }
}

/// The situations that are alike, with their status where that differs.
fn situations(preview: &Preview) -> String {
    let own = preview.new.as_ref().and_then(|answer| answer.status).map(|s| s.to_string());
    let one = |also: &String| {
        let (name, status) = match also.rsplit_once(": status ") {
            Some((name, status)) => (name, Some(status)),
            None => (also.as_str(), None),
        };
        let name = name.strip_prefix("ERROR_CODE is ").unwrap_or(name);
        match status.filter(|status| own.as_deref() != Some(status)) {
            Some(status) => format!("{name} with the status {status}"),
            None => name.to_owned(),
        }
    };
    preview.also.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn example(when: &'static str, answer: &Answer) -> Example {
    let is_json = media(answer).is_some_and(|media| media.contains("json"));
    let unknown = unknown_of(answer).map(|unknown| format!("Not known: {unknown}."));
    let notes = answer.notes.iter().map(|note| format!("Note: {note}."));
    Example {
        when,
        body: answer.body.clone(),
        language: if is_json { "json" } else { "xml" },
        notes: unknown.into_iter().chain(notes).collect(),
    }
}

fn rows(old: &Answer, new: &Answer) -> Vec<[Line; 3]> {
    let status = |a: &Answer| match (a.status, a.is_unknown("status")) {
        (Some(status), false) => status.to_string(),
        (_, true) => "not known".to_owned(),
        (None, false) => "no answer".to_owned(),
    };
    let (was, is) = (status(old), status(new));
    let media = |a: &Answer| match (media(a), a.is_unknown("content_type")) {
        (Some(media), false) => vec![code(media)],
        (_, true) => vec![plain("not known")],
        (None, false) => vec![plain("none")],
    };
    let mut rows = vec![[vec![plain("status")], vec![plain(was)], vec![plain(is)]]];
    rows.push([vec![plain("content type")], media(old), media(new)]);
    if let (Some(was), Some(is)) = (parts(old), parts(new)) {
        let kept = was.values.iter().map(|old| (Some(old), is.at(&old.path)));
        let added = is.values.iter().filter(|p| was.at(&p.path).is_none());
        for (old, new) in kept.chain(added.map(|p| (None, Some(p)))) {
            let path = new.or(old).map_or("", |p| p.path.as_str());
            let before = old.map_or_else(|| vec![plain("not there")], |p| place(p, &was));
            let now = new.map_or_else(|| vec![plain("gone")], |p| place(p, &is));
            rows.push([vec![code(path)], before, now]);
        }
    }
    rows
}

/// Where a value is, for somebody who reads it.
fn place(part: &Leaf, parts: &Parts) -> Line {
    let kind = format!(", {}", part.kind.words());
    match (parts.form, &parts.wrapper) {
        (Form::Xml, Some(wrapper)) => {
            let (wrapper, around) = match wrapper.strip_suffix(ENVELOPED) {
                Some(inner) => (inner, ENVELOPED),
                None => (wrapper.as_str(), ""),
            };
            let kind = format!("{around}{kind}");
            vec![plain("element "), code(&part.name), plain(" in "), code(wrapper), plain(kind)]
        }
        (Form::Json, Some(wrapper)) => {
            vec![plain("member "), code(format!("{wrapper}.{}", part.path)), plain(kind)]
        }
        (_, None) => vec![plain("member "), code(&part.path), plain(kind)],
    }
}
