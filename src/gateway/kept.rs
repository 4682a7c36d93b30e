//! What of an answer is as the request left it, and what a class may have changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::choice::Origins;
use crate::expression::Location;

/// A part of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerPart {
    /// The status.
    Status,
    /// The reason phrase.
    Reason,
    /// The content type.
    ContentType,
    /// Some header.
    Headers,
    /// The body.
    Body,
}

impl AnswerPart {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Reason => "reason",
            Self::ContentType => "content_type",
            Self::Headers => "headers",
            Self::Body => "body",
        }
    }
}

/// What is not known of an answer: the parts, with the names of what each depends on.
pub type Doubts = BTreeMap<AnswerPart, BTreeSet<String>>;

/// What of an answer is as the request left it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// Whether its form depends on the method and the content type of the request.
    pub form: bool,
    /// The headers that the sequence wrote or took away, in lower case; none stands for all of them.
    pub headers: Option<BTreeSet<Arc<str>>>,
    /// What classes may have changed.
    pub doubts: Doubts,
}

impl Kept {
    /// As things are now.
    pub fn of(origins: &Origins) -> Self {
        let axis2 = |name: &str| Location::Axis2(name.into());
        let initial = |location: Location| origins.is_initial(&location);
        let mut doubts = Doubts::new();
        let mut doubt = |part, location: Location| {
            let names = origins.touched(&location);
            if !names.is_empty() {
                doubts.entry(part).or_default().extend(names);
            }
        };
        doubt(AnswerPart::Status, axis2("HTTP_SC"));
        doubt(AnswerPart::Reason, axis2("HTTP_SC_DESC"));
        doubt(AnswerPart::ContentType, axis2("ContentType"));
        doubt(AnswerPart::ContentType, axis2("messageType"));
        doubt(AnswerPart::Body, axis2("messageType"));
        doubt(AnswerPart::Body, axis2("NO_ENTITY_BODY"));
        doubt(AnswerPart::Body, Location::Body);
        // A class may set a header of any name.
        doubt(AnswerPart::Headers, Location::Header("".into()));
        Self {
            form: initial(axis2("messageType"))
                || initial(axis2("NO_ENTITY_BODY"))
                || initial(Location::Body),
            headers: origins.headers(),
            doubts,
        }
    }
}
