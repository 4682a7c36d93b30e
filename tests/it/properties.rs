//! Properties of the merge, on generated sequences and generated edits.
//!
//! | | |
//! |---|---|
//! | I1 | every difference between base and custom is accounted for by a change |
//! | I2 | custom = base, however written: merged is the target, byte for byte |
//! | I3 | target = base: merged equals custom |
//! | I4 | the spelling of custom never changes the merged mediators |
//! | I5 | merged, planned again with base = target, gives itself |
//! | I6 | merged parses; JSON that faultgraft wrote is JSON, and every `$n` in it has its arg |
//! | I7 | every edit rejected: merged is the target; any choice of edits is sound |
//! | I10 | after any series of decisions, a saved plan is what a fresh one with them is |
//! | I12 | rejecting one edit changes nothing that another edit or the target brought |
//!
//! Canonical text is the same for equal sequences and for no others, and each part between conflict
//! markers can be settled by itself (`canonical`).
//!
//! Where both sides added to one list, the order of either is kept (`placement`). The lists of
//! `adversarial` are hard to align.
//!
//! Ten thousand cases each, fewer where `PROPTEST_CASES` says so. What the properties once found
//! stands in `properties/regressions.rs` as small fixed cases.

mod edit;
mod generate;
mod model;
mod normal;
mod noticed;
mod spell;

mod adversarial;
mod canonical;
mod cases;
mod decisions;
mod differential;
mod invariants;
mod kinds;
mod losses;
mod placement;
mod plans;
mod regressions;
mod rejected_alone;
mod rejections;
mod reviewed;
