//! Which rules a merge goes by.

/// The rules that data flow gives a merge. All of them count, but in tests of what checks the merge:
/// those switch one off and see that it is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules {
    /// What reads stands before what takes that away.
    pub readers: bool,
    /// A call does what its sequence does.
    pub callees: bool,
    /// XML becomes JSON only for those who take JSON.
    pub audience: bool,
}

impl Rules {
    /// All rules.
    pub const ALL: Self = Self { readers: true, callees: true, audience: true };
}
