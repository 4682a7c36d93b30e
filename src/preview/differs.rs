//! Where an operator's edit makes clients of the new gateway see something else than the way from
//! XML to JSON alone would.

use super::answer::{Ran, Side};
use super::changes::Change;
use super::describe::changes_of;
use super::flow::Request;
use super::seen::{Did, Seen, beyond};
use super::ways::{Sides, Way, Ways};
use crate::gateway::{Ended, Format};
use crate::model::{Answer, Finding, Severity};
use crate::rules::code;

/// The finding about the first such way. `plain` are the stock files of both releases: what changes
/// there too for the same request is not the operator's doing.
pub fn differs(ways: &Ways, plain: Sides<'_>) -> Option<Finding> {
    let known = ways.all.iter().filter(|way| [&way.old, &way.new].into_iter().all(is_known));
    let known = known.filter(|way| !is_json_for_soap(way));
    let mut found = known.filter_map(|way| {
        let mut beyond = changes_of(way);
        // Which of the request's headers come back is for the rule `echoed-headers` to say.
        let said = |c: &Change| matches!(c, Change::Unknown(..) | Change::Echoed(_));
        beyond.retain(|c| !c.is_format() && !said(c));
        if !beyond.is_empty() {
            let run = |side: Option<Side<'_>>| Some(side?.run(&way.request, ways.situation(way)));
            let (old, new) = (run(plain.old), run(plain.new));
            let stock =
                Way { situation: None, request: Request::default(), held: Vec::new(), old, new };
            let expected = changes_of(&stock);
            beyond.retain(|c| !expected.contains(c));
        }
        (!beyond.is_empty()).then_some((way, beyond))
    });
    let (way, beyond) = found.next()?;
    let more = found.count();
    Some(finding(ways, way, &beyond, more))
}

/// The finding where on some way the operator's mediators log or send elsewhere what they did not, or
/// do not any more. What stock does on that way is the release's own.
pub fn unlike(ways: &Ways, plain: Sides<'_>) -> Option<Finding> {
    let mut found = ways.all.iter().filter_map(|way| {
        let (old, new) = (Seen::of(way.old.as_ref()?)?, Seen::of(way.new.as_ref()?)?);
        if old.does_the_same(&new) {
            return None;
        }
        let run = |side: Option<Side<'_>>| Seen::of(&side?.run(&way.request, ways.situation(way)));
        let (own_old, own_new) = (old.without(&run(plain.old)?), new.without(&run(plain.new)?));
        // A line that only reads differently may be the two gateways' doing, since the values in it are
        // theirs: only a line that is missing or new is told.
        if own_old.does_as_much(&own_new) {
            return None;
        }
        let (yours, merged) = ("your file", "the merged one");
        let differs =
            beyond(&own_old, &new, yours, merged).or_else(|| beyond(&own_new, &old, merged, yours));
        let (what, _) = differs.filter(|(_, did)| matches!(did, Did::Log | Did::Elsewhere))?;
        Some((way, what))
    });
    let (way, what) = found.next()?;
    let others = and_others(found.count());
    let message = format!("where {}, {what}{others}", ways.when(way).join(" and "));
    Some(code::NOT_PROVEN.finding(Severity::Warning, message, None))
}

/// Whether a SOAP client gets JSON: the rule `soap-clients-get-json` says so.
fn is_json_for_soap(way: &Way) -> bool {
    let media = answer(&way.new).and_then(super::changes::media);
    way.request.format != Format::Rest && media.is_some_and(|media| media.contains("json"))
}

/// Whether it is known what the client gets: of what nobody knows, nobody can say that it differs.
fn is_known(ran: &Option<Ran>) -> bool {
    answer(ran).is_none_or(|answer| answer.body.is_some() || answer.unknown.is_empty())
}

fn answer(ran: &Option<Ran>) -> Option<&Answer> {
    ran.as_ref().map(|ran| &ran.answer)
}

fn and_others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => "; so it is in one other case".to_owned(),
        more => format!("; so it is in {more} other cases"),
    }
}

fn finding(ways: &Ways, way: &Way, beyond: &[Change], more: usize) -> Finding {
    let when = ways.when(way);
    let changed: Vec<String> = beyond.iter().map(ToString::to_string).collect();
    let shown = |ran: &Option<Ran>| answer(ran).map_or_else(String::new, in_one_line);
    let others = and_others(more);
    let message = format!(
        "where {}, clients will see more than another format: {}; it was {}, it will be {}{others}",
        when.join(" and "),
        changed.join("; "),
        shown(&way.old),
        shown(&way.new),
    );
    code::RESPONSE_CHANGED.finding(Severity::Warning, message, None)
}

/// The finding where the walk does not see all that clients may get.
pub fn incomplete(ways: &Ways) -> Option<Finding> {
    let open = |ran: &Option<Ran>| match &ran.as_ref()?.walked.as_ref().ok()?.ended {
        Ended::Unknown(what) => Some(what.clone()),
        _ => None,
    };
    let mut whats: Vec<String> =
        ways.all.iter().flat_map(|way| [open(&way.old), open(&way.new)]).flatten().collect();
    whats.sort();
    whats.dedup();
    let message = match (whats.first(), ways.more) {
        (Some(first), _) => {
            let others = match whats.len() {
                1 => String::new(),
                more => format!(" and {} more", more - 1),
            };
            format!("what clients get is not known everywhere: it depends on {first}{others}")
        }
        (None, true) => "there are more ways through the sequence than are run".to_owned(),
        (None, false) => return None,
    };
    Some(code::PREVIEW_INCOMPLETE.finding(Severity::Note, message, None))
}

/// An answer in one line.
pub fn in_one_line(answer: &Answer) -> String {
    let status = answer.status.map_or_else(|| "no status".to_owned(), |s| s.to_string());
    let media = super::changes::media(answer).unwrap_or_else(|| "no content type".to_owned());
    match (&answer.body, answer.unknown.first()) {
        (Some(body), _) => {
            let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{status} {media} {line}")
        }
        (None, Some(unknown)) => format!("{status} {media}, not known: {unknown}"),
        (None, None) => match answer.notes.first() {
            Some(note) => note.clone(),
            None => format!("{status} without a body"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{Library, Sequence};
    use crate::preview::situations::situations;
    use crate::preview::{Flow, ways};
    use crate::stock::{Release, SequenceName};

    fn fault(inside: &str) -> Sequence {
        let root = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">";
        Sequence::parse(&format!("{root}{inside}<respond/></sequence>")).unwrap()
    }

    /// What is said of an old file beside a new one, where stock does nothing on either gateway.
    fn said(old: &Sequence, new: &Sequence) -> Option<String> {
        let plain = fault("");
        let libraries = [Release::V3_2_0, Release::V4_0_0].map(Library::on);
        let side = |file, number: usize, release| {
            let flow = Flow { sequence: Some(SequenceName::Fault), release };
            Some(Side {
                file,
                library: &libraries[number],
                flow,
                in_steps: false,
                asks_cors: false,
            })
        };
        let sides = |old, new| Sides {
            old: side(old, 0, Release::V3_2_0),
            new: side(new, 1, Release::V4_0_0),
        };
        let all = situations(SequenceName::Fault, Release::V4_0_0);
        let ways = ways(sides(old, new), &Request::default(), &all, false);
        unlike(&ways, sides(&plain, &plain)).map(|finding| finding.message)
    }

    #[test]
    fn a_log_that_is_missing_on_one_way_is_said_with_the_way() {
        let log = "<log level=\"custom\"><property name=\"at\" value=\"endpoint\"/></log>";
        let on_one = format!(
            "<filter source=\"$ctx:ERROR_CODE\" regex=\"303001\"><then>{log}</then></filter>"
        );
        let (with, without) = (fault(&on_one), fault(""));
        let message = said(&with, &without).expect("it is said");
        assert!(message.contains("ERROR_CODE is 303001"), "{message}");
        assert!(message.contains("your file logs \"at = endpoint\""), "{message}");
        let message = said(&without, &with).expect("it is said");
        assert!(message.contains("the merged one logs \"at = endpoint\""), "{message}");
        assert_eq!(said(&with, &with), None);
        assert_eq!(said(&without, &without), None);
    }
}
