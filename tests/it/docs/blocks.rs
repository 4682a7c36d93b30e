//! The fenced blocks of a document, and the document with some of them written again.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

/// A block between two lines of three backticks.
pub struct Block {
    /// What stands behind the backticks, such as `sh`.
    pub language: String,
    /// Without the indentation of the list that the block stands in.
    pub body: String,
    /// The line number of the opening backticks.
    pub line: usize,
    indent: usize,
    /// The lines between the backticks, counted from 0.
    inside: std::ops::Range<usize>,
}

/// All blocks of a document, in order.
///
/// # Panics
///
/// Where Markdown knows a block of code that was not found here: nothing would run that one.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        let Some(fence) = line.trim_start().strip_prefix("```") else { continue };
        match open.take() {
            Some(mut block) => {
                block.inside.end = number;
                let lines = text.lines().skip(block.inside.start).take(block.inside.len());
                block.body = lines.map(|l| dedent(l, block.indent).to_owned() + "\n").collect();
                found.push(block);
            }
            None => {
                open = Some(Block {
                    language: fence.to_owned(),
                    body: String::new(),
                    line: number + 1,
                    indent: line.len() - line.trim_start().len(),
                    inside: number + 1..number + 1,
                });
            }
        }
    }
    let languages: Vec<&str> = found.iter().map(|b| &*b.language).collect();
    assert_eq!(languages, languages_of_markdown(text));
    found
}

fn dedent(line: &str, indent: usize) -> &str {
    line.get(..indent)
        .filter(|start| start.trim().is_empty())
        .map_or(line.trim_start(), |_| &line[indent..])
}

fn languages_of_markdown(text: &str) -> Vec<String> {
    let start = |event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => Some(language.to_string()),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some("indented".to_owned()),
        _ => None,
    };
    Parser::new(text).filter_map(start).collect()
}

/// The document with another body in some of its blocks.
pub fn with_bodies(text: &str, new: &[(Block, String)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (block, body) in new.iter().rev() {
        let indent = " ".repeat(block.indent);
        let indented = |line: &str| format!("{}{line}", if line.is_empty() { "" } else { &indent });
        lines.splice(block.inside.clone(), body.lines().map(indented));
    }
    lines.join("\n") + "\n"
}
