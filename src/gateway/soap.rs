//! SOAP faults as Axiom builds them.

use super::element::{Element, Name, Node};
use super::message::{Body, SOAP};

/// The prefix that Axiom makes up for a code that has none.
const MADE_UP: &str = "axis2ns1";

/// A fault's code with the namespace of its prefix.
#[derive(Debug, Clone)]
pub struct Code {
    /// The namespace.
    pub namespace: String,
    /// The prefix that stands for it.
    pub prefix: String,
    /// The code as it is written, with its prefix.
    pub text: String,
}

impl Code {
    /// A code of SOAP itself, by its name without prefix.
    pub fn of_soap(local: &str, is_12: bool) -> Self {
        Self {
            namespace: SOAP[usize::from(is_12)].to_owned(),
            prefix: MADE_UP.to_owned(),
            text: format!("{MADE_UP}:{local}"),
        }
    }
}

/// The parts of a fault.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The code.
    pub code: Code,
    /// The reason; none where it is null.
    pub reason: Option<String>,
    /// Whether a null reason is marked as nil.
    pub marks_nil: bool,
    /// The node that failed; SOAP 1.2 only.
    pub node: Option<String>,
    /// The role of that node.
    pub role: Option<String>,
    /// What the detail holds.
    pub detail: Option<Vec<Node>>,
}

impl Fault {
    /// The element `Fault`, of SOAP 1.2 or 1.1.
    pub fn element(self, is_12: bool) -> Element {
        let name = Name::of("soapenv", SOAP[usize::from(is_12)], "Fault");
        let parts = if is_12 { self.parts_12() } else { self.parts_11() };
        holding(name, parts.into_iter().map(Node::Element).collect())
    }

    fn parts_11(self) -> Vec<Element> {
        let mut code = Element::with_text(Name::plain("faultcode"), &self.code.text);
        code.declarations.push((self.code.prefix.clone(), self.code.namespace.clone()));
        let mut parts = vec![code, self.reason(Name::plain("faultstring"))];
        if let Some(role) = &self.role {
            parts.push(Element::with_text(Name::plain("faultactor"), role));
        }
        parts.extend(self.detail.map(|children| holding(Name::plain("detail"), children)));
        parts
    }

    fn parts_12(self) -> Vec<Element> {
        let name = |local| Name::of("soapenv", SOAP[1], local);
        let mut value = Element::with_text(name("Value"), &self.code.text);
        value.declarations.push((self.code.prefix.clone(), self.code.namespace.clone()));
        let mut text = self.reason(name("Text"));
        let xml = Name::of("xml", "http://www.w3.org/XML/1998/namespace", "lang");
        text.attributes.push((xml, "en".to_owned()));
        let mut parts = vec![
            holding(name("Code"), vec![Node::Element(value)]),
            holding(name("Reason"), vec![Node::Element(text)]),
        ];
        for (part, local) in [(&self.node, "Node"), (&self.role, "Role")] {
            parts.extend(part.as_ref().map(|text| Element::with_text(name(local), text)));
        }
        parts.extend(self.detail.map(|children| holding(name("Detail"), children)));
        parts
    }

    fn reason(&self, name: Name) -> Element {
        with_text(name, self.reason.as_deref(), self.marks_nil)
    }
}

/// An element with a text. Null leaves it empty, or marks it as nil, which writes both its tags.
pub(crate) fn with_text(name: Name, text: Option<&str>, marks_nil: bool) -> Element {
    let mut element = Element::with_text(name, text.unwrap_or_default());
    if text.is_none() && marks_nil {
        let xsi = "http://www.w3.org/2001/XMLSchema-instance";
        element.attributes.push((Name::of("xsi", xsi, "nil"), "true".to_owned()));
        element.push_text("");
    }
    element
}

fn holding(name: Name, children: Vec<Node>) -> Element {
    Element { name, children, ..Element::default() }
}

/// The element that a client without SOAP gets for a SOAP fault: the text of its detail, else its reason
/// (wso2-synapse, `POXUtils.convertSOAPFaultToPOX`).
pub(crate) fn plain_exception(body: &Body) -> Element {
    let Body::Xml(all) = body else { return Element::default() };
    let Some(fault) = all.first() else { return Element::default() };
    let part = |names: [&str; 2]| fault.elements().find(|e| names.contains(&&*e.name.local));
    let detail = part(["detail", "Detail"]).map(Element::own_text);
    let text = detail.filter(|d| !d.trim().is_empty());
    let text = text.or_else(|| part(["faultstring", "Reason"]).map(Element::deep_text));
    Element::with_text(Name::plain("Exception"), &text.unwrap_or_default())
}
