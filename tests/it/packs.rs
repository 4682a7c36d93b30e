//! Homes, their zips and their scopes: what is found in them, and the rules that are about folders.

use crate::support;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use faultgraft::lint::{LintRequest, lint};
use faultgraft::model::{CustomKind, Decision, Finding, Outcome, Plan, Scope, Severity, Status};
use faultgraft::plan::{Companions, PlanRequest, plan};
use faultgraft::report::{Options, PLAIN_WIDTH, text};
use faultgraft::review::decide;
use faultgraft::rules::{ALL, Levels};
use faultgraft::stock::{self, Release, SequenceName};
use support::home::{DEFAULTS, Home, SEQUENCES, call, options, own, tenant};
use zip::ZipWriter;

const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";

fn planned(custom: &Path) -> Plan {
    let request = PlanRequest { custom: custom.to_owned(), ..PlanRequest::default() };
    plan(&request).unwrap_or_else(|e| panic!("{e}: {}", e.help))
}

/// A file of a release's stock alone, and its base if that is given.
fn one(at: &Path, file: &str, release: Release, base: Option<&str>) -> Plan {
    let sequence = SequenceName::from_file_name(file).unwrap();
    let custom = at.join(file);
    fs::write(&custom, stock::get(sequence, release).unwrap().text).unwrap();
    let base_release = base.map(str::to_owned);
    plan(&PlanRequest { custom, base_release, ..PlanRequest::default() }).unwrap()
}

/// The plan of a home whose base is given.
fn from(custom: &Path, base: &str) -> Plan {
    let (custom, base_release) = (custom.to_owned(), Some(base.to_owned()));
    plan(&PlanRequest { custom, base_release, ..PlanRequest::default() }).unwrap()
}

/// A template without edits, with something before and behind its sequence.
fn template(at: &Path, file: &str, [head, tail]: [&str; 2]) -> Plan {
    let stock = stock::get(SequenceName::Fault, Release::V3_2_0).unwrap().text;
    let text = stock.replacen("<sequence", &format!("{head}<sequence"), 1);
    fs::write(at.join(file), format!("{text}{tail}")).unwrap();
    planned(at)
}

fn onto(custom: &Path, target: &Path) -> Plan {
    let (custom, target) = (custom.to_owned(), Some(target.to_owned()));
    plan(&PlanRequest { custom, target, ..PlanRequest::default() }).unwrap()
}

/// Every rule that a plan has a finding of, and how often.
fn found(plan: &Plan) -> BTreeMap<String, usize> {
    let of_files = plan.files.iter().flat_map(|f| f.findings.iter());
    let of_companions = plan.companions.iter().flat_map(|c| c.findings.iter());
    let mut count = BTreeMap::new();
    for finding in of_files.chain(of_companions).chain(&plan.findings) {
        *count.entry(finding.rule.clone()).or_insert(0) += 1;
    }
    count
}

/// A home of 2.6.0 with three tenants: one customised, one without the GraphQL file of its
/// defaults, one stock.
fn three_tenants() -> Home {
    let home = Home::of(Release::V2_6_0);
    home.customise(&format!("{SEQUENCES}/fault.xml"), LOG);
    home.tenant(1).customise(&format!("{}/_throttle_out_handler_.xml", tenant(1)), LOG);
    home.tenant(2).tenant(10);
    home
}

#[test]
fn a_home_is_planned_scope_by_scope_packed_or_not() {
    let home = three_tenants();
    let packed = tempfile::tempdir().unwrap();
    let zip = home.zip(packed.path());
    let folder = planned(home.path());
    let archive = planned(&zip);
    assert_eq!((folder.custom.kind, archive.custom.kind), (CustomKind::Home, CustomKind::Archive));
    assert_eq!(folder.files, archive.files);
    let mut scopes: Vec<String> = folder.files.iter().map(|f| f.scope.to_string()).collect();
    scopes.dedup();
    assert_eq!(scopes, ["super-tenant", "tenant:1", "tenant:2", "tenant:10", "tenant-defaults"]);
    let customised: Vec<String> = folder
        .files
        .iter()
        .filter(|f| f.status == Status::Customised)
        .map(|f| f.id(1).to_string())
        .collect();
    assert_eq!(customised, ["super-tenant/fault/1", "tenant:1/throttle_out_handler/1"]);
    let base = |plan: &Plan| plan.files[0].base.as_ref().unwrap().release.clone();
    assert_eq!(base(&folder).as_deref(), Some("2.6.0"), "the home says so");
    let path =
        "b/repository/tenants/1/synapse-configs/default/sequences/_throttle_out_handler_.xml";
    assert!(folder.files.iter().any(|f| f.diff().contains(path)));
}

#[test]
fn only_the_scopes_asked_for() {
    let home = three_tenants();
    let request = |scope: &str| PlanRequest {
        custom: home.path().to_owned(),
        scope: vec![scope.to_owned()],
        ..PlanRequest::default()
    };
    let one = plan(&request("tenant:2")).unwrap();
    assert!(one.files.iter().all(|f| f.scope == Scope::Tenant(2)));
    let defaults = plan(&request("tenant-defaults")).unwrap();
    assert!(defaults.files.iter().all(|f| f.scope == Scope::TenantDefaults));
    let missing = plan(&request("tenant:3")).unwrap_err();
    assert!(missing.message.contains("no scope tenant:3"), "{missing}");
    assert!(missing.help.contains("tenant:10"), "{}", missing.help);
    let wrong = plan(&request("tenants")).unwrap_err();
    assert!(wrong.help.contains("tenant:<id>"), "{}", wrong.help);
}

#[test]
fn what_many_tenants_share_is_merged_the_same_everywhere() {
    let home = Home::of(Release::V2_6_0);
    for id in 1..=40 {
        home.tenant(id);
        home.customise(&format!("{}/fault.xml", tenant(id)), LOG);
    }
    let plan = planned(home.path());
    let faults: Vec<_> =
        plan.files.iter().filter(|f| f.stem() == "fault" && !f.edits.is_empty()).collect();
    assert_eq!(faults.len(), 40);
    for (file, id) in faults.iter().zip(1..) {
        assert_eq!(file.scope, Scope::Tenant(id.into()));
        assert_eq!(file.id(1).to_string(), format!("tenant:{id}/fault/1"));
        assert!(file.diff().contains(&tenant(id)), "{}", file.diff());
        assert_eq!(file.merged, faults[0].merged);
    }
}

#[test]
fn a_tenant_that_the_new_home_lacks_gets_all_that_keeps_its_files() {
    let (old, new) = (Home::of(Release::V2_6_0), Home::of(Release::V4_0_0));
    old.tenant(7).customise(&format!("{}/fault.xml", tenant(7)), LOG);
    let plan = onto(old.path(), new.path());
    let files: Vec<_> = plan.files.iter().filter(|f| f.scope == Scope::Tenant(7)).collect();
    let written: Vec<_> =
        files.iter().filter(|f| f.differs_from_target()).map(|f| f.file()).collect();
    assert!(written.contains(&"_graphql_failure_handler_.xml"), "{written:?}");
    assert!(
        written.contains(&"_token_fault_.xml"),
        "what the tenant has is copied too: {written:?}"
    );
    assert!(files.iter().all(|f| f.diff().starts_with("--- /dev/null") || f.diff().is_empty()));
    assert!(!found(&plan).contains_key("tenant-reseed"), "the file is there then");
    new.tenant(7);
    let plan = onto(old.path(), new.path());
    let written: Vec<_> = plan.files.iter().filter(|f| f.differs_from_target()).collect();
    assert_eq!(written.len(), 1, "{:?}", written.iter().map(|f| f.file()).collect::<Vec<_>>());
}

#[test]
fn one_folder_as_target_takes_one_scope() {
    let (old, new) = (three_tenants(), Home::of(Release::V4_0_0));
    let request = |scope: &[&str]| PlanRequest {
        custom: old.path().to_owned(),
        target: Some(new.path().join(SEQUENCES)),
        scope: scope.iter().map(|&s| s.to_owned()).collect(),
        ..PlanRequest::default()
    };
    let one = plan(&request(&[])).unwrap();
    assert!(one.files.iter().all(|f| f.scope == Scope::SuperTenant && *f.place == *f.file()));
    assert!(one.findings.iter().any(|f| f.message.contains("only the super tenant")));
    let tenant = plan(&request(&["tenant:1"])).unwrap();
    assert!(tenant.files.iter().all(|f| f.scope == Scope::Tenant(1) && *f.place == *f.file()));
    let several = plan(&request(&["tenant:1", "tenant:2"])).unwrap_err();
    assert!(several.help.contains("--scope"), "{}", several.help);
}

#[test]
fn identical_tenants_are_told_once() {
    let home = Home::of(Release::V3_2_0);
    for id in 1..=30 {
        home.tenant(id).customise(&format!("{}/fault.xml", tenant(id)), LOG);
    }
    home.customise(&format!("{}/fault.xml", tenant(9)), "<drop/>");
    let mut report = Vec::new();
    text::write(&planned(home.path()), &Options::default(), PLAIN_WIDTH, &mut report).unwrap();
    let report = anstream::adapter::strip_str(std::str::from_utf8(&report).unwrap()).to_string();
    let headings: Vec<_> = report.lines().filter(|l| l.starts_with("== fault.xml")).collect();
    let expected = [
        "== fault.xml of 29 tenants (1, 2, 3, 4, 5 ..): customised, 1 edit",
        "== fault.xml of tenant:9: customised, 2 edits",
    ];
    assert_eq!(headings, expected);
    assert!(report.contains("; 30 would differ from stock 4.0.0"), "{report}");
}

/// What a rule about folders is tried on.
type Case = (&'static str, &'static str, fn(&Path) -> Plan);

/// Each rule with at least two folders that have it and one that comes close.
#[rustfmt::skip]
const CASES: &[Case] = &[
    ("duplicate-sequence", "yes", |at| sequences(at, &[("fault.xml", None), ("f.xml", Some(own("helper", ""))), ("g.xml", Some(own("helper", "")))], &call("helper"))),
    ("duplicate-sequence", "yes", |at| sequences(at, &[("_auth_failure_handler_.xml", None), ("auth_failure_handler.xml", None)], LOG)),
    ("duplicate-sequence", "no", |at| sequences(at, &[("fault.xml", None), ("f.xml", Some(own("helper", ""))), ("g.xml", Some(own("helper2", "")))], &call("helper"))),
    ("response-changed", "yes", |at| sequences(at, &[("_auth_failure_handler_.xml", None)], "<property name=\"ERROR_MESSAGE\" value=\"Denied\"/>")),
    ("response-changed", "yes", |at| sequences(at, &[("fault.xml", None)], "<property name=\"QUOTE_STRING_IN_PAYLOAD_FACTORY_JSON\" value=\"true\"/>")),
    ("response-changed", "no", |at| sequences(at, &[("fault.xml", None)], "<property name=\"ERROR_MESSAGE\" value=\"Denied\"/>")),
    ("response-changed", "no", |at| sequences(at, &[("_auth_failure_handler_.xml", None)], "<property name=\"error_message_type\" value=\"application/json\"/>")),
    ("response-changed", "no", |at| sequences(at, &[("fault.xml", None)], ATTRIBUTE)),
    ("response-changed", "no", |at| sequences(at, &[("fault.xml", None)], "<script language=\"js\">mc.setProperty('a', 'b');</script>")),
    ("preview-incomplete", "yes", |at| sequences(at, &[("fault.xml", None)], "<script language=\"js\">mc.setProperty('a', 'b');</script>")),
    ("preview-incomplete", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", &call("a"))))], &call("a"))),
    ("preview-incomplete", "yes", |at| sequences(at, &[("fault.xml", None)], &many_filters(40))),
    ("preview-incomplete", "no", |at| sequences(at, &[("fault.xml", None)], &many_filters(3))),
    ("preview-incomplete", "no", |at| sequences(at, &[("fault.xml", None)], "<class name=\"com.acme.Own\"/>")),
    ("missing-sequence", "yes", |at| sequences(at, &[("fault.xml", None)], &call("nowhere"))),
    ("missing-sequence", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", "<filter source=\"$ctx:x\" regex=\"y\"><then sequence=\"nowhere\"/><else/></filter>")))], &call("a"))),
    ("missing-sequence", "no", |at| sequences(at, &[("fault.xml", None), ("some-file.xml", Some(own("a", &call("a"))))], &call("a"))),
    ("missing-sequence", "no", |at| sequences(at, &[("fault.xml", None)], "<sequence key=\"{$ctx:next}\"/><sequence key=\"conf:/sequences/x\"/><sequence key=\"dispatchSeq\"/>")),
    ("companion-carried", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", "")))], &call("a"))),
    ("companion-carried", "yes", |at| sequences(at, &[("fault.xml", None)], "<sequence key=\"{$ctx:next}\"/>")),
    ("companion-carried", "no", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", "")))], &call("_cors_request_handler_"))),
    ("skip-list", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", "")))], &call("a"))),
    ("skip-list", "yes", |at| { let new = new_home(at, "[apim.sync_runtime_artifacts.gateway.skip_list]\nsequences = [\"b.xml\"]\n"); onto(&calling(at, "a"), &new) }),
    ("skip-list", "no", |at| { let new = new_home(at, "[apim.sync_runtime_artifacts.gateway.skip_list]\nsequences = [\"b.xml\", \"a.xml\"]\n"); onto(&calling(at, "a"), &new) }),
    ("later-stock-name", "yes", |at| sequences(at, &[("fault.xml", None), ("webhooksFaultSequence.xml", Some(own("webhooksFaultSequence", "<drop/>")))], &call("webhooksFaultSequence"))),
    ("later-stock-name", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", &call("blocked")))), ("b.xml", Some(own("_api_blocked_sequence_", "")))], &call("_api_blocked_sequence_"))),
    ("later-stock-name", "yes", |at| sequences(at, &[("fault.xml", None), ("webhooksFaultSequence.xml", Some(own("a", "")))], &call("a"))),
    ("later-stock-name", "yes", |at| sequences(at, &[("fault.xml", None), ("_backend_failure_handler_.xml", Some(own("_backend_failure_handler_", LOG)))], LOG)),
    ("later-stock-name", "yes", |at| sequences(at, &[("fault.xml", None)], &call("webhooksFaultSequence"))),
    ("later-stock-name", "no", |at| sequences(at, &[("fault.xml", None), ("webhooksFault.xml", Some(own("webhooksFault", "")))], &call("webhooksFault"))),
    ("later-stock-name", "no", |at| sequences(at, &[("fault.xml", None)], &call("dispatchSeq"))),
    ("later-stock-name", "no", |at| { let new = new_home(at, ""); let new_file = new.join(SEQUENCES).join("webhooksFaultSequence.xml"); let old = calling(at, "webhooksFaultSequence"); fs::copy(old.join("webhooksFaultSequence.xml"), new_file).unwrap(); onto(&old, &new) }),
    ("wrapper-kept", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", &answer("application/json"))))], &call("a"))),
    ("wrapper-kept", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", &call("b")))), ("b.xml", Some(own("b", &answer("application/json"))))], &call("a"))),
    ("wrapper-kept", "no", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", &answer("application/xml"))))], &call("a"))),
    ("tenant-reseed", "yes", |at| tenant_without(at, "_graphql_failure_handler_.xml", Release::V3_2_0, LOG)),
    ("tenant-reseed", "yes", |at| tenant_without(at, "_auth_failure_handler_.xml", Release::V3_2_0, "")),
    ("tenant-reseed", "no", |at| tenant_without(at, "_token_fault_.xml", Release::V3_2_0, LOG)),
    ("unsafe-entry", "yes", |at| planned(&zip(at, |z| z.add_symlink("sequences/fault.xml", "/etc/passwd", options()).unwrap()))),
    ("unsafe-entry", "yes", |at| planned(&zip(at, |z| { z.start_file("sequences/fault.xml", options()).unwrap(); z.write_all(&vec![b' '; 4 << 20]).unwrap(); }))),
    ("unsafe-entry", "no", |at| planned(&zip(at, |z| z.add_symlink("sequences/notes.txt", "/etc/passwd", options()).unwrap()))),
    ("expected-absent", "yes", |_| planned(Home::of(Release::V2_6_0).remove(DEFAULTS).path())),
    ("expected-absent", "yes", |_| planned(Home::of(Release::V2_6_0).write("repository/tenants/4/dataservices/x.dbs", "").path())),
    ("expected-absent", "no", |_| planned(Home::of(Release::V2_6_0).tenant(4).path())),
    ("release-mismatch", "yes", |_| planned(Home::of(Release::V1_9_1).write("bin/version.txt", "WSO2 API Manager v3.2.0").path())),
    ("release-mismatch", "yes", |_| planned(Home::of(Release::V4_0_0).write("bin/version.txt", "WSO2 API Manager v2.6.0").path())),
    ("release-mismatch", "no", |_| planned(Home::of(Release::V2_6_0).customise(&format!("{SEQUENCES}/fault.xml"), LOG).path())),
    ("release-mismatch", "yes", |_| onto(Home::of(Release::V2_6_0).path(), Home::of(Release::V3_2_0).write("bin/version.txt", "v4.0.0").path())),
    ("release-mismatch", "no", |_| onto(Home::of(Release::V2_6_0).path(), Home::of(Release::V4_1_0).path())),
    ("base-uncertain", "yes", |at| one(at, "_auth_failure_handler_.xml", Release::V1_8_0, None)),
    ("base-uncertain", "yes", |at| one(at, "_throttle_out_handler_.xml", Release::V1_8_0, None)),
    ("base-uncertain", "no", |at| one(at, "_auth_failure_handler_.xml", Release::V1_9_0, None)),
    ("base-uncertain", "no", |at| one(at, "fault.xml", Release::V1_7_0, None)),
    ("base-doubtful", "yes", |at| one(at, "main.xml", Release::V1_10_0, Some("3.2.0"))),
    ("base-doubtful", "no", |at| one(at, "main.xml", Release::V2_6_0, Some("2.1.0"))),
    ("base-doubtful", "yes", |_| from(Home::of(Release::V2_6_0).write("bin/version.txt", "v2.6.0").path(), "4.0.0")),
    ("base-doubtful", "no", |_| from(Home::of(Release::V2_6_0).write("bin/version.txt", "v2.6.0").path(), "2.6.0")),
    ("deployment-toml", "yes", |at| { let new = new_home(at, "[apim\n"); onto(&calling(at, "a"), &new) }),
    ("deployment-toml", "yes", |at| { let new = new_home(at, "[apim.sync_runtime_artifacts.gateway]\nskip_list = true\n"); onto(&calling(at, "a"), &new) }),
    ("deployment-toml", "no", |at| { let new = new_home(at, "[apim.gateway]\nskip_list = true\n"); onto(&calling(at, "a"), &new) }),
    ("deployment-toml", "yes", |at| { let new = new_home(at, "[message_formatters]\ntext_plain = \"a.B\"\n"); onto(&calling(at, "a"), &new) }),
    ("deployment-toml", "no", |at| { let new = new_home(at, "[message_formatter]\ntext_plain = \"a.B\"\n"); onto(&calling(at, "a"), &new) }),
    ("template-comment", "yes", |at| template(at, "fault.xml.j2", ["<!-- {{ managed }} -->", ""])),
    ("template-comment", "yes", |at| template(at, "fault.erb", ["", "<!-- <%= @managed %> -->"])),
    ("template-comment", "no", |at| template(at, "fault.xml.j2", ["<!-- managed -->", "<!-- the end -->"])),
    ("bad-jar", "yes", |_| with_class(|new| { new.write("repository/components/lib/acme.jar", "no zip"); })),
    ("bad-jar", "yes", |_| with_class(|new| { new.write("repository/components/dropins/a/b.JAR", ""); })),
    ("bad-jar", "no", |_| with_class(|new| { new.write("repository/components/lib/acme.jar.md5", "no zip"); })),
    ("axis2-xml", "yes", |_| planned(Home::of(Release::V2_6_0).write("repository/conf/axis2/axis2.xml", "<axisconfig>").path())),
    ("axis2-xml", "yes", |_| onto(Home::of(Release::V2_6_0).path(), Home::of(Release::V4_0_0).write("repository/conf/axis2/axis2.xml", "{{ axis2 }}").path())),
    ("axis2-xml", "no", |_| planned(Home::of(Release::V2_6_0).write("repository/conf/axis2/axis2.xml", "<axisconfig/>").path())),
    ("name-in-other-file", "yes", |at| sequences(at, &[("our_fault.xml", Some(own("fault", LOG))), ("main.xml", None)], LOG)),
    ("name-in-other-file", "yes", |at| sequences(at, &[("Fault.xml", Some(own("fault", LOG))), ("main.xml", None)], LOG)),
    ("name-in-other-file", "yes", |at| sequences(at, &[("fault.xml", Some(own("orders", ""))), ("our_fault.xml", Some(own("fault", LOG)))], "")),
    ("name-in-other-file", "no", |at| sequences(at, &[("auth_failure_handler.xml", None)], LOG)),
    ("name-in-other-file", "no", |at| sequences(at, &[("fault.xml", None), ("our_fault.xml", Some(own("our_fault", LOG)))], LOG)),
    ("not-called", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", &call("b")))), ("b.xml", Some(own("b", "")))], "")),
    ("not-called", "yes", |_| planned(Home::of(Release::V2_6_0).tenant(3).write(&format!("{}/a.xml", tenant(3)), &own("a", "")).path())),
    ("not-called", "no", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("a", &call("b")))), ("b.xml", Some(own("b", "")))], &call("a"))),
    ("not-called", "no", |at| sequences(at, &[("fault.xml", None), ("dispatchSeq.xml", Some(own("dispatchSeq", ""))), ("notes.xml", Some("<notes/>".to_owned()))], "")),
    ("api-level-fault", "yes", |at| sequences(at, &[("fault.xml", None), ("joe--Maps_v2--Fault.xml", Some(own("joe--Maps:v2--Fault", LOG)))], "")),
    ("api-level-fault", "yes", |at| sequences(at, &[("fault.xml", None), ("WSO2AM--Ext--Fault.xml", Some(own("WSO2AM--Ext--Fault", LOG)))], "")),
    ("api-level-fault", "yes", |_| planned(Home::of(Release::V2_6_0).write("repository/resources/customsequences/fault/plain_fault.xml", &own("plain_fault", LOG)).path())),
    ("api-level-fault", "no", |at| sequences(at, &[("fault.xml", None), ("joe--Maps_v2--In.xml", Some(own("joe--Maps:v2--In", LOG)))], "")),
    ("api-level-fault", "no", |_| planned(Home::of(Release::V2_6_0).write("repository/resources/customsequences/in/log_in.xml", &own("log_in", LOG)).path())),
    ("duplicate-sequence", "yes", |at| sequences(at, &[("fault.xml", None), ("fault-old.xml", Some(own("fault", LOG)))], "")),
    ("duplicate-sequence", "yes", |at| sequences(at, &[("fault.xml", None), ("a.xml", Some(own("orders", ""))), ("b.xml", Some(own("orders", LOG)))], "")),
    ("duplicate-sequence", "yes", |at| sequences(at, &[("fault.xml", None), ("_token_fault_.xml", Some(own("fault", LOG)))], "")),
    ("duplicate-sequence", "no", |at| sequences(at, &[("_token_fault_.xml", None), ("token_fault.xml", Some(own("token_fault", LOG)))], "")),
    ("custom-class", "yes", |_| with_class(|new| { new.jar("repository/components/lib/acme.jar", "com.acme.Masks"); })),
    ("custom-class", "yes", |_| with_class(|_| ())),
    ("custom-class", "no", |_| with_class(|new| { new.jar("repository/components/dropins/acme.jar", "com.acme.Mask"); })),
    ("needs-a-look", "yes", |_| with_class(|new| { new.jar("repository/components/plugins/acme.jar", "com.acme.Mask"); })),
];

#[test]
fn every_rule_about_folders_is_found_where_it_is_and_nowhere_near() {
    let mut wrong = Vec::new();
    for (number, (rule, expected, plan)) in CASES.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let found = found(&plan(folder.path()));
        if found.contains_key(*rule) != (*expected == "yes") {
            wrong.push(format!("case {number}: {rule} {expected}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rules that no folder shows: what they are about is made elsewhere, or is not known.
const ELSEWHERE: [&str; 5] = ["defect", "no-place", "too-deep", "too-large", "unreadable"];

#[test]
fn every_rule_without_files_of_its_own_has_folders() {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    for rule in ALL.iter().map(|r| r.code).filter(|code| !files.join(code).is_dir()) {
        let count = |expected: &str| {
            CASES.iter().filter(|(code, wanted, _)| *code == rule && *wanted == expected).count()
        };
        let enough = count("yes") >= 2 && count("no") >= 1;
        assert!(enough || ELSEWHERE.contains(&rule), "{rule}");
    }
}

/// A folder of sequences: those without a text are stock of 2.6.0 with the mediators in front.
fn sequences(at: &Path, files: &[(&str, Option<String>)], mediators: &str) -> Plan {
    let stock = Home::of(Release::V2_6_0);
    for (name, text) in files {
        let source = match name.starts_with("auth") {
            true => "_auth_failure_handler_.xml",
            false => name,
        };
        let text = text.clone().unwrap_or_else(|| {
            let file = format!("{SEQUENCES}/{source}");
            stock.customise(&file, mediators).read(&file)
        });
        fs::write(at.join(name), text).unwrap();
    }
    planned(at)
}

/// An answer in XML whose JSON has an attribute and the text beside it.
const ATTRIBUTE: &str = "<payloadFactory media-type=\"xml\"><format><e:error xmlns:e=\"urn:e\">\
    <e:retry unit=\"s\"> 30 </e:retry><e:text>later</e:text></e:error></format><args/></payloadFactory>\
    <property name=\"RESPONSE\" value=\"true\"/><header name=\"To\" action=\"remove\"/><send/>";

/// Filters that each decide something by themselves.
fn many_filters(count: usize) -> String {
    let one = |n| {
        format!(
            "<filter xpath=\"$ctx:P{n} = 'x'\"><then><property name=\"X-{n}\" value=\"y\" \
             scope=\"transport\"/></then></filter>"
        )
    };
    (0..count).map(one).collect()
}

fn answer(message_type: &str) -> String {
    format!(
        "<payloadFactory media-type=\"xml\"><format><am:fault \
         xmlns:am=\"http://wso2.org/apimanager\"><am:code>7</am:code></am:fault></format><args/>\
         </payloadFactory><property name=\"messageType\" value=\"{message_type}\" scope=\"axis2\"/>\
         <property name=\"RESPONSE\" value=\"true\"/><header name=\"To\" action=\"remove\"/><send/>"
    )
}

/// A folder with a fault sequence that calls a companion.
fn calling(at: &Path, companion: &str) -> std::path::PathBuf {
    let folder = at.join("old");
    fs::create_dir(&folder).unwrap();
    let file = format!("{SEQUENCES}/fault.xml");
    let home = Home::of(Release::V2_6_0);
    fs::write(folder.join("fault.xml"), home.customise(&file, &call(companion)).read(&file))
        .unwrap();
    fs::write(folder.join(format!("{companion}.xml")), own(companion, "")).unwrap();
    folder
}

/// A home of 4.0.0 with a deployment.toml.
fn new_home(at: &Path, deployment: &str) -> std::path::PathBuf {
    let home = Home::of(Release::V4_0_0);
    home.write("repository/conf/deployment.toml", deployment);
    let new = at.join("new");
    let done = std::process::Command::new("cp").arg("-r").arg(home.path()).arg(&new).status();
    assert!(done.unwrap().success());
    new
}

fn tenant_without(_: &Path, file: &str, release: Release, mediators: &str) -> Plan {
    let home = Home::of(release);
    home.tenant(3).remove(&format!("{}/{file}", tenant(3)));
    planned(home.customise(&format!("{}/fault.xml", tenant(3)), mediators).path())
}

/// A customised sequence with a class of the operator's, onto a home made by `prepare`.
fn with_class(prepare: fn(&Home)) -> Plan {
    let (old, new) = (Home::of(Release::V2_6_0), Home::of(Release::V4_0_0));
    old.customise(&format!("{SEQUENCES}/fault.xml"), "<class name=\"com.acme.Mask\"/>");
    prepare(&new);
    onto(old.path(), new.path())
}

fn zip(at: &Path, fill: impl Fn(&mut ZipWriter<File>)) -> std::path::PathBuf {
    let path = at.join("sequences.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.start_file("sequences/main.xml", options()).unwrap();
    zip.write_all(own("main", "").as_bytes()).unwrap();
    fill(&mut zip);
    zip.finish().unwrap();
    path
}

/// A zip with a fault sequence that calls sixty others of some size, and what is said of it.
fn with_sixty(inside: &str) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::of(Release::V2_6_0);
    let file = format!("{SEQUENCES}/fault.xml");
    let calls: String = (0..60).map(|n| call(&format!("own{n}"))).collect();
    let fault = home.customise(&file, &calls).read(&file);
    let path = zip(folder.path(), |zip| {
        let mut add = |name: &str, text: &str| {
            zip.start_file(format!("sequences/{name}.xml"), options()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        add("fault", &fault);
        (0..60).for_each(|n| add(&format!("own{n}"), &own(&format!("own{n}"), inside)));
    });
    let findings = planned(&path).all().flat_map(|f| f.findings.to_vec()).collect::<Vec<_>>();
    findings.into_iter().filter(|f| f.rule == "missing-sequence").collect()
}

#[test]
fn a_zip_may_not_fill_memory_with_many_times_its_size() {
    assert_eq!(with_sixty("<log/>"), []);
    let told = with_sixty(&" ".repeat(1_000_000));
    assert!((50..60).contains(&told.len()), "{}", told.len());
    assert!(told[0].message.contains("many times the size of the archive"), "{}", told[0].message);
}

/// Why a zip with an entry of this name is not planned.
fn refused_for(name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    // The writer would fix such a name or refuse it; it is put in afterwards.
    let placeholder = "x".repeat(name.len());
    let path = zip(folder.path(), |zip| zip.start_file(&placeholder, options()).unwrap());
    let mut bytes = fs::read(&path).unwrap();
    while let Some(at) = bytes.windows(name.len()).position(|w| w == placeholder.as_bytes()) {
        bytes[at..at + name.len()].copy_from_slice(name.as_bytes());
    }
    fs::write(&path, bytes).unwrap();
    let request = PlanRequest { custom: path, ..PlanRequest::default() };
    plan(&request).unwrap_err().message
}

#[test]
fn a_zip_that_points_out_of_itself_is_refused() {
    for name in ["../fault.xml", "a/../../fault.xml", "/etc/fault.xml", "C:/fault.xml"] {
        let message = refused_for(name);
        assert!(message.contains("points out of it"), "{name}: {message}");
    }
}

#[test]
fn a_zip_in_which_one_name_stands_for_two_files_is_refused() {
    for name in ["sequences/main.xml", "./sequences/main.xml", "sequences\\main.xml"] {
        let message = refused_for(name);
        assert!(message.contains("nobody can tell which is meant"), "{name}: {message}");
    }
}

#[test]
fn the_skip_list_takes_up_what_the_target_lists() {
    let folder = tempfile::tempdir().unwrap();
    let new = new_home(
        folder.path(),
        "[server]\nhostname = \"gw\"\n\n[apim.sync_runtime_artifacts.gateway.skip_list]\n\
         apis = [\"x.xml\"]\nsequences = [\"b.xml\"]\n",
    );
    let plan = onto(&calling(folder.path(), "a"), &new);
    assert_eq!(plan.skip_list.sequences, ["b.xml", "a.xml"]);
    assert_eq!(plan.skip_list.to_add, ["a.xml"]);
    assert_eq!(plan.skip_list.toml, "sequences = [\"b.xml\", \"a.xml\"]\n");
    assert!(plan.skip_list.place.contains("deployment.toml:6"), "{}", plan.skip_list.place);
}

#[test]
fn companions_are_rewritten_carried_or_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    sequences(
        folder.path(),
        &[("fault.xml", None), ("a.xml", Some(own("a", &answer("application/xml"))))],
        &call("a"),
    );
    let with = |companions| {
        let custom = folder.path().to_owned();
        plan(&PlanRequest { custom, companions, ..PlanRequest::default() }).unwrap()
    };
    let rewritten = with(Companions::Rewrite);
    let edits = &rewritten.companions[0].edits;
    let rules: Vec<_> = edits.iter().map(|e| (e.number, e.rule.as_deref())).collect();
    let expected = [(1, Some("xml-payload")), (2, Some("message-type"))];
    assert_eq!(rules, expected);
    let carried = with(Companions::Carry);
    assert!(carried.companions[0].edits.is_empty());
    let text = fs::read_to_string(folder.path().join("a.xml")).unwrap();
    assert_eq!(carried.companions[0].text(), Some(text.as_str()));
    assert!(found(&carried).contains_key("xml-payload"), "{:?}", found(&carried));
    let ignored = with(Companions::Ignore);
    assert!(ignored.companions.is_empty() && ignored.skip_list.sequences.is_empty());
    assert!(found(&ignored).contains_key("companion-carried"), "{:?}", found(&ignored));
}

#[test]
fn a_companion_that_does_not_parse_is_named_where_it_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("broken.xml"), "<sequence name=\"a\">").unwrap();
    let plan = sequences(folder.path(), &[("fault.xml", None)], &call("a"));
    let missing = plan.files.iter().flat_map(|f| f.findings.iter());
    let missing = missing.clone().find(|f| f.rule == "missing-sequence").expect("it is missed");
    assert!(missing.message.contains("broken.xml could not be read"), "{}", missing.message);
    assert!(plan.files.iter().any(|f| f.merged.is_some()), "the plan goes on");
}

#[test]
fn lint_looks_for_what_is_called_and_for_doubles() {
    let home = Home::of(Release::V4_0_0);
    home.customise(&format!("{SEQUENCES}/fault.xml"), &(call("a") + &call("b")));
    home.write(&format!("{SEQUENCES}/x.xml"), &own("a", ""));
    home.write(&format!("{SEQUENCES}/y.xml"), &own("a", ""));
    let request = LintRequest {
        paths: vec![home.path().to_owned()],
        release: Release::V4_0_0,
        include_stock: false,
        levels: Levels::default(),
    };
    let findings: Vec<_> =
        lint(&request).unwrap().into_iter().flat_map(|file| file.findings).collect();
    let rules: Vec<_> = findings.iter().map(|f| (f.rule.as_str(), f.severity)).collect();
    let expected = [("missing-sequence", Severity::Error), ("duplicate-sequence", Severity::Error)];
    assert_eq!(rules, expected, "{findings:?}");
    assert!(findings[0].message.contains(" b "), "{}", findings[0].message);
}

#[test]
fn a_name_that_the_new_release_takes_is_told_and_nothing_is_written_over() {
    let at = tempfile::tempdir().unwrap();
    let name = "webhooksFaultSequence";
    let home = new_home(at.path(), "");
    let there = home.join(SEQUENCES).join(format!("{name}.xml"));
    fs::write(there, own(name, "<respond/>")).unwrap();
    let old = calling(at.path(), name);
    for mut plan in [planned(&old), onto(&old, &home), planned(&old.join("fault.xml"))] {
        let id = plan.edits().next().map(|(file, edit)| file.id(edit.number)).unwrap();
        decide(&mut plan, &[(id, Some(Decision::Accept))]).unwrap();
        let [taken] = &plan.companions[..] else { panic!("{:?}", plan.companions) };
        assert_eq!(taken.outcome(), Outcome::Dropped);
        assert!(taken.own().unwrap().present_in_target);
        assert!(!taken.differs_from_target() && !taken.has_diff());
        assert_eq!(taken.text(), Some(own(name, "").as_str()));
        assert!(plan.skip_list.sequences.is_empty() && !plan.failed() && plan.needs_a_person());
        let fault = plan.files.iter().find(|f| f.stem() == "fault").unwrap();
        let said = fault.findings.iter().find(|f| f.rule == "later-stock-name").unwrap();
        assert!(said.message.contains(name) && said.line.is_some(), "{said:?}");
    }
}

#[test]
fn a_file_name_that_the_new_release_takes_is_changed() {
    let at = tempfile::tempdir().unwrap();
    let file = "webhooksFaultSequence.xml";
    let files = [("fault.xml", None), (file, Some(own("answer", "<respond/>")))];
    let plan = sequences(at.path(), &files, &call("answer"));
    let [moved] = &plan.companions[..] else { panic!("{:?}", plan.companions) };
    assert_eq!((moved.file(), &*moved.place), ("answer.xml", "answer.xml"));
    assert_eq!((&*moved.path, moved.outcome()), (file, Outcome::Carried));
    assert_eq!(plan.skip_list.sequences, ["answer.xml"]);
    assert!(
        moved.findings.iter().any(|f| f.rule == "later-stock-name" && f.message.contains(file))
    );
}

#[test]
fn one_text_with_and_without_a_byte_order_mark_is_written_as_each_tenant_had_it() {
    let home = Home::of(Release::V2_6_0);
    let text = own("mask", "<log level=\"custom\"/>");
    for (id, mark) in [(1, ""), (2, "\u{feff}"), (3, "")] {
        home.tenant(id).customise(&format!("{}/fault.xml", tenant(id)), &call("mask"));
        home.write(&format!("{}/mask.xml", tenant(id)), &format!("{mark}{text}"));
    }
    let plan = planned(home.path());
    let has_mark = |id| {
        let of = |c: &&faultgraft::model::FilePlan| c.scope == Scope::Tenant(id);
        let mask = plan.companions.iter().find(of).unwrap();
        mask.merged.as_ref().unwrap().bytes.starts_with(b"\xef\xbb\xbf")
    };
    assert_eq!([1, 2, 3].map(has_mark), [false, true, false]);
}
