//! Whatever a sequence is, its preview ends, within bounds, and says where it stopped.

use std::time::{Duration, Instant};

use faultgraft::gateway::{Library, Sequence};
use faultgraft::preview::ways::Ways;
use faultgraft::preview::{Flow, Request, Side, alone};
use faultgraft::stock::{Release, SequenceName};
use proptest::prelude::*;

/// Far above what the bounds come to on a slow machine: a hang is caught, noise is not.
const LONG: Duration = Duration::from_secs(120);

fn ways(mediators: &str, others: &[(&str, String)]) -> Ways {
    let sequence = |name: &str, inner: &str| {
        let text = format!(
            "<sequence xmlns=\"http://ws.apache.org/ns/synapse\" name=\"{name}\">{inner}</sequence>"
        );
        Sequence::parse(&text).expect("it is XML")
    };
    let file = sequence("fault", mediators);
    let mut library = Library::default();
    for (name, inner) in others {
        library.sequences.insert((*name).to_owned(), sequence(name, inner).into());
    }
    let flow = Flow { sequence: Some(SequenceName::Fault), release: Release::V4_0_0 };
    let side = Side { file: &file, library: &library, flow, in_steps: false, asks_cors: false };
    let began = Instant::now();
    let ways = alone(side, &Request::default(), false);
    assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
    assert!(ways.all.len() <= 400);
    ways
}

fn unknown_everywhere(ways: &Ways, what: &str) -> bool {
    let answers = ways.all.iter().filter_map(|way| way.new.as_ref());
    answers.map(|ran| &ran.answer).all(|a| a.unknown.iter().any(|u| u.contains(what)))
}

#[test]
fn sequences_that_call_each_other_end() {
    let to = |name: &str| format!("<sequence key=\"{name}\"/>");
    let circle = [("a", to("b")), ("b", to("a"))];
    assert!(unknown_everywhere(&ways(&to("a"), &circle), "which calls itself"));
    // Each calls the next twice: 2 to the power of 24 calls in all.
    let names: Vec<String> = (0..25).map(|n| format!("s{n}")).collect();
    let twice: Vec<(&str, String)> =
        (0..24).map(|n| (names[n].as_str(), to(&names[n + 1]).repeat(2))).collect();
    let last = [(names[24].as_str(), "<log/>".to_owned())];
    ways(&to("s0"), &[&twice[..], &last].concat());
}

#[test]
fn a_thousand_filters_end_and_say_that_there_is_more() {
    let filters: String = (0..1000)
        .map(|n| {
            format!(
                "<filter xpath=\"$ctx:P{n}\"><then><property name=\"Q{n}\" value=\"x\"/></then></filter>"
            )
        })
        .collect();
    let found = ways(&(filters + "<respond/>"), &[]);
    assert!(found.more);
}

#[test]
fn a_pattern_that_goes_back_for_ever_is_unknown() {
    let blow_up = "<filter source=\"$ctx:ERROR_MESSAGE\" regex=\"(a|aa)+\\1b\"><then/></filter>";
    let set = format!("<property name=\"ERROR_MESSAGE\" value=\"{}\"/>", "a".repeat(64));
    let found = ways(&format!("{set}{blow_up}<respond/>"), &[]);
    assert!(unknown_everywhere(&found, "the pattern"), "{:?}", found.all[0].new);
}

/// A mediator, or several in each other.
fn mediator() -> impl Strategy<Value = String> {
    let names = || prop::sample::select(vec!["A", "B", "ERROR_CODE", "ERROR_MESSAGE", "HTTP_SC"]);
    let values =
        || prop::sample::select(vec!["", "x", "900901", "{&quot;k&quot;:1}", "&lt;a/&gt;", "404"]);
    let patterns =
        || prop::sample::select(vec!["x", "900901|x", ".*", "(a|b)+c?", "^(?!x).*$", "["]);
    let leaf = prop_oneof![
        (names(), values()).prop_map(|(n, v)| format!("<property name=\"{n}\" value=\"{v}\"/>")),
        (names(), names())
            .prop_map(|(n, m)| format!("<property name=\"{n}\" expression=\"$ctx:{m}\"/>")),
        (names(), names()).prop_map(|(n, m)| {
            format!(
                "<property name=\"{n}\" expression=\"concat($ctx:{m}, $trp:X)\" scope=\"axis2\"/>"
            )
        }),
        names().prop_map(|n| {
            format!(
                "<payloadFactory media-type=\"json\"><format>{{\"m\":\"$1\"}}</format><args>\
                 <arg expression=\"$ctx:{n}\"/></args></payloadFactory>"
            )
        }),
        Just("<sequence key=\"a\"/>".to_owned()),
        Just("<sequence key=\"{$ctx:A}\"/>".to_owned()),
        Just("<respond/>".to_owned()),
        Just("<drop/>".to_owned()),
        Just("<class name=\"com.acme.Own\"/>".to_owned()),
        Just("<script language=\"js\">x</script>".to_owned()),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        let list = prop::collection::vec(inner, 0..4).prop_map(|all| all.concat());
        prop_oneof![
            (names(), patterns(), list.clone(), list.clone()).prop_map(|(n, p, then, other)| {
                format!(
                    "<filter source=\"$ctx:{n}\" regex=\"{p}\"><then>{then}</then>\
                     <else>{other}</else></filter>"
                )
            }),
            (names(), list.clone())
                .prop_map(|(n, then)| format!("<filter xpath=\"$ctx:{n} = 'x'\">{then}</filter>")),
            (names(), patterns(), list).prop_map(|(n, p, case)| {
                format!("<switch source=\"$ctx:{n}\"><case regex=\"{p}\">{case}</case></switch>")
            }),
        ]
    })
}

proptest! {
    #![proptest_config(super::config(500))]

    #[test]
    fn a_preview_of_whatever_it_is_ends(
        file in prop::collection::vec(mediator(), 0..6),
        called in prop::collection::vec(mediator(), 0..4),
    ) {
        let found = ways(&file.concat(), &[("a", called.concat())]);
        prop_assert!(!found.all.is_empty());
    }
}
