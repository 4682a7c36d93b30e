//! One section a file: its edits with what became of them, its findings, its diff.

use crate::model::{Edit, FilePlan, Finding, Outcome, Sides};

use super::super::{
    fold::{Folded, fold},
    preview::brief_in_markdown,
    text::{lines, question, without_common_indent},
    words::{self, count},
};
use super::{
    Report,
    blocks::{Block, code, escaped},
};

impl Report<'_> {
    pub(super) fn file(&self, folded: &Folded<'_>) -> Vec<Block> {
        let file = folded.first;
        let name = code(&words::of_scopes(&folded.scopes, file.file()));
        let edits = match file.edits.len() {
            0 => String::new(),
            n => format!(", {}", count(n, "edit")),
        };
        let mut blocks = vec![Block::line(format!("### {name}: {}{edits}", file.status))];
        blocks.extend(file.base.as_ref().map(|base| Block::line(escaped(&words::base(base)))));
        for edit in file.edits.iter() {
            blocks.extend(self.edit(file, edit));
        }
        blocks.extend(self.findings(&file.findings));
        let previews = file.previews.as_ref().and_then(|key| self.plan.previews.get(&**key));
        let clients = previews.map(|all| brief_in_markdown(all)).unwrap_or_default();
        if !clients.is_empty() {
            blocks.extend([Block::line("**What clients will see**"), Block::of(clients)]);
        }
        blocks.extend(diff(&file.diff()));
        blocks
    }

    /// What was done, what became of it and why; both sides where a person has to choose.
    fn edit(&self, file: &FilePlan, edit: &Edit) -> Vec<Block> {
        let rule = edit.rule.iter().map(|rule| format!(" {}", code(rule))).collect::<String>();
        let mut item = vec![format!(
            "{}. **{}**{rule} {} {}: {}. {}",
            edit.number,
            words::outcome(edit.outcome),
            edit.kind,
            code(&edit.summary),
            escaped(&lines(edit, &self.target)),
            escaped(&edit.reason)
        )];
        if let Some(decision) = edit.decision {
            let decision = escaped(&words::decision(decision, &self.target));
            item.push(format!("   Decided: {decision}."));
        }
        let mut blocks = vec![Block::of(item)];
        if !edit.needs_decision() {
            return blocks;
        }
        let question = escaped(&question(edit, &self.target));
        let id = code(&file.id(edit.number).to_string());
        blocks.push(Block::line(format!("**To decide** ({id}): {question}.")).indented(3));
        blocks.extend(edit.sides.iter().flat_map(|sides| self.sides_of(sides)));
        blocks
    }

    fn sides_of(&self, sides: &Sides) -> Vec<Block> {
        let named =
            [("base", &sides.base), ("yours", &sides.custom), (&*self.target, &sides.target)];
        let blocks = named.into_iter().flat_map(|(name, text)| match text {
            Some(text) => {
                let text = without_common_indent(text).join("\n");
                vec![Block::line(format!("{}:", escaped(name))), Block::fenced("", &text)]
            }
            None => vec![Block::line(format!("{}: not there", escaped(name)))],
        });
        blocks.map(|block| block.indented(3)).collect()
    }

    fn findings(&self, findings: &[Finding]) -> Option<Block> {
        let lines = findings.iter().map(|finding| self.finding(finding));
        (!findings.is_empty()).then(|| Block::of(lines))
    }

    /// One item of a list.
    pub(super) fn finding(&self, finding: &Finding) -> String {
        let line = finding.line.map(|line| format!(" line {line}")).unwrap_or_default();
        let edit = finding.edit.map(|number| format!(", edit {number}"));
        let help = match &*finding.help {
            "" => String::new(),
            help => format!(" *Help:* {}", escaped(help)),
        };
        format!(
            "- **{}** {}{line}{}: {}.{help}",
            finding.severity,
            code(&finding.rule),
            edit.unwrap_or_default(),
            escaped(finding.message.trim_end_matches('.'))
        )
    }

    /// The operator's own sequences, and the lines that keep them on the new gateway.
    pub(super) fn companions(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !self.plan.companions.is_empty() {
            blocks.push(Block::line("### Your own sequences that these files call"));
        }
        for companion in fold(self.plan.companions.iter()) {
            blocks.extend(self.companion(&companion));
        }
        let skip = &self.plan.skip_list;
        if !skip.sequences.is_empty() {
            let why = "4.x deletes these from the sequences folder at start unless its \
                       deployment.toml lists them.";
            blocks.push(Block::line(format!("{why} {}", escaped(&skip.place))));
        }
        if !skip.toml.is_empty() {
            blocks.push(Block::fenced("toml", &skip.toml));
        }
        blocks
    }

    fn companion(&self, folded: &Folded<'_>) -> Vec<Block> {
        let companion = folded.first;
        let Some(own) = companion.own() else { return Vec::new() };
        let name = code(&words::of_scopes(&folded.scopes, companion.file()));
        let why = escaped(&words::why_it_goes(companion));
        let there = match own.present_in_target {
            true => "; the target has a file of this name",
            false => "",
        };
        let outcome = companion.outcome();
        let said = words::outcome(outcome);
        let mut blocks = vec![Block::line(format!("{name}: {said}, {why}{there}"))];
        for edit in companion.edits.iter() {
            blocks.extend(self.edit(companion, edit));
        }
        blocks.extend(self.findings(&companion.findings));
        if outcome != Outcome::Carried {
            blocks.extend(diff(&companion.diff()));
        }
        blocks
    }
}

fn diff(diff: &str) -> Option<Block> {
    (!diff.is_empty()).then(|| Block::fenced("diff", diff))
}
