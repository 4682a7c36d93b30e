//! XPath 1.0 as it appears in `expression`, `source` and `xpath`, parsed with the bytes of each
//! part, so that a part can be judged or rewritten where it stands.

use std::ops::Range;

use super::{Token, Tokens};

/// A part of an expression and the bytes it stands at.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its bytes in the text that was parsed.
    pub span: Range<usize>,
    /// What it is.
    pub expr: Expr,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number.
    Number,
    /// A string, without its quotes.
    Literal(String),
    /// `$scope:name`, without the `$`.
    Variable(String),
    /// A function and its arguments.
    Call(String, Vec<Part>),
    /// `-x`.
    Negated(Box<Part>),
    /// Two operands and what stands between them.
    Binary(Operator, Box<Part>, Box<Part>),
    /// Steps through the message, from a part or from the message itself.
    Path(Option<Box<Part>>, Vec<Step>),
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name test as written, such as `am:code`, `*`, `text()` or `@id`.
    pub test: String,
    /// The conditions in brackets.
    pub predicates: Vec<Part>,
    /// Whether `//` stands before it.
    pub deep: bool,
}

/// A binary operator, by what it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `or`, `and`.
    Logic,
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`.
    Comparison,
    /// `+`, `-`, `*`, `div`, `mod`.
    Arithmetic,
    /// `|`.
    Union,
}

/// Parses an XPath expression; none where it is not one, or uses what gateways never need.
pub fn parse(text: &str) -> Option<Part> {
    let mut tokens = Tokens { rest: text };
    let mut words = Vec::new();
    while let Some(token) = tokens.next() {
        let end = text.len() - tokens.rest.len();
        match token {
            Token::Blank => {}
            Token::Name(t) if t.starts_with('-') => {
                let start = end - t.len();
                words.push((Token::Symbol(&t[..1]), start..start + 1));
                if t.len() > 1 {
                    words.push((Token::Name(&t[1..]), start + 1..end));
                }
            }
            Token::Name(t) | Token::Literal(t) | Token::Symbol(t) => {
                words.push((token, end - t.len()..end));
            }
        }
    }
    let mut parser = Parser { words: &words, at: 0, depth: 0 };
    let part = parser.binary(0)?;
    (parser.at == words.len()).then_some(part)
}

impl Part {
    /// Calls `look` with this part and every part inside it.
    pub fn each<'p>(&'p self, look: &mut dyn FnMut(&'p Part)) {
        look(self);
        match &self.expr {
            Expr::Number | Expr::Literal(_) | Expr::Variable(_) => {}
            Expr::Call(_, args) => args.iter().for_each(|a| a.each(look)),
            Expr::Negated(inner) => inner.each(look),
            Expr::Binary(_, left, right) => {
                left.each(look);
                right.each(look);
            }
            Expr::Path(start, steps) => {
                start.iter().for_each(|s| s.each(look));
                steps.iter().flat_map(|s| &s.predicates).for_each(|p| p.each(look));
            }
        }
    }

    /// Whether it gives a number, which Synapse prints with a decimal point (`404.0`).
    pub fn is_numeric(&self) -> bool {
        match &self.expr {
            Expr::Number | Expr::Negated(_) | Expr::Binary(Operator::Arithmetic, ..) => true,
            Expr::Call(name, _) => matches!(
                name.as_str(),
                "number" | "sum" | "count" | "floor" | "ceiling" | "round" | "string-length"
            ),
            _ => false,
        }
    }

    /// Whether it looks into the message rather than at properties and headers.
    pub fn reads_message(&self) -> bool {
        let mut found = false;
        self.each(&mut |part| {
            found |= match &part.expr {
                Expr::Variable(name) => matches!(name.as_str(), "body" | "env" | "header"),
                Expr::Path(start, _) => start.is_none(),
                _ => false,
            }
        });
        found
    }
}

type Word<'e> = (Token<'e>, Range<usize>);

struct Parser<'w, 'e> {
    words: &'w [Word<'e>],
    at: usize,
    depth: u8,
}

/// From the loosest operators to the tightest.
const LEVELS: [&[&str]; 7] = [
    &["or"],
    &["and"],
    &["=", "!="],
    &["<", ">", "<=", ">="],
    &["+", "-"],
    &["*", "div", "mod"],
    &["|"],
];

/// Brackets nest no deeper in anything a person wrote.
const MAX_DEPTH: u8 = 40;

impl<'e> Parser<'_, 'e> {
    fn peek(&self) -> Option<Token<'e>> {
        self.words.get(self.at).map(|w| w.0)
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.peek() == Some(Token::Symbol(symbol));
        self.at += usize::from(found);
        found
    }

    fn start(&self) -> usize {
        self.words.get(self.at).map_or(0, |w| w.1.start)
    }

    fn part(&self, start: usize, expr: Expr) -> Part {
        Part { span: start..self.words[self.at - 1].1.end, expr }
    }

    /// The operator of a level that stands here, taken.
    fn operator(&mut self, level: usize) -> Option<Operator> {
        let (first, word) = match self.peek()? {
            Token::Symbol(s) => (s, s.to_owned()),
            Token::Name(n) => (n, n.to_owned()),
            _ => return None,
        };
        let two = matches!(first, "!" | "<" | ">")
            && self.words.get(self.at + 1).is_some_and(|w| w.0 == Token::Symbol("="));
        let word = if two { word + "=" } else { word };
        if !LEVELS[level].contains(&word.as_str()) {
            return None;
        }
        self.at += if two { 2 } else { 1 };
        Some(match level {
            0 | 1 => Operator::Logic,
            2 | 3 => Operator::Comparison,
            4 | 5 => Operator::Arithmetic,
            _ => Operator::Union,
        })
    }

    fn binary(&mut self, level: usize) -> Option<Part> {
        if level == LEVELS.len() {
            return self.unary();
        }
        let start = self.start();
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator(level) {
            let right = self.binary(level + 1)?;
            left = self.part(start, Expr::Binary(operator, Box::new(left), Box::new(right)));
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Part> {
        let start = self.start();
        if self.symbol("-") {
            let inner = self.unary()?;
            return Some(self.part(start, Expr::Negated(Box::new(inner))));
        }
        self.path()
    }

    fn path(&mut self) -> Option<Part> {
        let start = self.start();
        let first = self.primary()?;
        let mut steps = Vec::new();
        if first.is_none() && !matches!(self.peek(), Some(Token::Symbol("/"))) {
            steps.push(self.step()?);
        }
        while self.symbol("/") {
            let deep = self.symbol("/");
            if steps.is_empty() && first.is_none() && self.peek().is_none() && !deep {
                break;
            }
            steps.push(Step { deep, ..self.step()? });
        }
        match (first, steps.is_empty()) {
            (Some(only), true) => Some(only),
            (first, _) => Some(self.part(start, Expr::Path(first.map(Box::new), steps))),
        }
    }

    /// What a path may begin with: a literal, a variable, a call, brackets; none where a path
    /// begins with a step.
    #[allow(clippy::option_option)]
    fn primary(&mut self) -> Option<Option<Part>> {
        let start = self.start();
        let expr = match self.peek()? {
            Token::Literal(text) => {
                let closed = text.len() >= 2 && text.ends_with(&text[..1]);
                self.at += 1;
                Expr::Literal(closed.then(|| text[1..text.len() - 1].to_owned())?)
            }
            Token::Symbol("$") => {
                self.at += 1;
                let Token::Name(name) = self.peek()? else { return None };
                self.at += 1;
                Expr::Variable(name.to_owned())
            }
            Token::Symbol("(") => {
                self.at += 1;
                let inner = self.nested()?;
                self.symbol(")").then_some(inner.expr)?
            }
            Token::Name(name) if name.starts_with(|c: char| c.is_ascii_digit()) => {
                self.at += 1;
                name.parse::<f64>().ok()?;
                Expr::Number
            }
            Token::Name(name) if self.is_call(name) => {
                self.at += 2;
                Expr::Call(name.to_owned(), self.arguments()?)
            }
            _ => return Some(None),
        };
        let mut part = self.part(start, expr);
        if self.peek() == Some(Token::Symbol("[")) {
            let predicates = self.predicates()?;
            let step = Step { test: String::new(), predicates, deep: false };
            part = self.part(start, Expr::Path(Some(Box::new(part)), vec![step]));
        }
        Some(Some(part))
    }

    fn nested(&mut self) -> Option<Part> {
        self.depth += 1;
        let inner = (self.depth < MAX_DEPTH).then(|| self.binary(0))?;
        self.depth -= 1;
        inner
    }

    fn is_call(&self, name: &str) -> bool {
        let opens = self.words.get(self.at + 1).is_some_and(|w| w.0 == Token::Symbol("("));
        opens && !matches!(name, "text" | "node" | "comment" | "processing-instruction")
    }

    fn arguments(&mut self) -> Option<Vec<Part>> {
        let mut args = Vec::new();
        if self.symbol(")") {
            return Some(args);
        }
        loop {
            args.push(self.nested()?);
            if self.symbol(")") {
                return Some(args);
            }
            self.symbol(",").then_some(())?;
        }
    }

    fn step(&mut self) -> Option<Step> {
        let mut test = String::new();
        if self.symbol("@") {
            test.push('@');
        }
        match self.peek()? {
            Token::Name(name) => test.push_str(name),
            Token::Symbol("*") => test.push('*'),
            _ => return None,
        }
        self.at += 1;
        if self.symbol(":") {
            return self.rest_of_step(test);
        }
        if self.symbol("(") {
            self.symbol(")").then(|| test.push_str("()"))?;
        }
        Some(Step { test, predicates: self.predicates()?, deep: false })
    }

    /// After `prefix:` comes `*`; after `axis::` a test.
    fn rest_of_step(&mut self, mut test: String) -> Option<Step> {
        if self.symbol(":") {
            let step = self.step()?;
            let test = format!("{test}::{}", step.test);
            return Some(Step { test, ..step });
        }
        self.symbol("*").then(|| test.push_str(":*"))?;
        Some(Step { test, predicates: self.predicates()?, deep: false })
    }

    fn predicates(&mut self) -> Option<Vec<Part>> {
        let mut found = Vec::new();
        while self.symbol("[") {
            found.push(self.nested()?);
            self.symbol("]").then_some(())?;
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gateways_use_parses() {
        let every = [
            "$ctx:ERROR_CODE",
            "get-property('transport', 'X')",
            "fn:concat('/', $axis2:REST_URL_POSTFIX)",
            "//am:fault/am:code/text()",
            "$body//*[local-name()='message']",
            "/soapenv:Envelope/soapenv:Body/*[1]",
            "not($ctx:A = 'x') and (string($ctx:B) != \"y\" or count(//a) > 1)",
            "child::am:code | @id | ../am:*",
            "400 + number($ctx:N) * 2",
            "- 3",
            "(//a)[1]/b",
            "$ctx:A >= 5",
        ];
        for text in every {
            assert!(parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_no_xpath_does_not() {
        for text in ["", "foo(", "$ctx:", "$ctx:a b", "'open", "a = ", "//", "(a", "a]", "a b"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_and_reads_of_the_message_are_told() {
        let numeric = |t| parse(t).is_some_and(|p| p.is_numeric());
        assert!(numeric("404") && numeric("400 + 4") && numeric("(404)") && numeric("-1"));
        assert!(!numeric("$ctx:X") && !numeric("string(404)") && !numeric("'404'"));
        let reads = |t| parse(t).is_some_and(|p| p.reads_message());
        assert!(reads("//am:code") && reads("$body/x") && reads("concat('a', //b)"));
        assert!(!reads("concat('a', $ctx:B)") && !reads("get-property('To')"));
    }

    #[test]
    fn parts_know_their_bytes() {
        let text = "concat('a',  //am:code )";
        let part = parse(text).unwrap();
        let Expr::Call(name, args) = &part.expr else { panic!("{part:?}") };
        assert_eq!((name.as_str(), &text[args[1].span.clone()]), ("concat", "//am:code"));
        assert_eq!(part.span, 0..text.len());
    }

    #[test]
    fn deep_brackets_are_refused_not_followed() {
        assert_eq!(parse(&"(".repeat(100_000)), None);
    }
}
