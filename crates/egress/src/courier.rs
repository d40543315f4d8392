//! Messages to people: by telephone and by mail.

use ground::Timestamp;
use policy::{Category, Purpose};

use crate::mail::MailRelay;
use crate::outbox::{Message, Outbox};
use crate::sms::SmsAccount;

/// Who carries messages.
#[derive(Clone, Debug, Default)]
pub enum Courier {
    /// Nobody: the house says that this way is not available.
    #[default]
    None,
    /// The outbox of `--dev`.
    Dev(Outbox),
    /// Those whom the keeper configured.
    Connected(Box<Connected>),
}

/// The carriers that the keeper configured.
#[derive(Clone, Debug, Default)]
pub struct Connected {
    /// Who carries text messages.
    pub sms: Option<SmsAccount>,
    /// Who carries mail.
    pub mail: Option<MailRelay>,
    /// Who compares names and numbers of identity cards.
    pub identity: Option<connectors::identity::Account>,
    /// The cloud that devices of people speak to.
    pub tuya: Option<connectors::tuya::Account>,
    /// The address of the geocoder that whoever runs the house has, such as `https://maps.house.example/`.
    pub geocoder: Option<String>,
    /// Who wakes browsers and devices.
    pub push: crate::PushServices,
    /// The ends of the names of sites that previews are made of.
    pub sites: Vec<String>,
    /// The same of sites that calendars are asked for at.
    pub calendar_sites: Vec<String>,
}

/// Which ways there are to reach somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ways {
    /// Text messages.
    pub sms: bool,
    /// Mail.
    pub mail: bool,
    /// Waking a device.
    pub push: bool,
}

/// A text message. What stands in it is given in `fields`, so that the gate can hold it against the policy.
pub struct TextMessage<'a> {
    /// The number, E.164.
    pub to: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The reviewed template that says the same at a provider.
    pub template: Template<'a>,
    /// What for.
    pub purpose: Purpose,
    /// Which categories leave with it.
    pub fields: &'a [Category],
}

/// What a text message is about. Providers send nothing but templates that they have reviewed, with their values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Template<'a> {
    /// A code to sign in or up with.
    Code(&'a str),
    /// The same in English; the Chinese one where the provider reviewed no other.
    CodeInEnglish(&'a str),
    /// The number is not invited to sign up.
    Uninvited,
    /// The same in English, alike.
    UninvitedInEnglish,
    /// Something that the person must know or asked to hear of.
    Notice(&'a str),
    /// An invitation that waits for so many days.
    Invitation {
        /// How many, in digits.
        days: &'a str,
    },
}

/// A mail.
pub struct Mail<'a> {
    /// The address.
    pub to: &'a str,
    /// The subject line.
    pub title: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The code in it, where there is one: the outbox shows it apart.
    pub code: Option<&'a str>,
    /// What for.
    pub purpose: Purpose,
    /// Which categories leave with it.
    pub fields: &'a [Category],
}

impl Courier {
    pub(crate) const fn ways(&self) -> Ways {
        match self {
            Self::None => Ways { sms: false, mail: false, push: false },
            Self::Dev(_) => Ways { sms: true, mail: true, push: true },
            Self::Connected(to) => {
                Ways { sms: to.sms.is_some(), mail: to.mail.is_some(), push: !to.push.is_empty() }
            }
        }
    }
}

impl TextMessage<'_> {
    pub(crate) fn carried(&self, at: Timestamp) -> Message {
        let code = match self.template {
            Template::Code(code) | Template::CodeInEnglish(code) => Some(code.to_owned()),
            _ => None,
        };
        Message { at, kind: "sms", to: self.to.to_owned(), text: self.text.to_owned(), code, calendar: None }
    }
}

impl Mail<'_> {
    pub(crate) fn carried(&self, at: Timestamp) -> Message {
        let (text, code) = (format!("{}\n\n{}", self.title, self.text), self.code.map(str::to_owned));
        Message { at, kind: "mail", to: self.to.to_owned(), text, code, calendar: None }
    }
}
