//! The merged text: the target's own, with what the operations say spliced in.

use super::graft::{Graft, Style};
use super::marked::{Marked, Piece, reindent, splice};
use super::operations::{Fields, Operations, Placed};
use super::{Context, Planned, What};
use crate::payload::{self, FieldEdit, Reading};
use crate::rules::{self, Medium};
use crate::synapse::{Ix, Kind};
use crate::xml::{NodeId, Overlap, Span, escape_attribute, escape_text};

/// The merged text, and the line of each edit in it.
pub(super) struct Rendered {
    pub text: String,
    pub lines: Vec<Option<u32>>,
}

/// Applies the planned operations to the target's text.
pub(super) fn render(context: &Context<'_, '_>, planned: &[Planned]) -> Result<Rendered, Overlap> {
    let doc = context.target.doc;
    let renderer = Renderer { context, ops: Operations::of(context, planned), unit: unit(context) };
    let mut pieces = Vec::new();
    renderer.node(Ix::ROOT, &mut pieces);
    if doc.text().split('\n').next().is_some_and(|line| line.ends_with('\r')) {
        pieces.iter_mut().for_each(|p| p.new.end_lines_with_crlf());
    }
    let whole = Span::new(0, doc.text().len());
    let merged = splice(doc.text(), whole, pieces)?;
    let mut lines = vec![None; planned.len()];
    let mut marks = merged.marks;
    marks.sort_unstable();
    let (mut line, mut from) = (1, 0);
    for (offset, edit) in marks {
        line += merged.text[from..offset].bytes().filter(|&b| b == b'\n').count() as u32;
        from = offset;
        lines[edit].get_or_insert(line);
    }
    Ok(Rendered { text: merged.text, lines })
}

/// One level of indentation in the target.
fn unit(context: &Context<'_, '_>) -> String {
    let doc = context.target.doc;
    let first = doc.child_elements(doc.root()).next();
    let indent = first.map(|f| indent_of(context, f)).unwrap_or_default();
    if indent.is_empty() { "    ".to_owned() } else { indent }
}

/// The white space in front of an element that begins its line; empty where it does not.
fn indent_of(context: &Context<'_, '_>, element: NodeId) -> String {
    let doc = context.target.doc;
    let before = &doc.text()[..doc.node(element).span.start as usize];
    let line = &before[before.rfind('\n').map_or(0, |n| n + 1)..];
    if line.trim().is_empty() { line.to_owned() } else { String::new() }
}

struct Renderer<'c, 't, 'd, 'p> {
    context: &'c Context<'t, 'd>,
    ops: Operations<'p>,
    unit: String,
}

impl Renderer<'_, '_, '_, '_> {
    /// The changes to a node of the target and all below it that stays there.
    fn node(&self, node: Ix, pieces: &mut Vec<Piece>) {
        if !self.ops.touched.contains(&node) {
            return;
        }
        if let Some(&(edit, custom)) = self.ops.payloads.get(&node) {
            return pieces.push(self.payload(node, edit, custom));
        }
        if let Some(fields) = self.ops.fields.get(&node) {
            self.edit_fields(node, fields, pieces);
        }
        if !self.context.target.node(node).implied {
            self.attributes(node, pieces);
        }
        if let Some(&(edit, text)) = self.ops.texts.get(&node) {
            self.set_text(node, edit, text, pieces);
        }
        self.children(node, pieces);
    }

    fn children(&self, node: Ix, pieces: &mut Vec<Piece>) {
        let siblings: Vec<Ix> = self.context.target.children(node).collect();
        let element = self.context.target.node(node).element;
        if self.context.target.kind(node) == Kind::Filter
            && self.context.target.doc.node(element).self_closing
        {
            return pieces.push(self.fill_filter(node, siblings[0]));
        }
        for &child in &siblings {
            match self.ops.gone.get(&child) {
                Some(edit) => pieces.push(self.deletion(child, *edit)),
                None => self.node(child, pieces),
            }
        }
        let places = self.ops.places.get(&node).map_or(&[][..], |p| p);
        let implied = siblings.iter().copied().find(|&s| self.context.target.node(s).implied);
        if let Some(then) = implied {
            return self.beside_implied_then(node, then, places, pieces);
        }
        if !places.is_empty() {
            self.insertions(node, &siblings, places, pieces);
        }
    }

    fn insertions(&self, node: Ix, siblings: &[Ix], places: &[Placed], pieces: &mut Vec<Piece>) {
        let style = self.style(node, siblings);
        if siblings.is_empty() {
            return pieces.push(self.fill(node, &style, places));
        }
        for &Placed { at, edit, what, .. } in places {
            let mut new = Marked::default();
            new.push(&format!("\n{}", style.indent));
            new.push_marked(self.write(edit, what, &style));
            pieces.push(Piece { span: Span::at(self.offset(siblings, at)), new });
        }
    }

    /// Where something goes that stands before the sibling of that number.
    fn offset(&self, siblings: &[Ix], at: usize) -> u32 {
        let doc = self.context.target.doc;
        let element = |n: Ix| self.context.target.node(n).element;
        match at.checked_sub(1) {
            Some(before) => doc.node(element(siblings[before])).span.end,
            None => self.end_before(element(siblings[0])),
        }
    }

    /// The end of what stands before an element, without the white space between them.
    fn end_before(&self, element: NodeId) -> u32 {
        let doc = self.context.target.doc;
        let before = &doc.text()[..doc.node(element).span.start as usize];
        before.trim_end().len() as u32
    }

    /// The only content of a list that was empty.
    fn fill(&self, node: Ix, style: &Style, places: &[Placed]) -> Piece {
        let element = self.context.target.node(node).element;
        let mut new = Marked::default();
        for &Placed { edit, what, .. } in places {
            new.push(&format!("\n{}", style.indent));
            new.push_marked(self.write(edit, what, style));
        }
        new.push(&format!("\n{}", indent_of(self.context, element)));
        self.content(element, new)
    }

    /// Puts something into an element that has no child; `<a/>` becomes `<a>..</a>`.
    fn content(&self, element: NodeId, new: Marked) -> Piece {
        let doc = self.context.target.doc;
        if !doc.node(element).self_closing {
            return Piece { span: doc.content(element), new };
        }
        let end = doc.node(element).span.end;
        let mut all = Marked::default();
        all.push(">");
        all.push_marked(new);
        all.push(&format!("</{}>", doc.slice(doc.node(element).name)));
        Piece { span: Span { start: end - 2, end }, new: all }
    }

    /// A filter that implies its `then`: it is written out where it gets a sibling or attributes.
    fn beside_implied_then(
        &self,
        filter: Ix,
        then: Ix,
        places: &[Placed],
        pieces: &mut Vec<Piece>,
    ) {
        let doc = self.context.target.doc;
        let style = self.style(filter, &[]);
        let content = doc.content(self.context.target.node(filter).element);
        let only_comments = places.iter().all(|p| matches!(p.what, What::Comment(_)));
        let written = self.ops.attributes.contains_key(&then) || !only_comments;
        let mut open = Marked::default();
        let mut rest = Marked::default();
        if written {
            open = self.open_then(then, &style);
            rest.push(&format!("\n{}</{}then>", style.indent, style.prefix));
        }
        for &Placed { edit, what, .. } in places {
            rest.push(&format!("\n{}", style.indent));
            rest.push_marked(self.write(edit, what, &style));
        }
        let inner = doc.slice(content).trim_end().len() as u32;
        if !open.text.is_empty() {
            pieces.insert(0, Piece { span: Span::at(content.start), new: open });
        }
        if !rest.text.is_empty() {
            pieces.push(Piece { span: Span::at(content.start + inner), new: rest });
        }
    }

    /// A filter without any content, `<filter .../>`, gets branches.
    fn fill_filter(&self, filter: Ix, then: Ix) -> Piece {
        let style = self.style(filter, &[]);
        let deeper = style.deeper();
        let inside = self.ops.places.get(&then).map_or(&[][..], |p| p);
        let mut new = self.open_then(then, &style);
        for &Placed { edit, what, .. } in inside {
            new.push(&format!("\n{}", deeper.indent));
            new.push_marked(self.write(edit, what, &deeper));
        }
        new.push(&format!("\n{}</{}then>", style.indent, style.prefix));
        for &Placed { edit, what, .. } in self.ops.places.get(&filter).map_or(&[][..], |p| p) {
            new.push(&format!("\n{}", style.indent));
            new.push_marked(self.write(edit, what, &style));
        }
        let element = self.context.target.node(filter).element;
        new.push(&format!("\n{}", indent_of(self.context, element)));
        self.content(element, new)
    }

    /// The start tag of a `then` that was implied, with the attributes it gets.
    fn open_then(&self, then: Ix, style: &Style) -> Marked {
        let mut open = Marked::default();
        open.push(&format!("\n{}<{}then", style.indent, style.prefix));
        for &(edit, name, value) in self.ops.attributes.get(&then).into_iter().flatten() {
            open.mark(edit);
            let value = escape_attribute(value.unwrap_or_default());
            open.push(&format!(" {name}=\"{value}\""));
        }
        open.push(">");
        open
    }

    fn style(&self, list: Ix, siblings: &[Ix]) -> Style {
        let element = |n: Ix| self.context.target.node(n).element;
        let doc = self.context.target.doc;
        let beside = siblings
            .iter()
            .filter(|&&s| !self.context.target.node(s).implied)
            .map(|&s| indent_of(self.context, element(s)))
            .find(|i| !i.is_empty());
        let outer = || format!("{}{}", indent_of(self.context, element(list)), self.unit);
        let prefix = match doc.prefix(doc.root()) {
            "" => String::new(),
            prefix => format!("{prefix}:"),
        };
        Style { indent: beside.unwrap_or_else(outer), unit: self.unit.clone(), prefix }
    }

    /// The text of something that is put into the target.
    fn write(&self, edit: usize, what: What, style: &Style) -> Marked {
        let mut out = Marked::default();
        out.mark(edit);
        match what {
            What::Comment(node) => {
                let doc = self.context.custom.doc;
                out.push(&doc.slice(doc.node(node).span).replace("\r\n", "\n"));
            }
            What::Target(target, _) => out.push_marked(self.moved(target, style)),
            What::Custom(custom) => {
                let context = self.context;
                let rewrites = rules::rewrite_new(
                    context.custom,
                    custom,
                    &context.custom_of,
                    &context.rewriting,
                );
                let graft = Graft::new(context, &rewrites, &self.ops.within);
                let text = graft.text(custom, style, &mut |t, style| self.moved(t, style));
                out.push_marked(text);
            }
        }
        out
    }

    /// A node of the target, with the changes below it, at another indentation.
    fn moved(&self, target: Ix, style: &Style) -> Marked {
        let doc = self.context.target.doc;
        let element = self.context.target.node(target).element;
        let mut pieces = Vec::new();
        self.node(target, &mut pieces);
        let span = doc.node(element).span;
        let text = splice(doc.text(), span, pieces).expect("splices below one node agree");
        reindent(text, &indent_of(self.context, element), &style.indent)
    }

    /// Takes a node away with the white space in front of it.
    fn deletion(&self, node: Ix, edit: Option<usize>) -> Piece {
        let doc = self.context.target.doc;
        let element = self.context.target.node(node).element;
        let span = doc.node(element).span;
        let from = self.end_before(element) as usize;
        let blank = &doc.text()[from..span.start as usize];
        let start = match blank.rfind('\n') {
            Some(newline) if blank[..newline].ends_with('\r') => from + newline - 1,
            Some(newline) => from + newline,
            None => span.start as usize,
        };
        let mut new = Marked::default();
        edit.into_iter().for_each(|e| new.mark(e));
        Piece { span: Span::new(start, span.end as usize), new }
    }

    fn payload(&self, node: Ix, edit: usize, custom: Ix) -> Piece {
        let context = self.context;
        let element = context.target.node(node).element;
        let style = self.style(context.target.parent(node).unwrap_or(Ix::ROOT), &[node]);
        let rewrites = rules::rewrite_payload(context.custom, custom, &context.rewriting);
        let graft = Graft::new(context, rewrites.as_slice(), &self.ops.within);
        let mut new = Marked::default();
        new.mark(edit);
        new.push_marked(graft.payload(custom, &style));
        Piece { span: context.target.doc.node(element).span, new }
    }

    /// Changes fields in the target's own payload; where they have no place in it, the operator's
    /// payload stands in.
    fn edit_fields(&self, node: Ix, fields: &Fields<'_>, pieces: &mut Vec<Piece>) {
        let target = rules::read_payload(self.context.target, node, Reading::default());
        let edits: Vec<&FieldEdit> = fields.edits.iter().map(|&(_, e)| e).collect();
        let applied = match &target.medium {
            Medium::Json(format, _) => payload::apply(format, &target.args, &edits).ok(),
            _ => None,
        };
        let (Some(applied), Some(format)) = (applied, target.format) else {
            return pieces.push(self.payload(node, fields.edits[0].0, fields.custom));
        };
        let doc = self.context.target.doc;
        let mut new = Marked::default();
        fields.edits.iter().for_each(|&(edit, _)| new.mark(edit));
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

    fn attributes(&self, node: Ix, pieces: &mut Vec<Piece>) {
        let doc = self.context.target.doc;
        let element = self.context.target.node(node).element;
        let tag_end = doc.node(element).name.end;
        for (prefix, uri) in self.ops.declarations.get(&node).into_iter().flatten() {
            let mut new = Marked::default();
            new.push(&format!(" xmlns:{prefix}=\"{}\"", escape_attribute(uri)));
            pieces.push(Piece { span: Span::at(tag_end), new });
        }
        for &(edit, name, value) in self.ops.attributes.get(&node).into_iter().flatten() {
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

    fn set_text(&self, node: Ix, edit: usize, text: &str, pieces: &mut Vec<Piece>) {
        let element = self.context.target.node(node).element;
        let mut new = Marked::default();
        new.mark(edit);
        new.push(&escape_text(text));
        pieces.push(self.content(element, new));
    }
}
