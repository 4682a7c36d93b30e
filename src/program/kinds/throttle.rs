//! `throttle`: counts messages and turns away too many (wso2-synapse, `ThrottleMediatorFactory`).

use crate::program::form::{Children, Form, Identity, Is, attribute};

/// A `throttle`.
pub const FORM: Form = Form {
    attributes: &[attribute("onAccept", Is::Sequence), attribute("onReject", Is::Sequence)],
    identity: Identity::Attributes(&["id"]),
    ..Form::of("throttle")
};

/// What runs where the message is let through.
pub const ON_ACCEPT: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("onAccept") };

/// What runs where it is turned away.
pub const ON_REJECT: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("onReject") };
