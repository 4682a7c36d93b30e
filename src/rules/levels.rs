//! How serious the operator takes a finding: `--deny`, `--warn` and `--allow`, and `faultgraft.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Rule, find};
use crate::model::{Finding, Level, Severity};

/// Rules whose findings are to be more or less serious than they are by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    of: BTreeMap<&'static str, Level>,
}

/// Why a level cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// No such code.
    #[error("unknown rule {0}")]
    Unknown(String),
    /// The rule says that a file was not read or not merged, which stays so.
    #[error("{0} says that a file could not be read or merged, and stays an error")]
    Refusal(&'static str),
    /// The text is not what `faultgraft.toml` should be.
    #[error("{0}")]
    Malformed(String),
}

/// `faultgraft.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    rules: BTreeMap<String, Level>,
}

impl Levels {
    /// The levels that a `faultgraft.toml` gives, by the codes in its table `[rules]`.
    ///
    /// # Errors
    ///
    /// Text that is not valid TOML or has anything else in it, and what [`Levels::set`] refuses.
    pub fn from_toml(text: &str) -> Result<Self, LevelError> {
        let config: Config = toml::from_str(text)
            .map_err(|e| LevelError::Malformed(e.to_string().trim_end().to_owned()))?;
        let mut levels = Self::default();
        for (code, level) in config.rules {
            levels.set(&code, level)?;
        }
        Ok(levels)
    }

    /// Gives the findings of a rule a level; a later one replaces an earlier one.
    ///
    /// # Errors
    ///
    /// An unknown code, and the rules about files that could not be read.
    pub fn set(&mut self, code: &str, level: Level) -> Result<(), LevelError> {
        let rule: &Rule = find(code).ok_or_else(|| LevelError::Unknown(code.to_owned()))?;
        if rule.is_refusal() {
            return Err(LevelError::Refusal(rule.code));
        }
        self.of.insert(rule.code, level);
        Ok(())
    }

    /// The levels by code, as a plan keeps them.
    pub fn by_code(&self) -> BTreeMap<String, Level> {
        self.of.iter().map(|(code, level)| ((*code).to_owned(), *level)).collect()
    }

    /// The levels that a plan keeps; codes that are none any more are passed over.
    pub fn of(by_code: &BTreeMap<String, Level>) -> Self {
        let mut levels = Self::default();
        for (code, level) in by_code {
            // A rule that is gone has no findings either.
            let _ = levels.set(code, *level);
        }
        levels
    }

    /// Gives findings the severity asked for, and leaves out what is allowed.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| {
            match self.of.get(finding.rule.as_str()) {
                None => {}
                Some(Level::Deny) => finding.severity = Severity::Error,
                Some(Level::Warn) => finding.severity = Severity::Warning,
                Some(Level::Note) => finding.severity = Severity::Note,
                Some(Level::Allow) => return false,
            }
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::code;

    #[test]
    fn a_level_makes_findings_more_or_less_serious() {
        let text = "[rules]\nfull-log = \"deny\"\ncustom-class = \"note\"\nskip-list = \"allow\"\n";
        let levels = Levels::from_toml(text).unwrap();
        let of = |rule: &Rule| rule.finding(Severity::Warning, String::new(), None);
        let mut findings =
            [&code::FULL_LOG, &code::CUSTOM_CLASS, &code::SKIP_LIST, &code::UNREACHABLE]
                .map(of)
                .to_vec();
        levels.apply(&mut findings);
        let left: Vec<_> = findings.iter().map(|f| (f.rule.as_str(), f.severity)).collect();
        let expected = [
            ("full-log", Severity::Error),
            ("custom-class", Severity::Note),
            ("unreachable", Severity::Warning),
        ];
        assert_eq!(left, expected);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let error = |text: &str| Levels::from_toml(text).unwrap_err().to_string();
        assert_eq!(error("[rules]\nfull-logs = \"deny\""), "unknown rule full-logs");
        assert!(error("[rules]\nill-formed = \"allow\"").contains("stays an error"));
        assert!(error("[rules]\nfull-log = \"error\"").contains("line 2"));
        assert!(error("rule = 1").contains("rule"));
        assert!(error("[rules").contains("line 1"));
    }
}
