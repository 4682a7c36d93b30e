//! Which ways were not tried.

use std::collections::BTreeSet;

use super::inputs::Inputs;
use crate::expression::Location;
use crate::gateway::choice::{Choice, Test};
use crate::gateway::java::ACCEPTED;
use crate::preview::words;

/// What was seen of a decision.
pub(super) struct Outcomes {
    /// One time that it was come to.
    pub choice: Choice,
    /// How it came out.
    pub seen: BTreeSet<usize>,
    /// What it depended on, whenever.
    pub inputs: BTreeSet<Location>,
}

impl Outcomes {
    pub(super) fn of(choice: &Choice) -> Self {
        Self { choice: choice.clone(), seen: BTreeSet::new(), inputs: BTreeSet::new() }
    }

    /// How it never came out.
    pub(super) fn unseen(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.choice.test.outcomes()).filter(|outcome| !self.seen.contains(outcome))
    }

    /// What would have to hold, in words, for it to come out as it never did.
    pub(super) fn open<'o>(&'o self, inputs: &'o Inputs) -> impl Iterator<Item = String> + 'o {
        let depends = self.inputs.iter().any(|input| *input != Location::Format);
        let settled = self.is_there() && self.inputs.iter().all(|input| inputs.is_given(input));
        let open = self.unseen().filter(move |_| depends && !settled);
        open.map(|outcome| words::of_choice(&Choice { outcome, ..self.choice.clone() }))
    }

    /// Whether it only asks whether something is there at all.
    fn is_there(&self) -> bool {
        match &*self.choice.test {
            Test::Condition(expression) => words::is_presence(expression),
            Test::Patterns { source, patterns } => {
                words::is_presence(source)
                    && patterns.iter().all(|p| matches!(&**p, "true" | "false"))
            }
        }
    }
}

/// The types that a client of the old gateway could ask Java for, but for those that are tried.
pub(super) fn types_of_java() -> String {
    let tried = ["application/json", "application/xml"];
    let types: Vec<&str> = ACCEPTED.into_iter().filter(|t| !tried.contains(t)).collect();
    format!("the client sends an Accept header of exactly one of {}", types.join(", "))
}
