//! One key at a time, without Enter. The terminal is raw only while a key is waited for.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crossterm::{
    event::{self, Event, KeyCode, KeyEventKind, KeyModifiers},
    terminal::{disable_raw_mode, enable_raw_mode},
};
use signal_hook::{consts, flag};

/// How soon a signal ends the wait.
const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Char(char),
    /// Ctrl-C, Ctrl-D, or a signal to end.
    Stop,
}

/// The keyboard.
pub struct Keys {
    interrupted: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
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
        Ok(Self { interrupted, ended })
    }

    /// Waits for a key that means something.
    pub fn read(&self) -> io::Result<Key> {
        let _raw = Raw::on()?;
        let mut tick = Duration::ZERO;
        loop {
            if [&self.interrupted, &self.ended].iter().any(|flag| flag.load(Ordering::Relaxed)) {
                return Ok(Key::Stop);
            }
            // Keys that were typed ahead are crossterm's already, so it is asked each time.
            if is_gone(std::mem::replace(&mut tick, TICK))? {
                return Ok(Key::Stop);
            }
            if event::poll(Duration::ZERO)?
                && let Some(key) = meaning(&event::read()?)
            {
                return Ok(key);
            }
        }
    }

    /// Forgets a Ctrl-C that was meant for another program on the same terminal.
    pub fn forget(&self) {
        self.interrupted.store(false, Ordering::Relaxed);
    }
}

/// Waits for input for that long; says whether the terminal is gone. One that is gone can always be
/// read and never has anything, which crossterm would do for ever.
#[cfg(unix)]
fn is_gone(wait: Duration) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let wait = Timespec { tv_sec: 0, tv_nsec: wait.subsec_nanos().into() };
    match poll(&mut fds, Some(&wait)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(e) => return Err(e.into()),
    }
    Ok(fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL))
}

#[cfg(not(unix))]
fn is_gone(wait: Duration) -> io::Result<bool> {
    event::poll(wait)?;
    Ok(false)
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

fn meaning(event: &Event) -> Option<Key> {
    let Event::Key(key) = event else { return None };
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let with = |modifier| key.modifiers.contains(modifier);
    match key.code {
        KeyCode::Char('c' | 'd') if with(KeyModifiers::CONTROL) => Some(Key::Stop),
        KeyCode::Char(c) if !with(KeyModifiers::CONTROL) && !with(KeyModifiers::ALT) => {
            Some(Key::Char(c))
        }
        KeyCode::Down | KeyCode::Right => Some(Key::Char('j')),
        KeyCode::Up | KeyCode::Left => Some(Key::Char('k')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyEvent;

    use super::*;

    #[test]
    fn keys_mean_their_letters_and_ctrl_c_the_end() {
        let key = |code, modifiers| meaning(&Event::Key(KeyEvent::new(code, modifiers)));
        let plain = KeyModifiers::NONE;
        assert_eq!(key(KeyCode::Char('y'), plain), Some(Key::Char('y')));
        assert_eq!(key(KeyCode::Char('A'), KeyModifiers::SHIFT), Some(Key::Char('A')));
        assert_eq!(key(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Key::Stop));
        assert_eq!(key(KeyCode::Char('d'), KeyModifiers::CONTROL), Some(Key::Stop));
        assert_eq!(key(KeyCode::Char('y'), KeyModifiers::ALT), None);
        assert_eq!(key(KeyCode::Char('y'), KeyModifiers::CONTROL), None);
        assert_eq!(key(KeyCode::Down, plain), Some(Key::Char('j')));
        assert_eq!(key(KeyCode::Up, plain), Some(Key::Char('k')));
        assert_eq!(key(KeyCode::Enter, plain), None);
        assert_eq!(meaning(&Event::Resize(80, 24)), None);
    }
}
