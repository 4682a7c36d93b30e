//! Plans and manifests that were changed by hand: nothing that they say is done unseen.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::work::{Work, arg, manifests, new_home, old_home, tree};
use crate::support::home::SEQUENCES;

type Change<'c> = &'c dyn Fn(&mut Value);

/// Changes a JSON file.
fn change(file: &PathBuf, change: Change<'_>) {
    let mut json: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    change(&mut json);
    fs::write(file, serde_json::to_vec(&json).unwrap()).unwrap();
}

#[test]
fn a_manifest_that_was_changed_is_not_followed() {
    let work = Work::sequences();
    work.write("elsewhere/sequences/fault.xml", "<sequence/>");
    fs::create_dir(work.path("empty")).unwrap();
    fs::remove_file(work.path("new/main.xml")).unwrap();
    work.plan(&[]);
    work.apply(&[]);
    let manifest = manifests(&work.path("faultgraft-backups")).remove(0);
    let sound = fs::read(&manifest).unwrap();
    let after = work.tree(".");
    let elsewhere = work.path("elsewhere/sequences");
    let empty = work.path("empty");
    let changes: [(&str, Change<'_>); 5] = [
        ("another root", &|m| m["root"] = json!(elsewhere)),
        ("a folder to remove", &|m| m["folders"] = json!([empty])),
        ("a path that leads out", &|m| m["files"][0]["place"] = json!("../elsewhere/fault.xml")),
        ("another digest", &|m| m["files"][0]["new"] = json!("00")),
        ("a mode", &|m| m["files"][0]["mode"] = json!(0o4755)),
    ];
    for (what, changed) in changes {
        change(&manifest, changed);
        let undone = work.undo(&manifest);
        assert_eq!(undone.code, Some(2), "{what}: {}", undone.text());
        assert!(undone.stderr.contains("cannot read"), "{what}: {}", undone.stderr);
        fs::write(&manifest, &sound).unwrap();
        assert_eq!(work.tree("."), after, "{what}");
    }
    assert_eq!(work.undo(&manifest).code, Some(0));
}

#[test]
fn a_plan_that_was_changed_is_not_written() {
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    old.customise(&format!("{SEQUENCES}/fault.xml"), "<log/>");
    let axis = "repository/conf/axis2/axis2.xml";
    new.write(axis, "<axisconfig/>");
    new.write("repository/components/sequences/fault.xml", "<sequence/>");
    work.plan(&[arg(old.path()), "--target", arg(new.path())]);
    let plan = work.path("plan.json");
    let sound = fs::read(&plan).unwrap();
    let before = tree(new.path());
    let at = |place: &'static str| {
        move |plan: &mut Value| {
            for file in plan["files"].as_array_mut().unwrap() {
                let path = format!("{SEQUENCES}/{}", file["file"].as_str().unwrap_or_default());
                file["scopes"] = json!([{"scope": "super-tenant", "path": path, "place": place}]);
                file["digest"].as_object_mut().map(|digest| digest.remove("target"));
            }
        }
    };
    let changes: [(&str, Change<'_>); 4] = [
        ("a text and its digest", &|plan| {
            let texts = plan["texts"].as_object_mut().unwrap();
            let keys: Vec<String> = texts.keys().cloned().collect();
            for key in keys {
                texts.remove(&key);
                texts.insert(faultgraft::digest::sha256(b"not XML"), json!("not XML"));
            }
        }),
        ("the place axis2.xml", &at("repository/conf/axis2/axis2.xml")),
        ("a folder that no gateway reads", &at("repository/components/sequences/fault.xml")),
        ("a path that leads out", &at("../sequences/fault.xml")),
    ];
    for (what, changed) in changes {
        change(&plan, changed);
        let done = work.apply(&[]);
        assert_eq!(done.code, Some(2), "{what}: {}", done.text());
        assert_eq!(tree(new.path()), before, "{what}");
        fs::write(&plan, &sound).unwrap();
    }
    assert_ne!(work.apply(&[]).code, Some(2));
}

#[test]
fn several_runs_are_put_back_newest_first() {
    let work = Work::sequences();
    work.plan(&[]);
    let before = work.tree("new");
    work.apply(&[]);
    work.customise("old/main.xml", "<log/>").plan(&[]);
    work.apply(&[]);
    let made = manifests(&work.path("faultgraft-backups"));
    assert_eq!(made.len(), 2);
    let all = work.run(&["apply", "--yes", "--undo", arg(&made[0]), arg(&made[1])]);
    assert_eq!(all.code, Some(0), "{}{}", all.text(), all.stderr);
    assert_eq!(work.tree("new"), before);
    let folder = work.undo(&work.path("faultgraft-backups"));
    assert_eq!(folder.code, Some(2));
    assert!(folder.stderr.contains("holds 2 backups, not one"), "{}", folder.stderr);
    assert!(folder.stderr.contains("the newest is"), "{}", folder.stderr);
}

#[test]
fn a_home_of_another_release_does_not_get_the_plan() {
    let (work, old, new) = (Work::sequences(), old_home(), new_home());
    old.customise(&format!("{SEQUENCES}/fault.xml"), "<log/>");
    work.plan(&[arg(old.path())]);
    new.write("bin/version.txt", "WSO2 API Manager v4.1.0\n");
    let before = tree(new.path());
    let done = work.apply(&["--home", arg(new.path())]);
    assert_eq!(done.code, Some(2));
    assert!(
        done.stderr.contains("is API Manager 4.1.0, as bin/version.txt says"),
        "{}",
        done.stderr
    );
    assert!(done.stderr.contains("the plan was made for 4.0.0"), "{}", done.stderr);
    assert_eq!(tree(new.path()), before);
}

#[cfg(unix)]
#[test]
fn a_hard_link_is_said() {
    let work = Work::sequences();
    fs::hard_link(work.path("new/fault.xml"), work.path("kept.xml")).unwrap();
    let kept = work.read("kept.xml");
    work.plan(&[]);
    let done = work.apply(&[]);
    let all = format!("{}{}", done.text(), done.stderr);
    assert!(all.contains("new/fault.xml had another name (a hard link)"), "{all}");
    assert_eq!(work.read("kept.xml"), kept);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_refused_at_once() {
    let work = Work::sequences();
    let home = old_home();
    home.customise(&format!("{SEQUENCES}/fault.xml"), "<log/>");
    work.plan(&[]);
    let pipe = |path: PathBuf| {
        let _ = fs::remove_file(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    let places =
        ["repository/conf/deployment.toml", "repository/conf/carbon.xml", "updates/product.txt"];
    for place in places {
        pipe(home.path().join(place));
    }
    let done = work.run(&["plan", arg(home.path()), "--format", "json"]);
    assert!(done.code.is_some(), "{}", done.stderr);
    pipe(work.path("plan.json"));
    pipe(work.path("body"));
    for args in [
        &["apply", "plan.json"][..],
        &["review", "--list", "plan.json"],
        &["report", "plan.json"],
        &["preview", "plan.json"],
        &["preview", "new/fault.xml", "--body", "body"],
        &["plan", "old", "--decisions", "plan.json"],
    ] {
        let done = work.run(args);
        assert_eq!(done.code, Some(2), "{args:?}: {}", done.stderr);
        assert!(done.stderr.contains("it is not a regular file"), "{args:?}: {}", done.stderr);
    }
}
