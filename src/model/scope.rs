//! Whose sequences they are.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::nearest::nearest;

/// Whose sequences they are: written `super-tenant`, `tenant:<id>` or `tenant-defaults`, and in this
/// order in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// The super tenant's, which are in use from the first start.
    SuperTenant,
    /// Those of the tenant with this id.
    Tenant(u64),
    /// Those that new tenants get.
    TenantDefaults,
}

impl Scope {
    /// Whether it is a tenant's.
    pub fn is_tenant(self) -> bool {
        matches!(self, Self::Tenant(_))
    }

    /// What it is called where tenants do not differ: `tenant`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::SuperTenant => "super-tenant",
            Self::Tenant(_) => "tenant",
            Self::TenantDefaults => "tenant-defaults",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenant(id) => write!(f, "{}:{id}", self.kind()),
            _ => f.pad(self.kind()),
        }
    }
}

impl Scope {
    /// The scope that a text was meant to name.
    pub fn meant(text: &str) -> Option<Self> {
        let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
        match tenant_id(&text[before.len()..]) {
            Some(id) => Some(Self::Tenant(id)),
            None => nearest(text, ["super-tenant", "tenant-defaults"])?.parse().ok(),
        }
    }
}

/// A text that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a scope")]
pub struct NoScope(String);

impl FromStr for Scope {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        let no_scope = || NoScope(text.to_owned());
        match text {
            "super-tenant" => Ok(Self::SuperTenant),
            "tenant-defaults" => Ok(Self::TenantDefaults),
            _ => text
                .strip_prefix("tenant:")
                .and_then(tenant_id)
                .map(Self::Tenant)
                .ok_or_else(no_scope),
        }
    }
}

/// The id in a name; none in one that the gateway would not give a tenant (`007`, `+5`).
pub fn tenant_id(name: &str) -> Option<u64> {
    name.parse().ok().filter(|id: &u64| id.to_string() == name)
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Scope {
    fn schema_name() -> Cow<'static, str> {
        "Scope".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^(super-tenant|tenant-defaults|tenant:(0|[1-9][0-9]*))$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for text in ["super-tenant", "tenant:0", "tenant:12", "tenant-defaults"] {
            assert_eq!(text.parse::<Scope>().map(|s| s.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "tenant", "tenant:", "tenant:x", "tenant:007", "tenant:+5", "tenant:-1"] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_super_tenant_stands_first_and_the_defaults_last() {
        let mut all =
            [Scope::TenantDefaults, Scope::Tenant(10), Scope::Tenant(2), Scope::SuperTenant];
        all.sort_unstable();
        assert_eq!(
            all.map(|s| s.to_string()),
            ["super-tenant", "tenant:2", "tenant:10", "tenant-defaults"]
        );
    }
}
