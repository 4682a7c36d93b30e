//! How often the proof asks for a person where none is needed: ordinary customisations, in the
//! frequencies in which they are seen, and how many of their edits are not called safe for it.

// What was counted is told, for who asks with `--nocapture`.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::env;

use faultgraft::callees::{Callee, Callees};
use faultgraft::merge::Decisions;
use faultgraft::model::{Confidence, Triple};
use faultgraft::outcome::{Given, outcome};
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml::Document;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// A customisation: how often it is seen, what it does to the file, and the companion it calls.
struct Pattern {
    name: &'static str,
    seen: u32,
    files: &'static [SequenceName],
    /// What it stands before; the last one in the file.
    before: &'static str,
    inserted: &'static str,
    companion: &'static str,
    /// Whether it runs something that cannot be read, which may well miss what 4.0.0 takes away.
    is_opaque: bool,
}

use SequenceName::{AuthFailureHandler as Auth, Fault, Main, ThrottleOutHandler as Throttle};

const CORS: &str = "<sequence key=\"_cors_request_handler_\"";
const ANSWER: &str = "<payloadFactory media-type=\"json\"><format>{\"error\":\"$1\"}</format><args>\
    <arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory><property name=\"messageType\" \
    value=\"application/json\" scope=\"axis2\"/><property name=\"HTTP_SC\" value=\"555\" \
    scope=\"axis2\"/><property name=\"RESPONSE\" value=\"true\"/><header name=\"To\" \
    action=\"remove\"/><property name=\"Authorization\" scope=\"transport\" action=\"remove\"/>\
    <property name=\"NO_ENTITY_BODY\" scope=\"axis2\" action=\"remove\"/><send/>";

const PATTERNS: &[Pattern] = &[
    Pattern {
        name: "a companion that answers with its own status",
        seen: 9,
        files: &[Auth, Throttle],
        before: CORS,
        inserted: "<filter source=\"$ctx:ERROR_CODE\" regex=\"9009.*\"><then><sequence \
                   key=\"companion\"/><drop/></then></filter>",
        companion: ANSWER,
        is_opaque: false,
    },
    Pattern {
        name: "a branch that answers itself",
        seen: 6,
        files: &[Auth, Fault],
        before: "<property name=\"error_message_type\"",
        inserted: "<filter source=\"$ctx:REST_API_CONTEXT\" regex=\"/a.*\"><then><payloadFactory \
                   media-type=\"json\"><format>{\"e\":\"$1\"}</format><args><arg \
                   expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory><property \
                   name=\"HTTP_SC\" value=\"403\" scope=\"axis2\"/><property \
                   name=\"Authorization\" scope=\"transport\" action=\"remove\"/><respond/></then>\
                   </filter>",
        companion: "",
        is_opaque: false,
    },
    Pattern {
        name: "an own class",
        seen: 5,
        files: &[Auth, Fault, Throttle, Main],
        before: CORS,
        inserted: "<class name=\"com.example.gateway.Publisher\"/>",
        companion: "",
        is_opaque: true,
    },
    Pattern {
        name: "a hook that nobody has a file of",
        seen: 2,
        files: &[Auth, Fault],
        before: "</sequence>",
        inserted: "<sequence key=\"elsewhere\"/>",
        companion: "",
        is_opaque: true,
    },
    Pattern {
        name: "a hook that looks at the error",
        seen: 4,
        files: &[Auth, Fault, Main],
        before: CORS,
        inserted: "<sequence key=\"companion\"/>",
        companion: "<log level=\"custom\"><property name=\"code\" expression=\"$ctx:ERROR_CODE\"/>\
                    </log>",
        is_opaque: false,
    },
    Pattern {
        name: "a flag",
        seen: 4,
        files: &[Auth, Fault, Throttle, Main],
        before: CORS,
        inserted: "<property name=\"stage\" value=\"fault\"/>",
        companion: "",
        is_opaque: false,
    },
    Pattern {
        name: "a log of the request",
        seen: 3,
        files: &[Auth, Fault, Throttle],
        before: CORS,
        inserted: "<log level=\"custom\"><property name=\"to\" expression=\"get-property('To')\"/>\
                   <property name=\"code\" expression=\"$ctx:ERROR_CODE\"/></log>",
        companion: "",
        is_opaque: false,
    },
    Pattern {
        name: "a header for the client",
        seen: 3,
        files: &[Auth, Fault, Throttle, Main],
        before: CORS,
        inserted: "<property name=\"Retry-After\" value=\"60\" scope=\"transport\"/>",
        companion: "",
        is_opaque: false,
    },
    Pattern {
        name: "a header taken away",
        seen: 3,
        files: &[Auth, Fault, Throttle, Main],
        before: CORS,
        inserted: "<property name=\"Cookie\" scope=\"transport\" action=\"remove\"/>",
        companion: "",
        is_opaque: false,
    },
    Pattern {
        name: "a status in line",
        seen: 2,
        files: &[Fault, Main],
        before: CORS,
        inserted: "<property name=\"HTTP_SC\" value=\"555\" scope=\"axis2\"/>",
        companion: "",
        is_opaque: false,
    },
    Pattern {
        name: "a companion that makes XML",
        seen: 3,
        files: &[Auth, Throttle],
        before: CORS,
        inserted: "<sequence key=\"companion\"/><drop/>",
        companion: "<payloadFactory media-type=\"xml\"><format><am:fault \
                    xmlns:am=\"http://wso2.org/apimanager\"><am:code>$1</am:code></am:fault>\
                    </format><args><arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory>\
                    <property name=\"messageType\" value=\"application/xml\" scope=\"axis2\"/>\
                    <property name=\"HTTP_SC\" value=\"403\" scope=\"axis2\"/><property \
                    name=\"RESPONSE\" value=\"true\"/><header name=\"To\" action=\"remove\"/>\
                    <send/>",
        is_opaque: false,
    },
];

const RELEASES: [Release; 6] = [
    Release::V1_10_0,
    Release::V2_0_0,
    Release::V2_1_0,
    Release::V2_6_0,
    Release::V3_0_0,
    Release::V3_2_0,
];

/// One to three patterns on one file of a release.
fn customisations() -> impl Strategy<Value = (Release, SequenceName, Vec<usize>)> {
    let files =
        prop_oneof![13 => Just(Auth), 12 => Just(Fault), 8 => Just(Main), 7 => Just(Throttle)];
    let weighted: Vec<(u32, Just<usize>)> =
        PATTERNS.iter().enumerate().map(|(n, p)| (p.seen, Just(n))).collect();
    let pattern = proptest::strategy::Union::new_weighted(weighted);
    let patterns = proptest::collection::vec(pattern, 1..4);
    (proptest::sample::select(&RELEASES[..]), files, patterns)
}

/// How many edits there are, and which of them the proof doubts, by pattern.
fn doubted(release: Release, sequence: SequenceName, patterns: &[usize]) -> (usize, Vec<String>) {
    let base_text = stock::get(sequence, release).unwrap().text;
    let mut text = base_text.to_owned();
    let mut own = BTreeMap::new();
    let mut is_opaque = false;
    for &n in patterns {
        let pattern = &PATTERNS[n];
        let Some(at) = text.rfind(pattern.before) else { continue };
        if !pattern.files.contains(&sequence) {
            continue;
        }
        is_opaque |= pattern.is_opaque;
        let name = format!("companion{n}");
        text.insert_str(at, &pattern.inserted.replace("\"companion\"", &format!("\"{name}\"")));
        if !pattern.companion.is_empty() {
            let root = "http://ws.apache.org/ns/synapse";
            let inside = pattern.companion;
            let file = format!("<sequence xmlns=\"{root}\" name=\"{name}\">{inside}</sequence>");
            let doc = Document::parse(&file).unwrap();
            own.insert(name, Callee::at(&doc, doc.root()).unwrap());
        }
    }
    let target = stock::get(sequence, Release::V4_0_0).unwrap();
    let [base, custom, target] =
        [base_text, &text, target.text].map(|text| Document::parse(text).unwrap());
    let names: Vec<String> = own.keys().cloned().collect();
    let from = Given {
        sequence,
        texts: Triple { base: &base, custom: &custom, target: &target },
        base_release: release,
        target_release: Release::V4_0_0,
        callees: &Callees::reached(&names, |name| own.get(name)),
    };
    let merged = outcome(&from, &Decisions::none()).unwrap();
    let by_proof = |rule: &str| rule == "reads-removed" || rule == "not-proven";
    let found = merged.findings.iter().filter(|f| by_proof(&f.rule) && !is_opaque);
    let said = found.map(|f| {
        let names: Vec<&str> = patterns.iter().map(|&n| PATTERNS[n].name).collect();
        format!("{sequence} of {release}, {}: {}", names.join(" and "), f.message)
    });
    let said: Vec<String> = said.collect();
    assert!(said.is_empty() || merged.edits.iter().any(|e| e.confidence != Confidence::Safe));
    (merged.edits.len(), said)
}

#[test]
fn the_proof_seldom_asks_where_nothing_is_wrong() {
    let count = env::var("FAULTGRAFT_ORDINARY").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let mut runner = TestRunner::deterministic();
    let (mut edits, mut doubts) = (0, BTreeMap::<String, usize>::new());
    for _ in 0..count {
        let (release, sequence, patterns) =
            customisations().new_tree(&mut runner).unwrap().current();
        let (all, said) = doubted(release, sequence, &patterns);
        edits += all;
        for doubt in said {
            *doubts.entry(doubt).or_default() += 1;
        }
    }
    let all: usize = doubts.values().sum();
    println!("{edits} edits, {all} doubted");
    for (doubt, times) in &doubts {
        println!("{times}x {doubt}");
    }
    assert!(edits >= count, "{edits} edits of {count} files");
    assert!(all * 100 <= edits, "{all} of {edits} edits: {doubts:#?}");
}
