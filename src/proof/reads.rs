//! What an edit reads has to come from where it came from.

use std::collections::BTreeSet;

use super::claim::Doubt;
use super::sides::{Pair, Sides, Sources};
use crate::expression::Location;
use crate::flow::Read;
use crate::merge::describe;
use crate::program::{Ix, Kind};
use crate::rules::code;

impl Sides<'_, '_> {
    /// What a mediator reads and that is not there any more as it was.
    pub(super) fn reads(&self, pair: Pair) -> Option<Doubt> {
        let new = self.new.reads(pair.merged.1);
        let old = self.old.reads(pair.custom.1).iter().filter(|read| is_compared(&read.location));
        // What was rewritten reads something else on purpose.
        let both =
            old.filter_map(|old| Some((old, new.iter().find(|n| n.location == old.location)?)));
        let mut differing =
            both.filter_map(|(old, new)| Some((&old.location, self.differs(pair, old, new)?)));
        let name = describe(self.custom(), pair.custom.0);
        if self.old.is_opaque(pair.custom.1) {
            let mut missed: Vec<String> = differing.map(|(l, _)| l.to_string()).collect();
            missed.dedup();
            if missed.is_empty() {
                return None;
            }
            let message = format!(
                "{name} may read anything, and in the merged file it no longer finds these as they were: \
                 {}",
                missed.join(", ")
            );
            return Some(self.doubt(pair, &code::READS_REMOVED, message));
        }
        let (first, what) = differing.next()?;
        let others: Vec<String> = differing.map(|(l, _)| l.to_string()).collect();
        let others = match others.len() {
            0 => String::new(),
            _ => format!("; the same holds for {}", others.join(", ")),
        };
        let message = format!("{name} reads {first}, and {what}{others}");
        Some(self.doubt(pair, &code::READS_REMOVED, message))
    }

    /// How the value of a read differs, as the end of a sentence.
    fn differs(&self, pair: Pair, old: &Read, new: &Read) -> Option<String> {
        let was = self.sources_old(&old.location, &old.from);
        let is = self.sources_new(&new.from);
        let by = || match self.stock_writer(&new.from) {
            Some(writer) => self.named(writer),
            None => "the merged file".to_owned(),
        };
        let location = &old.location;
        let only_may = self.old.is_opaque(pair.custom.1);
        if was.stock && is.stock && (only_may || was.initial == is.initial) {
            // Stock set it and stock sets it. What the body is now, everybody is told.
            let [old, new] = self.stock_values(&old.from, &new.from);
            if !only_may && location != &Location::Body && old != new {
                let list = |values: &BTreeSet<String>| {
                    values.iter().map(String::as_str).collect::<Vec<_>>().join(" or ")
                };
                return Some(format!(
                    "stock sets it to {} there now, where it set it to {}",
                    list(&new),
                    list(&old)
                ));
            }
        } else if was.initial && !is.initial && !is.and_more {
            return Some(format!("{} takes it away or overwrites it before", by()));
        } else if is.stock {
            return Some(format!("{} may overwrite it before", by()));
        } else if was.stock && !was.initial && is.initial && !is.and_more {
            return Some("nothing sets it before in the merged file".to_owned());
        }
        self.own_differs(&was, &is)
    }

    fn own_differs(&self, was: &Sources, is: &Sources) -> Option<String> {
        if was.and_more || is.and_more {
            return None;
        }
        let name = |n: Ix| {
            format!("{} (line {} of your file)", describe(self.custom(), n), self.custom().line(n))
        };
        let kept =
            |n: &&Ix| self.versions.merged_of_custom.b(**n).is_some() || self.is_dropped(**n);
        if let Some(&gone) = was.own.difference(&is.own).find(kept) {
            return Some(format!("what {} sets does not reach it in the merged file", name(gone)));
        }
        let &early = is.own.difference(&was.own).next()?;
        Some(format!("{} comes before it in the merged file, which it did not", name(early)))
    }

    /// A mediator that ran and never does in the merged file. Nobody misses a `drop`: something
    /// ends the sequence before it.
    pub(super) fn is_dead(&self, pair: Pair) -> Option<Doubt> {
        if self.custom().kind(pair.custom.0) == Kind::Drop {
            return None;
        }
        let ran = !self.old.clients(pair.custom.1).is_empty();
        let runs = !self.new.clients(pair.merged.1).is_empty();
        (ran && !runs).then(|| {
            let name = describe(self.custom(), pair.custom.0);
            let message = format!("{name} ran in your file and never runs in the merged one");
            self.doubt(pair, &code::NOT_PROVEN, message)
        })
    }
}

/// The clock and what no mediator writes are the same everywhere.
fn is_compared(location: &Location) -> bool {
    !matches!(location, Location::Clock | Location::Format | Location::Other(..))
}
