//! Which file of a folder is which sequence.
//!
//! The gateway goes by the `name` attribute and not by the file (wso2-synapse, `SequenceDeployer`,
//! `MultiXMLConfigurationBuilder`). People go by the file: one that is called `fault.xml` and names
//! its sequence otherwise was meant to be the fault sequence, unless another file is.

use std::collections::HashMap;
use std::sync::Arc;

use super::input::{Content, Documents, Input, definitions};
use crate::companions::OwnFile;
use crate::model::{Finding, Severity};
use crate::pack::{Found, PlanError, wrong_root};
use crate::program::{NAMESPACE, name_attribute};
use crate::rules::code;
use crate::stock::SequenceName;
use crate::xml::{Document, Template};

/// The files of a folder.
pub(super) struct Sorted {
    /// The stock sequences.
    pub inputs: Vec<Input>,
    /// The others.
    pub own: Vec<OwnFile>,
}

/// A sequence that may be one of the stock ones.
struct Claim {
    found: Found,
    /// Which it is by the name of its file.
    by_file: Option<SequenceName>,
    /// Which it is by its `name` attribute.
    by_name: Option<SequenceName>,
    /// Its sequence is what it is taken for once that is known.
    input: Input,
}

impl Sorted {
    /// The one file that was asked for, which is what its file name says or else its `name`.
    ///
    /// # Errors
    ///
    /// Nothing says which sequence it is.
    pub(super) fn single<'f>(
        files: impl Iterator<Item = (&'f Found, Content)>,
        documents: &Documents,
    ) -> Result<Self, PlanError> {
        let mut inputs = Vec::new();
        for (found, content) in files {
            inputs.extend(documents.inputs(found, content)?);
        }
        Ok(Self { inputs, own: Vec::new() })
    }

    /// The files of a folder.
    pub(super) fn of<'f>(
        files: impl Iterator<Item = (&'f Found, Content)>,
        documents: &Documents,
    ) -> Self {
        let (mut claims, mut own) = (Vec::new(), Vec::new());
        for (found, content) in files {
            let (digest, document) = documents.get(found, content);
            let file = OwnFile { found: found.clone(), digest, document };
            match claims_of(&file) {
                of_file if of_file.is_empty() => own.push(file),
                of_file => claims.extend(of_file),
            }
        }
        claims.sort_by_key(Claim::rank);
        Self::settled(claims, own)
    }

    /// Gives each stock sequence to the best of those that claim it.
    fn settled(claims: Vec<Claim>, mut own: Vec<OwnFile>) -> Self {
        let mut inputs: Vec<Input> = Vec::new();
        let mut taken: HashMap<SequenceName, usize> = HashMap::new();
        for mut claim in claims {
            let mut wanted = claim.by_name.into_iter().chain(claim.by_file);
            let free = wanted.find(|sequence| !taken.contains_key(sequence));
            let double = claim.by_name.and_then(|name| taken.get(&name));
            if let Some(&other) = double.filter(|_| !claim.is_template()) {
                let finding = both_define(&inputs[other], &claim.input);
                inputs[other].notes.push(finding);
            }
            match free {
                Some(sequence) => {
                    claim.input.sequence = sequence;
                    claim.input.notes.extend(claim.in_other_file());
                    taken.insert(sequence, inputs.len());
                    inputs.push(claim.input);
                }
                None if double.is_none() => {
                    let by_file = claim.by_file.and_then(|sequence| taken.get(&sequence));
                    if let Some(&other) = by_file {
                        let finding = passed_over(&inputs[other], &claim.input);
                        inputs[other].notes.extend(finding);
                    }
                    own.push(claim.into_own());
                }
                None => {}
            }
        }
        inputs.sort_by(|a, b| a.path.cmp(&b.path));
        Self { inputs, own }
    }
}

impl Claim {
    /// The smaller, the surer: its file and its name say the same, or there is nothing but the file
    /// to go by; then what the gateway runs; then what a person meant.
    fn rank(&self) -> (bool, u8) {
        let sure = match (self.by_file, self.by_name) {
            (Some(file), Some(name)) if file == name => 0,
            (Some(_), None) if self.input.source().is_err() => 0,
            (None, _) => 1,
            (Some(_), Some(_)) => 2,
            (Some(_), None) => 3,
        };
        (self.is_template(), sure)
    }

    /// Whether it is a template: a rendered file beside it is what counts.
    fn is_template(&self) -> bool {
        Template::of_name(self.found.name()).is_some()
    }

    /// That a file under another name is what the gateway runs.
    fn in_other_file(&self) -> Option<Finding> {
        let sequence = self.by_name.filter(|&name| name == self.input.sequence)?;
        if self.by_file == self.by_name || self.input.own_file().is_none() || self.is_template() {
            return None;
        }
        let message = format!(
            "{} defines {}, and the gateway goes by that name: it is planned as {}, and written as \
             that",
            self.found.name(),
            sequence.default_name_attribute(),
            sequence.file_name(),
        );
        Some(code::NAME_IN_OTHER_FILE.finding(Severity::Warning, message, None))
    }

    fn into_own(self) -> OwnFile {
        let document = self.input.read.map(|(document, _)| document).map_err(|why| *why);
        OwnFile { found: self.found, digest: self.input.digest, document }
    }
}

/// What the sequences in a file may be; nothing for one that is the operator's own.
fn claims_of(file: &OwnFile) -> Vec<Claim> {
    let OwnFile { found, digest, document } = file;
    let path = &found.relative;
    let claim =
        |by_name, input| Claim { found: found.clone(), by_file: found.sequence, by_name, input };
    let failed = |why: &Finding| {
        let failed = |sequence| Input::failed(sequence, path, digest.clone(), why.clone());
        found.sequence.map(|sequence| claim(None, failed(sequence))).into_iter().collect()
    };
    let doc = match document {
        Ok(doc) => doc,
        Err(why) => return failed(why),
    };
    let root = doc.root();
    match (doc.namespace(root), doc.local_name(root)) {
        (NAMESPACE, "sequence") => {
            let name = name_attribute(doc, root);
            let by_name = name.and_then(|name| SequenceName::from_name_attribute(&name));
            let Some(sequence) = by_name.or(found.sequence) else { return Vec::new() };
            let read = Ok((Arc::clone(doc), root));
            let (path, digest) = (path.as_str().into(), digest.clone());
            let input = Input { sequence, path, digest, read, notes: Vec::new() };
            vec![claim(by_name, input)]
        }
        (NAMESPACE, "definitions") => in_definitions(file, doc, claim),
        _ => failed(&wrong_root(doc)),
    }
}

/// The stock sequences in a `<definitions>` document.
fn in_definitions(
    OwnFile { found, digest, .. }: &OwnFile,
    doc: &Arc<Document>,
    claim: impl Fn(Option<SequenceName>, Input) -> Claim,
) -> Vec<Claim> {
    let inputs = definitions(&found.relative, digest.clone(), doc, found.sequence);
    let one = |input: Input| {
        let by_name = input.source().is_ok().then_some(input.sequence);
        let by_file = found.sequence.filter(|_| by_name.is_none() || by_name == found.sequence);
        Claim { by_file, ..claim(by_name, input) }
    };
    inputs.unwrap_or_default().into_iter().map(one).collect()
}

/// That the gateway refuses one of two files.
fn both_define(one: &Input, other: &Input) -> Finding {
    let message = format!(
        "{} and {} both define {}: the gateway runs one of them and refuses the other; the second \
         is left out here",
        one.path,
        other.path,
        one.sequence.default_name_attribute()
    );
    code::DUPLICATE_SEQUENCE.finding(Severity::Error, message, None)
}

/// That a file is not what it is called, since the gateway runs another as that.
fn passed_over(run: &Input, other: &Input) -> Option<Finding> {
    let source = other.source().ok()?;
    let message = format!(
        "{} has the sequence \"{}\"; what the gateway runs as {} stands in {}",
        other.path,
        name_attribute(source.doc, source.element).unwrap_or_default(),
        run.sequence.default_name_attribute(),
        run.path
    );
    Some(code::NAME_IN_OTHER_FILE.finding(Severity::Warning, message, None))
}
