//! What a client gets: a walk over a sequence for one message.
//!
//! ```text
//! Message + Sequence --load---> verdict
//!                    --walker-> Message --formatter--> Response
//! ```
//!
//! 1. [`message`] is what mediators work on: properties with the types that Java has, headers, a
//!    body. [`element`] and [`json`] are bodies, [`xml_to_json`] and [`json_to_xml`] turn one into
//!    the other as the gateway does.
//! 2. [`load`] says whether the release loads the sequence at all.
//! 3. [`expression`] evaluates XPath ([`xpath`], [`functions`]; `paths` and [`places`] walk through
//!    a message) and JSONPath ([`jsonpath`]).
//! 4. `walker` goes from mediator to mediator; what each does stands with its kind, in
//!    [`crate::program::kinds`]. `argument` and `dollar_brace` are what stands in a format,
//!    [`choice`] is what was decided on the way and [`kept`] what was left alone, and [`steps`] what each mediator did.
//! 5. [`formatter`] writes the response, `status` its status; [`broken`] says whether its JSON is
//!    JSON.
//! 6. [`java`] is what the gateway's own handlers do before and after; [`soap`] a fault of either.
//!
//! What differs between releases is in [`engine`], how far a walk goes in [`limits`]. Whatever the
//! walk cannot know is unknown, with its name: never guessed.

pub(crate) mod argument;
pub mod broken;
pub mod choice;
pub(crate) mod dollar_brace;
pub mod element;
pub mod engine;
pub mod expression;
pub mod formatter;
pub mod functions;
mod gson;
pub mod java;
pub mod java_regex;
pub mod json;
pub mod json_to_xml;
pub mod jsonpath;
pub mod kept;
pub mod limits;
pub mod load;
pub mod message;
mod paths;
pub mod places;
pub mod sequence;
pub mod soap;
mod status;
pub mod steps;
mod walker;
pub mod xml_to_json;
pub mod xpath;

pub use broken::Broken;
pub use choice::{Choice, Test};
pub use formatter::{Response, respond};
pub use load::Refused;
pub use message::{Body, Format, Headers, Message, Origin, Value};
pub use sequence::{Library, Sequence};
pub use steps::Step;

use std::fmt;

use crate::stock::Release;
use engine::Engine;
pub(crate) use walker::{Here, Walker};

/// Why a mediation stops before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The engine throws there; the text says why.
    Threw(String),
    /// The walk does not know what happens there; the text names it.
    Unknown(String),
}

impl Stop {
    /// An exception.
    pub fn threw(why: impl Into<String>) -> Self {
        Self::Threw(why.into())
    }

    /// Something that the walk does not know.
    pub fn unknown(what: impl Into<String>) -> Self {
        Self::Unknown(what.into())
    }
}

/// What a step of the walk gives.
pub type Run<T> = Result<T, Stop>;

/// One thing that happened, in the order of the walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A sequence of that name began.
    Sequence(String),
    /// A sequence was called by that key, or by what that expression gives.
    Call(String),
    /// `send` ran.
    Send,
    /// A response went to the client.
    SentBack,
    /// The message went on to that address.
    SentOn(Option<String>),
    /// The message, a copy or a part of it went somewhere else than to the client.
    Elsewhere {
        /// Where to, by name or address.
        to: String,
        /// What went there.
        body: Body,
    },
    /// `respond` ran.
    Respond,
    /// `drop` ran.
    Drop,
    /// `loopback` ran.
    Loopback,
    /// A class mediator that is known to do nothing to the message ran.
    Class(String),
}

/// As logs of the engine would name it.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sequence(name) => write!(f, "sequence:{name}"),
            Self::Call(key) => write!(f, "sequence:key={key}"),
            Self::Send => f.write_str("send"),
            Self::SentBack => f.write_str("sendBack"),
            Self::SentOn(to) => write!(f, "sendOn:{}", to.as_deref().unwrap_or("null")),
            Self::Elsewhere { to, .. } => write!(f, "elsewhere:{to}"),
            Self::Respond => f.write_str("respond"),
            Self::Drop => f.write_str("drop"),
            Self::Loopback => f.write_str("loopback"),
            Self::Class(name) => write!(f, "classStub:{name}"),
        }
    }
}

/// A line that a log mediator writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Its category, as `INFO`.
    pub category: String,
    /// What it says.
    pub text: Value,
}

/// How a mediation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The root sequence returned that.
    Returned(bool),
    /// The engine threw.
    Threw(String),
    /// What runs next is unknown; the text names what it depends on.
    Unknown(String),
}

/// A walk's outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Walked {
    /// How it ended.
    pub ended: Ended,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What log mediators wrote, in order.
    pub log: Vec<Logged>,
    /// The message as it is in the end.
    pub message: Message,
    /// What the client got first, if anything was sent back.
    pub sent: Option<Response>,
    /// What of the answer, or of the message in the end where none was sent, is as the request left
    /// it.
    pub kept: kept::Kept,
    /// What the walk could not know, by name: what depends on it may be otherwise.
    pub unknown: Vec<String>,
    /// What it decided, in order.
    pub choices: Vec<Choice>,
    /// How much work it was, in units of about a nanosecond ([`limits`]).
    pub work: usize,
    /// What each mediator did, where [`walk_in_steps`] was asked for it.
    pub steps: Vec<Step>,
}

/// Runs a sequence over a message as the engine of a release does.
///
/// # Errors
///
/// [`Refused`] where the release does not load the sequence.
pub fn walk(
    message: &Message,
    sequence: &Sequence,
    library: &Library,
    release: Release,
) -> Result<Walked, Refused> {
    walked(Walker::new(message.clone(), library, Engine(release)), sequence)
}

/// As [`walk`], and records what each mediator did. The last step of a walk that ended with
/// [`Ended::Threw`] is the mediator that threw.
///
/// # Errors
///
/// As [`walk`].
pub fn walk_in_steps(
    message: &Message,
    sequence: &Sequence,
    library: &Library,
    release: Release,
) -> Result<Walked, Refused> {
    walked(Walker::new(message.clone(), library, Engine(release)).in_steps(), sequence)
}

fn walked(mut walker: Walker<'_>, sequence: &Sequence) -> Result<Walked, Refused> {
    walker.check(sequence)?;
    let ended = match walker.run(sequence) {
        Ok(returned) => Ended::Returned(returned),
        Err(Stop::Threw(why)) => Ended::Threw(why),
        Err(Stop::Unknown(what)) => Ended::Unknown(what),
    };
    Ok(walker.finish(ended))
}
