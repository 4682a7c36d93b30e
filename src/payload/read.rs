//! A JSON format as fields, and whether it is JSON at all.

use serde::de::IgnoredAny;

use super::json::{Json, JsonKind, JsonProblem, Piece, bare_sample, parse};
use super::value::{Arg, Field, Reading, Template, TemplatePart, Value, push_literal};
use crate::xml::has_tag;

/// Reads a JSON format as fields.
///
/// Beyond what [`parse`] refuses, a key with a placeholder in it and a key that stands twice in
/// an object are problems: such members have no name to compare by.
pub fn read_json(format: &str, args: &[Arg], reading: Reading) -> Result<Value, JsonProblem> {
    value(&parse(format, reading)?, args)
}

pub(super) fn value(json: &Json, args: &[Arg]) -> Result<Value, JsonProblem> {
    Ok(match &json.kind {
        JsonKind::Text(pieces) => Value::Text(template(pieces, args)),
        JsonKind::Bare(pieces) => Value::Bare(template(pieces, args)),
        JsonKind::Array(items) => {
            Value::Array(items.iter().map(|item| value(item, args)).collect::<Result<_, _>>()?)
        }
        JsonKind::Object(members) => {
            let mut fields: Vec<Field> = Vec::with_capacity(members.len());
            let mut names = std::collections::HashSet::with_capacity(members.len());
            for member in members {
                let problem = |message| Err(JsonProblem { offset: member.key_span.start, message });
                let Some(name) = name(&member.key) else {
                    return problem("a member name with a placeholder in it".to_owned());
                };
                if !names.insert(name) {
                    return problem(format!("the member `{name}` stands twice"));
                }
                let value = value(&member.value, args)?;
                fields.push(Field { name: name.to_owned(), value });
            }
            Value::Object(fields)
        }
    })
}

/// A key without placeholders.
pub(super) fn name(key: &[Piece]) -> Option<&str> {
    match key {
        [] => Some(""),
        [Piece::Literal(name)] => Some(name),
        _ => None,
    }
}

fn template(pieces: &[Piece], args: &[Arg]) -> Template {
    let mut template = Template::new();
    for piece in pieces {
        match piece {
            Piece::Literal(text) => push_literal(&mut template, text),
            Piece::Hole(placeholder) => match placeholder.hole.part(args) {
                TemplatePart::Literal(text) => push_literal(&mut template, &text),
                part => template.push(part),
            },
        }
    }
    template
}

/// Whether a format is valid JSON once placeholders stand for values. Of one that has no fields
/// before a template is rendered nobody knows.
pub fn check(format: &str) -> Result<(), JsonProblem> {
    let json = match parse(format, Reading::default()) {
        Err(_) if has_tag(format) => return Ok(()),
        read => read?,
    };
    let mut sample = String::with_capacity(format.len());
    let mut done = json.span.start;
    write_sample(&json, format, &mut done, &mut sample);
    sample.push_str(&format[done..json.span.end]);
    if sample.is_empty() {
        return Ok(());
    }
    match serde_json::from_str::<IgnoredAny>(&sample) {
        Ok(_) => Ok(()),
        Err(error) => Err(JsonProblem { offset: json.span.start, message: error.to_string() }),
    }
}

/// Appends the format up to the end of `json`, with letters for quoted placeholders and a number
/// for bare ones. `done` is how far the format has been copied.
fn write_sample(json: &Json, format: &str, done: &mut usize, sample: &mut String) {
    match &json.kind {
        JsonKind::Text(pieces) => write_holes(pieces, format, done, sample),
        JsonKind::Bare(pieces) => {
            sample.push_str(&format[*done..json.span.start]);
            sample.push_str(&bare_sample(pieces).unwrap_or_default());
            *done = json.span.end;
        }
        JsonKind::Array(items) => {
            items.iter().for_each(|item| write_sample(item, format, done, sample));
        }
        JsonKind::Object(members) => {
            for member in members {
                write_holes(&member.key, format, done, sample);
                write_sample(&member.value, format, done, sample);
            }
        }
    }
}

fn write_holes(pieces: &[Piece], format: &str, done: &mut usize, sample: &mut String) {
    for piece in pieces {
        if let Piece::Hole(placeholder) = piece {
            sample.push_str(&format[*done..placeholder.span.start]);
            sample.push_str("text");
            *done = placeholder.span.end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn arg(canonical: &str) -> Arg {
        Arg { canonical: canonical.to_owned(), ..Arg::default() }
    }

    #[test]
    fn placeholders_become_their_args() {
        let args = [arg("A"), arg("B")];
        let value = read_json("{\"code\":$1,\"text\":\"see $2 or $3\"}", &args, Reading::default());
        let text = vec![
            TemplatePart::Literal("see ".to_owned()),
            TemplatePart::Arg(arg("B")),
            TemplatePart::Literal(" or ".to_owned()),
            TemplatePart::Dangling(3),
        ];
        let expected = Value::Object(vec![
            Field {
                name: "code".to_owned(),
                value: Value::Bare(vec![TemplatePart::Arg(arg("A"))]),
            },
            Field { name: "text".to_owned(), value: Value::Text(text) },
        ]);
        assert_eq!(value, Ok(expected));
    }

    #[test]
    fn members_without_a_name_of_their_own_are_problems() {
        let read = |format| read_json(format, &[], Reading::default());
        let twice = read("{\"a\":1,\"a\":2}").expect_err("a stands twice");
        assert_eq!((twice.offset, twice.message.as_str()), (7, "the member `a` stands twice"));
        assert!(read("{\"$1\":1}").is_err());
        assert_eq!(check("{\"a\":1,\"$1\":2}"), Ok(()));
    }

    #[test]
    fn formats_are_checked_as_the_client_gets_them() {
        for format in [
            "",
            "  {\"a\":\"$1\",\"b\":$2,\"$3\":[-$4,0$5,1$6.5]}\n",
            "{\"big\":1e999,\"u\":\"\\ud83d\\ude00\"}",
            "$1",
        ] {
            assert_eq!(check(format), Ok(()), "{format}");
        }
        for format in ["{\"a\":\"$1}", "{\"a\":$1 $2}", "<a>$1</a>", "{\"a\":01}"] {
            assert!(check(format).is_err(), "{format}");
        }
    }

    proptest! {
        #[test]
        fn parse_agrees_with_serde(text in "[\\[\\]{}\",:0-9eE.+\\-tfn \\\\u/a]{0,24}") {
            let is_empty = text.trim().is_empty();
            let expected = is_empty || serde_json::from_str::<IgnoredAny>(&text).is_ok();
            prop_assert_eq!(parse(&text, Reading::default()).is_ok(), expected);
        }

        #[test]
        fn nothing_panics(text in any::<String>(), glued in "[\\[\\]{}\"$:,0-9\\\\ué]{0,32}") {
            let both = Reading { inline_ctx: true };
            for format in [&text, &glued] {
                let _ = (check(format), read_json(format, &[], both));
            }
        }
    }
}
