//! The data flow of the versions, computed when it is first asked for.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::expression::Location;
use crate::flow::{Flow, Gateway};
use crate::program::Ix;

/// The data flow of the operator's file on the old gateway, and the new gateway.
#[derive(Default)]
pub(super) struct Flows<'t> {
    pub custom: OnceCell<Flow>,
    pub new: OnceCell<Gateway<'t>>,
    /// The node of custom of each mediator.
    pub custom_nodes: OnceCell<Vec<Ix>>,
    /// By list of custom: how many mediators that make a body the operator added.
    pub bodies_added: OnceCell<FxHashMap<Ix, usize>>,
    /// What the target sets or takes away somewhere: all that an opaque mediator can miss.
    pub watched: OnceCell<Vec<Location>>,
}
