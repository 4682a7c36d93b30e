//! Decisions on a saved plan: with the library and with the options of the command.

use crate::support;

mod remarks;

use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::model::{Decision, EditId, Outcome, Plan};
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::review::{ReviewError, alike, beside, change, decide, edit, has_both, steps};
use faultgraft::saved::{self, Expanded};
use faultgraft::stock::{Release, SequenceName};
use faultgraft::xml::Document;
use support::home::{Home, SEQUENCES, call, own, tenant};
use support::run::{Done, faultgraft};

const LOG: &str = "<log level=\"custom\"><property name=\"at\" value=\"gateway\"/></log>";

/// A folder of 2.6.0: an insert, a call of a companion that answers in XML, and stock.
fn sequences() -> tempfile::TempDir {
    let home = Home::of(Release::V2_6_0);
    let folder = tempfile::tempdir().unwrap();
    let fault = format!("{SEQUENCES}/fault.xml");
    home.customise(&fault, &format!("{LOG}{}", call("alarm")));
    let text = home.read(&fault);
    assert!(text.contains("<am:message>Runtime Error</am:message>"));
    let main = format!("{SEQUENCES}/main.xml");
    fs::write(folder.path().join("fault.xml"), text).unwrap();
    fs::write(folder.path().join("main.xml"), home.read(&main)).unwrap();
    let answer = "<payloadFactory media-type=\"xml\"><format><a:b xmlns:a=\"urn:a\"><a:c>1</a:c></a:b>\
                  </format><args/></payloadFactory><property name=\"messageType\" \
                  value=\"text/xml\" scope=\"axis2\"/>";
    fs::write(folder.path().join("alarm.xml"), own("alarm", answer)).unwrap();
    folder
}

fn planned(custom: &Path) -> Plan {
    plan(&PlanRequest { custom: custom.to_owned(), ..PlanRequest::default() }).unwrap()
}

/// The plan as it comes back from its file.
fn reread(plan: &Plan) -> Plan {
    let mut bytes = Vec::new();
    saved::write(plan, &mut bytes).unwrap();
    Plan::load(&bytes).unwrap()
}

/// A plan as other tools get it: every key of the contract.
fn shown(plan: &Plan) -> String {
    serde_json::to_string(&Expanded::of(plan)).unwrap()
}

fn id(text: &str) -> EditId {
    text.parse().unwrap()
}

fn one(id: impl ToString, decision: Decision) -> Vec<(EditId, Option<Decision>)> {
    vec![(id.to_string().parse().unwrap(), Some(decision))]
}

fn merged<'p>(plan: &'p Plan, sequence: &str) -> &'p str {
    let file = plan.files.iter().find(|f| f.stem() == sequence).unwrap();
    file.text().unwrap()
}

/// The first edit whose summary has a text.
fn edit_with(plan: &Plan, text: &str) -> EditId {
    let found = plan.edits().find(|(_, edit)| edit.summary.contains(text));
    let found = found.map(|(file, edit)| file.id(edit.number));
    found.unwrap_or_else(|| panic!("{text}: {}", shown(plan)))
}

/// How many edits are decided so, or at all.
fn count_decided(plan: &Plan, so: Option<Decision>) -> usize {
    let is_so = |d: Decision| so.is_none_or(|so| so == d);
    plan.edits().filter(|(_, edit)| edit.decision.is_some_and(is_so)).count()
}

#[test]
fn a_saved_plan_comes_back_as_it_was() {
    let folder = sequences();
    let plan = planned(folder.path());
    assert_eq!(shown(&reread(&plan)), shown(&plan));
}

#[test]
fn a_rejected_edit_leaves_the_file_and_comes_back() {
    let folder = sequences();
    let mut plan = reread(&planned(folder.path()));
    let before = shown(&plan);
    let log = edit_with(&plan, "<log");
    assert!(merged(&plan, "fault").contains("value=\"gateway\""));
    decide(&mut plan, &one(&log, Decision::Reject)).unwrap();
    assert!(!merged(&plan, "fault").contains("value=\"gateway\""));
    let file = plan.files.iter().find(|f| f.stem() == "fault").unwrap();
    assert!(!file.diff().contains("gateway") && file.diff().contains("alarm"), "{}", file.diff());
    assert_eq!(shown(&reread(&plan)), shown(&plan));
    decide(&mut plan, &[(log, None)]).unwrap();
    assert_eq!(shown(&plan), before);
}

#[test]
fn everything_rejected_is_the_target() {
    let folder = sequences();
    let mut plan = reread(&planned(folder.path()));
    let all: Vec<_> = plan.edits().map(|(f, e)| (f.id(e.number), Some(Decision::Reject))).collect();
    decide(&mut plan, &all).unwrap();
    for file in &plan.files {
        assert_eq!(file.merged_digest(), file.digest.target.as_deref(), "{}", file.file());
        assert_eq!(file.diff(), "", "{}", file.file());
    }
    assert!(plan.companions.iter().all(|c| c.outcome() == Outcome::Dropped), "nobody calls them");
}

#[test]
fn a_companion_follows_its_calls_and_its_own_decisions() {
    let folder = sequences();
    let mut plan = reread(&planned(folder.path()));
    assert_eq!(plan.companions[0].outcome(), Outcome::Rewritten);
    decide(&mut plan, &one("super-tenant/alarm/1", Decision::Reject)).unwrap();
    let text = plan.companions[0].text().unwrap().to_owned();
    assert!(text.contains("media-type=\"xml\"") && text.contains("application/json"), "{text}");
    decide(&mut plan, &one("super-tenant/alarm/2", Decision::Reject)).unwrap();
    assert_eq!(plan.companions[0].outcome(), Outcome::Carried);
    let call = edit_with(&plan, "<sequence key=\"alarm\"");
    decide(&mut plan, &one(&call, Decision::Reject)).unwrap();
    assert_eq!(plan.companions[0].outcome(), Outcome::Dropped);
    decide(&mut plan, &[(call, None)]).unwrap();
    assert_eq!(plan.companions[0].outcome(), Outcome::Carried);
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_decided() {
    let folder = sequences();
    let mut plan = reread(&planned(folder.path()));
    let before = shown(&plan);
    let log = edit_with(&plan, "<log");
    let both =
        [one(&log, Decision::Reject), one("super-tenant/fault/99", Decision::Reject)].concat();
    assert!(matches!(decide(&mut plan, &both), Err(ReviewError::NoEdit(_))));
    let side = decide(&mut plan, &one(&log, Decision::Custom)).unwrap_err();
    assert!(side.to_string().contains("is not a conflict"), "{side}");
    assert_eq!(shown(&plan), before);
}

#[test]
fn tenants_with_the_same_edit_are_decided_together() {
    let home = Home::of(Release::V2_6_0);
    for id in 1..=3 {
        home.tenant(id).customise(&format!("{}/fault.xml", tenant(id)), LOG);
    }
    home.customise(&format!("{}/main.xml", tenant(2)), LOG);
    let plan = planned(home.path());
    let expected = ["tenant:1/fault/1", "tenant:2/fault/1", "tenant:3/fault/1"].map(id);
    assert_eq!(alike(&plan, &id("tenant:2/fault/1")), expected);
    assert_eq!(alike(&plan, &id("tenant:2/main/1")), [id("tenant:2/main/1")]);
}

#[test]
fn what_is_alike_is_one_step_until_it_is_decided_otherwise() {
    let home = Home::of(Release::V2_6_0);
    for id in 1..=3 {
        home.tenant(id).customise(&format!("{}/fault.xml", tenant(id)), LOG);
    }
    let mut plan = planned(home.path());
    assert!(steps(&plan, false).is_empty());
    let all = ["tenant:1/fault/1", "tenant:2/fault/1", "tenant:3/fault/1"].map(id);
    let [first, second, third] = all.clone();
    assert_eq!(steps(&plan, true), [all]);
    decide(&mut plan, &one(&second, Decision::Reject)).unwrap();
    let two = vec![first.clone(), third.clone()];
    assert_eq!(steps(&plan, true), [two.clone(), vec![second]]);
    assert_eq!(alike(&plan, &third), two);
    let text = merged(&plan, "fault").replace("</sequence>", "<drop/></sequence>");
    let by_hand = |plan: &Plan| plan.files.iter().filter(|f| f.edited).count();
    edit(&mut plan, &first, &text).unwrap();
    assert_eq!(by_hand(&plan), 2, "what another was decided for stays");
    assert!(edit(&mut plan, &id("tenant:9/fault/1"), &text).is_err());
}

#[test]
fn a_change_is_what_one_edit_does_to_the_merged_file() {
    let folder = sequences();
    let mut plan = reread(&planned(folder.path()));
    let log = edit_with(&plan, "<log");
    let shown = change(&plan, &log).unwrap();
    assert!(shown.contains("+    <log level=\"custom\">"), "{shown}");
    assert!(!shown.contains("+    <sequence key=\"alarm\"/>"), "another edit: {shown}");
    decide(&mut plan, &one(&log, Decision::Reject)).unwrap();
    assert_eq!(change(&plan, &log).unwrap(), shown, "however it is decided");
    let of_companion = change(&plan, &id("super-tenant/alarm/1")).unwrap();
    let media = |line: &str, kind: &str| line.contains(&format!("media-type=\"{kind}\""));
    let changed = |sign, kind| of_companion.lines().any(|l| l.starts_with(sign) && media(l, kind));
    assert!(changed('-', "xml") && changed('+', "json"), "{of_companion}");
    assert!(matches!(change(&plan, &id("super-tenant/fault/99")), Err(ReviewError::NoEdit(_))));
}

#[test]
fn both_sides_are_the_merged_file_with_one_comment_more() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut seen = 0;
    for case in walkdir::WalkDir::new(fixtures).into_iter().filter_map(Result::ok) {
        let sequence = case.path().parent().and_then(Path::parent).and_then(Path::file_name);
        let sequence = sequence.and_then(|name| SequenceName::parse(name.to_str()?));
        let Some(sequence) = sequence.filter(|_| case.file_name() == "custom.xml") else {
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        let custom = folder.path().join(sequence.file_name());
        fs::copy(case.path(), &custom).unwrap();
        let Ok(plan) = plan(&PlanRequest { custom, ..PlanRequest::default() }) else { continue };
        for file in &plan.files {
            for edit in file.edits.iter() {
                let id = file.id(edit.number);
                let text = beside(&plan, &id);
                assert_eq!(text.is_some(), has_both(edit), "{id}");
                let Some(text) = text else { continue };
                Document::parse(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
                let start = text.find("<!-- your version of").unwrap();
                let end = start + text[start..].find("-->").unwrap() + 3;
                let rest = format!("{}{}", text[..start].trim_end(), &text[end..]);
                assert_eq!(Some(&*rest), file.text(), "{id}");
                assert!(text[..start].contains('\n'), "behind the target's version: {text}");
                seen += 1;
            }
        }
    }
    assert!(seen > 3, "only {seen} conflicts");
}

#[test]
fn a_text_edited_by_hand_is_read_again_before_it_is_taken() {
    let folder = sequences();
    let mut plan = reread(&planned(folder.path()));
    let log = edit_with(&plan, "<log");
    let text = merged(&plan, "fault").to_owned();
    let broken = edit(&mut plan, &log, &text.replace("</log>", "")).unwrap_err();
    assert!(matches!(broken, ReviewError::IllFormed(_)), "{broken}");
    assert_eq!(merged(&plan, "fault"), text);
    edit(&mut plan, &log, &text.replace("gateway", "edge <1>").replace("<1>", "1")).unwrap();
    assert!(merged(&plan, "fault").contains("edge 1"));
    let again = decide(&mut plan, &one(&log, Decision::Reject)).unwrap_err();
    assert!(matches!(again, ReviewError::Edited(_)), "{again}");
    let loaded = reread(&plan);
    assert!(merged(&loaded, "fault").contains("edge 1"));
    let unknown = text.replace("<log level", "<blog level").replace("</log>", "</blog>");
    edit(&mut plan, &log, &unknown).unwrap();
    assert!(plan.needs_a_person(), "it would not load, and the plan says so");
}

fn plan_file(folder: &Path) -> PathBuf {
    let done = Done::of(&mut faultgraft(folder, &["plan", ".", "--out", "plan.json"]));
    assert!(done.code != Some(2), "{}", done.stderr);
    folder.join("plan.json")
}

fn run(folder: &Path, args: &[&str]) -> Done {
    Done::of(&mut faultgraft(folder, &[&["review", "plan.json"], args].concat()))
}

#[test]
fn the_command_decides_by_options_and_saves() {
    let folder = sequences();
    plan_file(folder.path());
    let list = run(folder.path(), &["--list"]);
    assert!(list.text().contains("super-tenant/fault/1"), "{}", list.text());
    let done = run(
        folder.path(),
        &["--reject", "super-tenant/fault/1", "--accept", "super-tenant/alarm/*"],
    );
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let list = run(folder.path(), &["--list"]);
    assert!(list.text().contains("rejected, left out"), "{}", list.text());
    let plan = Plan::load(&fs::read(folder.path().join("plan.json")).unwrap()).unwrap();
    assert_eq!(count_decided(&plan, Some(Decision::Accept)), 2);
}

#[test]
fn the_command_says_what_it_does_not_take() {
    let folder = sequences();
    let plan = plan_file(folder.path());
    let before = fs::read(&plan).unwrap();
    for (args, expected) in [
        (&[][..], "--list"),
        (&["--accept", "super-tenant/fault/77"][..], "no edit super-tenant/fault/77"),
        (&["--accept", "tenant:*"][..], "no edit like tenant:*"),
        (&["--take", "mine=super-tenant/fault/1"][..], "--take custom=ID"),
        (&["--take", "custom=super-tenant/fault/1"][..], "not a conflict"),
        (&["--accept", "super-tenant/fault/1", "--reject", "super-tenant/fault/1"][..], "two ways"),
    ] {
        let done = run(folder.path(), args);
        assert_eq!(done.code, Some(2), "{args:?}: {}", done.stderr);
        assert!(done.stderr.contains(expected), "{args:?}: {}", done.stderr);
    }
    assert_eq!(fs::read(&plan).unwrap(), before);
}

#[test]
fn a_plan_of_another_form_is_refused() {
    let folder = sequences();
    let plan = plan_file(folder.path());
    let text = fs::read_to_string(&plan).unwrap();
    for (from, to, expected) in [
        ("\"schema\": 2", "\"schema\": 0", "an older faultgraft"),
        ("\"schema\": 2", "\"schema\": 7", "a newer faultgraft"),
        ("\"schema\": 2,", "\"schema\": 2", "line 3"),
        ("\"against\"", "\"agains\"", "unknown field"),
        ("gateway", "gatewax", "was changed by hand"),
    ] {
        fs::write(&plan, text.replace(from, to)).unwrap();
        let done = run(folder.path(), &["--list"]);
        assert_eq!(done.code, Some(2), "{}", done.stderr);
        assert!(done.stderr.contains(expected), "{expected}: {}", done.stderr);
    }
}

#[test]
fn the_schema_describes_every_plan() {
    let folder = sequences();
    let schema = Done::of(&mut faultgraft(folder.path(), &["schema"])).json();
    let mut bytes = Vec::new();
    saved::write(&planned(folder.path()), &mut bytes).unwrap();
    let plan: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&plan).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut wrong = plan;
    wrong["files"][0]["status"] = "unknown".into();
    assert!(!validator.is_valid(&wrong));
}

/// A plan of a home against another one, in a folder; the second is what is written to.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn of(custom: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (Home::of(Release::V2_6_0), Home::of(Release::V4_0_0));
        old.customise(&format!("{SEQUENCES}/fault.xml"), custom);
        for (side, home) in [("old", old), ("new", new)] {
            fs::create_dir(folder.path().join(side)).unwrap();
            let from = home.path().join(SEQUENCES);
            for file in fs::read_dir(from).unwrap().map(|file| file.unwrap()) {
                fs::copy(file.path(), folder.path().join(side).join(file.file_name())).unwrap();
            }
        }
        let desk = Self { folder };
        desk.run(&["plan", "old", "--target", "new", "--out", "plan.json"], &[0, 1]);
        desk
    }

    fn run(&self, args: &[&str], codes: &[i32]) -> Done {
        let done = Done::of(&mut faultgraft(self.folder.path(), args));
        assert!(codes.contains(&done.code.unwrap()), "{args:?}: {}", done.stderr);
        done
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    /// Changes the saved plan as a script would.
    fn script(&self, change: impl Fn(&mut serde_json::Value)) {
        let mut plan: serde_json::Value = serde_json::from_str(&self.read("plan.json")).unwrap();
        change(&mut plan);
        fs::write(self.folder.path().join("plan.json"), plan.to_string()).unwrap();
    }
}

#[test]
fn a_decision_that_a_script_writes_counts() {
    let desk = Desk::of(LOG);
    desk.script(|plan| {
        for file in plan["files"].as_array_mut().unwrap() {
            let edits = file.get_mut("edits").and_then(serde_json::Value::as_array_mut);
            for edit in edits.into_iter().flatten() {
                edit["decision"] = "reject".into();
            }
        }
    });
    let list = desk.run(&["review", "plan.json", "--list"], &[0]);
    assert!(list.text().contains("rejected, left out"), "{}", list.text());
    let stock = desk.read("new/fault.xml");
    desk.run(&["apply", "plan.json", "--yes"], &[0]);
    assert_eq!(desk.read("new/fault.xml"), stock);
}

#[test]
fn a_decision_of_a_script_that_fits_no_edit_is_refused_by_name() {
    let desk = Desk::of(LOG);
    desk.script(|plan| {
        let files = plan["files"].as_array_mut().unwrap().iter_mut();
        let mut edits = files.filter_map(|f| f.get_mut("edits")?.as_array_mut()).flatten();
        edits.next().unwrap()["decision"] = "custom".into();
    });
    let refused = desk.run(&["apply", "plan.json", "--yes"], &[2]);
    assert!(refused.stderr.contains("super-tenant/fault/1"), "{}", refused.stderr);
}

#[test]
fn what_was_applied_is_taken_back_by_the_next_decision() {
    let desk = Desk::of(LOG);
    let stock = desk.read("new/fault.xml");
    desk.run(&["apply", "plan.json", "--yes"], &[0]);
    assert!(desk.read("new/fault.xml").contains("value=\"gateway\""));
    desk.run(&["review", "plan.json", "--reject", "super-tenant/fault/1"], &[0]);
    let taken_back = desk.run(&["apply", "plan.json", "--yes"], &[0]);
    assert!(taken_back.text().contains("replace"), "{}", taken_back.text());
    assert_eq!(desk.read("new/fault.xml"), stock);
    desk.run(&["review", "plan.json", "--undecide", "super-tenant/fault/1"], &[0]);
    desk.run(&["apply", "plan.json", "--yes"], &[0]);
    assert!(desk.read("new/fault.xml").contains("value=\"gateway\""));
}

#[test]
fn what_somebody_else_wrote_there_is_not_taken_for_an_earlier_run() {
    let desk = Desk::of(LOG);
    desk.run(&["apply", "plan.json", "--yes"], &[0]);
    let edited = desk.read("new/fault.xml").replace("gateway", "somebody");
    fs::write(desk.folder.path().join("new/fault.xml"), &edited).unwrap();
    desk.run(&["review", "plan.json", "--accept", "super-tenant/fault/1"], &[0]);
    let refused = desk.run(&["apply", "plan.json", "--yes"], &[2]);
    assert!(refused.stderr.contains("changed since the plan was made"), "{}", refused.stderr);
    assert_eq!(desk.read("new/fault.xml"), edited);
}

#[test]
fn a_review_says_what_a_decision_adds_and_takes_away() {
    let class = "<class name=\"com.example.Own\"/>";
    let desk = Desk::of(class);
    let reject = desk.run(&["review", "plan.json", "--reject", "super-tenant/fault/1"], &[0]);
    assert!(reject.stderr.contains("gone with this decision:"), "{}", reject.stderr);
    assert!(reject.stderr.contains("custom-class"), "{}", reject.stderr);
    let back = desk.run(&["review", "plan.json", "--undecide", "super-tenant/fault/1"], &[0, 1]);
    assert!(back.stderr.contains("new with this decision:"), "{}", back.stderr);
}

#[test]
fn no_decision_is_lost_where_two_reviews_run_at_once() {
    let desk = Desk::of(&format!("{LOG}<property name=\"own\" value=\"1\"/>"));
    let fresh = desk.read("plan.json");
    let folder = desk.folder.path();
    for _ in 0..200 {
        fs::write(folder.join("plan.json"), &fresh).unwrap();
        let decide = |id: &'static str| {
            let folder = folder.to_owned();
            std::thread::spawn(move || {
                Done::of(&mut faultgraft(&folder, &["review", "plan.json", "--accept", id])).code
            })
        };
        let both = [decide("super-tenant/fault/1"), decide("super-tenant/fault/2")];
        both.into_iter().for_each(|one| assert_eq!(one.join().unwrap(), Some(0)));
        let plan = Plan::load(desk.read("plan.json").as_bytes()).unwrap();
        assert_eq!(count_decided(&plan, None), 2);
    }
}

#[test]
fn what_was_decided_on_one_gateway_is_decided_on_another_where_it_is_the_same() {
    let two = format!("{LOG}<property name=\"own\" value=\"1\"/>");
    let (test, production) = (Desk::of(&two), Desk::of(&two));
    let other = Desk::of(&format!("{LOG}<property name=\"own\" value=\"2\"/>"));
    test.run(&["review", "plan.json", "--reject", "super-tenant/fault/*"], &[0]);
    test.run(&["review", "plan.json", "--export", "decided.json"], &[0]);
    for (desk, expected) in [(&production, 2), (&other, 1)] {
        for decided in ["decided.json", "plan.json"] {
            let decided = test.folder.path().join(decided).display().to_string();
            let args =
                ["plan", "old", "--target", "new", "--decisions", &decided, "--out", "d.json"];
            let said = desk.run(&args, &[0, 1]).stderr;
            let plan = Plan::load(desk.read("d.json").as_bytes()).unwrap();
            assert_eq!(count_decided(&plan, Some(Decision::Reject)), expected, "{said}");
            assert_eq!(said.contains("do not apply here"), expected == 1, "{said}");
        }
    }
}

/// Test, staging and production are three installations of the same files: decided once, and asked
/// about once. A fourth in which one file differs asks for that one.
#[test]
fn three_gateways_are_decided_once_and_a_fourth_asks_for_what_differs() {
    let branch = |context: &str| {
        format!(
            "<filter source=\"$ctx:REST_API_CONTEXT\" regex=\"{context}\"><then>\
             <sequence key=\"denied\"/><respond/></then></filter></sequence>"
        )
    };
    let gateway = |auth: &str| {
        let home = Home::of(Release::V2_6_0);
        home.tenant(1);
        let tail = [("_auth_failure_handler_", auth), ("_throttle_out_handler_", "/slow")];
        for folder in [SEQUENCES.to_owned(), tenant(1)] {
            for (name, context) in tail {
                let file = format!("{folder}/{name}.xml");
                home.write(&file, &home.read(&file).replace("</sequence>", &branch(context)));
            }
            home.write(&format!("{folder}/denied.xml"), &own("denied", ""));
        }
        home
    };
    let at = tempfile::tempdir().unwrap();
    let plan_of = |home: &Home, decisions: Option<&str>| {
        let custom = home.path().display().to_string();
        let args = ["plan", &custom, "--out", "plan.json", "--output", "report.txt"];
        let with = decisions.map(|file| vec!["--decisions", file]).unwrap_or_default();
        let done = Done::of(&mut faultgraft(at.path(), &[&args[..], &with].concat()));
        assert!(done.code != Some(2), "{}", done.stderr);
        let plan = Plan::load(&fs::read(at.path().join("plan.json")).unwrap()).unwrap();
        let open = plan.edits().filter(|(_, edit)| edit.needs_decision());
        let open: Vec<EditId> = open.map(|(file, edit)| file.id(edit.number)).collect();
        (open, count_decided(&plan, None))
    };
    let (open, _) = plan_of(&gateway("/ledger"), None);
    assert_eq!(open.len(), 4, "two files, each in two scopes: {open:?}");
    let decide = ["--reject", "super-tenant/*", "--accept", "tenant:*"];
    let done = run(at.path(), &[&decide[..], &["--export", "decided.json"]].concat());
    assert!(done.code != Some(2), "{}", done.stderr);
    for _ in ["staging", "production"] {
        assert_eq!(plan_of(&gateway("/ledger"), Some("decided.json")), (vec![], 4));
    }
    let (open, decided) = plan_of(&gateway("/accounts"), Some("decided.json"));
    let differs = ["super-tenant/auth_failure_handler/1", "tenant:1/auth_failure_handler/1"];
    assert_eq!((open, decided), (differs.map(id).to_vec(), 2));
}

#[test]
fn a_plan_of_the_first_form_is_read_with_its_decisions() {
    let saved = "fixtures/plans/form-1-with-a-rejected-class/plan.json";
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(saved)).unwrap();
    let first: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(first["schema"], 1);
    let mut plan = Plan::load(&bytes).unwrap();
    let rejected = id("super-tenant/fault/2");
    let of = |plan: &Plan| plan.find(&rejected).unwrap().1.decision;
    assert_eq!(of(&plan), Some(Decision::Reject));
    let files = first["files"].as_array().unwrap();
    let was = files.iter().find(|f| f["sequence"] == "fault").unwrap();
    assert_eq!(merged(&plan, "fault"), was["merged"].as_str().unwrap());
    let says_class = |plan: &Plan| {
        let fault = plan.files.iter().find(|f| f.stem() == "fault").unwrap();
        fault.findings.iter().any(|f| f.rule == "custom-class")
    };
    assert!(!says_class(&plan));
    decide(&mut plan, &[(rejected.clone(), None)]).unwrap();
    assert!(says_class(&plan) && merged(&plan, "fault").contains("com.example.orders.Audit"));
    assert_eq!(shown(&reread(&plan)), shown(&plan), "it is saved in the second form");
    let text = String::from_utf8(bytes).unwrap();
    let forged = Plan::load(text.replace("at Orders", "at Others").as_bytes()).unwrap_err();
    assert!(forged.message.contains("was changed by hand"), "{forged}");
}

#[test]
fn a_decision_about_a_call_is_not_made_where_what_is_called_differs() {
    let desk = |alarm: &str| {
        let desk = Desk::of(&call("alarm"));
        fs::write(desk.folder.path().join("old/alarm.xml"), own("alarm", alarm)).unwrap();
        desk.run(&["plan", "old", "--target", "new", "--out", "plan.json"], &[0, 1]);
        desk
    };
    let (first, same, other) = (desk("<drop/>"), desk("<drop/>"), desk("<respond/>"));
    first.run(&["review", "plan.json", "--reject", "super-tenant/fault/1"], &[0, 1]);
    let decided = first.folder.path().join("plan.json").display().to_string();
    for (desk, expected) in [(&same, 1), (&other, 0)] {
        let args = ["plan", "old", "--target", "new", "--decisions", &decided, "--out", "d.json"];
        let said = desk.run(&args, &[0, 1]).stderr;
        let plan = Plan::load(desk.read("d.json").as_bytes()).unwrap();
        assert_eq!(count_decided(&plan, None), expected, "{said}");
    }
}

#[test]
fn of_two_edits_alike_the_one_that_was_decided_is_decided_again() {
    let inside = "<filter source=\"$ctx:A\" regex=\"b\"><then><drop/></then></filter>";
    let two = format!("{inside}{LOG}{inside}{LOG}{inside}");
    let (first, same) = (Desk::of(&two), Desk::of(&two));
    let plan = Plan::load(first.read("plan.json").as_bytes()).unwrap();
    let logs = plan.edits().filter(|(_, edit)| edit.summary.contains("<log"));
    let logs: Vec<String> = logs.map(|(f, e)| f.id(e.number).to_string()).collect();
    assert_eq!(logs.len(), 2);
    first.run(&["review", "plan.json", "--reject", &logs[1]], &[0, 1]);
    let decided = first.folder.path().join("plan.json").display().to_string();
    let args = ["plan", "old", "--target", "new", "--decisions", &decided, "--out", "d.json"];
    same.run(&args, &[0, 1]);
    let plan = Plan::load(same.read("d.json").as_bytes()).unwrap();
    let rejected = plan.edits().filter(|(_, edit)| edit.decision.is_some());
    let rejected: Vec<String> = rejected.map(|(f, e)| f.id(e.number).to_string()).collect();
    assert_eq!(rejected, logs[1..]);
}

#[test]
fn stock_that_was_exchanged_in_a_saved_plan_is_refused() {
    let desk = Desk::of(LOG);
    desk.script(|plan| {
        let files = plan["files"].as_array_mut().unwrap();
        let of = |files: &[serde_json::Value], name: &str| {
            files.iter().position(|f| f["file"] == name).unwrap()
        };
        let (main, cors) = (of(files, "main.xml"), of(files, "_cors_request_handler_.xml"));
        files[main]["target"] = files[cors]["target"].clone();
    });
    let refused = desk.run(&["apply", "plan.json", "--yes"], &[2]);
    assert!(refused.stderr.contains("main.xml"), "{}", refused.stderr);
}

/// I10 where files call each other and clients get answers: the installations.
#[test]
fn an_installation_is_what_its_decisions_make_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/installations");
    let mut seen = 0;
    for folder in fs::read_dir(root).unwrap().map(|f| f.unwrap().path()) {
        let fresh = planned(&folder.join("sequences"));
        let ids: Vec<EditId> = fresh.edits().map(|(f, e)| f.id(e.number)).collect();
        let mut series = reread(&fresh);
        for (number, id) in ids.iter().enumerate() {
            decide(&mut series, &one(id, Decision::Reject)).unwrap();
            if number % 3 == 0 {
                series = reread(&series);
            }
            if number % 2 == 0 {
                decide(&mut series, &[(id.clone(), None)]).unwrap();
            }
        }
        let now: Vec<_> = series.edits().map(|(f, e)| (f.id(e.number), e.decision)).collect();
        let decided: Vec<_> = now.into_iter().filter(|(_, d)| d.is_some()).collect();
        seen += decided.len();
        let mut at_once = fresh;
        decide(&mut at_once, &decided).unwrap();
        assert_eq!(shown(&series), shown(&at_once), "{}", folder.display());
    }
    assert!(seen > 5, "only {seen} decisions");
}

#[test]
fn a_merged_text_that_was_forged_with_its_digest_is_refused() {
    // Also where nothing is left in the plan that the text could follow from.
    for without_case in [false, true] {
        let desk = Desk::of(LOG);
        desk.script(|plan| {
            let mut files = plan["files"].as_array_mut().unwrap().iter_mut();
            let file = files.find(|f| f["case"].is_object()).unwrap();
            let forged = file["merged"].as_str().unwrap().replace("gateway", "somebody");
            file["digest"]["merged"] = faultgraft::digest::sha256(forged.as_bytes()).into();
            file["merged"] = forged.into();
            if without_case {
                file.as_object_mut().unwrap().remove("case");
            }
        });
        let refused = desk.run(&["apply", "plan.json", "--yes"], &[2]);
        assert!(
            refused.stderr.contains("fault.xml of fault.xml in the plan"),
            "{}",
            refused.stderr
        );
    }
}
