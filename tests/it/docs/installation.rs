//! The made-up installation that documents work on: Harbourline, from 2.6.0 to 4.0.0.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use faultgraft::stock::{self, Release, SequenceName};
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::support::home::{Home, SEQUENCES, tenant};

/// What stands beside text in an element has no form in JSON: a conflict.
const PLAIN: &str = "<am:description>The requested resource is not available.</am:description>";
const WITH_LINK: &str = "<am:description>The requested resource is not available. See \
    <am:link>https://status.harbourline.example</am:link>.</am:description>";

/// A folder with the old home, the new one and another node of it, and folders of sequences.
pub fn folder() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    copy(old_home().path(), &root.path().join("wso2am-2.6.0"));
    let new = Home::of(Release::V4_0_0);
    new.write("repository/conf/deployment.toml", "[server]\nhostname = \"gateway.example\"\n");
    for name in ["wso2am-4.0.0", "gateway-2"] {
        copy(new.path(), &root.path().join(name));
    }
    copy(&new.path().join(SEQUENCES), &root.path().join("sequences"));
    copy(
        &repository().join("fixtures/templates/brightwater-ansible/before"),
        &root.path().join("templates"),
    );
    fs::copy(harbourline().join("fault.xml"), root.path().join("fault.xml")).unwrap();
    let git = Command::new("git").args(["init", "-q"]).current_dir(root.path()).status().unwrap();
    assert!(git.success());
    root
}

/// Four customised files, one of a tenant; a sequence of the operator's own that one of them calls;
/// one conflict.
fn old_home() -> Home {
    let home = Home::of(Release::V2_6_0);
    for file in ["fault.xml", "_auth_failure_handler_.xml", "harbourline_invalid_token.xml"] {
        let text = fs::read_to_string(harbourline().join(file)).unwrap();
        home.write(&format!("{SEQUENCES}/{file}"), &text);
    }
    let main = stock::get(SequenceName::parse("main").unwrap(), Release::V2_6_0).unwrap().text;
    assert!(main.contains(PLAIN));
    home.write(&format!("{SEQUENCES}/main.xml"), &main.replace(PLAIN, WITH_LINK));
    let fault = home.read(&format!("{SEQUENCES}/fault.xml"));
    home.tenant(7).write(&format!("{}/fault.xml", tenant(7)), &fault);
    home
}

fn harbourline() -> PathBuf {
    repository().join("fixtures/installations/harbourline-2-6-0/sequences")
}

pub fn repository() -> &'static Path {
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
