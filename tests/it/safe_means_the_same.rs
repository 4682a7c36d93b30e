//! I9: what is called safe does on the new gateway what it did on the old one.
//!
//! Generated operator files on every old stock sequence, with readers of everything a request
//! brings: in logs, headers, filters, properties and payloads, in the file itself and in sequences
//! that it calls. The operator's file is walked on the old gateway and the merged one on the new,
//! with all that Java does round them, for REST and SOAP clients. What the operator's mediators
//! log, set and answer has to be the same, or the merge has to have said that it may not be.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;

use faultgraft::callees::{Callee, Callees};
use faultgraft::expression::Location;
use faultgraft::gateway::element::Element;
use faultgraft::gateway::{Body, Ended, Format, Library, Sequence, Value};
use faultgraft::merge::Decisions;
use faultgraft::model::{Confidence, Edit, Finding, Outcome, Triple};
use faultgraft::outcome::{FileOutcome, Given, outcome};
use faultgraft::preview::situations::{Situation, situations};
use faultgraft::preview::{Flow, Request, Side, answer::Ran};
use faultgraft::program::{Ix, Tree};
use faultgraft::stock::{self, Release, SequenceName, Stock};
use faultgraft::xml::Document;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

fn config() -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    }
}

/// What an operator may read.
const READS: [&str; 18] = [
    "$trp:Host",
    "$trp:Accept",
    "$trp:Authorization",
    "$trp:X-JWT-Assertion",
    "$trp:Content-Type",
    "get-property('To')",
    "$axis2:messageType",
    "$axis2:ContentType",
    "$axis2:HTTP_METHOD",
    "$axis2:HTTP_SC",
    "get-property('MESSAGE_FORMAT')",
    "$ctx:ERROR_CODE",
    "$ctx:ERROR_MESSAGE",
    "$ctx:error_message_type",
    "$ctx:own",
    "$trp:X-Own",
    "json-eval($.order)",
    "$ctx:CUSTOM_HTTP_SC",
];

/// Something that an operator writes; `n` tells what it logs and sets from what others do.
#[derive(Debug, Clone)]
enum Writes {
    Log(usize),
    Header(usize),
    Filter(usize, Box<Writes>),
    Else(usize, Box<Writes>),
    Keep(usize),
    KeepAndLog(usize),
    Status,
    Answer(usize, usize),
    Call(Box<Writes>),
}

fn writes() -> impl Strategy<Value = Writes> {
    let read = || 0..READS.len();
    let leaf = prop_oneof![
        4 => read().prop_map(Writes::Log),
        3 => read().prop_map(Writes::Header),
        2 => read().prop_map(Writes::Keep),
        2 => read().prop_map(Writes::KeepAndLog),
        1 => Just(Writes::Status),
        2 => (read(), read()).prop_map(|(a, b)| Writes::Answer(a, b)),
    ];
    leaf.prop_recursive(2, 6, 1, move |inner| {
        prop_oneof![
            3 => (read(), inner.clone()).prop_map(|(r, w)| Writes::Filter(r, Box::new(w))),
            1 => (read(), inner.clone()).prop_map(|(r, w)| Writes::Else(r, Box::new(w))),
            2 => inner.prop_map(|w| Writes::Call(Box::new(w))),
        ]
    })
}

/// Patterns that some requests match.
const PATTERNS: [&str; 4] =
    ["true|.*(json|order|10[.]|alice).*", "pox|GET|.*xml.*", "9.*|.*api.*", ".+"];

impl Writes {
    /// As text; sequences that it calls are put into `callees`.
    fn text(&self, n: usize, callees: &mut BTreeMap<String, String>) -> String {
        match self {
            Self::Log(r) => format!(
                r#"<log level="custom"><property name="own-{n}" expression="{}"/></log>"#,
                READS[*r]
            ),
            Self::Header(r) => format!(
                r#"<property name="X-Own-{n}" expression="{}" scope="transport"/>"#,
                READS[*r]
            ),
            Self::Filter(r, inner) => {
                let pattern = PATTERNS[n % PATTERNS.len()];
                let inner = inner.text(n, callees);
                let source = READS[*r];
                format!(
                    r#"<filter source="{source}" regex="{pattern}"><then>{inner}</then></filter>"#
                )
            }
            Self::Else(r, inner) => {
                let inner = inner.text(n, callees);
                let source = READS[*r];
                format!(r#"<filter xpath="boolean({source})"><then/><else>{inner}</else></filter>"#)
            }
            Self::Keep(r) => format!(r#"<property name="own" expression="{}"/>"#, READS[*r]),
            Self::KeepAndLog(r) => format!(
                r#"<property name="own{n}" expression="{}"/><log level="custom"><property name="own-{n}" expression="$ctx:own{n}"/></log>"#,
                READS[*r]
            ),
            Self::Status => r#"<property name="HTTP_SC" value="577" scope="axis2"/>"#.to_owned(),
            Self::Answer(a, b) => format!(
                r#"<filter source="{}" regex="{}"><then><payloadFactory media-type="json"><format>{{"own-{n}":"$1"}}</format><args><arg expression="{}"/></args></payloadFactory><property name="HTTP_SC" value="4{n:02}" scope="axis2"/><property name="RESPONSE" value="true"/><header name="To" action="remove"/><property name="NO_ENTITY_BODY" scope="axis2" action="remove"/><send/><drop/></then></filter>"#,
                READS[*a],
                PATTERNS[(n + 1) % PATTERNS.len()],
                READS[*b].replace("json-eval($.order)", "$ctx:order"),
            ),
            Self::Call(inner) => {
                let name = format!("own_{n}_{}", callees.len());
                let text = inner.text(n, callees);
                let root = "http://ws.apache.org/ns/synapse";
                let text = format!(r#"<sequence xmlns="{root}" name="{name}">{text}</sequence>"#);
                callees.insert(name.clone(), text);
                format!(r#"<sequence key="{name}"/>"#)
            }
        }
    }
}

/// A generated customisation.
#[derive(Debug, Clone)]
struct Case {
    stock: &'static Stock,
    release: Release,
    edits: Vec<(u16, Writes)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let all: Vec<(&'static Stock, Release)> = stock::all()
        .iter()
        .flat_map(|s| s.releases.iter().map(move |&r| (s, r)))
        .filter(|(s, r)| !r.answers_json() && stock::get(s.sequence, Release::V4_0_0).is_some())
        .filter(|(s, r)| !situations(s.sequence, *r).is_empty())
        .collect();
    (proptest::sample::select(all), vec((any::<u16>(), writes()), 1..4))
        .prop_map(|((stock, release), edits)| Case { stock, release, edits })
}

impl Case {
    /// The operator's file and what it calls.
    fn texts(&self) -> (String, BTreeMap<String, String>) {
        let doc = Document::parse(self.stock.text).unwrap();
        let tree = Tree::of(&doc, doc.root());
        let mut places = Vec::new();
        for list in tree.all().filter(|&n| tree.kind(n).is_mediator_list()) {
            let children: Vec<Ix> = tree.children(list).collect();
            let span = |n: &Ix| doc.node(tree.node(*n).element).span;
            places.extend(children.iter().map(|n| span(n).start as usize));
            places.extend(children.last().map(|n| span(n).end as usize));
        }
        let mut callees = BTreeMap::new();
        let mut inserted: Vec<(usize, String)> = Vec::new();
        for (n, (at, writes)) in self.edits.iter().enumerate() {
            let at = places[usize::from(*at) % places.len()];
            inserted.push((at, writes.text(n, &mut callees)));
        }
        inserted.sort_by_key(|(at, _)| *at);
        let mut text = self.stock.text.to_owned();
        for (at, insert) in inserted.iter().rev() {
            text.insert_str(*at, insert);
        }
        (text, callees)
    }
}

/// Clients of every kind.
fn requests() -> Vec<Request> {
    let headers = |accept: &str| {
        let all = [
            ("Host", "10.0.0.7"),
            ("Accept", accept),
            ("Authorization", "Bearer alice"),
            ("X-JWT-Assertion", "jwt.alice"),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        let header =
            |(name, value): (&str, &str)| (Location::Header(name.into()), Value::text(value));
        // What a release itself notes of a request is the release's own: both get the same here.
        let noted = [
            (Location::Address("To".into()), Value::text("/api/v1/orders")),
            (Location::Axis2("messageType".into()), Value::text("application/x-noted")),
            (Location::Axis2("ContentType".into()), Value::text("application/json")),
        ];
        given.map(header).chain(noted).collect::<BTreeMap<_, _>>()
    };
    let rest =
        |method: &str, accept: &str, content_type: Option<&str>, body: Option<Body>| Request {
            method: Some(method.to_owned()),
            format: Format::Rest,
            content_type: content_type.map(str::to_owned),
            body,
            sets: headers(accept),
        };
    let json = Body::Json(r#"{"order":"order 7"}"#.to_owned());
    let xml = || Body::Xml(vec![Element::parse("<order>7</order>").unwrap_or_else(|_| panic!())]);
    let soap = |format| Request {
        method: Some("POST".to_owned()),
        format,
        content_type: None,
        body: Some(xml()),
        sets: headers("text/xml"),
    };
    vec![
        rest("GET", "application/json", None, None),
        rest("POST", "*/*", Some("application/json"), Some(json)),
        rest("POST", "application/xml", Some("application/xml"), Some(xml())),
        rest("DELETE", "", None, None),
        soap(Format::Soap11),
        soap(Format::Soap12),
    ]
}

fn library(release: Release, own: &BTreeMap<String, String>) -> Library {
    let helpers = SequenceName::ALL.iter().filter_map(|&name| stock::get(name, release));
    let helpers = helpers.map(|s| {
        let sequence = Sequence::parse(s.text).unwrap();
        let name = sequence.doc.find_attribute(sequence.root(), "name");
        let name = sequence.doc.attribute_value(name.unwrap()).into_owned();
        (name, sequence)
    });
    let own = own.iter().map(|(name, text)| (name.clone(), Sequence::parse(text).unwrap()));
    Library {
        sequences: helpers.chain(own).map(|(n, s)| (n, s.into())).collect(),
        ..Library::on(release)
    }
}

const NOT_LOADED: &str = "does not load";
const FAILS: &str = "fails";

/// What the operator's mediators did: what they logged, set and answered.
fn observed(ran: &Ran) -> Result<String, String> {
    let walked = ran.walked.as_ref().map_err(|why| format!("{NOT_LOADED}: {why}"))?;
    if let Some(unknown) = walked.unknown.first() {
        return Err(unknown.clone());
    }
    if let Ended::Threw(why) = &walked.ended {
        return Err(format!("{FAILS}: {why}"));
    }
    let mut logged: Vec<String> = walked.log.iter().map(|l| l.text.to_string()).collect();
    logged.retain(|text| text.contains("own-"));
    logged.sort();
    let mut seen = logged.join("\n");
    for (name, value) in &ran.answer.headers {
        if name.starts_with("X-Own") {
            let _ = write!(seen, "\n{name}: {value}");
        }
    }
    // How a body is written is the release's own; what the operator puts into it is not.
    if let Some((_, own)) = ran.answer.body.as_deref().unwrap_or_default().split_once("own-") {
        let value = own.trim_start_matches(|c: char| c.is_ascii_digit() || "\">:".contains(c));
        let value = value.split(['"', '<', '}']).next().unwrap_or_default();
        let _ = write!(seen, "\n{:?} {value}", ran.answer.status);
    }
    Ok(seen)
}

/// Whether the merge says that something may be otherwise.
fn is_announced(edits: &[Edit], findings: &[Finding]) -> bool {
    let open = |e: &Edit| {
        e.confidence != Confidence::Safe
            || matches!(e.outcome, Outcome::Conflict | Outcome::Dropped)
    };
    const SAY_SO: [&str; 4] =
        ["template-leaks", "inert-becomes-active", "status-overwritten", "fails-at-run"];
    edits.iter().any(open) || findings.iter().any(|f| SAY_SO.contains(&f.rule.as_str()))
}

/// A case, merged.
struct Tried {
    custom: String,
    own: BTreeMap<String, String>,
    merged: FileOutcome,
}

impl Case {
    fn merged(&self) -> Tried {
        let (custom, own) = self.texts();
        let target = stock::get(self.stock.sequence, Release::V4_0_0).unwrap();
        let [base, ours, target] =
            [self.stock.text, &custom, target.text].map(|text| Document::parse(text).unwrap());
        let parsed = own.iter().map(|(name, text)| {
            let doc = Document::parse(text).unwrap();
            (name.clone(), Callee::at(&doc, doc.root()).unwrap())
        });
        let parsed: BTreeMap<String, Callee> = parsed.collect();
        let names: Vec<String> = parsed.keys().cloned().collect();
        let from = Given {
            sequence: self.stock.sequence,
            texts: Triple { base: &base, custom: &ours, target: &target },
            base_release: self.release,
            target_release: Release::V4_0_0,
            callees: &Callees::reached(&names, |name| parsed.get(name)),
        };
        let merged = outcome(&from, &Decisions::none()).unwrap();
        Tried { custom, own, merged }
    }
}

/// What differs though nobody said so.
fn silent_difference(case: &Case) -> Option<String> {
    let Tried { custom, own, merged } = case.merged();
    let sequence = case.stock.sequence;
    if is_announced(&merged.edits, &merged.findings) {
        return None;
    }
    let (old_file, new_file) =
        (Sequence::parse(&custom).unwrap(), Sequence::parse(&merged.text).unwrap());
    let libraries = [case.release, Release::V4_0_0].map(|release| library(release, &own));
    let side = |new: bool| Side {
        file: if new { &new_file } else { &old_file },
        library: &libraries[usize::from(new)],
        flow: Flow {
            sequence: Some(sequence),
            release: if new { Release::V4_0_0 } else { case.release },
        },
        in_steps: false,
        asks_cors: false,
    };
    for situation in situations(sequence, case.release).iter().step_by(3) {
        for request in requests() {
            let run = |new: bool, situation: &Situation| {
                observed(&side(new).run(&request, Some(situation)))
            };
            let (old, new) = (run(false, situation), run(true, situation));
            let Ok(old) = old else { continue };
            let differs = match &new {
                Ok(new) => *new != old,
                Err(why) => why.starts_with(NOT_LOADED) || why.starts_with(FAILS),
            };
            if differs {
                let own: Vec<&String> = own.values().collect();
                return Some(format!(
                    "{sequence} of {}\n{custom}\n\ncalled: {own:?}\n\nmerged:\n{}\n\n{request:?}\n\
                     old: {old:?}\nnew: {new:?}",
                    case.release, merged.text
                ));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i9_what_is_safe_does_what_it_did(case in cases()) {
        let difference = silent_difference(&case);
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }
}

/// That most of what is generated is looked at: a property over nothing shows nothing.
#[test]
fn the_generated_files_are_not_all_announced() {
    // Counted over fixed cases, so that it says the same in every run.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut safe = 0;
    for _ in 0..100 {
        let merged = cases().new_tree(&mut runner).unwrap().current().merged().merged;
        safe += usize::from(!is_announced(&merged.edits, &merged.findings));
    }
    assert!(safe >= 30, "{safe} of 100 are called safe");
}
