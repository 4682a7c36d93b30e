//! One section a file: its edits with what became of them, its findings, its diff.

use crate::model::{Edit, FilePlan, Finding, Sides};

use super::super::{
    fold::Folded,
    overview::{Group, Shown, grouped, is_of_a_step},
    preview::brief_in_markdown,
    text::{lines, what_it_is, without_common_indent},
    words,
};
use super::{
    Report,
    blocks::{Block, code, escaped},
};

impl Report<'_> {
    pub(super) fn file(&self, folded: &Folded<'_>) -> Vec<Block> {
        let file = folded.first;
        let name = code(&words::of_scopes(&folded.scopes, file.file()));
        let mut blocks = vec![Block::line(format!("### {name}: {}", escaped(&what_it_is(file))))];
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
        blocks.extend(self.diff(file));
        blocks
    }

    /// The difference of a file that is read.
    fn diff(&self, file: &FilePlan) -> Vec<Block> {
        match Shown::of(file, self.plan, self.overview.detail) {
            Shown::Nothing => vec![],
            Shown::Same(why) => vec![Block::line(escaped(&why))],
            Shown::New => vec![Block::line("A new file in the target.")],
            Shown::Planned(diff) => vec![Block::fenced("diff", &diff)],
            Shown::Between(which, hunks) => {
                vec![Block::line(escaped(&which)), Block::fenced("diff", &hunks)]
            }
        }
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
            let decision = words::decided(decision, file.remark(edit), &self.target);
            item.push(format!("   Decided: {}.", escaped(decision.trim_end_matches('.'))));
        }
        let mut blocks = vec![Block::of(item)];
        if !edit.needs_decision() {
            return blocks;
        }
        let question = escaped(&words::question(edit, &self.target));
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
        let items = grouped(findings).into_iter().flat_map(|group| {
            let of_step = group.all.iter().all(|finding| is_of_a_step(finding));
            self.findings_of(&group.without_help(of_step))
        });
        (!findings.is_empty()).then(|| Block::of(items))
    }

    /// The findings of one rule, an item of a list.
    pub(super) fn findings_of(&self, group: &Group<'_>) -> Vec<String> {
        let said = |(place, message): &(String, &str)| {
            let message = escaped(message.trim_end_matches('.'));
            match &**place {
                "" => format!("{message}."),
                place => format!("{place}: {message}."),
            }
        };
        let head = format!("- **{}** {}", group.severity, code(group.rule));
        let messages = group.messages();
        let mut lines = match &*messages {
            [one] if one.0.is_empty() => vec![format!("{head}: {}", said(one))],
            [one] => vec![format!("{head} {}", said(one))],
            all => {
                let mut lines = vec![format!("{head}:")];
                lines.extend(all.iter().map(|one| format!("  - {}", said(one))));
                lines
            }
        };
        lines.extend(group.helps().iter().map(|help| format!("  *Help:* {}", escaped(help))));
        lines
    }
}
