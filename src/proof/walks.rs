//! The walk on both sides: what the operator's mediators write to the log, send elsewhere and set of
//! the answer's headers has to be what it was.
//!
//! Flow says where values come from; a walk says what they are. Stock is walked beside the
//! operator's file on the old gateway, and beside the merged one on the new: what both do is the
//! release's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::claim::{Claim, Doubt};
use crate::expression::Location;
use crate::gateway::{Body, Format, Library, Sequence, Value};
use crate::model::{Confidence, Outcome};
use crate::preview::seen::{Did, Seen, beyond, failure};
use crate::preview::situations::{Situation, situations};
use crate::preview::{Flow, Request, Side, answer::Ran};
use crate::program::{Ix, Kind, Program};
use crate::rules::code;
use crate::stock::{Release, SequenceName};

/// What differs in what the operator's mediators do, for some request.
pub(super) fn doubts(claim: &Claim<'_, '_>) -> Vec<Doubt> {
    let Some(sequence) = claim.sequence else { return Vec::new() };
    let all = situations(sequence, claim.releases.0);
    let Some(situation) = all.first() else { return Vec::new() };
    if !claim
        .edits
        .iter()
        .any(|e| e.confidence == Confidence::Safe && e.outcome != Outcome::Dropped)
    {
        return Vec::new();
    }
    let walks = Walks::of(claim, sequence);
    let requests = requests(situation, sequence, claim.releases);
    let differ = requests.iter().find_map(|request| walks.difference(request, situation));
    differ.map(|(what, did)| walks.about(claim, &what, did)).unwrap_or_default()
}

/// The four files with what they may call.
struct Walks {
    sequence: SequenceName,
    releases: (Release, Release),
    stock: (Sequence, Sequence),
    own: (Sequence, Sequence),
    libraries: (Library, Library),
}

impl Walks {
    fn of(claim: &Claim<'_, '_>, sequence: SequenceName) -> Self {
        let (versions, releases) = (claim.versions, claim.releases);
        let own = (Sequence::of(versions.custom), Sequence::of(versions.merged));
        let stock = (Sequence::of(versions.base), Sequence::of(versions.target));
        let old = [stock.0.program(), own.0.program()];
        let new = [stock.1.program(), own.1.program()];
        let libraries = (library(claim, &old, true), library(claim, &new, false));
        Self { sequence, releases, stock, own, libraries }
    }

    fn run(&self, is_new: bool, is_own: bool, request: &Request, situation: &Situation) -> Ran {
        let pair = if is_own { &self.own } else { &self.stock };
        let file = if is_new { &pair.1 } else { &pair.0 };
        let library = if is_new { &self.libraries.1 } else { &self.libraries.0 };
        let release = if is_new { self.releases.1 } else { self.releases.0 };
        let flow = Flow { sequence: Some(self.sequence), release };
        Side { file, library, flow, in_steps: false, asks_cors: false }
            .run(request, Some(situation))
    }

    /// What the operator's mediators do for a request on one gateway and not on the other; none
    /// where some of it is not known.
    fn difference(&self, request: &Request, situation: &Situation) -> Option<(String, Did)> {
        let [old, new] = [false, true].map(|is_new| self.run(is_new, true, request, situation));
        if let (None, Some(why)) = (failure(&old), failure(&new)) {
            let message =
                format!("for some request the merged file fails and yours does not: {why}");
            return Some((message, Did::Fail));
        }
        let stock = |is_new| Seen::of(&self.run(is_new, false, request, situation));
        let (old, new) = (Seen::of(&old)?, Seen::of(&new)?);
        let (own_old, own_new) = (old.without(&stock(false)?), new.without(&stock(true)?));
        let (yours, merged) = ("your file", "the merged one");
        let gone = beyond(&own_old, &new, yours, merged);
        let differs = gone.or_else(|| beyond(&own_new, &old, merged, yours));
        differs.map(|(what, did)| (format!("for some request {what}"), did))
    }

    /// The safe edits that do such a thing.
    fn about(&self, claim: &Claim<'_, '_>, what: &str, did: Did) -> Vec<Doubt> {
        let custom = claim.versions.custom;
        let does = |node: Ix| {
            let kind = custom.kind(node);
            let does = match did {
                Did::Fail => true,
                Did::Log => kind == Kind::Log,
                Did::Elsewhere => matches!(
                    kind,
                    Kind::Clone | Kind::Iterate | Kind::Store | Kind::Call | Kind::Send
                ),
                Did::Header => matches!(kind, Kind::Property | Kind::Header),
            };
            does || kind == Kind::Sequence
        };
        let nodes = custom.all().filter(|&n| does(n));
        let edits = nodes.filter_map(|n| Some((claim.edit_of[n.index()]?, custom.line(n))));
        let safe = edits.filter(|(edit, _)| claim.edits[*edit].confidence == Confidence::Safe);
        let doubt = |(edit, line)| Doubt {
            edit,
            rule: &code::NOT_PROVEN,
            message: what.to_owned(),
            line,
            always: false,
        };
        safe.collect::<BTreeMap<_, _>>().into_iter().map(doubt).collect()
    }
}

/// What the programs come to on a gateway.
fn library(claim: &Claim<'_, '_>, programs: &[&Program], is_old: bool) -> Library {
    let release = if is_old { claim.releases.0 } else { claim.releases.1 };
    let mut library = Library::on(release);
    let calls = |program: &Program| -> Vec<String> {
        program.all().flat_map(|id| program.uses(id).calls.clone()).collect()
    };
    let mut open: Vec<String> = programs.iter().flat_map(|program| calls(program)).collect();
    while let Some(name) = open.pop() {
        let found = match is_old {
            true => claim.callees.on_old(&name, release),
            false => claim.callees.on_new(&name, release),
        };
        let Some(found) = found.filter(|_| !library.sequences.contains_key(&name)) else {
            continue;
        };
        open.extend(calls(found.program()));
        library.sequences.insert(name, Arc::clone(found));
    }
    library
}

/// A client that posts JSON, one that gets XML, and one that speaks SOAP; both gateways are told the
/// same of what goes wrong, and of what they note of a request.
fn requests(
    situation: &Situation,
    sequence: SequenceName,
    (old, new): (Release, Release),
) -> Vec<Request> {
    let mut given: BTreeMap<Location, Value> = situation.given(sequence, new).into_iter().collect();
    given.extend(situation.given(sequence, old));
    let header = |name: &str| Location::Header(name.into());
    let axis2 = |name: &str| Location::Axis2(name.into());
    let with = |accept: &str, content_type: &str| {
        let mut sets = given.clone();
        for (name, value) in [
            ("Accept", accept),
            ("Host", "gateway.example"),
            ("Authorization", "Bearer token"),
            ("X-JWT-Assertion", "assertion"),
        ] {
            sets.insert(header(name), Value::text(value));
        }
        sets.insert(Location::Address("To".into()), Value::text("/api/1.0/resource"));
        sets.insert(axis2("messageType"), Value::text(content_type));
        sets.insert(axis2("ContentType"), Value::text(content_type));
        sets
    };
    let request = |method: &str, format, content_type: &str, body, sets| Request {
        method: Some(method.to_owned()),
        format,
        content_type: Some(content_type.to_owned()),
        body,
        sets,
    };
    let json = "application/json";
    vec![
        request(
            "POST",
            Format::Rest,
            json,
            Some(Body::Json("{\"id\":7}".to_owned())),
            with(json, json),
        ),
        request(
            "GET",
            Format::Rest,
            "application/xml",
            None,
            with("application/xml", "application/xml"),
        ),
        request("POST", Format::Soap11, "text/xml", None, with("text/xml", "text/xml")),
    ]
}
