//! `call`: calls an endpoint and goes on with its response (wso2-synapse, `CallMediatorFactory`).

use super::send::endpoint_name;
use crate::expression::Location;
use crate::gateway::message::{self, Value};
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Form, Identity, Is, attribute};
use crate::program::uses::Taker;

/// A `call`.
pub const FORM: Form = Form {
    attributes: &[attribute("blocking", Is::Default("false"))],
    identity: Identity::Alone,
    body: Body::Replaced,
    run: ask,
    gives: Some(Taker::Other),
    ..Form::of("call")
};

/// It asks an endpoint; what comes back is not known (`CallMediator`, `CalloutMediator`; read, not
/// run).
pub(super) fn ask(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    let part = at.part();
    let endpoint = part.part("endpoint").map(endpoint_name);
    let place = endpoint.or_else(|| part.attr("serviceURL").or_else(|| part.attr("endpointKey")));
    let place = place.or_else(|| on.message.to.clone());
    let place = place.unwrap_or_else(|| "no address".to_owned());
    on.goes_to(place.clone());
    let answer = format!("what {place} answers");
    if let Some(property) = part.part("target").and_then(|t| t.attr("key")) {
        on.wrote(Location::scoped("default", &property), None);
        on.message.properties.insert(property, Value::Unknown(answer));
        return Ok(true);
    }
    on.write_body(at, message::Body::Unknown(answer.clone()));
    for name in ["messageType", "ContentType", "HTTP_SC", "NO_ENTITY_BODY"] {
        on.message.axis2.insert(name.to_owned(), Value::Unknown(answer.clone()));
    }
    on.touched_by(&answer);
    Ok(true)
}
