//! One key at a time, without Enter. The terminal is raw only while a key is waited for.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use signal_hook::{consts, flag};

#[cfg(unix)]
use bytes::Input;
#[cfg(not(unix))]
use events::Input;

#[cfg(unix)]
mod bytes;
#[cfg(not(unix))]
mod events;
mod key;

pub use key::Key;

/// How soon a signal ends the wait.
const TICK: Duration = Duration::from_millis(100);

/// The keyboard.
pub struct Keys {
    interrupted: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
    input: Input,
}

impl Keys {
    /// From now on a signal to end is a key, so that the terminal is put right.
    pub fn listen() -> io::Result<Self> {
        let (interrupted, ended) = (Arc::default(), Arc::default());
        flag::register(consts::SIGINT, Arc::clone(&interrupted))?;
        flag::register(consts::SIGTERM, Arc::clone(&ended))?;
        // The terminal is gone: there is nothing to put right, and everything decided is saved.
        #[cfg(unix)]
        flag::register_conditional_shutdown(consts::SIGHUP, 2, Arc::new(AtomicBool::new(true)))?;
        Ok(Self { interrupted, ended, input: Input::default() })
    }

    /// Waits for a key that means something.
    pub fn read(&self) -> io::Result<Key> {
        let _raw = Raw::on()?;
        loop {
            if [&self.interrupted, &self.ended].iter().any(|flag| flag.load(Ordering::Relaxed)) {
                return Ok(Key::Stop);
            }
            if let Some(key) = self.input.next(TICK)? {
                return Ok(key);
            }
        }
    }

    /// Forgets a Ctrl-C that was meant for another program on the same terminal.
    pub fn forget(&self) {
        self.interrupted.store(false, Ordering::Relaxed);
    }
}

/// Raw mode, until it is dropped.
struct Raw;

impl Raw {
    fn on() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // There is nobody to tell where it fails.
        let _ = disable_raw_mode();
    }
}
