//! What the policy says, as plain values: read once at start, never changed.

use serde::{Deserialize, Serialize};

use crate::period::Period;
use crate::{Category, Purpose, Recipient};

/// A closed list of words of the data: an enum with its ids.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$one:meta])* $variant:ident = $id:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$one])* $variant),*
        }

        impl $name {
            /// Every one there is, in the order of the declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The name in the data.
            pub const fn id(self) -> &'static str {
                match self {
                    $($name::$variant => $id),*
                }
            }
        }
    };
}
pub(crate) use words;

/// A language of the published texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// Simplified Chinese.
    ZhCn,
    /// English.
    En,
}

impl Lang {
    /// Every language there is.
    pub const ALL: [Lang; 2] = [Lang::ZhCn, Lang::En];

    /// The tag on the wire: `zh-CN`, `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language of a tag such as `zh`, `zh-Hans-CN`, `en-GB`; anything else is not ours.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        match primary.as_str() {
            "zh" => Some(Lang::ZhCn),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// The same said in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// In simplified Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Both {
    /// In one of the languages.
    pub fn lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::ZhCn => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// What allows a purpose (PIPL 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Needed for what the person asked for.
    Contract,
    /// Only with the person's consent, which can be withdrawn.
    Consent,
    /// A legal duty.
    Legal,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Basis; 3] = [Basis::Contract, Basis::Consent, Basis::Legal];

    /// The name in the data and on the wire.
    pub const fn id(self) -> &'static str {
        match self {
            Basis::Contract => "contract",
            Basis::Consent => "consent",
            Basis::Legal => "legal",
        }
    }
}

/// When a person is told of a purpose, or asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// Before the account exists.
    SignUp,
    /// Before the account exists, of whoever gives a number from outside the mainland, and of no one else.
    NumberAbroad,
    /// When the function is first used.
    Use,
    /// Only if the person goes to the settings.
    Settings,
}

impl Asked {
    /// Every moment.
    pub const ALL: [Asked; 4] = [Asked::SignUp, Asked::NumberAbroad, Asked::Use, Asked::Settings];

    /// The name in the data.
    pub const fn id(self) -> &'static str {
        match self {
            Asked::SignUp => "sign-up",
            Asked::NumberAbroad => "number-abroad",
            Asked::Use => "use",
            Asked::Settings => "settings",
        }
    }
}

/// How data comes into the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum From {
    /// The person gives it.
    You,
    /// Somebody else gives it.
    Others,
    /// It arises while the service is used.
    Use,
}

impl From {
    /// Every way.
    pub const ALL: [From; 3] = [From::You, From::Others, From::Use];

    /// The name in the data.
    pub const fn id(self) -> &'static str {
        match self {
            From::You => "you",
            From::Others => "others",
            From::Use => "use",
        }
    }
}

/// Who may open an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignUp {
    /// Whoever was invited.
    Invited,
    /// Whoever has an address of the house's mail domain.
    MailDomain,
    /// Everybody.
    Open,
}

impl SignUp {
    /// Every mode.
    pub const ALL: [SignUp; 3] = [SignUp::Invited, SignUp::MailDomain, SignUp::Open];

    /// The name in the data.
    pub const fn id(self) -> &'static str {
        match self {
            SignUp::Invited => "invited",
            SignUp::MailDomain => "mail-domain",
            SignUp::Open => "open",
        }
    }
}

/// A field of the contact card that a profile requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactField {
    /// The legal name of who runs the house.
    Name,
    /// An e-mail address that somebody reads.
    Email,
    /// A telephone number that somebody answers.
    Phone,
    /// A postal address.
    Address,
}

impl ContactField {
    /// Every field.
    pub const ALL: [ContactField; 4] =
        [ContactField::Name, ContactField::Email, ContactField::Phone, ContactField::Address];

    /// The name in the data and in the configuration.
    pub const fn id(self) -> &'static str {
        match self {
            ContactField::Name => "name",
            ContactField::Email => "email",
            ContactField::Phone => "phone",
            ContactField::Address => "address",
        }
    }
}

/// A channel by which people turn to the house. The address of each stands on the contact card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SupportWay {
    /// The pages of the house: a thread with whoever answers.
    App,
    /// A telephone number that somebody answers.
    Phone,
    /// An e-mail address that somebody reads.
    Mail,
    /// A postal address.
    Letter,
}

impl SupportWay {
    /// Every channel.
    pub const ALL: [SupportWay; 4] =
        [SupportWay::App, SupportWay::Phone, SupportWay::Mail, SupportWay::Letter];

    /// The name in the data and on the wire.
    pub const fn id(self) -> &'static str {
        match self {
            SupportWay::App => "app",
            SupportWay::Phone => "phone",
            SupportWay::Mail => "mail",
            SupportWay::Letter => "letter",
        }
    }
}

/// A channel of a doorplate, with the hours in which somebody is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelFacts {
    /// Which.
    pub way: SupportWay,
    /// Days of the week, from Monday on; none where it takes what comes at any time.
    pub days: Option<u8>,
    /// From which time of the day in Beijing: `09:00`.
    pub from: Option<String>,
    /// Until which.
    pub until: Option<String>,
}

/// Who runs the house and how to reach him (PIPL 17). Stated by the keeper, printed in the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactCard {
    /// The legal name.
    pub name: String,
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: String,
    /// A postal address.
    pub address: String,
}

impl ContactCard {
    /// One field of the card.
    pub fn field(&self, field: ContactField) -> &str {
        match field {
            ContactField::Name => &self.name,
            ContactField::Email => &self.email,
            ContactField::Phone => &self.phone,
            ContactField::Address => &self.address,
        }
    }
}

/// A kind of personal data. Whether it is sensitive, stored and sealed under which group says [`Category`] itself.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryFacts {
    /// Which one.
    pub category: Category,
    /// Its name.
    pub title: Both,
    /// What it is, for example.
    pub examples: Both,
    /// How it comes into the house; never empty.
    pub from: Vec<From>,
    /// Whether the house could read it. `false` for what is sealed in the person's browser.
    pub readable: bool,
    /// Why not even the person is shown the value; `None` where it is shown.
    pub withheld: Option<Both>,
}

/// A permission that the person's device asks for.
#[derive(Debug, Clone, Serialize)]
pub struct PermissionFacts {
    /// `camera`, `microphone`, ...
    pub device: String,
    /// Its name.
    pub title: Both,
    /// When the device asks.
    pub asked: Both,
    /// Whether it can be closed again.
    pub closable: bool,
    /// How to close it, or why that is not possible.
    pub close: Both,
    /// What happens when it is refused.
    pub refused: Both,
}

/// What personal data is used for.
#[derive(Debug, Clone, Serialize)]
pub struct PurposeFacts {
    /// Which one.
    pub purpose: Purpose,
    /// Its name: the business scenario.
    pub title: Both,
    /// `yard`, or the wing that must be open for it to exist.
    pub wing: String,
    /// What allows it.
    pub basis: Basis,
    /// Whether there is no account without it.
    pub required: bool,
    /// When the person is told or asked.
    pub asked: Asked,
    /// Whether it also concerns people without an account.
    pub guests: bool,
    /// The categories it needs; no others may be opened for it.
    pub needs: Vec<Category>,
    /// Those of `needs` that are there only if the person chooses to give them.
    pub chosen: Vec<Category>,
    /// What for.
    pub why: Both,
    /// Who gets to see the data.
    pub who: Both,
    /// What happens if it is refused.
    pub if_not: Both,
    /// What the device asks for.
    pub permissions: Vec<PermissionFacts>,
    /// Whether it may open what is only stored any longer: security and legal hold.
    pub reads_stored: bool,
    /// Rows of the ledger.
    pub promises: Vec<String>,
}

impl PurposeFacts {
    /// Whether it uses sensitive personal data.
    pub fn sensitive(&self) -> bool {
        self.needs.iter().any(|category| category.sensitive())
    }

    /// Whether a person can take it back.
    pub fn withdrawable(&self) -> bool {
        self.basis == Basis::Consent
    }
}

/// Somebody outside the house who may receive data, once the connector is configured.
#[derive(Debug, Clone, Serialize)]
pub struct RecipientFacts {
    /// Which one.
    pub recipient: Recipient,
    /// Its name.
    pub title: Both,
    /// The configuration key that turns it on.
    pub setting: String,
    /// What it gets, and nothing else.
    pub fields: Vec<Category>,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// The country it stands in, as a two-letter code.
    pub region: String,
    /// True where it stands abroad by itself: the house does not start with it unless its place is one of the doorplate's.
    pub abroad: bool,
    /// When its connector was examined, and what for.
    pub review: Review,
    /// How the data is sent.
    pub how: Both,
    /// Why.
    pub why: Both,
    /// What happens without it.
    pub if_not: Both,
    /// Rows of the ledger.
    pub promises: Vec<String>,
}

/// An examination of a connector, before it may be used.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// The day, `2026-11-24`.
    pub at: String,
    /// What was looked at.
    pub what: Both,
}

/// What a keeper states of a recipient that he uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// The day on which the recipient agreed to keep the data confidential and to follow instructions, `2026-11-24`.
    pub at: String,
    /// The address of its own rules.
    pub terms: String,
}

/// What belongs to the house though it stands beside it; no recipient.
#[derive(Debug, Clone, Serialize)]
pub struct PremiseFacts {
    /// Such as `database`.
    pub id: String,
    /// Its name.
    pub title: Both,
    /// The configuration key that brings it in.
    pub setting: String,
    /// What it is for, and what it cannot see.
    pub why: Both,
}

/// Whether these words are a day, `2026-11-24`.
pub fn is_day(words: &str) -> bool {
    let parts: Vec<Option<u16>> = words.split('-').map(|part| part.parse().ok()).collect();
    let lengths: Vec<usize> = words.split('-').map(str::len).collect();
    let is_date = matches!(parts[..], [Some(_), Some(1..=12), Some(1..=31)]);
    is_date && lengths == [4, 2, 2]
}

/// A number that the policy promises.
#[derive(Debug, Clone, Serialize)]
pub struct NumberFacts {
    /// Such as `incident-notice`.
    pub id: String,
    /// Its name.
    pub title: Both,
    /// The number with its unit.
    pub value: Period,
    /// Whether larger is stricter; otherwise smaller is.
    pub larger_is_stricter: bool,
    /// Whether an organisation may set a stricter one for its people.
    pub organisation: bool,
    /// Rows of the ledger.
    pub promises: Vec<String>,
}

impl NumberFacts {
    /// Whether another number would promise less than this one.
    pub fn loosened_by(&self, number: u32) -> bool {
        if self.larger_is_stricter { number < self.value.number } else { number > self.value.number }
    }
}
