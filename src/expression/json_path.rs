//! A JSONPath as a tree (wso2-synapse, `SynapseJsonPath`, over Jayway's json-path 2.1.0,
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
    /// `.name` or `['name']`; more than one gives an object of those members.
    Members(Vec<String>),
    /// `[0]` or `[-1]`; more than one gives a list.
    Indexes(Vec<i64>),
    /// `[1:3]`: the items from the first to before the second.
    Slice(Option<i64>, Option<i64>),
    /// `.*` or `[*]`: every member or item.
    All,
    /// `..`: the value and all below.
    Deep,
    /// `[?(..)]`: those for which the text in brackets holds.
    Filter(String),
}

impl JsonStep {
    /// Whether it finds one value at most.
    pub fn is_definite(&self) -> bool {
        match self {
            Self::Members(names) => names.len() == 1,
            Self::Indexes(indexes) => indexes.len() == 1,
            _ => false,
        }
    }
}

/// Why a path has no steps.
enum Unread {
    Refused(&'static str),
    /// It is of a kind that is not followed here.
    Unsupported,
}

impl JsonPath {
    /// Reads a path.
    pub(super) fn read(text: &str) -> Result<Self, Broken> {
        match steps(text) {
            Ok(steps) => Ok(Self { text: text.to_owned(), steps: Some(steps) }),
            Err(Unread::Unsupported) => Ok(Self { text: text.to_owned(), steps: None }),
            Err(Unread::Refused(why)) => Err(Broken::new(why, 0)),
        }
    }

    /// The path, without `json-eval(..)`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its steps from the root of the body; none where it has a form that is not followed.
    pub fn steps(&self) -> Option<&[JsonStep]> {
        self.steps.as_deref()
    }

    /// Whether it is the whole body, whose text is then given as it stands.
    pub fn is_whole_body(&self) -> bool {
        self.steps.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether it begins with `$ctx:`, which 4.0.0 loads (run there: not on 3.2.0).
    pub(super) fn reads_property(&self) -> bool {
        self.text.trim_start().starts_with(PROPERTY)
    }
}

const PROPERTY: &str = "$ctx:";

/// The steps of a path. A dot at its end is taken away first; a path that does not begin with `$`
/// begins at the root.
fn steps(text: &str) -> Result<Vec<JsonStep>, Unread> {
    if text.is_empty() {
        return Err(Unread::Refused("a JSONPath must not be empty"));
    }
    let path = text.strip_suffix('.').unwrap_or(text).trim();
    if path.starts_with(PROPERTY) || path.starts_with('@') {
        return Err(Unread::Unsupported);
    }
    if path.ends_with("..") {
        return Err(Unread::Refused("a JSONPath must not end with .."));
    }
    let mut steps = Vec::new();
    let mut rest = match path.strip_prefix('$') {
        Some("") => return Ok(steps),
        Some(rest) if rest.starts_with(['.', '[']) => rest,
        Some(_) => return Err(Unread::Refused("a JSONPath goes on with . or [ behind the $")),
        None => {
            let (step, rest) = token(path)?;
            steps.push(step);
            rest
        }
    };
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("..") {
            steps.push(JsonStep::Deep);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            rest = after;
        }
        let (step, after) = token(rest)?;
        steps.push(step);
        rest = after;
    }
    Ok(steps)
}

/// The step that a text begins with, and what follows it.
fn token(text: &str) -> Result<(JsonStep, &str), Unread> {
    if let Some(inside) = text.strip_prefix('[') {
        return bracket(inside.trim_start());
    }
    if let Some(rest) = text.strip_prefix('*') {
        return Ok((JsonStep::All, rest));
    }
    let (name, rest) = text.split_at(text.find(['.', '[']).unwrap_or(text.len()));
    match name {
        "" => Err(Unread::Refused("a JSONPath names something behind each dot")),
        name if name.contains(' ') => {
            Err(Unread::Refused("a JSONPath has blanks only in brackets: ['a b']"))
        }
        // A function, from json-path 2.1.0 or a later one on.
        name if name.starts_with('%') || name.ends_with("()") => Err(Unread::Unsupported),
        name => Ok((JsonStep::Members(vec![name.to_owned()]), rest)),
    }
}

/// The step that `[` begins.
fn bracket(inside: &str) -> Result<(JsonStep, &str), Unread> {
    const OPEN: Unread = Unread::Refused("a JSONPath closes each [");
    if inside.starts_with(['\'', '"']) {
        return members(inside);
    }
    if inside.starts_with('?') {
        let (filter, rest) = inside.rsplit_once(']').ok_or(OPEN)?;
        return match filter.trim_end().ends_with(')') && !filter.contains(']') {
            true => Ok((JsonStep::Filter(filter.to_owned()), rest)),
            false => Err(Unread::Unsupported),
        };
    }
    let (inside, rest) = inside.split_once(']').ok_or(OPEN)?;
    let inside = inside.trim();
    if inside == "*" {
        return Ok((JsonStep::All, rest));
    }
    let refused =
        || Unread::Refused("a JSONPath has a number, a quoted name, * or ?() in brackets");
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_| refused());
    let step = match inside.split_once(':') {
        Some((from, to)) => {
            let end = |text: &str| match text.trim() {
                "" => Ok(None),
                text => number(text).map(Some),
            };
            JsonStep::Slice(end(from)?, end(to)?)
        }
        None => JsonStep::Indexes(inside.split(',').map(number).collect::<Result<_, _>>()?),
    };
    Ok((step, rest))
}

/// `'a'` or `'a','b'` up to the bracket.
fn members(text: &str) -> Result<(JsonStep, &str), Unread> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let quote = if rest.starts_with('"') { '"' } else { '\'' };
        let inside = rest.strip_prefix(quote);
        let Some((name, after)) = inside.and_then(|inside| inside.split_once(quote)) else {
            return Err(Unread::Refused("a JSONPath closes each quote"));
        };
        if name.contains('\\') {
            return Err(Unread::Unsupported);
        }
        names.push(name.to_owned());
        let after = after.trim_start();
        if let Some(after) = after.strip_prefix(']') {
            return Ok((JsonStep::Members(names), after));
        }
        let next = after.strip_prefix(',').map(str::trim_start);
        rest = next.ok_or(Unread::Refused("a JSONPath closes each ["))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was run on the engines of 3.2.0 and 4.0.0, or is read in `PathCompiler`.
    #[test]
    fn paths_that_the_engine_refuses() {
        for text in
            ["", " ", ".", "$..[", "$..", "$.a..", "$[", "$.a[", "$a", "$.a b", "$.a[x]", "$['a"]
        {
            assert!(JsonPath::read(text).is_err(), "{text}");
        }
        for text in ["$", "$.", "a.b", "$.a)", "$.a.", "$.a[0]", "$..a", "$.*", "$['a b'].c", "@.a"]
        {
            assert!(JsonPath::read(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn steps_are_read() {
        let steps = |text| JsonPath::read(text).unwrap().steps.unwrap();
        let member = |name: &str| JsonStep::Members(vec![name.to_owned()]);
        assert_eq!(steps("$.a.b"), [member("a"), member("b")]);
        assert_eq!(
            steps("a['b c'][-1]"),
            [member("a"), member("b c"), JsonStep::Indexes(vec![-1])]
        );
        assert_eq!(steps("$..x[*]"), [JsonStep::Deep, member("x"), JsonStep::All]);
        assert_eq!(steps("$[1:]"), [JsonStep::Slice(Some(1), None)]);
        assert_eq!(steps("$.a[?(@.b == 1)]").len(), 2);
        assert!(JsonPath::read("$.").unwrap().is_whole_body());
    }
}
