//! Where the base and the target come from: embedded, or given by path.

use std::path::Path;

use super::PlanError;
use super::input::{Input, place, read_pack};
use crate::identify::{self, Distances, Favour, document, labels};
use crate::model::{BaseInfo, CustomKind, Origin, TargetInfo};
use crate::pack::{Found, Pack};
use crate::stock::{self, Release, SequenceName};
use crate::synapse::Tree;

/// What the operator's edits are merged into.
pub(super) struct Target {
    pub info: TargetInfo,
    pub release: Release,
    /// The folder of the sequences in a target given by path, as patches name it.
    pub folder: Option<String>,
    given: Vec<Input>,
    /// All files in a target given by path.
    pub files: Vec<Found>,
    /// Whether one given file stands for whatever sequence is asked for.
    any: bool,
}

impl Target {
    /// The target that the options name; the embedded 4.0.0 where they name none.
    pub(super) fn choose(path: Option<&Path>, release: Option<&str>) -> Result<Self, PlanError> {
        let Some(path) = path else {
            let release = release.map_or(Ok(Release::DEFAULT_TARGET), parse_release)?;
            return Ok(Self {
                info: TargetInfo {
                    release: Some(release.label().to_owned()),
                    origin: Origin::Embedded,
                    path: None,
                },
                release,
                folder: None,
                given: Vec::new(),
                files: Vec::new(),
                any: false,
            });
        };
        let (pack, given) = read_stock(path, "target")?;
        let release = release_of(&given, Favour::New);
        Ok(Self {
            info: TargetInfo {
                release: Some(release.label().to_owned()),
                origin: Origin::Path,
                path: Some(path.display().to_string()),
            },
            release,
            folder: Some(pack.folder),
            given,
            files: pack.files,
            any: pack.kind == CustomKind::File,
        })
    }

    /// The target's sequence and whether the target itself has it; one that a given target lacks
    /// is the embedded one of its release.
    pub(super) fn tree(&self, sequence: SequenceName) -> Option<(Tree<'_>, bool)> {
        if let Some(tree) = given(&self.given, self.any, sequence) {
            return Some((tree, true));
        }
        let doc = document(stock::get(sequence, self.release)?);
        Some((Tree::of(doc, doc.root()), self.given.is_empty()))
    }
}

/// Where bases come from.
pub(super) enum Base {
    Identified,
    Release(Release),
    Path { given: Vec<Input>, any: bool, release: Release },
}

/// The base of one file.
pub(super) struct BaseOf<'b> {
    /// The sequence in the base; none where the base does not have it.
    pub tree: Option<Tree<'b>>,
    pub release: Release,
    pub info: Option<BaseInfo>,
}

impl Base {
    pub(super) fn choose(path: Option<&Path>, release: Option<&str>) -> Result<Self, PlanError> {
        if let Some(release) = release {
            return Ok(Self::Release(parse_release(release)?));
        }
        let Some(path) = path else { return Ok(Self::Identified) };
        let (pack, given) = read_stock(path, "base")?;
        let release = release_of(&given, Favour::Old);
        Ok(Self::Path { given, any: pack.kind == CustomKind::File, release })
    }

    /// The base of each input, in their order.
    ///
    /// A sequence that the given base does not have gets the release that fits it best.
    ///
    /// # Errors
    ///
    /// A single sequence that the release given by name does not ship.
    pub(super) fn of_each(&self, inputs: &[Input]) -> Result<Vec<BaseOf<'_>>, PlanError> {
        match (self, inputs) {
            (Self::Release(release), [only]) if stock::get(only.sequence, *release).is_none() => {
                Err(not_shipped(only.sequence, *release))
            }
            (Self::Identified, _) => Ok(identified(inputs)),
            _ => Ok(inputs.iter().map(|input| self.of_one(input)).collect()),
        }
    }

    fn of_one(&self, input: &Input) -> BaseOf<'_> {
        let own = || identified(std::slice::from_ref(input)).remove(0);
        match self {
            Self::Identified => own(),
            Self::Release(release) => embedded_base(input.sequence, *release).unwrap_or_else(own),
            Self::Path { given: files, any, release } => {
                let Some(tree) = given(files, *any, input.sequence) else {
                    return embedded_base(input.sequence, *release).unwrap_or_else(own);
                };
                let info = given_info(*release, Origin::Path, Vec::new());
                BaseOf { tree: Some(tree), release: *release, info: Some(info) }
            }
        }
    }
}

fn given_info(release: Release, origin: Origin, same_content: Vec<String>) -> BaseInfo {
    BaseInfo {
        release: Some(release.label().to_owned()),
        origin,
        edits: 0,
        same_content,
        runners_up: Vec::new(),
        given: true,
    }
}

fn not_shipped(sequence: SequenceName, release: Release) -> PlanError {
    let others: Vec<String> = stock::variants(sequence).flat_map(labels).collect();
    PlanError {
        message: format!("API Manager {release} does not ship {}", sequence.file_name()),
        help: format!("leave --base-release out, or name one of {}", others.join(", ")),
    }
}

/// One base for all inputs that can be read, but for those that fit another release far better.
fn identified(inputs: &[Input]) -> Vec<BaseOf<'static>> {
    let distances: Vec<Option<Distances>> =
        inputs.iter().map(|i| i.tree().ok().map(|tree| Distances::of(i.sequence, &tree))).collect();
    let known: Vec<Distances> = distances.iter().flatten().cloned().collect();
    let mut releases = identify::bases(&known).into_iter();
    distances
        .iter()
        .map(|d| match d {
            None => BaseOf { tree: None, release: Release::V3_2_0, info: None },
            Some(d) => {
                let release = releases.next().unwrap_or(Release::V3_2_0);
                let stock = stock::get(d.sequence(), release);
                let tree = stock.map(|s| Tree::of(document(s), document(s).root()));
                BaseOf { tree, release, info: Some(d.info(release)) }
            }
        })
        .collect()
}

fn embedded_base(sequence: SequenceName, release: Release) -> Option<BaseOf<'static>> {
    let stock = stock::get(sequence, release)?;
    let doc = document(stock);
    Some(BaseOf {
        tree: Some(Tree::of(doc, doc.root())),
        release,
        info: Some(given_info(release, Origin::Embedded, labels(stock))),
    })
}

fn given(files: &[Input], any: bool, sequence: SequenceName) -> Option<Tree<'_>> {
    let file = files.iter().find(|f| f.sequence == sequence);
    file.or_else(|| files.first().filter(|_| any))?.tree().ok()
}

/// Reads a base or a target; every file of it must be readable.
fn read_stock(path: &Path, what: &str) -> Result<(Pack, Vec<Input>), PlanError> {
    let pack = Pack::open(path)?;
    let inputs = read_pack(&pack)?;
    if inputs.is_empty() {
        return Err(super::nothing_of_interest(path));
    }
    for input in &inputs {
        if let Err(finding) = input.tree() {
            let file = match pack.kind {
                CustomKind::File => path.to_owned(),
                _ => path.join(&input.path),
            };
            let place = place(&file.display().to_string(), finding);
            return Err(PlanError {
                message: format!("the {what} {place}: {}", finding.message),
                help: finding.help.clone(),
            });
        }
    }
    Ok((pack, inputs))
}

fn release_of(inputs: &[Input], favour: Favour) -> Release {
    let distances: Vec<Distances> =
        inputs.iter().filter_map(|i| Some(Distances::of(i.sequence, &i.tree().ok()?))).collect();
    identify::nearest(&distances.iter().collect::<Vec<_>>(), favour)
}

fn parse_release(text: &str) -> Result<Release, PlanError> {
    Release::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Release::ALL.iter().map(|r| r.version()).collect();
        PlanError {
            message: format!("release {text} is not embedded"),
            help: format!("name one of {}, or give the files by path", known.join(", ")),
        }
    })
}
