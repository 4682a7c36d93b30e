//! The facts about a kind of mediator, or of a part of one, that no instance is needed for.

use super::kinds::running;
use super::uses::Taker;
use crate::gateway::{Here, Run, Walker};
use crate::stock::Release;

/// What every kind says of itself.
#[derive(Debug)]
pub struct Form {
    /// The name of its element.
    pub element: &'static str,
    /// Which releases know it.
    pub known: Known,
    /// The attributes without which it does not load.
    pub required: &'static [&'static str],
    /// The parts without which it does not load.
    pub required_parts: &'static [&'static str],
    /// An attribute and a part of which it needs one.
    pub required_either: Option<(&'static str, &'static str)>,
    /// The attributes that are more than text.
    pub attributes: &'static [Attribute],
    /// The attributes beside which others are not read, with those others.
    pub hides: &'static [(&'static str, &'static [&'static str])],
    /// What one is recognised by in another version of the file.
    pub identity: Identity,
    /// What its children are.
    pub children: Children,
    /// What it does to the body.
    pub body: Body,
    /// Who gets the body as it is, where that does not depend on the instance.
    pub gives: Option<Taker>,
    /// Where the message goes after it.
    pub then: Then,
    /// Whether what it does can be read in the file.
    pub sight: Sight,
    /// What a mediator does that has no type of its own.
    pub(super) run: fn(Here<'_>, &mut Walker<'_>) -> Run<bool>,
}

/// Which releases load an element as a mediator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// All of them.
    Always,
    /// From that one on.
    Since(Release),
    /// None: it is a part of another mediator.
    Part,
}

impl Known {
    /// Whether that release does.
    pub fn by(self, release: Release) -> bool {
        match self {
            Self::Always => true,
            Self::Since(first) => release >= first,
            Self::Part => false,
        }
    }
}

/// An attribute with a meaning beyond its text.
#[derive(Debug)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub is: Is,
}

/// What an attribute means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// An XPath or a JSONPath.
    Expression,
    /// The condition of a filter: an expression whose outermost `boolean(..)` means nothing.
    Condition,
    /// The name of a sequence that runs.
    Sequence,
    /// A name that may be computed: `{expression}`.
    Name,
    /// A name whose prefix stands for a namespace.
    Qualified,
    /// A text that may be left out for this one.
    Default(&'static str),
    /// A word without regard to case, which may be left out for this one.
    Word(&'static str),
    /// Only this value means anything.
    Only(&'static str),
    /// Nothing.
    Noise,
}

/// An attribute of a form, in a line.
pub const fn attribute(name: &'static str, is: Is) -> Attribute {
    Attribute { name, is }
}

/// What two versions of a mediator have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// The values of these attributes.
    Attributes(&'static [&'static str]),
    /// There is one of the kind in a list; several are told apart by their order.
    Alone,
    /// Everything in it.
    Content,
}

/// What stands inside an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Children {
    /// Mediators, which run in order; text between them means nothing.
    List,
    /// Parts that the engine looks up by name: their order means nothing, and this is the one that
    /// the engine writes them in.
    Parts(&'static [&'static str]),
    /// Parts that are told apart by that attribute: their order means nothing.
    KeyedBy(&'static str),
    /// Parts whose order means something, or text.
    Content,
}

/// What a kind of mediator does to the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// It only passes by; its expressions may still read it.
    Untouched,
    /// It reads the body, or works on copies of it.
    Read,
    /// The client gets another body.
    Replaced,
}

/// Where the message goes after a mediator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// On to the next one.
    GoesOn,
    /// Nowhere: nothing after it runs.
    Ends,
}

/// Whether what a mediator does can be read in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It can.
    Clear,
    /// It runs something that stands elsewhere: it may do anything.
    Opaque,
}

impl Form {
    /// A mediator of all releases that leaves the message alone; what else it is stands in its own
    /// file.
    pub const fn of(element: &'static str) -> Self {
        Self {
            element,
            known: Known::Always,
            required: &[],
            required_parts: &[],
            required_either: None,
            attributes: &[],
            hides: &[],
            identity: Identity::Content,
            children: Children::Content,
            body: Body::Untouched,
            gives: None,
            then: Then::GoesOn,
            sight: Sight::Clear,
            run: running::is_unknown,
        }
    }

    /// A part of a mediator.
    pub const fn part(element: &'static str) -> Self {
        Self { known: Known::Part, ..Self::of(element) }
    }

    /// The attributes that are not read beside that one.
    pub fn hidden_by(&self, attribute: &str) -> &'static [&'static str] {
        self.hides.iter().find(|(by, _)| *by == attribute).map_or(&[], |(_, hidden)| hidden)
    }

    /// What an attribute means; none where it is plain text. `expression` and `xpath` are what
    /// they are called wherever they stand.
    pub fn meaning(&self, attribute: &str) -> Option<Is> {
        let own = self.attributes.iter().find(|a| a.name == attribute).map(|a| a.is);
        let by_name = || matches!(attribute, "expression" | "xpath").then_some(Is::Expression);
        own.or_else(by_name)
    }
}
