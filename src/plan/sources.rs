//! Where the base and the target come from: embedded, or given by path.

use std::collections::HashMap;
use std::path::Path;

use rayon::prelude::*;

use super::folders::read_pack;
use super::input::{InScope, Input, Source, nothing_of_interest, place};
use crate::guard::{defect, guarded};
use crate::identify::{self, Chosen, Distances, Doubt, Favour, document, labels};
use crate::model::{BaseInfo, CustomKind, Finding, Origin, Scope, Severity, TargetInfo};
use crate::pack::{Files, Found, Pack, PlanError, Stated};
use crate::rules::code;
use crate::stock::{self, Release, SequenceName, Stock};
use crate::watch::Unwatched;
use crate::xml::Document;

/// What the operator's edits are merged into.
pub(super) struct Target {
    pub info: TargetInfo,
    pub release: Release,
    /// The files of a target given by path.
    given: Option<Given>,
}

/// A base or a target given by path.
pub(super) struct Given {
    pub pack: Pack,
    scopes: Vec<InScope>,
}

impl Given {
    /// Reads a base; all of it must be readable.
    fn base(path: &Path) -> Result<Self, PlanError> {
        let given = Self::read(path, "base")?;
        let unread = given.unread().next().cloned();
        match unread {
            None => Ok(given),
            Some(why) => {
                let message = format!("the base {}: {}", path.display(), why.message);
                Err(PlanError { message, help: why.help })
            }
        }
    }

    /// Reads a base or a target; each file of it that may be read must be a sequence.
    fn read(path: &Path, what: &str) -> Result<Self, PlanError> {
        let pack = Pack::open(path)?;
        let scopes = read_pack(&pack, |_| true, &Unwatched)?;
        if scopes.iter().all(|s| s.inputs.is_empty()) {
            return Err(nothing_of_interest(path));
        }
        for input in scopes.iter().flat_map(|s| &s.inputs) {
            let unread = |f: &&Finding| f.is_unreadable() && pack.kind != CustomKind::File;
            if let Some(finding) = input.tree().err().filter(|f| !unread(f)) {
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
        Ok(Self { pack, scopes })
    }

    /// What may not be read of it.
    fn unread(&self) -> impl Iterator<Item = &Finding> {
        let files = self.scopes.iter().flat_map(|s| &s.inputs).filter_map(|i| i.source().err());
        self.pack.unread.iter().map(|unread| &unread.finding).chain(files)
    }

    /// The release that it says it is, unless its files contradict that, or else that they look
    /// like.
    fn release(&self, favour: Favour) -> Release {
        let distances = self.distances();
        let all: Vec<&Distances> = distances.iter().collect();
        let stated = self.stated().filter(|&release| identify::fits(&all, release));
        stated.unwrap_or_else(|| identify::nearest(&all, favour))
    }

    fn stated(&self) -> Option<Release> {
        self.pack.stated.as_ref().and_then(|s| s.release)
    }

    /// How far the files of its first scope are from what releases ship.
    fn distances(&self) -> Vec<Distances> {
        let inputs = self.scopes.first().map(|s| &s.inputs[..]).unwrap_or_default();
        let of = |i: &Input| Some(Distances::of(i.sequence, &i.tree().ok()?));
        inputs.iter().filter_map(of).collect()
    }

    fn scope(&self, scope: Scope) -> Option<&InScope> {
        self.scopes.iter().find(|s| s.scope == scope)
    }

    /// The sequence of a scope, and whether it stands in that scope itself.
    ///
    /// A single file stands for whatever is asked for. Where there are no scopes, the one folder
    /// stands for all. A tenant that is not there gets what new tenants get, or else what the super
    /// tenant has.
    fn find(&self, scope: Scope, sequence: SequenceName) -> Option<(Source<'_>, bool)> {
        if !self.pack.has_scopes() {
            let only = self.scopes.first()?;
            let any = (self.pack.kind == CustomKind::File).then(|| only.inputs.first()).flatten();
            return Some((only.get(sequence).or(any)?.source().ok()?, true));
        }
        let own = self.scope(scope).and_then(|s| s.get(sequence));
        if let Some(own) = own {
            return Some((own.source().ok()?, true));
        }
        let other = [Scope::TenantDefaults, Scope::SuperTenant]
            .into_iter()
            .find_map(|scope| self.scope(scope)?.get(sequence))?;
        Some((other.source().ok()?, false))
    }
}

impl Target {
    /// The target that the options name; the embedded 4.0.0 where they name none.
    pub(super) fn choose(path: Option<&Path>, release: Option<&str>) -> Result<Self, PlanError> {
        let Some(path) = path else {
            let release = release.map_or(Ok(Release::DEFAULT_TARGET), parse_release)?;
            let info = TargetInfo {
                release: Some(release.label().to_owned()),
                origin: Origin::Embedded,
                path: None,
                kind: None,
            };
            return Ok(Self { info, release, given: None });
        };
        let given = Given::read(path, "target")?;
        let release = given.release(Favour::New);
        let info = TargetInfo {
            release: Some(release.label().to_owned()),
            origin: Origin::Path,
            path: Some(path.display().to_string()),
            kind: Some(given.pack.kind),
        };
        Ok(Self { info, release, given: Some(given) })
    }

    /// The target's sequence in a scope and whether the target itself has it there; one that a
    /// given target lacks is the embedded one of its release.
    pub(super) fn find(&self, scope: Scope, sequence: SequenceName) -> Option<(Source<'_>, bool)> {
        if let Some(found) = self.given.as_ref().and_then(|g| g.find(scope, sequence)) {
            return Some(found);
        }
        let doc = document(stock::get(sequence, self.release)?);
        Some((Source::whole(doc), self.given.is_none()))
    }

    /// Refuses files that were made from a later release than the target: what that added would be
    /// lost. One that the target ships as well is none of a later release, unless `--base-release`
    /// says so; one that the target lacks has a finding of its own.
    ///
    /// # Errors
    ///
    /// Names the first such file.
    pub(super) fn refuse_later(
        &self,
        scope: &InScope,
        bases: &[BaseOf<'_>],
    ) -> Result<(), PlanError> {
        let is_later = |input: &Input, base: &BaseOf<'_>| {
            let is_given = base.info.as_ref().is_some_and(|info| info.given);
            let ships = |stock: &Stock| stock.ships_in(self.release);
            let is_shared = stock::get(input.sequence, base.release).is_some_and(ships);
            let is_later = base.release > self.release && (is_given || !is_shared);
            is_later && self.find(scope.scope, input.sequence).is_some()
        };
        let mut each = scope.inputs.iter().zip(bases).filter(|(input, _)| input.source().is_ok());
        match each.find(|(input, base)| is_later(input, base)) {
            None => Ok(()),
            Some((input, base)) => Err(PlanError {
                message: format!(
                    "{} comes from {}, and the target is the older {}",
                    input.path, base.release, self.release
                ),
                help: format!(
                    "name a target that is no older: --target-release {}; if {} comes from an \
                     older release, name that with --base-release",
                    base.release,
                    input.sequence.file_name()
                ),
            }),
        }
    }

    /// The folder of a scope as patches and `apply` name it, where a target given by path has it;
    /// `folder` is the operator's.
    pub(super) fn folder(&self, scope: Scope, folder: &str) -> String {
        let Some(given) = &self.given else { return folder.to_owned() };
        match given.pack.folder(scope) {
            Some(own) => own.path.clone(),
            None if !given.pack.has_scopes() => given.pack.folders[0].path.clone(),
            None => folder.to_owned(),
        }
    }

    /// Whether it is given by path and has no scopes.
    pub(super) fn is_one_folder(&self) -> bool {
        self.given.as_ref().is_some_and(|g| !g.pack.has_scopes())
    }

    /// Whether the target is a home that does not have a tenant, so that all of the tenant's files
    /// are new there.
    pub(super) fn lacks_tenant(&self, scope: Scope) -> bool {
        let Some(given) = &self.given else { return false };
        scope.is_tenant()
            && given.pack.has_scopes()
            && given.pack.folder(scope).is_none()
            && given.pack.hidden(scope).is_none()
    }

    /// Whether the target's folder of a scope may not be read.
    pub(super) fn hides(&self, scope: Scope) -> bool {
        self.given.as_ref().is_some_and(|given| given.pack.hidden(scope).is_some())
    }

    /// Why nobody can say what the target has for a sequence of a scope, where that is so.
    pub(super) fn hidden(&self, scope: Scope, sequence: SequenceName) -> Option<Finding> {
        let given = self.given.as_ref()?;
        let pack = &given.pack;
        let file = || {
            let folder = match pack.has_scopes() {
                true => given.scope(scope),
                false => given.scopes.first(),
            };
            Some((folder?.get(sequence)?.source().err()?, folder?.get(sequence)?.path.as_str()))
        };
        let folder = pack.hidden(scope).filter(|_| pack.has_scopes()).map(|why| (why, ""));
        let (why, path) = folder.or_else(file)?;
        let mut why = why.clone();
        let at = [pack.path.display().to_string(), path.to_owned()].join("/");
        why.message = format!("in the target {}: {}", at.trim_end_matches('/'), why.message);
        Some(why)
    }

    /// Where a sequence of a scope goes, as patches and `apply` name it: to the file that a target
    /// given by path has for it, which may be called as the upgrade guide prints it, or else to
    /// that of its real name in `folder`.
    pub(super) fn place(&self, scope: Scope, folder: &str, sequence: SequenceName) -> String {
        let own = |given: &Given| {
            let scope = match given.pack.kind {
                CustomKind::File => None,
                _ if given.pack.has_scopes() => given.scope(scope),
                _ => given.scopes.first(),
            };
            let input = scope?.get(sequence)?;
            input.own_file().map(|_| input.path.clone())
        };
        let file = sequence.file_name();
        self.given.as_ref().and_then(own).unwrap_or_else(|| match folder {
            "" => file.to_owned(),
            folder => format!("{folder}/{file}"),
        })
    }

    /// Whether a target given by path has a sequence in a scope.
    pub(super) fn has(&self, scope: Scope, sequence: SequenceName) -> bool {
        self.files(scope).iter().any(|found| found.sequence == Some(sequence))
    }

    /// The files that a target given by path has in a scope.
    pub(super) fn files(&self, scope: Scope) -> &[Found] {
        let folder = self.given.as_ref().and_then(|g| g.pack.folder(scope));
        folder.map(|f| &f.files[..]).unwrap_or_default()
    }

    /// What lies beside the sequences of a target that is a home.
    pub(super) fn files_beside(&self) -> Option<Files> {
        self.given.as_ref()?.pack.files()
    }

    /// A finding of the target's, by the path that the operator gave.
    pub(super) fn in_target(&self, mut finding: Finding) -> Finding {
        let path = self.info.path.as_deref().unwrap_or_default();
        finding.message = format!("in the target {path}: {}", finding.message);
        finding
    }

    /// What is to be said about the target as a pack.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let Some(given) = &self.given else { return Vec::new() };
        let mut findings = given.pack.findings.clone();
        let notes = given.scopes.iter().flat_map(|s| &s.inputs).flat_map(|i| &i.notes);
        let doubles = notes.filter(|f| f.rule == code::DUPLICATE_SEQUENCE.code).cloned();
        findings.extend(doubles.map(|f| self.in_target(f)));
        let unread = given.pack.unread_parts(|_| true);
        findings.extend(unread.into_iter().map(|f| self.in_target(f)));
        if let Some((stated, release)) =
            given.pack.stated.as_ref().zip(given.stated().filter(|&r| r != self.release))
        {
            let message = format!(
                "{} says that the target is {release}, and its sequences look like {}",
                stated.place, self.release
            );
            let mut finding = code::RELEASE_MISMATCH.finding(Severity::Warning, message, None);
            finding.help = "Check that --target is the new gateway as it was installed; its \
                            sequences are taken for what they look like."
                .to_owned();
            findings.push(finding);
        }
        findings
    }
}

/// Where bases come from.
pub(super) enum Base {
    Identified,
    Release(Release),
    Path { given: Box<Given>, release: Release },
}

/// The base of one file.
pub(super) struct BaseOf<'b> {
    /// The sequence in the base; none where the base does not have it.
    pub source: Option<Source<'b>>,
    pub release: Release,
    pub info: Option<BaseInfo>,
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
    fn of(source: Option<Source<'b>>, release: Release, info: Option<BaseInfo>) -> Self {
        Self { source, release, info, rivals: Vec::new() }
    }
}

impl Base {
    pub(super) fn choose(path: Option<&Path>, release: Option<&str>) -> Result<Self, PlanError> {
        if let Some(release) = release {
            return Ok(Self::Release(parse_release(release)?));
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
    pub(super) fn of_each(
        &self,
        scope: &InScope,
        known: &Known,
        stated: Option<&Stated>,
    ) -> Result<Vec<BaseOf<'_>>, PlanError> {
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

    fn of_one(&self, input: &Input, scope: Scope, known: &Known) -> BaseOf<'_> {
        let own = || identified(std::slice::from_ref(input), known, None).remove(0);
        match self {
            Self::Identified => own(),
            Self::Release(release) => embedded_base(input.sequence, *release).unwrap_or_else(own),
            Self::Path { given, release } => {
                let Some((source, _)) = given.find(scope, input.sequence) else {
                    return embedded_base(input.sequence, *release).unwrap_or_else(own);
                };
                let info = given_info(*release, Origin::Path, Vec::new());
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
    let (custom, of) = (input.tree().ok()?, (&source.tree(), base.release, given.origin));
    let doubt = distances.doubt(of, &custom, stated.and_then(|s| s.release))?;
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

/// How far the inputs are from what releases ship; each content is compared once.
#[derive(Default)]
pub(super) struct Known(HashMap<ContentId, Distances>);

/// A sequence of that name and content.
type ContentId = (SequenceName, Option<String>);

fn content_id(input: &Input) -> ContentId {
    (input.sequence, input.digest.clone())
}

impl Known {
    /// Compares each content of the inputs; fails those on which that panics.
    pub(super) fn of(scopes: &mut [InScope]) -> Self {
        let mut unique: HashMap<ContentId, &Input> = HashMap::new();
        for input in scopes.iter().flat_map(|s| s.inputs.iter().chain(&s.others)) {
            unique.entry(content_id(input)).or_insert(input);
        }
        let compare = |(id, input): (ContentId, &Input)| {
            let compare = || Some(Distances::of(input.sequence, &input.tree().ok()?));
            guarded(compare).transpose().map(|compared| (id, compared))
        };
        let compared: Vec<_> = unique.into_par_iter().filter_map(compare).collect();
        let mut known = HashMap::new();
        let mut panicked = HashMap::new();
        for (id, compared) in compared {
            match compared {
                Ok(distances) => drop(known.insert(id, distances)),
                Err(panic) => drop(panicked.insert(id, panic)),
            }
        }
        for input in scopes.iter_mut().flat_map(|s| s.inputs.iter_mut().chain(&mut s.others)) {
            if let Some(panic) = panicked.get(&content_id(input)) {
                input.fail(defect(panic));
            }
        }
        Self(known)
    }

    pub(super) fn get(&self, input: &Input) -> Option<&Distances> {
        self.0.get(&content_id(input))
    }
}

/// One base for all inputs that can be read, but for those that fit another release far better.
fn identified(inputs: &[Input], known: &Known, stated: Option<Release>) -> Vec<BaseOf<'static>> {
    let found: Vec<Option<&Distances>> = inputs.iter().map(|i| known.get(i)).collect();
    let all: Vec<&Distances> = found.iter().copied().flatten().collect();
    let mut chosen = identify::bases(&all, stated).into_iter();
    let base = |distances: &Option<&Distances>| {
        let Some((d, Chosen { release, rivals })) =
            distances.zip(distances.and_then(|_| chosen.next()))
        else {
            return BaseOf::of(None, Release::V3_2_0, None);
        };
        let text = |release| Some(document(stock::get(d.sequence(), release)?));
        let rival = |release| Some(RivalOf { release, doc: text(release)?, doubt: None });
        let rivals = rivals.into_iter().filter_map(rival).collect();
        let source = text(release).map(Source::whole);
        BaseOf { rivals, ..BaseOf::of(source, release, Some(d.info(release))) }
    };
    found.iter().map(base).collect()
}

fn embedded_base(sequence: SequenceName, release: Release) -> Option<BaseOf<'static>> {
    let stock = stock::get(sequence, release)?;
    let info = given_info(release, Origin::Embedded, labels(stock));
    Some(BaseOf::of(Some(Source::whole(document(stock))), release, Some(info)))
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
