//! A copy of a plan that shows nothing of the installation: words that only the operator uses have
//! stand-ins, and what becomes of each file is worked out again from them.
//!
//! ```text
//! plan --saved form--> strings --stand-ins--> saved form --outcomes--> the same plan of another
//! ```
//!
//! It is for a report of a fault: whoever gets it sees the same edits, outcomes and findings, and
//! can try them.

mod differences;
mod words;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::error::{LoadError, no_plan};
use super::wire::Saved;
use crate::digest::sha256;
use crate::model::{FilePlan, Plan, Texts};
use crate::settle::form_of;
use words::{Said, Words};

/// A plan with stand-ins for the operator's words.
#[derive(Debug)]
pub struct Anonymised {
    /// The plan.
    pub plan: Plan,
    /// What is not as in the plan that it was made of, a sentence each; empty where the stand-ins
    /// changed nothing.
    pub differences: Vec<String>,
    /// The words that have a stand-in, in lower case, with the stand-in.
    pub words: BTreeMap<String, String>,
}

impl Anonymised {
    /// The files that the plan has the texts of, as they would stand on disk: the operator's under
    /// `custom`, what the new gateway has in their places under `target`. Each path is relative.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for file in self.plan.all() {
            let FilePlan { custom_text, target_text, digest, path, place, .. } = file;
            let custom = ("custom", path, custom_text, &digest.custom);
            for (under, path, text, digest) in
                [custom, ("target", place, target_text, &digest.target)]
            {
                if let Some((text, digest)) = text.as_ref().zip(digest.as_ref()) {
                    let path = format!("{under}/{}", path.trim_start_matches('/'));
                    files.insert(path, form_of(text, digest).encode(text));
                }
            }
        }
        files
    }
}

impl Plan {
    /// A copy in which stand-ins are in place of the operator's words: of names, hosts, texts,
    /// classes and paths. What faultgraft gives a meaning, and what WSO2 ships, stays.
    ///
    /// # Errors
    ///
    /// A decision does not fit the copy: a stand-in changed what becomes of a file.
    pub fn anonymised(&self) -> Result<Anonymised, LoadError> {
        let mut saved =
            serde_json::to_value(Saved::of(self)).map_err(|e| no_plan(e.to_string()))?;
        let mut copy = Copying { words: Words::new(self), digests: BTreeMap::new() };
        // They follow from the rest, and take their names from texts.
        saved.as_object_mut().and_then(|members| members.remove("previews"));
        copy.texts(&self.texts, &mut saved);
        copy.value("", &mut saved);
        let saved: Saved = serde_json::from_value(saved).map_err(|e| no_plan(e.to_string()))?;
        let plan = saved.made_again()?;
        let differences = differences::between(self, &plan, &mut copy.words);
        Ok(Anonymised { plan, differences, words: copy.words.into_given() })
    }
}

/// Members whose values say what faultgraft makes of something; nothing of the operator's is there.
const KEPT: [&str; 15] = [
    "schema",
    "tool",
    "against",
    "levels",
    "status",
    "kind",
    "outcome",
    "confidence",
    "decision",
    "merged_by",
    "rule",
    "severity",
    "origin",
    "form",
    "scope",
];

/// Members that are sentences of faultgraft's, with the operator's words between.
const SENTENCES: [&str; 4] = ["message", "help", "summary", "doubt"];

/// Members whose value is a table with the operator's words as names.
const TABLES: [&str; 4] = ["callees", "classes", "old", "new"];

/// What is kept in mind while the strings of a plan are replaced.
struct Copying {
    words: Words,
    /// The digest of each text, before and after.
    digests: BTreeMap<String, String>,
}

impl Copying {
    /// Replaces the texts, each of which then has another digest.
    fn texts(&mut self, texts: &Texts, saved: &mut Value) {
        let Some(Value::Object(places)) = saved.get_mut("texts") else { return };
        let of_plan: Vec<String> = places.keys().cloned().collect();
        let mut copied = Map::new();
        for digest in of_plan {
            let Some(Value::String(text)) = places.get(&digest) else { continue };
            let text = texts.get(&digest).map_or(text.as_str(), |text| text);
            let new = self.words.text(text, Said::InTexts);
            let new_digest = sha256(&form_of(text, &digest).encode(&new));
            self.digests.insert(digest, new_digest.clone());
            copied.insert(new_digest, Value::String(new));
        }
        *places = copied;
    }

    /// Replaces the strings of a value, which is the member `name` of another.
    fn value(&mut self, name: &str, value: &mut Value) {
        match value {
            _ if KEPT.contains(&name) => {}
            Value::String(text) => *text = self.string(name, text),
            Value::Array(all) => all.iter_mut().for_each(|one| self.value(name, one)),
            Value::Object(members) => {
                let is_table = TABLES.contains(&name);
                for (key, mut value) in std::mem::take(members) {
                    // The texts are replaced already.
                    if name.is_empty() && key == "texts" {
                        members.insert(key, value);
                        continue;
                    }
                    self.value(if is_table { "" } else { &key }, &mut value);
                    let key = if is_table { self.words.text(&key, Said::InTexts) } else { key };
                    members.insert(key, value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn string(&mut self, name: &str, text: &str) -> String {
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            // Of a file whose text is not in the plan: a digest of its digest says as little.
            let other = || sha256(text.as_bytes());
            return self.digests.get(text).cloned().unwrap_or_else(other);
        }
        let said = if SENTENCES.contains(&name) { Said::InSentences } else { Said::InTexts };
        self.words.text(text, said)
    }
}
