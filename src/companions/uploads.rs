//! Fault sequences of single APIs, and of all of them: they come to the gateway with the APIs, so
//! they are converted and uploaded in the Publisher, not copied.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Around, Destination, Library, OwnFile};
use crate::model::{FilePlan, Finding, Known, Scope, Severity, Texts, UPLOAD, Which};
use crate::rules::code;

/// For whom an API-level sequence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiLevel {
    /// It answers the errors of one API or of all.
    Fault,
    /// It stands in the flow of an API's requests or responses.
    Flow,
}

/// What the Publisher calls the sequences of an API or of all (`admin--Orders:v1--Fault`,
/// `WSO2AM--Ext--Fault`); the default ones of its own stand in a folder (carbon-apimgt,
/// `APIConstants` and `APIUtil.getSequenceExtensionName`).
pub fn api_level(file: &OwnFile) -> Option<ApiLevel> {
    let stem = file.found.name().trim_end_matches(".xml").to_owned();
    let of_name = |name: &str| match name.rsplit_once("--") {
        Some((_, "Fault")) => Some(ApiLevel::Fault),
        Some((_, "In" | "Out")) => Some(ApiLevel::Flow),
        _ => None,
    };
    let by_folder = file.found.relative.contains("customsequences/fault/");
    let by_folder = by_folder.then_some(ApiLevel::Fault);
    by_folder.or_else(|| file.names().iter().chain([&stem]).find_map(|name| of_name(name)))
}

impl Library {
    /// The API-level fault sequences among files, converted for the Publisher; `texts` gets what they
    /// follow from.
    pub fn uploads(
        &self,
        files: &[OwnFile],
        destination: &Destination<'_>,
        texts: &mut Texts,
    ) -> Vec<FilePlan> {
        let faults = files.iter().filter(|file| api_level(file) == Some(ApiLevel::Fault));
        let mut by_place: BTreeMap<Arc<str>, FilePlan> = BTreeMap::new();
        for file in faults {
            for name in file.names() {
                let is_it = |own: &&super::Own| own.relative == file.found.relative;
                let own = self.by_name.get(&name).and_then(|all| all.iter().find(is_it));
                let Some(own) = own else { continue };
                let around = Around::default();
                let mut one = self.companion(&name, own, Vec::new(), (&around, texts), destination);
                one.place = place(&own.relative, destination.scope, &own.file).into();
                // Nothing of the target lies where it is uploaded.
                (one.digest.target, one.target_text) = (None, None);
                if let Which::Own(own) = &mut one.which {
                    Arc::make_mut(own).present_in_target = false;
                }
                by_place.insert(Arc::clone(&one.place), one);
            }
        }
        by_place.into_values().collect()
    }
}

/// Where the converted text goes below a folder to upload from.
fn place(relative: &str, scope: Scope, file: &str) -> String {
    let from = match relative.contains("customsequences/") {
        true => "customsequences".to_owned(),
        false => scope.to_string().replace(':', "-"),
    };
    format!("{UPLOAD}{from}/{file}")
}

/// What is said of an API-level fault sequence.
pub(super) fn about(name: &str, destination: &Destination<'_>) -> Known {
    let whose = match name.rsplit_once("--") {
        Some((api, _)) if !api.ends_with("--Ext") && !api.starts_with("WSO2AM--") => {
            format!("of the API {api}")
        }
        _ => "that APIs may use".to_owned(),
    };
    let release = destination.to;
    let message = format!(
        "{name} is a fault sequence {whose}: on {release} it comes from the Publisher, so its text, \
         converted here, is uploaded there and not copied to the gateway"
    );
    let finding: Finding = code::API_LEVEL_FAULT.finding(Severity::Warning, message, None);
    Known::always(finding)
}
