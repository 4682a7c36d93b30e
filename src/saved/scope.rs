//! Where a file of a saved plan stands.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pack::sequences_folder;

/// Where a file stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Scope {
    /// In the folder that the scope has in a home, under its real name.
    Usual(String),
    /// Elsewhere.
    At(At),
}

/// A file that stands elsewhere than in a home.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct At {
    scope: String,
    /// Where it was read, relative to CUSTOM.
    path: String,
    /// Where it would be written.
    place: String,
}

impl Scope {
    /// Where a file stands, said in short where it stands as in a home.
    pub(super) fn of(scope: &str, file: &str, path: &str, place: &str) -> Self {
        let usual = |at: &str| usual(scope, file).is_some_and(|usual| usual == at);
        match usual(path) && usual(place) {
            true => Self::Usual(scope.to_owned()),
            false => Self::At(At {
                scope: scope.to_owned(),
                path: path.to_owned(),
                place: place.to_owned(),
            }),
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Usual(scope) => scope.clone(),
            Self::At(at) => at.place.clone(),
        }
    }

    /// Scope, path and place of a file.
    pub(super) fn at(&self, file: &str) -> (String, String, String) {
        match self {
            Self::Usual(scope) => {
                let at = usual(scope, file).unwrap_or_else(|| file.to_owned());
                (scope.clone(), at.clone(), at)
            }
            Self::At(At { scope, path, place }) => (scope.clone(), path.clone(), place.clone()),
        }
    }
}

/// Where a file of a scope stands in a home.
fn usual(scope: &str, file: &str) -> Option<String> {
    Some(format!("{}/{file}", sequences_folder(scope)?))
}
