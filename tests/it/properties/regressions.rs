//! What the properties found, reduced.

use faultgraft::merge::Decisions;
use faultgraft::model::{Confidence, Decision, EditKind, Outcome, Severity};
use faultgraft::rules::Rewriting;
use faultgraft::stock::Release;
use faultgraft::validate::validate;

use super::cases::{
    AGAIN, SAME_LINE, content, doc, merge_of_one_line as merge, merged, merged_by, tree,
};

const SCRIPT: &str = "<script language=\"js\">if (a) {\n  b();\n}</script>";
const PAYLOAD: &str = "<payloadFactory><format><am:fault/></format></payloadFactory>";
const AM: &str = "xmlns:am=\"http://wso2.org/apimanager\"";
const CLASS: &str =
    "<class name=\"org.wso2.carbon.apimgt.usage.publisher.APIMgtThrottleUsageHandler\"/>";

fn sequence(inside: &str) -> String {
    let root = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">";
    format!("{root}\n    {inside}\n</sequence>\n")
}

/// Merges onto the base itself: that must give custom.
fn onto_base(base: &str, custom: &str) -> String {
    let (base, custom) = (sequence(base), sequence(custom));
    let merged = merge(&base, &custom, &base);
    assert_eq!(content(&merged.text), content(&custom), "{}\n{}", custom, merged.text);
    assert!(merged.edits.iter().all(|e| e.outcome == Outcome::Carried), "{:#?}", merged.edits);
    merged.text
}

fn same(one: &str, other: &str) {
    assert_eq!(content(&sequence(one)), content(&sequence(other)), "{one}\n{other}");
}

/// The operator wrote a filter again, inside something new; the target moved into it what is around
/// that. It cannot go, so what was written again cannot come: each of the edits says so, also those
/// about which nothing was decided.
#[test]
fn an_edit_that_falls_with_another_says_so() {
    let filter = |name: &str, inside: &str| {
        format!("<filter xpath=\"$ctx:{name}\"><then>{inside}</then></filter>")
    };
    let call = |name: &str| format!("<sequence key=\"{name}\"/>");
    let again = filter("b2", &(filter("b3", &(call("b7") + &call("b8"))) + &call("b9")));
    let less = filter("b2", &(filter("b3", &call("b7")) + &call("b9")));
    let (first, around) =
        (call("b14"), |inside: &str| filter("b13", &(inside.to_owned() + &call("b15"))));
    let base = filter("b1", &again) + &filter("b11", &around(&first));
    let custom = filter("b1", "") + &filter("b11", &around(&filter("new", &(less + &first))));
    let moved = again.replacen("<then>", &("<then>".to_owned() + &around(&first)), 1);
    let target = filter("b1", &moved) + &filter("b11", "");
    let trees = [&base, &custom, &target].map(|inside| sequence(inside));
    let texts = (trees[0].as_str(), trees[1].as_str(), trees[2].as_str());
    let decisions = Decisions::none().with(1, Decision::Custom);
    let merged = merged_by(texts, SAME_LINE, &decisions).expect("merges");
    let said = |n: usize| merged.findings.iter().any(|f| f.rule == "no-place" && f.edit == Some(n));
    assert_eq!(merged.edits.len(), 3, "{:#?}", merged.edits);
    assert!((1..=3).all(said), "{}\n{:#?}", merged.text, merged.findings);
    assert_eq!(content(&merged.text), content(&trees[2]));
}

/// Stock that the operator put where SOAP clients get it stays as it was, but for a class that the
/// target does not have: one missing class loses the sequence.
#[test]
fn stock_that_stays_xml_loses_a_class_that_is_gone() {
    let payload = "<payloadFactory media-type=\"xml\"><format><fault xmlns=\"\"><code>$1</code></fault></format><args><arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory>";
    let stock = format!(
        "<filter xpath=\"$ctx:b1\"><then>{payload}{CLASS}<log level=\"custom\"/></then></filter>"
    );
    let soap = format!(
        "<filter source=\"get-property('MESSAGE_FORMAT')\" regex=\"soap1[1-2]\"><then>{stock}</then></filter>"
    );
    let rewriting = Rewriting::between(Release::V3_2_0, Release::V4_0_0);
    let target = sequence("<send/>");
    let (base, custom) =
        (sequence(&format!("{stock}<send/>")), sequence(&format!("{soap}<send/>")));
    let merged = merged(&base, &custom, &target, rewriting).expect("merges");
    assert!(merged.text.contains("<payloadFactory media-type=\"xml\">"), "{}", merged.text);
    assert!(!merged.text.contains("APIMgtThrottleUsageHandler"), "{}", merged.text);
}

/// Both took a filter away; the operator's branch went with it, and what stood in that branch is in
/// the target still.
#[test]
fn what_went_with_a_branch_and_is_kept_by_the_target_is_asked_for() {
    let status = "<property name=\"HTTP_SC\" expression=\"$ctx:CUSTOM_HTTP_SC\" scope=\"axis2\"/>";
    let other = "<property name=\"HTTP_SC\" value=\"500\" scope=\"axis2\"/>";
    let base = format!(
        "<filter xpath=\"$ctx:CUSTOM_HTTP_SC\"><then>{status}</then><else>{other}</else></filter><send/>"
    );
    let target = format!("{status}{other}<send/>");
    let inside_new =
        format!("<clone><target><sequence>{status}</sequence></target></clone>{other}<send/>");
    for custom in [inside_new, format!("{other}<send/>")] {
        let merged = merge(&sequence(&base), &sequence(&custom), &sequence(&target));
        let conflicts = merged.edits.iter().filter(|e| e.outcome == Outcome::Conflict);
        assert_eq!(conflicts.count(), 1, "{}\n{:#?}", merged.text, merged.edits);
    }
}

/// The target put something of the operator's into a switch that the operator replaced by a filter.
#[test]
fn a_chosen_version_that_has_no_place_is_said() {
    let property =
        |name: &str, value: &str| format!("<property name=\"{name}\" value=\"{value}\"/>");
    let switch = |name: &str, inside: &str| {
        format!("<switch source=\"$ctx:{name}\"><case regex=\"a\">{inside}</case></switch>")
    };
    let filter = |name: &str, inside: &str| {
        format!("<filter xpath=\"$ctx:{name}\"><then>{inside}</then></filter>")
    };
    let inside = |value: &str| {
        let log = format!("{}{}", filter("verbose", ""), property("reason", value));
        property("code", "old") + &filter("known", &log)
    };
    let (last, after) = (property("last", "old"), property("after", "old"));
    let outer = |inner: String| switch("plan", &(inner + &after));
    let base = sequence(&(outer(switch("vip", &inside("old"))) + &last));
    let custom = sequence(&(outer(filter("gold", &inside("new"))) + &last));
    let held = last.clone() + &inside("old");
    let target = sequence(&filter("rest", &outer(switch("vip", &held))));
    let undecided = merge(&base, &custom, &target);
    let conflict = undecided.edits.iter().position(|e| e.outcome == Outcome::Conflict).unwrap() + 1;
    let mine = Decisions::none().with(conflict, Decision::Custom);
    let merged = merged_by((&base, &custom, &target), SAME_LINE, &mine).unwrap();
    let said = merged.findings.iter().find(|f| f.rule == "no-place").expect("it is said");
    assert_eq!((said.edit, said.severity), (Some(conflict), Severity::Error));
    assert_eq!(content(&merged.text), content(&target), "nothing of it is written");
    let theirs = Decisions::none().with(conflict, Decision::Target);
    let merged = merged_by((&base, &custom, &target), SAME_LINE, &theirs).unwrap();
    assert!(merged.findings.iter().all(|f| f.rule != "no-place"));
}

#[test]
fn a_condition_may_be_made_boolean_twice() {
    same("<filter xpath=\"boolean(boolean($ctx:A))\"/>", "<filter xpath=\"$ctx:A\"/>");
}

#[test]
fn an_else_that_holds_a_description_holds_nothing() {
    let filter = |rest: &str| format!("<filter xpath=\"$ctx:A\"><then/>{rest}</filter>");
    same(&filter("<else><description>why</description></else>"), &filter(""));
}

#[test]
fn text_beside_elements_of_a_value_counts() {
    let value = |text: &str| {
        let xml = format!("<doc xmlns=\"\">some <b/> {text}</doc>");
        format!("<property name=\"A\" type=\"OM\">{xml}</property>")
    };
    onto_base(&value("text"), &value("other text"));
}

#[test]
fn a_small_part_of_an_equal_whole_is_not_taken_for_one_that_moved() {
    let part = "<property name=\"A\" value=\"x\"/>";
    let whole = format!("<in><log level=\"full\"/>{part}</in>");
    onto_base(
        &format!("<out>{whole}</out>{part}"),
        &format!(
            "<filter xpath=\"$ctx:A\"><then><drop/><in><out>{whole}<send/></out></in></then></filter>"
        ),
    );
}

#[test]
fn a_branch_stays_with_its_filter() {
    let body = "<log level=\"full\"/><header name=\"To\" action=\"remove\"/><drop/>";
    onto_base(
        &format!("<filter xpath=\"$ctx:A\">{body}</filter><in><respond/></in>"),
        &format!(
            "<in><respond/><filter xpath=\"$ctx:B\"><then>{body}</then><else><send/></else></filter></in>"
        ),
    );
}

#[test]
fn something_new_stands_between_what_came_out_of_a_wrapper() {
    let (one, two) = ("<log level=\"full\"/>", "<header name=\"To\" action=\"remove\"/>");
    let new = "<property name=\"A\" value=\"x\"/>";
    onto_base(
        &format!("<filter xpath=\"$ctx:A\"><then>{one}</then><else>{two}</else></filter>"),
        &format!("{one}{new}{two}"),
    );
}

#[test]
fn a_root_that_was_empty_gets_an_attribute_and_a_child() {
    let root = |rest: &str| {
        format!("<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\"{rest}")
    };
    let base = root("/>");
    let merged = merge(&base, &root(" onError=\"fault\"><drop/></sequence>"), &base);
    assert_eq!(merged.text, root(" onError=\"fault\">\n    <drop/>\n</sequence>"));
}

#[test]
fn a_filter_that_was_empty_gets_its_branches() {
    let filter = |inside: &str| format!("<filter xpath=\"$ctx:A\">{inside}</filter>");
    let both = filter("<then><drop/></then><else><send/></else>");
    for base in ["<filter xpath=\"$ctx:A\"/>".to_owned(), filter(""), filter("\n    ")] {
        onto_base(&base, &filter("<then/><else><send/></else>"));
        onto_base(&base, &filter("<then sequence=\"mine\"/><else><send/></else>"));
        onto_base(&base, &filter("<drop/>"));
        onto_base(&base, &both);
    }
}

#[test]
fn text_of_several_lines_is_not_indented_anew() {
    let merged = onto_base(SCRIPT, &format!("<filter xpath=\"$ctx:A\">{SCRIPT}</filter>"));
    assert!(merged.contains(SCRIPT), "{merged}");
}

#[test]
fn a_part_without_mediators_is_summed_up() {
    let clone = |targets: usize| {
        let target = "<target><sequence/></target>".repeat(targets);
        format!("<clone id=\"a\">{target}</clone>")
    };
    onto_base(&clone(1), &clone(2));
}

#[test]
fn tracing_a_payload_is_an_edit() {
    let payload = |rest: &str| {
        PAYLOAD
            .replace("<am:fault/>", &format!("<am:fault {AM}/>"))
            .replace("<payloadFactory>", &format!("<payloadFactory{rest}>"))
    };
    onto_base(&payload(""), &payload(" trace=\"enable\""));
}

#[test]
fn json_with_the_fields_of_the_xml_is_another_payload() {
    onto_base(
        &format!(
            "<payloadFactory><format><am:fault {AM}><am:code>1</am:code></am:fault></format></payloadFactory>"
        ),
        "<payloadFactory media-type=\"json\"><format>{\"code\":\"1\"}</format></payloadFactory>",
    );
}

#[test]
fn a_comment_in_a_branch_that_was_commented_out_is_carried() {
    let filter = |inside: &str| {
        format!("<filter xpath=\"$ctx:A\"><then><drop/></then><else>{inside}</else></filter>")
    };
    let merged = onto_base(&filter("<send/>"), &filter("<!-- <send/> -->"));
    assert!(merged.contains("<!-- <send/> -->"), "{merged}");
}

#[test]
fn a_prefix_that_is_declared_around_comes_along() {
    let around = |inside: &str| {
        format!(
            "<iterate {AM} expression=\"//am:a\"><target><sequence>{inside}<drop/></sequence></target></iterate>"
        )
    };
    onto_base(
        &around(PAYLOAD),
        &format!("{}{}", PAYLOAD.replace("<am:fault/>", &format!("<am:fault {AM}/>")), around("")),
    );
}

/// Of a comment that is there several times, each that the base does not have is an edit.
#[test]
fn comments_are_counted() {
    let written = |times: usize| sequence(&("<!-- why --><drop/>".repeat(times) + "<send/>"));
    for (base, custom, edits) in [(1, 1, 0), (2, 2, 0), (3, 2, 0), (1, 3, 2), (0, 2, 2)] {
        let (base, custom) = (written(base), written(custom));
        let merged = merge(&base, &custom, &sequence("<send/>"));
        let comments = merged.edits.iter().filter(|e| e.kind == EditKind::Comment);
        assert_eq!(comments.count(), edits, "{base}{custom}{:#?}", merged.edits);
    }
}

/// A payload of another type is the operator's with the comments in it.
#[test]
fn a_comment_in_a_payload_that_is_taken_over_is_no_edit_of_its_own() {
    let payload = |inside: &str| {
        let format = "<format><a xmlns=\"\">1</a></format><args/>";
        sequence(&format!("<payloadFactory {inside}{format}</payloadFactory>"))
    };
    let base = payload(">");
    let edits = |custom: &str| merge(&base, custom, &base).edits.len();
    assert_eq!(edits(&payload("media-type=\"text\"><!-- why -->")), 1);
    assert_eq!(edits(&payload("><!-- why -->")), 1);
    assert_eq!(edits(&payload("media-type=\"text\">")), 1);
}

#[test]
fn a_name_is_another_one_where_its_prefix_stands_for_something_else() {
    let header = |uri: &str| format!("<header xmlns:w=\"{uri}\" name=\"w:Key\" value=\"1\"/>");
    let code = |uri: &str| {
        let code = format!("<code xmlns:s=\"{uri}\" value=\"s:Server\"/>");
        format!("<makefault version=\"soap11\">{code}<reason value=\"r\"/></makefault>")
    };
    let value = |uri: &str| {
        let item = format!("<item xmlns:t=\"{uri}\" type=\"t:int\"/>");
        format!("<property name=\"P\" type=\"OM\">{item}</property>")
    };
    let read =
        |uri: &str| format!("<property xmlns:w=\"{uri}\" name=\"P\" expression=\"//w:Key\"/>");
    for of in [&header as &dyn Fn(&str) -> String, &code, &value, &read] {
        let merged = onto_base(&of("urn:one"), &of("urn:two"));
        assert!(merged.contains("urn:two") && !merged.contains("urn:one"), "{merged}");
    }
}

/// The target writes Synapse's elements without a prefix, which means another namespace there.
#[test]
fn inside_a_default_namespace_of_its_own_a_mediator_keeps_its_namespace() {
    let base = sequence("<drop/>");
    let own = "<s:own/><a xmlns=\"urn:own\"><s:log/><b xmlns=\"\"><s:log/></b><s:log/></a>";
    let prefixed = "<s:sequence xmlns:s=\"http://ws.apache.org/ns/synapse\" name=\"fault\">";
    let custom = format!("{prefixed}\n    <s:drop/>{own}\n</s:sequence>\n");
    let merged = merge(&base, &custom, &base).text;
    assert_eq!(content(&merged), content(&custom), "{merged}");
}

#[test]
fn a_prefix_that_is_declared_twice_is_written_once() {
    let custom = format!("<in {AM}><filter {AM} xpath=\"//am:a\"><drop/></filter><send/></in>");
    onto_base("<in><send/></in>", &custom);
}

#[test]
fn a_shadowed_expression_does_not_come_to_light() {
    onto_base(
        "<property name=\"A\" value=\"x\" expression=\"$ctx:B\"/>",
        "<property name=\"A\" type=\"OM\"><doc xmlns=\"\"/></property>",
    );
    onto_base(
        "<property name=\"A\" value=\"x\" action=\"remove\"/>",
        "<property name=\"A\" expression=\"$ctx:B\"/>",
    );
}

#[test]
fn two_sides_that_add_an_else_are_a_conflict() {
    let filter = |rest: &str| {
        sequence(&format!("<filter xpath=\"$ctx:A\"><then><drop/></then>{rest}</filter>"))
    };
    let (base, target) = (filter(""), filter("<else><send/></else>"));
    let merged = merge(&base, &filter("<else><respond/></else>"), &target);
    assert_eq!(merged.text, target);
    assert_eq!(merged.edits[0].outcome, Outcome::Conflict);
}

#[test]
fn an_else_takes_the_place_of_an_idle_one() {
    let filter = |inside: &str| sequence(&format!("<filter xpath=\"$ctx:A\">{inside}</filter>"));
    let custom = filter("<then><drop/></then><else><send/></else>");
    let base = filter("<drop/>");
    for target in [filter("<else/><then><drop/></then>"), filter("<then><drop/></then><else/>")] {
        let merged = merge(&base, &custom, &target);
        assert_eq!(merged.text.matches("<else").count(), 1, "{}", merged.text);
        assert_eq!(content(&merged.text), content(&custom));
    }
}

#[test]
fn an_else_never_stands_without_a_then() {
    let (base, target) = (sequence(&format!("{CLASS}<drop/>")), sequence("<drop/>"));
    let filter = |otherwise: &str| {
        sequence(&format!(
            "<filter xpath=\"$ctx:A\"><then>{CLASS}</then><else>{otherwise}</else></filter><drop/>"
        ))
    };
    let merge = |custom: &str| merged(&base, custom, &target, AGAIN).expect("merges");
    let merged = merge(&filter("<send/>"));
    assert!(merged.text.contains("<then/>"), "{}", merged.text);
    assert!(!merge(&filter("")).text.contains("<else"));
}

/// Of a new filter around stock the edit in its `then` is left out: an empty one stays beside the
/// `else`, and beside no `else` that holds nothing.
#[test]
fn a_then_that_is_left_out_stays_empty_beside_an_else() {
    let base = sequence("<drop/>");
    let filter =
        |branches: &str| sequence(&format!("<filter xpath=\"$ctx:A\">{branches}</filter>"));
    let left_out = |branches: &str| {
        let custom = filter(branches);
        let texts = (base.as_str(), custom.as_str(), base.as_str());
        let edits = merged_by(texts, SAME_LINE, &Decisions::none()).expect("merges").edits;
        let log = edits.iter().position(|e| e.summary.contains("<log")).expect("an edit") + 1;
        let decisions = Decisions::none().with(log, Decision::Reject);
        merged_by(texts, SAME_LINE, &decisions).expect("merges").text
    };
    let text = left_out("<then><log/></then><else><drop/></else>");
    assert_eq!(content(&text), content(&filter("<then/><else><drop/></else>")), "{text}");
    assert!(text.contains("<then/>"), "{text}");
    let text = left_out("<then><drop/></then><else><log/></else>");
    assert_eq!(content(&text), content(&filter("<then><drop/></then>")), "{text}");
    assert!(!text.contains("<log"), "{text}");
}

/// What the target put between mediators that the operator wrapped stands outside of the wrapper.
#[test]
fn a_wrapper_around_what_the_target_took_apart_is_confirmed() {
    let property = |name: &str| format!("<property name=\"{name}\" value=\"1\"/>");
    let (one, other) = (property("one"), property("other"));
    let base = sequence(&format!("{one}{other}<log/><send/>"));
    let around = format!("<filter xpath=\"$ctx:A\">{one}{other}</filter>");
    let custom = sequence(&format!("{around}<log/><send/>"));
    let wrap = |target: &str| {
        let merged = merge(&base, &custom, target);
        merged.edits.into_iter().find(|e| e.kind == EditKind::Wrap).expect("an edit")
    };
    assert_eq!(wrap(&base).confidence, Confidence::Safe);
    let new = property("new");
    for (target, confidence) in [
        (format!("{one}{new}{other}<log/><send/>"), Confidence::Review),
        (format!("{one}{other}{new}<log/><send/>"), Confidence::Safe),
        (format!("{other}<log/>{one}<send/>"), Confidence::Review),
        (format!("{one}{other}<send/><log/>"), Confidence::Safe),
    ] {
        let wrap = wrap(&sequence(&target));
        assert_eq!(wrap.confidence, confidence, "{target}\n{wrap:#?}");
    }
}

#[test]
fn line_ends_are_those_of_the_target() {
    let base = sequence("<drop/>").replace('\n', "\r\n");
    let custom =
        sequence("<log level=\"full\">\n<property name=\"A\" value=\"x\"/>\n</log><drop/>");
    let merged = merge(&base, &custom, &base);
    assert_eq!(merged.text.matches('\n').count(), merged.text.matches("\r\n").count());
}

#[test]
fn a_new_case_stands_among_the_cases_wherever_the_default_is_written() {
    let switch = |inside: &str| format!("<switch source=\"$ctx:A\">{inside}</switch>");
    let (one, two) = ("<case regex=\"a\"><drop/></case>", "<case regex=\"b\"/>");
    onto_base(
        &switch(&format!("<default><send/></default>{one}")),
        &switch(&format!("{one}{two}<default><send/></default>")),
    );
}

#[test]
fn a_placeholder_without_arg_in_xml_is_no_defect_of_the_merge() {
    let payload = |code: &str| {
        let fault = format!("<am:fault {AM}><am:code>{code}</am:code></am:fault>");
        sequence(&format!("<payloadFactory><format>{fault}</format></payloadFactory>"))
    };
    let json = "<format>{\"code\":\"1\"}</format>";
    let target = sequence(&format!("<payloadFactory media-type=\"json\">{json}</payloadFactory>"));
    let custom = payload("$3");
    let merged = merge(&payload("1"), &custom, &target);
    let (custom, target) = (doc(&custom), doc(&target));
    assert!(
        validate(&doc(&merged.text), &tree(&custom), &tree(&target)).is_ok(),
        "{}",
        merged.text
    );
}

#[test]
fn what_moves_where_xml_is_served_stays_as_it_is_with_all_in_it() {
    let soap = "source=\"get-property('MESSAGE_FORMAT')\" regex=\"soap11\"";
    let xml =
        PAYLOAD.replace("<am:fault/>", &format!("<am:fault {AM}><am:code>1</am:code></am:fault>"));
    let json =
        "<payloadFactory media-type=\"json\"><format>{\"code\":\"1\"}</format></payloadFactory>";
    let stock = |payload: &str| {
        let filter = format!("<filter xpath=\"$ctx:A\">{payload}<drop/></filter>");
        sequence(&format!("{filter}<filter {soap}><then><send/></then></filter>"))
    };
    let custom = |open: &str, close: &str| {
        let moved = format!("<filter xpath=\"$ctx:A\">{open}{xml}<drop/>{close}</filter>");
        let own = format!("<filter xpath=\"$ctx:B\">{moved}</filter>");
        sequence(&format!("<filter {soap}><then>{own}<send/></then></filter>"))
    };
    let rewriting = Rewriting { to_json: true, ..AGAIN };
    let merge =
        |custom: &str| merged(&stock(&xml), custom, &stock(json), rewriting).expect("merges");
    let (implied, explicit) = (merge(&custom("", "")), merge(&custom("<then>", "</then>")));
    assert_eq!(
        content(&implied.text),
        content(&explicit.text),
        "{}{}",
        implied.text,
        explicit.text
    );
    assert!(implied.text.contains("<am:fault"), "{}", implied.text);
}

/// The operator takes a filter apart and writes parts of it again around something that the target
/// has moved: what is lost by that needs a person.
#[test]
fn a_wrapper_that_holds_nothing_of_the_target_any_more_is_confirmed() {
    let filter =
        |name: &str, inner: &str| format!("<filter xpath=\"$ctx:{name}\">{inner}</filter>");
    let property = |name: &str| format!("<property name=\"{name}\" value=\"old\"/>");
    let held = [
        property("b3"),
        filter("b4", &format!("{}{}", filter("b5", ""), property("b6"))),
        property("b7"),
    ];
    let stock = filter("b2", &held.concat());
    let base = sequence(&format!("{}{stock}", filter("b1", "")));
    let again = filter("b4", &filter("b5", &filter("b1", "")));
    let inner =
        format!("{}{}", property("c1"), filter("b2", &format!("{again}{}", property("b7"))));
    let custom = sequence(&format!("{}{}", filter("c3", &filter("c2", &inner)), property("b6")));
    let moved = filter("b1", &filter("t2", &property("t1")));
    let merged = merge(&base, &custom, &sequence(&format!("{stock}{moved}")));
    let wrap = merged.edits.iter().find(|e| e.summary.contains("c3")).expect("the wrapper");
    let lost = !merged.text.contains("b5");
    assert!(!lost || wrap.confidence == Confidence::Review, "{wrap:#?}{}", merged.text);
}

/// The operator took the inner of two filters away, the target the outer one: which is which
/// nobody can say, and so nothing goes unasked.
#[test]
fn a_wrapper_that_the_target_changed_is_not_taken_away_unasked() {
    let filter =
        |name: &str, inner: &str| format!("<filter xpath=\"$ctx:{name}\">{inner}</filter>");
    let property = |name: &str| format!("<property name=\"{name}\" value=\"old\"/>");
    let held = filter("b3", &filter("b4", &format!("{}{}", property("b5"), property("b6"))));
    let choice = filter("b7", &property("b9"));
    let [one, other] = [property("b11"), property("b12")];
    let rest: String = (13..18).map(|n| property(&format!("b{n}"))).collect();
    let inner = filter("b2", &format!("{held}{choice}"));
    let base = sequence(&format!("{}{rest}", filter("b1", &format!("{inner}{one}{other}"))));
    let custom = filter("b1", &format!("{one}{held}{choice}{other}"));
    let custom = sequence(&format!("{custom}{rest}"));
    let target = sequence(&format!("{inner}{one}{other}{rest}"));
    let merged = merge(&base, &custom, &target);
    let asks = merged.edits.iter().any(|e| e.outcome == Outcome::Conflict);
    assert!(asks || merged.text.contains("$ctx:b3"), "{:#?}{}", merged.edits, merged.text);
}
