//! What goes wrong, and what the gateway tells a sequence about it: the codes and texts that
//! carbon-apimgt and Synapse set (`APISecurityConstants`, `APIThrottleConstants`,
//! `GraphQLConstants`, `ThreatProtectorConstants`; WSO2's documentation, "Error handling").
//!
//! A text that differs each time stands as its property's name in guillemets.

use std::collections::BTreeMap;

use crate::expression::Location;
use crate::gateway::Value;
use crate::stock::{Release, SequenceName};

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// The error code, where there is one.
    pub code: Option<i32>,
    /// The text that goes with it.
    pub message: String,
    /// What more is said about it.
    pub description: String,
    /// The status that the gateway's Java asks for.
    pub status: u16,
    /// When the client may call again, where a quota is used up.
    pub next_access: Option<&'static str>,
    /// What is special about it, in plain words.
    words: Option<&'static str>,
    /// What somebody said it is instead.
    asked: Option<String>,
    /// What else the sequence is given.
    others: Vec<(Location, Value)>,
}

/// A code, its text, and what more is said about it.
type Row = (i32, &'static str, &'static str);

/// Authentication and authorisation (`APISecurityConstants`).
const SECURITY: [Row; 11] = [
    (900_901, "Invalid Credentials", ""),
    (
        900_902,
        "Missing Credentials",
        "Invalid Credentials. Make sure your API invocation call has a header: \
         'Authorization : Bearer ACCESS_TOKEN' or 'Authorization : Basic ACCESS_TOKEN' or \
         'apikey: API_KEY'",
    ),
    (900_903, "Access Token Expired", ""),
    (900_904, "Access Token Inactive", ""),
    (900_905, "Incorrect Access Token Type is provided", ""),
    (900_907, "The requested API is temporarily blocked", ""),
    (900_909, "The subscription to the API is inactive", ""),
    (900_908, "Resource forbidden", ""),
    (900_910, "The access token does not allow you to access the requested resource", ""),
    (900_906, "No matching resource found in the API for the given request", ""),
    (900_900, "Unclassified Authentication Failure", ""),
];

const QUOTA: &str = "You have exceeded your quota";
const THROTTLED: &str = "Message throttled out";

/// Throttling (`APIThrottleConstants`).
const THROTTLING: [Row; 8] = [
    (900_804, THROTTLED, QUOTA),
    (900_800, THROTTLED, QUOTA),
    (900_802, THROTTLED, QUOTA),
    (900_803, THROTTLED, QUOTA),
    (900_806, THROTTLED, QUOTA),
    (900_807, THROTTLED, QUOTA),
    (900_801, "API Limit Reached", "API not accepting requests"),
    (900_805, "Message blocked", "You have been blocked from accessing the resource"),
];

/// GraphQL queries (`GraphQLConstants`).
const GRAPHQL: [Row; 3] = [(900_422, "INVALID QUERY", ""), (900_820, "", ""), (900_821, "", "")];

/// What Synapse says of a backend that does not answer (`SynapseConstants`), and what
/// `CORSRequestHandler` says of a resource that is not there.
const RUNTIME: [Row; 4] = [(101_503, "", ""), (101_504, "", ""), (303_001, "", ""), (0, "", "")];
const RESOURCE: [Row; 2] = [
    (404, "No matching resource found for given API Request", ""),
    (405, "Method not allowed for given API resource", ""),
];

/// The codes that the gateway sets somewhere (`APISecurityConstants`, `APIThrottleConstants`,
/// `GraphQLConstants`, `SynapseConstants`).
pub const KNOWN_CODES: [i32; 47] = [
    900_900, 900_901, 900_902, 900_903, 900_904, 900_905, 900_906, 900_907, 900_908, 900_909,
    900_910, 900_911, 900_912, 900_913, 900_914, 900_915, 900_916, 900_917, 900_800, 900_801,
    900_802, 900_803, 900_804, 900_805, 900_806, 900_807, 900_422, 900_820, 900_821, 700_700,
    101_500, 101_501, 101_502, 101_503, 101_504, 101_505, 101_506, 101_507, 101_508, 101_509,
    101_510, 101_000, 101_001, 303_001, 404, 405, 403,
];

/// The situations in which a release runs a sequence; none where it answers nobody by itself.
pub fn situations(sequence: SequenceName, release: Release) -> Vec<Situation> {
    use SequenceName as S;
    let of = |rows: &[Row]| rows.iter().map(Situation::of).collect::<Vec<_>>();
    match sequence {
        S::AuthFailureHandler => of(&SECURITY),
        S::ThrottleOutHandler => of(&THROTTLING),
        S::GraphqlFailureHandler => of(&GRAPHQL),
        S::Fault => [of(&RUNTIME), of(&RESOURCE)].concat(),
        S::TokenFault => [of(&RUNTIME[..1]), of(&RESOURCE)].concat(),
        S::ResourceMismatchHandler if release >= Release::V2_0_0 => of(&RESOURCE),
        S::ResourceMismatchHandler => vec![Situation::told("no resource of the API matches")],
        S::ProductionKeyError => vec![Situation::told("a production key without its endpoint")],
        S::SandboxKeyError => vec![Situation::told("a sandbox key without its endpoint")],
        S::BackendFailureHandler => vec![Situation::in_templates()],
        S::BlockApiHandler => vec![Situation::told("the API is blocked")],
        S::ThreatFault => threats(),
        S::Main => unmatched(),
        S::CorsRequestHandler | S::Build => Vec::new(),
    }
}

/// The situation of that code in a sequence's list.
pub fn of_code(sequence: SequenceName, release: Release, code: i32) -> Option<Situation> {
    situations(sequence, release).into_iter().find(|s| s.code == Some(code))
}

impl Situation {
    fn of(&(code, message, description): &Row) -> Self {
        let or = |text: &str, name: &str| match text {
            "" => format!("«{name}»"),
            text => text.to_owned(),
        };
        let quota = description == QUOTA;
        let resource = (RESOURCE.iter().any(|r| r.0 == code))
            .then(|| (Location::Property("CUSTOM_HTTP_SC".into()), Value::Integer(code)));
        Self {
            code: Some(code),
            message: or(message, "ERROR_MESSAGE"),
            description: or(description, "ERROR_DETAIL"),
            status: status(code),
            next_access: quota.then_some("2021-Apr-30 00:00:00+0000 UTC"),
            words: None,
            asked: None,
            others: resource.into_iter().collect(),
        }
    }

    /// One without a code.
    fn told(words: &'static str) -> Self {
        Self {
            code: None,
            message: "«ERROR_MESSAGE»".to_owned(),
            description: "«ERROR_DETAIL»".to_owned(),
            status: 500,
            next_access: None,
            words: Some(words),
            asked: None,
            others: Vec::new(),
        }
    }

    /// One of which only the names of the properties are known.
    fn in_templates() -> Self {
        let text = |name: &str| (Location::Property(name.into()), Value::text(format!("«{name}»")));
        let others = ["ERROR_CODE", "ERROR_MESSAGE", "ERROR_DETAIL"].map(text).to_vec();
        Self { others, ..Self::told("the gateway cannot authenticate itself to the backend") }
    }

    /// One with a code that no table has.
    pub fn unlisted(code: i32) -> Self {
        Self { words: None, ..Self::of(&(code, "", "")) }
    }

    /// One that gives a sequence nothing but the status that Java would send with.
    pub fn bare(known: Option<&Self>) -> Self {
        let status = known.map_or(500, |s| s.status);
        Self { status, ..Self::told("") }
    }

    /// The same where somebody says what the sequence is given: it is told by that, and never by
    /// another value.
    #[must_use]
    pub fn asked(&self, sets: &BTreeMap<Location, Value>) -> Self {
        let said = |name: &str| sets.get(&Location::Property(name.into())).map(Value::to_string);
        let other = |(input, value): &&(Location, Value)| {
            sets.get(input).is_some_and(|set| set.to_string() != value.to_string())
        };
        let others: Vec<String> = self
            .others
            .iter()
            .filter(other)
            .map(|(input, _)| format!("{input} is {}", sets[input]))
            .collect();
        let asked = (!others.is_empty()).then(|| others.join(" and "));
        let message = said("ERROR_MESSAGE").filter(|_| self.code.is_some());
        Self { message: message.unwrap_or_else(|| self.message.clone()), asked, ..self.clone() }
    }

    /// Whether it gives what somebody says.
    pub fn agrees(&self, sets: &BTreeMap<Location, Value>) -> bool {
        self.others.iter().all(|(input, value)| {
            sets.get(input).is_none_or(|set| set.to_string() == value.to_string())
        })
    }

    /// What it is, in plain words.
    pub fn words(&self) -> String {
        if let Some(asked) = &self.asked {
            return asked.clone();
        }
        match (self.words, self.code) {
            (Some(words), _) => words.to_owned(),
            (None, Some(code)) if self.message.starts_with('«') => format!("ERROR_CODE is {code}"),
            (None, code) => format!("ERROR_CODE is {} ({})", code.unwrap_or(0), self.message),
        }
    }

    /// What a release gives a sequence in this situation, beyond the request.
    pub fn given(&self, sequence: SequenceName, release: Release) -> Vec<(Location, Value)> {
        let mut all = self.others.clone();
        let mut set = |name: &str, value| all.push((Location::Property(name.into()), value));
        let Some(code) = self.code else { return all };
        set("ERROR_CODE", Value::Integer(code));
        set("ERROR_MESSAGE", Value::text(&self.message));
        let auth = sequence == SequenceName::AuthFailureHandler;
        let newer = release >= Release::V4_0_0 || (auth && release >= Release::V3_2_0);
        let by_java = matches!(
            sequence,
            SequenceName::AuthFailureHandler
                | SequenceName::ThrottleOutHandler
                | SequenceName::GraphqlFailureHandler
        );
        if newer || !by_java {
            set("ERROR_DETAIL", Value::text(&self.description));
        }
        if newer && by_java && sequence != SequenceName::GraphqlFailureHandler {
            set("HTTP_RESPONSE_STATUS_CODE", Value::Integer(i32::from(self.status)));
        }
        if let Some(time) = self.next_access.filter(|_| release >= Release::V2_0_0) {
            set("NEXT_ACCESS_UTC_TIME", Value::text(time));
        }
        all
    }
}

/// What the handlers ask for (`APIAuthenticationHandler`, `ThrottleHandler`,
/// `GraphQLAPIHandler`).
fn status(code: i32) -> u16 {
    match code {
        900_906 | 900_908 | 900_910 | 900_805 => 403,
        900_900 => 500,
        900_801 => 503,
        900_800..=900_807 => 429,
        900_422 => 422,
        900_820 | 900_821 => 400,
        900_901..=900_919 => 401,
        _ => 500,
    }
}

/// What a threat protector finds, in the request or in the backend's response.
fn threats() -> Vec<Situation> {
    let all = [("400", "Bad Request"), ("500", "Bad Response")];
    let threat = |(code, text): (&str, &str)| {
        let property = |name: &str, value| (Location::Property(name.into()), value);
        let words = match code {
            "400" => "a threat in the request (THREAT_CODE is 400)",
            _ => "a threat in the response (THREAT_CODE is 500)",
        };
        let others = vec![
            property("THREAT_FOUND", Value::text("true")),
            property("THREAT_CODE", Value::text(code)),
            property("THREAT_MSG", Value::text(text)),
            property("THREAT_DESC", Value::text("«THREAT_DESC»")),
        ];
        Situation { others, ..Situation::told(words) }
    };
    all.into_iter().map(threat).collect()
}

/// What brings a request to `main`.
fn unmatched() -> Vec<Situation> {
    let at = |path: &str| {
        let axis2 = |name: &str| (Location::Axis2(name.into()), Value::text(path));
        vec![axis2("TransportInURL"), axis2("REST_URL_POSTFIX")]
    };
    let mut denied = at("/pizzashack/1.0.0/menu");
    let property = |name: &str, value| (Location::Property(name.into()), value);
    denied.push(property("TRANSPORT_DENIED", Value::Boolean(true)));
    denied.push(property("IN_TRANSPORT", Value::text("http")));
    let situation = |words, others| Situation { others, ..Situation::told(words) };
    vec![
        situation("no API answers to the path", at("/no/such/path")),
        situation("the API does not serve this transport (TRANSPORT_DENIED)", denied),
        situation("the path is /", at("/")),
    ]
}
