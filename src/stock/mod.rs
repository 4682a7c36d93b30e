//! The stock sequences of every release from 1.7.0 to 4.7.0, embedded.
//!
//! What they say comes from the public release tags of `wso2/product-apim`; how they are written is
//! our own: equal to what ships up to white space, comments and attribute order, without licence
//! headers. 1.8.0 is inferred: between 1.7.0 and 1.9.0, not read from a release tag. Each distinct
//! content is embedded once, in a file named after the first release that ships it.
//!
//! ```
//! use faultgraft::stock::{self, Release, SequenceName};
//!
//! let fault = stock::get(SequenceName::Fault, Release::V3_2_0).expect("3.2.0 ships it");
//! assert!(fault.text.contains("<sequence"));
//! println!("the same from {} to {}", fault.first(), fault.last());
//! ```

mod name;
mod release;

use std::ptr;
use std::sync::OnceLock;

pub use name::{SequenceName, UnknownSequence};
pub use release::{Release, UnknownRelease, ranges};

use Release::*;
use SequenceName::*;
use release::{since, through};

/// One content of a stock sequence, and the releases that ship it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stock {
    /// Which sequence.
    pub sequence: SequenceName,
    /// The releases that ship this content, oldest first; never empty.
    pub releases: &'static [Release],
    /// The XML.
    pub text: &'static str,
}

impl Stock {
    /// The oldest release that ships this content.
    pub fn first(&self) -> Release {
        self.releases[0]
    }

    /// The newest release that ships this content.
    pub fn last(&self) -> Release {
        self.releases[self.releases.len() - 1]
    }

    /// Whether a release ships this content.
    pub fn ships_in(&self, release: Release) -> bool {
        self.releases.contains(&release)
    }
}

/// What is worked out of embedded contents, of each once.
pub(crate) struct OfEach<T>(OnceLock<Vec<OnceLock<T>>>);

impl<T> OfEach<T> {
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// What `make` works out of a content, the first time that it is asked for.
    pub(crate) fn get(&self, stock: &'static Stock, make: impl FnOnce() -> T) -> &T {
        let each = self.0.get_or_init(|| all().iter().map(|_| OnceLock::new()).collect());
        // By its place: to compare the texts would take longer than what is looked up.
        let number = all().iter().position(|s| ptr::eq(s, stock));
        each[number.expect("an embedded content is in the table")].get_or_init(make)
    }
}

/// Every content of every sequence: the sequences in the order of [`SequenceName::ALL`], the
/// contents of one oldest first.
pub fn all() -> &'static [Stock] {
    STOCK
}

/// The contents of one sequence, oldest first.
pub fn variants(sequence: SequenceName) -> impl Iterator<Item = &'static Stock> {
    STOCK.iter().filter(move |s| s.sequence == sequence)
}

/// What a release ships as a sequence; none where it does not have the sequence.
pub fn get(sequence: SequenceName, release: Release) -> Option<&'static Stock> {
    variants(sequence).find(|s| s.ships_in(release))
}

/// The names of all sequence files that a release ships, those included that are not embedded.
pub fn shipped(release: Release) -> impl Iterator<Item = &'static str> {
    let embedded = STOCK.iter().filter(move |s| s.ships_in(release));
    let others = NOT_EMBEDDED.iter().filter(move |(_, since)| *since <= release);
    embedded.map(|s| s.sequence.file_name()).chain(others.map(|(file, _)| *file))
}

/// Whether a release ships a sequence file of that name.
pub fn ships_file(release: Release, file: &str) -> bool {
    shipped(release).any(|f| f == file)
}

/// Whether a release ships a sequence that is called by that name.
pub fn ships(release: Release, name: &str) -> bool {
    match SequenceName::from_name_attribute(name) {
        Some(sequence) => get(sequence, release).is_some(),
        None => ships_file(release, &format!("{name}.xml")),
    }
}

/// Rows of `"file" => sequence, releases` as [`Stock`].
macro_rules! table {
    ($($file:literal => $sequence:expr, $releases:expr;)+) => {
        [$(Stock {
            sequence: $sequence,
            releases: $releases,
            text: include_str!(concat!("sequences/", $file, ".xml")),
        },)+]
    };
}

static STOCK: &[Stock] = &table! {
    "auth_failure_handler/1.7.0" => AuthFailureHandler, &[V1_7_0];
    "auth_failure_handler/1.8.0" => AuthFailureHandler, &[V1_8_0];
    "auth_failure_handler/1.9.0" => AuthFailureHandler, &[
        V1_9_0, V1_10_0, V2_0_0, V2_1_0, V2_2_0, V2_5_0, V2_6_0, V3_0_0, V3_1_0, V3_2_0,
    ];
    "auth_failure_handler/1.9.1" => AuthFailureHandler, &[V1_9_1];
    "auth_failure_handler/4.0.0" => AuthFailureHandler, since(V4_0_0);

    "backend_failure_handler/4.0.0" => BackendFailureHandler, since(V4_0_0);

    "block_api_handler/4.0.0" => BlockApiHandler, since(V4_0_0);

    "graphql_failure_handler/3.0.0" => GraphqlFailureHandler, through(V3_0_0, V3_2_0);
    "graphql_failure_handler/4.0.0" => GraphqlFailureHandler, since(V4_0_0);

    "threat_fault/2.2.0" => ThreatFault, through(V2_2_0, V3_2_0);
    "threat_fault/4.0.0" => ThreatFault, through(V4_0_0, V4_5_0);
    "threat_fault/4.6.0" => ThreatFault, since(V4_6_0);

    "throttle_out_handler/1.7.0" => ThrottleOutHandler, &[V1_7_0];
    "throttle_out_handler/1.8.0" => ThrottleOutHandler, &[V1_8_0];
    "throttle_out_handler/1.9.0" => ThrottleOutHandler, &[V1_9_0, V1_10_0, V2_0_0];
    "throttle_out_handler/1.9.1" => ThrottleOutHandler, &[V1_9_1];
    "throttle_out_handler/2.1.0" => ThrottleOutHandler, through(V2_1_0, V3_2_0);
    "throttle_out_handler/4.0.0" => ThrottleOutHandler, since(V4_0_0);

    "token_fault/1.7.0" => TokenFault, through(V1_7_0, V1_8_0);
    "token_fault/1.9.0" => TokenFault, through(V1_9_0, V3_2_0);
    "token_fault/4.0.0" => TokenFault, since(V4_0_0);

    "fault/1.7.0" => Fault, through(V1_7_0, V1_8_0);
    "fault/1.9.0" => Fault, through(V1_9_0, V1_9_1);
    "fault/1.10.0" => Fault, through(V1_10_0, V2_0_0);
    "fault/2.1.0" => Fault, through(V2_1_0, V3_2_0);
    "fault/4.0.0" => Fault, since(V4_0_0);

    "main/1.7.0" => Main, &[V1_7_0];
    "main/1.8.0" => Main, through(V1_8_0, V1_9_0);
    "main/1.9.1" => Main, &[V1_9_1];
    "main/1.10.0" => Main, through(V1_10_0, V2_0_0);
    "main/2.1.0" => Main, through(V2_1_0, V2_6_0);
    "main/3.0.0" => Main, through(V3_0_0, V3_2_0);
    "main/4.0.0" => Main, through(V4_0_0, V4_2_0);
    "main/4.3.0" => Main, since(V4_3_0);

    "cors_request_handler/1.9.0" => CorsRequestHandler, through(V1_9_0, V1_9_1);
    "cors_request_handler/1.10.0" => CorsRequestHandler, through(V1_10_0, V2_6_0);
    "cors_request_handler/3.0.0" => CorsRequestHandler, through(V3_0_0, V4_4_0);
    "cors_request_handler/4.5.0" => CorsRequestHandler, through(V4_5_0, V4_6_0);
    "cors_request_handler/4.7.0" => CorsRequestHandler, since(V4_7_0);

    "resource_mismatch_handler/1.7.0" => ResourceMismatchHandler, through(V1_7_0, V1_10_0);
    "resource_mismatch_handler/2.0.0" => ResourceMismatchHandler, since(V2_0_0);

    "build/1.7.0" => Build, since(V1_7_0);

    "production_key_error/1.7.0" => ProductionKeyError, since(V1_7_0);

    "sandbox_key_error/1.7.0" => SandboxKeyError, since(V1_7_0);
};

/// Stock sequence files without embedded text, and the first release with each; none ever left.
static NOT_EMBEDDED: [(&str, Release); 7] = [
    ("dispatchSeq.xml", V2_1_0),
    ("outDispatchSeq.xml", V2_1_0),
    ("webhooksFaultSequence.xml", V4_0_0),
    ("_opa_policy_failure_handler_.xml", V4_1_0),
    ("_extension_fault_handler_.xml", V4_6_0),
    ("_mcp_failure_handler_.xml", V4_6_0),
    ("guardrail_fault.xml", V4_6_0),
];

#[cfg(test)]
mod tests;
