//! What changed for a client from the old answer to the new one.

use std::fmt;

use super::parts::{Form, Part, Parts, Type};
use crate::model::Answer;

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
    /// The media type, without parameters; none where there is no body.
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
    /// A value is another.
    Value(String, String, String),
    /// The body as a whole, where it cannot be taken apart.
    Body,
    /// A header is gone, new, or another.
    Header(String, Option<String>, Option<String>),
    /// What nobody could know is another.
    Unknown(Vec<String>, Vec<String>),
}

impl Change {
    /// Whether it is no more than the way from XML to flat JSON.
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
            Self::Answered { now: false } => f.write_str("there is no answer any more"),
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
            Self::Body => f.write_str("the body is another"),
            Self::Header(name, _, None) => write!(f, "the header {name} is gone"),
            Self::Header(name, None, Some(is)) => write!(f, "the header {name} is new: {is}"),
            Self::Header(name, Some(was), Some(is)) => {
                write!(f, "the header {name} is {is}, was {was}")
            }
            Self::Unknown(was, is) if is.is_empty() => {
                write!(f, "what it was is not known: {}", was.join(", "))
            }
            Self::Unknown(_, is) => write!(f, "what it is is not known: {}", is.join(", ")),
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

/// What changed; nothing where the answers are the same to a client.
pub fn between(old: &Answer, new: &Answer) -> Vec<Change> {
    let mut all = Vec::new();
    let answered = |a: &Answer| a.status.is_some();
    if old.unknown != new.unknown {
        all.push(Change::Unknown(old.unknown.clone(), new.unknown.clone()));
    }
    match (old.status, new.status) {
        (Some(was), Some(is)) if was != is => all.push(Change::Status(was, is)),
        _ if answered(old) != answered(new)
            && (old.unknown.is_empty() && new.unknown.is_empty()) =>
        {
            all.push(Change::Answered { now: answered(new) });
            return all;
        }
        _ => {}
    }
    // Of an answer that is not known there is nothing to compare.
    if [old, new].iter().any(|a| a.body.is_none() && !a.unknown.is_empty()) {
        return all;
    }
    let (was, is) = (media(old), media(new));
    if was != is {
        all.push(Change::ContentType(was, is));
    }
    of_bodies(old, new, &mut all);
    of_headers(old, new, &mut all);
    all
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
    let gone: Vec<&Part> = was.values.iter().filter(|p| is.at(&p.path).is_none()).collect();
    let mut new: Vec<&Part> = is.values.iter().filter(|p| was.at(&p.path).is_none()).collect();
    for part in gone {
        let alike = |p: &&Part| !part.value.is_empty() && p.value == part.value;
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
fn called(part: &Part) -> String {
    if part.path.is_empty() { part.name.clone() } else { part.path.clone() }
}

fn of_headers(old: &Answer, new: &Answer, all: &mut Vec<Change>) {
    let content = |name: &str| name.eq_ignore_ascii_case("content-type");
    let find = |answer: &Answer, name: &str| {
        let found = answer.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    };
    for (name, was) in old.headers.iter().filter(|(n, _)| !content(n)) {
        let is = find(new, name);
        if is.as_ref() != Some(was) {
            all.push(Change::Header(name.clone(), Some(was.clone()), is));
        }
    }
    for (name, is) in new.headers.iter().filter(|(n, _)| !content(n)) {
        if find(old, name).is_none() {
            all.push(Change::Header(name.clone(), None, Some(is.clone())));
        }
    }
}
