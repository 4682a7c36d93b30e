//! Decisions, out of the page and into the plan.

use std::fs;
use std::path::Path;

use faultgraft::model::Plan;
use faultgraft::report::{Options, html};
use faultgraft::review::edit;
use faultgraft::stock::Release;
use serde_json::{Value, json};

use super::work::{LOG, Report, downloaded, go_to, home, is_calm, run, settle};
use crate::support::browser::Browser;
use crate::support::home::{Home, SEQUENCES};
use crate::support::run::{Done, faultgraft};

/// Rejects an edit, accepts one of three tenants, settles a conflict, and downloads that.
fn decided_in(browser: &Browser, report: &Report) -> String {
    browser.open(&report.page());
    go_to(browser, "super-tenant/fault/1");
    browser.press("n");
    go_to(browser, "tenant:2/fault/1");
    browser.press("y");
    go_to(browser, "super-tenant/main/1");
    assert_eq!(browser.count(".sides figure"), 3, "base and both sides");
    browser.press("n");
    let side = browser.run("return current()[1].now");
    assert_eq!(side, "target", "n is the target's version, as in review");
    browser.press("c");
    browser.click("#download");
    downloaded(browser)
}

/// The same by the options of `review`.
const BY_OPTIONS: [&str; 6] = [
    "--reject",
    "super-tenant/fault/1",
    "--accept",
    "tenant:*/fault/1",
    "--take",
    "custom=super-tenant/main/1",
];

#[test]
fn decisions_go_out_into_the_plan() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    let text = decided_in(&browser, &report);
    let decisions: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        decisions["decisions"],
        json!({
            "super-tenant/fault/1": "reject", "super-tenant/main/1": "custom",
            "tenant:1/fault/1": "accept", "tenant:2/fault/1": "accept", "tenant:3/fault/1": "accept",
        })
    );
    let before = report.plan();
    report.review(&BY_OPTIONS);
    let expected = report.plan();
    assert_ne!(before, expected);
    fs::write(report.folder.path().join("plan.json"), &before).unwrap();
    let file = report.write("decisions.json", &text);
    let done = report.review(&["--decisions", &file]);
    assert!(done.stderr.contains("5 decisions"), "{}", done.stderr);
    assert_eq!(report.plan(), expected, "the same as by options");
    let args = ["review", "plan.json", "--decisions", "-"];
    let mut from_stdin = faultgraft(report.folder.path(), &args);
    let done = Done::with_input(&mut from_stdin, text.as_bytes());
    assert!(done.stderr.contains("5 decisions"), "{}", done.stderr);
    assert_eq!(report.plan(), expected);
    is_calm(&browser);
}

#[test]
fn a_new_page_goes_on_from_a_file_of_decisions() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    let text = decided_in(&browser, &report);
    let file = report.write("decisions.json", &text);
    browser.click("#forget");
    browser.open(&report.page());
    assert!(browser.text("#decided").starts_with("0 decided"));
    browser.fill("#file", &file);
    settle(&browser);
    assert!(browser.text("#decided").starts_with("5 decided"), "{}", browser.text("#decided"));
    assert_eq!(browser.run("return exported()"), json!(text));
    // One tenant may be decided otherwise than those that are like it.
    let one = text.replace("\"tenant:2/fault/1\": \"accept\"", "\"tenant:2/fault/1\": \"reject\"");
    assert_ne!(one, text);
    let file = report.write("one.json", &one);
    browser.fill("#file", &file);
    go_to(&browser, "tenant:1/fault/1");
    let shown = browser.run("return document.activeElement.innerText").to_string();
    assert!(shown.contains("accept in 2, reject in 1"), "{shown}");
    assert_eq!(browser.run("return exported()"), json!(one));
    is_calm(&browser);
}

#[test]
fn a_page_of_a_decided_plan_can_take_a_decision_back() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    report.review(&BY_OPTIONS);
    let args = ["report", "plan.json", "--format", "html", "--output", "report.html"];
    run(report.folder.path(), &args);
    browser.open(&report.page());
    assert!(browser.text("#decided").starts_with("5 decided"), "{}", browser.text("#decided"));
    go_to(&browser, "super-tenant/fault/1");
    browser.press("u");
    let exported = browser.run("return JSON.parse(exported())");
    assert_eq!(exported["decisions"]["super-tenant/fault/1"], Value::Null);
    let file = report.write("decisions.json", &exported.to_string());
    report.review(&["--decisions", &file]);
    let plan = Plan::load(&report.plan()).unwrap();
    let undecided = plan.edits().filter(|(_, edit)| edit.number == 1 && edit.decision.is_none());
    let ids = undecided.map(|(file, edit)| file.id(edit.number).to_string());
    let ids: Vec<String> = ids.filter(|id| id.ends_with("/fault/1")).collect();
    assert_eq!(ids, ["super-tenant/fault/1"]);
    is_calm(&browser);
}

#[test]
fn decisions_that_do_not_fit_are_refused_whole() {
    let home = home();
    let report = Report::of(home.path());
    let before = report.plan();
    let identity = Plan::load(&before).unwrap().identity();
    let file =
        |plan: &str, decisions: Value| json!({"schema": 1, "plan": plan, "decisions": decisions});
    home.customise(&format!("{SEQUENCES}/main.xml"), LOG);
    let other = Plan::load(&Report::of(home.path()).plan()).unwrap().identity();
    assert_ne!(other, identity);
    let good = ("super-tenant/fault/1", "reject");
    let wrong = [
        (file(&other, json!({good.0: good.1})).to_string(), "for another plan"),
        (
            file(&identity, json!({good.0: good.1, "super-tenant/fault/77": "accept"})).to_string(),
            "no edit super-tenant/fault/77",
        ),
        (file(&identity, json!({good.0: "custom"})).to_string(), "not a conflict"),
        (file(&identity, json!({good.0: "perhaps"})).to_string(), "not decisions of faultgraft's"),
        (
            file(&identity, json!({good.0: good.1}))
                .to_string()
                .replace("\"schema\":1", "\"schema\":2"),
            "in form 2",
        ),
        ("{}".to_owned(), "not decisions of faultgraft's"),
        ("<html>".to_owned(), "not decisions of faultgraft's"),
    ];
    for (text, expected) in &wrong {
        let path = report.write("decisions.json", text);
        let done = report.review(&["--decisions", &path]);
        assert_eq!(done.code, Some(2), "{text}");
        assert!(done.stderr.contains(expected), "{text}: {}", done.stderr);
        assert_eq!(report.plan(), before, "{text}");
    }
    let both =
        report.write("decisions.json", &file(&identity, json!({good.0: good.1})).to_string());
    let done = report.review(&["--decisions", &both, "--accept", good.0]);
    assert!(done.stderr.contains("in two ways"), "{}", done.stderr);
    let done = report.review(&["--decisions", "no-such.json"]);
    assert!(done.stderr.contains("cannot read no-such.json"), "{}", done.stderr);
    assert_eq!(report.plan(), before);
    let Some(browser) = Browser::start() else { return };
    browser.open(&report.page());
    for (text, _) in &wrong {
        let path = report.write("decisions.json", text);
        browser.fill("#file", &path);
        settle(&browser);
        let said = browser.text("#problem");
        assert!(
            said.contains("is not taken") && said.contains("Nothing was decided"),
            "{text}: {said}"
        );
        assert!(browser.text("#decided").starts_with("0 decided"), "{text}");
    }
    is_calm(&browser);
}

#[test]
fn what_an_answer_would_change_is_told_before_it_is_given() {
    let Some(browser) = Browser::start() else { return };
    let home = Home::of(Release::V2_6_0);
    let file = format!("{SEQUENCES}/_auth_failure_handler_.xml");
    let branch = "<filter source=\"$ctx:A\" regex=\"b\"><then><class name=\"com.example.Own\"/>\
                  <respond/></then></filter></sequence>";
    home.write(&file, &home.read(&file).replace("</sequence>", branch));
    let report = Report::of(home.path());
    browser.open(&report.page());
    let plan = Plan::load(&report.plan()).unwrap();
    let asked = plan.edits().find(|(_, edit)| edit.needs_decision()).unwrap();
    go_to(&browser, &asked.0.id(asked.1.number).to_string());
    browser.run("document.querySelector('.edit.waits .follows').open = true");
    let told = |answer: usize| {
        let section =
            format!("document.querySelectorAll('.edit.waits .follows section')[{answer}]");
        browser.run(&format!("return {section}.innerText")).as_str().unwrap().to_owned()
    };
    assert!(told(0).contains("No finding comes or goes"), "{}", told(0));
    assert!(told(1).contains("Gone then:"), "{}", told(1));
    let change = browser.run("return document.querySelector('.follows .change').innerText");
    assert!(change.as_str().unwrap().contains("+"), "{change}");
    is_calm(&browser);
}

/// The lines of the merged file that are shown beside the choices of the edit that the focus is in.
fn result(browser: &Browser) -> String {
    let script =
        "return document.activeElement.closest('.edit').querySelector('.result').innerText";
    browser.run(script).as_str().unwrap().to_owned()
}

#[test]
fn the_result_beside_a_choice_follows_it() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    go_to(&browser, "super-tenant/main/1");
    let open = result(&browser);
    assert!(open.contains("Until you decide") && open.contains("not available"), "{open}");
    browser.press("c");
    let yours = result(&browser);
    assert!(yours.starts_with("The merged file with your version:"), "{yours}");
    assert!(yours.contains("Nothing <b>lives</b> here."), "{yours}");
    assert!(!yours.contains("not available"), "{yours}");
    browser.press("t");
    let theirs = result(&browser);
    assert!(theirs.starts_with("The merged file with 4.0.0's version:"), "{theirs}");
    assert!(theirs.contains("not available") && !theirs.contains("lives"), "{theirs}");
    assert_eq!(browser.count(".as-saved"), 1, "the difference below is that of the plan");
    // What needs nobody is shown once it is decided, and goes when it is not.
    go_to(&browser, "super-tenant/fault/1");
    assert_eq!(result(&browser), "");
    browser.press("y");
    assert!(result(&browser).contains("value=\"gateway\""), "{}", result(&browser));
    browser.press("n");
    let without = result(&browser);
    assert!(without.starts_with("The merged file without this edit:"), "{without}");
    assert!(without.contains("(nothing here)") && !without.contains("gateway"), "{without}");
    browser.press("u");
    assert_eq!(result(&browser), "");
    // It is what the plan comes to.
    report.review(&["--take", "custom=super-tenant/main/1"]);
    let plan = Plan::load(&report.plan()).unwrap();
    let main = plan.files.iter().find(|f| f.stem() == "main" && !f.edits.is_empty()).unwrap();
    let lines = yours.lines().skip(1).map(str::trim).filter(|line| !line.is_empty());
    for line in lines.filter(|line| *line != "\u{22ef}") {
        assert!(main.text().unwrap().contains(line), "{line}: {yours}");
    }
    is_calm(&browser);
}

#[test]
fn edits_that_are_decided_together_are_so_in_the_page() {
    let Some(browser) = Browser::start() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let custom = folder.path().join("fault.xml");
    let fixture = root.join("fixtures/fault/stock-xml-kept-behind-accept/custom.xml");
    fs::copy(fixture, &custom).unwrap();
    let report = Report::of(&custom);
    let decided = |plan: &Plan| -> Vec<_> { plan.edits().map(|(_, e)| e.decision).collect() };
    for (key, option) in [("n", "--reject"), ("y", "--accept")] {
        browser.open(&report.page());
        go_to(&browser, "super-tenant/fault/1");
        browser.press(key);
        let shown = browser.run("return data.entries[0].edits.map(e => e.now)");
        report.review(&[option, "super-tenant/fault/1"]);
        let plan = Plan::load(&report.plan()).unwrap();
        assert_eq!(shown, json!(decided(&plan)), "{option}");
        assert!(decided(&plan).iter().flatten().count() > 1);
    }
    is_calm(&browser);
}

#[test]
fn a_file_edited_by_hand_is_not_decided_any_more() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    let mut plan = Plan::load(&report.plan()).unwrap();
    let main = plan.files.iter().find(|f| f.stem() == "main" && !f.edits.is_empty()).unwrap();
    let text = main.text().unwrap().replace("</sequence>", "<drop/></sequence>");
    edit(&mut plan, &"super-tenant/main/1".parse().unwrap(), &text).unwrap();
    let mut page = Vec::new();
    let saved = Options { plan_file: Some("plan.json".to_owned()), ..Options::default() };
    html::write(&plan, &saved, &mut page).unwrap();
    fs::write(report.page(), page).unwrap();
    browser.open(&report.page());
    browser.run("location.hash = 'super-tenant/main/1'");
    settle(&browser);
    assert!(browser.text(".edit").contains("Settled by hand"), "{}", browser.text(".edit"));
    assert_eq!(browser.count(".edit input[type=radio]"), 0);
    browser.press("c");
    assert_eq!(browser.run("return Object.keys(JSON.parse(exported()).decisions).length"), 0);
    is_calm(&browser);
}
