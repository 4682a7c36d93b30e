//! Where a way starts: a request, with what is tried in it.

use std::fmt::Write as _;

use super::clients::Tried;
use super::inputs::with_cors;
use crate::expression::Location;
use crate::gateway::{Body, Format, Value};
use crate::preview::changes::usual_name;
use crate::preview::flow::Request;

/// Where a way starts, and what is tried on it.
#[derive(Clone)]
pub(super) struct Start {
    pub situation: Option<usize>,
    pub format: Format,
    pub tried: Tried,
}

/// What is the same for requests that are the same.
pub(super) fn key(situation: Option<usize>, request: &Request) -> String {
    let method = request.method.as_deref().unwrap_or("GET");
    let mut key = format!("{situation:?} {:?} {method} {:?}", request.format, request.content_type);
    for (input, value) in &request.sets {
        let _ = write!(key, "\u{0}{input:?}={value:?}");
    }
    key
}

/// The request, with what is tried in it.
pub(super) fn requested(asked: &Request, start: &Start) -> Request {
    let mut request = asked.clone();
    request.format = start.format;
    let mut has_type = None;
    for (input, value) in &start.tried {
        match (input, value) {
            (Location::Axis2(name), value) if &**name == "HTTP_METHOD" => {
                request.method = value.as_ref().map(Value::to_string);
            }
            (Location::Axis2(name), value) if matches!(&**name, "messageType" | "ContentType") => {
                has_type = Some(value.as_ref().map(Value::to_string));
            }
            (Location::Header(name), value) if &**name == "content-type" => {
                has_type = Some(value.as_ref().map(Value::to_string));
            }
            (_, Some(value)) => {
                request.sets.extend(with_cors(input));
                request.sets.insert(spelled(input), value.clone());
            }
            (_, None) => drop(request.sets.remove(&spelled(input))),
        }
    }
    if let Some(media) = has_type {
        if media.is_some() && start.format == Format::Rest {
            request.method.get_or_insert_with(|| "POST".to_owned());
        }
        request.content_type = media;
    }
    let carries = matches!(request.method.as_deref(), Some("POST" | "PUT" | "PATCH"));
    if carries && asked.method.is_none() && request.body.is_none() {
        request.content_type.get_or_insert_with(|| "application/json".to_owned());
        request.body = Some(Body::Unknown("the request's body".to_owned()));
    }
    request
}

/// A header's name as people write it.
fn spelled(input: &Location) -> Location {
    match input {
        Location::Header(name) => Location::Header(usual_name(name).into()),
        other => other.clone(),
    }
}
