//! Words that a reader has to guess at: none of them is left in what people read.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// Each with what to write instead.
const RIDDLES: &[(&str, &str)] = &[
    ("is no plain file", "is not a regular file"),
    ("is no JSON", "is not valid JSON"),
    ("is no XML", "is not XML"),
    ("hangs on", "depends on"),
    ("is expected, for", "expected .., found .."),
    ("you have none", "not in your installation"),
    ("goes along", "is copied to the new gateway"),
    ("mend ", "fix"),
    (" anew", "again"),
    ("wherein", "in which"),
    ("may it go", "leave it out?"),
    ("'s side", "'s version"),
    ("nothing needs you", "Nothing to decide."),
    ("is another.", "differs."),
    ("/// Whether some", "True if some"),
    ("/// Whether any", "True if any"),
    ("/// Whether no", "True if no"),
];

/// Words that hold one of them and mean something else.
const PLAIN: [&str; 2] = ["recommend ", "commend "];

#[test]
fn no_riddle_is_left() {
    let mut found = Vec::new();
    for top in ["src", "docs", "README.md", "CHANGELOG.md"] {
        for entry in WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(top)) {
            let entry = entry.unwrap();
            let Ok(text) = fs::read_to_string(entry.path()) else { continue };
            for (number, line) in text.lines().enumerate() {
                let line = PLAIN.iter().fold(line.to_owned(), |line, word| line.replace(word, ""));
                for (riddle, instead) in RIDDLES {
                    if line.contains(riddle) {
                        let at = format!("{}:{}", entry.path().display(), number + 1);
                        found.push(format!("{at}: `{riddle}`, write `{instead}`"));
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
