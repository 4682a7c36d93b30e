//! The changes to a node of the target itself: its attributes, its text, its payload.

use super::graft::Graft;
use super::marked::{Marked, Piece};
use super::operations::{Fields, SetAttribute};
use super::render::{Renderer, indent_of};
use crate::payload::{self, Applied, FieldEdit, Reading};
use crate::program::Ix;
use crate::rules::{self, Medium, Payload};
use crate::xml::{NodeId, Span, escape_attribute, escape_text};

/// A field edit with the number of its edit.
type Numbered<'p> = (usize, &'p FieldEdit);

/// The target's JSON payload with field edits.
fn applied(target: &Payload, edits: &[Numbered<'_>]) -> Option<Applied> {
    let Medium::Json(format, _) = &target.medium else { return None };
    let edits: Vec<&FieldEdit> = edits.iter().map(|&(_, e)| e).collect();
    payload::apply(format, &target.args, &edits).ok()
}

/// The target's JSON payload with those of the field edits that have a place in it.
fn some_applied<'p>(
    target: &Payload,
    edits: &[Numbered<'p>],
) -> Option<(Applied, Vec<Numbered<'p>>)> {
    if let Some(all) = applied(target, edits) {
        return Some((all, edits.to_vec()));
    }
    let mut having_place = Vec::new();
    for &edit in edits {
        having_place.push(edit);
        if applied(target, &having_place).is_none() {
            having_place.pop();
        }
    }
    Some((applied(target, &having_place)?, having_place))
}

impl Renderer<'_, '_, '_, '_> {
    pub(super) fn payload(&self, node: Ix, edit: usize, custom: Ix) -> Piece {
        let context = self.context;
        let element = context.target.node(node).element;
        let style = self.style(context.target.parent(node).unwrap_or(Ix::ROOT), &[node]);
        let rewrites = context.rewriter().node(custom);
        let graft = Graft::new(context, rewrites.as_slice(), &self.ops.within);
        let mut new = Marked::default();
        new.mark(edit);
        new.push_marked(graft.payload(custom, &style));
        Piece { span: context.target.doc.node(element).span, new }
    }

    /// Changes fields in the target's own payload; where they have no place in it, the operator's
    /// payload stands in, unless some of what makes it differ is left out.
    pub(super) fn edit_fields(&self, node: Ix, fields: &Fields<'_>, pieces: &mut Vec<Piece>) {
        let target = rules::read_payload(self.context.target, node, Reading::default());
        let whole = !self.settled.leaves_out_some_of(fields.custom);
        let found = match whole {
            true => applied(&target, &fields.edits).map(|a| (a, fields.edits.clone())),
            false => some_applied(&target, &fields.edits),
        };
        let (Some((applied, edits)), Some(format)) = (found, target.format) else {
            let own = || self.payload(node, fields.edits[0].0, fields.custom);
            return pieces.extend(whole.then(own));
        };
        let doc = self.context.target.doc;
        let mut new = Marked::default();
        edits.iter().for_each(|&(edit, _)| new.mark(edit));
        new.push(&escape_text(&applied.format));
        pieces.push(Piece { span: doc.content(format), new });
        if applied.args_changed {
            pieces.push(self.args(node, format, target.args_element, &applied.args));
        }
    }

    fn args(
        &self,
        node: Ix,
        format: NodeId,
        there: Option<NodeId>,
        args: &[payload::Arg],
    ) -> Piece {
        let doc = self.context.target.doc;
        let element = self.context.target.node(node).element;
        let indent = format!("{}{}", indent_of(self.context, element), self.unit);
        let prefix = match doc.prefix(element) {
            "" => String::new(),
            prefix => format!("{prefix}:"),
        };
        let mut new = Marked::default();
        let span = match there {
            Some(args) => doc.node(args).span,
            None => {
                new.push(&format!("\n{indent}"));
                Span::at(doc.node(format).span.end)
            }
        };
        new.push(&rules::args_text(&prefix, args, &indent, &self.unit));
        Piece { span, new }
    }

    pub(super) fn attributes(&self, node: Ix, pieces: &mut Vec<Piece>) {
        let doc = self.context.target.doc;
        let element = self.context.target.node(node).element;
        let tag_end = doc.node(element).name.end;
        for (prefix, uri) in self.ops.declarations.get(&node).into_iter().flatten() {
            let declaration = format!("xmlns:{prefix}=\"{}\"", escape_attribute(uri));
            let name = format!("xmlns:{prefix}");
            let there = doc.declarations(element).iter().find(|d| doc.slice(d.name) == name);
            let mut new = Marked::default();
            let span = match there {
                Some(there) => {
                    new.push(&declaration);
                    there.span
                }
                None => {
                    new.push(&format!(" {declaration}"));
                    Span::at(tag_end)
                }
            };
            pieces.push(Piece { span, new });
        }
        for &SetAttribute { edit, name, value } in
            self.ops.attributes.get(&node).into_iter().flatten()
        {
            let mut new = Marked::default();
            new.mark(edit);
            let there = doc.find_attribute(element, name).map(|a| *doc.attribute(a));
            let span = match (there, value) {
                (Some(attribute), Some(value)) => {
                    new.push(&format!("{name}=\"{}\"", escape_attribute(value)));
                    attribute.span
                }
                (Some(attribute), None) => {
                    let before = &doc.text()[..attribute.span.start as usize];
                    Span { start: before.trim_end().len() as u32, end: attribute.span.end }
                }
                (None, Some(value)) => {
                    new.push(&format!(" {name}=\"{}\"", escape_attribute(value)));
                    let last = doc.attributes(element).last();
                    Span::at(last.map_or(tag_end, |a| doc.attribute(a).span.end))
                }
                (None, None) => continue,
            };
            pieces.push(Piece { span, new });
        }
    }

    /// Another text, with what else comes into the element.
    pub(super) fn set_text(&self, node: Ix, edit: usize, text: &str, pieces: &mut Vec<Piece>) {
        let doc = self.context.target.doc;
        let element = self.context.target.node(node).element;
        let content = doc.content(element);
        let mut new = Marked::default();
        new.mark(edit);
        new.push(&escape_text(text));
        if doc.child_elements(element).next().is_some() {
            // The elements are removed, moved or kept by pieces of their own.
            pieces.push(Piece { span: Span::at(content.start), new });
            return self.children(node, pieces);
        }
        if let Some(places) = self.ops.places.get(&node) {
            self.lines(&self.style(node, &[]), places, &mut new);
            return pieces.push(self.content(node, content.start, new));
        }
        pieces.push(match doc.node(element).self_closing {
            false => Piece { span: content, new },
            true => {
                let span = doc.node(element).span;
                let mut all = Marked::default();
                all.push(">");
                all.push_marked(new);
                all.push(&format!("</{}>", doc.slice(doc.node(element).name)));
                Piece { span: Span { start: span.end - 2, end: span.end }, new: all }
            }
        });
    }
}
