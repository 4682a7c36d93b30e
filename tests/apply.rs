//! `faultgraft apply`: what it writes, what it refuses, and that each file is wholly old or wholly
//! new whenever it is killed.

mod support {
    pub mod home;
    pub mod run;
}

mod applied {
    pub mod work;

    pub mod kill;
    pub mod places;
    pub mod refuses;
    pub mod trusts_nothing;
    pub mod undo;
    pub mod writes;
}
