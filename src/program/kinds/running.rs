//! What mediators do when they run that have no type of their own.

use crate::gateway::message::Body;
use crate::gateway::{Here, Run, Stop, Walker, steps};

/// Nobody knows what it does; the walk ends there.
pub fn is_unknown(at: Here<'_>, _: &mut Walker<'_>) -> Run<bool> {
    Err(Stop::unknown(format!("the mediator {}", at.part().name())))
}

/// It does nothing to the message.
pub fn leaves_alone(_: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    on.steps.did(|| "leaves the message alone".to_owned());
    Ok(true)
}

/// It makes another body, and nobody knows which.
pub fn makes_a_body(at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    let key = at.part().attr("key").map(|key| format!(" {key}")).unwrap_or_default();
    on.write_body(at, Body::Unknown(format!("the {}{key}", at.part().name())));
    on.steps.did(|| format!("made {}", steps::body(&on.message.body)));
    Ok(true)
}

/// It hands the message over, as it is, to what an attribute names.
pub fn hands_over(at: Here<'_>, on: &mut Walker<'_>, attribute: &str) -> Run<bool> {
    let name = at.part().attr(attribute).map(|name| format!(" {name}")).unwrap_or_default();
    on.goes_to(format!("{}{name}", at.part().name()));
    Ok(true)
}
