//! `log`: writes to the gateway's log (wso2-synapse, `LogMediatorFactory`,
//! `MediatorPropertyFactory`; every refusal was run on the engines of 2.0.0 to 4.0.0).

use crate::expression::{Location, Syntax};
use crate::program::form::{Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Given, Part, Reader};
use crate::program::uses::Uses;
use crate::stock::Release;

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
        let known = matches!(self.level(), "simple" | "headers" | "full" | "custom");
        if release >= Release::V2_2_0 && !known {
            return Some(format!("has the level \"{}\", which does not exist", self.level()));
        }
        let categories = ["INFO", "DEBUG", "TRACE", "WARN", "ERROR", "FATAL"];
        if let Some(category) = &self.category
            && !categories.iter().any(|c| category.trim().eq_ignore_ascii_case(c))
        {
            return Some(format!("has the category \"{category}\", which does not exist"));
        }
        let property = self.properties.iter().find_map(|p| p.refused(release));
        property.or_else(|| load::refused_in_text(self.message.as_deref()?, release))
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.properties.iter().filter_map(|p| p.given.computed()));
        match self.level() {
            "full" => uses.reads.push(Location::Body),
            "simple" => uses.reads.extend(
                ["To", "Action", "ReplyTo", "MessageID"].map(|n| Location::Address(n.to_owned())),
            ),
            _ => {}
        }
    }
}
