//! An XPath 1.0 as a tree. Every part knows the bytes it stands at, so that it can be judged or
//! rewritten where it stands.

use std::ops::Range;

use super::location::Location;

/// A part of an XPath and the bytes it stands at.
#[derive(Debug, Clone, PartialEq)]
pub struct SubExpression {
    /// Its bytes in the text that was read, brackets around it included.
    pub span: Range<usize>,
    /// What it is.
    pub expr: Expr,
}

/// What a part of an XPath is.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A number.
    Number(f64),
    /// A text, without its quotes.
    Literal(String),
    /// `$scope:name`, without the `$`.
    Variable(Name),
    /// A function and its arguments.
    Call(Name, Vec<SubExpression>),
    /// `-x`.
    Negated(Box<SubExpression>),
    /// Two operands and what stands between them.
    Binary(Operator, Box<SubExpression>, Box<SubExpression>),
    /// Those nodes of a part for which all conditions in brackets hold.
    Filtered(Box<SubExpression>, Vec<SubExpression>),
    /// Steps through the message.
    Path(Start, Vec<Step>),
}

/// A name that may have a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What stands before the colon.
    pub prefix: Option<String>,
    /// What stands behind it.
    pub local: String,
}

impl Name {
    /// Whether it is that name, without a prefix or with the one that is given.
    pub fn is(&self, prefix: Option<&str>, local: &str) -> bool {
        self.prefix.as_deref() == prefix && self.local == local
    }
}

/// Where a path starts.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// `/` or `//`: what holds the envelope.
    Root,
    /// The node that the path is evaluated at: the envelope, or the node of a condition.
    Here,
    /// The nodes that a part gives.
    SubExpression(Box<SubExpression>),
}

/// A step of a path. `//` is a step of its own: `descendant-or-self::node()`.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// In which direction.
    pub axis: Axis,
    /// Which nodes there.
    pub test: NodeTest,
    /// The conditions in brackets.
    pub predicates: Vec<SubExpression>,
}

impl Step {
    /// Whether it is what `//` stands for.
    pub fn is_deep(&self) -> bool {
        self.axis == Axis::DescendantOrSelf
            && self.test == NodeTest::Node
            && self.predicates.is_empty()
    }
}

/// Which nodes a step asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeTest {
    /// A name; a local name of `*` is any.
    Name(Name),
    /// `node()`.
    Node,
    /// `text()`.
    Text,
    /// `comment()`.
    Comment,
    /// `processing-instruction()`, of that name if one is given.
    Instruction(String),
}

macro_rules! spelt {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// As it is written.
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The one that is written so.
            pub fn of(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

spelt! {
    /// The direction of a step.
    Axis {
        /// The children.
        Child = "child",
        /// The attributes.
        Attribute = "attribute",
        /// All below.
        Descendant = "descendant",
        /// The node and all below.
        DescendantOrSelf = "descendant-or-self",
        /// The node itself.
        SelfNode = "self",
        /// The node above.
        Parent = "parent",
        /// All above.
        Ancestor = "ancestor",
        /// The node and all above.
        AncestorOrSelf = "ancestor-or-self",
        /// All that begins behind the node's end.
        Following = "following",
        /// The siblings behind it.
        FollowingSibling = "following-sibling",
        /// All that ends before the node.
        Preceding = "preceding",
        /// The siblings before it.
        PrecedingSibling = "preceding-sibling",
        /// The namespaces in scope.
        Namespace = "namespace",
    }
}

spelt! {
    /// What stands between two operands.
    Operator {
        /// Either holds.
        Or = "or",
        /// Both hold.
        And = "and",
        /// They are equal.
        Equal = "=",
        /// They are not.
        NotEqual = "!=",
        /// The left is less.
        Less = "<",
        /// The left is not greater.
        LessOrEqual = "<=",
        /// The left is greater.
        Greater = ">",
        /// The left is not less.
        GreaterOrEqual = ">=",
        /// The sum.
        Add = "+",
        /// The difference.
        Subtract = "-",
        /// The product.
        Multiply = "*",
        /// The quotient.
        Divide = "div",
        /// What a division leaves.
        Modulo = "mod",
        /// The nodes of both.
        Union = "|",
    }
}

/// What an operator gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// A truth, of truths.
    Logic,
    /// A truth, of values.
    Comparison,
    /// A number.
    Arithmetic,
    /// Nodes.
    Nodes,
}

impl Operator {
    /// What it gives.
    pub fn gives(self) -> Gives {
        match self {
            Self::Or | Self::And => Gives::Logic,
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Modulo => {
                Gives::Arithmetic
            }
            Self::Union => Gives::Nodes,
            _ => Gives::Comparison,
        }
    }

    /// How tightly it binds.
    pub(super) fn level(self) -> usize {
        match self {
            Self::Or => 0,
            Self::And => 1,
            Self::Equal | Self::NotEqual => 2,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 3,
            Self::Add | Self::Subtract => 4,
            Self::Multiply | Self::Divide | Self::Modulo => 5,
            Self::Union => 7,
        }
    }
}

/// How tightly a minus before its operand binds.
pub(super) const UNARY: usize = 6;

impl SubExpression {
    /// Calls `look` with this part and every part inside it.
    pub fn each<'p>(&'p self, look: &mut dyn FnMut(&'p SubExpression)) {
        look(self);
        match &self.expr {
            Expr::Number(_) | Expr::Literal(_) | Expr::Variable(_) => {}
            Expr::Call(_, args) => args.iter().for_each(|a| a.each(look)),
            Expr::Negated(inner) => inner.each(look),
            Expr::Binary(_, left, right) => {
                left.each(look);
                right.each(look);
            }
            Expr::Filtered(inner, predicates) => {
                inner.each(look);
                predicates.iter().for_each(|p| p.each(look));
            }
            Expr::Path(start, steps) => {
                if let Start::SubExpression(part) = start {
                    part.each(look);
                }
                steps.iter().flat_map(|s| &s.predicates).for_each(|p| p.each(look));
            }
        }
    }

    /// Whether it gives a number, which Synapse prints with a decimal point (`404.0`).
    pub fn is_numeric(&self) -> bool {
        match &self.expr {
            Expr::Number(_) | Expr::Negated(_) => true,
            Expr::Binary(operator, ..) => operator.gives() == Gives::Arithmetic,
            Expr::Call(name, _) => {
                name.prefix.is_none()
                    && matches!(
                        name.local.as_str(),
                        "number"
                            | "sum"
                            | "count"
                            | "floor"
                            | "ceiling"
                            | "round"
                            | "string-length"
                    )
            }
            _ => false,
        }
    }

    /// What it reads by itself, not what the parts inside it do.
    pub fn location(&self) -> Option<Location> {
        Location::of(self)
    }

    /// Whether it looks into the message rather than at properties and headers.
    pub fn reads_message(&self) -> bool {
        let mut found = false;
        self.each(&mut |part| found |= Location::of(part) == Some(Location::Body));
        found
    }

    /// Whether it is a path that starts at the message.
    pub(super) fn starts_in_message(&self) -> bool {
        matches!(&self.expr, Expr::Path(Start::Root | Start::Here, _))
    }

    /// True if it begins with a literal or a number when it is written without brackets.
    pub(super) fn begins_with_value(&self) -> bool {
        match &self.expr {
            Expr::Number(_) | Expr::Literal(_) => true,
            Expr::Filtered(inner, _) => inner.begins_with_value(),
            Expr::Path(Start::SubExpression(inner), _) => inner.begins_with_value(),
            _ => false,
        }
    }

    /// The one argument of a call of that function, which has no prefix.
    pub fn only_argument_of(&self, function: &str) -> Option<&SubExpression> {
        match &self.expr {
            Expr::Call(name, args) if name.is(None, function) => match args.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            Expr::Path(Start::SubExpression(whole), steps) if steps.is_empty() => {
                whole.only_argument_of(function)
            }
            _ => None,
        }
    }

    /// The arguments of a call of `get-property`, which is known with and without a prefix
    /// (wso2-synapse, `SynapseXPathFunctionContext`).
    pub fn get_property(&self) -> Option<&[SubExpression]> {
        match &self.expr {
            Expr::Call(name, args) if name.local == "get-property" => Some(args),
            _ => None,
        }
    }

    /// A text in quotes.
    pub fn literal(&self) -> Option<&str> {
        match &self.expr {
            Expr::Literal(text) => Some(text),
            _ => None,
        }
    }
}
