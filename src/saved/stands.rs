//! Where a file of a saved plan stands.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{FilePlan, Scope};
use crate::pack::sequences_folder;

/// Where a file stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Stands {
    /// In the folder that the scope has in a home, under its real name.
    Usual(Scope),
    /// Elsewhere.
    At(At),
}

/// A file that stands elsewhere than in a home.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct At {
    scope: Scope,
    /// Where it was read, relative to CUSTOM.
    path: String,
    /// Where it would be written.
    place: String,
}

impl Stands {
    /// Where a file stands, said in short where it stands as in a home.
    pub(super) fn of(file: &FilePlan) -> Self {
        let usual = usual(file.scope, file.file());
        match usual == *file.path && usual == *file.place {
            true => Self::Usual(file.scope),
            false => Self::At(At {
                scope: file.scope,
                path: file.path.to_string(),
                place: file.place.to_string(),
            }),
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Usual(scope) => scope.to_string(),
            Self::At(at) => at.place.clone(),
        }
    }

    /// Scope, path and place of a file.
    pub(super) fn at(&self, file: &str) -> (Scope, Arc<str>, Arc<str>) {
        match self {
            Self::Usual(scope) => {
                let at: Arc<str> = usual(*scope, file).into();
                (*scope, Arc::clone(&at), at)
            }
            Self::At(At { scope, path, place }) => {
                (*scope, path.as_str().into(), place.as_str().into())
            }
        }
    }
}

/// Where a file of a scope stands in a home.
fn usual(scope: Scope, file: &str) -> String {
    format!("{}/{file}", sequences_folder(scope))
}
