//! Synapse expressions, `${..}`: text until 4.4.0, parsed at load from 4.5.0 on. One that does not
//! parse loses the whole sequence there (run on the engine of 4.5.0; wso2-synapse v4.0.0-wso2v218,
//! `ExpressionParser.g4` and `ExpressionLexer.g4`).

use std::ops::Range;

/// A `${..}` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DollarBrace {
    /// The bytes of it, braces included.
    pub span: Range<usize>,
    /// What stands in the braces.
    pub inside: String,
    /// What 4.5.0 does with it.
    pub verdict: Verdict,
}

/// What the engine of 4.5.0 does with a `${..}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It loads, and is evaluated.
    Loads,
    /// It loads, and is the same for every message: `${5}` goes out as `5`.
    Constant,
    /// It does not load.
    Refused,
}

/// Each `${..}` of a text: a `<format>`, the `<message>` of a log. One that is not closed goes to
/// the end.
pub fn dollar_braces(text: &str) -> Vec<DollarBrace> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("${")) {
        let start = from + at;
        let body = text.get(start + 2..).unwrap_or_default();
        let (inside, end) = match closing(body) {
            Some(len) => (body.get(..len).unwrap_or_default(), start + 2 + len + 1),
            None => (body, text.len()),
        };
        let verdict = match end == start + 2 + inside.len() + 1 {
            true => verdict(inside),
            false => Verdict::Refused,
        };
        found.push(DollarBrace { span: start..end, inside: inside.to_owned(), verdict });
        from = end;
    }
    found
}

/// What `expression="${..}"` holds, where the whole of it is one.
pub fn whole(text: &str) -> Option<&str> {
    text.trim().strip_prefix("${")?.strip_suffix('}')
}

/// The length of what stands before the brace that closes; braces in quotes do not.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What 4.5.0 does with what stands in the braces.
pub fn verdict(inside: &str) -> Verdict {
    let words = words(inside);
    let mut reader =
        Reader { words: words.as_deref().unwrap_or_default(), at: 0, reads: false, depth: 0 };
    match words.is_some() && reader.expression() && reader.at == reader.words.len() {
        false => Verdict::Refused,
        true if reader.reads => Verdict::Loads,
        true => Verdict::Constant,
    }
}

/// A word of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Word<'e> {
    Name(&'e str),
    /// A number or a quoted text.
    Value,
    Symbol(&'e str),
}

/// Longer ones first.
const SYMBOLS: [&str; 26] = [
    "==", "!=", ">=", "<=", "&&", "||", "..", "=~", "?", ":", ">", "<", "+", "-", "*", "/", "%",
    "!", "(", ")", "[", "]", ".", ",", "@", "$",
];

/// The words of a text; none where it holds something that is not a word.
fn words(text: &str) -> Option<Vec<Word<'_>>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = if matches!(first, '\'' | '"') {
            (Word::Value, rest.strip_prefix(first)?.split_once(first)?.1)
        } else if first.is_ascii_digit() {
            let digit = |c: char| c.is_ascii_digit() || c == '.';
            (Word::Value, rest.trim_start_matches(digit))
        } else if first.is_ascii_alphabetic() || first == '_' {
            let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let after = rest.trim_start_matches(part);
            (Word::Name(rest.strip_suffix(after)?), after)
        } else {
            let symbol = SYMBOLS.iter().find(|s| rest.starts_with(**s))?;
            (Word::Symbol(symbol), rest.strip_prefix(*symbol)?)
        };
        found.push(word);
        rest = after.trim_start();
    }
    Some(found)
}

/// The functions that there are (docs of WSO2 Micro Integrator, "Synapse Expressions").
const FUNCTIONS: [&str; 41] = [
    "length",
    "toUpper",
    "toLower",
    "subString",
    "startsWith",
    "endsWith",
    "contains",
    "trim",
    "replace",
    "split",
    "charAt",
    "indexOf",
    "abs",
    "floor",
    "ceil",
    "sqrt",
    "log",
    "pow",
    "base64encode",
    "base64decode",
    "urlEncode",
    "urlDecode",
    "isNumber",
    "isString",
    "isArray",
    "isObject",
    "integer",
    "float",
    "string",
    "boolean",
    "object",
    "array",
    "registry",
    "now",
    "formatDateTime",
    "secret",
    "xpath",
    "exists",
    "not",
    "round",
    "random",
];

/// Brackets nest no deeper.
const MAX_DEPTH: u8 = 64;

struct Reader<'w, 'e> {
    words: &'w [Word<'e>],
    at: usize,
    /// True if something of the message was read.
    reads: bool,
    depth: u8,
}

impl<'e> Reader<'_, 'e> {
    fn peek(&self) -> Option<Word<'e>> {
        self.words.get(self.at).copied()
    }

    fn symbol(&mut self, any: &[&str]) -> bool {
        let found = matches!(self.peek(), Some(Word::Symbol(s)) if any.contains(&s));
        self.at += usize::from(found);
        found
    }

    /// Operands with operators between them; `a ? b : c`.
    fn expression(&mut self) -> bool {
        if self.depth == MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let parsed = self.operands() && self.alternatives();
        self.depth -= 1;
        parsed
    }

    fn operands(&mut self) -> bool {
        const BETWEEN: [&str; 13] =
            ["==", "!=", ">=", "<=", ">", "<", "&&", "||", "+", "-", "*", "/", "%"];
        loop {
            while self.symbol(&["-"]) {}
            if !self.operand() {
                return false;
            }
            let word = matches!(self.peek(), Some(Word::Name("and" | "or")));
            self.at += usize::from(word);
            if !word && !self.symbol(&BETWEEN) {
                return true;
            }
        }
    }

    fn alternatives(&mut self) -> bool {
        !self.symbol(&["?"]) || (self.expression() && self.symbol(&[":"]) && self.expression())
    }

    fn operand(&mut self) -> bool {
        if self.symbol(&["("]) {
            return self.expression() && self.symbol(&[")"]);
        }
        match self.peek() {
            Some(Word::Value | Word::Name("true" | "false" | "null")) => {
                self.at += 1;
                true
            }
            Some(Word::Name("payload") | Word::Symbol("$")) => {
                self.at += 1;
                self.reads = true;
                self.path(0)
            }
            Some(Word::Name("vars" | "headers" | "configs")) => {
                self.at += 1;
                self.reads = true;
                self.path(1)
            }
            // `props.synapse.name`, `params.queryParams.name`.
            Some(Word::Name("props" | "properties" | "params")) => {
                self.at += 1;
                self.reads = true;
                self.path(2)
            }
            Some(Word::Name(name)) if FUNCTIONS.contains(&name) => {
                self.at += 1;
                self.reads = true;
                self.symbol(&["("]) && self.arguments() && self.path(0)
            }
            _ => false,
        }
    }

    fn arguments(&mut self) -> bool {
        if self.symbol(&[")"]) {
            return true;
        }
        loop {
            if !self.expression() {
                return false;
            }
            if !self.symbol(&[","]) {
                return self.symbol(&[")"]);
            }
        }
    }

    /// `.name`, `..name`, `.*` and `[..]`, at least that many of them.
    fn path(&mut self, at_least: usize) -> bool {
        let mut steps = 0;
        loop {
            let dot = self.symbol(&[".", ".."]);
            if self.symbol(&["["]) {
                if !self.bracket() {
                    return false;
                }
            } else if !dot {
                return steps >= at_least;
            } else {
                let named = matches!(self.peek(), Some(Word::Name(_) | Word::Value));
                self.at += usize::from(named);
                if !named && !self.symbol(&["*"]) {
                    return false;
                }
                // `.length()` of a path.
                if self.symbol(&["("]) && !self.arguments() {
                    return false;
                }
            }
            steps += 1;
        }
    }

    /// What stands in brackets is not read further than to where it ends.
    fn bracket(&mut self) -> bool {
        let mut open = 1usize;
        let start = self.at;
        while let Some(word) = self.peek() {
            self.at += 1;
            match word {
                Word::Symbol("[") => open += 1,
                Word::Symbol("]") => open -= 1,
                _ => {}
            }
            if open == 0 {
                return self.at > start + 1;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Run on the engine of 4.5.0.
    #[test]
    fn what_is_an_expression_and_what_is_none() {
        for text in
            ["HELP_URL", "carbon.host", "ctx.X", "env:X", "", " ", "5 +", "payload.", "f(1)"]
        {
            assert_eq!(verdict(text), Verdict::Refused, "{text}");
        }
        for text in ["5", "null", "'a' + 'b'", "true ? 1 : 2"] {
            assert_eq!(verdict(text), Verdict::Constant, "{text}");
        }
        let loads = [
            "vars.x",
            "configs.x",
            "headers.x",
            "payload",
            "$.a[0].b",
            "props.synapse.X",
            "headers[\"Content-Type\"]",
            "payload.users[?(@.age >= 18)]",
            "toUpper(vars.a) == 'X' and (vars.b > 2)",
        ];
        for text in loads {
            assert_eq!(verdict(text), Verdict::Loads, "{text}");
        }
        assert_eq!(verdict(&"(".repeat(1000)), Verdict::Refused);
    }

    #[test]
    fn each_of_a_text_is_found() {
        let text = "{\"a\": \"${HELP_URL}\", \"b\": \"$1\", \"c\": ${vars.x}, ${open";
        let found = dollar_braces(text);
        let shown: Vec<_> = found.iter().map(|f| (f.inside.as_str(), f.verdict)).collect();
        let open = "open";
        assert_eq!(
            shown,
            [("HELP_URL", Verdict::Refused), ("vars.x", Verdict::Loads), (open, Verdict::Refused)]
        );
        assert_eq!(&text[found[0].span.clone()], "${HELP_URL}");
        assert_eq!(whole("${vars.x}"), Some("vars.x"));
    }
}
