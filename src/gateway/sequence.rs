//! The sequences a walk may come to, and the classes it may meet.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::engine::Engine;
use super::formatter::Registered;
use super::load::Loading;
use crate::expression::Location;
use crate::program::{Ix, Mediator, Program, REMOVED_CLASSES, Tree};
use crate::stock::Release;
use crate::xml::{Document, NodeId, XmlError};

/// A sequence.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Its file.
    pub doc: Document,
    root: NodeId,
    /// Its mediators, read when they are first asked for.
    program: OnceLock<Arc<Program>>,
    /// How the first two engines that asked load it: it is walked through many times, on the old
    /// gateway and on the new.
    loading: [OnceLock<(Release, Loading)>; 2],
}

impl Sequence {
    /// Reads a sequence.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn parse(text: &str) -> Result<Self, XmlError> {
        let doc = Document::parse(text)?;
        let root = doc.root();
        Ok(Self::at(doc, root))
    }

    /// The sequence at an element of a file.
    pub fn at(doc: Document, root: NodeId) -> Self {
        Self { doc, root, program: OnceLock::new(), loading: Default::default() }
    }

    /// The sequence of a tree; its mediators are not read again.
    pub fn of(tree: &Tree<'_>) -> Self {
        let at = Self::at(tree.doc.clone(), tree.node(Ix::ROOT).element);
        Self { program: Arc::clone(tree.program()).into(), ..at }
    }

    /// Its own element.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// What it is called.
    pub fn name(&self) -> String {
        let name = self.doc.find_attribute(self.root, "name");
        name.map(|id| self.doc.attribute_value(id).into_owned()).unwrap_or_default()
    }

    /// Its mediators.
    pub fn program(&self) -> &Program {
        self.program.get_or_init(|| Arc::new(Program::of(&self.doc, self.root)))
    }

    /// How an engine loads it; remembered for the first two that ask.
    pub(super) fn read_for(&self, engine: Engine, read: impl Fn() -> Loading) -> Cow<'_, Loading> {
        for known in &self.loading {
            let (release, loading) = known.get_or_init(|| (engine.0, read()));
            if *release == engine.0 {
                return Cow::Borrowed(loading);
            }
        }
        Cow::Owned(read())
    }

    /// The properties and headers that it sets or takes away somewhere.
    pub fn writes(&self) -> impl Iterator<Item = Location> + '_ {
        let program = self.program();
        let written = |id| match program.mediator(id) {
            Mediator::Property(property) => property.location(),
            Mediator::Header(header) => header.location(),
            _ => None,
        };
        program.all().filter_map(written)
    }
}

/// What a sequence may call.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The other sequences, by the name they are called by.
    pub sequences: BTreeMap<String, Arc<Sequence>>,
    /// The templates, by the name that `call-template` gives them.
    pub templates: BTreeMap<String, Sequence>,
    /// Class mediators that are there and do nothing to the message.
    pub inert_classes: BTreeSet<String>,
    /// Class mediators that the release does not have: a sequence with one does not load.
    pub missing_classes: BTreeSet<String>,
    /// Whether the engine has these sequences and nothing else, no API and no proxy.
    pub is_whole: bool,
    /// Whether every other class is absent; else nobody knows.
    pub classes_are_known: bool,
    /// What bodies are written with, beyond what the release registers.
    pub formatters: Registered,
}

impl Library {
    /// No sequences, and the classes that stock calls as a release has them: before 4.0.0 they are
    /// there and leave the message alone, since then they are gone.
    pub fn on(release: Release) -> Self {
        let stock = REMOVED_CLASSES.map(str::to_owned).into();
        match release.answers_json() {
            true => Self { missing_classes: stock, ..Self::default() },
            false => Self { inert_classes: stock, ..Self::default() },
        }
    }
}
