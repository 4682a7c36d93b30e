//! Base to custom as a list of changes that accounts for every difference.
//!
//! What stands in a list is a *stay* (matched, same parent, in order), a move, or new. Every node
//! of either tree is covered by exactly one change or by none because it is the same.

use rustc_hash::FxHashMap;

use crate::matching::Matching;
use crate::program::{Ix, Kind, Tree};
use crate::subsequence::heaviest_increasing;

/// One difference between base and custom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A mediator of custom that the base does not have, with all below it.
    Insert {
        /// The new node.
        custom: Ix,
    },
    /// A new mediator with stock ones inside.
    Wrap {
        /// The new node.
        custom: Ix,
    },
    /// A new mediator beside the stock ones inside a [`Change::Wrap`].
    Within {
        /// The new node.
        custom: Ix,
    },
    /// A mediator of the base that is gone while some of what it held is still there.
    Unwrap {
        /// The node that is gone.
        base: Ix,
    },
    /// A mediator of the base that is gone with all below it.
    Delete {
        /// The node that is gone.
        base: Ix,
        /// The stay after which it stood, if any.
        after: Option<Ix>,
    },
    /// Other attributes or other text.
    Alter {
        /// The node in the base.
        base: Ix,
        /// The node in custom.
        custom: Ix,
    },
    /// Another payload.
    Payload {
        /// The `payloadFactory` in the base.
        base: Ix,
        /// The `payloadFactory` in custom.
        custom: Ix,
    },
    /// The same mediator in another place.
    Move {
        /// The node in the base.
        base: Ix,
        /// The node in custom.
        custom: Ix,
    },
    /// A comment that the base does not have, as a number into the tree's comments.
    Comment {
        /// Its number among custom's comments.
        number: usize,
    },
}

/// The changes, and which nodes of custom stand where they stood.
#[derive(Debug)]
pub struct Changes {
    /// In the order of custom; deletions where the thing stood.
    pub list: Vec<Change>,
    /// By node of custom: matched to a child of its parent's partner, in the base's order.
    stays: Vec<bool>,
}

impl Changes {
    /// Everything that differs, base to custom.
    pub fn between(base: &Tree<'_>, custom: &Tree<'_>, matching: &Matching) -> Self {
        let mut finder = Finder {
            base,
            custom,
            matching,
            found: Self { list: Vec::new(), stays: vec![false; custom.len()] },
        };
        finder.found.stays[0] = true;
        finder.pair(Ix::ROOT, Ix::ROOT);
        finder.comments();
        let order = |change: &Change| finder.order(change);
        let mut list = finder.found.list.clone();
        list.sort_by_key(order);
        Self { list, ..finder.found }
    }

    /// Whether the node of custom is where it was in the base.
    pub fn stays(&self, custom: Ix) -> bool {
        self.stays[custom.index()]
    }
}

struct Finder<'t, 'b, 'c> {
    base: &'t Tree<'b>,
    custom: &'t Tree<'c>,
    matching: &'t Matching,
    found: Changes,
}

impl Finder<'_, '_, '_> {
    /// Where a change stands in the operator's file.
    fn order(&self, change: &Change) -> usize {
        let node = match *change {
            Change::Comment { number } => return self.custom.comments()[number].node.index(),
            Change::Insert { custom }
            | Change::Wrap { custom }
            | Change::Within { custom }
            | Change::Alter { custom, .. }
            | Change::Payload { custom, .. }
            | Change::Move { custom, .. }
            | Change::Delete { after: Some(custom), .. } => custom,
            Change::Delete { base, .. } | Change::Unwrap { base } => {
                let above = self.base.ancestors(base).find_map(|n| self.matching.b(n));
                above.unwrap_or(Ix::ROOT)
            }
        };
        self.custom.node(node).element.index()
    }

    /// A matched pair: what differs in the pair itself, then in what it holds.
    fn pair(&mut self, base: Ix, custom: Ix) {
        let (b, c) = (self.base.node(base), self.custom.node(custom));
        if b.content == c.content {
            for n in self.custom.subtree(custom).skip(1) {
                self.found.stays[n.index()] = true;
            }
            return;
        }
        let same_head = self.base.same_head(base, self.custom, custom);
        if b.kind == Kind::PayloadFactory {
            self.found.list.push(Change::Payload { base, custom });
        } else if !same_head {
            self.found.list.push(Change::Alter { base, custom });
        }
        self.lists(base, custom);
    }

    /// The children of a matched pair.
    fn lists(&mut self, base: Ix, custom: Ix) {
        let stays = self.mark_stays(base, custom);
        let (base_tree, custom_tree) = (self.base, self.custom);
        let mut gone = base_tree.children(base).peekable();
        let mut after = None;
        for c in custom_tree.children(custom) {
            let partner = self.matching.a(c);
            match partner {
                Some(b) if stays.contains_key(&b) => {
                    while gone.peek().is_some_and(|&g| g <= b) {
                        self.gone(gone.next(), after);
                    }
                    after = Some(c);
                    self.pair(b, c);
                }
                Some(b) => {
                    if !self.was_unwrapped(b, base) {
                        self.found.list.push(Change::Move { base: b, custom: c });
                    }
                    self.pair(b, c);
                }
                None => self.added(c),
            }
        }
        for g in gone {
            self.gone(Some(g), after);
        }
    }

    /// Whether a node came out of a wrapper that is gone from the list it is in now.
    fn was_unwrapped(&self, node: Ix, list: Ix) -> bool {
        let mut above = self.base.ancestors(node).skip_while(|&n| self.matching.b(n).is_none());
        self.base.parent(node) != Some(list) && above.next() == Some(list)
    }

    /// Which of the base's children have stayed, and marks their partners.
    fn mark_stays(&mut self, base: Ix, custom: Ix) -> FxHashMap<Ix, Ix> {
        let partners: Vec<(usize, usize)> = self
            .custom
            .children(custom)
            .filter_map(|c| Some((c.index(), self.matching.a(c)?)))
            .filter(|&(_, b)| self.base.parent(b) == Some(base))
            .map(|(c, b)| (c, b.index()))
            .collect();
        let kept = heaviest_increasing(&partners, |p| self.base.size(Ix(p.1 as u32)) as u32);
        kept.into_iter()
            .map(|(c, b)| {
                self.found.stays[c] = true;
                (Ix(b as u32), Ix(c as u32))
            })
            .collect()
    }

    /// A child of the base that was passed: a deletion unless it is matched somewhere.
    fn gone(&mut self, base: Option<Ix>, after: Option<Ix>) {
        let Some(base) = base.filter(|&b| self.matching.b(b).is_none()) else { return };
        let keeps_some = self.base.subtree(base).skip(1).any(|n| self.matching.b(n).is_some());
        self.found.list.push(match keeps_some {
            true => Change::Unwrap { base },
            false => Change::Delete { base, after },
        });
    }

    /// A mediator of custom without partner; what it holds may have one.
    fn added(&mut self, custom: Ix) {
        if !self.holds_some(custom) {
            return self.found.list.push(Change::Insert { custom });
        }
        self.found.list.push(Change::Wrap { custom });
        self.inside(custom);
    }

    /// What stands inside a wrapper: its own branches, stock mediators, and new ones.
    fn inside(&mut self, wrapper: Ix) {
        let custom_tree = self.custom;
        for c in custom_tree.children(wrapper) {
            match self.matching.a(c) {
                Some(b) => self.pair(b, c),
                None if self.holds_some(c) => self.inside(c),
                None if custom_tree.kind(wrapper).is_mediator_list() => {
                    self.found.list.push(Change::Within { custom: c });
                }
                None => self.inside(c),
            }
        }
    }

    fn holds_some(&self, custom: Ix) -> bool {
        self.custom.subtree(custom).skip(1).any(|n| self.matching.a(n).is_some())
    }

    /// Whether a payload is taken over as a whole, with the comments in it.
    fn comes_along(&self, custom: Ix) -> bool {
        let media_type = |tree: &Tree<'_>, n: Ix| tree.attr(n, "media-type").map(str::to_owned);
        self.matching
            .a(custom)
            .is_none_or(|base| media_type(self.base, base) != media_type(self.custom, custom))
    }

    /// Comments of custom that the base does not have under the same parent. Those inside a new
    /// mediator belong to it.
    fn comments(&mut self) {
        let mut known: FxHashMap<(Ix, &str), usize> = FxHashMap::default();
        for comment in self.base.comments() {
            *known.entry((comment.parent, self.base.comment_text(comment))).or_default() += 1;
        }
        for (number, comment) in self.custom.comments().iter().enumerate() {
            let Some(parent) = self.matching.a(comment.parent) else { continue };
            if comment.inside.is_some_and(|payload| self.comes_along(payload)) {
                continue;
            }
            match known.get_mut(&(parent, self.custom.comment_text(comment))) {
                Some(left) if *left > 0 => *left -= 1,
                _ => self.found.list.push(Change::Comment { number }),
            }
        }
    }
}
