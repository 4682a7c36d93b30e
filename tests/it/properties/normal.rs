//! What a sequence means, in a form of our own: nothing here uses faultgraft's canonical form.

use super::generate::EXPRESSIONS;
use super::model::{Element, Kid, Ns};
use super::spell::is_list;

/// The sequence without its spelling: `$n` in payloads stands resolved and unused args are gone,
/// so that payloads compare as what a client gets.
pub fn normal(root: &Element) -> Element {
    let mut root = normal_in(root, "");
    root.unset("name");
    root
}

fn normal_in(e: &Element, parent: &str) -> Element {
    let mut out = Element { kids: Vec::new(), uses: Vec::new(), ..e.clone() };
    if let Ns::Other { prefix, .. } = &mut out.ns {
        prefix.clear();
    }
    if e.ns != Ns::Synapse {
        out.kids = plain_kids(e, |kid| normal_in(kid, ""));
        out.attrs.sort();
        return out;
    }
    attributes(e, &mut out, parent);
    if e.is("payloadFactory") {
        payload(e, &mut out);
        return out;
    }
    out.kids = plain_kids(e, |kid| normal_in(kid, &e.name));
    out.kids.retain(|k| !matches!(k, Kid::Element(k) if k.is("description")));
    if is_list(e) {
        out.kids.retain(|k| matches!(k, Kid::Element(_)));
    }
    match e.name.as_str() {
        "filter" => {
            if e.child("then").is_none() {
                let kids = std::mem::take(&mut out.kids);
                out.kids.push(Kid::Element(Element { kids, ..Element::new("then") }));
            }
            let empty = |k: &Element| k.is("else") && k.kids.is_empty() && k.attrs.is_empty();
            out.kids.retain(|k| !matches!(k, Kid::Element(k) if empty(k)));
            rank(&mut out, &["then", "else"]);
        }
        "switch" => rank(&mut out, &["case", "default"]),
        "makefault" => rank(&mut out, &["code", "reason", "node", "role", "detail"]),
        "builder" => out.kids.sort(),
        _ => {}
    }
    out
}

fn rank(e: &mut Element, order: &[&str]) {
    e.kids.sort_by_key(|k| match k {
        Kid::Element(k) => order.iter().position(|n| k.is(n)).unwrap_or(order.len()),
        _ => order.len(),
    });
}

/// The children without comments and white space; text trimmed.
fn plain_kids(e: &Element, of: impl Fn(&Element) -> Element) -> Vec<Kid> {
    let mut kids: Vec<Kid> = Vec::new();
    let mut text = String::new();
    let flush = |text: &mut String, kids: &mut Vec<Kid>| {
        if !text.trim().is_empty() {
            kids.push(Kid::Text(text.trim().to_owned()));
        }
        text.clear();
    };
    for kid in &e.kids {
        match kid {
            Kid::Text(t) => text.push_str(t),
            Kid::Comment(_) => {}
            Kid::Element(kid) => {
                flush(&mut text, &mut kids);
                kids.push(Kid::Element(of(kid)));
            }
        }
    }
    flush(&mut text, &mut kids);
    kids
}

fn attributes(e: &Element, out: &mut Element, parent: &str) {
    let name = e.name.as_str();
    let has = |a: &str| e.get(a).is_some();
    let valued = matches!(name, "property" | "arg" | "code" | "reason");
    let removes = matches!(name, "property" | "header") && e.get("action") == Some("remove");
    out.attrs.retain(|(a, v)| {
        let a = a.as_str();
        let v = v.as_str();
        let fold = match (name, a) {
            (_, "description") => true,
            (_, "trace" | "statistics") => v != "enable",
            ("property", "scope") => v == "default" || parent == "log",
            ("property", "type") => v == "STRING" || removes,
            ("header", "type") => removes,
            ("property" | "header", "value") => removes,
            ("property" | "header", "expression") => removes || (valued && has("value")),
            ("arg" | "code" | "reason", "expression") => has("value"),
            ("property" | "header", "action") => v != "remove",
            ("property", "group") => v == "0",
            ("header", "scope") => v == "default",
            ("log", "level") => v == "simple",
            ("log", "category") => v.trim().eq_ignore_ascii_case("INFO"),
            ("log", "separator") => v == ", ",
            ("payloadFactory", "media-type") => v == "xml",
            ("payloadFactory", "escapeXmlChars") => v == "false",
            ("arg", "evaluator") => v == "xml",
            ("arg", "literal") => v == "false",
            ("makefault", "version") => v == "soap11",
            ("filter", "source" | "regex") => has("xpath"),
            ("send", "buildmessage") | ("call", "blocking") => v == "false",
            ("clone" | "iterate", "continueParent" | "sequential") => v == "false",
            ("source", "clone") => v == "true",
            ("source" | "target", "type") => v == "custom",
            ("target", "action") => v == "replace",
            ("script", "function") => v == "mediate",
            _ => false,
        };
        !fold
    });
    let typed = e.get("type").filter(|_| name == "property").unwrap_or("").to_owned();
    for (a, v) in &mut out.attrs {
        match (name, a.as_str()) {
            ("property", "value") => {
                let t = v.trim();
                let folded = match typed.as_str() {
                    "INTEGER" | "LONG" | "SHORT" => t.parse::<i64>().ok().map(|n| n.to_string()),
                    "DOUBLE" | "FLOAT" => t.parse::<f64>().ok().map(|n| format!("{n:?}")),
                    "BOOLEAN" => {
                        let t = t.to_ascii_lowercase();
                        Some(matches!(t.as_str(), "true" | "yes" | "1").to_string())
                    }
                    _ => None,
                };
                *v = folded.unwrap_or_else(|| v.clone());
            }
            ("log", "category") => *v = v.trim().to_ascii_uppercase(),
            (_, "expression" | "xpath" | "source") => {
                if name == "filter" && a == "xpath" {
                    while let Some(inner) = v
                        .strip_prefix("boolean(")
                        .and_then(|v| v.strip_suffix(')'))
                        .filter(|v| v.matches('(').count() == v.matches(')').count())
                    {
                        *v = inner.to_owned();
                    }
                }
                let class = EXPRESSIONS.iter().find(|class| class.contains(&v.as_str()));
                if let Some(class) = class {
                    class[0].clone_into(v);
                }
                for (prefix, uri) in &e.uses {
                    *v = v.replace(&format!("{prefix}:"), &format!("{{{uri}}}"));
                }
            }
            _ => {}
        }
    }
    out.attrs.sort();
}

fn payload(e: &Element, out: &mut Element) {
    let args: Vec<Element> = e
        .child("args")
        .map(|args| args.elements().map(|a| normal_in(a, "args")).collect())
        .unwrap_or_default();
    let resolve = |text: &str| resolved(text, &args);
    if let Some(format) = e.child("format") {
        let mut kept = Element { kids: Vec::new(), uses: Vec::new(), ..format.clone() };
        kept.attrs.sort();
        match format.elements().next() {
            Some(root) => kept.kids.push(Kid::Element(xml(root, &resolve))),
            None => {
                let text = format.own_text().trim().to_owned();
                let json = e.get("media-type") == Some("json");
                let text = if json { squeezed(&text) } else { text };
                kept.kids.push(Kid::Text(resolve(&text)));
            }
        }
        out.kids.push(Kid::Element(kept));
    }
}

fn xml(e: &Element, resolve: &impl Fn(&str) -> String) -> Element {
    let mut out = Element { kids: Vec::new(), uses: Vec::new(), ..e.clone() };
    if let Ns::Other { prefix, .. } = &mut out.ns {
        prefix.clear();
    }
    out.kids = plain_kids(e, |kid| xml(kid, resolve));
    for kid in &mut out.kids {
        if let Kid::Text(text) = kid {
            *text = resolve(text);
        }
    }
    for (_, value) in &mut out.attrs {
        *value = resolve(value);
    }
    out.attrs.sort();
    out
}

/// Text with each `$n` as the arg it stands for.
fn resolved(text: &str, args: &[Element]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(&rest[..at]);
        let number = rest[at + 1..at + 1 + digits].parse::<usize>().unwrap_or(0);
        match number.checked_sub(1).and_then(|n| args.get(n)) {
            Some(arg) => {
                let attrs: Vec<String> =
                    arg.attrs.iter().map(|(n, v)| format!("{n}={v:?}")).collect();
                out.push_str(&format!("{{{}}}", attrs.join(" ").replace('"', "'")));
            }
            None => out.push_str(&rest[at..at + 1 + digits]),
        }
        rest = &rest[at + 1 + digits..];
    }
    out + rest
}

/// JSON without the white space outside its strings.
fn squeezed(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    text.chars()
        .filter(|&ch| {
            let keep = in_string || !ch.is_ascii_whitespace();
            match ch {
                _ if escaped => escaped = false,
                '\\' if in_string => escaped = true,
                '"' => in_string = !in_string,
                _ => {}
            }
            keep
        })
        .collect()
}
