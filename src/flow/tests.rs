use std::collections::BTreeMap;
use std::rc::Rc;

use super::clients::Known;
use super::values::Values;
use super::*;
use crate::callees::{Callee, Callees};
use crate::expression::Location;
use crate::program::{Id, Kind, Tree};
use crate::stock::{self, Release, SequenceName};
use crate::xml::Document;

fn whole(inside: &str) -> String {
    format!(r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">{inside}</sequence>"#)
}

fn with_flow(inside: &str, callees: &[(&str, &str)], check: impl Fn(&Tree<'_>, &Flow)) {
    let own = |(name, inside): &(&str, &str)| {
        let doc = Document::parse(&whole(inside)).unwrap();
        ((*name).to_owned(), Callee::at(&doc, doc.root()).unwrap())
    };
    let own: BTreeMap<String, Callee> = callees.iter().map(own).collect();
    let names: Vec<String> = own.keys().cloned().collect();
    let callees = Callees::reached(&names, |name| own.get(name));
    let doc = Document::parse(&whole(inside)).unwrap();
    let tree = Tree::of(&doc, doc.root());
    let host = Location::Header("host".into());
    let gateway = Gateway::new(Release::V4_0_0, &callees).telling(vec![Location::Body, host]);
    let watched = [Location::Body];
    let start = Start { clients: Clients::ALL, watched: &watched, ..Start::default() };
    let flow = Flow::of(tree.program(), &gateway, &start);
    check(&tree, &flow);
}

/// Where the body and the header Host of an answer come from.
fn told(of: &[Read]) -> [&Origins; 2] {
    let from = |location: &Location| &*of.iter().find(|r| r.location == *location).unwrap().from;
    [from(&Location::Body), from(&Location::Header("host".into()))]
}

fn nth(tree: &Tree<'_>, kind: Kind, n: usize) -> Id {
    tree.all().filter(|&ix| tree.kind(ix) == kind).filter_map(|ix| tree.id(ix)).nth(n).unwrap()
}

const HOST: &str = r#"<property name="Host" scope="transport" action="remove"/>"#;
const LOG: &str = r#"<log level="custom"><property name="h" expression="$trp:Host"/></log>"#;
const XML: &str = r#"<payloadFactory><format><a xmlns=""/></format><args/></payloadFactory>"#;

#[test]
fn a_read_knows_where_its_value_comes_from() {
    with_flow(&format!("{LOG}{HOST}{LOG}"), &[], |tree, flow| {
        let from = |n| flow.reads(nth(tree, Kind::Log, n))[0].from.clone();
        assert_eq!(*from(0), Origins::initial());
        let removed = Origins { writers: vec![nth(tree, Kind::Property, 0)], ..Origins::default() };
        assert_eq!(*from(1), removed);
    });
    let filter = format!(r#"<filter xpath="$ctx:A"><then>{HOST}</then></filter>{LOG}"#);
    with_flow(&filter, &[], |tree, flow| {
        let from = &flow.reads(nth(tree, Kind::Log, 0))[0].from;
        assert!(from.initial && from.writers.len() == 1);
    });
    let all = r#"<property name="TRANSPORT_HEADERS" scope="axis2" action="remove"/>"#;
    with_flow(&format!("{all}{LOG}"), &[], |tree, flow| {
        let from = &flow.reads(nth(tree, Kind::Log, 0))[0].from;
        assert!(!from.initial && from.writers.len() == 1);
    });
}

#[test]
fn a_call_does_what_its_sequence_does() {
    let inside = format!(r#"<sequence key="c"/>{LOG}{XML}<sequence key="end"/>{LOG}"#);
    let callees =
        [("c", HOST), ("end", "<filter xpath=\"$ctx:A\"><then><log/></then></filter><respond/>")];
    with_flow(&inside, &callees, |tree, flow| {
        let from = &flow.reads(nth(tree, Kind::Log, 0))[0].from;
        assert_eq!(from.writers, [nth(tree, Kind::Sequence, 1)]);
        let end = nth(tree, Kind::Sequence, 2);
        assert_eq!(flow.ends(end), Ends::Always);
        assert!(flow.clients(nth(tree, Kind::Log, 1)).is_empty());
        assert_eq!(flow.goes(nth(tree, Kind::PayloadFactory, 0)).answered, Clients::ALL);
    });
    with_flow(&format!(r#"{HOST}<sequence key="nowhere"/>{LOG}"#), &[], |tree, flow| {
        assert_eq!(flow.ends(nth(tree, Kind::Sequence, 1)), Ends::Maybe);
        assert_eq!(flow.reads(nth(tree, Kind::Log, 0))[0].from.writers.len(), 2);
    });
}

#[test]
fn a_condition_is_what_it_is_for_each_client() {
    let then = |condition: &str| {
        let inside = format!("<filter {condition}><then><log/></then></filter>");
        let mut found = Clients::NONE;
        let cell = std::cell::Cell::new(found);
        with_flow(&inside, &[], |tree, flow| cell.set(flow.clients(nth(tree, Kind::Log, 0))));
        found = cell.get();
        found
    };
    let format = "get-property('MESSAGE_FORMAT')";
    assert_eq!(then(&format!(r#"xpath="{format}='pox'""#)), Clients::REST);
    assert_eq!(then(&format!(r#"source="{format}" regex="(?!soap).*""#)), Clients::REST);
    assert_eq!(then(&format!(r#"source="{format}" regex="soap1[12]""#)), Clients::SOAP);
    let accept = then(r#"xpath="not(contains($trp:Accept, 'json'))""#);
    assert!(!accept.meets(Clients::JSON) && accept.meets(Clients::XML));
    let soap = then(r#"source="$trp:Content-Type" regex=".*(text/xml|soap).*""#);
    assert_eq!(soap, Clients::SOAP);
    let of_payload = format!("<filter xpath=\"$ctx:A\"><then>{XML}</then></filter>");
    let soap = r#"source="$trp:Content-Type" regex=".*soap.*""#;
    let inside = format!("{of_payload}<filter {soap}><then><log/></then></filter>");
    with_flow(&inside, &[], |tree, flow| {
        let there = flow.clients(nth(tree, Kind::Log, 0));
        assert!(!there.is_empty() && there.are_within(Clients::SOAP));
    });
    let text_xml = then(r#"source="$trp:Accept" regex="text/xml""#);
    assert!(text_xml.meets(Clients::XML) && !text_xml.meets(Clients::JSON), "{text_xml}");
    assert!(then(r#"source="$trp:Accept" regex="text/csv""#).meets(Clients::REST));
    assert_eq!(then(r#"source="$axis2:HTTP_METHOD" regex="POST""#), Clients::ALL);
}

#[test]
fn clients_are_named() {
    let names = [
        (Clients::ALL, "all clients"),
        (Clients::NONE, "nobody"),
        (Clients::SOAP, "SOAP clients"),
        (Clients::JSON, "clients that accept JSON"),
        (Clients::SOAP | Clients::JSON, "SOAP clients and clients that accept JSON"),
    ];
    for (clients, name) in names {
        assert_eq!(clients.to_string(), name);
    }
}

#[test]
fn what_is_known_of_some_clients_only_tells_them_apart() {
    let text = Known::everywhere(None);
    let nothing = |clients| Known::among(None, clients);
    assert!(!nothing(Clients::ALL).is_some());
    let some = Known::among(Some(&text), Clients::SOAP).or(&nothing(Clients::REST));
    assert!(some.is_some() && some.into_known().tells_apart());
    let others = nothing(Clients::SOAP).or(&Known::among(Some(&text), Clients::REST));
    assert!(others.is_some() && others.into_known().tells_apart());
    assert!(!text.tells_apart() && !nothing(Clients::ALL).into_known().tells_apart());
}

#[test]
fn what_ways_bring_along_is_shared_where_nothing_is_added() {
    let all = Clients::ALL;
    with_flow(&LOG.repeat(40), &[], |tree, _| {
        let mut values = Values::of(0);
        let mut written = |n| (values.written(nth(tree, Kind::Log, n), all, None), all);
        let each: Vec<_> = (0..40).map(&mut written).collect();
        let [few, many] = [&each[..3], &each[..]].map(|each| values.joined(each));
        for (joined, and_more, known) in [(few, false, each[2]), (many, true, each[39])] {
            assert_eq!(values.origins(joined).and_more, and_more);
            let again = values.joined(&[(joined, all), known]);
            assert!(Rc::ptr_eq(values.origins(again), values.origins(joined)));
        }
        let more = values.joined(&[(few, all), each[3]]);
        assert_eq!(values.origins(more).writers.len(), 4);
    });
}

#[test]
fn a_type_that_was_set_is_what_it_was_set_to() {
    let set =
        |name: &str| format!(r#"<property name="{name}" scope="transport" value="text/xml"/>"#);
    let asked = r#"<filter source="$trp:Content-Type" regex="text/xml"><then><log/></then>
        <else><drop/></else></filter>"#;
    let clients = |first: &str, check: fn(Clients, Clients)| {
        with_flow(&format!("{first}{asked}"), &[], |tree, flow| {
            let [set, other] = [Kind::Log, Kind::Drop].map(|kind| flow.clients(nth(tree, kind, 0)));
            check(set, other);
        });
    };
    clients(&set("Content-Type"), |set, other| {
        assert_eq!((set, other), (Clients::ALL, Clients::NONE));
    });
    clients(&set("X"), |set, other| assert_ne!((set, other), (Clients::ALL, Clients::NONE)));
}

#[test]
fn a_flag_says_what_it_was_set_from() {
    let inside = r#"<filter source="$trp:Accept" regex=".*xml.*"><then><property name="x" value="1"/></then>
        <else><property name="x" value="0"/></else></filter>
        <property name="y" expression="boolean(get-property('x')='1')"/>
        <switch source="$ctx:y"><case regex="true"><log/></case><default><drop/></default></switch>"#;
    with_flow(inside, &[], |tree, flow| {
        let there = flow.clients(nth(tree, Kind::Log, 0));
        assert!(there.meets(Clients::XML) && !there.meets(Clients::JSON), "{there}");
        assert!(flow.clients(nth(tree, Kind::Drop, 0)).meets(Clients::JSON));
    });
}

#[test]
fn a_body_goes_to_whoever_takes_it() {
    let endpoint = r#"<send><endpoint key="e"/></send>"#;
    let inside = format!(
        r#"<clone continueParent="true"><target><sequence>{XML}{endpoint}</sequence></target></clone>
        {XML}<enrich><source type="body"/><target type="property" property="p"/></enrich>
        {XML}<filter xpath="get-property('MESSAGE_FORMAT')='pox'"><then><respond/></then></filter>"#
    );
    with_flow(&inside, &[], |tree, flow| {
        let goes = |n| flow.goes(nth(tree, Kind::PayloadFactory, n));
        assert_eq!(goes(0), Goes { to_others: true, ..Goes::default() });
        assert_eq!(goes(1), Goes { is_material: true, ..Goes::default() });
        let both = Goes { answered: Clients::REST, returned: Clients::SOAP, ..Goes::default() };
        assert_eq!(goes(2), both);
    });
}

#[test]
fn a_call_is_for_the_clients_of_its_branch() {
    let condition = r#"source="get-property('MESSAGE_FORMAT')" regex="soap1[1-2]""#;
    let inside = format!(
        r#"<filter {condition}><then sequence="soap"/><else sequence="rest"/></filter>
        <send/>"#
    );
    with_flow(&inside, &[("soap", XML), ("rest", XML)], |tree, flow| {
        let filter = nth(tree, Kind::Filter, 0);
        let called = |key: &str, clients| Called {
            by: filter,
            key: key.to_owned(),
            clients,
            told: Told::NOTHING,
        };
        assert_eq!(flow.calls(), [called("soap", Clients::SOAP), called("rest", Clients::REST)]);
        assert_eq!(flow.goes(filter).answered, Clients::ALL);
    });
}

#[test]
fn an_answer_says_where_it_comes_from() {
    with_flow(&format!("{HOST}{XML}<respond/>"), &[], |tree, flow| {
        let at = |kind| vec![nth(tree, kind, 0)];
        let from = told(flow.answers(nth(tree, Kind::Respond, 0)));
        assert_eq!(from[0].writers, at(Kind::PayloadFactory));
        assert_eq!((from[1].initial, &from[1].writers), (false, &at(Kind::Property)));
        assert!(flow.end().is_empty() && flow.answers(tree.program().root()).is_empty());
    });
    let callees = [("c", "<filter xpath=\"$ctx:A\"><then><respond/></then></filter><drop/>")];
    with_flow(&format!(r#"{HOST}<sequence key="c"/>"#), &callees, |tree, flow| {
        let from = told(flow.answers(nth(tree, Kind::Sequence, 1)));
        assert!(from[0].initial && from[1].writers == [nth(tree, Kind::Property, 0)]);
    });
    let own = format!("{HOST}{XML}<respond/>");
    with_flow(r#"<sequence key="c"/>"#, &[("c", &own)], |tree, flow| {
        assert!(flow.answers(nth(tree, Kind::Sequence, 1)).is_empty());
    });
}

#[test]
fn what_returns_goes_where_the_call_goes() {
    let next = Goes { answered: Clients::REST, to_others: true, ..Goes::default() };
    let returned = |clients| Goes { returned: clients, ..Goes::default() };
    assert_eq!(returned(Clients::NONE).followed_by(next), Goes::default());
    let some = Goes { answered: Clients::JSON, to_others: true, ..Goes::default() };
    assert_eq!(returned(Clients::JSON | Clients::SOAP).followed_by(next), some);
}

#[test]
fn what_is_known_of_clients_goes_through_calls() {
    let sets = r#"<filter source="$trp:Accept" regex=".*xml.*"><then>
        <property name="form" value="xml" scope="axis2"/></then></filter>"#;
    let asks = r#"<filter source="$axis2:form" regex="xml"><then><log/></then></filter>"#;
    let is_for_xml = |there: Clients| there.meets(Clients::XML) && !there.meets(Clients::JSON);
    // Set by what is called, and asked for behind something that cannot be read.
    let sets_both = format!(
        r#"{}<else><property name="form" value="json" scope="axis2"/></else></filter>"#,
        sets.strip_suffix("</filter>").unwrap()
    );
    let inside = format!(r#"<sequence key="sets"/><class name="own.Class"/>{asks}"#);
    with_flow(&inside, &[("sets", &sets_both)], |tree, flow| {
        assert!(is_for_xml(flow.clients(nth(tree, Kind::Log, 0))));
    });
    // Set by the caller.
    with_flow(&format!(r#"{sets}<sequence key="asks"/>"#), &[("asks", asks)], |_, flow| {
        let told = Told::by_all(&[(&flow.calls()[0].told, Clients::ALL)]);
        assert_eq!(told, flow.calls()[0].told);
        let doc = Document::parse(&whole(asks)).unwrap();
        let tree = Tree::of(&doc, doc.root());
        let callees = Callees::none();
        let gateway = Gateway::new(Release::V4_0_0, &callees);
        let start = Start { clients: Clients::ALL, told: Some(&told), ..Start::default() };
        let flow = Flow::of(tree.program(), &gateway, &start);
        assert!(is_for_xml(flow.clients(nth(&tree, Kind::Log, 0))));
    });
}

#[test]
fn who_may_have_an_answer_is_known() {
    let pox = r#"xpath="get-property('MESSAGE_FORMAT')='pox'""#;
    let inside = format!(r#"<filter {pox}><then><sequence key="nowhere"/></then></filter><drop/>"#);
    with_flow(&inside, &[], |tree, flow| {
        assert_eq!(flow.unanswered(Some(nth(tree, Kind::Drop, 0))), Clients::SOAP);
    });
    let copies =
        r#"<clone continueParent="true"><target><sequence><respond/></sequence></target></clone>"#;
    with_flow(copies, &[], |_, flow| assert!(flow.unanswered(None).is_empty()));
    let branch = "<filter xpath=\"$ctx:A\"><then><respond/></then></filter>";
    with_flow(branch, &[], |_, flow| assert_eq!(flow.unanswered(None), Clients::ALL));
}

#[test]
fn ways_that_come_through_one_mediator() {
    let inside =
        format!("<filter xpath=\"$ctx:A\"><then>{HOST}</then><else>{XML}</else></filter><log/>");
    let text = format!(
        r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">{inside}</sequence>"#
    );
    let doc = Document::parse(&text).unwrap();
    let tree = Tree::of(&doc, doc.root());
    let gateway = Gateway::new(Release::V4_0_0, const { &Callees::none() });
    let gateway = gateway.telling(vec![Location::Body, Location::Header("host".into())]);
    let ids = [Kind::PayloadFactory, Kind::Filter].map(|kind| nth(&tree, kind, 0));
    let start = Start { clients: Clients::ALL, through: &ids, ..Start::default() };
    let flow = Flow::of(tree.program(), &gateway, &start);
    assert_eq!(*told(flow.end())[0], Origins { writers: vec![ids[0]], ..Origins::default() });
}

/// What is known of the stock flows: who answers by itself, who leaves that to Java.
#[test]
fn stock_sequences_do_what_is_known_of_them() {
    use SequenceName::*;
    let (status, kind) = ("HTTP_SC", "messageType");
    let axis2 = |name| Location::scoped("axis2", name);
    for stock in stock::all() {
        let doc = Document::parse(stock.text).unwrap();
        let tree = Tree::of(&doc, doc.root());
        let gateway = Gateway::new(Release::V4_0_0, const { &Callees::none() });
        let gateway = gateway.telling(vec![Location::Body, axis2(status), axis2(kind)]);
        let start = Start { clients: Clients::ALL, ..Start::default() };
        let flow = Flow::of(tree.program(), &gateway, &start);
        let answers = tree.program().all().map(|id| flow.answers(id)).chain([flow.end()]);
        let told: Vec<&Read> = answers.flatten().collect();
        let sets = |location: Location| {
            told.iter().any(|read| read.location == location && !read.from.writers.is_empty())
        };
        let (body, status, kind) = (sets(Location::Body), sets(axis2(status)), sets(axis2(kind)));
        let ends = flow.at_end().is_empty();
        let json = stock.first().answers_json();
        let at = format!("{} {}", stock.sequence.stem(), stock.first());
        match stock.sequence {
            Fault | TokenFault | ThreatFault | Main => assert!(body && status && kind, "{at}"),
            AuthFailureHandler | ThrottleOutHandler | GraphqlFailureHandler => {
                assert_eq!((body, kind), (json, json), "{at}");
                assert_eq!(status, json && stock.sequence == AuthFailureHandler, "{at}");
            }
            BackendFailureHandler | BlockApiHandler => assert!(body && status, "{at}"),
            CorsRequestHandler
            | ProductionKeyError
            | SandboxKeyError
            | Build
            | ResourceMismatchHandler => assert!(!body, "{at}"),
        }
        let answer_themselves = [Fault, TokenFault, ThreatFault];
        let call_fault = [ProductionKeyError, SandboxKeyError, ResourceMismatchHandler];
        let all_ways_end = [&answer_themselves[..], &call_fault].concat();
        assert_eq!(ends, all_ways_end.contains(&stock.sequence), "{at}");
    }
}
