//! What is told about previews.

use std::collections::HashMap;

use crate::model::{Answer, Plan, Preview, Scope};
use crate::preview::Previewed;
use crate::preview::describe::{fold_alike, previews, written_apart};
use crate::preview::ways::Ways;
use crate::stock::SequenceName;

/// Everything that is told.
#[derive(Debug)]
pub struct Told<'p> {
    /// The sequences in the plan's order.
    pub(super) entries: Vec<Entry<'p>>,
}

/// What is told about a sequence.
#[derive(Debug)]
pub(super) struct Entry<'p> {
    pub(super) name: Option<SequenceName>,
    pub(super) file: &'p str,
    /// The sequence that calls it, where it answers nobody by itself.
    pub(super) caller: Option<SequenceName>,
    /// The scopes that have it so; not told where the plan has one.
    pub(super) scopes: &'p [Scope],
    pub(super) many_scopes: bool,
    /// The releases of the old gateway and the new one.
    pub(super) releases: (String, String),
    pub(super) all: Vec<Preview>,
    ways: &'p Ways,
}

impl<'p> Told<'p> {
    /// What is told about the sequences of a plan.
    pub fn of(plan: &'p Plan, previewed: &'p [Previewed<'p>]) -> Self {
        let many_scopes = plan.files.iter().any(|f| f.scope != plan.files[0].scope);
        let target = plan.target.release.clone().unwrap_or_else(|| "4.0.0".to_owned());
        let entries = previewed.iter().map(|one| {
            let all = previews(one.file.stem(), one.caller, &one.ways);
            let base = one.file.base.as_ref().and_then(|b| b.release.clone());
            Entry {
                name: one.file.sequence(),
                file: one.file.file(),
                caller: one.caller,
                scopes: &one.scopes,
                many_scopes,
                releases: (base.unwrap_or_else(|| "?".to_owned()), target.clone()),
                all,
                ways: &one.ways,
            }
        });
        Self { entries: entries.collect() }
    }
}

impl<'p> Entry<'p> {
    /// What a form tells that leaves things out: what is written alike in it is told once.
    pub(super) fn told(&self, written: impl Fn(&Preview) -> String) -> Vec<Preview> {
        fold_alike(written_apart(&self.all, self.ways, written))
    }

    /// Whether there are more ways than were walked.
    pub(super) fn has_more(&self) -> bool {
        self.ways.more
    }

    /// Which ways were not tried, in plain words.
    pub(super) fn not_tried(&self) -> &'p [String] {
        &self.ways.not_tried
    }

    /// Who calls it, for a heading.
    pub(super) fn called_by(&self) -> String {
        self.caller.map(|caller| format!(", called by {}", caller.file_name())).unwrap_or_default()
    }
}

/// Whether a client gets something else, or nobody knows what it will get where the old answer is
/// known: more than which of its own headers come back.
pub(super) fn is_other(preview: &Preview) -> bool {
    preview.changes.iter().any(|change| !is_of_headers(change) && !was_unknown(change))
}

/// True if all that changed is that the old answer is not known.
fn was_unknown(change: &str) -> bool {
    change.starts_with("not known, neither")
        || (change.starts_with("not known before") && !change.contains("; not known now"))
}

/// Whether a change is which of the request's headers come back.
pub(super) fn is_of_headers(change: &str) -> bool {
    change.starts_with("headers that come back")
}

/// Of previews of which the same is written for the same situation the first, and how many situations
/// it stands for beside its own.
pub(super) fn once<'p>(
    previews: impl Iterator<Item = &'p Preview>,
    written: impl Fn(&Preview) -> String,
) -> Vec<(&'p Preview, usize)> {
    let mut all: Vec<(&Preview, usize)> = Vec::new();
    let mut seen: HashMap<(Option<&String>, String), usize> = HashMap::new();
    for preview in previews {
        let next = all.len();
        let at = *seen.entry((preview.when.first(), written(preview))).or_insert(next);
        match all.get_mut(at) {
            Some((_, more)) => *more += 1 + preview.also.len(),
            None => all.push((preview, preview.also.len())),
        }
    }
    all
}

/// The first few, and the first for a client that speaks SOAP.
pub(super) fn first_of<'p>(
    previews: &[(&'p Preview, usize)],
    most: usize,
) -> Vec<(&'p Preview, usize)> {
    let is_rest = |preview: &Preview| preview.inputs.get("message").is_none_or(|m| m == "rest");
    let (rest, soap): (Vec<_>, Vec<_>) = previews.iter().partition(|(preview, _)| is_rest(preview));
    rest.into_iter().take(most).chain(soap.into_iter().take(1)).collect()
}

/// The status and the media type, `401 application/json`.
pub(super) fn head(answer: &Answer) -> String {
    let media = crate::preview::changes::media(answer);
    match (answer.status, media) {
        (Some(status), Some(media)) => format!("{status} {media}"),
        (Some(status), None) => format!("{status}, no body"),
        (None, Some(media)) => format!("status not known, {media}"),
        (None, None) => "no answer".to_owned(),
    }
}

/// `ERROR_CODE is 900903 (Access Token Expired): status 401` without what all of them begin with.
pub(super) fn others(preview: &Preview) -> String {
    let short = |also: &String| also.strip_prefix("ERROR_CODE is ").unwrap_or(also).to_owned();
    preview.also.iter().map(short).collect::<Vec<_>>().join("; ")
}
