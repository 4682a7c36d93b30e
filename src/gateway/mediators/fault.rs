//! makefault (wso2-synapse, `FaultMediator`; each rule was run).

use super::{Mediator, Walker};
use crate::gateway::element::{Element, Name, Node};
use crate::gateway::message::Body;
use crate::gateway::soap::{self, Code, Fault};
use crate::gateway::{Run, Stop, steps};

impl Walker<'_> {
    pub(super) fn makefault(&mut self, at: Mediator<'_>) -> Run<bool> {
        let version = at.attr("version").unwrap_or_else(|| "soap11".to_owned());
        let body = match self.fault(at, &version) {
            Err(Stop::Unknown(what)) => Body::Unknown(what),
            other => Body::Xml(vec![other?]),
        };
        self.write_body(at, body);
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
        let marks_nil = self.engine.missing_reason_is_nil();
        if version == "pox" {
            // Elements in the detail mean nothing here.
            let text = match detail {
                Some(Detail::Text(text)) => text,
                Some(Detail::Elements(_)) | None => reason,
            };
            return Ok(soap::with_text(Name::plain("Exception"), text.as_deref(), marks_nil));
        }
        let is_12 = version == "soap12";
        let text = |name| at.child(name).map(|part| self.doc_text(part));
        let fault = Fault {
            code: self.code(at, is_12)?,
            reason,
            marks_nil,
            node: text("node"),
            role: text("role"),
            detail: detail.map(|detail| match detail {
                Detail::Elements(nodes) => nodes,
                Detail::Text(text) => text.map(Node::Text).into_iter().collect(),
            }),
        };
        Ok(fault.element(is_12))
    }

    fn doc_text(&self, at: Mediator<'_>) -> String {
        at.doc.own_text(at.element).trim().to_owned()
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
    fn code(&self, at: Mediator<'_>, is_12: bool) -> Run<Code> {
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
            Some(local) => Ok(Code::of_soap(&local, is_12)),
            None => Err(Stop::threw("local part cannot be \"null\" when creating a QName")),
        }
    }

    /// The detail: an expression's text, or what stands in the element.
    fn detail(&self, at: Mediator<'_>) -> Run<Option<Detail>> {
        let Some(child) = at.child("detail") else { return Ok(None) };
        if let Some(text) = child.attr("expression") {
            return Ok(Some(Detail::Text(self.string(child, &text)?)));
        }
        let element = Element::of(at.doc, child.element);
        Ok(match (element.elements().count(), element.children.is_empty()) {
            (1.., _) => Some(Detail::Elements(element.children)),
            (0, false) => Some(Detail::Text(Some(element.own_text()))),
            (0, true) => None,
        })
    }
}

/// What a detail holds.
enum Detail {
    /// A text; none where an expression gives null.
    Text(Option<String>),
    /// Elements, and what stands between them.
    Elements(Vec<Node>),
}
