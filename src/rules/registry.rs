//! The list of rules. The codes are a contract; the sentences are for people.

use crate::model::{Finding, Severity};

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It decides what becomes of an edit.
    Rewriting,
    /// It tells a reviewer something.
    Finding(Severity),
}

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable code.
    pub code: &'static str,
    /// What it does.
    pub effect: Effect,
    /// When it applies, in one sentence.
    pub when: &'static str,
    /// What to do about it, in one sentence.
    pub help: &'static str,
    /// Where the fact behind it is to be read.
    pub source: &'static str,
}

impl Rule {
    /// A finding of this rule about what stands on a line of the operator's file.
    pub fn finding(&self, severity: Severity, message: String, line: Option<u32>) -> Finding {
        Finding {
            rule: self.code.to_owned(),
            severity,
            message,
            help: self.help.to_owned(),
            line,
            column: None,
            edit: None,
        }
    }
}

/// The rule of that code.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|r| r.code == code)
}

macro_rules! rules {
    ($($name:ident = $code:literal, $effect:expr, $when:literal, $help:literal, $source:literal;)+) => {
        /// The rules by name.
        pub mod codes {
            use super::{Effect, Rule};
            #[allow(unused_imports)]
            use crate::model::Severity::{Error, Note, Warning};
            use Effect::{Finding, Rewriting};

            $(
                #[doc = concat!("The rule `", $code, "`.")]
                pub static $name: Rule =
                    Rule { code: $code, effect: $effect, when: $when, help: $help, source: $source };
            )+
        }

        /// Every rule, rewriting ones first.
        pub static ALL: &[&Rule] = &[$(&codes::$name,)+];
    };
}

rules! {
    XML_PAYLOAD = "xml-payload", Rewriting,
        "An XML payload of the operator's in a sequence that answers JSON now.",
        "Check that clients expect these members; nothing was invented or left out.",
        "wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediator: an XML payload keeps the request's content type, so the format would depend on the method";
    PAYLOAD_FIELD = "payload-field", Rewriting,
        "A field of the stock XML payload was added, removed, renamed, reordered or retexted.",
        "Nothing to do: the same field of the JSON payload was changed.",
        "product-apim v4.0.0, the JSON payloads of the fault sequences";
    CUSTOM_JSON_PAYLOAD = "custom-json-payload", Rewriting,
        "The stock payload was replaced by the operator's own JSON.",
        "Nothing to do: it takes the place of the stock JSON payload, byte for byte.",
        "product-apim v4.0.0, the JSON payloads of the fault sequences";
    MESSAGE_TYPE = "message-type", Rewriting,
        "messageType or ContentType is XML beside a payload that became JSON.",
        "Nothing to do: it is application/json now, or clients would get <jsonObject>.",
        "wso2-synapse v2.1.7-wso2v227, JsonUtil and the formatters by messageType: a JSON body goes out as <jsonObject> under application/xml";
    ERROR_MESSAGE_TYPE = "error-message-type", Rewriting,
        "error_message_type was changed; no code of 4.0.0 reads it.",
        "Nothing to do for JSON: 4.0.0 answers JSON. For any other type, answer it in the sequence itself.",
        "carbon-apimgt, gateway Utils.setFaultPayload: its only reader, no longer called in the auth, throttle and GraphQL flows of 4.0.0";
    REMOVED_CLASS = "removed-class", Rewriting,
        "A class mediator that 4.0.0 does not have; one missing class loses the whole sequence.",
        "Nothing to do: analytics is a global handler now. Remove it from your own sequences too.",
        "wso2-synapse, ClassMediatorFactory; wso2/api-manager issue 598";
    INLINE_CTX = "inline-ctx", Rewriting,
        "$ctx:NAME stands inside a payload format; only API Manager 1.10 to 2.1 replaced it.",
        "Nothing to do: it is a numbered argument now.",
        "wso2-synapse commit 8ef12e52e (2018-01-25) removed the inline form";
    DELIBERATE_XML = "deliberate-xml", Rewriting,
        "XML served on purpose, in a branch that asks for it by Accept or Content-Type.",
        "Check that these clients still want XML; it was left as it is.",
        "carbon-apimgt, gateway: Accept is no longer negotiated in 4.0.0, so such a branch is the operator's own";
    SAME_IN_TARGET = "same-in-target", Rewriting,
        "The target does it already.",
        "Nothing to do.",
        "product-apim, the stock sequences of the target release";
    SUPERSEDED_STOCK = "superseded-stock", Rewriting,
        "The operator edited a stock mediator that the target removed or replaced.",
        "Decide whether what it did is still wanted, and add it by hand if so.",
        "product-apim, the stock sequences of both releases";
    BOTH_CHANGED = "both-changed", Rewriting,
        "Operator and target changed the same thing.",
        "Choose a side: --prefer custom or --prefer target, or edit the merged file.",
        "product-apim, the stock sequences of both releases";
    REDUNDANT_IN_TARGET = "redundant-in-target", Rewriting,
        "The operator deleted or moved something that does nothing in the target.",
        "Nothing to do.",
        "wso2-synapse v2.1.7-wso2v227, PayloadFactoryMediator: a JSON payload sets messageType itself, for every method";
    CUSTOM_CLASS = "custom-class", Finding(Warning),
        "A class mediator of the operator's own.",
        "Put its jar on the new gateway (repository/components/lib or dropins), rebuilt for 4.0.0, and check that it does not read the old XML body.",
        "wso2-synapse, ClassMediatorFactory: the class is loaded when the sequence is built";
    INVALID_JSON = "invalid-json", Finding(Error),
        "A JSON payload that cannot be JSON whatever the values.",
        "Correct the format; the gateway sends it as it stands.",
        "wso2-synapse v2.1.7-wso2v227, JsonUtil: only the first character is looked at";
    TOO_FEW_ARGS = "too-few-args", Finding(Error),
        "A payload names $n without an arg for it: substitution stops there.",
        "Add the missing arg.",
        "wso2-synapse v2.1.7-wso2v227, RegexTemplateProcessor";
    NAME_CHANGED = "name-changed", Finding(Error),
        "The name attribute differs from the stock one: nobody calls the sequence.",
        "If the old gateway ran it nonetheless, find out who calls it by that name.",
        "wso2-synapse, SequenceDeployer: the name attribute is the runtime identity";
    DUPLICATE_SEQUENCE = "duplicate-sequence", Finding(Error),
        "Two files define the same sequence.",
        "Remove one of them: the gateway refuses the second.",
        "wso2-synapse, SynapseConfiguration.addSequence and SequenceDeployer";
    DEFINITIONS_ROOT = "definitions-root", Finding(Warning),
        "A <definitions> document: it does not load from the sequences folder.",
        "Use the files as merged: each sequence stands in its own.",
        "wso2-synapse, MultiXMLConfigurationBuilder and SequenceDeployer: the root must be a sequence";
    NOT_XML = "not-xml", Finding(Error),
        "The file is not XML.",
        "Run faultgraft on what the template or script makes.",
        "XML 1.0";
    WRONG_ROOT = "wrong-root", Finding(Error),
        "The root element is not a Synapse sequence.",
        "Give a file whose root is <sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"..\">.",
        "wso2-synapse, SequenceMediatorFactory and XMLConfigConstants";
    EMPTY_FILE = "empty-file", Finding(Error),
        "The file is empty.",
        "Restore it from your backup, or remove it to use the stock sequence.",
        "XML 1.0";
    ILL_FORMED = "ill-formed", Finding(Error),
        "The file is not well-formed XML.",
        "Correct it and run faultgraft again.",
        "XML 1.0";
    DOCTYPE = "doctype", Finding(Error),
        "The file has a DOCTYPE.",
        "Remove it; sequences need none.",
        "XML 1.0: a DOCTYPE can declare entities that read files";
    ENCODING = "encoding", Finding(Error),
        "The file cannot be decoded.",
        "Save it as UTF-8, or correct the encoding in its XML declaration.",
        "XML 1.0, section 4.3.3";
    TOO_DEEP = "too-deep", Finding(Error),
        "Elements nest too deep.",
        "Take the sequence apart; real ones nest below 20.",
        "faultgraft's own limit";
    TOO_LARGE = "too-large", Finding(Error),
        "The file is too large.",
        "Check that it is a sequence; real ones are far below 1 MB.",
        "faultgraft's own limit";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_rule_says_what_to_do() {
        for (i, rule) in ALL.iter().enumerate() {
            assert!(ALL[i + 1..].iter().all(|r| r.code != rule.code), "{} twice", rule.code);
            assert!(!rule.when.is_empty() && !rule.help.is_empty() && !rule.source.is_empty());
            assert_eq!(find(rule.code), Some(*rule));
        }
    }
}
