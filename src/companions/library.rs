//! The operator's own sequences of a scope, by name; each content is read once for all scopes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::callees::Callee;
use crate::digest::sha256;
use crate::guard::guarded;
use crate::model::Finding;
use crate::pack::{Found, refusal};
use crate::program::{NAMESPACE, read_file};
use crate::xml::{Document, NodeId};

/// A sequence of the operator's own.
#[derive(Debug)]
pub(super) struct Own {
    pub file: String,
    /// The file relative to CUSTOM.
    pub relative: String,
    /// The sequence as a file of its own.
    pub callee: Callee,
    /// Whether its file has other sequences too, in a `<definitions>`.
    pub in_definitions: bool,
    /// SHA-256 of its file.
    pub digest: Arc<str>,
}

impl Own {
    /// The sequence as a document of its own.
    pub fn doc(&self) -> &Document {
        &self.callee.sequence.doc
    }
}

/// A file of the operator's that is not a stock sequence.
#[derive(Debug, Clone)]
pub struct OwnFile {
    /// Where it is.
    pub found: Found,
    /// SHA-256 of its bytes; none where they could not be read.
    pub digest: Option<Arc<str>>,
    /// The document, or why there is none.
    pub document: Result<Arc<Document>, Finding>,
}

impl OwnFile {
    /// Reads a file.
    pub fn read(found: Found) -> Self {
        let bytes = match found.read() {
            Ok(bytes) => bytes,
            Err(why) => return Self { found, digest: None, document: Err(why) },
        };
        let document =
            read_file(found.name(), &bytes).map(Arc::new).map_err(|error| refusal(&error));
        Self { found, digest: Some(sha256(&bytes).into()), document }
    }

    /// The names of the sequences in it.
    pub fn names(&self) -> Vec<String> {
        let Ok(doc) = &self.document else { return Vec::new() };
        let name = |sequence| doc.find_attribute(sequence, "name");
        let names = sequences(doc).into_iter().filter_map(name);
        names.map(|name| doc.attribute_value(name).into_owned()).collect()
    }
}

/// The operator's own sequences by name.
#[derive(Debug, Default)]
pub struct Library {
    pub(super) by_name: BTreeMap<String, Vec<Own>>,
    /// The stock sequences that the operator changed, by the name they are called by.
    pub(super) fault_sequences: BTreeMap<String, Callee>,
    /// Files that could not be read: any of them may hold what is missing.
    pub(super) unread: Vec<Unread>,
    /// Whether these are for the Publisher and not for the gateway.
    pub(super) holds_uploads: bool,
}

/// A file that could not be read.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    pub(super) name: String,
    pub(super) why: String,
}

/// The files that were read, by the SHA-256 of their bytes: tenants share most of theirs.
#[derive(Debug, Default)]
pub struct Contents(HashMap<String, Arc<[Content]>>);

/// A sequence of a file.
#[derive(Debug)]
struct Content {
    name: String,
    callee: Callee,
    in_definitions: bool,
}

impl Library {
    /// The sequences of files.
    pub fn of(files: &[OwnFile], contents: &mut Contents) -> Self {
        let mut library = Self::default();
        for file in files {
            let why = match guarded(|| library.add(file, contents)) {
                Ok(Ok(())) => continue,
                Ok(Err(why)) => why,
                Err(_) => "reading it failed".to_owned(),
            };
            library.unread.push(Unread { name: file.found.name().to_owned(), why });
        }
        library
    }

    /// The API-level sequences of files, which are for the Publisher.
    pub fn of_uploads(files: &[OwnFile], contents: &mut Contents) -> Self {
        Self { holds_uploads: true, ..Self::of(files, contents) }
    }

    /// The same with the stock sequences that the operator changed, which may call the others.
    #[must_use]
    pub fn with_fault_sequences(mut self, changed: BTreeMap<String, Callee>) -> Self {
        self.fault_sequences = changed;
        self
    }

    fn add(&mut self, file: &OwnFile, contents: &mut Contents) -> Result<(), String> {
        let OwnFile { found, digest, document } = file;
        let doc = document.as_ref().map_err(|why| why.message.clone())?;
        let Some(digest) = digest else { return Err("it has no digest".to_owned()) };
        for content in contents.get(digest, doc).iter() {
            let file = match content.in_definitions {
                true => format!("{}.xml", content.name),
                false => found.name().to_owned(),
            };
            let own = Own {
                file,
                relative: found.relative.clone(),
                callee: content.callee.clone(),
                in_definitions: content.in_definitions,
                digest: digest.clone(),
            };
            self.by_name.entry(content.name.clone()).or_default().push(own);
        }
        Ok(())
    }

    /// The sequences as documents of their own, with the SHA-256 of each.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.by_name.values().flatten().map(|own| (&*own.digest, &own.callee.sequence.doc))
    }

    /// The sequence that a name calls.
    pub(super) fn get(&self, name: &str) -> Option<&Own> {
        self.by_name.get(name)?.first()
    }

    /// The own sequences that these names come to, directly or through each other.
    pub fn reached_from<'n>(
        &self,
        names: impl IntoIterator<Item = &'n String>,
    ) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = names.into_iter().map(String::as_str).collect();
        while let Some(name) = open.pop() {
            let Some(own) = self.get(name) else { continue };
            if reached.insert(name.to_owned()) {
                open.extend(own.callee.calls().iter().map(String::as_str));
            }
        }
        reached
    }

    /// The same as a merge of its caller sees it.
    pub fn callee(&self, name: &str) -> Option<&Callee> {
        self.get(name).map(|own| &own.callee)
    }
}

impl Contents {
    /// The sequences in a file.
    fn get(&mut self, digest: &str, doc: &Document) -> Arc<[Content]> {
        if let Some(known) = self.0.get(digest) {
            return Arc::clone(known);
        }
        let content = |sequence| Content::of(doc, sequence);
        let read: Arc<[Content]> = sequences(doc).into_iter().filter_map(content).collect();
        self.0.insert(digest.to_owned(), Arc::clone(&read));
        read
    }
}

impl Content {
    fn of(doc: &Document, sequence: NodeId) -> Option<Self> {
        let name = doc.attribute_value(doc.find_attribute(sequence, "name")?).into_owned();
        let callee = Callee::at(doc, sequence)?;
        Some(Self { name, callee, in_definitions: sequence != doc.root() })
    }
}

/// The sequence elements of a document: its root, or those of a `<definitions>`.
fn sequences(doc: &Document) -> Vec<NodeId> {
    let root = doc.root();
    let is = |id: NodeId, name: &str| doc.namespace(id) == NAMESPACE && doc.local_name(id) == name;
    match is(root, "definitions") {
        true => doc.child_elements(root).filter(|&e| is(e, "sequence")).collect(),
        false => Some(root).filter(|&r| is(r, "sequence")).into_iter().collect(),
    }
}
