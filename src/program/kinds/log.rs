//! `log`: writes to the gateway's log (wso2-synapse, `LogMediatorFactory`,
//! `MediatorPropertyFactory`; every refusal was run on the engines of 2.0.0 to 4.0.0).

use crate::expression::{Location, Syntax};
use crate::gateway::message::{Body, Message, Value};
use crate::gateway::{Here, Logged, Run, Stop, Walker, formatter, steps};
use crate::program::form::{Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Given, Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::Uses;
use crate::stock::Release;
use crate::xml::known;

/// What is written to the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// How much of the message, as written.
    pub level: Option<String>,
    /// How serious, as written.
    pub category: Option<String>,
    /// What stands between the parts.
    pub separator: Option<String>,
    /// What is written beside the message.
    pub properties: Vec<LogProperty>,
    /// The text that is written from 4.5.0 on; older engines do not read it.
    pub message: Option<String>,
}

/// A name and a value in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogProperty {
    /// The name.
    pub name: Option<String>,
    /// The value.
    pub given: Given,
    /// Whether an element stands inside, which is taken for a value.
    pub has_child: bool,
}

impl Log {
    /// How much of the message is written.
    pub fn level(&self) -> &str {
        self.level.as_deref().unwrap_or("simple")
    }
}

impl LogProperty {
    fn refused(&self, release: Release) -> Option<String> {
        if self.name.as_ref().is_none_or(|n| n.is_empty()) {
            return Some("has a <property> without a name".into());
        }
        let has_value = self.given.value.as_ref().is_some_and(|v| !v.trim().is_empty());
        if has_value || self.has_child {
            return None;
        }
        let expression = self.given.expression.as_ref();
        match expression.filter(|e| !e.text().trim().is_empty()) {
            Some(expression) => load::refused(expression, release),
            None => Some("has a <property> with neither value nor expression".into()),
        }
    }
}

impl Mediate for Log {
    const FORM: Form = Form {
        attributes: &[
            attribute("level", Is::Default("simple")),
            attribute("category", Is::Word("INFO")),
            attribute("separator", Is::Default(", ")),
        ],
        identity: Identity::Attributes(&["level"]),
        children: Children::Content,
        ..Form::of("log")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let property = |p: Part<'_>| LogProperty {
            name: p.attr("name"),
            given: p.given(Syntax::Either),
            has_child: p.children().next().is_some(),
        };
        Self {
            level: at.attr("level"),
            category: at.attr("category"),
            separator: at.attr("separator"),
            properties: at.parts("property").map(property).collect(),
            message: at.part("message").map(Part::text),
        }
    }

    fn refused(&self, release: Release) -> Option<String> {
        // 2.0.0 takes any level, 2.6.0 does not.
        let exists = |level: &&str| matches!(*level, "simple" | "headers" | "full" | "custom");
        if release >= Release::V2_2_0
            && let Some(level) = known(self.level()).filter(|level| !exists(level))
        {
            return Some(format!("has the level \"{level}\", which does not exist"));
        }
        let categories = ["INFO", "DEBUG", "TRACE", "WARN", "ERROR", "FATAL"];
        if let Some(category) = self.category.as_deref().and_then(known)
            && !categories.iter().any(|c| category.trim().eq_ignore_ascii_case(c))
        {
            return Some(format!("has the category \"{category}\", which does not exist"));
        }
        let property = self.properties.iter().find_map(|p| p.refused(release));
        property.or_else(|| load::refused_in_text(self.message.as_deref()?, release))
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.properties.iter().filter_map(|p| p.given.computed()));
        if matches!(self.level(), "simple" | "full") {
            let addresses = ["To", "Action", "ReplyTo", "MessageID"];
            uses.reads.extend(addresses.map(|name| Location::Address(name.into())));
        }
        if self.level() == "full" {
            uses.reads.push(Location::Body);
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, _: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        let text = match self.line(on) {
            Err(Stop::Unknown(what)) => Value::Unknown(what),
            text => Value::Text(text?),
        };
        on.steps.did(|| match &text {
            Value::Text(text) => format!("writes to the log: {}", steps::cut(text)),
            _ => "writes to the log".to_owned(),
        });
        let category = self.category.as_deref().unwrap_or("INFO");
        on.log.push(Logged { category: category.trim().to_ascii_uppercase(), text });
        Ok(true)
    }
}

impl Log {
    /// What it writes (`LogMediator`; each rule was run). What it reads may throw.
    fn line(&self, on: &Walker<'_>) -> Run<String> {
        let level = self.level().trim().to_ascii_lowercase();
        let mut parts = match level.as_str() {
            "custom" | "headers" => Vec::new(),
            _ => addresses(&on.message),
        };
        let mut unknown = None;
        for property in &self.properties {
            let name = property.name.as_deref().unwrap_or_default();
            match on.given(&property.given) {
                // A later property may still throw.
                Err(Stop::Unknown(what)) => unknown = unknown.or(Some(what)),
                value => parts.push(format!("{name} = {}", value?.as_deref().unwrap_or("null"))),
            }
        }
        if self.message.is_some() && on.engine.logs_messages() {
            return Err(Stop::unknown("how the <message> of a log is written"));
        }
        if level == "full" {
            parts.push(whole_message(on)?);
        }
        match unknown {
            Some(what) => Err(Stop::Unknown(what)),
            None => Ok(parts.join(self.separator.as_deref().unwrap_or(", "))),
        }
    }
}

/// Where the message comes from and goes to.
fn addresses(message: &Message) -> Vec<String> {
    let mut parts = vec![format!("To: {}", message.to.as_deref().unwrap_or_default())];
    let fields = [
        ("From", "From"),
        ("Action", "WSAction"),
        ("Action", "SOAPAction"),
        ("ReplyTo", "ReplyTo"),
    ];
    for (name, label) in fields {
        let value = message.addressing.get(name).filter(|v| !v.is_empty());
        parts.extend(value.map(|v| format!("{label}: {v}")));
    }
    let id = message.addressing.get("MessageID");
    parts.push(format!("MessageID: {}", id.map_or("(its id)", String::as_str)));
    let direction = if message.is_response { "response" } else { "request" };
    parts.push(format!("Direction: {direction}"));
    parts
}

/// The payload where it is JSON and nothing made XML of it, else the envelope.
fn whole_message(on: &Walker<'_>) -> Run<String> {
    if let Body::Json(text) = &on.message.body
        && on.message.xml_beside.is_none()
        && !on.engine.logs_json_as_xml()
    {
        return Ok(format!("Payload: {text}"));
    }
    let envelope = formatter::envelope(&on.message, on.engine, "utf-8")?;
    Ok(format!("Envelope: {envelope}"))
}
