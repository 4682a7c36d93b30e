//! Findings for sequences as they stand, against what one release loads and does.
//!
//! Nothing is merged: the stock of that release is what was not written by the operator, and what
//! a merge would rewrite is a finding here.
//!
//! ```
//! use faultgraft::lint::{LintRequest, lint};
//! use faultgraft::plan::Levels;
//! use faultgraft::stock::Release;
//!
//! let found = lint(&LintRequest {
//!     paths: vec!["fixtures/installations/harbourline-2-6-0/sequences".into()],
//!     release: Release::V4_0_0,
//!     include_stock: false,
//!     levels: Levels::default(),
//! })?;
//! for file in &found {
//!     for finding in &file.findings {
//!         println!("{}: {}: {}", file.path, finding.rule, finding.message);
//!     }
//! }
//! # assert!(!found.is_empty());
//! # Ok::<(), faultgraft::plan::PlanError>(())
//! ```

mod home;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::callees::Callees;
use crate::companions::{Contents, Library, OwnFile, Upgrade, called};
use crate::guard::{defect, guarded};
use crate::matching::Versions;
pub use crate::model::Linted;
use crate::model::{CustomKind, Finding, Severity, Triple};
use crate::pack::{Found, Pack, PlanError, refusal, wrong_root};
use crate::payload::Reading;
use crate::program::{NAMESPACE, Tree, read_file};
use crate::rules::{Audience, Levels, Rewriting, Scene, Setting, as_it_stands, code, to_rewrite};
use crate::stock::{self, Release, SequenceName};
use crate::xml::{Document, NodeId};
use home::Home;

/// What to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintRequest {
    /// XML files, folders of sequences, API Manager homes.
    pub paths: Vec<PathBuf>,
    /// The release that shall load them.
    pub release: Release,
    /// Whether what is stock in that release has findings too.
    pub include_stock: bool,
    /// How serious findings are, where that is not as the rules say.
    pub levels: Levels,
}

/// Looks at every sequence under the paths.
///
/// # Errors
///
/// A path that is not there, or a folder without sequences. A file that cannot be read is an entry
/// with an error instead.
pub fn lint(request: &LintRequest) -> Result<Vec<Linted>, PlanError> {
    let mut all = Vec::new();
    let mut contents = Contents::default();
    for path in &request.paths {
        let pack = Pack::open(path)?;
        let home = Home::of(&pack);
        let mut of_path = Vec::new();
        for folder in &pack.folders {
            let own = pack.own_files(folder.scope).into_iter().map(OwnFile::read);
            let library = Library::of(&own.collect::<Vec<_>>(), &mut contents);
            let around = Around { library: &library, home: &home, request };
            let mut linted: Vec<Linted> =
                folder.files.iter().map(|found| lint_file((&pack, path), found, &around)).collect();
            doubles(&mut linted);
            deleted(&folder.files, &mut linted, &around);
            let readable = linted.iter_mut().filter(|l| l.readable);
            readable.for_each(|l| request.levels.apply(&mut l.findings));
            of_path.extend(linted);
        }
        // The jars have been looked into by now.
        let mut of_home = home.linted(path);
        of_home.iter_mut().for_each(|l| request.levels.apply(&mut l.findings));
        of_home.retain(|l| !l.findings.is_empty());
        all.extend(of_home.into_iter().chain(of_path));
    }
    Ok(all)
}

/// What a file is looked at with.
struct Around<'a> {
    /// The operator's own sequences beside it.
    library: &'a Library,
    /// The installation that it stands in.
    home: &'a Home,
    request: &'a LintRequest,
}

fn lint_file((pack, path): (&Pack, &Path), found: &Found, around: &Around<'_>) -> Linted {
    let shown = match pack.kind {
        CustomKind::File => path.display().to_string(),
        _ => path.join(&found.relative).display().to_string(),
    };
    let linted = found.read().map(|bytes| {
        guarded(|| lint_bytes(&shown, &bytes, found.sequence, around))
            .unwrap_or_else(|panicked| unreadable(&shown, defect(&panicked)))
    });
    linted.unwrap_or_else(|why| unreadable(&shown, why))
}

/// Says of each file of the operator's own that the gateway deletes it at start.
fn deleted(files: &[Found], linted: &mut [Linted], around: &Around<'_>) {
    let stock = linted.iter().filter(|l| l.sequence.is_some());
    let called = around.library.reached_from(stock.flat_map(|l| &l.calls));
    for (found, file) in files.iter().zip(linted) {
        if file.sequence.is_none() && file.readable {
            let is_called = file.defines.iter().any(|name| called.contains(name));
            let release = around.request.release;
            file.findings.extend(around.home.deletes(found.name(), is_called, release));
        }
    }
}

/// Says of each sequence that two files of a folder define: the gateway refuses the second
/// (wso2-synapse, `SynapseConfiguration.addSequence` and `SequenceDeployer`).
fn doubles(linted: &mut [Linted]) {
    let mut first: HashMap<String, String> = HashMap::new();
    for file in linted {
        for name in &file.defines {
            let Some(other) = first.get(name) else {
                first.insert(name.clone(), file.path.clone());
                continue;
            };
            let message = format!("{other} and {} both define {name}", file.path);
            file.findings.push(code::DUPLICATE_SEQUENCE.finding(Severity::Error, message, None));
        }
    }
}

fn unreadable(path: &str, why: Finding) -> Linted {
    Linted {
        path: path.to_owned(),
        sequence: None,
        readable: false,
        findings: vec![why],
        text: None,
        defines: Vec::new(),
        calls: Vec::new(),
    }
}

fn lint_bytes(
    path: &str,
    bytes: &[u8],
    sequence: Option<SequenceName>,
    around: &Around<'_>,
) -> Linted {
    let doc = match read_file(path, bytes) {
        Ok(doc) => doc,
        Err(error) => return unreadable(path, refusal(&error)),
    };
    let root = doc.root();
    match (doc.namespace(root), doc.local_name(root)) {
        (NAMESPACE, "sequence") => {
            let sequence = sequence.or_else(|| by_name(&doc, root));
            let findings = lint_sequence(&doc, root, sequence, around);
            let defines = name_attribute(&doc, root).into_iter().collect();
            let calls = called(&Tree::of(&doc, root)).into_iter().map(|call| call.key).collect();
            Linted {
                path: path.to_owned(),
                sequence: sequence.map(|s| s.stem().to_owned()),
                readable: true,
                findings,
                text: Some(doc.shared_text()),
                defines,
                calls,
            }
        }
        (NAMESPACE, "definitions") => definitions(path, &doc, around),
        _ => unreadable(path, wrong_root(&doc)),
    }
}

fn by_name(doc: &Document, sequence: NodeId) -> Option<SequenceName> {
    SequenceName::from_name_attribute(&name_attribute(doc, sequence)?)
}

fn name_attribute(doc: &Document, sequence: NodeId) -> Option<String> {
    Some(doc.attribute_value(doc.find_attribute(sequence, "name")?).into_owned())
}

/// Each sequence of a `<definitions>` document, which does not load as a whole.
fn definitions(path: &str, doc: &Document, around: &Around<'_>) -> Linted {
    let root = doc.root();
    let message = "a <definitions> document does not load from the sequences folder".to_owned();
    let line = Some(doc.line(root));
    let mut refused = code::DEFINITIONS_ROOT.finding(Severity::Error, message, line);
    refused.help = "Give each sequence in a file of its own, as API Manager does.".to_owned();
    let mut findings = vec![refused];
    let sequences = doc
        .child_elements(root)
        .filter(|&e| doc.namespace(e) == NAMESPACE && doc.local_name(e) == "sequence");
    let mut defines = Vec::new();
    for element in sequences {
        findings.extend(lint_sequence(doc, element, by_name(doc, element), around));
        defines.extend(name_attribute(doc, element));
    }
    Linted {
        path: path.to_owned(),
        sequence: None,
        readable: true,
        findings,
        text: Some(doc.shared_text()),
        defines,
        calls: Vec::new(),
    }
}

/// What stands for the stock of a sequence that is not stock.
const NOTHING: &str = "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"none\"/>";

fn lint_sequence(
    doc: &Document,
    element: NodeId,
    sequence: Option<SequenceName>,
    &Around { library, home, request }: &Around<'_>,
) -> Vec<Finding> {
    let shipped = sequence
        .filter(|_| !request.include_stock)
        .and_then(|s| stock::get(s, request.release))
        .map_or(NOTHING, |s| s.text);
    // Both are embedded texts that the tests read.
    let Ok(shipped) = Document::parse(shipped) else { return Vec::new() };
    let (base, custom) = (Tree::of(&shipped, shipped.root()), Tree::of(doc, element));
    let classes = home.classes.as_ref().map(|path| path.jars_of(&custom, Some(&base)));
    let setting = Setting {
        sequence,
        base_release: request.release,
        target_release: request.release,
        rewriting: rewriting(request.release),
        classes: classes.as_ref(),
        formatters: &home.formatters,
        callees: &Callees::none(),
    };
    let trees = Triple { base: &base, custom: &custom, target: &base };
    let versions = Versions::of(trees, &custom);
    let scene = Scene::new(setting, &versions);
    let mut findings = as_it_stands(&scene);
    let audience = Audience::alone(&custom, request.release, setting.callees);
    findings.extend(to_rewrite(&scene, &audience));
    findings.extend(sequence.and_then(|s| renamed(&custom, s)));
    findings.extend(nameless(doc, element));
    let own_name = name_attribute(doc, element);
    let mut called = called(&custom);
    called.retain(|c| Some(&c.key) != own_name.as_ref());
    let about_calls =
        library.findings(&called, &Upgrade::between(request.release, request.release));
    let about_calls = about_calls.into_iter().map(|known| known.finding);
    findings.extend(about_calls.filter(|f| f.rule == code::MISSING_SEQUENCE.code));
    findings.sort_by_key(|f| f.line);
    findings
}

/// The findings about a merged text that a person edited: as it would stand on a release.
pub(crate) fn lint_merged(
    doc: &Document,
    sequence: Option<SequenceName>,
    release: Release,
) -> Vec<Finding> {
    let levels = Levels::default();
    let request = LintRequest { paths: Vec::new(), release, include_stock: false, levels };
    let calls_are_known = |f: &Finding| f.rule != code::MISSING_SEQUENCE.code;
    let (library, home) = (Library::default(), Home::default());
    let around = Around { library: &library, home: &home, request: &request };
    let mut found = lint_sequence(doc, doc.root(), sequence, &around);
    found.retain(calls_are_known);
    found
}

/// A stock file whose sequence has another name: nobody calls it.
fn renamed(tree: &Tree<'_>, sequence: SequenceName) -> Option<Finding> {
    let root = tree.node(crate::program::Ix::ROOT).element;
    let name = tree.doc.find_attribute(root, "name").map(|n| tree.doc.attribute_value(n))?;
    let stock = sequence.default_name_attribute();
    let message = format!(
        "{} has the sequence \"{name}\"; the gateway calls \"{stock}\"",
        sequence.file_name()
    );
    let line = Some(tree.doc.line(root));
    (name != stock).then(|| code::NAME_CHANGED.finding(Severity::Error, message, line))
}

/// A sequence in a file needs a name (wso2-synapse, `SequenceMediatorFactory`).
fn nameless(doc: &Document, sequence: NodeId) -> Option<Finding> {
    let named = doc.find_attribute(sequence, "name").is_some();
    let message = "<sequence> has no name: it does not load".to_owned();
    let line = Some(doc.line(sequence));
    (!named).then(|| code::BAD_LOAD.finding(Severity::Error, message, line))
}

fn rewriting(release: Release) -> Rewriting {
    let replaces = [Release::V1_10_0, Release::V2_0_0, Release::V2_1_0].contains(&release);
    Rewriting {
        base: release,
        target: release,
        to_json: release.answers_json(),
        classes_removed: release.answers_json(),
        reading: Reading { inline_ctx: !replaces },
    }
}
