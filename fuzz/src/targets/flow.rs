//! Data is followed through a sequence: what is said of a mediator can be so.

use faultgraft::callees::{Callee, Callees};
use faultgraft::flow::{Clients, Ends, Flow, Gateway, Start, of_an_answer, taken_of_the_request};
use faultgraft::program::{Tree, sequence_in};
use faultgraft::xml::Document;

use super::input::Input;

pub fn target(data: &[u8]) {
    let input = Input::of(data);
    let read = |bytes: &&[u8]| Document::read(bytes).ok();
    let documents: Vec<Document> = input.documents.iter().filter_map(read).collect();
    let Some((doc, others)) = documents.split_first() else { return };
    let Some(element) = sequence_in(doc, input.sequence) else { return };
    let tree = Tree::of(doc, element);
    let program = tree.program();
    // The other documents are what it may call.
    let own = others.iter().filter_map(|doc| {
        let name = faultgraft::program::name_attribute(doc, doc.root())?;
        Some((name, Callee::at(doc, doc.root())?))
    });
    let callees = Callees::none().with(own.collect::<Vec<_>>());
    let watched = taken_of_the_request(program);
    for gateway in [
        Gateway::old(input.from, &callees).telling(of_an_answer()),
        Gateway::new(input.to, &callees).telling(of_an_answer()),
    ] {
        for clients in [Clients::ALL, Clients::SOAP, Clients::NONE] {
            let start = Start { clients, watched: &watched, ..Start::default() };
            let flow = Flow::of(program, &gateway, &start);
            let within = |some: Clients, what: &str| {
                assert!(some.are_within(clients), "{what}: {some} of {clients}");
            };
            for id in program.all() {
                within(flow.clients(id), "clients");
                within(flow.unanswered(Some(id)), "unanswered");
                within(flow.goes(id).clients(), "goes");
                let reads = flow.reads(id).iter().chain(flow.answers(id));
                for read in reads {
                    assert!(read.from.writers.iter().all(|w| w.index() < program.all().count()));
                    assert!(read.from.writers.is_sorted(), "{read:?}");
                }
            }
            within(flow.at_end(), "at the end");
            let first = program.all().nth(1);
            if let Some(first) = first.filter(|&id| flow.ends(id) == Ends::Always) {
                let node = program.node(first).element;
                if doc.parent(node) == Some(element) {
                    assert!(flow.at_end().is_empty(), "the end is reached behind {first:?}");
                }
            }
        }
    }
}
