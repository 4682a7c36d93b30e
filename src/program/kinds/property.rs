//! `property`: sets a property, a header or an address of the message, or takes one away
//! (wso2-synapse, `PropertyMediatorFactory`; every refusal was run on the engines of 2.0.0 to
//! 4.0.0).

use crate::expression::{Expression, Location, Syntax};
use crate::gateway::engine::Engine;
use crate::program::form::{Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Given, Name, Part, Reader};
use crate::program::uses::{How, Uses, Write};
use crate::stock::Release;
use crate::xml::{Document, NodeId};

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
        let data_type = self.data_type.as_deref();
        if let Some(name) = data_type
            && (!TYPES.contains(&name) || name == "JSON" && release < Release::V4_0_0)
        {
            return Some(format!("has the type \"{name}\", which does not exist"));
        }
        if let (Some(name), Some(value)) = (data_type, &self.given.value)
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
        let group = self.group.as_ref()?;
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
        let known = SCOPES.iter().any(|(s, first)| *s == self.scope && release >= *first);
        let scope =
            || (!known).then(|| format!("has the scope \"{}\", which does not exist", self.scope));
        let value = || match self.removes {
            true => None,
            false => self.bad_value(release).or_else(|| self.bad_pattern()),
        };
        self.bad_name(release).or_else(scope).or_else(value)
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.name.iter().filter_map(|n| n.inside.as_ref()));
        uses.expression(self.computed());
        let Some(location) = self.location() else { return };
        let how = if self.removes { How::Removed } else { How::Set };
        if self.is("axis2", "messageType") && !self.removes {
            // `PropertyMediator`: the type goes into two more places.
            uses.set(Location::scoped("axis2", "ContentType"));
            uses.set(Location::scoped("transport", "Content-Type"));
        }
        uses.writes.push(Write { location, how });
    }
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
