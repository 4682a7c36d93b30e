//! A file on both gateways, with what it may call there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Side;
use super::describe::{fold_alike, previews};
use super::differs::{differs, incomplete, unlike};
use super::flow::{Flow, Request};
use super::installed::Installed;
use super::situations::{Situation, of_code, situations};
use super::ways::{Sides, Ways, ways};
use crate::callees::shipped;
use crate::digest::sha256;
use crate::expression::Location;
use crate::gateway::{Library, Sequence, Value};
use crate::model::{FilePlan, Finding, Preview};
use crate::program::NAMESPACE;
use crate::stock::{Release, SequenceName};
use crate::xml::Parsed;

/// What a sequence may come to, by name.
#[derive(Default)]
pub(super) struct Reached<'t>(pub BTreeMap<String, &'t str>);

/// The sequences that were reached, as a gateway of a release has them. Stock is read once.
fn library(
    reached: &Reached<'_>,
    (release, own): (Release, &Installed),
    parsed: &Parsed,
) -> Library {
    let read = |(name, text): (&String, &&str)| {
        let shipped = shipped(name, release).filter(|stock| stock.doc.text() == *text);
        let sequence = match shipped {
            Some(stock) => Arc::clone(stock),
            None => Arc::new(sequence_of(text, name, parsed)?),
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
fn sequence_of(text: &str, name: &str, parsed: &Parsed) -> Option<Sequence> {
    let doc = parsed.get(text)?;
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
pub(super) struct Pair<'p> {
    /// The same for the same texts.
    pub key: String,
    pub old: Option<&'p str>,
    pub new: &'p str,
    pub reached: (Reached<'p>, Reached<'p>),
    pub parsed: &'p Parsed,
}

/// A file on both gateways.
pub(super) struct TwoSides<'p> {
    pub name: SequenceName,
    pub releases: (Release, Release),
    /// What the installations have beside sequences.
    pub has: (Installed, Installed),
    /// The operator's file, and the merged one.
    pub own: Pair<'p>,
    /// What the operator started from, and what the edits were merged into; none without edits.
    pub stock: Option<Pair<'p>>,
    /// The helper that it is shown for.
    pub through: Option<SequenceName>,
    /// Whether all edits are safe and in the merged file: what differs else is known, and said of the
    /// edit.
    pub is_whole: bool,
}

/// All that is compared for one file.
pub(super) struct Compared<'p> {
    /// The same for the same texts and releases.
    pub key: String,
    /// The file itself, or those that call it.
    pub all: Vec<TwoSides<'p>>,
}

impl<'p> Compared<'p> {
    pub(super) fn of(all: Vec<TwoSides<'p>>) -> Self {
        let key = |sides: &TwoSides<'_>| {
            let TwoSides { name, releases: (old, new), has, own, stock, through, is_whole } = sides;
            let stock = (stock.is_some(), is_whole);
            format!("{name} {old} {new} {has:?} {stock:?} {through:?} {}", own.key)
        };
        let keys: Vec<String> = all.iter().map(key).collect();
        Self { key: sha256(keys.join(" ").as_bytes())[..16].to_owned(), all }
    }

    /// The previews as a plan keeps them, and what is to be said about them.
    pub(super) fn previews(&self, file: &FilePlan) -> (Vec<Preview>, Vec<Finding>) {
        // All callers call a helper alike: one stands for them, and the command shows each.
        let is_fault = |sides: &&TwoSides<'_>| sides.name == SequenceName::Fault;
        let one = self.all.iter().find(is_fault).or(self.all.first());
        let each = one.into_iter().map(|sides| sides.previews(file));
        let (previews, found): (Vec<_>, Vec<_>) = each.unzip();
        (previews.concat(), found.concat())
    }
}

impl Pair<'_> {
    /// Runs something on both sides.
    fn with_sides<T>(
        &self,
        (name, through): (SequenceName, Option<SequenceName>),
        (releases, has): ((Release, Release), &(Installed, Installed)),
        run: impl FnOnce(Sides<'_>) -> T,
    ) -> T {
        let asks_cors = through == Some(SequenceName::CorsRequestHandler);
        let called = name.default_name_attribute();
        let parsed = self.parsed;
        let old = self.old.and_then(|text| sequence_of(text, called, parsed));
        let new = sequence_of(self.new, called, parsed);
        let libraries = (
            library(&self.reached.0, (releases.0, &has.0), parsed),
            library(&self.reached.1, (releases.1, &has.1), parsed),
        );
        let side = |file, library, release| {
            let flow = Flow { sequence: Some(name), release };
            Side { file, library, flow, in_steps: false, asks_cors }
        };
        run(Sides {
            old: old.as_ref().map(|file| side(file, &libraries.0, releases.0)),
            new: new.as_ref().map(|file| side(file, &libraries.1, releases.1)),
        })
    }
}

impl TwoSides<'_> {
    /// The sequence that calls the file that is asked about.
    pub(super) fn caller(&self) -> Option<SequenceName> {
        self.through.map(|_| self.name)
    }

    /// Every way through both files.
    pub(super) fn ways(&self, request: &Request, exact: bool) -> Ways {
        let situations = self.situations(request, exact);
        self.own.with_sides((self.name, self.through), (self.releases, &self.has), |sides| {
            ways(sides, request, &situations, exact)
        })
    }

    fn situations(&self, request: &Request, exact: bool) -> Vec<Situation> {
        let code = request.sets.get(&Location::Property("ERROR_CODE".into()));
        let known = |release, code| of_code(self.name, release, code);
        if let Some(&Value::Integer(code)) = code {
            let found = known(self.releases.1, code).or_else(|| known(self.releases.0, code));
            let found = found.unwrap_or_else(|| Situation::unlisted(code));
            return vec![found.asked(&request.sets)];
        }
        let mut all = situations(self.name, self.releases.1);
        if exact {
            let fits = all.iter().position(|situation| situation.agrees(&request.sets));
            all = vec![all.swap_remove(fits.unwrap_or(0)).asked(&request.sets)];
        }
        all
    }

    /// The previews as a plan keeps them, and what is to be said about them.
    pub(super) fn previews(&self, file: &FilePlan) -> (Vec<Preview>, Vec<Finding>) {
        let ways = self.ways(&Request::default(), false);
        let mut found = Vec::new();
        if let Some(stock) = &self.stock {
            let look = |sides: Sides<'_>| {
                let unlike = self.is_whole.then(|| unlike(&ways, sides)).flatten();
                [differs(&ways, sides), unlike]
            };
            let all = stock.with_sides((self.name, None), (self.releases, &self.has), look);
            found.extend(all.into_iter().flatten());
        }
        if !file.edits.is_empty() {
            found.extend(incomplete(&ways));
        }
        (fold_alike(previews(file.stem(), self.caller(), &ways)), found)
    }
}
