//! Where an edit goes in the target: between its old neighbours, and by its effects where the
//! target put new mediators between them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use super::influence::Influence;
use super::news::{News, any_in, first_in};
use super::standing::Standing;
use crate::edits::Change;
use crate::expression::Location;
use crate::program::{Ix, effects_of, is_tail, writes};

/// Where something of the operator's goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Into a list of the target.
    At(Spot),
    /// The target has it already, there.
    Already(Ix),
    /// The list it stood in is gone from the target.
    Nowhere,
}

/// A place in a list of the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// The node whose children are the list.
    pub parent: Ix,
    /// The number of the child it stands before.
    pub at: usize,
    /// That child; none at the end.
    pub before: Option<Ix>,
    /// The child it stands after; none at the start.
    pub after: Option<Ix>,
    /// Why there.
    pub how: How,
}

/// Why something has its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Its old neighbours leave just this place.
    Between,
    /// Right after the neighbour it followed.
    AfterNeighbour,
    /// Right before the neighbour it preceded.
    BeforeNeighbour,
    /// As early as its old neighbours allow: it ends the flow.
    Earliest,
    /// The same, and something in front of it falls through to the target's own answer.
    EarliestMixed,
    /// As late as its old neighbours allow: it overrides what the target sets.
    Latest,
    /// Before the target's first reader of what it sets.
    BeforeReader,
    /// Before the target takes away or overwrites what it reads.
    BeforeRemoval,
    /// Where the first of the stock mediators inside it stands.
    Around,
    /// At the end of the list: nothing of its old neighbourhood is left.
    End,
}

/// The places of everything that was added to, or moved within, a list that the base has.
pub(super) struct Places {
    by_custom: FxHashMap<Ix, Place>,
}

impl Places {
    /// Places everything.
    pub(super) fn of(context: &Context<'_, '_>) -> Self {
        let mut places = Self { by_custom: FxHashMap::default() };
        let mut done: FxHashSet<Ix> = FxHashSet::default();
        for change in &context.changes.list {
            let parent = match *change {
                Change::Insert { custom }
                | Change::Wrap { custom }
                | Change::Move { custom, .. } => context.custom.parent(custom),
                Change::Unwrap { base } => context.unwrapped_into(base),
                _ => None,
            };
            if let Some(parent) = parent.filter(|&p| done.insert(p)) {
                places.list(context, parent);
            }
        }
        places
    }

    /// Where a node of custom goes.
    pub(super) fn get(&self, custom: Ix) -> Place {
        self.by_custom.get(&custom).copied().unwrap_or(Place::Nowhere)
    }

    fn list(&mut self, context: &Context<'_, '_>, parent: Ix) {
        let Some(target) = context.target_of_custom(parent) else { return };
        let siblings: Vec<Ix> = context.target.children(target).collect();
        let mut list = List::new(context, target, siblings);
        let mut segment = Segment::default();
        for c in context.custom.children(parent) {
            match list.anchor(c) {
                Anchor::At(number) => {
                    segment.hi = Some(number);
                    list.place(&segment, &mut self.by_custom);
                    segment = Segment { lo: Some(number), ..Segment::default() };
                }
                Anchor::Gone => segment.gone(),
                Anchor::Added => segment.items.push(c),
            }
        }
        list.place(&segment, &mut self.by_custom);
    }
}

/// What was added between two neighbours that the target still has.
#[derive(Debug, Default)]
struct Segment {
    /// The neighbour before, by its number in the target's list.
    lo: Option<usize>,
    /// The neighbour after.
    hi: Option<usize>,
    items: Vec<Ix>,
    /// How many items stand before the first neighbour that is gone from the target.
    before_gone: Option<usize>,
    /// How many items stand before the last such neighbour.
    until_gone: usize,
}

impl Segment {
    fn gone(&mut self) {
        self.before_gone.get_or_insert(self.items.len());
        self.until_gone = self.items.len();
    }

    /// True if nothing that is gone stood between `lo` and the item.
    fn is_near_lo(&self, item: usize) -> bool {
        self.lo.is_some() && self.before_gone.is_none_or(|n| item < n)
    }

    /// True if nothing that is gone stood between the item and `hi`.
    fn is_near_hi(&self, item: usize) -> bool {
        self.hi.is_some() && (self.before_gone.is_none() || item >= self.until_gone)
    }
}

enum Anchor {
    At(usize),
    Gone,
    Added,
}

/// A list of the target that something goes into.
struct List<'c, 't, 'd> {
    context: &'c Context<'t, 'd>,
    parent: Ix,
    siblings: Vec<Ix>,
    /// How many of the first siblings the target added, for each number of them.
    added: Vec<u32>,
    /// What of the operator's stands in it so far.
    standing: Standing,
    /// What the target added to the list; looked at only where something has a choice of places.
    news: Option<News>,
}

impl<'c, 't, 'd> List<'c, 't, 'd> {
    fn new(context: &'c Context<'t, 'd>, parent: Ix, siblings: Vec<Ix>) -> Self {
        let mut added = vec![0];
        for &t in &siblings {
            added.push(added[added.len() - 1] + u32::from(context.is_new_in_target(t)));
        }
        Self { context, parent, siblings, added, standing: Standing::default(), news: None }
    }

    fn anchor(&self, custom: Ix) -> Anchor {
        if !self.context.changes.stays(custom) {
            return Anchor::Added;
        }
        let here = self
            .context
            .target_of_custom(custom)
            .filter(|&t| self.context.target.parent(t) == Some(self.parent));
        here.map_or(Anchor::Gone, |t| Anchor::At(self.context.number(t)))
    }

    fn place(&mut self, segment: &Segment, places: &mut FxHashMap<Ix, Place>) {
        if segment.items.is_empty() {
            return;
        }
        let first = segment.lo.map_or(0, |lo| lo + 1);
        let end = segment.hi.unwrap_or(self.siblings.len()).max(first);
        let last = self.before_new_tail(first, end);
        let settled = !self.has_news(first, last);
        let may_move = self.context.rules.readers && self.has_news(0, last);
        let influences: Vec<Influence> =
            segment.items.iter().map(|&i| self.influence(i, may_move)).collect();
        let (ending, mixed) = self.ending(segment, &influences);
        let mixed = mixed && !settled;
        let around: Vec<Option<usize>> = segment
            .items
            .iter()
            .map(|&i| self.around(i).filter(|at| (first..=last).contains(at)))
            .collect();
        let until = least_after(&around);
        let standing = self.all_already(&segment.items[..ending], first, end);
        let mut from = first;
        for (i, &item) in segment.items.iter().enumerate() {
            let until = until[i].map(|at| at.max(from));
            let place = if let Some(at) = self.moved_too(item, from, end) {
                Place::At(self.spot(at, How::Between))
            } else if let Some(at) = around[i] {
                Place::At(self.spot(at.max(from), How::Around))
            } else if let Some(&there) = standing.get(i) {
                Place::Already(there)
            } else if i < ending {
                let how = match (settled, mixed) {
                    (true, _) => How::Between,
                    (_, true) => How::EarliestMixed,
                    _ => How::Earliest,
                };
                Place::At(self.spot(from, how))
            } else if let Some(already) = self.already(item, from, until.unwrap_or(end)) {
                Place::Already(already)
            } else {
                let spot =
                    self.fall_through(segment, i, &influences[i], from, until.unwrap_or(last));
                Place::At(match may_move {
                    true => self.before_removal(spot, first, &influences[i]),
                    false => spot,
                })
            };
            if let (Place::At(spot), true) = (place, may_move) {
                self.standing.add(&influences[i], spot.at);
            }
            from = match place {
                Place::At(spot) => from.max(spot.at),
                Place::Already(t) => from.max(self.context.number(t) + 1),
                Place::Nowhere => from,
            };
            places.insert(item, place);
        }
    }

    /// What does not end the flow: overrides late, observers beside their neighbour.
    fn fall_through(
        &mut self,
        segment: &Segment,
        i: usize,
        influence: &Influence,
        from: usize,
        last: usize,
    ) -> Spot {
        let first = segment.lo.map_or(0, |lo| lo + 1);
        let (at, how) = if !self.has_news(first, last) {
            (last, if segment.lo.or(segment.hi).is_some() { How::Between } else { How::End })
        } else if influence.effects.overrides {
            (last, How::Latest)
        } else if let Some(reader) = self.first_reader(segment.items[i], from, last) {
            (reader, How::BeforeReader)
        } else if segment.is_near_lo(i) {
            (first, How::AfterNeighbour)
        } else if segment.is_near_hi(i) {
            (last, How::BeforeNeighbour)
        } else {
            (last, How::End)
        };
        self.spot(at.max(from), how)
    }

    /// The same place, or one before the target takes away or overwrites what is read there: as far
    /// forward as what it depends on allows, and not where the target would undo what it sets. It
    /// stays behind its old neighbours where passing them would make a difference.
    fn before_removal(&mut self, spot: Spot, first: usize, influence: &Influence) -> Spot {
        let far = self.first_removal(influence, 0, spot.at);
        let removal = match far {
            Some(removal)
                if removal < first && !self.news().may_pass(influence, removal, first) =>
            {
                self.first_removal(influence, first, spot.at)
            }
            far => far,
        };
        let Some(removal) = removal else { return spot };
        let undone = influence.writes.iter().any(|l| self.written_in(l, removal, spot.at));
        match self.standing.allows(influence) <= removal && !undone {
            true => self.spot(removal, How::BeforeRemoval),
            false => spot,
        }
    }

    /// The first mediator that the target added in a stretch and that takes away or overwrites what
    /// something reads.
    fn first_removal(&mut self, influence: &Influence, from: usize, end: usize) -> Option<usize> {
        if influence.needs.is_empty() && !influence.is_opaque {
            return None;
        }
        let news = self.news();
        let first_of = |numbers: &[usize]| first_in(numbers, from, end);
        let needed = influence
            .needs
            .iter()
            .flat_map(written_with)
            .filter_map(|l| first_of(news.writers.get(&l)?));
        let seen = influence.is_opaque.then(|| first_of(&news.removers)).flatten();
        needed.chain(seen).min()
    }

    /// Whether the target added something in a stretch that sets that too, or takes it away.
    fn written_in(&mut self, location: &Location, from: usize, end: usize) -> bool {
        let writers = self.news().writers.get(location);
        writers.is_some_and(|all| any_in(all, from, end))
    }

    /// What something does; where all places are one, only whether it ends the flow counts.
    fn influence(&self, custom: Ix, may_move: bool) -> Influence {
        match may_move {
            true => self.context.influence(custom),
            false => Influence {
                effects: effects_of(self.context.custom, custom),
                ..Influence::default()
            },
        }
    }

    /// How many of the first items stand at the earliest place, because the last of them can end
    /// the flow; and whether some of them override something and fall through.
    fn ending(&self, segment: &Segment, influences: &[Influence]) -> (usize, bool) {
        let ends =
            |i: &usize| influences[*i].effects.ends_flow && !self.is_moved(segment.items[*i]);
        let ending = (0..influences.len()).rev().find(ends).map_or(0, |i| i + 1);
        let effects = || influences[..ending].iter().map(|i| i.effects);
        let mixed =
            effects().any(|e| e.overrides && !e.ends_flow) && effects().any(|e| e.ends_flow);
        (ending, mixed)
    }

    fn spot(&self, at: usize, how: How) -> Spot {
        Spot {
            parent: self.parent,
            at,
            before: self.siblings.get(at).copied(),
            after: at.checked_sub(1).map(|a| self.siblings[a]),
            how,
        }
    }

    fn is_moved(&self, custom: Ix) -> bool {
        self.context.custom_of.a(custom).is_some()
    }

    /// The end of a stretch without the tail that the target added there and the base did not have.
    fn before_new_tail(&self, first: usize, end: usize) -> usize {
        let tail = |&at: &usize| {
            let t = self.siblings[at];
            self.context.is_new_in_target(t) && is_tail(self.context.target, t)
        };
        end - (first..end).rev().take_while(tail).count()
    }

    /// Whether the target added anything in a stretch; else all places in it are one.
    fn has_news(&self, first: usize, last: usize) -> bool {
        self.added[first] < self.added[last]
    }

    /// Where the first stock mediator stands that a wrapper holds.
    fn around(&self, custom: Ix) -> Option<usize> {
        if let Some(base) = self.context.custom_of.a(custom) {
            return self.unwrapped(base);
        }
        let held = self.context.held_by(custom).into_iter();
        held.filter_map(|(_, base)| self.context.target_of.b(base))
            .filter(|&t| self.context.target.parent(t) == Some(self.parent))
            .map(|t| self.context.number(t))
            .min()
    }

    /// Where the wrapper stands in the target that a stock mediator came out of.
    fn unwrapped(&self, base: Ix) -> Option<usize> {
        let wrapper = self.context.wrapper_gone(base)?;
        let target = self.context.target_of.b(wrapper)?;
        let here = self.context.target.parent(target) == Some(self.parent);
        here.then(|| self.context.number(target))
    }

    /// Behind a mediator that the target moved in between the neighbours as the operator did: what
    /// follows there is looked for behind it.
    fn moved_too(&self, custom: Ix, from: usize, end: usize) -> Option<usize> {
        let base = self.context.custom_of.a(custom)?;
        let target = self.context.target_of.b(base)?;
        let is_here = self.context.target.parent(target) == Some(self.parent);
        let moved = self.context.was_moved(base, target) || self.context.was_reordered(target);
        let number = self.context.number(target);
        (is_here && moved && (from..end).contains(&number)).then_some(number + 1)
    }

    /// A mediator that the target added between the neighbours and that equals the operator's.
    fn already(&mut self, custom: Ix, first: usize, end: usize) -> Option<Ix> {
        if first == end || self.is_moved(custom) {
            return None;
        }
        let content = self.context.custom.node(custom).content;
        let same = self.news().by_content.get_mut(&content)?;
        let at = same.partition_point(|&n| n < first);
        same.get(at).filter(|&&n| n < end)?;
        let number = same.remove(at);
        Some(self.siblings[number])
    }

    /// The mediators of the target that stand for a run of the operator's that ends the flow: all of
    /// them, in order, or none. The target has them where they were merged into it before.
    fn all_already(&mut self, items: &[Ix], first: usize, end: usize) -> Vec<Ix> {
        if first == end || items.is_empty() {
            return Vec::new();
        }
        let mut from = first;
        let mut numbers = Vec::with_capacity(items.len());
        for &item in items {
            let number = match self.is_moved(item) {
                true => self.moved_too(item, from, end).map(|behind| behind - 1),
                false => {
                    let content = self.context.custom.node(item).content;
                    let same = self.news().by_content.get(&content).map_or(&[][..], |s| s);
                    first_in(same, from, end)
                }
            };
            let Some(number) = number else { return Vec::new() };
            numbers.push(number);
            from = number + 1;
        }
        for (&item, number) in items.iter().zip(&numbers) {
            let content = self.context.custom.node(item).content;
            if let Some(same) = self.news().by_content.get_mut(&content) {
                same.retain(|n| n != number);
            }
        }
        numbers.into_iter().map(|n| self.siblings[n]).collect()
    }

    /// The first mediator that the target added between `from` and `last` that reads what the
    /// operator's sets.
    fn first_reader(&mut self, custom: Ix, from: usize, last: usize) -> Option<usize> {
        let written: Vec<Location> = writes(self.context.custom, custom).collect();
        let readers = &self.news().readers;
        written.iter().filter_map(|name| first_in(readers.get(name)?, from, last)).min()
    }

    fn news(&mut self) -> &mut News {
        let Self { context, siblings, news, .. } = self;
        news.get_or_insert_with(|| News::of(context, siblings))
    }
}

/// A location, and what takes it away with others.
fn written_with(location: &Location) -> impl Iterator<Item = Location> + use<> {
    let all_headers = matches!(location, Location::Header(_))
        .then(|| Location::Axis2("TRANSPORT_HEADERS".into()));
    std::iter::once(location.clone()).chain(all_headers)
}

/// For each place, the least of those that come after it.
fn least_after(places: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut least = None;
    let mut out: Vec<Option<usize>> = places
        .iter()
        .rev()
        .map(|&place| {
            let after = least;
            least = [least, place].into_iter().flatten().min();
            after
        })
        .collect();
    out.reverse();
    out
}
