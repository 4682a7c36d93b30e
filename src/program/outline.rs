//! A sequence as lines: one a mediator, and the same lines however the sequence is written.

use std::collections::HashMap;
use std::fmt::Write;

use super::identity::canonical_arg;
use super::{Comment, Ix, Kind, NAMESPACE, Tree};
use crate::xml::{Document, NodeId, NodeKind};

/// The sequence in canonical form: without what Synapse does not see. Comments inside it stay.
///
/// `$n` of a payload stands as the expression of its argument, as `${..}`.
pub fn outline(tree: &Tree<'_>) -> String {
    let mut comments: HashMap<(Ix, Option<Ix>), Vec<&Comment>> = HashMap::new();
    for comment in tree.comments() {
        comments.entry((comment.parent, comment.before)).or_default().push(comment);
    }
    let mut outline = Outline { tree, comments, text: String::new() };
    outline.node(Ix::ROOT, 0);
    outline.text
}

struct Outline<'t, 'd> {
    tree: &'t Tree<'d>,
    comments: HashMap<(Ix, Option<Ix>), Vec<&'t Comment>>,
    text: String,
}

impl Outline<'_, '_> {
    fn node(&mut self, ix: Ix, depth: usize) {
        let (tree, doc) = (self.tree, self.tree.doc);
        let node = tree.node(ix);
        let mut line = tree.name(ix).to_owned();
        if node.kind == Kind::Other && doc.namespace(node.element) != NAMESPACE {
            line += &attribute("xmlns", doc.namespace(node.element));
        }
        let name = doc.find_attribute(node.element, "name").filter(|_| ix == Ix::ROOT);
        line.extend(name.map(|name| attribute("name", &doc.attribute_value(name))));
        let (named, others): (Vec<_>, Vec<_>) =
            tree.attrs(ix).iter().partition(|a| a.name == "name");
        line.extend(named.into_iter().chain(others).map(|a| attribute(a.name, &a.value)));
        self.line(depth, &line);
        self.value(depth + 1, &node.text);
        if node.kind == Kind::PayloadFactory {
            Payload::of(doc, node.element).write(self, depth + 1);
        }
        if node.kind == Kind::Other && is_mixed(doc, node.element) {
            Payload { doc, args: vec![] }.content(self, node.element, depth + 1);
        }
        for child in tree.children(ix) {
            self.comments_before(ix, Some(child), depth + 1);
            self.node(child, depth + 1);
        }
        self.comments_before(ix, None, depth + 1);
    }

    fn comments_before(&mut self, parent: Ix, before: Option<Ix>, depth: usize) {
        for comment in self.comments.remove(&(parent, before)).unwrap_or_default() {
            let words: Vec<&str> = self.tree.comment_text(comment).split_whitespace().collect();
            self.line(depth, &format!("<!-- {} -->", words.join(" ")));
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = write!(self.text, "{:1$}", "", depth * 2);
        for c in text.chars() {
            match c {
                '\t' => self.text.push(c),
                c if c.is_control() => self.text.extend(c.escape_default()),
                c => self.text.push(c),
            }
        }
        self.text.push('\n');
    }

    /// Text that is a value, each of its lines marked as such.
    fn value(&mut self, depth: usize, text: &str) {
        text.lines().for_each(|line| self.line(depth, &format!("| {line}")));
    }
}

/// ` name="value"`, in the quotes that the value does not have.
fn attribute(name: &str, value: &str) -> String {
    let quote = if value.contains('"') && !value.contains('\'') { '\'' } else { '"' };
    format!(" {name}={quote}{}{quote}", value.replace('\n', "\\n"))
}

/// Whether text stands beside elements.
fn is_mixed(doc: &Document, element: NodeId) -> bool {
    doc.child_elements(element).next().is_some() && !doc.own_text(element).trim().is_empty()
}

/// A payload, or XML that is a value.
struct Payload<'d> {
    doc: &'d Document,
    /// What each `$n` stands for.
    args: Vec<String>,
}

impl<'d> Payload<'d> {
    fn of(doc: &'d Document, factory: NodeId) -> PayloadFactory<'d> {
        let part = |name| doc.child_elements(factory).find(|&c| doc.local_name(c) == name);
        let arg = |arg| canonical_arg(doc, arg).trim_end().replace('\n', ", ");
        let args = part("args").map(|args| doc.child_elements(args).map(arg).collect());
        PayloadFactory {
            factory,
            format: part("format"),
            payload: Self { doc, args: args.unwrap_or_default() },
        }
    }

    /// An element, its namespace where it differs from that around it.
    fn element(&self, out: &mut Outline<'_, '_>, element: NodeId, around: &str, depth: usize) {
        let doc = self.doc;
        let mut line = doc.local_name(element).to_owned();
        if doc.namespace(element) != around {
            line += &attribute("xmlns", doc.namespace(element));
        }
        let mut attributes: Vec<(&str, &str, String)> = doc
            .attributes(element)
            .map(|a| {
                let name = doc.attribute_name(a);
                let local = name.rsplit(':').next().unwrap_or(name);
                (doc.attribute_namespace(a), local, self.filled(&doc.attribute_value(a)))
            })
            .collect();
        attributes.sort_unstable();
        for (namespace, name, value) in &attributes {
            let name = match *namespace {
                "" => (*name).to_owned(),
                namespace => format!("{{{namespace}}}{name}"),
            };
            line += &attribute(&name, value);
        }
        out.line(depth, &line);
        self.content(out, element, depth + 1);
    }

    fn content(&self, out: &mut Outline<'_, '_>, element: NodeId, depth: usize) {
        let doc = self.doc;
        let mut text = String::new();
        for child in doc.children(element) {
            match doc.kind(child) {
                NodeKind::Element => {
                    out.value(depth, &self.filled(text.trim()));
                    text.clear();
                    self.element(out, child, doc.namespace(element), depth);
                }
                NodeKind::Text | NodeKind::CData => text.push_str(&doc.character_data(child)),
                _ => {}
            }
        }
        out.value(depth, &self.filled(text.trim()));
    }

    /// Text with every `$n` that has an argument filled in.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let number = after[..digits].parse::<usize>().ok();
            filled += before;
            match number.and_then(|n| self.args.get(n.wrapping_sub(1))) {
                Some(arg) => filled += &format!("${{{arg}}}"),
                None => filled += &format!("${}", &after[..digits]),
            }
            rest = &after[digits..];
        }
        filled + rest
    }
}

/// The payload of a factory, by its format.
struct PayloadFactory<'d> {
    factory: NodeId,
    format: Option<NodeId>,
    payload: Payload<'d>,
}

impl PayloadFactory<'_> {
    fn write(&self, out: &mut Outline<'_, '_>, depth: usize) {
        let Some(format) = self.format else { return };
        let (payload, doc) = (&self.payload, self.payload.doc);
        for key in doc.attributes(format) {
            let shown = attribute(doc.attribute_name(key), &doc.attribute_value(key));
            out.line(depth, &format!("format{shown}"));
        }
        if let Some(root) = doc.child_elements(format).next() {
            return payload.element(out, root, "", depth);
        }
        let text = doc.own_text(format);
        let media_type = doc.find_attribute(self.factory, "media-type");
        if media_type.is_some_and(|a| doc.attribute_value(a).contains("json")) {
            for (inside, line) in members(text.trim()) {
                out.line(depth + inside, &payload.filled(&line));
            }
        } else {
            out.value(depth, &payload.filled(text.trim()));
        }
    }
}

/// JSON in lines, one a member, each with how deep it stands; white space outside strings is gone.
/// It need not be JSON yet: arguments are missing, and the operator may have made a mistake.
fn members(text: &str) -> Vec<(usize, String)> {
    let mut lines = vec![(0, String::new())];
    let mut depth: usize = 0;
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        let outside = !in_string;
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        if outside && c.is_ascii_whitespace() {
            continue;
        }
        if outside && matches!(c, '}' | ']') {
            depth = depth.saturating_sub(1);
            lines.push((depth, String::new()));
        }
        if let Some((_, line)) = lines.last_mut() {
            line.push(c);
        }
        if outside && matches!(c, '{' | '[' | ',') {
            depth += usize::from(c != ',');
            lines.push((depth, String::new()));
        }
    }
    lines.retain(|(_, line)| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlined(mediators: &str) -> String {
        let text = format!("<sequence xmlns=\"{NAMESPACE}\" name=\"s\">{mediators}</sequence>");
        let doc = Document::parse(&text).unwrap();
        outline(&Tree::of(&doc, doc.root()))
    }

    #[test]
    fn a_mediator_is_a_line() {
        let text = outlined(
            "<!-- why \n this --><log separator=', ' level='custom'><property value='x' name='y'/></log>\
             <filter regex='\"' source='$ctx:A'><drop/><!-- end --></filter>",
        );
        assert_eq!(
            text,
            "sequence name=\"s\"\n  <!-- why this -->\n  log level=\"custom\"\n    \
             property name=\"y\" value=\"x\"\n  filter regex='\"' source=\"$ctx:A\"\n    then\n      \
             drop\n      <!-- end -->\n"
        );
    }

    #[test]
    fn a_member_is_a_line_and_an_argument_stands_in_its_place() {
        let text = outlined(
            "<payloadFactory media-type='json'><format>{ \"a b\": \"$1\",\"c\":[1 , $9]}</format>\
             <args><arg expression='$ctx:X'/></args></payloadFactory>",
        );
        let body = text.split_once("json\"\n").unwrap().1;
        assert_eq!(
            body,
            "    {\n      \"a b\":\"${$ctx:X}\",\n      \"c\":[\n        1,\n        $9\n      ]\n    }\n"
        );
    }

    #[test]
    fn xml_is_an_element_a_line_whatever_its_prefixes() {
        let payload = |open: &str, p: &str| {
            outlined(&format!(
                "<payloadFactory><format>{open}<{p}c x='2' b='1'>t $1</{p}c></{p}f></format>\
                 <args><arg value='v'/></args></payloadFactory>"
            ))
        };
        let prefixed = payload("<p:f xmlns:p='urn:f'>", "p:");
        assert_eq!(prefixed, payload("<f xmlns='urn:f'>", ""));
        let lines = "    f xmlns=\"urn:f\"\n      c b=\"1\" x=\"2\"\n        | t ${value=v}\n";
        assert!(prefixed.ends_with(lines), "{prefixed}");
    }
}
