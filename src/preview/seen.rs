//! What a walk did that can be seen besides the answer's status and body: lines of the log, messages
//! sent elsewhere, headers.

use std::collections::BTreeMap;

use super::answer::Ran;
use crate::gateway::{Body, Ended, Event, Walked};

/// What was done that can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// It failed, by whatever.
    Fail,
    Log,
    Elsewhere,
    Header,
}

/// Why a mediation fails, if it does.
pub(crate) fn failure(ran: &Ran) -> Option<&str> {
    match &ran.walked.as_ref().ok()?.ended {
        Ended::Threw(why) => Some(why),
        _ => None,
    }
}

/// What a walk did.
pub(crate) struct Seen {
    log: Vec<String>,
    elsewhere: Vec<String>,
    headers: BTreeMap<String, String>,
}

impl Seen {
    /// None where the sequence does not load, fails, or something of it is not known.
    pub fn of(ran: &Ran) -> Option<Self> {
        let walked: &Walked = ran.walked.as_ref().ok().filter(|w| w.unknown.is_empty())?;
        if failure(ran).is_some() {
            return None;
        }
        let elsewhere = walked.events.iter().filter_map(|event| match event {
            Event::Elsewhere { to, body } => Some(format!("{to}: {}", written(body))),
            _ => None,
        });
        // Which of the request's own headers come back is for the rule `echoed-headers` to say.
        let mut headers = ran.answer.headers.clone();
        headers.retain(|name, value| !ran.sends_back(name, value));
        Some(Self {
            headers,
            log: walked.log.iter().map(|line| without_body(&line.text.to_string())).collect(),
            elsewhere: elsewhere.collect(),
        })
    }

    /// Whether another walk logs and sends the same.
    pub fn does_the_same(&self, other: &Self) -> bool {
        (&self.log, &self.elsewhere) == (&other.log, &other.elsewhere)
    }

    /// Whether another walk logs and sends as often.
    pub fn does_as_much(&self, other: &Self) -> bool {
        (self.log.len(), self.elsewhere.len()) == (other.log.len(), other.elsewhere.len())
    }

    /// What of it stock does not do.
    pub fn without(&self, stock: &Self) -> Self {
        let mut headers = self.headers.clone();
        headers
            .retain(|name, value| name != "Content-Type" && stock.headers.get(name) != Some(value));
        let elsewhere = rest(&self.elsewhere, &stock.elsewhere);
        Self { log: rest(&self.log, &stock.log), elsewhere, headers }
    }
}

/// What is done in one file and not as often in the other.
fn rest(own: &[String], other: &[String]) -> Vec<String> {
    let mut own = own.to_vec();
    for done in other {
        if let Some(at) = own.iter().position(|o| o == done) {
            own.remove(at);
        }
    }
    own
}

/// The first thing that one file does beyond stock and the other file does not do as often, as
/// a sentence.
pub(crate) fn beyond(own: &Seen, other: &Seen, has: &str, lacks: &str) -> Option<(String, Did)> {
    let missing = |own: &[String], other: &[String]| rest(own, other).into_iter().next();
    if let Some(line) = missing(&own.log, &other.log) {
        let message = format!("{has} logs \"{line}\", and {lacks} does not");
        return Some((message, Did::Log));
    }
    if let Some(sent) = missing(&own.elsewhere, &other.elsewhere) {
        let message = format!("{has} sends {sent} elsewhere, and {lacks} does not");
        return Some((message, Did::Elsewhere));
    }
    let (name, value) = own.headers.iter().find(|(name, v)| other.headers.get(*name) != Some(v))?;
    let there = match other.headers.get(name) {
        Some(value) => format!("with {name}: {value}"),
        None => "without it".to_owned(),
    };
    let message = format!("{has} answers with {name}: {value}, and {lacks} {there}");
    Some((message, Did::Header))
}

/// A line of the log without the body that stock made: what that is, and that it is an answer by
/// then, is the release's own.
fn without_body(line: &str) -> String {
    line.split(", Direction: ").next().unwrap_or_default().to_owned()
}

fn written(body: &Body) -> String {
    match body {
        Body::None => String::new(),
        Body::Json(text) => text.clone(),
        Body::Xml(all) => all.iter().map(crate::gateway::element::Element::write).collect(),
        Body::Unknown(name) => name.clone(),
    }
}
