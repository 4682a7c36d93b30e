//! Sequences that a path names as base or as target.

use std::path::Path;
use std::sync::Arc;

use super::folders::read_pack;
use super::input::{InScope, Input, Source, nothing_of_interest, place};
use crate::identify::{self, Distances, Favour};
use crate::model::{CustomKind, Finding, Scope};
use crate::nearest::did_you_mean;
use crate::pack::{Pack, PlanError};
use crate::stock::{Release, SequenceName};
use crate::update_levels::{UpdateLevel, UpdateLevels};
use crate::watch::Unwatched;

/// A base or a target given by path.
pub(super) struct Given {
    pub pack: Pack,
    /// In the order of their scopes.
    pub scopes: Vec<InScope>,
}

impl Given {
    /// Reads a base; all of it must be readable.
    pub(super) fn base(path: &Path) -> Result<Self, PlanError> {
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
    pub(super) fn read(path: &Path, what: &str) -> Result<Self, PlanError> {
        let pack = Pack::open(path)?;
        let scopes = read_pack(&pack, |_| true, &Unwatched)?;
        if scopes.iter().all(|s| s.inputs.is_empty()) {
            return Err(nothing_of_interest(path));
        }
        for input in scopes.iter().flat_map(|s| &s.inputs) {
            let unread = |f: &&Finding| f.is_unreadable() && pack.kind != CustomKind::File;
            if let Some(finding) = input.source().err().filter(|f| !unread(f)) {
                let file = match pack.kind {
                    CustomKind::File => path.to_owned(),
                    _ => path.join(&*input.path),
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
    pub(super) fn release(&self, favour: Favour) -> Release {
        let distances = self.distances();
        let all: Vec<&Distances> = distances.iter().collect();
        let stated = self.stated().filter(|&release| identify::fits(&all, release));
        stated.unwrap_or_else(|| identify::nearest(&all, favour))
    }

    pub(super) fn stated(&self) -> Option<Release> {
        self.pack.stated.as_ref().and_then(|s| s.release)
    }

    /// How far the files of its first scope are from what releases ship.
    fn distances(&self) -> Vec<Distances> {
        let inputs = self.scopes.first().map(|s| &s.inputs[..]).unwrap_or_default();
        let of = |i: &Input| Some(Distances::of(i.sequence, &i.tree().ok()?));
        inputs.iter().filter_map(of).collect()
    }

    pub(super) fn scope(&self, scope: Scope) -> Option<&InScope> {
        let at = self.scopes.binary_search_by_key(&scope, |s| s.scope).ok()?;
        Some(&self.scopes[at])
    }

    /// The sequence of a scope, and whether it stands in that scope itself.
    ///
    /// A single file stands for whatever is asked for. Where there are no scopes, the one folder
    /// stands for all. A tenant that is not there gets what new tenants get, or else what the super
    /// tenant has.
    pub(super) fn find(&self, scope: Scope, sequence: SequenceName) -> Option<(Source<'_>, bool)> {
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

/// What a name stands for.
pub(super) enum Named {
    Release(Release),
    Level(Arc<UpdateLevel>),
}

pub(super) fn parse_release(text: &str, levels: &UpdateLevels) -> Result<Named, PlanError> {
    if let Some(level) = levels.get(text) {
        return Ok(Named::Level(Arc::clone(level)));
    }
    Release::parse(text).map(Named::Release).ok_or_else(|| {
        let own = levels.iter().map(|level| level.name.as_str());
        let known: Vec<&str> = Release::ALL.iter().map(|r| r.version()).chain(own).collect();
        PlanError {
            message: format!("release {text} is not embedded"),
            help: format!(
                "{}name one of {}, give the files by path, or add an update level with \
                 `faultgraft stock add`",
                did_you_mean(text, known.iter().copied()),
                known.join(", ")
            ),
        }
    })
}
