//! The operator's own sequences: those that the fault sequences call, directly or through each
//! other, and that the target does not ship.
//!
//! A companion is found by its `name` attribute, whatever its file is called. Where it answers in
//! XML beside fault sequences that now answer JSON, its payloads are rewritten in place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::rc::Rc;

use crate::diff::{NO_FILE, unified};
use crate::matching::Matching;
use crate::model::{Companion, Finding, Outcome, Severity};
use crate::pack::{Found, Pack, SUPER_TENANT};
use crate::rules::{
    Patch, Rewrite, Rewriting, Rewritten, Scene, Setting, Versions, as_it_stands, code,
    json_payload_text, rewrite_new, sets_json_message_type, to_rewrite,
};
use crate::stock::{self, Release, SequenceName};
use crate::synapse::{Call, Ix, Kind, NAMESPACE, Tree, calls};
use crate::xml::{self, Document, NodeId, Overlap, Span, Splices, escape_attribute};

/// A sequence of the operator's own, or why its file could not be read.
#[derive(Debug, Clone)]
struct Own {
    file: String,
    /// The file relative to CUSTOM.
    relative: String,
    doc: Rc<Document>,
    sequence: NodeId,
}

/// The operator's own sequences by name.
#[derive(Debug, Default)]
pub struct Library {
    by_name: BTreeMap<String, Vec<Own>>,
    /// Files that could not be read: any of them may hold what is missing.
    unread: Vec<String>,
}

/// Where companions go.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'t> {
    /// The oldest release that any of the callers comes from.
    pub base_release: Release,
    /// The target's release.
    pub release: Release,
    /// What rewriting depends on.
    pub rewriting: Rewriting,
    /// The folder of the sequences, as patches name it.
    pub folder: &'t str,
    /// The files in a target given by path.
    pub files: &'t [Found],
    /// Whether diffs start from the operator's own file.
    pub against_custom: bool,
}

impl Destination<'_> {
    /// What the target has under the name of a companion's file.
    fn file(&self, name: &str) -> Option<&Found> {
        self.files.iter().find(|f| file_name(&f.path) == name)
    }

    /// What is to be said about a companion as it would stand on the new gateway.
    fn findings(&self, tree: &Tree<'_>, text: &str) -> Vec<Finding> {
        let nothing = format!("<sequence xmlns=\"{NAMESPACE}\"/>");
        let (Ok(nothing), Ok(merged)) = (Document::parse(&nothing), Document::parse(text)) else {
            return Vec::new();
        };
        let stock = Tree::of(&nothing, nothing.root());
        let custom = Tree::of(tree.doc, tree.node(Ix::ROOT).element);
        let sequence = sequences(&merged).into_iter().next().unwrap_or(merged.root());
        let merged = Tree::of(&merged, sequence);
        let setting = Setting {
            sequence: None,
            base_release: self.base_release,
            target_release: self.release,
            rewriting: self.rewriting,
        };
        let versions = Versions { base: &stock, custom: &custom, target: &stock, merged: &merged };
        let scene = Scene::new(setting, versions);
        let mut findings = as_it_stands(&scene);
        let as_written = text == tree.doc.text();
        findings.extend(to_rewrite(&scene).into_iter().filter(|f| {
            let reads = [code::READS_FAULT_WRAPPER.code, code::READS_XML_BODY.code];
            f.rule == code::CUSTOM_CLASS.code || (as_written && reads.contains(&f.rule.as_str()))
        }));
        findings
    }

    /// From what a companion's file is to what it would be.
    fn diff(&self, own: &Own, text: &str) -> String {
        let name = match self.folder {
            "" => own.file.clone(),
            folder => format!("{folder}/{}", own.file),
        };
        if self.against_custom {
            let (old, new) = (format!("a/{}", own.relative), format!("b/{}", own.relative));
            return unified(&old, &new, own.doc.text(), text);
        }
        let there = self.file(&own.file).and_then(|f| std::fs::read(&f.path).ok());
        match there.and_then(|bytes| Document::read(&bytes).ok()) {
            Some(doc) => unified(&format!("a/{name}"), &format!("b/{name}"), doc.text(), text),
            None => unified(NO_FILE, &format!("b/{name}"), "", text),
        }
    }
}

/// A call from one sequence to another, for the findings of the caller.
#[derive(Debug, Clone)]
pub struct Called {
    /// The name called.
    pub key: String,
    /// The line of the call in the operator's file.
    pub line: u32,
}

impl Library {
    /// Reads every file of a pack that is not a stock sequence; of a single file, its neighbours.
    pub fn read(pack: &Pack) -> Self {
        let mut library = Self::default();
        for found in pack.own_files() {
            library.add(&found);
        }
        library
    }

    fn add(&mut self, found: &Found) {
        let small = std::fs::metadata(&found.path).is_ok_and(|m| m.len() <= xml::MAX_BYTES);
        let doc = match std::fs::read(&found.path).ok().filter(|_| small) {
            Some(bytes) => Document::read(&bytes).ok(),
            None => None,
        };
        let file = file_name(&found.path);
        let Some(doc) = doc.map(Rc::new) else { return self.unread.push(file) };
        for sequence in sequences(&doc) {
            let name = doc.find_attribute(sequence, "name").map(|a| doc.attribute_value(a));
            if let Some(name) = name {
                let own = Own {
                    file: file.clone(),
                    relative: found.relative.clone(),
                    doc: Rc::clone(&doc),
                    sequence,
                };
                self.by_name.entry(name.into_owned()).or_default().push(own);
            }
        }
    }

    /// The companions that the given sequences reach, in the order they are first called.
    /// `callers` are the sequences' stems with what they call.
    pub fn reached(
        &self,
        callers: &[(String, Vec<Called>)],
        destination: &Destination<'_>,
    ) -> Vec<Companion> {
        let mut open: VecDeque<(String, String)> = VecDeque::new();
        for (caller, called) in callers {
            open.extend(called.iter().map(|c| (caller.clone(), c.key.clone())));
        }
        let mut called_from: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut order = Vec::new();
        while let Some((caller, key)) = open.pop_front() {
            if is_stock(&key, destination.release) {
                continue;
            }
            let Some(own) = self.by_name.get(&key).and_then(|all| all.first()) else { continue };
            let known = called_from.entry(key.clone()).or_default();
            let first = known.is_empty();
            known.insert(caller);
            if first {
                let tree = Tree::of(&own.doc, own.sequence);
                open.extend(calls(&tree).iter().map(|c| (key.clone(), c.key.to_owned())));
                order.push(key);
            }
        }
        let plan = |key: &String| {
            let callers = called_from[key].iter().cloned().collect();
            self.companion(key, callers, destination)
        };
        order.iter().map(plan).collect()
    }

    fn companion(
        &self,
        key: &str,
        called_from: Vec<String>,
        destination: &Destination<'_>,
    ) -> Companion {
        let all = &self.by_name[key];
        let own = &all[0];
        let tree = Tree::of(&own.doc, own.sequence);
        let mut findings = self.findings(&called(&tree), destination.release);
        if let Some(other) = all.get(1) {
            let message = format!("{} and {} both define {key}", own.file, other.file);
            findings.push(code::DUPLICATE_SEQUENCE.finding(Severity::Error, message, None));
        }
        let message = format!("{} is deleted at start unless the skip list names it", own.file);
        findings.push(code::SKIP_LIST.finding(Severity::Warning, message, None));
        let (text, outcome) = rewritten(&tree, &destination.rewriting, &mut findings);
        findings.extend(destination.findings(&tree, &text));
        Companion {
            file: own.file.clone(),
            scope: SUPER_TENANT.to_owned(),
            called_from,
            present_in_target: destination.file(&own.file).is_some(),
            outcome,
            findings,
            diff: destination.diff(own, &text),
            merged: Some(text),
        }
    }

    /// What is to be said about calls: what is nowhere, and what goes along.
    pub fn findings(&self, called: &[Called], release: Release) -> Vec<Finding> {
        let mut said = BTreeSet::new();
        let mut findings = Vec::new();
        for call in called.iter().filter(|c| !is_stock(&c.key, release)) {
            if !said.insert(call.key.as_str()) {
                continue;
            }
            let line = Some(call.line);
            findings.push(match self.by_name.get(&call.key).and_then(|all| all.first()) {
                _ if call.key.starts_with('{') => {
                    let message = format!(
                        "the sequence {} is worked out when it runs: see that it exists",
                        call.key
                    );
                    code::COMPANION_CARRIED.finding(Severity::Note, message, line)
                }
                Some(own) => {
                    let message = format!("{} of {} is called, and goes along", call.key, own.file);
                    code::COMPANION_CARRIED.finding(Severity::Note, message, line)
                }
                None => self.missing(&call.key, line),
            });
        }
        findings
    }

    fn missing(&self, key: &str, line: Option<u32>) -> Finding {
        let mut message = format!("the sequence {key} is called and is nowhere among your files");
        if !self.unread.is_empty() {
            message += &format!("; {} could not be read", self.unread.join(", "));
        }
        code::MISSING_SEQUENCE.finding(Severity::Error, message, line)
    }
}

/// A note for each sequence that is called and is not stock, where nobody looked for it.
pub fn notes(called: &[Called], release: Release) -> Vec<Finding> {
    let mut said = BTreeSet::new();
    called
        .iter()
        .filter(|c| !is_stock(&c.key, release) && said.insert(c.key.as_str()))
        .map(|c| {
            let message = format!("{} is called, and was not looked for", c.key);
            code::COMPANION_CARRIED.finding(Severity::Note, message, Some(c.line))
        })
        .collect()
}

/// What a sequence of the operator's calls.
pub fn called(tree: &Tree<'_>) -> Vec<Called> {
    let of = |c: Call<'_>| Called { key: c.key.to_owned(), line: tree.line(c.node) };
    calls(tree).into_iter().map(of).collect()
}

/// A companion's text, its XML payloads rewritten to JSON where its callers answer JSON now. One
/// whose XML goes out as JSON already stays as it is: its clients' contract holds.
fn rewritten(
    tree: &Tree<'_>,
    rewriting: &Rewriting,
    findings: &mut Vec<Finding>,
) -> (String, Outcome) {
    let carried = (tree.doc.text().to_owned(), Outcome::Carried);
    let none = Matching::none(tree);
    let rewrites = rewrite_new(tree, Ix::ROOT, &none, rewriting);
    let to_json = |r: &Rewritten| matches!(r.rewrite, Rewrite::Json(_));
    if let Some(payload) = rewrites.iter().find(|r| to_json(r))
        && sets_json_message_type(tree)
    {
        let message = "its XML payload goes out as {\"fault\":{..}}, as it did".to_owned();
        let line = Some(tree.line(payload.node));
        findings.push(code::WRAPPER_KEPT.finding(Severity::Note, message, line));
        return carried;
    }
    for rewrite in &rewrites {
        let line = Some(tree.line(rewrite.node));
        if let Rewrite::Unfaithful(why) = &rewrite.rewrite {
            let message = format!("this payload has no faithful JSON and stays XML: {why}");
            findings.push(rewrite.rule.finding(Severity::Warning, message, line));
        } else if let Rewrite::Lost(why) = &rewrite.rewrite {
            findings.push(rewrite.rule.finding(Severity::Warning, why.clone(), line));
        } else if rewrite.rewrite == Rewrite::Drop {
            let message = rewrite.rule.when.to_owned();
            findings.push(rewrite.rule.finding(Severity::Warning, message, line));
        }
    }
    match splice(tree, &rewrites) {
        Ok(text) if text != tree.doc.text() => (text, Outcome::Rewritten),
        _ => carried,
    }
}

/// The document's own text with what became of its nodes.
fn splice(tree: &Tree<'_>, rewrites: &[Rewritten]) -> Result<String, Overlap> {
    let doc = tree.doc;
    let mut splices = Splices::new();
    for r in rewrites {
        let element = tree.node(r.node).element;
        match &r.rewrite {
            Rewrite::Json(json) => {
                let span = doc.node(element).span;
                splices.replace(span, json_payload_text(doc, element, json))?;
            }
            Rewrite::Attributes(patches) => {
                for patch in patches {
                    set_attributes(doc, patch, &mut splices)?;
                }
            }
            Rewrite::Drop if tree.kind(r.node) != Kind::Sequence => {
                let span = doc.node(element).span;
                let before = doc.text()[..span.start as usize].trim_end_matches([' ', '\t']);
                splices.replace(Span { start: before.len() as u32, ..span }, "")?;
            }
            _ => {}
        }
    }
    splices.apply(doc.text())
}

fn set_attributes(doc: &Document, patch: &Patch, splices: &mut Splices) -> Result<(), Overlap> {
    for (name, value) in &patch.set {
        let text = format!("{name}=\"{}\"", escape_attribute(value));
        match doc.find_attribute(patch.element, name) {
            Some(id) => splices.replace(doc.attribute(id).span, text)?,
            None => {
                let end = doc.node(patch.element).name.end;
                splices.replace(Span::at(end), format!(" {text}"))?;
            }
        }
    }
    Ok(())
}

/// Whether the release ships a sequence of that name.
fn is_stock(key: &str, release: Release) -> bool {
    match SequenceName::from_name_attribute(key) {
        Some(sequence) => stock::get(sequence, release).is_some(),
        None => stock::ships_file(release, &format!("{key}.xml")),
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

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
