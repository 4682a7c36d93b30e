//! Java's `Pattern`, as far as `fancy-regex` speaks the same language.

use std::cell::RefCell;
use std::collections::HashMap;

use fancy_regex::{Expr, Regex, RegexBuilder};

use super::limits::MAX_BACKTRACKS;
use super::{Run, Stop};
use crate::expression::java_pattern::refused;
use crate::xml::known;

/// What a full match found.
#[derive(Debug, PartialEq, Eq)]
pub struct Groups(Vec<Option<String>>);

impl Groups {
    /// A group: none where the pattern has no such group.
    pub fn get(&self, number: usize) -> Option<&str> {
        self.0.get(number).map(|g| g.as_deref().unwrap_or_default())
    }
}

/// Whether the whole text matches, as Java's `matches()`; with the groups where it does.
///
/// # Errors
///
/// [`Stop::Unknown`] where the pattern is not one that both read alike, or goes back too often.
pub fn full_match(pattern: &str, text: &str) -> Run<Option<Groups>> {
    let unknown = || Stop::unknown(format!("the pattern {pattern}"));
    if !reads_alike(pattern, text) || known(pattern).and(known(text)).is_none() {
        return Err(unknown());
    }
    if is_literal(pattern) {
        return Ok((pattern == text).then(|| Groups(vec![Some(text.to_owned())])));
    }
    let found = COMPILED.with_borrow_mut(|known| {
        if known.len() == MOST_COMPILED && !known.contains_key(pattern) {
            known.clear();
        }
        let regex = known.entry(pattern.to_owned()).or_insert_with(|| compiled(pattern));
        let captures = regex.as_ref()?.captures(text).ok()?;
        Some(captures.map(|c| {
            let groups = (0..c.len()).map(|i| c.get(i).map(|m| m.as_str().to_owned()));
            Groups(groups.collect())
        }))
    });
    found.ok_or_else(unknown)
}

/// True if a pattern matches only itself: most do, and to compile one takes longer than all else.
fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['\\', '^', '$', '.', '|', '?', '*', '+', '(', ')', '[', ']', '{', '}'])
}

/// No more patterns are kept compiled.
const MOST_COMPILED: usize = 256;

thread_local! {
    /// The patterns met so far: a preview walks through the same filters again and again.
    static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
}

/// None where it is not a pattern. By itself it must be one too: `a)(b` is one only in brackets.
fn compiled(pattern: &str) -> Option<Regex> {
    if refused(pattern).is_some() {
        return None;
    }
    let translated = translated(pattern)?;
    Expr::parse_tree(&translated).ok()?;
    let whole = format!("\\A(?:{translated})\\z");
    RegexBuilder::new(&whole).backtrack_limit(MAX_BACKTRACKS).build().ok()
}

/// Whether Java and Rust read a pattern alike over a text. Not so, outside ASCII: what differs in
/// case, and where a word ends; and at the ends of lines other than `\n`.
fn reads_alike(pattern: &str, text: &str) -> bool {
    let has = |parts: &[&str]| parts.iter().any(|part| pattern.contains(part));
    let other_ends = text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']);
    let by_case_or_word = !text.is_ascii() && has(&["\\b", "\\B", "(?i"]);
    let by_ends = other_ends && has(&["$", "^", "(?s", "(?m"]);
    let by_flags = has(&["(?d", "(?u", "(?U", "(?x", "(?c"]);
    pattern.is_ascii() && !by_case_or_word && !by_ends && !by_flags
}

/// A pattern of Java's in the words of `fancy-regex`: its classes are of ASCII, and its dot stops
/// at every end of a line. None for what has no such words.
fn translated(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut in_class = 0usize;
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, in_class) {
            ('\\', _) => {
                let escaped = characters.next()?;
                if escaped == 'Q' {
                    quoted(&mut characters, &mut out);
                } else {
                    out.push_str(&escape(escaped, in_class > 0)?);
                }
            }
            ('.', 0) => out.push_str(match pattern.contains("(?s") {
                true => ".",
                false => "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]",
            }),
            ('[', _) => {
                in_class += 1;
                out.push(c);
                for literal in ['^', ']'] {
                    if characters.peek() == Some(&literal) {
                        characters.next();
                        out.push_str(if literal == '^' { "^" } else { "\\]" });
                    }
                }
            }
            (']', 1..) => {
                in_class -= 1;
                out.push(c);
            }
            // Rust has other operators in a class than Java.
            ('-' | '~', 1..) if characters.peek() == Some(&c) => return None,
            (c, _) => out.push(c),
        }
    }
    Some(out)
}

/// What stands between `\Q` and `\E`, or the end.
fn quoted(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    while let Some(c) = characters.next() {
        if c == '\\' && characters.peek() == Some(&'E') {
            characters.next();
            return;
        }
        out.push_str(&regex_syntax::escape(&c.to_string()));
    }
}

/// What a backslash and a letter are in Java.
fn escape(escaped: char, in_class: bool) -> Option<String> {
    let of_class = |inside: &str| match in_class {
        true => inside.to_owned(),
        false => format!("[{inside}]"),
    };
    // Nested in a class, it is one of what the class has.
    let outside = |inside: &str| Some(format!("[^{inside}]"));
    match escaped {
        'w' => Some(of_class(WORD)),
        'd' => Some(of_class("0-9")),
        's' => Some(of_class(BLANK)),
        'W' => outside(WORD),
        'D' => outside("0-9"),
        'S' => outside(BLANK),
        // Classes and ends that Rust has not, or otherwise.
        'h' | 'H' | 'v' | 'V' | 'R' | 'X' | 'G' | 'Z' | 'c' | '0' | 'p' | 'P' | 'N' | 'u' => None,
        other => Some(format!("\\{other}")),
    }
}

const WORD: &str = "A-Za-z0-9_";
const BLANK: &str = " \\t\\n\\x0B\\f\\r";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_whole_and_dots_stop_at_line_ends() {
        let matches = |p, t| full_match(p, t).map(|m| m.is_some());
        assert_eq!(matches("9009|900901", "900901"), Ok(true));
        assert_eq!(matches("900", "900901"), Ok(false));
        assert_eq!(matches("^(?!.*(POST|PUT|PATCH)).*$", "GET"), Ok(true));
        assert_eq!(matches("^(?!.*(POST|PUT|PATCH)).*$", "POST"), Ok(false));
        assert_eq!(matches("a.b", "a\nb"), Ok(false));
        assert!(matches("(", "x").is_err() && matches("\\p{L}", "a").is_err());
        assert!(matches("a)(?:b", "ab").is_err());
        assert_eq!(matches(".*", "a\rb"), Ok(false));
        assert_eq!(matches("\\w+", "é"), Ok(false));
        assert_eq!(matches(".*\\Q.\\E(\\w+)", "Zürich.x1"), Ok(true));
        assert_eq!(matches("[^]a]+", "b]"), Ok(false));
        assert_eq!(matches("[\\w.-]+@[\\d]", "a.b-c@1"), Ok(true));
    }

    #[test]
    fn groups_are_told() {
        let groups = full_match("([a-z]+)-([0-9]+)", "abc-123").unwrap().unwrap();
        assert_eq!((groups.get(2), groups.get(7)), (Some("123"), None));
    }
}
