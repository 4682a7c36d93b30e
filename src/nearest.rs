//! The name that a mistyped one was meant to be.

/// Names that are less alike do not help.
const ALIKE: f64 = 0.85;

/// The known name that is most like a text; none where none is like it.
pub fn nearest<'n>(text: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let likeness = |name: &'n str| (strsim::jaro_winkler(text, name), name);
    let near = known.into_iter().map(likeness).filter(|(alike, _)| *alike > ALIKE);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// `did you mean NAME? `, or nothing.
pub fn did_you_mean<'n>(text: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    nearest(text, known).map(|name| format!("did you mean {name}? ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::stock::{Release, SequenceName};

    #[test]
    fn the_nearest_name_is_what_was_meant() {
        let release = |text| nearest(text, Release::ALL.iter().map(|r| r.version()));
        assert_eq!(release("2.6"), Some("2.6.0"));
        assert_eq!(release("4.0"), Some("4.0.0"));
        assert_eq!(release("v3.2.0"), Some("3.2.0"));
        assert_eq!(release("x"), None);
        let sequence = |text| nearest(text, SequenceName::ALL.iter().map(|s| s.stem()));
        assert_eq!(sequence("fualt"), Some("fault"));
        assert_eq!(sequence("auth_failure"), Some("auth_failure_handler"));
        let rule = |text| nearest(text, rules::ALL.iter().map(|r| r.code));
        assert_eq!(rule("custm-class"), Some("custom-class"));
        assert_eq!(rule("full_log"), Some("full-log"));
    }
}
