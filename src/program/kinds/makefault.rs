//! `makefault`: makes a fault the body (wso2-synapse, `FaultMediatorFactory`, `FaultMediator`;
//! every refusal was run on the engines of 2.0.0 to 4.0.0).

use crate::expression::{Expression, Location, Syntax};
use crate::gateway::element::{Element, Name as ElementName, Node};
use crate::gateway::{Here, Run, Stop, Walker, message, soap, steps};
use crate::program::form::{Body, Children, Form, Identity, Is, attribute};
use crate::program::load;
use crate::program::mediator::Mediate;
use crate::program::part::{Given, Part, Reader};
use crate::program::shape::Shape;
use crate::program::uses::Uses;
use crate::stock::Release;
use crate::xml::{NodeId, known};

/// A fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Makefault {
    /// What kind of fault, as written.
    pub version: Option<String>,
    /// `response`, as written.
    pub response: Option<String>,
    /// The code.
    pub code: Option<Code>,
    /// The reason.
    pub reason: Option<Given>,
    /// The node, a URI.
    pub node: Option<String>,
    /// The role, a URI.
    pub role: Option<String>,
    /// The detail.
    pub detail: Option<Detail>,
}

/// A fault's code.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// Its value: a name with a prefix, or an expression that gives a name.
    pub given: Given,
    /// The namespace that a literal's prefix stands for.
    pub namespace: Option<String>,
}

/// A fault's detail.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// Its element; what stands inside is the detail if it has no expression.
    pub element: NodeId,
    /// What gives it.
    pub expression: Option<Expression>,
}

/// The code of a fault.
pub const CODE: Form =
    Form { element: "code", attributes: &[attribute("value", Is::Qualified)], ..REASON };
/// The reason of a fault.
pub const REASON: Form = Form { hides: &[("value", &["expression"])], ..given_part("reason") };
/// The node of a fault.
pub const NODE: Form = given_part("node");
/// The role of a fault.
pub const ROLE: Form = given_part("role");
/// The detail of a fault.
pub const DETAIL: Form = given_part("detail");

const fn given_part(element: &'static str) -> Form {
    Form { identity: Identity::Alone, ..Form::part(element) }
}

/// The SOAP envelope namespaces, with the fault codes that a literal code may be.
const SOAP_11: (&str, &[&str]) = (
    "http://schemas.xmlsoap.org/soap/envelope/",
    &["VersionMismatch", "MustUnderstand", "Client", "Server"],
);
const SOAP_12: (&str, &[&str]) = (
    "http://www.w3.org/2003/05/soap-envelope",
    &["VersionMismatch", "MustUnderstand", "DataEncodingUnknown", "Sender", "Receiver"],
);

impl Makefault {
    /// What kind of fault it makes.
    pub fn version(&self) -> &str {
        self.version.as_deref().unwrap_or("soap11")
    }

    /// Whether it makes an `<Exception>` element and no SOAP fault.
    pub fn is_pox(&self) -> bool {
        self.version() == "pox"
    }

    fn bad_head(&self) -> Option<String> {
        let exists = |version: &&str| matches!(*version, "soap11" | "soap12" | "pox");
        if let Some(version) = known(self.version()).filter(|version| !exists(version)) {
            return Some(format!(
                "has the version \"{version}\"; there are soap11, soap12 and pox"
            ));
        }
        if self.node.is_some() && self.version.is_none() {
            return Some("has a <node> and no version".into());
        }
        let response = self.response.as_deref().and_then(known);
        let response = response.filter(|r| !matches!(*r, "true" | "false"));
        response.map(|r| format!("has the response \"{r}\", which is neither true nor false"))
    }

    fn bad_code(&self, release: Release) -> Option<String> {
        let code = self.code.as_ref().filter(|c| !c.given.is_empty());
        let Some(code) = code else {
            let missing = "has no <code> with value or expression";
            return (!self.is_pox() || self.code.is_some()).then(|| missing.into());
        };
        let literal = code.given.literal()?;
        // A pox fault's code is checked as that of SOAP 1.2.
        let (namespace, codes) = if self.version() == "soap11" { SOAP_11 } else { SOAP_12 };
        // That it is one of SOAP 1.1 is asked since some release between 2.6.0 and 3.2.0.
        let lenient = self.version() == "soap11" && release < Release::V3_0_0;
        let local = literal.split_once(':').map(|(_, local)| local);
        let legal = match (&code.namespace, local) {
            (Some(bound), Some(local)) => lenient || (bound == namespace && codes.contains(&local)),
            _ => false,
        };
        let version = if self.is_pox() { "soap12" } else { self.version() };
        (!legal).then(|| format!("has the code \"{literal}\", which is not one of {version}"))
    }

    fn bad_reason(&self) -> Option<String> {
        let given = self.reason.as_ref().is_some_and(|r| !r.is_empty());
        (!given && !self.is_pox()).then(|| "has no <reason> with value or expression".into())
    }

    fn bad_uri(&self) -> Option<String> {
        let parts = [("node", &self.node), ("role", &self.role)];
        parts.into_iter().find_map(|(name, text)| {
            let text = known(text.as_deref()?).filter(|t| t.contains(is_never_in_a_uri))?;
            Some(format!("has the <{name}> \"{text}\", which is not a URI"))
        })
    }

    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let code = self.code.as_ref().and_then(|c| c.given.computed());
        let reason = self.reason.as_ref().and_then(Given::computed);
        let detail = self.detail.as_ref().and_then(|d| d.expression.as_ref());
        [code, reason, detail].into_iter().flatten()
    }
}

/// What `java.net.URI` takes nowhere.
fn is_never_in_a_uri(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c)
}

impl Mediate for Makefault {
    const FORM: Form = Form {
        attributes: &[attribute("version", Is::Default("soap11"))],
        identity: Identity::Alone,
        children: Children::Parts(&["code", "reason", "node", "role", "detail"]),
        body: Body::Replaced,
        ..Form::of("makefault")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let code = |part: Part<'_>| {
            let given = part.given(Syntax::XPath);
            let namespace = |name| part.doc.namespace_of_name(part.element, name);
            let namespace = given.value.as_deref().and_then(namespace);
            Code { namespace: namespace.map(std::borrow::Cow::into_owned), given }
        };
        let detail = |part: Part<'_>| Detail {
            element: part.element,
            expression: part.expression("expression", Syntax::Either),
        };
        Self {
            version: at.attr("version"),
            response: at.attr("response"),
            code: at.part("code").map(code),
            reason: at.part("reason").map(|r| r.given(Syntax::XPath)),
            node: at.part("node").map(Part::text),
            role: at.part("role").map(Part::text),
            detail: at.part("detail").map(detail),
        }
    }

    fn refused(&self, release: Release) -> Option<String> {
        // What it needs depends on the version.
        let parts = || {
            known(self.version())?;
            self.bad_code(release).or_else(|| self.bad_reason())
        };
        self.bad_head()
            .or_else(parts)
            .or_else(|| self.bad_uri())
            .or_else(|| self.expressions().find_map(load::broken))
    }

    fn uses(&self, uses: &mut Uses) {
        uses.expression(self.expressions());
        uses.set(Location::Body);
        if self.response.as_deref() != Some("false") {
            uses.set(Location::Address("To".into()));
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Step
    }

    fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
        let body = match self.fault(at, on) {
            Err(Stop::Unknown(what)) => message::Body::Unknown(what),
            other => message::Body::Xml(vec![other?]),
        };
        on.write_body(at, body);
        if !self.is_pox() {
            on.message.envelope_is_12 = self.version() == "soap12";
        }
        on.message.made_fault = true;
        if self.response.as_deref() != Some("false") {
            on.wrote(Location::Address("To".into()), None);
            on.message.is_response = true;
            on.message.to = on.message.addressing.get("ReplyTo").cloned();
        }
        on.steps.did(|| format!("made {}", steps::body(&on.message.body)));
        Ok(true)
    }
}

/// What a detail holds.
enum Held {
    /// A text; none where an expression gives null.
    Text(Option<String>),
    /// Elements, and what stands between them.
    Elements(Vec<Node>),
}

impl Makefault {
    /// The element that it makes (`FaultMediator`; each rule was run).
    fn fault(&self, at: Here<'_>, on: &Walker<'_>) -> Run<Element> {
        let reason = match &self.reason {
            Some(reason) => on.given(reason)?,
            None => None,
        };
        let detail = self.held(at, on)?;
        let marks_nil = on.engine.missing_reason_is_nil();
        if self.is_pox() {
            // Elements in the detail mean nothing here.
            let text = match detail {
                Some(Held::Text(text)) => text,
                Some(Held::Elements(_)) | None => reason,
            };
            return Ok(soap::with_text(
                ElementName::plain("Exception"),
                text.as_deref(),
                marks_nil,
            ));
        }
        let is_12 = self.version() == "soap12";
        let fault = soap::Fault {
            code: self.code_now(on, is_12)?,
            reason,
            marks_nil,
            node: self.node.clone(),
            role: self.role.clone(),
            detail: detail.map(|detail| match detail {
                Held::Elements(nodes) => nodes,
                Held::Text(text) => text.map(Node::Text).into_iter().collect(),
            }),
        };
        Ok(fault.element(is_12))
    }

    /// The code: a literal keeps its prefix, an expression gives the name without one.
    fn code_now(&self, on: &Walker<'_>, is_12: bool) -> Run<soap::Code> {
        let Some(code) = &self.code else { return Err(Stop::unknown("no fault code")) };
        if let Some(value) = &code.given.value {
            let prefix = value.split_once(':').map(|(prefix, _)| prefix);
            let (Some(prefix), Some(namespace)) = (prefix, &code.namespace) else {
                return Err(Stop::unknown(format!("the fault code {value}")));
            };
            let (namespace, prefix) = (namespace.clone(), prefix.to_owned());
            return Ok(soap::Code { namespace, prefix, text: value.clone() });
        }
        match on.given(&code.given)? {
            Some(local) => Ok(soap::Code::of_soap(&local, is_12)),
            None => Err(Stop::threw("local part cannot be \"null\" when creating a QName")),
        }
    }

    /// The detail: an expression's text, or what stands in the element.
    fn held(&self, at: Here<'_>, on: &Walker<'_>) -> Run<Option<Held>> {
        let Some(detail) = &self.detail else { return Ok(None) };
        if let Some(expression) = &detail.expression {
            return Ok(Some(Held::Text(on.string(expression)?)));
        }
        let element = Element::of(at.part().doc, detail.element);
        Ok(match (element.elements().count(), element.children.is_empty()) {
            (1.., _) => Some(Held::Elements(element.children)),
            (0, false) => Some(Held::Text(Some(element.own_text()))),
            (0, true) => None,
        })
    }
}
