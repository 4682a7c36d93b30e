//! Errors that a client can provoke from outside, with the request that does so: what a test of a
//! gateway asks for, and what the gateway answers then.

use super::answer::Ran;
use super::flow::Request;
use super::way::Ways;
use crate::expression::Location;
use crate::gateway::{Body, Format, Value};
use crate::stock::SequenceName;

/// A request from outside that ends in an error. What depends on the installation stands in it as
/// `{{name}}`, and is one of [`VARIABLES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// What is wrong with the request.
    pub title: &'static str,
    /// The sequence that answers.
    pub sequence: SequenceName,
    /// The error code that it is given, where it is given one.
    pub code: Option<i32>,
    /// The method.
    pub method: &'static str,
    /// The address.
    pub url: &'static str,
    /// The headers, but for those that a client sends of itself.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: Option<&'static str>,
    /// Whether the client speaks SOAP.
    pub format: Format,
}

/// What depends on the installation, with what to put there.
pub const VARIABLES: [(&str, &str); 9] = [
    ("gateway", "where the gateway answers, as https://gateway.example:8243"),
    ("api", "the context and version of an API, as /orders/1.0"),
    ("resource", "a resource of it that needs a token and takes GET, as /list"),
    ("token", "an access token for it"),
    ("token_without_scope", "an access token without the scope that the resource needs"),
    ("throttled_token", "an access token whose quota is used up"),
    ("dead_api", "the address below the gateway of an API whose endpoint does not answer"),
    ("threat_api", "the address below the gateway of a resource with the JSON threat protector"),
    ("blocked_api", "the address below the gateway of an API that is blocked"),
];

const BEARER: &[(&str, &str)] = &[("Authorization", "Bearer {{token}}")];
const JSON: &[(&str, &str)] =
    &[("Authorization", "Bearer {{token}}"), ("Content-Type", "application/json")];
const SOAP: &[(&str, &str)] = &[("Content-Type", "text/xml; charset=UTF-8"), ("SOAPAction", "x")];

/// Nests deeper than any limit that a threat protector has by default.
const DEEP: &str =
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]";

const ENVELOPE: &str = "<soapenv:Envelope \
     xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body/></soapenv:Envelope>";

const AUTH: SequenceName = SequenceName::AuthFailureHandler;

/// The address of a resource that needs a token.
const RESOURCE: &str = "{{gateway}}{{api}}{{resource}}";

/// A GET request.
const fn get(
    title: &'static str,
    sequence: SequenceName,
    code: Option<i32>,
    url: &'static str,
    headers: &'static [(&'static str, &'static str)],
) -> Probe {
    Probe { title, sequence, code, method: "GET", url, headers, body: None, format: Format::Rest }
}

/// One for each error that can be provoked.
pub const PROBES: [Probe; 12] = [
    get("no token", AUTH, Some(900_902), RESOURCE, &[]),
    get(
        "a token that is not valid",
        AUTH,
        Some(900_901),
        RESOURCE,
        &[("Authorization", "Bearer not-a-token")],
    ),
    get(
        "a token without the scope",
        AUTH,
        Some(900_910),
        RESOURCE,
        &[("Authorization", "Bearer {{token_without_scope}}")],
    ),
    Probe {
        method: "POST",
        headers: SOAP,
        body: Some(ENVELOPE),
        format: Format::Soap11,
        ..get("a SOAP client without a token", AUTH, Some(900_902), RESOURCE, &[])
    },
    get("a path of no API", SequenceName::Main, None, "{{gateway}}/no-such-api", &[]),
    get(
        "a version that the API does not have",
        SequenceName::Main,
        None,
        "{{gateway}}{{api}}-no-such-version{{resource}}",
        &[],
    ),
    get(
        "a path that the API does not have",
        SequenceName::ResourceMismatchHandler,
        Some(404),
        "{{gateway}}{{api}}/no-such-resource",
        BEARER,
    ),
    Probe {
        method: "PATCH",
        headers: JSON,
        body: Some("{}"),
        ..get(
            "a method that the resource does not take",
            SequenceName::ResourceMismatchHandler,
            Some(405),
            RESOURCE,
            &[],
        )
    },
    Probe {
        method: "POST",
        headers: JSON,
        body: Some(DEEP),
        ..get(
            "a payload over the threat limit",
            SequenceName::ThreatFault,
            None,
            "{{gateway}}{{threat_api}}",
            &[],
        )
    },
    get(
        "an endpoint that does not answer",
        SequenceName::Fault,
        Some(101_503),
        "{{gateway}}{{dead_api}}",
        BEARER,
    ),
    get(
        "a quota that is used up",
        SequenceName::ThrottleOutHandler,
        Some(900_803),
        RESOURCE,
        &[("Authorization", "Bearer {{throttled_token}}")],
    ),
    get("a blocked API", SequenceName::BlockApiHandler, None, "{{gateway}}{{blocked_api}}", BEARER),
];

impl Probe {
    /// The request as the sequence gets it.
    pub fn request(&self) -> Request {
        let header = |name: &str| Location::Header(name.into());
        let mut request = Request {
            method: Some(self.method.to_owned()),
            format: self.format,
            body: self.body.map(|_| Body::Unknown("the request's body".to_owned())),
            ..Request::default()
        };
        request.sets.insert(header("Accept"), Value::text("*/*"));
        request.sets.insert(header("Host"), Value::text("«gateway»"));
        for (name, value) in self.headers {
            match *name {
                "Content-Type" => request.content_type = Some((*value).to_owned()),
                _ => drop(request.sets.insert(header(name), Value::text(open(value)))),
            }
        }
        let path = Value::text(open(self.url.trim_start_matches("{{gateway}}")));
        if self.sequence == SequenceName::Main {
            let axis2 = |name: &str| Location::Axis2(name.into());
            request.sets.insert(axis2("TransportInURL"), path.clone());
            request.sets.insert(axis2("REST_URL_POSTFIX"), path.clone());
        }
        request.sets.insert(Location::Address("To".into()), path);
        let code = Location::Property("ERROR_CODE".into());
        request.sets.extend(self.code.map(|number| (code, Value::Integer(number))));
        request
    }

    /// The headers that are sent, those that a client sends of itself among them.
    pub fn sent(&self) -> impl Iterator<Item = &'static str> {
        ["Accept", "Host"].into_iter().chain(self.headers.iter().map(|(name, _)| *name))
    }
}

/// A text with a variable differs in each installation, and nobody can ask for it word for word.
fn open(text: &str) -> String {
    text.replace("{{", "«").replace("}}", "»")
}

/// What a gateway answers to a probe.
#[derive(Debug, Clone)]
pub struct Probed {
    /// The request.
    pub probe: Probe,
    /// The answers, from the old gateway and from the new.
    pub ways: Ways,
}

impl Probed {
    /// The run on the old gateway, or on the new; none where that has no such sequence.
    pub fn ran(&self, is_new: bool) -> Option<&Ran> {
        let way = self.ways.all.first()?;
        if is_new { way.new.as_ref() } else { way.old.as_ref() }
    }
}
