//! Placement where both sides added something: what the operator wrote keeps the operator's order,
//! and what the target has keeps the target's.

use proptest::collection::vec;
use proptest::prelude::*;

use super::cases::{SAME_LINE, config, doc, merged, story};
use super::model::{Choices, Element, Kid};

/// A mediator that only that name has, of one of the kinds that are placed differently.
fn mediator(name: &str, kind: usize, reads: &str) -> Element {
    match kind % 6 {
        0 => Element::new("property").attr("name", name).attr("value", "x"),
        1 => Element::new("property")
            .attr("name", name)
            .attr("value", "x")
            .attr("scope", "transport"),
        2 => Element::new("filter")
            .attr("xpath", &format!("$ctx:{name}"))
            .with([Element::new("drop")]),
        3 => {
            let expression = format!("$ctx:{reads}");
            let property =
                Element::new("property").attr("name", name).attr("expression", &expression);
            Element::new("log").attr("level", "custom").with([property])
        }
        4 => Element::new("sequence").attr("key", name),
        _ => Element::new("class").attr("name", name),
    }
}

/// The name that tells a mediator from all others.
fn name_of(e: &Element) -> String {
    match e.name.as_str() {
        "property" | "class" => e.get("name").map(str::to_owned),
        "filter" => e.get("xpath").map(|x| x.trim_start_matches("$ctx:").to_owned()),
        "log" => e.elements().next().and_then(|p| p.get("name")).map(str::to_owned),
        _ => e.get("key").map(str::to_owned),
    }
    .expect("made here")
}

fn is_own_log(e: &Element) -> bool {
    e.name == "log" && name_of(e).starts_with('c')
}

fn names(list: &Element) -> Vec<String> {
    list.elements().map(name_of).collect()
}

/// A list with mediators added wherever the choices say.
fn with_added(list: &Element, side: &str, added: &[(u16, u16)], readable: &str) -> Element {
    let mut list = list.clone();
    for (i, &(at, kind)) in added.iter().enumerate() {
        let new = mediator(&format!("{side}{i}"), kind.into(), readable);
        let at = usize::from(at) % (list.kids.len() + 1);
        list.kids.insert(at, Kid::Element(new));
    }
    list
}

fn print(list: &Element, nested: bool) -> String {
    let root = Element::new("sequence").attr("name", "fault");
    let root = match nested {
        true => root.with([Element { kids: list.kids.clone(), ..Element::new("in") }]),
        false => Element { kids: list.kids.clone(), ..root },
    };
    super::spell::print(&root, &super::spell::Style::PLAIN, &mut Choices::endless(0))
}

fn is_subsequence(part: &[String], of: &[String]) -> bool {
    let mut rest = of.iter();
    part.iter().all(|name| rest.any(|n| n == name))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn both_orders_are_kept(
        kinds in vec(any::<u16>(), 0..6),
        custom in vec(any::<(u16, u16)>(), 0..6),
        target in vec(any::<(u16, u16)>(), 0..6),
        nested in any::<bool>(),
    ) {
        let mut base = Element::new("in");
        for (i, &kind) in kinds.iter().enumerate() {
            base.kids.push(Kid::Element(mediator(&format!("b{i}"), kind.into(), "x")));
        }
        let custom = with_added(&base, "c", &custom, "t0");
        let target = with_added(&base, "t", &target, "c0");
        let texts = (print(&base, nested), print(&custom, nested), print(&target, nested));
        let once = merged(&texts.0, &texts.1, &texts.2, SAME_LINE)?;
        let doc = doc(&once.text);
        let root = Element::read(&doc, doc.root());
        let got = names(if nested { root.child("in").expect("stays") } else { &root });
        let story = story(&texts.0, &texts.1, &texts.2, &once.text);
        // What only reads may stand before what it does not depend on.
        let mut ordered = custom.clone();
        ordered.kids.retain(|kid| !matches!(kid, Kid::Element(e) if is_own_log(e)));
        prop_assert!(is_subsequence(&names(&ordered), &got), "custom's order{}", story);
        prop_assert!(names(&custom).iter().all(|name| got.contains(name)), "all{}", story);
        prop_assert!(is_subsequence(&names(&target), &got), "target's order{}", story);
        let all = custom.kids.len() + target.kids.len() - base.kids.len();
        prop_assert_eq!(got.len(), all, "each once{}", story);
    }
}
