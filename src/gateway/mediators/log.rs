//! log: what it writes, which the console shows (wso2-synapse, `LogMediator`; each rule was run).

use super::{Mediator, Walker};
use crate::gateway::message::{Body, Value};
use crate::gateway::{Logged, Run, Stop, formatter, steps};

impl Walker<'_> {
    /// What a log reads may throw, and ends the sequence then.
    pub(super) fn log(&mut self, at: Mediator<'_>) -> Run<bool> {
        let text = match self.logged(at) {
            Err(Stop::Unknown(what)) => Value::Unknown(what),
            text => Value::Text(text?),
        };
        self.steps.did(|| match &text {
            Value::Text(text) => format!("writes to the log: {}", steps::cut(text)),
            _ => "writes to the log".to_owned(),
        });
        let category = at.attr("category").unwrap_or_else(|| "INFO".to_owned());
        self.log.push(Logged { category: category.trim().to_ascii_uppercase(), text });
        Ok(true)
    }

    fn logged(&self, at: Mediator<'_>) -> Run<String> {
        let level = at.attr("level").unwrap_or_else(|| "simple".to_owned());
        let level = level.trim().to_ascii_lowercase();
        let mut parts = match level.as_str() {
            "custom" | "headers" => Vec::new(),
            _ => self.addresses(),
        };
        let mut unknown = None;
        for property in at.children().filter(|c| c.name() == "property") {
            let name = property.attr("name").unwrap_or_default();
            let value = match (property.attr("value"), property.attr("expression")) {
                (Some(value), _) => Ok(Some(value)),
                (None, Some(text)) => self.string(property, &text),
                (None, None) => Ok(None),
            };
            match value {
                // A later property may still throw.
                Err(Stop::Unknown(what)) => unknown = unknown.or(Some(what)),
                value => parts.push(format!("{name} = {}", value?.as_deref().unwrap_or("null"))),
            }
        }
        if at.child("message").is_some() && self.engine.logs_messages() {
            return Err(Stop::unknown("how the <message> of a log is written"));
        }
        if level == "full" {
            parts.push(self.whole_message()?);
        }
        let separator = at.attr("separator").unwrap_or_else(|| ", ".to_owned());
        match unknown {
            Some(what) => Err(Stop::Unknown(what)),
            None => Ok(parts.join(&separator)),
        }
    }

    /// Where the message comes from and goes to.
    fn addresses(&self) -> Vec<String> {
        let message = &self.message;
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
    fn whole_message(&self) -> Run<String> {
        if let Body::Json(text) = &self.message.body
            && self.message.xml_beside.is_none()
            && !self.engine.logs_json_as_xml()
        {
            return Ok(format!("Payload: {text}"));
        }
        let envelope = formatter::envelope(&self.message, self.engine, "utf-8")?;
        Ok(format!("Envelope: {envelope}"))
    }
}
