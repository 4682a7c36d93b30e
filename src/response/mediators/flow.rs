//! filter and switch (wso2-synapse, `FilterMediator`, `SwitchMediator`; each rule was run).

use super::{Mediator, Walker};
use crate::response::java_regex::full_match;
use crate::response::{Run, Stop};

impl Walker<'_> {
    /// `xpath` wins over `source` and `regex`; without `then` every child is of the then-list.
    pub(super) fn filter(&mut self, at: Mediator<'_>) -> Run<bool> {
        let holds = match at.attr("xpath") {
            Some(xpath) => self.scope(at).condition(&xpath)?,
            None => {
                let (source, regex) = (at.attr("source"), at.attr("regex"));
                let source = self.string(at, &source.unwrap_or_default())?;
                matches(&regex.unwrap_or_default(), source.as_deref())?
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
        let source = self.string(at, &at.attr("source").unwrap_or_default())?;
        for case in at.children().filter(|c| c.name() == "case") {
            if matches(&case.attr("regex").unwrap_or_default(), source.as_deref())? {
                return self.list(case);
            }
        }
        match at.child("default") {
            Some(default) => self.list(default),
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
