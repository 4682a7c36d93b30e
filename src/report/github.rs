//! Workflow commands that GitHub Actions shows as annotations beside the lines of a pull request.

use std::{io, path::Path};

use crate::model::Linted;
use crate::model::{Plan, Severity};

use super::notices::{self, Notice, PlainPath};

/// Writes what a plan has to say, errors first: GitHub shows ten of a kind for each step.
pub fn write(plan: &Plan, root: &Path, out: &mut dyn io::Write) -> io::Result<()> {
    write_notices(notices::of_plan(plan, root), out)
}

/// The same for a lint.
pub fn write_lint(files: &[Linted], root: &Path, out: &mut dyn io::Write) -> io::Result<()> {
    write_notices(notices::of_lint(files, root), out)
}

fn write_notices(mut notices: Vec<Notice<'_>>, out: &mut dyn io::Write) -> io::Result<()> {
    notices.sort_by_key(|notice| notice.severity);
    notices.iter().try_for_each(|notice| writeln!(out, "{}", command(notice)))
}

fn command(notice: &Notice<'_>) -> String {
    let kind = match notice.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let path = match &notice.place {
        PlainPath::Inside(path) => path.clone(),
        PlainPath::Outside(path) => format!("/{path}"),
    };
    let mut properties = format!("file={}", property(&path));
    for (name, number) in [("line", notice.line), ("col", notice.column)] {
        properties += &number.map(|n| format!(",{name}={n}")).unwrap_or_default();
    }
    let title = property(&format!("faultgraft: {}", notice.rule));
    let help = if notice.help.is_empty() { "" } else { "\nhelp: " };
    let message = data(&format!("{}{help}{}", notice.message, notice.help));
    format!("::{kind} {properties},title={title}::{message}")
}

/// The text after the second `::`, in which a line end would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before it, in which `:` and `,` have a meaning too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_escaped() {
        let notice = Notice {
            rule: "full-log",
            severity: Severity::Note,
            message: "100% of a::b, c\r\n::error::d".to_owned(),
            help: "",
            place: PlainPath::Inside("a,b:c%.xml".to_owned()),
            line: Some(3),
            column: Some(5),
        };
        assert_eq!(
            command(&notice),
            "::notice file=a%2Cb%3Ac%25.xml,line=3,col=5,title=faultgraft%3A full-log::\
             100%25 of a::b, c%0D%0A::error::d"
        );
    }
}
