//! A fast hash of 64 bits that spreads well: equal content is recognised by it alone.

use std::hash::Hasher;

/// Folds each eight bytes in with one multiplication of 64 by 64 to 128 bits.
///
/// The hashes are compared with one another in one run only, and nobody gains by making two files
/// of their own collide, so it need not withstand an attacker as the standard library's hash must.
#[derive(Debug, Clone)]
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    pub(super) fn new() -> Self {
        Self(0x243F_6A88_85A3_08D3)
    }
}

impl Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            last[7] = rest.len() as u8;
            self.write_u64(u64::from_le_bytes(last));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(byte.into());
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0x9E37_79B9_7F4A_7C15_u128;
        self.0 = (product as u64 ^ (product >> 64) as u64).rotate_left(23);
    }

    fn finish(&self) -> u64 {
        let mut last = self.clone();
        last.write_u64(0x1319_8A2E_0370_7344);
        last.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::hash::Hash;

    use super::*;

    fn of(value: impl Hash) -> u64 {
        let mut state = Fingerprint::new();
        value.hash(&mut state);
        state.finish()
    }

    #[test]
    fn what_differs_a_little_differs() {
        let mut seen = HashSet::new();
        for i in 0..200_000u32 {
            assert!(seen.insert(of(format!("stage.{i}"))), "stage.{i}");
            assert!(seen.insert(of((i % 1000, u64::from(i / 1000)))), "{i}");
        }
    }

    #[test]
    fn lengths_and_borders_count() {
        let texts = ["", "\0", "\0\0", "abcdefg", "abcdefg\0", "abcdefgh", "abcdefgh\0"];
        let all: HashSet<u64> = texts.iter().map(of).collect();
        assert_eq!(all.len(), texts.len());
        assert_ne!(of(("ab", "c")), of(("a", "bc")));
    }
}
