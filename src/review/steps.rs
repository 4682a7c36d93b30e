//! What is decided at once: the same edit in files that follow from the same.

use std::collections::{HashMap, HashSet};

use crate::model::{Case, Decision, Edit, EditId, FilePlan, Outcome, Plan};

/// The ids of an edit, one for each scope that has it.
pub type Step = Vec<EditId>;

/// Everything that waits for a person, or `all` there is, in the order of the plan. Edits that are
/// alike are one step.
pub fn steps(plan: &Plan, all: bool) -> Vec<Step> {
    let mut groups: HashMap<Like, Vec<&FilePlan>> = HashMap::new();
    for file in plan.all() {
        Like::of(file).into_iter().for_each(|like| groups.entry(like).or_default().push(file));
    }
    let mut done: HashSet<Like> = HashSet::new();
    let mut steps = Vec::new();
    for file in plan.all() {
        let alone = [file];
        let group = match Like::of(file) {
            Some(like) => match groups.get(&like).filter(|_| done.insert(like)) {
                Some(group) => group.as_slice(),
                None => continue,
            },
            None => &alone,
        };
        for edit in file.edits.iter().filter(|edit| all || edit.needs_decision()) {
            steps.push(group.iter().map(|f| f.id(edit.number)).collect());
        }
    }
    steps
}

/// The ids of the same edit in every scope: the same place in files that follow from the same texts
/// by the same decisions.
pub fn alike(plan: &Plan, id: &EditId) -> Step {
    let Some(like) = plan.find(id).and_then(|(file, _)| Like::of(file)) else {
        return vec![id.clone()];
    };
    let same = |file: &&FilePlan| Like::of(file).as_ref() == Some(&like);
    plan.all().filter(same).map(|file| file.id(id.number)).collect()
}

/// What files follow from: two with the same are merged alike.
#[derive(PartialEq, Eq, Hash)]
struct Like<'p> {
    file: &'p str,
    case: &'p Case,
    edits: Vec<(&'p str, Outcome, Option<Decision>)>,
    /// The digest of the merged text, which may be edited by hand.
    merged: Option<&'p str>,
}

impl<'p> Like<'p> {
    /// None where the plan does not say what it follows from.
    fn of(file: &'p FilePlan) -> Option<Self> {
        let decided = |e: &'p Edit| (&*e.summary, e.outcome, e.decision);
        Some(Self {
            file: file.file(),
            case: file.case.as_deref()?,
            edits: file.edits.iter().map(decided).collect(),
            merged: file.merged_digest(),
        })
    }
}
