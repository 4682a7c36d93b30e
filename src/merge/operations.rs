//! The operations of all edits, by the node of the target that they are about.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graft::Within;
use super::settle::Settled;
use super::{Context, Op, Planned, What};
use crate::edits::Change;
use crate::payload::FieldEdit;
use crate::program::Ix;

/// Something that is put into a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    /// The number of the child that it stands before.
    pub at: usize,
    /// Where it stands in the operator's file: the order of things at one place.
    order: u32,
    /// The edit that puts it there.
    pub edit: usize,
    /// What it is.
    pub what: What,
}

/// The operations by the node of the target that they are about, each with its edit's number.
#[derive(Default)]
pub(super) struct Operations<'p> {
    pub gone: FxHashMap<Ix, Option<usize>>,
    pub places: FxHashMap<Ix, Vec<Placed>>,
    pub attributes: FxHashMap<Ix, Vec<SetAttribute<'p>>>,
    pub declarations: FxHashMap<Ix, Vec<(&'p str, &'p str)>>,
    pub texts: FxHashMap<Ix, (usize, &'p str)>,
    pub payloads: FxHashMap<Ix, (usize, Ix)>,
    pub fields: FxHashMap<Ix, Fields<'p>>,
    pub within: Within,
    /// Nodes on the way to one that an operation is about.
    pub touched: FxHashSet<Ix>,
}

impl<'p> Operations<'p> {
    pub(super) fn of(context: &Context<'_, '_>, planned: &'p [Planned], settled: &Settled) -> Self {
        let mut table = Self::default();
        for change in &context.changes.list {
            if let Change::Within { custom } = *change {
                table.within.insert(custom, None);
            }
        }
        for edit in 0..planned.len() {
            for op in settled.ops(planned, edit) {
                table.add(context, edit, op);
            }
        }
        for places in table.places.values_mut() {
            places.sort_by_key(|p| (p.at, p.order));
        }
        table
    }

    fn add(&mut self, context: &Context<'_, '_>, edit: usize, op: &'p Op) {
        let about = match op {
            Op::Remove(node) => {
                self.gone.insert(*node, Some(edit));
                *node
            }
            Op::Take(node) => {
                self.gone.entry(*node).or_insert(None);
                *node
            }
            Op::Place { parent, at, what } => {
                let order = order(context, *what);
                self.places.entry(*parent).or_default().push(Placed {
                    at: *at,
                    order,
                    edit,
                    what: *what,
                });
                *parent
            }
            Op::SetAttribute { node, name, value } => {
                let set = SetAttribute { edit, name, value: value.as_deref() };
                self.attributes.entry(*node).or_default().push(set);
                *node
            }
            Op::Declare { node, prefix, uri } => {
                let declared = self.declarations.entry(*node).or_default();
                if declared.iter().all(|(p, _)| p != prefix) {
                    declared.push((prefix, uri));
                }
                *node
            }
            Op::SetText { node, text } => {
                self.texts.insert(*node, (edit, text));
                *node
            }
            Op::Include(custom) => {
                self.within.insert(*custom, Some(edit));
                return;
            }
            Op::ReplacePayload { node, custom } => {
                self.payloads.insert(*node, (edit, *custom));
                *node
            }
            Op::EditField { node, custom, edit: field } => {
                let new = || Fields { custom: *custom, edits: Vec::new() };
                self.fields.entry(*node).or_insert_with(new).edits.push((edit, field));
                *node
            }
        };
        let mut node = Some(about);
        while let Some(n) = node.filter(|&n| self.touched.insert(n)) {
            node = context.target.parent(n);
        }
    }
}

/// Where a thing stands in the operator's file: the order of things at one place.
fn order(context: &Context<'_, '_>, what: What) -> u32 {
    let node = match what {
        What::Custom(c) | What::Target(_, c) => context.custom.node(c).element,
        What::Comment(node) => node,
    };
    node.index() as u32
}

/// An attribute that gets another value, or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetAttribute<'p> {
    pub edit: usize,
    pub name: &'p str,
    pub value: Option<&'p str>,
}

/// The changed fields of one payload, and the payload of custom that they come from.
pub(super) struct Fields<'p> {
    pub custom: Ix,
    pub edits: Vec<(usize, &'p FieldEdit)>,
}
