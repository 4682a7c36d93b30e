//! One edit as a person sees it who decides it.

use std::io;

use anstream::adapter::strip_str;
use textwrap::core::display_width;

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
    /// How many lines there are for all of it; none where there is room for any.
    pub rows: Option<usize>,
}

/// Writes one edit with all that is needed to decide it; whether some of the difference was left out
/// for want of room.
pub fn step(plan: &Plan, shown: Shown, width: usize, out: &mut dyn io::Write) -> io::Result<bool> {
    let report = Report { plan, target: words::short_target_name(&plan.target).to_owned() };
    let found = shown.ids.first().and_then(|first| plan.find(first));
    let Some((file, edit)) = found else { return Ok(false) };
    if shown.new_file {
        report.step_heading(file, &mut Page::new(out, width))?;
    }
    let (mut about, mut change, mut clients) = (Vec::new(), Vec::new(), Vec::new());
    report.about(shown, (file, edit), &mut Page::new(&mut about, width))?;
    if let Some(choices) = shown.choices {
        diff::write_changes(&mut Page::new(&mut change, width), &choices.change)?;
        would_see(choices, &mut Page::new(&mut clients, width))?;
    }
    out.write_all(&about)?;
    let taken = PROMPT + [&about, &clients].map(|part| height(part, width)).iter().sum::<usize>();
    let room = shown.rows.map(|rows| rows.saturating_sub(taken).max(LEAST));
    let left_out = write_cut(&change, (room, width), out)?;
    out.write_all(&clients)?;
    Ok(left_out)
}

/// Lines that the question takes.
const PROMPT: usize = 2;

/// So much of a difference is shown whatever room there is.
const LEAST: usize = 5;

/// How many lines of a terminal a text takes.
fn height(text: &[u8], width: usize) -> usize {
    let text = String::from_utf8_lossy(text);
    let plain = strip_str(&text).to_string();
    plain.lines().map(|line| display_width(line).div_ceil(width.max(1)).max(1)).sum()
}

/// Writes as many lines as there is room for; whether some were left out.
fn write_cut(
    text: &[u8],
    (room, width): (Option<usize>, usize),
    out: &mut dyn io::Write,
) -> io::Result<bool> {
    let Some(room) = room.filter(|room| height(text, width) > *room) else {
        return out.write_all(text).map(|()| false);
    };
    let lines: Vec<&[u8]> = text.split_inclusive(|&byte| byte == b'\n').collect();
    let mut taken = 1;
    let fits = lines.iter().take_while(|line| {
        taken += height(line, width);
        taken <= room
    });
    let shown = fits.count();
    out.write_all(&lines[..shown].concat())?;
    let more = count(lines.len() - shown, "more line");
    Page::new(out, width).faint(&format!(".. {more}: v shows all")).map(|()| true)
}

impl Report<'_> {
    /// What an edit is, what became of it and why, up to what it changes.
    fn about(
        &self,
        shown: Shown,
        (file, edit): (&FilePlan, &Edit),
        page: &mut Page,
    ) -> io::Result<()> {
        page.blank()?;
        let number = format!("[{}/{}] ", shown.number.0, shown.number.1);
        let first = shown.ids.first().map(EditId::to_string).unwrap_or_default();
        page.line(&[(PLAIN, &number), (STRONG, &first)])?;
        let blanks = " ".repeat(INDENT);
        let lead = format!("{blanks}{}: ", edit.kind);
        page.prose(&[(STRONG, &lead)], INDENT, &edit.summary)?;
        self.what_became(file, edit, page)?;
        // A diff shows both versions; without one they stand here by themselves.
        if shown.choices.is_none_or(|choices| choices.change.is_empty()) {
            self.sides(edit, page)?;
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
        self.change(edit, shown.choices, page)
    }

    fn step_heading(&self, file: &FilePlan, page: &mut Page) -> io::Result<()> {
        if file.own().is_none() {
            return self.file_heading(file, &[file.scope], page);
        }
        let name = words::file_name(file.scope, file.file());
        let text = format!("your own, {}", words::why_it_goes(file));
        page.blank()?;
        page.prose(&[(PLAIN, "== "), (STRONG, &name), (PLAIN, ": ")], 3, &text)
    }

    /// What the hunks of one edit show.
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
        page.line(&[(FAINT, &what)])
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
    use super::{EditId, others, write_cut};

    #[test]
    fn a_difference_is_cut_where_there_is_no_room() {
        let cut = |room| {
            let mut out = Vec::new();
            let text = b"-one\n+a line that takes two\n+three\n+four\n";
            let left_out = write_cut(text, (room, 20), &mut out).unwrap();
            (String::from_utf8(out).unwrap(), left_out)
        };
        let whole = "-one\n+a line that takes two\n+three\n+four\n";
        assert_eq!(cut(None), (whole.to_owned(), false));
        assert_eq!(cut(Some(5)), (whole.to_owned(), false));
        let (text, left_out) = cut(Some(4));
        let plain = anstream::adapter::strip_str(&text).to_string();
        let expected = "-one\n+a line that takes two\n.. 2 more lines: v shows all\n";
        assert_eq!((plain.as_str(), left_out), (expected, true));
    }

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
