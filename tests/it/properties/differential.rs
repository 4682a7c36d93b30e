//! What faultgraft reads, compares and writes, beside what others do: roxmltree reads XML and
//! serde_json JSON, and neither shares code with it.

use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::payload::{Reading, check, read_json, to_json};
use faultgraft::program::{Ix, sequence_in};
use faultgraft::stock::{self, SequenceName};
use faultgraft::xml::{Document, NodeId, NodeKind, Problem, XmlError};
use proptest::prelude::*;
use roxmltree::{Node, NodeType, ParsingOptions};
use serde_json::Value;

use super::cases::*;
use super::generate::Taste;
use super::model::{Element, Kid, Ns, SYNAPSE};
use super::normal::normal;
use crate::fuzzing::mutated;

const BROKEN: Taste = Taste { broken: true };

/// The files below a folder, in order.
fn below(folder: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    files.filter(|e| e.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// The fixtures in UTF-8, and what releases ship.
fn texts() -> Vec<(String, String)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let xml =
        below(&fixtures).into_iter().filter(|path| path.extension().is_some_and(|e| e == "xml"));
    let read = |path: PathBuf| {
        let doc = Document::read(&fs::read(&path).ok()?).ok()?;
        Some((path.display().to_string(), doc.text().to_owned()))
    };
    let shipped = stock::all()
        .iter()
        .map(|s| (format!("{} of {}", s.sequence.stem(), s.first().version()), s.text.to_owned()));
    xml.filter_map(read).chain(shipped).collect()
}

fn other(text: &str) -> Result<roxmltree::Document<'_>, roxmltree::Error> {
    // It holds an encoding for wrong that the text, being text, does not have.
    roxmltree::Document::parse_with_options(text, ParsingOptions::default())
}

/// What both readers say of an element, as lines that can be compared.
fn said(lines: &mut Vec<String>, name: (&str, &str), attributes: Vec<(String, String, String)>) {
    lines.push(format!("<{{{}}}{}", name.0, name.1));
    lines.extend(
        attributes.into_iter().map(|(ns, name, value)| format!(" {{{ns}}}{name}={value:?}")),
    );
}

fn ours(doc: &Document) -> Vec<String> {
    fn element(doc: &Document, id: NodeId, lines: &mut Vec<String>) {
        let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
        let attributes = doc.attributes(id).map(|a| {
            let namespace = doc.attribute_namespace(a).to_owned();
            (namespace, local(doc.attribute_name(a)), doc.attribute_value(a).into_owned())
        });
        said(lines, (doc.namespace(id), doc.local_name(id)), attributes.collect());
        let mut text = String::new();
        for child in doc.children(id) {
            match doc.kind(child) {
                NodeKind::Text | NodeKind::CData => text += &doc.character_data(child),
                kind => {
                    flush(lines, &mut text);
                    match kind {
                        NodeKind::Element => element(doc, child, lines),
                        NodeKind::Comment => lines.push(format!("comment {:?}", inner(doc, child))),
                        _ => lines.push("instruction".to_owned()),
                    }
                }
            }
        }
        flush(lines, &mut text);
        lines.push(">".to_owned());
    }
    let mut lines = Vec::new();
    element(doc, doc.root(), &mut lines);
    lines
}

/// A comment with its line ends as XML has them.
fn inner(doc: &Document, id: NodeId) -> String {
    doc.slice(doc.node(id).inner).replace("\r\n", "\n").replace('\r', "\n")
}

fn flush(lines: &mut Vec<String>, text: &mut String) {
    if !text.is_empty() {
        lines.push(format!("text {text:?}"));
        text.clear();
    }
}

fn theirs(doc: &roxmltree::Document<'_>) -> Vec<String> {
    fn element(node: Node<'_, '_>, lines: &mut Vec<String>) {
        let attributes = node.attributes().map(|a| {
            let namespace = a.namespace().unwrap_or_default().to_owned();
            (namespace, a.name().to_owned(), a.value().to_owned())
        });
        let name = node.tag_name();
        said(lines, (name.namespace().unwrap_or_default(), name.name()), attributes.collect());
        let mut text = String::new();
        for child in node.children() {
            match child.node_type() {
                NodeType::Text => text += child.text().unwrap_or_default(),
                kind => {
                    flush(lines, &mut text);
                    match kind {
                        NodeType::Element => element(child, lines),
                        NodeType::Comment => {
                            let text = child.text().unwrap_or_default();
                            let text = text.replace("\r\n", "\n").replace('\r', "\n");
                            lines.push(format!("comment {text:?}"));
                        }
                        _ => lines.push("instruction".to_owned()),
                    }
                }
            }
        }
        flush(lines, &mut text);
        lines.push(">".to_owned());
    }
    let mut lines = Vec::new();
    element(doc.root_element(), &mut lines);
    lines
}

/// How two readers differ about a text: both read it alike, or neither reads it.
fn difference(text: &str) -> Option<String> {
    match (Document::parse(text), other(text)) {
        (Ok(one), Ok(two)) => {
            let (one, two) = (ours(&one), theirs(&two));
            let at = one.iter().zip(&two).position(|(one, two)| one != two)?;
            Some(format!("{} beside {}", one[at], two[at]))
        }
        (Err(_), Err(_)) => None,
        (Err(error), Ok(_)) => {
            (!is_stricter(&error)).then(|| format!("roxmltree reads it: {error}"))
        }
        (Ok(_), Err(error)) => Some(format!("roxmltree refuses it: {error}")),
    }
}

/// Where faultgraft goes beyond XML, or roxmltree does not go as far as it.
fn is_stricter(error: &XmlError) -> bool {
    let by_choice = [Problem::Doctype, Problem::TooDeep, Problem::NotXml, Problem::Empty]
        .contains(&error.problem);
    // roxmltree takes any version in a declaration.
    by_choice || ["`<?`", "`version="].iter().any(|what| error.message.contains(what))
}

#[test]
fn fixtures_and_stock_are_read_as_roxmltree_reads_them() {
    let all = texts();
    assert!(all.len() > 700, "{} texts", all.len());
    for (name, text) in &all {
        assert!(other(text).is_ok(), "{name}");
        assert_eq!(difference(text), None, "{name}");
    }
}

#[test]
fn what_is_changed_by_chance_is_read_or_refused_as_roxmltree_does() {
    let mut found = Vec::new();
    for (number, (_, text)) in texts().iter().enumerate() {
        for seed in 0..3 {
            let changed = mutated(text.as_bytes(), (number * 3 + seed) as u32);
            let Ok(changed) = String::from_utf8(changed) else { continue };
            found.extend(difference(&changed).map(|why| format!("{why}\n{changed}")));
        }
    }
    assert!(found.is_empty(), "{} texts:\n{}", found.len(), found.join("\n"));
}

/// A sequence as roxmltree reads it, in the tests' own form.
fn model(node: Node<'_, '_>) -> Element {
    let name = node.tag_name();
    let ns = match name.namespace().unwrap_or_default() {
        SYNAPSE => Ns::Synapse,
        "" => Ns::None,
        uri => Ns::Other { prefix: String::new(), uri: uri.to_owned() },
    };
    let mut element = Element { ns, ..Element::new(name.name()) };
    for attribute in node.attributes() {
        let prefix = attribute.namespace().and_then(|uri| node.lookup_prefix(uri));
        let name = match prefix {
            Some(prefix) => format!("{prefix}:{}", attribute.name()),
            None => attribute.name().to_owned(),
        };
        element.attrs.push((name, attribute.value().to_owned()));
    }
    let bound = node.namespaces().filter_map(|n| Some((n.name()?.to_owned(), n.uri().to_owned())));
    let used: Vec<(String, String)> = bound
        .filter(|(prefix, _)| {
            let start = format!("{prefix}:");
            element.attrs.iter().any(|(_, value)| {
                value.match_indices(&start).any(|(at, _)| {
                    let before = value[..at].chars().next_back();
                    before.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$')))
                })
            })
        })
        .collect();
    element.uses = used;
    for child in node.children() {
        match child.node_type() {
            NodeType::Element => element.kids.push(Kid::Element(model(child))),
            NodeType::Comment => {
                element.kids.push(Kid::Comment(child.text().unwrap_or_default().to_owned()));
            }
            NodeType::Text => {
                let text = child.text().unwrap_or_default();
                match element.kids.last_mut() {
                    Some(Kid::Text(last)) => last.push_str(text),
                    _ => element.kids.push(Kid::Text(text.to_owned())),
                }
            }
            _ => {}
        }
    }
    let blank = |k: &Kid| matches!(k, Kid::Text(t) if t.trim().is_empty());
    if element.elements().next().is_some() {
        element.kids.retain(|k| !blank(k));
    }
    element
}

fn meaning(text: &str) -> Element {
    let doc = other(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    normal(&model(doc.root_element()))
}

/// The root's content hash, by which faultgraft compares.
fn content(text: &str) -> u64 {
    let doc = doc(text);
    tree(&doc).node(Ix::ROOT).content
}

/// Two texts are equal to faultgraft where they mean the same as roxmltree reads them.
fn compared_alike(one: &str, two: &str) -> Result<(), TestCaseError> {
    let equal = meaning(one) == meaning(two);
    let story = || format!("--- one\n{one}\n--- two\n{two}");
    prop_assert_eq!(content(one) == content(two), equal, "{}", story());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: config().cases / 5, ..config() })]

    #[test]
    fn generated_sequences_are_read_and_compared_as_with_roxmltree(case in any_case()) {
        let t = case.texts(BROKEN);
        for text in [&t.base, &t.custom, &t.target] {
            prop_assert_eq!(difference(text), None, "{}", text);
        }
        compared_alike(&t.base, &t.custom)?;
        compared_alike(&t.custom, &t.target)?;
        let other = case.respelled(&t.custom_model, true);
        prop_assert_eq!(content(&other), content(&t.custom), "{}\n{}", other, t.custom);
        compared_alike(&t.custom, &other)?;
    }

    #[test]
    fn json_is_what_serde_json_reads_and_writes(value in any_json(), pretty in any::<bool>()) {
        let written = match pretty {
            true => serde_json::to_string_pretty(&value),
            false => serde_json::to_string(&value),
        };
        let written = written.unwrap();
        prop_assert_eq!(check(&written), Ok(()), "{}", written);
        let read = read_json(&written, &[], Reading::default());
        let read = read.map_err(|e| TestCaseError::fail(format!("{e:?}: {written}")))?;
        let (ours, args) = to_json(&read);
        prop_assert!(args.is_empty());
        let again: Value = serde_json::from_str(&ours)
            .map_err(|e| TestCaseError::fail(format!("{e}: {ours}")))?;
        prop_assert_eq!(&again, &value, "{} as {}", written, ours);
        // And with every character escaped.
        let escaped = escaped(&value);
        prop_assert_eq!(read_json(&escaped, &[], Reading::default()), Ok(read), "{}", escaped);
    }
}

/// JSON with each character of its strings as `\\u`, in halves where it takes two.
fn escaped(value: &Value) -> String {
    let text = |text: &str| -> String {
        text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
    };
    match value {
        Value::String(s) => format!("\"{}\"", text(s)),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(escaped).collect::<Vec<_>>().join(","))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(k, v)| format!("\"{}\":{}", text(k), escaped(v)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        plain => plain.to_string(),
    }
}

/// Any JSON whose strings have no `$`, which would be a placeholder, and whose top is no text that
/// could be one.
fn any_json() -> impl Strategy<Value = Value> {
    let text = || {
        let odd = "[\u{0}-\u{1f}\"\\\\/a-z{}:,\u{7f}\u{2028}é€😀\u{e000}\u{fffe}]{0,8}";
        prop_oneof![odd, "\\PC{0,8}"].prop_map(|text| text.replace('$', "S"))
    };
    let leaf = prop_oneof![
        4 => text().prop_map(Value::String),
        1 => any::<i64>().prop_map(Value::from),
        1 => (-1.0e6..1.0e6).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            proptest::collection::vec((text(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[test]
fn fixtures_are_compared_as_with_roxmltree() {
    let mut pairs = 0;
    let all = texts();
    for (at, (name, text)) in all.iter().enumerate() {
        let is_sequence = |text: &str| {
            let doc = Document::parse(text).unwrap();
            sequence_in(&doc, SequenceName::Fault) == Some(doc.root())
        };
        if !is_sequence(text) {
            continue;
        }
        let neighbours = all[at + 1..].iter().take(4).filter(|(_, other)| is_sequence(other));
        for (other_name, other) in neighbours {
            let equal = meaning(text) == meaning(other);
            assert_eq!(content(text) == content(other), equal, "{name} and {other_name}");
            pairs += 1;
        }
    }
    assert!(pairs > 1000, "{pairs} pairs");
}
