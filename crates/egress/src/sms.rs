//! Text messages through a provider's account.

use connectors::sms::{Account, Sms};
use connectors::{Refused, Signing};
use ground::{Clock, Timestamp};
use policy::Recipient;

use crate::courier::{Template, TextMessage};
use crate::request::{Connector, Method, Request, Response};

/// An account with a provider, and what each message is called there.
#[derive(Clone, Debug)]
pub struct SmsAccount {
    /// The account.
    pub account: Account,
    /// Its templates.
    pub templates: Templates,
}

/// The reviewed templates, as the provider names them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Templates {
    /// A code; its one value is `code`.
    pub code: String,
    /// The same in English; empty where the provider reviewed none.
    pub code_en: String,
    /// The number is not invited; no value.
    pub uninvited: String,
    /// The same in English, alike.
    pub uninvited_en: String,
    /// An invitation; its one value is `days`.
    pub invitation: String,
    /// A notice; its one value is `text`.
    pub notice: String,
}

impl SmsAccount {
    pub(crate) fn connector(&self) -> Connector {
        Connector { recipient: Recipient::SmsGateway, address: self.account.address.clone() }
    }

    /// The signed request for a message.
    pub(crate) fn request(&self, message: &TextMessage<'_>, clock: &Clock) -> Request {
        let Templates { code, code_en, uninvited, uninvited_en, invitation, notice } = &self.templates;
        let or = |one, other| if String::is_empty(one) { other } else { one };
        let (template, values) = match message.template {
            Template::Code(said) => (code, vec![("code", said)]),
            Template::CodeInEnglish(said) => (or(code_en, code), vec![("code", said)]),
            Template::Uninvited => (uninvited, Vec::new()),
            Template::UninvitedInEnglish => (or(uninvited_en, uninvited), Vec::new()),
            Template::Invitation { days } => (invitation, vec![("days", days)]),
            Template::Notice(said) => (notice, vec![("text", said)]),
        };
        let at = clock.now();
        let nonce = nonce(at);
        let sms = Sms { to: message.to, template, values: &values };
        let post = self.account.request(sms, Signing { at: at.seconds(), nonce: &nonce });
        Request { method: Method::Post, path: post.path, headers: post.headers, body: post.body }
    }

    /// What the answer means.
    pub(crate) fn read(&self, answer: &Response) -> Result<(), Refused> {
        self.account.read(answer.status, &answer.body)
    }
}

/// Never the same twice: a fresh UUID.
pub(crate) fn nonce(at: Timestamp) -> String {
    ground::ids::fresh_bytes(at).iter().map(|byte| format!("{byte:02x}")).collect()
}
