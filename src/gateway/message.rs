//! A message on its way through the mediators: properties of three scopes, headers, a body.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use indexmap::IndexSet;

use super::element::{Element, Name, Node};
use super::engine::Engine;
use super::formatter::Registered;
use super::{Run, Stop};

/// The value of a property, as Java has it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A `String`.
    Text(String),
    /// An `Integer`.
    Integer(i32),
    /// A `Long`.
    Long(i64),
    /// A `Short`.
    Short(i16),
    /// A `Double`.
    Double(f64),
    /// A `Float`.
    Float(f32),
    /// A `Boolean`.
    Boolean(bool),
    /// An element (type OM).
    Xml(Box<Element>),
    /// A list of nodes, which enrich makes of what it takes from a message.
    Nodes(Vec<Node>),
    /// A JSON value (type JSON).
    Json(String),
    /// What the walk cannot know, by the name of what it comes from.
    Unknown(String),
}

impl Value {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The value itself where the walk knows it.
    pub fn known(&self) -> Option<&Self> {
        (!matches!(self, Self::Unknown(_))).then_some(self)
    }

    /// The name of what it comes from where the walk does not know it.
    pub fn unknown(&self) -> Option<&str> {
        match self {
            Self::Unknown(name) => Some(name),
            _ => None,
        }
    }

    /// Whether Java has it as `Boolean.TRUE`.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Boolean(true))
    }
}

/// As Java's `toString` prints it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(t) | Self::Json(t) => f.write_str(t),
            Self::Integer(n) => write!(f, "{n}"),
            Self::Long(n) => write!(f, "{n}"),
            Self::Short(n) => write!(f, "{n}"),
            Self::Double(d) => f.write_str(&java_double(*d)),
            Self::Float(d) => f.write_str(&java_double(d.to_string().parse().unwrap_or(f64::NAN))),
            Self::Boolean(b) => write!(f, "{b}"),
            Self::Xml(e) => f.write_str(&e.write()),
            Self::Nodes(all) => {
                let shown = |node: &Node| match node {
                    Node::Element(element) => element.write(),
                    // Java prints the object: its class and its hash, which nobody knows before.
                    Node::Text(_) => "org.apache.axiom.om.impl.llom.OMTextImpl@".to_owned(),
                };
                let all: Vec<String> = all.iter().map(shown).collect();
                write!(f, "[{}]", all.join(", "))
            }
            Self::Unknown(name) => write!(f, "(unknown: {name})"),
        }
    }
}

/// `Double.toString`: a decimal point always, an exponent outside 10^-3 to 10^7.
fn java_double(d: f64) -> String {
    if d.is_nan() {
        return "NaN".to_owned();
    }
    if d.is_infinite() {
        return if d > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if d == 0.0 || (1e-3..1e7).contains(&d.abs()) {
        return format!("{d:?}");
    }
    let text = format!("{d:E}");
    match text.split_once('E') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0E{exponent}"),
        _ => text,
    }
}

/// What kind of client asks (wso2-synapse, passthru `ServerWorker`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Format {
    /// Anything but SOAP.
    #[default]
    Rest,
    /// SOAP 1.1: text/xml.
    Soap11,
    /// SOAP 1.2: application/soap+xml.
    Soap12,
}

impl Format {
    /// What `get-property('MESSAGE_FORMAT')` gives.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "pox",
            Self::Soap11 => "soap11",
            Self::Soap12 => "soap12",
        }
    }
}

/// The namespaces of SOAP envelopes, 1.1 and 1.2.
pub const SOAP: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];

/// Transport headers by name, without regard to case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Headers(BTreeMap<String, (String, Value)>);

impl Headers {
    /// A header's value.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(&name.to_ascii_lowercase()).map(|(_, value)| value)
    }

    /// Sets a header; the spelling that came first stays.
    pub fn set(&mut self, name: &str, value: Value) {
        match self.0.entry(name.to_ascii_lowercase()) {
            Entry::Occupied(mut header) => header.get_mut().1 = value,
            Entry::Vacant(place) => _ = place.insert((name.to_owned(), value)),
        }
    }

    /// Takes a header away.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(&name.to_ascii_lowercase());
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.values().map(|(name, value)| (name.as_str(), value))
    }

    /// Takes all away.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// The body of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// A JSON stream, byte for byte; nobody has checked that it is JSON.
    Json(String),
    /// XML: the children of the SOAP body.
    Xml(Vec<Element>),
    /// What the walk cannot know, by the name of what made it.
    Unknown(String),
}

/// The namespace of the element that Axis2 keeps plain text in.
pub const TEXT_NAMESPACE: &str = "http://ws.apache.org/commons/ns/payload";

impl Body {
    /// Plain text.
    pub fn text(text: &str) -> Self {
        let name = Name::of("axis2ns1", TEXT_NAMESPACE, "text");
        Self::Xml(vec![Element::with_text(name, text)])
    }

    /// The text, where the body is plain text.
    pub fn as_text(&self) -> Option<String> {
        match self {
            Self::Xml(all) => {
                let first = all.first()?;
                let is_text = first.name.namespace == TEXT_NAMESPACE && first.name.local == "text";
                is_text.then(|| first.deep_text())
            }
            _ => None,
        }
    }

    /// How large it is, as [`Element::size`].
    pub fn size(&self) -> usize {
        match self {
            Self::None | Self::Unknown(_) => 0,
            Self::Json(text) => text.len(),
            Self::Xml(all) => all.iter().map(Element::size).sum(),
        }
    }

    /// Whether it is a SOAP fault.
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Xml(all) if all.first().is_some_and(|e| {
            e.name.local == "Fault" && SOAP.contains(&e.name.namespace.as_str())
        }))
    }
}

/// A message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// The request's method.
    pub method: String,
    /// What kind of client asks.
    pub format: Format,
    /// Whether the envelope is one of SOAP 1.2.
    pub envelope_is_12: bool,
    /// Where it goes (WS-Addressing To).
    pub to: Option<String>,
    /// WS-Addressing's other fields, by name; also what stands for `SYSTEM_DATE` and `SYSTEM_TIME`.
    pub addressing: BTreeMap<String, String>,
    /// Whether it is a response.
    pub is_response: bool,
    /// Whether a fault was made: the status stays 500 whatever the body becomes.
    pub made_fault: bool,
    /// Synapse properties (`$ctx:`).
    pub properties: BTreeMap<String, Value>,
    /// Axis2 properties (`$axis2:`).
    pub axis2: BTreeMap<String, Value>,
    /// Properties of the operation scope.
    pub operation: BTreeMap<String, Value>,
    /// Client options, which `$axis2:` also reads.
    pub client: BTreeMap<String, Value>,
    /// The parameters of the templates that run, the innermost last (`$func:`).
    pub functions: Vec<BTreeMap<String, Value>>,
    /// Transport headers (`$trp:`).
    pub headers: Headers,
    /// The body.
    pub body: Body,
    /// What enrich made of a JSON body's XML where an old engine keeps both: XPath and the XML
    /// formatters see it, the JSON goes out as it was.
    pub xml_beside: Option<Vec<Element>>,
    /// Whether a mediator has read the body since it was written.
    pub body_was_read: bool,
    /// What may have changed anything here, by name: the classes that ran.
    pub touched_by: IndexSet<String>,
    /// The mediator that wrote the body; none where it came with the message or from Java.
    pub body_from: Option<Origin>,
    /// What the gateway writes bodies with, beyond what its release registers.
    pub registered: Registered,
}

/// A mediator, by where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of the sequence whose file it stands in.
    pub sequence: String,
    /// Its line in that file, from 1.
    pub line: u32,
}

impl Message {
    /// A request of that method without a body, as the gateway's transport hands it over:
    /// `NO_ENTITY_BODY` is set for the methods that send none.
    pub fn request(method: &str) -> Self {
        let mut message = Self { method: method.to_owned(), ..Self::default() };
        message.axis2.insert("HTTP_METHOD".to_owned(), Value::text(method));
        if matches!(method, "GET" | "DELETE" | "HEAD" | "OPTIONS") {
            message.axis2.insert("NO_ENTITY_BODY".to_owned(), Value::Boolean(true));
        }
        message
    }

    /// What the transport notes of the request's content type (wso2-synapse, passthru
    /// `ServerWorker`; `PassThroughNHttpGetProcessor` for a GET without one).
    pub fn arrives_with(&mut self, content_type: Option<&str>, engine: Engine) {
        let Some(content_type) = content_type else {
            if self.method == "GET" && self.format == Format::Rest {
                self.axis2.insert("messageType".to_owned(), Value::text("application/xml"));
            }
            return;
        };
        let media = content_type.split(';').next().unwrap_or_default().trim();
        self.axis2.insert("messageType".to_owned(), Value::text(media));
        self.headers.set("Content-Type", Value::text(content_type));
        if engine.notes_content_type() && !self.axis2.contains_key("NO_ENTITY_BODY") {
            self.axis2.insert("ContentType".to_owned(), Value::text(content_type));
        }
    }

    /// An axis2 property; one of the operation scope or of the client's options where there is none
    /// (Axis2, `AbstractContext.getProperty` of its parents). Run on 4.0.0.
    pub fn axis2_or_operation(&self, name: &str) -> Option<&Value> {
        let above = || self.operation.get(name).or_else(|| self.client.get(name));
        self.axis2.get(name).or_else(above)
    }

    /// An axis2 property as a string; none where it is absent.
    pub fn axis2_text(&self, name: &str) -> Option<String> {
        self.axis2.get(name).map(Value::to_string)
    }

    /// A parameter of the template that runs; Java looks for one and throws where none does.
    pub(super) fn parameter(&self, name: &str) -> Run<Option<&Value>> {
        let running = self.functions.last();
        Ok(running.ok_or_else(|| Stop::threw("NullPointerException"))?.get(name))
    }

    /// Sets `messageType` with what follows from it: `ContentType` and the header (wso2-synapse,
    /// `PropertyMediator`, `PayloadFactoryMediator.setContentType`).
    pub fn set_message_type(&mut self, value: Value) {
        self.axis2.insert("messageType".to_owned(), value.clone());
        self.axis2.insert("ContentType".to_owned(), value.clone());
        self.headers.set("Content-Type", value);
    }

    /// What a SOAP envelope around the body is called.
    pub fn envelope_namespace(&self) -> &'static str {
        SOAP[usize::from(self.envelope_is_12)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_print_as_java_prints_them() {
        let all = [
            Value::Double(2.0),
            Value::Double(1e7),
            Value::Double(1.5e-5),
            Value::Float(1.10),
            Value::Integer(900901),
            Value::Boolean(true),
        ];
        let shown: Vec<String> = all.iter().map(Value::to_string).collect();
        assert_eq!(shown, ["2.0", "1.0E7", "1.5E-5", "1.1", "900901", "true"]);
    }

    #[test]
    fn headers_keep_their_first_spelling() {
        let mut headers = Headers::default();
        headers.set("X-Foo", Value::text("1"));
        headers.set("x-foo", Value::text("2"));
        assert_eq!(headers.iter().next(), Some(("X-Foo", &Value::text("2"))));
        headers.remove("X-FOO");
        assert_eq!(headers, Headers::default());
    }
}
