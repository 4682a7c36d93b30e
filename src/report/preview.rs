//! What clients get, old beside new: as text, JSON and Markdown, and as a note for those whose code
//! reads it.

mod clients;
mod markdown;
mod one;
mod text;
mod told;

use std::io;

use serde_json::{Value, json};

use told::{Entry, first_of, head, is_other, once, others};

pub use clients::{write as for_clients, write_html as for_clients_in_html};
pub(super) use markdown::brief as brief_in_markdown;
pub use markdown::write as markdown;
pub use one::{One, json as one_as_json, markdown as one_as_markdown, text as one_as_text};
pub use text::write as text;
pub(super) use text::{brief, one_line};
pub use told::Told;

/// Every way by itself.
///
/// # Errors
///
/// Writing fails.
pub fn json(told: &Told<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut all: Vec<Value> = Vec::new();
    for entry in &told.entries {
        for preview in &entry.all {
            let mut value = serde_json::to_value(preview)?;
            value["scopes"] = json!(entry.scopes);
            value["releases"] = json!([entry.releases.0, entry.releases.1]);
            all.push(value);
        }
    }
    let not_tried = told.entries.iter().filter(|e| !e.not_tried().is_empty());
    let not_tried: Vec<Value> =
        not_tried.map(|e| json!({"sequence": e.file, "if": e.not_tried()})).collect();
    let more: Vec<&str> = told.entries.iter().filter(|e| e.has_more()).map(|e| e.file).collect();
    let all = json!({"previews": all, "not_shown": not_tried, "too_many_ways": more});
    writeln!(out, "{all:#}")
}
