//! On a phone, in the dark, on paper, and for who does not see it.

use serde_json::{Value, json};

use super::work::{Report, home, is_calm, settle};
use crate::support::browser::Browser;

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

#[test]
fn paper_shows_what_matters() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    browser.run("window.printed = 0; addEventListener('beforeprint', () => { window.printed = [...document.querySelectorAll('.entry .edit')].length; window.unified = document.querySelectorAll('table.split').length })");
    let pdf = browser.cdp("Page.printToPDF", &json!({}));
    assert!(pdf["data"].as_str().unwrap().len() > 10_000);
    let edits = browser.run("return window.printed").as_u64().unwrap();
    assert!(edits >= 5, "{edits}");
    assert_eq!(browser.run("return window.unified"), 0, "paper is narrow");
    assert_eq!(browser.count(".body"), 0, "as it was");
}
