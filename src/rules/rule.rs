//! What a rule is: everything about it that a report, `explain` or a site can show, and how it is
//! found.

use crate::model::{Finding, Severity};
use crate::program::{Ix, Tree};
use crate::stock::Release;
use crate::xml::{on_one_line, show};

use super::rewrites::Rewrite;
use super::scene::{Scene, name};

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The stable code.
    pub code: &'static str,
    /// What it does.
    pub effect: Effect,
    /// When it applies, in one sentence.
    pub when: &'static str,
    /// What to do about it, in one sentence, to the reader of a plan.
    pub help: &'static str,
    /// The rule in small.
    pub example: Example,
    /// How it is found; in no way where the code that reads files or decides edits names it.
    pub(super) found: &'static [Found],
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It decides what becomes of an edit.
    Rewriting,
    /// It tells a reviewer something.
    Finding(Severity),
}

impl Effect {
    pub(super) const ERROR: Self = Self::Finding(Severity::Error);
    pub(super) const WARNING: Self = Self::Finding(Severity::Warning);
    pub(super) const NOTE: Self = Self::Finding(Severity::Note);
}

/// What triggers a rule, and the same put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What an operator wrote.
    pub before: &'static str,
    /// What it becomes, where the rule rewrites it; else what to write instead.
    pub after: &'static str,
    /// The file it stands in, without `.xml`, where the rule is about some files only.
    pub within: Option<&'static str>,
}

/// How a rule is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    /// In a sequence as it stands, merged or not.
    InSequence(Check),
    /// In what a merge changes.
    OfMerge(Check),
    /// By lint, in what a merge would rewrite.
    ToRewrite(Lint),
    /// By what reads and merges a file: it could not, and the finding stays an error.
    Refusal,
}

/// Adds the findings of one rule.
pub(super) type Check = fn(&Scene<'_, '_>, &mut Findings);

/// The findings of one rule.
pub(super) struct Findings {
    rule: &'static Rule,
    pub all: Vec<Finding>,
}

impl Findings {
    /// What a check of a rule finds in a sequence.
    pub fn of(rule: &'static Rule, check: Check, scene: &Scene<'_, '_>) -> Vec<Finding> {
        let mut found = Self { rule, all: Vec::new() };
        check(scene, &mut found);
        found.all
    }

    pub fn error(&mut self, message: impl Into<String>, line: impl Into<Option<u32>>) {
        self.add(Severity::Error, message, line);
    }

    pub fn warning(&mut self, message: impl Into<String>, line: impl Into<Option<u32>>) {
        self.add(Severity::Warning, message, line);
    }

    pub fn note(&mut self, message: impl Into<String>, line: impl Into<Option<u32>>) {
        self.add(Severity::Note, message, line);
    }

    /// One of that severity about what stands on a line of the operator's file.
    pub fn add(
        &mut self,
        severity: Severity,
        message: impl Into<String>,
        line: impl Into<Option<u32>>,
    ) {
        self.all.push(self.rule.finding(severity, message.into(), line.into()));
    }
}

/// What a rule says to lint, which no merge has changed anything for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lint {
    /// What was seen, and how serious it is.
    pub says: fn(&ToRewrite<'_, '_>) -> (Severity, String),
    /// What to change in the file.
    pub help: &'static str,
}

/// What a merge would rewrite.
pub(super) struct ToRewrite<'t, 'd> {
    pub tree: &'t Tree<'d>,
    pub node: Ix,
    pub rewrite: &'t Rewrite,
    /// What decided it here, as the end of a sentence.
    pub because: Option<&'t str>,
    pub release: Release,
}

impl ToRewrite<'_, '_> {
    /// The mediator, for a message.
    pub fn name(&self) -> String {
        name(self.tree, self.node)
    }
}

impl Rule {
    /// A finding of this rule about what stands on a line of the operator's file, in the operator's
    /// words: the tags of templates as written.
    pub fn finding(&self, severity: Severity, mut message: String, line: Option<u32>) -> Finding {
        show(&mut message);
        Finding {
            rule: self.code.to_owned(),
            severity,
            message: on_one_line(message),
            help: self.help.to_owned(),
            line,
            column: None,
            edit: None,
            path: None,
        }
    }

    /// What to change in a file that lint finds it in, where that is not what `help` says.
    pub fn help_in_lint(&self) -> Option<&'static str> {
        self.found.iter().find_map(|found| match found {
            Found::ToRewrite(lint) => Some(lint.help),
            _ => None,
        })
    }

    /// Whether it says that a file could not be read or merged.
    pub(super) fn is_refusal(&self) -> bool {
        self.found.iter().any(|found| matches!(found, Found::Refusal))
    }
}

/// A rule is its code.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Example {
    /// What an operator wrote, and what it becomes.
    pub(super) const fn of(before: &'static str, after: &'static str) -> Self {
        Self { before, after, within: None }
    }

    /// The same in a file of that name.
    pub(super) const fn within(self, file: &'static str) -> Self {
        Self { within: Some(file), ..self }
    }
}
