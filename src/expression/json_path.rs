//! A JSONPath as a tree (wso2-synapse, `SynapseJsonPath`, over Jayway's json-path,
//! `PathCompiler`).

use super::Broken;

/// A JSONPath.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonPath {
    text: String,
    steps: Option<Vec<JsonStep>>,
}

/// A step of a JSONPath.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonStep {
    /// A member, `.name` or `['name']`; more than one gives an object of those.
    Members(Vec<String>),
    /// `[0]`, `[-1]` or `[0,2]`.
    Indexes(Vec<i64>),
    /// `[1:3]`: the items from the first to before the second.
    Slice(Option<i64>, Option<i64>),
    /// `.*` or `[*]`: every member or item.
    All,
    /// `..`: all below, itself included.
    Deep,
    /// `[?(..)]`: the items for which the text in brackets holds.
    Filter(String),
    /// `.length()` and the like, with the text of its arguments.
    Function(String, String),
}

impl JsonPath {
    /// Reads a path, which is never looked at further where it is not one of the forms above.
    pub(super) fn read(text: &str) -> Result<Self, Broken> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Broken::new("a JSONPath must not be empty", 0));
        }
        Ok(Self { text: text.to_owned(), steps: steps(text) })
    }

    /// The path, without `json-eval(..)`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its steps from the root of the body; none where it has a form that is not supported.
    pub fn steps(&self) -> Option<&[JsonStep]> {
        self.steps.as_deref()
    }
}

/// Members and indexes; a dot at the end means nothing.
fn steps(text: &str) -> Option<Vec<JsonStep>> {
    let mut rest = text.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() && rest != "." {
        if let Some(inside) = rest.strip_prefix('[') {
            let (inside, after) = inside.split_once(']')?;
            steps.push(in_brackets(inside.trim())?);
            rest = after;
        } else {
            let name = rest.strip_prefix('.')?;
            let (name, after) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
            let simple = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@');
            if name.is_empty() || !name.chars().all(simple) {
                return None;
            }
            steps.push(JsonStep::Members(vec![name.to_owned()]));
            rest = after;
        }
    }
    Some(steps)
}

fn in_brackets(inside: &str) -> Option<JsonStep> {
    let unquoted = |q: char| inside.strip_prefix(q).and_then(|t| t.strip_suffix(q));
    if let Some(name) = unquoted('\'').or_else(|| unquoted('"')) {
        let plain = !name.contains(['\'', '"', '\\', ',']);
        return plain.then(|| JsonStep::Members(vec![name.to_owned()]));
    }
    Some(JsonStep::Indexes(vec![inside.parse().ok()?]))
}
