//! A mediator about which its form says all there is to know.

use crate::expression::{Expression, Location, Syntax};
use crate::program::form::{Body, Children, Form, Is, Sight};
use crate::program::load;
use crate::program::part::{List, Name, Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::{Taker, Uses};
use crate::stock::Release;

use super::sequence::Sequence;

/// A mediator that is read, and not understood beyond its form.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    /// What is missing that it needs, as words.
    missing: Option<String>,
    /// Its expressions and those of its parts.
    pub expressions: Vec<Expression>,
    /// Its names that may be computed.
    pub names: Vec<Name>,
    /// The sequences that it calls, by name.
    pub calls: Vec<String>,
    /// The mediators inside its parts; which of them run, and when, is for the mediator to say.
    pub lists: Vec<List>,
    body: Body,
    gives: Option<Taker>,
    is_opaque: bool,
}

impl Plain {
    pub(super) fn read(at: Part<'_>, form: &'static Form, reader: &mut Reader<'_>) -> Self {
        let mut plain = Self {
            missing: missing(at, form),
            expressions: Vec::new(),
            names: Vec::new(),
            calls: Vec::new(),
            lists: Vec::new(),
            body: form.body,
            gives: form.gives,
            is_opaque: form.sight == Sight::Opaque,
        };
        plain.gather(at, form, reader);
        plain
    }

    /// Takes up the attributes of an element and its parts.
    fn gather(&mut self, at: Part<'_>, form: &Form, reader: &mut Reader<'_>) {
        for id in at.doc.attributes(at.element) {
            let name = at.doc.attribute_name(id);
            match form.meaning(name) {
                Some(Is::Expression | Is::Condition) => {
                    self.expressions.extend(at.expression(name, Syntax::Either));
                }
                Some(Is::Name) => self.names.extend(at.computed(name)),
                Some(Is::Sequence) => self.calls.extend(at.attr(name)),
                _ => {}
            }
        }
        for part in at.children() {
            let form = part.kind().form();
            match form.element {
                "sequence" => self.lists.push(List(vec![Sequence::anonymous(part, reader)])),
                _ if form.children == Children::List => {
                    let branch = reader.branch(part);
                    self.calls.extend(branch.key);
                    self.lists.push(branch.list);
                }
                _ => self.gather(part, form, reader),
            }
        }
    }

    pub(super) fn refused(&self, _: Release) -> Option<String> {
        self.missing
            .clone()
            .or_else(|| self.names.iter().find_map(Name::refused))
            .or_else(|| self.expressions.iter().find_map(load::broken))
    }

    pub(super) fn shape(&self) -> Shape<'_> {
        match self.lists.is_empty() && self.calls.is_empty() {
            true => Shape::Step,
            false => Shape::Perhaps(self),
        }
    }

    pub(super) fn uses(&self, uses: &mut Uses) {
        uses.expression(&self.expressions);
        uses.expression(self.names.iter().filter_map(|n| n.inside.as_ref()));
        if self.body != Body::Untouched {
            uses.reads.push(Location::Body);
        }
        if self.body == Body::Replaced {
            uses.set(Location::Body);
        }
        self.calls.iter().for_each(|key| uses.call(key));
        uses.gives = self.gives;
        uses.is_opaque = self.is_opaque;
    }
}

/// What a form asks for and the element does not have.
fn missing(at: Part<'_>, form: &Form) -> Option<String> {
    let attribute = |name: &&&str| at.attr(name).is_none_or(|v| v.is_empty());
    let part = |name: &&&'static str| at.part(name).is_none();
    if let Some(name) = form.required.iter().find(attribute) {
        return Some(format!("has no {name}"));
    }
    if let Some(name) = form.required_parts.iter().find(part) {
        return Some(format!("has no <{name}>"));
    }
    let (name, other) = form.required_either?;
    (at.attr(name).is_none() && at.part(other).is_none())
        .then(|| format!("has neither {name} nor <{other}>"))
}
