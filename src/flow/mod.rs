//! Data flow: which value of what reaches which mediator.
//!
//! ```text
//! Program + what it calls --run--> Flow
//! ```
//!
//! An abstract run of a program with the sequences that it calls. It says for every mediator which
//! definition of each location that it reads may reach it ([`Read`]), which clients can be there
//! ([`Clients`]), and for every mediator that makes a body who gets that body ([`Goes`]). Nothing
//! else works this out for itself.
//!
//! 1. [`clients`] are the kinds of clients that sequences tell apart, and what a condition is for
//!    each of them.
//! 2. `values` are the definitions, in static single assignment form: a location has one value at
//!    a time, and where branches meet that differ it gets a joined one. So the run is linear in the
//!    size of the program.
//! 3. `state` is what holds at one point, with a journal that takes back what a branch did.
//! 4. `run` walks the program; `callee` is a sequence that is called, summed up once a `gateway`.
//!
//! The message is followed as the engine passes it on (wso2-synapse, `AbstractListMediator`): a
//! mediator that returns false ends the sequences around it, a copy of the message leaves the
//! message itself alone.

mod callee;
pub mod clients;
mod found;
mod gateway;
mod goes;
mod run;
mod state;
mod values;

pub use clients::{Clients, Told};
pub use found::{Called, Ends, Flow, Read, SECRETS, Start, of_an_answer, taken_of_the_request};
pub use gateway::Gateway;
pub use goes::Goes;
pub use values::Origins;

#[cfg(test)]
mod tests;
