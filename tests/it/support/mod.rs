//! What several tests need.

pub mod browser;
pub mod console;
pub mod dom;
pub mod home;
pub mod operators;
pub mod run;
#[cfg(unix)]
pub mod screen;
pub mod shape;
pub mod snapshots;
pub mod view;
