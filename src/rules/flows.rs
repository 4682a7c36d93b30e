//! The data flow of one version of a sequence, run when a rule first asks.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::expression::Location;
pub(super) use crate::flow::SECRETS;
use crate::flow::{Clients, Ends, Flow, Gateway, Goes, Origins, Read, Start};
use crate::program::{Id, Ix, Mediator, Tree, property};
use crate::stock::SequenceName;

/// The flows in which Java sets the status after the sequence has run.
pub(super) const SET_BY_JAVA: [SequenceName; 4] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
    SequenceName::BackendFailureHandler,
];

/// The flows whose body Java made up to 3.2.0.
pub(super) const MADE_BY_JAVA: [SequenceName; 3] = [
    SequenceName::AuthFailureHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::GraphqlFailureHandler,
];

/// The location of the status that a sequence sets.
pub(super) fn status() -> Location {
    Location::scoped("axis2", "HTTP_SC")
}

/// The location by which a client gets 502 instead.
pub(super) fn error_code() -> Location {
    Location::scoped("axis2", "ERROR_CODE")
}

/// The location that leaves an answer without a body.
pub(super) fn no_body() -> Location {
    Location::scoped("axis2", "NO_ENTITY_BODY")
}

/// The location that has the engine put quotes around texts in JSON payloads.
pub(super) fn quotes() -> Location {
    Location::Property("QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON".into())
}

/// The location of the type that decides how the body is written.
pub(super) fn message_type() -> Location {
    Location::scoped("axis2", "messageType")
}

/// One version of a sequence on the gateway that it is for.
pub struct Flows<'s, 'd> {
    tree: &'s Tree<'d>,
    gateway: Gateway<'s>,
    /// What is looked at where something that cannot be read may see it.
    watched: Vec<Location>,
    /// The node of each mediator.
    nodes: OnceCell<Vec<Ix>>,
    whole: OnceCell<Rc<Flow>>,
    /// The ways through one mediator.
    through: RefCell<FxHashMap<Id, Rc<Flow>>>,
    /// How many mediators may still be run through for that.
    left: Cell<usize>,
}

/// A file whose runs come to more mediators than that is looked at as a whole only.
const MOST_RUN: usize = 200_000;

/// No more mediators that set or take away headers are followed: stock has ten.
const MOST_HEADERS: usize = 64;

impl<'s, 'd> Flows<'s, 'd> {
    pub fn new(tree: &'s Tree<'d>, gateway: Gateway<'s>) -> Self {
        let headers = tree.all().filter_map(|n| property(tree, n)?.location());
        let headers = headers.filter(|location| matches!(location, Location::Header(_)));
        let secrets = SECRETS.iter().map(|name| Location::scoped("transport", name));
        let headers: BTreeSet<Location> = headers.take(MOST_HEADERS).collect();
        let others = [Location::Body, status(), error_code(), message_type(), no_body()];
        let watched: Vec<Location> = secrets.chain(others).collect();
        let told: BTreeSet<Location> = headers.into_iter().chain(watched.clone()).collect();
        Self {
            tree,
            gateway: gateway.telling(told.into_iter().collect()),
            watched,
            nodes: OnceCell::new(),
            whole: OnceCell::new(),
            through: RefCell::default(),
            left: Cell::new(MOST_RUN),
        }
    }

    fn run(&self, through: &[Id]) -> Rc<Flow> {
        let program = self.tree.program();
        let payloads =
            program.all().filter(|id| matches!(program.mediator(*id), Mediator::PayloadFactory(_)));
        let probes = payloads.map(|id| (id, vec![quotes()])).collect();
        let start = Start {
            clients: Clients::ALL,
            watched: &self.watched,
            probes: Some(&probes),
            through,
            told: None,
        };
        Rc::new(Flow::of(self.tree.program(), &self.gateway, &start))
    }

    /// All ways.
    pub fn whole(&self) -> &Rc<Flow> {
        self.whole.get_or_init(|| self.run(&[]))
    }

    /// The ways that come through a mediator.
    pub fn through(&self, node: Ix) -> Rc<Flow> {
        let (Some(id), Some(left)) =
            (self.tree.id(node), self.left.get().checked_sub(self.tree.len()))
        else {
            return Rc::clone(self.whole());
        };
        if let Some(known) = self.through.borrow().get(&id) {
            return Rc::clone(known);
        }
        self.left.set(left);
        let around = self.tree.ancestors(node).filter_map(|n| self.tree.id(n));
        let flow = self.run(&std::iter::once(id).chain(around).collect::<Vec<_>>());
        self.through.borrow_mut().insert(id, Rc::clone(&flow));
        flow
    }

    /// The node of a mediator.
    pub fn node(&self, id: Id) -> Ix {
        let all = self.nodes.get_or_init(|| self.tree.by_mediator());
        all[id.index()]
    }

    /// Where a value may come from.
    pub fn writers<'o>(&'o self, from: &'o Origins) -> impl Iterator<Item = Ix> + 'o {
        from.writers.iter().map(|id| self.node(*id))
    }

    /// Whether a value may come from a mediator.
    pub fn comes_from(&self, from: &Origins, node: Ix) -> bool {
        from.and_more || self.tree.id(node).is_some_and(|id| from.writers.contains(&id))
    }

    /// The clients that can be at a mediator.
    pub fn clients(&self, node: Ix) -> Clients {
        self.tree.id(node).map_or(Clients::NONE, |id| self.whole().clients(id))
    }

    /// Who gets the body that a mediator makes.
    pub fn goes(&self, node: Ix) -> Goes {
        self.tree.id(node).map_or_else(Goes::default, |id| self.whole().goes(id))
    }

    /// True if nothing after a mediator runs.
    pub fn always_ends(&self, node: Ix) -> bool {
        self.tree.id(node).is_some_and(|id| self.whole().ends(id) == Ends::Always)
    }

    /// Whether a mediator runs something that cannot be read here.
    pub fn is_opaque(&self, node: Ix) -> bool {
        self.tree.id(node).is_some_and(|id| self.whole().is_opaque(id))
    }

    /// What a mediator calls that nobody knows, by name.
    pub fn unknown_call(&self, node: Ix) -> Option<String> {
        let id = self.tree.id(node).filter(|_| self.is_opaque(node))?;
        let unknown = |name: &String| self.gateway.called(name).is_none();
        self.tree.program().uses(id).calls.iter().find(|name| unknown(name)).cloned()
    }

    /// What goes out with the answer that a mediator, or a sequence that it calls, gives; what that
    /// sequence sets itself on every way is not among it.
    pub fn answer(&self, node: Ix) -> &[Read] {
        self.tree.id(node).map_or(&[], |id| self.whole().answers(id))
    }

    /// What a mediator reads; what one that cannot be read gets to see, such as a call that nobody
    /// knows.
    pub fn seen(&self, node: Ix) -> &[Read] {
        self.tree.id(node).map_or(&[], |id| self.whole().reads(id))
    }

    /// The clients that come to a mediator, or to the end, and certainly have no answer yet.
    pub fn unanswered(&self, node: Option<Ix>) -> Clients {
        match node.map(|node| self.tree.id(node)) {
            None => self.whole().unanswered(None),
            Some(None) => Clients::NONE,
            Some(id) => self.whole().unanswered(id),
        }
    }

    /// Every answer that is given on some ways, and what they end with.
    pub fn answers<'f>(&'f self, ways: &'f Flow) -> impl Iterator<Item = &'f [Read]> + 'f {
        let all = self.tree.program().all().map(|id| ways.answers(id));
        all.chain([ways.end()]).filter(|answer| !answer.is_empty())
    }

    /// Whether what a mediator sets of a location goes out, or is there when the sequence ends.
    pub fn takes_effect(&self, node: Ix, location: &Location) -> bool {
        let comes = |answer: &[Read]| {
            from(answer, location).is_some_and(|from| self.comes_from(from, node))
        };
        self.answers(&self.through(node)).any(comes)
    }

    /// Whether the gateway goes on after the sequence when the message passed a mediator, for all
    /// that can be known.
    pub fn falls_through(&self, node: Ix) -> bool {
        let Some(at) = self.tree.id(node) else { return false };
        let ways = self.through(node);
        let may_end = |id: Id| ways.ends(id) != Ends::Never || ways.is_opaque(id);
        let after = self.tree.program().all().skip(at.index() + 1);
        !ways.at_end().is_empty() && !after.into_iter().any(may_end)
    }
}

/// Where what an answer has of a location, or a mediator reads of it, comes from.
pub(super) fn from<'a>(answer: &'a [Read], location: &Location) -> Option<&'a Origins> {
    answer.iter().find(|read| read.location == *location).map(|read| &*read.from)
}

#[cfg(test)]
mod tests {

    use crate::callees::{Callee, Callees};
    use crate::merge::Decisions;
    use crate::model::Triple;
    use crate::outcome::{Given, outcome};
    use crate::stock::{self, Release, SequenceName};
    use crate::xml::Document;

    const HANDS_OVER: &str = r#"<property name="error_message_type" value="application/xml"/>
        <sequence key="_cors_request_handler_"/><sequence key="convert"/><drop/>"#;
    const BRANCH: &str = r#"<filter source="$ctx:ERROR_CODE" regex="900901"><then>
        <sequence key="convert"/><respond/></then></filter>"#;
    const ANSWERS: &str = r#"<payloadFactory media-type="json"><format>{}</format><args/></payloadFactory>
        <property name="HTTP_SC" value="555" scope="axis2"/><respond/>"#;
    const REMOVES: &str = r#"<property name="Authorization" scope="transport" action="remove"/>
        <property name="X-JWT-Assertion" scope="transport" action="remove"/>"#;

    /// The rules that are found in an auth sequence of 3.2.0 beside a sequence `convert`.
    fn found(inside: &str, convert: &str) -> Vec<String> {
        let whole = |name: &str, inside: &str| {
            let namespace = crate::program::NAMESPACE;
            format!("<sequence xmlns=\"{namespace}\" name=\"{name}\">{inside}</sequence>")
        };
        let callee = Document::parse(&whole("convert", convert)).unwrap();
        let callee = Callee::at(&callee, callee.root()).unwrap();
        let sequence = SequenceName::AuthFailureHandler;
        let stock = |release| stock::get(sequence, release).unwrap().text;
        let base = Document::parse(stock(Release::V3_2_0)).unwrap();
        let custom = Document::parse(&whole("_auth_failure_handler_", inside)).unwrap();
        let target = Document::parse(stock(Release::V4_0_0)).unwrap();
        let from = Given {
            sequence,
            texts: Triple { base: &base, custom: &custom, target: &target },
            callees: &Callees::reached(&["convert".to_owned()], |_| Some(&callee)),
            base_release: Release::V3_2_0,
            target_release: Release::V4_0_0,
        };
        let merged = outcome(&from, &Decisions::default()).unwrap();
        merged.findings.into_iter().map(|f| f.rule).collect()
    }

    #[test]
    fn what_a_known_callee_does_counts() {
        let has = |found: &[String], rule: &str| found.iter().any(|f| f == rule);
        assert!(!has(&found(HANDS_OVER, ANSWERS), "template-leaks"));
        assert!(has(&found(HANDS_OVER, "<respond/>"), "template-leaks"));
        let silent = found(HANDS_OVER, REMOVES);
        assert!(has(&silent, "unanswered") && !has(&silent, "template-leaks"));
        assert!(!has(&found(BRANCH, REMOVES), "echoed-headers"));
        assert!(has(&found(BRANCH, "<log/>"), "echoed-headers"));
        assert!(has(&found(BRANCH, ANSWERS), "echoed-headers"));
    }
}
