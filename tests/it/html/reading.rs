//! How one gets about in it: filters, keys, addresses, differences.

use serde_json::json;

use super::work::{Report, choose, data_of, go_to, home, is_calm, listed, settle};
use crate::support::browser::Browser;

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
        ("#scope", "tenant:4", &["fault.xml tenant:4", "_auth_failure_handler_.xml tenant:4"]),
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
fn keys_decide() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    go_to(&browser, "super-tenant/fault/1");
    let answer =
        || browser.run("return document.activeElement.querySelector('input:checked').value");
    let decided = || browser.text("#decided");
    for (key, expected, count) in
        [("y", "accept", "1"), ("n", "reject", "1"), ("c", "reject", "1"), ("u", "", "0")]
    {
        browser.press(key);
        assert_eq!(answer(), expected, "{key}; it is not a conflict");
        assert!(decided().starts_with(&format!("{count} decided")), "{key}: {}", decided());
    }
    is_calm(&browser);
}

#[test]
fn the_lines_for_deployment_toml_are_copied() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    browser.open(&Report::of(home.path()).page());
    let grant = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
    browser.cdp("Browser.grantPermissions", &grant);
    browser.click(".copy-lines");
    settle(&browser);
    let copied = browser.wait_for("navigator.clipboard.readText()");
    assert_eq!(
        copied.as_str().unwrap(),
        browser.run("return data.overview.steps.find((s) => s.lines).lines")
    );
    assert!(copied.as_str().unwrap().contains("\"alarm.xml\""), "{copied}");
    assert!(browser.text("#said").starts_with("Copied"), "read out: {}", browser.text("#said"));
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
    assert_eq!(browser.text("table.diff thead").trim(), "4.0.0\tmerged");
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
fn what_clients_will_see_stands_old_beside_new() {
    let Some(browser) = Browser::start() else { return };
    let home = home();
    let report = Report::of(home.path());
    let html = report.html();
    let mut data = data_of(&html);
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
