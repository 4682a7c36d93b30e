//! The whole way: an old home, packed or not, is planned, reviewed by options, and applied to a new
//! home; planning again finds nothing to do.

use crate::support;

use std::fs;
use std::path::Path;

use faultgraft::model::{Finding, Outcome, Plan, Severity, Status};
use faultgraft::stock::Release;
use support::home::{DEFAULTS, Home, SEQUENCES, call, own, tenant};
use support::run::{Done, faultgraft};

const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";
const ANSWER: &str = "<payloadFactory media-type=\"xml\"><format><h:late \
    xmlns:h=\"urn:harbour\"><h:code>$1</h:code></h:late></format><args><arg \
    expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory><property name=\"messageType\" \
    value=\"application/xml\" scope=\"axis2\"/><property name=\"RESPONSE\" value=\"true\"/><header \
    name=\"To\" action=\"remove\"/><send/>";

/// A home of 2.6.0: the super tenant with a companion, tenant 1 with edits, tenant 2 without one of
/// the seeded files, tenant 3 stock, defaults with an edit.
fn old_home() -> Home {
    let home = Home::of(Release::V2_6_0);
    let fault = format!("{SEQUENCES}/fault.xml");
    home.customise(&fault, &format!("{LOG}{}", call("harbour_late")));
    home.write(&format!("{SEQUENCES}/late.xml"), &own("harbour_late", ANSWER));
    let throttle = format!("{}/_throttle_out_handler_.xml", tenant(1));
    home.tenant(1).customise(&throttle, LOG);
    let main = format!("{}/main.xml", tenant(1));
    home.write(&main, &home.read(&main).replace("Status report", "Harbour report"));
    home.tenant(2).customise(&format!("{}/fault.xml", tenant(2)), LOG);
    home.tenant(3);
    home.customise(&format!("{DEFAULTS}/_auth_failure_handler_.xml"), LOG);
    home
}

/// A home of 4.0.0 with the tenants that have been moved already.
fn new_home() -> Home {
    let home = Home::of(Release::V4_0_0);
    home.tenant(1).tenant(3);
    home.write("repository/conf/deployment.toml", "[server]\nhostname = \"gw\"\n");
    home
}

fn run(folder: &Path, args: &[&str]) -> Done {
    let done = Done::of(&mut faultgraft(folder, args));
    assert_ne!(done.code, Some(2), "{args:?}: {}", done.stderr);
    done
}

fn whole_way(custom: &Path) {
    let new = new_home();
    let desk = tempfile::tempdir().unwrap();
    let [old, target] = [custom, new.path()].map(|p| p.to_str().unwrap());
    let plan = ["plan", old, "--target", target, "--out", "plan.json"];
    run(desk.path(), &plan);
    let read = || Plan::load(&fs::read(desk.path().join("plan.json")).unwrap()).unwrap();
    let first = read();
    let status = |scope: &str, sequence: &str| {
        let file =
            first.files.iter().find(|f| f.scope.to_string() == scope && f.stem() == sequence);
        file.unwrap_or_else(|| panic!("{scope} {sequence}")).status
    };
    assert_eq!(status("super-tenant", "fault"), Status::Customised);
    assert_eq!(status("tenant:1", "throttle_out_handler"), Status::Customised);
    assert_eq!(status("tenant:2", "graphql_failure_handler"), Status::Absent);
    assert_eq!(status("tenant:3", "main"), Status::Stock);
    assert_eq!(status("tenant-defaults", "auth_failure_handler"), Status::Customised);
    assert_eq!(first.companions[0].outcome(), Outcome::Rewritten);
    assert_eq!(first.skip_list.to_add, ["late.xml"]);

    // What the new gateway would delete is an error until its deployment.toml lists it.
    let is_error = |f: &Finding| f.rule == "skip-list" && f.severity == Severity::Error;
    assert!(first.companions[0].findings.iter().any(is_error));
    let toml = "repository/conf/deployment.toml";
    new.write(toml, &format!("{}\n{}", new.read(toml), first.skip_list.toml));
    run(desk.path(), &plan);
    assert!(read().companions[0].findings.iter().all(|f| f.rule != "skip-list"));

    let reject = "tenant:1/throttle_out_handler/1";
    run(desk.path(), &["review", "plan.json", "--reject", reject]);
    run(desk.path(), &["review", "plan.json", "--accept", "super-tenant/*,tenant:2/*"]);
    let done = run(desk.path(), &["apply", "plan.json", "--yes"]);
    assert_eq!(done.code, Some(0), "{}\n{}", done.text(), done.stderr);

    let reviewed = read();
    for file in reviewed.files.iter().filter(|f| f.differs_from_target()) {
        assert_eq!(new.read(&file.place), *file.text().unwrap(), "{}", file.place);
    }
    assert!(new.read(&format!("{SEQUENCES}/fault.xml")).contains("harbour_late"));
    assert!(new.read(&format!("{SEQUENCES}/late.xml")).contains("media-type=\"json\""));
    assert!(!new.read(&format!("{}/_throttle_out_handler_.xml", tenant(1))).contains("gateway"));
    assert!(new.read(&format!("{}/main.xml", tenant(1))).contains("Harbour report"));
    assert!(new.read(&format!("{}/fault.xml", tenant(2))).contains("gateway"));
    assert!(new.path().join(format!("{}/_graphql_failure_handler_.xml", tenant(2))).exists());
    assert!(new.read(&format!("{DEFAULTS}/_auth_failure_handler_.xml")).contains("gateway"));

    let only = ["--scope", "super-tenant,tenant:2,tenant:3,tenant-defaults"];
    let again = run(desk.path(), &[&plan[..], &only].concat());
    assert_eq!(again.code, Some(0), "{}", again.text());
    assert!(again.text().contains("Nothing to write"), "{}", again.text());
    let second = read();
    assert!(second.files.iter().all(|f| !f.differs_from_target()));
    assert!(second.companions.iter().all(|c| !c.differs_from_target()));
}

#[test]
fn a_home_as_a_folder() {
    whole_way(old_home().path());
}

#[test]
fn a_home_as_a_zip() {
    let folder = tempfile::tempdir().unwrap();
    whole_way(&old_home().zip(folder.path()));
}
