//! What clients get, as it is saved: once for all files that answer alike.

use std::collections::HashMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Finding, Plan, Preview};

/// What clients get from files that answer alike.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Previewed {
    /// The SHA-256 of all that it follows from, for each file: where that differs, it is worked
    /// out again.
    of: Vec<String>,
    /// What they get; nothing where the file answers nobody.
    #[serde(default, skip_serializing_if = "is_empty")]
    answers: Arc<Vec<Preview>>,
    /// What is to be said of that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
}

fn is_empty(answers: &Arc<Vec<Preview>>) -> bool {
    answers.is_empty()
}

impl Previewed {
    /// All previews of a plan, in the order of the first key of each.
    pub(super) fn all(plan: &Plan) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut numbers: HashMap<(&Arc<Vec<Preview>>, &[Finding]), usize> = HashMap::new();
        for (key, answers) in &plan.previews {
            let findings = plan.preview_findings.get(key).map_or(&[][..], Vec::as_slice);
            let number = *numbers.entry((answers, findings)).or_insert(all.len());
            if number == all.len() {
                let (answers, findings) = (Arc::clone(answers), findings.to_vec());
                all.push(Self { of: Vec::new(), answers, findings });
            }
            all[number].of.push(key.clone());
        }
        all
    }

    /// Puts it into a plan.
    pub(super) fn put(&self, plan: &mut Plan) {
        for key in &self.of {
            plan.previews.insert(key.clone(), Arc::clone(&self.answers));
            if !self.findings.is_empty() {
                plan.preview_findings.insert(key.clone(), self.findings.clone());
            }
        }
    }
}
