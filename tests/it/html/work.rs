//! An installation, its page and its plan, and what every look at a page needs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use faultgraft::stock::Release;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::browser::Browser;
use crate::support::home::{Home, SEQUENCES, call, own, tenant};
use crate::support::run::{Done, faultgraft};

pub const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";

/// A home of 2.6.0: edits that need nobody, a companion that is rewritten, a conflict, three tenants
/// that are alike, and one whose file cannot be read.
pub fn home() -> Home {
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
pub struct Report {
    pub folder: TempDir,
}

impl Report {
    pub fn of(custom: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let custom = custom.display().to_string();
        let args = ["plan", &custom, "--format", "html", "--output", "report.html"];
        let done = run(folder.path(), &[&args[..], &["--out", "plan.json"]].concat());
        assert!(folder.path().join("report.html").exists(), "{}", done.stderr);
        Self { folder }
    }

    pub fn page(&self) -> PathBuf {
        self.folder.path().join("report.html")
    }

    pub fn html(&self) -> String {
        fs::read_to_string(self.page()).unwrap()
    }

    pub fn plan(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("plan.json")).unwrap()
    }

    pub fn review(&self, args: &[&str]) -> Done {
        run(self.folder.path(), &[&["review", "plan.json"], args].concat())
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

pub fn run(folder: &Path, args: &[&str]) -> Done {
    Done::of(&mut faultgraft(folder, args))
}

/// The data of a page.
pub fn data_of(html: &str) -> Value {
    let (_, rest) = html.split_once("id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// Nothing may have gone wrong in the page, and nothing been asked of a network.
pub fn is_calm(browser: &Browser) {
    assert_eq!(browser.log("browser"), Vec::<String>::new());
    let requests = browser.requests();
    assert!(requests.iter().any(|url| url.starts_with("file:")), "requests are seen: {requests:?}");
    for url in requests {
        let is_local =
            ["file:", "data:", "blob:", "chrome:", "about:"].iter().any(|s| url.starts_with(s));
        assert!(is_local, "{url}");
    }
}

/// What is listed: file and scope of every heading.
pub fn listed(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.entry h3 button')].map(b => b.innerText)";
    let names = browser.run(script);
    names.as_array().unwrap().iter().map(|n| n.as_str().unwrap().replace('\n', " ")).collect()
}

/// Ticks or unticks, and waits for the list.
pub fn choose(browser: &Browser, selector: &str) {
    browser.click(selector);
    settle(browser);
}

pub fn settle(browser: &Browser) {
    browser.wait_for("new Promise(done => setTimeout(done, 250))");
}

/// Waits for a download to be there, whole.
pub fn downloaded(browser: &Browser) -> String {
    let file = browser.downloads().join("decisions.json");
    for _ in 0..200 {
        match fs::read_to_string(&file) {
            Ok(text) if text.ends_with("}\n") => return text,
            _ => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    panic!("no decisions.json in {}", browser.downloads().display());
}

/// Goes to an edit.
pub fn go_to(browser: &Browser, id: &str) {
    browser.run(&format!("location.hash = {}", json!(id)));
    settle(browser);
}
