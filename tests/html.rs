//! The HTML report in a browser, as the person who decides has it.
//!
//! Where Debian's `chromium` and `chromium-driver` are not installed, the tests that need them say
//! so and pass.

mod support {
    pub mod browser;
    pub mod home;
    pub mod run;
}

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use faultgraft::model::Plan;
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::report::html;
use faultgraft::review::edit;
use faultgraft::stock::Release;
use serde_json::{Value, json};
use support::browser::Browser;
use support::home::{Home, SEQUENCES, call, own, tenant};
use support::run::{Done, faultgraft};
use tempfile::TempDir;

const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";

/// A home of 2.6.0: edits that need nobody, a companion that is rewritten, a conflict, three tenants
/// that are alike, and one whose file cannot be read.
fn home() -> Home {
    let home = Home::of(Release::V2_6_0);
    let file = |name: &str| format!("{SEQUENCES}/{name}");
    home.customise(&file("fault.xml"), &format!("{LOG}{}", call("alarm")));
    let main = home.read(&file("main.xml"));
    let description = ">The requested resource is not available.<";
    assert!(main.contains(description));
    // Mixed content has no faithful JSON: a conflict.
    home.write(&file("main.xml"), &main.replace(description, ">Nothing <b>lives</b> here.<"));
    let answer = "<payloadFactory media-type=\"xml\"><format><a:b xmlns:a=\"urn:a\"><a:c>1</a:c></a:b>\
                  </format><args/></payloadFactory>";
    home.write(&file("alarm.xml"), &own("alarm", answer));
    for id in 1..=3 {
        home.tenant(id).customise(&format!("{}/fault.xml", tenant(id)), LOG);
    }
    home.tenant(4).write(&format!("{}/fault.xml", tenant(4)), "<sequence");
    home
}

/// The page and the saved plan of an installation.
struct Report {
    folder: TempDir,
}

impl Report {
    fn of(custom: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let custom = custom.display().to_string();
        let args = ["plan", &custom, "--format", "html", "--output", "report.html"];
        let done = run(folder.path(), &[&args[..], &["--out", "plan.json"]].concat());
        assert!(folder.path().join("report.html").exists(), "{}", done.stderr);
        Self { folder }
    }

    fn page(&self) -> PathBuf {
        self.folder.path().join("report.html")
    }

    fn html(&self) -> String {
        fs::read_to_string(self.page()).unwrap()
    }

    fn plan(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("plan.json")).unwrap()
    }

    fn review(&self, args: &[&str]) -> Done {
        run(self.folder.path(), &[&["review", "plan.json"], args].concat())
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

fn run(folder: &Path, args: &[&str]) -> Done {
    Done::of(&mut faultgraft(folder, args))
}

/// The data of a page.
fn data(html: &str) -> Value {
    let (_, rest) = html.split_once("id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// Nothing may have gone wrong in the page, and nothing been asked of a network.
fn is_calm(browser: &Browser) {
    assert_eq!(browser.log("browser"), Vec::<String>::new());
    for url in browser.requests() {
        let is_local =
            ["file:", "data:", "blob:", "chrome:", "about:"].iter().any(|s| url.starts_with(s));
        assert!(is_local, "{url}");
    }
}

/// What is listed: file and scope of every heading.
fn listed(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.entry h3 button')].map(b => b.innerText)";
    let names = browser.run(script);
    names.as_array().unwrap().iter().map(|n| n.as_str().unwrap().replace('\n', " ")).collect()
}

/// Ticks or unticks, and waits for the list.
fn choose(browser: &Browser, selector: &str) {
    browser.click(selector);
    settle(browser);
}

fn settle(browser: &Browser) {
    browser.wait_for("new Promise(done => setTimeout(done, 250))");
}

#[test]
fn a_saved_plan_has_the_same_page() {
    let home = home();
    let report = Report::of(home.path());
    let again = run(report.folder.path(), &["report", "plan.json", "--format", "html"]);
    assert_eq!(again.text(), report.html());
    assert_eq!(again.code, Some(2), "as of the plan: a file could not be read");
    let text = run(report.folder.path(), &["report", "plan.json"]);
    let planned = run(report.folder.path(), &["plan", &home.path().display().to_string()]);
    assert_eq!(text.text(), planned.text());
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
    html::write(&plan, &mut page).unwrap();
    let data = data(&String::from_utf8(page).unwrap());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("html-data", serde_json::to_string_pretty(&data).unwrap());
    });
}

#[test]
fn what_is_alike_is_stored_and_told_once() {
    let home = home();
    let data = data(&Report::of(home.path()).html());
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
    let more = self::data(&Report::of(home.path()).html());
    for pool in ["diffs", "texts", "sides"] {
        assert_eq!(more[pool], data[pool], "one more of the same adds nothing");
    }
}

#[test]
fn filters_leave_what_they_say() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    let all = listed(&browser);
    for name in [
        "fault.xml super-tenant",
        "main.xml super-tenant",
        "fault.xml 3 tenants",
        "fault.xml tenant:4",
        "alarm.xml super-tenant",
    ] {
        assert!(all.iter().any(|n| n == name), "{name}: {all:?}");
    }
    assert_eq!(browser.count(".body"), 0, "nothing is made before it is opened");
    choose(&browser, "input[value=conflict]");
    assert_eq!(listed(&browser), ["main.xml super-tenant"]);
    assert!(browser.text("#shown").starts_with("1 of "), "{}", browser.text("#shown"));
    choose(&browser, "input[value=conflict]");
    choose(&browser, "input[value=error]");
    assert_eq!(listed(&browser), ["fault.xml tenant:4"]);
    choose(&browser, "#clear");
    assert_eq!(listed(&browser), all);
    choose(&browser, "#needs");
    assert_eq!(listed(&browser), ["main.xml super-tenant", "fault.xml tenant:4"]);
    choose(&browser, "#clear");
    for (field, text, expected) in [
        ("#scope", "tenant:2", &["fault.xml 3 tenants"][..]),
        ("#scope", "tenant:4", &["_auth_failure_handler_.xml tenant:4", "fault.xml tenant:4"]),
        ("#scope", "nant:3", &["fault.xml 3 tenants"]),
        ("#sequence", "main.xml", &["main.xml super-tenant"]),
        ("#search", "value=\"GATEWAY\"", &["fault.xml super-tenant", "fault.xml 3 tenants"]),
        ("#search", "no such text", &[]),
    ] {
        browser.fill(field, text);
        settle(&browser);
        assert_eq!(listed(&browser), expected, "{field} {text}");
        browser.run("document.activeElement.blur(); document.querySelector('#clear').click()");
        settle(&browser);
    }
    is_calm(&browser);
}

#[test]
fn keys_go_about_open_and_decide() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    let focus = || browser.run("return document.activeElement.id").as_str().unwrap().to_owned();
    browser.press("j");
    let first = focus();
    assert!(first.starts_with("entry-"), "{first}");
    browser.press("jk");
    assert_eq!(focus(), first);
    browser.press("o");
    assert_eq!(browser.count(".body"), 1);
    browser.press("o");
    assert_eq!(browser.count(".body"), 0);
    browser.press("\u{e007}");
    assert_eq!(browser.count(".body"), 1, "Enter opens");
    browser.press("j");
    assert!(focus().starts_with("edit-") && focus().ends_with("-1-box"), "{}", focus());
    let decided = || browser.text("#decided");
    assert!(decided().starts_with("0 decided"), "{}", decided());
    browser.press("y");
    assert!(decided().starts_with("1 decided"), "{}", decided());
    assert_eq!(
        browser.run("return document.activeElement.querySelector('input:checked').value"),
        "accept"
    );
    browser.press("n");
    assert_eq!(
        browser.run("return document.activeElement.querySelector('input:checked').value"),
        "reject"
    );
    browser.press("c");
    assert_eq!(
        browser.run("return document.activeElement.querySelector('input:checked').value"),
        "reject",
        "no conflict"
    );
    browser.press("u");
    assert!(decided().starts_with("0 decided"), "{}", decided());
    browser.press("\u{e007}");
    assert!(
        browser.run("return document.activeElement.closest('tr.gap, tr').dataset.line").is_string(),
        "in the difference"
    );
    browser.press("/");
    assert_eq!(focus(), "search");
    browser.press("jo");
    assert_eq!(
        browser.run("return document.activeElement.value"),
        "jo",
        "letters are letters there"
    );
    browser.press("\u{e00c}");
    assert_ne!(focus(), "search");
    browser.press("?");
    assert_eq!(browser.count("#help"), 1);
    browser.press("\u{e00c}");
    assert_eq!(browser.count("#help"), 0);
    is_calm(&browser);
}

#[test]
fn the_lines_for_deployment_toml_are_copied() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    let grant = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    browser.cdp("Browser.grantPermissions", &grant);
    browser.click("#copy-toml");
    settle(&browser);
    let copied = browser.wait_for("navigator.clipboard.readText()");
    assert_eq!(copied.as_str().unwrap(), browser.run("return data.skip_list.toml"));
    assert!(copied.as_str().unwrap().contains("\"alarm.xml\""), "{copied}");
    assert!(browser.text("#said").starts_with("Copied"), "read out: {}", browser.text("#said"));
    is_calm(&browser);
}

/// Waits for a download to be there, whole.
fn downloaded(browser: &Browser) -> String {
    let file = browser.downloads().join("decisions.json");
    for _ in 0..200 {
        match fs::read_to_string(&file) {
            Ok(text) if text.ends_with("}\n") => return text,
            _ => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    panic!("no decisions.json in {}", browser.downloads().display());
}

#[test]
fn decisions_go_out_into_the_plan_and_come_back() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    browser.open(&report.page());
    let go_to = |id: &str| {
        browser.run(&format!("location.hash = {}", json!(id)));
        settle(&browser);
    };
    go_to("super-tenant/fault/1");
    browser.press("n");
    go_to("tenant:2/fault/1");
    browser.press("y");
    go_to("super-tenant/main/1");
    assert_eq!(browser.count(".sides figure"), 3, "base and both sides");
    browser.press("n");
    assert_eq!(
        browser.run("return current()[1].now"),
        "target",
        "n is the target's side, as in review"
    );
    browser.press("c");
    browser.click("#download");
    let text = downloaded(&browser);
    let decisions: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        decisions["decisions"],
        json!({
            "super-tenant/fault/1": "reject", "super-tenant/main/1": "custom",
            "tenant:1/fault/1": "accept", "tenant:2/fault/1": "accept", "tenant:3/fault/1": "accept",
        })
    );
    let before = report.plan();
    let by_options = [
        "--reject",
        "super-tenant/fault/1",
        "--accept",
        "tenant:*/fault/1",
        "--take",
        "custom=super-tenant/main/1",
    ];
    report.review(&by_options);
    let expected = report.plan();
    assert_ne!(before, expected);
    fs::write(report.folder.path().join("plan.json"), &before).unwrap();
    let file = report.write("decisions.json", &text);
    let done = report.review(&["--decisions", &file]);
    assert!(done.stderr.contains("5 decisions"), "{}", done.stderr);
    assert_eq!(report.plan(), expected, "the same as by options");
    let mut from_stdin =
        faultgraft(report.folder.path(), &["review", "plan.json", "--decisions", "-"]);
    let done = Done::with_input(&mut from_stdin, text.as_bytes());
    assert!(done.stderr.contains("5 decisions"), "{}", done.stderr);
    // A new page goes on from the file.
    browser.open(&report.page());
    assert!(browser.text("#decided").starts_with("0 decided"));
    browser.fill("#file", &file);
    settle(&browser);
    assert!(browser.text("#decided").starts_with("5 decided"), "{}", browser.text("#decided"));
    assert_eq!(browser.run("return exported()"), json!(text));
    // A page of the decided plan has them, and can take one back.
    let page = run(
        report.folder.path(),
        &["report", "plan.json", "--format", "html", "--output", "decided.html"],
    );
    assert_ne!(page.code, None);
    browser.open(&report.folder.path().join("decided.html"));
    assert!(browser.text("#decided").starts_with("5 decided"), "{}", browser.text("#decided"));
    go_to("super-tenant/fault/1");
    browser.press("u");
    let exported = browser.run("return JSON.parse(exported())");
    assert_eq!(exported["decisions"]["super-tenant/fault/1"], Value::Null);
    report.write("decisions.json", &exported.to_string());
    report.review(&["--decisions", &file]);
    let plan = Plan::load(&report.plan()).unwrap();
    let edit = plan.edits().find(|e| e.id == "super-tenant/fault/1").unwrap();
    assert_eq!(edit.decision, None);
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
        (file(&identity, json!({good.0: "custom"})).to_string(), "no conflict"),
        (file(&identity, json!({good.0: "perhaps"})).to_string(), "no decisions of faultgraft's"),
        (
            file(&identity, json!({good.0: good.1}))
                .to_string()
                .replace("\"schema\":1", "\"schema\":2"),
            "in form 2",
        ),
        ("{}".to_owned(), "no decisions of faultgraft's"),
        ("<html>".to_owned(), "no decisions of faultgraft's"),
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
fn a_file_edited_by_hand_is_not_decided_any_more() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    let mut plan = Plan::load(&report.plan()).unwrap();
    let main = plan.files.iter().find(|f| f.sequence == "main" && !f.edits.is_empty()).unwrap();
    let text = main.merged.as_deref().unwrap().replace("</sequence>", "<drop/></sequence>");
    edit(&mut plan, "super-tenant/main/1", &text).unwrap();
    let mut page = Vec::new();
    html::write(&plan, &mut page).unwrap();
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

#[test]
fn an_address_leads_to_an_edit_that_the_filters_hide() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    choose(&browser, "input[value=error]");
    browser.run("location.hash = 'tenant:3/fault/1'");
    settle(&browser);
    assert_eq!(browser.run("return current()[1].n"), "1");
    assert_eq!(browser.run("return current()[0].count"), 3);
    is_calm(&browser);
}

#[test]
fn differences_have_both_line_numbers_and_the_changed_words() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    browser.run("location.hash = 'super-tenant/fault/1'");
    settle(&browser);
    let rows = |selector: &str| browser.count(&format!("table.diff {selector}"));
    assert_eq!(browser.text("table.diff thead").trim(), "stock 4.0.0\tmerged");
    assert!(rows("td.added") > 1, "the log and the call");
    let numbers = browser.run("return [...document.querySelectorAll('.diff tbody tr:has(td.same)')].map(r => [...r.querySelectorAll('.n')].map(n => n.innerText))");
    for pair in numbers.as_array().unwrap() {
        let [old, new] = [&pair[0], &pair[1]].map(|n| n.as_str().unwrap().parse::<u32>().unwrap());
        assert!(old <= new, "nothing is taken out here");
    }
    let before = rows("tr");
    browser.click("tr.gap button");
    assert!(rows("tr") > before, "unchanged lines are shown when asked for");
    browser.click("#layout label:last-of-type");
    assert_eq!(browser.count("table.unified"), 1);
    let shown = browser.run("return [...document.querySelectorAll('table.unified tr')].map(r => r.innerText).join('\\n')");
    assert!(shown.as_str().unwrap().contains("+"), "a sign, not only a colour: {shown}");
    browser.click("#layout label:first-of-type");
    // What the operator did: one word of a payload, in `main`.
    browser.run("location.hash = 'super-tenant/main/1'");
    settle(&browser);
    let words = browser.run("return [...document.querySelectorAll('.entry:has(#edit-' + current()[0].number + '-1) ins')].map(e => e.innerText)");
    assert!(words.to_string().contains("Nothing <b>lives</b> here"), "{words}");
    is_calm(&browser);
}

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

#[test]
fn what_clients_will_see_stands_old_beside_new() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    let html = report.html();
    let mut data = data(&html);
    let preview = json!({
        "sequence": "fault", "when": ["the backend is down"], "also": ["it times out"],
        "inputs": {"ERROR_CODE": 101503}, "changes": ["The body becomes <JSON>."],
        "old": {"status": 500, "content_type": "application/xml", "headers": {}, "body": "<am:fault/>", "unknown": [], "notes": []},
        "new": {"status": 500, "content_type": "application/json", "headers": {"A": "b"}, "body": "{\"code\":\"1\"}", "unknown": ["$3"], "notes": []},
    });
    data["previews"] = json!({"p1": [preview]});
    let at = data["entries"]
        .as_array()
        .unwrap()
        .iter()
        .position(|e| e["stem"] == "fault" && e["status"] == "customised")
        .unwrap();
    data["entries"][at]["previews"] = json!("p1");
    let (before, rest) = html.split_once("id=\"data\">").unwrap();
    let (_, after) = rest.split_once("</script>").unwrap();
    let text = data.to_string().replace('<', "\\u003c");
    report.write("report.html", &format!("{before}id=\"data\">{text}</script>{after}"));
    browser.open(&report.page());
    browser.run("location.hash = 'super-tenant/fault'");
    settle(&browser);
    let shown = browser.text(".preview");
    for text in [
        "the backend is down",
        "it times out",
        "The body becomes <JSON>.",
        "<am:fault/>",
        "{\"code\":\"1\"}",
        "ERROR_CODE = 101503",
        "$3",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert_eq!(
        browser.count(".preview td.differs"),
        8,
        "type, headers, body, and what is not known; on both sides"
    );
    is_calm(&browser);
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
