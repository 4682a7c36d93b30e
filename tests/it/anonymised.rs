//! A plan with stand-ins for the operator's words is the same plan, and shows none of them.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use faultgraft::model::Plan;
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::saved;
use faultgraft::stock::SequenceName;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(of) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    found.retain(|p| p.is_dir());
    found.sort();
    found
}

/// The plan of a copy is the same, and no word that has a stand-in is left in it.
fn check(name: &str, plan: &Plan) -> Vec<String> {
    let copy = match plan.anonymised() {
        Ok(copy) => copy,
        Err(error) => return vec![format!("{name}: {error}")],
    };
    let mut wrong: Vec<String> =
        copy.differences.iter().map(|what| format!("{name}: {what}")).collect();
    for (digest, text) in &copy.plan.texts {
        let left = words(text).find(|word| copy.words.contains_key(word));
        wrong.extend(left.map(|word| format!("{name}: {word} is left in the text {digest}")));
    }
    let files = copy.plan.files.iter().chain(&copy.plan.companions);
    for file in files {
        let names = [file.file(), &file.path, &file.place].map(str::to_owned);
        let left = names.iter().flat_map(|n| words(n)).find(|w| copy.words.contains_key(w));
        wrong.extend(left.map(|word| format!("{name}: {word} is left in {}", file.place)));
    }
    // It is a plan that can be saved and read.
    let mut bytes = Vec::new();
    saved::write(&copy.plan, &mut bytes).unwrap();
    if let Err(error) = Plan::load(&bytes) {
        wrong.push(format!("{name}: {error}"));
    }
    wrong
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase)
}

#[test]
fn whole_installations_are_the_same_plan() {
    let mut wrong = Vec::new();
    let own = folders(&root().join("fixtures/installations"));
    let own = own.into_iter().map(|folder| folder.join("sequences"));
    // A few real ones, where they are there.
    let real = folders(&root().join("../shared/real"));
    let mut planned = 0;
    for custom in own.chain(real) {
        let request = PlanRequest { custom: custom.clone(), ..PlanRequest::default() };
        let Ok(plan) = plan(&request) else { continue };
        planned += 1;
        wrong.extend(check(&custom.display().to_string(), &plan));
    }
    assert!(planned >= 5);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fixture_is_the_same_plan() {
    let mut wrong = Vec::new();
    let mut planned = 0;
    for sequence in SequenceName::ALL {
        let stem = sequence.file_name().trim_end_matches(".xml").trim_matches('_');
        for case in folders(&root().join("fixtures").join(stem)) {
            let home = tempfile::tempdir().unwrap();
            let custom = home.path().join(sequence.file_name());
            fs::copy(case.join("custom.xml"), &custom).unwrap();
            let given = |name: &str| Some(case.join(name)).filter(|path| path.exists());
            let (base, target) = (given("base.xml"), given("target.xml"));
            let request = PlanRequest { custom, base, target, ..PlanRequest::default() };
            let Ok(plan) = plan(&request) else { continue };
            planned += 1;
            wrong.extend(check(&case.display().to_string(), &plan));
        }
    }
    assert!(planned >= 150, "{planned}");
    assert!(wrong.is_empty(), "{} of {planned}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The words in the sources that say what faultgraft gives a meaning, and those of its sentences.
///
/// `UPDATE_DOCS=1 cargo test --test it anonymised` writes both lists again.
#[test]
fn the_lists_of_words_are_those_of_the_sources() {
    let mut literals = Vec::new();
    sources(&root().join("src"), &mut literals);
    let (spoken, meant): (Vec<String>, Vec<String>) =
        literals.into_iter().partition(|text| text.contains(char::is_whitespace));
    for (file, texts) in [("meant.txt", meant), ("spoken.txt", spoken)] {
        let all: BTreeSet<String> = texts.iter().flat_map(|text| words(text)).collect();
        let known = |word: &String| {
            word.len() > 1 && !(word.len() < 4 && word.bytes().all(|b| b.is_ascii_digit()))
        };
        let list: String = all.into_iter().filter(known).map(|word| word + "\n").collect();
        let path = root().join("src/saved/anonymised").join(file);
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &list).unwrap();
        }
        let there = fs::read_to_string(&path).unwrap();
        assert!(there == list, "{file} is out of date: UPDATE_DOCS=1 writes it");
    }
}

/// The texts in the sources under a folder, tests left out.
fn sources(folder: &Path, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            sources(&entry, out);
        } else if entry.extension().is_some_and(|e| e == "rs") && !entry.ends_with("tests.rs") {
            let tokens: TokenStream = fs::read_to_string(&entry).unwrap().parse().unwrap();
            texts(tokens, out);
        }
    }
}

fn texts(tokens: TokenStream, out: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // An attribute; `#[cfg(test)]` takes what it stands before along, up to its body.
            TokenTree::Punct(p) if p.as_char() == '#' => {
                while tokens.next_if(|t| matches!(t, TokenTree::Punct(_))).is_some() {}
                let attribute = tokens.next().map(|t| t.to_string()).unwrap_or_default();
                let is_body = |t: &TokenTree| match t {
                    TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                    TokenTree::Punct(p) => p.as_char() == ';',
                    _ => false,
                };
                if attribute.replace(char::is_whitespace, "") == "[cfg(test)]" {
                    tokens.by_ref().find(is_body);
                }
            }
            TokenTree::Group(group) => texts(group.stream(), out),
            TokenTree::Literal(literal) => out.extend(text_of(&literal.to_string())),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// The text of a literal as it is written, where it is one. What is escaped is no word.
fn text_of(literal: &str) -> Option<String> {
    let inner = literal.trim_start_matches(['b', 'r', '#']).trim_end_matches('#');
    let text = inner.strip_prefix('"')?.strip_suffix('"')?;
    Some(text.replace("\\n", "\n").replace("\\t", "\t").replace('\\', ""))
}

#[test]
fn the_command_writes_a_copy_to_a_new_folder() {
    use crate::support::home::{Home, SEQUENCES};
    use crate::support::run::{Done, faultgraft};
    use faultgraft::stock::Release;

    let (folder, home) = (tempfile::tempdir().unwrap(), Home::of(Release::V2_6_0));
    let run = |args: &[&str]| Done::of(&mut faultgraft(folder.path(), args));
    let own = "<log level=\"custom\"><property name=\"tenant\" value=\"Zorblatt Bank\"/></log>\
               <class name=\"bank.zorblatt.Audit\"/>";
    home.customise(&format!("{SEQUENCES}/fault.xml"), own);
    run(&["plan", home.path().to_str().unwrap(), "--out", "plan.json"]);
    let done = run(&["report", "plan.json", "--anonymise", "copy"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.stderr.contains("the same edits, outcomes and findings"), "{}", done.stderr);
    let mut files = 0;
    for entry in walkdir::WalkDir::new(folder.path().join("copy")).into_iter().map(Result::unwrap) {
        assert!(!entry.path().to_string_lossy().to_lowercase().contains("zorblatt"));
        if entry.path().is_file() {
            let text = fs::read_to_string(entry.path()).unwrap().to_lowercase();
            assert!(!text.contains("zorblatt"), "{}", entry.path().display());
            files += 1;
        }
    }
    assert!(files >= 2, "the plan and the sequence");
    assert_eq!(run(&["report", "copy/plan.json"]).code, run(&["report", "plan.json"]).code);
    let sequence = format!("copy/custom/{SEQUENCES}/fault.xml");
    let again = run(&["plan", &sequence, "--format", "json"]).json();
    let first =
        run(&["plan", home.path().to_str().unwrap(), "--only", "fault", "--format", "json"]);
    let edits = |plan: &serde_json::Value| {
        let all = plan["files"][0]["edits"].as_array().unwrap();
        all.iter()
            .map(|e| (e["kind"].clone(), e["outcome"].clone(), e["confidence"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(edits(&again), edits(&first.json()));
    let twice = run(&["report", "plan.json", "--anonymise", "copy"]);
    assert_eq!(twice.code, Some(2));
    assert!(twice.stderr.contains("is not empty"), "{}", twice.stderr);
}
