//! What each file was made from: identified, or given by name or by path.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::given::{Given, Named, parse_release};
use super::input::{InScope, Input, Source};
use crate::guard::{defect, guarded};
use crate::identify::{self, Chosen, Distances, Doubt, Favour, document, labels};
use crate::model::{BaseInfo, Candidate, Origin, Scope};
use crate::pack::{PlanError, Stated};
use crate::parallel;
use crate::program::Tree;
use crate::stock::{self, Release, SequenceName};
use crate::timings::Stage;
use crate::update_levels::{UpdateLevel, UpdateLevels};
use crate::xml::Document;

/// Where bases come from.
pub(super) enum Base {
    Identified,
    Release(Release),
    Level(Arc<UpdateLevel>),
    Path { given: Box<Given>, release: Release },
}

/// The base of one file.
pub(super) struct BaseOf<'b> {
    /// The sequence in the base; none where the base does not have it.
    pub source: Option<Source<'b>>,
    pub release: Release,
    pub info: Option<Arc<BaseInfo>>,
    /// What else the file may have been started from.
    pub rivals: Vec<RivalOf>,
}

/// Stock that a file may have been started from instead of its base.
pub(super) struct RivalOf {
    pub release: Release,
    pub doc: &'static Document,
    /// Why it is rather this, where the base was given.
    pub doubt: Option<String>,
}

impl<'b> BaseOf<'b> {
    fn of(source: Option<Source<'b>>, release: Release, info: Option<Arc<BaseInfo>>) -> Self {
        Self { source, release, info, rivals: Vec::new() }
    }
}

impl Base {
    pub(super) fn choose(
        path: Option<&Path>,
        release: Option<&str>,
        levels: &UpdateLevels,
    ) -> Result<Self, PlanError> {
        if let Some(release) = release {
            return Ok(match parse_release(release, levels)? {
                Named::Release(release) => Self::Release(release),
                Named::Level(level) => Self::Level(level),
            });
        }
        let Some(path) = path else { return Ok(Self::Identified) };
        let given = Given::base(path)?;
        let release = given.release(Favour::Old);
        Ok(Self::Path { given: Box::new(given), release })
    }

    /// The base of each input of a scope, in their order; `stated` is what the operator's home says
    /// of its release.
    ///
    /// A sequence that the given base does not have gets the release that fits it best.
    ///
    /// # Errors
    ///
    /// A single sequence that the release given by name does not ship.
    pub(super) fn of_each<'b>(
        &'b self,
        scope: &InScope,
        known: &'b Known,
        stated: Option<&Stated>,
    ) -> Result<Vec<BaseOf<'b>>, PlanError> {
        match (self, &scope.inputs[..]) {
            (Self::Release(release), [only]) if stock::get(only.sequence, *release).is_none() => {
                Err(not_shipped(only.sequence, *release))
            }
            (Self::Identified, inputs) => {
                Ok(identified(inputs, known, stated.and_then(|s| s.release)))
            }
            (_, inputs) => {
                let base = |input: &Input| {
                    let mut base = self.of_one(input, scope.scope, known);
                    base.rivals.extend(doubt(&base, input, known, stated));
                    base
                };
                Ok(inputs.iter().map(base).collect())
            }
        }
    }

    fn of_one<'b>(&'b self, input: &Input, scope: Scope, known: &'b Known) -> BaseOf<'b> {
        let own = || identified(std::slice::from_ref(input), known, None).remove(0);
        match self {
            Self::Identified => own(),
            Self::Release(release) => embedded_base(input.sequence, *release).unwrap_or_else(own),
            Self::Level(level) => match level.get(input.sequence) {
                Some(doc) => {
                    let info = given_info(&level.name, Origin::Added, Vec::new());
                    BaseOf::of(Some(Source::whole(doc)), level.release, Some(info))
                }
                None => embedded_base(input.sequence, level.release).unwrap_or_else(own),
            },
            Self::Path { given, release } => {
                let Some((source, _)) = given.find(scope, input.sequence) else {
                    return embedded_base(input.sequence, *release).unwrap_or_else(own);
                };
                let info = given_info(release.label(), Origin::Path, Vec::new());
                BaseOf::of(Some(source), *release, Some(info))
            }
        }
    }
}

/// What a file was rather made from than from the base that was given.
fn doubt(
    base: &BaseOf<'_>,
    input: &Input,
    known: &Known,
    stated: Option<&Stated>,
) -> Option<RivalOf> {
    let given = base.info.as_ref().filter(|info| info.given)?;
    let (source, distances) = (base.source?, known.get(input)?);
    let other = match given.origin {
        Origin::Embedded if distances.may_be(base.release) => None,
        _ => Some(identify::weight_between(&source.tree(), &input.tree().ok()?)),
    };
    let doubt = distances.doubt(base.release, other, stated.and_then(|s| s.release))?;
    let (release, why) = match doubt {
        Doubt::Stated(release) => {
            let place = stated.map(|s| s.place.as_str()).unwrap_or_default();
            (release, format!("{place} says that this home is {release}"))
        }
        Doubt::Fits(release) => (release, format!("{release} fits far better")),
    };
    let doc = document(stock::get(input.sequence, release)?);
    Some(RivalOf { release, doc, doubt: Some(why) })
}

fn given_info(release: &str, origin: Origin, same_content: Vec<String>) -> Arc<BaseInfo> {
    Arc::new(BaseInfo {
        release: Some(release.to_owned()),
        origin,
        edits: 0,
        same_content,
        runners_up: Vec::new(),
        given: true,
    })
}

fn not_shipped(sequence: SequenceName, release: Release) -> PlanError {
    let others: Vec<String> = stock::variants(sequence).flat_map(labels).collect();
    PlanError {
        message: format!("API Manager {release} does not ship {}", sequence.file_name()),
        help: format!("leave --base-release out, or name one of {}", others.join(", ")),
    }
}

/// How far the inputs are from what releases ship; each content is compared once.
#[derive(Default)]
pub(super) struct Known {
    distances: HashMap<ContentId, Distances>,
    /// The update levels, and how many edits each content is from what each of them ships.
    levels: UpdateLevels,
    from_levels: HashMap<ContentId, Vec<Option<usize>>>,
    /// What is said of a base, once for all files of the same content.
    infos: Mutex<HashMap<(ContentId, Release), Arc<BaseInfo>>>,
}

/// A sequence of that name and content.
type ContentId = (SequenceName, Option<Arc<str>>);

fn content_id(input: &Input) -> ContentId {
    (input.sequence, input.digest.clone())
}

impl Known {
    /// Compares each content of the inputs; fails those on which that panics.
    pub(super) fn of(scopes: &mut [InScope], levels: &UpdateLevels) -> Self {
        let mut unique: HashMap<ContentId, &Input> = HashMap::new();
        for input in scopes.iter().flat_map(|s| s.inputs.iter().chain(&s.others)) {
            unique.entry(content_id(input)).or_insert(input);
        }
        let shipped = Shipped::of(levels);
        let compare = |(id, input): (ContentId, &Input)| {
            let compare = || {
                let tree = input.tree().ok()?;
                Some((
                    Distances::of(input.sequence, &tree),
                    shipped.edits_from(input.sequence, &tree),
                ))
            };
            guarded(|| Stage::Identify.timed(compare)).transpose().map(|compared| (id, compared))
        };
        let compared = parallel::map(unique.into_iter().collect(), compare);
        let (mut known, mut from_levels) = (HashMap::new(), HashMap::new());
        let mut panicked = HashMap::new();
        for (id, compared) in compared.into_iter().flatten() {
            match compared {
                Ok((distances, from_each)) => {
                    known.insert(id.clone(), distances);
                    from_levels.insert(id, from_each);
                }
                Err(panic) => drop(panicked.insert(id, panic)),
            }
        }
        for input in scopes.iter_mut().flat_map(|s| s.inputs.iter_mut().chain(&mut s.others)) {
            if let Some(panic) = panicked.get(&content_id(input)) {
                input.fail(defect(panic));
            }
        }
        let levels = levels.clone();
        Self { distances: known, levels, from_levels, infos: Mutex::default() }
    }

    pub(super) fn get(&self, input: &Input) -> Option<&Distances> {
        self.distances.get(&content_id(input))
    }

    /// What is to be said of a base of an input.
    fn info(&self, input: &Input, distances: &Distances, release: Release) -> Arc<BaseInfo> {
        let mut infos = self.infos.lock().unwrap_or_else(PoisonError::into_inner);
        let known = infos.entry((content_id(input), release));
        Arc::clone(known.or_insert_with(|| Arc::new(distances.info(release))))
    }
}

/// The sequences of update levels, each read once.
struct Shipped<'l>(Vec<HashMap<SequenceName, Tree<'l>>>);

impl<'l> Shipped<'l> {
    fn of(levels: &'l UpdateLevels) -> Self {
        let trees = |level: &'l Arc<UpdateLevel>| {
            level.all().map(|(name, doc)| (name, Tree::of(doc, doc.root()))).collect()
        };
        Self(levels.iter().map(trees).collect())
    }

    /// Edits from what each level ships; none where it does not ship the sequence.
    fn edits_from(&self, sequence: SequenceName, custom: &Tree<'_>) -> Vec<Option<usize>> {
        let edits = |level: &HashMap<SequenceName, Tree<'l>>| {
            level.get(&sequence).map(|base| identify::edits_between(base, custom))
        };
        self.0.iter().map(edits).collect()
    }
}

/// One base for all inputs that can be read, but for those that fit another release far better;
/// of an update level where that takes fewer edits.
fn identified<'b>(inputs: &[Input], known: &'b Known, stated: Option<Release>) -> Vec<BaseOf<'b>> {
    let mut bases = by_release(inputs, known, stated);
    let edits = |base: &BaseOf<'_>| base.info.as_ref().map_or(0, |info| info.edits);
    let total: usize = bases.iter().map(edits).sum();
    // The edits from a level, for the files that are nearer to what it ships.
    let nearer = |number: usize, input: &Input, base: &BaseOf<'_>| {
        let from = known.from_levels.get(&content_id(input))?.get(number).copied().flatten()?;
        (from < edits(base)).then_some(from)
    };
    let with = |number: usize| -> usize {
        let each = inputs.iter().zip(&bases);
        each.map(|(input, base)| nearer(number, input, base).unwrap_or(edits(base))).sum()
    };
    let levels = known.levels.iter().enumerate();
    let best = levels.map(|(number, level)| (with(number), number, level)).min_by_key(|l| l.0);
    let Some((_, number, level)) = best.filter(|(least, ..)| *least < total) else { return bases };
    for (input, base) in inputs.iter().zip(&mut bases) {
        let Some((from, doc)) = nearer(number, input, base).zip(level.get(input.sequence)) else {
            continue;
        };
        let info = BaseInfo {
            release: Some(level.name.clone()),
            origin: Origin::Added,
            edits: from,
            same_content: Vec::new(),
            runners_up: next_best(base.info.as_deref()),
            given: false,
        };
        *base = BaseOf::of(Some(Source::whole(doc)), level.release, Some(Arc::new(info)));
    }
    bases
}

/// A base that was the best, and those that came after it.
fn next_best(best: Option<&BaseInfo>) -> Vec<Candidate> {
    let Some(best) = best else { return Vec::new() };
    let own = Candidate { releases: best.same_content.clone(), edits: best.edits };
    std::iter::once(own).chain(best.runners_up.iter().cloned()).collect()
}

/// The embedded release that fits best.
fn by_release(inputs: &[Input], known: &Known, stated: Option<Release>) -> Vec<BaseOf<'static>> {
    let found: Vec<Option<&Distances>> = inputs.iter().map(|i| known.get(i)).collect();
    let all: Vec<&Distances> = found.iter().copied().flatten().collect();
    let mut chosen = identify::bases(&all, stated).into_iter();
    let base = |(input, distances): (&Input, &Option<&Distances>)| {
        let Some((d, Chosen { release, rivals })) =
            distances.zip(distances.and_then(|_| chosen.next()))
        else {
            return BaseOf::of(None, Release::V3_2_0, None);
        };
        let text = |release| Some(document(stock::get(d.sequence(), release)?));
        let rival = |release| Some(RivalOf { release, doc: text(release)?, doubt: None });
        let rivals = rivals.into_iter().filter_map(rival).collect();
        let source = text(release).map(Source::whole);
        BaseOf { rivals, ..BaseOf::of(source, release, Some(known.info(input, d, release))) }
    };
    inputs.iter().zip(&found).map(base).collect()
}

fn embedded_base(sequence: SequenceName, release: Release) -> Option<BaseOf<'static>> {
    let stock = stock::get(sequence, release)?;
    let info = given_info(release.label(), Origin::Embedded, labels(stock));
    Some(BaseOf::of(Some(Source::whole(document(stock))), release, Some(info)))
}
