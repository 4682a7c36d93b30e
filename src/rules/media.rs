//! What format a client gets: `media-type-inert`, `unregistered-content-type`, `soap-envelope`,
//! `mixed-formats`, `namespace-leak`.

use crate::expression;
use crate::model::{Finding, Severity};
use crate::payload::Reading;
use crate::program::{Ix, Kind, NAMESPACE, Tree, flow, sets_property};
use crate::stock::SequenceName;

use super::content_types::is_xml;
use super::message::is_settled_later;
use super::on_purpose::only_soap_clients;
use super::read::Medium;
use super::rewrite::is_html;
use super::{Scene, code, read_payload};

/// A media type other than the three that the mediator knows: the loader takes it, and at run time
/// nothing happens (wso2-synapse, `PayloadFactoryMediator`: it compares, the factory searches).
pub(super) fn inert_media_type(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    let payload = |n: &Ix| tree.kind(*n) == Kind::PayloadFactory;
    for node in scene.written().filter(payload) {
        let media_type = tree.attr(node, "media-type").unwrap_or("xml");
        if matches!(media_type, "xml" | "json" | "text") {
            continue;
        }
        let message = format!(
            "media-type=\"{media_type}\" is none of xml, json, text: this payload does nothing"
        );
        let line = Some(tree.line(node));
        found.push(code::MEDIA_TYPE_INERT.finding(Severity::Error, message, line));
    }
}

/// The content types with a formatter in 4.0.0's default set (product-apim v4.0.0,
/// `default.json` and `axis2.xml.j2`).
const REGISTERED: [&str; 12] = [
    "application/json",
    "application/xml",
    "text/xml",
    "application/soap+xml",
    "text/html",
    "text/plain",
    "text/event-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "text/javascript",
    "application/json/badgerfish",
];

/// A `messageType` that no formatter is registered for.
///
/// Run on all engines: with `application/problem+json` a JSON body goes out as `<jsonObject>` on
/// POST and as form data on GET; a type with `; charset=` is unregistered too.
pub(super) fn unregistered(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.custom;
    for node in scene.written().filter(|&n| sets_property(tree, n, "axis2", "messageType")) {
        let Some(value) = tree.attr(node, "value") else { continue };
        if REGISTERED.contains(&value) {
            continue;
        }
        let message = format!(
            "messageType {value} has no formatter: a JSON body goes out as XML on POST and as form \
             data on GET"
        );
        let line = Some(tree.line(node));
        found.push(code::UNREGISTERED_CONTENT_TYPE.finding(Severity::Warning, message, line));
    }
}

/// The XML payloads of the merged file that REST clients get, with their root.
fn xml_payloads<'s>(
    scene: &'s Scene<'_, '_>,
) -> impl Iterator<Item = (Ix, crate::xml::NodeId)> + 's {
    let tree = scene.merged;
    let payloads = tree.all().filter(|&n| tree.kind(n) == Kind::PayloadFactory);
    payloads.filter_map(|n| match read_payload(tree, n, Reading::default()).medium {
        Medium::Xml(root, _) if !only_soap_clients(tree, n) && !is_html(tree, n) => Some((n, root)),
        _ => None,
    })
}

/// An XML payload in the auth flow with no `messageType` of its own: Java has set
/// `application/soap+xml`, which an XML payload keeps (carbon-apimgt,
/// `APIAuthenticationHandler.handleAuthFailure`; wso2-synapse, `PayloadFactoryMediator`).
pub(super) fn soap_envelope(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    soap_type(scene, found);
    if !scene.is_one_of(&[SequenceName::AuthFailureHandler]) {
        return;
    }
    for (node, _) in xml_payloads(scene).filter(|&(n, _)| scene.is_own(n)) {
        if has_content_type(scene.merged, node) {
            continue;
        }
        let message = "clients get this XML inside a SOAP envelope: the auth flow begins with \
                       messageType application/soap+xml, which an XML payload keeps"
            .to_owned();
        found.push(code::SOAP_ENVELOPE.finding(Severity::Warning, message, scene.line(node)));
    }
}

/// A `messageType` of SOAP that REST clients get.
///
/// Run on the engines of 2.0.0 to 4.0.0: its formatter writes the envelope for REST messages too.
fn soap_type(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    for node in scene.own().filter(|&n| sets_property(tree, n, "axis2", "messageType")) {
        let soap = tree.attr(node, "value") == Some("application/soap+xml");
        if !soap || only_soap_clients(tree, node) || is_settled_later(tree, node) {
            continue;
        }
        let message = "messageType application/soap+xml: REST clients get a SOAP envelope too";
        let line = scene.line(node);
        found.push(code::SOAP_ENVELOPE.finding(Severity::Warning, message.to_owned(), line));
    }
}

/// Whether `messageType` is set whatever the message before or after a payload, or something of
/// the operator's that may set it is called after it.
fn has_content_type(tree: &Tree<'_>, payload: Ix) -> bool {
    let sets = |n: Ix| sets_property(tree, n, "axis2", "messageType");
    let other = |n: Ix| {
        tree.kind(n) == Kind::PayloadFactory
            && tree.attr(n, "media-type").is_some_and(|m| m != "xml")
    };
    let before = flow::before(tree, payload);
    before.iter().any(|&n| sets(n) || tree.subtree(n).any(other))
        || flow::after(tree, payload).iter().any(|&n| sets(n) || flow::own_call(tree, n).is_some())
}

/// A payload of one format before a filter that sets the other one's content type by request
/// method, one of them the operator's.
pub(super) fn mixed_formats(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let tree = scene.merged;
    for node in tree.all().filter(|&n| tree.kind(n) == Kind::PayloadFactory) {
        let payload = read_payload(tree, node, Reading::default());
        if !(payload.is_xml() || payload.is_json())
            || is_html(tree, node)
            || only_soap_clients(tree, node)
        {
            continue;
        }
        let after = flow::after(tree, node);
        let Some(at) = after.iter().position(|&n| by_method(tree, n, payload.is_xml()).is_some())
        else {
            continue;
        };
        let settled =
            after[at + 1..].iter().any(|&n| sets_property(tree, n, "axis2", "messageType"));
        let by_method = by_method(tree, after[at], payload.is_xml());
        let own = scene.is_own(node) || by_method.is_some_and(|n| scene.is_own(n));
        if settled || !own {
            continue;
        }
        let (other, this) = if payload.is_xml() { ("JSON", "XML") } else { ("XML", "JSON") };
        let message = format!(
            "clients get this payload as {other} for the methods that the filter behind it takes, and as {this} for the others"
        );
        let from = if scene.is_own(node) { node } else { after[at] };
        found.push(code::MIXED_FORMATS.finding(Severity::Warning, message, scene.line(from)));
    }
}

/// The property by which a filter on the request method sets the other format's content type.
fn by_method(tree: &Tree<'_>, filter: Ix, payload_is_xml: bool) -> Option<Ix> {
    let condition = tree.attr(filter, "source").or(tree.attr(filter, "xpath"))?;
    let reads_method = expression::reads(condition).iter().any(|r| r == "axis2:HTTP_METHOD");
    let other = |value: &str| match payload_is_xml {
        true => value.starts_with("application/json"),
        false => is_xml(value),
    };
    let sets = |n: &Ix| {
        sets_property(tree, *n, "axis2", "messageType") && tree.attr(*n, "value").is_some_and(other)
    };
    let is_filter = tree.kind(filter) == Kind::Filter && reads_method;
    is_filter.then(|| tree.subtree(filter).find(sets)).flatten()
}

/// XML without a prefix in a format: it is in the file's default namespace, Synapse's, and goes
/// out with it (wso2-synapse, `PayloadFactoryMediatorFactory`; stock's own welcome page does).
pub(super) fn namespace_leak(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let doc = scene.merged.doc;
    for (node, root) in xml_payloads(scene).filter(|&(n, _)| scene.is_own(n)) {
        if doc.namespace(root) != NAMESPACE {
            continue;
        }
        let message = format!(
            "<{}> is in the Synapse namespace: clients get it with xmlns=\"{NAMESPACE}\"",
            doc.local_name(root)
        );
        found.push(code::NAMESPACE_LEAK.finding(Severity::Warning, message, scene.line(node)));
    }
}
