//! git's three versions: what is written is XML, or has markers of which either side is.

use faultgraft::plan::{GitMerge, GitMergeError, GitVersions, merge_versions};
use faultgraft::xml::Document;

use super::input::{Input, is_message};

const MARKER: usize = 7;

pub fn target(data: &[u8]) {
    let input = Input::of(data);
    let [ancestor, ours, theirs, ..] = input.documents[..] else { return };
    let name = match data.len() % 5 {
        0 => "own.xml".to_owned(),
        1 => format!("deploy/{}.j2", input.sequence.file_name()),
        _ => format!("deploy/{}", input.sequence.file_name()),
    };
    let merge = |ancestor, ours, theirs| {
        let git = GitVersions { ancestor, ours, theirs, path: &name, marker_size: MARKER };
        merge_versions(&git)
    };
    let done = merge(ancestor, ours, theirs);
    looked_at(&done, &name);
    if let (Ok(GitMerge::Sequence(one)), Ok(GitMerge::Sequence(other))) =
        (&done, &merge(ancestor, ours, theirs))
    {
        assert_eq!(one.bytes, other.bytes, "another merge of the same versions");
    }
    // Where nobody changed anything there is nothing to decide.
    if let Ok(GitMerge::Sequence(same)) = merge(ours, ours, ours) {
        assert!(!same.has_conflict() && same.bytes == ours, "of three times the same");
    }
    let one_sided = merge(ancestor, ancestor, theirs);
    looked_at(&one_sided, &name);
    if let (Ok(GitMerge::Sequence(merged)), false) = (&one_sided, ancestor.is_empty()) {
        // What theirs changed is rewritten where ours is taken for the newer release's.
        assert!(
            merged.swapped || !merged.has_conflict(),
            "ours changed nothing: {:?}",
            merged.edits
        );
    }
}

fn looked_at(done: &Result<GitMerge, GitMergeError>, name: &str) {
    let merged = match done {
        Err(GitMergeError::Defect(why)) => panic!("{why}"),
        Err(GitMergeError::Unreadable { error, side }) => {
            assert_ne!(*side, "the merged file", "{error}");
            return is_message(&error.message, &error.help);
        }
        Ok(GitMerge::Text(why)) => return is_message(why, "merged as text"),
        Ok(GitMerge::Sequence(merged)) => merged,
    };
    if let Some(defect) = merged.findings.iter().find(|f| f.rule == "defect") {
        panic!("{}", defect.message);
    }
    let read = |bytes: &[u8]| faultgraft::program::read_file(name, bytes);
    if !merged.has_conflict() {
        let text = || String::from_utf8_lossy(&merged.bytes).into_owned();
        read(&merged.bytes).unwrap_or_else(|e| panic!("{e}\n{}", text()));
        return;
    }
    // The sides of what is in another encoding are not told apart here.
    let Ok(text) = std::str::from_utf8(&merged.bytes) else { return };
    for wanted in [b'<', b'>'] {
        let side = side(text, wanted);
        let wrong = Document::parse(&side).err().filter(|_| !name.ends_with(".j2"));
        // A prefix that one side declares and another part of it uses goes with both parts.
        assert_eq!(wrong.map(|e| e.to_string()), None, "{text}");
    }
}

/// One side of a text with markers: the one next to the marker of that character.
fn side(text: &str, wanted: u8) -> String {
    let is = |line: &str, of: u8| {
        let line = line.as_bytes();
        line.len() >= MARKER
            && line[..MARKER].iter().all(|&b| b == of)
            && line.get(MARKER).is_none_or(|b| b" \r\n".contains(b))
    };
    let mut at = None;
    let mut side = String::new();
    for line in text.split_inclusive('\n') {
        if is(line, b'<') {
            at = Some(b'<');
        } else if at == Some(b'<') && is(line, b'=') {
            at = Some(b'>');
        } else if at == Some(b'>') && is(line, b'>') {
            at = None;
        } else if at.is_none_or(|at| at == wanted) {
            side.push_str(line);
        }
    }
    side
}
