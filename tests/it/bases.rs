//! Whose stock a file was made from: files that are known to come from a release, with edits as
//! operators make them, alone, in a folder and in a home that states its release.
//!
//! `FAULTGRAFT_FILES=5000 cargo test --test it bases -- --nocapture` looks at more of them and prints
//! what it found.

#![allow(clippy::print_stdout)] // What it measures is to be read.

use crate::support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fuzzing::Chance;
use faultgraft::identify;
use faultgraft::model::{Candidate, FilePlan, Plan};
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::program::{Ix, Tree};
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml::Document;
use rayon::prelude::*;
use support::dom::{Element, PLAIN};
use support::operators::{KINDS, edit};

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Alone,
    Folder,
    Home,
}

const SEQUENCES: &str = "repository/deployment/server/synapse-configs/default/sequences";

/// A file that was made from a release's stock.
struct Made {
    release: Release,
    sequence: SequenceName,
    text: String,
    kinds: Vec<&'static str>,
}

/// What was seen of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    /// The right base, and nothing more to say.
    Right,
    /// The right base, or one that merges alike, and a word about another that is farther.
    SaidInVain,
    /// The same, and the other is as near: the same file could have been made from either.
    Undecidable,
    /// Another base that merges alike.
    MergesAlike,
    /// Another base, and a word about it.
    WrongAndSaid,
    /// Another base that merges otherwise, in silence.
    WrongAndUnsaid,
    /// Word for word the stock of another release, which merges otherwise; nothing tells it from
    /// that.
    IsStock,
}

fn content(text: &str) -> u64 {
    let doc = Document::parse(text).expect("well-formed");
    Tree::of(&doc, doc.root()).node(Ix::ROOT).content
}

fn made(chance: &mut Chance) -> Made {
    loop {
        let old: Vec<Release> =
            Release::ALL.iter().copied().filter(|r| !r.answers_json()).collect();
        let (release, sequence) = (*chance.pick(&old), *chance.pick(SequenceName::ALL));
        let Some(stock) = stock::get(sequence, release) else { continue };
        let mut root = Element::parse(stock.text).without_blanks();
        let wanted = 1 + chance.below(5);
        let mut kinds = Vec::new();
        for _ in 0..wanted * 4 {
            let kind = *chance.pick(&KINDS);
            if kinds.len() < wanted && edit(&mut root, kind, chance) {
                kinds.push(kind);
            }
        }
        let text = PLAIN.write(&root);
        if content(&text) != content(stock.text) {
            return Made { release, sequence, text, kinds };
        }
    }
}

impl Made {
    /// Writes the file to where it stands, with the stock of its release around it; gives what to
    /// plan.
    fn write(&self, place: Place, root: &Path) -> PathBuf {
        let (folder, custom) = match place {
            Place::Alone => (root.to_owned(), root.join(self.sequence.file_name())),
            Place::Folder => (root.join("sequences"), root.join("sequences")),
            Place::Home => (root.join(SEQUENCES), root.to_owned()),
        };
        fs::create_dir_all(&folder).unwrap();
        if place != Place::Alone {
            for stock in SequenceName::ALL.iter().filter_map(|&s| stock::get(s, self.release)) {
                fs::write(folder.join(stock.sequence.file_name()), stock.text).unwrap();
            }
        }
        if place == Place::Home {
            fs::create_dir_all(root.join("bin")).unwrap();
            let version = format!("WSO2 API Manager v{}\n", self.release);
            fs::write(root.join("bin/version.txt"), version).unwrap();
        }
        fs::write(folder.join(self.sequence.file_name()), &self.text).unwrap();
        custom
    }

    fn planned(&self, custom: &Path, base: Option<Release>) -> Plan {
        let request = PlanRequest {
            custom: custom.to_owned(),
            base_release: base.map(|r| r.version().to_owned()),
            ..PlanRequest::default()
        };
        plan(&request).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    fn file<'p>(&self, plan: &'p Plan) -> &'p FilePlan {
        plan.files.iter().find(|f| f.sequence() == Some(self.sequence)).expect("it is planned")
    }

    fn seen(&self, place: Place) -> Seen {
        let root = tempfile::tempdir().unwrap();
        let custom = self.write(place, root.path());
        let found = self.planned(&custom, None);
        let truth = self.planned(&custom, Some(self.release));
        let (found, truth) = (self.file(&found), self.file(&truth));
        let base = found.base.as_ref().expect("a base");
        let is_right = base.same_content.iter().any(|r| r == self.release.label());
        let is_said = found.findings.iter().any(|f| f.rule == "base-uncertain");
        let alike = found.merged == truth.merged;
        let is_stock = stock::variants(self.sequence)
            .filter(|s| s.releases.iter().any(|r| !r.is_inferred()))
            .any(|s| content(s.text) == content(&self.text));
        let as_near = |c: &Candidate| c.edits <= base.edits;
        match (alike, is_said) {
            (true, true) if base.runners_up.iter().any(as_near) => Seen::Undecidable,
            (true, true) => Seen::SaidInVain,
            (true, false) if is_right => Seen::Right,
            (true, false) => Seen::MergesAlike,
            (false, true) => Seen::WrongAndSaid,
            (false, false) if is_stock => Seen::IsStock,
            (false, false) => Seen::WrongAndUnsaid,
        }
    }
}

#[test]
fn the_base_is_right_or_a_word_is_said_about_it() {
    let files = std::env::var("FAULTGRAFT_FILES").ok().and_then(|n| n.parse().ok());
    let files: usize = files.unwrap_or(400);
    let mut chance = Chance::new(14);
    let all: Vec<(Place, Made)> = (0..files)
        .map(|n| ([Place::Alone, Place::Folder, Place::Home][n % 3], made(&mut chance)))
        .collect();
    let seen: Vec<Seen> = all.par_iter().map(|(place, made)| made.seen(*place)).collect();
    let mut counts: BTreeMap<(Place, Seen), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for ((place, made), seen) in all.iter().zip(seen) {
        *counts.entry((*place, seen)).or_default() += 1;
        let about = format!("{place:?} {} {} {:?}", made.release, made.sequence, made.kinds);
        match seen {
            Seen::WrongAndUnsaid => wrong.push(format!("{about}\n{}", made.text)),
            Seen::SaidInVain | Seen::Undecidable | Seen::WrongAndSaid | Seen::IsStock => {
                println!("{seen:?}: {about}")
            }
            _ => {}
        }
    }
    for ((place, seen), count) in &counts {
        println!("{place:?} {seen:?}: {count}");
    }
    let of = |wanted| counts.iter().filter(|((_, s), _)| *s == wanted).map(|(_, n)| n).sum();
    let in_vain: usize = of(Seen::SaidInVain);
    assert!(wrong.is_empty(), "{} of {files} in silence:\n{}", wrong.len(), wrong.join("\n"));
    // Few files may have more of them by chance.
    assert!(in_vain * 100 <= files * 2 + 800, "{in_vain} of {files} said in vain");
}

#[test]
fn edits_are_counted_one_by_one() {
    let whole = |inside: &str| {
        let root = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">"#;
        Document::parse(&format!("{root}{inside}</sequence>")).expect("it is XML")
    };
    let edits = |base: &str, custom: &str| {
        let [base, custom] = [base, custom].map(whole);
        let [base, custom] = [&base, &custom].map(|doc| Tree::of(doc, doc.root()));
        identify::edits_between(&base, &custom)
    };
    let payload = |json: &str| {
        format!(
            r#"<payloadFactory media-type="json"><format>{json}</format><args/></payloadFactory>"#
        )
    };
    let fault = |name: &str, inside: &str| {
        let uri = "http://wso2.org/apimanager/security";
        let whole = format!(r#"<f:{name} xmlns:f="{uri}">{inside}</f:{name}>"#);
        format!("<payloadFactory><format>{whole}</format><args/></payloadFactory>")
    };
    let stock = payload(r#"{"code":1,"text":"a"}"#);
    assert_eq!(edits(&stock, &stock), 0);
    assert_eq!(edits(&stock, &format!("<log/>{stock}<drop/>")), 2);
    // Each field is an edit, and a payload of other fields is one.
    assert_eq!(edits(&stock, &payload(r#"{"code":2,"text":"b"}"#)), 2);
    assert_eq!(edits(&stock, &payload(r#"{"code":2,"text":"b","more":"c"}"#)), 3);
    assert_eq!(edits(&stock, &payload(r#"{"error":2,"reason":"b"}"#)), 1);
    assert_eq!(edits(&stock, &payload(r#"[1,2]"#)), 1);
    // So are those of XML, where both are WSO2's faults or neither is.
    let stock = fault("fault", "<f:code>1</f:code><f:text>a</f:text>");
    assert_eq!(edits(&stock, &fault("fault", "<f:code>2</f:code><f:text>b</f:text>")), 2);
    assert_eq!(edits(&stock, &fault("error", "<f:code>2</f:code><f:text>b</f:text>")), 1);
    assert_eq!(edits(&stock, &payload(r#"{"code":2,"text":"b"}"#)), 1);
}
