//! Edits on a payload's structure, whatever the payload is written in.
//!
//! The payload becomes a [`Tree`] whose leaves are what it was made of, values or pieces of a
//! format text; edits move, drop and add nodes; the tree becomes a value or a text again.

use super::diff::{FieldChange, FieldEdit, is_item, old_item};
use super::json::JsonProblem;
use super::value::{Field, Value};

/// Why edits could not be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The target's format is not JSON that can be edited.
    #[error("the target's payload is not JSON: {0}")]
    Target(JsonProblem),
    /// The target has no such place; its path.
    #[error("the target's payload has no place `{}`", .0.join("."))]
    NoPlace(Vec<String>),
    /// The edits lead to a payload that is not JSON.
    #[error("the edited payload is not JSON: {0}")]
    Result(JsonProblem),
}

/// The value with edits applied.
///
/// Edits that stem from another base are applied as well as they can be, so that a conflict can
/// be settled with the operator's version: a value that is already there is replaced, one that is
/// missing is added, a removal of what is gone does nothing. Only an edit without any place,
/// inside a member that is gone, is an error.
pub fn patch(value: &Value, edits: &[&FieldEdit]) -> Result<Value, ApplyError> {
    let mut tree = of_value(value);
    tree.apply(edits)?;
    Ok(into_value(tree))
}

/// A payload that is being edited; `O` is what its parts were made of.
#[derive(Debug, Clone)]
pub(super) enum Tree<O> {
    /// A scalar as it was.
    Old(O),
    /// An object or array that was there.
    List(List<O>),
    /// What an edit put there.
    New(Value),
}

#[derive(Debug, Clone)]
pub(super) struct List<O> {
    pub origin: O,
    /// Whether it is an object.
    pub keyed: bool,
    pub slots: Vec<Slot<O>>,
}

/// A member of an object, or an item of an array.
#[derive(Debug, Clone)]
pub(super) struct Slot<O> {
    /// The name by which edits know it: the name it had, `[0]` for an item; none for a key with a
    /// placeholder in it.
    pub name: Option<String>,
    /// The key that it gets, where it is not the one it had.
    pub new_key: Option<String>,
    /// The position it had; none for a new one.
    pub index: Option<usize>,
    pub value: Tree<O>,
}

impl<O> Slot<O> {
    pub(super) fn old(name: Option<String>, index: usize, value: Tree<O>) -> Self {
        Self { name, new_key: None, index: Some(index), value }
    }

    fn new(name: &str, value: &Value) -> Self {
        let value = Tree::New(value.clone());
        let name = Some(name.to_owned());
        Self { new_key: name.clone(), name, index: None, value }
    }

    /// Whether this is the name it has now.
    fn is_called(&self, name: &str) -> bool {
        self.new_key.as_ref().or(self.name.as_ref()).is_some_and(|now| now == name)
    }

    /// Whether this is the name by which edits know it.
    fn is_known_as(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }
}

impl<O> Tree<O> {
    /// Applies edits: first what changes members where they stand, then what places them, in the
    /// given order, which has to be custom's within each object.
    pub(super) fn apply(&mut self, edits: &[&FieldEdit]) -> Result<(), ApplyError> {
        let (placed, changed): (Vec<&FieldEdit>, Vec<&FieldEdit>) =
            edits.iter().partition(|edit| edit.change.is_placement());
        changed.into_iter().chain(placed).try_for_each(|edit| self.apply_one(edit))
    }

    fn apply_one(&mut self, edit: &FieldEdit) -> Result<(), ApplyError> {
        let no_place = || ApplyError::NoPlace(edit.path.clone());
        let Some((name, parents)) = edit.path.split_last() else {
            return match &edit.change {
                FieldChange::Retext { to, .. } => {
                    *self = Self::New(to.clone());
                    Ok(())
                }
                _ => Err(no_place()),
            };
        };
        let found = match self.list_at(parents) {
            Some(list) => list.change(name, &edit.change),
            None => matches!(edit.change, FieldChange::Remove { .. }),
        };
        if found { Ok(()) } else { Err(no_place()) }
    }

    fn list_at(&mut self, path: &[String]) -> Option<&mut List<O>> {
        let Self::List(list) = self else { return None };
        match path.split_first() {
            None => Some(list),
            Some((name, rest)) => {
                list.slots.iter_mut().find(|slot| slot.is_known_as(name))?.value.list_at(rest)
            }
        }
    }
}

impl<O> List<O> {
    /// Whether the change found its place.
    fn change(&mut self, name: &str, change: &FieldChange) -> bool {
        if is_item(name) == self.keyed {
            return matches!(change, FieldChange::Remove { .. });
        }
        let found = self.slots.iter().position(|slot| slot.is_known_as(name));
        match (change, found) {
            (FieldChange::Remove { .. }, found) => {
                found.map(|at| self.slots.remove(at));
            }
            (FieldChange::Retext { to, .. }, Some(at)) => {
                self.slots[at].value = Tree::New(to.clone());
            }
            (FieldChange::Retext { to, .. }, None) => self.slots.push(Slot::new(name, to)),
            (FieldChange::Rename { to, value }, found) => self.rename(found, to, value),
            (FieldChange::Insert { value, .. }, Some(at)) => {
                self.slots[at].value = Tree::New(value.clone());
            }
            (FieldChange::Insert { value, after }, None) => {
                self.place(Slot::new(name, value), after, None);
            }
            (FieldChange::Reorder { after }, Some(at)) => {
                let slot = self.slots.remove(at);
                self.place(slot, after, Some(at));
            }
            (FieldChange::Reorder { .. }, None) => return false,
        }
        true
    }

    fn rename(&mut self, found: Option<usize>, to: &str, value: &Value) {
        let taken = self.slots.iter().position(|slot| slot.is_called(to));
        match (found, taken) {
            (Some(at), None) => self.slots[at].new_key = Some(to.to_owned()),
            (None, None) => self.slots.push(Slot::new(to, value)),
            (found, Some(taken)) => {
                self.slots[taken].value = Tree::New(value.clone());
                found.map(|at| self.slots.remove(at));
            }
        }
    }

    /// Puts a slot behind the nearest of its predecessors; where none is there, back to where it
    /// was, a new one to the end.
    fn place(&mut self, slot: Slot<O>, after: &[String], was: Option<usize>) {
        let nearest = |name: &String| self.slots.iter().position(|s| s.is_called(name));
        let at = match after.iter().find_map(nearest) {
            Some(predecessor) => predecessor + 1,
            None if after.is_empty() => 0,
            None => was.unwrap_or(self.slots.len()),
        };
        self.slots.insert(at, slot);
    }
}

fn of_value(value: &Value) -> Tree<Value> {
    let (keyed, slots) = match value {
        Value::Object(fields) => {
            let slot = |(i, field): (usize, &Field)| {
                Slot::old(Some(field.name.clone()), i, of_value(&field.value))
            };
            (true, fields.iter().enumerate().map(slot).collect())
        }
        Value::Array(items) => {
            let slot = |(i, item)| Slot::old(Some(old_item(i)), i, of_value(item));
            (false, items.iter().enumerate().map(slot).collect())
        }
        scalar => return Tree::Old(scalar.clone()),
    };
    Tree::List(List { origin: Value::Array(Vec::new()), keyed, slots })
}

fn into_value(tree: Tree<Value>) -> Value {
    match tree {
        Tree::Old(value) | Tree::New(value) => value,
        Tree::List(list) if list.keyed => {
            let field = |slot: Slot<Value>| Field {
                name: slot.new_key.or(slot.name).unwrap_or_default(),
                value: into_value(slot.value),
            };
            Value::Object(list.slots.into_iter().map(field).collect())
        }
        Tree::List(list) => {
            Value::Array(list.slots.into_iter().map(|slot| into_value(slot.value)).collect())
        }
    }
}
