//! What is to be said about whole installations, and about each scope of one.

use super::bases::Known;
use super::input::InScope;
use super::target::Target;
use crate::identify;
use crate::model::{Finding, LackingTenant, Scope, Severity};
use crate::pack::Pack;
use crate::rules::code;
use crate::settle::SEEDS;
use crate::stock::SequenceName;

/// What the packs themselves say and lack.
pub(super) fn about_packs(
    pack: &Pack,
    scopes: &[InScope],
    known: &Known,
    target: &Target,
) -> Vec<Finding> {
    let mut findings = pack.findings.clone();
    findings.extend(target.findings());
    let Some(stated) = &pack.stated else { return findings };
    for scope in scopes {
        let all: Vec<_> = scope.inputs.iter().filter_map(|i| known.get(i)).collect();
        let Some(release) = stated.release.filter(|&r| !identify::fits(&all, r)) else { continue };
        let looks = identify::nearest(&all, identify::Favour::Old);
        let message = format!(
            "{} says that this home is {release}, and the sequences of {} look like {looks}",
            stated.place, scope.scope
        );
        let mut finding = code::RELEASE_MISMATCH.finding(Severity::Warning, message, None);
        finding.path = Some(scope.folder.clone());
        findings.push(finding);
    }
    findings
}

/// The tenants that lack one of [`SEEDS`], for all that stands in the packs.
pub(super) fn lacking(pack: &Pack, scopes: &[InScope], target: &Target) -> Vec<LackingTenant> {
    let tenants = scopes.iter().filter(|s| s.scope.is_tenant() && !target.hides(s.scope));
    let lacking = tenants.map(|&InScope { scope, .. }| {
        let lacks = SEEDS.into_iter().filter(|&s| !has(pack, scope, s) && !target.has(scope, s));
        let lacks = lacks.map(|s| s.stem().to_owned()).collect();
        LackingTenant { scope, lacks }
    });
    lacking.filter(|tenant| !tenant.lacks.is_empty()).collect()
}

fn has(pack: &Pack, scope: Scope, sequence: SequenceName) -> bool {
    let folder = pack.folder(scope);
    folder.is_some_and(|f| f.files.iter().any(|found| found.sequence == Some(sequence)))
}
