//! Differences as the page shows them: rows with what changed in each.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeSeq, Serializer};
use similar::{ChangeTag, TextDiff};

use super::super::diff::{self, Row};
use crate::diff::hunks;
use crate::model::{Against, FilePlan, Old, Plan, Sides};

/// One text beside another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
pub(super) struct View {
    /// What stands on the left, and on the right.
    pub sides: [String; 2],
    /// The number of its difference.
    pub diff: usize,
    /// The number of the text on the right, where it is known: what stands between the hunks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<usize>,
}

/// What a difference is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Made<'p> {
    /// Hunks that are there already.
    Hunks(&'p str),
    /// Two texts.
    From(&'p str, &'p str),
}

/// What stands on either side, the difference, and the text on the right.
pub(super) type Shown<'p> = ([String; 2], Made<'p>, Option<&'p str>);

/// The pairs of texts that a file has to show: what the merge changes, and what the operator did.
pub(super) fn of<'p>(file: &'p FilePlan, plan: &'p Plan, target: &str) -> Vec<Shown<'p>> {
    let planned = of_diff(file, target);
    match file.own() {
        None => planned.into_iter().chain(of_texts(file, plan, target)).collect(),
        Some(_) => rewritten(file, plan).into_iter().chain(planned).collect(),
    }
}

/// What the operator did to a stock sequence, and what becomes of it beside the other side.
fn of_texts<'p>(file: &'p FilePlan, plan: &'p Plan, target: &str) -> Vec<Shown<'p>> {
    let text = |key: &String| plan.texts.get(key).map(|text| &**text);
    let Some(case) = &file.case else { return Vec::new() };
    let stock = |key: &'p Option<String>| key.as_ref().and_then(text);
    let (Some(base), Some(custom), Some(new)) =
        (stock(&case.base), text(&case.custom), stock(&case.target))
    else {
        return Vec::new();
    };
    let yours = ["base", "your file"].map(str::to_owned);
    let mut views: Vec<Shown> = vec![(yours, Made::From(base, custom), Some(custom))];
    if let Some(merged) = file.text() {
        let (left, other) = match plan.against {
            Against::Target => ("your file", custom),
            Against::Custom => (target, new),
        };
        let sides = [left, "merged"].map(str::to_owned);
        views.push((sides, Made::From(other, merged), Some(merged)));
    }
    views
}

/// What is rewritten in a sequence of the operator's own.
fn rewritten<'p>(file: &'p FilePlan, plan: &Plan) -> Option<Shown<'p>> {
    if file.edits.is_empty() || plan.against != Against::Target {
        return None;
    }
    let (custom, merged) = (file.custom_text.as_deref()?, file.text()?);
    let sides = ["your file", "merged"].map(str::to_owned);
    Some((sides, Made::From(custom, merged), Some(merged)))
}

/// The diff that a plan has.
fn of_diff<'p>(file: &'p FilePlan, target: &str) -> Option<Shown<'p>> {
    let merged = file.merged.as_ref()?;
    let left = match merged.hunks.old {
        Old::Nothing => "no file",
        Old::Target => target,
        Old::Custom => "your file",
    };
    let sides = [left, "merged"].map(str::to_owned);
    let hunks = merged.hunks.text.as_str();
    (!hunks.is_empty()).then_some((sides, Made::Hunks(hunks), Some(&*merged.text)))
}

/// The rows of a difference.
pub(super) struct Rows(Vec<Row>);

impl Rows {
    pub(super) fn of(made: Made<'_>) -> Self {
        Self(match made {
            Made::Hunks("") => Vec::new(),
            Made::Hunks(hunks) => diff::rows(hunks),
            Made::From(old, new) => match hunks(old, new).as_str() {
                "" => Vec::new(),
                hunks => diff::rows(hunks),
            },
        })
    }
}

/// A row is a list: its sign, then texts, every second of which is what changed.
impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut rows = to.serialize_seq(Some(self.0.len()))?;
        for row in &self.0 {
            let mut parts = vec![row.sign.to_string()];
            parts
                .extend(in_turn(row.words.iter().map(|(changed, word)| (*changed, word.as_str()))));
            rows.serialize_element(&parts)?;
        }
        rows.end()
    }
}

/// Texts in turn as they were and as they changed, beginning with one that did not.
fn in_turn<'t>(words: impl Iterator<Item = (bool, &'t str)>) -> Vec<String> {
    let mut texts = vec![String::new()];
    for (changed, word) in words {
        // The last one is a changed one where their number is even.
        if texts.len().is_multiple_of(2) != changed {
            texts.push(String::new());
        }
        if let Some(last) = texts.last_mut() {
            last.push_str(word);
        }
    }
    join_over_blanks(texts)
}

/// Takes a blank between two changed words to be changed too: they are read as one.
fn join_over_blanks(texts: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(texts.len());
    let mut texts = texts.into_iter().peekable();
    while let Some(text) = texts.next() {
        let is_blank = joined.len() > 1 && joined.len().is_multiple_of(2) && text.trim().is_empty();
        match joined.last_mut().filter(|_| is_blank) {
            Some(last) if texts.peek().is_some() => {
                last.push_str(&text);
                last.extend(texts.next());
            }
            _ => joined.push(text),
        }
    }
    joined
}

/// The texts behind an edit by their names, with what differs from the base; none where a side has
/// nothing there.
pub(super) fn sides(sides: &Sides) -> BTreeMap<&'static str, Option<Vec<String>>> {
    let base = sides.base.as_deref().unwrap_or_default();
    let beside = |text: &Option<String>| {
        let text = text.as_deref()?;
        if base.is_empty() {
            return Some(vec![text.to_owned()]);
        }
        let diff = TextDiff::from_unicode_words(base, text);
        let words = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Delete);
        Some(in_turn(words.map(|word| (word.tag() == ChangeTag::Insert, word.value()))))
    };
    let plain = sides.base.clone().map(|text| vec![text]);
    [("base", plain), ("custom", beside(&sides.custom)), ("target", beside(&sides.target))].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_in_turn() {
        let words = [(true, "a"), (true, "b"), (false, "c"), (true, "d")];
        assert_eq!(in_turn(words.into_iter()), ["", "ab", "c", "d"]);
        assert_eq!(in_turn([(false, "a"), (false, "b")].into_iter()), ["ab"]);
        assert_eq!(in_turn([].into_iter()), [""]);
        let blank = [(true, "a"), (false, " "), (true, "b"), (false, " ")];
        assert_eq!(in_turn(blank.into_iter()), ["", "a b", " "]);
    }

    #[test]
    fn sides_are_marked_where_they_differ_from_the_base() {
        let text = |text: &str| Some(text.to_owned());
        let shown = sides(&Sides { base: text("a b c"), custom: text("a x c"), target: None });
        assert_eq!(shown["custom"], Some(["a ", "x", " c"].map(str::to_owned).to_vec()));
        assert_eq!(shown["target"], None);
    }

    #[test]
    fn rows_are_signs_and_texts() {
        let rows = Rows::of(Made::From("<a>\n<b c=\"1\"/>\n</a>\n", "<a>\n<b c=\"2\"/>\n</a>\n"));
        let json = serde_json::to_value(&rows).unwrap();
        assert_eq!(json[0], serde_json::json!(["@", "@@ -1,3 +1,3 @@"]));
        assert_eq!(json[2], serde_json::json!(["-", "<b c=\"", "1", "\"/>"]));
        assert_eq!(json[3], serde_json::json!(["+", "<b c=\"", "2", "\"/>"]));
        assert_eq!(serde_json::to_value(Rows::of(Made::Hunks(""))).unwrap(), serde_json::json!([]));
    }
}
