//! Values to try so that a decision falls otherwise. Whether one does is seen by walking again:
//! what is tried here needs to be plausible, not right.

use std::collections::BTreeSet;

use regex_syntax::hir::{Hir, HirKind};

use crate::expression::{Expr, Expression, Location};
use crate::gateway::{Choice, Test, Value};

/// No more texts are taken from one pattern.
const FROM_A_PATTERN: usize = 12;

/// Values for an input that a decision depends on; none takes it away.
pub fn candidates(choice: &Choice, input: &Location) -> Vec<Option<Value>> {
    let mut texts = match &choice.test {
        Test::Condition(expression) => literals(expression),
        Test::Patterns { source, patterns } => {
            let mut texts = literals(source);
            texts.extend(patterns.iter().flat_map(|p| samples(p)));
            texts
        }
    };
    match input {
        Location::Axis2(name) if &**name == "HTTP_METHOD" => {
            texts.retain(|t| t.len() > 2 && t.bytes().all(|b| b.is_ascii_uppercase()));
            texts.extend(["GET", "POST"].map(str::to_owned));
            texts.into_iter().map(|t| Some(Value::Text(t))).collect()
        }
        Location::Property(name) if &**name == "ERROR_CODE" => {
            let codes = texts.into_iter().filter_map(|t| t.parse().ok());
            codes.map(|code| Some(Value::Integer(code))).collect()
        }
        Location::Property(name) | Location::Axis2(name) if is_a_status(name) => {
            let numbers = texts.into_iter().filter(|t| t.parse::<u16>().is_ok());
            let all = numbers.chain(["400".to_owned()]).map(|t| Some(Value::Text(t)));
            all.chain([None]).collect()
        }
        Location::Property(name) | Location::Axis2(name) | Location::Header(name) => {
            let template = [format!("«{name}»")];
            let all = template.into_iter().chain(texts).chain(["true".to_owned()]);
            all.filter(|t| !t.is_empty()).map(|t| Some(Value::Text(t))).chain([None]).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a property holds a status by its name.
fn is_a_status(name: &str) -> bool {
    name.ends_with("HTTP_SC") || name.to_ascii_uppercase().contains("STATUS")
}

/// The strings and numbers of an expression, but for the names of properties.
fn literals(expression: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut names = BTreeSet::new();
    let read = Expression::of(expression);
    let Some(part) = read.xpath() else { return all };
    part.each(&mut |part| match &part.expr {
        Expr::Call(_, args) if part.get_property().is_some() => {
            names.extend(args.iter().map(|a| a.span.start));
        }
        Expr::Literal(text) if !names.contains(&part.span.start) => {
            all.insert(text.clone());
        }
        Expr::Number(number) => drop(all.insert(number.to_string())),
        _ => {}
    });
    all
}

/// Texts that a pattern may match as a whole, each way through it once; of a pattern with
/// look-around the words in it.
pub fn samples(pattern: &str) -> Vec<String> {
    match regex_syntax::parse(pattern) {
        Ok(hir) => of_hir(&hir),
        Err(_) => {
            let words = pattern.split(|c: char| !(c.is_alphanumeric() || "_-./ ".contains(c)));
            let words = words.filter(|w| w.chars().any(char::is_alphanumeric));
            words.take(FROM_A_PATTERN).map(str::to_owned).collect()
        }
    }
}

fn of_hir(hir: &Hir) -> Vec<String> {
    let mut all = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).into_owned()],
        HirKind::Class(_) => vec![one_of_class(hir)],
        HirKind::Repetition(repetition) => {
            let times = repetition.min.clamp(u32::from(repetition.min > 0), 16) as usize;
            of_hir(&repetition.sub).into_iter().map(|t| t.repeat(times)).collect()
        }
        HirKind::Capture(capture) => of_hir(&capture.sub),
        HirKind::Concat(parts) => parts.iter().fold(vec![String::new()], |so_far, part| {
            let next = of_hir(part);
            let both = so_far.iter().flat_map(|a| next.iter().map(move |b| format!("{a}{b}")));
            both.take(FROM_A_PATTERN).collect()
        }),
        HirKind::Alternation(parts) => parts.iter().flat_map(of_hir).collect(),
    };
    all.truncate(FROM_A_PATTERN);
    all
}

/// A character that a person can read, where the class has one.
fn one_of_class(hir: &Hir) -> String {
    let HirKind::Class(class) = hir.kind() else { return String::new() };
    let has = |c: char| match class {
        regex_syntax::hir::Class::Unicode(class) => {
            class.iter().any(|r| (r.start()..=r.end()).contains(&c))
        }
        regex_syntax::hir::Class::Bytes(class) => {
            u8::try_from(c).is_ok_and(|b| class.iter().any(|r| (r.start()..=r.end()).contains(&b)))
        }
    };
    let readable = ('0'..='9').chain('a'..='z').chain('A'..='Z').chain(' '..='~');
    readable.into_iter().find(|c| has(*c)).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_gives_a_text_for_each_way_through_it() {
        assert_eq!(samples("900901|900902"), ["900901", "900902"]);
        assert_eq!(samples("9009[0-9]{2}"), ["900900"]);
        assert_eq!(samples("(on|off)s?"), ["on", "off"]);
        assert_eq!(samples("^(?!.*(POST|PUT)).*$"), ["POST", "PUT"]);
        assert_eq!(samples("("), Vec::<String>::new());
    }

    #[test]
    fn a_repetition_is_bounded() {
        assert!(samples("(a|b|c|d){2000}").iter().all(|t| t.len() <= 16));
        assert!(samples("(a|b)(c|d)(e|f)(g|h)(i|j)").len() <= FROM_A_PATTERN);
    }
}
