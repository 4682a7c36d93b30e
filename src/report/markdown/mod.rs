//! The plan for a pull request or a change ticket, in Markdown.

pub(super) mod blocks;
mod files;
#[cfg(test)]
mod tests;

use std::io;

use crate::model::{FilePlan, Finding, Origin, Plan, Scope, Severity, Status};

use super::{
    fold::{fold, names},
    text::{alike, has_section, question},
    words::{self, count},
};
use blocks::{Block, code, escaped};

/// As many characters are written at most: GitHub refuses comments of more than 65,536.
pub const MOST: usize = 65_000;

/// Writes the whole report, or as much of it as fits into [`MOST`] characters and where the rest is.
pub fn write(plan: &Plan, out: &mut dyn io::Write) -> io::Result<()> {
    let report = Report { plan, target: words::target_name(&plan.target) };
    blocks::write(&report.blocks(), MOST, &report.rest(), out)
}

/// A plan being told.
struct Report<'p> {
    plan: &'p Plan,
    target: String,
}

impl Report<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::line(self.title()), self.sides()];
        blocks.extend(self.table());
        blocks.extend(self.quiet());
        blocks.extend(self.waiting());
        for file in fold(self.plan.files.iter().filter(|file| has_section(file))) {
            blocks.extend(self.file(&file));
        }
        blocks.extend(self.companions());
        blocks.extend(self.installations());
        if self.plan.files.iter().any(words::names_inferred_release) {
            blocks.push(Block::line(escaped(words::INFERRED)));
        }
        blocks
    }

    fn title(&self) -> String {
        let sum = &self.plan.summary;
        let waiting = self.plan.edits().filter(|(_, edit)| edit.needs_decision()).count();
        let state = match (waiting, sum.findings.error) {
            (0, 0) => "nothing needs a person".to_owned(),
            (edits, 0) => format!("{} to decide", count(edits, "edit")),
            (0, errors) => count(errors, "error"),
            (edits, errors) => {
                format!("{} to decide, {}", count(edits, "edit"), count(errors, "error"))
            }
        };
        format!("## Fault sequences for {}: {state}", escaped(&self.target))
    }

    fn sides(&self) -> Block {
        let target = &self.plan.target;
        let named = match (target.origin, &target.path) {
            (Origin::Path, Some(path)) => format!("{} ({})", code(path), escaped(&self.target)),
            _ => format!("{}, embedded in faultgraft", escaped(&self.target)),
        };
        let sum = &self.plan.summary;
        let outcomes = [
            (sum.carried, "carried"),
            (sum.rewritten, "rewritten"),
            (sum.already_there, "already there"),
            (sum.dropped, "dropped"),
            (sum.conflicts, "in conflict"),
        ];
        let edits = tally(&outcomes);
        let colon = if edits.is_empty() { "" } else { ": " };
        Block::line(format!(
            "Yours: {}. Target: {named}. {}{colon}{edits}.",
            code(&self.plan.custom.path),
            count(sum.edits, "edit"),
        ))
    }

    /// One row a file that has something to tell.
    fn table(&self) -> Option<Block> {
        let told = fold(self.plan.files.iter().filter(|file| has_section(file)));
        let rows = told.iter().map(|folded| {
            let file = folded.first;
            let base = file.base.as_ref().and_then(|base| base.release.as_deref());
            let waiting = file.edits.iter().filter(|edit| edit.needs_decision()).count();
            vec![
                code(&words::of_scopes(&folded.scopes, file.file())),
                file.status.to_string(),
                escaped(base.unwrap_or("")),
                file.edits.len().to_string(),
                if waiting > 0 { format!("**{waiting}**") } else { "0".to_owned() },
                findings_in_short(&file.findings),
            ]
        });
        let heads = ["file", "status", "base", "edits", "to decide", "findings"];
        (!told.is_empty()).then(|| Block::table(&heads, rows))
    }

    /// The files that have nothing to tell.
    fn quiet(&self) -> Option<Block> {
        let statuses = [Status::Stock, Status::Migrated, Status::Customised, Status::Absent];
        let lines = statuses.into_iter().filter_map(|status| {
            let quiet = |file: &&FilePlan| file.status == status && !has_section(file);
            let names = names(self.plan.files.iter().filter(quiet));
            let names: Vec<String> = names.iter().map(|name| code(name)).collect();
            let what = match status {
                Status::Absent => "not among yours".to_owned(),
                status => status.to_string(),
            };
            (!names.is_empty()).then(|| format!("- {what}, nothing to carry: {}", names.join(", ")))
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| Block::of(lines))
    }

    /// Every edit that waits for a decision, and every error, in one place.
    fn waiting(&self) -> Vec<Block> {
        let edits = self.plan.edits().filter(|(_, edit)| edit.needs_decision());
        let mut lines: Vec<String> = alike(edits.collect())
            .into_iter()
            .map(|((file, edit), others)| {
                let asked = escaped(&question(edit, &self.target));
                let others = match others {
                    0 => String::new(),
                    n => format!(" (and in {})", count(n, "other tenant")),
                };
                let id = code(&file.id(edit.number).to_string());
                format!("- [ ] {id} {asked}: {}{others}", code(&edit.summary))
            })
            .collect();
        for file in fold(self.plan.all()) {
            lines.extend(errors(&file.scopes, file.first.file(), &file.first.findings));
        }
        match lines.is_empty() {
            true => vec![],
            false => vec![Block::line("### To decide"), Block::of(lines)],
        }
    }

    fn installations(&self) -> Vec<Block> {
        let findings = &self.plan.findings;
        if findings.is_empty() {
            return vec![];
        }
        let lines = findings.iter().map(|finding| self.finding(finding));
        vec![Block::line("### The installations"), Block::of(lines)]
    }

    fn rest(&self) -> Block {
        let target = &self.plan.target;
        let target = match (&target.path, &target.release) {
            (Some(path), _) => format!(" --target {path}"),
            (None, Some(release)) => format!(" --target-release {}", release.trim_end_matches('*')),
            (None, None) => String::new(),
        };
        let command = format!("faultgraft plan {}{target} --format text", self.plan.custom.path);
        Block::line(format!(
            "**Cut here: a comment holds no more.** The rest: {}, with the other options of this run.",
            code(&command)
        ))
    }
}

/// The findings of severity error of one file, an item each.
fn errors(scopes: &[Scope], file: &str, findings: &[Finding]) -> Vec<String> {
    let name = code(&words::of_scopes(scopes, file));
    let item = |error: &Finding| {
        let line = error.line.map(|line| format!(" line {line}")).unwrap_or_default();
        format!("- [ ] {name}{line}: {}", escaped(&error.message))
    };
    findings.iter().filter(|f| f.severity == Severity::Error).map(item).collect()
}

/// `1 error, 2 warnings`.
fn findings_in_short(findings: &[Finding]) -> String {
    let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|s| (of(s), s));
    let shown = counts.into_iter().filter(|(n, _)| *n > 0);
    shown.map(|(n, severity)| count(n, &severity.to_string())).collect::<Vec<_>>().join(", ")
}

/// `3 carried, 1 dropped`: what is not zero.
fn tally(counts: &[(usize, &str)]) -> String {
    let shown = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    shown.collect::<Vec<_>>().join(", ")
}
