//! What is to be said about whole installations, and about each scope of one.

use super::input::InScope;
use super::sources::{Known, Target};
use crate::classes::ClassPath;
use crate::identify;
use crate::model::{FilePlan, Finding, Severity};
use crate::pack::Pack;
use crate::rules::code;
use crate::stock::SequenceName;

/// The files whose absence from a tenant's folder makes the gateway copy all of [`SEEDED`] there
/// when the tenant is loaded (carbon-apimgt, `TenantServiceCreator`).
const SEEDS: [SequenceName; 2] =
    [SequenceName::AuthFailureHandler, SequenceName::GraphqlFailureHandler];

/// The ten files that are copied, over what is there.
pub(super) const SEEDED: [SequenceName; 10] = [
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

/// The jars of the target whose classes are not known.
pub(super) fn bad_jars(classes: &ClassPath) -> Vec<Finding> {
    let finding = |(jar, why): &(String, String)| {
        let message = format!("{jar} cannot be read as a jar: {why}");
        let mut finding = code::BAD_JAR.finding(Severity::Warning, message, None);
        finding.path = Some(jar.clone());
        finding
    };
    classes.unreadable().iter().map(finding).collect()
}

/// Says of each tenant without one of [`SEEDS`] that its sequences will be overwritten, at the
/// first of its files that this would lose. `files` stand scope by scope.
pub(super) fn reseeded(pack: &Pack, target: &Target, files: &mut [FilePlan]) {
    for files in files.chunk_by_mut(|a, b| a.scope == b.scope) {
        let scope = files[0].scope.clone();
        if !scope.starts_with("tenant:") {
            continue;
        }
        let missing: Vec<&str> = SEEDS
            .into_iter()
            .filter(|&s| !has(pack, &scope, s) && !target.has(&scope, s))
            .filter(|s| !files.iter().any(|f| f.sequence == s.stem() && f.differs_from_target()))
            .map(SequenceName::file_name)
            .collect();
        if !missing.is_empty() {
            reseed(files, &missing.join(" and "));
        }
    }
}

fn has(pack: &Pack, scope: &str, sequence: SequenceName) -> bool {
    let folder = pack.folder(scope);
    folder.is_some_and(|f| f.files.iter().any(|found| found.sequence == Some(sequence)))
}

/// Says it of one tenant.
fn reseed(files: &mut [FilePlan], missing: &str) {
    let is_seeded =
        |f: &FilePlan| SequenceName::parse(&f.sequence).is_some_and(|s| SEEDED.contains(&s));
    let is_lost = |f: &FilePlan| is_seeded(f) && !f.edits.is_empty();
    let lost: Vec<&str> = files.iter().filter(|f| is_lost(f)).map(|f| f.file.as_str()).collect();
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
        files[at].findings.push(finding);
    }
}
