//! A sequence is run for every way through it, on an old gateway and on a new one: what is told of
//! it is JSON, and the same the next time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use faultgraft::gateway::{Library, Sequence};
use faultgraft::preview::{Flow, Request, Side, alone};
use faultgraft::program::sequence_in;
use faultgraft::report::preview as report;
use faultgraft::stock::{self, Release, SequenceName};
use faultgraft::xml::Document;

use super::input::Input;

pub fn target(data: &[u8]) {
    let input = Input::of(data);
    let Ok(doc) = Document::read(input.documents[0]) else { return };
    let Some(element) = sequence_in(&doc, input.sequence) else { return };
    let file = Sequence::at(doc, element);
    for (release, sequence) in [(input.from, Some(input.sequence)), (input.to, None)] {
        let first = told(&file, release, sequence);
        assert_eq!(first, told(&file, release, sequence), "another preview of the same file");
    }
}

fn told(file: &Sequence, release: Release, sequence: Option<SequenceName>) -> String {
    let library = library(release);
    let flow = Flow { sequence, release };
    let side = Side { file, library: &library, flow, in_steps: true, asks_cors: false };
    let ways = alone(side, &Request::default(), false);
    for way in &ways.all {
        let ran = way.new.as_ref().expect("the side that was run");
        assert!(ran.answer.status.is_none_or(|status| status.to_string().len() < 12));
    }
    let one = report::One { sequence: "fault".to_owned(), release, ways, trace: true };
    let mut json = Vec::new();
    report::one_as_json(&one, &mut json).expect("written to memory");
    serde_json::from_slice::<serde_json::Value>(&json)
        .unwrap_or_else(|e| panic!("{e}\n{}", String::from_utf8_lossy(&json)));
    let mut text = Vec::new();
    report::one_as_text(&one, 80, &mut text).expect("written to memory");
    let mut markdown = Vec::new();
    report::one_as_markdown(&one, &mut markdown).expect("written to memory");
    String::from_utf8([text, markdown, json].concat()).expect("reports are UTF-8")
}

/// What a release ships, read once.
fn library(release: Release) -> Rc<Library> {
    thread_local!(static KNOWN: RefCell<HashMap<Release, Rc<Library>>> = RefCell::default());
    KNOWN.with_borrow_mut(|known| {
        let made = || {
            let mut library = Library::on(release);
            for &name in SequenceName::ALL {
                let shipped = stock::get(name, release);
                let read = shipped.and_then(|stock| Sequence::parse(stock.text).ok());
                library
                    .sequences
                    .extend(read.map(|s| (name.default_name_attribute().to_owned(), s.into())));
            }
            Rc::new(library)
        };
        Rc::clone(known.entry(release).or_insert_with(made))
    })
}
