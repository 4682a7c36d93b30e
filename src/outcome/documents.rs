//! The texts of a plan as documents and as callees, each read once.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hasher;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use super::file::OutcomeError;
use crate::callees::{Callee, Callees};
use crate::digest::sha256;
use crate::model::Texts;
use crate::xml::{Document, Form};

/// The texts of a plan by the SHA-256 of their files, and what was read of them.
#[derive(Default)]
pub struct Documents {
    texts: Texts,
    read: Mutex<HashMap<(String, Form), Arc<Document>>>,
    /// All that were read, by a digest of their text.
    by_text: Mutex<FxHashMap<u64, Vec<Arc<Document>>>>,
    called: Mutex<HashMap<String, Callee>>,
}

impl Documents {
    /// Those of a plan; none is read yet.
    pub fn of(texts: Texts) -> Self {
        Self { texts, ..Self::default() }
    }

    /// Adds one that is read already; says its text and its digest.
    pub fn add(&mut self, doc: &Document) -> (Arc<str>, String) {
        let doc = Arc::new(doc.clone());
        let digest = sha256(&doc.to_bytes());
        self.texts.entry(digest.clone()).or_insert_with(|| doc.text().into());
        let read = self.read.get_mut().unwrap_or_else(PoisonError::into_inner);
        for form in [*doc.form(), Form::utf8()] {
            read.entry((digest.clone(), form)).or_insert_with(|| Arc::clone(&doc));
        }
        self.keep(&doc);
        (Arc::clone(&self.texts[&digest]), digest)
    }

    /// Adds one as what others call.
    pub fn add_callee(&mut self, callee: &Callee) {
        let digest = callee.digest.to_string();
        self.texts.entry(digest.clone()).or_insert_with(|| callee.sequence.doc.text().into());
        self.keep(&callee.sequence.doc);
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
    pub(super) fn get(&self, key: &str, form: Form) -> Result<Arc<Document>, OutcomeError> {
        let known = |read: &Self| {
            let read = read.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.get(&(key.to_owned(), form)).cloned()
        };
        if let Some(known) = known(self) {
            return Ok(known);
        }
        let text = self.texts.get(key).ok_or(OutcomeError::NoText)?;
        let doc = match form == Form::utf8() {
            true => self.of_text(text).ok_or(OutcomeError::NoText)?,
            false => Document::parse_as(text, form).map_err(|_| OutcomeError::NoText)?.into(),
        };
        self.keep(&doc);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(read.entry((key.to_owned(), form)).or_insert(doc)))
    }

    /// Keeps what was read of a text, such as a merged one that was checked.
    pub(crate) fn keep(&self, doc: &Arc<Document>) {
        let mut all = self.by_text.lock().unwrap_or_else(PoisonError::into_inner);
        let same = all.entry(digest_of(doc.text())).or_default();
        if !same.iter().any(|known| known.text() == doc.text()) {
            same.push(Arc::clone(doc));
        }
    }

    /// What a text says, read the first time that it is asked for; none where it is not well-formed.
    pub(crate) fn of_text(&self, text: &str) -> Option<Arc<Document>> {
        let known = {
            let all = self.by_text.lock().unwrap_or_else(PoisonError::into_inner);
            let same = all.get(&digest_of(text));
            same.and_then(|same| same.iter().find(|doc| doc.text() == text).cloned())
        };
        known.or_else(|| {
            let doc = Arc::new(Document::parse(text).ok()?);
            self.keep(&doc);
            Some(doc)
        })
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

fn digest_of(text: &str) -> u64 {
    let mut digest = FxHasher::default();
    digest.write(text.as_bytes());
    digest.finish()
}
