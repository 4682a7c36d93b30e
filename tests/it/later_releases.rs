//! What releases after 4.0.0 load that 4.0.0 does not, and the other way round, as lint, plan and
//! preview say it (run on the engine of 4.5.0; which release changed it is read in the sources of
//! the tags of wso2-synapse).

use crate::support;

use std::fs;
use std::path::Path;

use faultgraft::stock::{self, Release, SequenceName};
use serde_json::Value;
use support::run::{Done, faultgraft};

/// A mediator, and whether 4.0.0, 4.4.0 and 4.5.0 load it.
struct Row {
    mediator: &'static str,
    loads: [bool; 3],
}

const RELEASES: [&str; 3] = ["4.0.0", "4.4.0", "4.5.0"];

const fn row(mediator: &'static str, loads: [bool; 3]) -> Row {
    Row { mediator, loads }
}

const UNTIL_4_4: [bool; 3] = [true, true, false];
const SINCE_4_5: [bool; 3] = [false, false, true];
const AFTER_4_0: [bool; 3] = [false, true, true];
const ALWAYS: [bool; 3] = [true, true, true];
const NEVER: [bool; 3] = [false, false, false];

const ROWS: &[Row] = &[
    // Every `${..}` of a format is parsed from 4.5.0 on.
    row(
        r#"<payloadFactory media-type="json"><format>{"help":"${HELP_URL}"}</format></payloadFactory>"#,
        UNTIL_4_4,
    ),
    row(
        r#"<payloadFactory media-type="json"><format>{"help":"${carbon.host}"}</format></payloadFactory>"#,
        UNTIL_4_4,
    ),
    row(
        r#"<payloadFactory media-type="json"><format>{"help":"${env:X}"}</format></payloadFactory>"#,
        UNTIL_4_4,
    ),
    row(
        r#"<payloadFactory media-type="json"><format>{"help":"${}"}</format></payloadFactory>"#,
        UNTIL_4_4,
    ),
    row(
        r#"<payloadFactory media-type="json"><format>{"help":"${open"}</format></payloadFactory>"#,
        UNTIL_4_4,
    ),
    row(
        r#"<payloadFactory media-type="text"><format>see ${HELP_URL}</format></payloadFactory>"#,
        UNTIL_4_4,
    ),
    row(
        r#"<payloadFactory media-type="xml"><format><a xmlns="">${HELP_URL}</a></format></payloadFactory>"#,
        UNTIL_4_4,
    ),
    row(r#"<log level="custom"><message>see ${HELP_URL}</message></log>"#, UNTIL_4_4),
    row(
        r#"<payloadFactory media-type="json"><format>{"n":${5},"v":"${vars.x}"}</format></payloadFactory>"#,
        ALWAYS,
    ),
    row(
        r#"<payloadFactory media-type="json"><format>{"v":"${props.synapse.X}"}</format></payloadFactory>"#,
        ALWAYS,
    ),
    row(r#"<log level="custom"><message>${payload}</message></log>"#, ALWAYS),
    // As an expression it is one from 4.5.0 on.
    row(r#"<property name="A" expression="${vars.x}"/>"#, SINCE_4_5),
    row(r#"<property name="A" expression="${ctx.X}"/>"#, NEVER),
    row(r#"<header name="X-A" scope="transport" expression="${vars.x}"/>"#, SINCE_4_5),
    row(r#"<log level="custom"><property name="a" expression="${vars.x}"/></log>"#, SINCE_4_5),
    row(r#"<filter xpath="${vars.x == 1}"><then><log/></then></filter>"#, SINCE_4_5),
    row(r#"<filter source="${vars.x}" regex="1"><then><log/></then></filter>"#, SINCE_4_5),
    row(r#"<switch source="${vars.x}"><case regex="1"><log/></case></switch>"#, SINCE_4_5),
    // As a value it is text, and neither args nor faults take it.
    row(r#"<property name="A" value="${HELP_URL}"/>"#, ALWAYS),
    row(r#"<log level="custom"><property name="a" value="${HELP_URL}"/></log>"#, ALWAYS),
    row(
        r#"<payloadFactory media-type="json"><format>{"a":"$1"}</format><args><arg value="${HELP_URL}"/></args></payloadFactory>"#,
        ALWAYS,
    ),
    row(
        r#"<payloadFactory media-type="json"><format>{"a":"$1"}</format><args><arg expression="${vars.x}"/></args></payloadFactory>"#,
        NEVER,
    ),
    row(r#"<makefault version="pox"><reason expression="${vars.x}"/></makefault>"#, NEVER),
    // Mediators, scopes and forms that came later.
    row(r#"<variable name="x" value="1"/>"#, SINCE_4_5),
    row(r#"<throwError type="X"/>"#, SINCE_4_5),
    row(r#"<property name="A" value="1" scope="system"/>"#, AFTER_4_0),
    row(r#"<property name="A" value="1" scope="analytics"/>"#, AFTER_4_0),
    row(r#"<payloadFactory media-type="xml"><format>none</format></payloadFactory>"#, SINCE_4_5),
    row(r#"<payloadFactory media-type="foo"><format>{"a":1}</format></payloadFactory>"#, SINCE_4_5),
    row(
        r#"<enrich><source type="body"/><target type="key" xpath="json-eval($.a)"/></enrich>"#,
        AFTER_4_0,
    ),
];

const LOAD_RULES: [&str; 3] = ["bad-load", "unknown-mediator", "dollar-brace"];

/// Whether any finding of severity error says that the sequence does not load.
fn is_refused(json: &Value) -> bool {
    match json {
        Value::Object(members) => {
            let is = |name: &str, value: &str| members.get(name).is_some_and(|v| v == value);
            (is("severity", "error") && LOAD_RULES.iter().any(|rule| is("rule", rule)))
                || members.values().any(is_refused)
        }
        Value::Array(items) => items.iter().any(is_refused),
        _ => false,
    }
}

/// The stock `fault` of a release with a mediator at its start.
fn customised(release: Release, mediator: &str) -> String {
    let stock = stock::get(SequenceName::Fault, release).expect("stock").text;
    let root = stock.find("<sequence").expect("a root");
    let at = root + stock[root..].find('>').expect("the root's end") + 1;
    format!("{}\n    {mediator}{}", &stock[..at], &stock[at..])
}

fn said(folder: &Path, args: &[&str]) -> Value {
    let done = Done::of(&mut faultgraft(folder, args));
    assert_ne!(done.code, Some(2), "{args:?}: {}", done.stderr);
    done.json()
}

#[test]
fn what_later_releases_load_is_said_alike_by_lint_and_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("fault.xml");
    let mut wrong = Vec::new();
    for Row { mediator, loads } in ROWS {
        for (release, loads) in RELEASES.into_iter().zip(loads) {
            // A base that every one of the targets follows.
            fs::write(&file, customised(Release::V3_2_0, mediator)).expect("written");
            let lint = said(
                folder.path(),
                &["lint", "fault.xml", "--release", release, "--format", "json"],
            );
            let plan = said(
                folder.path(),
                &[
                    "plan",
                    "fault.xml",
                    "--base-release",
                    "3.2.0",
                    "--target-release",
                    release,
                    "--format",
                    "json",
                ],
            );
            for (command, json) in [("lint", &lint), ("plan", &plan)] {
                if is_refused(json) == *loads {
                    wrong.push(format!("{command} {release} loads={loads}: {mediator}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_later_releases_load_is_said_by_preview() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    for Row { mediator, loads } in ROWS {
        let text = format!(
            "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"own\">{mediator}</sequence>"
        );
        fs::write(folder.path().join("own.xml"), text).expect("written");
        for (release, loads) in RELEASES.into_iter().zip(loads) {
            let args =
                ["preview", "own.xml", "--release", release, "--set", "A=1", "--format", "json"];
            let done = Done::of(&mut faultgraft(folder.path(), &args));
            let refused =
                done.text().contains("does not load") || done.stderr.contains("does not load");
            if refused == *loads {
                wrong.push(format!("preview {release} loads={loads}: {mediator}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
