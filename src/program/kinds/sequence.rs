//! `sequence`: the root of a file, a call of another by `key`, or mediators that run in place
//! (wso2-synapse, `SequenceMediatorFactory`).

use crate::gateway::{Event, Here, Run, Walker};
use crate::program::Mediator;
use crate::program::form::{Children, Form, Identity, Is, Sight, attribute};
use crate::program::mediator::Mediate;
use crate::program::part::{List, Name, Part, Reader};
use crate::program::shape::{Runs, Shape};
use crate::program::uses::Uses;
use crate::stock::Release;

/// A sequence, or a call of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// What it is called; it runs in place then, whatever its `key` says.
    pub name: Option<String>,
    /// The sequence that it calls.
    pub key: Option<Name>,
    /// The sequence that runs when it fails.
    pub on_error: Option<String>,
    /// What stands inside; not read where it calls another.
    pub list: List,
    /// Whether it may stand without a name: as the target of a mediator that needs a sequence.
    may_be_nameless: bool,
}

impl Sequence {
    /// The sequence that it calls, where that is known.
    pub fn called(&self) -> Option<&Name> {
        self.key.as_ref().filter(|_| self.name.is_none())
    }

    /// Without a name, as the body of another mediator (`createAnonymousSequence`).
    pub fn anonymous(at: Part<'_>, reader: &mut Reader<'_>) -> crate::program::mediator::Id {
        reader.place(at, |at, reader| {
            let sequence = Self { may_be_nameless: true, ..Self::read(at, reader) };
            Mediator::Sequence(Box::new(sequence))
        })
    }
}

impl Mediate for Sequence {
    const FORM: Form = Form {
        attributes: &[
            attribute("name", Is::Noise),
            attribute("key", Is::Sequence),
            attribute("onError", Is::Sequence),
        ],
        identity: Identity::Attributes(&["key"]),
        children: Children::List,
        sight: Sight::Opaque,
        ..Form::of("sequence")
    };

    fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
        let name = at.attr("name");
        let key = at.computed("key");
        let list = match name.is_none() && key.is_some() {
            true => List::default(),
            false => reader.list(at),
        };
        Self { name, key, on_error: at.attr("onError"), list, may_be_nameless: false }
    }

    fn refused(&self, _: Release) -> Option<String> {
        match (&self.name, &self.key) {
            (None, Some(_)) if self.on_error.is_some() => Some("has both key and onError".into()),
            (None, Some(key)) => key.refused(),
            (None, None) if !self.may_be_nameless => Some("has neither name nor key".into()),
            _ => None,
        }
    }

    fn uses(&self, uses: &mut Uses) {
        if let Some(key) = self.called() {
            uses.expression(&key.inside);
            uses.call(&key.text);
        }
        self.on_error.iter().for_each(|key| uses.call(key));
    }

    fn shape(&self) -> Shape<'_> {
        match self.called() {
            Some(key) => Shape::Runs(Runs::Call(&key.text)),
            None => Shape::Runs(Runs::List(&self.list)),
        }
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        if let Some(name) = &self.name {
            on.events.push(Event::Sequence(name.clone()));
        }
        let Some(key) = self.called() else { return on.list(at, &self.list) };
        let Some(expression) = &key.inside else {
            on.events.push(Event::Call(key.text.clone()));
            return on.call(&key.text);
        };
        on.events.push(Event::Call(expression.text().to_owned()));
        let key = on.string(expression)?.unwrap_or_default();
        on.call(&key)
    }
}
