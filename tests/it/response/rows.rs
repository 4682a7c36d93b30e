//! What the tables of the engine's behaviour need: a sequence of some mediators over a message, on
//! the four engines that were run.

use faultgraft::gateway::engine::Engine;
use faultgraft::gateway::formatter::Sent;
use faultgraft::gateway::{
    Body, Ended, Library, Message, Refused, Response, Sequence, Value, Walked, respond, walk,
};
use faultgraft::stock::Release;

/// The engines that were run in full.
pub const ENGINES: [Release; 4] =
    [Release::V2_0_0, Release::V2_6_0, Release::V3_2_0, Release::V4_0_0];

/// The same on each of [`ENGINES`].
pub fn all(text: &str) -> [&str; 4] {
    [text; 4]
}

/// A sequence of that name.
pub fn sequence(name: &str, inside: &str) -> Sequence {
    let xmlns = "http://ws.apache.org/ns/synapse";
    let text = format!("<sequence xmlns=\"{xmlns}\" name=\"{name}\">{inside}</sequence>");
    Sequence::parse(&text).expect("it is XML")
}

/// A POST without body whose property `V` has that value.
pub fn with(value: Value) -> Message {
    let mut message = Message::request("POST");
    message.properties.insert("V".to_owned(), value);
    message
}

/// As [`with`], for a text.
pub fn with_text(value: &str) -> Message {
    with(Value::text(value))
}

/// What comes of some mediators, or why they do not load. `helper` returns false.
pub fn load(release: Release, message: &Message, inside: &str) -> Result<Walked, Refused> {
    let mut library = Library { classes_are_known: true, ..Library::default() };
    library.sequences.insert("helper".to_owned(), sequence("helper", "<drop/>").into());
    library.inert_classes.insert("com.acme.Inert".to_owned());
    walk(message, &sequence("s", inside), &library, release)
}

/// What comes of mediators that load.
#[track_caller]
pub fn run(release: Release, message: &Message, inside: &str) -> Walked {
    load(release, message, inside).unwrap_or_else(|why| panic!("{release} {why}: {inside}"))
}

/// The body in the end: its text, its XML, `none`; `throws` where the engine does; what the walk
/// does not know with a question mark.
pub fn body(walked: &Walked) -> String {
    match (&walked.ended, &walked.message.body) {
        (Ended::Threw(_), _) => "throws".to_owned(),
        (Ended::Unknown(what), _) | (_, Body::Unknown(what)) => format!("? {what}"),
        (_, Body::None) => "none".to_owned(),
        (_, Body::Json(text)) => text.clone(),
        (_, Body::Xml(elements)) => match walked.message.body.as_text() {
            Some(text) => text,
            None => elements.iter().map(|e| e.write()).collect(),
        },
    }
}

/// What a property of the default scope is in the end, as Java prints it; `null` without it.
pub fn property(walked: &Walked, name: &str) -> String {
    walked.message.properties.get(name).map_or_else(|| "null".to_owned(), Value::to_string)
}

/// What an axis2 property is in the end; `null` without it.
pub fn axis2(walked: &Walked, name: &str) -> String {
    walked.message.axis2_text(name).unwrap_or_else(|| "null".to_owned())
}

/// A header in the end; `null` without it.
pub fn header(walked: &Walked, name: &str) -> String {
    walked.message.headers.get(name).map_or_else(|| "null".to_owned(), Value::to_string)
}

/// Whether some mediators load.
pub fn loads(release: Release, inside: &str) -> bool {
    load(release, &with_text("x"), inside).is_ok()
}

/// What the root returned; none where it threw or is unknown.
pub fn returned(walked: &Walked) -> Option<bool> {
    match walked.ended {
        Ended::Returned(returned) => Some(returned),
        _ => None,
    }
}

/// What a message is as a response.
pub fn response(release: Release, message: &Message) -> Response {
    respond(&mut message.clone(), Engine(release))
}

/// The text that is sent; `none`, `fails` or a question mark where there is none.
pub fn text(response: &Response) -> String {
    match &response.body {
        Sent::Text(text) => text.clone(),
        Sent::None => "none".to_owned(),
        Sent::Failed(_) => "fails".to_owned(),
        Sent::Unknown(what) => format!("? {what}"),
    }
}

/// Text as an attribute's value.
pub fn attribute(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
}
