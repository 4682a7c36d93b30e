//! What a payload says: fields in order, whose values are literal text and argument references.

/// One `<arg>` of a payload: what `$n` stands for.
///
/// Two arguments are equal when their `canonical` forms are, however they are written.
#[derive(Debug, Clone, Default)]
pub struct Arg {
    /// A form that is equal for equal meaning; computed by the caller, who knows expressions.
    pub canonical: String,
    /// The attributes as written, values decoded, for writing the argument again.
    pub attributes: Vec<(String, String)>,
    /// The prefixes that its expression needs, each with its namespace name.
    pub namespaces: Vec<(String, String)>,
}

impl Arg {
    /// The argument that an inline `$ctx:NAME` stands for (see [`Reading::inline_ctx`]).
    pub fn inline_ctx(name: &str) -> Self {
        let expression = format!("$ctx:{name}");
        Self {
            canonical: expression.clone(),
            attributes: vec![("expression".to_owned(), expression)],
            namespaces: Vec::new(),
        }
    }
}

impl PartialEq for Arg {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Arg {}

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart {
    /// Text as the client gets it: XML references and JSON escapes are resolved. Never empty, and
    /// never beside another literal.
    Literal(String),
    /// The value of an argument.
    Arg(Arg),
    /// `$0`, or `$n` without its arg: Synapse logs an error and stops substituting there
    /// (wso2-synapse `RegexTemplateProcessor`).
    Dangling(u32),
}

/// Text with arguments in it; adjacent literals are joined, so equal texts are equal templates.
pub type Template = Vec<TemplatePart>;

/// Appends literal text to a template, joined to a literal that already ends it.
pub(super) fn push_literal(template: &mut Template, text: &str) {
    match template.last_mut() {
        _ if text.is_empty() => {}
        Some(TemplatePart::Literal(last)) => last.push_str(text),
        _ => template.push(TemplatePart::Literal(text.to_owned())),
    }
}

/// A value of a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A JSON string, or the text of an XML element.
    Text(Template),
    /// A JSON number, `true`, `false`, `null` or an unquoted `$n`, as written.
    Bare(Template),
    /// A JSON object, or an XML element with children. No two fields have the same name.
    Object(Vec<Field>),
    /// A JSON array, or adjacent XML elements of the same name.
    Array(Vec<Value>),
}

impl Value {
    /// Whether it holds nothing: `""`, `{}` or `[]`.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(t) | Self::Bare(t) => t.is_empty(),
            Self::Object(fields) => fields.is_empty(),
            Self::Array(items) => items.is_empty(),
        }
    }

    /// Whether both are objects that have a member of the same name.
    pub fn shares_a_field(&self, other: &Self) -> bool {
        let (Self::Object(ours), Self::Object(theirs)) = (self, other) else { return false };
        ours.iter().any(|our| theirs.iter().any(|their| their.name == our.name))
    }
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The decoded JSON key, or the XML element's local name.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// How a format is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Whether `$ctx:NAME` inside the format is a placeholder too. It was in the engines of API
    /// Manager 1.10, 2.0 and 2.1 (wso2-synapse 2.1.5-wso2v1 to 2.1.7-wso2v10) only; later engines
    /// emit it as it stands.
    pub inline_ctx: bool,
}
