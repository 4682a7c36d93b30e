//! What of a message may be tried.

use std::collections::{BTreeMap, BTreeSet};

use super::Sides;
use super::clients::{lower, method};
use crate::expression::Location;
use crate::gateway::choice::Choice;
use crate::gateway::{Format, Value};
use crate::preview::flow::Request;
use crate::preview::situations::Situation;
use crate::program::{How, Program};

/// What the gateway sets for every API alike, and a preview leaves as it is: CORS is off.
const CORS: &str = "CORSConfiguration.Enabled";

/// As they are by default (carbon-apimgt, `CORSRequestHandler`).
const OF_CORS: [(&str, &str); 4] = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET,POST,PUT,DELETE,PATCH,OPTIONS"),
    ("Access-Control-Allow-Headers", "authorization,Access-Control-Allow-Origin,Content-Type"),
    ("Access-Control-Allow-Credentials", "false"),
];

/// What an input is to a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    /// The client decides it.
    Free,
    /// The gateway gives it in some situations: it is what that says.
    Given,
    /// The sequences set it themselves: it is what they say.
    Own,
    /// Somebody said what it is, or no value can be made up.
    Fixed,
}

/// What the inputs are.
pub(super) struct Inputs {
    fixed: BTreeSet<Location>,
    given: BTreeSet<Location>,
    own: BTreeSet<Location>,
}

impl Inputs {
    pub(super) fn of(sides: Sides<'_>, request: &Request, situations: &[Situation]) -> Self {
        let mut fixed: BTreeSet<Location> = request.sets.keys().map(lower).collect();
        fixed.extend([Location::Format, Location::Body, Location::Clock, Location::Anything]);
        if !sides.each().any(|(_, side)| side.asks_cors) {
            fixed.insert(Location::Property(CORS.into()));
        }
        if request.method.is_some() {
            fixed.insert(method());
        }
        if request.content_type.is_some() {
            fixed.insert(super::clients::content_type());
        }
        let mut given = BTreeSet::new();
        let mut own = BTreeSet::new();
        for (_, side) in sides.each() {
            given.extend(situations.iter().flat_map(|s| given_to(s, side).into_keys()));
            let library = side.library.sequences.values().map(|sequence| sequence.program());
            library.chain([side.file.program()]).for_each(|program| set_in(program, &mut own));
        }
        Self { fixed, given, own }
    }

    pub(super) fn is(&self, input: &Location, format: Format) -> Is {
        let has_no_value = matches!(input, Location::Other(..)) || is_of_cors(input);
        let posted = format != Format::Rest && *input == method();
        match input {
            _ if has_no_value || posted || self.fixed.contains(input) => Is::Fixed,
            _ if self.given.contains(input) => Is::Given,
            _ if self.own.contains(input) => Is::Own,
            _ => Is::Free,
        }
    }

    /// Those inputs of a choice that the client decides.
    pub(super) fn free(&self, choice: &Choice, format: Format) -> Vec<Location> {
        let free = choice.inputs.iter().filter(|i| self.is(i, format) == Is::Free);
        free.cloned().collect()
    }

    /// Whether the gateway gives an input in some situation.
    pub(super) fn is_given(&self, input: &Location) -> bool {
        self.given.contains(input) && !self.fixed.contains(input)
    }
}

/// What an answer says to browsers of other sites; the gateway gives it where CORS is on.
fn is_of_cors(input: &Location) -> bool {
    let (Location::Header(name) | Location::Property(name)) = input else { return false };
    name.to_ascii_lowercase().starts_with("access-control-")
}

/// What the gateway gives with it where CORS is on.
pub(super) fn with_cors(input: &Location) -> impl Iterator<Item = (Location, Value)> {
    let given: &[(&str, &str)] = match input {
        Location::Property(name) if &**name == CORS => &OF_CORS,
        _ => &[],
    };
    given.iter().map(|(name, value)| (Location::Property((*name).into()), Value::text(*value)))
}

/// What a side is given in a situation.
pub(super) fn given_to(
    situation: &Situation,
    side: crate::preview::answer::Side<'_>,
) -> BTreeMap<Location, Value> {
    let Some(sequence) = side.flow.sequence else { return BTreeMap::new() };
    situation.given(sequence, side.flow.release).into_iter().collect()
}

/// The properties that a program sets to texts: flags of its own, mostly, which are not set before.
fn set_in(program: &Program, own: &mut BTreeSet<Location>) {
    let writes = program.all().flat_map(|id| &program.uses(id).writes);
    let set = writes.filter(|write| write.how != How::Removed).map(|write| &write.location);
    let of_the_request = |name: &str| matches!(name, "messageType" | "ContentType" | "HTTP_METHOD");
    own.extend(
        set.filter(|location| match location {
            Location::Property(_) => true,
            Location::Axis2(name) => !of_the_request(name),
            _ => false,
        })
        .cloned(),
    );
}
