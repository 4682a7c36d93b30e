//! What differs between two payloads, as edits that account for every difference.
//!
//! Every edit stands alone: it names places as the base has them, so that any choice of edits can
//! be applied to the base or to another payload with fields of the same names.

use std::collections::{HashMap, HashSet};

use super::align::pair;
use super::value::{Field, Value};
use crate::subsequence::longest_increasing;

/// One difference between two payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// Where, from the outermost object: member names as the base has them, items of arrays as
    /// `[0]`, counted in the base. Of an insert, the last name is that of the new member; a new
    /// item of an array is `[+1]`, counted in custom. Empty for the payload as a whole.
    pub path: Vec<String>,
    /// What.
    pub change: FieldChange,
}

/// What became of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldChange {
    /// A member or item that the base does not have.
    Insert {
        /// Its value.
        value: Value,
        /// What precedes it in custom; as for `Reorder`.
        after: Vec<String>,
    },
    /// A member or item that custom does not have.
    Remove {
        /// Its value.
        value: Value,
    },
    /// A member with another name and the same value.
    Rename {
        /// The new name.
        to: String,
        /// The value that both have.
        value: Value,
    },
    /// Another value under the same name.
    Retext {
        /// The base's value.
        from: Value,
        /// Custom's value.
        to: Value,
    },
    /// A member that stands elsewhere among its siblings.
    Reorder {
        /// The members (or items) that precede it in custom, nearest first, a renamed one under
        /// its new and its old name; at most [`MAX_PREDECESSORS`]. Empty: it is the first.
        after: Vec<String>,
    },
}

impl FieldChange {
    /// Whether it puts something behind a predecessor.
    pub(super) fn is_placement(&self) -> bool {
        matches!(self, Self::Insert { .. } | Self::Reorder { .. })
    }
}

/// How many predecessors an edit remembers, to find its place where the nearest are gone.
pub const MAX_PREDECESSORS: usize = 32;

/// Everything that differs, base to custom: [`patch`](super::patch()) of the base with all of it
/// gives custom.
///
/// Members are matched by name; a removed and an inserted member are a rename when they have the
/// same value, not an empty one, and no other member that came or went has it. Moves are as few
/// as possible. Items of arrays are matched by value, then in order. In each object the removals
/// come first, then the rest in custom's order.
pub fn diff(base: &Value, custom: &Value) -> Vec<FieldEdit> {
    let mut differ = Differ { path: Vec::new(), edits: Vec::new() };
    differ.values(base, custom);
    differ.edits
}

struct Differ {
    path: Vec<String>,
    edits: Vec<FieldEdit>,
}

impl Differ {
    fn values(&mut self, base: &Value, custom: &Value) {
        match (base, custom) {
            _ if base == custom => {}
            (Value::Object(b), Value::Object(c)) if have_names(b) && have_names(c) => {
                self.objects(b, c);
            }
            (Value::Array(b), Value::Array(c)) => self.arrays(b, c),
            _ => {
                let change = FieldChange::Retext { from: base.clone(), to: custom.clone() };
                self.edits.push(FieldEdit { path: self.path.clone(), change });
            }
        }
    }

    fn push(&mut self, name: &str, change: FieldChange) {
        let path = self.path.iter().cloned().chain([name.to_owned()]).collect();
        self.edits.push(FieldEdit { path, change });
    }

    fn inside(&mut self, name: String, base: &Value, custom: &Value) {
        self.path.push(name);
        self.values(base, custom);
        self.path.pop();
    }

    fn objects(&mut self, base: &[Field], custom: &[Field]) {
        let partners = match_members(base, custom);
        let matched: HashSet<usize> = partners.iter().flatten().copied().collect();
        for b in (0..base.len()).filter(|b| !matched.contains(b)) {
            let field = &base[b];
            self.push(&field.name, FieldChange::Remove { value: field.value.clone() });
        }

        let order: Vec<usize> = partners.iter().flatten().copied().collect();
        let mut stays = longest_increasing(&order).into_iter();
        let names: Vec<Vec<&str>> = (custom.iter().zip(&partners))
            .map(|(field, partner)| {
                let old = partner.map(|b| base[b].name.as_str()).filter(|old| *old != field.name);
                [field.name.as_str()].into_iter().chain(old).collect()
            })
            .collect();
        for (c, (field, partner)) in custom.iter().zip(&partners).enumerate() {
            let after = || predecessors(&names[..c]);
            let Some(old) = partner.map(|b| &base[b]) else {
                let value = field.value.clone();
                self.push(&field.name, FieldChange::Insert { value, after: after() });
                continue;
            };
            if old.name != field.name {
                let (to, value) = (field.name.clone(), field.value.clone());
                self.push(&old.name, FieldChange::Rename { to, value });
            }
            if stays.next() == Some(false) {
                self.push(&old.name, FieldChange::Reorder { after: after() });
            }
            self.inside(old.name.clone(), &old.value, &field.value);
        }
    }

    fn arrays(&mut self, base: &[Value], custom: &[Value]) {
        let pairs = pair(base, custom);
        let matched: HashSet<usize> = pairs.iter().map(|(b, _)| *b).collect();
        let partners: HashMap<usize, usize> = pairs.iter().map(|&(b, c)| (c, b)).collect();
        for (b, item) in base.iter().enumerate().filter(|(b, _)| !matched.contains(b)) {
            self.push(&old_item(b), FieldChange::Remove { value: item.clone() });
        }
        let names: Vec<Vec<String>> = (0..custom.len())
            .map(|c| vec![partners.get(&c).map_or_else(|| new_item(c), |&b| old_item(b))])
            .collect();
        for (c, item) in custom.iter().enumerate() {
            match partners.get(&c) {
                Some(&b) => self.inside(old_item(b), &base[b], item),
                None => {
                    let after = predecessors(&names[..c]);
                    self.push(&names[c][0], FieldChange::Insert { value: item.clone(), after });
                }
            }
        }
    }
}

/// The path name of an item that the base has.
pub(super) fn old_item(index: usize) -> String {
    format!("[{index}]")
}

fn new_item(index: usize) -> String {
    format!("[+{index}]")
}

fn predecessors<S: AsRef<str>>(names: &[Vec<S>]) -> Vec<String> {
    let nearest = names.iter().rev().take(MAX_PREDECESSORS);
    nearest.flatten().map(|name| name.as_ref().to_owned()).collect()
}

/// Whether a path name is that of an item of an array.
pub(super) fn is_item(name: &str) -> bool {
    let number = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    number.is_some_and(|number| {
        let digits = number.strip_prefix('+').unwrap_or(number);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Whether each member has a name of its own that is not an item's; else the object is compared as a
/// whole.
fn have_names(fields: &[Field]) -> bool {
    let mut names = HashSet::with_capacity(fields.len());
    fields.iter().all(|field| names.insert(&field.name) && !is_item(&field.name))
}

/// For each member of custom the position of the base's member that it is.
fn match_members(base: &[Field], custom: &[Field]) -> Vec<Option<usize>> {
    let positions: HashMap<&str, usize> =
        base.iter().enumerate().map(|(b, field)| (field.name.as_str(), b)).collect();
    let mut partners: Vec<Option<usize>> =
        custom.iter().map(|field| positions.get(field.name.as_str()).copied()).collect();

    let matched: HashSet<usize> = partners.iter().flatten().copied().collect();
    let removed: Vec<usize> = (0..base.len()).filter(|b| !matched.contains(b)).collect();
    let inserted: Vec<usize> = (0..custom.len()).filter(|&c| partners[c].is_none()).collect();
    for &c in &inserted {
        let value = &custom[c].value;
        let mut from = removed.iter().filter(|&&b| base[b].value == *value);
        let alike = inserted.iter().filter(|&&other| custom[other].value == *value).count();
        if let (Some(&b), None, 1, false) = (from.next(), from.next(), alike, value.is_empty()) {
            partners[c] = Some(b);
        }
    }
    partners
}

#[cfg(test)]
mod tests {
    use super::super::read::read_json;
    use super::super::value::{Arg, Reading};
    use super::*;

    fn read(format: &str) -> Value {
        let args = ["A", "B", "C"].map(|c| Arg { canonical: c.to_owned(), ..Arg::default() });
        read_json(format, &args, Reading::default()).expect(format)
    }

    /// Each edit as `kind path`, with what else it says.
    fn edits(base: &str, custom: &str) -> Vec<String> {
        let line = |edit: FieldEdit| {
            let path = edit.path.join(".");
            match edit.change {
                FieldChange::Insert { after, .. } => format!("insert {path} after {after:?}"),
                FieldChange::Remove { .. } => format!("remove {path}"),
                FieldChange::Rename { to, .. } => format!("rename {path} to {to}"),
                FieldChange::Retext { .. } => format!("retext {path}"),
                FieldChange::Reorder { after } => format!("reorder {path} after {after:?}"),
            }
        };
        diff(&read(base), &read(custom)).into_iter().map(line).collect()
    }

    #[test]
    fn one_added_member_is_one_edit() {
        assert_eq!(
            edits(
                "{\"code\":\"$1\",\"text\":\"$2\"}",
                "{\"code\":\"$1\",\"id\":\"$3\",\"text\":\"$2\"}"
            ),
            ["insert id after [\"code\"]"]
        );
    }

    #[test]
    fn a_rename_needs_the_same_value_and_no_rival() {
        assert_eq!(edits("{\"a\":\"$1\"}", "{\"b\":\"$1\"}"), ["rename a to b"]);
        assert_eq!(edits("{\"a\":\"$1\"}", "{\"b\":\"$2\"}"), ["remove a", "insert b after []"]);
        assert_eq!(edits("{\"a\":\"\"}", "{\"b\":\"\"}"), ["remove a", "insert b after []"]);
        assert_eq!(
            edits("{\"a\":\"$1\"}", "{\"b\":\"$1\",\"c\":\"$1\"}"),
            ["remove a", "insert b after []", "insert c after [\"b\"]"]
        );
    }

    #[test]
    fn one_moved_member_is_one_edit() {
        assert_eq!(
            edits("{\"a\":1,\"b\":2,\"c\":3,\"d\":4}", "{\"d\":4,\"a\":1,\"b\":2,\"c\":3}"),
            ["reorder d after []"]
        );
        assert_eq!(
            edits("{\"a\":1,\"b\":2,\"c\":3}", "{\"b\":2,\"x\":3,\"a\":1}"),
            ["rename c to x", "reorder a after [\"x\", \"c\", \"b\"]"]
        );
    }

    #[test]
    fn members_and_items_are_compared_inside() {
        assert_eq!(
            edits(
                "{\"e\":{\"l\":[{\"a\":1},{\"b\":2}]}}",
                "{\"e\":{\"l\":[{\"n\":0},{\"a\":1},{\"b\":\"2\"}]}}"
            ),
            ["retext e.l.[1].b", "insert e.l.[+0] after []"]
                .map(str::to_owned)
                .into_iter()
                .rev()
                .collect::<Vec<_>>()
        );
        assert_eq!(edits("{\"e\":\"\"}", "{\"e\":{}}"), ["retext e"]);
        assert_eq!(edits("[1]", "{}"), ["retext "]);
    }

    #[test]
    fn quotes_make_a_difference() {
        assert_eq!(edits("{\"a\":\"$1\"}", "{\"a\":$1}"), ["retext a"]);
    }
}
