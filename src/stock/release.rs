//! The releases of API Manager that faultgraft knows, oldest first.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::nearest::did_you_mean;

/// One list for the variants, their order and their version numbers.
macro_rules! releases {
    ($($variant:ident = $version:literal,)+) => {
        /// A release of WSO2 API Manager; a later one is greater.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Release {
            $(#[doc = concat!("API Manager ", $version, ".")] $variant,)+
        }

        impl Release {
            /// Every release, oldest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The version number, without a mark for an inferred release.
            pub const fn version(self) -> &'static str {
                match self {
                    $(Self::$variant => $version,)+
                }
            }
        }
    };
}

releases! {
    V1_7_0 = "1.7.0",
    V1_8_0 = "1.8.0",
    V1_9_0 = "1.9.0",
    V1_9_1 = "1.9.1",
    V1_10_0 = "1.10.0",
    V2_0_0 = "2.0.0",
    V2_1_0 = "2.1.0",
    V2_2_0 = "2.2.0",
    V2_5_0 = "2.5.0",
    V2_6_0 = "2.6.0",
    V3_0_0 = "3.0.0",
    V3_1_0 = "3.1.0",
    V3_2_0 = "3.2.0",
    V4_0_0 = "4.0.0",
    V4_1_0 = "4.1.0",
    V4_2_0 = "4.2.0",
    V4_3_0 = "4.3.0",
    V4_4_0 = "4.4.0",
    V4_5_0 = "4.5.0",
    V4_6_0 = "4.6.0",
    V4_7_0 = "4.7.0",
}

impl Release {
    /// What edits are carried to unless another target is named.
    pub const DEFAULT_TARGET: Self = Self::V4_0_0;

    /// The release of that version number. The mark of an inferred one (`1.8.0*`) may be there.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|r| text == r.version() || text == r.label())
    }

    /// The release that a name is of: its own, or that of an update level of it (`3.2.0.412`,
    /// `3.2.0-u412`).
    pub fn of_name(name: &str) -> Option<Self> {
        let is_level = |release: &Self| {
            let level = name.strip_prefix(release.version());
            level.is_some_and(|level| level.len() > 1 && level.starts_with(['.', '-']))
        };
        Self::parse(name).or_else(|| Self::ALL.iter().copied().find(is_level))
    }

    /// Whether its stock is inferred: 1.8.0 lies between 1.7.0 and 1.9.0 and was not read from a
    /// release tag.
    pub const fn is_inferred(self) -> bool {
        matches!(self, Self::V1_8_0)
    }

    /// The version number as people see it: an inferred release is marked (`1.8.0*`).
    pub const fn label(self) -> &'static str {
        match self {
            Self::V1_8_0 => "1.8.0*",
            known => known.version(),
        }
    }

    /// Whether its stock answers errors in JSON; before 4.0.0 it was XML.
    pub fn answers_json(self) -> bool {
        self >= Self::V4_0_0
    }
}

/// Releases in short, in order: `1.9.0 and 1.10.0 to 3.2.0`.
pub fn ranges(releases: &[Release]) -> String {
    let runs = releases.chunk_by(|a, b| *a as usize + 1 == *b as usize);
    let run = |run: &[Release]| match run {
        [only] => only.label().to_owned(),
        [first, .., last] => format!("{} to {}", first.label(), last.label()),
        [] => String::new(),
    };
    let runs: Vec<String> = runs.map(run).collect();
    match runs.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => runs.concat(),
    }
}

/// The releases from `first` to `last`, both included.
pub(super) const fn through(first: Release, last: Release) -> &'static [Release] {
    Release::ALL.split_at(last as usize + 1).0.split_at(first as usize).1
}

/// The releases from `first` on.
pub(super) const fn since(first: Release) -> &'static [Release] {
    Release::ALL.split_at(first as usize).1
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.version())
    }
}

/// A version number of no release whose stock is embedded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no stock of release `{0}` is embedded; {near}known are {known}",
    near = did_you_mean(.0, Release::ALL.iter().map(|r| r.version())),
    known = versions()
)]
pub struct UnknownRelease(pub String);

fn versions() -> String {
    Release::ALL.iter().map(|r| r.label()).collect::<Vec<_>>().join(", ")
}

impl Serialize for Release {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.version())
    }
}

impl<'de> Deserialize<'de> for Release {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Release {
    fn schema_name() -> Cow<'static, str> {
        "Release".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let known: Vec<&str> = Self::ALL.iter().map(|r| r.version()).collect();
        json_schema!({"description": "A release of API Manager.", "type": "string", "enum": known})
    }
}

impl FromStr for Release {
    type Err = UnknownRelease;

    fn from_str(text: &str) -> Result<Self, UnknownRelease> {
        Self::parse(text).ok_or_else(|| UnknownRelease(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(release: Release) -> Vec<u32> {
        release.version().split('.').map(|n| n.parse().expect("a number")).collect()
    }

    #[test]
    fn releases_are_ordered_by_version() {
        assert!(Release::ALL.is_sorted_by(|a, b| a < b && numbers(*a) < numbers(*b)));
        assert!(Release::V1_9_1 < Release::V1_10_0);
    }

    #[test]
    fn a_release_reads_back_from_what_it_shows() {
        for &release in Release::ALL {
            assert_eq!(Release::parse(&release.to_string()), Some(release));
            assert_eq!(Release::parse(release.label()), Some(release));
        }
        for wrong in ["", "*", "3.2", "3.2.0*", "3.2.1", "v3.2.0", " 3.2.0"] {
            assert_eq!(Release::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_update_level_is_of_its_release() {
        assert_eq!(Release::of_name("3.2.0.412"), Some(Release::V3_2_0));
        assert_eq!(Release::of_name("4.0.0-u95"), Some(Release::V4_0_0));
        assert_eq!(Release::of_name("1.8.0*"), Some(Release::V1_8_0));
        for wrong in ["3.2.0.", "3.2.01", "3.3.0.1", "u412", ""] {
            assert_eq!(Release::of_name(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn only_1_8_0_is_inferred_and_marked() {
        let inferred = |r: &&Release| r.is_inferred();
        assert_eq!(Release::ALL.iter().filter(inferred).collect::<Vec<_>>(), [&Release::V1_8_0]);
        for release in Release::ALL {
            assert_eq!(release.label().ends_with('*'), release.is_inferred());
            assert_eq!(release.label().trim_end_matches('*'), release.version());
        }
    }

    #[test]
    fn json_begins_with_the_default_target() {
        assert_eq!(Release::DEFAULT_TARGET.to_string(), "4.0.0");
        for &release in Release::ALL {
            assert_eq!(release.answers_json(), release >= Release::DEFAULT_TARGET);
        }
    }

    #[test]
    fn an_unknown_release_names_the_known_ones() {
        let message = "3.9.9".parse::<Release>().expect_err("not a release").to_string();
        assert!(message.contains("`3.9.9`") && message.contains("1.8.0*"), "{message}");
        let newest = Release::ALL.last().expect("some");
        assert!(message.ends_with(newest.label()), "{message}");
    }
}
