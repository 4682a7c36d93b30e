//! Why decisions were made, and by whom.
//!
//! A remark belongs to its decision: it goes when something else is decided, or nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Decision, EditId, Plan, Remark};

/// What is said of decisions, by the ids of the edits; none takes back what was said.
pub type Remarks = BTreeMap<EditId, Option<Remark>>;

/// Says it. Of an edit that is not decided, or not there, nothing can be said.
pub fn remark(plan: &mut Plan, remarks: &Remarks) {
    for file in plan.all_mut() {
        for edit in file.edits.clone().iter().filter(|edit| edit.decision.is_some()) {
            match remarks.get(&file.id(edit.number)) {
                Some(Some(remark)) => file.remarks.insert(edit.number, remark.clone()),
                Some(None) => file.remarks.remove(&edit.number),
                None => None,
            };
        }
    }
}

/// How some edits are decided, and what is said of that. The plan is gone through once: an edit may
/// be the same in thousands of tenants.
pub fn standing<'i>(
    plan: &Plan,
    ids: impl IntoIterator<Item = &'i EditId>,
) -> (Vec<(EditId, Option<Decision>)>, Remarks) {
    let wanted: HashSet<&EditId> = ids.into_iter().collect();
    let all = plan.edits().map(|(file, edit)| (file.id(edit.number), file, edit));
    let found = all.filter(|(id, ..)| wanted.contains(id));
    found
        .map(|(id, file, edit)| ((id.clone(), edit.decision), (id, file.remark(edit).cloned())))
        .unzip()
}

/// Forgets what was said of decisions that are others now; `old` are those that there were.
pub(super) fn forget(plan: &mut Plan, old: &HashMap<EditId, Option<Decision>>) {
    for file in plan.all_mut().filter(|file| !file.remarks.is_empty()) {
        for edit in file.edits.clone().iter() {
            let before = old.get(&file.id(edit.number));
            if before.is_some_and(|before| *before != edit.decision) {
                file.remarks.remove(&edit.number);
            }
        }
    }
}
