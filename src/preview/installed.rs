//! What an installation has beside sequences, as far as it decides what clients get.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::gateway::formatter::{Formatter, Registered};
use crate::model::{self, ClassJar, FilePlan, Plan};

/// What an installation has beside sequences, beyond what its release ships.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Installed {
    pub formatters: Registered,
    /// The classes that are known to be in none of its jars.
    pub missing_classes: BTreeSet<String>,
}

impl Installed {
    /// On the old gateway and on the new one, for a file of a plan.
    pub(super) fn of(plan: &Plan, file: &FilePlan) -> (Self, Self) {
        let classes = file.case.as_ref().and_then(|case| case.classes.as_ref());
        let missing =
            classes.into_iter().flatten().filter(|(_, jar)| !matches!(jar, ClassJar::New(_)));
        let missing_classes = missing.map(|(class, _)| class.clone()).collect();
        let old = Self { formatters: registered(&plan.formatters.old), ..Self::default() };
        (old, Self { formatters: registered(&plan.formatters.new), missing_classes })
    }
}

fn registered(by_class: &model::Registered) -> Registered {
    let formatter = |(media, class): (&String, &String)| {
        let own = (!class.is_empty()).then(|| Formatter::of_class(class));
        (media.clone(), own)
    };
    Arc::new(by_class.iter().map(formatter).collect())
}
