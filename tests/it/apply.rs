//! `faultgraft apply`: what it writes, what it refuses, and that each file is wholly old or wholly
//! new whenever it is killed.

mod work;

#[cfg(target_os = "linux")]
mod faults;
mod kill;
mod places;
mod refuses;
mod trusts_nothing;
mod undo;
mod writes;
