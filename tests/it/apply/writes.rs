//! What is written, where everything is as it should be.

use faultgraft::model::Plan;
use std::fs;

use super::work::{LOG, Work, arg, manifests, new_home, old_home, tree};
use crate::support::home::{SEQUENCES, call, own, tenant};

const GATEWAY: &str = "\"gateway\"";

#[test]
fn a_home_gets_the_merged_files_and_a_second_plan_finds_nothing_to_do() {
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    let plan = [arg(old.path()), "--target", arg(new.path())];
    work.plan(&plan);
    let before = tree(new.path());
    let done = work.apply(&[]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    assert!(done.text().contains("2 to replace"), "{}", done.text());
    assert!(done.text().contains("undo: faultgraft apply --undo"), "{}", done.text());
    let after = tree(new.path());
    let changed: Vec<&String> = after.keys().filter(|k| before.get(*k) != after.get(*k)).collect();
    assert_eq!(changed, [&format!("{SEQUENCES}/fault.xml"), &format!("{}/fault.xml", tenant(1))]);
    let saved = Plan::load(work.read("plan.json").as_bytes()).unwrap();
    let planned = saved.files.iter().find(|f| &*f.place == changed[0]).unwrap();
    assert_eq!(new.read(changed[0]), planned.text().unwrap());

    let again = work.apply(&[]);
    assert_eq!(again.code, Some(0));
    assert!(again.text().contains("2 as planned already"), "{}", again.text());
    work.plan(&plan);
    let nothing = work.apply(&[]);
    assert_eq!(nothing.code, Some(0), "{}", nothing.stderr);
    assert!(nothing.text().contains("nothing to do"), "{}", nothing.text());
    assert_eq!(tree(new.path()), after);
    assert_eq!(manifests(&new.path().join("faultgraft-backups")).len(), 1);
}

#[test]
fn a_folder_gets_them_and_the_backups_stand_beside_it() {
    let work = Work::sequences();
    work.plan(&[]);
    let old = work.read("new/fault.xml");
    assert_eq!(work.apply(&[]).code, Some(0));
    assert!(work.read("new/fault.xml").contains(GATEWAY));
    assert_eq!(work.tree("new").len(), 2);
    let manifest = manifests(&work.path("faultgraft-backups")).remove(0);
    assert_eq!(fs::read_to_string(manifest.with_file_name("fault.xml")).unwrap(), old);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(manifest).unwrap()).unwrap();
    assert_eq!((&json["state"], json["files"].as_array().unwrap().len()), (&"complete".into(), 1));
}

#[test]
fn the_backups_of_a_folder_inside_a_home_stand_in_the_home() {
    let (work, new) = (Work::sequences(), new_home());
    let target = new.path().join(SEQUENCES);
    work.plan(&["old", "--target", arg(&target)]);
    assert_eq!(work.apply(&[]).code, Some(0));
    assert_eq!(manifests(&new.path().join("faultgraft-backups")).len(), 1);
}

#[test]
fn one_file_is_written_under_its_own_name() {
    let work = Work::sequences();
    work.write("new/other.xml", &work.read("new/fault.xml"));
    work.plan(&["old/fault.xml", "--target", "new/other.xml"]);
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(work.read("new/other.xml").contains(GATEWAY));
    assert!(!work.read("new/fault.xml").contains(GATEWAY));
}

#[test]
fn a_file_called_as_the_upgrade_guide_prints_it_is_the_one_that_is_written() {
    let (work, stock) = (Work::sequences(), new_home());
    let (real, printed) = ("_auth_failure_handler_.xml", "new/auth_failure_handler.xml");
    work.write(printed, &stock.read(&format!("{SEQUENCES}/{real}")));
    let old = old_home();
    work.write("old/auth_failure_handler.xml", &old.read(&format!("{SEQUENCES}/{real}")));
    work.customise("old/auth_failure_handler.xml", LOG).plan(&[]);
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(work.read(printed).contains(GATEWAY));
    assert_eq!(work.tree("new").len(), 3);
}

#[test]
fn elsewhere_the_same_tree_is_made_and_what_it_replaces_is_kept() {
    let (work, old) = (Work::sequences(), old_home());
    work.plan(&[arg(old.path())]);
    let done = work.apply(&["--dest", "out/gateway"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let files: Vec<String> = work.tree("out/gateway").into_keys().collect();
    assert_eq!(files, [format!("{SEQUENCES}/fault.xml"), format!("{}/fault.xml", tenant(1))]);
    assert!(!work.path("out/gateway/faultgraft-backups").exists(), "nothing was replaced");
    work.write(&format!("out/gateway/{SEQUENCES}/fault.xml"), "<other/>");
    let done = work.apply(&["--dest", "out/gateway"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.text().contains("1 to replace, 1 as planned already"), "{}", done.text());
    assert_eq!(manifests(&work.path("out/gateway/faultgraft-backups")).len(), 1);
}

#[test]
fn nothing_is_written_where_nobody_says_yes() {
    let work = Work::sequences();
    work.plan(&[]);
    let before = work.tree(".");
    let dry = work.run(&["apply", "plan.json", "--dry-run"]);
    assert_eq!((dry.code, dry.stderr.as_str()), (Some(0), ""));
    assert!(dry.text().contains("replace     fault.xml"), "{}", dry.text());
    let asked = work.run(&["apply", "plan.json"]);
    assert_eq!(asked.code, Some(2));
    assert!(asked.stderr.contains("write 1 file?") && asked.stderr.contains("--yes"));
    assert_eq!(work.tree("."), before);
    assert!(!work.path("faultgraft-backups").exists());
}

#[test]
fn edits_to_review_are_said_and_do_not_keep_a_file_back() {
    let work = Work::sequences();
    let text = work.read("old/fault.xml");
    // 4.0.0 does not have the class that this gives a property.
    let own = "APIMgtFaultHandler\"><property name=\"x\" value=\"y\"/></class>";
    let customised = text.replace("APIMgtFaultHandler\"/>", own);
    assert_ne!(customised, text);
    work.write("old/fault.xml", &customised);
    work.plan(&[]);
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    let said = "1 edit to review, nobody decided yet: super-tenant/fault/2";
    assert!(done.text().contains(said), "{}", done.text());
    assert!(work.read("new/fault.xml").contains(GATEWAY));
}

#[test]
fn without_backup_nothing_is_kept_and_with_one_it_stands_where_it_is_asked_for() {
    let work = Work::sequences();
    work.plan(&[]);
    let (old, new) = (work.read("new/fault.xml"), work.apply(&["--no-backup"]));
    assert_eq!(new.code, Some(0));
    assert!(!new.text().contains("undo"), "{}", new.text());
    assert!(!work.path("faultgraft-backups").exists());
    work.write("new/fault.xml", &old);
    let inside = work.apply(&["--backup", "new/kept"]);
    assert_eq!(inside.code, Some(2));
    assert!(inside.stderr.contains("deploys from"), "{}", inside.stderr);
    assert_eq!(work.read("new/fault.xml"), old);
    assert_eq!(work.apply(&["--backup", "kept/here"]).code, Some(0));
    assert_eq!(manifests(&work.path("kept/here")).len(), 1);
}

#[test]
fn companions_go_along_and_the_skip_list_is_said_again() {
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    old.customise(&format!("{SEQUENCES}/main.xml"), &call("mask"));
    old.write(&format!("{SEQUENCES}/mask.xml"), &own("mask", "<log/>"));
    work.plan(&[arg(old.path()), "--target", arg(new.path())]);
    let done = work.apply(&[]);
    assert!(done.text().contains(&format!("new         {SEQUENCES}/mask.xml")), "{}", done.text());
    assert!(done.text().contains("skip_list") && done.text().contains("other gateway nodes"));
    assert_eq!(new.read(&format!("{SEQUENCES}/mask.xml")), own("mask", "<log/>"));
}

#[cfg(unix)]
#[test]
fn modes_and_owners_stay() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let work = Work::sequences();
    work.plan(&[]);
    let file = work.path("new/fault.xml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let given = chown(&file, Some(12345), Some(54321)).is_ok();
    assert_eq!(work.apply(&[]).code, Some(0));
    let found = fs::metadata(&file).unwrap();
    assert_eq!(found.mode() & 0o7777, 0o640);
    assert!(!given || (found.uid(), found.gid()) == (12345, 54321));
    assert!(work.read("new/fault.xml").contains(GATEWAY));
}
