//! What each content of a sequence says that only some releases ship: texts, conditions, classes
//! and payloads that an operator hardly writes by chance.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};

use crate::payload::{Field, FieldChange, FieldEdit, Reading, Value};
use crate::program::{Ix, Kind, Tree};
use crate::rules::{is_error_message_type, is_removed_class, read_payload};

/// What a sequence says, mediator by mediator and field by field.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Each mediator and part of one without what stands inside, and each payload as a whole.
    heads: FxHashSet<Head>,
    /// Each field of a payload.
    fields: FxHashSet<String>,
}

/// What a mediator says by itself, whatever is inside, as a digest: of a payload the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Head(Kind, u64);

impl Marks {
    /// What a stock sequence says.
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let mut marks = Self::default();
        for node in tree.all() {
            marks.heads.extend(Head::of(tree, node));
            if tree.kind(node) == Kind::PayloadFactory
                && let Some(value) = read_payload(tree, node, Reading::default()).value()
            {
                marks.add_fields(value);
            }
        }
        marks
    }

    fn add_fields(&mut self, value: &Value) {
        let Value::Object(fields) = value else { return };
        for Field { name, value } in fields {
            self.fields.insert(field(name, value));
            self.add_fields(value);
        }
    }

    /// Whether a mediator is here as it stands, whatever is inside.
    pub(super) fn has(&self, head: Head) -> bool {
        self.heads.contains(&head)
    }

    /// Whether the value that an edit gives a field is here.
    pub(super) fn has_field(&self, edit: &FieldEdit) -> bool {
        let Some(name) = edit.path.last() else { return false };
        match &edit.change {
            FieldChange::Insert { value, .. } | FieldChange::Retext { to: value, .. } => {
                self.fields.contains(&field(name, value))
            }
            _ => false,
        }
    }
}

/// Properties that say nothing of the release, with their values: operators of every release remove
/// all headers, as 1.9.1 does, and set the type to JSON, as 4.0.0 does.
const IDIOMS: [(&str, Option<&str>); 2] =
    [("TRANSPORT_HEADERS", None), ("messageType", Some("application/json"))];

impl Head {
    /// None where it says nothing by itself, as `<drop/>`.
    pub(super) fn of(tree: &Tree<'_>, node: Ix) -> Option<Self> {
        let kind = tree.kind(node);
        if kind == Kind::PayloadFactory {
            return Some(Self(kind, tree.node(node).body));
        }
        let attrs = tree.attrs(node);
        let is_set_by_all = |idiom: &(&str, Option<&str>)| {
            tree.attr(node, "name") == Some(idiom.0) && tree.attr(node, "value") == idiom.1
        };
        if attrs.is_empty() || IDIOMS.iter().any(is_set_by_all) {
            return None;
        }
        let mut digest = FxHasher::default();
        for attr in attrs {
            (&attr.name, &attr.value).hash(&mut digest);
        }
        Some(Self(kind, digest.finish()))
    }
}

fn field(name: &str, value: &Value) -> String {
    format!("{name}={value:?}")
}

/// True if something speaks against a base of 4.0.0 or later: an XML payload under WSO2's fault
/// root, a class that 4.0.0 lacks, `error_message_type`.
pub(super) fn proves_old(tree: &Tree<'_>) -> bool {
    tree.all().any(|n| match tree.kind(n) {
        Kind::Property => is_error_message_type(tree, n),
        Kind::Class => is_removed_class(tree, n),
        Kind::PayloadFactory => read_payload(tree, n, Reading::default()).is_wso2_fault(),
        _ => false,
    })
}
