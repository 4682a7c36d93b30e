//! The plan for a pull request or a change ticket, in Markdown.

pub(super) mod blocks;
mod files;
#[cfg(test)]
mod tests;

use std::io;

use crate::model::{Finding, Origin, Plan, Severity};

use super::{
    overview::{Detail, Need, Options, Overview, Row, Step, grouped},
    text::what_it_is,
    words::{self, count},
};
use blocks::{Block, code, escaped};

/// As many characters are written at most: GitHub refuses comments of more than 65,536.
pub const MOST: usize = 65_000;

/// Writes the report, or as much of it as fits into [`MOST`] characters and where the rest is.
pub fn write(plan: &Plan, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let overview = Overview::of(plan, options);
    let report = Report { plan, target: overview.release.clone(), overview };
    blocks::write(&report.blocks(), MOST, &report.rest_elsewhere(), out)
}

/// A plan being told.
struct Report<'p> {
    plan: &'p Plan,
    target: String,
    overview: Overview<'p>,
}

impl Report<'_> {
    fn blocks(&self) -> Vec<Block> {
        let overview = &self.overview;
        let mut blocks = vec![self.title(), self.sides()];
        blocks.push(Block::line(format!("**{}**", with_commands(&overview.verdict))));
        blocks.push(Block::of(overview.counts.iter().map(|line| format!("- {}", escaped(line)))));
        blocks.extend(needs(&overview.needs));
        if overview.detail == Detail::Brief {
            blocks.extend(self.table());
        } else {
            for folded in &overview.told {
                blocks.extend(self.file(folded));
            }
            blocks.extend(self.installations());
        }
        blocks.extend(self.rest(&overview.rest));
        if overview.detail != Detail::Brief {
            blocks.extend(steps(&overview.steps));
        }
        if overview.names_inferred_release {
            blocks.push(Block::line(escaped(words::INFERRED)));
        }
        let next = overview.next.iter().map(|step| format!("- next: {}", with_commands(step)));
        if !overview.next.is_empty() {
            blocks.push(Block::of(next));
        }
        blocks
    }

    fn title(&self) -> Block {
        Block::line(format!("## Fault sequences for {}", escaped(&self.overview.target)))
    }

    fn sides(&self) -> Block {
        let target = &self.plan.target;
        let named = match (target.origin, &target.path) {
            (Origin::Path, Some(path)) => {
                format!("{} ({})", code(path), escaped(&self.overview.target))
            }
            (Origin::Added, _) => {
                format!("{}, an update level that was added", escaped(&self.overview.target))
            }
            _ => format!("{}, embedded in faultgraft", escaped(&self.overview.target)),
        };
        Block::line(format!("Yours: {}. Target: {named}.", code(&self.plan.custom.path)))
    }

    /// One row a file that is told by itself.
    fn table(&self) -> Option<Block> {
        let told = &self.overview.told;
        let rows = told.iter().map(|folded| {
            let file = folded.first;
            let base = file.base.as_ref().and_then(|base| base.release.as_deref());
            let waiting = file.edits.iter().filter(|edit| edit.needs_decision()).count();
            vec![
                code(&words::of_scopes(&folded.scopes, file.file())),
                escaped(&what_it_is(file)),
                escaped(base.unwrap_or("")),
                if waiting > 0 { format!("**{waiting}**") } else { "0".to_owned() },
                findings_in_short(&file.findings),
            ]
        });
        let heads = ["file", "what it is", "base", "to decide", "findings"];
        (!told.is_empty()).then(|| Block::table(&heads, rows))
    }

    /// The files of which nothing more is told.
    fn rest(&self, rows: &[Row]) -> Vec<Block> {
        if rows.is_empty() {
            return vec![];
        }
        let row = |row: &Row| match &*row.scopes {
            "" => row.files.iter().map(|files| format!("- {}", escaped(files))).collect(),
            scopes => vec![format!("- {}: {}", escaped(scopes), escaped(&row.files.join("; ")))],
        };
        vec![Block::line("### The other files"), Block::of(rows.iter().flat_map(row))]
    }

    fn installations(&self) -> Vec<Block> {
        let findings = &self.plan.findings;
        if findings.is_empty() {
            return vec![];
        }
        let items = grouped(findings).into_iter().flat_map(|group| self.findings_of(&group));
        vec![Block::line("### The installations"), Block::of(items)]
    }

    /// Where what is cut can be read.
    fn rest_elsewhere(&self) -> Block {
        let command = format!(
            "faultgraft plan {}{} --format text",
            words::quoted(&self.plan.custom.path),
            words::target_options(&self.plan.target)
        );
        Block::line(format!(
            "**Cut here: a comment holds no more.** The rest: {}, with the other options of this run.",
            code(&command)
        ))
    }
}

/// Everything that needs a person, each with the commands that settle it.
fn needs(needs: &[Need]) -> Vec<Block> {
    let item = |need: &Need| {
        let place = match (need.edit, &need.rule) {
            (Some(number), _) => format!("{}, edit {number}", code(&need.place)),
            (None, Some(rule)) => format!("{}, error {}", code(&need.place), code(rule)),
            (None, None) => code(&need.place),
        };
        let what = if need.edit.is_some() { code(&need.what) } else { escaped(&need.what) };
        let mut lines = vec![format!("- [ ] {place}: {what}")];
        lines.push(format!("  {}", escaped(&need.asked)));
        let answers = need.answers.iter();
        lines.extend(answers.map(|(words, run)| format!("  - {}: {}", escaped(words), code(run))));
        lines
    };
    match needs.is_empty() {
        true => vec![],
        false => {
            vec![Block::line("### Needs you"), Block::of(needs.iter().flat_map(item))]
        }
    }
}

/// What to do before the new gateway is started.
fn steps(steps: &[Step]) -> Vec<Block> {
    if steps.is_empty() {
        return vec![];
    }
    let mut blocks = vec![Block::line("### Before you start the gateway")];
    for (number, step) in steps.iter().enumerate() {
        let mut lines = vec![format!("{}. {}", number + 1, escaped(&step.what))];
        lines.extend(step.command.iter().map(|command| format!("   {}", code(command))));
        lines.extend(step.items.iter().map(|item| format!("   - {}", escaped(item))));
        blocks.push(Block::of(lines));
        if !step.lines.is_empty() {
            blocks.push(Block::fenced("toml", step.lines.trim_end()).indented(3));
        }
    }
    blocks
}

/// A text with commands between backticks.
fn with_commands(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(n, part)| if n % 2 == 1 { code(part) } else { escaped(part) }).collect()
}

/// `1 error, 2 warnings`.
fn findings_in_short(findings: &[Finding]) -> String {
    let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|s| (of(s), s));
    let shown = counts.into_iter().filter(|(n, _)| *n > 0);
    shown.map(|(n, severity)| count(n, &severity.to_string())).collect::<Vec<_>>().join(", ")
}
