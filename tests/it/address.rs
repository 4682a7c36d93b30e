//! The address of the repository stands in `Cargo.toml`; what writes it out agrees with it.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// The pages that write it out. Everything else takes it from `Cargo.toml`.
const WRITTEN_OUT: [&str; 2] = ["docs/install.md", "docs/ci.md"];

/// The host of the placeholder.
const NOWHERE: &str = "https://example.invalid/";

#[test]
fn the_address_is_one() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let address = env!("CARGO_PKG_REPOSITORY");
    assert!(address.starts_with("https://") && !address.ends_with('/'), "{address}");
    for page in WRITTEN_OUT {
        let text = fs::read_to_string(top.join(page)).unwrap();
        assert!(text.contains(address), "{page} has another address than Cargo.toml, {address}");
    }
    for folder in ["docs", "src", ".ci", ".github", "README.md", "CONTRIBUTING.md", "SECURITY.md"] {
        for entry in WalkDir::new(top.join(folder)) {
            let path = entry.unwrap().into_path();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for rest in text.split(NOWHERE).skip(1) {
                let found = format!("{NOWHERE}{rest}");
                assert!(found.starts_with(address), "{}: not {address}", path.display());
            }
        }
    }
}
