//! Why something was decided, and by whom: from the page into the plan, and into every report.

use std::fs;

use faultgraft::model::{Plan, Remark};
use serde_json::{Value, json};

use super::work::{Report, downloaded, go_to, home, is_calm, run, settle};
use crate::support::browser::Browser;

const HOSTILE: &str = "</script><img src=x onerror=alert(1)> & \"we\" agreed\n<b>twice</b>";

#[test]
fn comments_and_the_name_go_into_the_plan_and_come_back() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    go_to(&browser, "super-tenant/main/1");
    browser.press("c");
    browser.fill(".edit.stop textarea", "as agreed");
    go_to(&browser, "tenant:2/fault/1");
    browser.press("n");
    // Whoever decides may be named after it.
    browser.fill("#name", "Ana <ops>");
    browser.click("#download");
    let text = downloaded(&browser);
    let decisions: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        decisions["remarks"],
        json!({
            "super-tenant/main/1": {"comment": "as agreed", "by": "Ana <ops>"},
            "tenant:1/fault/1": {"by": "Ana <ops>"},
            "tenant:2/fault/1": {"by": "Ana <ops>"},
            "tenant:3/fault/1": {"by": "Ana <ops>"},
        })
    );
    let file = report.write("decisions.json", &text);
    report.review(&["--decisions", &file]);
    let plan = Plan::load(&report.plan()).unwrap();
    let said = plan.edits().find_map(|(file, edit)| {
        (file.id(edit.number).to_string() == "super-tenant/main/1").then(|| file.remark(edit))
    });
    let expected = Remark::of(Some("as agreed"), Some("Ana <ops>")).unwrap();
    assert_eq!(said, Some(Some(&expected)));
    let list = report.review(&["--list"]);
    assert!(list.text().contains("your version, by Ana <ops>: as agreed"), "{}", list.text());
    let args = ["report", "plan.json", "--format", "html", "--output", "report.html"];
    run(report.folder.path(), &args);
    browser.open(&report.page());
    go_to(&browser, "super-tenant/main/1");
    let shown = browser.run("return document.activeElement.querySelector('.decide').innerText");
    assert!(shown.as_str().unwrap().contains("Decided by Ana <ops>"), "{shown}");
    // Someone else decides one of them again; the other remarks stay who they are.
    browser.fill("#name", "Bo");
    go_to(&browser, "tenant:1/fault/1");
    browser.press("y");
    let remarks = browser.run("return JSON.parse(exported()).remarks");
    assert_eq!(remarks["tenant:1/fault/1"], json!({"by": "Bo"}));
    assert_eq!(remarks["super-tenant/main/1"]["by"], "Ana <ops>");
    is_calm(&browser);
}

#[test]
fn what_people_write_is_text_wherever_it_is_shown() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    let by = "<script>alert(2)</script>";
    report.review(&["--take", "custom=super-tenant/main/1", "--comment", HOSTILE, "--by", by]);
    let args = ["report", "plan.json", "--format", "html", "--output", "report.html"];
    run(report.folder.path(), &args);
    assert!(!report.html().contains("<img src=x"), "inert in the page");
    browser.open(&report.page());
    go_to(&browser, "super-tenant/main/1");
    assert_eq!(
        browser.run("return document.activeElement.querySelector('textarea').value"),
        HOSTILE
    );
    assert!(browser.text(".edit .by").contains(by), "{}", browser.text(".edit .by"));
    // The same written into the page, decided, and kept over a reload.
    browser.fill("#name", by);
    go_to(&browser, "super-tenant/fault/1");
    browser.press("n");
    browser.run(&format!(
        "const area = document.activeElement.querySelector('textarea'); area.value = {}; \
         area.dispatchEvent(new Event('input', {{ bubbles: true }}))",
        json!(HOSTILE)
    ));
    browser.open(&report.page());
    go_to(&browser, "super-tenant/fault/1");
    settle(&browser);
    assert_eq!(
        browser.run("return document.querySelectorAll('main img, main script, main b b').length"),
        0
    );
    let file = browser.run("return exported()").as_str().unwrap().to_owned();
    let read: Value = serde_json::from_str(&file).unwrap();
    assert_eq!(read["remarks"]["super-tenant/fault/1"], json!({"comment": HOSTILE, "by": by}));
    is_calm(&browser);
    let markdown = run(report.folder.path(), &["report", "plan.json", "--format", "markdown"]);
    let shown = markdown.text();
    assert!(shown.contains("\\<img src=x") && !shown.contains(" <img"), "{shown}");
    assert!(shown.contains("agreed \\<b>twice"), "on one line: {shown}");
}

#[test]
fn a_remark_needs_a_decision() {
    let home = home();
    let report = Report::of(home.path());
    let before = report.plan();
    let identity = Plan::load(&before).unwrap().identity();
    let file = json!({
        "schema": 1, "plan": identity,
        "decisions": {"super-tenant/fault/1": null},
        "remarks": {"super-tenant/fault/1": {"comment": "why"}},
    });
    let file = report.write("decisions.json", &file.to_string());
    let done = report.review(&["--decisions", &file]);
    assert_eq!(done.code, Some(2), "{}", done.stderr);
    assert!(done.stderr.contains("about which nothing is decided"), "{}", done.stderr);
    assert_eq!(report.plan(), before);
    fs::remove_file(&file).unwrap();
    let done = report.review(&["--by", "Ana"]);
    assert_eq!(done.code, Some(2), "who decided what? {}", done.stderr);
}
