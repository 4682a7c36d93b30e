//! The steps of a path through a message.

use rustc_hash::FxHashSet;

use super::element::{Element, Name};
use super::limits::NODE;
use super::message::Value;
use super::places::{Found, Place, child_at, children, parent};
use super::xpath::{Context, Evaluation, Object};
use super::{Run, Stop};
use crate::expression::{Part, Step};

impl Evaluation<'_> {
    /// The nodes of a path.
    pub(super) fn path(
        &self,
        part: &Part,
        start: Option<&Part>,
        steps: &[Step],
        context: &Context,
    ) -> Run<Object> {
        let mut nodes = match start {
            Some(start) => match self.eval(start, context)? {
                Object::Nodes(nodes) => nodes,
                Object::Null => return Ok(Object::Nodes(Vec::new())),
                Object::Java(_) => return Err(Stop::unknown("a path into a property")),
            },
            None if self.text[part.span.start..].starts_with('/') => vec![Place::Document],
            None => vec![context.node.clone()],
        };
        for step in steps {
            nodes = self.step(&nodes, step)?;
        }
        Ok(Object::Nodes(nodes))
    }

    fn step(&self, from: &[Place], step: &Step) -> Run<Vec<Place>> {
        let envelope = self.envelope()?;
        let mut found: Vec<Place> = Vec::new();
        let mut seen: FxHashSet<Place> = FxHashSet::default();
        for start in from {
            let starts = match step.deep {
                true => self.descendants_or_self(&envelope, start)?,
                false => vec![start.clone()],
            };
            for start in starts {
                let candidates = match step.test.as_str() {
                    "" | "." => vec![start],
                    test => self.candidates(&envelope, &start, test)?,
                };
                let kept = self.filtered(candidates, &step.predicates)?;
                for place in kept {
                    if seen.insert(place.clone()) {
                        found.push(place);
                    }
                }
            }
        }
        Ok(found)
    }

    /// A place and all below it, in document order.
    fn descendants_or_self(&self, envelope: &Element, place: &Place) -> Run<Vec<Place>> {
        let mut all = Vec::new();
        let mut left = vec![place.clone()];
        while let Some(next) = left.pop() {
            self.scope.budget.spend(NODE)?;
            left.extend(children(envelope, &next).into_iter().rev());
            all.push(next);
        }
        Ok(all)
    }

    /// The nodes that a test finds from a node.
    fn candidates(&self, envelope: &Element, start: &Place, test: &str) -> Run<Vec<Place>> {
        if let Some(name) = test.strip_prefix('@').or_else(|| test.strip_prefix("attribute::")) {
            let Place::Child(way) = start else { return Ok(Vec::new()) };
            let Some(Found::Element(element)) = child_at(envelope, way) else {
                return Ok(Vec::new());
            };
            let mut found = Vec::new();
            for (at, (attribute, _)) in element.attributes.iter().enumerate() {
                if self.names(name, attribute)? {
                    found.push(Place::Attribute(way.clone(), at));
                }
            }
            return Ok(found);
        }
        if test == ".." {
            return Ok(parent(start).into_iter().collect());
        }
        let test = test.strip_prefix("child::").unwrap_or(test);
        if test.contains("::") {
            return Err(Stop::unknown(format!("the axis of {test}")));
        }
        let mut found = Vec::new();
        for place in children(envelope, start) {
            self.scope.budget.spend(NODE)?;
            let Place::Child(way) = &place else { continue };
            let matches = match (child_at(envelope, way), test) {
                (Some(_), "node()") => true,
                (Some(Found::Text(_)), "text()") => true,
                (Some(Found::Element(e)), test) => self.names(test, &e.name)?,
                _ => false,
            };
            if matches {
                found.push(place);
            }
        }
        Ok(found)
    }

    fn filtered(&self, mut nodes: Vec<Place>, predicates: &[Part]) -> Run<Vec<Place>> {
        for predicate in predicates {
            let size = nodes.len();
            let mut kept = Vec::new();
            for (at, node) in nodes.into_iter().enumerate() {
                let context = Context { node: node.clone(), position: at + 1, size };
                let keeps = match self.eval(predicate, &context)? {
                    Object::Java(Value::Double(d)) => d == context.position as f64,
                    other => other.is_true(),
                };
                if keeps {
                    kept.push(node);
                }
            }
            nodes = kept;
        }
        Ok(nodes)
    }

    /// Whether a name test fits a name. A prefix that nothing declares throws.
    fn names(&self, test: &str, name: &Name) -> Run<bool> {
        if test == "*" {
            return Ok(true);
        }
        let Some((prefix, local)) = test.split_once(':') else {
            return Ok(name.namespace.is_empty() && name.local == test);
        };
        let scope = &self.scope;
        let uri = scope.doc.resolve_prefix(scope.at, prefix);
        let uri =
            uri.ok_or_else(|| Stop::threw(format!("no namespace for the prefix {prefix}")))?;
        Ok(name.namespace == *uri && (local == "*" || name.local == local))
    }
}
