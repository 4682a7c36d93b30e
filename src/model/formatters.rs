//! What the two gateways write bodies with, beyond what their releases register.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The Java class that writes a body, by the content type that `messageType` names; an empty text
/// for a type that the release registers and the installation does not.
pub type Registered = BTreeMap<String, String>;

/// The content types with a formatter in 4.0.0's default set, by the name that each has in the table
/// `[message_formatter]` of `deployment.toml` (product-apim v4.0.0, `default.json` and
/// `axis2.xml.j2`; the names are the same up to 4.7.0).
pub(crate) const REGISTERED: [(&str, &str); 12] = [
    ("form_urlencoded", "application/x-www-form-urlencoded"),
    ("multipart_form_data", "multipart/form-data"),
    ("application_xml", "application/xml"),
    ("text_xml", "text/xml"),
    ("soap_xml", "application/soap+xml"),
    ("json", "application/json"),
    ("json_badgerfish", "application/json/badgerfish"),
    ("text_javascript", "text/javascript"),
    ("text_plain", "text/plain"),
    ("text_eventstream", "text/event-stream"),
    ("text_html", "text/html"),
    ("octet_stream", "application/octet-stream"),
];

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
