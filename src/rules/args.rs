//! The payloads of the operator's, and the literal values that go into them.

use rustc_hash::FxHashSet;

use crate::payload::{Arg, placeholders};
use crate::program::Ix;
use crate::xml::Document;

use super::read::payloads;
use super::{Payload, Scene};

/// The payloads of the merged file that are the operator's.
pub(super) fn own_payloads<'s>(
    scene: &'s Scene<'_, '_>,
) -> impl Iterator<Item = (Ix, Payload)> + 's {
    payloads(scene.merged, scene.own())
}

/// The literal values that a format puts in.
pub(super) fn values<'p>(
    format: &'p str,
    args: &'p [Arg],
) -> impl Iterator<Item = (u32, &'p str)> + 'p {
    let used: FxHashSet<u32> = placeholders(format).map(|(_, n)| n).collect();
    (1..).zip(args).filter(move |(n, _)| used.contains(n)).filter_map(|(n, arg)| {
        let value = arg.attributes.iter().find(|(name, _)| name == "value")?;
        Some((n, value.1.as_str()))
    })
}

/// A text as the engine would read it where it takes it for markup.
pub(super) fn as_markup(value: &str) -> Option<Document> {
    let value = value.trim();
    let looks = value.len() >= 4 && value.starts_with('<') && value.ends_with('>');
    let doc = looks.then(|| Document::parse(&format!("<all>{value}</all>")).ok()).flatten()?;
    let has_elements = doc.child_elements(doc.root()).next().is_some();
    has_elements.then_some(doc)
}
