//! The tags of a template that decide whether what stands between them is there.

use super::language::{Template, is_raw, statement_of};

/// What Jinja closes with `end` and the same name.
const BLOCKS: [&str; 11] =
    ["if", "for", "macro", "call", "filter", "set", "block", "raw", "with", "autoescape", "trans"];

/// What goes on with such a block.
const BRANCHES: [&str; 3] = ["else", "elif", "pluralize"];

/// What Ruby closes with `end`.
const OPENERS: [&str; 8] = ["if", "unless", "case", "while", "until", "for", "begin", "def"];

/// What goes on with that.
const CLAUSES: [&str; 6] = ["else", "elsif", "when", "in", "rescue", "ensure"];

impl Template {
    /// The offset of the first line of a text that is a statement where the environment takes lines as
    /// such: `# for x in y` and `%% if z` of Jinja (`line_statement_prefix`), `% if z` of ERB (its trim
    /// mode `%`).
    pub(super) fn line_statement(self, text: &str) -> Option<usize> {
        let prefixes: &[char] = if self == Self::Jinja { &['#', '%'] } else { &['%'] };
        let is_statement = |line: &str| {
            let Some(code) = line.strip_prefix(prefixes) else { return false };
            let code = code.trim_start_matches(prefixes).trim_start();
            let name = first_word(code);
            match self {
                Self::Jinja => {
                    let ended = name.strip_prefix("end").unwrap_or(name);
                    BLOCKS.contains(&ended) || BRANCHES.contains(&name)
                }
                Self::Erb => {
                    name == "end"
                        || OPENERS.contains(&name)
                        || CLAUSES.contains(&name)
                        || last_word(code) == "do"
                        || code.ends_with('|')
                }
            }
        };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at + line.len() - line.trim_start().len();
            at += line.len();
            if is_statement(line.trim()) {
                return Some(start);
            }
        }
        None
    }

    /// Where a text begins that sets Jinja's delimiters (the first line `#jinja2: ..` of Ansible).
    pub(super) fn other_delimiters(self, text: &str) -> Option<usize> {
        const SETS: [&str; 4] = ["variable_", "block_", "comment_", "line_"];
        let head = text.lines().next()?.strip_prefix("#jinja2:")?;
        let sets = |option: &str| SETS.iter().any(|of| option.trim_start().starts_with(of));
        (self == Self::Jinja && head.split(',').any(sets)).then_some(0)
    }
}

/// The control tags of one value or text.
pub(super) struct Statements<'t> {
    language: Template,
    /// The blocks that are open: the name that Jinja has for one, and where.
    open: Vec<(&'t str, usize)>,
}

impl<'t> Statements<'t> {
    pub(super) fn new(language: Template) -> Self {
        Self { language, open: Vec::new() }
    }

    /// Where the first block begins that is still open.
    pub(super) fn open(&self) -> Option<usize> {
        self.open.first().map(|&(_, at)| at)
    }

    /// Adds a tag; says whether what it goes on with or closes was opened here.
    pub(super) fn add(&mut self, tag: &'t str, at: usize) -> bool {
        match self.language {
            Template::Jinja => self.add_jinja(tag, at),
            Template::Erb => self.add_erb(tag, at),
        }
    }

    fn add_jinja(&mut self, tag: &'t str, at: usize) -> bool {
        let Some(statement) = statement_of(tag) else { return true };
        let name = first_word(statement);
        if let Some(ended) = name.strip_prefix("end") {
            return self.open.pop().is_some_and(|(opened, _)| opened == ended);
        }
        if BRANCHES.contains(&name) {
            return !self.open.is_empty();
        }
        let is_assignment = name == "set" && statement.contains('=');
        if BLOCKS.contains(&name) && !is_assignment && !is_raw(tag) {
            self.open.push((name, at));
        }
        true
    }

    fn add_erb(&mut self, tag: &'t str, at: usize) -> bool {
        let inside = tag[2..tag.len() - 2].trim_matches('-');
        if inside.starts_with('#') {
            return true;
        }
        let is_value = inside.starts_with('=');
        let code = inside.trim_start_matches('=').trim();
        let name = first_word(code);
        if name == "end" || code.starts_with('}') {
            if self.open.pop().is_none() {
                return false;
            }
        } else if CLAUSES.contains(&name) && !is_value {
            return !self.open.is_empty();
        }
        let opens = OPENERS.contains(&name) && last_word(code) != "end" && !is_value;
        if opens || takes_block(code) {
            self.open.push(("", at));
        }
        true
    }
}

/// Whether a piece of Ruby ends with the start of a block: `do`, `do |x|`, `{`, `{ |x|`.
fn takes_block(code: &str) -> bool {
    let code = match code.strip_suffix('|').and_then(|code| code.rsplit_once('|')) {
        Some((before, _)) => before.trim_end(),
        None => code,
    };
    code.ends_with('{') || last_word(code) == "do"
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn first_word(code: &str) -> &str {
    &code[..code.find(|c| !is_word(c)).unwrap_or(code.len())]
}

fn last_word(code: &str) -> &str {
    let start = code.char_indices().rev().take_while(|&(_, c)| is_word(c)).last();
    start.map_or("", |(at, _)| &code[at..])
}
