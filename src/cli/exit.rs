//! The three exit codes, and what leads to each. The highest that applies wins.

/// Done; nothing needs a person.
const DONE: u8 = 0;

/// Done, but a person is needed: an undecided conflict or review, or a finding of severity error.
const NEEDS_A_PERSON: u8 = 1;

/// Failed: bad usage, an input that could not be read, nothing found.
const FAILED: u8 = 2;

/// What a command comes to, before `--exit-zero`; the worse one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Done,
    NeedsAPerson,
    /// The same, and `--exit-zero` must not hide it: git would commit the markers.
    Conflict,
    Failed,
}

impl Verdict {
    pub fn of(failed: bool, needs_a_person: bool) -> Self {
        match (failed, needs_a_person) {
            (true, _) => Self::Failed,
            (false, true) => Self::NeedsAPerson,
            (false, false) => Self::Done,
        }
    }

    pub fn code(self, exit_zero: bool) -> u8 {
        match self {
            Self::Done => DONE,
            Self::NeedsAPerson if exit_zero => DONE,
            Self::NeedsAPerson | Self::Conflict => NEEDS_A_PERSON,
            Self::Failed => FAILED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_code_wins_and_exit_zero_hides_only_1() {
        assert_eq!(Verdict::of(true, true).code(true), 2);
        assert_eq!(Verdict::of(false, true).code(false), 1);
        assert_eq!(Verdict::of(false, true).code(true), 0);
        assert_eq!(Verdict::of(false, false).code(false), 0);
    }
}
