//! Properties of the whole module on generated payloads.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::value::push_literal;
use super::*;

fn arg(canonical: &str) -> Arg {
    Arg { canonical: canonical.to_owned(), ..Arg::default() }
}

fn part() -> impl Strategy<Value = TemplatePart> {
    prop_oneof![
        4 => select(vec!["x", "$", "0", "1 ", "\"", "\\", "\n", "é", "{", ","])
            .prop_map(|text| TemplatePart::Literal(text.to_owned())),
        4 => select(vec!["A", "B", "C", "D"]).prop_map(|name| TemplatePart::Arg(arg(name))),
        1 => select(vec![0, 98, 99]).prop_map(TemplatePart::Dangling),
    ]
}

fn text() -> impl Strategy<Value = Template> {
    prop::collection::vec(part(), 0..4).prop_map(|parts| {
        let mut template = Template::new();
        for part in parts {
            match part {
                TemplatePart::Literal(text) => push_literal(&mut template, &text),
                part => template.push(part),
            }
        }
        template
    })
}

fn bare() -> impl Strategy<Value = Template> {
    let literal = |text: &str| TemplatePart::Literal(text.to_owned());
    select(vec![
        vec![literal("1")],
        vec![literal("-2.5e3")],
        vec![literal("null")],
        vec![TemplatePart::Arg(arg("A"))],
        vec![TemplatePart::Arg(arg("B")), literal(".5")],
        vec![literal("-"), TemplatePart::Arg(arg("C")), TemplatePart::Arg(arg("A"))],
    ])
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![3 => text().prop_map(Value::Text), 1 => bare().prop_map(Value::Bare)];
    scalar.prop_recursive(3, 24, 6, |inner| {
        let name = select(vec!["a", "b", "c", "d", "e", "f", "$1", "\"", "[0]"]);
        let member = (name, inner.clone());
        prop_oneof![
            4 => prop::collection::vec(member, 0..7).prop_map(object),
            1 => prop::collection::vec(inner, 0..5).prop_map(Value::Array),
        ]
    })
}

/// An object; of members with the same name, the first.
fn object(members: Vec<(&str, Value)>) -> Value {
    let mut fields: Vec<Field> = Vec::new();
    for (name, value) in members {
        if fields.iter().all(|field| field.name != name) {
            fields.push(Field { name: name.to_owned(), value });
        }
    }
    Value::Object(fields)
}

/// A format of the value with the given white space round its punctuation, in turn.
fn spaced(value: &Value, spaces: &[&str]) -> (String, Vec<Arg>) {
    let (compact, args) = to_json(value);
    let mut spaces = spaces.iter().cycle();
    let (mut format, mut quoted, mut escaped) = (String::new(), false, false);
    for c in compact.chars() {
        let punctuation = !quoted && "{}[],:".contains(c);
        if punctuation {
            format.push_str(spaces.next().unwrap_or(&""));
        }
        format.push(c);
        if punctuation {
            format.push_str(spaces.next().unwrap_or(&""));
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
    }
    (format, args)
}

fn space() -> impl Strategy<Value = Vec<&'static str>> {
    let one = select(vec!["", " ", "\n  ", "\r\n\t", "\n\n"]);
    prop_oneof![Just(vec![]), prop::collection::vec(one, 1..9)]
}

fn read(format: &str, args: &[Arg]) -> Value {
    read_json(format, args, Reading::default()).expect(format)
}

/// Whether the args are what the format needs: each used and none missing.
fn args_fit(applied: &Applied) -> bool {
    let numbers: Vec<u32> = placeholders(&applied.format).map(|(_, n)| n).collect();
    (1..=applied.args.len()).all(|n| numbers.contains(&(n as u32)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_written_value_reads_back(value in value(), spaces in space()) {
        let (format, args) = spaced(&value, &spaces);
        prop_assert_eq!(check(&format), Ok(()));
        prop_assert_eq!(read(&format, &args), value);
    }

    #[test]
    fn edits_account_for_every_difference(base in value(), custom in value()) {
        let edits = diff(&base, &custom);
        prop_assert_eq!(edits.is_empty(), base == custom);
        let all: Vec<_> = edits.iter().collect();
        prop_assert_eq!(patch(&base, &all), Ok(custom));
    }

    #[test]
    fn edits_on_the_base_as_text_give_custom(
        base in value(), custom in value(), spaces in space(),
    ) {
        let (format, args) = spaced(&base, &spaces);
        let edits = diff(&base, &custom);
        let applied = apply(&format, &args, &edits.iter().collect::<Vec<_>>()).expect("applies");
        prop_assert_eq!(read(&applied.format, &applied.args), custom);
        prop_assert!(args_fit(&applied));
        prop_assert_eq!(applied.args_changed, applied.args != args);
    }

    #[test]
    fn no_edit_changes_no_byte(value in value(), spaces in space(), unused in any::<bool>()) {
        let (format, mut args) = spaced(&value, &spaces);
        args.extend(unused.then(|| arg("unused")));
        let applied = apply(&format, &args, &[]).expect("applies");
        prop_assert_eq!(applied, Applied { format, args, args_changed: false });
    }

    #[test]
    fn any_choice_of_edits_does_to_text_what_it_does_to_fields(
        base in value(), custom in value(), spaces in space(), choice in any::<u64>(),
    ) {
        let edits = diff(&base, &custom);
        let chosen: Vec<_> =
            edits.iter().enumerate().filter(|(i, _)| choice >> (i % 64) & 1 == 1).map(|(_, e)| e).collect();
        let (format, args) = spaced(&base, &spaces);
        let applied = apply(&format, &args, &chosen).expect("applies");
        prop_assert_eq!(Ok(read(&applied.format, &applied.args)), patch(&base, &chosen));
    }

    #[test]
    fn edits_that_merge_apply_to_a_third_payload(
        base in value(), custom in value(), target in value(), spaces in space(),
    ) {
        let edits = diff(&base, &custom);
        let outcomes = merge(&base, &target, &edits);
        let chosen: Vec<_> = edits.iter().zip(&outcomes)
            .filter(|(_, outcome)| **outcome == FieldOutcome::Apply)
            .map(|(edit, _)| edit)
            .collect();
        let (format, args) = spaced(&target, &spaces);
        let applied = apply(&format, &args, &chosen).expect("applies");
        prop_assert!(args_fit(&applied));
        prop_assert_eq!(Ok(read(&applied.format, &applied.args)), patch(&target, &chosen));
    }

    #[test]
    fn the_base_takes_every_edit_and_custom_has_them(base in value(), custom in value()) {
        let edits = diff(&base, &custom);
        prop_assert!(merge(&base, &base, &edits).iter().all(|o| *o == FieldOutcome::Apply));
        prop_assert!(merge(&base, &custom, &edits).iter().all(|o| *o == FieldOutcome::AlreadyThere));
    }

    #[test]
    fn a_mutated_payload_survives_its_own_edits(
        base in value(), moves in prop::collection::vec((any::<Index>(), any::<Index>()), 0..4),
    ) {
        let Value::Object(mut fields) = base.clone() else { return Ok(()) };
        let moves = if fields.is_empty() { Vec::new() } else { moves };
        for (from, to) in &moves {
            let field = fields.remove(from.index(fields.len()));
            fields.insert(to.index(fields.len() + 1), field);
        }
        let custom = Value::Object(fields);
        let edits = diff(&base, &custom);
        prop_assert!(edits.len() <= moves.len(), "{:?}", edits);
        prop_assert_eq!(patch(&base, &edits.iter().collect::<Vec<_>>()), Ok(custom));
    }
}
