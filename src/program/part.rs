//! How a mediator reads its own element: attributes, parts, expressions, and the mediators inside.

use super::kinds::{Kind, Mediator, Unknown};
use super::mediator::{Id, Node};
use super::{NAMESPACE, Program};
use crate::expression::{Expression, Syntax};
use crate::xml::{Document, NodeId, known};

/// An element of a sequence's file.
#[derive(Clone, Copy)]
pub struct Part<'d> {
    /// The file.
    pub doc: &'d Document,
    /// The element.
    pub element: NodeId,
}

impl<'d> Part<'d> {
    /// An attribute's value.
    pub fn attr(self, name: &str) -> Option<String> {
        let id = self.doc.find_attribute(self.element, name)?;
        Some(self.doc.attribute_value(id).into_owned())
    }

    /// Whether an attribute has that value.
    pub fn says(self, name: &str, value: &str) -> bool {
        let id = self.doc.find_attribute(self.element, name);
        id.is_some_and(|id| self.doc.attribute_value(id) == value)
    }

    /// What it is called, without prefix.
    pub fn name(self) -> &'d str {
        self.doc.local_name(self.element)
    }

    /// Its child elements.
    pub fn children(self) -> impl Iterator<Item = Part<'d>> {
        self.doc.child_elements(self.element).map(move |element| Part { element, ..self })
    }

    /// Its child elements of that name in Synapse's namespace: the engine looks parts up by both.
    pub fn parts(self, name: &'static str) -> impl Iterator<Item = Part<'d>> {
        self.children().filter(move |c| c.name() == name && c.is_synapse())
    }

    /// The first of them.
    pub fn part(self, name: &'static str) -> Option<Part<'d>> {
        self.parts(name).next()
    }

    /// Its text, trimmed.
    pub fn text(self) -> String {
        self.doc.own_text(self.element).trim().to_owned()
    }

    /// Whether it is of Synapse's namespace.
    pub fn is_synapse(self) -> bool {
        self.doc.namespace(self.element) == NAMESPACE
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.is_synapse() {
            true => Kind::of(self.name()),
            false => Kind::Other,
        }
    }

    /// An attribute as an expression.
    pub fn expression(self, attribute: &str, syntax: Syntax) -> Option<Expression> {
        Some(self.read(&self.attr(attribute)?, syntax))
    }

    /// A text at this element as an expression.
    pub fn read(self, text: &str, syntax: Syntax) -> Expression {
        Expression::read(text, syntax, |prefix| {
            self.doc.resolve_prefix(self.element, prefix).map(|uri| uri.into_owned())
        })
    }

    /// An attribute as a name that may be computed.
    pub fn computed(self, attribute: &str) -> Option<Name> {
        let text = self.attr(attribute)?;
        let inside = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
        // A template makes the name: it is as little known as a computed one.
        let inside = inside.or_else(|| known(&text).is_none().then_some(&*text));
        let inside = inside.map(|inside| self.read(inside, Syntax::Either));
        Some(Name { text, inside })
    }

    /// `value` or `expression`.
    pub fn given(self, syntax: Syntax) -> Given {
        Given { value: self.attr("value"), expression: self.expression("expression", syntax) }
    }
}

/// A name that may be computed when the mediator runs: `{expression}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// As it is written, braces included.
    pub text: String,
    /// What stands in the braces.
    pub inside: Option<Expression>,
}

impl Name {
    /// Why it does not load where names may be computed.
    pub fn refused(&self) -> Option<String> {
        known(&self.text)?;
        let broken = self.inside.as_ref()?.broken()?;
        Some(format!("has the name \"{}\", which is not an expression: {broken}", self.text))
    }
}

/// A value, or the expression that gives it. The value wins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Given {
    /// `value`.
    pub value: Option<String>,
    /// `expression`.
    pub expression: Option<Expression>,
}

impl Given {
    /// The expression, where it counts.
    pub fn computed(&self) -> Option<&Expression> {
        self.expression.as_ref().filter(|_| self.value.is_none())
    }

    /// The value, where there is one that no template decides.
    pub fn literal(&self) -> Option<&str> {
        self.value.as_deref().and_then(known)
    }

    /// What nobody knows of it before a template is rendered, in words; none where it has no tag.
    pub fn open(&self) -> Option<String> {
        let value = self.value.as_deref().filter(|value| known(value).is_none())?;
        Some(format!("what {value} becomes"))
    }

    /// The value, or the expression as written.
    pub fn text(&self) -> &str {
        let expression = || self.expression.as_ref().map(Expression::text);
        self.value.as_deref().or_else(expression).unwrap_or_default()
    }

    /// Whether there is neither.
    pub fn is_empty(&self) -> bool {
        self.value.is_none() && self.expression.is_none()
    }
}

/// Mediators that run in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List(pub Vec<Id>);

/// The mediators of a branch, or the sequence that it names instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Its element.
    pub element: NodeId,
    /// The sequence that it calls; what stands inside is not read then.
    pub key: Option<String>,
    /// What stands inside.
    pub list: List,
}

/// Reads mediators into a program.
pub struct Reader<'p> {
    pub(super) program: &'p mut Program,
}

impl Reader<'_> {
    /// The mediators inside an element. Descriptions and comments are none.
    pub fn list(&mut self, of: Part<'_>) -> List {
        let all = of.children().filter(|c| c.kind() != Kind::Description);
        List(all.map(|child| self.mediator(child)).collect())
    }

    /// A branch: `sequence` names what runs instead of what stands inside.
    pub fn branch(&mut self, of: Part<'_>) -> Branch {
        let key = of.attr("sequence");
        let list = if key.is_none() { self.list(of) } else { List::default() };
        Branch { element: of.element, key, list }
    }

    /// One mediator, with all inside it.
    pub fn mediator(&mut self, at: Part<'_>) -> Id {
        self.place(at, Mediator::read)
    }

    /// One mediator that is read in a way of its own.
    pub fn place(
        &mut self,
        at: Part<'_>,
        read: impl FnOnce(Part<'_>, &mut Self) -> Mediator,
    ) -> Id {
        let id = Id(self.program.nodes.len() as u32);
        let unread = Mediator::Unknown(Unknown::default());
        let line = at.doc.line(at.element);
        self.program.nodes.push(Node { mediator: unread, element: at.element, line });
        let by_element = &mut self.program.by_element;
        by_element.resize(by_element.len().max(at.element.index() + 1), None);
        by_element[at.element.index()] = Some(id);
        let mediator = read(at, self);
        self.program.nodes[id.0 as usize].mediator = mediator;
        id
    }
}
