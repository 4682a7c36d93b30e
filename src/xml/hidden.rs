//! The characters that stand for those of a template's tag while it is read.

use std::borrow::Cow;

use memchr::memchr;

/// The first of the 128 characters that stand for those of ASCII, at the very end of Unicode's
/// private use.
const FIRST: u32 = 0x10_FF00;

/// What all of them begin with in UTF-8.
const LEAD: u8 = 0xF4;

/// What stands for an ASCII character of a tag.
pub(crate) fn hidden(c: char) -> char {
    match c.is_ascii() {
        true => char::from_u32(FIRST + u32::from(c)).unwrap_or(c),
        false => c,
    }
}

/// The character that one stands for; itself where it stands for none.
pub(super) fn shown_char(c: char) -> char {
    match u32::from(c).checked_sub(FIRST) {
        Some(ascii @ 0..0x80) => char::from_u32(ascii).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character is part of a tag of a template.
pub(crate) fn is_hidden(c: char) -> bool {
    shown_char(c) != c
}

/// Whether a text that was read holds a tag of a template, so that nobody knows what it will be.
pub fn has_tag(text: &str) -> bool {
    memchr(LEAD, text.as_bytes()).is_some() && text.contains(is_hidden)
}

/// A value that was read, where it is known: none where a tag of a template decides what it becomes.
/// Whoever judges a value asks this, so that what is said of others stays said.
pub fn known(text: &str) -> Option<&str> {
    (!has_tag(text)).then_some(text)
}

/// Turns the tags of templates in a text back into what their author wrote.
pub fn show(text: &mut String) {
    if has_tag(text) {
        *text = shown(text).into_owned();
    }
}

/// A text that was read as its author wrote it, with the tags of templates.
pub fn shown(text: &str) -> Cow<'_, str> {
    match has_tag(text) {
        true => Cow::Owned(text.chars().map(shown_char).collect()),
        false => Cow::Borrowed(text),
    }
}
