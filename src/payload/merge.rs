//! Three-way decisions, field by field.

use super::diff::{FieldChange, FieldEdit};
use super::patch::patch;
use super::value::{Field, Value};

/// What becomes of a [`FieldEdit`] in the target's payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldOutcome {
    /// The target has what the base had: the edit applies.
    Apply,
    /// The target already says what the operator says.
    AlreadyThere,
    /// Operator and target changed the same field, or one deleted what the other changed.
    Conflict {
        /// The base's field.
        base: Option<Value>,
        /// The target's field.
        target: Option<Value>,
    },
}

/// What becomes of each edit, in the order of `edits`, which [`diff`](super::diff()) gave for
/// `base` and custom.
///
/// Fields are found by name. Positions in an array mean the same only where base and target have
/// the same array, or for changes inside items, arrays of the same length.
pub fn merge(base: &Value, target: &Value, edits: &[FieldEdit]) -> Vec<FieldOutcome> {
    let all: Vec<&FieldEdit> = edits.iter().collect();
    if patch(base, &all).is_ok_and(|custom| custom == *target) {
        return vec![FieldOutcome::AlreadyThere; edits.len()];
    }
    edits.iter().map(|edit| outcome(base, target, edit)).collect()
}

fn outcome(base: &Value, target: &Value, edit: &FieldEdit) -> FieldOutcome {
    let Some((name, parents)) = edit.path.split_last() else {
        return match &edit.change {
            FieldChange::Retext { from, to } => changed(from, to, Some(target)),
            _ => conflict(Some(base), Some(target)),
        };
    };
    match descend(base, target, parents) {
        Some((Value::Object(b), Value::Object(t))) => in_object(b, t, name, &edit.change),
        Some((Value::Array(b), Value::Array(t))) => in_array(b, t, name, &edit.change),
        Some((b, t)) => conflict(Some(b), Some(t)),
        None => match &edit.change {
            FieldChange::Remove { .. } => FieldOutcome::AlreadyThere,
            FieldChange::Rename { value, .. } | FieldChange::Retext { from: value, .. } => {
                conflict(Some(value), None)
            }
            FieldChange::Insert { .. } | FieldChange::Reorder { .. } => conflict(None, None),
        },
    }
}

fn conflict(base: Option<&Value>, target: Option<&Value>) -> FieldOutcome {
    FieldOutcome::Conflict { base: base.cloned(), target: target.cloned() }
}

/// A value that the operator changed.
fn changed(from: &Value, to: &Value, target: Option<&Value>) -> FieldOutcome {
    match target {
        Some(target) if target == from => FieldOutcome::Apply,
        Some(target) if target == to => FieldOutcome::AlreadyThere,
        target => conflict(Some(from), target),
    }
}

/// What base and target have at a path, if both have it.
fn descend<'a>(
    base: &'a Value,
    target: &'a Value,
    path: &[String],
) -> Option<(&'a Value, &'a Value)> {
    let Some((name, rest)) = path.split_first() else { return Some((base, target)) };
    let (base, target) = match (base, target) {
        (Value::Object(b), Value::Object(t)) => (member(b, name)?, member(t, name)?),
        (Value::Array(b), Value::Array(t)) if b.len() == t.len() => {
            (item(b, name)?, item(t, name)?)
        }
        _ => return None,
    };
    descend(base, target, rest)
}

fn member<'a>(fields: &'a [Field], name: &str) -> Option<&'a Value> {
    fields.iter().find(|field| field.name == name).map(|field| &field.value)
}

fn item<'a>(items: &'a [Value], name: &str) -> Option<&'a Value> {
    let digits = name.strip_prefix('[')?.strip_suffix(']')?;
    let is_new = digits.starts_with('+');
    items.get(digits.parse::<usize>().ok().filter(|_| !is_new)?)
}

fn in_object(base: &[Field], target: &[Field], name: &str, change: &FieldChange) -> FieldOutcome {
    let there = member(target, name);
    match change {
        FieldChange::Retext { from, to } => changed(from, to, there),
        FieldChange::Remove { value } => match there {
            None => FieldOutcome::AlreadyThere,
            Some(same) if same == value => FieldOutcome::Apply,
            other => conflict(Some(value), other),
        },
        FieldChange::Insert { value, .. } => match there {
            None => FieldOutcome::Apply,
            Some(same) if same == value => FieldOutcome::AlreadyThere,
            other => conflict(None, other),
        },
        FieldChange::Rename { to, value } => match (there, member(target, to)) {
            (Some(same), None) if same == value => FieldOutcome::Apply,
            (None, Some(same)) if same == value => FieldOutcome::AlreadyThere,
            (there, taken) => conflict(Some(value), there.or(taken)),
        },
        FieldChange::Reorder { after } => reordered(base, target, name, after),
    }
}

fn in_array(base: &[Value], target: &[Value], name: &str, change: &FieldChange) -> FieldOutcome {
    let there = item(target, name);
    match change {
        FieldChange::Retext { from, to } if base.len() == target.len() => changed(from, to, there),
        _ if base == target => FieldOutcome::Apply,
        _ => conflict(item(base, name), there),
    }
}

/// A member that the operator moved: free to move where the target has it among its siblings as
/// the base had.
fn reordered(base: &[Field], target: &[Field], name: &str, after: &[String]) -> FieldOutcome {
    let position = |fields: &[Field], name: &str| fields.iter().position(|f| f.name == name);
    let (Some(in_base), Some(in_target)) = (position(base, name), position(target, name)) else {
        return conflict(member(base, name), member(target, name));
    };
    let as_in_base = base.iter().enumerate().all(|(b, sibling)| {
        position(target, &sibling.name).is_none_or(|t| (b < in_base) == (t < in_target))
    });
    if as_in_base {
        return FieldOutcome::Apply;
    }
    let known =
        |field: &&Field| after.contains(&field.name) || position(base, &field.name).is_some();
    let before = target[..in_target].iter().rev().find(known).map(|field| &field.name);
    let wanted = after.iter().find(|name| position(target, name).is_some());
    match before == wanted {
        true => FieldOutcome::AlreadyThere,
        false => conflict(member(base, name), member(target, name)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::diff::diff;
    use super::super::read::read_json;
    use super::super::value::{Arg, Reading};
    use super::*;

    fn read(format: &str) -> Value {
        let args = ["A", "B", "C"].map(|c| Arg { canonical: c.to_owned(), ..Arg::default() });
        read_json(format, &args, Reading::default()).expect(format)
    }

    /// `+` applies, `=` is already there, `!` is a conflict.
    fn marks(base: &str, custom: &str, target: &str) -> String {
        let (base, target) = (read(base), read(target));
        let mark = |outcome| match outcome {
            FieldOutcome::Apply => '+',
            FieldOutcome::AlreadyThere => '=',
            FieldOutcome::Conflict { .. } => '!',
        };
        merge(&base, &target, &diff(&base, &read(custom))).into_iter().map(mark).collect()
    }

    #[test]
    fn a_changed_value() {
        assert_eq!(marks("{\"a\":\"1\"}", "{\"a\":\"2\"}", "{\"a\":\"1\",\"t\":0}"), "+");
        assert_eq!(marks("{\"a\":\"1\"}", "{\"a\":\"2\"}", "{\"a\":\"2\",\"t\":0}"), "=");
        assert_eq!(marks("{\"a\":\"1\"}", "{\"a\":\"2\"}", "{\"a\":\"3\"}"), "!");
        assert_eq!(marks("{\"a\":\"1\"}", "{\"a\":\"2\"}", "{}"), "!");
    }

    #[test]
    fn a_removed_member() {
        let (base, custom) = ("{\"a\":1,\"b\":2}", "{\"b\":2}");
        assert_eq!(marks(base, custom, "{\"a\":1}"), "+");
        assert_eq!(marks(base, custom, "{\"t\":1}"), "=");
        assert_eq!(marks(base, custom, "{\"a\":3}"), "!");
    }

    #[test]
    fn a_member_of_an_item() {
        let base = r#"[{"a":1},{"b":2}]"#;
        let custom = r#"[{"a":1},{"b":3}]"#;
        assert_eq!(marks(base, custom, r#"[{"a":9},{"b":2}]"#), "+");
        assert_eq!(marks(base, custom, r#"[{"a":9},{"b":3}]"#), "=");
        assert_eq!(marks(base, custom, r#"[{"a":1},{"b":4}]"#), "!");
        // Items have no names: in another array it is unknown which of them is meant.
        assert_eq!(marks(base, custom, r#"[{"a":1},{"b":2},{"b":2}]"#), "!");
    }

    #[test]
    fn an_inserted_member() {
        let (base, custom) = ("{\"a\":1}", "{\"a\":1,\"b\":2}");
        assert_eq!(marks(base, custom, "{\"t\":1}"), "+");
        assert_eq!(marks(base, custom, "{\"t\":1,\"b\":2}"), "=");
        assert_eq!(marks(base, custom, "{\"b\":3}"), "!");
        assert_eq!(marks("{\"o\":{}}", "{\"o\":{\"b\":2}}", "{\"t\":1}"), "!");
    }

    #[test]
    fn a_renamed_member() {
        let (base, custom) = ("{\"a\":1}", "{\"b\":1}");
        assert_eq!(marks(base, custom, "{\"a\":1,\"t\":1}"), "+");
        assert_eq!(marks(base, custom, "{\"b\":1,\"t\":1}"), "=");
        assert_eq!(marks(base, custom, "{\"b\":2}"), "!");
        assert_eq!(marks(base, custom, "{\"a\":2}"), "!");
        assert_eq!(marks(base, custom, "{\"a\":1,\"b\":1}"), "!");
        assert_eq!(marks(base, custom, "{}"), "!");
    }

    #[test]
    fn a_moved_member() {
        let (base, custom) = ("{\"a\":1,\"b\":2,\"c\":3}", "{\"c\":3,\"a\":1,\"b\":2}");
        assert_eq!(marks(base, custom, "{\"a\":1,\"t\":0,\"c\":3}"), "+");
        assert_eq!(marks(base, custom, "{\"c\":3,\"a\":1,\"t\":0}"), "=");
        assert_eq!(marks(base, custom, "{\"a\":1,\"c\":3,\"b\":2}"), "!");
        assert_eq!(marks(base, custom, "{\"a\":1,\"b\":2}"), "!");
    }

    #[test]
    fn positions_in_arrays_need_the_same_array() {
        let (base, custom) = ("{\"l\":[1,2]}", "{\"l\":[1,2,3]}");
        assert_eq!(marks(base, custom, "{\"l\":[1,2],\"t\":0}"), "+");
        assert_eq!(marks(base, custom, "{\"l\":[0,2]}"), "!");
        assert_eq!(marks("{\"l\":[1,2]}", "{\"l\":[1,4]}", "{\"l\":[0,2]}"), "+");
    }
}
