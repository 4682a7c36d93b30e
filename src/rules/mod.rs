//! The rules: each a stable code with what it means, and a small piece of code that applies it.
//!
//! Rewriting rules decide what becomes of something the operator wrote; findings tell a reviewer
//! what they must know. The merge asks for both by [`Rule`], so a code is spelt once.
//!
//! # To add a rule
//!
//! 1. One file, named by the code with `_` for `-`: `rewriting/` for a rule that decides edits,
//!    `findings/` for one about sequences, `files/` for one about files and folders. Its head says
//!    why the rule matters and ends with the public source of the fact; `RULE` says what it is,
//!    with an example, and how it is found: most often by `fn check`, beside it in the file.
//! 2. One line in the list below, `file = NAME;`. Findings are found in its order.
//!
//! `faultgraft explain`, the reports and the tests read the rest from there: `tests/it/lint.rs` asks
//! for files in `fixtures/rules/<code>/` that have the rule (`yes-*.xml`) and that come close
//! (`no-*.xml`). Format with `rustfmt src/rules/*/*.rs`: `cargo fmt` does not see modules that a
//! macro declares.

mod args;
mod audience;
mod becomes;
mod bodies;
mod check;
mod content_types;
mod flows;
mod levels;
mod lint;
mod loading;
mod message;
mod message_types;
mod payloads;
mod read;
mod rewrite;
mod rewrites;
mod rule;
mod scene;
mod typed;

pub use audience::{Audience, Bodies, Reached};
pub use becomes::Fate;
pub use bodies::loadable_field;
pub use check::{as_it_stands, check_payloads, findings};
pub use content_types::sets_json_message_type;
pub use levels::{LevelError, Levels};
pub use lint::to_rewrite;
pub use message_types::migrated_value;
pub use payloads::json_payload_text;
pub(crate) use payloads::{args_text, kept_attributes, payload_text};
pub use read::{Medium, Payload, read_payload};
pub use rewrite::{Rewriter, Rewritten};
pub use rewrites::{Patch, Rewrite, Rewriting};
pub use rewriting::error_message_type::{
    answered_json, is_error_message_type, reads_error_message_type,
};
pub use rewriting::removed_class::is_removed_class;
pub use rule::{Effect, Example, Rule};
use rule::{Findings, Found, Lint, ToRewrite};
pub use scene::{Scene, Setting};

/// Declares the module of each rule, and lists them.
macro_rules! rules {
    ($($group:ident { $($file:ident = $name:ident;)+ })+) => {
        $(mod $group { $(pub(super) mod $file;)+ })+

        /// The rules by name, for the code that applies them.
        pub mod code {
            $($(
                #[doc = concat!("The rule of `", stringify!($file), ".rs`.")]
                pub static $name: super::Rule = super::$group::$file::RULE;
            )+)+
        }

        /// Every rule, rewriting ones first.
        pub static ALL: &[&Rule] = &[$($(&code::$name,)+)+];

        /// The file of each, by its name and its text.
        static FILES: &[(&str, &str)] = &[$($((
            stringify!($file),
            include_str!(concat!(stringify!($group), "/", stringify!($file), ".rs")),
        ),)+)+];
    };
}

rules! {
    rewriting {
        xml_payload = XML_PAYLOAD;
        payload_field = PAYLOAD_FIELD;
        custom_json_payload = CUSTOM_JSON_PAYLOAD;
        message_type = MESSAGE_TYPE;
        error_message_type = ERROR_MESSAGE_TYPE;
        removed_class = REMOVED_CLASS;
        inline_ctx = INLINE_CTX;
        reads_xml_body = READS_XML_BODY;
        reads_fault_wrapper = READS_FAULT_WRAPPER;
        evaluator_form = EVALUATOR_FORM;
        pox_fault = POX_FAULT;
        deliberate_xml = DELIBERATE_XML;
        same_in_target = SAME_IN_TARGET;
        superseded_stock = SUPERSEDED_STOCK;
        both_changed = BOTH_CHANGED;
        redundant_in_target = REDUNDANT_IN_TARGET;
    }
    findings {
        unknown_mediator = UNKNOWN_MEDIATOR;
        bad_load = BAD_LOAD;
        dollar_brace = DOLLAR_BRACE;
        else_without_then = ELSE_WITHOUT_THEN;
        stray_filter_child = STRAY_FILTER_CHILD;
        invalid_json = INVALID_JSON;
        too_few_args = TOO_FEW_ARGS;
        unquoted_arg = UNQUOTED_ARG;
        fails_at_run = FAILS_AT_RUN;
        doubled_quotes = DOUBLED_QUOTES;
        media_type_inert = MEDIA_TYPE_INERT;
        status_not_a_number = STATUS_NOT_A_NUMBER;
        status_overwritten = STATUS_OVERWRITTEN;
        axis2_error_code = AXIS2_ERROR_CODE;
        status_scope = STATUS_SCOPE;
        header_not_sent = HEADER_NOT_SENT;
        send_without_response = SEND_WITHOUT_RESPONSE;
        unanswered = UNANSWERED;
        text_over_json = TEXT_OVER_JSON;
        json_as_xml = JSON_AS_XML;
        content_type_ignored = CONTENT_TYPE_IGNORED;
        integer_comparison = INTEGER_COMPARISON;
        computed_property = COMPUTED_PROPERTY;
        json_eval_in_xpath = JSON_EVAL_IN_XPATH;
        always_true = ALWAYS_TRUE;
        ignored_part = IGNORED_PART;
        escaped_arg = ESCAPED_ARG;
        inline_expression = INLINE_EXPRESSION;
        enrich_by_xpath = ENRICH_BY_XPATH;
        echoed_headers = ECHOED_HEADERS;
        rest_makefault = REST_MAKEFAULT;
        unregistered_content_type = UNREGISTERED_CONTENT_TYPE;
        soap_envelope = SOAP_ENVELOPE;
        mixed_formats = MIXED_FORMATS;
        soap_clients_get_json = SOAP_CLIENTS_GET_JSON;
        namespace_leak = NAMESPACE_LEAK;
        custom_class = CUSTOM_CLASS;
        needs_a_look = NEEDS_A_LOOK;
        duplicate_mediator = DUPLICATE_MEDIATOR;
        unreachable = UNREACHABLE;
        full_log = FULL_LOG;
        helper_customised = HELPER_CUSTOMISED;
        template_leaks = TEMPLATE_LEAKS;
        wrapper_lost = WRAPPER_LOST;
        inert_becomes_active = INERT_BECOMES_ACTIVE;
        response_changed = RESPONSE_CHANGED;
        preview_incomplete = PREVIEW_INCOMPLETE;
        reads_removed = READS_REMOVED;
        not_proven = NOT_PROVEN;
        no_place = NO_PLACE;
        missing_sequence = MISSING_SEQUENCE;
        companion_carried = COMPANION_CARRIED;
        wrapper_kept = WRAPPER_KEPT;
        skip_list = SKIP_LIST;
        later_stock_name = LATER_STOCK_NAME;
        name_changed = NAME_CHANGED;
        name_in_other_file = NAME_IN_OTHER_FILE;
        not_called = NOT_CALLED;
        api_level_fault = API_LEVEL_FAULT;
        duplicate_sequence = DUPLICATE_SEQUENCE;
        definitions_root = DEFINITIONS_ROOT;
    }
    files {
        unsafe_entry = UNSAFE_ENTRY;
        expected_absent = EXPECTED_ABSENT;
        release_mismatch = RELEASE_MISMATCH;
        base_uncertain = BASE_UNCERTAIN;
        base_doubtful = BASE_DOUBTFUL;
        tenant_reseed = TENANT_RESEED;
        deployment_toml = DEPLOYMENT_TOML;
        axis2_xml = AXIS2_XML;
        bad_jar = BAD_JAR;
        not_xml = NOT_XML;
        template_comment = TEMPLATE_COMMENT;
        wrong_root = WRONG_ROOT;
        empty_file = EMPTY_FILE;
        ill_formed = ILL_FORMED;
        doctype = DOCTYPE;
        encoding = ENCODING;
        too_deep = TOO_DEEP;
        too_large = TOO_LARGE;
        unreadable = UNREADABLE;
        absent_in_target = ABSENT_IN_TARGET;
        defect = DEFECT;
    }
}

/// The rule of that code.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|r| r.code == code)
}

/// Why a rule matters, and as the last paragraph where the fact behind it is to be read: the head
/// of its file, one string a paragraph.
pub fn documentation(rule: &Rule) -> Vec<String> {
    let file = rule.code.replace('-', "_");
    let text = FILES.iter().find(|(name, _)| *name == file).map_or("", |(_, text)| text);
    let head = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let lines: Vec<&str> = head.collect();
    lines.split(|line| line.is_empty()).map(|paragraph| paragraph.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_one_file_named_by_its_code_and_says_everything() {
        assert_eq!(ALL.len(), FILES.len());
        for (rule, (file, _)) in ALL.iter().zip(FILES) {
            assert_eq!(rule.code.replace('-', "_"), *file);
            assert_eq!(find(rule.code), Some(*rule));
            let [why, .., source] = &documentation(rule)[..] else { panic!("{file}") };
            assert!(why.len() > 40 && why.ends_with('.'), "{file}: {why}");
            assert!(source.starts_with("Source: ") && source.ends_with('.'), "{file}: {source}");
            for text in [rule.when, rule.help, rule.example.before] {
                assert!(!text.is_empty(), "{file}");
            }
            assert_ne!(rule.example.before, rule.example.after, "{file}");
        }
    }
}
