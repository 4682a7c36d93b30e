//! The targets for cargo-fuzz; `docs/fuzzing.md` says how to run them.

pub use libfuzzer_sys;
pub mod targets;

/// The program that fuzzes a target: libFuzzer's own changes of an input, and in three of four
/// cases those that know its form.
#[macro_export]
macro_rules! fuzz {
    ($target:ident) => {
        use $crate::libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

        fuzz_target!(|data: &[u8]| $crate::targets::$target::target(data));

        fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            if seed % 4 == 0 {
                return fuzzer_mutate(data, size, max_size);
            }
            let changed = $crate::targets::mutate::mutated(&data[..size], seed);
            let length = changed.len().min(max_size);
            data[..length].copy_from_slice(&changed[..length]);
            length
        });
    };
}
