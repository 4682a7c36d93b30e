//! What the outcome of one file depends on.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CallerText, Finding, Formatters};
use crate::stock::Release;

/// Texts by the SHA-256 of their files.
pub type Texts = BTreeMap<String, Arc<str>>;

/// Where the gateways have the classes that a file names.
pub type ClassJars = BTreeMap<String, ClassJar>;

/// Where the gateways have a class: its jar, relative to the home.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ClassJar {
    /// The new gateway has it.
    New(String),
    /// The new gateway has no jar with it, and the old one does.
    Old {
        /// The jar on the old gateway.
        old: String,
    },
    /// It is in no jar.
    Nowhere,
}

/// Everything that the outcome of a file depends on, but the decisions: from this and from those
/// it is computed, when a plan is made and whenever it is read again. Files of the same case have
/// the same outcome, wherever they stand.
///
/// A text is named by the SHA-256 of its file; the plan's `texts` have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The old release; of an own sequence the oldest that a caller comes from.
    pub from: Release,
    /// The new release.
    pub to: Release,
    /// The operator's text.
    pub custom: String,
    /// What the operator started from; none for an own sequence, which has no stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// What else it may have been started from, where that is in doubt: nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<Rival>,
    /// The stock of the new release; none for an own sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// What the operator's file calls of the operator's own, directly or through each other: texts
    /// by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub callees: BTreeMap<String, String>,
    /// Of an own sequence: the operator's sequences that come to it, with those through which they
    /// do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<CallerText>,
    /// Where the new gateway has the classes that are named; none where its jars are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<ClassJars>,
    /// What the gateways write bodies with, beyond what their releases register.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub formatters: Arc<Formatters>,
    /// Whether an own sequence is copied as it is, whatever it answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_it_is: bool,
    /// What is to be said that no text shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Known>,
}

/// Stock that the operator may have started from instead of the base.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rival {
    /// The release.
    pub from: Release,
    /// Its text.
    pub base: String,
    /// Why it is rather this than the base, where a person gave that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

fn is_empty(formatters: &Arc<Formatters>) -> bool {
    formatters.is_empty()
}

/// Something to be said of a file that follows from the two gateways and not from its texts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The sequence that has to be called for it to hold; none where it always does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_called: Option<String>,
    /// What is to be said.
    pub finding: Finding,
}

impl Known {
    /// What holds whatever is called.
    pub fn always(finding: Finding) -> Self {
        Self { if_called: None, finding }
    }
}

impl Case {
    /// A case of an operator's text that calls nothing and of which nothing more is known.
    pub fn of(from: Release, to: Release, custom: String) -> Self {
        Self {
            from,
            to,
            custom,
            base: None,
            rivals: Vec::new(),
            target: None,
            callees: BTreeMap::new(),
            callers: Vec::new(),
            classes: None,
            formatters: Arc::default(),
            as_it_is: false,
            known: Vec::new(),
        }
    }

    /// Every text that it names.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        let callers = self.callers.iter().map(|caller| &caller.text);
        let own = [Some(&self.custom), self.base.as_ref(), self.target.as_ref()];
        let rivals = self.rivals.iter().map(|rival| &rival.base);
        own.into_iter().flatten().chain(rivals).chain(self.callees.values()).chain(callers)
    }
}
