//! What the page holds, without a browser.

use std::path::Path;

use faultgraft::plan::{PlanRequest, plan};
use faultgraft::report::{Options, html};
use serde_json::{Value, json};

use super::work::{LOG, Report, data_of, home, run};
use crate::support::{home::tenant, view::view};

#[test]
fn a_saved_plan_has_the_same_page() {
    let home = home();
    let report = Report::of(home.path());
    let again = run(report.folder.path(), &["report", "plan.json", "--format", "html"]);
    assert_eq!(again.text(), report.html());
    assert_eq!(again.code, Some(2), "as of the plan: a file could not be read");
    let text = run(report.folder.path(), &["report", "plan.json"]);
    let planned = run(report.folder.path(), &["plan", &home.path().display().to_string()]);
    // Which commands come next depends on whether the plan is saved.
    let told = |text: &str| text.split("\nnext: ").next().map(str::to_owned);
    assert_eq!(told(text.text()), told(planned.text()));
    assert!(text.text().contains("next: `faultgraft review plan.json`"), "{}", text.text());
    assert!(planned.text().contains("plan again with `--out plan.json`"), "{}", planned.text());
    let markdown = run(report.folder.path(), &["report", "plan.json", "--format", "markdown"]);
    assert!(markdown.text().starts_with("## Fault sequences for"), "{}", markdown.text());
    assert!(markdown.text().contains("**What clients will see**"), "{}", markdown.text());
    let refused = run(report.folder.path(), &["report", "plan.json", "--output", "plan.json"]);
    assert!(refused.stderr.contains("would be overwritten"), "{}", refused.stderr);
}

#[test]
fn the_data_of_an_installation() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/installations/harbourline-2-6-0");
    let request = PlanRequest { custom: folder.join("sequences"), ..PlanRequest::default() };
    let mut plan = plan(&request).unwrap();
    "sequences".clone_into(&mut plan.custom.path);
    let mut page = Vec::new();
    html::write(&plan, &Options::default(), &mut page).unwrap();
    let data = data_of(&String::from_utf8(page).unwrap());
    crate::support::snapshots::in_folder("").bind(|| {
        // The differences have snapshots of their own.
        insta::assert_snapshot!("html-data", view(&data, &["diffs"]));
    });
}

#[test]
fn what_is_alike_is_stored_and_told_once() {
    let home = home();
    let data = data_of(&Report::of(home.path()).html());
    let entries = data["entries"].as_array().unwrap();
    let of_tenants: Vec<&Value> = entries
        .iter()
        .filter(|e| {
            e["file"] == "fault.xml"
                && e["status"] == "customised"
                && e["scopes"] != json!([[0, 0]])
        })
        .collect();
    assert_eq!(of_tenants.len(), 1);
    let scopes: Vec<&str> =
        data["scopes"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    let run = of_tenants[0]["scopes"][0].as_array().unwrap();
    let [first, last] = [&run[0], &run[1]].map(|n| n.as_u64().unwrap() as usize);
    assert_eq!(scopes[first..=last], ["tenant:1", "tenant:2", "tenant:3"]);
    home.tenant(5).customise(&format!("{}/fault.xml", tenant(5)), LOG);
    let more = data_of(&Report::of(home.path()).html());
    // The super tenant stands by itself, though its stock is that of the tenants.
    let alone = |e: &&Value| e["file"] == "_token_fault_.xml" && e["scopes"] == json!([[0, 0]]);
    assert_eq!((scopes[0], entries.iter().filter(alone).count()), ("super-tenant", 1));
    for pool in ["diffs", "texts", "sides"] {
        assert_eq!(more[pool], data[pool], "one more of the same adds nothing");
    }
}
