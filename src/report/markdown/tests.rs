//! What a reader of Markdown makes of the report.

use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::super::sample;
use super::blocks::{Block, code, escaped, write as write_blocks};
use super::*;
use crate::model::{FilePlan, Scope};

fn events(text: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_FOOTNOTES;
    Parser::new_ext(text, options).collect()
}

/// Its text, where nothing but text and code is in it.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for event in events(text) {
        match event {
            Event::Text(text) | Event::Code(text) => shown += &text,
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            other => panic!("{other:?} in {text:?}"),
        }
    }
    shown
}

const NASTY: &str =
    "a *b* _c_ `d` [e](f) <g h=\"i\"> &amp; j|k ~~l~~ $m$ http://n \\* ![o](p) <!-- q -->";

#[test]
fn what_is_escaped_shows_as_it_is() {
    assert_eq!(shown(&format!("x {}", escaped(NASTY))), format!("x {NASTY}"));
    for text in [NASTY, "`", "``a`", " a ", "", "`a` b"] {
        let expected = text.replace('|', "\\|");
        let found = shown(&format!("x {} y", code(text)));
        assert_eq!(
            found.split_whitespace().collect::<String>(),
            format!("x{expected}y").split_whitespace().collect::<String>()
        );
    }
    assert_eq!(escaped("@wso2 #12 \u{1b}[2J"), "@\u{2060}wso2 #\u{2060}12 \\\\u{1b}\\[2J");
}

#[test]
fn a_cell_is_one_cell_whatever_stands_in_it() {
    let table = Block::table(&["a", "b"], [vec![escaped("x|y"), code("p|`q`")]].into_iter());
    let mut out = Vec::new();
    write_blocks(&[table], 1000, &Block::default(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let events = events(&text);
    let cells = events.iter().filter(|e| matches!(e, Event::Start(Tag::TableCell))).count();
    assert_eq!(cells, 4, "{text}");
    assert!(
        events.contains(&Event::Text("x".into())) || events.contains(&Event::Text("x|y".into()))
    );
    assert!(events.contains(&Event::Code("p|`q`".into())), "{events:?}");
}

/// The text of every fenced block, by its language.
fn fences(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                found.push((language.to_string(), String::new()));
                inside = true;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => found.last_mut().unwrap().1 += &text,
            _ => {}
        }
    }
    found
}

#[test]
fn a_fence_holds_what_looks_like_one() {
    let text = "a\n```\n````xml\nb\n";
    let mut out = Vec::new();
    let rest = Block::default();
    write_blocks(&[Block::fenced("diff", text).indented(3)], 1000, &rest, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(fences(&format!("1. x\n\n{out}")), [("diff".to_owned(), text.to_owned())]);
}

/// Wherever it is cut: within the limit, no fence open, and the pointer at the end.
#[test]
fn the_cut_is_never_inside_a_fence() {
    let body: String = (0..30).map(|n| format!("+ line {n} ```\n")).collect();
    let blocks = [
        Block::line("# head"),
        Block::table(&["a"], (0..9).map(|n| vec![n.to_string()])),
        Block::fenced("diff", &body),
        Block::fenced("xml", &body),
        Block::line("the end"),
    ];
    let rest = Block::line("**Cut here.**");
    for most in 20..1200 {
        let mut out = Vec::new();
        write_blocks(&blocks, most, &rest, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.chars().count() <= most, "{most}: {}", text.chars().count());
        let whole = text.ends_with("the end\n\n");
        assert!(whole || text.ends_with("**Cut here.**\n\n"), "{most}: {text}");
        assert_eq!(whole, !text.contains("Cut here"), "{most}");
        let fences = fences(&text);
        assert!(fences.iter().all(|(_, text)| body.starts_with(text.as_str())), "{most}: {text}");
        let strong = events(&text).iter().filter(|e| **e == Event::Start(Tag::Strong)).count();
        assert_eq!(strong, usize::from(!whole), "the pointer is inside a fence: {text}");
    }
}

fn report(plan: &Plan) -> String {
    let mut out = Vec::new();
    write(plan, &crate::report::Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_diff_stands_in_a_fence_and_nothing_is_html() {
    let plan = sample::plan();
    let text = report(&plan);
    let fences = fences(&text);
    let has =
        |diff: &String| fences.iter().any(|(language, text)| language == "diff" && text == diff);
    let with_diff = plan.files.iter().filter(|file| file.has_diff());
    let diffs: Vec<String> = with_diff.map(FilePlan::diff).collect();
    assert!(diffs.len() > 1 && diffs.iter().all(has), "{text}");
    let markup = |e: &Event<'_>| matches!(e, Event::Html(_) | Event::InlineHtml(_));
    assert!(!events(&text).iter().any(markup), "{text}");
    for (_, edit) in plan.edits() {
        assert!(text.contains(&code(&edit.summary)), "{}", edit.summary);
    }
}

#[test]
fn the_report_reads_well() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("report-markdown", report(&sample::plan())));
}

/// Tenants with the same files are told once, as in the text.
#[test]
fn tenants_are_folded() {
    let mut plan = sample::plan();
    let of_tenant = plan.files.iter().find(|f| f.scope.is_tenant()).unwrap().clone();
    let text = report(&plan);
    for id in 100..160 {
        plan.files.push(FilePlan { scope: Scope::Tenant(id), ..of_tenant.clone() });
    }
    let folded = report(&plan);
    let heads = |text: &str| text.matches("\n### ").count();
    assert_eq!(heads(&folded), heads(&text), "{folded}");
    assert!(folded.contains("61 tenants"), "{folded}");
}

#[test]
fn a_long_report_is_cut() {
    let mut plan = sample::plan();
    for merged in plan.files.iter_mut().filter_map(|file| file.merged.as_mut()) {
        let text = &mut Arc::make_mut(merged).hunks.text;
        *text = text.repeat(400);
    }
    let text = report(&plan);
    assert!(text.chars().count() <= MOST && text.chars().count() > MOST - 300);
    let last = text.trim_end().lines().last().unwrap();
    assert!(last.contains("`faultgraft plan /opt/wso2am-2.6.0 --format text`"), "{last}");
}
