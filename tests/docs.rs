//! Every command line of the documents is run, one after the other, in front of homes that stand where
//! the documents say.

mod support {
    pub mod home;
}

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use faultgraft::{rules::Levels, stock::Release};
use insta_cmd::get_cargo_bin;
use support::home::{Home, SEQUENCES, tenant};
use tempfile::TempDir;
use walkdir::WalkDir;

/// A folder with the homes of the documents below `opt`, and a repository with sequences.
fn surroundings() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let log = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";
    let old = Home::of(Release::V2_6_0);
    old.tenant(7).customise(&format!("{}/fault.xml", tenant(7)), log);
    let site = repository().join("fixtures/installations/harbourline-2-6-0/sequences");
    for file in ["fault.xml", "_auth_failure_handler_.xml", "harbourline_invalid_token.xml"] {
        let text = fs::read_to_string(site.join(file)).unwrap();
        old.write(&format!("{SEQUENCES}/{file}"), &text);
    }
    copy(old.path(), &root.path().join("opt/wso2am-2.6.0"));
    let new = Home::of(Release::V4_0_0);
    for name in ["wso2am-4.0.0", "gateway-1", "gateway-2"] {
        copy(new.path(), &root.path().join("opt").join(name));
    }
    copy(&new.path().join(SEQUENCES), &root.path().join("sequences"));
    root
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from) {
        let entry = entry.unwrap();
        let path = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir_all(path).unwrap(),
            false => drop(fs::copy(entry.path(), path).unwrap()),
        }
    }
}

/// The fenced blocks of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let start = format!("```{language}\n");
    text.split(&*start).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// The lines that run faultgraft: of shell blocks all, of jobs those that do.
fn commands(text: &str) -> Vec<String> {
    let of_shell = blocks(text, "sh").into_iter().flat_map(str::lines).map(str::to_owned);
    let of_jobs = blocks(text, "yaml").into_iter().flat_map(str::lines).filter_map(|line| {
        let step = line.trim_start().trim_start_matches("- ").trim_start_matches("run: ");
        step.starts_with("faultgraft ").then(|| step.to_owned())
    });
    of_shell.chain(of_jobs).collect()
}

fn run(line: &str, root: &Path) {
    let bin: PathBuf = get_cargo_bin("faultgraft");
    let path = format!("{}:{}", bin.parent().unwrap().display(), env::var("PATH").unwrap());
    let here = line.replace("/opt/", &format!("{}/opt/", root.display()));
    let done = Command::new("sh")
        .args(["-c", &here])
        .current_dir(root)
        .env("PATH", path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    let code = done.status.code().unwrap();
    // Where an edit waits for a person, `plan` says so by 1.
    assert!(code <= 1, "{line}: {code}: {said}");
    let may_wait = line.contains(" plan ") || line.contains(" review ") || line.contains(" apply ");
    assert!(code == 0 || may_wait, "{line}: {said}");
}

fn document(name: &str) -> String {
    fs::read_to_string(repository().join("docs").join(name)).unwrap()
}

#[test]
fn the_upgrade_guide_runs() {
    let root = surroundings();
    let lines = commands(&document("upgrade-guide.md"));
    assert!(lines.len() > 10, "{lines:?}");
    let fault = root.path().join("opt/wso2am-4.0.0").join(SEQUENCES).join("fault.xml");
    let stock = fs::read_to_string(&fault).unwrap();
    for line in lines {
        run(&line, root.path());
        let now = fs::read_to_string(&fault).unwrap();
        match &*line {
            "faultgraft apply plan.json --yes" => assert_ne!(now, stock),
            line if line.contains("--undo") || line.contains("plan /opt") => assert_eq!(now, stock),
            _ => {}
        }
    }
}

#[test]
fn the_jobs_run() {
    let root = surroundings();
    let text = document("ci.md");
    for block in blocks(&text, "toml") {
        Levels::from_toml(block).unwrap();
        fs::write(root.path().join("faultgraft.toml"), block).unwrap();
    }
    let lines = commands(&text);
    assert!(lines.len() > 5, "{lines:?}");
    lines.iter().for_each(|line| run(line, root.path()));
    let sarif = fs::read(root.path().join("faultgraft.sarif")).unwrap();
    let log: serde_json::Value = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(log["version"], "2.1.0");
}

/// A sequence that 4.0.0 would not load fails the job.
#[test]
fn the_job_fails_where_it_should() {
    let root = surroundings();
    let fault = root.path().join("sequences/fault.xml");
    let text = fs::read_to_string(&fault).unwrap().replace("<send/>", "<sent/><send/>");
    fs::write(fault, text).unwrap();
    let args = ["lint", "sequences", "--release", "4.0.0", "--format", "github"];
    let mut lint = Command::new(get_cargo_bin("faultgraft"));
    let done = lint.args(args).current_dir(root.path()).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.starts_with("::error file=sequences/fault.xml,line="), "{said}");
}
