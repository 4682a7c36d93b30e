//! That the check checks: what each rule of the merge sees to is noticed where the rule is off.

use std::collections::BTreeMap;

use super::*;
use crate::callees::{Callee, Callees};
use crate::matching::Versions;
use crate::merge::{Decisions, Prepared, Rules};
use crate::model::Triple;
use crate::program::{NAMESPACE, Tree};
use crate::rules::Rewriting;
use crate::stock::{self, Release, SequenceName};
use crate::xml::Document;

/// A stock sequence of 3.2.0 with something of the operator's before the mediator that begins with
/// a text, and the sequences that this calls.
struct Custom {
    sequence: SequenceName,
    before: &'static str,
    inserted: &'static str,
    callees: &'static [(&'static str, &'static str)],
}

impl Custom {
    const fn new(sequence: SequenceName, before: &'static str, inserted: &'static str) -> Self {
        Self { sequence, before, inserted, callees: &[] }
    }

    const fn calling(self, callees: &'static [(&'static str, &'static str)]) -> Self {
        Self { callees, ..self }
    }

    /// The doubts about a merge by some of the rules.
    fn doubts(&self, rules: Rules) -> Vec<Doubt> {
        self.doubts_where(rules, str::to_owned)
    }

    /// The doubts about what something makes of the merged file.
    fn doubts_where(&self, rules: Rules, spoil: impl Fn(&str) -> String) -> Vec<Doubt> {
        let releases = (Release::V3_2_0, Release::V4_0_0);
        let stock = |release| stock::get(self.sequence, release).unwrap().text;
        let at = stock(releases.0).find(self.before).expect(self.before);
        let mut custom = stock(releases.0).to_owned();
        custom.insert_str(at, self.inserted);
        let docs = [stock(releases.0), &custom, stock(releases.1)]
            .map(|text| Document::parse(text).unwrap());
        let [base, custom, target] = docs.each_ref().map(|doc| Tree::of(doc, doc.root()));
        let trees = Triple { base: &base, custom: &custom, target: &target };
        let own = self.callees.iter().map(|(name, inside)| {
            let text =
                format!("<sequence xmlns=\"{NAMESPACE}\" name=\"{name}\">{inside}</sequence>");
            let doc = Document::parse(&text).unwrap();
            ((*name).to_owned(), Callee::at(&doc, doc.root()).unwrap())
        });
        let own: BTreeMap<String, Callee> = own.collect();
        let names: Vec<String> = own.keys().cloned().collect();
        let callees = Callees::reached(&names, |name| own.get(name));
        let rewriting = Rewriting::between(releases.0, releases.1);
        let prepared = Prepared::by(rules, trees, (rewriting, &callees));
        let merged = prepared.merged(&Decisions::none()).unwrap();
        let doc = Document::parse(&spoil(&merged.text)).unwrap();
        let read = Tree::of(&doc, doc.root());
        doubts(&Claim {
            versions: &Versions::of(trees, &read),
            sequence: Some(self.sequence),
            releases,
            callees: &callees,
            edits: &merged.edits,
            edit_of: &merged.edit_of,
        })
    }
}

const CORS: &str = "<sequence key=\"_cors_request_handler_\"";
const LOG_TO: &str =
    "<log level=\"custom\"><property name=\"to\" expression=\"get-property('To')\"/></log>";

use SequenceName::ThrottleOutHandler as Throttle;
use SequenceName::{AuthFailureHandler as Auth, Fault, GraphqlFailureHandler as Graphql};

const READERS: [Custom; 7] = [
    Custom::new(Auth, CORS, LOG_TO),
    Custom::new(Throttle, CORS, LOG_TO),
    Custom::new(
        Auth,
        CORS,
        "<filter source=\"$trp:Host\" regex=\"a[.].*\"><then><property name=\"X-At\" value=\"a\" \
         scope=\"transport\"/></then></filter>",
    ),
    Custom::new(
        Graphql,
        CORS,
        "<filter source=\"$trp:Accept\" regex=\".*v2.*\"><then><property name=\"X-V\" value=\"2\" \
         scope=\"transport\"/></then></filter>",
    ),
    Custom::new(
        Auth,
        CORS,
        "<property name=\"X-Path\" expression=\"get-property('To')\" scope=\"transport\"/>",
    ),
    Custom::new(Auth, CORS, "<log level=\"full\"/>"),
    Custom::new(Auth, CORS, "<class name=\"com.example.Audit\"/>"),
];

const CALLEES: [Custom; 3] = [
    Custom::new(Auth, CORS, "<sequence key=\"audit\"/>").calling(&[("audit", LOG_TO)]),
    Custom::new(Auth, CORS, "<sequence key=\"answer\"/>").calling(&[(
        "answer",
        "<property name=\"RESPONSE\" value=\"true\"/><header name=\"To\" action=\"remove\"/><send/>\
         <drop/>",
    )]),
    Custom::new(Graphql, CORS, "<sequence key=\"gate\"/>").calling(&[
        ("gate", "<filter xpath=\"$ctx:A\"><then><sequence key=\"audit\"/></then></filter>"),
        ("audit", LOG_TO),
    ]),
];

const XML: &str = "<payloadFactory media-type=\"xml\"><format><a:b xmlns:a=\"urn:a\"><a:c>$1</a:c>\
    </a:b></format><args><arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory>";

/// What stands around an XML payload, each for others than clients that take JSON.
const AUDIENCES: [(&str, &str); 6] = [
    (
        "<clone continueParent=\"true\"><target><sequence>",
        "<send><endpoint key=\"ops\"/></send></sequence></target></clone>",
    ),
    (
        "<clone continueParent=\"true\"><target><sequence>",
        "<store messageStore=\"alarms\"/></sequence></target></clone>",
    ),
    (
        "<filter source=\"get-property('MESSAGE_FORMAT')\" regex=\"pox\"><then/><else>",
        "<respond/></else></filter>",
    ),
    (
        "<filter source=\"$trp:Content-Type\" regex=\".*soap[+]xml.*\"><then>",
        "<respond/></then></filter>",
    ),
    ("<filter xpath=\"not(contains($trp:Accept, 'json'))\"><then>", "<respond/></then></filter>"),
    (
        "<filter source=\"$ctx:ERROR_CODE\" regex=\"1.*\"><then>",
        "<enrich><source type=\"body\"/><target type=\"property\" property=\"p\"/></enrich>\
         <makefault version=\"soap11\"><code value=\"s:Server\" \
         xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>\
         <reason value=\"x\"/><detail expression=\"$ctx:p\"/></makefault><respond/></then></filter>",
    ),
];

#[test]
fn what_a_rule_sees_to_is_noticed_where_it_is_off() {
    let all = Rules::ALL;
    for (n, case) in READERS.iter().enumerate() {
        assert!(case.doubts(all).is_empty(), "reader {n}: {:?}", case.doubts(all));
        let off = case.doubts(Rules { readers: false, ..all });
        assert!(!off.is_empty(), "reader {n} is not noticed");
    }
    for (n, case) in CALLEES.iter().enumerate() {
        assert!(case.doubts(all).is_empty(), "callee {n}: {:?}", case.doubts(all));
        let off = case.doubts(Rules { callees: false, ..all });
        assert!(!off.is_empty(), "callee {n} is not noticed");
    }
    for (n, (before, after)) in AUDIENCES.iter().enumerate() {
        let inserted: &'static str = format!("{before}{XML}{after}").leak();
        let case = Custom::new(Fault, "<log", inserted);
        assert!(case.doubts(all).is_empty(), "audience {n}: {:?}", case.doubts(all));
        let off = case.doubts(Rules { audience: false, ..all });
        assert!(!off.is_empty(), "audience {n} is not noticed");
    }
}

#[test]
fn what_has_no_place_is_doubted() {
    let late = "<log level=\"custom\"><property name=\"h\" expression=\"$trp:Host\"/>\
        <property name=\"o\" expression=\"$trp:Access-Control-Allow-Origin\"/></log>";
    let doubts = Custom::new(Auth, "</sequence>", late).doubts(Rules::ALL);
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert_eq!(doubts[0].rule.code, "reads-removed");
}

/// The filter that begins with a text, moved before what begins with another.
fn moved(text: &str, filter: &str, before: &str) -> String {
    const END: &str = "</filter>";
    let start = text.find(filter).unwrap_or_else(|| panic!("{filter} is not in\n{text}"));
    let end = start + text[start..].find(END).expect("it ends") + END.len();
    let without = [&text[..start], &text[end..]].concat();
    let at = without.find(before).unwrap_or_else(|| panic!("{before} is not in\n{text}"));
    [&without[..at], &text[start..end], &without[at..]].concat()
}

fn other(text: &str, from: &str, to: &str) -> String {
    let other = text.replace(from, to);
    assert_ne!(other, text, "{from} is not in\n{text}");
    other
}

/// What the operator inserted, what becomes of the merged file, and what is said.
type Spoiled = (Custom, fn(&str) -> String, &'static str);

const SPOILED: &[Spoiled] = &[
    (
        Custom::new(Auth, CORS, "<log level=\"custom\"><property name=\"a\" value=\"1\"/></log>"),
        |merged| other(merged, "name=\"a\" value=\"1\"", "name=\"a\" value=\"2\""),
        "for some request your file logs \"a = 1\", and the merged one does not",
    ),
    (
        Custom::new(Auth, CORS, "<property name=\"X-At\" value=\"a\" scope=\"transport\"/>"),
        |merged| other(merged, "value=\"a\"", "value=\"b\""),
        "for some request your file answers with X-At: a, and the merged one with X-At: b",
    ),
    (
        Custom::new(Auth, CORS, "<property name=\"X-At\" expression=\"concat('a','b')\"/>"),
        |merged| other(merged, "concat('a','b')", "get-property('a','b','c','d')"),
        "for some request the merged file fails and yours does not: get-property takes three",
    ),
    (
        Custom::new(Auth, "<property", "<filter xpath=\"$ctx:A\"><then><respond/></then></filter>"),
        |merged| moved(merged, "<filter xpath=\"$ctx:A\">", CORS),
        "<respond/> answers with the body that <makefault version=\"soap11\"> (line 7",
    ),
    (
        Custom::new(
            Fault,
            "<log",
            "<filter source=\"get-property('MESSAGE_FORMAT')\" regex=\"soap11\"><then>\
             <payloadFactory><format><a xmlns=\"urn:a\"/></format></payloadFactory><respond/></then>\
             </filter>",
        ),
        |merged| {
            let json = other(merged, "<payloadFactory>", "<payloadFactory media-type=\"json\">");
            other(&json, "<a xmlns=\"urn:a\"/>", "{}")
        },
        "<payloadFactory> becomes JSON in the merged file, but only SOAP 1.1 clients get it",
    ),
    (
        Custom::new(
            Fault,
            "<log",
            "<filter source=\"get-property('MESSAGE_FORMAT')\" regex=\"soap11\"><then>\
             <property name=\"messageType\" value=\"text/xml\" scope=\"axis2\"/></then></filter>",
        ),
        |merged| other(merged, "value=\"text/xml\"", "value=\"application/json\""),
        "<property name=\"messageType\" value=\"text/xml\" scope=\"axis2\"/> becomes JSON",
    ),
];

#[test]
fn a_merged_file_that_does_something_else_is_noticed() {
    for (custom, spoil, said) in SPOILED {
        assert!(custom.doubts(Rules::ALL).is_empty(), "{said}");
        let doubts = custom.doubts_where(Rules::ALL, spoil);
        assert!(doubts.iter().any(|doubt| doubt.message.starts_with(said)), "{said}: {doubts:?}");
    }
}
