//! Fields as a new JSON format, in the style of the stock: compact, on one line.

use super::tokens::{Token, assemble, push_part};
use super::value::{Arg, Template, TemplatePart, Value};

/// A compact one-line JSON format for a value, and its args.
///
/// Args are numbered by first appearance, equal ones share a number. Only what JSON requires is
/// escaped. Format text is not XML yet: the caller escapes `<` and `&`.
pub fn to_json(value: &Value) -> (String, Vec<Arg>) {
    let mut tokens = Vec::new();
    push_value(&mut tokens, value);
    let written = assemble(&tokens, &[], "");
    (written.format, written.args)
}

pub(super) fn push_value(tokens: &mut Vec<Token>, value: &Value) {
    let text = |tokens: &mut Vec<Token>, text: &str| tokens.push(Token::Text(text.to_owned()));
    match value {
        Value::Text(template) => push_string(tokens, template),
        Value::Bare(template) => template.iter().for_each(|part| push_part(tokens, part)),
        Value::Array(items) => {
            text(tokens, "[");
            for (i, item) in items.iter().enumerate() {
                text(tokens, if i == 0 { "" } else { "," });
                push_value(tokens, item);
            }
            text(tokens, "]");
        }
        Value::Object(fields) => {
            text(tokens, "{");
            for (i, field) in fields.iter().enumerate() {
                text(tokens, if i == 0 { "" } else { "," });
                text(tokens, &key(&field.name));
                text(tokens, ":");
                push_value(tokens, &field.value);
            }
            text(tokens, "}");
        }
    }
}

/// A member name in quotes.
pub(super) fn key(name: &str) -> String {
    let mut written = String::from("\"");
    escape(name, false, &mut written);
    written.push('"');
    written
}

fn push_string(tokens: &mut Vec<Token>, template: &Template) {
    tokens.push(Token::Text("\"".to_owned()));
    let mut after_number = false;
    for part in template {
        match part {
            TemplatePart::Literal(text) => {
                let mut written = String::with_capacity(text.len());
                escape(text, after_number, &mut written);
                tokens.push(Token::Text(written));
            }
            part => push_part(tokens, part),
        }
        after_number = !matches!(part, TemplatePart::Literal(_));
    }
    tokens.push(Token::Text("\"".to_owned()));
}

/// JSON-escapes literal text so that no placeholder appears in it: a `$` before a digit becomes
/// `\u0024`, a digit just after a placeholder `\u003n`.
fn escape(text: &str, after_number: bool, written: &mut String) {
    let mut chars = text.chars().peekable();
    let mut glued = after_number;
    while let Some(c) = chars.next() {
        let before_digit = chars.peek().is_some_and(char::is_ascii_digit);
        match c {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\u{8}' => written.push_str("\\b"),
            '\u{c}' => written.push_str("\\f"),
            '\0'..' ' => written.push_str(&format!("\\u{:04x}", u32::from(c))),
            '$' if before_digit => written.push_str("\\u0024"),
            '0'..='9' if glued => written.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => written.push(c),
        }
        glued = false;
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::read_json;
    use super::super::value::{Field, Reading};
    use super::*;

    fn arg(canonical: &str) -> TemplatePart {
        TemplatePart::Arg(Arg { canonical: canonical.to_owned(), ..Arg::default() })
    }

    fn literal(text: &str) -> TemplatePart {
        TemplatePart::Literal(text.to_owned())
    }

    fn field(name: &str, value: Value) -> Field {
        Field { name: name.to_owned(), value }
    }

    #[test]
    fn equal_args_share_a_number_in_order_of_appearance() {
        let value = Value::Object(vec![
            field("code", Value::Text(vec![arg("B")])),
            field("type", Value::Text(vec![literal("Status report")])),
            field(
                "both",
                Value::Array(vec![Value::Bare(vec![arg("A")]), Value::Bare(vec![arg("B")])]),
            ),
        ]);
        let (format, args) = to_json(&value);
        assert_eq!(format, r#"{"code":"$1","type":"Status report","both":[$2,$1]}"#);
        assert_eq!(args.iter().map(|a| a.canonical.as_str()).collect::<Vec<_>>(), ["B", "A"]);
    }

    #[test]
    fn only_what_json_requires_is_escaped() {
        let value = Value::Text(vec![literal("a/\"\\é\n\u{1}<&> $x $")]);
        assert_eq!(to_json(&value).0, "\"a/\\\"\\\\é\\n\\u0001<&> $x $\"");
    }

    #[test]
    fn literal_text_never_turns_into_a_placeholder() {
        let value = Value::Object(vec![field(
            "$1",
            Value::Text(vec![literal("cost: $5$"), arg("A"), literal("0%"), arg("A")]),
        )]);
        let (format, args) = to_json(&value);
        assert_eq!(format, r#"{"\u00241":"cost: \u00245$$1\u0030%$1"}"#);
        assert_eq!(read_json(&format, &args, Reading::default()), Ok(value));
    }

    #[test]
    fn a_placeholder_without_arg_is_kept() {
        let value =
            Value::Text(vec![TemplatePart::Dangling(5), TemplatePart::Dangling(1), arg("A")]);
        assert_eq!(to_json(&value).0, "\"$5$0$1\"");
    }
}
