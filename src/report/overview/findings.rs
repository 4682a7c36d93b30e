//! Findings of one rule on one file, told as one.

use super::super::words;
use crate::model::{Finding, Severity};

/// The findings of one rule and severity on one file.
pub(in crate::report) struct Group<'p> {
    pub rule: &'p str,
    pub severity: Severity,
    pub all: Vec<&'p Finding>,
    /// Whether what to do is told elsewhere.
    help_is_elsewhere: bool,
}

/// The findings of a file by their rules, in the order in which each came first.
pub(in crate::report) fn grouped<'p>(
    findings: impl IntoIterator<Item = &'p Finding>,
) -> Vec<Group<'p>> {
    let mut groups: Vec<Group<'p>> = Vec::new();
    for finding in findings {
        let is_its = |g: &&mut Group<'_>| g.rule == finding.rule && g.severity == finding.severity;
        match groups.iter_mut().find(is_its) {
            Some(group) => group.all.push(finding),
            None => groups.push(Group {
                rule: &finding.rule,
                severity: finding.severity,
                all: vec![finding],
                help_is_elsewhere: false,
            }),
        }
    }
    groups
}

impl<'p> Group<'p> {
    /// The same; where it is `so`, without what to do.
    pub(in crate::report) fn without_help(self, so: bool) -> Self {
        Self { help_is_elsewhere: so, ..self }
    }

    /// What is said, once each, with the places where it holds: `lines 4 and 9, edit 2`.
    pub(in crate::report) fn messages(&self) -> Vec<(String, &'p str)> {
        let mut said: Vec<(Vec<&Finding>, &str)> = Vec::new();
        for &finding in &self.all {
            match said.iter_mut().find(|(_, message)| *message == finding.message) {
                Some((all, _)) => all.push(finding),
                None => said.push((vec![finding], &finding.message)),
            }
        }
        said.into_iter().map(|(all, message)| (places(&all), message)).collect()
    }

    /// What to do about them, once each.
    pub(in crate::report) fn helps(&self) -> Vec<&'p str> {
        let mut helps: Vec<&str> = Vec::new();
        for finding in self.all.iter().filter(|_| !self.help_is_elsewhere) {
            if !finding.help.is_empty() && !helps.contains(&&*finding.help) {
                helps.push(&finding.help);
            }
        }
        helps
    }
}

/// `lines 4 and 9, edit 2`.
fn places(all: &[&Finding]) -> String {
    let numbers = |noun: &str, mut all: Vec<usize>| {
        all.sort_unstable();
        all.dedup();
        let named: Vec<String> = all.iter().map(usize::to_string).collect();
        match named.len() {
            0 => None,
            1 => Some(format!("{noun} {}", named[0])),
            _ => Some(format!("{noun}s {}", words::list(&named))),
        }
    };
    let lines = all.iter().filter_map(|f| f.line.map(|line| line as usize)).collect();
    let edits = all.iter().filter_map(|f| f.edit).collect();
    let told = [numbers("line", lines), numbers("edit", edits)];
    told.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
