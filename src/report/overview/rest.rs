//! The files of which nothing more is told, in a row for the scopes that have the same.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::words::{self, count, list};
use super::alike::alike;
use super::detail::{Detail, is_told};
use crate::model::{FilePlan, Plan, Scope, Status};

/// What the scopes of a row have.
#[derive(Serialize)]
pub(in crate::report) struct Row {
    /// Whose they are; empty where the plan is about one scope.
    pub scopes: String,
    /// `stock: fault.xml and main.xml`, or only how many.
    pub files: Vec<String>,
}

/// The files of a scope, by what they are.
type Kinds<'p> = BTreeMap<Kind, Vec<&'p str>>;

/// No more rows are told.
const MOST: usize = 12;

/// The rows; the names of the files stand in them where there is one row, or all is asked for.
pub(super) fn of(plan: &Plan, detail: Detail) -> Vec<Row> {
    let mut by_scope: BTreeMap<Scope, Kinds<'_>> = BTreeMap::new();
    for file in plan.all().filter(|file| !is_told(file, detail)) {
        let kinds = by_scope.entry(file.scope).or_default();
        kinds.entry(Kind::of(file)).or_default().push(file.file());
    }
    let rows = alike(by_scope);
    let is_one_scope = plan.all().all(|file| file.scope == Scope::SuperTenant);
    let is_named = rows.len() == 1 || detail == Detail::Full;
    let target = words::short_target_name(&plan.target);
    let more = rows.len().saturating_sub(MOST);
    let mut told: Vec<Row> = rows
        .iter()
        .take(if detail == Detail::Full { usize::MAX } else { MOST })
        .map(|(kinds, scopes)| Row {
            scopes: if is_one_scope { String::new() } else { words::scopes(scopes) },
            files: kinds
                .iter()
                .map(|(kind, files)| kind.of_files(files, target, is_named))
                .collect(),
        })
        .collect();
    if more > 0 && detail != Detail::Full {
        let scopes = rows[MOST..].iter().map(|(_, scopes)| scopes.len()).sum::<usize>();
        let files = vec!["--full names their files".to_owned()];
        told.push(Row { scopes: format!("and {}", count(scopes, "more scope")), files });
    }
    told
}

/// What files have in common of which nothing more is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Stock,
    Absent,
    OnTarget,
    Nothing,
    Own,
}

impl Kind {
    fn of(file: &FilePlan) -> Self {
        match file.status {
            _ if file.own().is_some() => Self::Own,
            Status::Stock => Self::Stock,
            Status::Absent => Self::Absent,
            Status::Migrated => Self::OnTarget,
            Status::Customised | Status::Failed => Self::Nothing,
        }
    }

    fn of_files(self, files: &[&str], target: &str, is_named: bool) -> String {
        let n = if is_named { String::new() } else { format!("{} ", files.len()) };
        let what = match self {
            Self::Stock => format!("{n}stock, {target}'s are used"),
            Self::Absent => format!("{n}not in your installation, {target}'s are used"),
            Self::OnTarget => format!("{n}already made from a 4.x release, nothing to carry"),
            Self::Nothing => format!("{n}customised, nothing to carry"),
            Self::Own => format!("{n}of your own, copied as they are"),
        };
        match is_named {
            true => format!("{what}: {}", list(files)),
            false => what,
        }
    }
}
