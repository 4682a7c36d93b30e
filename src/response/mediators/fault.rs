//! makefault (wso2-synapse, `FaultMediator`; each rule was run).

use super::{Mediator, Walker};
use crate::response::element::{Element, Name, Node};
use crate::response::message::{Body, SOAP};
use crate::response::{Run, Stop, steps};

/// The prefix that Axiom makes up for a code that has none.
const MADE_UP: &str = "axis2ns1";

impl Walker<'_> {
    pub(super) fn makefault(&mut self, at: Mediator<'_>) -> Run<bool> {
        let version = at.attr("version").unwrap_or_else(|| "soap11".to_owned());
        let body = match self.fault(at, &version) {
            Err(Stop::Unknown(what)) => Body::Unknown(what),
            other => Body::Xml(vec![other?]),
        };
        self.message.body = body;
        if version != "pox" {
            self.message.envelope_is_12 = version == "soap12";
        }
        self.message.made_fault = true;
        if at.attr("response").as_deref() != Some("false") {
            self.message.is_response = true;
            self.message.to = self.message.addressing.get("ReplyTo").cloned();
        }
        self.steps.did(|| format!("made {}", steps::body(&self.message.body)));
        Ok(true)
    }

    fn fault(&self, at: Mediator<'_>, version: &str) -> Run<Element> {
        let reason = self.given(at, "reason")?;
        let detail = self.detail(at)?;
        if version == "pox" {
            let name = Name::plain("Exception");
            return Ok(match detail {
                Some(children) if children.iter().all(|n| matches!(n, Node::Text(_))) => {
                    Element { name, children, ..Element::default() }
                }
                Some(_) => return Err(Stop::unknown("elements in the detail of a pox fault")),
                None => Element::with_text(name, &reason.unwrap_or_default()),
            });
        }
        let is_12 = version == "soap12";
        let namespace = SOAP[usize::from(is_12)];
        let code = self.code(at, namespace)?;
        let mut fault = Element::new(Name::of("soapenv", namespace, "Fault"));
        let parts = match is_12 {
            true => self.parts_12(at, namespace, (code, reason, detail))?,
            false => self.parts_11(at, (code, reason, detail))?,
        };
        fault.children = parts.into_iter().map(Node::Element).collect();
        Ok(fault)
    }

    fn parts_11(&self, at: Mediator<'_>, (code, reason, detail): Parts) -> Run<Vec<Element>> {
        let mut fault_code = Element::with_text(Name::plain("faultcode"), &code.text);
        fault_code.declarations.push((code.prefix, code.namespace));
        let mut parts = vec![fault_code, self.reason(Name::plain("faultstring"), reason)];
        if let Some(role) = at.child("role") {
            let text = self.doc_text(role);
            parts.push(Element::with_text(Name::plain("faultactor"), &text));
        }
        if let Some(children) = detail {
            let name = Name::plain("detail");
            parts.push(Element { name, children, ..Element::default() });
        }
        Ok(parts)
    }

    fn parts_12(
        &self,
        at: Mediator<'_>,
        namespace: &str,
        (code, reason, detail): Parts,
    ) -> Run<Vec<Element>> {
        let name = |local| Name::of("soapenv", namespace, local);
        let holds = |outer, inner: Element| Element {
            name: name(outer),
            children: vec![Node::Element(inner)],
            ..Element::default()
        };
        let mut value = Element::with_text(name("Value"), &code.text);
        value.declarations.push((code.prefix, code.namespace));
        let mut text = self.reason(name("Text"), reason);
        let xml = Name::of("xml", "http://www.w3.org/XML/1998/namespace", "lang");
        text.attributes.push((xml, "en".to_owned()));
        let mut parts = vec![holds("Code", value), holds("Reason", text)];
        for (child, local) in [("node", "Node"), ("role", "Role")] {
            if let Some(part) = at.child(child) {
                parts.push(Element::with_text(name(local), &self.doc_text(part)));
            }
        }
        if let Some(children) = detail {
            parts.push(Element { name: name("Detail"), children, ..Element::default() });
        }
        Ok(parts)
    }

    fn doc_text(&self, at: Mediator<'_>) -> String {
        at.doc.own_text(at.element).trim().to_owned()
    }

    /// A reason that is null is nil, or empty in the older engines.
    fn reason(&self, name: Name, reason: Option<String>) -> Element {
        let mut element = Element::with_text(name, reason.as_deref().unwrap_or_default());
        if reason.is_none() && self.engine.missing_reason_is_nil() {
            let xsi = "http://www.w3.org/2001/XMLSchema-instance";
            element.attributes.push((Name::of("xsi", xsi, "nil"), "true".to_owned()));
        }
        element
    }

    /// A child's `value`, or what its `expression` gives.
    fn given(&self, at: Mediator<'_>, name: &str) -> Run<Option<String>> {
        let Some(child) = at.child(name) else { return Ok(None) };
        match (child.attr("value"), child.attr("expression")) {
            (Some(value), _) => Ok(Some(value)),
            (None, Some(text)) => self.string(child, &text),
            (None, None) => Ok(None),
        }
    }

    /// The code: a literal keeps its prefix, an expression gives the name without one.
    fn code(&self, at: Mediator<'_>, namespace: &str) -> Run<Code> {
        let Some(child) = at.child("code") else { return Err(Stop::unknown("no fault code")) };
        if let Some(value) = child.attr("value") {
            let Some((prefix, _)) = value.split_once(':') else {
                return Err(Stop::unknown(format!("the fault code {value}")));
            };
            let bound = child.doc.resolve_prefix(child.element, prefix);
            let namespace =
                bound.ok_or_else(|| Stop::unknown(format!("the fault code {value}")))?;
            return Ok(Code {
                namespace: namespace.into_owned(),
                prefix: prefix.to_owned(),
                text: value,
            });
        }
        match self.given(at, "code")? {
            Some(local) => {
                let text = format!("{MADE_UP}:{local}");
                let namespace = namespace.to_owned();
                Ok(Code { namespace, prefix: MADE_UP.to_owned(), text })
            }
            None => Err(Stop::threw("local part cannot be \"null\" when creating a QName")),
        }
    }

    /// The detail's children: an expression's text, or what stands in the element.
    fn detail(&self, at: Mediator<'_>) -> Run<Option<Vec<Node>>> {
        let Some(child) = at.child("detail") else { return Ok(None) };
        if let Some(text) = child.attr("expression") {
            let found = self.string(child, &text)?;
            return Ok(found.map(|t| vec![Node::Text(t)]));
        }
        let element = Element::of(at.doc, child.element);
        match element.children.is_empty() {
            true => Ok(None),
            false => Ok(Some(element.children)),
        }
    }
}

/// A fault's code with the prefix it needs.
struct Code {
    namespace: String,
    prefix: String,
    text: String,
}

type Parts = (Code, Option<String>, Option<Vec<Node>>);
