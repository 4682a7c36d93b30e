//! The three exit codes. The highest that applies wins.

/// Done; nothing needs a person.
pub const DONE: u8 = 0;

/// Done, but a person is needed: an undecided conflict or review, or a finding of severity error.
pub const NEEDS_A_PERSON: u8 = 1;

/// Failed: bad usage, an input that could not be read, nothing found.
pub const FAILED: u8 = 2;
