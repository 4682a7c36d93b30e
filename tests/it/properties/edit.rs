//! Random edits of a sequence, as operators make them.

use super::generate::{self, Taste};
use super::model::{Choices, Element, Kid, Ns};
use super::spell::is_list;

/// A copy with the edits made, one after the other.
pub fn edited(root: &Element, edits: &[Vec<u16>], taste: Taste) -> Element {
    let mut root = root.clone();
    for edit in edits {
        apply(&mut root, &mut Choices::new(edit), taste);
    }
    root
}

fn apply(root: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    match c.below(24) {
        0..=3 => insert(root, c, taste),
        4..=6 => delete(root, c),
        7..=9 => change(root, c),
        10..=12 => payload(root, c, taste),
        13 | 14 => within(root, c),
        15 | 16 => between(root, c),
        17 | 18 => wrap(root, c, taste),
        19 => unwrap(root, c),
        20 => parts(root, c, taste),
        21 => branches(root, c, taste),
        22 => comment(root, c),
        _ => replace(root, c, taste),
    }
}

/// The paths of all elements for which `wanted` holds.
fn paths(root: &Element, wanted: impl Fn(&Element) -> bool) -> Vec<Vec<usize>> {
    fn below(
        e: &Element,
        path: &mut Vec<usize>,
        wanted: &impl Fn(&Element) -> bool,
        found: &mut Vec<Vec<usize>>,
    ) {
        if wanted(e) {
            found.push(path.clone());
        }
        for (i, kid) in e.kids.iter().enumerate() {
            if let Kid::Element(kid) = kid {
                path.push(i);
                below(kid, path, wanted, found);
                path.pop();
            }
        }
    }
    let mut found = Vec::new();
    below(root, &mut Vec::new(), &wanted, &mut found);
    found
}

/// The lists, the root first.
fn lists(root: &Element) -> Vec<Vec<usize>> {
    paths(root, is_list)
}

/// The mediators: what stands in a list and is no part of one.
fn mediators(root: &Element) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for list in lists(root) {
        for (i, kid) in root.at(&list).kids.iter().enumerate() {
            if matches!(kid, Kid::Element(_)) {
                found.push(list.iter().copied().chain([i]).collect());
            }
        }
    }
    found
}

fn cut(root: &mut Element, path: &[usize]) -> Kid {
    let (last, list) = path.split_last().expect("not the root");
    root.at_mut(list).kids.remove(*last)
}

pub fn put(root: &mut Element, list: &[usize], at: usize, kid: Kid) {
    root.at_mut(list).kids.insert(at, kid);
}

pub fn some_list(root: &Element, c: &mut Choices<'_>) -> Vec<usize> {
    let lists = lists(root);
    c.pick(&lists)
}

fn some_mediator(root: &Element, c: &mut Choices<'_>) -> Option<Vec<usize>> {
    let all = mediators(root);
    (!all.is_empty()).then(|| c.pick(&all))
}

pub fn some(root: &Element, c: &mut Choices<'_>, name: &[&str]) -> Option<Vec<usize>> {
    let all = paths(root, |e| name.iter().any(|n| e.is(n)));
    (!all.is_empty()).then(|| c.pick(&all))
}

fn insert(root: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    let list = some_list(root, c);
    let at = c.below(root.at(&list).kids.len() + 1);
    let all = mediators(root);
    let new = match all.is_empty() || !c.percent(20) {
        true => Kid::Element(generate::mediator(c, list.len(), taste)),
        false => Kid::Element(root.at(&c.pick(&all)).clone()),
    };
    put(root, &list, at, new);
}

pub fn delete(root: &mut Element, c: &mut Choices<'_>) {
    if let Some(path) = some_mediator(root, c) {
        cut(root, &path);
    }
}

fn replace(root: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    if let Some(path) = some_mediator(root, c) {
        *root.at_mut(&path) = generate::mediator(c, path.len(), taste);
    }
}

/// Another value of an attribute, one more, one less, or another text.
fn change(root: &mut Element, c: &mut Choices<'_>) {
    let is_text = |k: &Kid| matches!(k, Kid::Text(_));
    let speaking = paths(root, |e| e.kids.iter().any(is_text));
    if !speaking.is_empty() && c.percent(20) {
        let e = root.at_mut(&c.pick(&speaking));
        let texts = e.kids.iter_mut().filter_map(|k| match k {
            Kid::Text(text) => Some(text),
            _ => None,
        });
        texts.last().expect("one").push_str(c.pick(&["x", " more", "\nlast();"]));
        return;
    }
    let all = paths(root, |e| e.ns == Ns::Synapse && !e.attrs.is_empty());
    let e = root.at_mut(&c.pick(&all));
    match (e.name.as_str(), c.below(4)) {
        ("sequence", _) if e.get("key").is_none() => {
            e.set("onError", c.pick(&["fault", "mine"]));
        }
        ("filter", _) => *e = generate::condition(c, e.clone()),
        ("property", 0 | 1) if e.get("action").is_none() && e.elements().next().is_none() => {
            for name in ["value", "expression", "type"] {
                e.unset(name);
            }
            let mut new = generate::part(c);
            for name in ["value", "expression"] {
                if let Some(value) = new.get(name) {
                    let value = value.to_owned();
                    generate::set_expression(e, name, &value);
                }
            }
            new.kids.clear();
        }
        ("property", 2) => e.set("scope", c.pick(&["axis2", "transport", "operation"])),
        (_, 3) if e.get("trace").is_none() => e.set("trace", "enable"),
        _ => {
            let i = c.below(e.attrs.len());
            let (name, value) = &mut e.attrs[i];
            if !matches!(name.as_str(), "type" | "action" | "media-type" | "scope" | "evaluator") {
                let is_expression = matches!(name.as_str(), "expression" | "xpath" | "source");
                match is_expression {
                    true => other_expression(value),
                    false => value.push('x'),
                }
            }
        }
    }
}

/// Another expression that parses where the first does: what does not parse has one spelling only.
fn other_expression(text: &mut String) {
    match text.strip_suffix(')').filter(|t| t.starts_with("json-eval(")) {
        Some(path) => *text = format!("{path}.x)"),
        None if text.ends_with(|c: char| c.is_alphanumeric()) => text.push('x'),
        None => text.push_str(" = 'x'"),
    }
}

pub fn within(root: &mut Element, c: &mut Choices<'_>) {
    let all: Vec<_> = lists(root).into_iter().filter(|list| root.at(list).kids.len() > 1).collect();
    if all.is_empty() {
        return;
    }
    let list = c.pick(&all);
    let n = root.at(&list).kids.len();
    let from = c.below(n);
    let kid = root.at_mut(&list).kids.remove(from);
    let to = c.below(n);
    put(root, &list, to, kid);
}

pub fn between(root: &mut Element, c: &mut Choices<'_>) {
    if let Some(path) = some_mediator(root, c) {
        let kid = cut(root, &path);
        let list = some_list(root, c);
        let at = c.below(root.at(&list).kids.len() + 1);
        put(root, &list, at, kid);
    }
}

/// A run of siblings inside something new.
fn wrap(root: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    let list = some_list(root, c);
    let n = root.at(&list).kids.len();
    let from = c.below(n);
    let len = 1 + c.below(4);
    let to = (from + len).min(n);
    let kids: Vec<Kid> = root.at_mut(&list).kids.drain(from.min(to)..to).collect();
    let holding = |name: &str, kids| Element { kids, ..Element::new(name) };
    let new = match c.below(7) {
        0 | 1 => generate::condition(c, holding("filter", kids)),
        2 => {
            let e = generate::condition(c, Element::new("filter"));
            e.with([holding("then", kids)])
        }
        3 => {
            let e = generate::condition(c, Element::new("filter"));
            let then = Element::new("then").with(generate::list(c, list.len() + 1, taste));
            e.with([then, holding("else", kids)])
        }
        4 => {
            let case = holding("case", kids).attr("regex", "a");
            Element::new("switch").attr("source", "$ctx:ERROR_CODE").with([case])
        }
        5 => Element::new("clone").with([Element::new("target").with([holding("sequence", kids)])]),
        _ => holding("in", kids),
    };
    put(root, &list, from.min(to), Kid::Element(new));
}

/// A wrapper away, what it held in its place.
pub fn unwrap(root: &mut Element, c: &mut Choices<'_>) {
    let holds = |e: &Element| ["filter", "in", "out", "switch"].iter().any(|n| e.is(n));
    let all: Vec<_> = mediators(root).into_iter().filter(|p| holds(root.at(p))).collect();
    if all.is_empty() {
        return;
    }
    let path = c.pick(&all);
    let mut held: Vec<Kid> = Vec::new();
    let e = root.at_mut(&path);
    match is_list(e) {
        true => held.append(&mut e.kids),
        false => e.elements_mut().filter(|b| is_list(b)).for_each(|b| held.append(&mut b.kids)),
    }
    let (last, list) = path.split_last().expect("not the root");
    root.at_mut(list).kids.splice(*last..=*last, held);
}

/// The properties of a log or class, the cases of a switch.
fn parts(root: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    let Some(path) = some(root, c, &["log", "class", "switch"]) else { return };
    let e = root.at_mut(&path);
    let n = e.kids.len();
    let is_default = |k: &Kid| matches!(k, Kid::Element(k) if k.is("default"));
    match c.below(4) {
        0 | 1 => {
            let new = match e.is("switch") {
                true => generate::case(c, path.len() + 1, taste),
                false => generate::part(c),
            };
            let at = c.below(n + 1);
            let at = if at == n && e.kids.last().is_some_and(is_default) { n - 1 } else { at };
            e.kids.insert(at, Kid::Element(new));
        }
        2 if n > 0 => drop(e.kids.remove(c.below(n))),
        _ if n > 1 => {
            let kid = e.kids.remove(c.below(n));
            e.kids.insert(c.below(n), kid);
        }
        _ => {}
    }
}

/// The `then` and `else` of a filter.
fn branches(root: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    let Some(path) = some(root, c, &["filter"]) else { return };
    let filter = root.at_mut(&path);
    if filter.child("then").is_none() {
        let kids = std::mem::take(&mut filter.kids);
        filter.kids.push(Kid::Element(Element { kids, ..Element::new("then") }));
    }
    let is_else = |k: &Kid| matches!(k, Kid::Element(k) if k.is("else"));
    match (filter.kids.iter().any(is_else), c.below(3)) {
        (false, _) => {
            let new = Element::new("else").with(generate::list(c, path.len() + 1, taste));
            filter.kids.push(Kid::Element(new));
        }
        (true, 0) => filter.kids.retain(|k| !is_else(k)),
        (true, 1) => {
            let mut branches: Vec<&mut Element> = filter.elements_mut().collect();
            if let [then, otherwise] = &mut branches[..] {
                std::mem::swap(&mut then.kids, &mut otherwise.kids);
                std::mem::swap(&mut then.attrs, &mut otherwise.attrs);
            }
        }
        (true, _) => {
            let then = filter.child_mut("then").expect("made above");
            then.kids.clear();
            then.set("sequence", "mine");
        }
    }
}

fn comment(root: &mut Element, c: &mut Choices<'_>) {
    let list = some_list(root, c);
    let at = c.below(root.at(&list).kids.len() + 1);
    let text = format!(" ticket {} ", c.below(1000));
    put(root, &list, at, Kid::Comment(text));
}

fn payload(root: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    let Some(path) = some(root, c, &["payloadFactory"]) else { return };
    let e = root.at_mut(&path);
    if e.child("format").is_none() {
        return;
    }
    match c.below(8) {
        0 => args(e, c),
        1 => swap_args(e),
        2 if c.percent(30) => {
            *e = generate::payload(c, taste);
        }
        3 if c.percent(30) => e.set("trace", "enable"),
        _ => format(e, c, taste),
    }
}

/// Another arg, or one more.
fn args(e: &mut Element, c: &mut Choices<'_>) {
    if e.child("args").is_none() {
        e.kids.push(Kid::Element(Element::new("args")));
    }
    let new = generate::arg(c);
    let args = e.child_mut("args").expect("made above");
    let n = args.kids.len();
    match n > 0 && c.percent(60) {
        true => args.kids[c.below(n)] = Kid::Element(new),
        false => args.kids.push(Kid::Element(new)),
    }
}

/// The first two args change places, and so do their numbers: no change of meaning.
fn swap_args(e: &mut Element) {
    let n = e.child("args").map_or(0, |a| a.elements().count());
    if n < 2 {
        return;
    }
    let args = e.child_mut("args").expect("counted");
    let at: Vec<usize> =
        (0..args.kids.len()).filter(|&i| matches!(args.kids[i], Kid::Element(_))).collect();
    args.kids.swap(at[0], at[1]);
    let swapped = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some(dollar) = rest.find('$') {
            let digits = rest[dollar + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let number = &rest[dollar + 1..dollar + 1 + digits];
            out.push_str(&rest[..=dollar]);
            out.push_str(match number {
                "1" => "2",
                "2" => "1",
                other => other,
            });
            rest = &rest[dollar + 1 + digits..];
        }
        out + rest
    };
    fn texts(e: &mut Element, of: &impl Fn(&str) -> String) {
        for (_, value) in &mut e.attrs {
            *value = of(value);
        }
        for kid in &mut e.kids {
            match kid {
                Kid::Text(text) => *text = of(text),
                Kid::Element(kid) => texts(kid, of),
                Kid::Comment(_) => {}
            }
        }
    }
    let format = e.child_mut("format").expect("checked");
    for kid in &mut format.kids {
        match kid {
            Kid::Text(text) => *text = swapped(text),
            Kid::Element(kid) => texts(kid, &swapped),
            Kid::Comment(_) => {}
        }
    }
}

fn format(e: &mut Element, c: &mut Choices<'_>, taste: Taste) {
    let n = e.child("args").map_or(0, |a| a.elements().count());
    let json = e.get("media-type") == Some("json");
    let format = e.child_mut("format").expect("checked");
    if format.elements().next().is_some() {
        let root = format.elements_mut().next().expect("checked");
        return xml(root, c, n, taste);
    }
    let text = format.own_text();
    let new = match json {
        true => json_edited(&text, c, n, taste),
        false => format!("{text}!"),
    };
    format.kids = vec![Kid::Text(new)];
}

fn xml(root: &mut Element, c: &mut Choices<'_>, n: usize, taste: Taste) {
    let ns = root.ns.clone();
    let all = paths(root, |_| true);
    let path = c.pick(&all);
    let leaf = root.at(&path).elements().next().is_none();
    let few = root.at(&path).kids.len();
    match c.below(7) {
        0 | 1 if leaf && !path.is_empty() => {
            root.at_mut(&path).kids = vec![Kid::Text(generate::field_text(c, n, taste))];
        }
        2 if !path.is_empty() => root.at_mut(&path).name.push('2'),
        3 if !path.is_empty() => drop(cut(root, &path)),
        4 => root.at_mut(&path).set("id", &generate::field_text(c, n, taste)),
        5 if few > 1 => {
            let e = root.at_mut(&path);
            let kid = e.kids.remove(c.below(few));
            e.kids.insert(c.below(few), kid);
        }
        _ => {
            let new = generate::xml_field(c, &ns, n, path.len(), taste);
            let e = root.at_mut(if leaf { &[] } else { &path });
            let at = c.below(e.kids.len() + 1);
            e.kids.insert(at, Kid::Element(new));
        }
    }
}

/// Member by member where it is an object that serde reads, else something new.
fn json_edited(text: &str, c: &mut Choices<'_>, n: usize, taste: Taste) -> String {
    let Ok(serde_json::Value::Object(mut object)) = serde_json::from_str(text) else {
        return generate::json(c, n, 0, taste);
    };
    let keys: Vec<String> = object.keys().cloned().collect();
    let value = |c: &mut Choices<'_>| {
        let text = generate::json_value(c, n, 1, taste);
        serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|_| text.into())
    };
    match c.below(6) {
        0 | 1 if !keys.is_empty() => {
            let key = c.pick(&keys);
            object[&key] = value(c);
        }
        2 if !keys.is_empty() => {
            object.shift_remove(&c.pick(&keys));
        }
        3 if !keys.is_empty() => {
            let key = c.pick(&keys);
            let value = object.shift_remove(&key).expect("a key");
            object.insert(format!("{key}2"), value);
        }
        4 if keys.len() > 1 => {
            let value = object.shift_remove(&keys[0]).expect("a key");
            object.insert(keys[0].clone(), value);
        }
        _ => {
            object.insert(format!("new{}", c.below(3)), value(c));
        }
    }
    serde_json::to_string(&object).expect("a value")
}
