//! `builder`: builds the message with the builders it names (carbon-mediation,
//! `MessageBuilderMediatorFactory`).

use super::running::leaves_alone;
use crate::program::form::{Body, Children, Form, Identity};
use crate::xml::{Document, NodeId};

/// A `builder`.
pub const FORM: Form = Form {
    identity: Identity::Alone,
    children: Children::KeyedBy("contentType"),
    body: Body::Read,
    run: leaves_alone,
    ..Form::of("builder")
};

/// A builder for a content type.
pub const MESSAGE_BUILDER: Form =
    Form { identity: Identity::Attributes(&["contentType"]), ..Form::part("messageBuilder") };

/// What a `builder` builds with although no file names it, by content type: the class, and the
/// class that formats what it built. The console writes these rows into every file that it saves.
/// `application/xml` is among them too, but stock names it, so that one is compared like any row.
///
/// Source: wso2-synapse, the constructor of `DeferredMessageBuilder`.
const BY_ITSELF: [(&str, &str, Option<&str>); 5] = [
    ("application/xop+xml", "org.apache.axis2.builder.MTOMBuilder", None),
    ("multipart/related", "org.apache.axis2.builder.MIMEBuilder", None),
    (
        "application/x-www-form-urlencoded",
        "org.apache.axis2.builder.XFormURLEncodedBuilder",
        Some("org.apache.axis2.transport.http.XFormURLEncodedFormatter"),
    ),
    ("text/xml", "org.apache.axis2.builder.SOAPBuilder", Some(SOAP_FORMATTER)),
    ("application/soap+xml", "org.apache.axis2.builder.SOAPBuilder", Some(SOAP_FORMATTER)),
];

const SOAP_FORMATTER: &str = "org.apache.axis2.transport.http.SOAPMessageFormatter";

/// Whether the gateway would build the same without that row.
pub(in crate::program) fn is_by_itself(doc: &Document, row: NodeId) -> bool {
    let value = |name| doc.find_attribute(row, name).map(|a| doc.attribute_value(a));
    let is = |name, expected: &str| value(name).is_some_and(|v| v.trim() == expected);
    let (_, class, formatter) = match BY_ITSELF.iter().find(|row| is("contentType", row.0)) {
        Some(row) => *row,
        None => return false,
    };
    let formats = value("formatterClass").is_none_or(|v| Some(v.trim()) == formatter);
    is("class", class) && formats
}
