//! JSON as Gson reads it for a JSONPath from 3.0.0 on: leniently (Gson, `JsonReader.doPeek`, which
//! `GsonJsonProvider` of json-path calls). Names and texts need no quotes, `;` is a comma, and an
//! item of a list may be left out.

use super::json::Json;
use super::limits::{MAX_LEVELS, Unread};

/// Reads a text that is one value, as far as Gson would.
///
/// # Errors
///
/// [`Unread`] where Gson refuses it, or it nests too deep.
pub(super) fn parse(text: &str) -> Result<Json, Unread> {
    let mut reader = Reader { rest: text, levels: 0 };
    let value = reader.value()?;
    reader.skip();
    match reader.rest {
        "" => Ok(value),
        _ => Err(Unread::Malformed),
    }
}

type Read<T> = Result<T, Unread>;

struct Reader<'t> {
    rest: &'t str,
    levels: usize,
}

/// What ends a text without quotes.
fn ends_word(c: char) -> bool {
    "{}[]:, \t\r\n\u{c}/\\;#=".contains(c)
}

impl Reader<'_> {
    /// Blanks and comments.
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
            let after = if self.rest.starts_with('#') || self.rest.starts_with("//") {
                self.rest.split_once(['\n', '\r']).map_or("", |t| t.1)
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                comment.split_once("*/").map_or("", |t| t.1)
            } else {
                return;
            };
            self.rest = after;
        }
    }

    fn take(&mut self, any: &[char]) -> bool {
        let after = self.rest.strip_prefix(any);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.levels == MAX_LEVELS {
            return Err(Unread::TooDeep);
        }
        self.levels += 1;
        let read = inner(self);
        self.levels -= 1;
        read
    }

    fn value(&mut self) -> Read<Json> {
        self.skip();
        if self.take(&['{']) {
            return self.deeper(Self::object);
        }
        if self.take(&['[']) {
            return self.deeper(Self::array);
        }
        if let Some(text) = self.quoted()? {
            return Ok(Json::String(text));
        }
        let word = self.word()?;
        Ok(match word.to_ascii_lowercase().as_str() {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => match Json::parse(&word) {
                Ok(number @ Json::Number(_)) => number,
                _ => Json::String(word),
            },
        })
    }

    fn object(&mut self) -> Read<Json> {
        let mut members = Vec::new();
        self.skip();
        if self.take(&['}']) {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip();
            let name = match self.quoted()? {
                Some(name) => name,
                None => self.word()?,
            };
            self.skip();
            let equals = self.take(&['=']);
            if equals {
                self.take(&['>']);
            } else if !self.take(&[':']) {
                return Err(Unread::Malformed);
            }
            members.push((name, self.value()?));
            self.skip();
            if self.take(&['}']) {
                return Ok(Json::Object(members));
            }
            if !self.take(&[',', ';']) {
                return Err(Unread::Malformed);
            }
        }
    }

    /// Where an item is left out, it is null; an empty list has none.
    fn array(&mut self) -> Read<Json> {
        let mut items = Vec::new();
        self.skip();
        if self.take(&[']']) {
            return Ok(Json::Array(items));
        }
        loop {
            self.skip();
            let left_out = self.rest.starts_with([',', ';', ']']);
            items.push(if left_out { Json::Null } else { self.value()? });
            self.skip();
            if self.take(&[']']) {
                return Ok(Json::Array(items));
            }
            if !self.take(&[',', ';']) {
                return Err(Unread::Malformed);
            }
        }
    }

    /// A text without quotes.
    fn word(&mut self) -> Read<String> {
        let (word, rest) = self.rest.split_at(self.rest.find(ends_word).unwrap_or(self.rest.len()));
        self.rest = rest;
        match word {
            "" => Err(Unread::Malformed),
            word => Ok(word.to_owned()),
        }
    }

    /// A text in quotes, double or single; none where none begins here.
    fn quoted(&mut self) -> Read<Option<String>> {
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Ok(None);
        };
        let mut text = String::new();
        let mut characters = self.rest.chars();
        characters.next();
        loop {
            match characters.next().ok_or(Unread::Malformed)? {
                '\\' => text.push(escape(&mut characters).ok_or(Unread::Malformed)?),
                c if c == quote => break,
                c => text.push(c),
            }
        }
        self.rest = characters.as_str();
        Ok(Some(text))
    }
}

/// What a backslash stands for.
fn escape(characters: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match characters.next()? {
        't' => '\t',
        'b' => '\u{8}',
        'n' => '\n',
        'r' => '\r',
        'f' => '\u{c}',
        'u' => {
            let mut code = 0;
            for _ in 0..4 {
                code = code * 16 + characters.next()?.to_digit(16)?;
            }
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        same @ ('\n' | '\'' | '"' | '\\' | '/') => same,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gson_takes_and_what_it_refuses() {
        let takes = |text| parse(text).map(|json| json.write());
        assert_eq!(takes("{a:b;'c'=>1,}").ok(), None);
        assert_eq!(takes("{a:b;'c'=>1}"), Ok(r#"{"a":"b","c":1}"#.to_owned()));
        assert_eq!(takes(r#"{"d":$3,"m":"x"}"#), Ok(r#"{"d":"$3","m":"x"}"#.to_owned()));
        assert_eq!(takes("[1,,TRUE]"), Ok("[1,null,true]".to_owned()));
        for refused in
            [r#"{"a":,"b":1}"#, r#"{"a":}"#, r#"{"raw":YWI=!}"#, "{", "", r#"{"a":"x"} y"#]
        {
            assert_eq!(parse(refused), Err(Unread::Malformed), "{refused}");
        }
        assert_eq!(parse(&"[".repeat(100_000)), Err(Unread::TooDeep));
    }
}
