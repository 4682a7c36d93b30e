//! What clients get, old beside new.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::xml::show;

/// What a client gets for one way through a sequence, from the old gateway and from the new.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub struct Preview {
    /// The sequence's file stem without the outer underscores.
    pub sequence: String,
    /// The sequence that calls it and was run, where this one answers nobody by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_by: Option<String>,
    /// What holds for this way, in plain words; all of it.
    pub when: Vec<String>,
    /// Other ways whose answers differ from this one's in their texts only, each in plain words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What the gateway and the client give the sequence: properties by name, others as
    /// `axis2:NAME` and `trp:NAME`, and the request's `method`, `message` and `body`.
    pub inputs: BTreeMap<String, Value>,
    /// From the operator's file on the old gateway; none where it has none.
    pub old: Option<Answer>,
    /// From the merged file on the new gateway.
    pub new: Option<Answer>,
    /// What changed for a client, in plain words, or is not known; empty where nothing changed.
    pub changes: Vec<String>,
    /// Which ways through the sequence were not walked, in plain words: what would have to hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_tried: Vec<String>,
}

impl Preview {
    /// The same with the tags of templates as they were written.
    #[must_use]
    pub fn shown(mut self) -> Self {
        let texts = [&mut self.when, &mut self.also, &mut self.changes, &mut self.not_tried];
        texts.into_iter().flatten().for_each(show);
        for value in self.inputs.values_mut() {
            if let Value::String(text) = value {
                show(text);
            }
        }
        (self.old, self.new) = (self.old.map(Answer::shown), self.new.map(Answer::shown));
        self
    }
}

/// What a client gets.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The status; none where nothing is answered, or nobody knows.
    pub status: Option<i32>,
    /// The reason phrase, where the sequence sets one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The content type with its charset; none without a body.
    pub content_type: Option<String>,
    /// The headers, the content type among them.
    pub headers: BTreeMap<String, String>,
    /// The body as text, as it is sent; none where there is none, or nobody knows.
    pub body: Option<String>,
    /// What of it nobody can know from the files, by name: what depends on that may be otherwise.
    pub unknown: Vec<String>,
    /// The same by the parts that depend on it: `status`, `reason`, `content_type`, `headers` and
    /// `body`. Empty where nothing of the answer is known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unknown_parts: BTreeMap<String, Vec<String>>,
    /// What is wrong with it: nothing is sent, the body is not valid JSON.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Answer {
    /// True if nothing of it is known.
    pub fn tells_nothing(&self) -> bool {
        !self.unknown.is_empty() && self.unknown_parts.is_empty()
    }

    /// The same with the tags of templates as they were written.
    #[must_use]
    pub fn shown(mut self) -> Self {
        let texts = [&mut self.reason, &mut self.content_type, &mut self.body];
        texts.into_iter().flatten().for_each(show);
        self.headers.values_mut().for_each(show);
        self.unknown.iter_mut().chain(&mut self.notes).for_each(show);
        self.unknown_parts.values_mut().flatten().for_each(show);
        self
    }

    /// Whether a part of it, by its name in [`Answer::unknown_parts`], is not known.
    pub fn is_unknown(&self, part: &str) -> bool {
        let nothing_is_known = self.status.is_none() && !self.unknown.is_empty();
        self.unknown_parts.contains_key(part) || (self.unknown_parts.is_empty() && nothing_is_known)
    }
}
