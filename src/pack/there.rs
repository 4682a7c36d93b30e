//! What stands at a path in a pack.

use crate::model::Finding;

/// What stands at a path in a pack.
#[derive(Debug, Clone)]
pub(super) enum There {
    Nothing,
    Folder,
    File,
    /// Nobody can say: why it could not be looked at.
    Unreadable(Finding),
}
