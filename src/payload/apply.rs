//! Edits on the target's own format text: what no edit touches stays byte for byte.
//!
//! People edit stock files by `sed` over the exact format string, and a diff shows what changed
//! only if nothing else did. So the edited tree is written from pieces of the old text; what is
//! new takes the spacing of its neighbours.

use super::diff::{FieldEdit, old_item};
use super::json::{Json, JsonKind, parse};
use super::patch::{ApplyError, List, Slot, Tree};
use super::read::{check, name};
use super::tokens::{Applied, Token, assemble, push_text};
use super::value::{Arg, Reading};
use super::write::{key, push_value};

/// Applies edits to a payload's own JSON format and args.
///
/// Any choice of the edits that [`diff`](super::diff()) gave may be applied, in their order, to
/// the format they were made for or to another: see [`patch`](super::patch()) for what happens
/// where the two differ. Of `$n` and args: an equal arg is shared, a new one appended, one that
/// lost its last use to an edit is removed and the later ones move up.
pub fn apply(
    target_format: &str,
    target_args: &[Arg],
    edits: &[&FieldEdit],
) -> Result<Applied, ApplyError> {
    let json = parse(target_format, Reading::default()).map_err(ApplyError::Target)?;
    if edits.is_empty() {
        let (format, args) = (target_format.to_owned(), target_args.to_vec());
        return Ok(Applied { format, args, args_changed: false });
    }
    let (text, json) = match json.span.is_empty() {
        false => (target_format, json),
        true => ("{}", Json { span: 0..2, ..json }),
    };
    let mut tree = of_json(&json);
    tree.apply(edits)?;

    let mut tokens = Vec::new();
    push_text(&mut tokens, &text[..json.span.start]);
    push_tree(&mut tokens, text, &tree);
    push_text(&mut tokens, &text[json.span.end..]);
    let applied = assemble(&tokens, target_args, text);
    check(&applied.format).map_err(ApplyError::Result)?;
    Ok(applied)
}

fn of_json(json: &Json) -> Tree<&Json> {
    let (keyed, slots) = match &json.kind {
        JsonKind::Text(_) | JsonKind::Bare(_) => return Tree::Old(json),
        JsonKind::Object(members) => {
            let slots = members.iter().enumerate().map(|(i, member)| {
                let name = name(&member.key).map(str::to_owned);
                Slot::old(name, i, of_json(&member.value))
            });
            (true, slots.collect())
        }
        JsonKind::Array(items) => {
            let slots = items.iter().enumerate();
            (false, slots.map(|(i, item)| Slot::old(Some(old_item(i)), i, of_json(item))).collect())
        }
    };
    Tree::List(List { origin: json, keyed, slots })
}

fn push_tree(tokens: &mut Vec<Token>, text: &str, tree: &Tree<&Json>) {
    match tree {
        Tree::Old(json) => push_text(tokens, &text[json.span.clone()]),
        Tree::New(value) => push_value(tokens, value),
        Tree::List(list) => push_list(tokens, text, list),
    }
}

fn push_list(tokens: &mut Vec<Token>, text: &str, list: &List<&Json>) {
    let spacing = Spacing::of(text, list.origin);
    let (open, close) = if list.keyed { ("{", "}") } else { ("[", "]") };
    push_text(tokens, open);
    for (at, slot) in list.slots.iter().enumerate() {
        let previous = at.checked_sub(1).and_then(|p| list.slots[p].index);
        push_text(tokens, spacing.before(at, slot.index, previous));
        if list.keyed {
            push_key(tokens, text, list.origin, slot, &spacing);
        }
        push_tree(tokens, text, &slot.value);
        if at + 1 < list.slots.len() {
            push_text(tokens, spacing.after(slot.index));
            push_text(tokens, ",");
        }
    }
    push_text(tokens, spacing.at_end(list.slots.is_empty()));
    push_text(tokens, close);
}

/// The key with its colon and the space round it.
fn push_key(
    tokens: &mut Vec<Token>,
    text: &str,
    object: &Json,
    slot: &Slot<&Json>,
    spacing: &Spacing<'_>,
) {
    let member = match (&object.kind, slot.index) {
        (JsonKind::Object(members), Some(index)) => members.get(index),
        _ => None,
    };
    match (member, &slot.new_key) {
        (_, Some(new_key)) => tokens.push(Token::Text(key(new_key))),
        (Some(member), None) => push_text(tokens, &text[member.key_span.clone()]),
        (None, None) => {}
    }
    match member {
        Some(m) => push_text(tokens, &text[m.key_span.end..m.value.span.start]),
        None => push_text(tokens, spacing.colon),
    }
}

/// The white space of one object or array, for the members that stay and for new ones.
struct Spacing<'a> {
    /// Before each old member.
    leads: Vec<&'a str>,
    /// Between each old member and its comma, after the last one the closing bracket.
    trails: Vec<&'a str>,
    /// What stands between brackets that hold nothing.
    hollow: &'a str,
    /// The colon as the first old member has it.
    colon: &'a str,
}

impl<'a> Spacing<'a> {
    fn of(text: &'a str, list: &Json) -> Self {
        let inner = list.span.start + 1..list.span.end - 1;
        let mut colon = ":";
        let spans: Vec<_> = match &list.kind {
            JsonKind::Object(members) => {
                if let Some(first) = members.first() {
                    colon = &text[first.key_span.end..first.value.span.start];
                }
                members.iter().map(|m| m.key_span.start..m.value.span.end).collect()
            }
            JsonKind::Array(items) => items.iter().map(|item| item.span.clone()).collect(),
            JsonKind::Text(_) | JsonKind::Bare(_) => Vec::new(),
        };
        let mut leads = Vec::with_capacity(spans.len());
        let mut trails = Vec::with_capacity(spans.len());
        for (i, span) in spans.iter().enumerate() {
            let before = if i == 0 { inner.start } else { spans[i - 1].end };
            let after = spans.get(i + 1).map_or(inner.end, |next| next.start);
            let lead = &text[before..span.start];
            leads.push(lead.split_once(',').map_or(lead, |(_, lead)| lead));
            let trail = &text[span.end..after];
            trails.push(trail.split_once(',').map_or(trail, |(trail, _)| trail));
        }
        let hollow = if spans.is_empty() { &text[inner] } else { "" };
        Self { leads, trails, hollow, colon }
    }

    /// What stands before the member at position `at` that was `index`-th, behind the one that
    /// was `previous`-th.
    fn before(&self, at: usize, index: Option<usize>, previous: Option<usize>) -> &'a str {
        let first = self.leads.first().copied().unwrap_or("");
        if at == 0 {
            return first;
        }
        let kept = |i: usize| (i > 0).then(|| self.leads[i]);
        if let Some(lead) = index.and_then(kept) {
            return lead;
        }
        let on_own_line = if first.contains('\n') { first } else { "" };
        let like = previous.and_then(kept).or(self.leads.get(1).copied()).unwrap_or(on_own_line);
        without_blank_lines(like)
    }

    fn after(&self, index: Option<usize>) -> &'a str {
        match index {
            Some(i) if i + 1 < self.trails.len() => self.trails[i],
            _ => "",
        }
    }

    fn at_end(&self, is_empty: bool) -> &'a str {
        match (is_empty, self.trails.last()) {
            (true, _) => self.hollow,
            (false, trail) => trail.copied().unwrap_or(""),
        }
    }
}

/// The last line break and what follows it.
fn without_blank_lines(space: &str) -> &str {
    match space.rfind('\n') {
        Some(at) if space[..at].ends_with('\r') => &space[at - 1..],
        Some(at) => &space[at..],
        None => space,
    }
}

#[cfg(test)]
mod tests {
    use super::super::diff::diff;
    use super::super::read::read_json;
    use super::*;

    fn args(names: &str) -> Vec<Arg> {
        let arg = |name: char| Arg { canonical: name.to_string(), ..Arg::default() };
        names.chars().map(arg).collect()
    }

    /// Target with the edits base to custom, each a format and the names of its args.
    fn carry(
        base: (&str, &str),
        custom: (&str, &str),
        target: (&str, &str),
    ) -> Result<(String, String), ApplyError> {
        let read = |(format, names): (&str, &str)| {
            read_json(format, &args(names), Reading::default()).expect(format)
        };
        let edits = diff(&read(base), &read(custom));
        let edits: Vec<_> = edits.iter().collect();
        let applied = apply(target.0, &args(target.1), &edits)?;
        let names = applied.args.iter().map(|arg| arg.canonical.as_str()).collect();
        Ok((applied.format, names))
    }

    fn in_place(base: &str, custom: &str) -> String {
        carry((base, "ABC"), (custom, "ABC"), (base, "ABC")).expect("applies").0
    }

    const STOCK: &str =
        r#"{"code":"$1","type":"Status report","message":"Runtime Error","description":"$2"}"#;

    #[test]
    fn one_new_member_takes_the_next_number() {
        let custom = r#"{"code":"$1","id":"$3","type":"Status report","message":"Runtime Error","description":"$2"}"#;
        let done = carry((STOCK, "CM"), (custom, "CMI"), (STOCK, "CM"));
        assert_eq!(done, Ok((custom.to_owned(), "CMI".to_owned())));
    }

    #[test]
    fn an_arg_without_use_goes_and_the_rest_moves_up() {
        let custom = r#"{"type":"Status report","message":"Runtime Error","description":"$1"}"#;
        let done = carry((STOCK, "CM"), (custom, "M"), (STOCK, "CM"));
        assert_eq!(done, Ok((custom.to_owned(), "M".to_owned())));
    }

    #[test]
    fn an_arg_that_was_never_used_stays() {
        let done = carry(("{\"a\":\"x\"}", ""), ("{\"a\":\"y\"}", ""), ("{\"a\":\"x\"}", "T"));
        assert_eq!(done, Ok(("{\"a\":\"y\"}".to_owned(), "T".to_owned())));
    }

    #[test]
    fn an_equal_arg_is_shared() {
        let done =
            carry(("{\"a\":1}", ""), ("{\"a\":1,\"b\":$1}", "M"), ("{\"a\":\"$1$2\"}", "CM"));
        assert_eq!(done, Ok(("{\"a\":\"$1$2\",\"b\":$2}".to_owned(), "CM".to_owned())));
    }

    #[test]
    fn blanks_around_members_stay_where_others_come_and_go() {
        let spaced = "{ \"a\":1 , \"b\":2  ,\"c\":3 }";
        assert_eq!(in_place(spaced, r#"{"a":1,"c":3}"#), "{ \"a\":1 ,\"c\":3 }");
        assert_eq!(in_place(spaced, r#"{"b":2,"c":3}"#), "{ \"b\":2  ,\"c\":3 }");
        let lines = "{\r\n \"a\":1,\r\n\r\n \"b\":2\r\n}";
        let more = "{\r\n \"a\":1,\r\n\r\n \"b\":2,\r\n \"n\":3\r\n}";
        assert_eq!(in_place(lines, r#"{"a":1,"b":2,"n":3}"#), more);
    }

    #[test]
    fn a_new_member_is_spaced_like_its_neighbours() {
        assert_eq!(
            in_place("\n{\n\t\"a\" : 1,\n\n\t\"b\" : 2\n}\n", r#"{"n":0,"a":1,"b":2,"z":"$1"}"#),
            "\n{\n\t\"n\" : 0,\n\t\"a\" : 1,\n\n\t\"b\" : 2,\n\t\"z\" : \"$1\"\n}\n"
        );
        assert_eq!(in_place("{ \"a\": 1 }", "{\"a\":1,\"b\":2}"), "{ \"a\": 1,\"b\": 2 }");
        assert_eq!(
            in_place("{\"a\": 1, \"b\": 2}", "{\"c\":3,\"a\":1,\"b\":2}"),
            "{\"c\": 3, \"a\": 1, \"b\": 2}"
        );
        assert_eq!(in_place("{ }", "{\"a\":[{\"b\":1}]}"), "{\"a\":[{\"b\":1}]}");
    }

    #[test]
    fn removals_leave_no_trace() {
        let base = "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}";
        assert_eq!(in_place(base, "{\"a\":1,\"b\":2}"), "{\n  \"a\": 1,\n  \"b\": 2\n}");
        assert_eq!(in_place(base, "{\"b\":2,\"c\":3}"), "{\n  \"b\": 2,\n  \"c\": 3\n}");
        assert_eq!(in_place(base, "{}"), "{}");
    }

    #[test]
    fn a_rename_touches_the_key_only() {
        assert_eq!(
            in_place("{ \"a\" :  \"\\u00e9$1\" }", "{\"b\":\"é$1\"}"),
            "{ \"b\" :  \"\\u00e9$1\" }"
        );
    }

    #[test]
    fn conflicts_can_be_settled_with_the_operators_side() {
        let settle = |base, custom, target| carry((base, ""), (custom, ""), (target, ""));
        let format = |text: &str| Ok((text.to_owned(), String::new()));
        assert_eq!(settle("{\"a\":1}", "{\"a\":2}", "{\"t\":0}"), format("{\"t\":0,\"a\":2}"));
        assert_eq!(settle("{}", "{\"a\":2}", "{\"a\":3}"), format("{\"a\":2}"));
        assert_eq!(settle("{\"a\":1}", "{\"b\":1}", "{\"b\":2,\"a\":1}"), format("{\"b\":1}"));
        assert_eq!(settle("{\"a\":1}", "{}", "{\"t\":0}"), format("{\"t\":0}"));
        assert_eq!(settle("{\"a\":1}", "[]", "{\"t\":0}"), format("[]"));
        let other_kind = settle("{\"o\":[1]}", "{\"o\":[2]}", "{\"o\":{}}");
        assert!(matches!(other_kind, Err(ApplyError::NoPlace(_))));
        let gone = settle("{\"o\":{\"a\":1}}", "{\"o\":{\"a\":2}}", "{}");
        assert_eq!(gone, Err(ApplyError::NoPlace(vec!["o".to_owned(), "a".to_owned()])));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        assert!(matches!(apply("<a/>", &[], &[]), Err(ApplyError::Target(_))));
    }

    #[test]
    fn a_blank_format_stays_until_something_is_put_into_it() {
        assert_eq!(apply("  ", &[], &[]).expect("Synapse sends {}").format, "  ");
        let filled = carry(("{}", ""), ("{\"a\":2}", ""), ("  ", ""));
        assert_eq!(filled, Ok(("{\"a\":2}".to_owned(), String::new())));
    }
}
