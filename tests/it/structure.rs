//! The stages of `src` import each other in one direction: no circle, neither between the
//! modules of the top level nor between files.
//!
//! The imports are read from the text: each path (`crate::xml::Span`, `super::Item`) is followed
//! through re-exports to the file that defines the item. So a `mod.rs` that only lists and
//! re-exports its children is not imported by a child that takes a name of a sibling through it.
//! A method that is called without naming its type is not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Folders in which, and between which, files may import each other in a circle, with the reason.
const NATURAL: &[(&[&str], &str)] = &[
    (&["expression"], "a tree of expressions is read by functions that call each other"),
    (&["gateway", "program"], "one evaluator: the walk runs mediators, which run their children"),
];

/// Whether a circle is of files in those folders.
fn is_in(circle: &Circle, folders: &[&str]) -> bool {
    circle.members.iter().all(|member| {
        folders
            .iter()
            .any(|f| member.strip_prefix(f).is_some_and(|r| r.is_empty() || r.starts_with('/')))
    })
}

#[test]
fn no_circle_between_files() {
    let circles = Source::read().circles(str::to_owned);
    let new = circles.iter().filter(|c| !NATURAL.iter().any(|(folders, _)| is_in(c, folders)));
    assert_eq!(new.map(Circle::to_string).collect::<String>(), "");
    for (folders, reason) in NATURAL {
        let still = circles.iter().any(|circle| is_in(circle, folders));
        assert!(still, "{folders:?} has no circle any more, take it off the list: {reason}");
    }
}

#[test]
fn no_circle_between_stages() {
    let circles = Source::read().circles(|file| stage(file).to_owned());
    let new = circles.iter().filter(|c| !NATURAL.iter().any(|(folders, _)| is_in(c, folders)));
    assert_eq!(new.map(Circle::to_string).collect::<String>(), "");
}

/// The stage that a file is part of: its folder at the top level, or itself.
fn stage(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or(file)
}

/// Every stage with those that it imports; those of a natural circle are one.
pub fn stages() -> BTreeMap<String, BTreeSet<String>> {
    let name = |file: &str| {
        let circle = NATURAL.iter().find(|(f, _)| f.len() > 1 && f.contains(&stage(file)));
        circle.map_or_else(|| stage(file).to_owned(), |(folders, _)| folders.join(" and "))
    };
    let source = Source::read();
    let is_stage = |file: &&String| !["lib.rs", "main.rs"].contains(&file.as_str());
    let mut stages: BTreeMap<String, BTreeSet<String>> =
        source.0.keys().filter(is_stage).map(|file| (name(file), BTreeSet::new())).collect();
    for (from, to, _) in source.imports() {
        let (from, to) = (name(&from), name(&to));
        if from != to && stages.contains_key(&to) {
            stages.get_mut(&from).map(|all| all.insert(to));
        }
    }
    stages
}

/// That an import is seen, wherever it is written and through whatever it is re-exported.
#[test]
fn imports_are_followed_to_the_file_that_defines_the_item() {
    let files = [
        ("lib.rs", "pub mod a; mod b;"),
        ("a.rs", "mod c; pub use c::{Deep as Name, self}; struct Own(Name);"),
        ("a/c.rs", "pub struct Deep; fn f<'x>(_: char) { f('{'); super::Own }"),
        (
            "b.rs",
            "// use crate::a::Own;\nfn f() { crate::a::Name::new(\"crate::a::Own\") }\n\
                  #[cfg(test)] mod tests { use crate::a::Own; }",
        ),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), File::of(text)));
    let seen: Vec<(String, String)> =
        Source(files.into()).imports().into_iter().map(|(from, to, _)| (from, to)).collect();
    let pairs = [("a.rs", "a/c.rs"), ("a/c.rs", "a.rs"), ("b.rs", "a/c.rs")];
    assert_eq!(seen, pairs.map(|(from, to)| (from.to_owned(), to.to_owned())));
}

/// A set of files that all reach each other, and the imports that make it so.
struct Circle {
    members: BTreeSet<String>,
    imports: Vec<(String, String, String)>,
}

impl std::fmt::Display for Circle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "\na circle of {}: {:?}", self.members.len(), self.members)?;
        self.imports.iter().try_for_each(|(from, to, path)| writeln!(f, "  {from} -> {to}: {path}"))
    }
}

/// All files of `src`, by their path below it.
struct Source(BTreeMap<String, File>);

impl Source {
    fn read() -> Self {
        let mut files = BTreeMap::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("src is readable") {
                let path = entry.expect("src is readable").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs")
                {
                    let name = path.strip_prefix(&root).expect("it is below src");
                    let text = fs::read_to_string(&path).expect("src is readable");
                    files.insert(name.display().to_string(), File::of(&text));
                }
            }
        }
        Source(files)
    }

    /// From which file to which, and by which path.
    fn imports(&self) -> BTreeSet<(String, String, String)> {
        let mut imports = BTreeSet::new();
        for (from, file) in &self.0 {
            for path in &file.paths {
                let to = self.definition(from, path, 0).filter(|to| to != from);
                imports.extend(to.map(|to| (from.clone(), to, path.join("::"))));
            }
        }
        imports
    }

    /// The circles between groups of files.
    fn circles(&self, group: impl Fn(&str) -> String) -> Vec<Circle> {
        let imports = self.imports();
        let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to, _) in &imports {
            graph.entry(group(from)).or_default().insert(group(to));
        }
        let reach: BTreeMap<&String, BTreeSet<&String>> =
            graph.keys().map(|from| (from, reached(&graph, from))).collect();
        let mutual = |a: &String, b: &String| {
            a != b
                && reach.get(a).is_some_and(|r| r.contains(b))
                && reach.get(b).is_some_and(|r| r.contains(a))
        };
        let mut circles: Vec<Circle> = Vec::new();
        for node in graph.keys() {
            let mut members: BTreeSet<String> =
                graph.keys().filter(|other| mutual(node, other)).cloned().collect();
            members.insert(node.clone());
            if members.len() > 1 && !circles.iter().any(|c| c.members == members) {
                let imports = imports
                    .iter()
                    .filter(|(from, to, _)| {
                        mutual(&group(from), &group(to)) && members.contains(&group(from))
                    })
                    .cloned()
                    .collect();
                circles.push(Circle { members, imports });
            }
        }
        circles
    }

    /// The file that defines what a path names; none where that is a module or not in `src`.
    fn definition(&self, from: &str, path: &[String], depth: usize) -> Option<String> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            _ if depth > 20 => None,
            "crate" if from.starts_with("cli/") => self.item("main.rs", rest, depth),
            "crate" | "faultgraft" => self.item("lib.rs", rest, depth),
            "super" => self.item(&self.parent(from)?, rest, depth),
            "self" => self.item(from, rest, depth),
            _ => self.item(from, path, depth),
        }
    }

    /// The file that defines `path` as seen from inside the module of a file.
    fn item(&self, module: &str, path: &[String], depth: usize) -> Option<String> {
        let (first, rest) = path.split_first()?;
        if first == "super" {
            return self.item(&self.parent(module)?, rest, depth);
        }
        let file = self.0.get(module)?;
        if rest.is_empty() && file.items.contains(first) {
            return Some(module.to_string());
        }
        if !rest.is_empty() && file.modules.contains(first) {
            return self.item(&self.child(module, first)?, rest, depth);
        }
        if file.items.contains(first) {
            return Some(module.to_string());
        }
        if let Some(target) = file.uses.get(first) {
            let whole: Vec<String> = target.iter().chain(rest).cloned().collect();
            if whole != *path {
                return self.definition(module, &whole, depth + 1);
            }
        }
        file.globs.iter().find_map(|glob| {
            let whole: Vec<String> = glob.iter().chain(path).cloned().collect();
            self.definition(module, &whole, depth + 1)
        })
    }

    /// The file of a child module: `a/b.rs` or `a/b/mod.rs`.
    fn child(&self, module: &str, name: &str) -> Option<String> {
        let folder = folder(module);
        [format!("{folder}{name}.rs"), format!("{folder}{name}/mod.rs")]
            .into_iter()
            .find(|path| self.0.contains_key(path))
    }

    /// The file of the module that a file's module is declared in.
    fn parent(&self, module: &str) -> Option<String> {
        let own = module.strip_suffix("/mod.rs").or_else(|| module.strip_suffix(".rs"))?;
        let Some((parent, _)) = own.rsplit_once('/') else {
            return Some(if own == "cli" { "main.rs" } else { "lib.rs" }.to_string());
        };
        [format!("{parent}.rs"), format!("{parent}/mod.rs")]
            .into_iter()
            .find(|path| self.0.contains_key(path))
    }
}

/// The folder that holds the children of a file's module, with its slash.
fn folder(module: &str) -> String {
    match module {
        "lib.rs" | "main.rs" => String::new(),
        _ => match module.strip_suffix("mod.rs") {
            Some(folder) => folder.to_string(),
            None => format!("{}/", module.trim_end_matches(".rs")),
        },
    }
}

fn reached<'a>(
    graph: &'a BTreeMap<String, BTreeSet<String>>,
    from: &'a String,
) -> BTreeSet<&'a String> {
    let mut seen = BTreeSet::new();
    let mut todo = vec![from];
    while let Some(next) = todo.pop() {
        for to in graph.get(next).into_iter().flatten() {
            if seen.insert(to) {
                todo.push(to);
            }
        }
    }
    seen
}

/// What one file defines and names, its tests left out.
#[derive(Default)]
struct File {
    modules: BTreeSet<String>,
    items: BTreeSet<String>,
    uses: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    paths: BTreeSet<Vec<String>>,
}

impl File {
    fn of(text: &str) -> Self {
        let tokens = without_tests(tokens(text));
        let mut file = File::default();
        let mut depth = 0;
        let mut at = 0;
        while at < tokens.len() {
            match tokens[at].as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                "use" => {
                    let known: BTreeSet<String> = file.uses.keys().cloned().collect();
                    let exported = at > 0 && ["pub", ")"].contains(&tokens[at - 1].as_str());
                    at = file.read_use(&tokens, at + 1, &[]);
                    for (name, path) in file.uses.iter().filter(|(n, _)| !known.contains(*n)) {
                        // What is only passed on is not an import of the file itself.
                        if !exported || tokens.iter().filter(|t| *t == name).count() > 1 {
                            file.paths.insert(path.clone());
                        }
                    }
                    continue;
                }
                "mod" if depth == 0 && tokens.get(at + 2).is_some_and(|t| t == ";") => {
                    file.modules.insert(tokens[at + 1].clone());
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "mod"
                    if depth == 0 =>
                {
                    file.items.extend(tokens.get(at + 1).cloned());
                }
                word if is_word(word) && at.checked_sub(1).is_none_or(|b| tokens[b] != "::") => {
                    let mut path = vec![tokens[at].clone()];
                    while tokens.get(at + 1).is_some_and(|t| t == "::")
                        && tokens.get(at + 2).is_some_and(|t| is_word(t))
                    {
                        path.push(tokens[at + 2].clone());
                        at += 2;
                    }
                    if path.len() > 1 {
                        file.paths.insert(path);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        file
    }

    /// One tree of a `use`, from a token on; gives the token behind it.
    fn read_use(&mut self, tokens: &[String], mut at: usize, before: &[String]) -> usize {
        let mut path = before.to_vec();
        loop {
            match tokens.get(at).map_or(";", String::as_str) {
                "::" => at += 1,
                "*" => {
                    self.globs.push(path);
                    return at + 1;
                }
                "{" => {
                    at += 1;
                    while tokens.get(at).is_some_and(|t| t != "}") {
                        at = self.read_use(tokens, at, &path);
                        at += usize::from(tokens.get(at).is_some_and(|t| t == ","));
                    }
                    return at + 1;
                }
                "as" => {
                    self.bind(tokens[at + 1].clone(), path);
                    return at + 2;
                }
                word if is_word(word) => {
                    path.push(word.to_string());
                    at += 1;
                }
                _ => {
                    if let Some(name) = path.last().filter(|_| path.len() > 1).cloned() {
                        self.bind(name, path);
                    }
                    return at;
                }
            }
        }
    }

    fn bind(&mut self, name: String, mut path: Vec<String>) {
        let name = if name == "self" {
            path.pop();
            path.last().cloned().unwrap_or_default()
        } else {
            name
        };
        self.uses.insert(name, path);
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The words and signs of a file, without comments, strings and characters.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(hashes) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            rest[open..].find(&close).map_or(rest.len(), |at| open + at + close.len())
        } else if first == '"' {
            string_end(rest)
        } else if first == '\'' {
            character_end(rest)
        } else if is_word(rest) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..end].to_string());
            end
        } else if rest.starts_with("::") {
            tokens.push("::".to_string());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    tokens
}

/// The number of hashes of a raw string that begins here.
fn raw_string(text: &str) -> Option<usize> {
    let text = text.strip_prefix('r')?;
    let hashes = text.len() - text.trim_start_matches('#').len();
    text[hashes..].starts_with('"').then_some(hashes)
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The end of a character; of a lifetime, the end of its quote.
fn character_end(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some(_)) => {
            chars.find(|(_, c)| *c == '\'').map_or(text.len(), |(at, _)| at + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// The tokens without each item that stands under `#[cfg(test)]`.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let mark: Vec<String> = ["#", "[", "cfg", "(", "test", ")", "]"].map(String::from).to_vec();
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at..].starts_with(&mark) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0;
        for token in &tokens[at + mark.len()..] {
            at += 1;
            depth += i32::from(token == "{") - i32::from(token == "}");
            if depth == 0 && (token == ";" || token == "}") {
                break;
            }
        }
        at += mark.len();
    }
    kept
}
