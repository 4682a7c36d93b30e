//! `filter`: runs one branch where a condition holds, and another where not (wso2-synapse,
//! `FilterMediatorFactory`; every refusal was run on the engines of 2.0.0 to 4.0.0).

use crate::expression::{Expression, Syntax};
use crate::program::form::{Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Branch, Part, Reader};
use crate::program::uses::Uses;
use crate::stock::Release;

/// A condition and two branches.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// What is asked; none where an attribute is missing.
    pub condition: Option<Condition>,
    /// What runs where it holds: the branch `then`, or all that stands inside where there is none.
    pub then: Branch,
    /// What runs where it does not.
    pub otherwise: Option<Branch>,
}

/// What a filter asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Whether an expression is true.
    Holds(Expression),
    /// Whether all of a value matches a pattern.
    Matches {
        /// The value.
        source: Expression,
        /// The pattern.
        regex: String,
    },
}

impl Condition {
    /// The expression that it looks at.
    pub fn expression(&self) -> &Expression {
        match self {
            Self::Holds(expression) | Self::Matches { source: expression, .. } => expression,
        }
    }
}

/// What runs where the condition holds.
pub const THEN: Form = Form {
    attributes: &[attribute("sequence", Is::Sequence)],
    identity: Identity::Alone,
    children: Children::List,
    ..Form::part("then")
};

/// What runs where it does not.
pub const ELSE: Form = Form { element: "else", ..THEN };

impl Filter {
    /// The branches, where they are.
    pub fn branches(&self) -> impl Iterator<Item = &Branch> {
        std::iter::once(&self.then).chain(&self.otherwise)
    }
}

impl Mediate for Filter {
    const FORM: Form = Form {
        attributes: &[attribute("xpath", Is::Condition), attribute("source", Is::Expression)],
        hides: &[("xpath", &["source", "regex"])],
        identity: Identity::Attributes(&["source", "regex", "xpath"]),
        children: Children::Parts(&["then", "else"]),
        ..Form::of("filter")
    };

    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        let xpath = at.expression("xpath", Syntax::Either);
        let matches = || {
            let source = at.expression("source", Syntax::Either)?;
            Some(Condition::Matches { source, regex: at.attr("regex")? })
        };
        let condition = xpath.map(Condition::Holds).or_else(matches);
        match at.part("then") {
            Some(then) => Self {
                condition,
                then: reader.branch(then),
                otherwise: at.part("else").map(|part| reader.branch(part)),
            },
            None => {
                let then = Branch { element: at.element, key: None, list: reader.list(at) };
                Self { condition, then, otherwise: None }
            }
        }
    }

    fn refused(&self, release: Release) -> Option<String> {
        match &self.condition {
            None => Some("has neither xpath nor both source and regex".into()),
            Some(Condition::Holds(xpath)) => load::refused(xpath, release),
            Some(Condition::Matches { regex, .. }) if regex.is_empty() => {
                Some("has an empty regex".into())
            }
            Some(Condition::Matches { source, regex }) => {
                load::refused(source, release).or_else(|| load::refused_pattern("regex", regex))
            }
        }
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.condition.iter().map(Condition::expression));
        self.branches().filter_map(|b| b.key.as_ref()).for_each(|key| uses.call(key));
    }
}
