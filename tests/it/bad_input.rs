//! Whatever is given instead of a sequence: one clear error with its place, what was expected and
//! what to do; the other files are planned all the same; nothing ever panics.

use crate::support;

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use faultgraft::{
    model::{Severity, Status},
    plan::{PlanRequest, Watch, plan_watched},
    stock::{self, Release, SequenceName},
};
use serde_json::Value;
use support::run::{Done, faultgraft};
use tempfile::TempDir;

/// What stands under the name of a sequence.
enum Bad {
    Bytes(Vec<u8>),
    /// A file of that many bytes that takes no room on disk.
    Sparse(u64),
    Folder,
    #[cfg(unix)]
    DanglingLink,
    #[cfg(unix)]
    Pipe,
    #[cfg(unix)]
    Unreadable,
}

impl Bad {
    fn put(&self, path: &Path) {
        match self {
            Self::Bytes(bytes) => fs::write(path, bytes).unwrap(),
            Self::Sparse(size) => fs::File::create(path).unwrap().set_len(*size).unwrap(),
            Self::Folder => fs::create_dir(path).unwrap(),
            #[cfg(unix)]
            Self::DanglingLink => std::os::unix::fs::symlink("no/such/file.xml", path).unwrap(),
            #[cfg(unix)]
            Self::Pipe => {
                let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
                assert!(made.success());
            }
            #[cfg(unix)]
            Self::Unreadable => {
                use std::os::unix::fs::PermissionsExt;
                fs::write(path, "<sequence/>").unwrap();
                fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
            }
        }
    }
}

/// A sequence of the Synapse namespace with `inside` on its third line.
fn sequence(inside: &str) -> Bad {
    let open = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">";
    Bad::Bytes(format!("{open}\n    <drop/>\n    {inside}\n</sequence>\n").into())
}

fn text(text: &str) -> Bad {
    Bad::Bytes(text.into())
}

fn fixture(name: &str) -> Bad {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    Bad::Bytes(fs::read(path.join("custom.xml")).unwrap())
}

fn cases() -> Vec<(&'static str, Bad)> {
    let nested =
        format!("<sequence xmlns=\"http://ws.apache.org/ns/synapse\">{}", "<then>".repeat(200_000));
    let closed = format!("{nested}{}</sequence>", "</then>".repeat(200_000));
    vec![
        ("an undeclared prefix", sequence("<x:log/>")),
        ("an attribute twice", sequence("<log level=\"full\" level=\"simple\"/>")),
        ("an unknown entity", sequence("<log>&nbsp;</log>")),
        ("a bare ampersand", sequence("<property name=\"a\" value=\"b & c\"/>")),
        ("an attribute without quotes", sequence("<log level=full/>")),
        ("a less-than in an attribute", sequence("<property name=\"a\" value=\"a<b\"/>")),
        ("a NUL", sequence("<log>\0</log>")),
        ("a control character", sequence("<log>\u{1b}[31m</log>")),
        ("two roots", text("<a/>\n<b/>\n")),
        ("text after the root", text("<a/>\nTODO: tell Ravi\n")),
        ("a mismatched tag", sequence("<filter><then></filter></then>")),
        ("an unclosed tag", sequence("<filter>")),
        ("cut off in a tag", text("<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fa")),
        ("an unclosed comment", sequence("<!-- log level=\"full\"/>")),
        ("a merge left undone", sequence("\n<<<<<<< HEAD\n<drop/>\n=======\n<send/>\n>>>>>>> theirs")),
        ("a line before the declaration", text("\n<?xml version=\"1.0\"?>\n<sequence/>")),
        ("DOCTYPE", text("<!DOCTYPE sequence>\n<sequence/>\n")),
        ("DOCTYPE with entities", text("<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")),
        ("DOCTYPE with an external file", text("<!DOCTYPE a SYSTEM \"file:///etc/passwd\">\n<a/>")),
        ("ERB", fixture("auth_failure_handler/erb-template")),
        ("Jinja statement", sequence("{% if cors %}<sequence key=\"_cors_request_handler_\"/>{% endif %}")),
        ("Jinja expression", sequence("<property name=\"site\" value=\"{{ site_name }}\"/>")),
        ("a shell script", fixture("token_fault/shell-script")),
        ("JSON", text("{\"fault\": {\"code\": 900900}}\n")),
        ("an HTML page", text("<html><head><title>Sign in</title></head><body></body></html>\n")),
        ("an empty file", text("")),
        ("white space only", text(" \n\t\r\n\n")),
        ("a byte order mark only", text("\u{FEFF}")),
        ("only a comment", text("<!-- moved to fault2.xml -->\n")),
        ("wrong root", text("<proxy xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\"/>\n")),
        ("a root of another namespace", text("<sequence xmlns=\"http://ws.apache.org/ns/synaps\"/>\n")),
        ("a sequence in no namespace", text("<?xml version=\"1.0\"?>\n<sequence name=\"fault\">\n</sequence>\n")),
        ("definitions without stock sequences", text("<definitions xmlns=\"http://ws.apache.org/ns/synapse\">\n  <sequence name=\"mine\"/>\n</definitions>\n")),
        ("an unknown encoding", text("<?xml version=\"1.0\" encoding=\"EBCDIC-CP-DK\"?>\n<a/>\n")),
        ("not in its declared encoding", Bad::Bytes(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n  <b c=\"Gr\xF6\xDFe\"/>\n</a>\n".to_vec())),
        ("ISO-8859-1 without a declaration", Bad::Bytes(b"<a>Gr\xF6\xDFe</a>".to_vec())),
        ("UTF-16 that is none", text("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<a/>\n")),
        ("half a character of UTF-16", Bad::Bytes(b"\xFF\xFE<\0a\0/\0>".to_vec())),
        ("200,000 levels", Bad::Bytes(nested.into())),
        ("200,000 levels and back", Bad::Bytes(closed.into())),
        ("200 MB of nothing", Bad::Sparse(200 << 20)),
        ("a zip", Bad::Bytes(b"PK\x03\x04\x14\0\0\0\x08\0".to_vec())),
        ("a gzip", Bad::Bytes(b"\x1F\x8B\x08\0\0\0\0\0".to_vec())),
        ("a class file", Bad::Bytes(b"\xCA\xFE\xBA\xBE\0\0\0\x34".to_vec())),
        ("a folder", Bad::Folder),
        #[cfg(unix)]
        ("a link to nothing", Bad::DanglingLink),
        #[cfg(unix)]
        ("a named pipe", Bad::Pipe),
    ]
}

/// Two files with an edit each, which every folder here has beside the bad one.
const GOOD: [(&str, &str); 2] = [
    ("_threat_fault_.xml", "threat_fault/description-retexted"),
    ("_throttle_out_handler_.xml", "throttle_out_handler/header-after-the-tail"),
];

fn good_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, fixture_name) in GOOD {
        let Bad::Bytes(bytes) = fixture(fixture_name) else { unreachable!() };
        fs::write(folder.path().join(file), bytes).unwrap();
    }
    folder
}

fn planned(folder: &Path) -> Done {
    Done::of(&mut faultgraft(folder, &["plan", ".", "--format", "json"]))
}

fn entry<'p>(plan: &'p Value, file: &str) -> &'p Value {
    plan["files"].as_array().unwrap().iter().find(|f| f["file"] == file).expect("an entry")
}

/// `line:column` as far as they are known.
fn place(finding: &Value) -> String {
    [&finding["line"], &finding["column"]]
        .iter()
        .filter_map(|n| n.as_u64())
        .map(|n| format!(":{n}"))
        .collect()
}

fn snapshot(name: &str, text: &str) {
    support::snapshots::in_folder("").bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn a_bad_file_in_a_folder_fails_alone() {
    let without = planned(good_folder().path());
    assert_eq!(without.code, Some(0), "{}", without.stderr);
    let mut shown = String::new();
    for (what, bad) in cases() {
        let folder = good_folder();
        bad.put(&folder.path().join("fault.xml"));
        let done = planned(folder.path());
        assert_eq!((done.code, done.stderr.as_str()), (Some(2), ""), "{what}");
        let plan = done.json();
        let failed = entry(&plan, "fault.xml");
        assert_eq!(failed["status"], "failed", "{what}");
        assert_eq!((&failed["merged"], &failed["base"]), (&Value::Null, &Value::Null), "{what}");
        for (file, _) in GOOD {
            assert_eq!(entry(&plan, file), entry(&without.json(), file), "{what}: {file}");
        }
        let [finding] = failed["findings"].as_array().unwrap().as_slice() else {
            panic!("{what}: one error, not {}", failed["findings"]);
        };
        assert_eq!(finding["severity"], "error", "{what}");
        let part = |key: &str| finding[key].as_str().unwrap().to_owned();
        let (rule, message, help) = (part("rule"), part("message"), part("help"));
        assert!(!help.is_empty() && !message.contains('\n'), "{what}");
        writeln!(shown, "{what}\n  fault.xml{} [{rule}]: {message}", place(finding)).unwrap();
        writeln!(shown, "  help: {help}\n").unwrap();
    }
    snapshot("bad-input-in-a-folder", &shown);
}

#[test]
fn the_report_shows_the_bad_file_and_the_good_ones() {
    let folder = good_folder();
    sequence("<filter><then></filter></then>").put(&folder.path().join("fault.xml"));
    let done = Done::of(&mut faultgraft(folder.path(), &["plan", "."]));
    assert_eq!((done.code, done.stderr.as_str()), (Some(2), ""));
    snapshot("bad-input-report", done.text());
}

#[test]
fn a_bad_file_alone_fails_and_gives_nothing() {
    let mut shown = String::new();
    for (what, bad) in cases() {
        let folder = tempfile::tempdir().unwrap();
        bad.put(&folder.path().join("fault.xml"));
        if !matches!(bad, Bad::Folder) && !is_pipe(&bad) {
            let done = Done::of(&mut faultgraft(folder.path(), &["plan", "fault.xml"]));
            assert_eq!(done.code, Some(2), "{what}");
        }
        if is_pipe(&bad) {
            continue;
        }
        let done = Done::of(&mut faultgraft(folder.path(), &["merge", "fault.xml"]));
        assert_eq!((done.code, done.text()), (Some(2), ""), "{what}");
        writeln!(shown, "{what}\n{}", done.stderr).unwrap();
    }
    snapshot("bad-input-merge", &shown);
}

/// A pipe that nobody writes to has no end.
fn is_pipe(bad: &Bad) -> bool {
    #[cfg(unix)]
    return matches!(bad, Bad::Pipe);
    #[cfg(not(unix))]
    false
}

/// A file four times as large as all the memory there may be. The limit counts addresses, and an
/// unoptimised program with its threads' stacks and heaps takes hundreds of megabytes of those
/// before it reads a byte: a tight limit fails at random.
#[cfg(target_os = "linux")]
#[test]
fn a_large_file_is_not_read() {
    let folder = good_folder();
    Bad::Sparse(8 << 30).put(&folder.path().join("fault.xml"));
    let program = insta_cmd::get_cargo_bin("faultgraft").display().to_string();
    for args in ["plan .", "merge fault.xml", "merge main.xml --target fault.xml"] {
        fs::write(folder.path().join("main.xml"), "<a/>").unwrap();
        let script = format!("ulimit -v 2000000; exec '{program}' {args}");
        let mut shell = std::process::Command::new("sh");
        let done = Done::of(shell.args(["-c", &script]).current_dir(folder.path()));
        assert_eq!(done.code, Some(2), "{args}: {}", done.stderr);
        let said = format!("{}{}", done.text(), done.stderr);
        assert!(said.contains("at most 67108864 are read"), "{args}: {said}");
    }
}

/// For everyone but root, whom modes do not stop.
#[cfg(unix)]
#[test]
fn a_file_without_permission_says_so() {
    let folder = good_folder();
    let path = folder.path().join("fault.xml");
    Bad::Unreadable.put(&path);
    if fs::read(&path).is_ok() {
        return;
    }
    let done = planned(folder.path());
    assert_eq!(done.code, Some(2));
    let plan = done.json();
    let finding = &entry(&plan, "fault.xml")["findings"][0];
    assert_eq!(finding["rule"], "unreadable");
    assert!(finding["message"].as_str().unwrap().contains("Permission denied"));
}

#[test]
fn stock_sequences_in_definitions_are_read_one_by_one() {
    let Bad::Bytes(bytes) = fixture("fault/definitions-root") else { unreachable!() };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("synapse.xml"), bytes).unwrap();
    let done = Done::of(&mut faultgraft(folder.path(), &["plan", "synapse.xml", "--format=json"]));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let plan = done.json();
    let fault = entry(&plan, "fault.xml");
    assert_eq!((&fault["status"], &fault["path"]), (&"customised".into(), &"synapse.xml".into()));
    assert_eq!(fault["findings"][0]["rule"], "definitions-root");
}

/// Runs that fail as a whole: what is given, and what is said.
#[test]
fn a_run_that_cannot_begin_says_why() {
    let folder = good_folder();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    fs::create_dir(at("empty")).unwrap();
    fs::create_dir(at("notes")).unwrap();
    fs::write(at("notes/readme.txt"), "x").unwrap();
    fs::create_dir(at("own")).unwrap();
    fs::write(at("own/dispatchSeq.xml"), "<a/>").unwrap();
    fs::create_dir_all(at("home/repository/deployment/server/synapse-configs")).unwrap();
    fs::write(at("pack.zip"), b"PK\x03\x04\x14\0\0\0\x08\0").unwrap();
    fs::write(at("broken.zip"), "no zip").unwrap();
    fs::write(at("other.xml"), "<sequence xmlns=\"http://ws.apache.org/ns/synapse\"/>").unwrap();
    fs::write(at("torn.xml"), "<sequence>\n<a>").unwrap();
    let good = "_threat_fault_.xml";
    let runs: &[&[&str]] = &[
        &["plan", "no/such/path"],
        &["plan", "empty"],
        &["plan", "notes"],
        &["plan", "own"],
        &["plan", "home"],
        &["plan", "pack.zip"],
        &["plan", "broken.zip"],
        &["plan", "other.xml"],
        &["plan", "torn.xml"],
        &["plan", ".", "--only", "fautl"],
        &["plan", ".", "--only", "main"],
        &["plan", ".", "--scope", "tenant:7"],
        &["plan", ".", "--target", "no/such/path"],
        &["plan", ".", "--target", "empty"],
        &["plan", ".", "--target", "torn.xml"],
        &["plan", ".", "--target", "pack.zip"],
        &["plan", ".", "--target-release", "4.9.9"],
        &["plan", ".", "--base", "torn.xml"],
        &["plan", ".", "--base", "own"],
        &["plan", ".", "--base-release", "3.2"],
        &["plan", good, "--base-release", "1.7.0"],
        &["plan", ".", "--target", "empty", "--target-release", "4.0.0"],
        &["plan", ".", "--base", "empty", "--base-release", "3.2.0"],
        &["plan", ".", "--format", "yaml"],
        &["plan", ".", "--prefer", "mine"],
        &["plan", ".", "--out", "x.json", "--output", "x.json"],
        &["plan", ".", "--out", good],
        &["plan", ".", "--output", "no/such/folder/report.txt"],
        &["merge", "no/such/file.xml"],
        &["merge", "."],
        &["merge", "other.xml"],
        &["merge", "torn.xml"],
        &["merge", good, "--sequence", "fautl"],
        &["merge", good, "--target", "torn.xml"],
        &["merge", good, "--base", "torn.xml"],
        &["merge", good, "--target-release", "5.0.0"],
        &["merge", good, "--base-release", "2.1.0"],
        &["merge", good, "--target", "torn.xml", "--target-release", "4.0.0"],
        &["merge", good, "-o", good],
        &["merge", good, "-o", "no/such/folder/merged.xml"],
        &["merge", good, "-o", "empty"],
        &["stock", "identify", "torn.xml"],
        &["stock", "identify", "empty"],
        &["stock", "identify", ".", "no/such/path"],
    ];
    let mut shown = String::new();
    for args in runs {
        let done = Done::of(&mut faultgraft(folder.path(), args));
        assert_eq!((done.code, done.text()), (Some(2), ""), "{args:?}");
        writeln!(shown, "$ faultgraft {}\n{}", args.join(" "), done.stderr).unwrap();
    }
    for (file, name) in GOOD {
        let Bad::Bytes(bytes) = fixture(name) else { unreachable!() };
        assert_eq!(fs::read(at(file)).unwrap(), bytes, "{file} is as it was");
    }
    snapshot("bad-input-runs", &shown);
}

#[test]
fn standard_input_is_named_or_names_itself() {
    let folder = tempfile::tempdir().unwrap();
    let Bad::Bytes(good) = fixture("fault/prefixed-with-a-log") else { unreachable!() };
    let merge = |args: &[&str], input: &[u8]| {
        let args = [&["merge", "-"], args].concat();
        Done::with_input(&mut faultgraft(folder.path(), &args), input)
    };
    let named = merge(&["--sequence", "fault"], &good);
    assert_eq!(named.code, Some(0), "{}", named.stderr);
    assert!(named.text().contains("<sequence"));
    assert_eq!(merge(&[], &good).stdout, named.stdout);

    let nameless = String::from_utf8(good).unwrap().replace("name=\"fault\"", "name=\"mine\"");
    let mut shown = String::new();
    for (args, input) in [
        (&[][..], nameless.as_str()),
        (&[], ""),
        (&[], "<a>\n</b>"),
        (&["--sequence", "fault"], "<a>\n</b>"),
        (&["--sequence", "fault"], "<a/>"),
        (&["--sequence", "faults"], "<a/>"),
    ] {
        let done = merge(args, input.as_bytes());
        assert_eq!((done.code, done.text()), (Some(2), ""), "{input}");
        let input = input.lines().next().unwrap_or_default();
        writeln!(shown, "$ echo '{input}..' | faultgraft merge - {}", args.join(" ")).unwrap();
        writeln!(shown, "{}", done.stderr).unwrap();
    }
    snapshot("bad-input-stdin", &shown);
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_is_no_failure() {
    let folder = good_folder();
    let program = insta_cmd::get_cargo_bin("faultgraft").display().to_string();
    for args in ["plan .", "plan . --format json", "plan . --format patch", "stock list"] {
        let script = format!("{{ '{program}' {args}; echo $? >code; }} | head -1 >/dev/null");
        let mut shell = std::process::Command::new("sh");
        let done = Done::of(shell.args(["-c", &script]).current_dir(folder.path()));
        assert_eq!(done.stderr, "", "{args}");
        assert_eq!(fs::read_to_string(folder.path().join("code")).unwrap(), "0\n", "{args}");
    }
}

/// Panics at one call, wherever faultgraft is then with a file.
struct PanicsAt {
    call: usize,
    calls: AtomicUsize,
}

impl Watch for PanicsAt {
    fn one_more(&self) {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        assert!(call != self.call, "call {call}");
    }
}

#[test]
fn a_panic_fails_one_file_and_the_others_are_planned() {
    let folder = tempfile::tempdir().unwrap();
    let names = [SequenceName::Fault, SequenceName::Main, SequenceName::AuthFailureHandler];
    for name in names {
        let stock = stock::get(name, Release::V3_2_0).unwrap();
        fs::write(folder.path().join(name.file_name()), stock.text).unwrap();
    }
    faultgraft::guard::quiet();
    let request = PlanRequest { custom: folder.path().to_owned(), ..PlanRequest::default() };
    // Each file is read, and then merged.
    for call in 0..2 * names.len() {
        let watch = PanicsAt { call, calls: AtomicUsize::new(0) };
        let plan = plan_watched(&request, &watch).unwrap();
        let given = plan.files.iter().filter(|f| f.status != Status::Absent);
        let (failed, planned): (Vec<_>, Vec<_>) = given.partition(|f| f.status == Status::Failed);
        assert_eq!((failed.len(), planned.len()), (1, names.len() - 1), "call {call}");
        assert!(failed[0].merged.is_none() && planned.iter().all(|f| f.merged.is_some()));
        let finding = &failed[0].findings[0];
        assert_eq!((finding.rule.as_str(), finding.severity), ("defect", Severity::Error));
        let said =
            format!("faultgraft failed on this file: call {call} (at tests/it/bad_input.rs:");
        assert!(finding.message.starts_with(&said), "{}", finding.message);
        assert!(plan.failed());
    }
}
