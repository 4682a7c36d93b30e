//! A format on its way to text: literal text and arguments that have no number yet.

use std::collections::HashSet;

use super::placeholder::{Hole, bound, placeholders, scan};
use super::value::{Arg, Reading, TemplatePart};

/// A piece of a format that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Format text without placeholders.
    Text(String),
    /// `$n` of the format that is edited.
    Old(u32),
    /// An argument of a new piece.
    New(Arg),
    /// `$n` of a new piece, without its arg.
    Dangling(u32),
}

/// A format with its numbers, and the args they stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The format text.
    pub format: String,
    /// Its args, in order.
    pub args: Vec<Arg>,
    /// Whether `args` is a different list than before: some arg came or went.
    pub args_changed: bool,
}

/// Format text as tokens.
pub(super) fn push_text(tokens: &mut Vec<Token>, text: &str) {
    let mut done = 0;
    for (span, number) in placeholders(text) {
        tokens.push(Token::Text(text[done..span.start].to_owned()));
        tokens.push(Token::Old(number));
        done = span.end;
    }
    tokens.push(Token::Text(text[done..].to_owned()));
}

/// An argument or dangling placeholder of a new piece as a token.
pub(super) fn push_part(tokens: &mut Vec<Token>, part: &TemplatePart) {
    tokens.push(match part {
        TemplatePart::Literal(text) => Token::Text(text.clone()),
        TemplatePart::Arg(arg) => Token::New(arg.clone()),
        TemplatePart::Dangling(n) => Token::Dangling(*n),
    });
}

/// Numbers the args and writes the format.
///
/// An argument that equals one of `old_args` takes its number; others are appended in order of
/// appearance. Of `old_args`, those that `old_format` used and the tokens no longer use go; those
/// that it never used stay, as in main's 404 payload of 4.0.0. A placeholder that had no arg must
/// not gain one by accident: where its number is taken now, it becomes `$0`, which never has one.
pub(super) fn assemble(tokens: &[Token], old_args: &[Arg], old_format: &str) -> Applied {
    let (args, slots) = place(tokens, old_args);
    let used: HashSet<usize> = slots.iter().flatten().copied().collect();
    let used_before: HashSet<u32> = placeholders(old_format).map(|(_, n)| n).collect();
    let stays = |slot: &usize| {
        let never_used = *slot < old_args.len() && !used_before.contains(&(*slot as u32 + 1));
        used.contains(slot) || never_used
    };
    let kept: Vec<usize> = (0..args.len()).filter(stays).collect();

    let mut format = String::new();
    for (token, slot) in tokens.iter().zip(slots) {
        let number = match (token, slot) {
            (Token::Text(text), _) => {
                format.push_str(text);
                continue;
            }
            (_, Some(slot)) => kept.partition_point(|&k| k <= slot),
            (Token::Old(n) | Token::Dangling(n), None) if *n as usize > kept.len() => *n as usize,
            _ => 0,
        };
        format.push_str(&format!("${number}"));
    }
    let args_changed = args.len() != old_args.len() || kept.len() != old_args.len();
    let args = kept.into_iter().map(|slot| args[slot].clone()).collect();
    Applied { format, args, args_changed }
}

/// The old args with the new ones behind them, and for each token the position of its arg there.
fn place<'a>(tokens: &'a [Token], old_args: &'a [Arg]) -> (Vec<&'a Arg>, Vec<Option<usize>>) {
    let mut args: Vec<&Arg> = old_args.iter().collect();
    let mut slot = |token: &'a Token| match token {
        Token::Old(n) => bound(*n, old_args).map(|_| *n as usize - 1),
        Token::New(arg) => Some(args.iter().position(|a| *a == arg).unwrap_or_else(|| {
            args.push(arg);
            args.len() - 1
        })),
        Token::Text(_) | Token::Dangling(_) => None,
    };
    let slots = tokens.iter().map(&mut slot).collect();
    (args, slots)
}

/// A format text, JSON or XML, with every inline `$ctx:NAME` as a numbered placeholder.
///
/// An arg that already says `$ctx:NAME` keeps its number and serves; others are appended.
pub fn number_inline_ctx(format: &str, args: &[Arg]) -> Applied {
    let mut tokens = Vec::new();
    let mut done = 0;
    for placeholder in scan(format, Reading { inline_ctx: true }) {
        if let Hole::Ctx(name) = &placeholder.hole {
            push_text(&mut tokens, &format[done..placeholder.span.start]);
            tokens.push(Token::New(Arg::inline_ctx(name)));
            done = placeholder.span.end;
        }
    }
    push_text(&mut tokens, &format[done..]);
    assemble(&tokens, args, format)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arg(canonical: &str) -> Arg {
        Arg { canonical: canonical.to_owned(), ..Arg::default() }
    }

    #[test]
    fn inline_properties_get_numbers() {
        let args = [arg("$ctx:A"), arg("B")];
        let done = number_inline_ctx("$ctx:A $2 $ctx:C. $ctx:C", &args);
        assert_eq!(done.format, "$1 $2 $3. $3");
        assert_eq!(done.args, [arg("$ctx:A"), arg("B"), arg("$ctx:C")]);
        assert!(done.args_changed);
    }

    #[test]
    fn a_placeholder_without_arg_never_gains_one() {
        let done = number_inline_ctx("$1 $7 $ctx:A", &[]);
        assert_eq!(done.format, "$0 $7 $1");
    }

    #[test]
    fn an_arg_unused_before_stays() {
        let done = assemble(&[Token::Old(3)], &[arg("A"), arg("B"), arg("C")], "$1 $3");
        assert_eq!((done.format.as_str(), done.args), ("$2", vec![arg("B"), arg("C")]));
    }
}
