//! Who gets a body.

use super::Clients;
use crate::program::Taker;

/// Who gets a body that a mediator makes, over all ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Goes {
    /// The clients that get it as their answer, from the sequence itself.
    pub answered: Clients,
    /// The clients for which the sequence ends with it: its caller, or Java, goes on with it.
    pub returned: Clients,
    /// Whether another system gets it: an endpoint, a store, a queue.
    pub to_others: bool,
    /// Whether a mediator makes something of it.
    pub is_material: bool,
}

impl Goes {
    /// The clients that get it one way or the other.
    pub fn clients(self) -> Clients {
        self.answered | self.returned
    }

    /// True if nobody gets it.
    pub fn is_nowhere(self) -> bool {
        self == Self::default()
    }

    /// What both say.
    pub fn and(self, other: Self) -> Self {
        Self {
            answered: self.answered | other.answered,
            returned: self.returned | other.returned,
            to_others: self.to_others || other.to_others,
            is_material: self.is_material || other.is_material,
        }
    }

    /// The same for some clients only.
    pub fn among(self, clients: Clients) -> Self {
        Self { answered: self.answered & clients, returned: self.returned & clients, ..self }
    }

    /// The same where what is returned is known to go on like that.
    pub fn followed_by(self, next: Self) -> Self {
        let here = Self { returned: Clients::NONE, ..self };
        match self.returned.is_empty() {
            true => here,
            false => here.and(next.among(self.returned)),
        }
    }

    pub(super) fn to(taker: Taker, clients: Clients) -> Self {
        match taker {
            Taker::Client => Self { answered: clients, ..Self::default() },
            Taker::Other => Self { to_others: true, ..Self::default() },
            Taker::Mediator => Self { is_material: true, ..Self::default() },
        }
    }
}
