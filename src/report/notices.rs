//! What a plan or a lint has to say, one notice a place: for the forms that other programs show
//! beside the lines of a file.

use std::path::{Component, Path, PathBuf};

use crate::model::Linted;
use crate::model::{
    CustomKind, Edit, EditId, FilePlan, Finding, Outcome, Plan, Severity, TargetInfo,
};
use crate::rules::{self, code};

use super::words;

/// One thing to be said about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice<'n> {
    /// The code of a rule, or [`UNDECIDED`].
    pub rule: &'n str,
    pub severity: Severity,
    pub message: String,
    pub help: &'n str,
    pub place: PlainPath,
    /// From 1, where it is about a line.
    pub line: Option<u32>,
    /// From 1, in characters.
    pub column: Option<u32>,
}

/// A path without `.` and `..`, with `/` between its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlainPath {
    /// Below the folder that the reader of the notices starts from.
    Inside(String),
    /// Elsewhere: from the root of the file system, without the first `/`.
    Outside(String),
}

/// What an edit that waits for a decision is called where no rule decided its outcome.
pub(super) const UNDECIDED: &str = "undecided";
/// What that means.
pub(super) const UNDECIDED_WHEN: &str = "An edit waits for a person to confirm or choose.";
/// What to do about it.
pub(super) const UNDECIDED_HELP: &str =
    "Save the plan with --out plan.json and decide it with `faultgraft review plan.json`.";

/// Everything that a plan has to say. Paths are taken from `root`, an absolute path.
pub(super) fn of_plan<'p>(plan: &'p Plan, root: &Path) -> Vec<Notice<'p>> {
    let target = words::short_target_name(&plan.target);
    let mut notices = Vec::new();
    for file in plan.all() {
        let source = Source::new(in_custom(plan, &file.path), file.custom_text.as_deref(), root);
        notices.extend(source.of_findings(&file.findings));
        notices.extend(source.of_edits(file, target));
    }
    for finding in &plan.findings {
        let path =
            about_target(finding, &plan.target).unwrap_or_else(|| (&plan.custom.path).into());
        notices.push(Source::new(path, None, root).of_finding(finding));
    }
    notices
}

/// Everything that a lint has to say.
pub(super) fn of_lint<'p>(files: &'p [Linted], root: &Path) -> Vec<Notice<'p>> {
    let of_file = |file: &'p Linted| {
        let source = Source::new(PathBuf::from(&file.path), file.text.as_deref(), root);
        source.of_findings(&file.findings).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

/// Where a file of the operator's is, by its path relative to CUSTOM.
fn in_custom(plan: &Plan, path: &str) -> PathBuf {
    match plan.custom.kind {
        CustomKind::File => PathBuf::from(&plan.custom.path),
        _ => Path::new(&plan.custom.path).join(path),
    }
}

/// The file of the new gateway that a finding of the plan is about.
fn about_target(finding: &Finding, target: &TargetInfo) -> Option<PathBuf> {
    let of_target = [code::DEPLOYMENT_TOML.code, code::BAD_JAR.code];
    let home = target.path.as_ref().filter(|_| of_target.contains(&&*finding.rule))?;
    Some(Path::new(home).join(finding.path.as_ref()?))
}

/// A file that notices are about.
struct Source<'p> {
    place: PlainPath,
    text: Option<&'p str>,
}

impl<'p> Source<'p> {
    fn new(path: PathBuf, text: Option<&'p str>, root: &Path) -> Self {
        Self { place: PlainPath::of(&path, root), text }
    }

    fn of_findings(&self, findings: &'p [Finding]) -> impl Iterator<Item = Notice<'p>> {
        findings.iter().map(|finding| self.of_finding(finding))
    }

    fn of_finding(&self, finding: &'p Finding) -> Notice<'p> {
        Notice {
            rule: &finding.rule,
            severity: finding.severity,
            message: finding.message.clone(),
            help: &finding.help,
            place: self.place.clone(),
            line: finding.line,
            column: finding.column.or_else(|| self.column(finding.line)),
        }
    }

    /// The edits that wait for a decision.
    fn of_edits(&self, file: &'p FilePlan, target: &str) -> impl Iterator<Item = Notice<'p>> {
        let waiting = file.edits.iter().filter(|edit| edit.needs_decision());
        waiting.map(move |edit| self.of_edit(edit, &file.id(edit.number), target))
    }

    fn of_edit(&self, edit: &'p Edit, id: &EditId, target: &str) -> Notice<'p> {
        let Edit { kind, summary, reason, .. } = edit;
        let outcome = words::outcome(edit.outcome);
        let asked = words::question(edit, target);
        Notice {
            rule: edit.rule.as_deref().unwrap_or(UNDECIDED),
            severity: match edit.outcome {
                Outcome::Conflict => Severity::Error,
                _ => Severity::Warning,
            },
            message: format!("{kind}: {summary}: {outcome}; {asked}. {reason} (edit {id})"),
            help: UNDECIDED_HELP,
            place: self.place.clone(),
            line: edit.custom_line,
            column: self.column(edit.custom_line),
        }
    }

    fn column(&self, line: Option<u32>) -> Option<u32> {
        first_column(self.text?, line?)
    }
}

impl PlainPath {
    fn of(path: &Path, root: &Path) -> Self {
        let path = plain(&root.join(path));
        match path.strip_prefix(plain(root)) {
            Ok(inside) if inside.as_os_str().is_empty() => Self::Inside(".".to_owned()),
            Ok(inside) => Self::Inside(slashed(inside)),
            Err(_) => Self::Outside(slashed(&path).trim_start_matches('/').to_owned()),
        }
    }
}

/// The column of the first character of a line that is not blank.
pub(super) fn first_column(text: &str, line: u32) -> Option<u32> {
    let before = usize::try_from(line).ok()?.checked_sub(1)?;
    let line = text.split('\n').nth(before)?;
    let blanks = line.chars().take_while(|c| c.is_whitespace()).count();
    (!line.trim().is_empty()).then(|| u32::try_from(blanks + 1).unwrap_or(u32::MAX))
}

/// A path without `.` and `..`, as it is written: no link is followed.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// What a notice's rule means and what to do about it, by the registry.
pub(super) fn described(rule: &str) -> (&'static str, &'static str, Option<Severity>) {
    match rules::find(rule) {
        None => (UNDECIDED_WHEN, UNDECIDED_HELP, Some(Severity::Warning)),
        Some(known) => {
            let severity = match known.effect {
                rules::Effect::Finding(severity) => Some(severity),
                rules::Effect::Rewriting => None,
            };
            (known.when, known.help, severity)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_taken_from_the_root() {
        let of = |path: &str| PlainPath::of(Path::new(path), Path::new("/home/op/repo"));
        let inside = |path: &str| PlainPath::Inside(path.to_owned());
        assert_eq!(of("./a/../b/fault.xml"), inside("b/fault.xml"));
        assert_eq!(of("/home/op/repo/fault.xml"), inside("fault.xml"));
        assert_eq!(of("."), inside("."));
        assert_eq!(
            of("../other/fault.xml"),
            PlainPath::Outside("home/op/other/fault.xml".to_owned())
        );
        assert_eq!(of("/opt/fault.xml"), PlainPath::Outside("opt/fault.xml".to_owned()));
    }

    #[test]
    fn a_line_begins_where_its_first_character_is() {
        let text = Some("<a>\r\n\t  <b/>\r\n   \r\n</a>");
        let source = Source { place: PlainPath::Inside(String::new()), text };
        let column = |line| source.column(Some(line));
        assert_eq!((column(1), column(2), column(4)), (Some(1), Some(4), Some(1)));
        assert_eq!(
            (column(0), column(3), column(5), source.column(None)),
            (None, None, None, None)
        );
    }
}
