//! The outbox of `--dev`: what would have been sent, in memory, for a developer to read.

use ground::Timestamp;
use serde::Serialize;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Messages that are kept; older ones fall out.
const MESSAGES_MAX: usize = 500;

/// A message that would have been sent.
#[derive(Clone, Serialize)]
pub struct Message {
    /// When.
    pub at: Timestamp,
    /// `sms` or `mail`.
    pub kind: &'static str,
    /// Number or address.
    pub to: String,
    /// What it says.
    pub text: String,
    /// The code in it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The calendar file in it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

impl fmt::Debug for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} …", self.kind)
    }
}

/// The outbox. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    messages: Arc<Mutex<VecDeque<Message>>>,
}

impl Outbox {
    pub(crate) fn put(&self, message: Message) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        if messages.len() == MESSAGES_MAX {
            messages.pop_front();
        }
        messages.push_back(message);
    }

    /// All messages, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outbox_is_bounded_and_its_messages_print_nothing() {
        let outbox = Outbox::default();
        for number in 0..MESSAGES_MAX + 3 {
            let (at, to) = (Timestamp::from_micros(0), format!("+86{number}"));
            let text = "code 123456".to_owned();
            outbox.put(Message { at, kind: "sms", to, text, code: None, calendar: None });
        }
        let messages = outbox.messages();
        assert_eq!(messages.len(), MESSAGES_MAX);
        assert_eq!(messages[0].to, "+863");
        assert_eq!(format!("{:?}", messages[0]), "sms …");
    }
}
