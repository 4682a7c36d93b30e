//! What an operator's file calls of the operator's own, as its merge sees it: whichever way the
//! file is given, and again when a saved plan is reviewed.

use crate::support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use faultgraft::model::{CallerKind, Case, Decision, FilePlan, Outcome, Plan};
use faultgraft::plan::{Companions, MergeRequest, PlanRequest, merge_one, plan};
use faultgraft::review::decide;
use faultgraft::saved as saved_plan;
use faultgraft::stock::Release;
use support::home::{Home, SEQUENCES, call, own, tenant};
use support::run::{Done, faultgraft};

const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";
const CORS: &str = "_cors_request_handler_";

/// A home of 2.6.0 whose fault sequence calls `alarm`, which calls `pager` of another file, and a
/// helper that is customised too.
fn home() -> Home {
    let home = Home::of(Release::V2_6_0);
    sequences(&home, SEQUENCES, "<drop/>");
    home
}

fn sequences(home: &Home, folder: &str, pager: &str) {
    home.customise(&format!("{folder}/fault.xml"), &format!("{LOG}{}", call("alarm")));
    home.customise(&format!("{folder}/{CORS}.xml"), LOG);
    home.write(&format!("{folder}/alarm.xml"), &own("alarm", &call("pager")));
    let both = format!("{}{}", own("pager", pager), own("unused", ""));
    let root =
        format!("<definitions xmlns=\"http://ws.apache.org/ns/synapse\">{both}</definitions>");
    home.write(&format!("{folder}/own.xml"), &root);
}

fn planned(custom: &Path) -> Plan {
    plan(&PlanRequest { custom: custom.to_owned(), ..PlanRequest::default() }).unwrap()
}

fn file<'p>(plan: &'p Plan, scope: &str, sequence: &str) -> &'p FilePlan {
    plan.files.iter().find(|f| f.scope.to_string() == scope && f.stem() == sequence).unwrap()
}

fn callees(file: &FilePlan) -> BTreeMap<String, String> {
    file.case.as_ref().map(|case| case.callees.clone()).unwrap_or_default()
}

fn names(file: &FilePlan) -> Vec<String> {
    callees(file).into_keys().collect()
}

fn saved(plan: &Plan) -> Vec<u8> {
    let mut bytes = Vec::new();
    saved_plan::write(plan, &mut bytes).unwrap();
    bytes
}

#[test]
fn what_a_file_calls_is_seen_however_it_is_given() {
    let home = home();
    let folder = home.path().join(SEQUENCES);
    let zipped = tempfile::tempdir().unwrap();
    for custom in [home.path().to_owned(), home.zip(zipped.path()), folder.clone()] {
        let plan = planned(&custom);
        let fault = file(&plan, "super-tenant", "fault");
        assert_eq!(names(fault), [CORS, "alarm", "pager"], "{}", custom.display());
        assert_eq!(names(file(&plan, "super-tenant", "cors_request_handler")), [""; 0]);
        for key in callees(fault).values() {
            assert!(plan.texts.contains_key(key), "{key}");
        }
    }
    let of_folder = planned(&folder);
    let of_folder = file(&of_folder, "super-tenant", "fault");
    let single = planned(&folder.join("fault.xml"));
    assert_eq!(callees(&single.files[0]), callees(of_folder));
    let request = PlanRequest { only: vec!["fault".to_owned()], ..PlanRequest::default() };
    let only = plan(&PlanRequest { custom: folder.clone(), ..request }).unwrap();
    assert_eq!(callees(&only.files[0]), callees(of_folder));
    let bytes = fs::read(folder.join("fault.xml")).unwrap();
    let name = "fault.xml".to_owned();
    let merged = merge_one(&MergeRequest { name, bytes, ..MergeRequest::default() }).unwrap();
    assert!(callees(&merged).is_empty());
}

#[test]
fn a_helper_as_the_base_ships_it_is_not_the_operators_own() {
    let home = Home::of(Release::V2_6_0);
    let fault = format!("{SEQUENCES}/fault.xml");
    let plan = planned(home.customise(&fault, LOG).path());
    assert!(callees(file(&plan, "super-tenant", "fault")).is_empty());
}

#[test]
fn companions_that_nobody_looks_for_are_not_seen() {
    let home = home();
    let custom = home.path().to_owned();
    let companions = Companions::Ignore;
    let plan = plan(&PlanRequest { custom, companions, ..PlanRequest::default() }).unwrap();
    assert_eq!(names(file(&plan, "super-tenant", "fault")), [CORS]);
}

#[test]
fn tenants_share_a_merge_only_where_what_they_call_is_the_same() {
    let home = home();
    for (id, pager) in [(1, "<drop/>"), (2, "<respond/>"), (3, "<drop/>")] {
        home.tenant(id);
        sequences(&home, &tenant(id), pager);
    }
    let plan = planned(home.path());
    let keys = |scope: &str| callees(file(&plan, scope, "fault"));
    assert_eq!(keys("tenant:1"), keys("super-tenant"));
    assert_eq!(keys("tenant:1"), keys("tenant:3"));
    assert_eq!(keys("tenant:1")["alarm"], keys("tenant:2")["alarm"]);
    assert_ne!(keys("tenant:1")["pager"], keys("tenant:2")["pager"]);
    let text = &plan.texts[&keys("tenant:2")["pager"]];
    assert!(text.contains("<respond/>") && !text.contains("unused"), "{text}");
}

#[test]
fn a_sequence_of_a_definitions_file_is_carried_as_it_is() {
    let home = home();
    let plan = planned(home.path());
    let pager = companion(&plan, "pager");
    assert!(pager.in_definitions);
    assert_eq!(pager.outcome(), Outcome::Carried);
    assert_eq!(Plan::load(&saved(&plan)).unwrap().companions[1].outcome(), Outcome::Carried);
}

#[test]
fn a_review_sees_what_the_plan_saw() {
    let home = home();
    let fresh = planned(home.path());
    let mut plan = Plan::load(&saved(&fresh)).unwrap();
    let (again, first) =
        (file(&plan, "super-tenant", "fault"), file(&fresh, "super-tenant", "fault"));
    assert_eq!(callees(again), callees(first));
    let id = file(&plan, "super-tenant", "fault").id(1);
    for decision in [Some(Decision::Reject), None] {
        decide(&mut plan, &[(id.clone(), decision)]).unwrap();
    }
    let (again, first) =
        (file(&plan, "super-tenant", "fault"), file(&fresh, "super-tenant", "fault"));
    assert_eq!((&again.edits, &again.merged), (&first.edits, &first.merged));
}

#[test]
fn a_callee_that_was_changed_by_hand_is_refused() {
    let home = home();
    let mut plan = planned(home.path());
    let key = callees(file(&plan, "super-tenant", "fault"))["pager"].clone();
    plan.texts.insert(key.clone(), own("pager", "<respond/>").into());
    let refused = Plan::load(&saved(&plan)).unwrap_err();
    assert!(refused.message.contains(&key), "{refused}");
}

#[test]
fn merge_looks_at_no_other_file() {
    let home = home();
    let folder = home.path().join(SEQUENCES);
    let beside = Done::of(&mut faultgraft(&folder, &["merge", "fault.xml"]));
    assert!(beside.stderr.contains("alarm is called, and was not looked for"), "{}", beside.stderr);
    assert!(!beside.stderr.contains("alarm.xml"), "{}", beside.stderr);
}

/// An answer in XML, which becomes JSON.
const ANSWER: &str = "<payloadFactory media-type=\"xml\"><format><a:b xmlns:a=\"urn:a\"><a:c>1</a:c>\
    </a:b></format><args/></payloadFactory>";

/// `fault` calls `answer`; `_auth_failure_handler_` does through `gate`; `api_in` calls it too, and
/// nothing that errors come to calls that.
fn many_callers() -> tempfile::TempDir {
    let home = Home::of(Release::V2_6_0);
    let folder = tempfile::tempdir().unwrap();
    for (name, mediators) in [("fault", call("answer")), ("_auth_failure_handler_", call("gate"))] {
        let file = format!("{SEQUENCES}/{name}.xml");
        let text = home.customise(&file, &mediators).read(&file);
        fs::write(folder.path().join(format!("{name}.xml")), text).unwrap();
    }
    let all = [
        ("answer", format!("{ANSWER}{}", call("answer"))),
        ("api_in", format!("{}<send/>", call("answer"))),
        ("api_out", "<send/>".to_owned()),
        ("gate", format!("<filter source=\"$ctx:x\" regex=\"y\">{}</filter>", call("answer"))),
    ];
    for (name, mediators) in all {
        let text = own(name, &mediators);
        fs::write(folder.path().join(format!("{name}.xml")), text).unwrap();
    }
    folder
}

fn case(companion: &FilePlan) -> &Case {
    companion.case.as_ref().unwrap()
}

fn companion<'p>(plan: &'p Plan, name: &str) -> &'p FilePlan {
    plan.companions.iter().find(|c| c.own().unwrap().name == name).unwrap()
}

#[test]
fn a_companion_knows_all_that_come_to_it() {
    let folder = many_callers();
    let plan = planned(folder.path());
    let answer = companion(&plan, "answer");
    let found: Vec<(&str, CallerKind, bool)> =
        case(answer).callers.iter().map(|c| (c.name.as_str(), c.kind, c.direct)).collect();
    let expected = [
        ("_auth_failure_handler_", CallerKind::FaultSequence, false),
        ("api_in", CallerKind::OwnSequence, true),
        ("fault", CallerKind::FaultSequence, true),
        ("gate", CallerKind::Companion, true),
    ];
    assert_eq!(found, expected);
    assert_eq!(answer.own().unwrap().called_from, ["answer", "fault", "gate"]);
    assert_eq!(case(answer).callees.keys().collect::<Vec<_>>(), ["answer"]);
}

#[test]
fn a_companion_is_reviewed_with_the_same_callers() {
    let folder = many_callers();
    let fresh = planned(folder.path());
    let mut plan = Plan::load(&saved(&fresh)).unwrap();
    let callers = &case(companion(&plan, "answer")).callers;
    for caller in callers {
        let file = folder.path().join(format!("{}.xml", caller.name));
        assert_eq!(
            *fs::read_to_string(file).unwrap(),
            *plan.texts[&caller.text],
            "{}",
            caller.name
        );
    }
    assert_eq!(callers.len(), 4);
    let id = companion(&plan, "answer").id(1);
    decide(&mut plan, &[(id.clone(), Some(Decision::Reject))]).unwrap();
    assert!(companion(&plan, "answer").text().unwrap().contains(ANSWER));
    decide(&mut plan, &[(id, None)]).unwrap();
    assert_eq!(companion(&plan, "answer").merged, companion(&fresh, "answer").merged);
    assert_eq!(companion(&plan, "answer").case, companion(&fresh, "answer").case);
    let key = case(companion(&plan, "answer")).callers[1].text.clone();
    plan.texts.insert(key, "<sequence/>".into());
    assert!(Plan::load(&saved(&plan)).is_err());
}
