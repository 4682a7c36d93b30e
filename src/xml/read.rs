//! Text to a [`Document`]: quick-xml finds the tokens, this module is strict about them.

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::chars::{first_forbidden, is_blank, part_end, reference_end, visible};
use super::decode::{Form, decode};
use super::error::{Problem, XmlError, refuse_large};
use super::foreign;
use super::limits::MAX_DEPTH;
use super::namespaces::{Mark, Scope};
use super::span::{Position, Span, line_ends};
use super::tag::{RawAttribute, check_declaration, duplicate, element_name, next_attribute};
use super::template::refuse_hidden;
use super::tree::{Attribute, Document, NONE, Node, NodeKind};

use super::chars::unescape_attribute;

impl Document {
    /// Reads a file.
    ///
    /// An XML declaration becomes a node of kind [`NodeKind::Instruction`], and white space
    /// outside the root a node of kind [`NodeKind::Text`]: the nodes cover all of the text.
    ///
    /// # Errors
    ///
    /// Each of [`Problem`]. XML must be well-formed, with and without regard to namespaces; where
    /// it is not because the file is a template, that is said instead.
    pub fn read(bytes: &[u8]) -> Result<Document, XmlError> {
        refuse_large(bytes.len() as u64)?;
        foreign::refuse_bytes(bytes)?;
        let (text, form) = decode(bytes)?;
        refuse_hidden(&text)?;
        build(text, form)
    }

    /// Reads a text that is already decoded, as [`Document::read`] does. Its bytes will be UTF-8,
    /// whatever its XML declaration says.
    ///
    /// # Errors
    ///
    /// As [`Document::read`].
    pub fn parse(text: &str) -> Result<Document, XmlError> {
        Self::parse_as(text, Form::utf8())
    }

    /// Reads a text that was decoded from that form, to which its bytes will go back: a saved text
    /// with its form is as good as the file.
    ///
    /// # Errors
    ///
    /// As [`Document::read`].
    pub fn parse_as(text: &str, form: Form) -> Result<Document, XmlError> {
        refuse_large(text.len() as u64)?;
        build(text.to_owned(), form)
    }

    /// The bytes of the file: those that were read.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.form().encode(self.text())
    }
}

pub(super) fn build(text: String, form: Form) -> Result<Document, XmlError> {
    #[cfg(test)]
    super::counted::note(&text);
    foreign::refuse_start(&text)?;
    refuse_forbidden(&text)?;
    let builder = Builder::new(&text).run().map_err(|e| foreign::explain(e, &text))?;
    foreign::refuse_template(&text)?;
    let Builder { nodes, attrs, decls, scope, root, .. } = builder;
    let (nodes, attrs, decls) = (nodes.into(), attrs.into(), decls.into());
    let namespaces = scope.into_names().into();
    let line_starts = line_starts(&text).into();
    Ok(Document { text: text.into(), form, nodes, attrs, decls, namespaces, root, line_starts })
}

fn refuse_forbidden(text: &str) -> Result<(), XmlError> {
    let Some((at, c)) = first_forbidden(text) else { return Ok(()) };
    let message = format!("the character {} stands here, which XML 1.0 forbids", visible(c));
    Err(XmlError::ill_formed((text, at), message, "Remove it; it cannot be escaped either."))
}

fn line_starts(text: &str) -> Vec<u32> {
    std::iter::once(0).chain(line_ends(text.as_bytes()).map(|i| i as u32)).collect()
}

/// About so many bytes of a sequence make a node, and an attribute; only how much is reserved.
const BYTES_PER_NODE: usize = 25;

/// An element that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    node: u32,
    /// The scope to return to behind it.
    outside: Mark,
}

/// A document in the making.
struct Builder<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    attrs: Vec<Attribute>,
    decls: Vec<Attribute>,
    scope: Scope<'t>,
    open: Vec<Open>,
    root: u32,
    /// Of the present element the attributes with a prefix: their index and its length.
    prefixed: Vec<(usize, usize)>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            nodes: Vec::with_capacity(text.len() / BYTES_PER_NODE),
            attrs: Vec::with_capacity(text.len() / BYTES_PER_NODE),
            decls: Vec::new(),
            scope: Scope::new(),
            open: Vec::new(),
            root: NONE,
            prefixed: Vec::new(),
        }
    }

    /// Reads all of the text.
    fn run(mut self) -> Result<Self, XmlError> {
        let mut reader = Reader::from_str(self.text);
        // The builder checks these itself, since it knows where the start tag is.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        loop {
            let start = reader.buffer_position() as usize;
            let event = reader.read_event().map_err(|_| self.broken_token(start))?;
            let span = Span::new(start, reader.buffer_position() as usize);
            match event {
                Event::Start(_) => self.start_tag(span, false)?,
                Event::Empty(_) => self.start_tag(span, true)?,
                Event::End(_) => self.end_tag(span)?,
                Event::Text(_) => self.characters(span)?,
                Event::GeneralRef(_) => self.reference(span)?,
                Event::CData(_) => self.cdata(span)?,
                Event::Comment(_) => self.comment(span)?,
                Event::PI(_) => self.instruction(span)?,
                Event::Decl(_) => self.declaration(span)?,
                Event::DocType(_) => return Err(self.doctype(start)),
                Event::Eof => break,
            }
        }
        self.check_end()?;
        Ok(self)
    }

    fn fail<T>(&self, at: usize, message: String, help: &str) -> Result<T, XmlError> {
        Err(XmlError::ill_formed((self.text, at), message, help))
    }

    fn slice(&self, span: Span) -> &'t str {
        &self.text[span.range()]
    }

    /// Adds a node that holds no others.
    fn push(&mut self, kind: NodeKind, span: Span, inner: Span) {
        let parent = self.open.last().map_or(NONE, |open| open.node);
        self.nodes.push(Node {
            kind,
            self_closing: false,
            span,
            inner,
            name: Span::default(),
            prefix_len: 0,
            namespace: 0,
            parent,
            subtree_end: self.nodes.len() as u32 + 1,
            attrs: (0, 0),
            decls: (0, 0),
        });
    }

    fn start_tag(&mut self, span: Span, self_closing: bool) -> Result<(), XmlError> {
        let start = span.start as usize;
        let name = element_name(self.text, start)?;
        self.check_place(span)?;
        let outside = self.scope.mark();
        let attrs = self.attrs.len();
        let decls = self.decls.len();
        let end = span.end as usize - if self_closing { 2 } else { 1 };
        self.attributes(name.end, end)?;
        let namespace = self.namespace(start + 1, name.prefix_len, name.end, "element")?;
        self.resolve_attributes(attrs)?;
        let node = self.nodes.len() as u32;
        self.push(NodeKind::Element, span, span);
        let element = &mut self.nodes[node as usize];
        element.self_closing = self_closing;
        element.name = Span::new(start + 1, name.end);
        element.prefix_len = name.prefix_len as u32;
        element.namespace = namespace;
        element.attrs = (attrs as u32, self.attrs.len() as u32);
        element.decls = (decls as u32, self.decls.len() as u32);
        if self.open.is_empty() {
            self.root = node;
        }
        if self_closing {
            self.scope.reset(outside);
        } else {
            self.open.push(Open { node, outside });
        }
        Ok(())
    }

    /// Whether an element may begin here.
    fn check_place(&self, tag: Span) -> Result<(), XmlError> {
        let at = tag.start as usize;
        if self.open.is_empty() && self.root != NONE {
            let name = self.name_of(self.root);
            let message = format!("a second root element begins here, after `<{name}>` has ended");
            return self.fail(at, message, "Keep one root element a file.");
        }
        if self.open.len() < MAX_DEPTH {
            return Ok(());
        }
        let message = format!("the elements nest deeper than {MAX_DEPTH} levels");
        let help = "A sequence never nests this deep: check that this is the right file.";
        Err(XmlError::new(Problem::TooDeep, (self.text, at), message, help))
    }

    /// Reads the attributes of a start tag and declares its namespaces.
    fn attributes(&mut self, mut at: usize, end: usize) -> Result<(), XmlError> {
        self.prefixed.clear();
        let first_decl = self.decls.len();
        while let Some(RawAttribute { attribute, prefix_len }) = next_attribute(self.text, at, end)?
        {
            at = attribute.span.end as usize;
            let name = self.slice(attribute.name);
            if name == "xmlns" || (prefix_len == 5 && name.starts_with("xmlns:")) {
                self.declare(&attribute, name)?;
                self.decls.push(attribute);
                continue;
            }
            if prefix_len > 0 {
                self.prefixed.push((self.attrs.len(), prefix_len));
            }
            self.attrs.push(attribute);
        }
        self.refuse_duplicate(&self.decls[first_decl..])
    }

    fn declare(&mut self, attribute: &Attribute, name: &'t str) -> Result<(), XmlError> {
        let prefix = name.strip_prefix("xmlns:").unwrap_or_default();
        let value = unescape_attribute(self.slice(attribute.value));
        let help = "Use another prefix, or the namespace that is meant.";
        let at = attribute.span.start as usize;
        self.scope.declare(prefix, value).or_else(|message| self.fail(at, message, help))
    }

    /// Resolves the prefixes of the present element's attributes, the first of which is `first`.
    fn resolve_attributes(&mut self, first: usize) -> Result<(), XmlError> {
        let prefixed = std::mem::take(&mut self.prefixed);
        for &(index, prefix_len) in &prefixed {
            let name = self.attrs[index].name.range();
            self.attrs[index].namespace =
                self.namespace(name.start, prefix_len, name.end, "attribute")?;
        }
        self.prefixed = prefixed;
        self.refuse_duplicate(&self.attrs[first..])
    }

    /// The namespace of the prefix of the name at `at..end` of an element or attribute.
    fn namespace(
        &mut self,
        at: usize,
        prefix_len: usize,
        end: usize,
        what: &str,
    ) -> Result<u32, XmlError> {
        let prefix = &self.text[at..at + prefix_len];
        if let Some(namespace) = self.scope.resolve(prefix) {
            return Ok(namespace);
        }
        let name = &self.text[at..end];
        let message = format!("the prefix `{prefix}` of the {what} `{name}` is not declared");
        let help = format!("Declare `xmlns:{prefix}=\"...\"` on the element or around it.");
        self.fail(at, message, &help)
    }

    fn refuse_duplicate(&self, attributes: &[Attribute]) -> Result<(), XmlError> {
        let Some((earlier, later)) = duplicate(self.text, attributes) else { return Ok(()) };
        let (earlier, later) = (&attributes[earlier], &attributes[later]);
        let [first, second] = [earlier, later].map(|a| self.slice(a.name));
        let message = if first == second {
            format!("the attribute `{first}` stands twice in one tag")
        } else {
            let namespace = self.scope.name(later.namespace);
            format!(
                "the attributes `{first}` and `{second}` are the same one: both prefixes stand for `{namespace}`"
            )
        };
        self.fail(later.span.start as usize, message, "Remove one of them.")
    }

    fn end_tag(&mut self, span: Span) -> Result<(), XmlError> {
        let start = span.start as usize;
        let inside = &self.text[start + 2..span.end as usize - 1];
        let name = inside.trim_end_matches([' ', '\t', '\n', '\r']);
        let Some(Open { node, outside }) = self.open.pop() else {
            let message = format!("`</{name}>` closes an element that was never opened");
            return self.fail(
                start,
                message,
                "Remove the tag, or add the start tag it belongs to.",
            );
        };
        if name != self.name_of(node) {
            return self.mismatch(name, start, node);
        }
        self.scope.reset(outside);
        let end = self.nodes.len() as u32;
        let element = &mut self.nodes[node as usize];
        element.span.end = span.end;
        element.subtree_end = end;
        Ok(())
    }

    fn name_of(&self, node: u32) -> &'t str {
        self.slice(self.nodes[node as usize].name)
    }

    #[cold]
    fn mismatch(&self, found: &str, at: usize, node: u32) -> Result<(), XmlError> {
        let expected = self.name_of(node);
        let begin = self.nodes[node as usize].span.start as usize;
        let line = Position::of(self.text.as_bytes(), begin).line;
        let message = format!(
            "expected `</{expected}>` for the `<{expected}>` of line {line}, found `</{found}>`"
        );
        let help = format!("Close `<{expected}>` before this tag, or correct the name.");
        self.fail(at, message, &help)
    }

    fn characters(&mut self, span: Span) -> Result<(), XmlError> {
        let text = self.slice(span).as_bytes();
        if self.open.is_empty() {
            self.check_outside(span)?;
        }
        let ends = |&i: &usize| text[..i].ends_with(b"]]");
        if let Some(i) = memchr::memchr_iter(b'>', text).find(ends) {
            let message = "`]]>` stands in text, where it does not end a CDATA section".to_owned();
            return self.fail(span.start as usize + i - 2, message, "Write `]]&gt;`.");
        }
        self.push(NodeKind::Text, span, span);
        Ok(())
    }

    /// Refuses anything but white space outside the root.
    fn check_outside(&self, span: Span) -> Result<(), XmlError> {
        let text = self.slice(span);
        let Some(i) = text.bytes().position(|b| !is_blank(b)) else { return Ok(()) };
        let word = text[i..].split_ascii_whitespace().next().unwrap_or_default();
        let shown: String = word.chars().take(40).collect();
        let message = format!("the text `{shown}` stands outside the root element");
        let help = "Remove it, or put it into the root element or a comment.";
        self.fail(span.start as usize + i, message, help)
    }

    fn reference(&mut self, span: Span) -> Result<(), XmlError> {
        if self.open.is_empty() {
            self.check_outside(span)?;
        }
        reference_end(self.text, span.start as usize)?;
        self.push(NodeKind::Text, span, span);
        Ok(())
    }

    fn cdata(&mut self, span: Span) -> Result<(), XmlError> {
        if self.open.is_empty() {
            self.check_outside(span)?;
        }
        self.push(NodeKind::CData, span, shrink(span, "<![CDATA[", "]]>"));
        Ok(())
    }

    fn comment(&mut self, span: Span) -> Result<(), XmlError> {
        let inner = shrink(span, "<!--", "-->");
        // One byte more, so that a comment that ends in `--->` is found, too.
        let with_dash = &self.text.as_bytes()[inner.start as usize..inner.end as usize + 1];
        if let Some(i) = memmem::find(with_dash, b"--") {
            let message = "`--` stands inside a comment".to_owned();
            let at = inner.start as usize + i;
            return self.fail(at, message, "Write a single `-`, or `- -`.");
        }
        self.push(NodeKind::Comment, span, inner);
        Ok(())
    }

    fn instruction(&mut self, span: Span) -> Result<(), XmlError> {
        let inner = shrink(span, "<?", "?>");
        let (start, end) = (inner.start as usize, inner.end as usize);
        let target = part_end(self.text, start).map(|at| (at, &self.text[start..at]));
        let blank = |at: usize| is_blank(self.text.as_bytes()[at]);
        match target {
            Some((_, name)) if name.eq_ignore_ascii_case("xml") => {
                let message = format!(
                    "`<?{name}` is neither an XML declaration nor a processing instruction"
                );
                self.fail(span.start as usize, message, "Write `<?xml` in small letters.")
            }
            Some((at, _)) if at == end || blank(at) => {
                self.push(NodeKind::Instruction, span, inner);
                Ok(())
            }
            _ => {
                let message = "`<?` is not followed by a name and a blank".to_owned();
                self.fail(span.start as usize, message, "Remove it, or write `&lt;?` for the text.")
            }
        }
    }

    fn declaration(&mut self, span: Span) -> Result<(), XmlError> {
        if span.start > 0 {
            let message = "the XML declaration does not stand at the start of the file".to_owned();
            let help = "Remove what stands before `<?xml`, blanks and empty lines included.";
            return self.fail(span.start as usize, message, help);
        }
        check_declaration(self.text, span.end as usize - 2)?;
        self.push(NodeKind::Instruction, span, shrink(span, "<?", "?>"));
        Ok(())
    }

    #[cold]
    fn doctype(&self, at: usize) -> XmlError {
        let message = "a document type declaration (`<!DOCTYPE`) stands here".to_owned();
        let help = "Remove it: sequences have none, and the gateway does not read it.";
        XmlError::new(Problem::Doctype, (self.text, at), message, help)
    }

    /// What is wrong with the token at byte `start`, which quick-xml could not read.
    #[cold]
    fn broken_token(&self, start: usize) -> XmlError {
        let rest = &self.text[start..];
        let is_doctype = rest.get(..9).is_some_and(|s| s.eq_ignore_ascii_case("<!DOCTYPE"));
        let (message, help) = if is_doctype {
            return self.doctype(start);
        } else if rest.starts_with("<!--") {
            ("the comment that begins here is not closed: `-->` is expected", "Close the comment.")
        } else if rest.starts_with("<![CDATA[") {
            ("the CDATA section that begins here is not closed: `]]>` is expected", "Close it.")
        } else if rest.starts_with("<!") {
            ("`<!` begins neither a comment nor a CDATA section", "Write `&lt;!` for the text.")
        } else if rest.starts_with("<?") {
            ("the instruction that begins here is not closed: `?>` is expected", "Close it.")
        } else if rest.starts_with("</") {
            ("the end tag that begins here is not closed: `>` is expected", "Close the tag.")
        } else if let Err(error) = self.check_broken(start) {
            return error;
        } else {
            ("the tag that begins here is not closed: `>` is expected", "Close the tag.")
        };
        XmlError::ill_formed((self.text, start), message.to_owned(), help)
    }

    /// Looks for what is wrong inside a reference or a start tag that has no end.
    fn check_broken(&self, start: usize) -> Result<(), XmlError> {
        if self.text[start..].starts_with('&') {
            return reference_end(self.text, start).map(|_| ());
        }
        let mut at = element_name(self.text, start)?.end;
        while let Some(raw) = next_attribute(self.text, at, self.text.len())? {
            at = raw.attribute.span.end as usize;
        }
        Ok(())
    }

    /// Whether the document is complete.
    fn check_end(&self) -> Result<(), XmlError> {
        if let Some(open) = self.open.last() {
            let name = self.name_of(open.node);
            let message = format!("`<{name}>` is never closed: the file ends before `</{name}>`");
            let at = self.nodes[open.node as usize].span.start as usize;
            return self.fail(at, message, &format!("Add `</{name}>`."));
        }
        if self.root == NONE {
            let message = "the file ends without an element".to_owned();
            return self.fail(self.text.len(), message, "Give a file with a sequence.");
        }
        Ok(())
    }
}

/// What stands between the two delimiters of a token.
fn shrink(span: Span, before: &str, after: &str) -> Span {
    Span { start: span.start + before.len() as u32, end: span.end - after.len() as u32 }
}

#[cfg(test)]
mod tests;
