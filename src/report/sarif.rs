//! SARIF 2.1.0, as code scanning and editors read it: each finding and each edit that waits for a
//! decision at its place in the operator's file.
//!
//! A path below the given root stands as relative to `%SRCROOT%`, which the reader knows; any other
//! as relative to the root of the file system, which the file itself names.

use std::{io, path::Path};

use serde_json::{Map, Value, json};

use crate::model::Linted;
use crate::model::{Plan, Severity};

use super::notices::{self, Notice, PlainPath, described};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The name of the root of the file system in a log.
const FILE_SYSTEM: &str = "FILESYSTEM";

/// Writes what a plan has to say.
pub fn write(plan: &Plan, root: &Path, out: &mut dyn io::Write) -> io::Result<()> {
    write_notices(&notices::of_plan(plan, root), out)
}

/// Writes what a lint has to say.
pub fn write_lint(files: &[Linted], root: &Path, out: &mut dyn io::Write) -> io::Result<()> {
    write_notices(&notices::of_lint(files, root), out)
}

fn write_notices(notices: &[Notice<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let mut rules: Vec<&str> = notices.iter().map(|notice| notice.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = notices.iter().map(|notice| result(notice, &rules)).collect();
    let mut run = json!({
        "tool": { "driver": {
            "name": "faultgraft",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
        } },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    if notices.iter().any(|notice| matches!(notice.place, PlainPath::Outside(_))) {
        run["originalUriBaseIds"] = json!({ FILE_SYSTEM: { "uri": "file:///" } });
    }
    let log = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(code: &str) -> Value {
    let (when, help, severity) = described(code);
    let mut rule = json!({
        "id": code,
        "name": pascal_case(code),
        "shortDescription": { "text": when },
        "help": { "text": help },
    });
    if let Some(severity) = severity {
        rule["defaultConfiguration"] = json!({ "level": level(severity) });
    }
    rule
}

/// `full-log` as `FullLog`, which is how SARIF writes the names of rules.
fn pascal_case(code: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    };
    code.split('-').map(word).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result(notice: &Notice<'_>, rules: &[&str]) -> Value {
    let own_help = described(notice.rule).1 != notice.help && !notice.help.is_empty();
    let help = if own_help { format!("\n{}", notice.help) } else { String::new() };
    let mut location = Map::new();
    location.insert("artifactLocation".to_owned(), artifact(&notice.place));
    if let Some(line) = notice.line {
        let mut region = json!({ "startLine": line });
        if let Some(column) = notice.column {
            region["startColumn"] = json!(column);
        }
        location.insert("region".to_owned(), region);
    }
    json!({
        "ruleId": notice.rule,
        "ruleIndex": rules.binary_search(&notice.rule).unwrap_or_default(),
        "level": level(notice.severity),
        "message": { "text": format!("{}{help}", notice.message) },
        "locations": [{ "physicalLocation": location }],
    })
}

fn artifact(place: &PlainPath) -> Value {
    let (path, base) = match place {
        PlainPath::Inside(path) => (path, "%SRCROOT%"),
        PlainPath::Outside(path) => (path, FILE_SYSTEM),
    };
    json!({ "uri": uri(path), "uriBaseId": base })
}

/// A path as a relative URI: what has a meaning of its own there is escaped, bytes beyond ASCII too.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
    let shown = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    path.bytes().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_escaped_for_uris() {
        assert_eq!(uri("my own/größe #1%.xml"), "my%20own/gr%C3%B6%C3%9Fe%20%231%25.xml");
        assert_eq!(uri("C:/_auth_failure_handler_.xml"), "C%3A/_auth_failure_handler_.xml");
    }

    #[test]
    fn names_of_rules_are_in_pascal_case() {
        assert_eq!(pascal_case("json-eval-in-xpath"), "JsonEvalInXpath");
    }
}
