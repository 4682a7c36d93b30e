//! Java's `Pattern`, as far as `fancy-regex` speaks the same language.

use std::cell::RefCell;
use std::collections::HashMap;

use fancy_regex::{Expr, Regex, RegexBuilder};

use super::limits::MAX_BACKTRACKS;
use super::{Run, Stop};

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
    if !reads_alike(pattern, text) {
        return Err(unknown());
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

/// No more patterns are kept compiled.
const MOST_COMPILED: usize = 256;

thread_local! {
    /// The patterns met so far: a preview walks through the same filters again and again, and to
    /// compile one takes longer than all else.
    static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
}

/// None where it is no pattern. By itself it must be one too: `a)(b` is one only in brackets.
fn compiled(pattern: &str) -> Option<Regex> {
    Expr::parse_tree(pattern).ok()?;
    let whole = format!("\\A(?:{pattern})\\z");
    RegexBuilder::new(&whole).backtrack_limit(MAX_BACKTRACKS).build().ok()
}

/// Whether Java and Rust read a pattern alike over a text. Not so: Java's own classes (`\h`,
/// `[a&&b]`, `\p{javaUpperCase}`, `\Q..\E`); outside ASCII, what counts as a letter, digit or blank;
/// and line ends other than `\n`, at which Java's dot stops too.
fn reads_alike(pattern: &str, text: &str) -> bool {
    let has = |parts: &[&str]| parts.iter().any(|part| pattern.contains(part));
    let by_class = has(&["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "(?i"]);
    let by_line = has(&[".", "$", "^"]);
    if (by_class && !text.is_ascii())
        || (by_line && text.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']))
    {
        return false;
    }
    let java_only = ["\\h", "\\R", "\\X", "\\G", "\\Q", "\\Z", "\\c", "\\0", "&&", "\\p", "\\P"];
    !has(&java_only) && pattern.is_ascii()
}

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
        assert!(matches("(", "x").is_err() && matches("\\Qa\\E", "a").is_err());
        assert!(matches("a)(?:b", "ab").is_err());
        assert!(matches(".*", "a\rb").is_err() && matches("\\w+", "é").is_err());
    }

    #[test]
    fn groups_are_told() {
        let groups = full_match("([a-z]+)-([0-9]+)", "abc-123").unwrap().unwrap();
        assert_eq!((groups.get(2), groups.get(7)), (Some("123"), None));
    }
}
