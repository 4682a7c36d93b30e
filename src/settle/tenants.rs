//! Tenants whose folder the gateway would fill again, over what stands there.

use std::collections::HashMap;

use crate::model::{FilePlan, Plan, Scope, Severity};
use crate::rules::code;
use crate::stock::SequenceName;

/// The files whose absence from a tenant's folder makes the gateway copy all of [`SEEDED`] there
/// when the tenant is loaded (carbon-apimgt, `TenantServiceCreator`).
pub(crate) const SEEDS: [SequenceName; 2] =
    [SequenceName::AuthFailureHandler, SequenceName::GraphqlFailureHandler];

/// The ten files that are copied, over what is there.
pub(crate) const SEEDED: [SequenceName; 10] = [
    SequenceName::Main,
    SequenceName::Fault,
    SequenceName::AuthFailureHandler,
    SequenceName::GraphqlFailureHandler,
    SequenceName::ResourceMismatchHandler,
    SequenceName::ThrottleOutHandler,
    SequenceName::SandboxKeyError,
    SequenceName::ProductionKeyError,
    SequenceName::CorsRequestHandler,
    SequenceName::ThreatFault,
];

/// Says of each tenant without one of [`SEEDS`] that its sequences will be overwritten, at the
/// first of its files that this would lose. The files stand scope by scope.
pub(super) fn reseeded(plan: &mut Plan) {
    let lacking: HashMap<Scope, &Vec<String>> =
        plan.lacking.iter().map(|tenant| (tenant.scope, &tenant.lacks)).collect();
    if lacking.is_empty() {
        return;
    }
    for files in plan.files.chunk_by_mut(|a, b| a.scope == b.scope) {
        let Some(lacks) = lacking.get(&files[0].scope) else { continue };
        let is_planned =
            |name: &&String| files.iter().any(|f| f.stem() == **name && f.differs_from_target());
        let missing = lacks.iter().filter(|name| !is_planned(name));
        let missing = missing.filter_map(|name| Some(SequenceName::parse(name)?.file_name()));
        let missing: Vec<&str> = missing.collect();
        if !missing.is_empty() {
            reseed(files, &missing.join(" and "));
        }
    }
}

/// Says it of one tenant.
fn reseed(files: &mut [FilePlan], missing: &str) {
    let is_seeded = |f: &FilePlan| f.sequence().is_some_and(|s| SEEDED.contains(&s));
    let is_lost = |f: &FilePlan| is_seeded(f) && !f.edits.is_empty();
    let lost: Vec<&str> = files.iter().filter(|f| is_lost(f)).map(FilePlan::file).collect();
    let (severity, message) = match &lost[..] {
        [] => (
            Severity::Note,
            format!(
                "without {missing} the gateway copies its ten stock sequences into this tenant's \
                 folder when the tenant is loaded"
            ),
        ),
        lost => (
            Severity::Warning,
            format!(
                "without {missing} the gateway overwrites ten sequences of this tenant when it is \
                 loaded, your {} among them",
                lost.join(", ")
            ),
        ),
    };
    let finding = code::TENANT_RESEED.finding(severity, message, None);
    let at = files.iter().position(is_lost).or_else(|| files.iter().position(is_seeded));
    if let Some(at) = at {
        files[at].say(finding);
    }
}
