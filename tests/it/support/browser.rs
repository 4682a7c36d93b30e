//! A headless Chromium, driven over the WebDriver protocol by `chromedriver`.

// Each test file uses some of it.
#![allow(dead_code)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

const CHROMIUM: &str = "/usr/bin/chromium";
const DRIVER: &str = "/usr/bin/chromedriver";

/// So long may a command take; machines that test are busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// What an element is called in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One window with a profile of its own.
pub struct Browser {
    driver: Child,
    agent: Agent,
    session: String,
    folder: TempDir,
}

impl Browser {
    /// Starts one; says so and gives none where Debian's Chromium is not here.
    #[allow(clippy::print_stderr)]
    pub fn start() -> Option<Self> {
        if ![CHROMIUM, DRIVER].iter().all(|program| Path::new(program).exists()) {
            eprintln!("no chromium and chromedriver here: nothing is tested in a browser");
            return None;
        }
        let mut driver = Command::new(DRIVER)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let out = BufReader::new(driver.stdout.take().expect("piped"));
        let port = out.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        let config = Agent::config_builder().http_status_as_error(false);
        let agent: Agent = config.timeout_global(Some(PATIENCE)).build().into();
        let folder = tempfile::tempdir().expect("a folder");
        let driver_url = format!("http://127.0.0.1:{}", port.expect("chromedriver says its port"));
        let mut browser = Self { driver, agent, session: driver_url, folder };
        let made = browser.call("/session", &browser.wishes());
        let id = made["sessionId"].as_str().expect("a session").to_owned();
        browser.session = format!("{}/session/{id}", browser.session);
        let folder = browser.downloads().display().to_string();
        browser.cdp(
            "Browser.setDownloadBehavior",
            &json!({"behavior": "allow", "downloadPath": folder}),
        );
        Some(browser)
    }

    fn wishes(&self) -> Value {
        let profile = format!("--user-data-dir={}", self.folder.path().join("profile").display());
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            &profile,
        ];
        json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": CHROMIUM, "args": args},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}})
    }

    /// Where downloads go.
    pub fn downloads(&self) -> &Path {
        self.folder.path()
    }

    /// Opens a file, and waits until its scripts have run.
    pub fn open(&self, page: &Path) {
        let page = page.canonicalize().expect("a page");
        self.call("/url", &json!({"url": format!("file://{}", page.display())}));
    }

    /// Runs a script in the page: the body of a function.
    pub fn run(&self, script: &str) -> Value {
        self.call("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// The same for one that returns a promise.
    pub fn wait_for(&self, promise: &str) -> Value {
        let script =
            format!("const done = arguments[0]; ({promise}).then(done, e => done(String(e)));");
        self.call("/execute/async", &json!({"script": script, "args": []}))
    }

    /// The text of the first element that a selector finds.
    pub fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({}).innerText", json!(selector));
        self.run(&script).as_str().unwrap_or_default().to_owned()
    }

    /// How many elements that are shown a selector finds.
    pub fn count(&self, selector: &str) -> u64 {
        let all = format!("[...document.querySelectorAll({})]", json!(selector));
        self.run(&format!("return {all}.filter(e => e.checkVisibility()).length")).as_u64().unwrap()
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub fn press(&self, keys: &str) {
        let key = |key: char| {
            let value = key.to_string();
            [json!({"type": "keyDown", "value": value}), json!({"type": "keyUp", "value": value})]
        };
        let actions: Vec<Value> = keys.chars().flat_map(key).collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.call("/actions", &json!({"actions": [keyboard]}));
    }

    /// Clicks on the first element that a selector finds, as a person would.
    pub fn click(&self, selector: &str) {
        let element = format!("document.querySelector({})", json!(selector));
        self.run(&format!("{element}.scrollIntoView({{block: 'center'}})"));
        self.call(&format!("/element/{}/click", self.find(selector)), &json!({}));
    }

    /// Types a text into an element, or gives a file to one that takes files.
    pub fn fill(&self, selector: &str, text: &str) {
        let element = self.find(selector);
        self.call(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    fn find(&self, selector: &str) -> String {
        let found = self.call("/element", &json!({"using": "css selector", "value": selector}));
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    /// A command of the browser's own protocol.
    pub fn cdp(&self, command: &str, params: &Value) -> Value {
        self.call("/goog/cdp/execute", &json!({"cmd": command, "params": params}))
    }

    /// What was logged since the last time: `browser` for the console, `performance` for requests.
    pub fn log(&self, kind: &str) -> Vec<String> {
        let entries = self.call("/se/log", &json!({"type": kind}));
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries.iter().map(|e| e["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Every address that was asked for since the last time.
    pub fn requests(&self) -> Vec<String> {
        let request = |message: String| {
            let message: Value = serde_json::from_str(&message).ok()?;
            let message = &message["message"];
            let is_one = message["method"] == "Network.requestWillBeSent";
            is_one.then(|| message["params"]["request"]["url"].as_str().unwrap_or("?").to_owned())
        };
        self.log("performance").into_iter().filter_map(request).collect()
    }

    fn call(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let sent = self.agent.post(&url).header("content-type", "application/json");
        let mut answer = sent.send(body.to_string()).unwrap_or_else(|e| panic!("{path}: {e}"));
        let text = answer.body_mut().with_config().limit(1 << 28).read_to_string().expect("text");
        let mut answer: Value =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"));
        let value = answer["value"].take();
        let failed = value.get("error").is_some() && value.get("stacktrace").is_some();
        assert!(!failed, "{path} {body}: {}", value["message"]);
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Without its session the browser ends; the driver is this one's own child.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
