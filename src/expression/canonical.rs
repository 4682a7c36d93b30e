//! An XPath written in one way, so that two spellings of one meaning compare equal.
//!
//! Folded, each as run on the engines of 2.0.0 to 4.0.0: `get-property('X')` to `$ctx:X` and its
//! scoped forms to `$axis2:X` and `$trp:X`, except for the names that `get-property` computes;
//! `fn:concat` to `concat` where `fn` is not bound; prefixes to the namespaces that they are bound
//! to; blanks, quotes, needless brackets, and axes that have a short form.

use super::lexer::is_variable_name;
use super::location::{SYSTEM_DATE, SYSTEM_TIME, is_computed};
use super::xpath::{Axis, Expr, Name, NodeTest, Operator, Start, Step, SubExpression, UNARY};

/// What a prefix is bound to.
pub(super) type Resolve<'r> = &'r dyn Fn(&str) -> Option<&'r str>;

/// A part in canonical form.
pub(super) fn write(part: &SubExpression, resolve: Resolve<'_>) -> String {
    let mut writer = Writer { out: String::with_capacity(part.span.len()), resolve };
    writer.part(part);
    // A function of that name, not the JSONPath that the text would be without a blank before it.
    if writer.out.starts_with("json-eval(") {
        writer.out.insert(0, ' ');
    }
    writer.out
}

struct Writer<'r> {
    out: String,
    resolve: Resolve<'r>,
}

/// How tightly a part holds together that needs no brackets anywhere.
const TIGHTEST: usize = 9;

/// Tighter than any part holds together: such a place has brackets whatever stands in it.
const ALWAYS: usize = TIGHTEST + 1;

/// A union takes all that follows for its right operand (`Parser::unary`): it needs brackets
/// wherever something may follow.
const UNION: usize = 0;

/// How tightly a minus before its operand binds here, where all but unions bind one tighter.
const MINUS: usize = UNARY + 1;

fn level(part: &SubExpression) -> usize {
    match &part.expr {
        Expr::Binary(Operator::Union, ..) => UNION,
        Expr::Binary(operator, ..) => operator.level() + 1,
        Expr::Negated(_) => MINUS,
        Expr::Path(Start::SubExpression(part), steps) if steps.is_empty() => level(part),
        // Jaxen reads `p:` as well, and what follows would be its name.
        Expr::Path(_, steps) if steps.last().is_some_and(has_no_name) => UNION,
        Expr::Path(..) => TIGHTEST - 1,
        _ => TIGHTEST,
    }
}

fn has_no_name(step: &Step) -> bool {
    matches!(&step.test, NodeTest::Name(name) if name.local.is_empty())
        && step.predicates.is_empty()
}

impl Writer<'_> {
    fn part(&mut self, part: &SubExpression) {
        match &part.expr {
            Expr::Number(number) => self.out.push_str(&number.to_string()),
            Expr::Literal(text) => self.literal(text),
            Expr::Variable(name) => {
                self.out.push('$');
                if let Some(prefix) = &name.prefix {
                    self.out.push_str(prefix);
                    self.out.push(':');
                }
                self.out.push_str(&name.local);
            }
            Expr::Call(name, args) => match as_variable(part) {
                Some((scope, name)) => {
                    self.out.push('$');
                    self.out.push_str(scope);
                    self.out.push(':');
                    self.out.push_str(name);
                }
                None => self.call(name, args),
            },
            Expr::Negated(inner) => {
                self.out.push('-');
                self.inside(inner, MINUS);
            }
            Expr::Binary(operator, left, right) => self.binary(*operator, left, right),
            Expr::Filtered(inner, predicates) => {
                self.inside(inner, TIGHTEST);
                self.predicates(predicates);
            }
            Expr::Path(start, steps) => self.path(start, steps),
        }
    }

    /// A part in a place that binds that tightly.
    fn inside(&mut self, part: &SubExpression, at_least: usize) {
        if level(part) >= at_least {
            return self.part(part);
        }
        self.out.push('(');
        self.part(part);
        self.out.push(')');
    }

    fn literal(&mut self, text: &str) {
        let quote = if text.contains('\'') { '"' } else { '\'' };
        self.out.push(quote);
        self.out.push_str(text);
        self.out.push(quote);
    }

    fn call(&mut self, name: &Name, args: &[SubExpression]) {
        match name.prefix.as_deref() {
            Some("fn") if (self.resolve)("fn").is_none() => self.out.push_str(&name.local),
            _ => self.name(name),
        }
        self.out.push('(');
        for (at, arg) in args.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            self.part(arg);
        }
        self.out.push(')');
    }

    /// A name with its namespace instead of its prefix.
    fn name(&mut self, name: &Name) {
        if let Some(prefix) = &name.prefix {
            match (self.resolve)(prefix) {
                Some(uri) => {
                    self.out.push('{');
                    self.out.push_str(uri);
                    self.out.push('}');
                }
                None => {
                    self.out.push_str(prefix);
                    self.out.push(':');
                }
            }
        }
        self.out.push_str(&name.local);
    }

    fn binary(&mut self, operator: Operator, left: &SubExpression, right: &SubExpression) {
        let (left_binds, right_binds) = match operator {
            Operator::Union => (TIGHTEST - 1, UNION),
            _ => (operator.level() + 1, operator.level() + 2),
        };
        self.inside(left, left_binds);
        // Not to run into the name before it: `a -b`.
        let apart =
            operator == Operator::Subtract || operator.text().starts_with(char::is_alphabetic);
        if apart {
            self.out.push(' ');
        }
        self.out.push_str(operator.text());
        if apart {
            self.out.push(' ');
        }
        self.inside(right, right_binds);
    }

    fn path(&mut self, start: &Start, steps: &[Step]) {
        match start {
            Start::SubExpression(part) if steps.is_empty() => return self.part(part),
            Start::Root if steps.is_empty() => self.out.push('/'),
            Start::Root | Start::Here => {}
            // Jaxen takes a text or a number there in brackets only.
            Start::SubExpression(part) if part.begins_with_value() => self.inside(part, ALWAYS),
            Start::SubExpression(part) => self.inside(part, TIGHTEST),
        }
        let mut slash = *start != Start::Here;
        let mut steps = steps.iter().peekable();
        while let Some(step) = steps.next() {
            if slash {
                self.out.push('/');
            }
            if slash && step.is_deep() && steps.peek().is_some() {
                continue;
            }
            self.step(step);
            slash = true;
        }
    }

    fn step(&mut self, step: &Step) {
        match (step.axis, &step.test) {
            (Axis::SelfNode, NodeTest::Node) => self.out.push('.'),
            (Axis::Parent, NodeTest::Node) => self.out.push_str(".."),
            (axis, test) => {
                match axis {
                    Axis::Child => {}
                    Axis::Attribute => self.out.push('@'),
                    axis => {
                        self.out.push_str(axis.text());
                        self.out.push_str("::");
                    }
                }
                self.test(test);
            }
        }
        self.predicates(&step.predicates);
    }

    fn test(&mut self, test: &NodeTest) {
        match test {
            NodeTest::Name(name) => self.name(name),
            NodeTest::Node => self.out.push_str("node()"),
            NodeTest::Text => self.out.push_str("text()"),
            NodeTest::Comment => self.out.push_str("comment()"),
            NodeTest::Instruction(name) => {
                self.out.push_str("processing-instruction(");
                if !name.is_empty() {
                    self.literal(name);
                }
                self.out.push(')');
            }
        }
    }

    fn predicates(&mut self, predicates: &[SubExpression]) {
        for predicate in predicates {
            self.out.push('[');
            self.part(predicate);
            self.out.push(']');
        }
    }
}

/// `get-property('X')` or `get-property('scope', 'X')` as the variable that reads the same.
pub(super) fn as_variable(part: &SubExpression) -> Option<(&'static str, &str)> {
    let Expr::Call(function, args) = &part.expr else { return None };
    let known = matches!(function.prefix.as_deref(), None | Some("synapse" | "syn"));
    if !known || function.local != "get-property" {
        return None;
    }
    let (scope, name) = match args.as_slice() {
        [name] => ("default", name.literal()?),
        [scope, name] => (scope.literal()?, name.literal()?),
        _ => return None,
    };
    let variable = match scope {
        "default" if is_computed(name) => return None,
        "default" => "ctx",
        "axis2" => "axis2",
        "transport" => "trp",
        _ => return None,
    };
    // `$ctx:body` is the SOAP body, and dates are computed whatever the scope.
    let special = matches!(name, "body" | "header" | "env" | SYSTEM_DATE | SYSTEM_TIME);
    (is_variable_name(name) && !special).then_some((variable, name))
}
