//! Values to try so that a decision comes out otherwise. What is tried here needs to be plausible,
//! not right: a decision that depends on the request alone is asked right away, and for any other a
//! walk shows what comes of it.

use std::collections::{BTreeMap, BTreeSet};

use regex_syntax::hir::{Hir, HirKind};

use super::flow::give;
use super::situations::KNOWN_CODES;
use crate::expression::{Expr, Expression, Location};
use crate::gateway::choice::{Choice, Test};
use crate::gateway::engine::Engine;
use crate::gateway::expression::Scope;
use crate::gateway::java_regex::full_match;
use crate::gateway::limits::Budget;
use crate::gateway::{Message, Value};
use crate::stock::Release;

/// No more texts are taken from one pattern.
const FROM_A_PATTERN: usize = 12;
/// Of one decision, no more values are tried.
const MAX_VALUES: usize = 24;
/// No more values of several inputs together are asked for.
const MAX_TOGETHER: usize = 512;

/// The value of some inputs; none takes one away.
type Values = BTreeMap<Location, Option<Value>>;

/// A decision that is to come out otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Asks<'c> {
    /// How it came out.
    pub choice: &'c Choice,
    /// The message that the sequence got.
    pub before: &'c Message,
    /// The release that runs it.
    pub release: Release,
}

impl Asks<'_> {
    /// What of some inputs makes it come out otherwise: once for each other way, by one input where
    /// one is enough. Where it is not the request itself that it looks at, all that may.
    /// What `is_there` is never taken away.
    pub fn others(&self, free: &[Location], is_there: impl Fn(&Location) -> bool) -> Vec<Values> {
        let values = |input: &Location| {
            let mut values = candidates(&self.choice.test, input);
            values.retain(|value| value.is_some() || !is_there(input));
            values
        };
        let values: Vec<Vec<Option<Value>>> = free.iter().map(values).collect();
        let alone = |(input, values): (&Location, &Vec<Option<Value>>)| {
            let one = |value: &Option<Value>| Values::from([(input.clone(), value.clone())]);
            values.iter().take(MAX_VALUES).map(one).collect::<Vec<_>>()
        };
        let alone = free.iter().zip(&values).flat_map(alone);
        if !self.is_direct() {
            return alone.collect();
        }
        let mut found: BTreeMap<usize, Values> = BTreeMap::new();
        for tried in alone {
            self.keep(tried, &mut found);
        }
        if found.len() + 1 < self.choice.test.outcomes() && free.len() > 1 {
            for tried in together(free, &values).into_iter().take(MAX_TOGETHER) {
                self.keep(tried, &mut found);
            }
        }
        found.into_values().collect()
    }

    /// Whether it looks at nothing that a sequence has written.
    fn is_direct(&self) -> bool {
        let reads: BTreeSet<Location> = self.choice.test.expression().reads().into_iter().collect();
        reads == self.choice.inputs
    }

    fn keep(&self, tried: Values, found: &mut BTreeMap<usize, Values>) {
        let mut message = self.before.clone();
        for (input, value) in &tried {
            set(&mut message, input, value.clone());
        }
        let outcome = Asks { before: &message, ..*self }.outcome();
        if let Some(outcome) = outcome.filter(|outcome| *outcome != self.choice.outcome) {
            found.entry(outcome).or_insert(tried);
        }
    }

    /// How it comes out for the message as it is; none where that is not known.
    pub fn outcome(&self) -> Option<usize> {
        let (engine, budget) = (Engine(self.release), Budget::default());
        let scope = Scope { message: self.before, engine, budget: &budget };
        self.choice.test.outcome(&scope).ok()
    }
}

fn set(message: &mut Message, input: &Location, value: Option<Value>) {
    match (input, value) {
        (_, Some(value)) => give(message, input, value),
        (Location::Property(name), None) => drop(message.properties.remove(&**name)),
        (Location::Axis2(name), None) => drop(message.axis2.remove(&**name)),
        (Location::Header(name), None) => message.headers.remove(name),
        (Location::Address(name), None) if &**name == "To" => message.to = None,
        (Location::Address(name), None) => drop(message.addressing.remove(&**name)),
        _ => {}
    }
}

/// Values of several inputs at once.
fn together(free: &[Location], values: &[Vec<Option<Value>>]) -> Vec<Values> {
    let mut all = vec![Values::new()];
    for (input, values) in free.iter().zip(values).take(3) {
        let longer = all.iter().flat_map(|so_far| {
            let with = |value: &Option<Value>| {
                let mut tried = so_far.clone();
                tried.insert(input.clone(), value.clone());
                tried
            };
            let kept = std::iter::once(so_far.clone());
            kept.chain(values.iter().take(8).map(with)).collect::<Vec<_>>()
        });
        all = longer.collect();
    }
    all
}

/// The codes that a test names, as the gateway has them: for a pattern of many codes, one that is
/// known, where there is one.
pub fn codes(test: &Test) -> BTreeSet<i32> {
    let texts = texts(test);
    let mut all: BTreeSet<i32> = BTreeSet::new();
    for text in texts {
        all.extend(text.split(|c: char| !c.is_ascii_digit()).filter_map(|t| t.parse::<i32>().ok()));
    }
    if let Test::Patterns { patterns, .. } = test {
        for pattern in patterns {
            let matches = |code: i32| {
                full_match(pattern, &code.to_string()).is_ok_and(|found| found.is_some())
            };
            if !all.iter().any(|&code| KNOWN_CODES.contains(&code) && matches(code)) {
                let known = KNOWN_CODES.iter().copied().find(|&code| matches(code));
                if known.is_some() {
                    all.retain(|&code| KNOWN_CODES.contains(&code) || !matches(code));
                }
                all.extend(known);
            }
        }
    }
    all
}

/// The texts that a test speaks of.
fn texts(test: &Test) -> BTreeSet<String> {
    let mut texts = literals(test.expression());
    if let Test::Patterns { patterns, .. } = test {
        texts.extend(patterns.iter().flat_map(|p| samples(p)));
    }
    texts
}

/// Values for an input that a decision depends on; none takes it away.
fn candidates(test: &Test, input: &Location) -> Vec<Option<Value>> {
    let mut texts = texts(test);
    match input {
        Location::Axis2(name) if &**name == "HTTP_METHOD" => {
            texts.retain(|t| t.len() > 2 && t.bytes().all(|b| b.is_ascii_uppercase()));
            let known = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"];
            let all = known.into_iter().map(str::to_owned).chain(texts);
            all.map(|t| Some(Value::Text(t))).collect()
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
        Location::Property(name)
        | Location::Axis2(name)
        | Location::Header(name)
        | Location::Operation(name)
        | Location::Address(name) => {
            let typical = typical(input).iter().map(|text| (*text).to_owned());
            let template = [format!("«{name}»"), "true".to_owned()];
            let all =
                typical.chain(template).chain(texts.iter().cloned()).chain(in_path(test, input));
            all.filter(|t| !t.is_empty()).map(|t| Some(Value::Text(t))).chain([None]).collect()
        }
        _ => Vec::new(),
    }
}

/// What clients really send.
fn typical(input: &Location) -> &'static [&'static str] {
    let Location::Header(name) = input else { return &[] };
    match &**name {
        "accept" => &["application/xml", "application/json", "text/html", "text/xml", "*/*"],
        "content-type" => &[
            "application/json",
            "application/xml",
            "text/xml",
            "application/x-www-form-urlencoded",
        ],
        "authorization" => &["Bearer «token»", "Basic «credentials»"],
        "host" => &["gateway.example"],
        _ => &[],
    }
}

/// A path with the query parameters that a test asks for.
fn in_path(test: &Test, input: &Location) -> Vec<String> {
    let Location::Address(_) = input else { return Vec::new() };
    let mut names = BTreeSet::new();
    if let Some(part) = test.expression().xpath() {
        part.each(&mut |part| {
            if let Expr::Variable(name) = &part.expr
                && name.prefix.as_deref() == Some("url")
            {
                names.insert(name.local.clone());
            }
        });
    }
    let texts = texts(test);
    let with = |name: &String| {
        let value = |text: &String| format!("/?{name}={text}");
        texts.iter().filter(|t| !t.is_empty()).map(value).collect::<Vec<_>>()
    };
    names.iter().flat_map(with).collect()
}

/// Whether a property holds a status by its name.
fn is_a_status(name: &str) -> bool {
    name.ends_with("HTTP_SC") || name.to_ascii_uppercase().contains("STATUS")
}

/// The strings and numbers of an expression, but for the names of properties.
fn literals(expression: &Expression) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut names = BTreeSet::new();
    let Some(part) = expression.xpath() else { return all };
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
fn samples(pattern: &str) -> Vec<String> {
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
