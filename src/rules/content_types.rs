//! `message-type`: XML content types beside a payload that became JSON.

use std::borrow::Cow;

use crate::program::{Ix, Kind, Tree};

/// The value of an attribute as a release that answers JSON needs it.
///
/// Only `application/xml` and `text/xml` of `messageType` and `ContentType` change; any other
/// explicit type is the operator's choice.
pub fn migrated_value<'v>(tree: &Tree<'_>, node: Ix, name: &str, value: &'v str) -> Cow<'v, str> {
    match name == "value" && is_content_type(tree, node) && is_xml(value) {
        true => Cow::Borrowed("application/json"),
        false => Cow::Borrowed(value),
    }
}

/// Whether a property sets what the client is told the body is.
pub(super) fn is_content_type(tree: &Tree<'_>, node: Ix) -> bool {
    tree.kind(node) == Kind::Property
        && tree.attr(node, "scope") == Some("axis2")
        && matches!(tree.attr(node, "name"), Some("messageType" | "ContentType"))
}

/// Whether a content type is one of the two that stock sequences used for XML errors.
pub(super) fn is_xml(value: &str) -> bool {
    let essence = value.split(';').next().unwrap_or("").trim();
    essence.eq_ignore_ascii_case("application/xml") || essence.eq_ignore_ascii_case("text/xml")
}

/// Whether a sequence says that what it answers is JSON, whatever its payloads are.
pub fn sets_json_message_type(tree: &Tree<'_>) -> bool {
    tree.all().any(|n| {
        is_content_type(tree, n)
            && tree.attr(n, "name") == Some("messageType")
            && tree.attr(n, "value").is_some_and(|v| v.contains("json"))
    })
}
