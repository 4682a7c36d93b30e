//! Every stock sequence of four releases with the situations that the gateway runs it in, and two
//! whole upgrades. The snapshots were read answer by answer against the facts.

use std::fs;
use std::path::Path;

use faultgraft::stock::{self, Release, SequenceName};
use tempfile::TempDir;

use crate::support::run::{Done, faultgraft};

fn write_stock(folder: &Path, release: Release) -> Vec<SequenceName> {
    let mut written = Vec::new();
    for &name in SequenceName::ALL {
        if let Some(stock) = stock::get(name, release) {
            fs::write(folder.join(name.file_name()), stock.text).unwrap();
            written.push(name);
        }
    }
    written
}

fn snapshot(name: &str, text: &str) {
    crate::support::snapshots::in_folder("previews").bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn every_stock_sequence_answers_as_its_release_does() {
    for release in [Release::V2_6_0, Release::V3_2_0, Release::V4_0_0, Release::V4_6_0] {
        let folder = TempDir::new().unwrap();
        for name in write_stock(folder.path(), release) {
            // They answer nobody by themselves.
            if matches!(name, SequenceName::CorsRequestHandler | SequenceName::Build) {
                continue;
            }
            let args = ["preview", name.file_name(), "--release", release.version()];
            let done = Done::of(&mut faultgraft(folder.path(), &args));
            assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{name} of {release}");
            snapshot(&format!("{release}-{name}"), done.text());
        }
    }
}

#[test]
fn a_soap_client_gets_soap_or_what_the_release_makes_of_it() {
    for release in [Release::V3_2_0, Release::V4_0_0] {
        let folder = TempDir::new().unwrap();
        let mut all = String::new();
        for name in write_stock(folder.path(), release) {
            if matches!(name, SequenceName::CorsRequestHandler | SequenceName::Build) {
                continue;
            }
            let args = [
                "preview",
                name.file_name(),
                "--release",
                release.version(),
                "--message",
                "soap11",
            ];
            let done = Done::of(&mut faultgraft(folder.path(), &args));
            assert_eq!(done.code, Some(0), "{name} of {release}: {}", done.stderr);
            all.push_str(done.text());
            all.push('\n');
        }
        snapshot(&format!("{release}-soap11"), &all);
    }
}

#[test]
fn an_upgrade_of_stock_is_shown_old_beside_new() {
    for release in [Release::V2_6_0, Release::V3_2_0] {
        let folder = TempDir::new().unwrap();
        write_stock(folder.path(), release);
        let args = ["preview", ".", "--base-release", release.version()];
        let done = Done::of(&mut faultgraft(folder.path(), &args));
        assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
        snapshot(&format!("{release}-to-4.0.0"), done.text());
    }
}
