//! The types that sequences set for what they answer: `messageType` and `ContentType`.

use std::borrow::Cow;

use super::typed::{literal, property};
use crate::program::{Ix, Kind, Tree};

/// The value of an attribute as a release that answers JSON needs it.
///
/// Only `application/xml` and `text/xml` of `messageType` and `ContentType` change; any other
/// explicit type is the operator's choice.
pub fn migrated_value<'v>(tree: &Tree<'_>, node: Ix, name: &str, value: &'v str) -> Cow<'v, str> {
    match name == "value" && is_xml(value) && is_content_type(tree, node) {
        true => Cow::Borrowed("application/json"),
        false => Cow::Borrowed(value),
    }
}

/// Whether a property sets what the client is told the body is.
pub(super) fn is_content_type(tree: &Tree<'_>, node: Ix) -> bool {
    property(tree, node)
        .is_some_and(|p| ["messageType", "ContentType"].iter().any(|n| p.is("axis2", n)))
}

/// Whether a content type is one of the two that stock sequences used for XML errors.
pub(super) fn is_xml(value: &str) -> bool {
    let essence = value.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/xml") || essence.eq_ignore_ascii_case("text/xml")
}

/// Whether the payload is a page for browsers: messageType `text/html` follows it in the same list,
/// before another payload.
pub(super) fn is_html(tree: &Tree<'_>, payload: Ix) -> bool {
    tree.following(payload).take_while(|&n| tree.kind(n) != Kind::PayloadFactory).any(|n| {
        is_content_type(tree, n) && literal(tree, n).is_some_and(|v| v.starts_with("text/html"))
    })
}
