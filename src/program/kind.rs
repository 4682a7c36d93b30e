//! The vocabulary: which element is which mediator, or which part of one.

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// An element of the Synapse namespace that faultgraft knows, or `Other`.
        ///
        /// The mediators are those that Synapse 4.0.0 registers (wso2-synapse v2.1.7-wso2v227,
        /// `MediatorFactoryFinder` and the extensions found by its ServiceLoader).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = concat!("`<", $name, ">`")] $(#[$doc])* $variant,)*
            /// Any element outside the Synapse namespace, or one it does not define.
            Other,
        }

        impl Kind {
            /// The kind of an element of the Synapse namespace.
            pub fn of(local_name: &str) -> Self {
                match local_name {
                    $($name => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

kinds! {
    Sequence = "sequence", In = "in", Out = "out",
    Property = "property", PropertyGroup = "propertyGroup", Header = "header",
    PayloadFactory = "payloadFactory", Makefault = "makefault", Enrich = "enrich",
    JsonTransform = "jsontransform", Xslt = "xslt", FastXslt = "fastXSLT", Xquery = "xquery",
    Datamapper = "datamapper", Smooks = "smooks", Script = "script", Class = "class",
    Bean = "bean", Ejb = "ejb", PojoCommand = "pojoCommand",
    AnnotatedCommand = "annotatedCommand", Spring = "spring", Builder = "builder",
    MessageBuilder = "messageBuilder", Log = "log",
    Filter = "filter", Then = "then", Else = "else",
    Switch = "switch", Case = "case", Default = "default",
    ConditionalRouter = "conditionalRouter", CallTemplate = "call-template",
    Send = "send", Respond = "respond", Loopback = "loopback", Drop = "drop",
    Call = "call", Callout = "callout", Clone = "clone", Iterate = "iterate",
    Foreach = "foreach", Aggregate = "aggregate", Store = "store", Enqueue = "enqueue",
    Event = "event", EventPublisher = "eventPublisher", PublishEvent = "publishEvent",
    Bam = "bam", Dblookup = "dblookup", Dbreport = "dbreport", Transaction = "transaction",
    Cache = "cache", Throttle = "throttle", Sampler = "sampler", Validate = "validate",
    EntitlementService = "entitlementService", OauthService = "oauthService", Ntlm = "NTLM",
    Rewrite = "rewrite", CommentMediator = "comment", Description = "description",
    Arg = "arg", Code = "code", Reason = "reason", NodeRole = "node", Role = "role",
    Detail = "detail", Source = "source", Target = "target", Endpoint = "endpoint",
}

impl Kind {
    /// Whether its children are mediators that run in order; text between them means nothing.
    pub fn is_mediator_list(self) -> bool {
        matches!(
            self,
            Self::Sequence
                | Self::In
                | Self::Out
                | Self::Then
                | Self::Else
                | Self::Case
                | Self::Default
        )
    }

    /// Where a child stands among its siblings as far as Synapse is concerned; children of equal
    /// rank keep their order. Synapse's serialisers write these in a fixed order of their own.
    pub(super) fn rank_in(self, parent: Kind) -> u8 {
        match (parent, self) {
            (Self::Filter, Self::Then) => 0,
            (Self::Filter, Self::Else) => 1,
            (Self::Filter, _) => 2,
            (Self::Switch, Self::Case) => 0,
            (Self::Switch, Self::Default) => 1,
            (Self::Makefault, Self::Code) => 0,
            (Self::Makefault, Self::Reason) => 1,
            (Self::Makefault, Self::NodeRole) => 2,
            (Self::Makefault, Self::Role) => 3,
            (Self::Makefault, Self::Detail) => 4,
            _ => 5,
        }
    }

    /// Whether [`Kind::rank_in`] can reorder its children.
    pub(super) fn orders_children(self) -> bool {
        matches!(self, Self::Filter | Self::Switch | Self::Makefault | Self::Builder)
    }
}
