//! I7 where every mediator has a name of its own, so that each edit can be looked for: of what is
//! rejected there is no trace, what is accepted stands there once, and nothing of the target is
//! lost that nobody took out.

use std::collections::{HashMap, HashSet};

use faultgraft::merge::Merged;
use faultgraft::model::{Decision, Edit, EditKind, Outcome};
use proptest::collection::vec;
use proptest::prelude::*;

use super::cases::*;
use super::decisions::{decisions, is_in};
use super::edit;
use super::model::{Choices, Element, Kid};
use super::spell::{Style, is_list, print};

/// Makes mediators that only one name has.
struct Maker {
    side: &'static str,
    made: usize,
}

impl Maker {
    fn name(&mut self) -> String {
        self.made += 1;
        format!("{}{}x", self.side, self.made)
    }

    fn mediator(&mut self, c: &mut Choices<'_>, depth: usize) -> Element {
        let name = self.name();
        let kind = if depth > 3 { c.below(4) } else { c.below(9) };
        match kind {
            0 | 1 => Element::new("property").attr("name", &name).attr("value", "old"),
            2 => Element::new("sequence").attr("key", &name),
            3 => Element::new("class").attr("name", &name),
            4 => self.filter(name).with(self.list(c, depth)),
            5 | 6 => self.filter(name).with([Element::new("then").with(self.list(c, depth))]),
            7 => {
                let then = Element::new("then").with(self.list(c, depth));
                let otherwise = Element::new("else").with(self.list(c, depth));
                // Synapse reads an empty else as none.
                let otherwise = if otherwise.kids.is_empty() {
                    otherwise.with([self.mediator(c, 9)])
                } else {
                    otherwise
                };
                self.filter(name).with([then, otherwise])
            }
            _ => {
                let case = Element::new("case").attr("regex", "a").with(self.list(c, depth));
                Element::new("switch").attr("source", &format!("$ctx:{name}")).with([case])
            }
        }
    }

    fn filter(&self, name: String) -> Element {
        Element::new("filter").attr("xpath", &format!("$ctx:{name}"))
    }

    fn list(&mut self, c: &mut Choices<'_>, depth: usize) -> Vec<Element> {
        (0..c.below(4)).map(|_| self.mediator(c, depth + 1)).collect()
    }

    fn edit(&mut self, root: &mut Element, c: &mut Choices<'_>) {
        match c.below(16) {
            0..=2 => {
                let list = edit::some_list(root, c);
                let at = c.below(root.at(&list).kids.len() + 1);
                let new = self.mediator(c, list.len());
                edit::put(root, &list, at, Kid::Element(new));
            }
            3 | 4 => edit::delete(root, c),
            5 => edit::within(root, c),
            6..=8 => edit::between(root, c),
            9..=11 => self.wrap(root, c),
            12 | 13 => edit::unwrap(root, c),
            14 => {
                let list = edit::some_list(root, c);
                let at = c.below(root.at(&list).kids.len() + 1);
                let text = format!(" {} ", self.name());
                edit::put(root, &list, at, Kid::Comment(text));
            }
            _ => {
                let new = self.name();
                let Some(path) = edit::some(root, c, &["property"]) else { return };
                root.at_mut(&path).set("value", &new);
            }
        }
    }

    /// A run of siblings inside a new filter, perhaps with something new beside them.
    fn wrap(&mut self, root: &mut Element, c: &mut Choices<'_>) {
        let list = edit::some_list(root, c);
        let n = root.at(&list).kids.len();
        let from = c.below(n);
        let to = (from + 1 + c.below(3)).min(n);
        let mut kids: Vec<Kid> = root.at_mut(&list).kids.drain(from.min(to)..to).collect();
        if c.percent(50) {
            let at = c.below(kids.len() + 1);
            kids.insert(at, Kid::Element(self.mediator(c, 9)));
        }
        let name = self.name();
        let new = match c.percent(50) {
            true => Element { kids, ..self.filter(name) },
            false => {
                let kids = vec![Kid::Element(Element { kids, ..Element::new("then") })];
                Element { kids, ..self.filter(name) }
            }
        };
        edit::put(root, &list, from.min(to), Kid::Element(new));
    }
}

/// The name that tells a mediator from all others; none for a part.
fn name_of(e: &Element) -> Option<&str> {
    match e.name.as_str() {
        "property" | "class" => e.get("name"),
        "filter" => e.get("xpath")?.strip_prefix("$ctx:"),
        "switch" => e.get("source")?.strip_prefix("$ctx:"),
        "sequence" => e.get("key"),
        _ => None,
    }
}

/// Where each name stands: the name around it and the branch, the root's being empty.
fn places(root: &Element) -> HashMap<String, Vec<String>> {
    fn below(list: &Element, place: &str, found: &mut HashMap<String, Vec<String>>) {
        for e in list.elements() {
            let inner = match name_of(e) {
                Some(name) => {
                    found.entry(name.to_owned()).or_default().push(place.to_owned());
                    format!("{name}{}", if is_list(e) { "/then" } else { "" })
                }
                None => format!("{place}/{}", e.name),
            };
            below(e, &inner, found);
        }
    }
    let mut found = HashMap::new();
    below(root, "", &mut found);
    found
}

fn words(text: &str) -> HashMap<&str, usize> {
    let mut found = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        *found.entry(word).or_default() += 1;
    }
    found
}

fn names_below(e: &Element) -> HashSet<&str> {
    let mut found = HashSet::new();
    e.walk(&mut |e| found.extend(name_of(e)));
    found
}

/// The names around each name, outermost first.
fn around(root: &Element) -> HashMap<&str, Vec<&str>> {
    fn below<'e>(list: &'e Element, outer: &[&'e str], found: &mut HashMap<&'e str, Vec<&'e str>>) {
        for e in list.elements() {
            let mut inner = outer.to_vec();
            if let Some(name) = name_of(e) {
                found.insert(name, outer.to_vec());
                inner.push(name);
            }
            below(e, &inner, found);
        }
    }
    let mut found = HashMap::new();
    below(root, &[], &mut found);
    found
}

fn is_gone(edit: &Edit) -> bool {
    edit.summary.contains(" is gone, ") || edit.kind == EditKind::Delete
}

/// The names of the element that begins on that line.
fn block(text: &str, line: Option<u32>) -> impl Iterator<Item = &str> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let from = line.map_or(usize::MAX, |n| n as usize - 1);
    let outer = text.lines().nth(from).map_or(0, indent);
    let below = text.lines().skip(from + 1).take_while(move |line| indent(line) > outer);
    let lines = text.lines().nth(from).into_iter().chain(below);
    lines.flat_map(|line| words(line).into_keys())
}

/// What one edit is about: the name on its line, in custom or, for what is gone, in the base.
fn subject<'t>(edit: &Edit, base: &'t str, custom: &'t str) -> Option<&'t str> {
    let (text, line) =
        if is_gone(edit) { (base, edit.base_line) } else { (custom, edit.custom_line) };
    let line = text.lines().nth(line? as usize - 1)?;
    let word = |w: &&str| w.ends_with('x') && w.starts_with(['b', 'c']) && w.len() > 2;
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .find(|w| word(w) && w[1..w.len() - 1].bytes().all(|b| b.is_ascii_digit()))
}

/// Three versions in which every mediator has a name of its own.
pub struct Three {
    pub base: Element,
    pub custom: Element,
    pub target: Element,
}

impl Three {
    pub fn of(base: &[u16], custom: &[Vec<u16>], target: &[Vec<u16>]) -> Self {
        let mut maker = Maker { side: "b", made: 0 };
        let c = &mut Choices::new(base);
        let kids = (0..2 + c.below(5)).map(|_| maker.mediator(c, 0)).collect::<Vec<_>>();
        let base = Element::new("sequence").attr("name", "fault").with(kids);
        let edited = |side, edits: &[Vec<u16>]| {
            let mut maker = Maker { side, made: 0 };
            let mut root = base.clone();
            edits.iter().for_each(|e| maker.edit(&mut root, &mut Choices::new(e)));
            root
        };
        let (custom, target) = (edited("c", custom), edited("t", target));
        Self { base, custom, target }
    }
}

pub fn plain(root: &Element) -> String {
    print(root, &Style::PLAIN, &mut Choices::endless(0))
}

/// Names that say less: those of the base that stand in something inserted (small mediators that
/// moved far), and those of conditions, which change while the mediator is the same.
fn unclear<'t>(three: &'t Three, m: &Merged, custom: &str) -> HashSet<&'t str> {
    let of = |kind| m.edits.iter().filter(move |e| e.kind == kind);
    let new: HashSet<&str> =
        of(EditKind::Insert).flat_map(|e| block(custom, e.custom_line)).collect();
    let target_side =
        |e: &Edit| e.sides.as_ref().and_then(|s| s.target.clone()).unwrap_or_default();
    let changes = of(EditKind::Change).map(|e| format!("{} {}", e.summary, target_side(e)));
    let changes: Vec<String> = changes.collect();
    let changed: HashSet<&str> = changes.iter().flat_map(|text| words(text).into_keys()).collect();
    // A wrapper of that name around what another of that name held.
    let wraps: HashSet<&str> =
        of(EditKind::Wrap).flat_map(|e| words(&e.summary).into_keys()).collect();
    let mut found = HashSet::new();
    three.base.walk(&mut |e| found.extend(name_of(e).filter(|n| new.contains(n))));
    three.custom.walk(&mut |e| {
        found.extend(name_of(e).filter(|n| n.starts_with('b') && wraps.contains(n)));
    });
    for root in [&three.base, &three.custom, &three.target] {
        root.walk(&mut |e| {
            let condition = e.is("filter") || e.is("switch");
            found.extend(name_of(e).filter(|n| condition && changed.contains(n)));
        });
    }
    found
}

/// Looks for every edit in the merged text, and for everything of the target.
fn problems(three: &Three, m: &Merged) -> Vec<String> {
    let [base, custom, target] = [&three.base, &three.custom, &three.target].map(plain);
    let merged = Element::parse(&m.text);
    let there = words(&m.text);
    let count = |name: &str| there.get(name).copied().unwrap_or(0);
    let (in_base, in_custom) = (names_below(&three.base), names_below(&three.custom));
    let (custom_around, target_around) = (around(&three.custom), around(&three.target));
    let base_around = around(&three.base);
    let mut found = Vec::new();
    // What was decided for and has no place is said, and is no more in the file than what was not.
    let said = m.findings.iter().filter(|f| f.rule == "no-place").filter_map(|f| f.edit);
    let said: HashSet<usize> = said.collect();
    let edits: Vec<(&Edit, bool)> =
        m.edits.iter().zip(1..).map(|(e, n)| (e, is_in(e) && !said.contains(&n))).collect();
    let unclear = unclear(three, m, &custom);
    let gone = m.edits.iter().filter(|e| is_gone(e));
    let kept: HashSet<&str> = gone.flat_map(|e| block(&base, e.base_line)).collect();
    let mut out = unclear.clone();
    let mut taken = unclear.clone();
    for &(edit, is_in) in &edits {
        let name = subject(edit, &base, &custom);
        if !is_in {
            out.extend(name.filter(|name| !in_base.contains(name)));
        } else if is_gone(edit) {
            // By name it may be in custom, as another one in something new.
            // With the operator's version of a conflict goes what the target has there.
            let all = edit.kind == EditKind::Delete || edit.outcome == Outcome::Conflict;
            let gone = block(&target, edit.target_line);
            taken.extend(gone.filter(|name| all || !in_custom.contains(name)));
            taken.extend(block(&base, edit.base_line).filter(|_| all));
        }
    }
    for &(edit, is_in) in &edits {
        let name = subject(edit, &base, &custom).filter(|name| !unclear.contains(name));
        let Some(name) = name else { continue };
        let decided_against = matches!(edit.decision, Some(Decision::Reject | Decision::Target));
        let new = matches!(edit.kind, EditKind::Insert | EditKind::Wrap) && !in_base.contains(name);
        let nothing = matches!(edit.outcome, Outcome::AlreadyThere | Outcome::Dropped);
        if new && decided_against && !nothing && count(name) > 0 {
            found.push(format!("{name} is rejected and there: {edit:#?}"));
        }
        let wrapped_out =
            custom_around.get(name).is_some_and(|a| a.iter().any(|n| out.contains(n)));
        if new && is_in && !wrapped_out && count(name) != 1 {
            found.push(format!("{name} is accepted and there {} times: {edit:#?}", count(name)));
        }
    }
    // A new wrapper around nothing that the target has is not written.
    let mut hollow = HashSet::new();
    three.custom.walk(&mut |e| {
        let gone = |n: &&str| n.starts_with('b') && !target_around.contains_key(n);
        hollow.extend(name_of(e).filter(|_| names_below(e).iter().any(gone)));
    });
    // Taken away with what held it, and written again in a new wrapper: to the merge it is another
    // one there, which goes with the wrapper where all that this holds is gone from the target.
    let wraps = m.edits.iter().filter(|e| e.kind == EditKind::Wrap && !is_gone(e));
    let again_in_wrapper: HashSet<&str> =
        wraps.flat_map(|e| block(&custom, e.custom_line)).filter(|n| kept.contains(n)).collect();
    let placed = places(&merged);
    let was_placed = places(&three.target);
    for (&name, outer) in target_around.iter().filter(|(name, _)| !unclear.contains(*name)) {
        let times = placed.get(name).map_or(0, Vec::len);
        // What the target moved far may look like something new in it.
        let around = |n: &str| std::iter::once(&n).chain(outer).any(|n| taken.contains(n));
        let gone = match in_custom.contains(name) && !taken.contains(name) {
            true => hollow.contains(name) || base_around.get(name) != Some(outer) && around(name),
            false => around(name),
        } || again_in_wrapper.contains(name);
        // Another of that name may stand in something new: the same mediator written again.
        let again = in_custom.contains(name) && kept.contains(name);
        if times != 1 && !(gone && times == 0) && !(again && times == 2) {
            found.push(format!("{name} of the target is there {times} times"));
        }
    }
    let stays = |(e, is_in): &&(&Edit, bool)| {
        e.kind == EditKind::Move && !is_in && e.outcome != Outcome::Dropped
    };
    for (edit, _) in edits.iter().filter(stays) {
        let Some(name) = subject(edit, &base, &custom) else { continue };
        if let Some(was) = was_placed.get(name)
            && was.iter().all(|w| !unclear.contains(w.split('/').next().unwrap_or_default()))
            && placed.get(name) != Some(was)
        {
            found.push(format!("{name} moved to {:?}: {edit:#?}", placed.get(name)));
        }
    }
    found
}

/// The values and comments that only one edit has.
fn unique_words(three: &Three) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> =
        three.custom.comments().into_iter().map(|text| (text, false)).collect();
    three.custom.walk(&mut |e| {
        let value = e.get("value").filter(|v| v.starts_with('c'));
        found.extend(value.map(|v| (v.to_owned(), true)));
    });
    found
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i7_each_edit_goes_its_own_way(
        base in vec(any::<u16>(), 0..60),
        custom in vec(vec(any::<u16>(), 0..24), 0..8),
        target in vec(vec(any::<u16>(), 0..24), 0..4),
        chosen in vec(any::<u8>(), 16),
    ) {
        let three = Three::of(&base, &custom, &target);
        let texts = [&three.base, &three.custom, &three.target].map(plain);
        let texts = (texts[0].as_str(), texts[1].as_str(), texts[2].as_str());
        let n = merged_by(texts, SAME_LINE, &decisions(&[], 0))?.edits.len();
        let m = merged_by(texts, SAME_LINE, &decisions(&chosen, n))?;
        let found = problems(&three, &m);
        let story = story(texts.0, texts.1, texts.2, &m.text);
        prop_assert!(found.is_empty(), "{}\n{:#?}{}", found.join("\n"), m.edits, story);
        for (word, is_value) in unique_words(&three) {
            let about = |e: &&Edit| {
                let text = if is_value { format!("\"{word}\"") } else { word.clone() };
                let fits = match is_value {
                    true => matches!(e.kind, EditKind::Insert | EditKind::Change),
                    false => e.kind == EditKind::Comment,
                };
                fits && e.summary.contains(&text)
            };
            let Some(edit) = m.edits.iter().find(about) else { continue };
            let there = words(&m.text).contains_key(word.as_str());
            if matches!(edit.decision, Some(Decision::Reject | Decision::Target))
                && !matches!(edit.outcome, Outcome::AlreadyThere | Outcome::Dropped)
            {
                prop_assert!(!there, "{} is rejected and there{}", word, story);
            }
            let new = edit.kind == EditKind::Insert;
            prop_assert!(there || new || !is_in(edit), "{} is accepted and not there{}", word, story);
        }
    }
}
