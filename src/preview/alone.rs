//! One file on one gateway, as it stands: what it answers, and what it did.

use super::Side;
use super::answer::Ran;
use super::flow::Request;
use super::situations::{Situation, of_code, situations};
use super::ways::{Sides, Ways, ways};
use crate::expression::Location;
use crate::gateway::Value;

/// Every way through a file on a release; the request as it is, and nothing else, where `exact`.
///
/// The gateway's Java does its part before and after where the file has the name of a sequence that
/// it calls; what it says of the error is left to `request` where `exact`.
pub fn alone(side: Side<'_>, request: &Request, exact: bool) -> Ways {
    let flow = side.flow;
    let situations = match flow.sequence {
        None => Vec::new(),
        Some(name) if exact => {
            let code = request.sets.get(&Location::Property("ERROR_CODE".into()));
            let known = match code {
                Some(&Value::Integer(code)) => of_code(name, flow.release, code),
                _ => None,
            };
            vec![Situation::bare(known.as_ref()).asked(&request.sets)]
        }
        Some(name) => situations(name, flow.release),
    };
    let sides = Sides { old: None, new: Some(side) };
    ways(sides, request, &situations, exact)
}

/// What the engine's events are called.
pub fn events(ran: &Ran) -> Vec<String> {
    let walked = ran.walked.as_ref().ok();
    let events = walked.into_iter().flat_map(|w| w.events.iter().map(ToString::to_string));
    events.chain(ran.java.map(|status| format!("javaSendFault:{status}"))).collect()
}
