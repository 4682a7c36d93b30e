//! Whole installations: two made-up homes with everything that one has, packed and not, and homes
//! of which a part may not be read.

use crate::support;

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use faultgraft::model::{FilePlan, Outcome, Plan, Scope, Severity};
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::report::{Options, PLAIN_WIDTH, text};
use faultgraft::stock::Release;
use support::home::{DEFAULTS, Home, SEQUENCES, call, options, own, tenant};

const PROBLEM: &str = "<property name=\"messageType\" value=\"application/problem+json\" \
    scope=\"axis2\"/>";

const AXIS2: &str = "<axisconfig name=\"AxisJava2.0\">\n  <messageFormatters>\n    \
    <messageFormatter contentType=\"application/problem+json\" \
    class=\"org.apache.synapse.commons.json.JsonStreamFormatter\"/>\n  </messageFormatters>\n\
    </axisconfig>\n";

const LOG: &str = "<log level=\"custom\"><property name=\"gateway\" value=\"fernhill-1\"/></log>";

/// An answer in XML, as API-level fault sequences give it.
const ANSWER: &str = "<payloadFactory media-type=\"xml\"><format><am:fault \
    xmlns:am=\"http://wso2.org/apimanager\"><am:code>$1</am:code></am:fault></format><args>\
    <arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory><property name=\"messageType\" \
    value=\"application/xml\" scope=\"axis2\"/><property name=\"RESPONSE\" value=\"true\"/>\
    <header name=\"To\" action=\"remove\"/><send/>";

/// A home of an old release as an operator has it after some years.
fn old_home(release: Release) -> Home {
    let home = Home::of(release);
    let fault = format!("{SEQUENCES}/fault.xml");
    let class = "<class name=\"org.fernhill.gateway.Stamp\"/>";
    home.customise(&fault, &format!("{class}{}{PROBLEM}", call("fernhill_audit")));
    home.write(&format!("{SEQUENCES}/fernhill_audit.xml"), &own("fernhill_audit", LOG));
    home.write(&format!("{SEQUENCES}/orders_in.xml"), &own("orders_in", "<log/>"));
    let api = own("joe--Maps:v2--Fault", ANSWER);
    home.write(&format!("{SEQUENCES}/joe--Maps_v2--Fault.xml"), &api);
    let common = own("plain_fault", ANSWER);
    home.write("repository/resources/customsequences/fault/plain_fault.xml", &common);
    home.write("repository/conf/axis2/axis2.xml", AXIS2);
    home.jar("repository/components/lib/fernhill.jar", "org.fernhill.gateway.Stamp");
    // One tenant calls the file of its fault sequence otherwise, another has it twice.
    let fault = format!("{}/fault.xml", tenant(1));
    let text = home.tenant(1).customise(&fault, LOG).read(&fault);
    home.remove(&fault).write(&format!("{}/maps_fault.xml", tenant(1)), &text);
    home.tenant(12);
    home.customise(&format!("{}/_throttle_out_handler_.xml", tenant(12)), LOG);
    home.write(&format!("{}/fault-2019.xml", tenant(12)), &own("fault", "<drop/>"));
    home
}

/// The new gateway, of which one jar has another jar in it.
fn new_home(listed: &str, class: &str) -> Home {
    let home = Home::of(Release::V4_0_0);
    home.tenant(1).tenant(12);
    let toml = format!(
        "[server]\nhostname = \"gw.fernhill.example\"\n\n\
         [apim.sync_runtime_artifacts.gateway.skip_list]\nsequences = [{listed}]\n"
    );
    home.write("repository/conf/deployment.toml", &toml);
    home.jar("repository/components/plugins/product.jar", "org.product.Own");
    let mut inner = zip::ZipWriter::new(Cursor::new(Vec::new()));
    inner.start_file(format!("{}.class", class.replace('.', "/")), options()).unwrap();
    let inner = inner.finish().unwrap().into_inner();
    let dropins = home.path().join("repository/components/dropins");
    fs::create_dir_all(&dropins).unwrap();
    let mut outer = zip::ZipWriter::new(fs::File::create(dropins.join("bundle.jar")).unwrap());
    outer.start_file("lib/inner.jar", options()).unwrap();
    outer.write_all(&inner).unwrap();
    outer.finish().unwrap();
    home
}

fn onto(custom: &Path, target: &Path) -> Plan {
    let (custom, target) = (custom.to_owned(), Some(target.to_owned()));
    plan(&PlanRequest { custom, target, ..PlanRequest::default() }).unwrap()
}

/// The report with the places of this run taken out.
fn report(plan: &Plan, places: &[&Path]) -> String {
    let mut report = Vec::new();
    text::write(plan, &Options::default(), PLAIN_WIDTH, &mut report).unwrap();
    let plain = anstream::adapter::strip_str(std::str::from_utf8(&report).unwrap()).to_string();
    let names = ["OLD", "NEW"];
    places
        .iter()
        .zip(names)
        .fold(plain, |text, (place, name)| text.replace(&place.display().to_string(), name))
}

/// Every finding, with the file that it is listed with.
fn findings(plan: &Plan) -> Vec<String> {
    let line = |file: &str, f: &faultgraft::model::Finding| {
        format!("{} {} {file}: {}", f.severity, f.rule, f.message)
    };
    let files = plan.files.iter().flat_map(|p| p.findings.iter().map(|f| line(&p.place, f)));
    let own = plan.companions.iter().flat_map(|c| c.findings.iter().map(|f| line(&c.place, f)));
    files.chain(own).chain(plan.findings.iter().map(|f| line("-", f))).collect()
}

fn shows(name: &str, text: &str) {
    support::snapshots::in_folder("homes").bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn the_whole_of_an_installation_is_planned_packed_or_not() {
    for release in [Release::V2_6_0, Release::V3_2_0] {
        let old = old_home(release);
        let new = new_home("", "org.fernhill.gateway.Other");
        let planned = onto(old.path(), new.path());
        let packed = tempfile::tempdir().unwrap();
        let of_zip = onto(&old.zip(packed.path()), &new.zip(packed.path()));
        assert_eq!(planned.files, of_zip.files, "{release}");
        assert_eq!(planned.companions, of_zip.companions, "{release}");
        assert_eq!(findings(&planned).len(), findings(&of_zip).len(), "{release}");
        let found = findings(&planned);
        let rules = |severity: Severity, rule: &str| {
            let start = format!("{severity} {rule} ");
            found.iter().filter(|f| f.starts_with(&start)).count()
        };
        assert!(planned.needs_a_person() && !planned.failed());
        assert_eq!(rules(Severity::Error, "custom-class"), 1, "{found:#?}");
        assert_eq!(rules(Severity::Error, "skip-list"), 1, "{found:#?}");
        assert_eq!(rules(Severity::Error, "duplicate-sequence"), 1, "{found:#?}");
        assert_eq!(rules(Severity::Warning, "name-in-other-file"), 1, "{found:#?}");
        assert_eq!(rules(Severity::Warning, "api-level-fault"), 2, "{found:#?}");
        assert_eq!(rules(Severity::Warning, "unregistered-content-type"), 1, "{found:#?}");
        assert_eq!(rules(Severity::Note, "not-called"), 1, "{found:#?}");
        shows(&format!("{release}"), &report(&planned, &[old.path(), new.path()]));
    }
}

#[test]
fn what_the_new_gateway_has_is_no_error() {
    let old = old_home(Release::V2_6_0);
    let new = new_home("\"fernhill_audit.xml\"", "org.fernhill.gateway.Stamp");
    let toml = "\n[[custom_message_formatters]]\ncontent_type = \"application/problem+json\"\n\
                class = \"org.apache.synapse.commons.json.JsonStreamFormatter\"\n";
    let file = "repository/conf/deployment.toml";
    new.write(file, &(new.read(file) + toml));
    let found = findings(&onto(old.path(), new.path()));
    for rule in ["custom-class", "skip-list", "unregistered-content-type"] {
        assert!(!found.iter().any(|f| f.contains(&format!(" {rule} "))), "{rule}: {found:#?}");
    }
}

/// A whole list of formatters, as the `axis2.xml` of a gateway has it.
fn axis2(types: &[(&str, &str)]) -> String {
    let one = |(media, class): &(&str, &str)| {
        format!("<messageFormatter contentType=\"{media}\" class=\"{class}\"/>")
    };
    let all: String = types.iter().map(one).collect();
    format!("<axisconfig><messageFormatters>{all}</messageFormatters></axisconfig>")
}

#[test]
fn a_formatter_that_a_gateway_left_out_or_replaced_counts_in_rules_and_previews() {
    let json = "org.apache.synapse.commons.json.JsonStreamFormatter";
    let old = Home::of(Release::V2_6_0);
    let plain = "<property name=\"messageType\" value=\"text/plain\" scope=\"axis2\"/>";
    old.customise(&format!("{SEQUENCES}/_token_fault_.xml"), plain);
    let is_said = |new: &Home| {
        let found = findings(&onto(old.path(), new.path()));
        found.iter().any(|f| f.contains("whose axis2.xml leaves it out"))
    };
    let new = Home::of(Release::V4_0_0);
    let file = "repository/conf/axis2/axis2.xml";
    assert!(!is_said(&new));
    new.write(file, &axis2(&[("application/json", json), ("text/plain", "a.PlainTextFormatter")]));
    assert!(!is_said(&new));
    new.write(file, &axis2(&[("application/json", json)]));
    assert!(is_said(&new));
    // deployment.toml is what the file is made from at the next start.
    let toml = "[message_formatter]\ntext_plain = \"org.apache.axis2.format.PlainTextFormatter\"\n";
    new.write("repository/conf/deployment.toml", toml);
    assert!(!is_said(&new));

    // Without one for JSON a client that sends GET gets form data.
    let of = |new: &Home| {
        let plan = onto(old.path(), new.path());
        let file = plan.files.iter().find(|f| f.stem() == "token_fault").unwrap();
        let previews = &plan.previews[&**file.previews.as_ref().unwrap()];
        previews[0].new.clone().unwrap().body
    };
    let before = of(&new);
    let other =
        "[message_formatter]\njson = \"org.apache.axis2.transport.http.ApplicationXMLFormatter\"\n";
    new.write("repository/conf/deployment.toml", other);
    assert_ne!(before, of(&new), "the formatter of application/json differs");
}

#[test]
fn the_table_of_another_product_is_told() {
    let new = Home::of(Release::V4_0_0);
    new.write("repository/conf/deployment.toml", "[message_formatters]\ntext_plain = \"a.B\"\n");
    let old = Home::of(Release::V2_6_0);
    let found = findings(&onto(old.path(), new.path()));
    assert!(found.iter().any(|f| f.contains("API Manager does not read")), "{found:#?}");
    assert!(lint(&new).text().contains("warning[deployment-toml]"), "{}", lint(&new).text());
}

#[test]
fn lint_of_a_home_sees_its_jars_and_its_skip_list() {
    let home = new_home("", "org.fernhill.gateway.Other");
    let fault = format!("{SEQUENCES}/fault.xml");
    let class = "<class name=\"org.fernhill.gateway.Stamp\"/>";
    home.customise(&fault, &format!("{class}{}", call("fernhill_audit")));
    home.write(&format!("{SEQUENCES}/fernhill_audit.xml"), &own("fernhill_audit", "<log/>"));
    let done = lint(&home);
    assert_eq!(done.code, Some(1), "{}", done.stderr);
    for rule in ["custom-class", "skip-list"] {
        assert!(done.text().contains(&format!("error[{rule}]")), "{}", done.text());
    }
    home.jar("repository/components/lib/fernhill.jar", "org.fernhill.gateway.Stamp");
    let toml =
        "[apim.sync_runtime_artifacts.gateway.skip_list]\nsequences = [\"fernhill_audit.xml\"]\n";
    home.write("repository/conf/deployment.toml", toml);
    let done = lint(&home);
    assert_eq!(done.code, Some(0), "{}", done.text());
    home.write("repository/conf/deployment.toml", "[apim");
    assert!(lint(&home).text().contains("warning[deployment-toml]"), "{}", lint(&home).text());
}

fn lint(home: &Home) -> support::run::Done {
    let path = home.path().display().to_string();
    support::run::Done::of(&mut support::run::faultgraft(home.path(), &["lint", &path]))
}

#[test]
fn what_is_for_the_publisher_is_written_below_a_folder_and_to_no_gateway() {
    let old = old_home(Release::V2_6_0);
    let new = new_home("\"fernhill_audit.xml\"", "org.fernhill.gateway.Stamp");
    let at = tempfile::tempdir().unwrap();
    let run =
        |args: &[&str]| support::run::Done::of(&mut support::run::faultgraft(at.path(), args));
    let (custom, target) = (old.path().display().to_string(), new.path().display().to_string());
    run(&["plan", &custom, "--target", &target, "--out", "plan.json"]);
    let allow = "duplicate-sequence";
    let done = run(&["apply", "plan.json", "--dest", "out", "--yes", "--allow", allow]);
    for file in ["super-tenant/joe--Maps_v2--Fault.xml", "customsequences/plain_fault.xml"] {
        let text = fs::read_to_string(at.path().join("out/upload").join(file));
        let text = text.unwrap_or_else(|e| panic!("{file}: {e}: {}", done.text()));
        assert!(text.contains("media-type=\"json\"") && !text.contains("am:fault"), "{text}");
    }
    run(&["apply", "plan.json", "--yes", "--allow", allow]);
    assert!(new.path().join(SEQUENCES).join("fernhill_audit.xml").is_file());
    assert!(!new.path().join("upload").exists());
    assert!(!new.path().join(SEQUENCES).join("joe--Maps_v2--Fault.xml").exists());
}

/// What is planned of a home when a part of it may not be read, as a user who may read only what
/// everybody may.
#[cfg(unix)]
mod unreadable {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;
    use serde_json::Value;
    use support::run::Done;

    /// The command as a user without rights; none, said so, where that cannot be.
    #[allow(clippy::print_stdout, reason = "a test that is skipped says so")]
    fn as_nobody(folder: &Path, args: &[&str]) -> Option<Done> {
        let id = Command::new("id").arg("-u").output().unwrap().stdout;
        if id != b"0\n" {
            return Some(Done::of(&mut support::run::faultgraft(folder, args)));
        }
        // Root reads everything.
        let binary = folder.join("faultgraft");
        // By another process: a child that another test starts meanwhile would hold the file open
        // for writing, and then nothing can run it.
        let mut copy = Command::new("install");
        copy.args(["-m", "755"]).arg(insta_cmd::get_cargo_bin("faultgraft")).arg(&binary);
        assert!(copy.status().unwrap().success());
        let drop = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        let mut command = Command::new("setpriv");
        command.current_dir(folder).args(drop).arg(&binary).args(args);
        // As under `sudo` and `cron`: the home folder is one that this user may not enter.
        let closed = tempfile::tempdir().unwrap();
        command.env_remove("XDG_DATA_HOME").env("HOME", closed.path());
        let Ok(output) = command.output() else {
            println!("skipped: root reads everything, and setpriv is not there");
            return None;
        };
        Some(output.into())
    }

    fn planned(home: &Home, args: &[&str]) -> Option<(Option<i32>, Value)> {
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut all = vec!["plan", ".", "--format", "json"];
        all.extend(args);
        let done = as_nobody(home.path(), &all)?;
        Some((done.code, serde_json::from_slice(&done.stdout).unwrap_or_default()))
    }

    /// Onto a home of which a folder may not be read.
    fn planned_onto(old: &Home, new: &Home, hidden: &str) -> Option<(Option<i32>, Value)> {
        fs::set_permissions(new.path(), fs::Permissions::from_mode(0o755)).unwrap();
        forbid(new, hidden, 0o000);
        let planned = planned(old, &["--target", &new.path().display().to_string()]);
        forbid(new, hidden, 0o755);
        planned
    }

    fn forbid(home: &Home, path: &str, mode: u32) {
        let path = home.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// The messages of the errors `unreadable`, and the scopes that were planned.
    fn told(plan: &Value) -> (Vec<String>, Vec<String>) {
        let files = plan["files"].as_array().into_iter().flatten();
        let of_files = files.clone().flat_map(|f| f["findings"].as_array().unwrap());
        let all = of_files.chain(plan["findings"].as_array().into_iter().flatten());
        let unread = all.filter(|f| f["rule"] == "unreadable");
        let messages = unread.map(|f| f["message"].as_str().unwrap().to_owned()).collect();
        let mut scopes: Vec<String> =
            files.map(|f| f["scope"].as_str().unwrap().to_owned()).collect();
        scopes.dedup();
        (messages, scopes)
    }

    /// The part of a home that may not be read, what is said of it, and what is planned all the same.
    type Case = (&'static str, u32, &'static str, &'static [&'static str]);

    const REST: &[&str] = &["super-tenant", "tenant:2", "tenant-defaults"];

    const CASES: &[Case] = &[
        ("repository/tenants/1", 0o000, "repository/tenants/1 cannot be read", REST),
        ("repository/tenants/1/synapse-configs", 0o000, "synapse-configs cannot be read", REST),
        ("repository/tenants/1/synapse-configs/default", 0o644, "default cannot be read", REST),
        (
            "repository/tenants",
            0o000,
            "repository/tenants cannot be read",
            &["super-tenant", "tenant-defaults"],
        ),
        (
            "repository/tenants",
            0o444,
            "repository/tenants cannot be read",
            &["super-tenant", "tenant-defaults"],
        ),
        (
            DEFAULTS,
            0o000,
            "apim-synapse-config cannot be read",
            &["super-tenant", "tenant:1", "tenant:2"],
        ),
        (
            "repository/tenants/1/synapse-configs/default/sequences/fault.xml",
            0o000,
            "the file cannot be read",
            ALL,
        ),
        (
            "repository/tenants/1/synapse-configs/default/sequences/own.xml",
            0o000,
            "own.xml: the file cannot be read",
            ALL,
        ),
        ("repository/conf/axis2/axis2.xml", 0o000, "axis2.xml cannot be read", ALL),
        ("bin/version.txt", 0o000, "bin/version.txt cannot be read", ALL),
    ];

    const ALL: &[&str] = &["super-tenant", "tenant:1", "tenant:2", "tenant-defaults"];

    fn home() -> Home {
        let home = Home::of(Release::V2_6_0);
        home.tenant(1).tenant(2).customise(&format!("{}/fault.xml", tenant(2)), "<log/>");
        home.write(&format!("{}/own.xml", tenant(1)), &own("own", ""));
        home.write("repository/conf/axis2/axis2.xml", AXIS2);
        home
    }

    #[test]
    fn what_may_not_be_read_is_an_error_and_the_rest_is_planned() {
        for (path, mode, message, scopes) in CASES {
            let home = home();
            forbid(&home, path, *mode);
            let Some((code, plan)) = planned(&home, &[]) else { return };
            forbid(&home, path, 0o755);
            let (messages, planned) = told(&plan);
            assert_eq!(code, Some(2), "{path}: {plan:#}");
            assert_eq!(messages.len(), 1, "{path}: {messages:?}");
            assert!(messages[0].contains(message), "{path}: {messages:?}");
            assert_eq!(planned, *scopes, "{path}");
            let absent = plan["findings"].as_array().unwrap();
            assert!(absent.iter().all(|f| f["rule"] != "expected-absent"), "{path}: {absent:#?}");
        }
    }

    #[test]
    fn a_scope_that_may_not_be_read_is_not_said_to_be_missing() {
        let home = home();
        forbid(&home, "repository/tenants/1", 0o000);
        let hidden = planned(&home, &["--scope", "tenant:1"]);
        let other = planned(&home, &["--scope", "tenant:2"]);
        forbid(&home, "repository/tenants/1", 0o755);
        let (Some(hidden), Some(other)) = (hidden, other) else { return };
        assert_eq!((hidden.0, &hidden.1), (Some(2), &Value::Null));
        assert_eq!(other.0, Some(0), "what was not asked for may be as it is: {:#}", other.1);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_an_error() {
        let home = home();
        let tenant = home.path().join("repository/tenants/7");
        symlink("/mnt/nowhere/tenant-7", &tenant).unwrap();
        let plan = plan(&PlanRequest { custom: home.path().to_owned(), ..PlanRequest::default() });
        let plan = plan.unwrap();
        assert!(plan.failed());
        let unread = plan.findings.iter().find(|f| f.rule == "unreadable").unwrap();
        let expected =
            "repository/tenants/7 is a link to /mnt/nowhere/tenant-7, which is not there";
        assert_eq!(unread.message, expected);
    }

    #[test]
    fn a_linked_folder_is_read() {
        let home = home();
        let shared = tempfile::tempdir().unwrap();
        let folder = shared.path().join("7");
        fs::rename(home.path().join("repository/tenants/2"), &folder).unwrap();
        symlink(&folder, home.path().join("repository/tenants/7")).unwrap();
        let plan = plan(&PlanRequest { custom: home.path().to_owned(), ..PlanRequest::default() });
        let plan = plan.unwrap();
        let fault = plan.files.iter().find(|f| f.scope == Scope::Tenant(7) && f.stem() == "fault");
        assert_eq!(fault.unwrap().edits.len(), 1);
    }

    #[test]
    fn what_a_target_hides_is_not_written_over() {
        let (old, new) = (home(), Home::of(Release::V4_0_0));
        new.tenant(1).tenant(2);
        old.customise(&format!("{}/fault.xml", tenant(1)), "<log/>");
        let planned = planned_onto(&old, &new, "repository/tenants/2");
        let Some((code, plan)) = planned else { return };
        assert_eq!(code, Some(2));
        let status = |scope: &str| {
            let files = plan["files"].as_array().unwrap();
            let fault = files.iter().find(|f| f["scope"] == scope && f["sequence"] == "fault");
            fault.unwrap()["status"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            (status("tenant:1").as_str(), status("tenant:2").as_str()),
            ("customised", "failed")
        );
    }

    #[test]
    fn jars_that_may_not_be_read_leave_a_class_unknown() {
        let old = Home::of(Release::V2_6_0);
        let class = "<class name=\"org.fernhill.gateway.Stamp\"/>";
        old.customise(&format!("{SEQUENCES}/fault.xml"), class);
        let new = new_home("", "org.fernhill.gateway.Other");
        let planned = planned_onto(&old, &new, "repository/components/dropins");
        let Some((code, plan)) = planned else { return };
        assert_eq!((code, told(&plan).0.len()), (Some(2), 1), "{plan:#}");
        let all = plan.to_string();
        assert!(all.contains("is your own: the new gateway must have its jar"), "{all}");
    }
}

#[test]
fn a_template_of_a_stock_sequence_is_merged_or_told_and_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    let host = "<property name=\"X-Host\" value=\"{{ host }}\" scope=\"transport\"/>";
    write("main.xml", &own("main", LOG));
    write("fault.xml.j2", &own("fault", host));
    write("_auth_failure_handler_.erb", &own("_auth_failure_handler_", "<%= @mediators %>"));
    let custom = folder.path().to_owned();
    let planned = plan(&PlanRequest { custom, ..PlanRequest::default() }).unwrap();
    assert!(planned.failed());
    let refused: Vec<_> = planned.files.iter().flat_map(|f| f.findings.iter()).collect();
    let refused: Vec<_> = refused.iter().filter(|f| f.rule == "not-xml").collect();
    assert_eq!(refused.len(), 1, "{:#?}", findings(&planned));
    assert!(refused.iter().all(|f| f.line == Some(1)), "{refused:#?}");
    for stem in ["main", "fault"] {
        assert!(planned.files.iter().any(|f| f.stem() == stem && !f.edits.is_empty()), "{stem}");
    }
    // A rendered file beside its template is what counts.
    write("fault.xml", &own("fault", LOG));
    fs::remove_file(folder.path().join("_auth_failure_handler_.erb")).unwrap();
    let custom = folder.path().to_owned();
    let planned = plan(&PlanRequest { custom, ..PlanRequest::default() }).unwrap();
    assert!(!planned.failed());
    let fault: Vec<_> = planned.files.iter().filter(|f| f.stem() == "fault").collect();
    assert_eq!(fault.iter().map(|f| &*f.path).collect::<Vec<_>>(), ["fault.xml"]);
    assert!(fault[0].findings.iter().all(|f| f.rule != "duplicate-sequence"));
}

#[test]
fn companions_that_are_uploaded_are_no_part_of_the_skip_list() {
    let planned =
        onto(old_home(Release::V2_6_0).path(), new_home("", "org.fernhill.gateway.Stamp").path());
    assert_eq!(planned.skip_list.to_add, ["fernhill_audit.xml"]);
    let uploads = planned.companions.iter().filter(|c| c.is_upload());
    let outcomes: Vec<Outcome> = uploads.map(FilePlan::outcome).collect();
    assert_eq!(outcomes, [Outcome::Rewritten; 2]);
}
