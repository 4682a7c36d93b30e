//! When a tenant is loaded and one file is missing from its folder, the gateway copies ten stock
//! files over what stands there, edits and all.
//!
//! Source: carbon-apimgt, TenantServiceCreator: the background copy of the ten files.

use crate::rules::{Effect, Example, Rule};

pub(in crate::rules) const RULE: Rule = Rule {
    code: "tenant-reseed",
    effect: Effect::WARNING,
    when: "A tenant's folder lacks a file whose absence makes the gateway overwrite ten sequences when the tenant is loaded.",
    help: "Put _auth_failure_handler_.xml and _graphql_failure_handler_.xml of the new release into the tenant's folder before the tenant is first loaded.",
    example: Example::of(
        "repository/tenants/3/.../sequences/fault.xml   (customised, no _graphql_failure_handler_.xml)",
        "repository/tenants/3/.../sequences/_graphql_failure_handler_.xml   (beside it, before the start)",
    ),
    found: &[],
};
