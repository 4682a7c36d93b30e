//! Lists made to be hard to align. There is no clock here: at these sizes anything worse than
//! nearly linear would not come to an end.

use faultgraft::matching::Matching;
use faultgraft::program::Ix;

use super::cases::{SAME_LINE, doc, merged, tree};

const LONG: usize = 5_000;

fn sequence(mediators: impl IntoIterator<Item = String>) -> String {
    let inside: String = mediators.into_iter().map(|m| format!("  {m}\n")).collect();
    let root = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"fault\">";
    format!("{root}\n{inside}</sequence>\n")
}

fn property(name: usize, value: usize) -> String {
    format!("<property name=\"P{name}\" value=\"{value}\"/>")
}

/// Pairs are one to one, and onto the base itself the merge gives custom.
fn holds(base: &str, custom: &str) {
    let (base_doc, custom_doc) = (doc(base), doc(custom));
    let (a, b) = (tree(&base_doc), tree(&custom_doc));
    let matching = Matching::of(&a, &b);
    for n in a.all() {
        assert!(matching.b(n).is_none_or(|m| matching.a(m) == Some(n)));
    }
    for n in b.all() {
        assert!(matching.a(n).is_none_or(|m| matching.b(m) == Some(n)));
    }
    let merged = merged(base, custom, base, SAME_LINE).expect("merges");
    let merged = doc(&merged.text);
    assert_eq!(tree(&merged).node(Ix::ROOT).content, b.node(Ix::ROOT).content);
}

#[test]
fn equal_siblings() {
    let list = |n| sequence((0..n).map(|_| property(0, 0)));
    holds(&list(LONG), &list(LONG - 1));
    holds(&list(LONG - 1), &list(LONG));
    holds(&list(LONG), &list(3));
}

#[test]
fn equal_siblings_around_one_that_moved() {
    let with = |at| {
        sequence((0..LONG).map(move |i| if i == at { property(1, 1) } else { property(0, 0) }))
    };
    holds(&with(10), &with(LONG - 10));
}

#[test]
fn sawtooth() {
    let teeth = |n: usize| sequence((0..LONG).map(move |i| property(i % n, 0)));
    holds(&teeth(7), &teeth(11));
    holds(&teeth(2), &teeth(3));
}

#[test]
fn changed_values_under_the_same_names() {
    let list = |by: usize| sequence((0..LONG).map(move |i| property(i % 5, i * by)));
    holds(&list(1), &list(2));
}

#[test]
fn reversed() {
    let forth = sequence((0..LONG).map(|i| property(i, i)));
    let back = sequence((0..LONG).rev().map(|i| property(i, i)));
    holds(&forth, &back);
}

#[test]
fn interleaved_with_new_ones() {
    let base = sequence((0..LONG).map(|i| property(i, i)));
    let custom =
        sequence((0..LONG).flat_map(|i| [property(i, i), "<log level=\"full\"/>".to_owned()]));
    holds(&base, &custom);
    holds(&custom, &base);
}

#[test]
fn wrapped_one_by_one() {
    let base = sequence((0..LONG).map(|i| property(i, i)));
    let wrapped =
        |i| format!("<filter xpath=\"$ctx:F{i}\"><then>{}</then></filter>", property(i, i));
    let custom = sequence((0..LONG).map(wrapped));
    holds(&base, &custom);
    holds(&custom, &base);
}

#[test]
fn deeply_nested() {
    let nested = |depth: usize, inside: &str| {
        let open = "<filter xpath=\"$ctx:F\">".repeat(depth);
        sequence([format!("{open}{inside}{}", "</filter>".repeat(depth))])
    };
    holds(&nested(120, &property(1, 1)), &nested(121, &property(1, 2)));
    holds(&nested(121, &property(1, 1)), &nested(60, &property(1, 1)));
}
