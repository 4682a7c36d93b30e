//! Small pieces of English: counts, lists, and the names of things in the reports.

use crate::model::{
    BaseInfo, Candidate, Decision, Edit, FilePlan, Origin, Outcome, Remark, Scope, TargetInfo,
};
use crate::stock::{Release, ranges};

/// `1 edit`, `2 edits`.
pub(super) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// What the operator calls the new release's version.
pub(super) fn target_name(target: &TargetInfo) -> String {
    match (&target.release, target.origin) {
        (Some(release), Origin::Embedded | Origin::Added) => format!("stock {release}"),
        (Some(release), Origin::Path) => format!("the target ({release})"),
        (None, _) => "the target".to_owned(),
    }
}

/// What the new release has, as the other of two versions; git's names are versions already.
pub(super) fn version_of(target: &str) -> String {
    match target {
        "ours" | "theirs" => target.to_owned(),
        release => format!("{release}'s version"),
    }
}

/// What a person is asked about an edit.
pub(super) fn question(edit: &Edit, target: &str) -> String {
    match edit.outcome {
        Outcome::Conflict => format!("choose your version or {}", version_of(target)),
        Outcome::Dropped => "confirm that it is left out".to_owned(),
        Outcome::AlreadyThere => format!("confirm that {target} does the same"),
        Outcome::Carried | Outcome::Rewritten => "confirm that this is what you want".to_owned(),
    }
}

/// The same where the context says that it is stock.
pub(super) fn short_target_name(target: &TargetInfo) -> &str {
    target.release.as_deref().unwrap_or("the target")
}

/// A file's name, with its scope where that is not the super tenant's.
pub(super) fn file_name(scope: Scope, file: &str) -> String {
    of_scopes(&[scope], file)
}

/// `, decided together with 3`; nothing for an edit that stands alone.
pub(super) fn together(edit: &Edit) -> String {
    let others: Vec<String> = edit.together.iter().map(usize::to_string).collect();
    match others.is_empty() {
        true => String::new(),
        false => format!(", decided together with edit {}", others.join(", ")),
    }
}

/// A file's name, with the scopes that have the same; many of them in short.
pub(super) fn of_scopes(all: &[Scope], file: &str) -> String {
    match all {
        [Scope::SuperTenant] => file.to_owned(),
        [one] => format!("{file} of {one}"),
        all => format!("{file} of {}", scopes(all)),
    }
}

/// Scopes in words: `super-tenant, the tenants 1 and 2 and tenant-defaults`; many in short.
pub(super) fn scopes(all: &[Scope]) -> String {
    const SHOWN: usize = 5;
    let tenants: Vec<&Scope> = all.iter().filter(|scope| scope.is_tenant()).collect();
    let id = |scope: &&Scope| scope.to_string().split(':').next_back().unwrap_or("").to_owned();
    let ids: Vec<String> = tenants.iter().map(id).collect();
    let tenants = match ids.split_at_checked(SHOWN).filter(|(_, rest)| !rest.is_empty()) {
        Some((first, _)) => format!("{} tenants ({} ..)", ids.len(), first.join(", ")),
        None if ids.len() == 1 => tenants[0].to_string(),
        None => format!("the tenants {}", list(&ids)),
    };
    let others = all.iter().filter(|scope| !scope.is_tenant()).map(Scope::to_string);
    let mut named: Vec<String> = others.collect();
    if !ids.is_empty() {
        let behind_super = usize::from(all.contains(&Scope::SuperTenant));
        named.insert(behind_super, tenants);
    }
    list(&named)
}

/// The options that give a command the target of a plan.
pub(super) fn target_options(target: &TargetInfo) -> String {
    match (&target.path, &target.release) {
        (Some(path), _) => format!(" --target {}", quoted(path)),
        (None, Some(release)) if release == Release::DEFAULT_TARGET.version() => String::new(),
        (None, Some(release)) => format!(" --target-release {}", release.trim_end_matches('*')),
        (None, None) => String::new(),
    }
}

/// An outcome in plain words.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Carried => "carried",
        Outcome::Rewritten => "rewritten",
        Outcome::AlreadyThere => "already there",
        Outcome::Dropped => "dropped",
        Outcome::Conflict => "conflict",
    }
}

/// Why an own sequence is in the plan, as the end of a sentence.
pub(super) fn why_it_goes(companion: &FilePlan) -> String {
    let called_from = companion.own().map(|own| &own.called_from[..]).unwrap_or_default();
    match companion.is_upload() {
        true => format!("to upload in the Publisher, from {}", companion.path),
        false => format!("called from {}", list(called_from)),
    }
}

/// What was decided, in plain words.
pub(super) fn decision(decision: Decision, target: &str) -> String {
    match decision {
        Decision::Accept => "accepted".to_owned(),
        Decision::Reject => "rejected, left out".to_owned(),
        Decision::Custom => "your version".to_owned(),
        Decision::Target => version_of(target),
        Decision::Edit => "by hand".to_owned(),
    }
}

/// What was decided, by whom and why.
pub(super) fn decided(made: Decision, remark: Option<&Remark>, target: &str) -> String {
    let said = |text: &Option<String>| {
        text.as_ref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let by = remark.and_then(|remark| said(&remark.by)).map(|by| format!(", by {by}"));
    let comment = remark.and_then(|remark| said(&remark.comment)).map(|text| format!(": {text}"));
    decision(made, target) + &by.unwrap_or_default() + &comment.unwrap_or_default()
}

/// Which base a file was compared with, how it was chosen, and how near the next one was.
pub(super) fn base(base: &BaseInfo) -> String {
    let edits = count(base.edits, "edit");
    let Some(release) = &base.release else {
        return format!("base: the file given, {edits}");
    };
    let same = in_short(&base.same_content);
    let is_alone = base.same_content.len() < 2;
    let from = match (base.given, is_alone) {
        (true, true) => format!("{release} (given)"),
        (true, false) => format!("{release} (given; {same} ship the same file)"),
        (false, true) => release.clone(),
        (false, false) => format!("{same} (same file)"),
    };
    let mut text = format!("base: {from}, {edits}");
    if let Some(next) = base.runners_up.first() {
        text += &format!("; next: {}, {}", releases(next), count(next.edits, "edit"));
    }
    text
}

/// The releases of a candidate in short.
pub(super) fn releases(candidate: &Candidate) -> String {
    in_short(&candidate.releases)
}

/// Releases in short, as `2.1.0 to 3.2.0`.
fn in_short(labels: &[String]) -> String {
    let known: Option<Vec<Release>> = labels.iter().map(|label| Release::parse(label)).collect();
    let names = || list(&labels.iter().collect::<Vec<_>>());
    known.map_or_else(names, |releases| ranges(&releases))
}

/// Whether a release is named that nobody has read from a release tag (`1.8.0*`).
pub(super) fn names_inferred_release(file: &FilePlan) -> bool {
    let Some(base) = &file.base else { return false };
    let next = base.runners_up.first().map(|c| c.releases.as_slice()).unwrap_or_default();
    let named = base.release.iter().chain(&base.same_content).chain(next);
    named.into_iter().any(|release| release.ends_with('*'))
}

/// What the star of `1.8.0*` means.
pub const INFERRED: &str = "* inferred: what this release ships was worked out from its \
    neighbours, not read from its release tag.";

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:,=@%~".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_takes_a_quoted_word_as_it_is() {
        assert_eq!(quoted("tenant:1/fault/2"), "tenant:1/fault/2");
        assert_eq!(quoted("tenant:*/fault/2"), "'tenant:*/fault/2'");
        assert_eq!(quoted("my plan.json"), "'my plan.json'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
