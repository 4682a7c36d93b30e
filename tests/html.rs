//! The HTML report in a browser, as the person who decides has it.
//!
//! Where Debian's `chromium` and `chromium-driver` are not installed, the tests that need them say
//! so and pass.

mod support {
    pub mod browser;
    pub mod home;
    pub mod run;
    pub mod snapshots;
}

mod page {
    pub mod work;

    pub mod data;
    pub mod decisions;
    pub mod everyone;
    pub mod inputs;
    pub mod kept;
    pub mod reading;
    pub mod remarks;
}
