//! What clients get, old beside new: as text, JSON and Markdown, and as a note for those whose code
//! reads it.

mod clients;
mod markdown;
mod one;
mod text;

use std::io;

use serde_json::{Value, json};

use crate::model::{Answer, Plan, Preview};
use crate::preview::Previewed;
use crate::preview::describe::{fold_alike, previews};
use crate::stock::SequenceName;

pub use clients::write as for_clients;
pub(super) use markdown::brief as brief_in_markdown;
pub use markdown::write as markdown;
pub use one::{One, json as one_as_json, markdown as one_as_markdown, text as one_as_text};
pub(super) use text::brief;
pub use text::write as text;

/// Everything that is told.
#[derive(Debug)]
pub struct Told<'p> {
    /// The sequences in the plan's order.
    entries: Vec<Entry<'p>>,
}

/// What is told about a sequence.
#[derive(Debug)]
struct Entry<'p> {
    name: Option<SequenceName>,
    file: &'p str,
    /// The scopes that have it so; not told where the plan has one.
    scopes: &'p [&'p str],
    many_scopes: bool,
    /// The releases of the old gateway and the new one.
    releases: (String, String),
    all: Vec<Preview>,
    folded: Vec<Preview>,
    more: bool,
    not_reached: &'p [String],
}

impl<'p> Told<'p> {
    /// What is told about the sequences of a plan.
    pub fn of(plan: &'p Plan, previewed: &'p [Previewed<'p>]) -> Self {
        let many_scopes = plan.files.iter().any(|f| f.scope != plan.files[0].scope);
        let target = plan.target.release.clone().unwrap_or_else(|| "4.0.0".to_owned());
        let entries = previewed.iter().map(|one| {
            let all = previews(&one.file.sequence, &one.ways, &one.situations);
            let base = one.file.base.as_ref().and_then(|b| b.release.clone());
            Entry {
                name: SequenceName::parse(&one.file.sequence),
                file: &one.file.file,
                scopes: &one.scopes,
                many_scopes,
                releases: (base.unwrap_or_else(|| "?".to_owned()), target.clone()),
                folded: fold_alike(all.clone()),
                all,
                more: one.ways.more,
                not_reached: &one.ways.not_reached,
            }
        });
        Self { entries: entries.collect() }
    }
}

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
    let not_reached = told.entries.iter().filter(|e| !e.not_reached.is_empty());
    let not_reached: Vec<Value> =
        not_reached.map(|e| json!({"sequence": e.file, "if": e.not_reached})).collect();
    let more: Vec<&str> = told.entries.iter().filter(|e| e.more).map(|e| e.file).collect();
    let all = json!({"previews": all, "not_shown": not_reached, "too_many_ways": more});
    writeln!(out, "{all:#}")
}

/// The status and the media type, `401 application/json`.
fn head(answer: &Answer) -> String {
    let media = crate::preview::changes::media(answer);
    match (answer.status, media) {
        (Some(status), Some(media)) => format!("{status} {media}"),
        (Some(status), None) => format!("{status}, no body"),
        (None, Some(media)) => format!("status not known, {media}"),
        (None, None) => "no answer".to_owned(),
    }
}

/// `ERROR_CODE is 900903 (Access Token Expired): status 401` without what all of them begin with.
fn others(preview: &Preview) -> String {
    let short = |also: &String| also.strip_prefix("ERROR_CODE is ").unwrap_or(also).to_owned();
    preview.also.iter().map(short).collect::<Vec<_>>().join("; ")
}
