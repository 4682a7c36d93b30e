//! The previews of a plan: from the texts that it keeps, and from nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::rc::Rc;

use super::describe::{fold_alike, previews};
use super::differs::{differs, incomplete};
use super::flow::{Flow, Request};
use super::situations::{Situation, situations};
use super::ways::{Sides, Ways, ways};
use super::{Side, situations::of_code};
use crate::digest::sha256;
use crate::model::{Companion, FilePlan, Finding, Outcome, Plan, Preview, Status};
use crate::response::{Input, Library, Sequence, Value};
use crate::rules::{Levels, code};
use crate::stock::{self, Release, SequenceName};
use crate::synapse::{NAMESPACE, REMOVED_CLASSES, Tree, calls};
use crate::xml::Document;

/// A sequence of a plan with what it may call, on both gateways.
#[derive(Debug)]
pub struct Previewed<'p> {
    /// Its entry in the plan.
    pub file: &'p FilePlan,
    /// The scopes whose sequence, and all it calls, is the same.
    pub scopes: Vec<&'p str>,
    /// What goes wrong when it runs.
    pub situations: Vec<Situation>,
    /// Every way through it.
    pub ways: Ways,
}

impl Plan {
    /// Computes what clients get from each sequence, old beside new, and says where more than the
    /// format changed by the operator's edits. What was computed before for the same texts stays.
    pub fn preview(&mut self) {
        let mut done: HashMap<String, (Vec<Preview>, Vec<Finding>)> = HashMap::new();
        let own = [code::RESPONSE_CHANGED.code, code::PREVIEW_INCOMPLETE.code];
        for file in &mut self.files {
            let all = std::mem::take(&mut file.findings).into_iter();
            let finding;
            (finding, file.findings) = all.partition(|f| own.contains(&f.rule.as_str()));
            let key = file.previews.take();
            if let Some((key, known)) = key.and_then(|k| Some((k.clone(), self.previews.get(&k)?)))
            {
                done.entry(key).or_insert_with(|| (known.clone(), finding));
            }
        }
        let mut found: Vec<(usize, String, Vec<Finding>)> = Vec::new();
        let mut kept = BTreeMap::new();
        let gateways = Gateways::of(self);
        for (at, file) in self.files.iter().enumerate() {
            let Some(sides) = gateways.sides(file) else { continue };
            let key = sides.key.clone();
            let entry = done.entry(key.clone());
            let (previews, finding) =
                entry.or_insert_with(|| sides.previews(file, &Request::default()));
            kept.entry(key.clone()).or_insert_with(|| previews.clone());
            found.push((at, key, finding.clone()));
        }
        drop(gateways);
        let levels = Levels::of(&self.levels);
        for (at, key, finding) in found {
            let file = &mut self.files[at];
            file.previews = Some(key);
            let mut finding = finding;
            levels.apply(&mut finding);
            file.findings.append(&mut finding);
        }
        self.previews = kept;
    }
}

/// Computes what clients get for a request, of the sequences that are asked for; all where `only` is
/// empty. `exact` takes the request as it is, and a typical value for what goes with its error code.
pub fn previewed<'p>(
    plan: &'p Plan,
    only: &[SequenceName],
    request: &Request,
    exact: bool,
) -> Vec<Previewed<'p>> {
    let gateways = Gateways::of(plan);
    let mut all: Vec<Previewed<'p>> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for file in &plan.files {
        let name = SequenceName::parse(&file.sequence);
        if !only.is_empty() && !name.is_some_and(|n| only.contains(&n)) {
            continue;
        }
        let Some(sides) = gateways.sides(file) else { continue };
        if let Some(&at) = numbers.get(&sides.key) {
            all[at].scopes.push(&file.scope);
            continue;
        }
        numbers.insert(sides.key.clone(), all.len());
        let (situations, ways) = sides.ways(request, exact);
        all.push(Previewed { file, scopes: vec![&file.scope], situations, ways });
    }
    all
}

/// The old gateway and the new one, scope by scope.
struct Gateways<'p> {
    plan: &'p Plan,
    target: Release,
    by_scope: HashMap<&'p str, Rc<Scope<'p>>>,
}

/// What the sequences of one scope may call, on both.
struct Scope<'p> {
    old: HashMap<Release, Pool<'p>>,
    new: Pool<'p>,
}

/// Texts by the name that they are called by.
type Pool<'p> = BTreeMap<String, &'p str>;

impl<'p> Gateways<'p> {
    fn of(plan: &'p Plan) -> Self {
        let target = plan.target.release.as_deref().and_then(Release::parse);
        let target = target.unwrap_or(Release::DEFAULT_TARGET);
        let mut files: HashMap<&str, Vec<&FilePlan>> = HashMap::new();
        plan.files.iter().for_each(|f| files.entry(&f.scope).or_default().push(f));
        let mut companions: HashMap<&str, Vec<&Companion>> = HashMap::new();
        plan.companions.iter().for_each(|c| companions.entry(&c.scope).or_default().push(c));
        let mut alike: HashMap<String, Rc<Scope<'p>>> = HashMap::new();
        let mut by_scope = HashMap::new();
        for (scope, files) in files {
            let companions = companions.get(scope).map_or(&[][..], Vec::as_slice);
            let likeness = likeness(&files, companions);
            let pools = alike
                .entry(likeness)
                .or_insert_with(|| Rc::new(Scope::of(plan, target, &files, companions)));
            by_scope.insert(scope, Rc::clone(pools));
        }
        Self { plan, target, by_scope }
    }

    /// Both sides of a file; none where there is nothing to compare.
    fn sides(&self, file: &FilePlan) -> Option<TwoSides<'_>> {
        let name = SequenceName::parse(&file.sequence)?;
        let release = release_of(file)?;
        let merged = file.merged.as_deref()?;
        if situations(name, self.target).is_empty() {
            return None;
        }
        let scope = self.by_scope.get(file.scope.as_str())?;
        let old = old_text(self.plan, file).filter(|_| stock::get(name, release).is_some());
        let reached = |text: Option<&str>, pool: &Pool<'p>| match text {
            Some(text) => closure(text, pool),
            None => Reached::default(),
        };
        let old_pool = scope.old.get(&release)?;
        let of_old = reached(old, old_pool);
        let of_new = reached(Some(merged), &scope.new);
        let base = stock::get(name, release).map(|s| s.text);
        let target = file.merged_from.as_ref().and_then(|k| self.plan.texts.get(&k.target));
        let mut key = format!("{name} {} {} {}", release, self.target, file.edits.is_empty());
        let texts = [old, Some(merged)].into_iter().flatten();
        let called = of_old.0.iter().chain(of_new.0.iter()).map(|(_, text)| *text);
        for text in texts.chain(called) {
            let _ = write!(key, " {}", sha256(text.as_bytes()));
        }
        Some(TwoSides {
            key: sha256(key.as_bytes())[..16].to_owned(),
            name,
            releases: (release, self.target),
            old: old.map(str::to_owned),
            new: merged.to_owned(),
            stock: (base, target.map(|t| &**t)),
            libraries: (library(&of_old, release), library(&of_new, self.target)),
        })
    }
}

/// Everything about the files of a scope that a preview hangs on.
fn likeness(files: &[&FilePlan], companions: &[&Companion]) -> String {
    let mut all = String::new();
    for file in files {
        let release = file.base.as_ref().and_then(|b| b.release.as_deref());
        let custom = match file.status {
            Status::Stock => &None,
            _ => &file.digest.custom,
        };
        let _ = write!(all, "{} {release:?} {custom:?} {:?};", file.sequence, file.digest.merged);
    }
    for companion in companions {
        let digests = (&companion.digest.custom, &companion.digest.merged);
        let _ = write!(all, "{} {:?} {digests:?};", companion.name, companion.outcome);
    }
    all
}

fn release_of(file: &FilePlan) -> Option<Release> {
    Release::parse(file.base.as_ref()?.release.as_deref()?)
}

/// The operator's own text; of a file without edits the stock that it is equal to.
fn old_text<'p>(plan: &'p Plan, file: &FilePlan) -> Option<&'p str> {
    if let Some(keys) = &file.merged_from {
        return plan.texts.get(&keys.custom).map(|text| &**text);
    }
    let name = SequenceName::parse(&file.sequence)?;
    stock::get(name, release_of(file)?).map(|stock| stock.text)
}

impl<'p> Scope<'p> {
    fn of(
        plan: &'p Plan,
        target: Release,
        files: &[&'p FilePlan],
        companions: &[&'p Companion],
    ) -> Self {
        let releases: BTreeSet<Release> = files.iter().filter_map(|f| release_of(f)).collect();
        let old = |release| {
            let mut pool = stock_of(release);
            for file in files {
                if let (Some(text), Some(name)) =
                    (old_text(plan, file), SequenceName::parse(&file.sequence))
                {
                    pool.insert(name.default_name_attribute().to_owned(), text);
                }
            }
            for companion in companions {
                let own = companion.merged_from.as_ref().and_then(|k| plan.texts.get(k));
                let text = own.map(|t| &**t).or(companion.merged.as_deref());
                pool.extend(text.map(|t| (companion.name.clone(), t)));
            }
            (release, pool)
        };
        let mut new = stock_of(target);
        for file in files {
            if let (Some(text), Some(name)) =
                (file.merged.as_deref(), SequenceName::parse(&file.sequence))
            {
                new.insert(name.default_name_attribute().to_owned(), text);
            }
        }
        for companion in companions.iter().filter(|c| c.outcome != Outcome::Dropped) {
            new.extend(companion.merged.as_deref().map(|t| (companion.name.clone(), t)));
        }
        Self { old: releases.into_iter().map(old).collect(), new }
    }
}

/// What a release ships.
fn stock_of(release: Release) -> Pool<'static> {
    let shipped = SequenceName::ALL.iter().filter_map(|&name| {
        let stock = stock::get(name, release)?;
        Some((name.default_name_attribute().to_owned(), stock.text))
    });
    shipped.collect()
}

/// What a sequence may come to, by name.
#[derive(Default)]
struct Reached<'t>(BTreeMap<String, &'t str>);

fn closure<'t>(text: &str, pool: &Pool<'t>) -> Reached<'t> {
    let mut reached = Reached::default();
    let mut waiting = called_in(text);
    while let Some(name) = waiting.pop() {
        let Some(&text) = pool.get(&name) else { continue };
        if reached.0.insert(name, text).is_none() {
            waiting.extend(called_in(text));
        }
    }
    reached
}

fn called_in(text: &str) -> Vec<String> {
    let Ok(doc) = Document::parse(text) else { return Vec::new() };
    let tree = Tree::of(&doc, doc.root());
    calls(&tree).iter().map(|call| call.key.to_owned()).collect()
}

/// The sequences that were reached, as a gateway of a release has them.
fn library(reached: &Reached<'_>, release: Release) -> Library {
    let sequences = reached.0.iter();
    let removed = REMOVED_CLASSES.map(str::to_owned);
    let old = !release.answers_json();
    Library {
        sequences: sequences.filter_map(|(n, t)| Some((n.clone(), parsed(t, n)?))).collect(),
        inert_classes: if old { removed.clone().into() } else { BTreeSet::new() },
        missing_classes: if old { BTreeSet::new() } else { removed.into() },
        classes_are_known: false,
    }
}

/// A sequence in a file, which may be one of several in a `<definitions>`.
fn parsed(text: &str, name: &str) -> Option<Sequence> {
    let doc = Document::parse(text).ok()?;
    let root = doc.root();
    let is_sequence = doc.local_name(root) == "sequence" && doc.namespace(root) == NAMESPACE;
    if is_sequence || doc.local_name(root) != "definitions" {
        return Some(Sequence::at(doc, root));
    }
    let named = |&node: &crate::xml::NodeId| {
        let id = doc.find_attribute(node, "name");
        doc.local_name(node) == "sequence" && id.is_some_and(|id| doc.attribute_value(id) == name)
    };
    let found = doc.child_elements(root).find(named)?;
    Some(Sequence::at(doc, found))
}

/// A file on both gateways.
struct TwoSides<'p> {
    /// The same for the same texts and releases.
    key: String,
    name: SequenceName,
    releases: (Release, Release),
    old: Option<String>,
    new: String,
    /// What the operator started from, and what the edits were merged into.
    stock: (Option<&'p str>, Option<&'p str>),
    libraries: (Library, Library),
}

impl TwoSides<'_> {
    fn flows(&self) -> (Flow, Flow) {
        let flow = |release| Flow { sequence: Some(self.name), release };
        (flow(self.releases.0), flow(self.releases.1))
    }

    /// The situations that a request leaves open, and every way through both files.
    fn ways(&self, request: &Request, exact: bool) -> (Vec<Situation>, Ways) {
        let situations = self.situations(request, exact);
        let ways = self.walked(self.old.as_deref(), &self.new, request, &situations, exact);
        (situations, ways)
    }

    fn walked(
        &self,
        old: Option<&str>,
        new: &str,
        request: &Request,
        situations: &[Situation],
        exact: bool,
    ) -> Ways {
        let name = self.name.default_name_attribute();
        let (old, new) = (old.and_then(|text| parsed(text, name)), parsed(new, name));
        let flows = self.flows();
        let side = |file, library, flow| Side { file, library, flow, in_steps: false };
        let sides = Sides {
            old: old.as_ref().map(|file| side(file, &self.libraries.0, flows.0)),
            new: new.as_ref().map(|file| side(file, &self.libraries.1, flows.1)),
        };
        ways(sides, request, situations, exact)
    }

    fn situations(&self, request: &Request, exact: bool) -> Vec<Situation> {
        let code = request.sets.get(&Input::Property("ERROR_CODE".to_owned()));
        let known = |release, code| of_code(self.name, release, code);
        match code {
            Some(&Value::Integer(code)) => {
                let found = known(self.releases.1, code).or_else(|| known(self.releases.0, code));
                vec![found.unwrap_or_else(|| Situation::unlisted(code))]
            }
            _ => {
                let mut all = situations(self.name, self.releases.1);
                if exact {
                    all.truncate(1);
                }
                all
            }
        }
    }

    /// The previews as a plan keeps them, and what is to be said about them.
    fn previews(&self, file: &FilePlan, request: &Request) -> (Vec<Preview>, Vec<Finding>) {
        let (situations, ways) = self.ways(request, false);
        let changed = match (file.edits.is_empty(), self.stock) {
            (false, (Some(base), Some(target))) => {
                let plain = self.walked(Some(base), target, request, &situations, false);
                differs(&ways, &plain, &situations)
            }
            _ => None,
        };
        let mut found: Vec<Finding> = changed.into_iter().collect();
        if !file.edits.is_empty() {
            found.extend(incomplete(&ways));
        }
        (fold_alike(previews(&file.sequence, &ways, &situations)), found)
    }
}
