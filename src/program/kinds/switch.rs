//! `switch`: runs the first case that a value matches (wso2-synapse, `SwitchMediatorFactory`; every
//! refusal was run on the engines of 2.0.0 to 4.0.0).

use super::filter::matches;
use crate::expression::{Expression, Syntax};
use crate::gateway::choice::{Asked, Test};
use crate::gateway::{Here, Run, Stop, Walker, steps};
use crate::program::form::{Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{List, Part, Reader};
use crate::program::shape::{Arm, Runs, Shape, When};
use crate::program::uses::Uses;
use crate::stock::Release;

/// A value and the cases for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Switch {
    /// The value.
    pub source: Option<Expression>,
    /// The cases, in order.
    pub cases: Vec<Case>,
    /// What runs where none matches: the first `default`; others are not read.
    pub default: Option<List>,
    asked: Asked,
}

/// A case of a switch.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What all of the value has to match.
    pub regex: Option<String>,
    /// What runs then.
    pub list: List,
}

/// A case.
pub const CASE: Form = Form {
    identity: Identity::Attributes(&["regex"]),
    children: Children::List,
    ..Form::part("case")
};

/// What runs where no case matches.
pub const DEFAULT: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("default") };

impl Case {
    fn arm(&self) -> Arm<'_> {
        let regex = self.regex.as_deref().unwrap_or_default();
        Arm { when: When::Matches(regex), runs: Runs::List(&self.list) }
    }

    fn refused(&self) -> Option<String> {
        match &self.regex {
            None => Some("has a <case> without regex".into()),
            Some(regex) => load::refused_pattern("regex", regex),
        }
    }
}

impl Mediate for Switch {
    const FORM: Form = Form {
        attributes: &[attribute("source", Is::Expression)],
        identity: Identity::Attributes(&["source"]),
        children: Children::Parts(&["case", "default"]),
        ..Form::of("switch")
    };

    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        let cases = at
            .parts("case")
            .map(|case| Case { regex: case.attr("regex"), list: reader.list(case) });
        let cases = cases.collect();
        let default = at.part("default").map(|part| reader.list(part));
        let source = at.expression("source", Syntax::Either);
        Self { source, cases, default, asked: Asked::default() }
    }

    fn refused(&self, release: Release) -> Option<String> {
        let Some(source) = &self.source else { return Some("has no source".into()) };
        load::refused(source, release).or_else(|| self.cases.iter().find_map(Case::refused))
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(&self.source);
    }

    fn shape(&self) -> Shape<'_> {
        let default = self.default.as_ref().map_or(Runs::Nothing, Runs::List);
        let default = Arm { when: When::Otherwise, runs: default };
        let arms = self.cases.iter().map(Case::arm).chain([default]).collect();
        Shape::Choice { source: self.source.as_ref(), arms }
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        let Some(source) = &self.source else {
            return Err(Stop::unknown("a switch without a source"));
        };
        let value = on.string(source)?;
        on.steps.did(|| steps::source(value.as_deref()));
        let patterns = self.cases.iter().map(|c| c.regex.as_deref().unwrap_or_default());
        let mut chosen = self.cases.len();
        for (number, pattern) in patterns.clone().enumerate() {
            if matches(on, pattern, value.as_deref())? {
                chosen = number;
                break;
            }
        }
        on.steps.and(|| match (patterns.clone().nth(chosen), &self.default) {
            (Some(pattern), _) => format!(": case {pattern}"),
            (None, Some(_)) => ": default".to_owned(),
            (None, None) => ": no case matches, goes on".to_owned(),
        });
        let patterns = || patterns.map(str::to_owned).collect();
        let test = || Test::Patterns { source: source.clone(), patterns: patterns() };
        on.chose(at, source, self.asked.test(test), chosen);
        match self.cases.get(chosen).map(|case| &case.list).or(self.default.as_ref()) {
            Some(list) => on.list(at, list),
            None => Ok(true),
        }
    }
}
