//! Keys as the bytes that a Unix terminal sends.
//!
//! crossterm would read them, but a terminal whose other end is closed can be read for ever and
//! never has anything, and crossterm does not come back from that.

use std::{cell::RefCell, collections::VecDeque, io, time::Duration};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::{Errno, read},
};

use super::Key;

const ESCAPE: u8 = 0x1b;

#[derive(Default)]
pub struct Input {
    /// What was typed ahead.
    pending: RefCell<VecDeque<u8>>,
}

impl Input {
    /// The next key that means something, if one comes within `wait`. A terminal that is gone ends
    /// the review.
    pub fn next(&self, wait: Duration) -> io::Result<Option<Key>> {
        let mut pending = self.pending.borrow_mut();
        if pending.is_empty() && !fill(&mut pending, wait)? {
            return Ok(Some(Key::Stop));
        }
        Ok(key(&mut pending))
    }
}

/// Reads what is there; false where the terminal is gone.
fn fill(pending: &mut VecDeque<u8>, wait: Duration) -> io::Result<bool> {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let wait = Timespec { tv_sec: 0, tv_nsec: wait.subsec_nanos().into() };
    match poll(&mut fds, Some(&wait)) {
        Ok(0) | Err(Errno::INTR) => return Ok(true),
        Ok(_) => {}
        Err(e) => return Err(e.into()),
    }
    let mut bytes = [0; 64];
    match read(&stdin, &mut bytes) {
        Ok(0) | Err(Errno::IO) => Ok(false),
        Ok(n) => {
            pending.extend(&bytes[..n]);
            Ok(true)
        }
        Err(Errno::INTR | Errno::AGAIN) => Ok(true),
        Err(e) => Err(e.into()),
    }
}

/// Takes bytes up to the next key that means something.
fn key(pending: &mut VecDeque<u8>) -> Option<Key> {
    while let Some(byte) = pending.pop_front() {
        match byte {
            3 | 4 => return Some(Key::Stop),
            ESCAPE => {
                if let Some(key) = sequence(pending) {
                    return Some(key);
                }
            }
            b' '..=b'~' => return Some(Key::Char(byte.into())),
            _ => {}
        }
    }
    None
}

/// What follows an escape: an arrow, another key of several bytes, or a letter with Alt.
fn sequence(pending: &mut VecDeque<u8>) -> Option<Key> {
    let first = pending.pop_front()?;
    if !matches!(first, b'[' | b'O') {
        return None;
    }
    loop {
        match pending.pop_front()? {
            b'B' | b'C' => return Some(Key::Char('j')),
            b'A' | b'D' => return Some(Key::Char('k')),
            b'@'..=b'~' => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let mut pending = bytes.iter().copied().collect();
        std::iter::from_fn(|| key(&mut pending)).collect()
    }

    #[test]
    fn keys_mean_their_letters_and_ctrl_c_the_end() {
        let chars = |text: &str| text.chars().map(Key::Char).collect::<Vec<_>>();
        assert_eq!(keys(b"yjA?"), chars("yjA?"));
        assert_eq!(keys(b"\x03"), [Key::Stop]);
        assert_eq!(keys(b"\x04"), [Key::Stop]);
        assert_eq!(keys(b"\x1b[B\x1b[A\x1bOC\x1bOD"), chars("jkjk"));
        assert_eq!(keys(b"\x1by\x1b[3~\x1b[1;5Hn"), chars("n"), "Alt-y, Delete, Ctrl-Home");
        assert_eq!(keys("\ré\x19\x1b".as_bytes()), []);
    }
}
