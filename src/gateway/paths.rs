//! The steps of a path through a message.

use rustc_hash::FxHashSet;

use super::element::{Element, Name};
use super::limits::NODE;
use super::places::{Found, NodePath, attributes, child_at, children, parent};
use super::xpath::{Context, Evaluation, Object};
use super::{Run, Stop};
use crate::expression::{Axis, Name as Qualified, NodeTest, Start, Step, SubExpression};

impl Evaluation<'_> {
    /// The nodes of a path.
    pub(super) fn path(&self, start: &Start, steps: &[Step], context: &Context) -> Run<Object> {
        let mut nodes = match start {
            Start::Root => vec![NodePath::Document],
            Start::Here => vec![context.node.clone()],
            Start::SubExpression(part) => match self.eval(part, context)? {
                Object::Nodes(nodes) => nodes,
                Object::Null => return Ok(Object::Nodes(Vec::new())),
                Object::Java(_) => return Err(Stop::unknown("a path into a property")),
            },
        };
        for step in steps {
            nodes = self.step(&nodes, step)?;
        }
        Ok(Object::Nodes(nodes))
    }

    fn step(&self, from: &[NodePath], step: &Step) -> Run<Vec<NodePath>> {
        let envelope = self.envelope()?;
        let mut found: Vec<NodePath> = Vec::new();
        let mut seen: FxHashSet<NodePath> = FxHashSet::default();
        for start in from {
            let mut candidates = Vec::new();
            for place in self.along(&envelope, start, step.axis)? {
                self.scope.budget.spend(NODE)?;
                if self.fits(&envelope, &place, step)? {
                    candidates.push(place);
                }
            }
            for place in self.filtered(candidates, &step.predicates)? {
                if seen.insert(place.clone()) {
                    found.push(place);
                }
            }
        }
        Ok(found)
    }

    /// The nodes in a direction from a node, the nearest first.
    fn along(&self, envelope: &Element, start: &NodePath, axis: Axis) -> Run<Vec<NodePath>> {
        let above = |place: &NodePath| std::iter::successors(parent(place), parent).collect();
        Ok(match axis {
            Axis::Child => self.children(envelope, start)?,
            Axis::SelfNode => vec![start.clone()],
            Axis::Parent => parent(start).into_iter().collect(),
            Axis::Ancestor => above(start),
            Axis::AncestorOrSelf => [vec![start.clone()], above(start)].concat(),
            Axis::DescendantOrSelf => self.descendants_or_self(envelope, start)?,
            Axis::Descendant => self.descendants_or_self(envelope, start)?.split_off(1),
            Axis::Attribute => attributes(envelope, start),
            Axis::FollowingSibling => self.siblings(envelope, start)?.1,
            Axis::PrecedingSibling => self.siblings(envelope, start)?.0.into_iter().rev().collect(),
            axis => return Err(Stop::unknown(format!("the axis {}", axis.text()))),
        })
    }

    fn children(&self, envelope: &Element, place: &NodePath) -> Run<Vec<NodePath>> {
        if let NodePath::Child(way) = place
            && way.len() > 1
        {
            self.look_below(place)?;
        }
        Ok(children(envelope, place))
    }

    /// The siblings before a node and those behind it.
    fn siblings(
        &self,
        envelope: &Element,
        place: &NodePath,
    ) -> Run<(Vec<NodePath>, Vec<NodePath>)> {
        let all = match (place, parent(place)) {
            (NodePath::Child(_), Some(above)) => self.children(envelope, &above)?,
            _ => Vec::new(),
        };
        let at = all.iter().position(|sibling| sibling == place).unwrap_or(0);
        let behind = all.iter().skip(at + 1).cloned().collect();
        Ok((all.into_iter().take(at).collect(), behind))
    }

    /// Whether a node is what a step asks for.
    fn fits(&self, envelope: &Element, place: &NodePath, step: &Step) -> Run<bool> {
        let way = match place {
            NodePath::Document => return Ok(step.test == NodeTest::Node),
            NodePath::Child(way) | NodePath::Attribute(way, _) => way,
        };
        let found = child_at(envelope, way);
        match (&step.test, place, found) {
            (NodeTest::Node, ..) => Ok(true),
            (NodeTest::Text, NodePath::Child(_), Some(Found::Text(_))) => Ok(true),
            (NodeTest::Name(name), NodePath::Child(_), Some(Found::Element(e))) => {
                self.names(name, &e.name)
            }
            (NodeTest::Name(name), NodePath::Attribute(_, at), Some(Found::Element(e))) => {
                match e.attributes.get(*at) {
                    Some((attribute, _)) => self.names(name, attribute),
                    None => Ok(false),
                }
            }
            _ => Ok(false),
        }
    }

    /// A place and all below it, in document order.
    fn descendants_or_self(&self, envelope: &Element, place: &NodePath) -> Run<Vec<NodePath>> {
        let mut all = Vec::new();
        let mut left = vec![place.clone()];
        while let Some(next) = left.pop() {
            self.scope.budget.spend(NODE)?;
            left.extend(self.children(envelope, &next)?.into_iter().rev());
            all.push(next);
        }
        Ok(all)
    }

    /// Those for which all conditions hold.
    pub(super) fn filtered(
        &self,
        mut nodes: Vec<NodePath>,
        predicates: &[SubExpression],
    ) -> Run<Vec<NodePath>> {
        for predicate in predicates {
            let size = nodes.len();
            let mut kept = Vec::new();
            for (at, node) in nodes.into_iter().enumerate() {
                let context = Context { node: node.clone(), position: at + 1, size };
                let keeps = match self.eval(predicate, &context)? {
                    Object::Java(super::Value::Double(d)) => d == context.position as f64,
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
    fn names(&self, test: &Qualified, name: &Name) -> Run<bool> {
        let any = test.local == "*";
        let Some(prefix) = &test.prefix else {
            return Ok(any || (name.namespace.is_empty() && name.local == test.local));
        };
        let bound = self.expression.prefixes().find(|(p, _)| p == prefix);
        let uri = bound.and_then(|(_, uri)| uri);
        let uri =
            uri.ok_or_else(|| Stop::threw(format!("no namespace for the prefix {prefix}")))?;
        Ok(name.namespace == uri && (any || name.local == test.local))
    }
}
