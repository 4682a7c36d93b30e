//! Finds what stands for a value in a format text, JSON or XML alike.
//!
//! `$` followed by digits, greedy: `$10` is the tenth arg, never the first and a `0`. Synapse
//! replaces it wherever it stands, keys and attribute values included, before anything is read as
//! JSON or XML (wso2-synapse `RegexTemplateProcessor`, pattern `\$(\d)+`).

use std::ops::Range;

use super::value::{Arg, Reading, Template, TemplatePart, push_literal};

/// What stands for a value in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    /// `$n`.
    Number(u32),
    /// The name in `$ctx:NAME` (see [`Reading::inline_ctx`]).
    Ctx(String),
}

/// A placeholder in a format text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it is.
    pub hole: Hole,
}

impl Hole {
    /// What it stands for, given the args of its payload.
    pub(super) fn part(&self, args: &[Arg]) -> TemplatePart {
        match self {
            Self::Ctx(name) => TemplatePart::Arg(Arg::inline_ctx(name)),
            Self::Number(n) => match bound(*n, args) {
                Some(arg) => TemplatePart::Arg(arg.clone()),
                None => TemplatePart::Dangling(*n),
            },
        }
    }
}

/// The arg that `$n` stands for; args count from one.
pub(super) fn bound(n: u32, args: &[Arg]) -> Option<&Arg> {
    args.get((n as usize).checked_sub(1)?)
}

/// The placeholder that begins at byte `at`, if one does.
pub(super) fn placeholder_at(text: &str, at: usize, reading: Reading) -> Option<Placeholder> {
    let rest = text.get(at..)?.strip_prefix('$')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let number = rest[..digits].parse().unwrap_or(u32::MAX);
        return Some(Placeholder { span: at..at + 1 + digits, hole: Hole::Number(number) });
    }
    if !reading.inline_ctx {
        return None;
    }
    let rest = rest.strip_prefix("ctx:")?;
    let of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let name = rest[..rest.bytes().take_while(of_name).count()].trim_end_matches('.');
    let end = at + "$ctx:".len() + name.len();
    (!name.is_empty()).then(|| Placeholder { span: at..end, hole: Hole::Ctx(name.to_owned()) })
}

/// Every placeholder of a text, in order.
pub(super) fn scan(text: &str, reading: Reading) -> impl Iterator<Item = Placeholder> + '_ {
    let mut next = 0;
    std::iter::from_fn(move || {
        while let Some(found) = text[next..].find('$') {
            let at = next + found;
            if let Some(placeholder) = placeholder_at(text, at, reading) {
                next = placeholder.span.end;
                return Some(placeholder);
            }
            next = at + 1;
        }
        None
    })
}

/// Every `$n` of a format text, JSON or XML, in order: its bytes and the number.
pub fn placeholders(text: &str) -> impl Iterator<Item = (Range<usize>, u32)> + '_ {
    scan(text, Reading::default()).filter_map(|p| match p.hole {
        Hole::Number(n) => Some((p.span, n)),
        Hole::Ctx(_) => None,
    })
}

/// The first `$n` of a format, JSON or XML, that has no arg among `n_args`; `$0` never has one.
///
/// Synapse logs an error there, stops substituting, and emits the rest of the format as it stands.
pub fn too_few_args(format: &str, n_args: usize) -> Option<u32> {
    placeholders(format).map(|(_, n)| n).find(|&n| n == 0 || n as usize > n_args)
}

/// Every `$ctx:NAME` inside a format text: its bytes and the name.
///
/// A name is letters, digits, `_`, `-` and `.`; a `.` at its end is punctuation. Only API Manager
/// 1.10 to 2.1 replace these, see [`Reading::inline_ctx`].
pub fn inline_ctx(format: &str) -> Vec<(Range<usize>, String)> {
    scan(format, Reading { inline_ctx: true })
        .filter_map(|p| match p.hole {
            Hole::Ctx(name) => Some((p.span, name)),
            Hole::Number(_) => None,
        })
        .collect()
}

/// Text with its placeholders resolved.
pub(super) fn template(text: &str, args: &[Arg], reading: Reading) -> Template {
    let mut template = Template::new();
    let mut done = 0;
    for placeholder in scan(text, reading) {
        push_literal(&mut template, &text[done..placeholder.span.start]);
        template.push(placeholder.hole.part(args));
        done = placeholder.span.end;
    }
    push_literal(&mut template, &text[done..]);
    template
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u32> {
        placeholders(text).map(|(_, n)| n).collect()
    }

    #[test]
    fn digits_are_greedy_and_a_lone_dollar_is_text() {
        assert_eq!(numbers("$1 $10 $$2 $x $ 3 $007 $"), [1, 10, 2, 7]);
        assert_eq!(placeholders("a$12b").next(), Some((1..4, 12)));
        assert_eq!(numbers("$99999999999"), [u32::MAX]);
        assert_eq!(numbers("é$1é"), [1]);
    }

    #[test]
    fn the_first_placeholder_without_arg_is_found() {
        assert_eq!(too_few_args("$1 $2 $3 $4", 2), Some(3));
        assert_eq!(too_few_args("$1 $0", 2), Some(0));
        assert_eq!(too_few_args("$1 $2 $1", 2), None);
        assert_eq!(too_few_args("no placeholder", 0), None);
    }

    #[test]
    fn inline_properties_end_before_punctuation() {
        let format = "{\"a\":\"$ctx:ERROR_CODE. See $ctx:my.own-name, $ctx:\"}";
        let names: Vec<_> = inline_ctx(format).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["ERROR_CODE", "my.own-name"]);
        let (span, _) = inline_ctx(format).remove(0);
        assert_eq!(&format[span], "$ctx:ERROR_CODE");
    }

    #[test]
    fn a_template_names_its_args() {
        let args = [Arg { canonical: "A".to_owned(), ..Arg::default() }];
        let template = template("x $1$2$ctx:B", &args, Reading::default());
        let expected = [
            TemplatePart::Literal("x ".to_owned()),
            TemplatePart::Arg(args[0].clone()),
            TemplatePart::Dangling(2),
            TemplatePart::Literal("$ctx:B".to_owned()),
        ];
        assert_eq!(template, expected);
        let inline = super::template("$ctx:B", &args, Reading { inline_ctx: true });
        assert_eq!(inline, [TemplatePart::Arg(Arg::inline_ctx("B"))]);
    }
}
