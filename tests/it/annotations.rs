//! What is shown beside the lines of the operator's files: SARIF, by its official schema, and the
//! annotations of GitHub Actions.

use crate::support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use faultgraft::{rules, stock::Release};
use jsonschema::Validator;
use serde_json::Value;
use support::{
    home::{Home, SEQUENCES, call, own},
    run::{Done, faultgraft},
};
use walkdir::WalkDir;

/// What every form must tell of one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    path: String,
    line: Option<u64>,
    severity: String,
    rule: String,
    message: String,
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn validator() -> Validator {
    let schema = fs::read(repository().join("tests/it/schemas/sarif-schema-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&schema).unwrap();
    // An ECMA regular expression with a bracket too many, which not every engine reads; nothing here
    // writes a language.
    for part in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][part]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn run(folder: &Path, args: &[&str]) -> Done {
    let done = Done::of(&mut faultgraft(folder, args));
    assert_eq!(done.stderr, "", "{args:?}");
    done
}

/// The results of a log that the official schema takes.
fn sarif(folder: &Path, args: &[&str]) -> Vec<Value> {
    let log = run(folder, &[args, &["--format", "sarif"]].concat()).json();
    let wrong: Vec<String> = validator().iter_errors(&log).map(|e| e.to_string()).collect();
    assert!(wrong.is_empty(), "{args:?}: {wrong:?}");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = place["uri"].as_str().unwrap();
        assert!(!uri.starts_with('/') && !uri.contains("..") && !uri.contains("//"), "{uri}");
        let base = place["uriBaseId"].as_str().unwrap();
        let named = run["originalUriBaseIds"][base]["uri"].as_str();
        assert_eq!(named, (base != "%SRCROOT%").then_some("file:///"), "{uri}");
    }
    results.clone()
}

fn told(result: &Value) -> Told {
    let place = &result["locations"][0]["physicalLocation"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Told {
        path: text(&place["artifactLocation"]["uri"]),
        line: place["region"]["startLine"].as_u64(),
        severity: text(&result["level"]),
        rule: text(&result["ruleId"]),
        message: text(&result["message"]["text"]),
    }
}

/// An annotation, taken apart and unescaped as GitHub does it.
fn annotation(line: &str) -> Told {
    let data = |t: &str| t.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
    let (command, message) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (kind, properties) = command.split_once(' ').unwrap();
    let property = |name: &str| {
        let found = properties.split(',').find_map(|p| p.strip_prefix(name)?.strip_prefix('='))?;
        Some(data(&found.replace("%3A", ":").replace("%2C", ",")))
    };
    Told {
        path: property("file").unwrap(),
        line: property("line").map(|line| line.parse().unwrap()),
        severity: if kind == "notice" { "note" } else { kind }.to_owned(),
        rule: property("title").unwrap().strip_prefix("faultgraft: ").unwrap().to_owned(),
        message: data(message).split("\nhelp: ").next().unwrap().to_owned(),
    }
}

fn annotations(folder: &Path, args: &[&str]) -> Vec<Told> {
    let done = run(folder, &[args, &["--format", "github"]].concat());
    done.text().lines().map(annotation).collect()
}

/// The findings and the edits that wait, as the JSON of `plan` has them.
fn waiting(plan: &Value, prefix: &str) -> Vec<(String, Option<u64>, String)> {
    let lists = [&plan["files"], &plan["companions"]];
    let mut all = Vec::new();
    for file in lists.into_iter().flat_map(|list| list.as_array().unwrap()) {
        let path = format!("{prefix}{}", file["path"].as_str().unwrap());
        for finding in file["findings"].as_array().unwrap() {
            let rule = finding["rule"].as_str().unwrap().to_owned();
            all.push((path.clone(), finding["line"].as_u64(), rule));
        }
        for edit in file["edits"].as_array().unwrap() {
            let waits = edit["outcome"] == "conflict" || edit["confidence"] == "review";
            if waits && edit["decision"].is_null() {
                let rule = edit["rule"].as_str().unwrap_or("undecided").to_owned();
                all.push((path.clone(), edit["custom_line"].as_u64(), rule));
            }
        }
    }
    all.sort();
    all
}

fn places(told: &[Told]) -> Vec<(String, Option<u64>, String)> {
    let mut places: Vec<_> =
        told.iter().map(|t| (t.path.clone(), t.line, t.rule.clone())).collect();
    places.sort();
    places
}

/// In both forms the same, but for the help that only annotations carry.
fn assert_same(mut sarif: Vec<Told>, mut annotations: Vec<Told>) {
    for told in &mut sarif {
        told.message = told.message.split('\n').next().unwrap().to_owned();
    }
    sarif.sort();
    annotations.sort();
    assert_eq!(sarif, annotations);
}

#[test]
fn every_installation_is_told_in_full() {
    for entry in fs::read_dir(repository().join("fixtures/installations")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("fixtures/installations/{name}/sequences");
        let plan = run(repository(), &["plan", &path, "--format", "json"]).json();
        assert_eq!(plan["findings"], serde_json::json!([]));
        let expected = waiting(&plan, &format!("{path}/"));
        let results = sarif(repository(), &["plan", &path]);
        let all: Vec<Told> = results.iter().map(told).collect();
        assert_eq!(places(&all), expected, "{name}");
        assert_same(all, annotations(repository(), &["plan", &path]));
    }
}

/// Every example of every rule, relative to the repository.
fn rule_fixtures() -> Vec<String> {
    let examples = WalkDir::new(repository().join("fixtures/rules")).sort_by_file_name();
    let paths = examples.into_iter().map(|entry| entry.unwrap().into_path());
    let xml = paths.filter(|p| p.is_file() && p.extension().is_some_and(|e| e == "xml"));
    let relative = |path: PathBuf| path.strip_prefix(repository()).unwrap().display().to_string();
    let paths: Vec<String> = xml.map(relative).collect();
    assert!(paths.len() > 100, "{}", paths.len());
    paths
}

/// The command line that lints all of them.
fn lint_rule_fixtures(paths: &[String]) -> Vec<&str> {
    ["lint"].into_iter().chain(paths.iter().map(String::as_str)).collect()
}

/// Each result begins where something stands in its file.
#[test]
fn columns_point_at_what_is_on_the_line() {
    let mut looked = 0;
    for result in sarif(repository(), &lint_rule_fixtures(&rule_fixtures())) {
        let place = &result["locations"][0]["physicalLocation"];
        let file = repository().join(place["artifactLocation"]["uri"].as_str().unwrap());
        let Ok(text) = fs::read_to_string(file) else { continue };
        let (Some(line), Some(column)) =
            (place["region"]["startLine"].as_u64(), place["region"]["startColumn"].as_u64())
        else {
            continue;
        };
        let line = text.lines().nth(usize::try_from(line).unwrap() - 1).unwrap();
        let found = line.chars().nth(usize::try_from(column).unwrap() - 1);
        assert!(found.is_some_and(|c| !c.is_whitespace()), "{result}: {line}");
        looked += 1;
    }
    assert!(looked > 100, "{looked}");
}

#[test]
fn a_conflict_is_an_error_and_a_doubt_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let case = repository().join("fixtures/fault/method-filter-changed-on-both-sides");
    fs::copy(case.join("custom.xml"), folder.path().join("fault.xml")).unwrap();
    let args = ["plan", "fault.xml", "--base-release", "1.9.0"];
    let results = sarif(folder.path(), &args);
    let conflict = results.iter().map(told).find(|t| t.rule == "both-changed").unwrap();
    assert_eq!((conflict.severity.as_str(), conflict.path.as_str()), ("error", "fault.xml"));
    assert!(conflict.message.contains("(edit super-tenant/fault/"), "{}", conflict.message);
    assert_same(results.iter().map(told).collect(), annotations(folder.path(), &args));
}

#[test]
fn every_rule_of_a_result_is_described_as_the_registry_has_it() {
    let paths = rule_fixtures();
    let args = [&lint_rule_fixtures(&paths)[..], &["--format", "sarif"]].concat();
    let log = run(repository(), &args).json();
    let described = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(described.len() > 50, "{}", described.len());
    for rule in described {
        let known = rules::find(rule["id"].as_str().unwrap()).unwrap();
        assert_eq!(rule["shortDescription"]["text"], known.when);
        assert_eq!(rule["help"]["text"], known.help);
        assert!(rule["name"].as_str().unwrap().chars().all(char::is_alphanumeric));
    }
}

#[test]
fn all_rule_fixtures_give_a_valid_log() {
    let paths = rule_fixtures();
    let args = lint_rule_fixtures(&paths);
    let json = run(repository(), &[&args[..], &["--format", "json"]].concat()).json();
    let counts = &json["summary"]["findings"];
    let count = |of: &str| counts[of].as_u64().unwrap();
    let results: Vec<Told> = sarif(repository(), &args).iter().map(told).collect();
    for severity in ["error", "warning", "note"] {
        let told = results.iter().filter(|t| t.severity == severity).count();
        assert_eq!(u64::try_from(told).unwrap(), count(severity), "{severity}");
    }
    assert_same(results, annotations(repository(), &args));
}

/// A home whose files are not of the release it says, with a `deployment.toml` that is none.
#[test]
fn the_plan_itself_has_findings_too() {
    let old = Home::of(Release::V2_6_0);
    old.write("bin/version.txt", "WSO2 API Manager v1.9.0\n");
    old.customise(&format!("{SEQUENCES}/fault.xml"), &call("mine"));
    old.write(&format!("{SEQUENCES}/mine.xml"), &own("mine", "<log level=\"full\"/>"));
    let new = Home::of(Release::V4_0_0);
    new.write("repository/conf/deployment.toml", "[broken\n");
    let target = new.path().display().to_string();
    let results = sarif(old.path(), &["plan", ".", "--target", &target]);
    let all: Vec<Told> = results.iter().map(told).collect();
    let of = |rule: &str| all.iter().find(|t| t.rule == rule).unwrap_or_else(|| panic!("{all:?}"));
    assert_eq!(of("release-mismatch").path, ".");
    assert_eq!(of("full-log").path, format!("{SEQUENCES}/mine.xml"));
    let toml = new.path().join("repository/conf/deployment.toml").display().to_string();
    assert_eq!(of("deployment-toml").path, toml.trim_start_matches('/'));
    let shown = annotations(old.path(), &["plan", ".", "--target", &target]);
    assert!(shown.iter().any(|t| t.path == toml && t.line == Some(1)), "{shown:?}");
    let severity = |t: &Told| ["error", "warning", "note"].iter().position(|s| *s == t.severity);
    assert!(shown.is_sorted_by_key(severity), "{shown:?}");
}
