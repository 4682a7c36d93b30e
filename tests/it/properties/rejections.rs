//! What the rejection of one edit means for those that go with it.

use faultgraft::merge::{Decisions, Merged};
use faultgraft::model::{Decision, EditKind, Outcome};
use faultgraft::rules::Rewriting;

use super::cases::{AGAIN, SAME_LINE, merged_by};

fn sequence(inside: &str) -> String {
    let root = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">";
    format!("{root}\n    {inside}\n</sequence>\n")
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("> <", "><")
}

fn merge(base: &str, custom: &str, target: &str, decisions: &Decisions) -> Merged {
    let texts = [base, custom, target].map(sequence);
    merged_by((&texts[0], &texts[1], &texts[2]), SAME_LINE, decisions).expect("merges")
}

/// Rejects the edits of these kinds, where target and base are the same.
fn rejecting(kinds: &[EditKind], base: &str, custom: &str) -> Merged {
    let planned = merge(base, custom, base, &Decisions::none());
    let rejected = planned.edits.iter().zip(1..).filter(|(e, _)| kinds.contains(&e.kind));
    let decisions: Decisions = rejected.map(|(_, n)| (n, Decision::Reject)).collect();
    assert_ne!(decisions, Decisions::none(), "{:#?}", planned.edits);
    merge(base, custom, base, &decisions)
}

fn gives(merged: &Merged, inside: &str) {
    assert_eq!(
        without_space(&merged.text),
        without_space(&sequence(inside)),
        "{:#?}",
        merged.edits
    );
}

const LOG: &str = "<log level=\"custom\"><property name=\"a\" value=\"b\"/></log>";

/// Large enough to be known in another list.
const BIG: &str = "<log level=\"custom\"><property name=\"a\" value=\"b\"/><property name=\"c\" value=\"d\"/></log>";

fn filter(name: &str, inside: &str) -> String {
    format!("<filter xpath=\"$ctx:{name}\"><then>{inside}</then></filter>")
}

#[test]
fn a_wrapper_goes_with_what_is_new_in_it_and_leaves_the_stock_mediators() {
    let custom = filter("A", &format!("<class name=\"c.D\"/>{LOG}"));
    gives(&rejecting(&[EditKind::Wrap], LOG, &custom), LOG);
}

#[test]
fn what_is_new_in_a_wrapper_goes_alone() {
    let custom = filter("A", &format!("<class name=\"c.D\"/>{LOG}"));
    gives(&rejecting(&[EditKind::Insert], LOG, &custom), &filter("A", LOG));
}

#[test]
fn a_comment_is_an_edit_of_its_own() {
    let custom = format!("<!-- why -->{LOG}<!-- here --><class name=\"c.D\"/>");
    let merged = rejecting(&[EditKind::Insert], LOG, &custom);
    gives(&merged, &format!("<!-- why -->{LOG}<!-- here -->"));
    let merged = rejecting(&[EditKind::Comment], LOG, &custom);
    gives(&merged, &format!("{LOG}<class name=\"c.D\"/>"));
}

#[test]
fn a_comment_in_something_new_goes_with_it() {
    let custom = format!("{LOG}{}", filter("A", "<!-- why --><drop/>"));
    gives(&rejecting(&[EditKind::Insert], LOG, &custom), LOG);
}

#[test]
fn a_wrapper_stays_while_something_stays_in_it() {
    let base = format!("{}<in><drop/></in>", filter("A", &format!("{BIG}<send/>")));
    let custom = format!("<send/><in><drop/>{BIG}</in>");
    let merged = rejecting(&[EditKind::Move], &base, &custom);
    gives(&merged, &base);
    let wrap = merged.edits.iter().find(|e| e.kind == EditKind::Wrap).expect("one");
    assert_eq!((wrap.outcome, wrap.merged_line), (Outcome::Carried, None));
}

#[test]
fn a_wrapper_stays_where_the_one_in_its_place_is_rejected() {
    let case = format!("<case regex=\"a\">{BIG}</case>");
    let custom = format!("<switch source=\"$ctx:B\">{case}</switch>");
    let base = filter("A", BIG);
    let planned = merge(&base, &custom, &base, &Decisions::none());
    let new = planned.edits.iter().position(|e| e.summary.contains("switch")).expect("one");
    let decisions = Decisions::none().with(new + 1, Decision::Reject);
    gives(&merge(&base, &custom, &base, &decisions), &base);
}

#[test]
fn what_was_written_again_in_a_rejected_wrapper_stays_where_it_was() {
    let inner = |first: &str| filter("B", &format!("{}<class name=\"c.D\"/>", filter("C", first)));
    let base = format!("<in>{}{LOG}</in><property name=\"x\" value=\"y\"/>", inner("<drop/>"));
    let custom = format!("{}{LOG}", inner("<property name=\"x\" value=\"y\"/><drop/>"));
    let planned = merge(&base, &custom, &base, &Decisions::none());
    let new = planned.edits.iter().zip(1..).filter(|(e, _)| {
        matches!(e.kind, EditKind::Wrap | EditKind::Insert) && !e.summary.contains(" is gone")
    });
    let decisions: Decisions = new.map(|(_, n)| (n, Decision::Reject)).collect();
    let merged = merge(&base, &custom, &base, &decisions);
    for part in ["c.D", "$ctx:B", "$ctx:C", "<drop/>"] {
        assert_eq!(merged.text.matches(part).count(), 1, "{part} in {}", merged.text);
    }
}

#[test]
fn nothing_is_put_into_itself() {
    let base = format!("{}{}", filter("A", BIG), filter("X", "<send/><drop/>"));
    let custom = filter("A", &format!("{BIG}{}", filter("X", "<send/><drop/>")));
    let target = filter("X", &format!("<send/><drop/>{}", filter("A", BIG)));
    for decisions in [Decisions::none(), Decisions::none().with(1, Decision::Custom)] {
        let merged = merge(&base, &custom, &target, &decisions);
        assert_eq!(merged.edits[0].outcome, Outcome::Conflict, "{:#?}", merged.edits);
        gives(&merged, &target);
    }
}

#[test]
fn a_deletion_and_what_stands_in_its_place_are_two_edits() {
    let custom = "<class name=\"c.D\"/>";
    gives(&rejecting(&[EditKind::Delete], LOG, custom), &format!("{LOG}{custom}"));
    gives(&rejecting(&[EditKind::Insert], LOG, custom), "");
}

#[test]
fn what_moved_can_still_be_changed() {
    let inside =
        |value: &str| filter("A", &format!("<send/><property name=\"x\" value=\"{value}\"/>"));
    let base = format!("{}{BIG}<send/>", inside("1"));
    let custom = format!("{BIG}<send/>{}", inside("2"));
    let merged = rejecting(&[EditKind::Move], &base, &custom);
    gives(&merged, &format!("{}{BIG}<send/>", inside("2")));
    let merged = rejecting(&[EditKind::Change], &base, &custom);
    gives(&merged, &format!("{BIG}<send/>{}", inside("1")));
}

#[test]
fn fields_of_one_payload_are_rejected_one_by_one() {
    let payload = |format: &str, args: &str| {
        format!(
            "<payloadFactory media-type=\"json\"><format>{format}</format><args>{args}</args></payloadFactory>"
        )
    };
    let arg = |name: &str| format!("<arg expression=\"$ctx:{name}\"/>");
    let base = payload(r#"{"a":"$1","b":"x"}"#, &arg("A"));
    let custom = payload(r#"{"a":"$2","b":"y","c":"$1"}"#, &format!("{}{}", arg("C"), arg("B")));
    let planned = merge(&base, &custom, &base, &Decisions::none());
    assert_eq!(planned.edits.len(), 3, "{:#?}", planned.edits);
    let without = |n| merge(&base, &custom, &base, &Decisions::none().with(n, Decision::Reject));
    gives(
        &without(1),
        &payload(r#"{"a":"$1","b":"y","c":"$2"}"#, &format!("{}{}", arg("A"), arg("C"))),
    );
    gives(&without(3), &payload(r#"{"a":"$1","b":"y"}"#, &arg("B")));
}

#[test]
fn a_prefix_is_declared_by_each_edit_that_needs_it() {
    let am = "xmlns:am=\"http://wso2.org/apimanager\"";
    let property = |name: &str| format!("<property name=\"{name}\" expression=\"//am:a\" {am}/>");
    let base = format!("{LOG}<property name=\"x\" expression=\"$ctx:Y\"/>");
    let custom = format!("{LOG}{}{}", property("x"), property("y"));
    for kind in [EditKind::Insert, EditKind::Change] {
        let merged = rejecting(&[kind], &base, &custom);
        assert_eq!(merged.text.matches(am).count(), 1, "{}", merged.text);
        assert_eq!(merged.text.matches("//am:a").count(), 1, "{}", merged.text);
    }
}

#[test]
fn a_comment_in_xml_that_moved_to_those_who_ask_for_it_is_rejected_alone() {
    let fault = "<am:fault xmlns:am=\"http://wso2.org/apimanager\"><am:code>1</am:code></am:fault>";
    let xml = format!("<payloadFactory><format>{fault}</format></payloadFactory>");
    let stock = |payload: &str| filter("A", &format!("{payload}<drop/>"));
    let json =
        "<payloadFactory media-type=\"json\"><format>{\"code\":\"1\"}</format></payloadFactory>";
    let (base, target) = (sequence(&stock(&xml)), sequence(&stock(json)));
    let moved = stock(&format!("<!-- why -->{xml}"));
    let custom = format!("<filter source=\"$trp:Accept\" regex=\".*xml.*\">{moved}</filter>");
    let custom = sequence(&custom);
    let rewriting = Rewriting { to_json: true, ..AGAIN };
    let merge = |decisions: &Decisions| {
        merged_by((&base, &custom, &target), rewriting, decisions).expect("merges").text
    };
    let planned = merge(&Decisions::none());
    assert!(planned.contains("am:code") && planned.contains("why"), "{planned}");
    let comment = merge(&Decisions::none().with(2, Decision::Reject));
    assert!(comment.contains("am:code") && !comment.contains("why"), "{comment}");
}

/// The target moved a filter into one that the operator unwraps, and the operator wrote it again
/// elsewhere: with the unwrapping rejected, the target's filter stays, and there must not be two.
#[test]
fn what_the_target_moved_into_a_wrapper_goes_with_the_wrapper() {
    let property = |name: &str| format!("<property name=\"{name}\" value=\"old\"/>");
    let all = |names: &[&str]| names.iter().map(|n| property(n)).collect::<String>();
    let filter = |name: &str, then: &str, other: &str| {
        format!("<filter xpath=\"$ctx:{name}\"><then>{then}</then><else>{other}</else></filter>")
    };
    let quota =
        |inside: &str| format!("<filter xpath=\"$ctx:quota\"><then>{inside}</then></filter>");
    let held = all(&["limit", "reset", "tier"]);
    let paid = |inside: &str| {
        format!(
            "<filter xpath=\"$ctx:paid\"><then>{inside}{}</then></filter>",
            all(&["plan", "seat"])
        )
    };
    let base = filter("known", &paid(""), &format!("{}{}", all(&["guest"]), quota(&held)));
    let target = filter("known", &paid(&quota(&held)), &all(&["guest"]));
    let custom = format!(
        "<filter xpath=\"$ctx:paid\"><then>{}</then></filter>{}{}",
        all(&["plan", "seat"]),
        all(&["guest"]),
        quota(&format!("{}{held}", property("own")))
    );
    let planned = merge(&base, &custom, &target, &Decisions::none());
    for number in 1..=planned.edits.len() {
        let decisions = Decisions::none().with(number, Decision::Reject);
        let merged = merge(&base, &custom, &target, &decisions);
        let limits = merged.text.matches("\"limit\"").count();
        assert_eq!(limits, 1, "edit {number}:\n{}\n{:#?}", merged.text, merged.edits);
    }
}

#[test]
fn a_decision_that_does_not_fit_is_none() {
    let custom = format!("{LOG}<drop/>");
    for decision in [Decision::Custom, Decision::Target] {
        let merged = merge(LOG, &custom, LOG, &Decisions::none().with(1, decision));
        gives(&merged, &custom);
        assert_eq!(merged.edits[0].decision, None);
    }
    let log = |value: &str| LOG.replace("\"b\"", &format!("\"{value}\""));
    let merged = merge(LOG, &log("c"), &log("d"), &Decisions::none().with(1, Decision::Accept));
    assert_eq!(merged.edits[0].outcome, Outcome::Conflict);
    assert!(merged.edits[0].needs_decision());
    gives(&merged, &log("d"));
}
