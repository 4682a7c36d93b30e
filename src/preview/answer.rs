//! One run of one side: from a message to what the client gets.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexSet;

use super::flow::{Finished, Flow, Request};
use super::situations::Situation;
use crate::gateway::formatter::Sent;
use crate::gateway::{
    Body, Choice, Ended, Library, Message, Refused, Response, Sequence, Walked, walk, walk_in_steps,
};
use crate::model::Answer;

/// A sequence's file on one gateway, and what it may call there.
#[derive(Debug, Clone, Copy)]
pub struct Side<'s> {
    /// The file.
    pub file: &'s Sequence,
    /// What it may call.
    pub library: &'s Library,
    /// Its place on the gateway.
    pub flow: Flow,
    /// Whether every mediator shall tell what it did.
    pub in_steps: bool,
    /// Whether it matters what it does where CORS is on: where the operator changed that.
    pub asks_cors: bool,
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Ran {
    /// What the client gets.
    pub answer: Answer,
    /// The message as it went in.
    pub before: Message,
    /// The walk; or why the release does not load the sequence.
    pub walked: Result<Walked, String>,
    /// The status that Java sent with after it, where Java did.
    pub java: Option<u16>,
    /// Whether the form of the answer follows the method and the types of the request.
    pub asks_client: bool,
}

impl Ran {
    /// Which headers of the request do not come back with the answer; none without an answer.
    pub fn keeps(&self) -> Option<&Option<BTreeSet<Arc<str>>>> {
        let walked = self.walked.as_ref().ok().filter(|_| self.answer.status.is_some())?;
        Some(&walked.kept.headers)
    }

    /// What was decided, which it has no more then.
    pub fn take_choices(&mut self) -> Vec<Choice> {
        self.walked.as_mut().map(|w| std::mem::take(&mut w.choices)).unwrap_or_default()
    }

    /// Whether a header of the answer is one of the request's that nobody took away.
    pub fn sends_back(&self, name: &str, value: &str) -> bool {
        let content = name.eq_ignore_ascii_case("content-type");
        let own = self.before.headers.get(name);
        !content && own.is_some_and(|own| own.to_string() == value)
    }
}

impl Side<'_> {
    /// Runs the sequence for a request in a situation, with all that the gateway does round it.
    pub fn run(&self, request: &Request, situation: Option<&Situation>) -> Ran {
        let mut before = self.flow.message(request, situation);
        before.registered = Arc::clone(&self.library.formatters);
        match self.walked(&before) {
            Err(refused) => {
                let version = self.flow.release.version();
                let note = format!("{version} does not load the sequence: {refused}");
                let unknown = vec!["what the gateway answers without the sequence".to_owned()];
                let answer = Answer { notes: vec![note], unknown, ..Answer::default() };
                let walked = Err(refused.to_string());
                Ran { answer, before, walked, java: None, asks_client: false }
            }
            Ok(mut walked) => {
                let finished = match situation {
                    Some(situation) => self.flow.finish(&mut walked, &before, situation),
                    None => Finished { response: walked.sent.clone(), java: None },
                };
                let answer = answer(&walked, finished.response.as_ref(), &before.body);
                let answered = finished.response.is_some();
                let asks_client = answered && self.flow.asks_client(finished.java, &walked.kept);
                Ran { answer, before, walked: Ok(walked), java: finished.java, asks_client }
            }
        }
    }
}

impl Side<'_> {
    /// The walk; where it fails, with the steps that say where.
    fn walked(&self, before: &Message) -> Result<Walked, Refused> {
        let release = self.flow.release;
        if !self.in_steps {
            let walked = walk(before, self.file, self.library, release)?;
            if !matches!(walked.ended, Ended::Threw(_)) {
                return Ok(walked);
            }
        }
        walk_in_steps(before, self.file, self.library, release)
    }
}

/// What the client gets, in the words of the plan.
fn answer(walked: &Walked, response: Option<&Response>, came: &Body) -> Answer {
    let mut answer = response.map(of_response).unwrap_or_default();
    // The request's own body is nothing to know where the answer has another.
    let replaced = answer.body.is_some() || answer.content_type.is_none();
    let beside = |name: &String| replaced && matches!(came, Body::Unknown(own) if own == name);
    let unknown = std::mem::take(&mut answer.unknown).into_iter();
    let unknown: IndexSet<String> =
        unknown.chain(walked.unknown.iter().filter(|name| !beside(name)).cloned()).collect();
    answer.unknown = unknown.into_iter().collect();
    if response.is_some() {
        let own = |name: &String| beside(name);
        answer.unknown_parts.values_mut().for_each(|names| names.retain(|name| !own(name)));
        answer.unknown_parts.retain(|_, names| !names.is_empty());
        return answer;
    }
    match &walked.ended {
        Ended::Returned(_) => answer.notes.push("nothing is sent: the client waits".to_owned()),
        Ended::Threw(why) => {
            let at = walked.steps.last().map(|s| format!(", line {} of {}", s.line, s.sequence));
            answer.notes.push(format!("the mediation fails: {why}{}", at.unwrap_or_default()));
            let next = "what the gateway's fault sequence answers, which runs then".to_owned();
            answer.unknown.push(next);
        }
        Ended::Unknown(what) => {
            answer.notes.push(format!("what happens next is not known: it depends on {what}"));
        }
    }
    answer
}

fn of_response(response: &Response) -> Answer {
    let mut notes = Vec::new();
    let body = match &response.body {
        Sent::Text(text) => Some(text.clone()),
        Sent::None => None,
        Sent::Failed(why) => {
            notes.push(format!("the body cannot be written: {why}"));
            None
        }
        Sent::Unknown(_) => None,
    };
    if let Some(broken) = response.broken() {
        let from = response.body_from.as_ref();
        let from = from.map(|o| format!("; it is made on line {} of {}", o.line, o.sequence));
        let (line, column) = (broken.line, broken.column);
        notes.push(format!(
            "the body is not valid JSON: {} (line {line}, column {column} of it){}",
            broken.why,
            from.unwrap_or_default(),
        ));
    }
    if let Some(why) = &response.failed {
        notes.push(format!("nothing is sent: {why}"));
    }
    let mut unknown = response.unknown.clone();
    if let Sent::Unknown(name) = &response.body
        && !unknown.contains(name)
    {
        unknown.push(name.clone());
    }
    let known = response.failed.is_none() && response.unknown_status.is_none();
    Answer {
        status: known.then_some(response.status),
        reason: response.reason.clone().filter(|_| response.failed.is_none()),
        content_type: response.content_type.clone(),
        headers: response.headers.iter().cloned().collect(),
        body,
        unknown,
        unknown_parts: (response.doubts.iter())
            .map(|(part, names)| (part.name().to_owned(), names.iter().cloned().collect()))
            .collect(),
        notes,
    }
}
