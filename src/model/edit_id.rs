//! What an edit is called on the command line and in reports.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{NoScope, Scope};

/// Which edit of a plan: written `scope/sequence/number`, the same for the same inputs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EditId {
    /// Whose file it is in.
    pub scope: Scope,
    /// The stem of the file: of a stock sequence without the outer underscores.
    pub stem: String,
    /// Its number in the file, from 1.
    pub number: usize,
}

impl fmt::Display for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.scope, self.stem, self.number)
    }
}

impl JsonSchema for EditId {
    fn schema_name() -> Cow<'static, str> {
        "EditId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[^/]+/.+/[0-9]+$" })
    }
}

impl From<EditId> for String {
    fn from(id: EditId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for EditId {
    type Error = NoEditId;

    fn try_from(text: String) -> Result<Self, NoEditId> {
        text.parse()
    }
}

/// Why a text is not an id of an edit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoEditId {
    /// It does not consist of a scope, a stem and a number.
    #[error("an edit is written scope/sequence/number, as super-tenant/fault/1")]
    Form,
    /// It begins with no scope.
    #[error(transparent)]
    Scope(#[from] NoScope),
}

impl FromStr for EditId {
    type Err = NoEditId;

    fn from_str(text: &str) -> Result<Self, NoEditId> {
        let (scope, rest) = text.split_once('/').ok_or(NoEditId::Form)?;
        let (stem, number) = rest.rsplit_once('/').ok_or(NoEditId::Form)?;
        let number = number.parse().map_err(|_| NoEditId::Form)?;
        Ok(Self { scope: scope.parse()?, stem: stem.to_owned(), number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for text in
            ["super-tenant/fault/1", "tenant:12/auth_failure_handler/30", "tenant-defaults/a/b/2"]
        {
            assert_eq!(text.parse::<EditId>().map(|id| id.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "fault/1", "super-tenant/1", "tenant:x/fault/1", "super-tenant/fault/x"] {
            assert!(text.parse::<EditId>().is_err(), "{text}");
        }
    }
}
