//! Where files go: homes of several nodes, links, and folders that may not be written to.

use std::fs;

use faultgraft::stock::Release;

use super::work::{Work, arg, manifests, new_home, old_home, tree};
use crate::support::home::{Home, SEQUENCES};

#[test]
fn the_embedded_release_has_no_place() {
    let (work, old) = (Work::sequences(), old_home());
    work.plan(&[arg(old.path())]);
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("--home DIR") && done.stderr.contains("--dest DIR"));
    let both = work.apply(&["--home", "x", "--dest", "y"]);
    assert_eq!(both.code, Some(2));
}

#[test]
fn each_home_is_looked_at_by_itself() {
    let (work, old) = (Work::sequences(), old_home());
    let (one, two) = (new_home(), new_home());
    two.customise(&format!("{SEQUENCES}/fault.xml"), "<log/>");
    let before = tree(two.path());
    work.plan(&[arg(old.path())]);
    let done = work.apply(&["--home", arg(one.path()), "--home", arg(two.path())]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains(&format!("{} changed", arg(two.path()))), "{}", done.stderr);
    assert!(done.stderr.contains(&format!("--target {}", arg(two.path()))), "{}", done.stderr);
    assert_eq!(tree(two.path()), before);
    assert!(one.read(&format!("{SEQUENCES}/fault.xml")).contains("gateway"));
    assert_eq!(manifests(&one.path().join("faultgraft-backups")).len(), 1);
    two.stock(SEQUENCES);
    let done = work.apply(&["--home", arg(one.path()), "--home", arg(two.path())]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert_eq!(tree(one.path()), tree(two.path()));
}

#[test]
fn a_home_that_wrote_its_files_in_its_own_way_is_not_stale() {
    let (work, old) = (Work::sequences(), old_home());
    let home = Home::of(Release::V4_0_0);
    let fault = format!("{SEQUENCES}/fault.xml");
    home.write(&fault, &home.read(&fault).replace("/>\n", "   />\r\n\r\n"));
    let own = SEQUENCES.replace("default", "gateway");
    fs::rename(
        home.path().join(SEQUENCES).parent().unwrap(),
        home.path().join(&own).parent().unwrap(),
    )
    .unwrap();
    work.plan(&[arg(old.path()), "--scope", "super-tenant"]);
    let done = work.apply(&["--home", arg(home.path())]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(home.read(&format!("{own}/fault.xml")).contains("\"gateway\""));
    assert!(!home.path().join(SEQUENCES).exists(), "its configuration has another name");
}

#[test]
fn the_plan_of_a_folder_goes_to_the_super_tenant_of_a_home() {
    let (work, home) = (Work::sequences(), new_home());
    work.plan(&["old"]);
    let done = work.apply(&["--home", arg(home.path())]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(home.read(&format!("{SEQUENCES}/fault.xml")).contains("gateway"));
    let done = work.apply(&["--home", "new"]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("not an API Manager home"), "{}", done.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_inside_stays_a_link_and_one_that_leads_out_is_not_followed() {
    use std::os::unix::fs::symlink;
    let work = Work::sequences();
    work.customise("old/main.xml", "<log/>");
    fs::create_dir(work.path("new/..data")).unwrap();
    fs::rename(work.path("new/fault.xml"), work.path("new/..data/fault.xml")).unwrap();
    symlink("..data/fault.xml", work.path("new/fault.xml")).unwrap();
    fs::rename(work.path("new/main.xml"), work.path("shared.xml")).unwrap();
    symlink("../shared.xml", work.path("new/main.xml")).unwrap();
    let shared = work.read("shared.xml");
    work.plan(&[]);
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(2), "{}", done.text());
    assert!(done.text().contains("refused     main.xml: it is a link out of"), "{}", done.text());
    assert_eq!(work.read("shared.xml"), shared);
    assert!(fs::symlink_metadata(work.path("new/fault.xml")).unwrap().is_symlink());
    assert!(work.read("new/..data/fault.xml").contains("gateway"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_leads_out_is_not_followed() {
    use std::os::unix::fs::symlink;
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    let configs = new.path().join(SEQUENCES).parent().unwrap().to_owned();
    fs::rename(&configs, work.path("shared")).unwrap();
    symlink(work.path("shared"), &configs).unwrap();
    let before = work.tree("shared");
    work.plan(&[arg(old.path()), "--target", arg(new.path()), "--scope", "super-tenant"]);
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(2), "{}", done.text());
    assert!(done.text().contains("its folder is a link out of"), "{}", done.text());
    assert_eq!(work.tree("shared"), before);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_changes_nothing() {
    use crate::support::run::{Done, faultgraft};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let set = |path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    work.plan(&[arg(old.path()), "--target", arg(new.path())]);
    let closed = new.path().join(SEQUENCES);
    let root = fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    for path in [work.folder.path(), new.path(), old.path()] {
        set(path, 0o777);
    }
    set(&closed, 0o555);
    let before = tree(new.path());
    let mut command = faultgraft(work.folder.path(), &["apply", "plan.json", "--yes"]);
    if root {
        // Nothing is closed to root.
        command.uid(65534).gid(65534);
    }
    let Ok(output) = command.output() else { return };
    let done = Done::from(output);
    assert_eq!(done.code, Some(2), "{}", done.text());
    assert!(done.stderr.contains("fault.xml: Permission denied"), "{}", done.stderr);
    assert!(done.stderr.contains("no file was changed"), "{}", done.stderr);
    assert!(done.stderr.contains("the user who owns"), "{}", done.stderr);
    assert_eq!(tree(new.path()), before);
    set(&closed, 0o755);
}

#[test]
fn two_files_are_not_written_to_one_place() {
    let work = Work::sequences();
    work.customise("old/main.xml", "<log/>");
    work.plan(&["old", "--target", "new/fault.xml"]);
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("several sequences for"), "{}", done.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn two_runs_do_not_write_to_one_home_at_once() {
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    work.plan(&[arg(old.path()), "--target", arg(new.path())]);
    let before = tree(new.path());
    let lock = fs::File::open(new.path()).unwrap();
    lock.try_lock().unwrap();
    let done = work.apply(&[]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("another faultgraft is writing"), "{}", done.stderr);
    assert_eq!(tree(new.path()), before);
    drop(lock);
    assert_eq!(work.apply(&[]).code, Some(0));
}
