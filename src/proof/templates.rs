//! Tags of templates: what they become is not known, so that nothing which depends on it is proven.

use super::claim::Doubt;
use super::sides::{Pair, Sides};
use crate::merge::describe;
use crate::program::kinds::payload_factory::Medium;
use crate::program::{Ix, Kind, Tree, medium, property};
use crate::rules::code;
use crate::xml::{NodeId, has_tag};

/// The properties whose values decide about more than what a client gets in that place.
const DECISIVE: [&str; 4] = ["messageType", "ContentType", "RESPONSE", "NO_ENTITY_BODY"];

impl Sides<'_, '_> {
    /// A tag of the operator's on which more depends than a value or a text.
    pub(super) fn tags(&self, pair: Pair) -> Option<Doubt> {
        let (custom, merged) = (pair.custom.0, pair.merged.0);
        let name = || describe(self.custom(), custom);
        let message = if let Some(attribute) = decisive(self.custom(), custom) {
            format!(
                "{} has a template tag in its {attribute}: what it does is not known before the \
                 template is rendered",
                name()
            )
        } else if medium(self.custom(), custom) == Some(Medium::Xml)
            && medium(self.merged(), merged) == Some(Medium::Json)
            && has_tags(self.merged(), merged)
        {
            format!(
                "{} becomes JSON, with the template's tags in it: what they become must need no \
                 escape in JSON (no double quote, backslash or line end) and have none of XML",
                name()
            )
        } else {
            return None;
        };
        Some(Doubt { always: true, ..self.doubt(pair, &code::NOT_PROVEN, message) })
    }
}

/// The elements of a mediator: its own and its parts, but no mediators inside.
fn elements(tree: &Tree<'_>, node: Ix) -> impl Iterator<Item = NodeId> {
    let own = tree.node(node).element;
    let program = tree.program();
    let inside = tree.doc.descendants(own);
    let parts = inside.filter(|&e| program.at(e).is_none() && !tree.doc.local_name(e).is_empty());
    std::iter::once(own).chain(parts)
}

/// The attribute with a tag on which it depends what a mediator does.
fn decisive<'d>(tree: &Tree<'d>, node: Ix) -> Option<&'d str> {
    let doc = tree.doc;
    let sets_type = property(tree, node)
        .and_then(|p| p.name.as_ref())
        .is_some_and(|name| DECISIVE.contains(&name.text.as_str()));
    let is_log = tree.kind(node) == Kind::Log;
    let decides = |element: NodeId, attribute: &str| match attribute {
        "value" => sets_type,
        "description" | "separator" => false,
        "name" => !(is_log && element != tree.node(node).element),
        _ => true,
    };
    elements(tree, node).find_map(|element| {
        let mut with_tags = doc.attributes(element).filter(|&a| has_tag(&doc.attribute_value(a)));
        let found = with_tags.find(|&a| decides(element, doc.attribute_name(a)))?;
        Some(doc.attribute_name(found))
    })
}

/// Whether a tag stands in the text of a payload, or in an arg that is put into it.
fn has_tags(tree: &Tree<'_>, node: Ix) -> bool {
    let doc = tree.doc;
    elements(tree, node).any(|element| {
        let mut values = doc.attributes(element).map(|a| doc.attribute_value(a));
        has_tag(&doc.own_text(element)) || values.any(|value| has_tag(&value))
    })
}
