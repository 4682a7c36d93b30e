//! The HTML report in a browser, as the person who decides has it.
//!
//! Where Debian's `chromium` and `chromium-driver` are not installed, the tests that need them say
//! so and pass.

mod work;

mod data;
mod decisions;
mod everyone;
mod inputs;
mod kept;
mod reading;
mod remarks;
