//! The kinds of mediators, one file a kind.
//!
//! To add one: its file here, and one line in the table below. The file holds either a type with
//! `Mediate`, or, where all there is to say fits in a [`Form`], just that.

mod freemarker;
mod plain;
pub(super) mod running;
mod unknown;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::form::{Children, Form};
use super::mediator::Mediate;
use super::part::{Part, Reader};
use super::shape::Shape;
use super::uses::Uses;
use crate::gateway::{Here, Run, Walker};
use crate::stock::Release;

pub use plain::Plain;
pub use unknown::Unknown;

macro_rules! kinds {
    (
        typed { $($file:ident: $Type:ident $({ $($Part:ident = $PART:ident),+ })?,)+ }
        plain { $($plain:ident: $Plain:ident $({ $($Part2:ident = $PART2:ident),+ })?,)+ }
    ) => {
        $(pub mod $file;)+
        $(pub mod $plain;)+

        /// What an element is: a mediator, a part of one, or something that faultgraft does not
        /// know.
        ///
        /// The mediators are those that Synapse registers (wso2-synapse, `MediatorFactoryFinder`
        /// and the extensions found by its ServiceLoader).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Kind {
            $($Type, $($($Part,)+)?)+
            $($Plain, $($($Part2,)+)?)+
            /// An element outside Synapse's namespace, or one that no kind is for.
            Other,
        }

        impl Kind {
            const ALL: &'static [Self] = &[
                $(Self::$Type, $($(Self::$Part,)+)?)+
                $(Self::$Plain, $($(Self::$Part2,)+)?)+
            ];

            /// The facts that no instance is needed for.
            pub fn form(self) -> &'static Form {
                match self {
                    $(
                        Self::$Type => &<$file::$Type as Mediate>::FORM,
                        $($(Self::$Part => &$file::$PART,)+)?
                    )+
                    $(
                        Self::$Plain => &$plain::FORM,
                        $($(Self::$Part2 => &$plain::$PART2,)+)?
                    )+
                    Self::Other => &unknown::FORM,
                }
            }
        }

        /// A mediator, read once.
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs)]
        pub enum Mediator {
            $($Type(Box<$file::$Type>),)+
            $($Plain(Box<Plain>),)+
            /// Something that is not a mediator of any release.
            Unknown(Unknown),
        }

        impl Mediator {
            /// Reads the mediator that stands there, with those inside it.
            pub(super) fn read(at: Part<'_>, reader: &mut Reader<'_>) -> Self {
                match Unknown::kind(at) {
                    $(Kind::$Type => typed::<$file::$Type>(at, reader, Self::$Type),)+
                    $(Kind::$Plain => Self::$Plain(Box::new(Plain::read(at, &$plain::FORM, reader))),)+
                    _ => Self::Unknown(Unknown::read(at)),
                }
            }

            /// Why a release does not load it, whatever stands inside.
            pub(super) fn refused(&self, release: Release) -> Option<String> {
                match self {
                    $(Self::$Type(m) => known(&<$file::$Type as Mediate>::FORM, release)
                        .or_else(|| m.refused(release)),)+
                    $(Self::$Plain(m) => known(&$plain::FORM, release)
                        .or_else(|| m.refused(release)),)+
                    Self::Unknown(m) => m.refused(release),
                }
            }

            /// What it reads, writes and calls; what stands inside it says so itself.
            pub(super) fn add_uses(&self, uses: &mut Uses) {
                match self {
                    $(Self::$Type(m) => m.uses(uses),)+
                    $(Self::$Plain(m) => m.uses(uses),)+
                    Self::Unknown(m) => m.uses(uses),
                }
            }

            /// What it runs: what stands inside, or what it calls.
            pub fn shape(&self) -> Shape<'_> {
                match self {
                    $(Self::$Type(m) => m.shape(),)+
                    $(Self::$Plain(m) => m.shape(),)+
                    Self::Unknown(_) => Shape::Step,
                }
            }

            /// What it does to a message, and whether what stands after it runs.
            pub(crate) fn run(&self, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
                match self {
                    $(Self::$Type(m) => ran(m.as_ref(), at, on),)+
                    $(Self::$Plain(_) => ($plain::FORM.run)(at, on),)+
                    Self::Unknown(_) => (unknown::FORM.run)(at, on),
                }
            }

            /// What it is.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$Type(_) => Kind::$Type,)+
                    $(Self::$Plain(_) => Kind::$Plain,)+
                    Self::Unknown(_) => Kind::Other,
                }
            }
        }
    };
}

kinds! {
    typed {
        sequence: Sequence,
        direction_in: In,
        direction_out: Out,
        property: Property,
        property_group: PropertyGroup,
        header: Header,
        payload_factory: PayloadFactory { Arg = ARG },
        makefault: Makefault {
            Code = CODE, Reason = REASON, NodeRole = NODE, Role = ROLE, Detail = DETAIL
        },
        enrich: Enrich { Source = SOURCE, Target = TARGET },
        log: Log,
        filter: Filter { Then = THEN, Else = ELSE },
        switch: Switch { Case = CASE, Default = DEFAULT },
        send: Send { Endpoint = ENDPOINT },
        respond: Respond,
        drop: Drop,
        loopback: Loopback,
        class: Class,
        call_template: CallTemplate { WithParam = WITH_PARAM },
        clone: Clone,
        iterate: Iterate,
    }
    plain {
        aggregate: Aggregate { OnComplete = ON_COMPLETE },
        annotated_command: AnnotatedCommand,
        bam: Bam,
        bean: Bean,
        builder: Builder { MessageBuilder = MESSAGE_BUILDER },
        cache: Cache { OnCacheHit = ON_CACHE_HIT },
        call: Call,
        callout: Callout,
        comment: Comment,
        conditional_router: ConditionalRouter,
        data_service_call: DataServiceCall,
        datamapper: Datamapper,
        dblookup: Dblookup,
        dbreport: Dbreport,
        description: Description,
        ejb: Ejb,
        enqueue: Enqueue,
        entitlement_service: EntitlementService { Obligations = OBLIGATIONS, Advice = ADVICE },
        event: Event,
        event_publisher: EventPublisher,
        fast_xslt: FastXslt,
        foreach: Foreach,
        json_transform: JsonTransform,
        kerberos: Kerberos,
        kerberos_service: KerberosService,
        machine_learner: MachineLearner,
        mediator: MediatorElement,
        ml: Ml,
        ntlm: Ntlm,
        oauth_service: OauthService,
        pojo_command: PojoCommand,
        predict: Predict,
        publish_event: PublishEvent,
        rewrite: Rewrite,
        rule: Rule,
        rules: Rules,
        sampler: Sampler,
        scatter_gather: ScatterGather,
        script: Script,
        smooks: Smooks,
        spring: Spring,
        store: Store,
        template: Template,
        throttle: Throttle { OnAccept = ON_ACCEPT, OnReject = ON_REJECT },
        throw_error: ThrowError,
        transaction: Transaction,
        validate: Validate { OnFail = ON_FAIL },
        variable: Variable,
        xquery: Xquery,
        xslt: Xslt,
    }
}

/// Reads a mediator of a type. A function of its own keeps the frame of the table small: mediators
/// stand inside each other as deep as XML does.
fn typed<T: Mediate>(
    at: Part<'_>,
    reader: &mut Reader<'_>,
    wrap: fn(Box<T>) -> Mediator,
) -> Mediator {
    wrap(Box::new(T::read(at, reader)))
}

/// Runs a mediator of a type; its own function for the same reason.
#[inline(never)]
fn ran<T: Mediate>(mediator: &T, at: Here<'_>, on: &mut Walker<'_>) -> Run<bool> {
    mediator.run(at, on)
}

/// Why a release does not load a mediator of that form at all.
fn known(form: &Form, release: Release) -> Option<String> {
    (!form.known.by(release)).then(|| format!("is not known to {release}"))
}

impl Kind {
    /// The kind of an element of Synapse's namespace.
    pub fn of(local_name: &str) -> Self {
        static BY_NAME: LazyLock<FxHashMap<&'static str, Kind>> =
            LazyLock::new(|| Kind::ALL.iter().map(|kind| (kind.form().element, *kind)).collect());
        BY_NAME.get(local_name).copied().unwrap_or(Self::Other)
    }

    /// Whether its children are mediators that run in order; text between them means nothing.
    pub fn is_mediator_list(self) -> bool {
        self.form().children == Children::List
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Program;
    use crate::stock;
    use crate::xml::Document;

    #[test]
    fn every_kind_is_found_by_its_element() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.form().element), *kind);
        }
    }

    #[test]
    fn stock_loads_on_the_releases_that_ship_it() {
        for stock in stock::all() {
            let doc = Document::parse(stock.text).unwrap();
            let program = Program::of(&doc, doc.root());
            for &release in stock.releases {
                assert_eq!(
                    program.refusals(release).next(),
                    None,
                    "{release} {}",
                    stock.sequence.stem()
                );
            }
        }
    }

    #[test]
    fn what_the_engine_does_not_read_is_not_in_the_program() {
        let text = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">
            <filter xpath="$ctx:A"><then><drop/></then><log/></filter>
            <switch source="$ctx:A"><default/><default><log/></default></switch>
            <sequence key="x"><log/></sequence>
        </sequence>"#;
        let doc = Document::parse(text).unwrap();
        let program = Program::of(&doc, doc.root());
        assert!(program.all().all(|id| program.mediator(id).kind() != Kind::Log));
    }
}
