//! The kinds of clients that the gateway itself tells apart: by the protocol that they speak, and,
//! where the form of an answer follows the request, by Accept, Content-Type and the method.

use std::collections::{BTreeMap, BTreeSet};

use super::Held;
use crate::expression::Location;
use crate::gateway::{Format, Value};
use crate::preview::flow::Request;

/// What is tried: the value of an input, or none.
pub(super) type Tried = BTreeMap<Location, Option<Value>>;

/// The header with what a client accepts.
pub(super) fn accept() -> Location {
    Location::Header("accept".into())
}

/// The header with what a client sends.
pub(super) fn content_type() -> Location {
    Location::Header("content-type".into())
}

/// The method.
pub(super) fn method() -> Location {
    Location::Axis2("HTTP_METHOD".into())
}

/// What the form of an answer follows where the gateway takes it from the request.
pub(super) fn of_the_client() -> BTreeSet<Location> {
    [accept(), content_type(), method()].into()
}

/// True if somebody said what client it is.
pub(super) fn is_told(request: &Request) -> bool {
    request.method.is_some()
        || request.content_type.is_some()
        || request.body.is_some()
        || request.format != Format::Rest
        || request.sets.keys().any(|input| of_the_client().contains(&lower(input)))
}

/// A header's name is the same in any case.
pub(super) fn lower(input: &Location) -> Location {
    match input {
        Location::Header(name) => Location::Header(name.to_ascii_lowercase().into()),
        other => other.clone(),
    }
}

/// A client of each kind: one that sends GET and accepts anything is what there is without.
pub(super) fn clients() -> [Tried; 3] {
    let some = |text: &str| Some(Value::text(text));
    [
        [(accept(), some("application/json"))].into(),
        [(accept(), some("application/xml"))].into(),
        [(method(), some("POST")), (content_type(), some("application/json"))].into(),
    ]
}

/// What kind of client a request is of, where the form of the answer follows it.
pub(super) fn held(request: &Request) -> Held {
    let accepts = request.sets.iter().find(|(input, _)| lower(input) == accept());
    let method = request.method.as_deref().unwrap_or("GET");
    let media = request.content_type.as_deref().filter(|_| request.body.is_some());
    let posts_json = media == Some("application/json") && method == "POST";
    let words = match (accepts, posts_json) {
        (Some((_, value)), false) => format!("the client sends {method} with Accept: {value}"),
        (Some((_, value)), true) => format!("the client posts JSON with Accept: {value}"),
        (None, true) => "the client posts JSON and accepts anything".to_owned(),
        (None, false) => match media {
            Some(media) => format!("the client sends {method} with Content-Type: {media}"),
            None => format!("the client sends {method} and accepts anything"),
        },
    };
    Held { inputs: of_the_client(), words: vec![words] }
}

/// Which protocol a client speaks.
pub(super) fn protocol(format: Format) -> Held {
    let words = match format {
        Format::Rest => REST,
        Format::Soap11 => "a SOAP 1.1 client",
        Format::Soap12 => "a SOAP 1.2 client",
    };
    Held { inputs: [Location::Format].into(), words: vec![words.to_owned()] }
}

/// What holds whatever a client accepts is said of its method alone.
fn whatever_it_accepts(words: &mut Vec<String>) {
    const ANYTHING: &str = " and accepts anything";
    let methods: Vec<String> =
        words.iter().filter_map(|w| w.strip_suffix(ANYTHING)).map(str::to_owned).collect();
    for method in methods {
        let with = |media: &str| format!("{method} with Accept: {media}");
        let all =
            [format!("{method}{ANYTHING}"), with("application/json"), with("application/xml")];
        if all.iter().all(|one| words.contains(one)) {
            let at = words.iter().position(|w| all.contains(w)).unwrap_or(0);
            words.retain(|w| !all.contains(w));
            words.insert(at, method);
        }
    }
}

/// What holds for GET and for POST alike holds whatever the method is.
fn whatever_the_method(words: &mut Vec<String>) {
    let pairs = words.clone().into_iter().filter_map(|get| {
        let of_accept = get.strip_prefix("the client sends GET with Accept: ");
        let (post, both) = match of_accept {
            Some(value) => (
                format!("the client posts JSON with Accept: {value}"),
                format!("the client sends Accept: {value}"),
            ),
            None if get == "the client sends GET and accepts anything" => (
                "the client posts JSON and accepts anything".to_owned(),
                "the client sends no Accept header".to_owned(),
            ),
            None => return None,
        };
        Some((get, post, both))
    });
    for (get, post, both) in pairs {
        if let Some(at) = words.iter().position(|w| *w == post) {
            words.remove(at);
            let at = words.iter().position(|w| *w == get).unwrap_or(0);
            words[at] = both;
        }
    }
}

/// Goes without saying where no other client is told apart.
pub(super) const REST: &str = "a client that does not speak SOAP";

/// The protocols as a reader would put them.
pub(super) fn in_short(held: &mut Vec<Held>) {
    for held in held.iter_mut().filter(|h| h.inputs.contains(&Location::Format)) {
        if held.words.len() == 2 && !held.words.iter().any(|w| w == REST) {
            held.words = vec!["a SOAP client".to_owned()];
        }
    }
    for held in held.iter_mut().filter(|h| h.inputs == of_the_client()) {
        whatever_it_accepts(&mut held.words);
        whatever_the_method(&mut held.words);
    }
    held.retain(|h| h.words != [REST]);
}
