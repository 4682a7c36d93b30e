use std::collections::BTreeMap;

use super::*;
use crate::callees::{Callee, Callees};
use crate::expression::Location;
use crate::program::{Id, Kind, Tree};
use crate::stock::Release;
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
    let gateway = Gateway::new(Release::V4_0_0, &callees);
    let watched = [Location::Body];
    let answers = of_an_answer();
    let start =
        Start { clients: Clients::ALL, watched: &watched, answers: &answers, ..Start::default() };
    let flow = Flow::of(tree.program(), &gateway, &start);
    check(&tree, &flow);
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
    assert_eq!(then(r#"source="$axis2:HTTP_METHOD" regex="POST""#), Clients::ALL);
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
