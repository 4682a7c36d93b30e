//! One edit as a person sees it who decides it.

use std::io;

use crate::model::{Edit, EditId, FilePlan, Finding, Outcome, Plan, Scope};
use crate::review::Choices;

use super::{
    super::{
        consequences::would_see,
        diff,
        page::{FAINT, PLAIN, Page, STRONG},
        words::{self, count},
    },
    Report,
    edits::INDENT,
    findings::write_finding,
};

/// So many scopes are named where an edit is alike in more.
const SCOPES: usize = 6;

/// What is shown of a step.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'s> {
    /// The ids of the edit, one a scope.
    pub ids: &'s [EditId],
    /// Which step it is, from 1, and of how many.
    pub number: (usize, usize),
    /// Whether its file differs from that of the step before.
    pub new_file: bool,
    /// What depends on the answer; none where a file was edited by hand, so that nothing does.
    pub choices: Option<&'s Choices>,
}

/// Writes one edit with all that is needed to decide it.
pub fn step(plan: &Plan, shown: Shown, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let page = &mut Page::new(out, width);
    let report = Report { plan, target: words::short_target_name(&plan.target).to_owned() };
    let Some(first) = shown.ids.first() else { return Ok(()) };
    let Some((file, edit)) = plan.find(first) else { return Ok(()) };
    if shown.new_file {
        report.step_heading(file, page)?;
    }
    page.blank()?;
    let number = format!("[{}/{}] ", shown.number.0, shown.number.1);
    page.line(&[(PLAIN, &number), (STRONG, &first.to_string())])?;
    let blanks = " ".repeat(INDENT);
    let lead = format!("{blanks}{}: ", edit.kind);
    page.prose(&[(STRONG, &lead)], INDENT, &edit.summary)?;
    report.what_became(file, edit, page)?;
    // A diff shows both versions; without one they stand here by themselves.
    if shown.choices.is_none_or(|choices| choices.change.is_empty()) {
        report.sides(edit, page)?;
    }
    let mut told: Vec<&Finding> = vec![];
    for finding in file.findings.iter().filter(|f| is_about(f, edit)) {
        if told.iter().any(|f| f.rule == finding.rule && f.message == finding.message) {
            continue;
        }
        let place = finding.line.map(|line| format!("line {line}")).unwrap_or_default();
        write_finding(finding, &place, INDENT, page)?;
        told.push(finding);
    }
    if let Some(others) = others(shown.ids) {
        page.prose(&[(PLAIN, &blanks)], INDENT, &others)?;
    }
    report.change(edit, shown.choices, page)?;
    shown.choices.map_or(Ok(()), |choices| would_see(choices, page))
}

impl Report<'_> {
    fn step_heading(&self, file: &FilePlan, page: &mut Page) -> io::Result<()> {
        if file.own().is_none() {
            return self.file_heading(file, &[file.scope], page);
        }
        let name = words::file_name(file.scope, file.file());
        let text = format!("your own, {}", words::why_it_goes(file));
        page.blank()?;
        page.prose(&[(PLAIN, "== "), (STRONG, &name), (PLAIN, ": ")], 3, &text)
    }

    /// The hunks of one edit.
    fn change(&self, edit: &Edit, choices: Option<&Choices>, page: &mut Page) -> io::Result<()> {
        let what = match (choices, edit.outcome) {
            (None, _) => "the file was edited by hand: decisions do not change it".to_owned(),
            (Some(choices), _) if choices.change.is_empty() => {
                "the merged file is the same with it and without it".to_owned()
            }
            (_, Outcome::Conflict) => {
                format!("from {} to yours:", words::version_of(&self.target))
            }
            _ => "what it changes in the merged file:".to_owned(),
        };
        page.blank()?;
        page.line(&[(FAINT, &what)])?;
        match choices.map(|choices| &*choices.change) {
            None | Some("") => Ok(()),
            Some(change) => diff::write_changes(page, change),
        }
    }
}

/// Whether a finding is about an edit: it says so, or names no edit and the same line.
fn is_about(finding: &Finding, edit: &Edit) -> bool {
    match finding.edit {
        Some(number) => number == edit.number,
        None => finding.line.is_some() && finding.line == edit.custom_line,
    }
}

/// `and in 2 other tenants: tenant:2, tenant:3`; nothing where the edit is in one scope only.
fn others(ids: &[EditId]) -> Option<String> {
    let scopes: Vec<Scope> = ids.iter().skip(1).map(|id| id.scope).collect();
    let named = scopes.iter().take(SCOPES).map(Scope::to_string).collect::<Vec<_>>().join(", ");
    let all_tenants = scopes.iter().all(|scope| scope.is_tenant());
    let noun = if all_tenants { "other tenant" } else { "other scope" };
    let dots = if scopes.len() > SCOPES { ", .." } else { "" };
    (!scopes.is_empty()).then(|| format!("and in {}: {named}{dots}", count(scopes.len(), noun)))
}

#[cfg(test)]
mod tests {
    use super::{EditId, others};

    #[test]
    fn other_scopes_are_named_up_to_a_number() {
        let ids = |scopes: &[&str]| -> Vec<EditId> {
            scopes.iter().map(|scope| format!("{scope}/fault/1").parse().unwrap()).collect()
        };
        assert_eq!(others(&ids(&["super-tenant"])), None);
        let two = others(&ids(&["super-tenant", "tenant:1", "tenant:2"])).unwrap();
        assert_eq!(two, "and in 2 other tenants: tenant:1, tenant:2");
        let defaults = others(&ids(&["super-tenant", "tenant-defaults"])).unwrap();
        assert_eq!(defaults, "and in 1 other scope: tenant-defaults");
        let many: Vec<String> = (1..=9).map(|n| format!("tenant:{n}")).collect();
        let many = ids(&many.iter().map(String::as_str).collect::<Vec<_>>());
        let many = others(&many).unwrap();
        assert!(many.starts_with("and in 8 other tenants: tenant:2, "), "{many}");
        assert!(many.ends_with("tenant:7, .."), "{many}");
    }
}
