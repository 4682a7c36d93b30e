//! On a phone, in the dark, on paper, and for who does not see it.

use serde_json::{Value, json};

use faultgraft::stock::Release;

use super::work::{LOG, Report, home, is_calm, run, settle};
use crate::support::browser::Browser;
use crate::support::home::{Home, SEQUENCES, tenant};

#[test]
fn a_phone_shows_all_of_it_without_scrolling_sideways() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    for (width, dark) in [(360, false), (390, true), (1280, false), (1280, true)] {
        let size =
            json!({"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": width < 500});
        browser.cdp("Emulation.setDeviceMetricsOverride", &size);
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.cdp("Emulation.setEmulatedMedia", &features);
        browser.open(&report.page());
        browser.run("for (const entry of data.entries) if (entry.button && !entry.open) toggle(entry); showFilters(true)");
        settle(&browser);
        let wide = browser.run("return document.documentElement.scrollWidth");
        assert!(wide.as_u64().unwrap() <= width, "{wide} > {width}");
        let faint = browser.run(CONTRAST);
        assert_eq!(faint, json!([]), "{width} {scheme}");
    }
    is_calm(&browser);
}

/// Every text whose contrast with what is behind it is under 4.5 to 1 (WCAG 2.2, AA).
const CONTRAST: &str = r#"
const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
const luminance = (c) => { const [r, g, b] = light(c); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c;
  }
  return [255, 255, 255];
};
const found = new Set();
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== "");
  if (!own || !element.checkVisibility() || element.matches("script, style, option")) continue;
  const [a, b] = [luminance(rgb(getComputedStyle(element).color)), luminance(behind(element))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) found.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`);
}
return [...found];
"#;

#[test]
fn everything_can_be_named_by_who_does_not_see_it() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    browser.run("for (const entry of data.entries) if (entry.button && !entry.open) toggle(entry)");
    let tree = browser.cdp("Accessibility.getFullAXTree", &json!({}));
    let nodes = tree["nodes"].as_array().unwrap();
    let role = |node: &Value| node["role"]["value"].as_str().unwrap_or_default().to_owned();
    let mut seen = 0;
    for node in nodes.iter().filter(|n| n["ignored"] == false) {
        let must = [
            "button",
            "checkbox",
            "radio",
            "searchbox",
            "combobox",
            "link",
            "region",
            "article",
            "table",
            "heading",
            "dialog",
            "radiogroup",
        ];
        let name = node["name"]["value"].as_str().unwrap_or_default();
        if must.contains(&role(node).as_str()) {
            assert_ne!(name.trim(), "", "{node}");
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
    for landmark in ["banner", "main", "search", "contentinfo"] {
        assert_eq!(nodes.iter().filter(|n| role(n) == landmark).count(), 1, "{landmark}");
    }
    let levels = browser.run("return [...document.querySelectorAll('main h1, main h2, main h3, main h4, main h5')].filter(h => h.checkVisibility()).map(h => Number(h.tagName[1]))");
    let levels: Vec<u64> = levels.as_array().unwrap().iter().map(|l| l.as_u64().unwrap()).collect();
    assert!(levels.windows(2).all(|w| w[1] <= w[0] + 1), "no level is left out: {levels:?}");
    browser.press("\u{e004}");
    assert_eq!(
        browser.run("return document.activeElement.className"),
        "skip",
        "the first stop of Tab"
    );
}

/// With `FAULTGRAFT_AXE`, the path of axe-core's `axe.min.js` (`npm install axe-core`), nothing of its
/// rules is broken.
#[test]
#[allow(clippy::print_stderr)]
fn axe_finds_nothing() {
    let Some(axe) = std::env::var_os("FAULTGRAFT_AXE") else {
        return eprintln!("FAULTGRAFT_AXE is not set: axe-core is not run");
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    let Some(browser) = Browser::start() else { return };
    let many = Home::of(Release::V2_6_0);
    for id in 1..=300 {
        many.tenant(id);
        if id <= 100 {
            many.customise(&format!("{}/fault.xml", tenant(id)), LOG);
        }
    }
    let one = tempfile::tempdir().unwrap();
    let file = one.path().join("fault.xml");
    std::fs::write(&file, home().read(&format!("{SEQUENCES}/fault.xml"))).unwrap();
    let (several, unsaved) = (home(), tempfile::tempdir().unwrap());
    let custom = several.path().display().to_string();
    let args = ["plan", &custom, "--format", "html", "--output", "report.html"];
    run(unsaved.path(), &args);
    let reports = [&file, several.path(), many.path()].map(Report::of);
    let pages = reports.iter().map(Report::page).chain([unsaved.path().join("report.html")]);
    for (page, (width, scheme)) in pages.flat_map(|page| {
        [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
            .map(|how| (page.clone(), how))
    }) {
        let size =
            json!({"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": width < 500});
        browser.cdp("Emulation.setDeviceMetricsOverride", &size);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.cdp("Emulation.setEmulatedMedia", &features);
        browser.open(&page);
        browser.run(OPENED_AND_DECIDED);
        settle(&browser);
        browser.run(&axe);
        let told = browser.wait_for("axe.run().then(r => ({ passes: r.passes.length, violations: r.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html)]) }))");
        assert!(told["passes"].as_u64().unwrap() > 25, "{told}");
        assert_eq!(told["violations"], json!([]), "{} {width} {scheme}", page.display());
    }
}

/// Opens the files, and decides and views some.
const OPENED_AND_DECIDED: &str = "
for (const entry of data.entries) if (entry.button && !entry.open) toggle(entry);
document.querySelectorAll('main details').forEach((details) => { details.open = true; });
const entry = data.entries.find((e) => e.edits.length && e.button);
const edit = entry.edits[0];
if (canDecide()) decide(entry, edit, edit.outcome === 'conflict' ? 'custom' : 'reject');
if (byNeed.length > 1) setViewed(byNeed.find((e) => e.button && e !== entry) ?? entry, true);
showFilters(true);
";

#[test]
fn paper_shows_what_matters() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    browser.run("window.printed = 0; addEventListener('beforeprint', () => { window.printed = [...document.querySelectorAll('.entry .edit')].length; window.opened = [...document.querySelectorAll('.entry:has(.body:not([hidden]))')].map(e => e.className); window.unified = document.querySelectorAll('table.split').length })");
    let pdf = browser.cdp("Page.printToPDF", &json!({}));
    assert!(pdf["data"].as_str().unwrap().len() > 10_000);
    let edits = browser.run("return window.printed").as_u64().unwrap();
    assert!(edits >= 5, "{edits}");
    assert_eq!(browser.run("return window.unified"), 0, "paper is narrow");
    let opened = browser.run("return window.opened");
    assert!(opened.to_string().contains("customised"), "{opened}");
    assert!(!opened.to_string().contains("stock"), "{opened}");
    assert_eq!(browser.count(".body"), 0, "as it was");
    let paper = json!({"media": "print"});
    browser.cdp("Emulation.setEmulatedMedia", &paper);
    browser.run("beforePrint()");
    for control in [
        "button:not(h3 button)",
        "input:not(.views input)",
        "textarea",
        "nav",
        "#filters",
        ".decisions",
    ] {
        assert_eq!(browser.count(&format!("body {control}")), 0, "{control}");
    }
    assert!(browser.text(".edit.waits").contains("Undecided"), "{}", browser.text(".edit.waits"));
}

#[test]
fn code_that_wraps_keeps_its_indent() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    for width in [390, 1280] {
        let size =
            json!({"width": width, "height": 780, "deviceScaleFactor": 1, "mobile": width < 500});
        browser.cdp("Emulation.setDeviceMetricsOverride", &size);
        browser.run(
            "for (const entry of data.entries) if (entry.button && !entry.open) toggle(entry)",
        );
        settle(&browser);
        let told = browser.run(WRAPPED);
        let wrapped = told["wrapped"].as_array().unwrap();
        assert!(wrapped.len() > 3, "{told}");
        for line in wrapped {
            let [start, next] = [&line[0], &line[1]].map(|x| x.as_f64().unwrap());
            assert!(next >= start, "{line} at {width}");
        }
    }
    is_calm(&browser);
}

/// Of each line of code that wraps: where its first character stands, where its second row starts.
const WRAPPED: &str = r#"
const wrapped = [];
for (const line of document.querySelectorAll(".line")) {
  const indent = line.querySelector(".indent").textContent.length;
  const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const all = [];
  for (let at = 0, node = walk.nextNode(); node; node = walk.nextNode()) {
    for (let n = 0; n < node.length; n += 1, at += 1) {
      range.setStart(node, n);
      range.setEnd(node, n + 1);
      const box = range.getBoundingClientRect();
      if (at >= indent && box.width > 0) all.push(box);
    }
  }
  const next = all.find((box) => box.top > all[0].top + 5);
  if (next && all[0].width > 0) wrapped.push([all[0].left, next.left, line.textContent]);
}
return { wrapped };
"#;
