//! Stand-ins for words: the same word has the same one wherever it stands, in the case that it is
//! written in and as long, so that nothing but the words is other than it was.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use fancy_regex::{Captures, Regex};
use rustc_hash::FxHashSet;

use crate::model::{Plan, Scope};
use crate::stock;
use crate::xml::{hidden, is_hidden, shown};

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// In what the operator wrote: only what has a meaning stays.
    InTexts,
    /// In a sentence of faultgraft's, whose own words stay as well.
    InSentences,
}

/// The words of what an operator wrote that have a meaning to faultgraft, one a line: those in its
/// names of mediators, properties, classes, types and files. Made from the sources, where
/// `tests/it/anonymised.rs` checks it.
const MEANT: &str = include_str!("meant.txt");

/// The words of faultgraft's own sentences; made in the same way.
const SPOKEN: &str = include_str!("spoken.txt");

/// Words with a meaning that no source of faultgraft spells out: in patterns, scripts and tags.
const OTHERS: &str = "alpha digit alnum upper lower punct space ascii java script else elif endif \
                      endfor list assign mc null";

/// What is found in a text. What a word is part of comes first: references, escapes in JSON and in
/// patterns, escapes in addresses.
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"&(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);",
        r"|\\u[0-9A-Fa-f]{4}|\\[pP]\{\w+\}|\\[\\dDsSwWbBAzZQEntrfx]|%[0-9A-Fa-f]{2}",
        r"|(?P<address>(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9.]))",
        r"|(?P<word>[\p{L}\p{M}\p{N}]+)",
    ))
    .expect("it is a pattern")
});

/// The stand-ins that were given.
pub(super) struct Words {
    meant: FxHashSet<String>,
    spoken: FxHashSet<&'static str>,
    given: BTreeMap<String, String>,
    /// All that is a stand-in.
    taken: FxHashSet<String>,
    /// How many stand-ins of a shape were tried.
    tried: HashMap<String, usize>,
}

impl Words {
    /// None given yet; the ids of a plan's tenants stay.
    pub(super) fn new(plan: &Plan) -> Self {
        let ids = plan.all().filter_map(|file| match file.scope {
            Scope::Tenant(id) => Some(id.to_string()),
            Scope::SuperTenant | Scope::TenantDefaults => None,
        });
        let mut meant: FxHashSet<String> = ids.collect();
        meant.extend(MEANT.lines().chain(OTHERS.split_whitespace()).map(str::to_owned));
        for stock in stock::all() {
            let words = PARTS
                .captures_iter(stock.text)
                .filter_map(|found| Some(found.ok()?.name("word")?.as_str().to_lowercase()));
            meant.extend(words);
        }
        Self {
            meant,
            spoken: SPOKEN.lines().collect(),
            given: BTreeMap::new(),
            taken: FxHashSet::default(),
            tried: HashMap::new(),
        }
    }

    /// The words that have a stand-in, in lower case.
    pub(super) fn into_given(self) -> BTreeMap<String, String> {
        self.given
    }

    /// A text with stand-ins. In the text of a template tags stay tags.
    pub(super) fn text(&mut self, text: &str, said: Said) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let in_tag = is_hidden(first);
            let end = rest.find(|c| is_hidden(c) != in_tag).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            match in_tag {
                true => out.extend(self.run(&shown(run), said).chars().map(hidden)),
                false => out.push_str(&self.run(run, said)),
            }
            rest = after;
        }
        out
    }

    fn run(&mut self, text: &str, said: Said) -> String {
        let one = |found: &Captures<'_, str>| {
            if let Some(word) = found.name("word") {
                return self.word(word.as_str(), said);
            }
            match found.name("address") {
                Some(address) => self.address(address.as_str()),
                None => found[0].to_owned(),
            }
        };
        PARTS.replace_all(text, one).into_owned()
    }

    fn word(&mut self, word: &str, said: Said) -> String {
        let lower = word.to_lowercase();
        let is_short = match word.bytes().all(|b| b.is_ascii_digit()) {
            // A status, a count, a part of a version.
            true => word.len() <= 3,
            false => word.len() == 1,
        };
        let is_spoken = said == Said::InSentences && self.spoken.contains(lower.as_str());
        if is_short || is_spoken || self.meant.contains(&lower) {
            return word.to_owned();
        }
        let new = match self.given.get(&lower) {
            Some(new) => new.clone(),
            None => self.give(lower),
        };
        in_case_of(word, &new)
    }

    /// Addresses are those that are for documentation (RFC 5737).
    fn address(&mut self, address: &str) -> String {
        if let Some(known) = self.given.get(address) {
            return known.clone();
        }
        let number = self.tried.entry("address".to_owned()).or_default();
        *number += 1;
        let net = ["192.0.2", "198.51.100", "203.0.113"][*number / 250 % 3];
        let new = format!("{net}.{}", *number % 250 + 1);
        self.given.insert(address.to_owned(), new.clone());
        new
    }

    /// Gives a word the next stand-in of its shape that nobody uses as a word.
    fn give(&mut self, word: String) -> String {
        let mut shape = shape_of(&word);
        loop {
            let tried = self.tried.entry(shape.clone()).or_default();
            let Some(new) = filled(&shape, *tried) else {
                // All of them are taken: the next are longer.
                shape.push_str("cv");
                continue;
            };
            *tried += 1;
            let is_free = !self.meant.contains(&new)
                && !self.spoken.contains(new.as_str())
                && !self.given.contains_key(&new)
                && self.taken.insert(new.clone());
            if is_free {
                self.given.insert(word, new.clone());
                return new;
            }
        }
    }
}

/// What may stand for consonants and for vowels.
const CONSONANTS: &[u8] = b"kmtsrlnvbdzpgf";
const VOWELS: &[u8] = b"aoieu";

/// The shape of a word: `c` and `v` in turn for its letters, a letter that is none of ASCII as `é`;
/// digits `0`, but the first of a number as it is.
fn shape_of(word: &str) -> String {
    let is_number = word.bytes().all(|b| b.is_ascii_digit());
    let mut letters = 0;
    let place = |(at, c): (usize, char)| match c {
        '0'..='9' if is_number && at == 0 => c,
        '0'..='9' => '#',
        'a'..='z' => {
            letters += 1;
            if letters % 2 == 1 { 'c' } else { 'v' }
        }
        _ => 'é',
    };
    word.chars().enumerate().map(place).collect()
}

/// The stand-in of that number for a shape; none where there are not as many.
fn filled(shape: &str, number: usize) -> Option<String> {
    let mut left = number;
    // Where a place begins to count: so words do not repeat a syllable.
    let mut from = 0;
    let fill = |c: char| {
        let choices: &[u8] = match c {
            'c' => CONSONANTS,
            'v' => VOWELS,
            '#' => b"0123456789",
            kept => return kept,
        };
        from += 3;
        let chosen = choices[(left + from) % choices.len()];
        left /= choices.len();
        char::from(chosen)
    };
    let mut filled: Vec<char> = shape.chars().rev().map(fill).collect();
    filled.reverse();
    (left == 0).then(|| filled.into_iter().collect())
}

/// A stand-in with capitals where a word has them.
fn in_case_of(word: &str, new: &str) -> String {
    let is_capital = |c: char| c.is_uppercase();
    let all = word.chars().filter(|c| c.is_alphabetic()).all(is_capital);
    let mut capitals = word.chars().map(is_capital);
    let one = |c: char| match capitals.next().unwrap_or(all) {
        true => c.to_ascii_uppercase(),
        false => c,
    };
    new.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Against, Origin, TargetInfo};

    fn words() -> Words {
        let origin = Origin::Embedded;
        let target = TargetInfo { release: None, origin, path: None, kind: None };
        Words::new(&Plan::of(target, Against::Target, Vec::new(), Vec::new()))
    }

    #[test]
    fn the_same_word_has_the_same_stand_in_in_its_case() {
        let mut words = words();
        let text = words.text("X-Acme-Trace acme ACME AcMe acmeTrace", Said::InTexts);
        let parts: Vec<&str> = text.split([' ', '-']).collect();
        let [x, acme, _, lower, upper, mixed, other] = parts[..] else { panic!("{text}") };
        assert_eq!((x, upper), ("X", lower.to_uppercase().as_str()));
        assert_eq!(acme.to_lowercase(), lower);
        assert_eq!(mixed.to_lowercase(), lower);
        assert!(other != "acmeTrace" && !other.eq_ignore_ascii_case(lower), "{text}");
        assert!(!text.to_lowercase().contains("acme"), "{text}");
    }

    #[test]
    fn what_has_a_meaning_stays() {
        let text = r#"<property name="HTTP_SC" value="503" scope="axis2"/> $ctx:ERROR_CODE \u00e9 \d{3} &amp; &#228; %20"#;
        assert_eq!(words().text(text, Said::InTexts), text);
    }

    #[test]
    fn hosts_addresses_and_numbers_are_others() {
        let mut words = words();
        let text = "https://status.lumeo.example:8290 10.20.30.40 55001 10.20.30.41";
        let new = words.text(text, Said::InTexts);
        assert_eq!(
            new.len() - new.find("192").unwrap(),
            "192.0.2.2 50000 192.0.2.3".len(),
            "{new}"
        );
        for part in ["lumeo", "10.20.30", "55001"] {
            assert!(!new.contains(part), "{new}");
        }
    }

    #[test]
    fn no_two_words_have_the_same_stand_in() {
        let mut words = words();
        let mut seen = FxHashSet::default();
        for a in 'a'..='z' {
            for b in 'a'..='z' {
                for word in [format!("{a}{b}"), format!("q{a}{b}"), format!("é{a}{b}")] {
                    let new = words.text(&word, Said::InTexts);
                    assert!(seen.insert(new.clone()), "{word}: {new}");
                }
            }
        }
    }
}
