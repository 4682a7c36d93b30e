//! The previews of a plan: from the texts that it keeps, and from nothing else.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::compared::{Compared, Pair, Reached, TwoSides};
use super::flow::Request;
use super::installed::Installed;
use super::probes::{PROBES, Probe, Probed};
use super::situations::situations;
use super::ways::Ways;
use crate::digest::sha256;
use crate::guard::{Panicked, defect, guarded};
use crate::model::{
    Confidence, Decision, Edit, FilePlan, Finding, Outcome, Plan, Preview, Scope, Status, Which,
};
use crate::parallel;
use crate::program::names_called;
use crate::stock::{self, Release, SequenceName};
use crate::timings::Stage;
use crate::xml::Parsed;

/// A sequence of a plan with what it may call, on both gateways.
#[derive(Debug)]
pub struct Previewed<'p> {
    /// Its entry in the plan.
    pub file: &'p FilePlan,
    /// The sequence that calls it, where it answers nobody by itself.
    pub caller: Option<SequenceName>,
    /// The scopes whose sequence, and all it calls, is the same.
    pub scopes: Vec<Scope>,
    /// Every way through it.
    pub ways: Ways,
}

/// What was computed for one content: its previews and what is to be said of them.
type Shown = Result<(Arc<Vec<Preview>>, Vec<Finding>), Panicked>;

impl Plan {
    /// Computes what clients get from each sequence, old beside new, and says where more than the
    /// format changed by the operator's edits. What was computed before for the same texts stays.
    pub(crate) fn preview(&mut self, parsed: &Parsed) {
        let mut done: HashMap<String, Shown> = HashMap::new();
        let gateways = Gateways::of(self, parsed);
        let mut keys: Vec<(usize, String)> = Vec::new();
        let mut jobs: BTreeMap<String, (Arc<Compared<'_>>, &FilePlan)> = BTreeMap::new();
        let mut failed: Vec<(usize, Panicked)> = Vec::new();
        for (at, file) in self.files.iter().enumerate() {
            let sides = guarded(|| gateways.sides(file));
            let Some(sides) = sides.unwrap_or_else(|panicked| {
                failed.push((at, panicked));
                None
            }) else {
                continue;
            };
            keys.push((at, sides.key.clone()));
            if let Some(known) = self.previews.get(&sides.key) {
                let said = || self.preview_findings.get(&sides.key).cloned().unwrap_or_default();
                done.entry(sides.key.clone()).or_insert_with(|| Ok((known.clone(), said())));
            } else {
                jobs.entry(sides.key.clone()).or_insert((sides, file));
            }
        }
        let one = |(key, (sides, file)): (String, (Arc<Compared<'_>>, &FilePlan))| {
            let shown = guarded(|| Stage::Preview.timed(|| sides.previews(file)));
            (key, shown.map(|(previews, findings)| (Arc::new(previews), findings)))
        };
        done.extend(parallel::map(jobs.into_iter().collect(), one));
        drop(gateways);
        let (mut kept, mut said) = (BTreeMap::new(), BTreeMap::new());
        // Most files that differ answer alike.
        let mut alike: HashSet<Arc<Vec<Preview>>> = self.previews.values().cloned().collect();
        let mut found = Vec::new();
        for (at, key) in keys {
            match &done[&key] {
                Ok((previews, findings)) => {
                    if !kept.contains_key(&key) {
                        let one = alike.get(previews).unwrap_or(previews).clone();
                        alike.insert(Arc::clone(&one));
                        kept.insert(key.clone(), one);
                        said.insert(key.clone(), findings.clone());
                    }
                    found.push((at, key, findings.clone()));
                }
                Err(panicked) => failed.push((at, panicked.clone())),
            }
        }
        for (at, panicked) in failed {
            self.files[at].fail(defect(&panicked));
        }
        for (at, key, mut findings) in found {
            let file = &mut self.files[at];
            file.previews = Some(key.as_str().into());
            if !findings.is_empty() {
                Arc::make_mut(&mut file.findings).append(&mut findings);
            }
        }
        said.retain(|_, findings| !findings.is_empty());
        (self.previews, self.preview_findings) = (kept, said);
    }
}

/// Computes what clients get for a request, of the sequences that are asked for; all where `only` is
/// empty. `exact` takes the request as it is, and a typical value for what goes with its error code.
/// The second list is the files on which faultgraft failed.
pub fn previewed<'p>(
    plan: &'p Plan,
    only: &[SequenceName],
    request: &Request,
    exact: bool,
) -> (Vec<Previewed<'p>>, Vec<FilePlan>) {
    let parsed = Parsed::default();
    let gateways = Gateways::of(plan, &parsed);
    let mut all: Vec<Previewed<'p>> = Vec::new();
    let mut failed = Vec::new();
    let mut numbers: HashMap<String, std::ops::Range<usize>> = HashMap::new();
    for file in &plan.files {
        if !only.is_empty() && !file.sequence().is_some_and(|n| only.contains(&n)) {
            continue;
        }
        let walked = guarded(|| {
            let sides = gateways.sides(file)?;
            let is_new = !numbers.contains_key(&sides.key);
            let ways = |sides: &TwoSides<'_>| (sides.caller(), sides.ways(request, exact));
            let all = || sides.all.iter().map(ways).collect::<Vec<_>>();
            Some((sides.key.clone(), is_new.then(all)))
        });
        match walked {
            Ok(None) => {}
            Ok(Some((key, None))) => {
                let known = all[numbers[&key].clone()].iter_mut();
                known.for_each(|known| known.scopes.push(file.scope));
            }
            Ok(Some((key, Some(found)))) => {
                numbers.insert(key, all.len()..all.len() + found.len());
                all.extend(found.into_iter().map(|(caller, ways)| Previewed {
                    file,
                    caller,
                    scopes: vec![file.scope],
                    ways,
                }));
            }
            Err(panicked) => {
                let mut file = file.clone();
                file.fail(defect(&panicked));
                failed.push(file);
            }
        }
    }
    (all, failed)
}

/// The old gateway and the new one, scope by scope.
struct Gateways<'p> {
    plan: &'p Plan,
    target: Release,
    parsed: &'p Parsed,
    /// The texts that were read, by where they are in memory.
    texts: RefCell<HashMap<(usize, usize), Rc<Read>>>,
    by_scope: HashMap<Scope, Rc<Pools<'p>>>,
}

/// What is found out about a text, once.
#[derive(Default)]
struct Read {
    calls: Vec<String>,
    digest: String,
}

/// What the sequences of one scope may call, on both.
struct Pools<'p> {
    old: HashMap<Release, Pool<'p>>,
    new: Pool<'p>,
    /// What became of the sequences: scopes that are alike share this.
    sides: RefCell<HashMap<SequenceName, Option<Arc<Compared<'p>>>>>,
    /// The sequences that are shown by themselves.
    shown: BTreeSet<SequenceName>,
}

/// Texts by the name that they are called by.
type Pool<'p> = BTreeMap<String, &'p str>;

impl<'p> Gateways<'p> {
    fn of(plan: &'p Plan, parsed: &'p Parsed) -> Self {
        let target = plan.target.release.as_deref().and_then(Release::of_name);
        let target = target.unwrap_or(Release::DEFAULT_TARGET);
        let mut files: HashMap<Scope, Vec<&FilePlan>> = HashMap::new();
        plan.all().for_each(|f| files.entry(f.scope).or_default().push(f));
        let mut alike: HashMap<Vec<Member<'p>>, Rc<Pools<'p>>> = HashMap::new();
        let mut by_scope = HashMap::new();
        for (scope, files) in files {
            let members = files.iter().map(|file| Member::of(file)).collect();
            let pools =
                alike.entry(members).or_insert_with(|| Rc::new(Pools::of(plan, target, &files)));
            by_scope.insert(scope, Rc::clone(pools));
        }
        Self { plan, target, parsed, texts: RefCell::default(), by_scope }
    }

    /// What of a file is compared; none where there is nothing.
    fn sides(&self, file: &'p FilePlan) -> Option<Arc<Compared<'p>>> {
        let name = file.sequence()?;
        let scope = self.by_scope.get(&file.scope)?;
        if let Some(known) = scope.sides.borrow().get(&name) {
            return known.clone();
        }
        let all = match situations(name, self.target).is_empty() {
            false => self.compared(file, name, scope).into_iter().collect(),
            true if file.edits.is_empty() => Vec::new(),
            true => self.callers(file, name, scope),
        };
        let sides = (!all.is_empty()).then(|| Arc::new(Compared::of(all)));
        scope.sides.borrow_mut().insert(name, sides.clone());
        sides
    }

    fn compared(
        &self,
        file: &'p FilePlan,
        name: SequenceName,
        scope: &Pools<'p>,
    ) -> Option<TwoSides<'p>> {
        let release = release_of(file)?;
        let merged = file.text()?;
        let ships = stock::get(name, release).is_some();
        let old = old_text(self.plan, file).filter(|_| ships);
        let old_pool = scope.old.get(&release)?;
        let releases = (release, self.target);
        let own = self.pair((old, merged), (old_pool, &scope.new));
        let base = stock::get(name, release).map(|s| s.text);
        let target = file.target_text.as_ref();
        let stock = target.filter(|_| base.is_some() && !file.edits.is_empty());
        let stock = stock.map(|t| self.pair((base, &**t), (old_pool, &scope.new)));
        let has = Installed::of(self.plan, file);
        let is_whole = file.edits.iter().all(is_safe_and_there);
        Some(TwoSides { name, releases, has, own, stock, through: None, is_whole })
    }

    /// The stock sequences that call a helper, where they are not shown by themselves.
    fn callers(
        &self,
        file: &'p FilePlan,
        helper: SequenceName,
        scope: &Pools<'p>,
    ) -> Vec<TwoSides<'p>> {
        let called = helper.default_name_attribute();
        let caller = |&name: &SequenceName| {
            let release = release_of(file)?;
            let (old, new) = (stock::get(name, release)?.text, stock::get(name, self.target)?.text);
            let old_pool = scope.old.get(&release)?;
            let own = self.pair((Some(old), new), (old_pool, &scope.new));
            let is_called =
                own.reached.0.0.contains_key(called) || own.reached.1.0.contains_key(called);
            let answers = !situations(name, self.target).is_empty() && !scope.shown.contains(&name);
            let releases = (release, self.target);
            let has = Installed::of(self.plan, file);
            let through = Some(helper);
            let sides =
                TwoSides { name, releases, has, own, stock: None, through, is_whole: false };
            (is_called && answers).then_some(sides)
        };
        SequenceName::ALL.iter().filter_map(caller).collect()
    }

    /// Two texts with what they may call.
    fn pair(
        &self,
        (old, new): (Option<&'p str>, &'p str),
        (old_pool, new_pool): (&Pool<'p>, &Pool<'p>),
    ) -> Pair<'p> {
        let of_old = old.map(|text| self.closure(text, old_pool)).unwrap_or_default();
        let of_new = self.closure(new, new_pool);
        let texts = [old, Some(new)].into_iter().flatten();
        let called = of_old.0.values().chain(of_new.0.values()).copied();
        let key = texts.chain(called).map(|text| self.read(text).digest.clone());
        Pair {
            key: key.collect::<Vec<_>>().join(" "),
            old,
            new,
            reached: (of_old, of_new),
            parsed: self.parsed,
        }
    }

    /// What a text may come to among those of a gateway.
    fn closure<'t>(&self, text: &str, pool: &Pool<'t>) -> Reached<'t> {
        let mut reached = Reached::default();
        let mut waiting = self.read(text).calls.clone();
        while let Some(name) = waiting.pop() {
            let Some(&text) = pool.get(&name) else { continue };
            if reached.0.insert(name, text).is_none() {
                waiting.extend(self.read(text).calls.iter().cloned());
            }
        }
        reached
    }

    /// A text of the plan or of stock, which stay where they are while this does.
    fn read(&self, text: &str) -> Rc<Read> {
        let place = (text.as_ptr() as usize, text.len());
        let new = || {
            let calls =
                self.parsed.get(text).map(|doc| names_called(&doc, doc.root())).unwrap_or_default();
            Rc::new(Read { calls, digest: sha256(text.as_bytes()) })
        };
        Rc::clone(self.texts.borrow_mut().entry(place).or_insert_with(new))
    }
}

/// Everything about a file of a scope that previews depend on: scopes with the same files have the
/// same previews.
#[derive(PartialEq, Eq, Hash)]
struct Member<'p> {
    which: &'p Which,
    release: Option<&'p str>,
    /// None where it is what the release ships.
    custom: Option<&'p str>,
    merged: Option<&'p str>,
}

impl<'p> Member<'p> {
    fn of(file: &'p FilePlan) -> Self {
        let goes = file.merged_digest().filter(|_| file.is_called);
        Self {
            which: &file.which,
            release: file.base.as_ref().and_then(|b| b.release.as_deref()),
            custom: file.digest.custom.as_deref().filter(|_| file.status != Status::Stock),
            merged: goes,
        }
    }
}

/// True if nobody has to look at an edit, and all of it is in the merged file.
fn is_safe_and_there(edit: &Edit) -> bool {
    let left_out = matches!(edit.decision, Some(Decision::Reject | Decision::Target));
    let is_there = !matches!(edit.outcome, Outcome::Conflict | Outcome::Dropped);
    is_there && edit.confidence == Confidence::Safe && !left_out
}

fn release_of(file: &FilePlan) -> Option<Release> {
    Release::of_name(file.base.as_ref()?.release.as_deref()?)
}

/// The operator's own text; of a file without edits the stock that it is equal to.
fn old_text<'p>(plan: &'p Plan, file: &FilePlan) -> Option<&'p str> {
    if let Some(case) = &file.case {
        return plan.texts.get(&case.custom).map(|text| &**text);
    }
    stock::get(file.sequence()?, release_of(file)?).map(|stock| stock.text)
}

impl<'p> Pools<'p> {
    fn of(plan: &'p Plan, target: Release, files: &[&'p FilePlan]) -> Self {
        let releases: BTreeSet<Release> = files.iter().filter_map(|f| release_of(f)).collect();
        let old = |release| {
            let mut pool = stock_of(release);
            let text = |file: &&'p FilePlan| match file.own() {
                None => old_text(plan, file),
                Some(_) => file.custom_text.as_deref(),
            };
            pool.extend(files.iter().filter_map(|f| Some((called_as(f).to_owned(), text(f)?))));
            (release, pool)
        };
        let mut new = stock_of(target);
        let goes = files.iter().filter(|file| file.is_called);
        new.extend(goes.filter_map(|f| Some((called_as(f).to_owned(), f.text()?))));
        let old = releases.into_iter().map(old).collect();
        let shown = files.iter().filter(|f| f.merged.is_some() && release_of(f).is_some());
        let shown = shown.filter_map(|f| f.sequence()).collect();
        Self { old, new, sides: RefCell::default(), shown }
    }
}

/// The name that a sequence is called by.
fn called_as(file: &FilePlan) -> &str {
    match &file.which {
        Which::Stock(sequence) => sequence.default_name_attribute(),
        Which::Own(own) => &own.name,
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

/// What the gateways answer to each error that a client can provoke from outside, for the first
/// scope of the plan; of the sequences that are asked for, all where `only` is empty.
pub fn probed(plan: &Plan, only: &[SequenceName]) -> Vec<Probed> {
    let parsed = Parsed::default();
    let gateways = Gateways::of(plan, &parsed);
    let scope = plan.files.first().map(|file| file.scope);
    let one = |probe: Probe| {
        let is_asked = only.is_empty() || only.contains(&probe.sequence);
        let file = |f: &&FilePlan| Some(f.scope) == scope && f.sequence() == Some(probe.sequence);
        let file = plan.files.iter().filter(|_| is_asked).find(file)?;
        let walked = guarded(|| {
            let sides = gateways.sides(file)?;
            Some(sides.all.first()?.ways(&probe.request(), true))
        });
        Some(Probed { probe, ways: walked.ok()?? })
    };
    PROBES.into_iter().filter_map(one).collect()
}
