//! SHA-256 in hexadecimal: what tells whether a file is still the one that was looked at.

use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::regular;

/// Of some bytes.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Of a file, however large.
///
/// # Errors
///
/// The file cannot be read.
pub fn digest_of(path: &Path) -> io::Result<String> {
    let mut file = regular::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            n => digest.update(&buffer[..n]),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_digest_of_its_bytes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest_of(file.path()).unwrap(), empty);
        std::fs::write(file.path(), vec![b'x'; 200_000]).unwrap();
        assert_eq!(digest_of(file.path()).unwrap(), sha256(&[b'x'; 200_000]));
    }
}
