//! The `faultgraft` command.
fn main() {}
