//! `--undo` puts back what was there.

use std::fs;

use super::work::{Work, arg, manifests, new_home, old_home, tree};
use crate::support::home::{SEQUENCES, call, own, tenant};

#[test]
fn everything_comes_back_and_what_was_new_goes() {
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    old.customise(&format!("{SEQUENCES}/main.xml"), &call("mask"));
    old.write(&format!("{SEQUENCES}/mask.xml"), &own("mask", "<log/>"));
    new.remove("repository/tenants");
    let fault = new.path().join(SEQUENCES).join("fault.xml");
    #[cfg(unix)]
    fs::set_permissions(&fault, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let before = tree(new.path());
    work.plan(&[arg(old.path()), "--target", arg(new.path())]);
    let done = work.apply(&[]);
    assert!(done.text().contains("new         repository/tenants/1/"), "{}", done.text());
    assert!(new.path().join(tenant(1)).join("fault.xml").exists());
    let after = tree(new.path());
    let manifest = manifests(&new.path().join("faultgraft-backups")).remove(0);

    let dry = work.run(&["apply", "--dry-run", "--undo", arg(&manifest)]);
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert!(dry.text().contains("remove ") && dry.text().contains("restore "), "{}", dry.text());
    assert_eq!(work.run(&["apply", "--undo", arg(&manifest)]).code, Some(2), "nobody said yes");
    assert_eq!(tree(new.path()), after);

    // A loosened mode is the operator's own doing until the file comes back as it was.
    #[cfg(unix)]
    fs::set_permissions(&fault, std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    let undone = work.undo(&manifest);
    assert_eq!(undone.code, Some(0), "{}", undone.stderr);
    assert_eq!(tree(new.path()), before);
    assert!(!new.path().join("repository/tenants").exists(), "the folders that were made");
    let twice = work.undo(manifest.parent().unwrap());
    assert_eq!(twice.code, Some(0), "{}", twice.stderr);
    assert!(twice.text().contains("nothing to put back"), "{}", twice.text());
    assert_eq!(tree(new.path()), before);

    assert_eq!(work.apply(&[]).code, done.code, "and it can be applied again");
    assert_eq!(tree(new.path()).len(), after.len());
    assert_eq!(manifests(&new.path().join("faultgraft-backups")).len(), 2);
}

#[test]
fn a_file_that_was_edited_since_stays_and_the_others_come_back() {
    let work = Work::sequences();
    work.customise("old/main.xml", "<log/>").plan(&[]);
    let before = work.tree("new");
    work.apply(&[]);
    work.customise("new/fault.xml", "<log level=\"full\"/>");
    let edited = work.read("new/fault.xml");
    let manifest = manifests(&work.path("faultgraft-backups")).remove(0);
    let undone = work.undo(&manifest);
    assert_eq!(undone.code, Some(2));
    assert!(undone.text().contains("fault.xml: it was edited since"), "{}", undone.text());
    assert_eq!(work.read("new/fault.xml"), edited);
    assert_eq!(work.tree("new")["main.xml"], before["main.xml"]);
}

#[test]
fn a_backup_that_was_changed_is_not_put_back() {
    let work = Work::sequences();
    work.plan(&[]);
    work.apply(&[]);
    let after = work.tree("new");
    let manifest = manifests(&work.path("faultgraft-backups")).remove(0);
    fs::write(manifest.with_file_name("fault.xml"), "<other/>").unwrap();
    let undone = work.undo(&manifest);
    assert_eq!(undone.code, Some(2));
    assert!(undone.stderr.contains("was changed since it was kept"), "{}", undone.stderr);
    assert_eq!(work.tree("new"), after);
    let none = work.undo(&work.path("new"));
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains("manifest.json"), "{}", none.stderr);
}
