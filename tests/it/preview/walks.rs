//! The default preview beside single requests: whatever a client sends and the gateway says, the
//! answers to it are of a kind that the preview shows, or it says which ways it did not try.

use std::collections::BTreeSet;
use std::fs;

use faultgraft::expression::Location;
use faultgraft::gateway::{Body, Format, Value};
use faultgraft::model::Plan;
use faultgraft::plan::{PlanRequest, plan};
use faultgraft::preview::answer::Ran;
use faultgraft::preview::changes::{media, parts};
use faultgraft::preview::{Request, previewed};
use faultgraft::stock::{self, Release, SequenceName};
use proptest::prelude::*;
use proptest::sample::select;
use tempfile::TempDir;

/// What a filter asks, as attributes.
fn condition() -> impl Strategy<Value = String> {
    let matches = |source: &str, regex: &str| format!("source=\"{source}\" regex=\"{regex}\"");
    let code = |regex: &str| matches("$ctx:ERROR_CODE", regex);
    select(vec![
        code("101503"),
        code("101508"),
        code("1015\\d\\d"),
        code("303001|101500"),
        matches("$trp:Accept", ".*xml.*"),
        matches("$trp:Accept", "application/json"),
        matches("$trp:Host", "legacy.*"),
        matches("boolean($trp:Authorization)", "true"),
        matches("get-property('To')", "/legacy/.*"),
        matches("$ctx:ERROR_MESSAGE", ".*timeout.*"),
        matches("$axis2:HTTP_METHOD", "POST|PUT"),
        matches("get-property('axis2','HTTP_METHOD')", "DELETE"),
        matches("get-property('MESSAGE_FORMAT')", "soap12"),
        "xpath=\"$trp:X-A = 'a' and $trp:X-B = 'b'\"".to_owned(),
        "xpath=\"$ctx:own\"".to_owned(),
    ])
}

/// What a branch does.
fn effect() -> impl Strategy<Value = String> {
    let json = "<payloadFactory media-type=\"json\"><format>{\"own\":\"$1\"}</format><args>\
                <arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory>";
    let xml = "<payloadFactory media-type=\"xml\"><format><e:own xmlns:e=\"urn:lumeo\"><e:a>$1</e:a>\
               </e:own></format><args><arg expression=\"$ctx:ERROR_CODE\"/></args></payloadFactory>\
               <property name=\"messageType\" value=\"application/xml\" scope=\"axis2\"/>";
    let status = |s| format!("<property name=\"HTTP_SC\" value=\"{s}\" scope=\"axis2\"/>");
    let answer = "<property name=\"RESPONSE\" value=\"true\"/><header name=\"To\" action=\"remove\"/><send/>";
    select(vec![
        status(418),
        status(503),
        json.to_owned(),
        xml.to_owned(),
        "<property name=\"X-Own\" value=\"yes\" scope=\"transport\"/>".to_owned(),
        "<property name=\"own\" value=\"yes\"/>".to_owned(),
        format!("{json}{}{answer}", status(409)),
        format!("{xml}{answer}"),
        "<property name=\"Accept\" action=\"remove\" scope=\"transport\"/>".to_owned(),
    ])
}

fn file() -> impl Strategy<Value = String> {
    let filter = (condition(), effect()).prop_map(|(condition, effect)| {
        format!("<filter {condition}><then>{effect}</then></filter>")
    });
    (prop::collection::vec(filter, 1..4), any::<bool>()).prop_map(|(filters, late)| {
        let stock = stock::get(SequenceName::Fault, Release::V3_2_0).unwrap().text;
        let open = stock.find("<sequence").unwrap();
        let first = open + stock[open..].find('>').unwrap() + 1;
        let last = stock.find("<property name=\"RESPONSE\"").unwrap();
        let at = if late { last } else { first };
        format!("{}{}{}", &stock[..at], filters.concat(), &stock[at..])
    })
}

fn request() -> impl Strategy<Value = Request> {
    let header = |name: &'static str, values: Vec<&'static str>| {
        let location = Location::Header(name.into());
        select(values).prop_map(move |value| {
            (!value.is_empty()).then(|| (location.clone(), Value::text(value)))
        })
    };
    let sets = (
        header("Accept", vec!["", "application/xml", "application/json", "text/html"]),
        header("Host", vec!["", "legacy.example", "gateway.example"]),
        header("Authorization", vec!["", "Bearer x"]),
        header("X-A", vec!["", "a"]),
        header("X-B", vec!["", "b", "c"]),
        select(vec!["", "/legacy/list", "/orders/1.0"]),
        select(vec!["no route to host", "read timeout"]),
        select(vec![101_503, 101_504, 101_508, 101_500, 303_001, 404]),
    );
    let asks = select(vec![
        ("GET", Format::Rest),
        ("POST", Format::Rest),
        ("DELETE", Format::Rest),
        ("POST", Format::Soap11),
        ("POST", Format::Soap12),
    ]);
    (sets, asks).prop_map(|((accept, host, token, a, b, to, message, code), (method, format))| {
        let mut request = Request { method: Some(method.to_owned()), format, ..Request::default() };
        if method == "POST" {
            request.body = Some(Body::Unknown("the request's body".to_owned()));
            let is_rest = format == Format::Rest;
            request.content_type = is_rest.then(|| "application/json".to_owned());
        }
        request.sets.extend([accept, host, token, a, b].into_iter().flatten());
        let property = |name: &str| Location::Property(name.into());
        request.sets.insert(property("ERROR_CODE"), Value::Integer(code));
        request.sets.insert(property("ERROR_MESSAGE"), Value::text(message));
        if !to.is_empty() {
            request.sets.insert(Location::Address("To".into()), Value::text(to));
        }
        request
    })
}

/// What kind of answer it is: everything but the texts and which of the request's own headers come
/// back.
fn kind(ran: Option<&Ran>) -> String {
    let Some(ran) = ran else { return "none".to_owned() };
    let answer = &ran.answer;
    let shape = parts(answer).map(|parts| {
        let paths = parts.values.into_iter().map(|part| (part.path, part.kind));
        (parts.wrapper, paths.collect::<Vec<_>>())
    });
    let headers = answer.headers.iter().filter(|(n, v)| !ran.sends_back(n, v));
    let headers: Vec<&String> = headers.map(|(name, _)| name).collect();
    format!("{:?} {:?} {shape:?} {headers:?} {:?}", answer.status, media(answer), answer.unknown)
}

fn planned(text: &str) -> Plan {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("fault.xml"), text).unwrap();
    let request = PlanRequest {
        custom: folder.path().join("fault.xml"),
        base_release: Some("3.2.0".to_owned()),
        ..PlanRequest::default()
    };
    plan(&request).unwrap()
}

proptest! {
    #![proptest_config(super::config(50))]

    #[test]
    fn what_a_client_gets_is_shown_or_said_not_to_be_tried(
        text in file(),
        requests in prop::collection::vec(request(), 10),
    ) {
        let plan = planned(&text);
        let (all, _) = previewed(&plan, &[SequenceName::Fault], &Request::default(), false);
        let ways = &all[0].ways;
        let mut told: Vec<_> = ways.all.iter().map(|way| ways.when(way)).collect();
        told.sort();
        let twice = told.windows(2).find(|pair| pair[0] == pair[1]);
        prop_assert!(twice.is_none(), "two answers where {:?}\n{text}", twice.unwrap());
        let shown: BTreeSet<(String, String)> =
            ways.all.iter().map(|w| (kind(w.old.as_ref()), kind(w.new.as_ref()))).collect();
        let open = ways.not_tried.iter().any(|words| !words.contains("CORSConfiguration"));
        for request in &requests {
            let (one, _) = previewed(&plan, &[SequenceName::Fault], request, true);
            let way = &one[0].ways.all[0];
            let got = (kind(way.old.as_ref()), kind(way.new.as_ref()));
            prop_assert!(
                shown.contains(&got) || open,
                "{got:#?}\nis not among\n{shown:#?}\n{request:#?}\n{text}"
            );
        }
    }
}
