//! The table against itself: no release twice, no text twice, every text in the house format.

use std::collections::HashSet;

use super::*;

#[test]
fn a_release_ships_a_sequence_at_most_once() {
    for &sequence in SequenceName::ALL {
        let mut seen = HashSet::new();
        for stock in variants(sequence) {
            assert!(!stock.releases.is_empty() && stock.releases.is_sorted(), "{stock:?}");
            assert!(stock.releases.iter().all(|r| seen.insert(*r)), "{sequence}: a release twice");
        }
        let first = variants(sequence).map(Stock::first).min().expect("some release");
        assert_eq!(seen.len(), Release::ALL.iter().filter(|r| **r >= first).count(), "{sequence}");
    }
}

#[test]
fn each_content_is_embedded_once_and_in_order() {
    let texts: HashSet<_> = all().iter().map(|s| s.text).collect();
    assert_eq!(texts.len(), all().len());
    assert!(all().is_sorted_by_key(|s| (s.sequence, s.first())));
}

#[test]
fn every_release_ships_its_number_of_files() {
    let count = |release| shipped(release).collect::<HashSet<_>>().len();
    let expected = [
        (V1_7_0, 9),
        (V1_8_0, 9),
        (V1_9_0, 10),
        (V1_9_1, 10),
        (V1_10_0, 10),
        (V2_0_0, 10),
        (V2_1_0, 12),
        (V2_2_0, 13),
        (V2_5_0, 13),
        (V2_6_0, 13),
        (V3_0_0, 14),
        (V3_1_0, 14),
        (V3_2_0, 14),
        (V4_0_0, 17),
        (V4_1_0, 18),
        (V4_2_0, 18),
        (V4_3_0, 18),
        (V4_4_0, 18),
        (V4_5_0, 18),
        (V4_6_0, 21),
        (V4_7_0, 21),
    ];
    assert_eq!(expected.len(), Release::ALL.len());
    for (release, files) in expected {
        assert_eq!(count(release), files, "{release}");
        assert_eq!(shipped(release).count(), files, "{release}: a file twice");
    }
}

#[test]
fn a_file_ships_from_its_first_release_on() {
    assert!(!ships_file(V2_0_0, "dispatchSeq.xml"));
    assert!(ships_file(V2_1_0, "dispatchSeq.xml"));
    assert!(!ships_file(V3_2_0, "_block_api_handler_.xml"));
    assert!(ships_file(V4_0_0, "_block_api_handler_.xml"));
    assert!(!ships_file(V4_0_0, "block_api_handler.xml"), "only real names");
    assert_eq!(get(GraphqlFailureHandler, V2_6_0), None);
    assert_eq!(get(Fault, V3_2_0).map(|s| (s.first(), s.last())), Some((V2_1_0, V3_2_0)));
}

#[test]
fn each_text_names_its_sequence_and_is_in_the_house_format() {
    const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    for stock in all() {
        let root = format!(
            r#"<sequence xmlns="http://ws.apache.org/ns/synapse" name="{}">"#,
            stock.sequence.default_name_attribute()
        );
        let mut lines = stock.text.lines();
        assert_eq!(lines.next(), Some(DECLARATION), "{}", stock.sequence);
        assert_eq!(lines.next(), Some(root.as_str()), "{}", stock.sequence);
        assert!(stock.text.ends_with("</sequence>\n"), "{}", stock.sequence);
        for line in lines {
            let indent = line.len() - line.trim_start_matches(' ').len();
            assert!(indent % 4 == 0 && line.trim_end() == line, "{}: {line:?}", stock.sequence);
            assert!(line.is_ascii() && !line.contains(['\t', '\r']), "{line:?}");
        }
    }
}

#[test]
fn no_text_has_a_comment_or_a_licence() {
    for stock in all() {
        let lower = stock.text.to_ascii_lowercase();
        for foreign in ["<!--", "licen", "copyright", "<![cdata[", "<!doctype"] {
            assert!(!lower.contains(foreign), "{}: {foreign}", stock.sequence);
        }
    }
}

#[test]
fn xml_errors_end_where_json_begins() {
    for stock in all() {
        let json = stock.text.contains(r#"media-type="json""#);
        assert!(!json || stock.first().answers_json(), "{} {}", stock.sequence, stock.first());
        let fault = stock.text.contains("<am:fault");
        assert!(!fault || !stock.last().answers_json(), "{} {}", stock.sequence, stock.last());
    }
}
