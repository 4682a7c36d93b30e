//! Who changed nothing gets the new release's own files, however the old ones were written: by the
//! console, by an editor, by a formatter, by a script.

use crate::support;

use std::{fs, path::Path, process::Command};

use faultgraft::{
    model::{FilePlan, Status},
    plan::{MergeRequest, PlanRequest, merge_one, plan},
    program::{Tree, outline},
    stock::{self, Release, SequenceName, Stock},
    xml::Document,
};
use insta_cmd::get_cargo_bin;
use support::{
    console::{self, View},
    dom::{Element, Node, PLAIN, Style},
};

const SYNAPSE: &str = "http://ws.apache.org/ns/synapse";

/// What `get-property` computes and `$ctx:` does not know.
const COMPUTED: &[&str] = &["MESSAGE_FORMAT"];

/// One way to write the same sequence.
struct Form {
    name: &'static str,
    write: fn(&str) -> Vec<u8>,
}

const FORMS: &[Form] = &[
    Form { name: "as shipped", write: |text| text.into() },
    Form { name: "console, source view", write: |text| console(text, View::Source) },
    Form { name: "console, prefixes", write: |text| console(text, View::SourceWithPrefixes) },
    Form { name: "console, design view", write: |text| console(text, View::Design) },
    Form { name: "console, forms", write: |text| console(text, View::DesignForms) },
    Form { name: "tabs, CRLF and a byte order mark", write: tabs_and_crlf },
    Form { name: "attributes turned round", write: |text| attributes(text, <[_]>::reverse) },
    Form {
        name: "attributes rotated",
        write: |text| attributes(text, |a| a.rotate_left(a.len() / 2)),
    },
    Form { name: "single quotes", write: |text| styled(text, Style { quote: '\'', ..PLAIN }) },
    Form { name: "blanks around =", write: |text| styled(text, Style { equals: " = ", ..PLAIN }) },
    Form { name: "text as CDATA", write: |text| styled(text, Style { cdata: true, ..PLAIN }) },
    Form { name: "a prefix for Synapse", write: prefixed },
    Form { name: "one line", write: one_line },
    Form { name: "two blanks a level", write: narrow },
    Form { name: "ISO-8859-1", write: latin_1 },
    Form { name: "UTF-16, low byte first", write: |text| utf16(text, u16::to_le_bytes) },
    Form { name: "UTF-16, high byte first", write: |text| utf16(text, u16::to_be_bytes) },
    Form { name: "licence header", write: |text| licensed(text).into() },
    Form { name: "no declaration", write: |text| body(text).into() },
    Form { name: "$ctx for get-property", write: |text| shorten(text).into() },
    Form { name: "get-property for $ctx", write: |text| lengthen(text).into() },
];

fn console(text: &str, view: View) -> Vec<u8> {
    console::save(&Element::parse(text), view).into()
}

fn styled(text: &str, style: Style) -> Vec<u8> {
    style.write(&Element::parse(text)).into()
}

/// What stands after the XML declaration.
fn body(text: &str) -> &str {
    text.split_once("?>\n").expect("stock has a declaration").1
}

fn tabs_and_crlf(text: &str) -> Vec<u8> {
    let tabs = |line: &str| {
        let rest = line.trim_start_matches(' ');
        format!("{}{rest}\r\n", "\t".repeat((line.len() - rest.len()) / 4))
    };
    let lines: String = text.lines().map(tabs).collect();
    format!("\u{FEFF}{lines}").into()
}

fn attributes(text: &str, order: fn(&mut [(String, String)])) -> Vec<u8> {
    let mut root = Element::parse(text);
    root.each(&mut |e| order(&mut e.attributes));
    PLAIN.write(&root).into()
}

/// Every mediator as `syn:...`; a payload without prefix declares the namespace it was in.
fn prefixed(text: &str) -> Vec<u8> {
    let mut root = Element::parse(text);
    root.attributes.retain(|(name, _)| name != "xmlns");
    root.attributes.push(("xmlns:syn".to_owned(), SYNAPSE.to_owned()));
    prefix(&mut root);
    PLAIN.write(&root).into()
}

fn prefix(element: &mut Element) {
    let is_format = element.name == "format";
    element.name.insert_str(0, "syn:");
    for node in &mut element.children {
        match node {
            Node::Element(payload) if is_format => {
                if !payload.name.contains(':') {
                    payload.attributes.push(("xmlns".to_owned(), SYNAPSE.to_owned()));
                }
            }
            Node::Element(child) => prefix(child),
            Node::Text(_) => {}
        }
    }
}

fn one_line(text: &str) -> Vec<u8> {
    PLAIN.write(&Element::parse(text).without_blanks()).into()
}

fn narrow(text: &str) -> Vec<u8> {
    let style = Style { indent: Some(2), ..PLAIN };
    style.write(&Element::parse(text).without_blanks()).into()
}

const LICENCE: &str = "<!--\n  ~ Copyright (c) Größenwahn & Söhne <info@example.com>\n  ~\n  ~ \
    Licensed under the <licence>.\n  -->\n";

/// Comments and instructions before and after the root.
fn licensed(text: &str) -> String {
    let (declaration, body) = text.split_once('\n').expect("stock has a declaration");
    format!("{declaration}\n{LICENCE}<?note é?>\n<!-- é -->{body}\n<!-- end -->\n")
}

fn declared(text: &str, encoding: &str) -> String {
    let text = licensed(text);
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    text.replacen("UTF-8", encoding, 1)
}

fn latin_1(text: &str) -> Vec<u8> {
    let text = declared(text, "ISO-8859-1");
    text.chars().map(|c| u8::try_from(c).expect("a character of ISO-8859-1")).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{FEFF}{}", declared(text, "UTF-16")).encode_utf16().flat_map(bytes).collect()
}

/// `get-property('X')` as `$ctx:X`, and so for the other scopes.
fn shorten(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("get-property(") {
        let (inside, behind) = after.split_once(')').expect("a call ends");
        let words: Vec<&str> = inside.split(',').map(|w| w.trim().trim_matches('\'')).collect();
        out += before;
        out += &match words.as_slice() {
            [name] if COMPUTED.contains(name) => format!("get-property({inside})"),
            [name] | ["default", name] => format!("$ctx:{name}"),
            ["axis2", name] => format!("$axis2:{name}"),
            ["transport", name] => format!("$trp:{name}"),
            other => panic!("no short form of {other:?}"),
        };
        rest = behind;
    }
    out + rest
}

/// `$ctx:X` as `get-property("X")` or `get-property('default','X')`, and so for the other scopes.
fn lengthen(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    for turn in 0.. {
        let Some(at) = ["$ctx:", "$axis2:", "$trp:"].iter().filter_map(|p| rest.find(p)).min()
        else {
            break;
        };
        let (scope, after) = rest[at + 1..].split_once(':').expect("a scope ends in a colon");
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        let end = after.find(|c| !is_name(c)).expect("a name ends");
        let name = &after[..end];
        out += &rest[..at];
        out += &match (scope, turn % 3) {
            ("ctx", 0) => format!("get-property('{name}')"),
            ("ctx", 1) => format!("get-property( 'default' , '{name}' )"),
            ("ctx", _) => format!("get-property(&quot;{name}&quot;)"),
            ("trp", _) => format!("get-property('transport','{name}')"),
            (scope, _) => format!("get-property('{scope}', '{name}')"),
        };
        rest = &after[end..];
    }
    out + rest
}

fn old_releases() -> impl Iterator<Item = Release> {
    Release::ALL.iter().copied().filter(|r| !r.answers_json())
}

fn shipped(release: Release) -> impl Iterator<Item = &'static Stock> {
    SequenceName::ALL.iter().filter_map(move |&s| stock::get(s, release))
}

fn target(sequence: SequenceName) -> &'static str {
    stock::get(sequence, Release::DEFAULT_TARGET).expect("4.0.0 has all of them").text
}

/// Writes what a release ships into a folder.
fn install(release: Release, form: &Form, folder: &Path) {
    for stock in shipped(release) {
        fs::write(folder.join(stock.sequence.file_name()), (form.write)(stock.text)).unwrap();
    }
}

/// What is wrong with the plan of a stock file; nothing for one that is right.
fn wrong(file: &FilePlan, sequence: SequenceName) -> Option<String> {
    let merged = file.merged.as_ref().map(|merged| &*merged.bytes);
    let is_target = merged == Some(target(sequence).as_bytes());
    let right = file.status == Status::Stock
        && is_target
        && file.diff().is_empty()
        && file.edits.is_empty()
        && file.findings.is_empty();
    let edits: Vec<&String> = file.edits.iter().map(|e| &e.summary).collect();
    let findings: Vec<&String> = file.findings.iter().map(|f| &f.message).collect();
    let what = format!("{}, {}: {edits:?}, {findings:?}", file.file(), file.status);
    (!right).then_some(what)
}

/// All that is wrong at once, so that one run tells which forms are not seen through.
fn assert_nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_folder_of_stock_is_stock_in_every_form() {
    let mut all_wrong = Vec::new();
    for release in old_releases() {
        for form in FORMS {
            let folder = tempfile::tempdir().unwrap();
            install(release, form, folder.path());
            let found = wrong_in_folder(folder.path(), release);
            all_wrong.extend(found.iter().map(|w| format!("{release}, {}: {w}", form.name)));
        }
    }
    assert_nothing(&all_wrong);
}

fn wrong_in_folder(folder: &Path, release: Release) -> Vec<String> {
    let request = PlanRequest { custom: folder.to_owned(), ..PlanRequest::default() };
    let plan = plan(&request).expect("a folder with sequences");
    let mut all_wrong = Vec::new();
    for stock in shipped(release) {
        let file = plan.files.iter().find(|f| f.stem() == stock.sequence.stem());
        let file = file.expect("an entry for every file");
        all_wrong.extend(wrong(file, stock.sequence));
        let base = file.base.as_ref().expect("a base");
        let is_base = base.same_content.iter().any(|label| label == release.label());
        if !is_base || base.edits > 0 {
            all_wrong.push(format!(
                "{}: base {:?}, {} edits",
                file.file(),
                base.release,
                base.edits
            ));
        }
    }
    if plan.needs_a_person() || plan.failed() || plan.summary.edits > 0 {
        all_wrong.push("the plan needs a person".to_owned());
    }
    all_wrong
}

#[test]
fn one_stock_file_alone_is_stock_in_every_form() {
    let is_read = |s: &Stock| s.releases.iter().any(|r| !r.is_inferred());
    let old = |s: &&Stock| !s.first().answers_json() && is_read(s);
    let mut all_wrong = Vec::new();
    for stock in stock::all().iter().filter(old) {
        for form in FORMS {
            let request = MergeRequest {
                name: stock.sequence.file_name().to_owned(),
                bytes: (form.write)(stock.text),
                ..MergeRequest::default()
            };
            let file = merge_one(&request).expect("the name says which sequence it is");
            let found = wrong(&file, stock.sequence);
            all_wrong.extend(found.map(|w| format!("{}, {}: {w}", stock.first(), form.name)));
        }
    }
    assert_nothing(&all_wrong);
}

/// What only an inferred release ships is an edit away from what others do: a person has to say.
#[test]
fn what_only_an_inferred_release_ships_is_not_taken_for_its_stock() {
    let inferred = |s: &&Stock| s.releases.iter().all(|r| r.is_inferred());
    let mut seen = 0;
    for stock in stock::all().iter().filter(inferred) {
        let request = MergeRequest {
            name: stock.sequence.file_name().to_owned(),
            bytes: stock.text.into(),
            ..MergeRequest::default()
        };
        let file = merge_one(&request).expect("the name says which sequence it is");
        let base = file.base.as_ref().and_then(|b| b.release.clone());
        assert_ne!(base.as_deref(), Some("1.8.0*"), "{}", stock.sequence);
        assert!(file.findings.iter().any(|f| f.rule == "base-uncertain"), "{}", stock.sequence);
        assert!(file.needs_a_person(), "{}", stock.sequence);
        seen += 1;
    }
    assert!(seen > 1, "only {seen}");
}

#[test]
fn the_commands_say_so_too() {
    let form = |name| FORMS.iter().find(|f| f.name == name).expect("a form of that name");
    let cases = [
        (Release::V1_7_0, "as shipped"),
        (Release::V1_9_1, "console, design view"),
        (Release::V2_6_0, "UTF-16, low byte first"),
        (Release::V3_2_0, "tabs, CRLF and a byte order mark"),
    ];
    for (release, name) in cases {
        let folder = tempfile::tempdir().unwrap();
        install(release, form(name), folder.path());
        let plan = run(&["plan".as_ref(), folder.path(), "--format=json".as_ref()]);
        let plan: serde_json::Value = serde_json::from_slice(&plan).unwrap();
        for stock in shipped(release) {
            let files = plan["files"].as_array().unwrap();
            let file = files.iter().find(|f| f["file"] == stock.sequence.file_name()).unwrap();
            assert_eq!(file["status"], "stock", "{release} {name}");
            assert_eq!(file["edits"], serde_json::json!([]));
            let merged = run(&["merge".as_ref(), &folder.path().join(stock.sequence.file_name())]);
            assert!(merged == target(stock.sequence).as_bytes(), "{release} {name}");
        }
    }
}

#[test]
fn shown_stock_is_the_embedded_stock() {
    for stock in shipped(Release::V3_2_0) {
        let name = Path::new(stock.sequence.stem());
        let shown =
            run(&["stock".as_ref(), "show".as_ref(), name, "--release".as_ref(), "3.2.0".as_ref()]);
        assert!(shown == stock.text.as_bytes(), "{}", name.display());
    }
}

/// What the command writes to standard output; it must end with exit code 0.
fn run(args: &[&Path]) -> Vec<u8> {
    let done = Command::new(get_cargo_bin("faultgraft")).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{args:?}: {said}");
    done.stdout
}

/// `stock canonical` prints the same for every form.
#[test]
fn canonical_text_is_the_same_in_every_form() {
    let canonical = |bytes: &[u8]| {
        let doc = Document::read(bytes).expect("stock is read in every form");
        outline(&Tree::of(&doc, doc.root()))
    };
    let mut all: Vec<String> = Vec::new();
    for stock in stock::all() {
        let shipped = canonical(stock.text.as_bytes());
        for form in FORMS {
            let written = canonical(&(form.write)(stock.text));
            assert!(written == shipped, "{} {}:\n{written}", stock.first(), form.name);
        }
        all.push(shipped);
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), stock::all().len(), "what differs has the same canonical text");
}

/// The forms do what their names say; a form that changes nothing would prove nothing.
#[test]
fn the_forms_differ() {
    let fault = stock::get(SequenceName::Fault, Release::V3_2_0).unwrap().text;
    let mut written: Vec<Vec<u8>> = FORMS.iter().map(|f| (f.write)(fault)).collect();
    written.sort();
    written.dedup();
    assert_eq!(written.len(), FORMS.len());
    let saved = String::from_utf8(console(fault, View::Design)).unwrap();
    let settings = support::snapshots::in_folder("");
    settings.bind(|| insta::assert_snapshot!("stock-saved-in-design-view", saved));
}
