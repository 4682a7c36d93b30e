//! `oauthService`: checks an OAuth token (carbon-mediation, `OAuthMediatorFactory`).

use crate::program::form::{Form, Identity};

/// A `oauthService`.
pub const FORM: Form = Form { identity: Identity::Alone, ..Form::of("oauthService") };
