//! enrich, its simple forms (wso2-synapse, `EnrichMediator`, `elementary/Source`, `Target`).

use super::{Mediator, Walker};
use crate::response::{Run, Stop};

impl Walker<'_> {
    pub(super) fn enrich(&mut self, _at: Mediator<'_>) -> Run<bool> {
        Err(Stop::unknown("the mediator enrich"))
    }
}
