//! The same sequence in other spellings: as the management console writes it, and as text.

use super::generate::EXPRESSIONS;
use super::model::{Choices, Element, Kid, Ns, SYNAPSE};

/// Whether the children of an element are mediators that run in order.
pub fn is_list(e: &Element) -> bool {
    if e.ns != Ns::Synapse {
        return false;
    }
    match e.name.as_str() {
        "sequence" => e.get("key").is_none(),
        "then" | "else" => e.get("sequence").is_none(),
        "in" | "out" | "case" | "default" => true,
        "filter" => e.child("then").is_none(),
        _ => false,
    }
}

/// Defaults added or left out, expressions otherwise spelled, children that have no order moved.
pub fn respell(root: &Element, c: &mut Choices<'_>) -> Element {
    let mut root = root.clone();
    respell_in(&mut root, "", c);
    root
}

fn respell_in(e: &mut Element, parent: &str, c: &mut Choices<'_>) {
    if e.ns != Ns::Synapse {
        return;
    }
    let name = e.name.clone();
    if name == "property" && e.elements().next().is_some() {
        return;
    }
    if !matches!(name.as_str(), "newthing" | "mail.send" | "endpoint" | "comment" | "format") {
        e.elements_mut().for_each(|kid| respell_in(kid, &name, c));
        expressions(e, c);
        defaults(e, parent, c);
        structure(e, c);
    }
    if name == "format" && e.elements().next().is_none() {
        json_layout(e, c);
    }
}

fn expressions(e: &mut Element, c: &mut Choices<'_>) {
    let is_filter = e.name == "filter";
    for (name, value) in &mut e.attrs {
        let held = matches!(name.as_str(), "expression" | "xpath" | "source");
        if !held {
            continue;
        }
        if let Some(class) = EXPRESSIONS.iter().find(|class| class.contains(&value.as_str())) {
            (c.pick(class)).clone_into(value);
            if is_filter && name == "xpath" && !value.starts_with("json-eval") && c.percent(10) {
                *value = format!("boolean({value})");
            }
        }
    }
}

/// Sets an attribute that is its own default.
fn add(e: &mut Element, c: &mut Choices<'_>, name: &str, value: &str) {
    if e.get(name).is_none() && c.percent(35) {
        e.set(name, value);
    }
}

fn defaults(e: &mut Element, parent: &str, c: &mut Choices<'_>) {
    let is_mediator = !matches!(
        e.name.as_str(),
        "then" | "else" | "case" | "default" | "arg" | "args" | "source" | "target" | "code"
    );
    if is_mediator && c.percent(10) {
        e.set("description", "a note");
    }
    if is_mediator && c.percent(6) && e.get("trace").is_none() {
        e.set("trace", "disable");
    }
    let removes = e.get("action") == Some("remove");
    match e.name.as_str() {
        "property" => {
            add(e, c, "scope", "default");
            if parent == "log" || parent == "class" {
                return;
            }
            add(e, c, "type", "STRING");
            add(e, c, "action", "set");
            if e.get("pattern").is_some() {
                add(e, c, "group", "0");
            }
            if removes {
                add(e, c, "value", "whatever");
            } else if e.get("value").is_some() {
                add(e, c, "expression", "$ctx:shadowed");
            }
        }
        "header" => {
            add(e, c, "scope", "default");
            add(e, c, "action", "set");
        }
        "log" => {
            add(e, c, "level", "simple");
            add(e, c, "category", " Info ");
            add(e, c, "separator", ", ");
            if let Some(category) = e.get("category").map(str::to_ascii_lowercase) {
                e.set("category", &category);
            }
        }
        "payloadFactory" => {
            add(e, c, "media-type", "xml");
            add(e, c, "escapeXmlChars", "false");
            if e.child("args").is_none() && c.percent(40) {
                e.kids.push(Kid::Element(Element::new("args")));
            }
        }
        "arg" => {
            add(e, c, "evaluator", "xml");
            add(e, c, "literal", "false");
        }
        "makefault" => add(e, c, "version", "soap11"),
        "filter" if e.get("xpath").is_some() => add(e, c, "regex", "shadowed"),
        "send" => add(e, c, "buildmessage", "false"),
        "call" => add(e, c, "blocking", "false"),
        "clone" | "iterate" => {
            add(e, c, "continueParent", "false");
            add(e, c, "sequential", "false");
        }
        "source" if parent == "enrich" => add(e, c, "clone", "true"),
        "target" if parent == "enrich" => {
            add(e, c, "action", "replace");
            add(e, c, "type", "custom");
        }
        "script" => add(e, c, "function", "mediate"),
        _ => {}
    }
}

fn structure(e: &mut Element, c: &mut Choices<'_>) {
    match e.name.as_str() {
        "filter" => {
            let then = e.child("then").is_some();
            let plain = |e: &Element| e.child("else").is_none() && e.kids.len() == 1;
            if !then && c.percent(50) {
                let kids = std::mem::take(&mut e.kids);
                e.kids.push(Kid::Element(Element { kids, ..Element::new("then") }));
            } else if then && plain(e) && c.percent(50) {
                let then = e.child_mut("then").expect("one");
                if then.get("sequence").is_none() {
                    e.kids = std::mem::take(&mut then.kids);
                }
            }
            let then = e.child("then").is_some();
            if then && e.child("else").is_none() && c.percent(40) {
                e.kids.push(Kid::Element(Element::new("else")));
            }
            if then && c.percent(15) {
                e.kids.reverse();
            }
        }
        "switch" if c.percent(30) => {
            let default =
                e.kids.iter().position(|k| matches!(k, Kid::Element(k) if k.is("default")));
            if let Some(default) = default {
                let default = e.kids.remove(default);
                e.kids.insert(0, default);
            }
        }
        "makefault" if c.percent(30) => e.kids.reverse(),
        _ => {}
    }
    if (is_list(e) || e.name == "log") && c.percent(5) {
        let note = Element::new("description").text("what it is for");
        e.kids.insert(0, Kid::Element(note));
    }
}

/// JSON with other white space outside its strings.
fn json_layout(e: &mut Element, c: &mut Choices<'_>) {
    let Some(Kid::Text(text)) = e.kids.first_mut() else { return };
    if !text.trim_start().starts_with('{') || !c.percent(50) {
        return;
    }
    let mut out = String::new();
    let (mut in_string, mut escaped) = (false, false);
    for ch in text.chars() {
        if in_string {
            out.push(ch);
            match ch {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match ch {
            '"' => in_string = true,
            ',' => {
                out.push_str(",\n        ");
                continue;
            }
            ':' => {
                out.push_str(": ");
                continue;
            }
            _ => {}
        }
        out.push(ch);
    }
    *text = format!("\n    {out}\n  ");
}

/// How a tree is written.
#[derive(Debug, Clone)]
pub struct Style {
    /// One level of indentation; none writes everything on one line.
    pub indent: Option<&'static str>,
    pub crlf: bool,
    pub single_quotes: bool,
    pub shuffle: bool,
    /// The prefix of Synapse's elements; empty for the default namespace.
    pub prefix: &'static str,
    pub cdata: bool,
    pub comments: bool,
    pub declaration: &'static str,
    pub open_empty: bool,
    pub wide_tags: bool,
    pub declare_at_root: bool,
    pub other_prefixes: bool,
    pub pad: bool,
}

impl Style {
    pub const PLAIN: Self = Self {
        indent: Some("    "),
        crlf: false,
        single_quotes: false,
        shuffle: false,
        prefix: "",
        cdata: false,
        comments: false,
        declaration: "",
        open_empty: false,
        wide_tags: false,
        declare_at_root: false,
        other_prefixes: false,
        pad: false,
    };

    pub fn any(c: &mut Choices<'_>) -> Self {
        Self {
            indent: c.pick(&[Some("    "), Some("  "), Some("\t"), None]),
            crlf: c.percent(25),
            single_quotes: c.percent(25),
            shuffle: c.percent(40),
            prefix: if c.percent(25) { c.pick(&["syn", "s2"]) } else { "" },
            cdata: c.percent(30),
            comments: false,
            declaration: c.pick(&[
                "",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                "<?xml version='1.0'?>\n<!-- a licence -->\n",
            ]),
            open_empty: c.percent(30),
            wide_tags: c.percent(20),
            declare_at_root: c.percent(30),
            other_prefixes: c.percent(20),
            pad: c.percent(25),
        }
    }

    /// The same with comments among the mediators.
    pub fn commented(mut self, c: &mut Choices<'_>) -> Self {
        self.comments = c.percent(50);
        self
    }
}

/// The text of a sequence.
pub fn print(root: &Element, style: &Style, c: &mut Choices<'_>) -> String {
    let mut printer =
        Printer { style, c, out: style.declaration.to_owned(), notes: 0, in_format: false };
    let mut scope = Scope { default: String::new(), prefixes: Vec::new() };
    let mut declare = Vec::new();
    if style.prefix.is_empty() {
        scope.default = SYNAPSE.to_owned();
        declare.push(("xmlns".to_owned(), SYNAPSE.to_owned()));
    } else {
        declare.push((format!("xmlns:{}", style.prefix), SYNAPSE.to_owned()));
    }
    if style.declare_at_root {
        root.walk(&mut |e| {
            let own = match &e.ns {
                Ns::Other { prefix, uri } => Some((printer.prefix_of(prefix), uri.clone())),
                _ => None,
            };
            for (prefix, uri) in e.uses.iter().cloned().chain(own) {
                if prefix != style.prefix && !scope.prefixes.iter().any(|(p, _)| *p == prefix) {
                    declare.push((format!("xmlns:{prefix}"), uri.clone()));
                    scope.prefixes.push((prefix, uri));
                }
            }
        });
    }
    printer.element(root, 0, &scope, declare);
    let text = printer.out + "\n";
    if style.crlf { text.replace('\n', "\r\n") } else { text }
}

#[derive(Clone)]
struct Scope {
    default: String,
    prefixes: Vec<(String, String)>,
}

struct Printer<'s, 'c, 'd> {
    style: &'s Style,
    c: &'c mut Choices<'d>,
    out: String,
    notes: usize,
    in_format: bool,
}

impl Printer<'_, '_, '_> {
    fn prefix_of(&self, prefix: &str) -> String {
        match self.style.other_prefixes {
            true => format!("x{prefix}"),
            false => prefix.to_owned(),
        }
    }

    fn element(
        &mut self,
        e: &Element,
        depth: usize,
        scope: &Scope,
        mut declare: Vec<(String, String)>,
    ) {
        let mut scope = scope.clone();
        let name = match &e.ns {
            Ns::Synapse if !self.style.prefix.is_empty() => {
                format!("{}:{}", self.style.prefix, e.name)
            }
            Ns::Synapse | Ns::None => {
                let wanted = if e.ns == Ns::Synapse { SYNAPSE } else { "" };
                if scope.default != wanted {
                    declare.push(("xmlns".to_owned(), wanted.to_owned()));
                    wanted.clone_into(&mut scope.default);
                }
                e.name.clone()
            }
            Ns::Other { prefix, uri } => {
                let prefix = self.prefix_of(prefix);
                self.need(&mut scope, &mut declare, &prefix, uri);
                format!("{prefix}:{}", e.name)
            }
        };
        for (prefix, uri) in &e.uses {
            self.need(&mut scope, &mut declare, prefix, uri);
        }
        let mut attrs: Vec<(String, String)> = declare;
        attrs.extend(e.attrs.iter().cloned());
        // The order of a payload's own attributes is that of the members they become in JSON.
        if self.style.shuffle && !self.in_format {
            for i in (1..attrs.len()).rev() {
                let j = self.c.below(i + 1);
                attrs.swap(i, j);
            }
        }
        self.out.push('<');
        self.out.push_str(&name);
        for (n, v) in &attrs {
            self.attribute(n, v, depth);
        }
        if e.kids.is_empty() && !(self.style.open_empty && self.c.percent(50)) {
            return self.out.push_str("/>");
        }
        self.out.push('>');
        let outside = self.in_format;
        self.in_format |= e.is("format");
        self.kids(e, depth, &scope);
        self.in_format = outside;
        self.out.push_str(&format!("</{name}>"));
    }

    fn need(
        &self,
        scope: &mut Scope,
        declare: &mut Vec<(String, String)>,
        prefix: &str,
        uri: &str,
    ) {
        if prefix == self.style.prefix && uri == SYNAPSE {
            return;
        }
        let there = scope.prefixes.iter().rev().find(|(p, _)| p == prefix);
        if there.is_none_or(|(_, u)| u != uri) {
            declare.push((format!("xmlns:{prefix}"), uri.to_owned()));
            scope.prefixes.push((prefix.to_owned(), uri.to_owned()));
        }
    }

    fn attribute(&mut self, name: &str, value: &str, depth: usize) {
        if self.style.wide_tags {
            self.line(depth + 2);
        } else {
            self.out.push(' ');
        }
        let quote = if self.style.single_quotes { '\'' } else { '"' };
        self.out.push_str(&format!("{name}={quote}"));
        for ch in value.chars() {
            match ch {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' if self.style.cdata => self.out.push_str("&gt;"),
                '"' if quote == '"' => self.out.push_str("&quot;"),
                '\'' if quote == '\'' => self.out.push_str("&#39;"),
                '\n' => self.out.push_str("&#10;"),
                '\t' => self.out.push_str("&#x9;"),
                _ => self.out.push(ch),
            }
        }
        self.out.push(quote);
    }

    fn line(&mut self, depth: usize) {
        match self.style.indent {
            Some(unit) => {
                self.out.push('\n');
                self.out.push_str(&unit.repeat(depth));
            }
            None => self.out.push(' '),
        }
    }

    fn kids(&mut self, e: &Element, depth: usize, scope: &Scope) {
        let has_text = e.kids.iter().any(|k| matches!(k, Kid::Text(_)));
        let spaced = !has_text && self.style.indent.is_some();
        for kid in &e.kids {
            if is_list(e) && self.style.comments && self.c.percent(20) {
                self.notes += 1;
                let note = format!("<!-- note {} -->", self.notes);
                self.line(depth + 1);
                self.out.push_str(&note);
            }
            if spaced {
                self.line(depth + 1);
            }
            match kid {
                Kid::Element(kid) => self.element(kid, depth + 1, scope, Vec::new()),
                Kid::Comment(text) => self.out.push_str(&format!("<!--{text}-->")),
                Kid::Text(text) => {
                    let alone = e.kids.len() == 1;
                    let pad = self.style.pad && alone && self.c.percent(50);
                    if pad {
                        self.line(depth + 1);
                    }
                    self.text(text);
                    if pad {
                        self.line(depth);
                    }
                }
            }
        }
        if spaced && !e.kids.is_empty() {
            self.line(depth);
        }
    }

    fn text(&mut self, text: &str) {
        if self.style.cdata && !text.contains("]]>") && self.c.percent(60) {
            return self.out.push_str(&format!("<![CDATA[{text}]]>"));
        }
        let mut text = text.replace('&', "&amp;").replace('<', "&lt;").replace("]]>", "]]&gt;");
        if self.style.cdata {
            text = text.replace('>', "&gt;").replace('é', "&#233;");
        }
        self.out.push_str(&text);
    }
}
