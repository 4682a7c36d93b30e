//! XPath 1.0 as Jaxen evaluates it on a gateway: the objects that properties hold are Java's own,
//! and only some of them are strings, numbers and booleans to it (Jaxen 1.1.6, `expr` and
//! `function`; wso2-synapse, `SynapseXPath` and `SynapseXPathVariableContext`; each rule was run).

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::element::{Element, Name, Node};
use super::expression::{Scope, known};
use super::functions::{parse_number, xpath_number};
use super::limits::{CHARACTER, MALFORMED, NODE};
use super::message::{Message, Value};
use super::places::{Found, NodePath, child_at};
use super::{Run, Stop, functions};
use crate::expression::{Expr, Expression, Gives, Name as Qualified, Operator, SubExpression};

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// Java's null: a property that is not there.
    Null,
    /// A string, a boolean, a number, or another object that a property holds.
    Java(Value),
    /// Nodes of the message.
    Nodes(Vec<NodePath>),
}

impl Object {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Java(Value::text(text))
    }

    /// A boolean.
    pub fn boolean(value: bool) -> Self {
        Self::Java(Value::Boolean(value))
    }

    /// A number.
    pub fn number(value: f64) -> Self {
        Self::Java(Value::Double(value))
    }

    /// As Jaxen's `boolean()` has it.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Nodes(nodes) => !nodes.is_empty(),
            Self::Java(value) => match value {
                Value::Text(t) => !t.is_empty(),
                Value::Boolean(b) => *b,
                Value::Integer(n) => *n != 0,
                Value::Long(n) => *n != 0,
                Value::Short(n) => *n != 0,
                Value::Double(d) => *d != 0.0 && !d.is_nan(),
                Value::Float(d) => *d != 0.0 && !d.is_nan(),
                Value::Xml(_) | Value::Nodes(_) | Value::Json(_) | Value::Unknown(_) => true,
            },
        }
    }

    /// Whether Jaxen compares it as a number.
    fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Java(
                Value::Double(_)
                    | Value::Float(_)
                    | Value::Integer(_)
                    | Value::Long(_)
                    | Value::Short(_)
            )
        )
    }
}

/// An evaluation of one expression over one message.
pub struct Evaluation<'a> {
    /// Where it takes place.
    pub scope: Scope<'a>,
    /// What is evaluated: its prefixes are those of its file.
    pub(super) expression: &'a Expression,
    envelope: OnceCell<Rc<Element>>,
    /// Whether the body has a root and nothing below it can be read.
    malformed: OnceCell<bool>,
}

/// Where a relative path starts, and what `position()` and `last()` give.
#[derive(Debug, Clone)]
pub struct Context {
    /// The node.
    pub node: NodePath,
    /// Its place among its siblings in the step, from 1.
    pub position: usize,
    /// How many there are.
    pub size: usize,
}

impl<'a> Evaluation<'a> {
    /// An evaluation that has not begun.
    pub fn new(scope: Scope<'a>, expression: &'a Expression) -> Self {
        Self { scope, expression, envelope: OnceCell::new(), malformed: OnceCell::new() }
    }

    /// What a parsed expression gives, from the envelope.
    ///
    /// # Errors
    ///
    /// What it needs may be unknown, and Jaxen may throw.
    pub fn object(&self, part: &SubExpression) -> Run<Object> {
        let node = NodePath::Child(Vec::new());
        self.eval(part, &Context { node, position: 1, size: 1 })
    }

    /// What a part gives.
    ///
    /// # Errors
    ///
    /// As [`Evaluation::object`].
    pub fn eval(&self, part: &SubExpression, context: &Context) -> Run<Object> {
        self.scope.budget.spend(NODE)?;
        match &part.expr {
            Expr::Number(number) => Ok(Object::number(*number)),
            Expr::Literal(text) => Ok(Object::text(text)),
            Expr::Variable(name) => self.variable(name),
            Expr::Call(name, args) => functions::call(self, name, args, context),
            Expr::Negated(inner) => {
                let inner = self.eval(inner, context)?;
                Ok(Object::number(-self.number(&inner)?))
            }
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right, context),
            Expr::Filtered(inner, predicates) => match self.eval(inner, context)? {
                Object::Nodes(nodes) => Ok(Object::Nodes(self.filtered(nodes, predicates)?)),
                other => Ok(other),
            },
            Expr::Path(start, steps) => self.path(start, steps, context),
        }
    }

    fn binary(
        &self,
        operator: Operator,
        left: &SubExpression,
        right: &SubExpression,
        context: &Context,
    ) -> Run<Object> {
        let left = self.eval(left, context)?;
        if operator.gives() == Gives::Logic {
            let first = left.is_true();
            if first == (operator == Operator::Or) {
                return Ok(Object::boolean(first));
            }
            return Ok(Object::boolean(self.eval(right, context)?.is_true()));
        }
        let right = self.eval(right, context)?;
        match operator.gives() {
            Gives::Arithmetic => {
                let (a, b) = (self.number(&left)?, self.number(&right)?);
                Ok(Object::number(match operator {
                    Operator::Add => a + b,
                    Operator::Subtract => a - b,
                    Operator::Multiply => a * b,
                    Operator::Divide => a / b,
                    _ => a % b,
                }))
            }
            Gives::Logic | Gives::Comparison => {
                Ok(Object::boolean(self.compare(operator, &left, &right)?))
            }
            Gives::Nodes => match (left, right) {
                (Object::Nodes(mut a), Object::Nodes(b)) => {
                    let seen: FxHashSet<NodePath> = a.iter().cloned().collect();
                    a.extend(b.into_iter().filter(|n| !seen.contains(n)));
                    Ok(Object::Nodes(a))
                }
                _ => Err(Stop::threw("a union of what are not nodes")),
            },
        }
    }

    /// A comparison. Null is unequal to everything. An Integer is not a number that Jaxen can read:
    /// it is not equal even to itself.
    fn compare(&self, sign: Operator, left: &Object, right: &Object) -> Run<bool> {
        self.scope.budget.spend(NODE)?;
        if *left == Object::Null || *right == Object::Null {
            return Ok(false);
        }
        match (left, right) {
            (Object::Nodes(_), Object::Java(Value::Boolean(_)))
            | (Object::Java(Value::Boolean(_)), Object::Nodes(_)) => {
                Ok(self.compare_plain(sign, left, right)?)
            }
            (Object::Nodes(nodes), other) => {
                for node in nodes {
                    let one = Object::text(self.node_text(node)?);
                    if self.compare(sign, &one, other)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (other, Object::Nodes(nodes)) => {
                for node in nodes {
                    let one = Object::text(self.node_text(node)?);
                    if self.compare(sign, other, &one)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => self.compare_plain(sign, left, right),
        }
    }

    fn compare_plain(&self, sign: Operator, left: &Object, right: &Object) -> Run<bool> {
        let is_boolean = |o: &Object| matches!(o, Object::Java(Value::Boolean(_)));
        let numbers = || Ok::<_, Stop>((self.number(left)?, self.number(right)?));
        Ok(match sign {
            Operator::Equal | Operator::NotEqual => {
                let equal = if is_boolean(left) || is_boolean(right) {
                    left.is_true() == right.is_true()
                } else if left.is_number() || right.is_number() {
                    let (a, b) = numbers()?;
                    a == b
                } else {
                    self.string(left)? == self.string(right)?
                };
                equal == (sign == Operator::Equal)
            }
            _ => {
                let (a, b) = numbers()?;
                match sign {
                    Operator::Less => a < b,
                    Operator::LessOrEqual => a <= b,
                    Operator::Greater => a > b,
                    _ => a >= b,
                }
            }
        })
    }

    /// As Jaxen's `number()` has it: of Java's numbers it reads only `Double`.
    ///
    /// # Errors
    ///
    /// As [`Evaluation::object`].
    pub fn number(&self, object: &Object) -> Run<f64> {
        Ok(match object {
            Object::Java(Value::Double(d)) => *d,
            Object::Java(Value::Boolean(b)) => f64::from(u8::from(*b)),
            Object::Java(Value::Text(t)) => parse_number(t),
            Object::Nodes(_) => parse_number(&self.string(object)?),
            Object::Java(_) | Object::Null => f64::NAN,
        })
    }

    /// As Jaxen's `string()` has it: numbers without a decimal point where they are whole.
    ///
    /// # Errors
    ///
    /// As [`Evaluation::object`].
    pub fn string(&self, object: &Object) -> Run<String> {
        Ok(match object {
            Object::Null => String::new(),
            Object::Java(Value::Double(d)) => xpath_number(*d),
            Object::Java(Value::Float(d)) => xpath_number(f64::from(*d)),
            Object::Java(Value::Xml(e)) => e.deep_text(),
            Object::Java(value) => value.to_string(),
            Object::Nodes(nodes) => match nodes.first() {
                Some(node) => self.node_text(node)?,
                None => String::new(),
            },
        })
    }

    /// The expression's result as Synapse takes it: the objects as Java prints them, the texts of
    /// all nodes, and an element without text of its own as XML (`SynapseXPath.stringValueOf`).
    ///
    /// # Errors
    ///
    /// As [`Evaluation::object`].
    pub fn result(&self, object: &Object) -> Run<Option<String>> {
        Ok(match object {
            Object::Null => None,
            Object::Java(Value::Xml(e)) => Some(element_result(e)),
            Object::Java(value) => {
                let text = value.to_string();
                self.scope.budget.text(&text)?;
                Some(text)
            }
            Object::Nodes(nodes) => {
                let mut all = String::new();
                for node in nodes {
                    match self.element(node)? {
                        Some(element) => all.push_str(&element_result(&element)),
                        None => all.push_str(&self.node_text(node)?),
                    }
                }
                Some(all)
            }
        })
    }

    fn variable(&self, name: &Qualified) -> Run<Object> {
        let message = self.scope.message;
        let local = name.local.as_str();
        let found = match (name.prefix.as_deref(), local) {
            // Behind any prefix (wso2-synapse, `SynapseXPathVariableContext.getVariableValue`).
            (_, "env") => return Ok(Object::Nodes(vec![NodePath::Child(Vec::new())])),
            (_, "body") => return Ok(Object::Nodes(vec![NodePath::Child(vec![0])])),
            (Some("ctx"), _) if local != "header" => message.properties.get(local),
            (Some("axis2"), _) if local != "header" => message.axis2_or_operation(local),
            (Some("trp"), _) if local != "header" => message.headers.get(local),
            (Some("operation"), _) if local != "header" => message.operation.get(local),
            (Some("func"), _) => message.parameter(local)?,
            (Some("url"), _) => return Ok(Object::text(query_parameter(message, local)?)),
            (Some(prefix), _) => {
                return Err(Stop::unknown(format!("the variable ${prefix}:{local}")));
            }
            (None, _) => return Err(Stop::unknown(format!("the variable ${local}"))),
        };
        match found {
            Some(value) => known(value).cloned().map(Object::Java),
            None => Ok(Object::Null),
        }
    }

    /// The envelope as XPath sees it: the SOAP body is its only child.
    pub(super) fn envelope(&self) -> Run<Rc<Element>> {
        if let Some(envelope) = self.envelope.get() {
            return Ok(Rc::clone(envelope));
        }
        let namespace = self.scope.message.envelope_namespace();
        let mut body = Element::new(Name::of("soapenv", namespace, "Body"));
        body.children = self.scope.body_elements()?.into_iter().map(Node::Element).collect();
        let mut envelope = Element::new(Name::of("soapenv", namespace, "Envelope"));
        envelope.children.push(Node::Element(body));
        Ok(Rc::clone(self.envelope.get_or_init(|| Rc::new(envelope))))
    }

    /// Fails where what is below a node is asked for, and the engine cannot read it.
    pub(super) fn look_below(&self, place: &NodePath) -> Run<()> {
        let below_root = match place {
            NodePath::Document => true,
            NodePath::Child(way) | NodePath::Attribute(way, _) => way.is_empty() || way.len() > 1,
        };
        match below_root && *self.malformed.get_or_init(|| self.scope.is_malformed()) {
            true => Err(Stop::threw(MALFORMED)),
            false => Ok(()),
        }
    }

    /// The element at a place; none where a text or an attribute stands there.
    ///
    /// # Errors
    ///
    /// As [`Evaluation::object`].
    pub fn element(&self, place: &NodePath) -> Run<Option<Element>> {
        let NodePath::Child(way) = place else { return Ok(None) };
        let envelope = self.envelope()?;
        self.look_below(place)?;
        let Some(Found::Element(element)) = child_at(&envelope, way) else { return Ok(None) };
        self.scope.budget.spend(element.size().saturating_mul(CHARACTER))?;
        Ok(Some(element.clone()))
    }

    /// The name of an element or an attribute; none of anything else.
    pub(super) fn name(&self, place: &NodePath) -> Run<Option<Name>> {
        let (NodePath::Child(way) | NodePath::Attribute(way, _)) = place else { return Ok(None) };
        let envelope = self.envelope()?;
        let Some(Found::Element(element)) = child_at(&envelope, way) else { return Ok(None) };
        Ok(match place {
            NodePath::Attribute(_, at) => element.attributes.get(*at).map(|a| a.0.clone()),
            _ => Some(element.name.clone()),
        })
    }

    /// The string value of a node.
    fn node_text(&self, place: &NodePath) -> Run<String> {
        let envelope = self.envelope()?;
        self.look_below(place)?;
        let way = match place {
            NodePath::Document => return Ok(envelope.deep_text()),
            NodePath::Child(way) | NodePath::Attribute(way, _) => way,
        };
        let text = match (child_at(&envelope, way), place) {
            (Some(Found::Element(e)), NodePath::Attribute(_, at)) => {
                e.attributes.get(*at).map(|a| a.1.clone()).unwrap_or_default()
            }
            (Some(Found::Element(e)), _) => e.deep_text(),
            (Some(Found::Text(t)), _) => t.to_owned(),
            (None, _) => String::new(),
        };
        self.scope.budget.text(&text)?;
        Ok(text)
    }
}

/// A parameter of the query in the address; empty where there is none (wso2-synapse,
/// `SynapseXPathVariableContext`).
fn query_parameter(message: &Message, name: &str) -> Run<String> {
    let query = message.to.as_deref().and_then(|to| to.split_once('?')).map_or("", |t| t.1);
    let mut parameters = query.split('&').map(|p| p.split_once('=').unwrap_or((p, "")));
    let value = parameters.find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |p| p.1);
    match value.contains(['%', '+', '=']) {
        true => Err(Stop::unknown(format!("the query parameter {name}"))),
        false => Ok(value.to_owned()),
    }
}

/// An element as a result: its own text, or the element itself where that is blank.
fn element_result(element: &Element) -> String {
    let text = element.own_text();
    match text.trim().is_empty() {
        true => element.write(),
        false => text,
    }
}
