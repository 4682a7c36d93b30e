//! `dblookup`: sets properties from a database (wso2-synapse, `DBLookupMediatorFactory`).

use crate::expression::Location;
use crate::gateway::message::Value;
use crate::gateway::{Here, Run, Walker};
use crate::program::form::{Body, Form};

/// A `dblookup`.
pub const FORM: Form =
    Form { required_parts: &["connection"], body: Body::Read, run, ..Form::of("dblookup") };

/// Its results set properties (`DBLookupMediator`; read, not run).
fn run(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    for result in at.part().parts("statement").flat_map(|statement| statement.parts("result")) {
        let Some(name) = result.attr("name") else { continue };
        on.wrote(Location::scoped("default", &name), None);
        let value = Value::Unknown(format!("the {name} of a database"));
        on.message.properties.insert(name, value);
    }
    on.steps.did(|| "sets properties from a database".to_owned());
    Ok(true)
}
