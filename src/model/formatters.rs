//! What the two gateways write bodies with, beyond what their releases register.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The Java class that writes a body, by the content type that `messageType` names.
pub type Registered = BTreeMap<String, String>;

/// The message formatters that the installations register themselves.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Formatters {
    /// Those of the old gateway.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub old: Registered,
    /// Those of the new one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub new: Registered,
}

impl Formatters {
    /// None beyond what the releases register.
    pub const NONE: &Self = &Self { old: Registered::new(), new: Registered::new() };

    /// Whether neither registers any.
    pub fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }
}
