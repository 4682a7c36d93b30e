//! Ways whose answers are alike, made one.

use std::collections::{BTreeMap, BTreeSet};

use super::clients::of_the_client;
use super::{Held, Way};
use crate::expression::Location;
use crate::model::Answer;
use crate::preview::changes::Echoes;

/// Ways that depend on more than so many things are not made fewer: nobody reads them all anyway.
const MAX_FOLDED: usize = 32;

/// What a client gets on a way: what comes back of its own headers counts by their names alone.
type Said = ([Option<Answer>; 2], Echoes);

pub(super) fn said(way: &Way) -> Said {
    let answers = [&way.old, &way.new].map(|ran| {
        let ran = ran.as_ref()?;
        let mut answer = ran.answer.clone();
        answer.headers.retain(|name, value| !ran.sends_back(name, value));
        Some(answer)
    });
    (answers, Echoes::of(way.old.as_ref(), way.new.as_ref()))
}

/// What is compared of a way.
struct One<'w, S> {
    /// Its number among the ways.
    at: usize,
    held: Vec<Held>,
    method: Option<&'w str>,
    said: S,
}

/// Ways that differ in one thing only, and of which the same is said, made one: the numbers of those
/// that stay, and what holds on them.
pub(super) fn folded<S: PartialEq>(
    ways: &[Way],
    said: impl Fn(usize, &Way) -> S,
) -> BTreeMap<usize, Vec<Held>> {
    let mut ones = Vec::with_capacity(ways.len());
    for (at, way) in ways.iter().enumerate() {
        let method = way.request.method.as_deref();
        ones.push(One { at, held: way.held.clone(), method, said: said(at, way) });
    }
    loop {
        let over: BTreeSet<BTreeSet<Location>> =
            ones.iter().flat_map(|one| one.held.iter().map(|h| h.inputs.clone())).collect();
        let before = ones.len();
        if over.len() <= MAX_FOLDED {
            for inputs in over {
                ones = folded_over(ones, &inputs);
            }
        }
        if ones.len() == before {
            return ones.into_iter().map(|one| (one.at, one.held)).collect();
        }
    }
}

fn folded_over<'w, S: PartialEq>(
    ways: Vec<One<'w, S>>,
    inputs: &BTreeSet<Location>,
) -> Vec<One<'w, S>> {
    let is_over = |held: &&Held| held.inputs == *inputs;
    let mut groups: BTreeMap<Vec<&Held>, Vec<usize>> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        // One that does not depend on it stands for itself.
        if !way.held.iter().any(|h| is_over(&h)) {
            continue;
        }
        let rest = way.held.iter().filter(|h| !is_over(h)).collect();
        groups.entry(rest).or_default().push(at);
    }
    let protocols: BTreeSet<&Held> = match *inputs == [Location::Format].into() {
        true => ways.iter().flat_map(|way| way.held.iter().filter(is_over)).collect(),
        false => BTreeSet::new(),
    };
    let mut dropped = BTreeSet::new();
    let mut joined: BTreeMap<usize, Option<Vec<String>>> = BTreeMap::new();
    for group in groups.values() {
        let mut left = group.clone();
        while let Some(&first) = left.first() {
            let (alike, others): (Vec<usize>, Vec<usize>) =
                left.iter().partition(|&&at| ways[first].said == ways[at].said);
            if alike.len() > 1 {
                let mut words: Vec<String> = Vec::new();
                for held in alike.iter().flat_map(|&at| over(&ways[at].held, inputs)) {
                    if !words.contains(&held) {
                        words.push(held);
                    }
                }
                // A client of another protocol is asked other things, and stands in another group;
                // so do those that use another method than the only one here.
                let said = |held: &&Held| held.words.iter().all(|word| words.contains(word));
                let methods: BTreeSet<_> = alike.iter().map(|&at| ways[at].method).collect();
                let all = alike.len() == group.len()
                    && protocols.iter().all(said)
                    && (methods.len() > 1 || *inputs != of_the_client());
                joined.insert(first, (!all).then_some(words));
                dropped.extend(alike[1..].iter().copied());
            }
            left = others;
        }
    }
    let kept = ways.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at));
    let join = |(at, mut way): (usize, One<'w, S>)| {
        if let Some(words) = joined.get(&at) {
            way.held.retain(|h| !is_over(&h));
            let held = words.clone().map(|words| Held { inputs: inputs.clone(), words });
            way.held.splice(0..0, held);
        }
        way
    };
    kept.map(join).collect()
}

/// What holds of some inputs on a way, in words: one of these.
fn over(held: &[Held], inputs: &BTreeSet<Location>) -> Vec<String> {
    let held: Vec<&Held> = held.iter().filter(|h| h.inputs == *inputs).collect();
    match held.as_slice() {
        [one] => one.words.clone(),
        all => vec![all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")],
    }
}
