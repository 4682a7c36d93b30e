//! The plan as JSON for other tools: one entry a file, texts in place.

use std::borrow::Cow;
use std::io;

use crate::model::Plan;
use crate::saved::Expanded;
use crate::xml::{has_tag, shown};

/// Writes the plan, indented, with a newline at its end.
pub fn write(plan: &Plan, out: &mut dyn io::Write) -> io::Result<()> {
    let json = serde_json::to_string_pretty(&Expanded::of(plan))?;
    writeln!(out, "{}", shown_in_json(&json))
}

/// JSON with the tags of templates as they were written, in its strings.
pub(super) fn shown_in_json(json: &str) -> Cow<'_, str> {
    if !has_tag(json) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match &*shown(c.encode_utf8(&mut [0; 4])) {
            tag if tag.chars().eq([c]) => out.push(c),
            tag => out.push_str(serde_json::Value::from(tag).to_string().trim_matches('"')),
        }
    }
    Cow::Owned(out)
}
