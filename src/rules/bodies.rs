//! `evaluator-form`, `reads-fault-wrapper`, `reads-xml-body`: expressions that read the body, which
//! differs now.

use crate::expression::{Expr, Expression, NodeTest, Start, Step, SubExpression, in_braces};
use crate::payload::{Arg, Field, FieldChange, FieldEdit, Reading, Template, TemplatePart, Value};
use crate::program::form::Is;
use crate::program::{Ix, Kind, Mediator, Tree};
use crate::xml::NodeId;

use super::message::payload_before;
use super::read::Medium;
use super::rewrites::Patch;
use super::rule::Rule;
use super::{code, read_payload};

/// What becomes of the expressions of a node.
pub(super) enum Reads {
    /// They are written otherwise.
    Otherwise(&'static Rule, Vec<Patch>),
    /// One reads a part of the old body that nothing says.
    Lost(String),
}

/// An expression of a mediator, of a part of it or of an arg, where it stands.
pub(super) struct Written {
    element: NodeId,
    attribute: String,
    /// The whole attribute.
    whole: String,
    /// The expression, without the braces of a computed name.
    pub text: String,
    /// Whether it is an arg's; and whether that is read as JSONPath.
    arg: Option<bool>,
}

impl Written {
    /// The JSONPath, where it is one.
    pub fn json_path(&self) -> Option<&str> {
        json_path(&self.text).or_else(|| (self.arg == Some(true)).then_some(&self.text))
    }
}

/// The expressions of a node that the engine looks at. Those of its parts are theirs, those of the
/// args of a payload are the payload's, whatever its format is.
pub(super) fn expressions(tree: &Tree<'_>, node: Ix) -> Vec<Written> {
    let form = tree.kind(node).form();
    let own = tree.attrs(node).iter().filter_map(|attr| {
        let whole = tree.doc.attribute_value(attr.source?).into_owned();
        let text = match form.meaning(attr.name)? {
            Is::Expression | Is::Condition => whole.clone(),
            // `{{..}}` is computed when a template runs.
            Is::Name => in_braces(&whole).map(|t| in_braces(t).unwrap_or(t))?.to_owned(),
            _ => return None,
        };
        let (element, attribute) = (tree.node(node).element, attr.name.to_owned());
        Some(Written { element, attribute, whole, text, arg: None })
    });
    let args = match tree.mediator(node) {
        Some(Mediator::PayloadFactory(payload)) => &payload.args[..],
        _ => &[],
    };
    let of_args = args.iter().filter_map(|arg| {
        let text = arg.computed()?.text().to_owned();
        let (attribute, whole) = ("expression".to_owned(), text.clone());
        Some(Written { element: arg.element, attribute, whole, text, arg: Some(arg.is_json) })
    });
    own.chain(of_args).collect()
}

/// What becomes of the expressions of a node that read the body; `to_json` says whether the body
/// was XML and is JSON.
pub(super) fn of_node(tree: &Tree<'_>, node: Ix, to_json: bool) -> Option<Reads> {
    let at = ExpressionAt { tree, node };
    let mut patches = Vec::new();
    let mut rule = None;
    for read in expressions(tree, node) {
        let new = match read.arg {
            Some(json) => at.arg(read.element, &read.text, json, to_json),
            None if to_json => at.expression(read.element, &read.text),
            None => None,
        };
        match new {
            None => {}
            Some(New::Lost(why)) => return Some(Reads::Lost(why)),
            Some(New::Expression(..)) if wants_nodes(tree.kind(node)) => {
                let why = format!("{} looks for nodes of the old XML body", read.text);
                return Some(Reads::Lost(why));
            }
            Some(New::Expression(found, mut set)) => {
                rule = rule.or(Some(found));
                for (name, value) in set.iter_mut().filter(|(name, _)| name == "expression") {
                    read.attribute.clone_into(name);
                    *value = read.whole.replace(&read.text, value);
                }
                patches.push(Patch { element: read.element, set });
            }
        }
    }
    Some(Reads::Otherwise(rule?, patches))
}

/// Whether an expression of such a mediator must give nodes, which a property has not.
fn wants_nodes(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Iterate
            | Foreach
            | Clone
            | Aggregate
            | Source
            | Target
            | Validate
            | Xslt
            | FastXslt
            | Xquery
    )
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

/// The same in a field edit; true if anything changed.
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
                let TemplatePart::Arg(arg) = piece else { continue };
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
struct ExpressionAt<'t, 'd> {
    tree: &'t Tree<'d>,
    node: Ix,
}

impl ExpressionAt<'_, '_> {
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
        match inside.is_empty() {
            true => drop(self.fault()?),
            false => drop(self.value_of(member(inside)?)?),
        }
        Some(format!("${inside}"))
    }

    /// The field of a WSO2 fault that a part of an expression reads.
    fn fault_field(&self, element: NodeId, part: &SubExpression) -> Option<FaultField> {
        let Expr::Path(start, steps) = &part.expr else { return None };
        let of_message = match start {
            Start::SubExpression(part) => matches!(
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
        let (name, certain) = match self.step_name(element, last) {
            Some((name, certain)) => (name, certain || self.fault().is_some()),
            None => (any_child(start, last).filter(|_| self.fault().is_some())?, true),
        };
        let through = above.iter().all(|step| {
            self.step_name(element, step).is_some_and(|(name, _)| name == "fault")
                || step.is_deep()
                || matches!(
                    &step.test,
                    NodeTest::Name(name) if matches!(name.local.as_str(), "Envelope" | "Body" | "*")
                )
        });
        let known = name == ROOT || FIELDS.contains(&name.as_str());
        let fault = of_message && through && known;
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
        match self.fault()?.into_iter().find(|f| f.name == name)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The fields of the XML fault that was the body at this place.
    fn fault(&self) -> Option<Vec<Field>> {
        let payload = payload_before(self.tree, self.node)?;
        let payload = read_payload(self.tree, payload, Reading::default());
        match payload.medium {
            Medium::Xml(_, Ok(xml)) if xml.is_wso2_fault_root => match xml.value {
                Value::Object(fields) => Some(fields),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether the body at a node was an XML fault of WSO2's.
pub(super) fn follows_fault(tree: &Tree<'_>, node: Ix) -> bool {
    ExpressionAt { tree, node }.fault().is_some()
}

/// `$body/*` and `$body/*[1]`: the root of the body, whatever it is.
fn any_child(start: &Start, step: &Step) -> Option<String> {
    let Start::SubExpression(from) = start else { return None };
    let of_body = matches!(&from.expr, Expr::Variable(name) if name.is(None, "body"));
    let any = matches!(&step.test, NodeTest::Name(name) if name.is(None, "*"));
    let first = step.predicates.iter().all(|p| matches!(p.expr, Expr::Number(_)));
    (of_body && any && first).then(|| ROOT.to_owned())
}

/// The root of WSO2's faults.
const ROOT: &str = "fault";

/// The members of WSO2's faults.
pub(super) const FIELDS: [&str; 5] = ["code", "type", "message", "description", "nextAccessTime"];

struct FaultField {
    name: String,
    /// Nothing else than a WSO2 fault is meant.
    certain: bool,
}

/// The path inside `json-eval(..)`.
pub(super) fn json_path(text: &str) -> Option<&str> {
    text.trim().strip_prefix("json-eval(")?.strip_suffix(')')
}

/// What a JSONPath asks for inside the member `fault`: `.code` of `$.fault.code`, nothing of
/// `$.fault`.
pub(super) fn inside_wrapper(path: &str) -> Option<&str> {
    let path = path.trim().strip_prefix('$')?;
    let inside =
        [".fault", "['fault']", "[\"fault\"]"].iter().find_map(|w| path.strip_prefix(w))?;
    (inside.is_empty() || inside.starts_with(['.', '['])).then_some(inside)
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

fn piece(piece: &TemplatePart) -> Option<String> {
    match piece {
        TemplatePart::Literal(text) => quoted(text),
        TemplatePart::Dangling(_) => None,
        TemplatePart::Arg(arg) => {
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
