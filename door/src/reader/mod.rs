//! Who reads: devices that give lines, devices that act as keyboards, wires of the board, and programs of this box beside the agent.

pub mod keyboard;
mod lines;
pub mod serial;
pub mod socket;
pub mod wires;

use pass::Card;
use pass::Form;

use crate::ask::{Ask, Asking, Outcome, Presented};
use crate::relay::output::Talking;
use crate::settings::{ReaderSettings, Says};

/// The longest line that is read.
pub const LINE_MAX: usize = 2_048;

/// What a line says; `None` where it says nothing.
#[must_use]
pub fn presented(line: &str, says: Says, form: Form) -> Option<Presented> {
    let line = line.trim();
    match says {
        Says::Card => Card::typed(line, form).ok().map(Presented::Card),
        Says::Pin => pin(line),
        Says::Code => (!line.is_empty()).then(|| Presented::Code(line.to_owned())),
        Says::Any => {
            let (word, rest) = line.split_once(' ')?;
            match word {
                "card" => presented(rest, Says::Card, form),
                "pin" => presented(rest, Says::Pin, form),
                "code" => presented(rest, Says::Code, form),
                "face" => rest.trim().parse().ok().map(Presented::Face),
                _ => None,
            }
        }
    }
}

/// Four to twelve digits, with or without the key that ends them.
fn pin(line: &str) -> Option<Presented> {
    let digits = line.trim_end_matches('#');
    let sound = (4..=12).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    sound.then(|| Presented::Pin(digits.to_owned()))
}

/// Asks whether this opens; `None` when there is nobody to ask any more.
pub async fn ask(asking: &Asking, what: Presented) -> Option<Outcome> {
    let (reply, answer) = tokio::sync::oneshot::channel();
    asking.send(Ask::Show { what, reply }).await.ok()?;
    answer.await.ok()
}

/// Reads one reader as long as the program runs. `clicks`: who has outputs of it clicked, where it is on a line that has some.
pub async fn read(reader: ReaderSettings, clicks: Option<Talking>, asking: Asking) {
    match reader {
        ReaderSettings::Lines { path, says, form } => lines::read(&path, says, form, &asking).await,
        ReaderSettings::Keyboard { path, says, form } => keyboard::read(&path, says, form, &asking).await,
        ReaderSettings::Osdp { path, baud, address, key_file } => {
            serial::keep(serial::Device { path, baud, address, key_file, reads: true, clicks }, asking).await;
        }
        ReaderSettings::Wiegand { chip, zero, one } => wires::read(&chip, zero, one, &asking).await,
    }
}

#[cfg(test)]
mod tests {
    use pass::{Card, Form};

    use super::presented;
    use crate::ask::Presented;
    use crate::settings::Says;

    #[test]
    fn a_line_is_what_its_reader_says() {
        let card = Card::new(7, 32).map(Presented::Card);
        assert_eq!(presented("0000000007\r\n", Says::Card, Form::Decimal), card);
        assert_eq!(presented("card 7", Says::Any, Form::Decimal), card);
        assert_eq!(presented("4711#", Says::Pin, Form::Decimal), Some(Presented::Pin("4711".into())));
        assert_eq!(
            presented("code CY1:A B", Says::Any, Form::Decimal),
            Some(Presented::Code("CY1:A B".into()))
        );
        for (line, says) in [("0000000007", Says::Card), ("4711#", Says::Pin), ("CY1:AB", Says::Code)] {
            let printed = format!("{:?}", presented(line, says, Form::Decimal));
            assert_eq!(printed, format!("Some({says:?}(…))"), "what was read stands in no log");
        }
        for nothing in ["", "card", "card x", "pin 123", "pin 12a4", "rope 7", "face x"] {
            assert_eq!(presented(nothing, Says::Any, Form::Decimal), None, "{nothing}");
        }
    }
}
