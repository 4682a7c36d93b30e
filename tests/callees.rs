//! What an operator's file calls of the operator's own, as its merge sees it: whichever way the
//! file is given, and again when a saved plan is reviewed.

mod support {
    pub mod home;
    pub mod run;
}

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use faultgraft::callees::Callees;
use faultgraft::model::{Decision, FilePlan, Plan};
use faultgraft::plan::{Companions, MergeRequest, PlanRequest, merge_one, plan};
use faultgraft::report::json;
use faultgraft::review::decide;
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
    plan.files.iter().find(|f| f.scope == scope && f.sequence == sequence).unwrap()
}

fn names(file: &FilePlan) -> Vec<&str> {
    file.callees.keys().map(String::as_str).collect()
}

fn saved(plan: &Plan) -> Vec<u8> {
    let mut bytes = Vec::new();
    json::write(plan, &mut bytes).unwrap();
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
        for key in fault.callees.values() {
            assert!(plan.texts.contains_key(key), "{key}");
        }
    }
    let of_folder = planned(&folder);
    let of_folder = file(&of_folder, "super-tenant", "fault");
    let single = planned(&folder.join("fault.xml"));
    assert_eq!(single.files[0].callees, of_folder.callees);
    let request = PlanRequest { only: vec!["fault".to_owned()], ..PlanRequest::default() };
    let only = plan(&PlanRequest { custom: folder.clone(), ..request }).unwrap();
    assert_eq!(only.files[0].callees, of_folder.callees);
    let merged = |path: Option<&Path>| {
        let bytes = fs::read(folder.join("fault.xml")).unwrap();
        let path = path.map(Path::to_owned);
        let name = "fault.xml".to_owned();
        merge_one(&MergeRequest { name, bytes, path, ..MergeRequest::default() }).unwrap()
    };
    assert_eq!(merged(Some(&folder.join("fault.xml"))).callees, of_folder.callees);
    assert!(merged(None).callees.is_empty());
}

#[test]
fn a_helper_as_the_base_ships_it_is_not_the_operators_own() {
    let home = Home::of(Release::V2_6_0);
    let fault = format!("{SEQUENCES}/fault.xml");
    let plan = planned(home.customise(&fault, LOG).path());
    assert!(file(&plan, "super-tenant", "fault").callees.is_empty());
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
    let keys = |scope: &str| &file(&plan, scope, "fault").callees;
    assert_eq!(keys("tenant:1"), keys("super-tenant"));
    assert_eq!(keys("tenant:1"), keys("tenant:3"));
    assert_eq!(keys("tenant:1")["alarm"], keys("tenant:2")["alarm"]);
    assert_ne!(keys("tenant:1")["pager"], keys("tenant:2")["pager"]);
    let text = &plan.texts[&keys("tenant:2")["pager"]];
    assert!(text.contains("<respond/>") && !text.contains("unused"), "{text}");
}

#[test]
fn a_review_sees_what_the_plan_saw() {
    let home = home();
    let fresh = planned(home.path());
    let mut plan = Plan::load(&saved(&fresh)).unwrap();
    let keys = file(&plan, "super-tenant", "fault").callees.clone();
    let callees = Callees::of_texts(&keys, &plan.texts).unwrap();
    let called: BTreeMap<String, String> =
        callees.iter().map(|(name, c)| (name.to_owned(), c.digest.to_string())).collect();
    assert_eq!(called, keys);
    assert_eq!(callees.own("pager").unwrap().name(), "pager");
    let id = file(&plan, "super-tenant", "fault").edits[0].id.clone();
    for decision in [Some(Decision::Reject), None] {
        decide(&mut plan, &[(id.clone(), decision)]).unwrap();
    }
    let (again, first) =
        (file(&plan, "super-tenant", "fault"), file(&fresh, "super-tenant", "fault"));
    assert_eq!((&again.edits, &again.merged), (&first.edits, &first.merged));
}

#[test]
fn a_plan_that_names_no_callees_can_be_reviewed() {
    let home = home();
    let mut older: serde_json::Value =
        serde_json::from_slice(&saved(&planned(home.path()))).unwrap();
    for file in older["files"].as_array_mut().unwrap() {
        file.as_object_mut().unwrap().remove("callees");
    }
    let mut plan = Plan::load(older.to_string().as_bytes()).unwrap();
    let id = file(&plan, "super-tenant", "fault").edits[0].id.clone();
    decide(&mut plan, &[(id, Some(Decision::Reject))]).unwrap();
}

#[test]
fn a_callee_that_was_changed_by_hand_is_refused() {
    let home = home();
    let mut plan = planned(home.path());
    let key = file(&plan, "super-tenant", "fault").callees["pager"].clone();
    plan.texts.insert(key.clone(), own("pager", "<respond/>").into());
    let refused = Plan::load(&saved(&plan)).unwrap_err();
    assert!(refused.message.contains(&key), "{refused}");
}

#[test]
fn merge_names_what_stands_beside_its_file() {
    let home = home();
    let folder = home.path().join(SEQUENCES);
    let beside = Done::of(&mut faultgraft(&folder, &["merge", "fault.xml"]));
    assert!(beside.stderr.contains("alarm of alarm.xml is called"), "{}", beside.stderr);
    assert!(!beside.stderr.contains("pager"), "{}", beside.stderr);
}
