//! `property`: sets a property, a header or an address of the message, or takes one away
//! (wso2-synapse, `PropertyMediatorFactory`; every refusal was run on the engines of 2.0.0 to
//! 4.0.0).

use crate::expression::{Expression, Location, Syntax};
use crate::gateway::element::Element;
use crate::gateway::engine::Engine;
use crate::gateway::json::{Json, quoted};
use crate::gateway::message::{Message, Value};
use crate::gateway::{Here, Run, Stop, Walker, steps};
use crate::program::form::{Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Given, Name, Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::{How, Taker, Uses, Write};
use crate::stock::Release;
use crate::xml::{Document, NodeId, known};

/// A property that is set or taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its name.
    pub name: Option<Name>,
    /// Its scope as written; `default` where none is.
    pub scope: String,
    /// Whether it is taken away.
    pub removes: bool,
    /// Its type as written.
    pub data_type: Option<String>,
    /// Its value. It wins over an element inside, and that over an expression.
    pub given: Given,
    /// The element inside that is its value.
    pub child: Option<NodeId>,
    /// What of the value is taken: where this matches all of it, the group.
    pub pattern: Option<String>,
    /// Which group of the pattern.
    pub group: Option<String>,
}

/// The scopes, and the first release that knows each (4.1.0 and 4.2.0: the sources of the tags).
const SCOPES: [(&str, Release); 9] = [
    ("default", Release::V1_7_0),
    ("axis2", Release::V1_7_0),
    ("transport", Release::V1_7_0),
    ("axis2-client", Release::V1_7_0),
    ("operation", Release::V1_7_0),
    ("registry", Release::V1_7_0),
    ("trace", Release::V4_0_0),
    ("system", Release::V4_1_0),
    ("analytics", Release::V4_2_0),
];

const TYPES: [&str; 9] =
    ["STRING", "BOOLEAN", "INTEGER", "LONG", "SHORT", "FLOAT", "DOUBLE", "OM", "JSON"];

impl Property {
    /// What it sets or takes away; none where the name is computed.
    pub fn location(&self) -> Option<Location> {
        let name = self.name.as_ref().filter(|n| n.inside.is_none())?;
        Some(Location::scoped(&self.scope, &name.text))
    }

    /// Whether it writes the property of that name in that scope. Headers have no case.
    pub fn is(&self, scope: &str, name: &str) -> bool {
        let same = |n: &Name| match scope {
            "transport" => n.text.eq_ignore_ascii_case(name),
            _ => n.text == name,
        };
        self.scope == scope && self.name.as_ref().is_some_and(same)
    }

    /// The expression that counts.
    pub fn computed(&self) -> Option<&Expression> {
        self.given.computed().filter(|_| !self.removes && self.child.is_none())
    }

    fn bad_name(&self, release: Release) -> Option<String> {
        // 2.0.0 takes an empty name, 2.6.0 does not.
        let allows_empty = release < Release::V2_2_0;
        match &self.name {
            None => Some("has no name".into()),
            Some(name) if name.text.trim().is_empty() && !allows_empty => {
                Some("has no name".into())
            }
            Some(name) if Engine(release).has_dynamic_names() => name.refused(),
            Some(_) => None,
        }
    }

    fn bad_value(&self, release: Release) -> Option<String> {
        if self.given.is_empty() && self.child.is_none() {
            return Some("has neither value nor expression".into());
        }
        let data_type = self.data_type.as_deref().and_then(known);
        if let Some(name) = data_type
            && (!TYPES.contains(&name) || name == "JSON" && release < Release::V4_0_0)
        {
            return Some(format!("has the type \"{name}\", which does not exist"));
        }
        if let (Some(name), Some(value)) = (data_type, self.given.literal())
            && !converts(name, value)
        {
            return Some(format!("has the value \"{value}\", which is not of the type {name}"));
        }
        self.computed().and_then(|e| load::refused(e, release))
    }

    fn bad_pattern(&self) -> Option<String> {
        let Some(pattern) = &self.pattern else {
            return self.group.as_ref().map(|_| "has a group and no pattern".into());
        };
        if let Some(why) = load::refused_pattern("pattern", pattern) {
            return Some(why);
        }
        let group = known(self.group.as_deref()?)?;
        let number = group.trim().parse::<i32>().is_ok_and(|n| n >= 0);
        (!number).then(|| format!("has the group \"{group}\", which is not a number from 0"))
    }
}

impl Mediate for Property {
    const FORM: Form = Form {
        attributes: &[
            attribute("scope", Is::Default("default")),
            attribute("type", Is::Default("STRING")),
            attribute("action", Is::Only("remove")),
            attribute("group", Is::Default("0")),
        ],
        hides: &[("value", &["expression"]), ("action", &["value", "expression", "type"])],
        identity: Identity::Attributes(&["name", "scope"]),
        ..Form::of("property")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        Self {
            name: at.computed("name"),
            scope: at.attr("scope").unwrap_or_else(|| "default".to_owned()),
            removes: at.says("action", "remove"),
            data_type: at.attr("type"),
            given: at.given(Syntax::Either),
            child: at.children().next().map(|c| c.element),
            pattern: at.attr("pattern"),
            group: at.attr("group"),
        }
    }

    fn refused(&self, release: Release) -> Option<String> {
        let exists =
            |scope: &str| SCOPES.iter().any(|(name, first)| *name == scope && release >= *first);
        let scope = || {
            let scope = known(&self.scope).filter(|scope| !exists(scope))?;
            Some(format!("has the scope \"{scope}\", which does not exist"))
        };
        let value = || match self.removes {
            true => None,
            false => self.bad_value(release).or_else(|| self.bad_pattern()),
        };
        self.bad_name(release).or_else(scope).or_else(value)
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.name.iter().filter_map(|n| n.inside.as_ref()));
        uses.expression(self.computed());
        if self.data_type.as_deref() == Some("OM") && uses.reads.contains(&Location::Body) {
            uses.gives = Some(Taker::Mediator);
        }
        let Some(location) = self.location() else { return };
        let how = if self.removes { How::Removed } else { How::Set };
        if self.is("axis2", "messageType") && !self.removes {
            // `PropertyMediator`: the type goes into two more places.
            uses.set(Location::scoped("axis2", "ContentType"));
            uses.set(Location::scoped("transport", "Content-Type"));
        }
        uses.writes.push(Write { location, how });
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        let name = self.name_now(on)?;
        let location = Location::scoped(&self.scope, &name);
        if self.removes {
            take_away(&mut on.message, &self.scope, &name)?;
            on.wrote(location, None);
            if self.scope == "axis2" && name == "TRANSPORT_HEADERS" {
                on.took_headers();
            }
            on.steps.did(|| "removed".to_owned());
            return Ok(true);
        }
        let value = match self.value_now(at, on) {
            Err(Stop::Unknown(what)) => Some(Value::Unknown(what)),
            other => other?,
        };
        let value = match (value, &self.pattern) {
            (Some(value), Some(pattern)) => Some(self.part(&value, pattern, on)?),
            (value, _) => value,
        };
        if value.is_some() && self.scope == "axis2" && name == "messageType" {
            on.wrote_type();
        }
        if value.is_some() || self.scope != "default" {
            on.wrote(location, self.computed());
        }
        on.steps.did(|| steps::set(&self.scope, &name, value.as_ref()));
        set(&mut on.message, &self.scope, &name, value)?;
        Ok(true)
    }
}

impl Property {
    fn name_now(&self, on: &Walker<'_>) -> Run<String> {
        let Some(name) = &self.name else { return Ok(String::new()) };
        match &name.inside {
            Some(expression) if on.engine.has_dynamic_names() => {
                let null = || Stop::unknown(format!("a property named {}", name.text));
                on.string(expression)?.ok_or_else(null)
            }
            _ => Ok(name.text.clone()),
        }
    }

    /// `value` wins over a child, a child over `expression`; null is none.
    fn value_now(&self, at: Here<'_>, on: &Walker<'_>) -> Run<Option<Value>> {
        let kind = self.data_type.as_deref().unwrap_or("STRING");
        if let Some(text) = &self.given.value {
            if let Some(open) = self.given.open() {
                return Err(Stop::unknown(open));
            }
            return typed(kind, text).map(Some);
        }
        if let Some(child) = self.child {
            let element = Element::of(at.part().doc, child);
            return Ok(Some(Value::Xml(Box::new(element))));
        }
        match on.given(&self.given)? {
            Some(found) => typed(kind, &found).map(Some),
            None => null_as(kind),
        }
    }

    /// What `pattern` and `group` leave of a value: nothing where it does not match as a whole.
    fn part(&self, value: &Value, pattern: &str, on: &Walker<'_>) -> Run<Value> {
        let Value::Text(text) = value else {
            return Err(Stop::unknown("a pattern over a value that is not a string"));
        };
        let group = self.group.as_ref().and_then(|g| g.trim().parse().ok()).unwrap_or(0);
        Ok(Value::text(match on.full_match(pattern, text)? {
            None => "",
            Some(groups) => match groups.get(group) {
                Some(part) => return Ok(Value::text(part)),
                None if on.engine.missing_group_is_empty() => "",
                None => text,
            },
        }))
    }
}

fn unknown_scope<T>(scope: &str) -> Run<T> {
    Err(Stop::unknown(format!("a property of the scope {scope}")))
}

fn take_away(message: &mut Message, scope: &str, name: &str) -> Run<()> {
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
        scope => return unknown_scope(scope),
    }
    Ok(())
}

/// Null leaves a default property as it is, takes an axis2 one away, and empties a header.
fn set(message: &mut Message, scope: &str, name: &str, value: Option<Value>) -> Run<()> {
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
        (scope, _) => return unknown_scope(scope),
    }
    Ok(())
}

/// A text as a value of a type (wso2-synapse, `XMLConfigConstants.DATA_TYPES`).
fn typed(kind: &str, text: &str) -> Run<Value> {
    let bad = || Stop::threw(format!("{text} is not of the type {kind}"));
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
            Err(_) if !text.contains(['{', '[', '"', ':', ',']) => Value::Json(quoted(text)),
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

/// Whether Java parses a value as that type.
fn converts(name: &str, value: &str) -> bool {
    match name {
        "INTEGER" => value.parse::<i32>().is_ok(),
        "LONG" => value.parse::<i64>().is_ok(),
        "SHORT" => value.parse::<i16>().is_ok(),
        // Java also takes blanks and a suffix such as `1.5f`.
        "FLOAT" | "DOUBLE" => {
            value.trim().trim_end_matches(['f', 'F', 'd', 'D']).parse::<f64>().is_ok()
        }
        "OM" => Document::parse(value).is_ok(),
        _ => true,
    }
}
