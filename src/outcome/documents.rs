//! The texts of a plan as documents and as callees, each read once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::file::OutcomeError;
use crate::callees::{Callee, Callees};
use crate::digest::sha256;
use crate::model::Texts;
use crate::xml::{Document, Form, Parsed};

/// The texts of a plan by the SHA-256 of their files, and what was read of them.
#[derive(Default)]
pub struct Documents {
    texts: Texts,
    parsed: Parsed,
    called: Mutex<HashMap<String, Callee>>,
}

impl Documents {
    /// Those of a plan; none is read yet.
    pub fn of(texts: Texts) -> Self {
        Self { texts, ..Self::default() }
    }

    /// Adds one that is read already; says its text and its digest.
    pub fn add(&mut self, doc: &Document) -> (Arc<str>, String) {
        let digest = sha256(&doc.to_bytes());
        let text = self.texts.entry(digest.clone()).or_insert_with(|| doc.shared_text());
        self.parsed.keep(doc);
        (Arc::clone(text), digest)
    }

    /// Adds one as what others call.
    pub fn add_callee(&mut self, callee: &Callee) {
        let digest = callee.digest.to_string();
        self.texts.entry(digest.clone()).or_insert_with(|| callee.sequence.doc.shared_text());
        self.parsed.keep(&callee.sequence.doc);
        let called = self.called.get_mut().unwrap_or_else(PoisonError::into_inner);
        called.entry(digest).or_insert_with(|| callee.clone());
    }

    /// Adds texts that are not read yet.
    pub fn extend(&mut self, texts: Texts) {
        self.texts.extend(texts);
    }

    /// All texts.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// A text in a form.
    pub(super) fn get(&self, key: &str, form: Form) -> Result<Document, OutcomeError> {
        let doc = self.texts.get(key).and_then(|text| self.parsed.get(text));
        Ok(doc.ok_or(OutcomeError::NoText)?.in_form(form))
    }

    /// All that were read, by their texts.
    pub(crate) fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// A text as what others call.
    pub(super) fn callee(&self, key: &str) -> Result<Callee, OutcomeError> {
        let known = self.called.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let callee = Callee::read(key.into(), self.get(key, Form::utf8())?);
        let mut called = self.called.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(called.entry(key.to_owned()).or_insert(callee).clone())
    }

    /// Callees by name.
    pub(super) fn callees(&self, of: &BTreeMap<String, String>) -> Result<Callees, OutcomeError> {
        let read = of.iter().map(|(name, key)| Ok((name.clone(), self.callee(key)?)));
        let all: Result<Vec<(String, Callee)>, OutcomeError> = read.collect();
        Ok(Callees::none().with(all?))
    }
}
