//! What becomes of the mediators that the operator added, before they are put into the target.

use std::borrow::Cow;

use crate::matching::Matching;
use crate::payload::{Field, TemplatePart, Value, to_json};
use crate::program::{Ix, Kind, Mediator, is_expression};

use super::audience::Audience;
use super::becomes::{Fate, TypeFate};
use super::bodies::{self, Reads};
use super::message::payload_before;
use super::message_types::{is_content_type, is_xml, migrated_value};
use super::typed::literal;

use super::payloads::{JsonText, as_json, numbered};
use super::read::read_arg;
use super::rewrites::{Patch, Rewrite, Rewriting};
use super::rule::Rule;
use super::{
    code, is_error_message_type, is_removed_class, read_payload, reads_error_message_type,
};

/// A node of the operator's, what becomes of it, and by which rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewritten {
    /// The node of custom.
    pub node: Ix,
    /// What becomes of it.
    pub rewrite: Rewrite,
    /// Why.
    pub rule: &'static Rule,
    /// What decided it here, as the end of a sentence about the node.
    pub because: Option<String>,
    /// Whether a person must look at it.
    pub doubtful: bool,
}

impl Rewritten {
    fn new(node: Ix, rule: &'static Rule, rewrite: Rewrite) -> Self {
        Self { node, rewrite, rule, because: None, doubtful: false }
    }

    fn because(self, why: String) -> Self {
        Self { because: Some(why), ..self }
    }

    fn doubtful(self) -> Self {
        Self { doubtful: true, ..self }
    }
}

/// Says what becomes of the nodes of a sequence of the operator's.
#[derive(Clone, Copy)]
pub struct Rewriter<'r, 't, 'd> {
    /// The sequence, and who gets what it makes.
    pub audience: &'r Audience<'t, 'd>,
    /// Its nodes with those of the base.
    pub matching: &'r Matching,
    /// What is rewritten at all.
    pub rewriting: Rewriting,
}

impl Rewriter<'_, '_, '_> {
    /// What becomes of each new node in a subtree of custom, in document order. Nodes with a
    /// partner in the base are the base's and not looked at.
    pub fn new_nodes(&self, top: Ix) -> Vec<Rewritten> {
        let all = self.audience.tree.subtree(top).filter(|&n| self.matching.a(n).is_none());
        all.filter_map(|node| self.node(node)).collect()
    }

    /// What becomes of the expressions that the operator changed on a mediator that the base has
    /// too; the rest of the mediator is the base's.
    pub fn changed(&self, node: Ix, changed: &[&str]) -> Option<Rewritten> {
        let custom = self.audience.tree;
        if !self.rewriting.to_json || custom.kind(node) == Kind::PayloadFactory {
            return None;
        }
        let is_changed = |name: &str| changed.contains(&name);
        if !changed.iter().any(|name| is_expression(custom.kind(node), name)) {
            return None;
        }
        let (rule, rewrite) = match self.reads(node)? {
            Reads::Lost(why) => (&code::READS_XML_BODY, Rewrite::Lost(why)),
            Reads::Otherwise(rule, mut patches) => {
                patches.iter_mut().for_each(|p| p.set.retain(|(name, _)| is_changed(name)));
                patches.retain(|p| !p.set.is_empty());
                if patches.is_empty() {
                    return None;
                }
                (rule, Rewrite::Attributes(patches))
            }
        };
        Some(Rewritten::new(node, rule, rewrite))
    }

    /// What becomes of a node, such as a payload that takes the place of the stock one.
    pub fn node(&self, node: Ix) -> Option<Rewritten> {
        let (tree, r) = (self.audience.tree, &self.rewriting);
        let made = |rule, rewrite| Some(Rewritten::new(node, rule, rewrite));
        if r.classes_removed && is_removed_class(tree, node) {
            return made(&code::REMOVED_CLASS, Rewrite::Drop);
        }
        if r.classes_removed && is_error_message_type(tree, node) {
            // Java does not read it any more, but the operator's own mediators may.
            let drop = || made(&code::ERROR_MESSAGE_TYPE, Rewrite::Drop);
            return if reads_error_message_type(tree) { None } else { drop() };
        }
        if r.classes_removed && tree.program().is_unknown(tree.node(node).element) {
            return made(&code::UNKNOWN_MEDIATOR, Rewrite::Keep);
        }
        let reads = || match self.reads(node)? {
            Reads::Otherwise(rule, patches) => made(rule, Rewrite::Attributes(patches)),
            Reads::Lost(why) => made(&code::READS_XML_BODY, Rewrite::Lost(why)),
        };
        if !r.to_json {
            return reads().filter(|_| r.classes_removed);
        }
        if tree.kind(node) == Kind::PayloadFactory {
            return self.payload(node).or_else(reads);
        }
        if tree.kind(node) == Kind::Makefault {
            return self.pox_fault(node);
        }
        if is_content_type(tree, node) && literal(tree, node).is_some_and(is_xml) {
            return self.content_type(node);
        }
        if self.is_html_over_json(node) {
            let why = "makes markup of a body that is JSON now".to_owned();
            let kept = Rewritten::new(node, &code::JSON_AS_XML, Rewrite::Keep);
            return Some(kept.because(why).doubtful());
        }
        reads()
    }

    fn is_html_over_json(&self, node: Ix) -> bool {
        let tree = self.audience.tree;
        self.rewriting.to_json
            && is_content_type(tree, node)
            && literal(tree, node).is_some_and(|v| v.starts_with("text/html"))
            && self.audience.is_over_json(node)
    }

    /// Why a person must look at a content type, whose value the operator changed.
    pub fn doubt_of_type(&self, node: Ix) -> Option<String> {
        let tree = self.audience.tree;
        let is_type = self.rewriting.to_json && is_content_type(tree, node);
        let seen = self.node(node).filter(|_| is_type)?;
        seen.because.filter(|_| seen.doubtful)
    }

    /// What becomes of the expressions that read the body. One that stays XML is read as before.
    fn reads(&self, node: Ix) -> Option<Reads> {
        let tree = self.audience.tree;
        let reads = bodies::of_node(tree, node, self.rewriting.to_json)?;
        let stays = self.rewriting.to_json
            && payload_before(tree, node).is_some_and(|p| self.audience.fate(p).stays());
        if stays { bodies::of_node(tree, node, false) } else { Some(reads) }
    }

    /// A pox fault for REST clients as a JSON payload. What it wrote is
    /// `<Exception>detail, else reason</Exception>` (wso2-synapse, `FaultMediator`).
    fn pox_fault(&self, node: Ix) -> Option<Rewritten> {
        let tree = self.audience.tree;
        let is_pox = matches!(tree.mediator(node), Some(Mediator::Makefault(f)) if f.is_pox());
        if !is_pox || !self.audience.fate(node).is_json() {
            return None;
        }
        let field = |name: &str, kind: Kind| {
            let part = tree.children(node).find(|&n| tree.kind(n) == kind)?;
            let arg = read_arg(tree.doc, tree.node(part).element);
            let literal = arg.attributes.iter().find(|(n, _)| n == "value").map(|(_, v)| v.clone());
            let piece = match literal {
                Some(text) if text.is_empty() => return None,
                Some(text) => TemplatePart::Literal(text),
                None => TemplatePart::Arg(arg),
            };
            Some(Field { name: name.to_owned(), value: Value::Text(vec![piece]) })
        };
        let fields = [field("code", Kind::Code), field("message", Kind::Reason)];
        let (format, args) = to_json(&Value::Object(fields.into_iter().flatten().collect()));
        let json = Rewrite::Json(JsonText { format, args });
        Some(Rewritten::new(node, &code::POX_FAULT, json).doubtful())
    }

    fn payload(&self, node: Ix) -> Option<Rewritten> {
        let tree = self.audience.tree;
        let payload = read_payload(tree, node, self.rewriting.reading);
        if self.rewriting.reading.inline_ctx
            && let Some(text) = numbered(&payload)
        {
            return Some(Rewritten::new(node, &code::INLINE_CTX, Rewrite::Json(text)));
        }
        let json = as_json(&payload)?;
        let as_json = || match json {
            Ok(JsonText { format, args }) => {
                let args = bodies::loadable(args);
                let rewrite = Rewrite::Json(JsonText { format, args });
                Rewritten::new(node, &code::XML_PAYLOAD, rewrite)
            }
            Err(why) => Rewritten::new(node, &code::XML_PAYLOAD, Rewrite::Unfaithful(why)),
        };
        match self.audience.fate(node) {
            Fate::Json => Some(as_json()),
            Fate::Doubtful(why) => Some(as_json().because(why).doubtful()),
            Fate::Stays(why) => Some(self.stays(node).because(why)),
            Fate::Chosen(why) => Some(self.stays(node).because(why).doubtful()),
            Fate::Page => None,
        }
    }

    /// A payload that stays XML; yet its args must load.
    fn stays(&self, node: Ix) -> Rewritten {
        match bodies::of_node(self.audience.tree, node, false) {
            Some(Reads::Otherwise(rule, patches)) => {
                Rewritten::new(node, rule, Rewrite::Attributes(patches))
            }
            _ => Rewritten::new(node, &code::DELIBERATE_XML, Rewrite::Keep),
        }
    }

    /// An XML content type follows the bodies that it describes.
    fn content_type(&self, node: Ix) -> Option<Rewritten> {
        let made = |rewrite| Rewritten::new(node, &code::MESSAGE_TYPE, rewrite);
        let json = || {
            let set = vec![("value".to_owned(), "application/json".to_owned())];
            let patch = Patch { element: self.audience.tree.node(node).element, set };
            made(Rewrite::Attributes(vec![patch]))
        };
        match self.audience.fate_of_type(node, self.matching) {
            TypeFate::Json => Some(json()),
            TypeFate::Doubtful(why) => Some(json().because(why).doubtful()),
            TypeFate::LeftOut(why) => Some(made(Rewrite::Drop).because(why).doubtful()),
            TypeFate::Stays => None,
            TypeFate::Unknown(why) => Some(made(Rewrite::Keep).because(why).doubtful()),
            TypeFate::OverJson(why) => {
                let kept = Rewritten::new(node, &code::JSON_AS_XML, Rewrite::Keep);
                Some(kept.because(why).doubtful())
            }
        }
    }

    /// The value of a content type that the base has too, as a release that answers JSON needs it.
    pub fn migrated<'v>(&self, node: Ix, name: &str, value: &'v str) -> Cow<'v, str> {
        let migrated = migrated_value(self.audience.tree, node, name, value);
        let is_json = || match self.audience.fate_of_type(node, self.matching) {
            TypeFate::Json | TypeFate::Doubtful(_) | TypeFate::LeftOut(_) => true,
            TypeFate::Stays | TypeFate::Unknown(_) | TypeFate::OverJson(_) => false,
        };
        match self.rewriting.to_json && migrated != value && is_json() {
            true => migrated,
            false => Cow::Borrowed(value),
        }
    }
}
