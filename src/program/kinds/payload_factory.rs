//! `payloadFactory`: makes the body from a format and arguments (wso2-synapse,
//! `PayloadFactoryMediatorFactory`; every refusal was run on the engines of 2.0.0 to 4.0.0, and on
//! that of 4.5.0 where `${..}` is concerned).

mod running;

use super::freemarker;
use crate::expression::{Expression, Location, Syntax};
use crate::gateway::engine::Engine;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Name, Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::{How, Uses, Write};
use crate::stock::Release;
use crate::xml::{NodeId, known};

/// A body made from a format.
#[derive(Debug, Clone, PartialEq)]
pub struct PayloadFactory {
    /// What the body is to be, as written.
    pub media_type: Option<String>,
    /// Whether the format is a FreeMarker template, where the release knows those.
    pub is_freemarker: bool,
    /// The format.
    pub format: Option<Format>,
    /// The arguments, in order.
    pub args: Vec<Arg>,
}

/// What a payload is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Format {
    /// Its element.
    pub element: NodeId,
    /// Where it is kept, if not in the file.
    pub key: Option<Name>,
    /// The first element inside, which is all that counts of an XML format.
    pub xml: Option<NodeId>,
    /// The text inside, trimmed.
    pub text: String,
    /// Every text that a `${..}` counts in: of an XML format those of the first element.
    texts: Vec<String>,
}

/// An argument of a payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// Its element.
    pub element: NodeId,
    /// A literal.
    pub value: Option<String>,
    /// What it is computed by: a JSONPath with `evaluator="json"`, else an XPath.
    pub expression: Option<Expression>,
    /// Whether the expression is a JSONPath.
    pub is_json: bool,
    /// Whether it is a plain string, whatever it looks like.
    pub is_literal: bool,
    /// Whether it is known how the expression is read: no template decides that.
    is_known: bool,
}

/// An `arg`.
pub const ARG: Form = Form {
    attributes: &[
        attribute("evaluator", Is::Default("xml")),
        attribute("literal", Is::Default("false")),
    ],
    hides: &[("value", &["expression"])],
    ..Form::part("arg")
};

/// What a body is made as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// `media-type="json"`.
    Json,
    /// `media-type="xml"`, or none.
    Xml,
    /// `media-type="text"`.
    Text,
    /// Another media type: it loads, and nothing happens when it runs.
    Inert,
}

impl Medium {
    /// The medium of a media type.
    pub fn of(media_type: &str) -> Self {
        match media_type {
            "json" => Self::Json,
            "xml" => Self::Xml,
            "text" => Self::Text,
            _ => Self::Inert,
        }
    }

    /// The content type that such a payload sets.
    pub fn content_type(self) -> Option<&'static str> {
        match self {
            Self::Json => Some("application/json"),
            Self::Xml => Some("application/xml"),
            Self::Text => Some("text/plain"),
            Self::Inert => None,
        }
    }
}

impl PayloadFactory {
    /// What the body is made as.
    pub fn medium(&self) -> Medium {
        Medium::of(self.media_type.as_deref().unwrap_or("xml"))
    }

    /// Whether a template says what the body is made as.
    pub(super) fn is_made_by_template(&self) -> bool {
        self.media_type.as_deref().is_some_and(|media| known(media).is_none())
    }

    /// Whether the factory reads the format as text: it looks for two words in the media type.
    fn is_text(&self) -> bool {
        self.media_type.as_deref().is_some_and(|m| m.contains("json") || m.contains("text"))
    }

    /// As `Mediate::refused`, whatever JSONPaths stand where an XPath is read.
    pub fn refused_otherwise(&self, release: Release) -> Option<String> {
        let args = self.args.iter().filter(|a| !a.is_json_path_as_xpath());
        self.bad_format(release).or_else(|| args.into_iter().find_map(|a| a.refused(release)))
    }

    /// The texts in which every `${..}` is an expression from 4.5.0 on.
    pub fn dollar_texts(&self) -> impl Iterator<Item = &str> {
        let format = self.format.as_ref().filter(|f| !self.is_freemarker && f.key.is_none());
        format.into_iter().flat_map(|f| f.texts.iter().map(String::as_str))
    }

    fn bad_format(&self, release: Release) -> Option<String> {
        let Some(format) = &self.format else { return Some("has no <format>".into()) };
        if let Some(key) = &format.key {
            return key.refused();
        }
        if self.is_freemarker && Engine(release).has_freemarker() {
            return freemarker::refused(known(&format.text)?)
                .map(|why| format!("has a FreeMarker format that does not parse: {why}"));
        }
        // An XML format without an element loads from 4.5.0 on.
        let may_be_element = self.is_made_by_template() || known(&format.text).is_none();
        let is_text = self.is_text() || may_be_element;
        if !is_text && format.xml.is_none() && release < Release::V4_5_0 {
            return Some("has no element in its <format>, which is XML by its media-type".into());
        }
        self.dollar_texts().find_map(|text| load::refused_in_text(text, release))
    }
}

impl Arg {
    /// Reads one.
    fn read(at: Part<'_>) -> Self {
        let is_json = at.says("evaluator", "json");
        let syntax = if is_json { Syntax::JsonPath } else { Syntax::XPath };
        Self {
            element: at.element,
            value: at.attr("value"),
            expression: at.expression("expression", syntax),
            is_json,
            is_literal: at.says("literal", "true"),
            is_known: at.attr("evaluator").is_none_or(|by| known(&by).is_some()),
        }
    }

    /// The expression, where it counts.
    pub fn computed(&self) -> Option<&Expression> {
        self.expression.as_ref().filter(|_| self.value.is_none())
    }

    /// Whether it is `json-eval(..)` without `evaluator="json"`, which is read as XPath.
    pub fn is_json_path_as_xpath(&self) -> bool {
        let as_json = |e: &Expression| e.text().trim_start().starts_with("json-eval(");
        !self.is_json && self.computed().is_some_and(as_json)
    }

    fn refused(&self, release: Release) -> Option<String> {
        if self.value.is_some() {
            return None;
        }
        let Some(expression) = self.expression.as_ref().filter(|e| !e.text().trim().is_empty())
        else {
            return Some("has an <arg> with neither value nor expression".into());
        };
        let text = known(expression.text()).filter(|_| self.is_known)?;
        if self.is_json_path_as_xpath() {
            return Some(format!("has an <arg> with {text} and without evaluator=\"json\""));
        }
        let broken = expression.broken_on(release)?;
        Some(format!("has an <arg> with the expression {text}: {broken}"))
    }
}

impl Mediate for PayloadFactory {
    const FORM: Form = Form {
        attributes: &[
            attribute("media-type", Is::Default("xml")),
            attribute("escapeXmlChars", Is::Default("false")),
        ],
        identity: Identity::Alone,
        children: Children::Content,
        body: Body::Replaced,
        ..Form::of("payloadFactory")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let media_type = at.attr("media-type");
        let as_text =
            media_type.as_deref().is_some_and(|m| m.contains("json") || m.contains("text"));
        let args = at.part("args").into_iter().flat_map(Part::children);
        Self {
            is_freemarker: at
                .attr("template-type")
                .is_some_and(|t| t.eq_ignore_ascii_case("freemarker")),
            format: at.part("format").map(|format| Format::read(format, as_text)),
            args: args.map(Arg::read).collect(),
            media_type,
        }
    }

    fn refused(&self, release: Release) -> Option<String> {
        self.bad_format(release).or_else(|| self.args.iter().find_map(|a| a.refused(release)))
    }

    fn uses(&self, uses: &mut Uses) {
        if self.medium() == Medium::Inert {
            return;
        }
        uses.expression(self.args.iter().filter_map(Arg::computed));
        uses.expression(self.format.iter().filter_map(|f| f.key.as_ref()?.inside.as_ref()));
        uses.set(Location::Body);
        uses.remove(Location::scoped("axis2", "NO_ENTITY_BODY"));
        // XML keeps a type that is XML already.
        let how = if self.medium() == Medium::Xml { How::MaybeSet } else { How::Set };
        for (scope, name) in
            [("axis2", "messageType"), ("axis2", "ContentType"), ("transport", "Content-Type")]
        {
            uses.writes.push(Write { location: Location::scoped(scope, name), how });
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        running::run(self, at, on)
    }
}

impl Format {
    fn read(at: Part<'_>, as_text: bool) -> Self {
        let xml = at.children().next().map(|c| c.element);
        let text = at.text();
        let texts = match xml.filter(|_| !as_text) {
            None => vec![text.clone()],
            Some(root) => texts_in(at, root),
        };
        Self { element: at.element, key: at.computed("key"), xml, text, texts }
    }
}

/// The texts and attribute values of an element and all below it that have a `${` in them.
fn texts_in(at: Part<'_>, root: NodeId) -> Vec<String> {
    let doc = at.doc;
    if !doc.slice(doc.node(root).span).contains("${") {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        all.push(doc.own_text(element).into_owned());
        all.extend(doc.attributes(element).map(|a| doc.attribute_value(a).into_owned()));
        open.extend(doc.child_elements(element));
    }
    all.retain(|text| text.contains("${"));
    all
}
