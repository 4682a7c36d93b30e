//! What an installation has beside its sequences, as far as it decides what becomes of them.

use std::path::Path;

use crate::classes::ClassPath;
use crate::deployment;
use crate::formatters;
use crate::model::{Finding, Formatters, Linted, Listed, Severity};
use crate::pack::Pack;
use crate::rules::code;
use crate::stock::{self, Release};

/// What is known of the installation that sequences stand in.
#[derive(Debug, Default)]
pub(super) struct Home {
    /// Its jars; none where the sequences stand in no home.
    pub classes: Option<ClassPath>,
    /// What it writes bodies with, beyond what the release registers.
    pub formatters: Formatters,
    /// What it leaves alone at start.
    listed: Listed,
    /// What of it may not be read, or is not what it should be.
    findings: Vec<Finding>,
}

impl Home {
    pub(super) fn of(pack: &Pack) -> Self {
        let Some(files) = pack.files() else { return Self::default() };
        let (registered, mut findings) = formatters::registered(&files);
        let (listed, unusable) = deployment::listed(Some(&files));
        findings.extend(unusable);
        findings.splice(0..0, pack.unread_parts(|_| true));
        Self {
            classes: Some(ClassPath::of(files)),
            formatters: Formatters { old: registered.clone(), new: registered },
            listed,
            findings,
        }
    }

    /// What was found in the parts of it that are not sequences.
    pub(super) fn linted(&self, home: &Path) -> Vec<Linted> {
        let of_jars = self.classes.iter().flat_map(|classes| classes.findings());
        let linted = |finding: &Finding| Linted {
            path: home.join(finding.path.as_deref().unwrap_or_default()).display().to_string(),
            sequence: None,
            readable: !finding.is_unreadable(),
            findings: vec![finding.clone()],
            text: None,
            defines: Vec::new(),
            calls: Vec::new(),
        };
        self.findings.iter().chain(of_jars).map(linted).collect()
    }

    /// That a file is deleted at start, where that is known. `is_called` says whether a fault
    /// sequence comes to it.
    pub(super) fn deletes(&self, file: &str, is_called: bool, release: Release) -> Option<Finding> {
        let is_kept =
            stock::ships_file(release, file) || self.listed.sequences.contains(&file.to_owned());
        if !self.listed.known || !release.answers_json() || is_kept {
            return None;
        }
        let (rule, severity, by) = match is_called {
            true => (&code::SKIP_LIST, Severity::Error, ""),
            false => (&code::NOT_CALLED, Severity::Note, "no fault sequence calls it, and "),
        };
        let message = format!(
            "{by}the gateway deletes {file} when it starts: deployment.toml does not list it"
        );
        let mut finding = rule.finding(severity, message, None);
        let lines = deployment::skip_list(&self.listed, &[file.to_owned()]);
        finding.help = format!("{} {}", lines.place, lines.toml.trim_end().replace('\n', "  "));
        Some(finding)
    }
}
