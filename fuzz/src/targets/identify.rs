//! The release that a sequence was made from is found, and what is said of it is so.

use faultgraft::identify::{Distances, Favour, bases, nearest};
use faultgraft::program::{Ix, Tree, sequence_in};
use faultgraft::stock::{self, Release};
use faultgraft::xml::Document;

use super::input::Input;

pub fn target(data: &[u8]) {
    let input = Input::of(data);
    let Ok(doc) = Document::read(input.documents[0]) else { return };
    let Some(element) = sequence_in(&doc, input.sequence) else { return };
    let tree = Tree::of(&doc, element);
    let distances = Distances::of(input.sequence, &tree);
    let chosen = bases(&[&distances], None).remove(0);
    let info = distances.info(chosen.release);
    let ships = stock::get(input.sequence, chosen.release);
    assert_eq!(ships.is_some(), distances.from_release(chosen.release).is_some());
    assert_eq!(distances.from_release(chosen.release).unwrap_or(0), info.edits);
    assert!(!chosen.rivals.contains(&chosen.release));
    assert_eq!(nearest(&[&distances], Favour::Old), nearest(&[&distances], Favour::Old));
    for &release in Release::ALL {
        let Some(stock) = stock::get(input.sequence, release) else { continue };
        let shipped = Document::parse(stock.text).expect("stock is XML");
        let shipped = Tree::of(&shipped, shipped.root());
        let is_equal = shipped.node(Ix::ROOT).content == tree.node(Ix::ROOT).content;
        let edits = distances.from_release(release).expect("it ships the sequence");
        // Comments of the operator's count too, and are no content.
        if is_equal {
            assert_eq!(edits, tree.comments().len(), "equal to the stock of {release}");
        } else {
            assert!(edits > 0, "no edit from the stock of {release}, and it is another sequence");
        }
    }
    // With a stated release, and beside itself, it is still a release that there is.
    for chosen in bases(&[&distances, &distances], Some(input.from)) {
        let _ = distances.info(chosen.release);
    }
}
