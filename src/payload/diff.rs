//! diff
use super::value::Value;

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
        /// The members or items that precede it in custom, nearest first; empty: it is the first.
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
        /// The members that precede it in custom, nearest first; empty: it is the first.
        after: Vec<String>,
    },
}

/// Everything that differs, base to custom.
pub fn diff(_base: &Value, _custom: &Value) -> Vec<FieldEdit> {
    todo!()
}
