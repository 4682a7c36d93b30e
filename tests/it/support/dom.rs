//! A small XML tree of the tests' own, to write the same sequence in other ways without the code
//! under test.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element, with its namespace declarations among the attributes.
#[derive(Debug, Clone, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

/// What stands inside an element.
#[derive(Debug, Clone)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The root of a document without comments.
    pub fn parse(text: &str) -> Self {
        let mut reader = Reader::from_str(text);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(tag) => open.push(Self::of(&tag)),
                Event::Empty(tag) => top(&mut open).push(Node::Element(Self::of(&tag))),
                Event::End(_) => {
                    let element = open.pop().expect("an open element");
                    top(&mut open).push(Node::Element(element));
                }
                Event::Text(text) => {
                    top(&mut open).push(Node::Text(text.to_string()));
                }
                Event::GeneralRef(name) => {
                    let text = unescape(&format!("&{};", &*name));
                    top(&mut open).push(Node::Text(text));
                }
                Event::Decl(_) => {}
                Event::Eof => break,
                other => panic!("stock has no {other:?}"),
            }
        }
        let document = open.pop().expect("the document");
        let mut elements = document.children.into_iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        });
        elements.next().expect("a root")
    }

    fn of(tag: &BytesStart) -> Self {
        let attributes = tag.attributes().map(|a| {
            let a = a.expect("an attribute");
            (a.key.as_ref().to_owned(), unescape(&a.value))
        });
        Self {
            name: tag.name().as_ref().to_owned(),
            attributes: attributes.collect(),
            children: Vec::new(),
        }
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.elements().any(|e| e.name == name)
    }

    /// Changes every element, each before its children.
    pub fn each(&mut self, change: &mut dyn FnMut(&mut Self)) {
        change(self);
        for node in &mut self.children {
            if let Node::Element(element) = node {
                element.each(change);
            }
        }
    }

    /// Leaves out the text that is white space only.
    pub fn without_blanks(mut self) -> Self {
        self.each(&mut |e| {
            e.children.retain(|n| !matches!(n, Node::Text(t) if t.trim().is_empty()));
        });
        self
    }
}

fn top(open: &mut [Element]) -> &mut Vec<Node> {
    &mut open.last_mut().expect("the document").children
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// How to write a tree.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Around attribute values.
    pub quote: char,
    /// Between an attribute's name and its value.
    pub equals: &'static str,
    /// Text as CDATA.
    pub cdata: bool,
    /// Blanks of each level, for a tree without white space; none writes it as it is.
    pub indent: Option<usize>,
}

/// As stock is written.
pub const PLAIN: Style = Style { quote: '"', equals: "=", cdata: false, indent: None };

impl Style {
    /// The element and all in it.
    pub fn write(self, element: &Element) -> String {
        let mut out = String::new();
        self.element(element, 0, &mut out);
        out
    }

    fn element(self, element: &Element, depth: usize, out: &mut String) {
        *out += &format!("<{}", element.name);
        for (name, value) in &element.attributes {
            let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let value = match self.quote {
                '"' => value.replace('"', "&quot;"),
                _ => value.replace('\'', "&apos;"),
            };
            *out += &format!(" {name}{}{q}{value}{q}", self.equals, q = self.quote);
        }
        if element.children.is_empty() {
            *out += "/>";
            return;
        }
        out.push('>');
        let mut line_before_end = false;
        for node in &element.children {
            match node {
                Node::Text(text) => self.text(text, out),
                Node::Element(child) => {
                    self.line(depth + 1, out);
                    self.element(child, depth + 1, out);
                    line_before_end = true;
                }
            }
        }
        if line_before_end {
            self.line(depth, out);
        }
        *out += &format!("</{}>", element.name);
    }

    fn line(self, depth: usize, out: &mut String) {
        if let Some(blanks) = self.indent {
            out.push('\n');
            *out += &" ".repeat(blanks * depth);
        }
    }

    fn text(self, text: &str, out: &mut String) {
        if self.cdata && !text.trim().is_empty() {
            *out += &format!("<![CDATA[{text}]]>");
        } else {
            *out += &text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        }
    }
}
