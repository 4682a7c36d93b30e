//! What each mediator did, in the words of a debugger. A walk records it only when asked.

use super::message::{Body, Value};
use super::{Response, Run, Stop};

/// A mediator that ran, and what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The name of the sequence whose file it stands in.
    pub sequence: String,
    /// Its line in that file, from 1.
    pub line: u32,
    /// The mediator, as `property HTTP_SC (axis2)`.
    pub mediator: String,
    /// What it did; where it ended the walk, why.
    pub did: String,
}

/// The steps so far, where anyone asked for them.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    asked: bool,
    all: Vec<Step>,
    /// The mediators that are running, the innermost last.
    open: Vec<usize>,
}

impl Steps {
    /// Steps that are recorded.
    pub fn asked() -> Self {
        Self { asked: true, ..Self::default() }
    }

    /// A mediator begins to run.
    pub fn begin(&mut self, step: impl FnOnce() -> Step) {
        if self.asked {
            self.open.push(self.all.len());
            self.all.push(step());
        }
    }

    /// What the mediator that runs did.
    pub fn did(&mut self, words: impl FnOnce() -> String) {
        if let Some(&at) = self.open.last() {
            self.all[at].did = words();
        }
    }

    /// More of what the mediator that runs did.
    pub fn and(&mut self, words: impl FnOnce() -> String) {
        if let Some(&at) = self.open.last() {
            self.all[at].did.push_str(&words());
        }
    }

    /// The mediator that runs has ended. What it threw stands at the innermost one.
    pub fn end(&mut self, ran: &Run<bool>) {
        let Some(at) = self.open.pop() else { return };
        if let (Err(stop), true) = (ran, at + 1 == self.all.len()) {
            self.all[at].did = match stop {
                Stop::Threw(why) => format!("throws: {why}"),
                Stop::Unknown(what) => format!("unknown: {what}"),
            };
        }
    }

    /// All of them, in the order in which they began.
    pub fn finish(self) -> Vec<Step> {
        self.all
    }
}

/// The most characters of a value or a body that a step shows.
const SHOWN: usize = 120;

/// A text in one line, cut.
pub(crate) fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        None => line,
        Some((end, _)) => format!("{}... ({} characters)", &line[..end], text.chars().count()),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Unknown(what) => format!("something unknown: {what}"),
        Value::Text(text) => format!("\"{}\"", cut(text)),
        Value::Integer(_) => format!("{value} (Integer)"),
        Value::Boolean(_) => format!("{value} (Boolean)"),
        other => cut(&other.to_string()),
    }
}

/// What setting a property or a header does.
pub(crate) fn set(scope: &str, name: &str, to: Option<&Value>) -> String {
    match (scope, to) {
        ("default", None) => "null: the old value stays".to_owned(),
        ("transport", None) => "null: the header is sent empty".to_owned(),
        (_, None) => "null: taken away".to_owned(),
        ("axis2", Some(to)) if name == "messageType" => {
            format!("set to {}, and with it ContentType and the header Content-Type", value(to))
        }
        (_, Some(to)) => format!("set to {}", value(to)),
    }
}

/// What a filter or a switch compares.
pub(crate) fn source(source: Option<&str>) -> String {
    match source {
        Some(text) => format!("source \"{}\"", cut(text)),
        None => "source is null".to_owned(),
    }
}

/// A body that a mediator made.
pub(crate) fn body(body: &Body) -> String {
    match body {
        Body::None => "no body".to_owned(),
        Body::Json(text) => format!("a JSON body: {}", cut(text)),
        Body::Xml(all) => match (body.as_text(), all.first()) {
            (Some(text), _) => format!("a body of text: {}", cut(&text)),
            (None, Some(first)) => format!("an XML body: {}", cut(&first.write())),
            (None, None) => "an empty body".to_owned(),
        },
        Body::Unknown(what) => format!("a body that is unknown: {what}"),
    }
}

/// What sending a response to the client does; the client takes only the first.
pub(crate) fn sent(response: &Response, is_second: bool) -> String {
    match (&response.failed, is_second) {
        (_, true) => "a second response: the client has the first".to_owned(),
        (Some(why), false) => format!("nothing is sent: {why}"),
        (None, false) => format!("sent to the client with status {}", response.status),
    }
}
