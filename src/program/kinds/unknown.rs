//! What no kind is for: elements that no engine registers, those of other namespaces, and the
//! operations of connectors.

use crate::program::Kind;
use crate::program::form::{Form, Known, Sight};
use crate::program::part::Part;
use crate::program::uses::Uses;
use crate::stock::Release;

/// Something that stands among mediators and is none that faultgraft knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unknown {
    /// The element's name.
    pub name: Box<str>,
    /// Whether it may be the operation of a connector: those have a dot in their names.
    pub may_be_connector: bool,
}

/// An element that is none.
pub const FORM: Form = Form { known: Known::Part, sight: Sight::Opaque, ..Form::of("") };

impl Unknown {
    /// The kind of what stands among mediators. A name with a dot is looked up by what stands
    /// before it (wso2-synapse, `MediatorFactoryFinder`).
    pub(super) fn kind(at: Part<'_>) -> Kind {
        match (at.kind(), at.name().split_once('.')) {
            (Kind::Other, Some((first, _))) if at.is_synapse() => Kind::of(first),
            (kind, _) => kind,
        }
    }

    /// Reads one.
    pub(crate) fn read(at: Part<'_>) -> Self {
        let may_be_connector = at.is_synapse() && at.name().contains('.');
        Self { name: at.name().into(), may_be_connector }
    }

    pub(super) fn refused(&self, release: Release) -> Option<String> {
        (!self.may_be_connector).then(|| format!("is not known to {release}"))
    }

    pub(super) fn uses(&self, uses: &mut Uses) {
        uses.is_opaque = true;
    }
}
