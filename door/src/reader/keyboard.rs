//! A device of the kernel that acts as a keyboard: a card reader or a keypad on USB.

use std::path::Path;

use pass::Form;
use tokio::io::AsyncReadExt as _;

use super::lines::AGAIN;
use super::{LINE_MAX, ask, presented};
use crate::ask::Asking;
use crate::settings::Says;

/// The kernel's `struct input_event` on machines of 64 bits.
pub const EVENT: usize = 24;
const KEY: u16 = 1;
const PRESSED: i32 = 1;

/// What was typed so far.
#[derive(Default)]
pub struct Typed(String);

impl Typed {
    /// Takes one event of the kernel; a line, once its end was typed.
    pub fn event(&mut self, event: &[u8; EVENT]) -> Option<String> {
        let kind = u16::from_ne_bytes([event[16], event[17]]);
        let code = u16::from_ne_bytes([event[18], event[19]]);
        let value = i32::from_ne_bytes([event[20], event[21], event[22], event[23]]);
        if kind != KEY || value != PRESSED {
            return None;
        }
        match letter(code)? {
            '\n' => Some(std::mem::take(&mut self.0)),
            letter => {
                if self.0.len() < LINE_MAX {
                    self.0.push(letter);
                }
                None
            }
        }
    }
}

/// The letters that readers of cards and keypads type, by the kernel's numbers of keys.
const fn letter(code: u16) -> Option<char> {
    const DIGITS: &[u8; 10] = b"1234567890";
    // 7 8 9 - 4 5 6 + 1 2 3 0 of the block of digits
    const BLOCK: &[u8; 12] = b"789-456+1230";
    Some(match code {
        2..=11 => DIGITS[code as usize - 2] as char,
        71..=82 => BLOCK[code as usize - 71] as char,
        30 => 'A',
        48 => 'B',
        46 => 'C',
        32 => 'D',
        18 => 'E',
        33 => 'F',
        51 => ',',
        28 | 96 => '\n',
        _ => return None,
    })
}

pub(super) async fn read(path: &Path, says: Says, form: Form, asking: &Asking) {
    loop {
        match tokio::fs::File::open(path).await {
            Ok(mut file) => {
                let (mut typed, mut event) = (Typed::default(), [0; EVENT]);
                while file.read_exact(&mut event).await.is_ok() {
                    let line = typed.event(&event);
                    let Some(what) = line.and_then(|line| presented(&line, says, form)) else { continue };
                    if ask(asking, what).await.is_none() {
                        return;
                    }
                }
            }
            Err(error) => tracing::debug!(path = %path.display(), %error, "a keyboard is not there"),
        }
        if asking.is_closed() {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

#[cfg(test)]
mod tests {
    use super::{EVENT, Typed};

    fn press(code: u16, value: i32) -> [u8; EVENT] {
        let mut event = [0; EVENT];
        event[16] = 1;
        event[18..20].copy_from_slice(&code.to_ne_bytes());
        event[20..24].copy_from_slice(&value.to_ne_bytes());
        event
    }

    #[test]
    fn what_a_reader_types_is_a_line() {
        let mut typed = Typed::default();
        // 0 7, each let go of and held as well, the 7 of the block, and a key without a letter.
        for (code, value) in [(11, 1), (11, 0), (8, 1), (8, 2), (71, 1), (42, 1)] {
            assert_eq!(typed.event(&press(code, value)), None);
        }
        assert_eq!(typed.event(&press(28, 1)).as_deref(), Some("077"));
        assert_eq!(typed.event(&press(96, 1)).as_deref(), Some(""));
    }
}
