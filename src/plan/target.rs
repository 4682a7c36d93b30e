//! What is merged into: embedded, or given by path.

use std::path::Path;
use std::sync::Arc;

use super::bases::BaseOf;
use super::given::{Given, Named, parse_release};
use super::input::{InScope, Input, Source};
use crate::identify::{Favour, document};
use crate::model::{CustomKind, Finding, Origin, Scope, Severity, TargetInfo};
use crate::pack::{Files, Found, PlanError};
use crate::rules::code;
use crate::stock::{self, Release, SequenceName, Stock};
use crate::update_levels::{UpdateLevel, UpdateLevels};
use crate::xml::Template;

/// What the operator's edits are merged into.
pub(super) struct Target {
    pub info: TargetInfo,
    pub release: Release,
    /// The files of a target given by path.
    given: Option<Given>,
    /// An update level, where that is the target.
    level: Option<Arc<UpdateLevel>>,
}

impl Target {
    /// The target that the options name; the embedded 4.0.0 where they name none.
    pub(super) fn choose(
        path: Option<&Path>,
        release: Option<&str>,
        levels: &UpdateLevels,
    ) -> Result<Self, PlanError> {
        let Some(path) = path else {
            let default = Ok(Named::Release(Release::DEFAULT_TARGET));
            let named = release.map_or(default, |release| parse_release(release, levels))?;
            let (release, name, level) = match named {
                Named::Release(release) => (release, release.label().to_owned(), None),
                Named::Level(level) => (level.release, level.name.clone(), Some(level)),
            };
            let origin = if level.is_some() { Origin::Added } else { Origin::Embedded };
            let info = TargetInfo { release: Some(name), origin, path: None, kind: None };
            return Ok(Self { info, release, given: None, level });
        };
        let given = Given::read(path, "target")?;
        let release = given.release(Favour::New);
        let info = TargetInfo {
            release: Some(release.label().to_owned()),
            origin: Origin::Path,
            path: Some(path.display().to_string()),
            kind: Some(given.pack.kind),
        };
        Ok(Self { info, release, given: Some(given), level: None })
    }

    /// The target's sequence in a scope and whether the target itself has it there; one that a
    /// given target lacks is the embedded one of its release.
    pub(super) fn find(&self, scope: Scope, sequence: SequenceName) -> Option<(Source<'_>, bool)> {
        if let Some(found) = self.given.as_ref().and_then(|g| g.find(scope, sequence)) {
            return Some(found);
        }
        let of_level = self.level.as_ref().and_then(|level| level.get(sequence));
        let doc = match of_level {
            Some(doc) => doc,
            None => document(stock::get(sequence, self.release)?),
        };
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
                    "name a target that is not older: --target-release {}; if {} comes from an \
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
            Some((folder?.get(sequence)?.source().err()?, &*folder?.get(sequence)?.path))
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
    ///
    /// A template goes to a file of its own name, and nowhere else: nothing renders it on the way.
    pub(super) fn place(
        &self,
        scope: Scope,
        folder: &str,
        (sequence, path): (SequenceName, Option<&str>),
    ) -> Arc<str> {
        let template = path.map(file_name).filter(|file| Template::of_name(file).is_some());
        let own = |given: &Given| {
            let scope = match given.pack.kind {
                CustomKind::File => None,
                _ if given.pack.has_scopes() => given.scope(scope),
                _ => given.scopes.first(),
            };
            let input = scope?.get(sequence)?;
            let fits = template.is_none_or(|file| file_name(&input.path) == file);
            input.own_file().filter(|_| fits).map(|_| input.path.clone())
        };
        let file = template.unwrap_or_else(|| sequence.file_name());
        self.given.as_ref().and_then(own).unwrap_or_else(|| match folder {
            "" => file.into(),
            folder => format!("{folder}/{file}").into(),
        })
    }

    /// Whether a file at a place is the one that the target has for a sequence of a scope, or the
    /// embedded one: a template is none where the target has what it becomes.
    pub(super) fn is_at(&self, place: &str, scope: Scope, sequence: SequenceName) -> bool {
        let Some(language) = Template::of_name(place) else { return true };
        let Some(given) = &self.given else { return false };
        match given.pack.kind {
            CustomKind::File => {
                Template::of_name(&given.pack.path.to_string_lossy()) == Some(language)
            }
            _ => *self.place(scope, "", (sequence, None)) == *place,
        }
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

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
