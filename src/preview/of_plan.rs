//! The previews of a plan: from the texts that it keeps, and from nothing else.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::describe::{fold_alike, previews};
use super::differs::{differs, incomplete};
use super::flow::{Flow, Request};
use super::installed::Installed;
use super::situations::{Situation, situations};
use super::ways::{Sides, Ways, ways};
use super::{Side, situations::of_code};
use crate::callees::shipped;
use crate::digest::sha256;
use crate::expression::Location;
use crate::gateway::{Library, Sequence, Value};
use crate::guard::{Panicked, defect, guarded};
use crate::model::{FilePlan, Finding, Plan, Preview, Scope, Status, Which};
use crate::program::{NAMESPACE, Tree, calls};
use crate::stock::{self, Release, SequenceName};
use crate::xml::Document;

/// A sequence of a plan with what it may call, on both gateways.
#[derive(Debug)]
pub struct Previewed<'p> {
    /// Its entry in the plan.
    pub file: &'p FilePlan,
    /// The scopes whose sequence, and all it calls, is the same.
    pub scopes: Vec<Scope>,
    /// What goes wrong when it runs.
    pub situations: Vec<Situation>,
    /// Every way through it.
    pub ways: Ways,
}

/// What was computed for one content: its previews and what is to be said of them.
type Shown = Result<(Vec<Preview>, Vec<Finding>), Panicked>;

impl Plan {
    /// Computes what clients get from each sequence, old beside new, and says where more than the
    /// format changed by the operator's edits. What was computed before for the same texts stays.
    pub fn preview(&mut self) {
        let mut done: HashMap<String, Shown> = HashMap::new();
        let gateways = Gateways::of(self);
        let mut keys: Vec<(usize, String)> = Vec::new();
        let mut jobs: BTreeMap<String, (Arc<TwoSides<'_>>, &FilePlan)> = BTreeMap::new();
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
        let plain = Plain::default();
        let one = |(key, (sides, file)): (String, (Arc<TwoSides<'_>>, &FilePlan))| {
            (key, guarded(|| sides.previews(file, &plain)))
        };
        done.par_extend(jobs.into_par_iter().map(one));
        drop(gateways);
        let (mut kept, mut said) = (BTreeMap::new(), BTreeMap::new());
        let mut found = Vec::new();
        for (at, key) in keys {
            match &done[&key] {
                Ok((previews, findings)) => {
                    kept.entry(key.clone()).or_insert_with(|| previews.clone());
                    said.entry(key.clone()).or_insert_with(|| findings.clone());
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
    let gateways = Gateways::of(plan);
    let mut all: Vec<Previewed<'p>> = Vec::new();
    let mut failed = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for file in &plan.files {
        if !only.is_empty() && !file.sequence().is_some_and(|n| only.contains(&n)) {
            continue;
        }
        let walked = guarded(|| {
            let sides = gateways.sides(file)?;
            let is_new = !numbers.contains_key(&sides.key);
            Some((sides.key.clone(), is_new.then(|| sides.ways(request, exact))))
        });
        match walked {
            Ok(None) => {}
            Ok(Some((key, None))) => all[numbers[&key]].scopes.push(file.scope),
            Ok(Some((key, Some((situations, ways))))) => {
                numbers.insert(key, all.len());
                all.push(Previewed { file, scopes: vec![file.scope], situations, ways });
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
    sides: RefCell<HashMap<SequenceName, Option<Arc<TwoSides<'p>>>>>,
}

/// Texts by the name that they are called by.
type Pool<'p> = BTreeMap<String, &'p str>;

impl<'p> Gateways<'p> {
    fn of(plan: &'p Plan) -> Self {
        let target = plan.target.release.as_deref().and_then(Release::parse);
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
        Self { plan, target, texts: RefCell::default(), by_scope }
    }

    /// Both sides of a file; none where there is nothing to compare.
    fn sides(&self, file: &'p FilePlan) -> Option<Arc<TwoSides<'p>>> {
        let name = file.sequence()?;
        let scope = self.by_scope.get(&file.scope)?;
        if let Some(known) = scope.sides.borrow().get(&name) {
            return known.clone();
        }
        let sides = self.compared(file, name, scope).map(Arc::new);
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
        if situations(name, self.target).is_empty() {
            return None;
        }
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
        let mut key = format!("{name} {release} {} {} {}", self.target, stock.is_some(), own.key);
        if has != Default::default() {
            let _ = write!(key, " {has:?}");
        }
        let key = sha256(key.as_bytes())[..16].to_owned();
        Some(TwoSides { key, name, releases, has, own, stock })
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
        Pair { key: key.collect::<Vec<_>>().join(" "), old, new, reached: (of_old, of_new) }
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
        let new = || Rc::new(Read { calls: called_in(text), digest: sha256(text.as_bytes()) });
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

fn release_of(file: &FilePlan) -> Option<Release> {
    Release::parse(file.base.as_ref()?.release.as_deref()?)
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
        Self { old, new, sides: RefCell::default() }
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

/// What a sequence may come to, by name.
#[derive(Default)]
struct Reached<'t>(BTreeMap<String, &'t str>);

fn called_in(text: &str) -> Vec<String> {
    let Ok(doc) = Document::parse(text) else { return Vec::new() };
    let tree = Tree::of(&doc, doc.root());
    calls(&tree).iter().map(|call| call.key.to_owned()).collect()
}

/// The sequences that were reached, as a gateway of a release has them. Stock is read once.
fn library(reached: &Reached<'_>, release: Release, own: &Installed) -> Library {
    let read = |(name, text): (&String, &&str)| {
        let shipped = shipped(name, release).filter(|stock| stock.doc.text() == *text);
        let sequence = match shipped {
            Some(stock) => Arc::clone(stock),
            None => Arc::new(parsed(text, name)?),
        };
        Some((name.clone(), sequence))
    };
    let sequences = reached.0.iter().filter_map(read).collect();
    let mut library = Library { sequences, ..Library::on(release) };
    library.missing_classes.extend(own.missing_classes.iter().cloned());
    library.formatters = Arc::clone(&own.formatters);
    library
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

/// Two files to compare, with what each may call.
struct Pair<'p> {
    /// The same for the same texts.
    key: String,
    old: Option<&'p str>,
    new: &'p str,
    reached: (Reached<'p>, Reached<'p>),
}

/// A file on both gateways.
struct TwoSides<'p> {
    /// The same for the same texts and releases.
    key: String,
    name: SequenceName,
    releases: (Release, Release),
    /// What the installations have beside sequences.
    has: (Installed, Installed),
    /// The operator's file, and the merged one.
    own: Pair<'p>,
    /// What the operator started from, and what the edits were merged into; none without edits.
    stock: Option<Pair<'p>>,
}

/// The ways through stock files, which many operators' files are compared with.
type Plain = Mutex<HashMap<String, Arc<Ways>>>;

impl TwoSides<'_> {
    /// The situations that a request leaves open, and every way through both files.
    fn ways(&self, request: &Request, exact: bool) -> (Vec<Situation>, Ways) {
        let situations = self.situations(request, exact);
        let ways = self.walked(&self.own, request, &situations, exact);
        (situations, ways)
    }

    fn walked(
        &self,
        pair: &Pair<'_>,
        request: &Request,
        situations: &[Situation],
        exact: bool,
    ) -> Ways {
        let name = self.name.default_name_attribute();
        let old = pair.old.and_then(|text| parsed(text, name));
        let new = parsed(pair.new, name);
        let libraries = (
            library(&pair.reached.0, self.releases.0, &self.has.0),
            library(&pair.reached.1, self.releases.1, &self.has.1),
        );
        let side = |file, library, release| {
            let flow = Flow { sequence: Some(self.name), release };
            Side { file, library, flow, in_steps: false }
        };
        let sides = Sides {
            old: old.as_ref().map(|file| side(file, &libraries.0, self.releases.0)),
            new: new.as_ref().map(|file| side(file, &libraries.1, self.releases.1)),
        };
        ways(sides, request, situations, exact)
    }

    fn situations(&self, request: &Request, exact: bool) -> Vec<Situation> {
        let code = request.sets.get(&Location::Property("ERROR_CODE".into()));
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
    fn previews(&self, file: &FilePlan, plain: &Plain) -> (Vec<Preview>, Vec<Finding>) {
        let request = Request::default();
        let (situations, ways) = self.ways(&request, false);
        let mut found = Vec::new();
        if let Some(stock) = &self.stock {
            let key = format!("{} {:?} {}", self.name, self.releases, stock.key);
            let known = plain.lock().ok().and_then(|known| known.get(&key).cloned());
            let stock = known.unwrap_or_else(|| {
                let ways = Arc::new(self.walked(stock, &request, &situations, false));
                if let Ok(mut known) = plain.lock() {
                    known.insert(key, Arc::clone(&ways));
                }
                ways
            });
            found.extend(differs(&ways, &stock, &situations));
        }
        if !file.edits.is_empty() {
            found.extend(incomplete(&ways));
        }
        (fold_alike(previews(file.stem(), &ways, &situations)), found)
    }
}
