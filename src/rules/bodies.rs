//! `evaluator-form`, `reads-fault-wrapper`, `reads-xml-body`: expressions that read the body, which
//! is another one now.

use crate::expression::{Expr, Expression, NodeTest, Part, Start, Step};
use crate::payload::{Arg, Field, FieldChange, FieldEdit, Part as Piece, Reading, Template, Value};
use crate::program::{Ix, Kind, Tree, flow, is_expression};
use crate::xml::NodeId;

use super::read::Medium;
use super::{Rule, code, read_payload};

/// Attributes of an element that get other values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The element in the operator's document.
    pub element: NodeId,
    /// Names and new values.
    pub set: Vec<(String, String)>,
}

/// What becomes of the expressions of a node.
pub(super) enum Reads {
    /// They are written otherwise.
    Otherwise(&'static Rule, Vec<Patch>),
    /// One reads a part of the old body that nothing says.
    Lost(String),
}

/// What becomes of the expressions of a node that read the body; `to_json` says whether the body
/// was XML and is JSON.
pub(super) fn of_node(tree: &Tree<'_>, node: Ix, to_json: bool) -> Option<Reads> {
    let doc = tree.doc;
    let element = tree.node(node).element;
    let at = Place { tree, node };
    let mut patches = Vec::new();
    let mut rule = None;
    if tree.kind(node) == Kind::PayloadFactory {
        let args = doc.child_elements(element).filter(|&c| doc.local_name(c) == "args");
        for arg in args.flat_map(|a| doc.child_elements(a)).collect::<Vec<_>>() {
            let value = |name| doc.find_attribute(arg, name).map(|a| doc.attribute_value(a));
            let Some(text) = value("expression").filter(|_| value("value").is_none()) else {
                continue;
            };
            let json = value("evaluator").is_some_and(|e| e == "json");
            let Some(new) = at.arg(arg, &text, json, to_json) else { continue };
            match new {
                New::Expression(found, set) => {
                    rule = rule.or(Some(found));
                    patches.push(Patch { element: arg, set });
                }
                New::Lost(why) => return Some(Reads::Lost(why)),
            }
        }
    }
    // Elsewhere an expression must give nodes, such as what `iterate` goes through.
    let gives_text = matches!(
        tree.kind(node),
        Kind::Property
            | Kind::Header
            | Kind::Filter
            | Kind::Switch
            | Kind::Code
            | Kind::Reason
            | Kind::Detail
    );
    for attr in tree.attrs(node).iter().filter(|_| to_json && gives_text) {
        let Some(source) = attr.source.filter(|_| is_expression(tree.kind(node), attr.name)) else {
            continue;
        };
        let text = doc.attribute_value(source);
        match at.expression(element, &text) {
            Some(New::Expression(found, mut set)) => {
                rule = rule.or(Some(found));
                set.iter_mut().for_each(|(name, _)| attr.name.clone_into(name));
                patches.push(Patch { element, set });
            }
            Some(New::Lost(why)) => return Some(Reads::Lost(why)),
            None => {}
        }
    }
    Some(Reads::Otherwise(rule?, patches))
}

/// The args of a payload in the form in which 4.0.0 loads them.
pub(super) fn loadable(mut args: Vec<Arg>) -> Vec<Arg> {
    for arg in &mut args {
        let json = arg.attributes.iter().any(|(n, v)| n == "evaluator" && v == "json");
        let path = arg
            .attributes
            .iter_mut()
            .find(|(n, _)| n == "expression")
            .and_then(|(_, v)| Some((json_path(v)?.to_owned(), v)));
        if let Some((path, value)) = path.filter(|_| !json) {
            *value = path;
            arg.attributes.retain(|(n, _)| n != "evaluator");
            arg.attributes.insert(0, ("evaluator".to_owned(), "json".to_owned()));
        }
    }
    args
}

/// The same in a field edit; whether anything is another.
pub fn loadable_field(edit: &mut FieldEdit) -> bool {
    match &mut edit.change {
        FieldChange::Insert { value, .. } | FieldChange::Retext { to: value, .. } => {
            loadable_value(value)
        }
        _ => false,
    }
}

fn loadable_value(value: &mut Value) -> bool {
    match value {
        Value::Text(template) | Value::Bare(template) => {
            let mut changed = false;
            for piece in template {
                let Piece::Arg(arg) = piece else { continue };
                let new = loadable(vec![arg.clone()]);
                changed |= new[0].attributes != arg.attributes;
                new.into_iter().for_each(|new| *arg = new);
            }
            changed
        }
        Value::Object(fields) => {
            fields.iter_mut().filter_map(|f| loadable_value(&mut f.value).then_some(())).count() > 0
        }
        Value::Array(items) => {
            items.iter_mut().filter_map(|item| loadable_value(item).then_some(())).count() > 0
        }
    }
}

enum New {
    Expression(&'static Rule, Vec<(String, String)>),
    Lost(String),
}

impl New {
    fn expression(rule: &'static Rule, text: String) -> Self {
        Self::Expression(rule, vec![("expression".to_owned(), text)])
    }
}

/// Where an expression stands.
struct Place<'t, 'd> {
    tree: &'t Tree<'d>,
    node: Ix,
}

impl Place<'_, '_> {
    /// An arg: JSONPath with `evaluator="json"`; without it, `json-eval(..)` is read as XPath and
    /// does not load (wso2-synapse v2.1.7-wso2v227, `PayloadFactoryMediatorFactory`).
    fn arg(&self, arg: NodeId, text: &str, json: bool, to_json: bool) -> Option<New> {
        let path = json_path(text);
        if json {
            let inner = path.unwrap_or(text);
            let flat = self.without_wrapper(inner).filter(|_| to_json)?;
            return Some(New::expression(&code::READS_FAULT_WRAPPER, text.replace(inner, &flat)));
        }
        let Some(path) = path else {
            return to_json.then(|| self.expression(arg, text)).flatten();
        };
        let flat = self.without_wrapper(path).filter(|_| to_json);
        let set = [
            ("evaluator", "json".to_owned()),
            ("expression", flat.unwrap_or_else(|| path.to_owned())),
        ];
        let set = set.map(|(name, value)| (name.to_owned(), value)).to_vec();
        Some(New::Expression(&code::EVALUATOR_FORM, set))
    }

    /// Any other expression: `json-eval(..)` or XPath.
    fn expression(&self, element: NodeId, text: &str) -> Option<New> {
        if let Some(path) = json_path(text) {
            let flat = self.without_wrapper(path)?;
            return Some(New::expression(&code::READS_FAULT_WRAPPER, text.replace(path, &flat)));
        }
        let read = Expression::of(text);
        let whole = read.xpath()?;
        let mut fields = Vec::new();
        whole.each(&mut |part| {
            if let Some(field) = self.fault_field(element, part) {
                fields.push((part.span.clone(), field));
            }
        });
        if fields.is_empty() {
            return None;
        }
        let mut new = text.to_owned();
        for (span, field) in fields.into_iter().rev() {
            let Some(value) = self.field(&field.name) else {
                let why = format!("{} reads {} of the old XML body", text, field.name);
                return field.certain.then_some(New::Lost(why));
            };
            let asked = text[..span.start].trim_end().ends_with("boolean(")
                && text[span.end..].trim_start().starts_with(')');
            // Compared as it is, an Integer property equals nothing.
            let value = match asked || span == whole.span {
                true => value,
                false => format!("string({value})"),
            };
            new.replace_range(span, &value);
        }
        Some(New::expression(&code::READS_XML_BODY, new))
    }

    /// `$.fault.x` as `$.x`, where the body at this place was a fault in XML.
    fn without_wrapper(&self, path: &str) -> Option<String> {
        let inside = inside_wrapper(path)?;
        self.value_of(member(inside)?)?;
        Some(format!("${inside}"))
    }

    /// The field of a WSO2 fault that a part of an expression reads.
    fn fault_field(&self, element: NodeId, part: &Part) -> Option<FaultField> {
        let Expr::Path(start, steps) = &part.expr else { return None };
        let of_message = match start {
            Start::Part(part) => matches!(
                &part.expr,
                Expr::Variable(name) if matches!(name.local.as_str(), "body" | "env")
            ),
            Start::Root | Start::Here => true,
        };
        let steps = match steps.split_last() {
            Some((last, rest)) if last.test == NodeTest::Text => rest,
            _ => &steps[..],
        };
        let (last, above) = steps.split_last()?;
        let (name, certain) = self.step_name(element, last)?;
        let through = above.iter().all(|step| {
            self.step_name(element, step).is_some_and(|(name, _)| name == "fault")
                || step.is_deep()
                || matches!(
                    &step.test,
                    NodeTest::Name(name) if matches!(name.local.as_str(), "Envelope" | "Body" | "*")
                )
        });
        let fault = of_message && through && FIELDS.contains(&name.as_str());
        fault.then_some(FaultField { name, certain })
    }

    /// The local name that a step asks for, where it is in a WSO2 fault namespace or asked for by
    /// `local-name()`; and whether the namespace says so.
    fn step_name(&self, element: NodeId, step: &Step) -> Option<(String, bool)> {
        let NodeTest::Name(name) = &step.test else { return None };
        if name.is(None, "*") {
            let [only] = &step.predicates[..] else { return None };
            let Expr::Binary(_, left, right) = &only.expr else { return None };
            return match (&left.expr, &right.expr) {
                (Expr::Call(f, args), Expr::Literal(name))
                    if f.is(None, "local-name") && args.is_empty() =>
                {
                    Some((name.clone(), false))
                }
                _ => None,
            };
        }
        let uri = self.tree.doc.resolve_prefix(element, name.prefix.as_deref()?)?;
        let ours = uri.starts_with("http://wso2.org/apimanager") && step.predicates.is_empty();
        ours.then(|| (name.local.clone(), true))
    }

    /// The XPath that gives what a field of the old body said.
    fn field(&self, name: &str) -> Option<String> {
        as_xpath(&self.value_of(name)?)
    }

    /// What a field of the XML fault said that was the body at this place.
    fn value_of(&self, name: &str) -> Option<Template> {
        let last = |n: Ix| {
            self.tree.subtree(n).filter(|&n| self.tree.kind(n) == Kind::PayloadFactory).last()
        };
        let payload = flow::before(self.tree, self.node).into_iter().rev().find_map(last)?;
        let payload = read_payload(self.tree, payload, Reading::default());
        let Medium::Xml(_, Ok(xml)) = &payload.medium else { return None };
        let Value::Object(fields) = xml.value.clone() else { return None };
        let Field { value: Value::Text(text), .. } =
            fields.into_iter().find(|f| f.name == name).filter(|_| xml.is_wso2_fault_root)?
        else {
            return None;
        };
        Some(text)
    }
}

/// The members of WSO2's faults.
pub(super) const FIELDS: [&str; 5] = ["code", "type", "message", "description", "nextAccessTime"];

struct FaultField {
    name: String,
    /// Nothing else than a WSO2 fault is meant.
    certain: bool,
}

/// Whether an expression is a JSONPath.
pub(super) fn is_json_eval(text: &str) -> bool {
    text.trim_start().starts_with("json-eval(")
}

/// The path inside `json-eval(..)`.
pub(super) fn json_path(text: &str) -> Option<&str> {
    text.trim().strip_prefix("json-eval(")?.strip_suffix(')')
}

/// What a JSONPath asks for inside the member `fault`: `.code` of `$.fault.code`.
pub(super) fn inside_wrapper(path: &str) -> Option<&str> {
    let path = path.trim().strip_prefix('$')?;
    let inside =
        [".fault", "['fault']", "[\"fault\"]"].iter().find_map(|w| path.strip_prefix(w))?;
    inside.starts_with(['.', '[']).then_some(inside)
}

/// The first member that a JSONPath asks for, where it asks for one by name.
pub(super) fn member(inside: &str) -> Option<&str> {
    let named = |open, close| inside.strip_prefix(open)?.split_once(close).map(|(name, _)| name);
    match inside.strip_prefix('.') {
        Some(rest) => rest.split(['.', '[']).next().filter(|name| !name.is_empty()),
        None => named("['", "']").or_else(|| named("[\"", "\"]")),
    }
}

/// A template as the XPath that gives the same text.
fn as_xpath(template: &Template) -> Option<String> {
    let pieces = template.iter().map(piece).collect::<Option<Vec<String>>>()?;
    match &pieces[..] {
        [] => Some("''".to_owned()),
        [only] => Some(only.clone()),
        several => Some(format!("concat({})", several.join(", "))),
    }
}

fn piece(piece: &Piece) -> Option<String> {
    match piece {
        Piece::Literal(text) => quoted(text),
        Piece::Dangling(_) => None,
        Piece::Arg(arg) => {
            let attribute = |name| arg.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v);
            match (attribute("value"), attribute("expression")) {
                (Some(text), _) => quoted(text),
                (None, Some(text)) => {
                    let plain = attribute("evaluator").is_none_or(|e| e == "xml");
                    // A prefix of get-property needs no declaration.
                    let bare = arg.namespaces.is_empty() || !arg.canonical.contains('{');
                    let alone = bare && json_path(text).is_none();
                    (plain && alone).then(|| text.clone())
                }
                (None, None) => None,
            }
        }
    }
}

/// A string of XPath, which has no escapes.
fn quoted(text: &str) -> Option<String> {
    match (text.contains('\''), text.contains('"')) {
        (false, _) => Some(format!("'{text}'")),
        (true, false) => Some(format!("\"{text}\"")),
        (true, true) => None,
    }
}
