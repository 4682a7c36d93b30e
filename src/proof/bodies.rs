//! A body that became JSON has to be for clients that take JSON, and for nobody else.

use super::claim::Doubt;
use super::sides::{Pair, Sides, is_payload};
use crate::expression::Location;
use crate::flow::{Clients, Read};
use crate::merge::describe;
use crate::program::kinds::payload_factory::Medium;
use crate::program::{Id, Ix, Mediator, Tree};
use crate::rules::code;

impl Sides<'_, '_> {
    /// XML that became JSON, and who would get it that cannot take it.
    pub(super) fn audience(&self, pair: Pair) -> Option<Doubt> {
        let (custom, merged) = (pair.custom.0, pair.merged.0);
        let became_json = medium(self.custom(), custom) == Some(Medium::Xml)
            && medium(self.merged(), merged) == Some(Medium::Json);
        let type_became_json =
            names_xml(self.custom(), custom) && !names_xml(self.merged(), merged);
        let who = if became_json {
            let goes = self.old.goes(pair.custom.1);
            if goes.to_others {
                "another system gets it".to_owned()
            } else if goes.is_material {
                "a mediator makes something of it".to_owned()
            } else if !goes.clients().is_empty() && !goes.clients().meets(Clients::JSON) {
                format!("{} get it", goes.clients())
            } else {
                return None;
            }
        } else if type_became_json {
            let clients = self.old.clients(pair.custom.1);
            let for_nobody = !clients.is_empty() && !clients.meets(Clients::JSON);
            match for_nobody || self.is_over_xml(pair) {
                true => format!("{clients} come by there"),
                false => return None,
            }
        } else {
            return None;
        };
        let name = describe(self.custom(), custom);
        let message = format!("{name} is for JSON in the merged file, and {who}");
        Some(self.doubt(pair, &code::NOT_PROVEN, message))
    }

    /// Whether a type goes out with a body that is not JSON on some way of the merged file.
    fn is_over_xml(&self, pair: Pair) -> bool {
        let program = self.merged().program();
        let answers = program.all().map(|id| self.new.answers(id)).chain([self.new.end()]);
        let from = |answer: &[Read], location: &Location| {
            answer.iter().find(|read| read.location == *location).map(|read| read.from.clone())
        };
        let typed_for = self.new.clients(pair.merged.1);
        let is_xml = |writer: &Id| {
            let is_xml = match program.mediator(*writer) {
                Mediator::PayloadFactory(payload) => payload.medium() == Medium::Xml,
                Mediator::Makefault(_) => true,
                _ => false,
            };
            is_xml && self.new.clients(*writer).meets(typed_for)
        };
        let message_type = Location::Axis2("messageType".to_owned());
        answers.filter(|answer| !answer.is_empty()).any(|answer| {
            let typed = from(answer, &message_type);
            let typed = typed.is_some_and(|from| from.writers.contains(&pair.merged.1));
            typed && from(answer, &Location::Body).is_some_and(|b| b.writers.iter().any(is_xml))
        })
    }
}

fn medium(tree: &Tree<'_>, node: Ix) -> Option<Medium> {
    match tree.mediator(node)? {
        Mediator::PayloadFactory(payload) if is_payload(tree, node) => Some(payload.medium()),
        _ => None,
    }
}

/// Whether a mediator sets the type of the message to an XML one.
fn names_xml(tree: &Tree<'_>, node: Ix) -> bool {
    let Some(Mediator::Property(property)) = tree.mediator(node) else { return false };
    property.is("axis2", "messageType")
        && !property.removes
        && property.given.value.as_deref().is_some_and(|value| value.contains("xml"))
}
