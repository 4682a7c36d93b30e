//! Whether a release loads a sequence.

use std::fmt;

use super::engine::Engine;
use super::expression::json_eval;
use super::sequence::{Library, Sequence};
use crate::program::{Ix, Kind, NAMESPACE, Tree};
use crate::rules;

/// Why a release does not load a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line of the mediator, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// Whether the engine loads a sequence: its factories refuse the whole for one mediator.
///
/// # Errors
///
/// [`Refused`] by the first mediator that is.
pub fn check(sequence: &Sequence, library: &Library, engine: Engine) -> Result<(), Refused> {
    let read = sequence.read_for(engine, || Loading::of(sequence, engine));
    let absent = |name: &str| match library.inert_classes.contains(name) {
        true => false,
        false => library.classes_are_known || library.missing_classes.contains(name),
    };
    let missing = read.classes.iter().find(|(_, name)| absent(name));
    let missing = missing
        .map(|(line, name)| Refused { line: *line, why: format!("there is no class {name}") });
    match missing.or_else(|| read.refused.clone()) {
        Some(refused) => Err(refused),
        None => Ok(()),
    }
}

/// What a sequence is to the factories of an engine, whatever classes there are.
#[derive(Debug, Clone)]
pub(super) struct Loading {
    /// The first mediator that they refuse.
    refused: Option<Refused>,
    /// The class mediators before that, with their lines.
    classes: Vec<(u32, String)>,
}

impl Loading {
    fn of(sequence: &Sequence, engine: Engine) -> Self {
        let doc = &sequence.doc;
        let root = sequence.root();
        let mut classes = Vec::new();
        if doc.namespace(root) != NAMESPACE || doc.local_name(root) != "sequence" {
            let why = "the root is no <sequence> in the namespace of Synapse".to_owned();
            return Self { refused: Some(Refused { line: doc.line(root), why }), classes };
        }
        let tree = Tree::of(doc, root);
        for node in tree.all() {
            let why = rules::refused_at_load(&tree, node, engine.0)
                .or_else(|| json_path_as_xpath(&tree, node));
            let line = tree.line(node);
            if let Some(why) = why {
                return Self { refused: Some(Refused { line, why }), classes };
            }
            if let (Kind::Class, Some(name)) = (tree.kind(node), tree.attr(node, "name")) {
                classes.push((line, name.to_owned()));
            }
        }
        Self { refused: None, classes }
    }
}

/// An arg's JSONPath without `evaluator="json"` is read as XPath, and is none. The plan has a rule
/// for it, and so it is not among what [`rules::refused_at_load`] looks at.
fn json_path_as_xpath(tree: &Tree<'_>, node: Ix) -> Option<String> {
    if tree.kind(node) != Kind::PayloadFactory {
        return None;
    }
    let doc = tree.doc;
    let children = doc.child_elements(tree.node(node).element);
    let args = children.filter(|c| doc.local_name(*c) == "args").take(1);
    args.flat_map(|args| doc.child_elements(args)).find_map(|arg| {
        let written = |name| doc.find_attribute(arg, name).map(|a| doc.attribute_value(a));
        let expression = written("expression").filter(|_| written("value").is_none())?;
        let as_json = written("evaluator").is_some_and(|e| e == "json");
        (!as_json && json_eval(&expression).is_some())
            .then(|| format!("<arg> has the expression {expression} without evaluator=\"json\""))
    })
}
