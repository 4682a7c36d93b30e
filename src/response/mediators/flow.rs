//! filter and switch (wso2-synapse, `FilterMediator`, `SwitchMediator`; each rule was run).

use super::{Mediator, Walker};
use crate::response::choice::Test;
use crate::response::java_regex::full_match;
use crate::response::{Run, Stop};

impl Walker<'_> {
    /// `xpath` wins over `source` and `regex`; without `then` every child is of the then-list.
    pub(super) fn filter(&mut self, at: Mediator<'_>) -> Run<bool> {
        let holds = match at.attr("xpath") {
            Some(xpath) => {
                let holds = self.scope(at).condition(&xpath)?;
                self.chose(at, Test::Condition(xpath), usize::from(holds));
                holds
            }
            None => {
                let source = at.attr("source").unwrap_or_default();
                let regex = at.attr("regex").unwrap_or_default();
                let value = self.string(at, &source)?;
                let holds = matches(&regex, value.as_deref())?;
                let test = Test::Patterns { source, patterns: vec![regex] };
                self.chose(at, test, usize::from(!holds));
                holds
            }
        };
        let branch = match (holds, at.child("then")) {
            (true, None) => return self.list(at),
            (true, then) => then,
            (false, None) => None,
            (false, Some(_)) => at.child("else"),
        };
        match branch {
            Some(branch) => self.branch(branch),
            None => Ok(true),
        }
    }

    /// A branch's own mediators, or the sequence that it names: that wins.
    fn branch(&mut self, branch: Mediator<'_>) -> Run<bool> {
        match branch.attr("sequence") {
            Some(key) => self.call(&key),
            None => self.list(branch),
        }
    }

    /// The first case that matches; without a value the default.
    pub(super) fn switch(&mut self, at: Mediator<'_>) -> Run<bool> {
        let source = at.attr("source").unwrap_or_default();
        let value = self.string(at, &source)?;
        let cases: Vec<Mediator<'_>> = at.children().filter(|c| c.name() == "case").collect();
        let patterns: Vec<String> =
            cases.iter().map(|c| c.attr("regex").unwrap_or_default()).collect();
        let mut chosen = cases.len();
        for (number, pattern) in patterns.iter().enumerate() {
            if matches(pattern, value.as_deref())? {
                chosen = number;
                break;
            }
        }
        self.chose(at, Test::Patterns { source, patterns }, chosen);
        match cases.get(chosen).copied().or_else(|| at.child("default")) {
            Some(branch) => self.list(branch),
            None => Ok(true),
        }
    }
}

fn matches(regex: &str, source: Option<&str>) -> Result<bool, Stop> {
    match source {
        Some(source) => Ok(full_match(regex, source)?.is_some()),
        None => Ok(false),
    }
}
