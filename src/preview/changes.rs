//! What changed for a client from the old answer to the new one.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use super::answer::Ran;
use super::parts::{Form, Leaf, Parts, Type};
use crate::model::Answer;

/// Which headers of a request come back with the answer on one gateway and not on the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Echoes {
    /// Those that came back and no longer do.
    pub gone: Vec<String>,
    /// Those that come back now.
    pub back: Vec<String>,
}

/// Headers that clients and the gateway set, as they are written.
const USUAL: [&str; 6] = ["Accept", "apikey", "Authorization", "Cookie", "Host", "X-JWT-Assertion"];

impl Echoes {
    /// Those of two runs.
    pub fn of(old: Option<&Ran>, new: Option<&Ran>) -> Self {
        let (Some(old), Some(new)) = (old, new) else { return Self::default() };
        let (Some(was), Some(is)) = (old.keeps(), new.keeps()) else { return Self::default() };
        let set = |ran: &Ran| {
            let own =
                ran.answer.headers.iter().filter(|(name, value)| !ran.sends_back(name, value));
            own.map(|(name, _)| name.to_ascii_lowercase()).collect::<Vec<_>>()
        };
        let own: BTreeSet<String> = set(old).into_iter().chain(set(new)).collect();
        let named = was.iter().chain(is).flatten().map(|name| name.to_string());
        let usual = USUAL.iter().map(|name| name.to_ascii_lowercase());
        let names: BTreeSet<String> =
            named.chain(usual).filter(|name| !own.contains(name)).collect();
        let comes_back = |taken: &Option<BTreeSet<Arc<str>>>, name: &str| {
            taken.as_ref().is_some_and(|taken| !taken.contains(name))
        };
        let differ = |had: &Option<BTreeSet<Arc<str>>>, has: &Option<BTreeSet<Arc<str>>>| {
            let differ =
                names.iter().filter(|name| comes_back(had, name) && !comes_back(has, name));
            differ.map(|name| usual_name(name)).collect()
        };
        Self { gone: differ(was, is), back: differ(is, was) }
    }
}

/// A header's name as people write it.
pub fn usual_name(name: &str) -> String {
    if let Some(usual) = USUAL.iter().find(|usual| usual.eq_ignore_ascii_case(name)) {
        return (*usual).to_owned();
    }
    let mut starts = true;
    let capital = |c: char| {
        let shown = if starts { c.to_ascii_uppercase() } else { c };
        starts = c == '-';
        shown
    };
    name.chars().map(capital).collect()
}

impl fmt::Display for Echoes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |names: &[String]| names.join(", ");
        let request = "headers that come back with the answer where the request has them";
        match (self.gone.as_slice(), self.back.as_slice()) {
            (gone, []) => write!(f, "{request}: no longer {}", all(gone)),
            ([], back) => write!(f, "{request}: now also {}", all(back)),
            (gone, back) => write!(f, "{request}: no longer {}, now also {}", all(gone), all(back)),
        }
    }
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// There was an answer and there is none, or the other way round.
    Answered {
        /// Whether there is one now.
        now: bool,
    },
    /// The status.
    Status(i32, i32),
    /// The media type, without parameters; none for an answer without a body.
    ContentType(Option<String>, Option<String>),
    /// Elements are members of the same names now.
    Format {
        /// What the body was written in.
        was: Form,
        /// What it is written in.
        is: Form,
        /// The values that both have.
        kept: Vec<String>,
    },
    /// What wraps everything: gone, new, or another.
    Wrapper(Option<String>, Option<String>),
    /// A value has another type.
    Type(String, Type, Type),
    /// A value is at another place.
    Renamed(String, String),
    /// A value is gone.
    Gone(String, String),
    /// A value is new.
    New(String, String),
    /// A value differs.
    Value(String, String, String),
    /// The body as a whole, where it cannot be taken apart.
    Body,
    /// The reason phrase is gone, new, or another.
    Reason(Option<String>, Option<String>),
    /// A header is gone, new, or another.
    Header(String, Option<String>, Option<String>),
    /// Other headers of the request come back with the answer.
    Echoed(Echoes),
    /// What of the old answer and of the new one is not known: which parts, and what they depend on.
    Unknown(Option<String>, Option<String>),
}

impl Change {
    /// True if it is only the way from XML to flat JSON.
    pub fn is_format(&self) -> bool {
        match self {
            Self::ContentType(was, is) => {
                let xml = was.as_deref().is_some_and(|t| t.contains("xml"));
                xml && is.as_deref() == Some("application/json")
            }
            Self::Format { is, .. } => *is == Form::Json,
            Self::Wrapper(Some(_), None) => true,
            Self::Type(_, was, is) => *was != Type::Text && *is == Type::Text,
            _ => false,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_none = |t: &Option<String>| t.clone().unwrap_or_else(|| "none".to_owned());
        match self {
            Self::Answered { now: true } => f.write_str("there is an answer now; there was none"),
            Self::Answered { now: false } => f.write_str("nothing is answered any more"),
            Self::Status(was, is) => write!(f, "the status is {is}, was {was}"),
            Self::ContentType(was, is) => {
                write!(f, "the content type is {}, was {}", or_none(is), or_none(was))
            }
            Self::Format { was: Form::Xml, kept, .. } => {
                write!(f, "elements are JSON members now: {}", kept.join(", "))
            }
            Self::Format { kept, .. } => {
                write!(f, "JSON members are elements now: {}", kept.join(", "))
            }
            Self::Wrapper(Some(was), None) => write!(f, "nothing wraps it; {was} did"),
            Self::Wrapper(None, is) => write!(f, "{} wraps it; nothing did", or_none(is)),
            Self::Wrapper(was, is) => write!(f, "{} wraps it; {} did", or_none(is), or_none(was)),
            Self::Type(at, was, is) => write!(f, "{at} is {}, was {}", is.words(), was.words()),
            Self::Renamed(was, is) => write!(f, "{was} is called {is} now"),
            Self::Gone(at, value) => write!(f, "{at} is gone (was {})", quoted(value)),
            Self::New(at, value) => write!(f, "{at} is new: {}", quoted(value)),
            Self::Value(at, was, is) => write!(f, "{at} is {}, was {}", quoted(is), quoted(was)),
            Self::Body => f.write_str("the body differs"),
            Self::Reason(_, None) => f.write_str("the reason phrase is the status's own"),
            Self::Reason(None, Some(is)) => write!(f, "the reason phrase is {}", quoted(is)),
            Self::Reason(Some(was), Some(is)) => {
                write!(f, "the reason phrase is {}, was {}", quoted(is), quoted(was))
            }
            Self::Echoed(echoes) => echoes.fmt(f),
            Self::Header(name, _, None) => write!(f, "the header {name} is gone"),
            Self::Header(name, None, Some(is)) => write!(f, "the header {name} is new: {is}"),
            Self::Header(name, Some(was), Some(is)) => {
                write!(f, "the header {name} is {is}, was {was}")
            }
            Self::Unknown(Some(was), Some(is)) if was == is => {
                write!(f, "not known, neither before nor now: {is}")
            }
            Self::Unknown(Some(was), Some(is)) => {
                write!(f, "not known before: {was}; not known now: {is}")
            }
            Self::Unknown(Some(was), None) => write!(f, "not known before: {was}"),
            Self::Unknown(None, is) => write!(f, "not known now: {}", or_none(is)),
        }
    }
}

/// A text in quotes, cut where it is long.
fn quoted(text: &str) -> String {
    const LONG: usize = 60;
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("\"{}..\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}

/// What changed, and what is not known; nothing where the answers are the same to a client.
pub fn between(old: &Answer, new: &Answer) -> Vec<Change> {
    let mut all = Vec::new();
    let answered = |a: &Answer| a.status.is_some();
    let unknown = (unknown_of(old), unknown_of(new));
    let all_is_known = unknown == (None, None);
    if !all_is_known {
        all.push(Change::Unknown(unknown.0, unknown.1));
    }
    let known = |part| !old.is_unknown(part) && !new.is_unknown(part);
    match (old.status, new.status) {
        (Some(was), Some(is)) if was != is && known("status") => all.push(Change::Status(was, is)),
        _ if answered(old) != answered(new) && all_is_known => {
            all.push(Change::Answered { now: answered(new) });
            return all;
        }
        _ => {}
    }
    if known("reason") && old.reason != new.reason {
        all.push(Change::Reason(old.reason.clone(), new.reason.clone()));
    }
    let (was, is) = (media(old), media(new));
    if known("content_type") && was != is {
        all.push(Change::ContentType(was, is));
    }
    if known("body") {
        of_bodies(old, new, &mut all);
    }
    if known("headers") {
        of_headers(old, new, &mut all);
    }
    all
}

/// What of an answer is not known, part by part.
pub fn unknown_of(answer: &Answer) -> Option<String> {
    if answer.unknown.is_empty() {
        return None;
    }
    let mut parts: Vec<(&str, &Vec<String>)> = Vec::new();
    for (part, names) in &answer.unknown_parts {
        parts.push((called_part(part), names));
    }
    let mut by_names: Vec<(Vec<&str>, &Vec<String>)> = Vec::new();
    for (part, names) in parts {
        match by_names.iter_mut().find(|(_, known)| *known == names) {
            Some((all, _)) => all.push(part),
            None => by_names.push((vec![part], names)),
        }
    }
    let all =
        by_names.iter().map(|(parts, names)| format!("{} ({})", in_a_row(parts), names.join(", ")));
    let told = all.collect::<Vec<_>>().join("; ");
    Some(match told.is_empty() {
        true => answer.unknown.join(", "),
        false => told,
    })
}

fn called_part(part: &str) -> &str {
    match part {
        "status" => "the status",
        "reason" => "the reason phrase",
        "content_type" => "the content type",
        "headers" => "the headers",
        "body" => "the body",
        other => other,
    }
}

/// `a, b and c`.
fn in_a_row(all: &[&str]) -> String {
    match all {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The media type without its parameters.
pub fn media(answer: &Answer) -> Option<String> {
    let media = answer.content_type.as_deref()?.split(';').next()?.trim();
    Some(media.to_owned())
}

/// An answer's body taken apart.
pub fn parts(answer: &Answer) -> Option<Parts> {
    Parts::of(answer.body.as_deref()?, answer.content_type.as_deref()?)
}

fn of_bodies(old: &Answer, new: &Answer, all: &mut Vec<Change>) {
    let texts = (old.body.as_deref().unwrap_or_default(), new.body.as_deref().unwrap_or_default());
    if media(old) == media(new) && (texts.0 == texts.1 || Parts::same_xml(texts.0, texts.1)) {
        return;
    }
    let (Some(was), Some(is)) = (parts(old), parts(new)) else {
        if old.body != new.body {
            all.push(Change::Body);
        }
        return;
    };
    if was.form != is.form {
        let kept = is.values.iter().filter(|p| was.at(&p.path).is_some());
        let kept = kept.map(|p| p.path.clone()).collect();
        all.push(Change::Format { was: was.form, is: is.form, kept });
    }
    if was.wrapper_name() != is.wrapper_name() {
        all.push(Change::Wrapper(was.wrapper.clone(), is.wrapper.clone()));
    }
    of_values(&was, &is, all);
}

fn of_values(was: &Parts, is: &Parts, all: &mut Vec<Change>) {
    let gone: Vec<&Leaf> = was.values.iter().filter(|p| is.at(&p.path).is_none()).collect();
    let mut new: Vec<&Leaf> = is.values.iter().filter(|p| was.at(&p.path).is_none()).collect();
    for part in gone {
        let alike = |p: &&Leaf| !part.value.is_empty() && p.value == part.value;
        match new.iter().position(alike) {
            Some(at) => {
                let renamed = new.remove(at);
                all.push(Change::Renamed(called(part), called(renamed)));
            }
            None => all.push(Change::Gone(called(part), part.value.clone())),
        }
    }
    for old in &was.values {
        let Some(now) = is.at(&old.path) else { continue };
        if was.form == is.form && old.kind != now.kind {
            all.push(Change::Type(old.path.clone(), old.kind, now.kind));
        }
        if old.value != now.value {
            let (from, to) = (old.value.clone(), now.value.clone());
            all.push(Change::Value(old.path.clone(), from, to));
        }
    }
    all.extend(new.into_iter().map(|p| Change::New(called(p), p.value.clone())));
}

/// The way to a value; of a body that is nothing else, its name.
fn called(part: &Leaf) -> String {
    if part.path.is_empty() { part.name.clone() } else { part.path.clone() }
}

fn of_headers(old: &Answer, new: &Answer, all: &mut Vec<Change>) {
    let by_name = |answer: &Answer| -> HashMap<String, String> {
        let headers = answer.headers.iter();
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
    };
    let (was, is) = (by_name(old), by_name(new));
    let all_of = |answer: &Answer| answer.headers.keys().cloned().collect::<Vec<_>>();
    let added = |name: &String| !was.contains_key(&name.to_ascii_lowercase());
    for name in all_of(old).into_iter().chain(all_of(new).into_iter().filter(added)) {
        let lower = name.to_ascii_lowercase();
        let (was, is) = (was.get(&lower), is.get(&lower));
        if was != is && lower != "content-type" {
            all.push(Change::Header(name, was.cloned(), is.cloned()));
        }
    }
}
