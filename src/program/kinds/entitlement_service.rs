//! `entitlementService`: asks an entitlement service (carbon-mediation,
//! `EntitlementMediatorFactory`).

use crate::program::form::{Children, Form, Identity, Is, attribute};

/// A `entitlementService`.
pub const FORM: Form = Form {
    attributes: &[
        attribute("onAccept", Is::Sequence),
        attribute("onReject", Is::Sequence),
        attribute("obligations", Is::Sequence),
        attribute("advice", Is::Sequence),
    ],
    identity: Identity::Alone,
    ..Form::of("entitlementService")
};

/// What runs for obligations.
pub const OBLIGATIONS: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("obligations") };

/// What runs for advice.
pub const ADVICE: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("advice") };
