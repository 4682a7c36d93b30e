//! What a property is tried on.

use std::cell::RefCell;
use std::env;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use faultgraft::callees::Callees;
use faultgraft::merge::{Decisions, Merged, merge};
use faultgraft::model::{Decision, Triple};
use faultgraft::payload::Reading;
use faultgraft::program::{Ix, Tree};
use faultgraft::rules::Rewriting;
use faultgraft::stock::{self, Release};
use faultgraft::xml::Document;
use proptest::collection::vec;
use proptest::prelude::*;

use super::edit::edited;
use super::generate::{Taste, sequence};
use super::model::{Choices, Element};
use super::spell::{Style, print, respell};

/// How many cases each property gets.
pub fn config() -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    }
}

/// Where a base comes from.
#[derive(Debug, Clone)]
pub enum Base {
    Made(Vec<Vec<u16>>),
    Stock(usize),
}

/// A base, edits of it, edits on the target's version, and a seed for the spelling of custom.
#[derive(Clone)]
pub struct Case {
    pub base: Base,
    pub edits: Vec<Vec<u16>>,
    pub target_edits: Vec<Vec<u16>>,
    pub spelling: u32,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("see the texts above")
    }
}

fn choices(most: usize) -> impl Strategy<Value = Vec<u16>> {
    vec(any::<u16>(), 0..most)
}

pub fn any_base() -> impl Strategy<Value = Base> {
    prop_oneof![
        4 => vec(choices(60), 0..9).prop_map(Base::Made),
        1 => (0..stock::all().len()).prop_map(Base::Stock),
    ]
}

pub fn any_case() -> impl Strategy<Value = Case> {
    let edits = || vec(choices(40), 0..8);
    (any_base(), edits(), edits(), any::<u32>()).prop_map(
        |(base, edits, target_edits, spelling)| Case { base, edits, target_edits, spelling },
    )
}

/// The four texts of a case, and the trees they were written from.
pub struct Texts {
    pub base: String,
    pub custom: String,
    pub target: String,
    pub base_model: Element,
    pub custom_model: Element,
}

impl Case {
    pub fn texts(&self, taste: Taste) -> Texts {
        let (base_model, stock) = match &self.base {
            Base::Made(tops) => (sequence(tops, taste), None),
            Base::Stock(n) => {
                let text = stock::all()[*n].text;
                (Element::parse(text), Some(text.to_owned()))
            }
        };
        let custom_model = edited(&base_model, &self.edits, taste);
        let target_model = edited(&base_model, &self.target_edits, taste);
        let base = stock.clone().unwrap_or_else(|| spelled(&base_model, self.spelling / 3));
        let target = match (&stock, self.target_edits.is_empty()) {
            (Some(text), true) => text.clone(),
            _ => spelled(&target_model, self.spelling / 5),
        };
        let custom = spelled(&custom_model, self.spelling);
        Texts { base, custom, target, base_model, custom_model }
    }

    /// Custom in another spelling, with comments if they are wanted.
    pub fn respelled(&self, custom: &Element, comments: bool) -> String {
        let c = &mut Choices::endless(self.spelling.wrapping_mul(31));
        let style = Style::any(c);
        let style = if comments { style.commented(c) } else { style };
        print(&respell(custom, c), &style, c)
    }
}

/// A sequence in a spelling that a seed chooses; zero is the plain one.
pub fn spelled(model: &Element, seed: u32) -> String {
    let c = &mut Choices::endless(seed);
    if seed == 0 {
        return print(model, &Style::PLAIN, c);
    }
    let style = Style::any(c);
    let respelled = if c.percent(50) { respell(model, c) } else { model.clone() };
    print(&respelled, &style, c)
}

/// An old release's stock sequence with edits, and the sequence that 4.0.0 ships for it.
#[derive(Clone)]
pub struct Upgrade {
    pub stock: &'static stock::Stock,
    pub target: &'static stock::Stock,
    pub release: Release,
    pub case: Case,
}

impl std::fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.stock.sequence, self.release)
    }
}

pub fn any_upgrade() -> impl Strategy<Value = Upgrade> {
    let pairs: Vec<_> = stock::all()
        .iter()
        .filter_map(|s| Some((s, stock::get(s.sequence, Release::V4_0_0)?)))
        .flat_map(|(s, t)| s.releases.iter().map(move |&r| (s, t, r)))
        .filter(|(_, _, r)| !r.answers_json())
        .collect();
    (proptest::sample::select(pairs), any_case()).prop_map(
        |((stock, target, release), mut case)| {
            let number = stock::all().iter().position(|s| std::ptr::eq(s, stock));
            case.base = Base::Stock(number.expect("from that list"));
            Upgrade { stock, target, release, case }
        },
    )
}

impl Upgrade {
    pub fn rewriting(&self) -> Rewriting {
        Rewriting::between(self.release, Release::V4_0_0)
    }
}

/// Rewrites nothing: both sides are of one line.
pub const SAME_LINE: Rewriting = Rewriting {
    base: Release::V3_2_0,
    target: Release::V3_2_0,
    to_json: false,
    classes_removed: false,
    reading: Reading { inline_ctx: false },
};

/// Rewrites what planning a merged file again does.
pub const AGAIN: Rewriting = Rewriting { classes_removed: true, ..SAME_LINE };

pub fn doc(text: &str) -> Document {
    Document::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

pub fn tree(doc: &Document) -> Tree<'_> {
    Tree::of(doc, doc.root())
}

/// Merges three texts.
pub fn merged(
    base: &str,
    custom: &str,
    target: &str,
    rewriting: Rewriting,
) -> Result<Merged, TestCaseError> {
    merged_with(base, custom, target, rewriting, None)
}

/// Merges three texts of one line of releases.
pub fn merge_of_one_line(base: &str, custom: &str, target: &str) -> Merged {
    merged(base, custom, target, SAME_LINE).expect("it merges")
}

/// What a text says, whatever its spelling.
pub fn content(text: &str) -> u64 {
    let doc = doc(text);
    tree(&doc).node(Ix::ROOT).content
}

pub fn merged_with(
    base: &str,
    custom: &str,
    target: &str,
    rewriting: Rewriting,
    prefer: Option<Decision>,
) -> Result<Merged, TestCaseError> {
    let decisions = Decisions::on_conflicts(prefer);
    merged_by((base, custom, target), rewriting, &decisions)
}

/// Merges three texts by decisions.
pub fn merged_by(
    (base, custom, target): (&str, &str, &str),
    rewriting: Rewriting,
    decisions: &Decisions,
) -> Result<Merged, TestCaseError> {
    let docs = (doc(base), doc(custom), doc(target));
    let trees = (tree(&docs.0), tree(&docs.1), tree(&docs.2));
    let trees = Triple { base: &trees.0, custom: &trees.1, target: &trees.2 };
    let failed = |why: String, merged: &str| {
        TestCaseError::fail(format!("{why}{}", story(base, custom, target, merged)))
    };
    match quietly(|| merge(trees, rewriting, &Callees::none(), decisions)) {
        Ok(Ok(merged)) => match Document::parse(&merged.text) {
            Ok(_) => Ok(merged),
            Err(e) => Err(failed(e.to_string(), &merged.text)),
        },
        Ok(Err(overlap)) => Err(failed(overlap.to_string(), "")),
        Err(panic) => Err(failed(panic, "")),
    }
}

/// Runs something that may panic, and returns the panic's message without printing it: a failing
/// case panics once for every step of its shrinking.
pub fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    thread_local!(static MESSAGE: RefCell<Option<String>> = const { RefCell::new(None) });
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let ours = MESSAGE.with_borrow_mut(|message| {
                message.as_mut().map(|message| *message = info.to_string()).is_some()
            });
            if !ours {
                usual(info);
            }
        }));
    });
    MESSAGE.set(Some(String::new()));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    let message = MESSAGE.take().unwrap_or_default();
    result.map_err(|_| message)
}

/// All that one has to see of a failing merge.
pub fn story(base: &str, custom: &str, target: &str, merged: &str) -> String {
    format!(
        "\n--- base\n{base}\n--- custom\n{custom}\n--- target\n{target}\n--- merged\n{merged}\n"
    )
}
