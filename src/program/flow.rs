//! Who runs before whom: the order in which the mediators of a sequence get the message.

use super::form::Then;
use super::kinds::Kind;
use super::tree::{Ix, Tree};

/// The mediators that may have run when the message comes to a node, in the order they ran; each
/// stands for all inside it.
pub fn before(tree: &Tree<'_>, node: Ix) -> Vec<Ix> {
    let mut levels: Vec<Vec<Ix>> = levels(tree, node)
        .map(|(list, inner)| tree.children(list).take_while(|&n| n < inner).collect())
        .collect();
    levels.reverse();
    levels.concat()
}

/// The mediators that the message may come to after a node, in order; each stands for all inside
/// it.
pub fn next<'t>(tree: &'t Tree<'_>, node: Ix) -> impl Iterator<Item = Ix> + 't {
    levels(tree, node).flat_map(|(_, inner)| tree.following(inner))
}

/// The lists around a node, innermost first, each with its child that holds the node.
fn levels<'t>(tree: &'t Tree<'_>, node: Ix) -> impl Iterator<Item = (Ix, Ix)> + 't {
    let inner = std::iter::once(node).chain(tree.ancestors(node));
    tree.ancestors(node).zip(inner).filter(|(list, _)| tree.kind(*list).is_mediator_list())
}

/// True if nothing after a mediator runs, whatever path the message takes through it.
pub fn always_ends(tree: &Tree<'_>, node: Ix) -> bool {
    let ends = |list: Ix| tree.children(list).any(|n| always_ends(tree, n));
    let branches = |first: Kind, last: Kind| {
        let all: Vec<Ix> = tree.children(node).collect();
        let has = |kind| all.iter().any(|&n| tree.kind(n) == kind);
        has(first) && has(last) && all.iter().all(|&n| ends(n))
    };
    match tree.kind(node) {
        Kind::Filter => branches(Kind::Then, Kind::Else),
        Kind::Switch => branches(Kind::Case, Kind::Default),
        kind => kind.form().then == Then::Ends,
    }
}

/// The sequence or template of the operator's that a node calls, by name.
pub fn own_call<'t>(tree: &'t Tree<'_>, node: Ix) -> Option<&'t str> {
    let name = match tree.kind(node) {
        Kind::Sequence => tree.attr(node, "key"),
        Kind::CallTemplate => tree.attr(node, "target"),
        Kind::Then | Kind::Else => tree.attr(node, "sequence"),
        _ => None,
    }?;
    (!matches!(name, "_cors_request_handler_" | "_build_")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Document;

    const TEXT: &str = r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="s">
  <log/>
  <filter xpath="$ctx:A"><then><drop/><header name="To" action="remove"/></then>
    <else><property name="B" value="1"/><sequence key="own"/></else></filter>
  <switch source="$ctx:C"><case regex="x"><respond/></case><default><send/></default></switch>
  <store messageStore="m"/>
</sequence>"#;

    #[test]
    fn branches_do_not_run_before_each_other() {
        let doc = Document::parse(TEXT).unwrap();
        let tree = Tree::of(&doc, doc.root());
        let find = |kind| tree.all().find(|&n| tree.kind(n) == kind).unwrap();
        let kinds = |nodes: Vec<Ix>| nodes.into_iter().map(|n| tree.kind(n)).collect::<Vec<_>>();
        let call = tree.all().find(|&n| own_call(&tree, n).is_some()).unwrap();
        assert_eq!(kinds(before(&tree, call)), [Kind::Log, Kind::Property]);
        assert_eq!(
            kinds(next(&tree, find(Kind::Drop)).collect())[..2],
            [Kind::Header, Kind::Switch]
        );
        assert!(always_ends(&tree, find(Kind::Switch)));
        assert!(!always_ends(&tree, find(Kind::Filter)));
    }
}
