//! Findings: what a reviewer must know about what the operator wrote. [`CHECKS`] lists the rules,
//! each with the file of its family.

use crate::model::Finding;

use super::{
    Scene, answers, args, at_run, bodies, conditions, expressions, handlers, load, loading, media,
    reach, scopes, sending, status, types, upgrade,
};

/// Adds the findings of one rule.
pub type Check = fn(&Scene<'_, '_>, &mut Vec<Finding>);

/// The rules about a sequence as it stands.
pub const CHECKS: &[Check] = &[
    loading::unknown_mediator,
    loading::bad_load,
    reach::else_without_then,
    reach::stray_child,
    load::findings,
    at_run::fails_at_run,
    args::doubled_quotes,
    media::inert_media_type,
    status::not_a_number,
    status::overwritten,
    scopes::axis2_error_code,
    scopes::status_scope,
    scopes::header_not_sent,
    sending::send_without_response,
    sending::unanswered,
    types::text_over_json,
    types::json_as_xml,
    types::content_type_ignored,
    conditions::integer_comparison,
    expressions::computed_property,
    expressions::json_eval_in_xpath,
    expressions::always_true,
    expressions::ignored_part,
    args::escaped_arg,
    args::inline_expression,
    at_run::enrich_by_xpath,
    answers::echoed_headers,
    answers::rest_makefault,
    media::unregistered,
    media::soap_envelope,
    media::mixed_formats,
    media::namespace_leak,
    handlers::custom_class,
    handlers::needs_a_look,
    bodies::unseen_wrapper,
    reach::duplicate,
    reach::unreachable,
    handlers::full_log,
];

/// The rules about what carrying a sequence to another release changes.
pub const MERGE_CHECKS: &[Check] = &[
    upgrade::helper_customised,
    answers::template_leaks,
    upgrade::wrapper_lost,
    upgrade::inert_becomes_active,
];

/// All findings about a merged sequence.
pub fn findings(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let mut found = as_it_stands(scene);
    MERGE_CHECKS.iter().for_each(|check| check(scene, &mut found));
    found
}

/// The findings about a sequence that nobody merges.
pub fn as_it_stands(scene: &Scene<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    CHECKS.iter().for_each(|check| check(scene, &mut found));
    found
}
