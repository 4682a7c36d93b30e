//! XPath as Jaxen 1.1.6 parses it (`saxpath.base.XPathReader`), its oddities included: what it
//! refuses, the engine does not load.

use std::ops::Range;

use super::lexer::{Token, is_variable_name, tokens};
use super::xpath::{Axis, Expr, Name, NodeTest, Operator, Start, Step, SubExpression, UNARY};

/// Why a text is not read as an XPath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unparsed {
    /// Jaxen refuses it: what was expected, and at which byte.
    Refused(&'static str, usize),
    /// It nests deeper than anything that a person wrote.
    TooDeep,
}

type Parsed<T> = Result<T, Unparsed>;

/// Brackets nest no deeper.
const MAX_DEPTH: u8 = 64;

/// The most operators in one expression: each makes the tree deeper by one.
const MAX_OPERATORS: u8 = 250;

/// Parses an XPath.
pub(super) fn parse(text: &str) -> Parsed<SubExpression> {
    if let Some(name) = variable(text) {
        return Ok(SubExpression { span: 0..text.len(), expr: Expr::Variable(name) });
    }
    let words = tokens(text);
    let mut parser = Parser { words: &words, at: 0, depth: 0, operators: 0 };
    let part = parser.binary(0)?;
    match parser.peek() {
        Token::End => Ok(part),
        _ => parser.refused("expected the expression to end here"),
    }
}

/// The name in `$scope:name` with nothing else: what most expressions are.
fn variable(text: &str) -> Option<Name> {
    let (prefix, local) = text.strip_prefix('$')?.split_once(':')?;
    (is_variable_name(prefix) && is_variable_name(local))
        .then(|| Name { prefix: Some(prefix.to_owned()), local: local.to_owned() })
}

struct Parser<'w, 'e> {
    words: &'w [(Token<'e>, Range<usize>)],
    at: usize,
    depth: u8,
    operators: u8,
}

impl<'e> Parser<'_, 'e> {
    fn peek(&self) -> Token<'e> {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> Token<'e> {
        self.words.get(self.at + by).map_or(Token::End, |w| w.0)
    }

    fn refused<T>(&self, why: &'static str) -> Parsed<T> {
        Err(Unparsed::Refused(why, self.start()))
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(s) if s == symbol);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str, why: &'static str) -> Parsed<()> {
        match self.symbol(symbol) {
            true => Ok(()),
            false => self.refused(why),
        }
    }

    fn name(&mut self, why: &'static str) -> Parsed<String> {
        let Token::Name(name) = self.peek() else { return self.refused(why) };
        self.at += 1;
        Ok(name.to_owned())
    }

    fn start(&self) -> usize {
        self.words.get(self.at).or(self.words.last()).map_or(0, |w| w.1.start)
    }

    fn part(&self, start: usize, expr: Expr) -> SubExpression {
        let last = self.at.checked_sub(1).and_then(|at| self.words.get(at));
        SubExpression { span: start..last.map_or(start, |w| w.1.end), expr }
    }

    /// One level deeper, as far as that may go.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(Unparsed::TooDeep);
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    /// The operator that stands here.
    fn operator(&self) -> Option<Operator> {
        match self.peek() {
            Token::Symbol(symbol) => Operator::of(symbol),
            _ => None,
        }
    }

    /// Operands with operators of that level, which bind less tightly than those inside.
    fn binary(&mut self, level: usize) -> Parsed<SubExpression> {
        if level == UNARY {
            return self.unary();
        }
        let start = self.start();
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.operator().filter(|o| o.level() == level) {
            self.at += 1;
            self.operators += 1;
            if self.operators == MAX_OPERATORS {
                return Err(Unparsed::TooDeep);
            }
            let right = self.binary(level + 1)?;
            left = self.part(start, Expr::Binary(operator, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<SubExpression> {
        let start = self.start();
        if self.symbol("-") {
            let inner = self.deeper(Self::unary)?;
            return Ok(self.part(start, Expr::Negated(Box::new(inner))));
        }
        let left = self.path()?;
        if !self.symbol("|") {
            return Ok(left);
        }
        // Jaxen takes all that follows a `|` for its right operand.
        let right = self.deeper(|p| p.binary(0))?;
        Ok(self.part(start, Expr::Binary(Operator::Union, Box::new(left), Box::new(right))))
    }

    fn path(&mut self) -> Parsed<SubExpression> {
        let start = self.start();
        let is_value = matches!(self.peek(), Token::Literal(_) | Token::Number(_));
        let from = match self.primary()? {
            Some(_) if is_value && self.at_slash() => {
                return self.refused("expected a path to begin with nodes");
            }
            Some(part) if self.at_slash() => Start::SubExpression(Box::new(part)),
            Some(part) => return Ok(part),
            None if self.at_slash() => Start::Root,
            None => Start::Here,
        };
        let steps = self.steps(&from)?;
        Ok(self.part(start, Expr::Path(from, steps)))
    }

    fn at_slash(&self) -> bool {
        matches!(self.peek(), Token::Symbol("/" | "//"))
    }

    /// The steps of a path. `/` alone is one without steps; so is, to Jaxen, a slash at the end of
    /// the text behind a variable, a call or brackets.
    fn steps(&mut self, from: &Start) -> Parsed<Vec<Step>> {
        let mut steps = Vec::new();
        if *from == Start::Here {
            steps.push(self.step()?);
        }
        while self.at_slash() {
            let deep = self.symbol("//");
            if !deep {
                self.at += 1;
            }
            let first = steps.is_empty();
            if deep {
                let axis = Axis::DescendantOrSelf;
                steps.push(Step { axis, test: NodeTest::Node, predicates: Vec::new() });
            }
            let ends = match from {
                Start::Root => !deep && !self.at_step(),
                Start::SubExpression(_) => self.peek() == Token::End,
                Start::Here => false,
            };
            if first && ends {
                break;
            }
            steps.push(self.step()?);
        }
        Ok(steps)
    }

    fn at_step(&self) -> bool {
        matches!(self.peek(), Token::Name(_) | Token::Star | Token::Symbol("." | ".." | "@"))
    }

    /// What a path may begin with: a literal, a number, a variable, a call, brackets; none where
    /// it begins with a step.
    fn primary(&mut self) -> Parsed<Option<SubExpression>> {
        let start = self.start();
        let expr = match self.peek() {
            Token::Literal(text) => {
                self.at += 1;
                Expr::Literal(text.to_owned())
            }
            Token::Number(number) => {
                self.at += 1;
                Expr::Number(number)
            }
            Token::Symbol("$") => {
                self.at += 1;
                Expr::Variable(self.prefixed("expected a name behind $")?)
            }
            Token::Symbol("(") => {
                self.at += 1;
                let inner = self.deeper(|p| p.binary(0))?;
                self.expect(")", "expected )")?;
                inner.expr
            }
            Token::Name(name) if self.is_call(name) => {
                let name = self.prefixed("expected the name of a function")?;
                self.expect("(", "expected (")?;
                Expr::Call(name, self.arguments()?)
            }
            _ if self.at_step() || self.at_slash() => return Ok(None),
            _ => return self.refused("expected a value, a variable, a function or a path"),
        };
        let part = self.part(start, expr);
        let predicates = self.predicates()?;
        Ok(Some(match predicates.is_empty() {
            true => part,
            false => self.part(start, Expr::Filtered(Box::new(part), predicates)),
        }))
    }

    /// Whether a name here is that of a function: `f(` or `p:f(`.
    fn is_call(&self, name: &str) -> bool {
        let opens = |by| self.ahead(by) == Token::Symbol("(");
        let of_nodes = matches!(name, "text" | "node" | "comment" | "processing-instruction");
        (opens(1) && !of_nodes) || (self.ahead(1) == Token::Symbol(":") && opens(3))
    }

    fn prefixed(&mut self, why: &'static str) -> Parsed<Name> {
        let first = self.name(why)?;
        if !self.symbol(":") {
            return Ok(Name { prefix: None, local: first });
        }
        Ok(Name { prefix: Some(first), local: self.name("expected a name behind the colon")? })
    }

    /// The arguments of a call; a comma may end them.
    fn arguments(&mut self) -> Parsed<Vec<SubExpression>> {
        let mut args = Vec::new();
        while self.peek() != Token::Symbol(")") {
            args.push(self.deeper(|p| p.binary(0))?);
            if !self.symbol(",") {
                break;
            }
        }
        self.expect(")", "expected , or )")?;
        Ok(args)
    }

    fn step(&mut self) -> Parsed<Step> {
        let dots = match self.peek() {
            Token::Symbol(".") => Some(Axis::SelfNode),
            Token::Symbol("..") => Some(Axis::Parent),
            _ => None,
        };
        if let Some(axis) = dots {
            self.at += 1;
            return Ok(Step { axis, test: NodeTest::Node, predicates: self.predicates()? });
        }
        let axis = match self.peek() {
            Token::Name(name) if self.ahead(1) == Token::Symbol("::") => {
                let Some(axis) = Axis::of(name) else { return self.refused("expected an axis") };
                self.at += 2;
                axis
            }
            _ if self.symbol("@") => Axis::Attribute,
            _ => Axis::Child,
        };
        let test = self.node_test()?;
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn node_test(&mut self) -> Parsed<NodeTest> {
        match self.peek() {
            Token::Name(name) if self.ahead(1) == Token::Symbol("(") => self.node_type(name),
            Token::Name(_) if self.ahead(1) == Token::Symbol(":") => {
                let prefix = Some(self.name("expected a name")?);
                self.at += 1;
                // Jaxen takes a prefix alone, as a name that nothing has.
                let local = match self.peek() {
                    Token::Star => "*",
                    Token::Name(name) => name,
                    _ => return Ok(NodeTest::Name(Name { prefix, local: String::new() })),
                };
                self.at += 1;
                let local = local.to_owned();
                Ok(NodeTest::Name(Name { prefix, local }))
            }
            Token::Star => {
                self.at += 1;
                Ok(NodeTest::Name(Name { prefix: None, local: "*".to_owned() }))
            }
            _ => {
                let local = self.name("expected a name or *")?;
                Ok(NodeTest::Name(Name { prefix: None, local }))
            }
        }
    }

    fn node_type(&mut self, name: &str) -> Parsed<NodeTest> {
        let mut test = match name {
            "node" => NodeTest::Node,
            "text" => NodeTest::Text,
            "comment" => NodeTest::Comment,
            "processing-instruction" => NodeTest::Instruction(String::new()),
            _ => return self.refused("expected node(), text() or comment()"),
        };
        self.at += 2;
        if let (NodeTest::Instruction(of), Token::Literal(name)) = (&mut test, self.peek()) {
            name.clone_into(of);
            self.at += 1;
        }
        self.expect(")", "expected )")?;
        Ok(test)
    }

    fn predicates(&mut self) -> Parsed<Vec<SubExpression>> {
        let mut found = Vec::new();
        while self.symbol("[") {
            found.push(self.deeper(|p| p.binary(0))?);
            self.expect("]", "expected ]")?;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parses(text: &str) -> bool {
        parse(text).is_ok()
    }

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
            assert!(parses(text), "{text}");
        }
    }

    #[test]
    fn deep_brackets_are_not_followed_and_not_broken() {
        assert_eq!(parse(&"(".repeat(100_000)), Err(Unparsed::TooDeep));
        assert_eq!(parse(&"-".repeat(100_000)), Err(Unparsed::TooDeep));
        let long = vec!["$ctx:A"; 50_000].join(" + ");
        assert!(matches!(parse(&long), Err(Unparsed::TooDeep)));
    }
}
