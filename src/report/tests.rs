//! What each report says about the sample plan.

use std::{io, sync::Arc};

use insta::{Settings, assert_snapshot};

use super::{Options, PLAIN_WIDTH, brief, json, listing, patch, sample, text};
use crate::{
    model::{Plan, Status},
    stock::SequenceName,
};

/// Runs `test` with the snapshots in the top-level folder.
fn with_settings(test: impl FnOnce()) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(test);
}

/// What `write` writes, without its styles.
fn plain(write: impl Fn(&mut dyn io::Write) -> io::Result<()>) -> String {
    anstream::adapter::strip_str(&styled(write)).to_string()
}

fn styled(write: impl Fn(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn text_of(plan: &Plan) -> String {
    plain(|out| text::write(plan, &Options::default(), PLAIN_WIDTH, out))
}

#[test]
fn text_tells_everything_once() {
    with_settings(|| assert_snapshot!("report-text", text_of(&sample::plan())));
}

#[test]
fn text_fits_a_narrow_terminal() {
    let plan = sample::plan();
    with_settings(|| {
        assert_snapshot!(
            "report-text-narrow",
            plain(|out| text::write(&plan, &Options::default(), 60, out))
        );
    });
}

#[test]
fn text_of_a_plan_that_needs_nobody_is_short() {
    let files = [SequenceName::Fault, SequenceName::Main];
    let plan = sample::plan_of(files.map(|name| sample::file(name, Status::Stock)).to_vec());
    with_settings(|| assert_snapshot!("report-text-stock", text_of(&plan)));
}

#[test]
fn patch_is_the_diffs() {
    let plan = sample::plan();
    with_settings(|| assert_snapshot!("report-patch", plain(|out| patch::write(&plan, out))));
}

#[test]
fn patch_prefers_the_bytes_of_another_encoding() {
    let mut plan = sample::plan();
    let written = plan.files[0].merged.as_mut().unwrap();
    Arc::make_mut(written).hunks.bytes = Some(b"@@ -1 +1 @@\n\xe9\n".to_vec());
    let mut out = Vec::new();
    patch::write(&plan, &mut out).unwrap();
    let place = &*plan.files[0].place;
    let head = format!("--- a/{place}\n+++ b/{place}\n@@ -1 +1 @@\n");
    assert!(out.starts_with(&[head.as_bytes(), b"\xe9\n--- a/"].concat()));
}

#[test]
fn json_has_the_keys_of_the_contract() {
    let plan = sample::plan_of(vec![sample::plan().files.remove(7)]);
    with_settings(|| assert_snapshot!("report-json", styled(|out| json::write(&plan, out))));
}

#[test]
fn brief_has_a_line_an_edit() {
    let plan = sample::plan();
    let file = plan.files.iter().find(|file| file.file() == "fault.xml").unwrap();
    let brief = plain(|out| brief::write(file, "old/fault.xml", &plan.target, PLAIN_WIDTH, out));
    with_settings(|| assert_snapshot!("report-brief", brief));
}

#[test]
fn listing_says_what_the_star_means() {
    let groups = vec![vec!["1.7.0".to_owned(), "1.8.0*".to_owned()], vec!["1.9.0".to_owned()]];
    let rows = [("fault.xml".to_owned(), groups)];
    let listing = plain(|out| listing::write_releases(&rows, PLAIN_WIDTH, out));
    with_settings(|| assert_snapshot!("report-listing", listing));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let styles = styled(|out| text::write(&sample::plan(), &Options::default(), PLAIN_WIDTH, out));
    assert!(styles.contains("\u{1b}["));
    let without: String = styles
        .split("\u{1b}[")
        .enumerate()
        .map(|(n, part)| match n {
            0 => part,
            _ => part.split_once('m').unwrap().1,
        })
        .collect();
    assert_eq!(without, text_of(&sample::plan()));
}
