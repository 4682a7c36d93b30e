//! `NTLM`: authenticates calls with NTLM (wso2-synapse, `NTLMMediatorFactory`, since API Manager
//! 4.0.0).

use crate::program::form::{Form, Identity, Known};
use crate::stock::Release;

/// A `NTLM`.
pub const FORM: Form =
    Form { known: Known::Since(Release::V4_0_0), identity: Identity::Alone, ..Form::of("NTLM") };
