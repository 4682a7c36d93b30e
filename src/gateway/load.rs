//! Whether a release loads a sequence, given the classes that are there.

use std::fmt;

use super::engine::Engine;
use super::sequence::{Library, Sequence};
use crate::program::{Mediator, NAMESPACE};

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
    let missing = missing.map(|(line, name)| Refused {
        line: *line,
        why: format!("the class or connector {name} does not exist"),
    });
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
    /// The class mediators and operations of connectors before that, with their lines.
    classes: Vec<(u32, String)>,
}

impl Loading {
    fn of(sequence: &Sequence, engine: Engine) -> Self {
        let doc = &sequence.doc;
        let root = sequence.root();
        let mut classes = Vec::new();
        if doc.namespace(root) != NAMESPACE || doc.local_name(root) != "sequence" {
            let why = "the root is not a <sequence> in Synapse's namespace".to_owned();
            return Self { refused: Some(Refused { line: doc.line(root), why }), classes };
        }
        let program = sequence.program();
        for id in program.all() {
            let node = program.node(id);
            if let Some(refusal) = program.refusal(id, engine.0) {
                let why = format!("<{}> {}", doc.local_name(node.element), refusal.why);
                return Self { refused: Some(Refused { line: refusal.line, why }), classes };
            }
            match &node.mediator {
                Mediator::Class(class) => classes.push((node.line, class.name.clone())),
                Mediator::Unknown(unknown) => classes.push((node.line, unknown.name.to_string())),
                _ => {}
            }
        }
        Self { refused: None, classes }
    }
}
