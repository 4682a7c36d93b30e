//! `${..}` in a format, which releases from 4.5.0 on evaluate (wso2-synapse v4.0.0-wso2v218,
//! `ExpressionParser.g4`; run on the engine of 4.5.0). What is not set is empty.

use super::expression::known;
use super::message::Message;
use super::{Run, Stop};

/// What stands for what is in the braces.
///
/// # Errors
///
/// [`Stop::Unknown`] for what is neither a value nor the plain name of one.
pub fn value(inside: &str, message: &Message) -> Run<String> {
    let inside = inside.trim();
    let unknown = || Stop::unknown(format!("${{{inside}}}"));
    if let Some(literal) = literal(inside) {
        return Ok(literal.to_owned());
    }
    let is_name = |name: &str| {
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty()
    };
    let names: Vec<&str> = inside.split('.').collect();
    if !names.iter().all(|name| is_name(name)) {
        return Err(unknown());
    }
    let found = match names.as_slice() {
        ["props" | "properties", "synapse", name] => message.properties.get(*name),
        ["props" | "properties", "axis2", name] => message.axis2.get(*name),
        ["headers", name] => message.headers.get(name),
        // No mediator that the walk follows sets a variable.
        ["vars", ..] => None,
        _ => return Err(unknown()),
    };
    Ok(found.map(known).transpose()?.map(ToString::to_string).unwrap_or_default())
}

/// A number or a text in quotes; nothing for null.
fn literal(inside: &str) -> Option<&str> {
    let quoted = |quote| inside.strip_prefix(quote)?.strip_suffix(quote);
    let is_number = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit());
    match inside {
        "null" => Some(""),
        number if is_number => Some(number),
        _ => quoted('\'').or_else(|| quoted('"')).filter(|text| !text.contains(['\'', '"'])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::message::Value;

    #[test]
    fn plain_names_have_values_and_anything_else_is_unknown() {
        let mut message = Message::request("GET");
        message.properties.insert("X".to_owned(), Value::text("a\"b"));
        message.headers.set("Accept", Value::text("*/*"));
        let value = |inside| value(inside, &message).map_err(|stop| format!("{stop:?}"));
        let is = |text: &str| Ok(text.to_owned());
        assert_eq!(value("props.synapse.X"), is("a\"b"));
        assert_eq!(value("props.axis2.HTTP_METHOD"), is("GET"));
        assert_eq!(value("headers.Accept"), is("*/*"));
        assert_eq!((value("5"), value("'t'"), value("null")), (is("5"), is("t"), is("")));
        assert_eq!((value("props.synapse.Y"), value("vars.v")), (is(""), is("")));
        assert!(value("props.synapse.X + 1").unwrap_err().contains("props.synapse.X + 1"));
        assert!(value("configs.x").is_err() && value("payload").is_err());
    }
}
