//! filter and switch (wso2-synapse, `FilterMediator`, `SwitchMediator`; each rule was run).

use super::{Mediator, Walker};
use crate::gateway::choice::Test;
use crate::gateway::{Run, steps};

impl Walker<'_> {
    /// `xpath` wins over `source` and `regex`; without `then` every child is of the then-list.
    pub(super) fn filter(&mut self, at: Mediator<'_>) -> Run<bool> {
        let holds = self.condition(at)?;
        let (then, other) = (at.child("then"), at.child("else"));
        let branch = match (holds, then) {
            (true, _) => then,
            (false, None) => None,
            (false, Some(_)) => other,
        };
        let way = match (holds, branch) {
            (true, _) => "then",
            (false, Some(_)) => "else",
            (false, None) => "goes on",
        };
        self.steps.and(|| format!(": {way}"));
        match branch {
            Some(branch) => self.branch(branch),
            None if holds => self.list(at),
            None => Ok(true),
        }
    }

    /// Whether a filter's condition holds.
    fn condition(&mut self, at: Mediator<'_>) -> Run<bool> {
        if let Some(xpath) = at.attr("xpath") {
            let holds = self.scope(at).condition(&xpath)?;
            self.steps.did(|| format!("xpath is {holds}"));
            self.chose(at, Test::Condition(xpath), usize::from(holds));
            return Ok(holds);
        }
        let source = at.attr("source").unwrap_or_default();
        let regex = at.attr("regex").unwrap_or_default();
        let value = self.string(at, &source)?;
        let holds = self.matches(&regex, value.as_deref())?;
        let word = if holds { "matches" } else { "does not match" };
        self.steps.did(|| format!("{} {word} {regex}", steps::source(value.as_deref())));
        let test = Test::Patterns { source, patterns: vec![regex] };
        self.chose(at, test, usize::from(!holds));
        Ok(holds)
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
        self.steps.did(|| steps::source(value.as_deref()));
        let cases: Vec<Mediator<'_>> = at.children().filter(|c| c.name() == "case").collect();
        let patterns: Vec<String> =
            cases.iter().map(|c| c.attr("regex").unwrap_or_default()).collect();
        let mut chosen = cases.len();
        for (number, pattern) in patterns.iter().enumerate() {
            if self.matches(pattern, value.as_deref())? {
                chosen = number;
                break;
            }
        }
        let default = at.child("default");
        self.steps.and(|| match patterns.get(chosen) {
            Some(pattern) => format!(": case {pattern}"),
            None if default.is_some() => ": default".to_owned(),
            None => ": no case matches, goes on".to_owned(),
        });
        self.chose(at, Test::Patterns { source, patterns }, chosen);
        match cases.get(chosen).copied().or(default) {
            Some(branch) => self.list(branch),
            None => Ok(true),
        }
    }

    fn matches(&self, regex: &str, source: Option<&str>) -> Run<bool> {
        match source {
            Some(source) => Ok(self.full_match(regex, source)?.is_some()),
            None => Ok(false),
        }
    }
}
