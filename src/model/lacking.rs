//! Tenants whose folder the gateway would fill again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Scope;

/// A tenant that lacks a file whose absence makes the gateway copy its stock sequences into the
/// tenant's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LackingTenant {
    /// The scope.
    pub scope: Scope,
    /// The sequences that neither the operator nor the target has there, by their file stems.
    pub lacks: Vec<String>,
}
