//! The rules: each a stable code with what it means, and a small piece of code that applies it.
//!
//! Rewriting rules decide what becomes of something the operator wrote; findings tell a reviewer
//! what they must know. The merge asks for both by [`Rule`], so a code is spelt once.

mod answers;
mod args;
mod at_run;
mod bodies;
mod conditions;
mod content_types;
mod dead;
mod examples;
mod expressions;
mod findings;
mod handlers;
mod levels;
mod lint;
mod load;
mod loading;
mod media;
mod message;
mod on_purpose;
mod payloads;
mod reach;
mod read;
mod registry;
mod rewrite;
mod scene;
mod scopes;
mod sending;
mod status;
mod types;
mod upgrade;

pub use bodies::{Patch, loadable_field};
pub use content_types::{migrated_value, sets_json_message_type};
pub use dead::{is_error_message_type, is_removed_class};
pub use examples::{Example, example};
pub use findings::{as_it_stands, findings};
pub use levels::{LevelError, Levels};
pub use lint::to_rewrite;
pub use load::check_payloads;

pub use on_purpose::serves_xml_on_purpose;
pub use payloads::json_payload_text;
pub(crate) use payloads::{args_text, kept_attributes, payload_text};
pub use read::{Medium, Payload, read_payload};
pub use registry::{ALL, Effect, Rule, find};
pub use rewrite::{Rewrite, Rewriting, Rewritten, rewrite_changed, rewrite_new, rewrite_payload};
pub use scene::{Scene, Setting, Versions};

/// The rules by name, for the code that applies them.
pub mod code {
    pub use super::registry::codes::*;
}
