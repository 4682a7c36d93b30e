//! The release that a home says it is.

use super::source::Source;
use crate::model::Finding;
use crate::stock::Release;

/// A release as a home states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The version number as written.
    pub version: String,
    /// The release, where faultgraft has its stock.
    pub release: Option<Release>,
    /// Where it is written, relative to the home; or the name of the home itself.
    pub place: String,
}

/// Files in which a distribution names its version, the surest first (product-apim, the assembly
/// of the distribution; carbon-kernel, `carbon.xml`).
const PLACES: [&str; 3] = ["bin/version.txt", "updates/product.txt", "repository/conf/carbon.xml"];

impl Stated {
    /// What a home says, and what of it may not be read.
    pub(super) fn read(source: &Source) -> (Option<Self>, Vec<Finding>) {
        let mut unread = Vec::new();
        for place in PLACES {
            let text = source.text(place).unwrap_or_else(|why| {
                unread.push(why);
                None
            });
            let Some(text) = text else { continue };
            let text = match place.ends_with(".xml") {
                true => text.split("<Version>").nth(1).unwrap_or_default(),
                false => &text,
            };
            if let Some(version) = version(text) {
                return (Some(Self::of(version, place.to_owned())), unread);
            }
        }
        let name = source.name();
        let version = name.strip_prefix("wso2am-").and_then(version);
        (version.map(|version| Self::of(version, name)), unread)
    }

    fn of(version: String, place: String) -> Self {
        Self { release: Release::parse(&version), version, place }
    }
}

/// The first `d.d.d` of a text.
fn version(text: &str) -> Option<String> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|word| word.trim_matches('.').split('.').collect::<Vec<_>>())
        .find(|parts| parts.len() >= 3 && parts.iter().all(|p| is_number(p)))
        .map(|parts| parts[..3].join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_numbers() {
        let cases = [
            ("WSO2 API Manager v2.6.0\n", Some("2.6.0")),
            ("wso2am-4.0.0", Some("4.0.0")),
            ("wso2am-1.10.0.zip", Some("1.10.0")),
            ("4.2.0.13", Some("4.2.0")),
            ("carbon 4", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(version(text).as_deref(), expected, "{text:?}");
        }
    }
}
