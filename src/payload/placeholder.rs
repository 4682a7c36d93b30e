//! placeholder
use super::value::Arg;
use std::ops::Range;

/// What stands for a value in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hole {
    /// `$n`.
    Number(u32),
    /// `$ctx:NAME`, the name.
    Ctx(String),
}

/// A placeholder in a format text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it is.
    pub hole: Hole,
}

/// Every `$n` of a format text, JSON or XML, in order.
pub fn placeholders(_text: &str) -> impl Iterator<Item = (Range<usize>, u32)> + '_ {
    std::iter::empty()
}

/// The first `$n` without its arg.
pub fn too_few_args(_format: &str, _n_args: usize) -> Option<u32> {
    todo!()
}

/// Every `$ctx:NAME` inside a format text: its bytes and the name.
pub fn inline_ctx(_format: &str) -> Vec<(Range<usize>, String)> {
    todo!()
}

/// The format with every inline `$ctx:NAME` as `$n`, and the args it then needs.
pub fn number_inline_ctx(_format: &str, _args: &[Arg]) -> (String, Vec<Arg>) {
    todo!()
}
