//! A test of a gateway: the errors that a client can provoke from outside as a Hurl file
//! (<https://hurl.dev>), with what the gateway answers to each as asserts.

use std::io::{self, Write};

use crate::gateway::element::Element;
use crate::gateway::json::Json;
use crate::model::{Answer, Plan};
use crate::preview::answer::Ran;
use crate::preview::changes::{media, unknown_of};
use crate::preview::probes::{Probe, Probed, VARIABLES};
use crate::xml::{has_tag, shown};

/// Which gateway is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested {
    /// The one with the operator's files.
    Old,
    /// The one with the merged files.
    New,
}

/// Writes a request for each error, with asserts on what is known of its answer.
///
/// # Errors
///
/// Writing fails.
pub fn write(plan: &Plan, probed: &[Probed], of: Tested, out: &mut dyn Write) -> io::Result<()> {
    let shown: Vec<(&Probed, &Ran)> =
        probed.iter().filter_map(|p| Some((p, p.ran(of == Tested::New)?))).collect();
    head(plan, &shown, of, out)?;
    for (probed, ran) in shown {
        request(&probed.probe, out)?;
        answer(&probed.probe, ran, out)?;
    }
    Ok(())
}

fn head(plan: &Plan, shown: &[(&Probed, &Ran)], of: Tested, out: &mut dyn Write) -> io::Result<()> {
    let gateway = match of {
        Tested::Old => "the old gateway".to_owned(),
        Tested::New => {
            let release = plan.target.release.as_deref().unwrap_or("4.0.0");
            format!("the new gateway ({release})")
        }
    };
    writeln!(out, "# What {gateway} answers to errors that a client can provoke.")?;
    writeln!(out, "# Written by faultgraft from your files; run it with Hurl (https://hurl.dev):")?;
    writeln!(out, "#\n#   hurl --test --continue-on-error --variables-file gateway.env FILE\n#")?;
    writeln!(out, "# gateway.env has a line NAME=VALUE for each of these (--insecure where the")?;
    writeln!(out, "# gateway's certificate is its own):")?;
    for (name, what) in VARIABLES {
        let used = |probe: &Probe| {
            let variable = format!("{{{{{name}}}}}");
            probe.url.contains(&variable)
                || probe.headers.iter().any(|(_, value)| value.contains(&variable))
        };
        if shown.iter().any(|(probed, _)| used(&probed.probe)) {
            writeln!(out, "#   {name}: {what}")?;
        }
    }
    if plan.files.iter().any(|f| f.scope != plan.files[0].scope) {
        writeln!(out, "# The asserts are those of {}.", plan.files[0].scope)?;
    }
    Ok(())
}

fn request(probe: &Probe, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n\n# {} ({})", probe.title, probe.sequence.file_name())?;
    writeln!(out, "{} {}", probe.method, probe.url)?;
    for (name, value) in probe.headers {
        writeln!(out, "{name}: {value}")?;
    }
    match probe.body {
        Some(body) => writeln!(out, "```\n{body}\n```"),
        None => Ok(()),
    }
}

fn answer(probe: &Probe, ran: &Ran, out: &mut dyn Write) -> io::Result<()> {
    let answer = &ran.answer;
    for note in &answer.notes {
        writeln!(out, "# note: {}", in_a_comment(note))?;
    }
    if let Some(unknown) = unknown_of(answer) {
        writeln!(out, "# not known, so not tested: {}", in_a_comment(&unknown))?;
    }
    match answer.status.filter(|_| !answer.is_unknown("status")) {
        Some(status) => writeln!(out, "HTTP {status}")?,
        None => writeln!(out, "HTTP *")?,
    }
    let asserts = [of_type(answer), of_body(answer), of_headers(probe, ran)].concat();
    if !asserts.is_empty() {
        writeln!(out, "[Asserts]")?;
    }
    asserts.iter().try_for_each(|assert| writeln!(out, "{assert}"))
}

fn of_type(answer: &Answer) -> Vec<String> {
    let media = media(answer).filter(|_| !answer.is_unknown("content_type"));
    let assert = |media: String| {
        format!("header \"Content-Type\" matches {}", text(&format!("^{}(;|$)", escaped(&media))))
    };
    media.map(assert).into_iter().collect()
}

/// A text as a pattern for nothing but itself.
fn escaped(text: &str) -> String {
    let special = |c: char| "\\.+*?()|[]{}^$".contains(c);
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

fn of_body(answer: &Answer) -> Vec<String> {
    let Some(body) = answer.body.as_deref().filter(|_| !answer.is_unknown("body")) else {
        return Vec::new();
    };
    let media = media(answer).unwrap_or_default();
    if media.ends_with("json") {
        if let Ok(json) = Json::parse(body.trim()) {
            let mut asserts = Vec::new();
            of_json(&json, "$", &mut asserts);
            return asserts;
        }
    } else if (media.contains("xml") || media == "text/html")
        && let Ok(root) = Element::parse(body.trim())
    {
        let mut asserts = Vec::new();
        of_xml(&root, "", &mut asserts);
        return asserts;
    }
    match is_open(body) {
        true => Vec::new(),
        false => vec![format!("body == {}", text(body))],
    }
}

/// Whether a text differs each time, or a template makes it.
fn is_open(text: &str) -> bool {
    text.contains('«') || has_tag(text)
}

fn of_json(json: &Json, path: &str, all: &mut Vec<String>) {
    let at = text(path);
    match json {
        Json::Object(members) if members.is_empty() => all.push(format!("jsonpath {at} isObject")),
        Json::Object(members) => {
            if path == "$" {
                all.push(format!("jsonpath \"$.*\" count == {}", members.len()));
            }
            for (name, inner) in members {
                of_json(inner, &format!("{path}['{}']", quoted(name)), all);
            }
        }
        Json::Array(items) => {
            all.push(format!("jsonpath {at} count == {}", items.len()));
            for (number, inner) in items.iter().enumerate() {
                of_json(inner, &format!("{path}[{number}]"), all);
            }
        }
        Json::Null => all.push(format!("jsonpath {at} == null")),
        Json::Bool(value) => all.push(format!("jsonpath {at} == {value}")),
        Json::Number(number) => all.push(format!("jsonpath {at} == {number}")),
        Json::String(value) if is_open(value) => all.push(format!("jsonpath {at} isString")),
        Json::String(value) => all.push(format!("jsonpath {at} == {}", text(value))),
    }
}

/// A member's name in the quotes of a JSONPath.
fn quoted(name: &str) -> String {
    name.replace('\\', "\\\\").replace('\'', "\\'")
}

fn of_xml(element: &Element, path: &str, all: &mut Vec<String>) {
    let path = format!("{path}/*[local-name()='{}']", element.name.local);
    if element.elements().next().is_some() {
        element.elements().for_each(|child| of_xml(child, &path, all));
        return;
    }
    let value = element.deep_text();
    all.push(match is_open(&value) {
        true => format!("xpath {} exists", text(&path)),
        false => format!("xpath {} == {}", text(&format!("string({path})")), text(&value)),
    });
}

/// What the sequences set, and what must not come back of the request.
fn of_headers(probe: &Probe, ran: &Ran) -> Vec<String> {
    if ran.answer.is_unknown("headers") || ran.answer.status.is_none() {
        return Vec::new();
    }
    let content = |name: &str| name.eq_ignore_ascii_case("content-type");
    let set = ran.answer.headers.iter().filter(|(n, v)| !content(n) && !ran.sends_back(n, v));
    let mut all: Vec<String> = Vec::new();
    for (name, value) in set {
        all.push(match is_open(value) || name == "WWW-Authenticate" {
            true => format!("header {} exists", text(name)),
            false => format!("header {} == {}", text(name), text(value)),
        });
    }
    let is_there = |name: &str| ran.answer.headers.keys().any(|n| n.eq_ignore_ascii_case(name));
    for name in probe.sent().filter(|name| !content(name) && !is_there(name)) {
        all.push(format!("header {} not exists", text(name)));
    }
    all
}

fn in_a_comment(text: &str) -> String {
    shown(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in quotes, in which nothing is a variable.
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '{' | '}' => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
