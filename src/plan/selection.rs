//! The part of a pack that was asked for.

use std::path::Path;

use super::folders;
use super::input::{InScope, nothing_of_interest};
use super::target::Target;
use crate::model::{Finding, NoScope, Scope, Severity};
use crate::nearest::did_you_mean;
use crate::pack::{Pack, PlanError, Unread};
use crate::rules::code;
use crate::stock::SequenceName;
use crate::watch::Watch;

/// Which sequences and scopes the operator asked for.
pub(super) struct Selection {
    only: Vec<SequenceName>,
    scopes: Vec<Scope>,
}

impl Selection {
    pub(super) fn new(only: &[String], scopes: &[String]) -> Result<Self, PlanError> {
        let scope = |text: &String| {
            text.parse().map_err(|e: NoScope| PlanError {
                message: e.to_string(),
                help: format!(
                    "{}a scope is super-tenant, tenant:<id> or tenant-defaults",
                    Scope::meant(text).map(|s| format!("did you mean {s}? ")).unwrap_or_default()
                ),
            })
        };
        let scopes = scopes.iter().map(scope).collect::<Result<_, _>>()?;
        let only = only.iter().map(|n| sequence_name(n)).collect::<Result<_, _>>()?;
        Ok(Self { only, scopes })
    }

    pub(super) fn has(&self, sequence: SequenceName) -> bool {
        self.only.is_empty() || self.only.contains(&sequence)
    }

    pub(super) fn wants(&self, scope: Scope) -> bool {
        self.scopes.is_empty() || self.scopes.contains(&scope)
    }

    /// What of a pack may not be read, as far as it hides what was asked for.
    pub(super) fn unread(&self, pack: &Pack) -> Vec<Finding> {
        let hides = |unread: &Unread| self.scopes.iter().any(|&scope| unread.hides(scope));
        pack.unread_parts(|unread| self.scopes.is_empty() || hides(unread))
    }

    /// Keeps one scope where the target is one folder; says so where nobody asked for it.
    pub(super) fn narrow(
        &mut self,
        pack: &Pack,
        target: &Target,
    ) -> Result<Option<Finding>, PlanError> {
        let one = pack.folders.iter().any(|f| f.scope == Scope::SuperTenant);
        if !target.is_one_folder() || pack.folders.len() < 2 || self.scopes.len() == 1 {
            return Ok(None);
        }
        if !one || !self.scopes.is_empty() {
            return Err(PlanError {
                message: "the target is one folder of sequences, and there are several scopes"
                    .to_owned(),
                help: "name one with --scope, or give the new gateway's home as --target"
                    .to_owned(),
            });
        }
        self.scopes = vec![Scope::SuperTenant];
        let message = "the target is one folder of sequences, so only the super tenant is planned";
        Ok(Some(code::EXPECTED_ABSENT.finding(Severity::Note, message.to_owned(), None)))
    }

    /// The sequences of a pack that were asked for.
    pub(super) fn read(&self, pack: &Pack, watch: &dyn Watch) -> Result<Vec<InScope>, PlanError> {
        if let Some(why) = self.scopes.iter().find_map(|&scope| pack.hidden(scope)) {
            let message = format!("{}: {}", pack.path.display(), why.message);
            return Err(PlanError { message, help: why.help.clone() });
        }
        let there: Vec<Scope> = pack.folders.iter().map(|f| f.scope).collect();
        if let Some(missing) = self.scopes.iter().find(|s| !there.contains(s)) {
            let named: Vec<String> = there.iter().map(Scope::to_string).collect();
            return Err(PlanError {
                message: format!("{} has no scope {missing}", pack.path.display()),
                help: match &named[..] {
                    all if all.len() > 8 => format!("it has {} .. {}", all[0], all[all.len() - 1]),
                    all => format!("it has {}", all.join(", ")),
                },
            });
        }
        let mut scopes = folders::read_pack(pack, |scope| self.wants(scope), watch)?;
        if scopes.iter().all(|s| s.inputs.is_empty()) {
            return Err(nothing_of_interest(&pack.path));
        }
        for scope in &mut scopes {
            let inputs = std::mem::take(&mut scope.inputs);
            (scope.inputs, scope.others) = inputs.into_iter().partition(|i| self.has(i.sequence));
            let beside = folders::read_beside(&pack.beside(scope.scope));
            scope.others.extend(beside.inputs);
            scope.own.extend(beside.own);
        }
        if scopes.iter().all(|s| s.inputs.is_empty()) {
            return Err(nothing_selected(&pack.path, &self.only));
        }
        Ok(scopes)
    }
}

pub(super) fn sequence_name(name: &str) -> Result<SequenceName, PlanError> {
    SequenceName::parse(name).ok_or_else(|| PlanError {
        message: format!("{name} is not the name of a stock sequence"),
        help: format!("{}name one of {}", did_you_mean(name, stems()), stems().join(", ")),
    })
}

fn stems() -> Vec<&'static str> {
    SequenceName::ALL.iter().map(|s| s.stem()).collect()
}

fn nothing_selected(custom: &Path, only: &[SequenceName]) -> PlanError {
    let only: Vec<&str> = only.iter().map(|s| s.stem()).collect();
    PlanError {
        message: format!("{} is not in {}", only.join(", "), custom.display()),
        help: "leave --only out to plan every sequence that is there".to_owned(),
    }
}
