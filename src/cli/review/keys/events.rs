//! Keys as crossterm's events.

use std::{io, time::Duration};

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};

use super::Key;

#[derive(Default)]
pub struct Input;

impl Input {
    /// The next key that means something, if one comes within `wait`.
    pub fn next(&self, wait: Duration) -> io::Result<Option<Key>> {
        Ok(if event::poll(wait)? { meaning(&event::read()?) } else { None })
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
