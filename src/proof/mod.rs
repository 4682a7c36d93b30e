//! Safe means proven: the merged file is read again and compared with the operator's, edit by edit.
//!
//! ```text
//! custom on the old gateway --flow--+
//!                                   +--> what differs for an edit: a Doubt
//! merged on the new gateway --flow--+
//! ```
//!
//! The merge chose places and rewritings by rules of its own. This asks nothing about how: it only
//! looks at what came of it. For each mediator that the operator wrote or changed, what it reads has
//! to come from where it came from, what it writes has to reach the answers that it reached, and a
//! body has to be for the same takers. What the release itself changes does not count as a difference: where a
//! value came from a stock mediator, it may come from another one.
//!
//! An edit with a doubt is not safe: it needs a person, and a finding says why. (As regalloc2's
//! checker proves each allocation by an abstract run of its own.)

mod answers;
mod bodies;
mod claim;
mod reads;
mod sides;
mod templates;
mod walks;

pub use claim::{Claim, Doubt};
use sides::Sides;

/// Compares the operator's file with what came of it. At most one doubt an edit and a rule.
pub fn doubts(claim: &Claim<'_, '_>) -> Vec<Doubt> {
    let sides = Sides::of(claim);
    let mut doubts = Vec::new();
    for pair in sides.pairs() {
        doubts.extend(sides.reads(pair));
        doubts.extend(sides.is_dead(pair));
        doubts.extend(sides.leaks(pair));
        doubts.extend(sides.audience(pair));
        doubts.extend(sides.tags(pair));
    }
    doubts.extend(sides.undone());
    if doubts.is_empty() {
        doubts.extend(walks::doubts(claim));
    }
    doubts.sort_by_key(|d| (d.edit, d.rule.code, !d.always));
    doubts.dedup_by_key(|d| (d.edit, d.rule.code));
    doubts
}

#[cfg(test)]
mod tests;
