//! `filter`: runs one branch where a condition holds, and another where not (wso2-synapse,
//! `FilterMediatorFactory`; every refusal was run on the engines of 2.0.0 to 4.0.0).

use crate::expression::{Expression, Syntax};
use crate::gateway::choice::{Asked, Test};
use crate::gateway::{Here, Run, Stop, Walker, steps};
use crate::program::form::{Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Branch, Part, Reader};
use crate::program::shape::{Arm, Runs, Shape, When};
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
    asked: Asked,
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
                asked: Asked::default(),
            },
            None => {
                let then = Branch { element: at.element, key: None, list: reader.list(at) };
                Self { condition, then, otherwise: None, asked: Asked::default() }
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

    fn shape(&self) -> Shape<'_> {
        let source = self.condition.as_ref().map(Condition::expression);
        let when = match &self.condition {
            Some(Condition::Matches { regex, .. }) => When::Matches(regex),
            _ => When::Holds,
        };
        let otherwise = self.otherwise.as_ref().map_or(Runs::Nothing, Branch::runs);
        let arms = vec![
            Arm { when, runs: self.then.runs() },
            Arm { when: When::Otherwise, runs: otherwise },
        ];
        Shape::Choice { source, arms }
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        let holds = self.holds(at, on)?;
        let branch = match holds {
            true => Some(&self.then),
            false => self.otherwise.as_ref(),
        };
        let way = match (holds, branch) {
            (true, _) => "then",
            (false, Some(_)) => "else",
            (false, None) => "goes on",
        };
        on.steps.and(|| format!(": {way}"));
        match branch {
            Some(Branch { key: Some(key), .. }) => on.call(key),
            Some(branch) => on.list(at, &branch.list),
            None => Ok(true),
        }
    }
}

impl Filter {
    fn holds(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        match &self.condition {
            None => Err(Stop::unknown("a filter without a condition")),
            Some(Condition::Holds(xpath)) => {
                let holds = on.scope().condition(xpath)?;
                on.steps.did(|| format!("xpath is {holds}"));
                let test = self.asked.test(|| Test::Condition(xpath.clone()));
                on.chose(at, xpath, test, usize::from(holds));
                Ok(holds)
            }
            Some(Condition::Matches { source, regex }) => {
                let value = on.string(source)?;
                let holds = matches(on, regex, value.as_deref())?;
                let word = if holds { "matches" } else { "does not match" };
                let shown = steps::source(value.as_deref());
                on.steps.did(|| format!("{shown} {word} {regex}"));
                let patterns = || vec![regex.clone()];
                let test = || Test::Patterns { source: source.clone(), patterns: patterns() };
                let test = self.asked.test(test);
                on.chose(at, source, test, usize::from(!holds));
                Ok(holds)
            }
        }
    }
}

/// Whether all of a value matches a pattern; null matches none.
pub(super) fn matches(on: &Walker<'_>, regex: &str, source: Option<&str>) -> Run<bool> {
    match source {
        Some(source) => Ok(on.full_match(regex, source)?.is_some()),
        None => Ok(false),
    }
}
