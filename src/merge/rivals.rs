//! What the target has in the place of something that the operator adds: the same thing by its
//! identity, with another content. Both in one list would lose one of them without a word, since
//! the engine reads only one, or only the last one counts.
//!
//! Only siblings are compared, between the same stock neighbours: what stands elsewhere, or under
//! another condition, may well be meant to stand beside it.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Context;
use super::place::{Place, Places};
use crate::edits::Change;
use crate::program::form::Identity;
use crate::program::{Ix, Kind, Tree};

/// What the target did to the thing that the operator adds or takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rival {
    /// It has its own.
    Other(Ix),
    /// It took the base's away, and the operator's is a version of that.
    Gone(Ix),
}

/// The rivals of what the operator added and took away.
#[derive(Default)]
pub(super) struct Rivals {
    by_custom: FxHashMap<Ix, Rival>,
    /// By part of the base that neither side has any more: the target's other version of it.
    by_base: FxHashMap<Ix, Ix>,
}

impl Rivals {
    /// Looks at every list that the operator added to or took from.
    pub(super) fn of(context: &Context<'_, '_>, places: &Places) -> Self {
        let list_of = |change: &Change| match *change {
            Change::Insert { custom } | Change::Wrap { custom } => context.custom.parent(custom),
            Change::Delete { base, .. } => context.custom_of.b(context.base.parent(base)?),
            _ => None,
        };
        let mut rivals = Self::default();
        let mut done = FxHashSet::default();
        for list in context.changes.list.iter().filter_map(list_of) {
            let base = context.custom_of.a(list);
            if let Some(base) = base.filter(|_| done.insert(list))
                && let Some(target) = context.target_of.b(base)
            {
                match context.custom.kind(list).is_mediator_list() {
                    true => rivals.mediators(context, list, target, places),
                    false => rivals.parts(context, (base, list, target), places),
                }
            }
        }
        rivals
    }

    /// The rival of a new node of custom.
    pub(super) fn of_new(&self, custom: Ix) -> Option<Rival> {
        self.by_custom.get(&custom).copied()
    }

    /// What the target has in the place of a part that it lacks and that the operator took away.
    pub(super) fn of_gone(&self, base: Ix) -> Option<Ix> {
        self.by_base.get(&base).copied()
    }

    /// Mediators between the same stock neighbours.
    fn mediators(&mut self, context: &Context<'_, '_>, list: Ix, target: Ix, places: &Places) {
        let taken = taken(context, list, places);
        let mut theirs: FxHashMap<(Option<Ix>, u64), Vec<Ix>> = FxHashMap::default();
        let mut after = None;
        for t in context.target.children(target) {
            if context.is_anchor(t, list) {
                after = Some(t);
            } else if context.is_new_in_target(t) && !taken.contains(&t) && !context.gives_way(t) {
                let after = after.filter(|_| !is_anywhere(context.target.kind(t)));
                let key = identity(context.target, t);
                key.into_iter().for_each(|key| theirs.entry((after, key)).or_default().push(t));
            }
        }
        theirs.values_mut().for_each(|all| all.reverse());
        let mut after = None;
        for c in context.custom.children(list) {
            let stock = context.target_of_custom(c);
            if let Some(t) = stock.filter(|&t| context.is_anchor(t, list)) {
                after = Some(t);
            }
            if context.custom_of.a(c).is_some() || !matches!(places.get(c), Place::At(_)) {
                continue;
            }
            let Some(key) = identity(context.custom, c) else { continue };
            let anywhere = is_anywhere(context.custom.kind(c));
            let there = theirs.get_mut(&(after.filter(|_| !anywhere), key)).and_then(Vec::pop);
            if let Some(t) = there.filter(|&t| anywhere || clash(context, c, t)) {
                self.by_custom.insert(c, Rival::Other(t));
            }
        }
    }

    /// Parts of one mediator: of each the engine reads one.
    fn parts(
        &mut self,
        context: &Context<'_, '_>,
        (in_base, in_custom, in_target): (Ix, Ix, Ix),
        places: &Places,
    ) {
        let Context { base, custom, target, .. } = *context;
        let taken = taken(context, in_custom, places);
        let (bases, customs) = (Parts::of(base, in_base), Parts::of(custom, in_custom));
        let targets = Parts::of(target, in_target);
        for (key, &c) in &customs.by_key {
            if context.custom_of.a(c).is_some() || !matches!(places.get(c), Place::At(_)) {
                continue;
            }
            let was = bases.by_key.get(key).copied();
            let rival = match targets.by_key.get(key).copied() {
                Some(t) if taken.contains(&t) || !context.came_to_target(t) => None,
                Some(t) => context.differs(c, t).then_some(Rival::Other(t)),
                None => was.filter(|&b| context.is_gone_from_both(b)).map(Rival::Gone),
            };
            self.by_custom.extend(rival.map(|rival| (c, rival)));
        }
        for (key, &b) in &bases.by_key {
            let theirs = targets.by_key.get(key).copied();
            if let Some(t) = theirs.filter(|&t| context.is_new_in_target(t))
                && context.is_gone_from_both(b)
                && !customs.by_key.contains_key(key)
            {
                self.by_base.insert(b, t);
            }
        }
    }
}

/// The parts of a mediator of which it takes one each.
struct Parts {
    by_key: FxHashMap<u64, Ix>,
}

impl Parts {
    fn of(tree: &Tree<'_>, whole: Ix) -> Self {
        let mut seen: FxHashMap<u64, (Ix, u32)> = FxHashMap::default();
        for part in tree.children(whole) {
            seen.entry(part_key(tree, part)).or_insert((part, 0)).1 += 1;
        }
        // Of what may be repeated, nobody can say which of the others one corresponds to.
        let one = |&(part, count): &(Ix, u32)| count == 1 || is_one_only(tree.kind(part));
        let by_key = seen.into_iter().filter(|(_, s)| one(s)).map(|(key, s)| (key, s.0)).collect();
        Self { by_key }
    }
}

/// Whether two of it in one list are one too many wherever they stand: what they call would run
/// twice.
fn is_anywhere(kind: Kind) -> bool {
    kind == Kind::Sequence
}

/// What the target has that stands for something new of the operator's in a list.
fn taken(context: &Context<'_, '_>, list: Ix, places: &Places) -> FxHashSet<Ix> {
    let new = context.custom.children(list).filter(|&c| context.custom_of.a(c).is_none());
    let there = new.filter_map(|c| match places.get(c) {
        Place::Already(t) => Some(t),
        _ => None,
    });
    there.collect()
}

/// Whether the engine reads only the first of the kind in a mediator.
pub(super) fn is_one_only(kind: Kind) -> bool {
    use Kind::{Code, Default, Detail, Else, NodeRole, Reason, Role, Then};
    matches!(kind, Then | Else | Default | Code | Reason | NodeRole | Role | Detail)
}

/// What a part is to its mediator: its kind, and its name where it has one.
fn part_key(tree: &Tree<'_>, part: Ix) -> u64 {
    let kind = tree.kind(part);
    let mut key = FxHasher::default();
    kind.hash(&mut key);
    if kind == Kind::Case {
        tree.attr(part, "regex").hash(&mut key);
    } else if !is_one_only(kind) {
        let names = ["name", "scope", "contentType"].map(|name| tree.attr(part, name));
        names.hash(&mut key);
        // An endpoint is one of several kinds, each an element of its own.
        let inside_endpoint = tree.parent(part).is_some_and(|p| tree.kind(p) == Kind::Endpoint);
        let is_form = inside_endpoint && names[0].is_none();
        Some(tree.name(part)).filter(|_| !is_form).hash(&mut key);
    }
    key.finish()
}

/// What a mediator is beside its siblings; none where two of it may well follow each other.
fn identity(tree: &Tree<'_>, node: Ix) -> Option<u64> {
    let kind = tree.kind(node);
    let has = |names: &[&str]| names.iter().any(|name| tree.attr(node, name).is_some());
    let tells = match kind.form().identity {
        Identity::Attributes(_) if kind == Kind::Log => tree.size(node) > 1,
        Identity::Attributes(names) => has(names),
        Identity::Alone => matches!(kind, Kind::PayloadFactory | Kind::Makefault | Kind::Send),
        Identity::Content => false,
    };
    tells.then(|| tree.node(node).identity)
}

/// Whether two mediators of one identity cannot stand side by side: they say different things, or
/// their branches hold such a pair.
fn clash(context: &Context<'_, '_>, c: Ix, t: Ix) -> bool {
    let Context { custom, target, .. } = *context;
    if !context.differs(c, t) {
        return false;
    }
    let kind = custom.kind(c);
    if !kind.is_mediator_list() && !matches!(kind, Kind::Filter | Kind::Switch) {
        return true;
    }
    let key = |tree: &Tree<'_>, n: Ix| match tree.kind(tree.parent(n)?).is_mediator_list() {
        true => identity(tree, n),
        false => Some(part_key(tree, n)),
    };
    let theirs: FxHashMap<u64, Ix> =
        target.children(t).filter_map(|n| Some((key(target, n)?, n))).collect();
    custom.children(c).any(|n| {
        let other = key(custom, n).and_then(|key| theirs.get(&key));
        other.is_some_and(|&other| clash(context, n, other))
    })
}

impl Context<'_, '_> {
    pub(super) fn differs(&self, custom: Ix, target: Ix) -> bool {
        self.custom.node(custom).content != self.target.node(target).content
    }

    /// Whether a node of the target is a stock one that stands in a list of custom, too.
    fn is_anchor(&self, target: Ix, list: Ix) -> bool {
        let custom = self.target_of.a(target).and_then(|base| self.custom_of.b(base));
        custom.is_some_and(|c| self.changes.stays(c) && self.custom.parent(c) == Some(list))
    }

    /// Whether a part of the target is new, or another than the one that the operator took away.
    fn came_to_target(&self, target: Ix) -> bool {
        match self.target_of.a(target) {
            None => true,
            Some(base) => self.custom_of.b(base).is_none() && !self.same_in_target(base, target),
        }
    }

    fn is_gone_from_both(&self, base: Ix) -> bool {
        self.custom_of.b(base).is_none() && self.target_of.b(base).is_none()
    }
}
