//! Every rule in small: what triggers it, and the same put right.

mod files;
mod findings;
mod flows;
mod rewriting;

/// What triggers a rule, and the same put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The code of the rule.
    pub code: &'static str,
    /// What an operator wrote.
    pub before: &'static str,
    /// What it becomes, where the rule rewrites it; else what to write instead.
    pub after: &'static str,
    /// The file it stands in, without `.xml`, where the rule is about some files only.
    pub within: Option<&'static str>,
}

/// The example of a rule.
pub fn example(code: &str) -> Option<&'static Example> {
    let all = [rewriting::EXAMPLES, findings::EXAMPLES, flows::EXAMPLES, files::EXAMPLES];
    all.into_iter().flatten().find(|e| e.code == code)
}

const fn anywhere(code: &'static str, before: &'static str, after: &'static str) -> Example {
    Example { code, before, after, within: None }
}

impl Example {
    const fn within(self, file: &'static str) -> Self {
        Self { within: Some(file), ..self }
    }
}
