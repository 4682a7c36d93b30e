//! What is decided at once: the same edit in files that follow from the same.

use std::collections::{HashMap, HashSet};

use crate::model::{Case, Decision, Edit, Outcome, Plan};

/// The ids of an edit, one for each scope that has it.
pub type Step = Vec<String>;

/// Everything that waits for a person, or `all` there is, in the order of the plan. Edits that are
/// alike are one step.
pub fn steps(plan: &Plan, all: bool) -> Vec<Step> {
    let parts: Vec<Part> = parts(plan).collect();
    let mut groups: HashMap<&Like, Vec<&Part>> = HashMap::new();
    for part in &parts {
        part.like.iter().for_each(|like| groups.entry(like).or_default().push(part));
    }
    let mut done: HashSet<&Like> = HashSet::new();
    let mut steps = Vec::new();
    for part in &parts {
        let alone = [part];
        let group = match &part.like {
            Some(like) if !done.insert(like) => continue,
            Some(like) => groups[like].as_slice(),
            None => &alone,
        };
        for (at, edit) in part.edits.iter().enumerate() {
            if all || edit.needs_decision() {
                steps.push(group.iter().map(|p| p.edits[at].id.clone()).collect());
            }
        }
    }
    steps
}

/// The ids of the same edit in every scope: the same place in files that follow from the same texts
/// by the same decisions.
pub fn alike(plan: &Plan, id: &str) -> Step {
    let found = parts(plan).find_map(|part| {
        let at = part.edits.iter().position(|e| e.id == id)?;
        Some((part.like?, at))
    });
    let Some((like, at)) = found else { return vec![id.to_owned()] };
    let same = |part: &Part| part.like.as_ref() == Some(&like);
    parts(plan).filter(same).map(|part| part.edits[at].id.clone()).collect()
}

/// A file or a companion.
struct Part<'p> {
    /// What it follows from; none where the plan does not say.
    like: Option<Like<'p>>,
    edits: &'p [Edit],
}

/// What files follow from: two with the same are merged alike.
#[derive(PartialEq, Eq, Hash)]
struct Like<'p> {
    name: &'p str,
    case: &'p Case,
    edits: Vec<(&'p str, Outcome, Option<Decision>)>,
    /// The digest of the merged text, which may be edited by hand.
    merged: Option<&'p str>,
}

fn parts(plan: &Plan) -> impl Iterator<Item = Part<'_>> {
    let of_files = plan
        .files
        .iter()
        .map(|f| Part::of(&f.sequence, f.case.as_deref(), &f.edits, f.digest.merged.as_deref()));
    let of_companions = plan
        .companions
        .iter()
        .map(|c| Part::of(&c.file, c.case.as_deref(), &c.edits, c.digest.merged.as_deref()));
    of_files.chain(of_companions)
}

impl<'p> Part<'p> {
    fn of(
        name: &'p str,
        case: Option<&'p Case>,
        edits: &'p [Edit],
        merged: Option<&'p str>,
    ) -> Self {
        let decided = |e: &'p Edit| (&*e.summary, e.outcome, e.decision);
        let like = |case| Like { name, case, edits: edits.iter().map(decided).collect(), merged };
        Self { like: case.map(like), edits }
    }
}
