//! The `deployment.toml` of a target: what it already keeps from being deleted at start.
//!
//! It is read, and never written: the operator's configuration management owns it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Finding, Listed, Severity, SkipList};
use crate::pack::Files;
use crate::rules::code;

/// The file in an API Manager home.
pub const FILE: &str = "repository/conf/deployment.toml";

/// The table that names what 4.x leaves alone at start (WSO2's upgrade guide of 4.1.0 and its
/// gateway guides of 4.x; wso2/api-manager issue 654).
const TABLE: [&str; 4] = ["apim", "sync_runtime_artifacts", "gateway", "skip_list"];

/// What the `deployment.toml` of a home leaves alone at start; and what is to be said about one
/// that cannot be read.
pub fn listed(files: Option<&Files>) -> (Listed, Option<Finding>) {
    match files.map(|files| files.text(FILE)) {
        None | Some(Ok(None)) => (Listed::default(), None),
        Some(Err(why)) => (Listed::default(), Some(why)),
        Some(Ok(Some(text))) => match read(&text) {
            Ok(listed) => (Listed { known: true, ..listed }, None),
            Err((why, line)) => (Listed::default(), Some(unusable(why, line))),
        },
    }
}

/// The lines that keep `wanted` from being deleted, with what is listed already.
pub fn skip_list(listed: &Listed, wanted: &[String]) -> SkipList {
    if wanted.is_empty() {
        return SkipList::default();
    }
    with(listed.clone(), wanted)
}

fn unusable(why: String, line: Option<u32>) -> Finding {
    let message = format!("deployment.toml {why}, so what it lists already is not known");
    let mut finding = code::DEPLOYMENT_TOML.finding(Severity::Warning, message, line);
    finding.path = Some(FILE.to_owned());
    finding
}

/// # Errors
///
/// Why the text is not valid TOML, or the list no list of names, with the line.
fn read(text: &str) -> Result<Listed, (String, Option<u32>)> {
    let line = |at: usize| Some(text[..at].matches('\n').count() as u32 + 1);
    let root = DeTable::parse(text).map_err(|e| {
        let at = e.span().and_then(|span| line(span.start));
        (format!("is not valid TOML: {}", e.message()), at)
    })?;
    let mut table: &DeTable<'_> = root.get_ref();
    let mut found = Listed::default();
    for name in TABLE {
        let Some((key, value)) = entry(table, name) else { return Ok(found) };
        let DeValue::Table(inner) = value.get_ref() else {
            let why = format!("has {name}, which should be a table");
            return Err((why, line(key.span().start)));
        };
        table = inner;
        let start = text[..key.span().start].rfind('\n').map_or(0, |n| n + 1);
        let before = &text[start..key.span().end];
        let path = if before.trim_start().starts_with('[') { "" } else { before };
        let dot = if path.is_empty() { "" } else { "." };
        let at = line(key.span().start).filter(|_| name == TABLE[TABLE.len() - 1]);
        let in_braces = text[key.span().end..].trim_start().starts_with('=');
        let before = (!in_braces).then(|| format!("{}{dot}", path.trim_start()));
        found.table = at.map(|at| (at, before));
    }
    let Some((key, value)) = entry(table, "sequences") else { return Ok(found) };
    let at = line(key.span().start);
    let wrong = || ("has a skip list that is not a list of file names".to_owned(), at);
    let DeValue::Array(names) = value.get_ref() else { return Err(wrong()) };
    for name in names {
        let DeValue::String(name) = name.get_ref() else { return Err(wrong()) };
        found.sequences.push(name.to_string());
    }
    let start = text[..key.span().start].rfind('\n').map_or(0, |n| n + 1);
    let end = value.span().end;
    let rest = text[end..].lines().next().unwrap_or_default().trim_end();
    let before = text[start..value.span().start].trim_start();
    found.list = at.map(|at| (at, before.to_owned(), rest.to_owned()));
    Ok(found)
}

fn with(listed: Listed, wanted: &[String]) -> SkipList {
    let mut to_add: Vec<String> = Vec::new();
    for name in wanted {
        if !listed.sequences.contains(name) && !to_add.contains(name) {
            to_add.push(name.clone());
        }
    }
    let mut sequences = listed.sequences;
    sequences.extend(to_add.iter().cloned());
    if to_add.is_empty() {
        let place = format!("{FILE} lists them already.");
        return SkipList { sequences, to_add, toml: String::new(), place };
    }
    let names: Vec<String> =
        sequences.iter().map(|n| toml::Value::String(n.clone()).to_string()).collect();
    let names = format!("[{}]", names.join(", "));
    let path = TABLE.join(".");
    let (toml, place) = match (listed.list, listed.table) {
        (Some((at, before, after)), _) => (
            format!("{before}{names}{after}\n"),
            format!("Put this in the place of the list in {FILE}:{at}."),
        ),
        (None, Some((at, None))) => (
            format!("sequences = {names}\n"),
            format!("Add this inside the braces in {FILE}:{at}."),
        ),
        (None, Some((at, Some(before)))) => {
            (format!("{before}sequences = {names}\n"), format!("Add this line after {FILE}:{at}."))
        }
        (None, None) => (
            format!("[{path}]\nsequences = {names}\n"),
            "Add this at the end of deployment.toml.".to_owned(),
        ),
    };
    SkipList { sequences, to_add, toml, place }
}

/// An entry of a table with its key.
fn entry<'t, 'i>(
    table: &'t DeTable<'i>,
    name: &str,
) -> Option<(&'t Spanned<toml::de::DeString<'i>>, &'t Spanned<DeValue<'i>>)> {
    table.iter().find(|(key, _)| key.get_ref() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&n| n.to_owned()).collect()
    }

    fn list(text: &str, wanted: &[&str]) -> SkipList {
        with(super::read(text).unwrap(), &names(wanted))
    }

    #[test]
    fn without_a_list_the_lines_are_a_table() {
        let list = list("[server]\nhostname = \"gw\"\n", &["b.xml", "a.xml"]);
        assert_eq!(list.sequences, names(&["b.xml", "a.xml"]));
        assert_eq!(
            list.toml,
            "[apim.sync_runtime_artifacts.gateway.skip_list]\nsequences = [\"b.xml\", \"a.xml\"]\n"
        );
        toml::from_str::<toml::Table>(&list.toml).unwrap();
    }

    #[test]
    fn a_list_that_is_there_is_kept_and_named_by_its_line() {
        let text = "[apim.sync_runtime_artifacts.gateway.skip_list]\napis = [\"x.xml\"]\n\
                    sequences = [\n  \"a.xml\",\n]\n";
        let found = list(text, &["b.xml", "a.xml"]);
        assert_eq!(found.toml, "sequences = [\"a.xml\", \"b.xml\"]\n");
        assert_eq!(found.to_add, names(&["b.xml"]));
        assert!(found.place.ends_with("deployment.toml:3."), "{}", found.place);
        let nothing = list(text, &["a.xml"]);
        assert_eq!((nothing.toml.as_str(), nothing.to_add), ("", Vec::new()));
    }

    #[test]
    fn a_table_without_the_list_gets_a_line() {
        let text = "\n[apim.sync_runtime_artifacts.gateway]\nenable = true\n\
                    skip_list.apis = [\"x.xml\"]\n";
        let found = list(text, &["b.xml"]);
        assert_eq!(found.toml, "skip_list.sequences = [\"b.xml\"]\n");
        assert!(found.place.contains(":4"), "{}", found.place);
        let header = "[apim.sync_runtime_artifacts.gateway.skip_list]\napis = []\n";
        assert_eq!(list(header, &["b.xml"]).toml, "sequences = [\"b.xml\"]\n");
        let braces = "[apim.sync_runtime_artifacts.gateway]\nskip_list = { apis = [] }\n";
        let inside = list(braces, &["b.xml"]);
        assert_eq!(inside.toml, "sequences = [\"b.xml\"]\n");
        assert!(inside.place.contains("braces") && inside.place.contains(":2"), "{}", inside.place);
        let dotted = "apim.sync_runtime_artifacts.gateway.skip_list.sequences = [\"a.xml\"]";
        let found = list(dotted, &["b.xml"]);
        assert_eq!(found.sequences, names(&["a.xml", "b.xml"]));
        assert_eq!(found.toml, dotted.replace("[\"a.xml\"]", "[\"a.xml\", \"b.xml\"]") + "\n");
    }

    #[test]
    fn what_is_no_list_says_where() {
        let error = |text: &str| super::read(text).unwrap_err();
        assert_eq!(error("\n[server\n").1, Some(2));
        assert_eq!(error("apim = 1").1, Some(1));
        let text = "[apim.sync_runtime_artifacts.gateway.skip_list]\nsequences = \"a.xml\"";
        assert_eq!(error(text).1, Some(2));
    }
}
