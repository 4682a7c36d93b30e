//! The merged text: the target's own, with what the operations say spliced in.

use super::graft::{Graft, Style};
use super::marked::{Marked, Piece, reindent, splice};
use super::operations::{Operations, Placed, SetAttribute};
use super::settle::Settled;
use super::{Context, Planned, What};
use crate::program::{Ix, Kind};
use crate::xml::{NodeId, Overlap, Span, escape_attribute};

/// The merged text, and the line of each edit in it.
pub(super) struct Rendered {
    pub text: String,
    pub lines: Vec<Option<u32>>,
}

/// Applies the planned operations to the target's text.
pub(super) fn render(
    context: &Context<'_, '_>,
    planned: &[Planned],
    settled: Settled,
) -> Result<Rendered, Overlap> {
    let doc = context.target.doc;
    let ops = Operations::of(context, planned, &settled);
    let renderer = Renderer { context, ops, settled, unit: unit(context) };
    let mut pieces = Vec::new();
    renderer.node(Ix::ROOT, &mut pieces);
    let (head, tail) = around_template(context);
    pieces.splice(0..0, head);
    pieces.extend(tail);
    if doc.text().contains("\r\n") {
        for piece in &mut pieces {
            piece.new = std::mem::take(&mut piece.new).with_line_ends("\r\n");
        }
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

/// The comments with tags that stand before and behind the sequence in a template, such as the one
/// that says what manages the file. Other comments outside of a sequence are nothing.
fn around_template(context: &Context<'_, '_>) -> (Option<Piece>, Option<Piece>) {
    let (custom, target) = (context.custom.doc, context.target.doc);
    let root = target.node(target.root()).span;
    let (start, end) = (root.start as usize, root.end as usize);
    let (mut head, mut tail) = (Marked::default(), Marked::default());
    for (node, is_before) in custom.tagged_comments_outside() {
        let comment = custom.slice(custom.node(node).span);
        match is_before {
            true if !target.text()[..start].contains(comment) => head.push(&format!("{comment}\n")),
            false if !target.text()[end..].contains(comment) => tail.push(&format!("\n{comment}")),
            _ => {}
        }
    }
    let piece = |at, new: Marked| (!new.text.is_empty()).then(|| Piece { span: Span::at(at), new });
    (piece(root.start, head), piece(root.end, tail))
}

/// One level of indentation in the target.
fn unit(context: &Context<'_, '_>) -> String {
    let doc = context.target.doc;
    let first = doc.child_elements(doc.root()).next();
    let indent = first.map(|f| indent_of(context, f)).unwrap_or_default();
    if indent.is_empty() { "    ".to_owned() } else { indent }
}

/// The white space in front of an element that begins its line; empty where it does not.
pub(super) fn indent_of(context: &Context<'_, '_>, element: NodeId) -> String {
    let doc = context.target.doc;
    let before = &doc.text()[..doc.node(element).span.start as usize];
    let line = &before[before.rfind('\n').map_or(0, |n| n + 1)..];
    if line.trim().is_empty() { line.to_owned() } else { String::new() }
}

/// The attributes of a `then` that is written out.
fn then_attributes(attributes: &[SetAttribute<'_>], out: &mut Marked) {
    for &SetAttribute { edit, name, value } in attributes {
        out.mark(edit);
        out.push(&format!(" {name}=\"{}\"", escape_attribute(value.unwrap_or_default())));
    }
}

pub(super) struct Renderer<'c, 't, 'd, 'p> {
    pub context: &'c Context<'t, 'd>,
    pub ops: Operations<'p>,
    pub settled: Settled,
    pub unit: String,
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
            return self.set_text(node, edit, text, pieces);
        }
        self.children(node, pieces);
    }

    pub(super) fn children(&self, node: Ix, pieces: &mut Vec<Piece>) {
        let siblings: Vec<Ix> = self.context.target.children(node).collect();
        let places = self.ops.places.get(&node).map_or(&[][..], |p| p);
        let implied = siblings.iter().copied().find(|&s| self.context.target.node(s).implied);
        if let Some(then) = implied.filter(|&then| self.context.target.size(then) == 1) {
            return self.fill_filter(node, then, places, pieces);
        }
        for &child in &siblings {
            match self.ops.gone.get(&child) {
                Some(edit) => pieces.push(self.deletion(child, *edit)),
                None => self.node(child, pieces),
            }
        }
        if let Some(then) = implied {
            return self.beside_implied_then(node, then, places, pieces);
        }
        if !places.is_empty() {
            pieces.extend(self.idle_else(node, places));
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
            let at = at.min(self.reach(siblings, what));
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

    /// How far down a list a thing may stand: a `case` not behind the `default`, which may be
    /// written in front of the others.
    fn reach(&self, siblings: &[Ix], what: What) -> usize {
        let Context { custom, target, .. } = *self.context;
        match what {
            What::Custom(c) | What::Target(_, c) if custom.kind(c) == Kind::Case => {
                siblings.iter().take_while(|&&s| target.kind(s) == Kind::Case).count()
            }
            _ => siblings.len(),
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
        let mut inside = Marked::default();
        self.lines(style, places, &mut inside);
        let element = self.context.target.node(node).element;
        self.content(node, self.end_of_content(element), inside)
    }

    /// Each thing on a line of its own.
    pub(super) fn lines(&self, style: &Style, places: &[Placed], out: &mut Marked) {
        for &Placed { edit, what, .. } in places {
            out.push(&format!("\n{}", style.indent));
            out.push_marked(self.write(edit, what, style));
        }
    }

    /// The end of what stands in an element, without the white space before its end tag.
    fn end_of_content(&self, element: NodeId) -> u32 {
        let doc = self.context.target.doc;
        let content = doc.content(element);
        content.start + doc.slice(content).trim_end().len() as u32
    }

    /// Another content of an element; what it holds before `from` stays.
    pub(super) fn content(&self, node: Ix, from: u32, inside: Marked) -> Piece {
        let doc = self.context.target.doc;
        let element = self.context.target.node(node).element;
        let indent = indent_of(self.context, element);
        let mut new = Marked::default();
        if !doc.node(element).self_closing {
            new.push_marked(inside);
            new.push(&format!("\n{indent}"));
            let span = Span { start: from, end: doc.content(element).end };
            return Piece { span, new };
        }
        new.push(">");
        new.push_marked(inside);
        new.push(&format!("\n{indent}</{}>", doc.slice(doc.node(element).name)));
        let span = doc.node(element).span;
        let tag = doc.slice(span);
        let open = tag[..tag.len() - 2].trim_end().len() as u32;
        Piece { span: Span { start: span.start + open, end: span.end }, new }
    }

    /// A filter that holds nothing: all that comes into it is written at once.
    fn fill_filter(&self, filter: Ix, then: Ix, places: &[Placed], pieces: &mut Vec<Piece>) {
        let inside = self.ops.places.get(&then).map_or(&[][..], |p| p);
        let attributes = self.ops.attributes.get(&then).map_or(&[][..], |a| a);
        if places.is_empty() && inside.is_empty() && attributes.is_empty() {
            return;
        }
        let style = self.style(filter, &[]);
        let mut new = Marked::default();
        let doc = self.context.target.doc;
        let element = self.context.target.node(filter).element;
        let mut from = self.end_of_content(element);
        if places.iter().all(|p| matches!(p.what, What::Comment(_))) && attributes.is_empty() {
            self.lines(&style, inside, &mut new);
        } else {
            new.push(&format!("\n{}<{}then", style.indent, style.prefix));
            then_attributes(attributes, &mut new);
            // A filter without a written `then` may hold comments: they go into the `then`.
            let content = doc.content(element);
            let comments = doc.slice(content).trim();
            from = content.start;
            if inside.is_empty() && comments.is_empty() {
                new.push("/>");
            } else {
                let deeper = style.deeper();
                new.push(">");
                if !comments.is_empty() {
                    new.push(&format!("\n{}{}", deeper.indent, comments.replace("\r\n", "\n")));
                }
                self.lines(&deeper, inside, &mut new);
                new.push(&format!("\n{}</{}then>", style.indent, style.prefix));
            }
        }
        self.lines(&style, places, &mut new);
        pieces.push(self.content(filter, from, new));
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
        let attributes = self.ops.attributes.get(&then).map_or(&[][..], |a| a);
        let only_comments = places.iter().all(|p| matches!(p.what, What::Comment(_)));
        let written = !attributes.is_empty() || !only_comments;
        let mut open = Marked::default();
        let mut rest = Marked::default();
        if written {
            open.push(&format!("\n{}<{}then", style.indent, style.prefix));
            then_attributes(attributes, &mut open);
            open.push(">");
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

    pub(super) fn style(&self, list: Ix, siblings: &[Ix]) -> Style {
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
                let rewrites = context.rewriter().new_nodes(custom);
                let graft = Graft::new(context, &rewrites, &self.ops.within);
                let graft = graft.with(&self.settled);
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
        pieces.extend(self.declarations_left_behind(target));
        let span = doc.node(element).span;
        let text = splice(doc.text(), span, pieces).expect("splices below one node agree");
        reindent(text, &indent_of(self.context, element), &style.indent)
    }

    /// The prefixes in a node's text that are declared around it, the root left out: where it
    /// moves to, they may not be.
    fn declarations_left_behind(&self, node: Ix) -> Option<Piece> {
        if self.ops.payloads.contains_key(&node) {
            return None;
        }
        let doc = self.context.target.doc;
        let element = self.context.target.node(node).element;
        let text = doc.slice(doc.node(element).span);
        let added = self.ops.declarations.get(&node).map_or(&[][..], |d| d);
        let own = doc.declarations(element).iter().map(|d| doc.slice(d.name));
        let mut taken: Vec<&str> = own.filter_map(|name| name.strip_prefix("xmlns:")).collect();
        taken.extend(added.iter().map(|(prefix, _)| *prefix));
        let mut new = Marked::default();
        let mut above = doc.parent(element);
        while let Some(outer) = above.filter(|&e| e != doc.root()) {
            for declaration in doc.declarations(outer) {
                let Some(prefix) = doc.slice(declaration.name).strip_prefix("xmlns:") else {
                    continue;
                };
                if !taken.contains(&prefix) && text.contains(&format!("{prefix}:")) {
                    new.push(&format!(" {}", doc.slice(declaration.span)));
                    taken.push(prefix);
                }
            }
            above = doc.parent(outer);
        }
        let at = doc.node(element).name.end;
        (!new.text.is_empty()).then(|| Piece { span: Span::at(at), new })
    }

    /// Takes away an `else` that holds nothing where one comes that does: Synapse reads only one.
    fn idle_else(&self, filter: Ix, places: &[Placed]) -> Option<Piece> {
        let Context { custom, target, .. } = *self.context;
        let is_else =
            |p: &Placed| matches!(p.what, What::Custom(c) if custom.kind(c) == Kind::Else);
        if target.kind(filter) != Kind::Filter || !places.iter().any(is_else) {
            return None;
        }
        let doc = target.doc;
        let known: Vec<NodeId> = target.children(filter).map(|n| target.node(n).element).collect();
        let idle = |&e: &NodeId| !known.contains(&e) && doc.local_name(e) == "else";
        let element = doc.child_elements(target.node(filter).element).find(idle)?;
        Some(Piece { span: self.with_margin(element), new: Marked::default() })
    }

    /// An element with the white space in front of it, up to the end of the line before.
    fn with_margin(&self, element: NodeId) -> Span {
        let doc = self.context.target.doc;
        let span = doc.node(element).span;
        let from = self.end_before(element) as usize;
        let blank = &doc.text()[from..span.start as usize];
        let start = match blank.rfind('\n') {
            Some(newline) if blank[..newline].ends_with('\r') => from + newline - 1,
            Some(newline) => from + newline,
            None => span.start as usize,
        };
        Span::new(start, span.end as usize)
    }

    /// Takes a node away with the white space in front of it.
    fn deletion(&self, node: Ix, edit: Option<usize>) -> Piece {
        let element = self.context.target.node(node).element;
        let mut new = Marked::default();
        edit.into_iter().for_each(|e| new.mark(e));
        Piece { span: self.with_margin(element), new }
    }
}
