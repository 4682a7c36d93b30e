//! Names of the operator's own that the new release takes for itself.

use crate::pack::Found;
use crate::program::{Ix, Tree};
use crate::stock::{self, Release, SequenceName};
use crate::xml::Document;

/// From which release to which sequences go, and what is there.
#[derive(Debug, Clone, Copy)]
pub struct Upgrade<'t> {
    /// The release that the callers come from.
    pub from: Release,
    /// The release that they go to.
    pub to: Release,
    /// The files in a target given by path.
    pub files: &'t [Found],
}

impl Upgrade<'_> {
    /// Between two releases as they are shipped.
    pub fn between(from: Release, to: Release) -> Self {
        Self { from, to, files: &[] }
    }

    /// Whether a name was the operator's to give on the old gateway, and is on the new one that of
    /// another sequence. The target may have the operator's as it is.
    pub(super) fn takes(&self, name: &str, own: &Document) -> bool {
        let is_taken = stock::ships(self.to, name) && !stock::ships(self.from, name);
        is_taken && !self.has(name, own)
    }

    /// Whether a name is the release's that none before it shipped: on the old gateway it called a
    /// sequence of the operator's, wherever that is.
    pub(super) fn takes_new_name(&self, name: &str) -> bool {
        let before = |release: &&Release| !release.answers_json() || **release <= self.from;
        let mut before = Release::ALL.iter().filter(before);
        stock::ships(self.to, name) && before.all(|&release| !stock::ships(release, name))
    }

    fn has(&self, name: &str, own: &Document) -> bool {
        let stock = SequenceName::from_name_attribute(name);
        let file = stock.map_or_else(|| format!("{name}.xml"), |s| s.file_name().to_owned());
        let content = |doc: &Document| Tree::of(doc, doc.root()).node(Ix::ROOT).content;
        let there = match self.files.iter().find(|f| f.name() == file) {
            Some(found) => found.read().ok().and_then(|bytes| Document::read(&bytes).ok()),
            None => {
                let stock = stock.and_then(|s| stock::get(s, self.to));
                stock.and_then(|s| Document::parse(s.text).ok())
            }
        };
        there.is_some_and(|there| content(&there) == content(own))
    }

    /// Under which file name a sequence of the operator's is written: its own, unless the release
    /// ships a file of that name.
    pub(super) fn file_name(&self, name: &str, file: &str) -> String {
        match stock::ships_file(self.to, file) && !stock::ships(self.to, name) {
            true => format!("{name}.xml"),
            false => file.to_owned(),
        }
    }
}
