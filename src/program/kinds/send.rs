//! `send`: sends the message, back to the client where it is a response (wso2-synapse,
//! `SendMediatorFactory`, `SendMediator`).

use crate::expression::Location;
use crate::program::form::{Children, Form, Identity, Is, Then, attribute};
use crate::program::mediator::Mediate;
use crate::program::part::{Part, Reader};
use crate::program::uses::Uses;
use crate::stock::Release;
use crate::xml::NodeId;

/// Sends the message.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// Where to; none for where the message says.
    pub endpoint: Option<NodeId>,
    /// The sequence that gets the response.
    pub receive: Option<String>,
}

/// Where a message is sent.
pub const ENDPOINT: Form = Form::part("endpoint");

impl Mediate for Send {
    const FORM: Form = Form {
        attributes: &[
            attribute("buildmessage", Is::Default("false")),
            attribute("receive", Is::Sequence),
        ],
        identity: Identity::Alone,
        children: Children::Content,
        then: Then::Ends,
        ..Form::of("send")
    };

    fn read(at: Part<'_>, _: &mut Reader<'_>) -> Self {
        let endpoint = at.part("endpoint").map(|e| e.element);
        Self { endpoint, receive: at.attr("receive") }
    }

    fn refused(&self, _: Release) -> Option<String> {
        None
    }

    fn uses(&self, uses: &mut Uses) {
        uses.reads.extend([
            Location::scoped("default", "RESPONSE"),
            Location::Address("To".to_owned()),
            Location::Body,
        ]);
        self.receive.iter().for_each(|key| uses.call(key));
    }
}
