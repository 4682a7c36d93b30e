//! Plain text as Markdown.

use std::fmt::Write as _;

/// Text of the program as Markdown: what looks like code stands between backticks, so that no sign
/// of it is taken for markup.
pub fn prose(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut out = String::new();
    while let Some(word) = words.next() {
        let mut word = word.to_owned();
        let ends: fn(&str) -> bool = match word.trim_start_matches('(').chars().next() {
            Some('`') => |w| w.matches('`').count() % 2 == 0,
            Some('<') => |w| w.contains('>'),
            _ => |w| w.matches('"').count() % 2 == 0,
        };
        while !ends(&word) {
            match words.next() {
                Some(more) => word = format!("{word} {more}"),
                None => break,
            }
        }
        let space = if out.is_empty() { "" } else { " " };
        let _ = write!(out, "{space}{}", marked(&word));
    }
    out
}

/// A word, between backticks where it has signs that prose does not have.
fn marked(word: &str) -> String {
    let start = word.len() - word.trim_start_matches('(').len();
    let (before, rest) = word.split_at(start);
    let mut core = rest.trim_end_matches(['.', ',', ';', ':', '?', '!']);
    while core.ends_with(')') && core.matches(')').count() > core.matches('(').count() {
        core = core[..core.len() - 1].trim_end_matches(['.', ',']);
    }
    let after = &rest[core.len()..];
    // A value that ends with dots of its own: <sequence name="..">.
    let is_code = !core.contains('`')
        && (core.contains(['_', '<', '>', '$', '=', '*', '{', '[', '|', '\\'])
            || (core.starts_with("--") && core.len() > 2)
            || (core.contains("..") && core.len() > 2));
    if is_code { format!("{before}`{core}`{after}") } else { word.to_owned() }
}

/// The same in one cell of a table.
pub fn cell(text: &str) -> String {
    let paragraphs: Vec<String> =
        text.split("\n\n").map(|paragraph| prose(paragraph).replace('|', "\\|")).collect();
    paragraphs.join("<br>")
}

/// A block of that language.
pub fn fenced(language: &str, text: &str) -> String {
    assert!(!text.contains("```"), "{text}");
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    format!("```{language}\n{text}{end}```\n")
}

#[test]
fn what_looks_like_code_is_marked() {
    let text = "Use source=\"get-property('A B')\" (or string($ctx:X)), not <log level=\"full\"> or `a b`.";
    assert_eq!(
        prose(text),
        "Use `source=\"get-property('A B')\"` (or `string($ctx:X)`), not `<log level=\"full\">` or `a b`."
    );
    assert_eq!(
        prose("name it with --base-release, or __x__"),
        "name it with `--base-release`, or `__x__`"
    );
    assert_eq!(prose("a \"word of two\" here"), "a \"word of two\" here");
}
