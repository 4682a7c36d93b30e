//! Where snapshots lie.

use std::path::Path;

/// Settings for snapshots in a folder of `snapshots/`, or in that folder itself where it is empty.
pub fn in_folder(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    settings.set_snapshot_path(if folder.is_empty() { all } else { all.join(folder) });
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
