//! A body that became JSON has to be for clients that take JSON, and for nobody else.

use std::collections::BTreeSet;

use super::claim::Doubt;
use super::sides::{Pair, Sides};
use crate::expression::Location;
use crate::flow::Clients;
use crate::merge::describe;
use crate::program::kinds::payload_factory::Medium;
use crate::program::{Id, Ix, Mediator, Tree, medium, property};
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
                "another system receives it".to_owned()
            } else if goes.is_material {
                "another mediator takes its input from it".to_owned()
            } else if !goes.clients().is_empty() && !goes.clients().meets(Clients::JSON) {
                format!("only {} get it", goes.clients())
            } else {
                return None;
            }
        } else if type_became_json {
            let clients = self.old.clients(pair.custom.1);
            let for_nobody = !clients.is_empty() && !clients.meets(Clients::JSON);
            if for_nobody {
                format!("only {clients} reach it")
            } else if self.is_over_xml(pair) {
                "it goes out with a body that is XML".to_owned()
            } else {
                return None;
            }
        } else {
            return None;
        };
        let name = describe(self.custom(), custom);
        let message = format!("{name} becomes JSON in the merged file, but {who}");
        Some(self.doubt(pair, &code::NOT_PROVEN, message))
    }

    /// Whether a type goes out with a body that is not JSON on some way of the merged file.
    fn is_over_xml(&self, pair: Pair) -> bool {
        let over_xml = self.over_xml.get_or_init(|| self.types_over_xml());
        over_xml.contains(&pair.merged.1)
    }

    /// The mediators whose `messageType` goes out with a body that is not JSON, for the same
    /// clients.
    fn types_over_xml(&self) -> BTreeSet<Id> {
        let program = self.merged().program();
        let is_xml = |writer: &Id| match program.mediator(*writer) {
            Mediator::PayloadFactory(payload) => payload.medium() == Medium::Xml,
            Mediator::Makefault(_) => true,
            _ => false,
        };
        let message_type = Location::Axis2("messageType".into());
        let mut found = BTreeSet::new();
        let answers = program.all().map(|id| self.new.answers(id)).chain([self.new.end()]);
        for answer in answers {
            let of = |location: &Location| answer.iter().find(|read| read.location == *location);
            let (Some(typed), Some(body)) = (of(&message_type), of(&Location::Body)) else {
                continue;
            };
            let xml = body.from.writers.iter().filter(|writer| is_xml(writer));
            let for_xml = xml.fold(Clients::NONE, |all, writer| all | self.new.clients(*writer));
            let typed = typed.from.writers.iter().copied();
            found.extend(typed.filter(|id| self.new.clients(*id).meets(for_xml)));
        }
        found
    }
}

/// Whether a mediator sets the type of the message to an XML one.
fn names_xml(tree: &Tree<'_>, node: Ix) -> bool {
    let Some(property) = property(tree, node) else { return false };
    property.is("axis2", "messageType")
        && !property.removes
        && property.given.value.as_deref().is_some_and(|value| value.contains("xml"))
}
