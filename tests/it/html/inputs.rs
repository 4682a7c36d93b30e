//! Inputs that are hostile, or many.

use std::fs;

use faultgraft::stock::Release;

use super::work::{LOG, Report, is_calm, listed, settle};
use crate::support::browser::Browser;
use crate::support::home::{Home, SEQUENCES, own, tenant};

#[test]
fn what_is_in_the_files_is_shown_and_never_run() {
    let Some(browser) = Browser::start() else { return };
    let home = Home::of(Release::V2_6_0);
    let evil = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
    let escaped = evil.replace('<', "&lt;").replace('"', "&quot;");
    let log = format!(
        "<log level=\"custom\"><property name=\"x\" value=\"{escaped}\"/></log>\
                       <!-- {} ' \" \u{2028} -->",
        evil.replace("--", "")
    );
    home.customise(&format!("{SEQUENCES}/fault.xml"), &log);
    let companion = "<img src=x onerror=alert(1)>";
    home.write(&format!("{SEQUENCES}/{companion}.xml"), &own("evil", ""));
    browser.open(&Report::of(home.path()).page());
    browser.run("for (const entry of data.entries) if (entry.button && !entry.open) toggle(entry)");
    settle(&browser);
    let shown = browser.run("return document.querySelector('main').textContent");
    assert!(!shown.as_str().unwrap().contains("[object"), "{shown}");
    assert!(
        shown.as_str().unwrap().contains("&lt;/script>&lt;script>document.title="),
        "as it stands in the file"
    );
    assert!(browser.run("return document.title").as_str().unwrap().starts_with("faultgraft: "));
    assert_eq!(browser.run("return document.querySelectorAll('main script, main img').length"), 0);
    assert_eq!(browser.run("return document.scripts.length"), 2);
    // Nor would one run that got in: the policy lets none but the page's own.
    browser.run("const s = document.createElement('script'); s.textContent = 'document.title = \"owned\"'; document.body.append(s)");
    browser.run("const i = document.createElement('img'); i.src = 'https://example.org/x.png'; document.body.append(i)");
    settle(&browser);
    assert_ne!(browser.run("return document.title"), "owned");
    let refused = browser.log("browser");
    assert_eq!(
        refused.iter().filter(|m| m.contains("Content Security Policy")).count(),
        refused.len(),
        "{refused:?}"
    );
    assert!(refused.len() >= 2, "{refused:?}");
}

#[test]
#[allow(clippy::print_stderr)]
fn ten_thousand_tenants_stay_usable() {
    let home = Home::of(Release::V2_6_0);
    let read = |file: &str| home.read(&format!("{SEQUENCES}/{file}"));
    let (stock, main) = (read("fault.xml"), read("main.xml"));
    home.customise(&format!("{SEQUENCES}/fault.xml"), LOG);
    let custom = read("fault.xml");
    for id in 1..=10_000 {
        let folder = tenant(id);
        home.write(&format!("{folder}/fault.xml"), if id % 3 == 0 { &custom } else { &stock });
        home.write(&format!("{folder}/main.xml"), &main);
    }
    let report = Report::of(home.path());
    let size = fs::metadata(report.page()).unwrap().len();
    assert!(size < 10 << 20, "{size} bytes");
    let Some(browser) = Browser::start() else { return };
    browser.open(&report.page());
    let took = "const t = performance.getEntriesByType('navigation')[0]; return t.loadEventEnd";
    let took = browser.run(took).as_f64().unwrap();
    eprintln!("10,000 tenants: {size} bytes, open in {took:.0} ms");
    assert!(took < 10_000.0, "{took} ms");
    browser.run("location.hash = 'tenant:3333/fault/1'");
    settle(&browser);
    browser.press("n");
    assert!(browser.text("#decided").starts_with("3,333 decided"), "{}", browser.text("#decided"));
    assert_eq!(browser.run("return Object.keys(JSON.parse(exported()).decisions).length"), 3333);
    browser.fill("#scope", "tenant:9999");
    settle(&browser);
    assert_eq!(listed(&browser).len(), 1);
    is_calm(&browser);
}
