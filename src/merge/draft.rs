//! An edit in the making.

use crate::model::{Confidence, Edit, EditKind, Outcome, Triple};
use crate::rules::{Rule, code};

/// An edit in the making.
pub(super) struct Draft {
    pub edit: Edit,
}

impl Draft {
    /// An edit of that kind, carried and safe until something else is said.
    pub(super) fn new(kind: EditKind, summary: String) -> Self {
        Self {
            edit: Edit {
                number: 0,
                kind,
                outcome: Outcome::Carried,
                confidence: Confidence::Safe,
                decision: None,
                rule: None,
                summary,
                reason: String::new(),
                custom_line: None,
                base_line: None,
                target_line: None,
                merged_line: None,
                together: Vec::new(),
                sides: None,
            },
        }
    }

    pub(super) fn lines(mut self, custom: Option<u32>, base: Option<u32>) -> Self {
        self.edit.custom_line = custom;
        self.edit.base_line = base;
        self
    }

    pub(super) fn target_line(mut self, line: Option<u32>) -> Self {
        self.edit.target_line = line;
        self
    }

    pub(super) fn rule(mut self, rule: &'static Rule) -> Self {
        self.edit.rule = Some(rule.code.to_owned());
        self
    }

    pub(super) fn out(mut self, outcome: Outcome, reason: impl Into<String>) -> Self {
        self.edit.outcome = outcome;
        self.edit.reason = reason.into();
        self
    }

    pub(super) fn review(mut self) -> Self {
        self.edit.confidence = Confidence::Review;
        self
    }

    /// A conflict, or what a person must see both sides of: base, custom and target.
    pub(super) fn sides(
        mut self,
        base: Option<String>,
        custom: Option<String>,
        target: Option<String>,
    ) -> Self {
        self.edit.sides = Some(Triple { base, custom, target });
        self
    }

    /// Operator and target changed the same thing.
    pub(super) fn both_changed(
        self,
        reason: &str,
        base: Option<String>,
        custom: Option<String>,
        target: Option<String>,
    ) -> Self {
        self.rule(&code::BOTH_CHANGED)
            .out(Outcome::Conflict, reason)
            .review()
            .sides(base, custom, target)
    }

    /// The target has or does the same.
    pub(super) fn same_in_target(self, reason: impl Into<String>) -> Self {
        self.rule(&code::SAME_IN_TARGET).out(Outcome::AlreadyThere, reason)
    }

    /// What it was about is gone from the target.
    pub(super) fn superseded(
        self,
        reason: &str,
        base: Option<String>,
        custom: Option<String>,
    ) -> Self {
        self.rule(&code::SUPERSEDED_STOCK)
            .out(Outcome::Dropped, reason)
            .review()
            .sides(base, custom, None)
    }
}
