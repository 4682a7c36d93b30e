//! The words of an XPath, as Jaxen 1.1.6 reads them (`saxpath.base.XPathLexer`): names are cut at
//! any character that XML allows in none, and whether `and` or `*` is an operator depends on the
//! word before it.

use std::ops::Range;

/// A word of an XPath.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'e> {
    Name(&'e str),
    /// A quoted text, without its quotes.
    Literal(&'e str),
    Number(f64),
    /// `*` where an operand may stand.
    Star,
    /// Anything else, operators included.
    Symbol(&'static str),
    /// What begins no word.
    Stray,
    End,
}

/// Longer ones first.
const SYMBOLS: [&str; 24] = [
    "::", "//", "..", "!=", "<=", ">=", ":", "/", ".", "<", ">", "=", "$", ",", "(", ")", "[", "]",
    "+", "-", "|", "@", "*", "",
];

/// Operators that are spelt as names.
const WORDS: [&str; 4] = ["and", "or", "mod", "div"];

/// The words of an XPath with the bytes that they stand at, up to the first that is none. An open
/// quote ends the text, as it does for Jaxen.
pub(super) fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut found: Vec<(Token<'_>, Range<usize>)> = Vec::with_capacity(8);
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let start = text.len() - rest.len();
        let after_operand = found.last().is_some_and(|(last, _)| ends_operand(last));
        let (token, left) = next(rest, after_operand);
        rest = left;
        let end = text.len() - rest.len();
        found.push((token, start..end));
        if matches!(token, Token::End | Token::Stray) {
            return found;
        }
    }
}

/// Whether an operator, and not a name, may follow.
fn ends_operand(token: &Token<'_>) -> bool {
    match token {
        Token::Symbol(symbol) => matches!(*symbol, ")" | "]" | "." | ".."),
        _ => true,
    }
}

/// The word that a text begins with, and what follows it.
fn next(text: &str, after_operand: bool) -> (Token<'_>, &str) {
    let Some(first) = text.chars().next() else { return (Token::End, "") };
    let second = text.chars().nth(1);
    if let quote @ ('\'' | '"') = first {
        let inside = text.strip_prefix(quote).unwrap_or(text);
        return match inside.split_once(quote) {
            Some((literal, rest)) => (Token::Literal(literal), rest),
            None => (Token::End, ""),
        };
    }
    if first.is_ascii_digit() || (first == '.' && second.is_some_and(|c| c.is_ascii_digit())) {
        return number(text);
    }
    if is_name_start(first) {
        if after_operand {
            let word = WORDS.iter().find_map(|w| Some((*w, text.strip_prefix(w)?)));
            return word.map_or((Token::Stray, ""), |(word, rest)| (Token::Symbol(word), rest));
        }
        let (name, rest) = split_at(text, |c| !is_name_part(c));
        return (Token::Name(name), rest);
    }
    let symbol = SYMBOLS.iter().filter(|s| !s.is_empty());
    match symbol.into_iter().find_map(|s| Some((*s, text.strip_prefix(s)?))) {
        Some(("*", rest)) if !after_operand => (Token::Star, rest),
        Some((symbol, rest)) => (Token::Symbol(symbol), rest),
        None => (Token::Stray, ""),
    }
}

/// Digits with one dot at most, which may begin or end them.
fn number(text: &str) -> (Token<'_>, &str) {
    let mut dots = 0;
    let (digits, rest) = split_at(text, |c| {
        dots += usize::from(c == '.');
        !(c.is_ascii_digit() || (c == '.' && dots == 1))
    });
    // Java reads `5.` as Rust does; a text of digits with a dot is always a number.
    (Token::Number(digits.parse().unwrap_or(f64::NAN)), rest)
}

fn split_at(text: &str, ends: impl FnMut(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

/// Whether a name may begin with a character (Jaxen, `saxpath.base.Verifier`: XML 1.0).
pub(super) fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a character may stand in a name.
pub(super) fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Whether `$ctx:NAME` is a well-formed variable with that name.
pub fn is_variable_name(name: &str) -> bool {
    name.starts_with(is_name_start) && name.chars().all(is_name_part)
}
