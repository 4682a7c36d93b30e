//! I10: after any series of decisions a saved plan is the one that a fresh plan with those
//! decisions gives, byte for byte.

use std::fs;
use std::path::Path;

use faultgraft::model::{Decision, Plan};
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::review::{decide, fits};
use faultgraft::saved;
use faultgraft::stock::SequenceName;
use proptest::collection::vec;
use proptest::prelude::*;

use super::cases::*;
use super::generate::Taste;

/// A helper, which answers nobody: what clients get of it is not worked out.
const HELPER: SequenceName = SequenceName::CorsRequestHandler;

const ALL: [Option<Decision>; 5] = [
    None,
    Some(Decision::Accept),
    Some(Decision::Reject),
    Some(Decision::Custom),
    Some(Decision::Target),
];

fn planned(folder: &Path) -> Option<Plan> {
    let at = |side: &str| folder.join(side).join(HELPER.file_name());
    let request = PlanRequest {
        custom: at("custom"),
        base: Some(at("base")),
        target: Some(at("target")),
        ..PlanRequest::default()
    };
    plan(&request).ok().filter(|plan| !plan.failed())
}

fn bytes(plan: &Plan) -> Vec<u8> {
    let mut bytes = Vec::new();
    saved::write(plan, &mut bytes).unwrap();
    bytes
}

proptest! {
    // Each case plans, saves and reads several times.
    #![proptest_config(ProptestConfig { cases: config().cases / 5, ..config() })]

    #[test]
    fn i10_a_plan_is_what_its_decisions_make_it(
        case in any_case(),
        series in vec((any::<prop::sample::Index>(), 0..ALL.len(), any::<bool>()), 1..5),
    ) {
        let texts = case.texts(Taste { broken: false });
        let folder = tempfile::tempdir().unwrap();
        for (side, text) in
            [("base", &texts.base), ("custom", &texts.custom), ("target", &texts.target)]
        {
            fs::create_dir(folder.path().join(side)).unwrap();
            fs::write(folder.path().join(side).join(HELPER.file_name()), text).unwrap();
        }
        let Some(mut plan) = planned(folder.path()) else { return Ok(()) };
        let fresh = bytes(&plan);
        let edits: Vec<_> = plan.edits().map(|(f, e)| (f.id(e.number), e.clone())).collect();
        if edits.is_empty() {
            return Ok(());
        }
        for (edit, decision, is_saved) in series {
            let (id, edit) = &edits[edit.index(edits.len())];
            let Some(decision) =
                Some(ALL[decision]).filter(|d| d.is_none_or(|d| fits(edit, d))) else { continue };
            decide(&mut plan, &[(id.clone(), decision)]).unwrap();
            if is_saved {
                plan = Plan::load(&bytes(&plan)).unwrap();
            }
        }
        let now = plan.edits().filter(|(_, edit)| edit.decision.is_some());
        let now: Vec<_> = now.map(|(f, e)| (f.id(e.number), e.decision)).collect();
        let mut at_once = Plan::load(&fresh).unwrap();
        decide(&mut at_once, &now).unwrap();
        let (series, at_once) = (bytes(&plan), bytes(&at_once));
        prop_assert_eq!(String::from_utf8_lossy(&series), String::from_utf8_lossy(&at_once));
    }
}
