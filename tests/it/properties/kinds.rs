//! Kinds of edits, each in the smallest sequence that shows what becomes of it and what is said.

use faultgraft::merge::Merged;
use faultgraft::model::{Confidence, Edit, EditKind, Outcome};
use faultgraft::rules::Rewriting;
use faultgraft::stock::Release;

use super::cases::{content, merge_of_one_line as merge, merged};

fn sequence(inside: &str) -> String {
    let root = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="fault">"#;
    format!("{root}\n{inside}</sequence>\n")
}

/// Mediators, each on a line of its own.
fn lines(mediators: &[&str]) -> String {
    sequence(&mediators.iter().map(|mediator| format!("    {mediator}\n")).collect::<String>())
}

fn to_json(base: &str, custom: &str, target: &str) -> Merged {
    let rewriting = Rewriting::between(Release::V3_2_0, Release::V4_0_0);
    merged(base, custom, target, rewriting).expect("it merges")
}

/// The only edit whose summary has a text.
fn about<'m>(merged: &'m Merged, text: &str) -> &'m Edit {
    let mut found = merged.edits.iter().filter(|edit| edit.summary.contains(text));
    let edit = found.next().unwrap_or_else(|| panic!("{text}: {:#?}", merged.edits));
    assert!(found.next().is_none(), "{text}: {:#?}", merged.edits);
    edit
}

const CODE: &str = r#"<property name="CODE" value="403"/>"#;
const STATUS: &str = r#"<property name="HTTP_SC" value="403" scope="axis2"/>"#;
const XML: &str =
    r#"<payloadFactory><format><a:f xmlns:a="urn:a"><a:c>1</a:c></a:f></format></payloadFactory>"#;
const READER: &str = r#"<filter source="$ctx:CODE" regex="4.*"/>"#;

#[test]
fn what_the_target_dropped_is_kept_for_what_reads_it() {
    let (base, target) = (lines(&[CODE, "<log/>", STATUS]), lines(&["<log/>", STATUS]));
    let merged = merge(&base, &lines(&[CODE, READER, "<log/>", STATUS]), &target);
    assert_eq!(merged.text, lines(&[CODE, READER, "<log/>", STATUS]));
    let reader = about(&merged, "<filter");
    assert_eq!(reader.confidence, Confidence::Review);
    assert!(reader.reason.ends_with("is kept too: it needs that."), "{reader:#?}");

    let other = r#"<property name="CODE" value="499"/>"#;
    let custom = lines(&[other, "<log/>", READER, STATUS]);
    let merged = merge(&base, &custom, &target);
    let set = about(&merged, "<property");
    assert_eq!((set.outcome, set.rule.as_deref()), (Outcome::Carried, None), "{set:#?}");
    assert!(merged.text.contains(other) && merged.text.contains(READER), "{}", merged.text);

    // Nothing reads it: it goes with the stock mediator.
    let merged = merge(&base, &lines(&[other, "<log/>", STATUS]), &target);
    assert_eq!((&merged.text, merged.edits[0].outcome), (&target, Outcome::Dropped));
}

#[test]
fn a_payload_takes_the_place_of_the_targets_whatever_comes_before() {
    let json =
        r#"<payloadFactory media-type="json"><format>{"code":"$1"}</format></payloadFactory>"#;
    let early = r#"<class name="com.example.Audit"/>"#;
    let filter =
        format!(r#"<filter xpath="$ctx:A"><then><drop/></then><else>{json}</else></filter>"#);
    let base = lines(&[CODE, STATUS]);
    let target = lines(&[&filter, STATUS]);
    let merged = to_json(&base, &lines(&[early, CODE, STATUS, XML]), &target);
    assert_eq!(merged.text.matches("<payloadFactory").count(), 1, "{}", merged.text);
    let edit = about(&merged, "<payloadFactory");
    assert!(edit.reason.contains("It takes the place of the target's own"), "{edit:#?}");
}

/// Only JSON that the target answers with gives way; what it makes for SOAP clients stays.
#[test]
fn a_payload_takes_no_place_that_others_are_answered_from() {
    let json = |code: &str| {
        let format = format!(r#"<format>{{"code":"{code}"}}</format>"#);
        format!(r#"<payloadFactory media-type="json">{format}</payloadFactory>"#)
    };
    let fault = r#"<makefault version="soap11"><reason value="x"/></makefault>"#;
    let switch = |other: &str| {
        let case = |n: &str| format!(r#"<case regex="{n}">{}</case>"#, json(n));
        let cases = [case("1"), case("2"), format!("<default>{other}</default>")].concat();
        format!(r#"<switch source="$ctx:A">{cases}</switch>"#)
    };
    let (base, custom) = (lines(&[CODE, STATUS]), lines(&[CODE, STATUS, XML]));
    let instead = "takes the place of the target's own";
    let merged = to_json(&base, &custom, &lines(&[&switch(fault), STATUS]));
    assert!(!about(&merged, "<payloadFactory").reason.contains(instead), "{}", merged.text);
    assert!(merged.text.contains(fault), "{}", merged.text);
    let merged = to_json(&base, &custom, &lines(&[&switch(&json("3")), STATUS]));
    assert!(about(&merged, "<payloadFactory").reason.contains(instead), "{}", merged.text);
}

#[test]
fn a_payload_that_both_sides_replaced_is_to_be_decided() {
    let whole = |payload: &str| lines(&[payload, "<drop/>"]);
    let xml = |code: &str| {
        let format = format!("<format><a><b>{code}</b>text</a></format>");
        format!("<payloadFactory>{format}</payloadFactory>")
    };
    let json = r#"<payloadFactory media-type="json"><format>{}</format></payloadFactory>"#;
    let merged = merge(&whole(&xml("1")), &whole(&xml("2")), &whole(json));
    let edit = &merged.edits[0];
    assert_eq!((edit.outcome, edit.rule.as_deref()), (Outcome::Conflict, Some("both-changed")));
    let merged = to_json(&whole(&xml("1")), &whole(&xml("2")), &whole(json));
    assert_eq!(merged.edits[0].rule.as_deref(), Some("xml-payload"));
}

#[test]
fn attributes_of_a_payload_are_edits_beside_its_fields() {
    let payload = |attributes: &str, code: &str| {
        let format = format!(r#"<format>{{"code":"{code}"}}</format>"#);
        lines(&[&format!(
            r#"<payloadFactory media-type="json"{attributes}>{format}<args/></payloadFactory>"#
        )])
    };
    let base = payload("", "1");
    let custom = payload(r#" trace="enable""#, "2");
    let merged = merge(&base, &custom, &base);
    assert_eq!(merged.text, custom);
    let trace = about(&merged, ": trace of the payload");
    assert_eq!(trace.outcome, Outcome::Carried);
    assert_eq!(about(&merged, "field code").outcome, Outcome::Carried);
}

#[test]
fn what_is_alone_in_its_list_stands_beside_nothing() {
    let call = r#"<call-template target="t"><with-param name="p" value="x"/></call-template>"#;
    let merged = merge(&lines(&[]), &lines(&[CODE]), &lines(&[call]));
    let reason = &merged.edits[0].reason;
    assert!(reason.starts_with("Nothing it stood beside is left in the target"), "{reason}");
}

#[test]
fn what_the_target_has_twice_is_there_already() {
    let base = lines(&["<log/>", "<log/>", "<log/>"]);
    let target = lines(&[CODE, CODE, "<log/>", "<log/>"]);
    let merged = merge(&base, &lines(&[CODE, "<log/>", "<log/>"]), &target);
    assert_eq!(merged.text, target);
    assert_eq!(about(&merged, "<property").outcome, Outcome::AlreadyThere);
}

#[test]
fn the_sides_of_a_conflict_are_shown_from_their_margin() {
    let payload = |code: &str| {
        format!(
            "<payloadFactory>\n            <format>{code}</format>\n   <args/>\n        </payloadFactory>"
        )
    };
    let side = |code: &str| sequence(&format!("        {}\n", payload(code)));
    let merged = merge(&side("<a/>"), &side("<b/>"), &side("<c/>"));
    let sides = merged.edits[0].sides.as_ref().expect("a conflict");
    let shown = |code: &str| {
        Some(format!("<payloadFactory>\n    <format>{code}</format>\n<args/>\n</payloadFactory>"))
    };
    assert_eq!(sides.base, shown("<a/>"));
    assert_eq!((&sides.custom, &sides.target), (&shown("<b/>"), &shown("<c/>")));
}

#[test]
fn a_part_that_is_taken_away_is_named_with_its_mediator() {
    let send = |inside: &str| lines(&[&format!("<send>{inside}</send>"), "<log/>"]);
    let endpoint = r#"<endpoint key="one"/>"#;
    let merged = merge(&send(endpoint), &send(""), &send(endpoint));
    assert_eq!(merged.edits[0].summary, format!("<send>: {endpoint} taken away"));
}

#[test]
fn an_else_is_added_at_the_depth_of_its_filter() {
    const LEVEL: &str = "\n            ";
    let nested = |inside: &[&str]| {
        let inside = inside.join(LEVEL);
        let inner = format!(r#"<filter xpath="$ctx:B">{LEVEL}{inside}{LEVEL}</filter>"#);
        lines(&[&format!(r#"<filter xpath="$ctx:A">{LEVEL}{inner}</filter>"#)])
    };
    let base = nested(&["    <drop/>"]);
    let custom = nested(&["<then><drop/></then>", "<else><log/></else>"]);
    let written = ["<then>", "<drop/>", "</then>", "<else>", "    <log/>", "</else>"];
    let written = written.map(|line| format!("    {line}"));
    let merged = merge(&base, &custom, &base);
    assert_eq!(merged.text, nested(&written.each_ref().map(String::as_str)));
}

#[test]
fn what_comes_into_one_line_has_a_line_of_its_own() {
    let base =
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\"><log/></sequence>\n";
    let custom = base.replace("<log/>", "<!-- why --><log/>");
    let merged = merge(base, &custom, base);
    assert_eq!(merged.text, base.replace("<log/>", "\n    <!-- why --><log/>"));
}

/// A class may do anything: it stays behind what the operator inserted before it.
#[test]
fn the_order_of_what_was_inserted_stays() {
    let (own, class) =
        (r#"<property name="OWN" value="1"/>"#, r#"<class name="com.example.Audit"/>"#);
    let old = r#"<property name="X" scope="transport" action="remove"/>"#;
    let base = lines(&[old, STATUS]);
    let target =
        lines(&[&format!(r#"<filter xpath="$ctx:A"><then>{old}</then></filter>"#), STATUS]);
    let merged = merge(&base, &lines(&[own, old, class, STATUS]), &target);
    let at = |text: &str| merged.text.find(text).expect("it is there");
    assert!(at(own) < at(class), "{}", merged.text);
}

/// Of two that are alike it is unknown which was moved.
#[test]
fn what_is_moved_and_has_a_twin_goes_together_with_nothing() {
    let filter =
        |inside: &str| format!(r#"<filter xpath="$ctx:A"><then>{inside}<drop/></then></filter>"#);
    let together = |base: &[&str], custom: &[&str]| {
        let (base, custom) = (lines(base), lines(custom));
        let merged = merge(&base, &custom, &base);
        merged.edits.iter().any(|edit| !edit.together.is_empty())
    };
    let base = ["<log/>", &filter(CODE)];
    assert!(together(&base, &[CODE, "<log/>", &filter("")]));
    assert!(!together(&base, &[CODE, "<log/>", CODE, &filter("")]));
}

#[test]
fn logs_of_the_same_properties_are_rivals() {
    let log = |value: &str| {
        lines(&[
            "<drop/>",
            &format!(r#"<log level="custom"><property name="a" value="{value}"/></log>"#),
        ])
    };
    let merged = merge(&lines(&["<drop/>"]), &log("1"), &log("2"));
    assert_eq!(merged.edits[0].outcome, Outcome::Conflict);
    let log = |level: &str| lines(&["<drop/>", &format!(r#"<log level="{level}"/>"#)]);
    let merged = merge(&lines(&["<drop/>"]), &log("full"), &log("simple"));
    assert_eq!(merged.edits[0].outcome, Outcome::Carried);
}

#[test]
fn lines_that_go_go_with_their_line_end() {
    let windows = |mediators: &[&str]| lines(mediators).replace('\n', "\r\n");
    let (base, custom) = (["<log/>", CODE, STATUS, "<drop/>"], ["<log/>", "<drop/>"]);
    let merged = merge(&windows(&base), &windows(&custom), &windows(&base));
    assert_eq!(merged.text, windows(&custom));
    assert_eq!(merge(&lines(&base), &lines(&custom), &lines(&base)).text, lines(&custom));
    let blanks = |text: String| text.replace("<log/>", "<log/>  ");
    let merged = merge(&lines(&base), &lines(&custom), &blanks(lines(&base)));
    assert_eq!(merged.text, blanks(lines(&custom)));
}

/// With a payload that is written as it is; beside a payload that becomes JSON.
#[test]
fn a_comment_in_a_payload_comes_once() {
    let payload = |inside: &str| {
        lines(&[&format!("<payloadFactory><format>{inside}</format><args/></payloadFactory>")])
    };
    let base = payload("<a/>");
    let once = |merged: Merged| {
        assert_eq!(merged.text.matches("<!-- why -->").count(), 1, "{}", merged.text);
        merged.edits.iter().filter(|edit| edit.kind == EditKind::Comment).count()
    };
    let custom = payload("<b><!-- why --><c>1</c></b>");
    assert_eq!(once(merge(&base, &custom, &base)), 0);
    let json = payload("{}").replace("<payloadFactory", "<payloadFactory media-type=\"json\"");
    assert_eq!(once(to_json(&base, &custom, &json)), 1);
}

#[test]
fn text_and_elements_change_places() {
    let call = |inside: &str| {
        lines(&[&format!("<call-template target=\"t\">{inside}</call-template>"), "<drop/>"])
    };
    let param = |name: &str| format!("<with-param name=\"{name}\" value=\"1\"/>");
    let (elements, text) = (call(&param("a")), call("text"));
    let (there, back) = (merge(&elements, &text, &elements), merge(&text, &elements, &text));
    assert_eq!(content(&there.text), content(&text), "{}", there.text);
    assert_eq!(content(&back.text), content(&elements), "{}", back.text);
    // A comment beside it, in an element that held nothing.
    let commented = call("text<!-- why -->");
    let empty = lines(&["<call-template target=\"t\"/>", "<drop/>"]);
    for base in [&empty, &call("other")] {
        let merged = merge(base, &commented, base);
        assert_eq!(content(&merged.text), content(&commented), "{}", merged.text);
        assert_eq!(merged.text.matches("<!-- why -->").count(), 1, "{}", merged.text);
    }
    // What the target put there stays.
    let more = merge(&elements, &text, &call(&(param("a") + &param("b"))));
    assert!(more.text.contains(&param("b")) && !more.text.contains(&param("a")), "{}", more.text);
}

#[test]
fn the_targets_comments_stay_where_a_list_was_empty() {
    for (before, after) in [
        ("<filter xpath=\"$ctx:A\"><then>", "</then></filter><drop/>"),
        ("<clone><target><sequence>", "</sequence></target></clone>"),
        ("", ""),
    ] {
        let whole = |inside: &str| lines(&[&format!("{before}{inside}{after}")]);
        let target = whole("<!-- nothing -->");
        let merged = merge(&whole(""), &whole("<log/>"), &target);
        assert_eq!(content(&merged.text), content(&whole("<log/>")), "{}", merged.text);
        assert!(merged.text.contains("<!-- nothing -->"), "{}", merged.text);
    }
}

/// A filter without a written `then` may hold comments: they go into the `then`.
#[test]
fn the_targets_comments_go_into_the_then() {
    let filter = |inside: &str| lines(&[&format!("<filter xpath=\"$ctx:A\">{inside}</filter>")]);
    let target = filter("<!-- nothing -->");
    for custom in ["<then/><else><log/></else>", "<then><drop/></then><else><log/></else>"] {
        let merged = merge(&filter(""), &filter(custom), &target);
        assert_eq!(content(&merged.text), content(&filter(custom)), "{}", merged.text);
        assert!(merged.text.contains("<then>\n            <!-- nothing -->"), "{}", merged.text);
        let again = merge(&target, &merged.text, &target);
        assert_eq!(again.text, merged.text);
    }
}

#[test]
fn an_answer_that_the_target_has_with_what_was_moved_before_it_is_there_already() {
    let own = r#"<property name="OWN" value="1"/>"#;
    let base = lines(&[STATUS, "<log/>", CODE, "<send/>"]);
    let custom = lines(&["<log/>", CODE, own, STATUS, "<respond/>", "<send/>"]);
    let merged = merge(&base, &custom, &custom);
    assert_eq!(merged.text, custom);
    for edit in &merged.edits {
        assert_eq!(edit.outcome, Outcome::AlreadyThere, "{edit:#?}");
    }
    let inside =
        |all: &str| lines(&[&format!(r#"<filter xpath="$ctx:A"><then>{all}</then></filter>"#)]);
    let base = inside("<log/>").replace("</filter>\n", &format!("</filter>\n    {STATUS}\n"));
    let custom = inside(&format!("<log/>{own}{STATUS}<respond/>"));
    let merged = merge(&base, &custom, &custom);
    assert_eq!(merged.text, custom);
}
