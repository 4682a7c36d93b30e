//! Who decided, and why.

use faultgraft::model::{Decision, EditId, Plan, Remark};
use faultgraft::review::{decide, remark};
use faultgraft::stock::Release;

use super::{Desk, LOG, id, planned, reread};
use crate::support::home::{Home, tenant};

/// A decision of a plan, with what is said of it.
fn said(plan: &Plan, of: &str) -> (Option<Decision>, Option<Remark>) {
    let (file, edit) = plan.find(&id(of)).unwrap();
    (edit.decision, file.remark(edit).cloned())
}

#[test]
fn who_decided_and_why_is_saved_shown_and_goes_with_the_decision() {
    let desk = Desk::of(&format!("{LOG}<property name=\"own\" value=\"1\"/>"));
    let [one, two] = ["super-tenant/fault/1", "super-tenant/fault/2"];
    let read = || Plan::load(desk.read("plan.json").as_bytes()).unwrap();
    let why = ["--by", " Ana ", "--comment", "nobody\nreads it."];
    let review = |args: &[&str]| desk.run(&[&["review", "plan.json"], args].concat(), &[0]);
    review(&[&["--reject", one, "--accept", two], &why[..]].concat());
    let remark = Remark::of(Some("nobody\nreads it."), Some("Ana"));
    assert_eq!(said(&read(), one), (Some(Decision::Reject), remark.clone()));
    assert_eq!(said(&read(), two), (Some(Decision::Accept), remark.clone()));
    let list = review(&["--list"]);
    let shown = "rejected, left out, by Ana: nobody reads it.";
    assert!(list.text().contains(shown), "{}", list.text());
    for format in ["text", "markdown"] {
        let report = desk.run(&["report", "plan.json", "--format", format], &[0]);
        let flat = report.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("rejected, left out, by Ana: nobody reads it."), "{flat}");
    }
    let json = desk.run(&["report", "plan.json", "--format", "json"], &[0]).json();
    let files = json["files"].as_array().unwrap();
    let fault = files.iter().find(|f| f["sequence"] == "fault").unwrap();
    assert_eq!(fault["edits"][0]["by"], "Ana");
    // The schema knows both, and the file is taken as it is.
    let schema = desk.run(&["schema"], &[0]).json();
    let plan: serde_json::Value = serde_json::from_str(&desk.read("plan.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&plan).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    // They go to the next gateway, from either file.
    review(&["--export", "decided.json"]);
    for decided in ["decided.json", "plan.json"] {
        let args = ["plan", "old", "--target", "new", "--decisions", decided, "--out", "next.json"];
        desk.run(&args, &[0, 1]);
        let next = Plan::load(desk.read("next.json").as_bytes()).unwrap();
        assert_eq!(said(&next, one), (Some(Decision::Reject), remark.clone()), "{decided}");
    }
    // The same decision again says nothing new; another one is somebody else's.
    review(&["--reject", one]);
    assert_eq!(said(&read(), one).1, remark);
    review(&["--accept", one, "--by", "Bo"]);
    assert_eq!(said(&read(), one), (Some(Decision::Accept), Remark::of(None, Some("Bo"))));
    review(&["--undecide", one]);
    assert_eq!(said(&read(), one), (None, None));
    assert_eq!(said(&read(), two).1, remark, "that of another edit stays");
}

/// Two tenants that decided the same for different reasons are two entries of the saved plan.
#[test]
fn each_tenant_keeps_its_own_reason() {
    let home = Home::of(Release::V2_6_0);
    for tenant_id in 1..=3 {
        home.tenant(tenant_id).customise(&format!("{}/fault.xml", tenant(tenant_id)), LOG);
    }
    let mut plan = planned(home.path());
    let all: Vec<EditId> = (1..=3).map(|t| id(&format!("tenant:{t}/fault/1"))).collect();
    let decisions: Vec<_> = all.iter().map(|id| (id.clone(), Some(Decision::Accept))).collect();
    decide(&mut plan, &decisions).unwrap();
    let by = |name| Remark::of(None, Some(name));
    let names = [by("Ana"), by("Bo"), None];
    remark(&mut plan, &all.iter().cloned().zip(names.clone()).collect());
    let plan = reread(&plan);
    for (id, name) in all.iter().zip(names) {
        assert_eq!(said(&plan, &id.to_string()).1, name, "{id}");
    }
}
