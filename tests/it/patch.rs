//! `git apply` and `patch` take every patch, over whatever target, and what they make is what `merge`
//! makes.

use crate::support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use faultgraft::{
    model::{FilePlan, Plan, Status},
    plan::{Against, MergeRequest, PlanRequest, merge_one, plan},
    stock::{self, Release, SequenceName},
};
use support::{
    home::{DEFAULTS, Home, call, own, tenant},
    run::{Done, faultgraft},
};
use tempfile::TempDir;

const IN_HOME: &str = "repository/deployment/server/synapse-configs/default/sequences";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Folders of customised sequences: the installations as they are, and all single cases, one of
/// each sequence a folder.
fn customs() -> Vec<(String, TempDir)> {
    let mut folders: Vec<(String, TempDir)> = Vec::new();
    for installation in sorted(&fixtures().join("installations")) {
        let folder = tempfile::tempdir().unwrap();
        for file in sorted(&installation.join("sequences")) {
            fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
        }
        folders.push((installation.file_name().unwrap().display().to_string(), folder));
    }
    let first = folders.len();
    for &sequence in SequenceName::ALL {
        // Those that go to a later release may come from one.
        let to_default = |case: &PathBuf| {
            !fs::read_to_string(case.join("case.toml")).unwrap().contains("\ntarget = ")
        };
        let cases = sorted(&fixtures().join(sequence.stem()));
        for (number, case) in cases.iter().filter(|case| to_default(case)).enumerate() {
            if folders.len() == first + number {
                folders.push((format!("gathered {number}"), tempfile::tempdir().unwrap()));
            }
            let folder = folders[first + number].1.path();
            fs::copy(case.join("custom.xml"), folder.join(sequence.file_name())).unwrap();
        }
    }
    folders
}

/// One way in which the new release's files stand on the disk.
#[derive(Clone, Copy)]
struct Target {
    name: &'static str,
    /// Where the sequences are, from where `git apply` runs.
    folder: &'static str,
    write: fn(&str) -> Vec<u8>,
    /// A sequence that the target does not have.
    without: Option<SequenceName>,
}

const STOCK: Target =
    Target { name: "stock", folder: "", write: |text| text.into(), without: None };

const TARGETS: &[Target] = &[
    STOCK,
    Target { name: "a home", folder: IN_HOME, ..STOCK },
    Target { name: "CRLF", write: |text| text.replace('\n', "\r\n").into(), ..STOCK },
    Target {
        name: "mixed line ends",
        write: |text| text.replace("/>\n", "/>\r\n").into(),
        ..STOCK
    },
    Target { name: "no newline at the end", write: |text| text.trim_end().into(), ..STOCK },
    Target { name: "ISO-8859-1", write: latin_1, ..STOCK },
    Target { name: "a byte order mark", write: |text| format!("\u{FEFF}{text}").into(), ..STOCK },
    Target { name: "UTF-16", write: |text| utf16(text, u16::to_le_bytes), ..STOCK },
    Target { name: "a file less", without: Some(SequenceName::Fault), ..STOCK },
];

fn latin_1(text: &str) -> Vec<u8> {
    let text = text.replacen("UTF-8\"?>", "ISO-8859-1\"?>\n<!-- Größe -->", 1);
    text.chars().map(|c| u8::try_from(c).expect("a character of ISO-8859-1")).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = format!("\u{FEFF}{}", text.replacen("UTF-8", "UTF-16", 1));
    text.encode_utf16().flat_map(bytes).collect()
}

impl Target {
    /// The new release's files, and where they are.
    fn install(self) -> (TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join(self.folder);
        fs::create_dir_all(&folder).unwrap();
        for &sequence in SequenceName::ALL {
            let stock = stock::get(sequence, Release::DEFAULT_TARGET).unwrap();
            if self.without != Some(sequence) {
                fs::write(folder.join(sequence.file_name()), (self.write)(stock.text)).unwrap();
            }
        }
        (root, folder)
    }
}

fn git_apply(folder: &Path, patch: &[u8], context: &str) {
    if patch.is_empty() {
        return;
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("fault.patch");
    fs::write(&file, patch).unwrap();
    let by_patch = Some(elsewhere.path().join("copy")).filter(|_| has_patch());
    if let Some(copy) = &by_patch {
        copied(folder, copy);
        patched(copy, &file, context);
    }
    for check in [Some("--check"), None] {
        let done = Command::new("git")
            .args(["-c", "core.autocrlf=false", "apply"])
            .args(check)
            .arg(&file)
            .current_dir(folder)
            .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
            .output()
            .expect("git");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{context}: {said}\n{}", String::from_utf8_lossy(patch));
    }
    if let Some(copy) = &by_patch {
        assert_eq!(below(copy), below(folder), "{context}: patch and git make other files");
        for path in below(folder) {
            let same = fs::read(copy.join(&path)).unwrap() == fs::read(folder.join(&path)).unwrap();
            assert!(same, "{context}: patch and git differ on {}", path.display());
        }
    }
}

/// Whether this machine has `patch`.
fn has_patch() -> bool {
    Command::new("patch").arg("--version").output().is_ok()
}

/// What `patch` makes of a folder, without a question and without looking for a place that fits.
fn patched(folder: &Path, file: &Path, context: &str) {
    let done = Command::new("patch")
        .args(["-p1", "--binary", "--force", "--fuzz=0", "--no-backup-if-mismatch", "-i"])
        .arg(file)
        .current_dir(folder)
        .output()
        .expect("patch");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && !said.contains("offset"), "{context}: patch: {said}");
}

/// The files below a folder, by their paths in it.
fn below(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().strip_prefix(folder).unwrap().to_owned()).collect()
}

fn copied(folder: &Path, to: &Path) {
    for path in below(folder) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::copy(folder.join(&path), to.join(&path)).unwrap();
    }
}

/// What the command gives as a patch.
fn patch(custom: &Path, args: &[&str]) -> Vec<u8> {
    let all = [&["plan", ".", "--format", "patch", "--exit-zero"], args].concat();
    let done = Done::of(&mut faultgraft(custom, &all));
    assert_eq!(done.stderr, "");
    done.stdout
}

/// What `merge` makes of a file that `plan` has planned, from the same base.
fn merged(custom: &Path, file: &FilePlan, target: Option<PathBuf>) -> Option<Vec<u8>> {
    let release = file.base.as_ref()?.release.clone();
    let request = MergeRequest {
        name: file.path.to_string(),
        bytes: fs::read(custom.join(&*file.path)).unwrap(),
        target,
        base_release: release,
        ..MergeRequest::default()
    };
    merge_one(&request).unwrap().merged.map(|merged| merged.bytes.to_vec())
}

/// The plan of a folder, and how many of its files the patch must change.
fn planned(custom: &Path, target: Option<&Path>, against: Against) -> (Plan, usize) {
    let request = PlanRequest {
        custom: custom.to_owned(),
        target: target.map(Path::to_owned),
        against,
        ..PlanRequest::default()
    };
    let plan = plan(&request).unwrap();
    let changed = plan.all().filter(|file| file.has_diff()).count();
    (plan, changed)
}

/// Every file that was planned is what `merge` makes of it; every other is as it was.
fn assert_applied(plan: &Plan, custom: &Path, folder: &Path, target: Target, context: &str) {
    let (_pristine, as_it_was) = target.install();
    for file in &plan.files {
        let context = format!("{context}, {}", file.file());
        let found = fs::read(folder.join(file.file())).ok();
        let before = fs::read(as_it_was.join(file.file())).ok();
        let of_target = Some(as_it_was.join(file.file())).filter(|_| before.is_some());
        match file.status {
            Status::Failed | Status::Absent => assert!(found == before, "{context}"),
            _ => assert!(found == merged(custom, file, of_target), "{context}"),
        }
    }
    for companion in &plan.companions {
        let found = fs::read_to_string(folder.join(companion.file())).ok();
        assert!(found.as_deref() == companion.text(), "{context}, {}", companion.file());
    }
}

#[test]
fn a_patch_for_the_embedded_target_applies_to_stock() {
    for (name, custom) in customs() {
        let (_root, folder) = STOCK.install();
        let (plan, changed) = planned(custom.path(), None, Against::Target);
        let patch = patch(custom.path(), &[]);
        assert_eq!(String::from_utf8_lossy(&patch).matches("\n+++ b/").count(), changed, "{name}");
        git_apply(&folder, &patch, &name);
        assert_applied(&plan, custom.path(), &folder, STOCK, &name);
    }
}

#[test]
fn a_patch_for_a_given_target_applies_to_it() {
    // The gathered folders are many and alike: every target gets the installations and some.
    let customs = customs();
    for (turn, &target) in TARGETS.iter().enumerate() {
        let some = customs.iter().enumerate().filter(|(n, _)| *n < 6 || n % 8 == turn);
        for (_, (name, custom)) in some {
            let context = format!("{}, {name}", target.name);
            let (root, folder) = target.install();
            let (plan, changed) = planned(custom.path(), Some(root.path()), Against::Target);
            let patch = patch(custom.path(), &["--target", &root.path().display().to_string()]);
            let in_folder = Path::new("b").join(target.folder).display().to_string();
            let header = format!("\n+++ {in_folder}");
            let text = String::from_utf8_lossy(&patch);
            assert_eq!(text.matches(&header).count(), changed, "{context}: {text}");
            git_apply(root.path(), &patch, &context);
            assert_applied(&plan, custom.path(), &folder, target, &context);
        }
    }
}

#[test]
fn a_patch_against_custom_applies_to_the_operators_folder() {
    for (name, custom) in customs() {
        let (plan, changed) = planned(custom.path(), None, Against::Custom);
        assert!(changed > 0, "{name}");
        let merged: Vec<Option<Vec<u8>>> =
            plan.files.iter().map(|f| merged(custom.path(), f, None)).collect();
        let before = sorted(custom.path());
        git_apply(custom.path(), &patch(custom.path(), &["--against", "custom"]), &name);
        assert_eq!(sorted(custom.path()), before, "{name}");
        for (file, merged) in plan.files.iter().zip(merged) {
            if !matches!(file.status, Status::Failed | Status::Absent) {
                let found = fs::read(custom.path().join(&*file.path)).ok();
                assert!(found == merged, "{name}, {}", file.path);
            }
        }
    }
}

/// The operator's own files in other encodings and line ends, to be replaced by the target's.
#[test]
fn a_patch_against_custom_applies_whatever_the_file_was_written_in() {
    let stock = stock::get(SequenceName::Fault, Release::V2_6_0).unwrap();
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("CRLF", stock.text.replace('\n', "\r\n").into()),
        ("a byte order mark", format!("\u{FEFF}{}", stock.text).into()),
        ("ISO-8859-1", latin_1(stock.text)),
        ("one line", stock.text.replace('\n', "").into()),
        ("UTF-16, low byte first", utf16(stock.text, u16::to_le_bytes)),
        ("UTF-16, high byte first", utf16(stock.text, u16::to_be_bytes)),
    ];
    for (name, bytes) in forms {
        let custom = tempfile::tempdir().unwrap();
        fs::write(custom.path().join("fault.xml"), bytes).unwrap();
        git_apply(custom.path(), &patch(custom.path(), &["--against", "custom"]), name);
        let target = stock::get(SequenceName::Fault, Release::DEFAULT_TARGET).unwrap();
        assert!(
            fs::read(custom.path().join("fault.xml")).unwrap() == target.text.as_bytes(),
            "{name}"
        );
    }
}

/// A sequence in a file of many becomes a file of its own; the file of many stays as it is.
#[test]
fn a_patch_against_custom_leaves_definitions_alone() {
    let custom = tempfile::tempdir().unwrap();
    let definitions = custom.path().join("synapse.xml");
    fs::copy(fixtures().join("fault/definitions-root/custom.xml"), &definitions).unwrap();
    let before = fs::read(&definitions).unwrap();
    let args = ["plan", "synapse.xml", "--format", "patch", "--against", "custom"];
    let patch = Done::of(&mut faultgraft(custom.path(), &args)).stdout;
    assert!(patch.starts_with(b"--- /dev/null\n+++ b/fault.xml\n"));
    git_apply(custom.path(), &patch, "definitions");
    assert!(fs::read(&definitions).unwrap() == before);
    assert!(fs::read(custom.path().join("fault.xml")).unwrap().starts_with(b"<?xml"));
}

#[test]
fn a_patch_of_a_home_has_the_paths_of_the_home() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(IN_HOME);
    fs::create_dir_all(&folder).unwrap();
    fs::copy(fixtures().join("fault/prefixed-with-a-log/custom.xml"), folder.join("fault.xml"))
        .unwrap();
    for args in [&[][..], &["--against", "custom"]] {
        let patch = String::from_utf8(patch(home.path(), args)).unwrap();
        let header = format!("--- a/{IN_HOME}/fault.xml\n+++ b/{IN_HOME}/fault.xml\n@@ ");
        assert!(patch.starts_with(&header), "{patch}");
    }
    git_apply(home.path(), &patch(home.path(), &["--against", "custom"]), "a home");
}

/// The patches of the scopes one by one are the patch of all of them, and each applies by itself.
#[test]
fn every_scope_of_a_home_has_its_own_patch() {
    let log = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";
    let old = Home::of(Release::V2_6_0);
    old.customise(&format!("{IN_HOME}/fault.xml"), &format!("{log}{}", call("mine")));
    old.write(&format!("{IN_HOME}/mine.xml"), &own("mine", log));
    old.customise(&format!("{DEFAULTS}/main.xml"), log);
    for id in [1, 2] {
        old.tenant(id).customise(&format!("{}/fault.xml", tenant(id)), log);
    }
    // The second tenant is not on the new gateway yet: all of its files are new there.
    let new = || {
        let home = Home::of(Release::V4_0_0);
        home.tenant(1);
        home
    };
    let target = new();
    let target = target.path().display().to_string();
    let of = |more: &[&str]| {
        let done = patch(old.path(), &[&["--target", &target], more].concat());
        String::from_utf8(done).unwrap()
    };
    let whole = of(&[]);
    let mut one_by_one = String::new();
    let applied = new();
    for scope in ["super-tenant", "tenant:1", "tenant:2", "tenant-defaults"] {
        let patch = of(&["--scope", scope]);
        assert!(!patch.is_empty(), "{scope}");
        git_apply(applied.path(), patch.as_bytes(), scope);
        one_by_one += &patch;
    }
    assert_eq!(sections(&one_by_one), sections(&whole));
    let at_once = new();
    git_apply(at_once.path(), whole.as_bytes(), "all scopes");
    let request = PlanRequest {
        custom: old.path().to_owned(),
        target: Some(target.into()),
        ..PlanRequest::default()
    };
    let plan = plan(&request).unwrap();
    for home in [&applied, &at_once] {
        for file in &plan.files {
            let found = fs::read_to_string(home.path().join(&*file.place)).unwrap();
            assert_eq!(Some(&*found), file.text(), "{}", file.place);
        }
        assert_eq!(home.read(&format!("{IN_HOME}/mine.xml")), own("mine", log));
    }
}

/// The parts of a patch, a file each, in any order.
fn sections(patch: &str) -> Vec<&str> {
    let mut sections: Vec<&str> = patch.split("\n--- ").map(str::trim).collect();
    sections[0] = sections[0].trim_start_matches("--- ");
    sections.sort_unstable();
    sections
}
