//! Hostile and huge inputs: what becomes of each, and that it ends. `docs/limits.md` has the table.
//!
//! `UPDATE_DOCS=1 cargo test --release --test it limits` measures once more and writes the table
//! there. Without it only what is said is compared, never the time: machines are noisy.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use faultgraft::stock::Release;
use zip::ZipWriter;

use crate::support::home::{Home, SEQUENCES, options};
use crate::support::run::faultgraft;

/// An input, what it is refused or planned with, and what stands in the table.
struct Hostile {
    what: &'static str,
    limit: &'static str,
    make: fn(&Path),
    args: &'static [&'static str],
    code: i32,
    said: &'static str,
}

const PLAN: &[&str] = &["plan", "fault.xml"];

const INPUTS: &[Hostile] = &[
    Hostile {
        what: "a file of 65 MiB",
        limit: "64 MiB a file; a sequence has a few kB: split it",
        make: |at| fs::File::create(at.join("fault.xml")).unwrap().set_len(65 << 20).unwrap(),
        args: PLAN,
        code: 2,
        said: "at most 67108864 are read",
    },
    Hostile {
        what: "elements 300 deep",
        limit: "256 levels",
        make: |at| fault(at, &("<in>".repeat(300) + &"</in>".repeat(300))),
        args: PLAN,
        code: 2,
        said: "too-deep",
    },
    Hostile {
        what: "a DTD with entities that expand to 3 GB",
        limit: "no document type declaration is read",
        make: |at| {
            let text = format!("<!DOCTYPE a [{}]>", entities());
            write(at, "fault.xml", &(text + &stock("&e9;")));
        },
        args: PLAN,
        code: 2,
        said: "document type declaration",
    },
    Hostile {
        what: "a payload with 8,000 args",
        limit: "none: time grows with the size",
        make: |at| fault(at, &args(8_000)),
        args: PLAN,
        code: 0,
        said: "1 file, 1 of them customised",
    },
    Hostile {
        what: "32,000 `xmlns` on one element",
        limit: "none: time grows with the size",
        make: |at| fault(at, &namespaces(32_000)),
        args: PLAN,
        code: 0,
        said: "1 file, 1 of them customised",
    },
    Hostile {
        what: "20,000 mediators in front of stock's",
        limit: "none: time grows with the size",
        make: |at| fault(at, &logs(20_000)),
        args: &["plan", "fault.xml", "--brief"],
        code: 0,
        said: "20000 edits",
    },
    Hostile {
        what: "5,000 attributes on one element",
        limit: "none: time grows with the size",
        make: |at| {
            let attributes: String = (0..5_000).map(|n| format!(" a{n}=\"\"")).collect();
            fault(at, &format!("<property name=\"P\" value=\"\"{attributes}/>"));
        },
        args: PLAN,
        code: 0,
        said: "1 file, 1 of them customised",
    },
    Hostile {
        what: "5,000 different headers, set and removed",
        limit: "none: time grows with the size",
        make: |at| {
            let header = |how: &'static str| {
                (0..5_000)
                    .map(move |n| format!("<header name=\"H{n}\" scope=\"transport\" {how}/>"))
            };
            fault(at, &header("value=\"\"").chain(header("action=\"remove\"")).collect::<String>());
        },
        args: &["plan", "fault.xml", "--brief"],
        code: 0,
        said: "10000 edits",
    },
    Hostile {
        what: "a switch with 5,000 cases",
        limit: "none: time grows with the size",
        make: |at| {
            let case =
                |n| format!("<case regex=\"c{n}\"><property name=\"P\" value=\"{n}\"/></case>");
            let cases: String = (0..5_000).map(case).collect();
            fault(at, &format!("<switch source=\"$ctx:S\">{cases}</switch>"));
        },
        args: &["plan", "fault.xml", "--brief"],
        code: 0,
        said: "1 file, 1 of them customised",
    },
    Hostile {
        what: "1,000 payloads",
        limit: "none: time grows with the size",
        make: |at| fault(at, &args(1).repeat(1_000)),
        args: &["plan", "fault.xml", "--brief"],
        code: 1,
        said: "1000 edits: 1000 rewritten",
    },
    Hostile {
        what: "a zip of 350 kB with 300 sequences of 1 MB",
        limit: "8 MiB and 25 times the archive's size in all: unpack it and give the folder",
        make: |at| bomb(&at.join("home.zip"), 300, 1_000_000),
        args: &["plan", "home.zip", "--brief"],
        code: 1,
        said: "could not be read: the entry of the archive is not read",
    },
    Hostile {
        what: "a zip entry that expands 1,000 times",
        limit: "200 times for entries over 1 MiB",
        make: |at| bomb(&at.join("home.zip"), 1, 30 << 20),
        args: &["plan", "home.zip", "--brief"],
        code: 1,
        said: "it would expand from",
    },
    #[cfg(unix)]
    Hostile {
        what: "a pipe in the place of a plan",
        limit: "regular files only",
        make: |at| {
            let made = std::process::Command::new("mkfifo").arg(at.join("plan.json")).status();
            assert!(made.unwrap().success());
        },
        args: &["apply", "plan.json"],
        code: 2,
        said: "it is not a regular file",
    },
    Hostile {
        what: "a plan that is 2,000,000 brackets",
        limit: "128 levels of JSON",
        make: |at| write(at, "plan.json", &"[".repeat(2_000_000)),
        args: &["review", "--list", "plan.json"],
        code: 2,
        said: "not a plan",
    },
    Hostile {
        what: "a filter whose pattern backtracks for ever",
        limit: "a bounded number of steps; what it comes to is unknown then",
        make: |at| {
            let filter =
                "<filter source=\"$ctx:A\" regex=\"(a+)+(?=b)c\"><then><drop/></then></filter>";
            fault(at, filter);
        },
        args: &[
            "preview",
            "fault.xml",
            "--set",
            "A=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        ],
        code: 0,
        said: "fault.xml",
    },
];

fn write(at: &Path, file: &str, text: &str) {
    fs::write(at.join(file), text).unwrap();
}

/// The fault sequence of 2.6.0 with mediators in front.
fn stock(mediators: &str) -> String {
    let home = Home::of(Release::V2_6_0);
    let file = format!("{SEQUENCES}/fault.xml");
    home.customise(&file, mediators).read(&file)
}

fn fault(at: &Path, mediators: &str) {
    write(at, "fault.xml", &stock(mediators));
}

fn entities() -> String {
    let mut all = "<!ENTITY e0 \"aaaaaaaaaa\">".to_owned();
    for n in 1..10 {
        let _ = write!(all, "<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10));
    }
    all
}

fn args(n: usize) -> String {
    let fields: String = (1..=n).map(|n| format!("<a{n}>${n}</a{n}>")).collect();
    let args: String = (1..=n).map(|n| format!("<arg expression=\"$ctx:P{n}\"/>")).collect();
    format!(
        "<payloadFactory><format><f xmlns=\"\">{fields}</f></format><args>{args}</args></payloadFactory>"
    )
}

fn namespaces(n: usize) -> String {
    let all: String = (0..n).map(|n| format!(" xmlns:n{n}=\"urn:n{n}\"")).collect();
    let property = format!("<property name=\"at\" expression=\"//n1:a\"{all}/>");
    format!("<log level=\"custom\">{property}</log>")
}

fn logs(n: usize) -> String {
    (0..n).map(|n| format!("<property name=\"P{n}\" value=\"{n}\"/>")).collect()
}

/// A zip with a fault sequence that calls some others of some size.
fn bomb(at: &Path, sequences: usize, size: usize) {
    let mut zip = ZipWriter::new(fs::File::create(at).unwrap());
    let mut add = |name: &str, text: &str| {
        zip.start_file(format!("sequences/{name}.xml"), options()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let calls = (0..sequences).map(|n| format!("<sequence key=\"own{n}\"/>")).collect::<String>();
    add("fault", &stock(&calls));
    let inside = " ".repeat(size);
    for n in 0..sequences {
        let root = format!("<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"own{n}\">");
        add(&format!("own{n}"), &format!("{root}{inside}</sequence>"));
    }
    zip.finish().unwrap();
}

/// What a command came to, how long it took, and the most memory that was seen, in MB.
struct Run {
    code: Option<i32>,
    said: String,
    took: Duration,
    memory: Option<u64>,
}

fn run(folder: &Path, args: &[&str]) -> Run {
    let out = folder.join("stdout");
    let err = folder.join("stderr");
    let mut command = faultgraft(folder, args);
    command.stdin(Stdio::null());
    command.stdout(fs::File::create(&out).unwrap()).stderr(fs::File::create(&err).unwrap());
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut memory = None;
    let status = loop {
        memory = peak(child.id()).max(memory);
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let text = |file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    // A message may be broken at any blank.
    let said = (text(&out) + &text(&err)).split_whitespace().collect::<Vec<_>>().join(" ");
    Run { code: status.code(), said, took: start.elapsed(), memory }
}

/// The most memory that a process had, where the system tells.
fn peak(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1_000)
}

#[test]
fn each_hostile_input_ends_and_says_why() {
    let mut table = String::new();
    for Hostile { what, limit, make, args, code, said } in INPUTS {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path());
        let run = run(folder.path(), args);
        let shown = run.said.get(..600).unwrap_or(&run.said);
        assert_eq!(run.code, Some(*code), "{what}: {shown}");
        assert!(run.said.contains(said), "{what}: {shown}");
        let becomes = match *code {
            0 => "planned",
            1 => "planned, with something to decide",
            _ => "refused, and the rest goes on",
        };
        let memory = run.memory.map_or_else(String::new, |mb| format!("{mb} MB"));
        let took = run.took.as_secs_f64();
        let _ = writeln!(table, "| {what} | {becomes} | {limit} | {took:.2} s | {memory} |");
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md");
        let text = fs::read_to_string(&page).unwrap();
        let (head, rest) = text.split_once("|---|---|---|---|---|\n").unwrap();
        let after = rest.split_once("\n\n").map_or("", |(_, after)| after);
        let new = format!("{head}|---|---|---|---|---|\n{table}\n{after}");
        fs::write(page, new).unwrap();
    }
}
