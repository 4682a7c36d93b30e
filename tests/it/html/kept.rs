//! What the browser keeps of a page: decisions, comments, the name, and what was viewed.

use std::fs;

use serde_json::json;

use super::work::{LOG, Report, go_to, home, is_calm, run, settle};
use crate::support::browser::Browser;
use crate::support::home::SEQUENCES;

fn decided(browser: &Browser) -> String {
    browser.text("#decided")
}

#[test]
fn decisions_outlive_a_reload_until_they_are_forgotten() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    assert_eq!(browser.count("#kept"), 0, "nothing is kept yet");
    browser.fill("#name", "Ana");
    go_to(&browser, "super-tenant/fault/1");
    browser.press("n");
    browser.fill(".edit textarea", "nobody reads it");
    go_to(&browser, "tenant:2/fault/1");
    browser.press("y");
    let before = browser.run("return exported()");
    browser.open(&report.page());
    let kept = browser.text("#kept");
    assert!(
        kept.starts_with("4 decisions from ") && kept.contains("kept in this browser"),
        "{kept}"
    );
    assert!(decided(&browser).starts_with("4 decided"), "{}", decided(&browser));
    assert_eq!(browser.run("return exported()"), before);
    assert!(before.as_str().unwrap().contains("nobody reads it"), "{before}");
    go_to(&browser, "super-tenant/fault/1");
    assert_eq!(
        browser.run("return document.activeElement.querySelector('textarea').value"),
        "nobody reads it"
    );
    browser.click("#forget");
    assert!(decided(&browser).starts_with("0 decided"), "{}", decided(&browser));
    browser.click("#put-back");
    assert_eq!(browser.run("return exported()"), before, "forgotten by mistake");
    browser.click("#forget");
    browser.open(&report.page());
    assert_eq!(browser.count("#kept"), 0);
    assert!(decided(&browser).starts_with("0 decided"), "{}", decided(&browser));
    is_calm(&browser);
}

#[test]
fn what_differs_between_tenants_outlives_a_reload_too() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    go_to(&browser, "tenant:2/fault/1");
    browser.press("y");
    let text = browser.run("return exported()").as_str().unwrap().to_owned();
    let one = text.replace("\"tenant:2/fault/1\": \"accept\"", "\"tenant:2/fault/1\": \"reject\"");
    let file = report.write("one.json", &one);
    browser.fill("#file", &file);
    settle(&browser);
    browser.open(&report.page());
    assert_eq!(browser.run("return exported()"), json!(one));
    is_calm(&browser);
}

#[test]
fn what_is_kept_of_one_plan_never_shows_in_another() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    go_to(&browser, "super-tenant/fault/1");
    browser.press("n");
    browser.run("setViewed(current()[0], true)");
    // The same plan once it is decided otherwise: what was kept before must not win over it.
    report.review(&["--accept", "super-tenant/fault/1"]);
    let args = ["report", "plan.json", "--format", "html", "--output", "decided.html"];
    run(report.folder.path(), &args);
    browser.open(&report.folder.path().join("decided.html"));
    let now = "return data.entries.find(e => e.stem === 'fault').edits[0].now";
    assert_eq!(browser.run(now), "accept");
    assert_eq!(browser.count("#kept"), 0);
    // A plan of other files.
    home.customise(&format!("{SEQUENCES}/_token_fault_.xml"), LOG);
    let other = Report::of(home.path());
    browser.open(&other.page());
    assert!(decided(&browser).starts_with("0 decided"), "{}", decided(&browser));
    assert_eq!(browser.run("return data.entries.filter(e => e.viewed).length"), 0);
    // The first page is as it was left.
    browser.open(&report.page());
    assert!(decided(&browser).starts_with("1 decided"), "{}", decided(&browser));
    is_calm(&browser);
}

#[test]
fn what_does_not_fit_is_passed_over() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    for kept in [
        "{",
        "null",
        "{\"form\":2}",
        "{\"form\":1}",
        "{\"form\":1,\"when\":7,\"viewed\":[\"<b>\"],\"changes\":{\"super-tenant/fault/1\":{\"value\":\"custom\"}}}",
    ] {
        browser.run(&format!("localStorage.setItem(keptUnder(), {})", json!(kept)));
        browser.open(&report.page());
        assert!(decided(&browser).starts_with("0 decided"), "{kept}: {}", decided(&browser));
    }
    is_calm(&browser);
}

#[test]
fn another_window_of_the_page_shows_the_same() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    go_to(&browser, "super-tenant/fault/1");
    browser.press("n");
    // What the browser tells this window when the other one decides and views.
    browser.run(
        "const kept = whatIsKept();
         kept.changes['super-tenant/main/1'] = { value: 'target', comment: 'later' };
         kept.viewed = ['super-tenant/main'];
         localStorage.setItem(keptUnder(), JSON.stringify(kept));
         dispatchEvent(new StorageEvent('storage', { key: keptUnder() }))",
    );
    assert!(decided(&browser).starts_with("2 decided"), "{}", decided(&browser));
    assert!(browser.text("#file-count").starts_with("1 of "), "{}", browser.text("#file-count"));
    browser.press("j");
    browser.run("localStorage.removeItem(keptUnder()); dispatchEvent(new StorageEvent('storage', { key: keptUnder() }))");
    assert!(decided(&browser).starts_with("0 decided"), "{}", decided(&browser));
    assert_eq!(browser.count("#kept"), 0);
    is_calm(&browser);
}

/// A page in a sandbox has no storage: it works, and says that nothing is kept.
#[test]
fn a_page_that_may_keep_nothing_works() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    // As a browser does that denies it; the script is put before the page's own.
    let denied = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });";
    let script = json!({ "source": denied });
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", &script);
    browser.open(&report.page());
    go_to(&browser, "super-tenant/fault/1");
    browser.press("n");
    assert!(decided(&browser).starts_with("1 decided"), "{}", decided(&browser));
    let kept = browser.text("#kept");
    assert!(kept.contains("1 decision not kept by this browser: download them"), "{kept}");
    is_calm(&browser);
}

#[test]
fn a_viewed_file_folds_and_stays_viewed() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    let listed = || {
        let all =
            browser.run("return [...document.querySelectorAll('#files li')].map(l => l.innerText)");
        let all = all.as_array().unwrap().clone();
        all.iter().map(|l| l.as_str().unwrap().replace('\n', " ")).collect::<Vec<_>>()
    };
    let first = listed();
    assert!(first[0].starts_with("main.xml") && first[0].ends_with("needs you"), "{first:?}");
    assert!(
        first[1].starts_with("fault.xml tenant:4") && first[1].ends_with("needs you"),
        "{first:?}"
    );
    assert!(first[2..].iter().all(|l| !l.contains("needs you")), "{first:?}");
    assert!(browser.text("#file-count").starts_with("0 of "), "{}", browser.text("#file-count"));
    // A click goes to the file, and opens it.
    browser.click("#files li:first-child a");
    settle(&browser);
    assert_eq!(browser.run("return current()[0].file"), "main.xml");
    assert_eq!(browser.count(".body"), 1);
    browser.run("visit(document.activeElement.closest('.entry').querySelector('.edit'))");
    browser.press("c");
    assert!(listed()[0].ends_with("decided"), "{:?}", listed());
    browser.click(".entry .tick input");
    assert_eq!(browser.count(".body"), 0, "it folds");
    assert!(listed()[0].ends_with("viewed"), "{:?}", listed());
    browser.open(&report.page());
    assert!(listed()[0].ends_with("viewed"), "{:?}", listed());
    assert!(browser.text("#file-count").starts_with("1 of "), "{}", browser.text("#file-count"));
    browser.click("#files li:first-child a");
    settle(&browser);
    assert_eq!(browser.count(".body"), 0, "it stays folded");
    browser.press("v");
    assert_eq!(browser.count(".body"), 1, "it opens again");
    assert!(!listed()[0].contains("viewed"), "{:?}", listed());
    is_calm(&browser);
}

#[test]
fn a_page_of_a_plan_that_is_not_saved_has_no_decisions() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let folder = tempfile::tempdir().unwrap();
    let custom = home.path().display().to_string();
    let page = folder.path().join("report.html");
    let args = ["plan", &custom, "--format", "html", "--output", "report.html"];
    run(folder.path(), &args);
    browser.open(&page);
    let told = browser.text("#deciding");
    let command =
        format!("faultgraft plan {custom} --format html --output report.html --out plan.json");
    assert!(told.contains("Nothing can be decided on this page"), "{told}");
    assert!(told.contains(&command), "{told}");
    browser.run("for (const entry of data.entries) if (entry.button && !entry.open) toggle(entry)");
    for control in [".edit input", ".edit textarea", "#download", "#copy", "#import", "#name"] {
        assert_eq!(browser.count(control), 0, "{control}");
    }
    assert!(browser.count(".edit") > 4);
    go_to(&browser, "super-tenant/fault/1");
    browser.press("n");
    settle(&browser);
    assert!(
        browser.text("#said").contains("Nothing can be decided here"),
        "{}",
        browser.text("#said")
    );
    assert!(
        browser.text(".edit.waits").contains("How to decide"),
        "{}",
        browser.text(".edit.waits")
    );
    browser.press("v");
    browser.open(&page);
    assert!(browser.text("#file-count").starts_with("1 of "), "{}", browser.text("#file-count"));
    is_calm(&browser);
    // As the page says, it is made again.
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    run(folder.path(), &words);
    assert!(fs::exists(folder.path().join("plan.json")).unwrap());
    browser.open(&page);
    assert!(
        browser.count("#download") == 1
            && browser.text("#deciding").contains("faultgraft review plan.json --decisions")
    );
}
