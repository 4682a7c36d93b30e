//! Operator and target both changed something about the same mediator: what is theirs alone is
//! carried, and what cannot both be is a conflict that shows the target's version.

use faultgraft::callees::Callees;
use faultgraft::merge::{Decisions, Merged, merge};
use faultgraft::model::{Decision, Outcome, Triple};
use faultgraft::payload::Reading;
use faultgraft::program::{Ix, Tree};
use faultgraft::rules::Rewriting;
use faultgraft::stock::Release;
use faultgraft::xml::Document;

const SAME_LINE: Rewriting = Rewriting {
    base: Release::V3_2_0,
    target: Release::V3_2_0,
    to_json: false,
    classes_removed: false,
    reading: Reading { inline_ctx: false },
};

/// Three versions of what stands in a sequence.
struct Versions<'t> {
    base: &'t str,
    custom: &'t str,
    target: &'t str,
}

fn sequence(inside: &str) -> String {
    let root = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">";
    format!("{root}{inside}</sequence>")
}

fn content(text: &str) -> u64 {
    let doc = Document::parse(text).unwrap();
    Tree::of(&doc, doc.root()).node(Ix::ROOT).content
}

impl Versions<'_> {
    fn merged(&self, prefer: Option<Decision>) -> Merged {
        let docs = [self.base, self.custom, self.target]
            .map(|inside| Document::parse(&sequence(inside)).expect("well-formed"));
        let [base, custom, target] = [0, 1, 2].map(|n| Tree::of(&docs[n], docs[n].root()));
        let trees = Triple { base: &base, custom: &custom, target: &target };
        merge(trees, SAME_LINE, &Callees::none(), &Decisions::on_conflicts(prefer)).expect("merges")
    }

    /// Both cannot be: the target's version stands until it is decided, and the operator's then.
    fn conflict(&self, with_custom: &str) {
        let open = self.merged(None);
        let edits = &open.edits;
        assert!(edits.iter().any(|e| e.outcome == Outcome::Conflict), "{edits:#?}\n{}", open.text);
        assert_same(&open, self.target);
        assert_same(&self.merged(Some(Decision::Target)), self.target);
        assert_same(&self.merged(Some(Decision::Custom)), with_custom);
    }

    /// Both can be.
    fn carried(&self, expected: &str) {
        let merged = self.merged(None);
        let open = merged.edits.iter().any(|e| e.outcome == Outcome::Conflict);
        assert!(!open, "{:#?}\n{}", merged.edits, merged.text);
        assert_same(&merged, expected);
    }
}

fn assert_same(merged: &Merged, inside: &str) {
    let expected = sequence(inside);
    let same = content(&merged.text) == content(&expected);
    assert!(same, "{}\ninstead of\n{expected}\n{:#?}", merged.text, merged.edits);
}

const A: &str = r#"<property name="a" value="1"/>"#;
const B: &str = r#"<property name="b" value="1"/>"#;
const C: &str = r#"<property name="c" value="1"/>"#;
const LOG: &str = r#"<log level="full"/>"#;

fn status(value: &str) -> String {
    format!(r#"<property name="HTTP_SC" value="{value}" scope="axis2"/>"#)
}

fn when(name: &str, inside: &str) -> String {
    format!(r#"<filter source="$ctx:{name}" regex="yes"><then>{inside}</then></filter>"#)
}

fn around(inside: &str) -> String {
    format!("{A}{inside}{B}")
}

/// One thing in three versions, between the same neighbours.
fn in_place(base: &str, custom: &str, target: &str, check: impl Fn(&Versions<'_>)) {
    let [base, custom, target] = [base, custom, target].map(around);
    check(&Versions { base: &base, custom: &custom, target: &target });
}

/// Both cannot be, and the operator's version gives the operator's file.
fn conflict(base: &str, custom: &str, target: &str) {
    in_place(base, custom, target, |v| v.conflict(v.custom));
}

fn carried(base: &str, custom: &str, target: &str, expected: &str) {
    in_place(base, custom, target, |v| v.carried(&around(expected)));
}

#[test]
fn one_property_added_with_two_values() {
    conflict("", &status("502"), &status("503"));
    conflict(
        "",
        r#"<property name="X" value="1" scope="transport"/>"#,
        r#"<property name="X" scope="transport" action="remove"/>"#,
    );
    conflict("", r#"<header name="To" value="a"/>"#, r#"<header name="To" action="remove"/>"#);
    conflict(
        "",
        r#"<class name="com.acme.X"><property name="p" value="1"/></class>"#,
        r#"<class name="com.acme.X"><property name="p" value="2"/></class>"#,
    );
}

#[test]
fn another_scope_or_value_elsewhere_is_no_conflict() {
    let default = r#"<property name="HTTP_SC" value="502"/>"#;
    let both = format!("{default}{}", status("503"));
    carried("", default, &status("503"), &both);
    let custom = format!("{A}{}{B}", status("502"));
    let target = format!("{A}{B}{}", status("503"));
    let v = Versions { base: &around(""), custom: &custom, target: &target };
    v.carried(&format!("{A}{}{B}{}", status("502"), status("503")));
    carried(
        "",
        &when("mine", &status("502")),
        &status("503"),
        &format!("{}{}", status("503"), when("mine", &status("502"))),
    );
}

#[test]
fn the_same_addition_is_there_already() {
    carried("", &status("503"), &status("503"), &status("503"));
    let both = format!("{}{}", status("503"), status("502"));
    carried("", &both, &status("503"), &both);
}

#[test]
fn a_call_that_both_added_in_different_places() {
    let call = r#"<sequence key="acme_hook"/>"#;
    let custom = format!("{A}{call}{B}");
    let target = format!("{A}{B}{call}");
    Versions { base: &around(""), custom: &custom, target: &target }.conflict(&custom);
    Versions { base: &around(""), custom: &custom, target: &custom }.carried(&custom);
}

#[test]
fn one_new_condition_with_two_contents() {
    conflict("", &when("x", &status("502")), &when("x", &status("503")));
    let both = format!("{}{}", when("x", LOG), when("x", &status("503")));
    carried("", &when("x", LOG), &when("x", &status("503")), &both);
}

#[test]
fn where_a_mediator_has_one_part_of_a_kind() {
    let fault = |part: &str| {
        format!(
            r#"<makefault version="soap12"><code value="soap12Env:Receiver" xmlns:soap12Env="http://www.w3.org/2003/05/soap-envelope"/><reason value="r"/>{part}</makefault>"#
        )
    };
    for part in ["node", "role", "detail"] {
        let part = |text: &str| fault(&format!("<{part}>{text}</{part}>"));
        conflict(&fault(""), &part("mine"), &part("theirs"));
        conflict(&part("old"), &part("mine"), &part("theirs"));
        carried(&fault(""), &part("same"), &part("same"), &part("same"));
    }
    let reason = |value: &str| {
        format!(
            r#"<makefault version="soap11"><code value="x"/><reason value="{value}"/></makefault>"#
        )
    };
    let without = r#"<makefault version="soap11"><code value="x"/></makefault>"#;
    conflict(&reason("old"), &reason("mine"), &reason("theirs"));
    conflict(&reason("old"), without, &reason("theirs"));
    conflict(without, &reason("mine"), &reason("theirs"));
    carried(&reason("old"), &reason("mine"), &reason("old"), &reason("mine"));
}

#[test]
fn where_a_message_goes_to_one_endpoint() {
    for wrap in ["send", "call"] {
        let to = |inside: &str| format!("<{wrap}>{inside}</{wrap}>");
        let key = |key: &str| to(&format!(r#"<endpoint key="{key}"/>"#));
        let inline = |uri: &str| to(&format!(r#"<endpoint><address uri="{uri}"/></endpoint>"#));
        let http = to(r#"<endpoint><http uri-template="x" method="get"/></endpoint>"#);
        conflict(&key("a"), &key("b"), &key("c"));
        conflict(&key("a"), &inline("b"), &key("c"));
        conflict(&key("a"), &key("b"), &inline("c"));
        conflict(&key("a"), &to(""), &key("c"));
        conflict(&key("a"), &key("b"), &to(""));
        conflict(&to(""), &key("b"), &key("c"));
        conflict(&inline("a"), &inline("b"), &inline("c"));
        conflict(&inline("a"), &http, &inline("c"));
        carried(&key("a"), &key("b"), &key("a"), &key("b"));
        carried(&key("a"), &key("b"), &key("b"), &key("b"));
    }
}

#[test]
fn named_parts_that_both_added() {
    let log = |inside: &str| {
        format!(r#"<log level="custom"><property name="old" value="1"/>{inside}</log>"#)
    };
    let property =
        |name: &str, value: &str| format!(r#"<property name="{name}" value="{value}"/>"#);
    conflict(&log(""), &log(&property("p", "mine")), &log(&property("p", "theirs")));
    let both = log(&format!("{}{}", property("p", "1"), property("q", "2")));
    carried(&log(""), &log(&property("p", "1")), &log(&property("q", "2")), &both);

    let call = |inside: &str| format!(r#"<call-template target="t">{inside}</call-template>"#);
    let param = |name: &str, value: &str| format!(r#"<with-param name="{name}" value="{value}"/>"#);
    conflict(&call(""), &call(&param("p", "mine")), &call(&param("p", "theirs")));
    conflict(&call(&param("p", "old")), &call(&param("p", "mine")), &call(&param("p", "theirs")));
    conflict(&call(&param("p", "old")), &call(""), &call(&param("p", "theirs")));
    conflict(&call(&param("p", "old")), &call(&param("p", "mine")), &call(""));
}

#[test]
fn branches_that_both_added() {
    let filter = |rest: &str| {
        format!(r#"<filter source="$ctx:x" regex="yes"><then>{LOG}</then>{rest}</filter>"#)
    };
    let otherwise = |inside: &str| filter(&format!("<else>{inside}</else>"));
    conflict(&filter(""), &otherwise(&status("502")), &otherwise(&status("503")));
    let switch = |rest: &str| {
        format!(r#"<switch source="$ctx:x"><case regex="a">{LOG}</case>{rest}</switch>"#)
    };
    let case = |regex: &str, inside: &str| format!(r#"<case regex="{regex}">{inside}</case>"#);
    let default = |inside: &str| switch(&format!("<default>{inside}</default>"));
    conflict(&switch(""), &default(&status("502")), &default(&status("503")));
    conflict(&switch(""), &switch(&case("b", &status("502"))), &switch(&case("b", &status("503"))));
    let both = switch(&format!("{}{}", case("c", C), case("b", LOG)));
    let merged = [switch(""), switch(&case("b", LOG)), switch(&case("c", C))];
    in_place(&merged[0], &merged[1], &merged[2], |v| {
        let m = v.merged(None);
        assert!(
            m.text.contains("regex=\"b\"") && m.text.contains("regex=\"c\""),
            "{}{both}",
            m.text
        );
    });
}

#[test]
fn moved_by_both() {
    let host = r#"<property name="Host" scope="transport" action="remove"/>"#;
    let base = format!("{A}{B}{host}{C}{LOG}");
    let custom = format!("{A}{B}{C}{LOG}{host}");
    let target = format!("{host}{A}{B}{C}{LOG}");
    Versions { base: &base, custom: &custom, target: &target }.conflict(&custom);
    Versions { base: &base, custom: &custom, target: &custom }.carried(&custom);
    let list = |inside: &str, rest: &str| format!("{}{rest}{LOG}", when("x", inside));
    let base = list("", &format!("{A}{}", when("big", &format!("{B}{C}"))));
    let custom = list(&when("big", &format!("{B}{C}")), A);
    Versions { base: &base, custom: &custom, target: &custom }.carried(&custom);
}

#[test]
fn wrapped_by_one_and_changed_by_either() {
    let inner = |status: &str, rest: &str| when("inner", &format!("{status}{rest}{A}"));
    let (old, new) = (status("500"), status("599"));
    // Wrapped and changed by one, changed by the other.
    carried(
        &inner(&old, ""),
        &when("own", &inner(&old, LOG)),
        &inner(&new, ""),
        &when("own", &inner(&new, LOG)),
    );
    carried(
        &inner(&old, ""),
        &inner(&old, LOG),
        &when("own", &inner(&new, "")),
        &when("own", &inner(&new, LOG)),
    );
    // Deleted inside by one, wrapped by the other.
    carried(
        &inner(&old, LOG),
        &inner(&old, ""),
        &when("own", &inner(&new, LOG)),
        &when("own", &inner(&new, "")),
    );
    // The wrapper goes in while the status inside it waits for a decision.
    in_place(&inner(&old, ""), &when("own", &inner("", "")), &inner(&new, ""), |v| {
        let open = v.merged(None);
        assert_eq!(open.edits[1].outcome, Outcome::Conflict, "{:#?}", open.edits);
        assert_same(&open, &around(&when("own", &inner(&new, ""))));
        assert_same(&v.merged(Some(Decision::Custom)), v.custom);
    });
    // Deleted by one with all in it, wrapped by the other.
    in_place(&inner(&old, ""), "", &when("own", &inner(&old, "")), |v| {
        let open = v.merged(None);
        assert!(open.edits.iter().any(|e| e.outcome == Outcome::Conflict), "{:#?}", open.edits);
        assert_same(&open, v.target);
    });
}

#[test]
fn wrapped_by_both() {
    carried(LOG, &when("own", LOG), &when("own", LOG), &when("own", LOG));
    for custom in [when("mine", LOG), when("theirs", &format!("{LOG}{C}"))] {
        in_place(LOG, &custom, &when("theirs", LOG), |v| {
            let open = v.merged(None);
            assert!(open.edits.iter().any(|e| e.outcome == Outcome::Conflict), "{:#?}", open.edits);
            assert_same(&open, v.target);
        });
    }
}

#[test]
fn unwrapped_by_one_and_changed_by_either() {
    let wrapped = |inside: &str| when("x", inside);
    let (old, new) = (status("500"), status("599"));
    // The operator took the filter away.
    conflict_open(&wrapped(&format!("{old}{C}")), C, &wrapped(&format!("{new}{C}")));
    conflict_open(&wrapped(&format!("{old}{C}")), C, &wrapped(&format!("{old}{C}{LOG}")));
    conflict_open(&wrapped(C), C, &when("other", C));
    conflict_open(&wrapped(C), C, &when("around", &wrapped(C)));
    carried(
        &wrapped(&format!("{old}{C}")),
        &format!("{old}{C}"),
        &wrapped(&format!("{new}{C}")),
        &format!("{new}{C}"),
    );
    // The target took it away.
    conflict_open(&wrapped(&format!("{old}{C}")), "", &format!("{old}{C}"));
    conflict_open(&wrapped(&format!("{old}{C}")), &wrapped(C), &format!("{old}{C}"));
    // Both did, and the operator deleted some of it.
    conflict_open(&wrapped(&format!("{old}{C}")), C, &format!("{old}{C}"));
    carried(&wrapped(C), C, C, C);
}

/// Both cannot be; what the operator's version gives is not looked at.
fn conflict_open(base: &str, custom: &str, target: &str) {
    in_place(base, custom, target, |v| {
        let open = v.merged(None);
        let edits = &open.edits;
        assert!(edits.iter().any(|e| e.outcome == Outcome::Conflict), "{edits:#?}\n{}", open.text);
        assert_same(&open, v.target);
        v.merged(Some(Decision::Custom));
    });
}

#[test]
fn args_that_no_placeholder_names() {
    let payload = |attributes: &str, format: &str, args: &[&str]| {
        let args: String =
            args.iter().map(|a| format!(r#"<arg expression="$ctx:{a}"/>"#)).collect();
        format!(
            "<payloadFactory media-type=\"json\"{attributes}>{format}<args>{args}</args></payloadFactory>"
        )
    };
    let kept = |args: &[&str]| payload("", r#"<format key="gov:acme/error.json"/>"#, args);
    let freemarker = |args: &[&str]| {
        payload(" template-type=\"freemarker\"", "<format>{\"a\":\"${args.arg1}\"}</format>", args)
    };
    let numbered = |args: &[&str]| payload("", "<format>{\"a\":\"$1\"}</format>", args);
    carried(&kept(&["A"]), &kept(&["B"]), &kept(&["A"]), &kept(&["B"]));
    carried(&kept(&["A", "B"]), &kept(&["B", "A"]), &kept(&["A", "B"]), &kept(&["B", "A"]));
    conflict(&kept(&["A"]), &kept(&["B"]), &kept(&["C"]));
    carried(&freemarker(&["A"]), &freemarker(&["B"]), &freemarker(&["A"]), &freemarker(&["B"]));
    conflict(&freemarker(&["A"]), &freemarker(&["B"]), &freemarker(&["A", "C"]));
    // Of a numbered one, what no number names means nothing.
    let merged = Versions {
        base: &numbered(&["A"]),
        custom: &numbered(&["A", "B"]),
        target: &numbered(&["A"]),
    };
    assert!(merged.merged(None).edits.is_empty());
}

#[test]
fn a_setting_of_a_payload_that_the_operator_replaced() {
    let payload = |setting: &str, text: &str| {
        format!(
            "<payloadFactory media-type=\"text\"{setting}><format>{text}</format></payloadFactory>"
        )
    };
    conflict(&payload("", "old"), &payload("", "mine"), &payload(" trace=\"enable\"", "old"));
}
