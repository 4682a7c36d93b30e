//! What a mediator is matched by between two versions of a file.
//!
//! The keys follow what each mediator is for, as its form says: a property is its name and scope, a
//! filter its condition, a sequence its key. Unknown elements are matched by their whole content.

use std::hash::{Hash, Hasher};

use super::fingerprint::Fingerprint;
use super::form::Identity;
use super::kinds::{Kind, class};
use super::tree::{Ix, Tree};
use crate::xml::{Document, NodeId, NodeKind};

pub(super) struct Keys {
    pub identity: u64,
    pub family: u64,
}

/// The keys of a node whose content hash is known.
pub(super) fn keys(tree: &Tree<'_>, ix: Ix, content: u64) -> Keys {
    let kind = tree.kind(ix);
    let mut identity = Fingerprint::new();
    kind.hash(&mut identity);
    match kind.form().identity {
        Identity::Attributes(names) => {
            names.iter().for_each(|name| tree.attr(ix, name).hash(&mut identity));
        }
        Identity::Alone => {}
        Identity::Content => content.hash(&mut identity),
    }
    if kind == Kind::Log {
        for child in tree.children(ix) {
            tree.attr(child, "name").hash(&mut identity);
        }
    }
    Keys { identity: identity.finish(), family: family(tree, ix, kind, content) }
}

/// What may be the same mediator though its identity changed.
fn family(tree: &Tree<'_>, ix: Ix, kind: Kind, content: u64) -> u64 {
    let mut family = Fingerprint::new();
    kind.hash(&mut family);
    match kind {
        Kind::Filter => tree.attr(ix, "source").hash(&mut family),
        Kind::Class => class::family(tree.attr(ix, "name").unwrap_or("")).hash(&mut family),
        Kind::Log | Kind::Switch | Kind::Case | Kind::Script => {}
        _ if kind.form().identity == Identity::Alone => {}
        _ => content.hash(&mut family),
    }
    family.finish()
}

/// An `<arg>` in canonical form: equal for equal meaning.
pub fn canonical_arg(doc: &Document, arg: NodeId) -> String {
    let mut attrs = Vec::new();
    super::canonical::canonical(doc, arg, Kind::Arg, None, &mut attrs);
    if let [only] = &attrs[..]
        && only.name == "expression"
    {
        return only.value.clone().into_owned();
    }
    attrs.iter().map(|a| format!("{}={}\n", a.name, a.value)).collect()
}

/// Adds a payload: an XML format by its elements, any other by its text, JSON without the white
/// space that is not in strings. `$n` counts as the argument it stands for, so that another
/// numbering is the same payload. Where no `$n` says which arguments count (a template that is kept
/// in the registry, or FreeMarker, which reads them as `args.argN`), all of them do, in order.
pub(super) fn hash_payload(doc: &Document, payload_element: NodeId, state: &mut impl Hasher) {
    let part = |name| doc.child_elements(payload_element).find(|&c| doc.local_name(c) == name);
    let Some(format) = part("format") else { return };
    let args: Vec<String> = part("args")
        .map(|args| doc.child_elements(args).map(|a| canonical_arg(doc, a)).collect())
        .unwrap_or_default();
    for key in doc.attributes(format) {
        doc.attribute_name(key).hash(state);
        doc.attribute_value(key).hash(state);
    }
    let args = match numbers_its_args(doc, payload_element, format) {
        true => args,
        false => {
            args.hash(state);
            Vec::new()
        }
    };
    let mut payload = PayloadHash { doc, args, state };
    match doc.child_elements(format).next() {
        Some(root) => payload.xml(root),
        None => {
            let media_type = doc.find_attribute(payload_element, "media-type");
            let json = media_type.is_some_and(|a| doc.attribute_value(a).contains("json"));
            let text = doc.own_text(format);
            match json {
                true => payload.json(text.trim()),
                false => payload.template(text.trim()),
            }
        }
    }
}

/// Whether the format stands in the file and says by `$n` where its arguments go.
fn numbers_its_args(doc: &Document, payload_element: NodeId, format: NodeId) -> bool {
    let template = doc.find_attribute(payload_element, "template-type");
    let is_freemarker = |a| doc.attribute_value(a).eq_ignore_ascii_case("freemarker");
    doc.find_attribute(format, "key").is_none() && !template.is_some_and(is_freemarker)
}

/// Adds an element with all in it, text beside elements included.
pub(super) fn hash_xml(doc: &Document, element: NodeId, state: &mut impl Hasher) {
    PayloadHash { doc, args: Vec::new(), state }.xml(element);
}

struct PayloadHash<'d, 's, H> {
    doc: &'d Document,
    args: Vec<String>,
    state: &'s mut H,
}

impl<H: Hasher> PayloadHash<'_, '_, H> {
    fn xml(&mut self, element: NodeId) {
        let doc = self.doc;
        doc.namespace(element).hash(self.state);
        doc.local_name(element).hash(self.state);
        let mut attrs: Vec<_> = doc
            .attributes(element)
            .map(|a| {
                let name = doc.attribute_name(a);
                let local = name.rsplit(':').next().unwrap_or(name);
                (doc.attribute_namespace(a), local, doc.attribute_value(a))
            })
            .collect();
        attrs.sort_unstable();
        for (namespace, name, value) in attrs {
            (namespace, name).hash(self.state);
            self.template(&value);
        }
        let mut text = String::new();
        for child in doc.children(element) {
            match doc.kind(child) {
                NodeKind::Element => {
                    self.template(text.trim());
                    text.clear();
                    self.xml(child);
                }
                NodeKind::Text | NodeKind::CData => text.push_str(&doc.character_data(child)),
                _ => {}
            }
        }
        self.template(text.trim());
        self.state.write_u8(0x5A);
    }

    /// JSON without the white space between its tokens.
    fn json(&mut self, text: &str) {
        let mut packed = String::with_capacity(text.len());
        let mut in_string = false;
        let mut escaped = false;
        for c in text.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = !in_string,
                _ => {}
            }
            if in_string || !c.is_ascii_whitespace() {
                packed.push(c);
            }
        }
        self.template(&packed);
    }

    /// Text with `$n` in it (wso2-synapse, `RegexTemplateProcessor`: digits, as many as there are).
    fn template(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let end = at + 1 + digits;
            let number = rest[at + 1..end].parse::<usize>().ok();
            match number.and_then(|n| self.args.get(n.wrapping_sub(1))) {
                Some(arg) => {
                    rest[..at].hash(self.state);
                    arg.hash(self.state);
                }
                None => rest[..end].hash(self.state),
            }
            rest = &rest[end..];
        }
        rest.hash(self.state);
    }
}
