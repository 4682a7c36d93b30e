//! Decisions in plain words.

use crate::expression::{Expr, Expression, Operator, SubExpression};
use crate::gateway::choice::read_by;
use crate::gateway::{Choice, Test};

/// What held for a decision to fall as it did.
pub fn of_choice(choice: &Choice) -> String {
    match &*choice.test {
        Test::Condition(expression) => condition(expression.text(), choice.outcome == 1),
        Test::Patterns { source, patterns } => {
            let source = subject(source.text());
            match patterns.get(choice.outcome) {
                Some(pattern) => matched(&source, pattern, true),
                None => {
                    let none = patterns.iter().map(|p| matched(&source, p, false));
                    none.collect::<Vec<_>>().join(" and ")
                }
            }
        }
    }
}

/// What an expression that is matched gives, as a subject.
fn subject(expression: &str) -> String {
    let read = Expression::of(expression);
    let reads = read_by(expression);
    let plain = read.xpath().is_some_and(is_reference);
    match (reads.iter().next(), plain) {
        (Some(input), true) => input.to_string(),
        _ => expression.trim().to_owned(),
    }
}

/// Whether an expression asks for nothing but whether something is there.
pub fn is_presence(expression: &Expression) -> bool {
    let Some(mut part) = expression.xpath() else { return false };
    while let Some(inner) =
        part.only_argument_of("boolean").or_else(|| part.only_argument_of("not"))
    {
        part = inner;
    }
    is_reference(part)
}

fn is_reference(part: &SubExpression) -> bool {
    matches!(part.expr, Expr::Variable(_)) || part.get_property().is_some()
}

fn matched(subject: &str, pattern: &str, holds: bool) -> String {
    let not = if holds { "" } else { " not" };
    if pattern == ".*" && holds {
        return format!("{subject} is there");
    }
    if let Some(inner) = pattern.strip_prefix("^(?!.*(").and_then(|p| p.strip_suffix(")).*$"))
        && let Some(words) = alternatives(inner)
    {
        let list = words.join(", ");
        return match holds {
            true => format!("{subject} is none of {list}"),
            false => format!("{subject} is one of {list}"),
        };
    }
    // boolean(..) as the source, matched with true.
    let inner = subject.strip_prefix("boolean(").and_then(|s| s.strip_suffix(')'));
    if let (Some(inner), "true" | "false") = (inner, pattern) {
        return condition(inner, holds == (pattern == "true"));
    }
    match alternatives(pattern) {
        Some(words) if words.len() == 1 => format!("{subject} is{not} {}", words[0]),
        Some(words) if holds => format!("{subject} is one of {}", words.join(", ")),
        Some(words) => format!("{subject} is none of {}", words.join(", ")),
        None => match holds {
            true => format!("{subject} matches {pattern}"),
            false => format!("{subject} does not match {pattern}"),
        },
    }
}

/// The texts that a pattern lists, where it does no more than that.
fn alternatives(pattern: &str) -> Option<Vec<&str>> {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
    let inner = pattern.strip_prefix('(').and_then(|p| p.strip_suffix(')')).unwrap_or(pattern);
    let plain = |c: char| c.is_alphanumeric() || "_-/: ,".contains(c);
    let words: Vec<&str> = inner.split('|').map(str::trim).collect();
    words.iter().all(|w| !w.is_empty() && w.chars().all(plain)).then_some(words)
}

fn condition(expression: &str, holds: bool) -> String {
    let read = Expression::of(expression);
    if let Some(words) = read.xpath().and_then(|part| simple(expression, part, holds)) {
        return words;
    }
    match holds {
        true => format!("{} holds", expression.trim()),
        false => format!("{} does not hold", expression.trim()),
    }
}

/// The words for a reference, a negation, and a comparison of a reference with a value.
fn simple(text: &str, part: &SubExpression, holds: bool) -> Option<String> {
    if is_reference(part) {
        let subject = subject(&text[part.span.clone()]);
        return Some(match holds {
            true => format!("{subject} is set"),
            false => format!("{subject} is not set"),
        });
    }
    match &part.expr {
        Expr::Call(name, args) if matches!(args.as_slice(), [_]) => match name.local.as_str() {
            "not" => simple(text, &args[0], !holds),
            "boolean" => simple(text, &args[0], holds),
            _ => None,
        },
        Expr::Binary(operator @ (Operator::Equal | Operator::NotEqual), left, right) => {
            let equal = holds == (*operator == Operator::Equal);
            let (reference, value) = if is_reference(left) { (left, right) } else { (right, left) };
            let shown = match &value.expr {
                Expr::Literal(text) => format!("\"{text}\""),
                Expr::Number(number) => number.to_string(),
                _ => return None,
            };
            if !is_reference(reference) {
                return None;
            }
            let subject = subject(&text[reference.span.clone()]);
            let not = if equal { "" } else { " not" };
            Some(format!("{subject} is{not} {shown}"))
        }
        Expr::Binary(Operator::Greater, left, right) if right.expr == Expr::Number(0.into()) => {
            let text_of = left.only_argument_of("string-length")?;
            let reference = text_of.only_argument_of("normalize-space")?;
            let subject = subject(&text[is_reference(reference).then(|| reference.span.clone())?]);
            Some(format!("{subject} is{} blank", if holds { " not" } else { "" }))
        }
        Expr::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
            let joined = if holds == (*operator == Operator::And) { " and " } else { " or " };
            let side = |part| simple(text, part, holds);
            Some(format!("{}{joined}{}", side(left)?, side(right)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn words(test: Test, outcome: usize) -> String {
        let inputs = BTreeSet::new();
        of_choice(&Choice { sequence: "".into(), line: 1, test: test.into(), outcome, inputs })
    }

    fn pattern(source: &str, patterns: &[&str], outcome: usize) -> String {
        let patterns = patterns.iter().map(|p| (*p).to_owned()).collect();
        words(Test::Patterns { source: Expression::of(source), patterns }, outcome)
    }

    fn holds(expression: &str, outcome: usize) -> String {
        words(Test::Condition(Expression::of(expression)), outcome)
    }

    #[test]
    fn patterns_read_as_lists() {
        let code = "get-property('ERROR_CODE')";
        assert_eq!(pattern(code, &["900901"], 0), "ERROR_CODE is 900901");
        assert_eq!(pattern(code, &["900901|900902"], 1), "ERROR_CODE is none of 900901, 900902");
        let method = "$axis2:HTTP_METHOD";
        assert_eq!(
            pattern(method, &["^(?!.*(POST|PUT|PATCH)).*$"], 0),
            "the method is none of POST, PUT, PATCH"
        );
        assert_eq!(pattern(code, &["9009.*"], 1), "ERROR_CODE does not match 9009.*");
        assert_eq!(pattern("boolean(get-property('X'))", &["true"], 1), "X is not set");
        assert_eq!(pattern("$trp:Accept", &[".*xml.*"], 0), "the header Accept matches .*xml.*");
    }

    #[test]
    fn conditions_read_as_sentences() {
        assert_eq!(holds("$ctx:A", 1), "A is set");
        assert_eq!(holds("not($ctx:A)", 1), "A is not set");
        assert_eq!(holds("$ctx:A = 'x'", 0), "A is not \"x\"");
        assert_eq!(holds("$ctx:A = 'x' and $ctx:B", 1), "A is \"x\" and B is set");
        assert_eq!(holds("$ctx:A = 'x' and $ctx:B", 0), "A is not \"x\" or B is not set");
        assert_eq!(holds("contains($ctx:A, 'x')", 0), "contains($ctx:A, 'x') does not hold");
        let blank = "string-length(normalize-space(get-property('A'))) > 0";
        assert_eq!(
            (holds(blank, 0), holds(blank, 1)),
            ("A is blank".into(), "A is not blank".into())
        );
    }
}
