//! `cache`: answers from a cache, or fills it (carbon-mediation, `CacheMediatorFactory`).

use crate::program::form::{Body, Children, Form, Identity};

/// A `cache`.
pub const FORM: Form =
    Form { identity: Identity::Attributes(&["id"]), body: Body::Read, ..Form::of("cache") };

/// What runs where the cache has the answer.
pub const ON_CACHE_HIT: Form =
    Form { identity: Identity::Alone, children: Children::List, ..Form::part("onCacheHit") };
