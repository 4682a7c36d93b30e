//! `git merge` and `git rebase` with faultgraft as the merge driver, in real repositories.

use crate::support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use faultgraft::{
    plan::{GitMerge, GitVersions, MergeRequest, merge_one, merge_versions},
    stock::{self, Release, SequenceName},
};
use insta_cmd::get_cargo_bin;
use support::run::{Done, faultgraft};
use tempfile::TempDir;

/// A repository that has the driver for its XML files.
struct Repository(TempDir);

impl Repository {
    fn new() -> Self {
        Self::with("")
    }

    /// With more options for the driver.
    fn with(options: &str) -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        let program = get_cargo_bin("faultgraft");
        let driver = format!("'{}' merge-driver {options} %O %A %B %L %P", program.display());
        repository.git(&["config", "merge.faultgraft.driver", &driver]);
        repository.write(".gitattributes", b"*.xml merge=faultgraft\n");
        repository
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn run(&self, args: &[&str]) -> Done {
        let mut git = Command::new("git");
        git.args(args).current_dir(self.0.path());
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "A")
                .env(format!("GIT_{who}_EMAIL"), "a@example.com");
        }
        Done::of(git.env("GIT_EDITOR", "true").env("LC_ALL", "C"))
    }

    fn git(&self, args: &[&str]) -> Done {
        let done = self.run(args);
        assert_eq!(done.code, Some(0), "{args:?}: {}{}", done.text(), done.stderr);
        done
    }

    /// Commits `files` on a branch that begins at another one.
    fn commit(&self, branch: &str, from: &str, files: &[(&str, &[u8])]) {
        match from {
            "" => self.git(&["checkout", "-q", "--orphan", branch]),
            from => self.git(&["checkout", "-q", "-B", branch, from]),
        };
        files.iter().for_each(|(file, bytes)| self.write(file, bytes));
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", branch]);
    }

    /// Three commits: what both come from, ours and theirs. Ours is checked out.
    fn sides(&self, file: &str, base: &[u8], ours: &[u8], theirs: &[u8]) {
        self.commit("base", "", &[(file, base)]);
        self.commit("theirs", "base", &[(file, theirs)]);
        self.commit("ours", "base", &[(file, ours)]);
    }

    fn status(&self) -> String {
        self.git(&["status", "--porcelain"]).text().to_owned()
    }
}

fn fixture(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)).unwrap()
}

fn shipped(sequence: SequenceName, release: Release) -> &'static str {
    stock::get(sequence, release).unwrap().text
}

/// What `faultgraft merge` makes of a file.
fn merged(bytes: &[u8], sequence: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let args = [&["merge", "-", "--sequence", sequence], more].concat();
    let done = Done::with_input(&mut faultgraft(folder.path(), &args), bytes);
    assert_ne!(done.code, Some(2), "{}", done.stderr);
    done.text().to_owned()
}

/// One side of every part between markers of `size`.
fn side(text: &str, ours: bool, size: usize) -> String {
    let marker = |sign: &str| sign.repeat(size);
    let mut in_ours = None;
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            l if l == marker("<") + " ours" => in_ours = Some(true),
            l if l == marker("=") => in_ours = Some(false),
            l if l == marker(">") + " theirs" => in_ours = None,
            _ if in_ours.is_none_or(|side| side == ours) => out += line,
            _ => {}
        }
    }
    out
}

const FOLDER: &str = "repository/deployment/server/synapse-configs/default/sequences";

/// The stock of the old release, the site's files, and the stock of 4.0.0 on a branch of its own.
fn upgrade(repository: &Repository) -> Vec<(SequenceName, String, Vec<u8>)> {
    let site = "fixtures/installations/harbourline-2-6-0/sequences";
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join(site);
    let all: Vec<(SequenceName, String, Vec<u8>)> =
        [SequenceName::Fault, SequenceName::AuthFailureHandler]
            .into_iter()
            .map(|s| {
                (
                    s,
                    format!("{FOLDER}/{}", s.file_name()),
                    fs::read(site.join(s.file_name())).unwrap(),
                )
            })
            .collect();
    let of = |release: Release| -> Vec<(&str, &[u8])> {
        all.iter().map(|(s, path, _)| (path.as_str(), shipped(*s, release).as_bytes())).collect()
    };
    repository.commit("stock", "", &of(Release::V2_6_0));
    let own: Vec<(&str, &[u8])> =
        all.iter().map(|(_, path, own)| (path.as_str(), &own[..])).collect();
    repository.commit("site", "stock", &own);
    repository.commit("upgrade", "stock", &of(Release::V4_0_0));
    all
}

fn assert_upgraded(repository: &Repository, files: &[(SequenceName, String, Vec<u8>)]) {
    for (sequence, path, own) in files {
        let expected = merged(own, sequence.stem(), &["--base-release", "2.6.0"]);
        assert_ne!(expected, shipped(*sequence, Release::V4_0_0), "{path} has edits");
        assert_eq!(repository.read(path), expected, "{path}");
    }
}

#[test]
fn an_upgrade_branch_is_merged() {
    let repository = Repository::with("--exit-zero");
    let files = upgrade(&repository);
    repository.git(&["checkout", "-q", "site"]);
    let done = repository.git(&["merge", "upgrade"]);
    let said = done.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("2 edits from ours, merged into theirs (the new release)"), "{said}");
    assert_upgraded(&repository, &files);
    assert_eq!(repository.status(), "");
}

/// In a rebase ours is the new stock, and theirs is what the operator changed.
#[test]
fn edits_are_rebased_onto_an_upgrade() {
    let repository = Repository::with("--exit-zero");
    let files = upgrade(&repository);
    repository.git(&["checkout", "-q", "site"]);
    let done = repository.git(&["rebase", "upgrade"]);
    let said = done.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("2 edits from theirs, merged into ours (the new release)"), "{said}");
    assert_upgraded(&repository, &files);
    assert_eq!(repository.status(), "");
}

/// The operator and 1.10.0 changed the method filter.
fn conflict() -> [Vec<u8>; 3] {
    let of = |release| shipped(SequenceName::Fault, release).as_bytes().to_vec();
    let own = fixture("fault/method-filter-changed-on-both-sides/custom.xml");
    [of(Release::V1_9_0), own, of(Release::V1_10_0)]
}

fn assert_both_sides(text: &str, custom_first: bool, size: usize) {
    let [_, own, _] = conflict();
    let settled = |side| {
        let args = ["--base-release", "1.9.0", "--target-release", "1.10.0", "--prefer", side];
        merged(&own, "fault", &args)
    };
    assert_eq!(text.matches(&format!("{} ours\n", "<".repeat(size))).count(), 1, "{text}");
    assert_eq!(side(text, custom_first, size), settled("custom"));
    assert_eq!(side(text, !custom_first, size), settled("target"));
    let marked = text.split("<<< ours").nth(1).unwrap().split(">>> theirs").next().unwrap();
    assert!(marked.lines().count() < 6, "more than the element is marked: {marked}");
}

#[test]
fn a_conflict_is_marked_in_its_element_only() {
    let repository = Repository::new();
    let [base, own, new] = conflict();
    repository.sides("fault.xml", &base, &own, &new);
    let done = repository.run(&["merge", "theirs"]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    assert!(done.stderr.contains("NEEDS YOU: choose your version or theirs"), "{}", done.stderr);
    assert_eq!(repository.status(), "UU fault.xml\n");
    assert_both_sides(&repository.read("fault.xml"), true, 7);
}

#[test]
fn a_conflict_in_a_rebase_has_its_sides_the_other_way_round() {
    let repository = Repository::new();
    let [base, own, new] = conflict();
    repository.write(".gitattributes", b"*.xml merge=faultgraft conflict-marker-size=12\n");
    repository.sides("fault.xml", &base, &own, &new);
    assert_eq!(repository.run(&["rebase", "theirs"]).code, Some(1));
    assert_both_sides(&repository.read("fault.xml"), false, 12);
    fs::write(repository.path("fault.xml"), new).unwrap();
    repository.git(&["add", "fault.xml"]);
    repository.git(&["rebase", "--continue"]);
}

/// git would commit the markers.
#[test]
fn exit_zero_hides_no_conflict() {
    let repository = Repository::with("--exit-zero");
    let [base, own, new] = conflict();
    repository.sides("fault.xml", &base, &own, &new);
    assert_eq!(repository.run(&["merge", "theirs"]).code, Some(1));
    assert_eq!(repository.status(), "UU fault.xml\n");
}

/// An edit that a person has to confirm: merged, without markers, and git stops.
#[test]
fn a_doubt_stops_the_merge_unless_it_is_told_not_to() {
    let own = fixture("fault/pox-fault-as-the-rest-answer/custom.xml");
    for (options, code) in [("", 1), ("--exit-zero", 0)] {
        let repository = Repository::with(options);
        let of = |release| shipped(SequenceName::Fault, release).as_bytes();
        repository.sides("fault.xml", of(Release::V2_6_0), &own, of(Release::V4_0_0));
        let done = repository.run(&["merge", "theirs"]);
        assert_eq!(done.code, Some(code), "{}", done.stderr);
        let expected = merged(&own, "fault", &["--base-release", "2.6.0"]);
        assert_eq!(repository.read("fault.xml"), expected);
    }
}

fn own(mediators: &str) -> Vec<u8> {
    let start = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"mine\">";
    format!(
        "{start}\n  <header name=\"A\" value=\"1\" scope=\"transport\"/>\n{mediators}</sequence>\n"
    )
    .into()
}

/// Sequences of the operator's own are merged as sequences too, and nothing in them is rewritten.
#[test]
fn a_sequence_of_ones_own_is_merged_by_its_mediators() {
    let repository = Repository::new();
    let usage = "<class name=\"org.wso2.carbon.apimgt.usage.publisher.APIMgtFaultHandler\"/>\n";
    let payload = "<payloadFactory><format><f xmlns=\"\">x</f></format></payloadFactory>\n";
    let respelled = String::from_utf8(own(usage)).unwrap().replace('"', "'");
    repository.sides(
        "mine.xml",
        &own(""),
        &own(&format!("{usage}{payload}")),
        respelled.as_bytes(),
    );
    repository.git(&["merge", "theirs"]);
    let text = repository.read("mine.xml");
    assert_eq!(text.matches("APIMgtFaultHandler").count(), 1, "{text}");
    assert!(text.contains("<f xmlns=\"\">x</f>") && text.contains("name='mine'"), "{text}");
}

#[test]
fn other_files_are_merged_line_by_line() {
    let api = |first: &str, last: &str| {
        format!("<api>\n<a>{first}</a>\n<b/>\n<c/>\n<d>{last}</d>\n</api>\n")
    };
    let (ours, theirs) = (api("2", "1"), api("1", "2"));
    let repository = Repository::new();
    repository.sides("api.xml", api("1", "1").as_bytes(), ours.as_bytes(), theirs.as_bytes());
    let done = repository.git(&["merge", "theirs"]);
    assert!(done.stderr.contains("api.xml: the root is <api>"), "{}", done.stderr);
    assert_eq!(repository.read("api.xml"), api("2", "2"));

    let repository = Repository::new();
    let theirs = api("3", "1");
    repository.sides("api.xml", api("1", "1").as_bytes(), ours.as_bytes(), theirs.as_bytes());
    assert_eq!(repository.run(&["merge", "theirs"]).code, Some(1));
    let text = repository.read("api.xml");
    assert_eq!((side(&text, true, 7), side(&text, false, 7)), (ours, theirs));
}

#[test]
fn what_cannot_be_read_is_left_as_it_is() {
    let [base, own, new] = conflict();
    let broken =
        b"<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\"><log>".to_vec();
    let cases = [
        ("base", [&broken, &own, &new]),
        ("ours", [&base, &broken, &new]),
        ("theirs", [&base, &own, &broken]),
    ];
    for (name, [base, ours, theirs]) in cases {
        let repository = Repository::new();
        repository.sides("fault.xml", base, ours, theirs);
        let done = repository.run(&["merge", "theirs"]);
        assert_eq!(done.code, Some(1), "{}", done.stderr);
        let said = format!("fault.xml: {name} cannot be read: 1:");
        assert!(done.stderr.contains(&said), "{}", done.stderr);
        assert_eq!(repository.status(), "UU fault.xml\n");
        assert_eq!(fs::read(repository.path("fault.xml")).unwrap(), *ours);
    }
}

/// Both sides bring the file, as where a repository begins with the old gateway's files: the base
/// is the stock of the release that the operator's file was made from.
#[test]
fn a_file_that_both_sides_add_has_stock_as_its_base() {
    let repository = Repository::with("--exit-zero");
    let own = fixture("installations/harbourline-2-6-0/sequences/fault.xml");
    repository.commit("base", "", &[("README", b"sequences\n")]);
    let new = shipped(SequenceName::Fault, Release::V4_0_0);
    repository.commit("theirs", "base", &[("fault.xml", new.as_bytes())]);
    repository.commit("ours", "base", &[("fault.xml", &own)]);
    repository.git(&["merge", "theirs"]);
    assert_eq!(repository.read("fault.xml"), merged(&own, "fault", &[]));
}

/// By hand, in an encoding and with line ends that stay.
#[test]
fn encoding_and_line_ends_stay() {
    let folder = tempfile::tempdir().unwrap();
    let [base, own, new] = conflict();
    let text = String::from_utf8(new).unwrap().replace('\n', "\r\n");
    let text = text.replacen("<sequence", "<!-- Größe -->\r\n<sequence", 1);
    let utf16: Vec<u8> = format!("\u{FEFF}{}", text.replacen("UTF-8", "UTF-16", 1))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (file, bytes) in [("base.xml", base), ("fault.xml", own), ("theirs.xml", utf16)] {
        fs::write(folder.path().join(file), bytes).unwrap();
    }
    let args = ["merge-driver", "base.xml", "fault.xml", "theirs.xml"];
    assert_eq!(Done::of(&mut faultgraft(folder.path(), &args)).code, Some(1));
    let bytes = fs::read(folder.path().join("fault.xml")).unwrap();
    let units: Vec<u16> = bytes.chunks(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    let text = String::from_utf16(&units).unwrap();
    assert!(text.starts_with("\u{FEFF}<?xml") && text.contains("<!-- Größe -->"), "{text}");
    assert!(
        text.contains("<<<<<<< ours\r\n") && !text.replace("\r\n", "").contains('\n'),
        "{text}"
    );
}

#[test]
fn git_diff_shows_what_changed_for_the_gateway() {
    let repository = Repository::new();
    let program = get_cargo_bin("faultgraft");
    let textconv = format!("'{}' stock canonical --or-as-is", program.display());
    repository.git(&["config", "diff.faultgraft.textconv", &textconv]);
    repository.write(".gitattributes", b"*.xml diff=faultgraft\n");
    let fault = shipped(SequenceName::Fault, Release::V3_2_0);
    repository.commit("base", "", &[("fault.xml", fault.as_bytes()), ("broken.xml", b"<a>\n")]);
    let respelled =
        fault.replace("    ", "\t").replace("get-property('ERROR_CODE')", "$ctx:ERROR_CODE");
    assert_ne!(respelled, fault);
    repository.write("fault.xml", respelled.as_bytes());
    assert!(!repository.git(&["diff"]).text().contains("@@"));
    repository.write("fault.xml", respelled.replace("Runtime Error", "Failure").as_bytes());
    repository.write("broken.xml", b"<b>\n");
    let diff = repository.git(&["diff", "-U0"]).text().to_owned();
    let changed: Vec<&str> = diff
        .lines()
        .filter(|l| l.starts_with(['+', '-']) && !l.starts_with("+++") && !l.starts_with("---"))
        .collect();
    assert_eq!(changed.len(), 4, "{diff}");
    assert!(changed[..2] == ["-<a>", "+<b>"] && changed[3].contains("| Failure"), "{diff}");
}

/// Every fixture whose base is stock, merged with stock 4.0.0 as ours and as theirs, is what `merge`
/// makes of it.
#[test]
fn every_fixture_is_merged_as_merge_does() {
    let mut looked = 0;
    for &sequence in SequenceName::ALL {
        let Some(target) = stock::get(sequence, Release::V4_0_0) else { continue };
        for case in cases(sequence) {
            let own = fs::read(case.join("custom.xml")).unwrap();
            let request = MergeRequest {
                name: sequence.file_name().to_owned(),
                bytes: own.clone(),
                ..MergeRequest::default()
            };
            let Ok(expected) = merge_one(&request) else { continue };
            let base = expected.base.as_ref().and_then(|b| Release::parse(b.release.as_ref()?));
            let Some(base) = base.and_then(|b| stock::get(sequence, b)) else { continue };
            if base.text == target.text || base.first().answers_json() {
                // One side changed nothing, so git asks no driver; or the way leads back.
                continue;
            }
            for swapped in [false, true] {
                let (ours, theirs) = match swapped {
                    false => (&own[..], target.text.as_bytes()),
                    true => (target.text.as_bytes(), &own[..]),
                };
                let git = GitVersions {
                    ancestor: base.text.as_bytes(),
                    ours,
                    theirs,
                    path: sequence.file_name(),
                    marker_size: 9,
                };
                let case = format!("{} {swapped}", case.display());
                let GitMerge::Sequence(merged) = merge_versions(&git).unwrap() else { continue };
                assert_eq!(merged.swapped, swapped, "{case}");
                let text = String::from_utf8(merged.bytes).unwrap();
                let settled = side(&text, swapped, 9);
                assert_eq!(settled.trim_end(), expected.text().unwrap().trim_end(), "{case}");
                looked += 1;
            }
        }
    }
    assert!(looked > 150, "{looked}");
}

fn cases(sequence: SequenceName) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(sequence.stem());
    let cases = fs::read_dir(folder).into_iter().flatten().map(|e| e.unwrap().path());
    cases.filter(|case| case.join("custom.xml").exists()).collect()
}
