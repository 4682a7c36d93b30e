//! The names of the sequences: file stem, file name, and the `name` attribute that calls use.

use std::fmt;
use std::str::FromStr;

use crate::nearest::did_you_mean;

/// One list for the variants, their order, their file names and their `name` attributes.
macro_rules! sequences {
    ($($(#[doc = $doc:literal])+ $variant:ident = $file:literal $attribute:literal,)+) => {
        /// A sequence whose stock is embedded: one of the nine, or one of the five helpers that
        /// they call.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum SequenceName {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl SequenceName {
            /// Every sequence: the nine, then the helpers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The real file name (`_auth_failure_handler_.xml`).
            pub const fn file_name(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($file, ".xml"),)+
                }
            }

            /// The `name` attribute that stock gives it, by which other sequences call it. It
            /// differs from the file's name for the blocked API and the GraphQL sequence.
            pub const fn default_name_attribute(self) -> &'static str {
                match self {
                    $(Self::$variant => $attribute,)+
                }
            }
        }
    };
}

sequences! {
    /// Authentication failed.
    AuthFailureHandler = "_auth_failure_handler_" "_auth_failure_handler_",
    /// A mediator could not authenticate itself to the backend; new in 4.0.0.
    BackendFailureHandler = "_backend_failure_handler_" "_backend_failure_handler_",
    /// The API is blocked; new in 4.0.0.
    BlockApiHandler = "_block_api_handler_" "_api_blocked_sequence_",
    /// A GraphQL query was refused; new in 3.0.0.
    GraphqlFailureHandler = "_graphql_failure_handler_" "_graphql_failure_handler",
    /// A threat protector refused the message; new in 2.2.0.
    ThreatFault = "_threat_fault_" "_threat_fault_",
    /// The request was throttled out.
    ThrottleOutHandler = "_throttle_out_handler_" "_throttle_out_handler_",
    /// One of the built-in token APIs failed.
    TokenFault = "_token_fault_" "_token_fault_",
    /// Anything else failed.
    Fault = "fault" "fault",
    /// No API answers to this address.
    Main = "main" "main",
    /// Helper: the CORS headers of the answer; new in 1.9.0.
    CorsRequestHandler = "_cors_request_handler_" "_cors_request_handler_",
    /// Helper: no resource of the API matches.
    ResourceMismatchHandler = "_resource_mismatch_handler_" "_resource_mismatch_handler_",
    /// Helper: builds the message.
    Build = "_build_" "_build_",
    /// Helper: a production key without a production endpoint.
    ProductionKeyError = "_production_key_error_" "_production_key_error_",
    /// Helper: a sandbox key without a sandbox endpoint.
    SandboxKeyError = "_sandbox_key_error_" "_sandbox_key_error_",
}

impl SequenceName {
    /// The file stem without its outer underscores (`auth_failure_handler`).
    pub fn stem(self) -> &'static str {
        let file = self.file_name();
        file.strip_suffix(".xml").unwrap_or(file).trim_matches('_')
    }

    /// Whether it is one of the five helpers and not of the nine that 4.0.0 changed.
    pub fn is_helper(self) -> bool {
        self >= Self::CorsRequestHandler
    }

    /// The sequence that a person means: the file stem with or without its outer underscores and
    /// with or without `.xml`.
    pub fn parse(text: &str) -> Option<Self> {
        let stem = text.strip_suffix(".xml").unwrap_or(text).trim_matches('_');
        Self::ALL.iter().copied().find(|s| s.stem() == stem)
    }

    /// The sequence in a file of that name: the real one (`_auth_failure_handler_.xml`) or as the
    /// upgrade guide prints it (`auth_failure_handler.xml`).
    pub fn from_file_name(file: &str) -> Option<Self> {
        let printed = file.strip_suffix(".xml")?;
        Self::ALL.iter().copied().find(|s| s.file_name() == file || s.stem() == printed)
    }

    /// The sequence that stock calls by that `name` attribute.
    pub fn from_name_attribute(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| s.default_name_attribute() == name)
    }
}

impl fmt::Display for SequenceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.stem())
    }
}

/// A name that is none of the sequences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no sequence is called `{0}`; {near}known are {known}",
    near = did_you_mean(.0, SequenceName::ALL.iter().map(|s| s.stem())),
    known = stems()
)]
pub struct UnknownSequence(pub String);

fn stems() -> String {
    SequenceName::ALL.iter().map(|s| s.stem()).collect::<Vec<_>>().join(", ")
}

impl FromStr for SequenceName {
    type Err = UnknownSequence;

    fn from_str(text: &str) -> Result<Self, UnknownSequence> {
        Self::parse(text).ok_or_else(|| UnknownSequence(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nine_come_first_then_five_helpers() {
        assert_eq!(SequenceName::ALL.len(), 14);
        assert!(SequenceName::ALL.is_sorted());
        let helpers: Vec<bool> = SequenceName::ALL.iter().map(|s| s.is_helper()).collect();
        assert_eq!(helpers, [[false; 9].as_slice(), &[true; 5]].concat());
    }

    #[test]
    fn every_spelling_of_a_stem_is_read() {
        for &sequence in SequenceName::ALL {
            let stem = sequence.to_string();
            for text in [stem.clone(), format!("_{stem}_"), format!("{stem}.xml")] {
                assert_eq!(SequenceName::parse(&text), Some(sequence), "{text}");
            }
            assert_eq!(SequenceName::parse(sequence.file_name()), Some(sequence));
        }
        for wrong in ["", "_", "Fault", "faults", "fault.xml.bak", "api_blocked_sequence"] {
            assert_eq!(SequenceName::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_file_is_known_by_its_real_and_its_printed_name() {
        for &sequence in SequenceName::ALL {
            assert_eq!(SequenceName::from_file_name(sequence.file_name()), Some(sequence));
            let printed = format!("{sequence}.xml");
            assert_eq!(SequenceName::from_file_name(&printed), Some(sequence));
        }
        for other in ["_fault_.xml", "fault", "_build_", "dispatchSeq.xml", ".xml", "main.XML"] {
            assert_eq!(SequenceName::from_file_name(other), None, "{other:?}");
        }
    }

    #[test]
    fn two_sequences_are_called_otherwise_than_their_file() {
        let differing: Vec<_> = SequenceName::ALL
            .iter()
            .filter(|s| format!("{}.xml", s.default_name_attribute()) != s.file_name())
            .collect();
        assert_eq!(
            differing,
            [&SequenceName::BlockApiHandler, &SequenceName::GraphqlFailureHandler]
        );
        for &sequence in SequenceName::ALL {
            let name = sequence.default_name_attribute();
            assert_eq!(SequenceName::from_name_attribute(name), Some(sequence));
        }
        assert_eq!(SequenceName::from_name_attribute("_block_api_handler_"), None);
    }

    #[test]
    fn an_unknown_sequence_names_the_known_ones() {
        let message = "faults".parse::<SequenceName>().expect_err("no sequence").to_string();
        assert!(message.contains("`faults`"), "{message}");
        assert!(message.contains("auth_failure_handler, "), "{message}");
    }
}
