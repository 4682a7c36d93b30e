//! The invariants themselves.

use faultgraft::diff::unified;
use faultgraft::edits::{Change, Changes};
use faultgraft::matching::Matching;
use faultgraft::merge::Merged;
use faultgraft::model::{Decision, Edit, EditKind, Outcome};
use faultgraft::payload::{check, too_few_args};
use faultgraft::program::{Ix, Kind, Tree};
use faultgraft::rules::{Rewriting, check_payloads};
use faultgraft::validate::validate;
use proptest::prelude::*;

use super::cases::*;
use super::decisions::is_in;
use super::generate::Taste;
use super::model::Element;
use super::normal::normal;
use super::spell::{Style, print};

const SOUND: Taste = Taste { broken: false };
const BROKEN: Taste = Taste { broken: true };

/// The root's content hash.
fn content(text: &str) -> u64 {
    let doc = doc(text);
    tree(&doc).node(Ix::ROOT).content
}

/// The changes that no edit tells of: none begins on the lines that the change is about.
fn untold(base: &Tree<'_>, custom: &Tree<'_>, edits: &[Edit]) -> Vec<Change> {
    let changes = Changes::between(base, custom, &Matching::of(base, custom));
    let lines = |tree: &Tree<'_>, node: Ix| {
        let element = tree.node(node).element;
        let text = tree.doc.slice(tree.doc.node(element).span);
        let first = tree.doc.line(element);
        first..=first + text.matches('\n').count() as u32
    };
    let told = |tree: &Tree<'_>, node: Ix, line: fn(&Edit) -> Option<u32>| {
        edits.iter().filter_map(line).any(|line| lines(tree, node).contains(&line))
    };
    let comments = changes.list.iter().filter(|c| matches!(c, Change::Comment { .. })).count();
    let is_told = |change: &Change| match *change {
        Change::Insert { custom: n }
        | Change::Wrap { custom: n }
        | Change::Within { custom: n }
        | Change::Alter { custom: n, .. }
        | Change::Payload { custom: n, .. }
        | Change::Move { custom: n, .. } => told(custom, n, |e| e.custom_line),
        Change::Delete { base: n, .. } | Change::Unwrap { base: n } => {
            told(base, n, |e| e.base_line)
        }
        Change::Comment { .. } => {
            edits.iter().filter(|e| e.kind == EditKind::Comment).count() >= comments
        }
    };
    changes.list.iter().filter(|change| !is_told(change)).cloned().collect()
}

/// A sequence's meaning, printed plainly for messages.
fn show(model: &Element) -> String {
    print(model, &Style::PLAIN, &mut super::model::Choices::endless(0))
}

/// The differences that no change accounts for, and the changes that account for none.
fn unaccounted(base: &Tree<'_>, custom: &Tree<'_>) -> Vec<String> {
    let matching = Matching::of(base, custom);
    let changes = Changes::between(base, custom, &matching);
    let mut problems = Vec::new();
    let count =
        |wanted: &dyn Fn(&Change) -> bool| changes.list.iter().filter(|c| wanted(c)).count();
    for b in base.all() {
        let gone = |n: Ix| {
            count(&|c| match c {
                Change::Delete { base, .. } => *base == n,
                Change::Unwrap { base } => *base == n,
                _ => false,
            })
        };
        match matching.b(b) {
            None => {
                let above = || base.ancestors(b).take_while(|&p| matching.b(p).is_none());
                let covered = gone(b) + above().map(gone).sum::<usize>();
                if covered == 0 {
                    problems.push(format!("{:?} of the base is gone unseen", base.kind(b)));
                }
            }
            Some(c) => {
                if matching.a(c) != Some(b) {
                    problems.push(format!("{:?} is matched one way only", base.kind(b)));
                }
                if gone(b) > 0 {
                    problems.push(format!("{:?} is both matched and gone", base.kind(b)));
                }
                let altered = count(&|change| match change {
                    Change::Alter { base, .. } | Change::Payload { base, .. } => *base == b,
                    _ => false,
                });
                let differs = match base.kind(b) {
                    Kind::PayloadFactory => base.node(b).content != custom.node(c).content,
                    _ => !base.same_head(b, custom, c),
                };
                if altered != usize::from(differs) {
                    problems.push(format!("{:?} altered {altered} times", base.kind(b)));
                }
                if base.node(b).content == custom.node(c).content {
                    continue;
                }
            }
        }
    }
    for c in custom.all() {
        let new = |n: Ix| {
            count(&|change| match change {
                Change::Insert { custom } | Change::Wrap { custom } | Change::Within { custom } => {
                    *custom == n
                }
                _ => false,
            })
        };
        match matching.a(c) {
            None => {
                let above = || custom.ancestors(c).take_while(|&p| matching.a(p).is_none());
                if new(c) + above().map(new).sum::<usize>() == 0 {
                    problems.push(format!("{:?} of custom is new unseen", custom.kind(c)));
                }
            }
            Some(b) => {
                let moved =
                    count(&|change| matches!(change, Change::Move { custom, .. } if *custom == c));
                let wrapped = || custom.parent(c).is_some_and(|p| matching.a(p).is_none());
                let same_parent = custom.parent(c).and_then(|p| matching.a(p)) == base.parent(b);
                let above = || base.ancestors(b).find(|&p| matching.b(p).is_some());
                let parent = custom.parent(c).and_then(|p| matching.a(p));
                let unwrapped = || !same_parent && parent.is_some() && above() == parent;
                if !changes.stays(c) && moved == 0 && !wrapped() && !unwrapped() {
                    problems.push(format!("{:?} stands elsewhere unseen", custom.kind(c)));
                }
                if changes.stays(c) && (moved > 0 || !same_parent) {
                    problems.push(format!("{:?} is said to stay", custom.kind(c)));
                }
            }
        }
    }
    problems
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i1_every_difference_is_accounted_for(case in any_case()) {
        let t = case.texts(BROKEN);
        let (base_doc, custom_doc) = (doc(&t.base), doc(&t.custom));
        let (base, custom) = (tree(&base_doc), tree(&custom_doc));
        let matching = Matching::of(&base, &custom);
        let changes = Changes::between(&base, &custom, &matching);
        let mediators =
            changes.list.iter().filter(|c| !matches!(c, Change::Comment { .. })).count();
        let equal = normal(&t.base_model) == normal(&t.custom_model);
        let story = story(&t.base, &t.custom, "", &format!("{:#?}", changes.list));
        prop_assert_eq!(equal, mediators == 0, "{}", story);
        prop_assert_eq!(content(&t.base) == content(&t.custom), equal, "hash against form{}", story);
        let problems = unaccounted(&base, &custom);
        prop_assert!(problems.is_empty(), "{:?}{}", problems, story);
    }

    #[test]
    fn i1_every_change_has_an_edit(case in any_case()) {
        // Between two release lines the merge matches the two in its own way.
        let t = case.texts(BROKEN);
        let m = merged(&t.base, &t.custom, &t.target, SAME_LINE)?;
        let (base, custom) = (doc(&t.base), doc(&t.custom));
        let untold = untold(&tree(&base), &tree(&custom), &m.edits);
        let story = story(&t.base, &t.custom, &t.target, &m.text);
        prop_assert!(untold.is_empty(), "{:#?}\n{:#?}{}", untold, m.edits, story);
    }

    #[test]
    fn i2_nothing_changed_gives_the_target(case in any_case()) {
        let t = case.texts(BROKEN);
        let custom = case.respelled(&t.base_model, false);
        for rewriting in [SAME_LINE, AGAIN] {
            let m = merged(&t.base, &custom, &t.target, rewriting)?;
            let story = story(&t.base, &custom, &t.target, &m.text);
            prop_assert!(m.edits.is_empty(), "{:#?}{}", m.edits, story);
            prop_assert_eq!(&m.text, &t.target, "{}", story);
        }
    }

    #[test]
    fn i2_stock_in_any_spelling_is_stock(upgrade in any_upgrade()) {
        let base = upgrade.stock.text;
        let custom = upgrade.case.respelled(&Element::parse(base), false);
        let m = merged(base, &custom, upgrade.target.text, upgrade.rewriting())?;
        prop_assert!(m.edits.is_empty(), "{:#?}\n{}", m.edits, custom);
        prop_assert_eq!(m.text, upgrade.target.text);
        prop_assert!(m.findings.is_empty(), "{:#?}", m.findings);
    }

    #[test]
    fn i3_onto_the_base_itself_gives_custom(case in any_case()) {
        let t = case.texts(BROKEN);
        let m = merged(&t.base, &t.custom, &t.base, SAME_LINE)?;
        let story = story(&t.base, &t.custom, "= base", &m.text);
        let wanted = normal(&t.custom_model);
        let got = normal(&Element::parse(&m.text));
        prop_assert!(
            got == wanted,
            "wanted\n{}\ngot\n{}\n{:#?}{}", show(&wanted), show(&got), m.edits, story
        );
        prop_assert_eq!(content(&m.text), content(&t.custom), "content{}", story);
        for edit in m.edits.iter() {
            let fine = matches!(edit.outcome, Outcome::Carried);
            prop_assert!(fine, "{:#?}{}", edit, story);
        }
        let known = t.base_model.comments();
        let there = Element::parse(&m.text).comments();
        for comment in t.custom_model.comments().iter().filter(|c| !known.contains(c)) {
            prop_assert!(there.contains(comment), "comment `{}` is lost{}", comment, story);
        }
    }

    #[test]
    fn i4_spelling_never_matters(case in any_case()) {
        let t = case.texts(BROKEN);
        let other = case.respelled(&t.custom_model, true);
        let one = merged(&t.base, &t.custom, &t.target, SAME_LINE)?;
        let two = merged(&t.base, &other, &t.target, SAME_LINE)?;
        let story = story(&t.base, &t.custom, &t.target, &one.text);
        let diff = unified("merged", "other", &one.text, &two.text);
        let same = content(&one.text) == content(&two.text);
        prop_assert!(same, "{diff}{story}--- other custom\n{other}");
    }

    #[test]
    fn i4_spelling_never_matters_in_an_upgrade(upgrade in any_upgrade()) {
        let t = upgrade.case.texts(BROKEN);
        let other = upgrade.case.respelled(&t.custom_model, true);
        let one = merged(&t.base, &t.custom, upgrade.target.text, upgrade.rewriting())?;
        let two = merged(&t.base, &other, upgrade.target.text, upgrade.rewriting())?;
        let story = story(&t.base, &t.custom, upgrade.target.text, &one.text);
        let diff = unified("merged", "other", &one.text, &two.text);
        let same = content(&one.text) == content(&two.text);
        prop_assert!(same, "{diff}{story}--- other custom\n{other}");
    }

    #[test]
    fn i5_merging_again_changes_nothing(upgrade in any_upgrade()) {
        let t = upgrade.case.texts(SOUND);
        let target = upgrade.target.text;
        let once = merged(&t.base, &t.custom, target, upgrade.rewriting())?;
        settled(&t, target, &once, AGAIN)?;
    }

    #[test]
    fn i5_merging_again_changes_nothing_on_any_target(case in any_case()) {
        let t = case.texts(SOUND);
        let once = merged(&t.base, &t.custom, &t.target, SAME_LINE)?;
        settled(&t, &t.target, &once, SAME_LINE)?;
    }

    #[test]
    fn i6_merged_is_sound(case in any_case(), prefer in any_decision()) {
        let t = case.texts(BROKEN);
        let m = merged_with(&t.base, &t.custom, &t.target, SAME_LINE, prefer)?;
        sound(&t, &t.target, &m)?;
    }

    #[test]
    fn i6_merged_is_sound_in_an_upgrade(upgrade in any_upgrade(), prefer in any_decision()) {
        let t = upgrade.case.texts(SOUND);
        let target = upgrade.target.text;
        let m = merged_with(&t.base, &t.custom, target, upgrade.rewriting(), prefer)?;
        sound(&t, target, &m)?;
    }
}

/// Merged, planned again with base = target, gives itself: always in meaning, and byte for byte
/// where the edits only add. Elsewhere there is more than one way to write the same: which of two
/// equal siblings is the new one, which of two that changed places moved, whether a payload is
/// taken over or edited in place. Planned a third time, there are no more ways left but for white
/// space.
fn settled(t: &Texts, target: &str, once: &Merged, again: Rewriting) -> Result<(), TestCaseError> {
    let twice = merged(target, &once.text, target, again)?;
    let thrice = merged(target, &twice.text, target, again)?;
    let story = story(&t.base, &t.custom, target, &once.text);
    let details = |old: &str, new: &str| {
        format!("{}{:#?}{story}", unified("merged", "again", old, new), twice.edits)
    };
    let same = content(&once.text) == content(&twice.text);
    prop_assert!(same, "another meaning\n{}", details(&once.text, &twice.text));
    use EditKind::{Comment, Insert};
    let adds = |e: &Edit| matches!(e.kind, Insert | Comment);
    let plain = once.edits.iter().chain(&twice.edits).all(adds) && !has_twins(&once.text);
    let same = once.text == twice.text;
    prop_assert!(same || !plain, "other bytes\n{}", details(&once.text, &twice.text));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let same = words(&twice.text) == words(&thrice.text);
    prop_assert!(same, "no rest\n{}", details(&twice.text, &thrice.text));
    Ok(())
}

/// Whether equal mediators stand in one list.
fn has_twins(text: &str) -> bool {
    let doc = doc(text);
    let tree = tree(&doc);
    tree.all().any(|list| {
        let mut contents: Vec<u64> = tree.children(list).map(|n| tree.node(n).content).collect();
        contents.sort_unstable();
        contents.windows(2).any(|pair| pair[0] == pair[1])
    })
}

fn any_decision() -> impl Strategy<Value = Option<Decision>> {
    proptest::sample::select(vec![None, Some(Decision::Custom), Some(Decision::Target)])
}

/// Touches the target only for what is carried; parses, validates, has no branch that the gateway
/// would not read; and every JSON format that is neither custom's nor the target's is JSON whose
/// `$n` all have their args.
pub fn sound(t: &Texts, target: &str, merge: &Merged) -> Result<(), TestCaseError> {
    let merged = merge.text.as_str();
    let story = story(&t.base, &t.custom, target, merged);
    let untouched = merged == target || merge.edits.iter().any(is_in);
    prop_assert!(untouched, "nothing is carried, yet something is written{}", story);
    let (custom_doc, target_doc) = (doc(&t.custom), doc(target));
    let (custom, target) = (tree(&custom_doc), tree(&target_doc));
    let merged_doc = doc(merged);
    let verdict = validate(&merged_doc, &custom, &target);
    prop_assert!(verdict.is_ok(), "{:?}{}", verdict.err(), story);
    let mut problems = Vec::new();
    Element::parse(merged).walk(&mut |e| {
        let count = |name: &str| e.elements().filter(|k| k.is(name)).count();
        let several = |name: &&&str| count(name) > 1;
        let only_one: &[&str] = match e.name.as_str() {
            "filter" => &["then", "else"],
            "switch" => &["default"],
            "payloadFactory" => &["format", "args"],
            _ => &[],
        };
        if let Some(name) = only_one.iter().find(several) {
            problems.push(format!("<{}> has two <{name}>", e.name));
        }
        if e.is("filter") && count("else") > 0 && count("then") == 0 {
            problems.push("<filter> has an <else> and no <then>".to_owned());
        }
    });
    prop_assert!(problems.is_empty(), "{:?}{}", problems, story);
    let formats = |text: &str| {
        let mut found = Vec::new();
        Element::parse(text).walk(&mut |e| {
            if e.is("payloadFactory") && e.get("media-type") == Some("json") {
                let args = e.child("args").map_or(0, |a| a.elements().count());
                found.extend(e.child("format").map(|f| (f.own_text().trim().to_owned(), args)));
            }
        });
        found
    };
    let broken = !check_payloads(&custom).is_empty() || !check_payloads(&target).is_empty();
    let known: Vec<_> = formats(&t.custom).into_iter().chain(formats(target_doc.text())).collect();
    for (format, args) in formats(merged) {
        if known.contains(&(format.clone(), args)) || broken {
            continue;
        }
        prop_assert!(check(&format).is_ok(), "`{}` is not valid JSON{}", format, story);
        prop_assert!(too_few_args(&format, args).is_none(), "`{}` lacks args{}", format, story);
        let plain = sample(&format);
        let serde = serde_json::from_str::<serde_json::Value>(&plain);
        prop_assert!(serde.is_ok(), "`{}`: {:?}{}", plain, serde, story);
    }
    Ok(())
}

/// A format with a number for every `$n`: as good inside a string as outside.
fn sample(format: &str) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('$') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(&rest[..at]);
        out.push_str(if digits > 0 { "1" } else { "$" });
        rest = &rest[at + 1 + digits..];
    }
    out + rest
}
