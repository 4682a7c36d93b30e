//! What once could be broken without a test that said so.

use std::collections::BTreeSet;

use faultgraft::callees::Callees;
use faultgraft::edits::{Change, Changes};
use faultgraft::identify::{Distances, bases};
use faultgraft::matching::Matching;
use faultgraft::merge::Decisions;
use faultgraft::model::{Decision, EditKind, Finding, Outcome, Triple};
use faultgraft::outcome::{FileOutcome, Given, outcome};
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml::Document;
use proptest::prelude::*;

use super::cases::*;
use super::edit::edited;
use super::edit::{put, some_list};
use super::generate::Taste;
use super::model::{Choices, Element, Kid};
use super::spell::{Style, print};

const SOUND: Taste = Taste { broken: false };

fn few() -> ProptestConfig {
    ProptestConfig { cases: config().cases / 10, ..config() }
}

fn plain(model: &Element) -> String {
    print(model, &Style::PLAIN, &mut Choices::endless(0))
}

fn changes(base: &str, custom: &str) -> Vec<Change> {
    let (base, custom) = (doc(base), doc(custom));
    let (base, custom) = (tree(&base), tree(&custom));
    Changes::between(&base, &custom, &Matching::of(&base, &custom)).list
}

/// So many changes are found at most for 100 edits of [`edited`], some of which change nothing and
/// some of which take several: what is replaced is gone and new.
const CHANGES_OF_100: usize = 90;

#[test]
fn there_are_about_as_many_changes_as_edits_were_made() {
    let (mut made, mut found) = (0, 0);
    for (number, shipped) in stock::all().iter().enumerate() {
        let base = Element::parse(shipped.text);
        for seed in 0..24 {
            let c = &mut Choices::endless(1 + number as u32 * 100 + seed);
            let edits: Vec<Vec<u16>> =
                (0..=seed % 4).map(|_| (0..40).map(|_| c.next()).collect()).collect();
            let custom = plain(&edited(&base, &edits, SOUND));
            let list = changes(shipped.text, &custom);
            made += edits.len();
            found += list.len();
        }
    }
    assert!(found * 100 <= made * CHANGES_OF_100, "{found} changes for {made} edits");
}

/// What becomes of an upgrade by decisions.
fn becomes(upgrade: &Upgrade, custom: &Document, decisions: &Decisions) -> FileOutcome {
    let (base, target) = (doc(upgrade.stock.text), doc(upgrade.target.text));
    let given = Given {
        sequence: upgrade.stock.sequence,
        texts: Triple { base: &base, custom, target: &target },
        callees: &Callees::none(),
        base_release: upgrade.release,
        target_release: Release::V4_0_0,
    };
    outcome(&given, decisions).unwrap_or_else(|e| panic!("{e}\n{}", custom.text()))
}

/// The findings that belong to an edit.
fn about(outcome: &FileOutcome, number: usize) -> Vec<&Finding> {
    outcome.findings.iter().filter(|f| f.edit == Some(number)).collect()
}

proptest! {
    #![proptest_config(few())]

    /// A rejected edit takes its findings along, and those of no other.
    #[test]
    fn a_rejected_edit_takes_its_findings_along(upgrade in any_upgrade(), which in any::<prop::sample::Index>()) {
        let custom = doc(&upgrade.case.texts(SOUND).custom);
        let all = becomes(&upgrade, &custom, &Decisions::none());
        // Of what the target cannot have there is nothing to reject, and the word about it stays.
        let is_in = |n: &usize| all.edits[*n - 1].outcome != Outcome::Dropped;
        let told: BTreeSet<usize> = all.findings.iter().filter_map(|f| f.edit).filter(is_in).collect();
        let told: Vec<usize> = told.into_iter().collect();
        if told.is_empty() {
            return Ok(());
        }
        let number = told[which.index(told.len())];
        let without = becomes(&upgrade, &custom, &Decisions::none().with(number, Decision::Reject));
        let edit = &without.edits[number - 1];
        let left = about(&without, number);
        prop_assert!(left.is_empty(), "{:#?}\n{:#?}\n{}", edit, left, custom.text());
    }

    /// What both sides inserted alike is there once, and nothing is to be decided.
    #[test]
    fn what_both_sides_did_alike_is_there_once(case in any_case()) {
        let t = case.texts(Taste { broken: true });
        let other = case.respelled(&t.custom_model, false);
        for target in [&t.custom, &other] {
            let m = merged(&t.base, &t.custom, target, SAME_LINE)?;
            let story = story(&t.base, &t.custom, target, &m.text);
            prop_assert_eq!(&m.text, target, "{:#?}{}", m.edits, story);
            for edit in &m.edits {
                prop_assert_eq!(edit.outcome, Outcome::AlreadyThere, "{:#?}{}", edit, story);
            }
        }
    }

    /// A comment that is in the merged file has its line there, wherever it stands.
    #[test]
    fn a_comment_has_the_line_on_which_it_stands(case in any_case(), places in proptest::collection::vec(any::<u16>(), 8)) {
        let mut t = case.texts(SOUND);
        let mut custom = t.custom_model.clone();
        let c = &mut Choices::new(&places);
        for number in 0..3 {
            let list = some_list(&custom, c);
            let at = c.below(custom.at(&list).kids.len() + 1);
            put(&mut custom, &list, at, Kid::Comment(format!(" my note {number} ")));
        }
        t.custom = plain(&custom);
        let m = merged(&t.base, &t.custom, &t.target, SAME_LINE)?;
        let story = story(&t.base, &t.custom, &t.target, &m.text);
        let lines: Vec<&str> = m.text.lines().collect();
        for edit in m.edits.iter().filter(|e| e.kind == EditKind::Comment) {
            let note = (0..3).map(|n| format!("my note {n} ")).find(|n| {
                edit.custom_line.is_some_and(|l| t.custom.lines().nth(l as usize - 1).unwrap().contains(n))
            });
            let Some(note) = note else { continue };
            let there = lines.iter().position(|line| line.contains(&note));
            prop_assert_eq!(
                edit.merged_line.map(|line| line as usize), there.map(|at| at + 1),
                "{:#?}{}", edit, story
            );
        }
    }
}

fn sequence(inside: &str) -> String {
    format!(
        "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">\n{inside}\n</sequence>\n"
    )
}

const LOG: &str = r#"<log level="custom"><property name="a" value="b"/></log>"#;

#[test]
fn a_comment_in_a_wrapped_part_has_its_line() {
    let base = sequence(LOG);
    let custom = sequence(&format!(
        "<filter xpath=\"$ctx:A\">\n<then>\n<!-- why -->\n{LOG}\n<!-- and -->\n<drop/>\n</then>\n</filter>"
    ));
    let merged = merged(&base, &custom, &base, SAME_LINE).unwrap();
    let comments: Vec<_> = merged.edits.iter().filter(|e| e.kind == EditKind::Comment).collect();
    let lines: Vec<&str> = merged.text.lines().collect();
    for (name, edit) in ["<!-- why -->", "<!-- and -->"].into_iter().zip(comments) {
        let line = edit.merged_line.map(|line| lines[line as usize - 1].trim());
        assert_eq!(line, Some(name), "{edit:#?}\n{}", merged.text);
    }
    assert!(lines.iter().any(|line| line.contains("why")), "{}", merged.text);
}

/// A filter without anything to do where it holds: the gateway loads it, and goes on.
#[test]
fn an_empty_then_loads_and_stays() {
    let branch = format!("<filter xpath=\"$ctx:A\"><then/><else>{LOG}</else></filter>");
    let text = sequence(&format!("{branch}<filter xpath=\"$ctx:B\"><then></then></filter><drop/>"));
    let read = doc(&text);
    let loaded = tree(&read);
    for &release in Release::ALL {
        let refused: Vec<_> = loaded.program().refusals(release).collect();
        assert!(refused.is_empty(), "{release}: {refused:?}");
    }
    // Of what stood in the `then` nothing is left; without a `then`, the `else` would not load.
    let dropped = r#"<class name="org.wso2.carbon.apimgt.usage.publisher.APIMgtFaultHandler"/>"#;
    let custom = sequence(&format!(
        "{LOG}<filter xpath=\"$ctx:A\"><then>{dropped}</then><else><drop/></else></filter>"
    ));
    let base = sequence(LOG);
    let merged = merged(&base, &custom, &base, AGAIN).unwrap();
    let then = merged.text.find("<then").unwrap_or_else(|| panic!("no then\n{}", merged.text));
    assert!(merged.text[then..].contains("<else"), "{}", merged.text);
    assert!(!merged.text.contains("APIMgtFaultHandler"), "{}", merged.text);
}

/// Sequences that are as few edits from the stock of one release as from that of another: of each
/// two contents, one with a mediator of the other's in the place of its own.
fn tied() -> Vec<(SequenceName, String, Release, Release)> {
    let old = |s: &&stock::Stock| !s.first().answers_json() && !s.first().is_inferred();
    let mut found = Vec::new();
    for &sequence in SequenceName::ALL {
        let variants: Vec<_> = stock::variants(sequence).filter(old).collect();
        for one in &variants {
            let model = Element::parse(one.text);
            for at in 0..model.kids.len() {
                let mut without = model.clone();
                without.kids.remove(at);
                let text = plain(&without);
                let read = doc(&text);
                let distances = Distances::of(sequence, &tree(&read));
                let edits =
                    |s: &stock::Stock| distances.from_release(s.first()).unwrap_or(usize::MAX);
                let least = variants.iter().map(|s| edits(s)).min().unwrap_or(0);
                let nearest: Vec<_> = variants.iter().filter(|s| edits(s) == least).collect();
                if let ([first, .., last], 1..) = (&nearest[..], least) {
                    found.push((sequence, text, first.first(), last.first()));
                }
            }
        }
    }
    found
}

/// Of two releases that are as near, the newer is taken, every time and in whatever company, and the
/// other is told of.
#[test]
fn a_tie_of_bases_is_settled_one_way_and_said() {
    let all = tied();
    assert!(all.len() > 10, "{} ties", all.len());
    let mut told = 0;
    for (sequence, text, older, newer) in &all {
        let read = doc(text);
        let distances = Distances::of(*sequence, &tree(&read));
        let chosen = bases(&[&distances], None).remove(0);
        let again = Distances::of(*sequence, &tree(&read));
        assert_eq!(bases(&[&again], None), std::slice::from_ref(&chosen), "{sequence} {text}");
        let ships = |release: Release, of: &Release| {
            stock::get(*sequence, release).is_some_and(|s| s.ships_in(*of))
        };
        let is_newer = ships(chosen.release, newer);
        let is_told = chosen.rivals.iter().any(|r| ships(*r, older));
        told += usize::from(is_newer && is_told);
    }
    // Of as many edits from two releases, those from one may be less likely: that is no tie.
    assert!(told + 2 >= all.len(), "{told} of {} ties", all.len());
}

/// What both sides did alike, where the same mediator stands in the list more than once.
#[test]
fn twins_that_both_sides_have_are_not_doubled() {
    let reason = r#"<makefault><code value="a"/><reason value="x"/></makefault>"#;
    let a = r#"<property name="A" value="x"/>"#;
    let thing = r#"<newthing a="x"/>"#;
    for (base, both) in [
        (format!("{reason}<send/>{a}"), format!("{a}<send/>{a}{reason}")),
        (format!("<in><send/>{thing}</in>"), format!("<send/><send/>{thing}")),
    ] {
        let (base, both) = (sequence(&base), sequence(&both));
        let merged = merged(&base, &both, &both, SAME_LINE).unwrap();
        assert_eq!(merged.text, both, "{:#?}", merged.edits);
    }
}

/// A prefix that the operator binds to another namespace is declared once, as the operator has it.
#[test]
fn a_prefix_that_is_bound_anew_is_declared_once() {
    let with = |uri: &str| {
        sequence(&format!(r#"<property name="A" expression="//am:code" xmlns:am="{uri}"/>"#))
    };
    let (base, custom) = (with("urn:one"), with("urn:two"));
    let merged = merged(&base, &custom, &base, SAME_LINE).unwrap();
    assert_eq!(merged.text, custom);
}
