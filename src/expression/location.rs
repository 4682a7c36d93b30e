//! What a mediator or an expression can read or write.

use std::fmt;
use std::sync::Arc;

use super::xpath::{Expr, Name, SubExpression};

/// A place in a message's context that has a name. Names are shared: each is kept many times.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// A Synapse property.
    Property(Arc<str>),
    /// An axis2 property.
    Axis2(Arc<str>),
    /// A transport header, in lower case.
    Header(Arc<str>),
    /// A field of WS-Addressing: To, From, Action, FaultTo, ReplyTo, RelatesTo, MessageID.
    Address(Arc<str>),
    /// Whether the client speaks SOAP (`MESSAGE_FORMAT`).
    Format,
    /// The body, with the envelope around it.
    Body,
    /// A property of the operation scope.
    Operation(Arc<str>),
    /// The clock: `SYSTEM_DATE` and `SYSTEM_TIME`.
    Clock,
    /// A property of another scope, such as axis2-client, registry, func, url or system.
    Other(Arc<str>, Arc<str>),
    /// Whatever name an expression comes to while it runs.
    Anything,
}

/// The fields of WS-Addressing that `get-property` gives (wso2-synapse, `GetPropertyFunction`).
const ADDRESSES: [&str; 7] =
    ["To", "From", "Action", "FaultTo", "ReplyTo", "RelatesTo", "MessageID"];

/// Other names that it computes in the default scope.
const COMPUTED: [&str; 6] =
    ["FAULT", "MESSAGE_FORMAT", "OperationName", "OperationNamespace", SYSTEM_DATE, SYSTEM_TIME];

/// The current time, in the format that the last argument gives, whatever the scope.
pub const SYSTEM_DATE: &str = "SYSTEM_DATE";
/// The current time in milliseconds.
pub const SYSTEM_TIME: &str = "SYSTEM_TIME";

/// Whether `get-property` computes a name in the default scope, and `$ctx:` does not
/// (wso2-synapse, `GetPropertyFunction.evaluate`).
pub fn is_computed(name: &str) -> bool {
    ADDRESSES.contains(&name) || COMPUTED.contains(&name)
}

/// Whether `get-property` takes the first of two arguments for a scope; any other is a name
/// (wso2-synapse, `GetPropertyFunction.call`; env and file are those of later engines).
pub fn is_property_scope(text: &str) -> bool {
    const SCOPES: [&str; 9] =
        ["axis2", "operation", "default", "transport", "registry", "func", "system", "env", "file"];
    SCOPES.contains(&text)
}

impl Location {
    /// The property of that name in a scope, as `property` and `header` mediators, variables and
    /// `get-property` name scopes. No computed name: a property can be called `To`.
    pub fn scoped(scope: &str, name: &str) -> Self {
        match scope {
            "ctx" | "default" => Self::Property(name.into()),
            "axis2" => Self::Axis2(name.into()),
            "trp" | "transport" => Self::Header(name.to_ascii_lowercase().into()),
            "operation" => Self::Operation(name.into()),
            scope => Self::Other(scope.into(), name.into()),
        }
    }

    /// What `get-property('NAME')` reads.
    pub(super) fn computed(name: &str) -> Self {
        match name {
            "MESSAGE_FORMAT" => Self::Format,
            "FAULT" | "OperationName" | "OperationNamespace" => Self::Body,
            SYSTEM_DATE | SYSTEM_TIME => Self::Clock,
            name if ADDRESSES.contains(&name) => Self::Address(name.into()),
            name => Self::Property(name.into()),
        }
    }

    /// What a part of an XPath reads by itself, not what the parts inside it do.
    pub(super) fn of(part: &SubExpression) -> Option<Self> {
        if let Some(args) = part.get_property() {
            return Self::of_get_property(args);
        }
        match &part.expr {
            Expr::Variable(name) => Some(Self::of_variable(name)),
            Expr::Path(..) if part.starts_in_message() => Some(Self::Body),
            _ => None,
        }
    }

    /// `$body`, `$header` and `$env` are the message's, behind any prefix (wso2-synapse,
    /// `SynapseXPathVariableContext.getVariableValue`).
    fn of_variable(name: &Name) -> Self {
        match (name.prefix.as_deref(), name.local.as_str()) {
            (_, "body" | "header" | "env") => Self::Body,
            (Some("url"), _) => Self::Address("To".into()),
            (scope, name) => Self::scoped(scope.unwrap_or_default(), name),
        }
    }

    fn of_get_property(args: &[SubExpression]) -> Option<Self> {
        let (scope, name) = match args {
            [name] => (Some("default"), name.literal()),
            // With a format for dates.
            [name, _] if name.literal().is_some_and(|text| !is_property_scope(text)) => {
                (Some("default"), name.literal())
            }
            [scope, name, ..] => (scope.literal(), name.literal()),
            [] => return None,
        };
        Some(match (scope, name) {
            (Some(_), Some(SYSTEM_DATE | SYSTEM_TIME)) => Self::Clock,
            (Some("default"), Some(name)) => Self::computed(name),
            (Some(scope), Some(name)) => Self::scoped(scope, name),
            _ => Self::Anything,
        })
    }
}

/// As an operator would name it.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(name) => f.write_str(name),
            Self::Axis2(name) if &**name == "HTTP_METHOD" => f.write_str("the method"),
            Self::Axis2(name) => write!(f, "axis2 {name}"),
            Self::Header(name) => write!(f, "the header {}", title_case(name)),
            Self::Address(name) if &**name == "To" => f.write_str("the address (To)"),
            Self::Address(name) => write!(f, "the address {name}"),
            Self::Format => f.write_str("the message format"),
            Self::Body => f.write_str("the body"),
            Self::Operation(name) => write!(f, "operation {name}"),
            Self::Clock => f.write_str("the time"),
            Self::Other(scope, name) if scope.is_empty() => write!(f, "${name}"),
            Self::Other(scope, name) => write!(f, "{scope} {name}"),
            Self::Anything => f.write_str("a property that an expression names"),
        }
    }
}

/// `accept-language` as headers are written: `Accept-Language`.
fn title_case(name: &str) -> String {
    let mut start = true;
    let cased = name.chars().map(|c| {
        let upper = std::mem::replace(&mut start, c == '-');
        if upper { c.to_ascii_uppercase() } else { c }
    });
    cased.collect()
}
