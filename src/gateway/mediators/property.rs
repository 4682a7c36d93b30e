//! property and header (wso2-synapse, `PropertyMediator`, `HeaderMediator`; each rule was run).

use super::{Mediator, Walker};
use crate::gateway::element::Element;
use crate::gateway::json::Json;
use crate::gateway::message::Value;
use crate::gateway::{Run, Stop, steps};

impl Walker<'_> {
    pub(super) fn property(&mut self, at: Mediator<'_>) -> Run<bool> {
        let name = self.property_name(at)?;
        let scope = at.attr("scope").unwrap_or_else(|| "default".to_owned());
        if at.attr("action").as_deref() == Some("remove") {
            self.remove(&scope, &name)?;
            self.wrote(&scope, &name, None);
            self.steps.did(|| "removed".to_owned());
            return Ok(true);
        }
        let value = match self.property_value(at) {
            Err(Stop::Unknown(what)) => Some(Value::Unknown(what)),
            other => other?,
        };
        let value = match (value, at.attr("pattern")) {
            (Some(value), Some(pattern)) => Some(self.part(&value, &pattern, at)?),
            (value, _) => value,
        };
        if value.is_some() || scope != "default" {
            self.wrote(&scope, &name, at.attr("expression").as_deref());
        }
        self.steps.did(|| steps::set(&scope, &name, value.as_ref()));
        self.set(&scope, &name, value)?;
        Ok(true)
    }

    fn property_name(&self, at: Mediator<'_>) -> Run<String> {
        let name = at.attr("name").unwrap_or_default();
        match name.strip_prefix('{').and_then(|n| n.strip_suffix('}')) {
            Some(expression) if self.engine.has_dynamic_names() => self
                .string(at, expression)?
                .ok_or_else(|| Stop::unknown(format!("a property named {name}"))),
            _ => Ok(name),
        }
    }

    /// `value` wins over a child, a child over `expression`; null is none.
    fn property_value(&self, at: Mediator<'_>) -> Run<Option<Value>> {
        let kind = at.attr("type").unwrap_or_else(|| "STRING".to_owned());
        if let Some(text) = at.attr("value") {
            return typed(&kind, &text).map(Some);
        }
        if let Some(child) = at.children().next() {
            let element = Element::of(at.doc, child.element);
            return Ok(Some(Value::Xml(Box::new(element))));
        }
        let text = at.attr("expression").unwrap_or_default();
        match self.string(at, &text)? {
            Some(found) => typed(&kind, &found).map(Some),
            None => null_as(&kind),
        }
    }

    /// What `pattern` and `group` leave of a value: nothing where it does not match as a whole.
    fn part(&self, value: &Value, pattern: &str, at: Mediator<'_>) -> Run<Value> {
        let Value::Text(text) = value else {
            return Err(Stop::unknown("a pattern over a value that is no string"));
        };
        let group = at.attr("group").and_then(|g| g.trim().parse().ok()).unwrap_or(0);
        Ok(Value::text(match self.full_match(pattern, text)? {
            None => "",
            Some(groups) => match groups.get(group) {
                Some(part) => return Ok(Value::text(part)),
                None if self.engine.missing_group_is_empty() => "",
                None => text,
            },
        }))
    }

    fn remove(&mut self, scope: &str, name: &str) -> Run<()> {
        let message = &mut self.message;
        match scope {
            "default" => {
                message.properties.remove(name);
            }
            "axis2" if name == "TRANSPORT_HEADERS" => message.headers.clear(),
            "axis2" => {
                message.axis2.remove(name);
            }
            "axis2-client" => {
                message.client.remove(name);
            }
            "transport" => message.headers.remove(name),
            "operation" => {
                message.operation.remove(name);
            }
            "trace" => {}
            scope => return Err(Stop::unknown(format!("a property of the scope {scope}"))),
        }
        Ok(())
    }

    /// Null leaves a default property as it is, takes an axis2 one away, and empties a header.
    fn set(&mut self, scope: &str, name: &str, value: Option<Value>) -> Run<()> {
        let message = &mut self.message;
        match (scope, value) {
            ("default", None) | ("trace", _) => {}
            ("default", Some(value)) => {
                let asks = name == "RESPONSE" && value.to_string().eq_ignore_ascii_case("true");
                message.is_response |= asks;
                message.properties.insert(name.to_owned(), value);
            }
            ("axis2", None) => {
                message.axis2.remove(name);
            }
            ("axis2", Some(value)) if name == "messageType" => message.set_message_type(value),
            ("axis2", Some(_)) if name == "TRANSPORT_HEADERS" => {
                return Err(Stop::unknown("all transport headers as one property"));
            }
            ("axis2", Some(value)) => {
                message.axis2.insert(name.to_owned(), value);
            }
            ("axis2-client", Some(value)) => {
                message.client.insert(name.to_owned(), value);
            }
            ("transport", value) => {
                message.headers.set(name, value.unwrap_or_else(|| Value::text("")));
            }
            ("operation", Some(value)) => {
                message.operation.insert(name.to_owned(), value);
            }
            ("operation" | "axis2-client", None) => {
                return Err(Stop::unknown(format!("null in the scope {scope}")));
            }
            (scope, _) => return Err(Stop::unknown(format!("a property of the scope {scope}"))),
        }
        Ok(())
    }

    pub(super) fn header(&mut self, at: Mediator<'_>) -> Run<bool> {
        let Some(name) = at.attr("name") else {
            return Err(Stop::unknown("a SOAP header as XML"));
        };
        let removes = at.attr("action").as_deref() == Some("remove");
        let in_transport = at.attr("scope").as_deref() == Some("transport");
        let value = match (removes, at.attr("value"), at.attr("expression")) {
            (true, ..) => None,
            (_, Some(value), _) => Some(Value::Text(value)),
            (_, None, Some(text)) => Some(match self.string(at, &text) {
                Err(Stop::Unknown(what)) if in_transport => Value::Unknown(what),
                found => match found? {
                    Some(text) => Value::Text(text),
                    // The header is there, and empty.
                    None if in_transport => Value::text(""),
                    None => {
                        return Err(Stop::unknown(format!("the header {name} from null")));
                    }
                },
            }),
            (_, None, None) => return Err(Stop::unknown(format!("the header {name}"))),
        };
        self.steps.did(|| match &value {
            None => "removed".to_owned(),
            value => steps::set("header", &name, value.as_ref()),
        });
        if in_transport {
            self.wrote("transport", &name, at.attr("expression").as_deref());
        }
        let message = &mut self.message;
        match (in_transport, value) {
            (true, Some(value)) => message.headers.set(&name, value),
            (true, None) => message.headers.remove(&name),
            (false, value) if name == "To" => message.to = value.map(|v| v.to_string()),
            (false, _) if name.contains(':') => {
                return Err(Stop::unknown(format!("the SOAP header {name}")));
            }
            (false, Some(value)) => {
                message.addressing.insert(name, value.to_string());
            }
            (false, None) => {
                message.addressing.remove(&name);
            }
        }
        Ok(true)
    }
}

/// A text as a value of a type (wso2-synapse, `XMLConfigConstants.DATA_TYPES`).
fn typed(kind: &str, text: &str) -> Run<Value> {
    let bad = || Stop::threw(format!("{text} is no {kind}"));
    // Java takes no blanks round whole numbers, and round others it does.
    Ok(match kind {
        "STRING" => Value::text(text),
        "INTEGER" => Value::Integer(text.parse().map_err(|_| bad())?),
        "LONG" => Value::Long(text.parse().map_err(|_| bad())?),
        "SHORT" => Value::Short(text.parse().map_err(|_| bad())?),
        "DOUBLE" => Value::Double(float(text).ok_or_else(bad)?),
        "FLOAT" => Value::Float(float(text).ok_or_else(bad)? as f32),
        "BOOLEAN" => {
            let truthy = ["true", "yes", "1"].iter().any(|t| text.eq_ignore_ascii_case(t));
            Value::Boolean(truthy)
        }
        "OM" => Value::Xml(Box::new(Element::parse(text).map_err(|why| why.or(bad()))?)),
        "JSON" => match Json::parse(text) {
            Ok(json) => Value::Json(json.write()),
            // Gson reads a bare text as a string.
            Err(_) if !text.contains(['{', '[', '"', ':', ',']) => {
                Value::Json(crate::gateway::json::quoted(text))
            }
            Err(_) => return Err(Stop::unknown("what Gson makes of ill-formed JSON")),
        },
        other => return Err(Stop::unknown(format!("the type {other}"))),
    })
}

/// Null as a value of a type: numbers cannot be null, a Boolean is false then.
fn null_as(kind: &str) -> Run<Option<Value>> {
    match kind {
        "INTEGER" | "LONG" | "SHORT" | "FLOAT" | "DOUBLE" => {
            Err(Stop::threw(format!("null is not a value of the type {kind}")))
        }
        "BOOLEAN" => Ok(Some(Value::Boolean(false))),
        _ => Ok(None),
    }
}

fn float(text: &str) -> Option<f64> {
    text.trim().trim_end_matches(['f', 'F', 'd', 'D']).parse().ok()
}
