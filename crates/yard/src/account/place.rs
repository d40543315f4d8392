//! Where a code goes: to a number by SMS, or to an address by mail.

use egress::{SendRefused, TextMessage};
use ground::config::Signup;
use ground::{Ctx, Fault};
use policy::{Category, Lang, Purpose};
use vault::Subject;

use super::store::{self, PersonRow};
use super::words::{self, For};
use super::{Mail, MailRow, NumberRow, Phone, Refusal};
use crate::House;

/// A place that can receive a code, and by which its person is known.
pub(super) enum Place {
    /// A number.
    Phone(Phone),
    /// An address.
    Mail(Mail),
}

/// Whether people sign in by mail here: the house can send mail, and says of which domains.
pub(crate) fn mail_is_open(house: &House) -> bool {
    house.egress.ways().mail && !house.config.accounts.mail_domains.is_empty()
}

impl Place {
    /// Reads what was typed: one of the two.
    pub(super) fn read(phone: &str, mail: Option<&str>) -> Result<Self, Refusal> {
        let (phone, mail) = (phone.trim(), mail.unwrap_or_default().trim());
        match (phone.is_empty(), mail.is_empty()) {
            (true, true) => Err(Refusal::PhoneMissing),
            (false, true) => Phone::read(phone).map(Self::Phone).ok_or(Refusal::PhoneWrong),
            (true, false) => Mail::read(mail).map(Self::Mail).ok_or(Refusal::MailWrong),
            (false, false) => Err(Refusal::TwoPlaces),
        }
    }

    /// Whether the house can send there now.
    pub(super) fn is_open(&self, house: &House) -> Result<(), Refusal> {
        match self {
            Self::Phone(_) if !house.egress.ways().sms => Err(Refusal::NoSms),
            Self::Mail(_) if !mail_is_open(house) => Err(Refusal::NoMail),
            // Said openly: which domains there are is no secret, and it tells nothing of who has an account.
            Self::Mail(mail) if !mail.is_of(&house.config.accounts.mail_domains) => Err(Refusal::MailDomain),
            Self::Phone(_) | Self::Mail(_) => Ok(()),
        }
    }

    /// The form that is indexed and written to.
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.e164(),
            Self::Mail(mail) => mail.as_str(),
        }
    }

    /// The keyed index.
    pub(super) fn index(&self, house: &House) -> [u8; 16] {
        match self {
            Self::Phone(phone) => house.vault.index(&NumberRow::PHONE, phone.e164()),
            Self::Mail(mail) => house.vault.index(&MailRow::MAIL, mail.as_str()),
        }
    }

    /// Whether it is a number from abroad; where an address is read is not to be seen from it.
    pub(super) fn is_abroad(&self) -> bool {
        matches!(self, Self::Phone(phone) if phone.is_abroad())
    }

    /// Whose it is.
    pub(super) async fn person(&self, cx: &mut Ctx, index: [u8; 16]) -> Result<Option<PersonRow>, Fault> {
        match self {
            Self::Phone(_) => store::person_by_phone(cx, index).await,
            Self::Mail(_) => store::person_by_mail(cx, index).await,
        }
    }

    /// May somebody new open an account with it?
    pub(super) async fn may_sign_up(
        &self,
        house: &House,
        cx: &mut Ctx,
        index: [u8; 16],
    ) -> Result<bool, Fault> {
        match (self, house.signup()) {
            (_, Signup::Open) | (Self::Mail(_), Signup::MailDomain) => Ok(true),
            (Self::Phone(_), Signup::Invited | Signup::MailDomain) => {
                Ok(crate::org::is_invited(cx, index).await? || crate::minor::waits_for(cx, index).await?)
            }
            (Self::Mail(_), Signup::Invited) => Ok(false),
        }
    }

    /// Sends the code, or, where nobody new may sign up, that there is none.
    pub(super) async fn send(
        &self,
        house: &House,
        subject: Subject,
        lang: Lang,
        code: Option<&str>,
    ) -> Result<(), Refusal> {
        let sent = match self {
            Self::Phone(phone) => text(house, subject, phone, (lang, For::Oneself, code)).await,
            Self::Mail(mail) => {
                let [words, english] = [Lang::ZhCn, Lang::En].map(|lang| said(lang, For::Oneself, code));
                let letter = egress::Mail {
                    to: mail.as_str(),
                    title: "四合院 Courtyard",
                    text: &format!("{words}\n\n{english}\n"),
                    code,
                    purpose: Purpose::Account,
                    fields: &fields(Category::EmailAddress, code),
                };
                house.egress.mail(subject, letter).await
            }
        };
        sent.map_err(not_sent)
    }
}

fn fields(place: Category, code: Option<&str>) -> Vec<Category> {
    if code.is_some() { vec![place, Category::VerificationCode] } else { vec![place] }
}

fn said(lang: Lang, what: For, code: Option<&str>) -> String {
    code.map_or_else(|| words::uninvited(lang).to_owned(), |code| words::of_code(lang, what, code))
}

/// Sends a number its code, or that there is none, in the language of whoever asked.
pub(super) async fn text(
    house: &House,
    subject: Subject,
    phone: &Phone,
    (lang, what, code): (Lang, For, Option<&str>),
) -> Result<(), SendRefused> {
    let message = TextMessage {
        to: phone.e164(),
        text: &words::signed(lang, &said(lang, what, code)),
        template: words::template(lang, code),
        purpose: Purpose::Account,
        fields: &fields(Category::PhoneNumber, code),
    };
    house.egress.text_message(subject, message).await
}

/// A code that did not leave: a fault of ours, or the carrier's.
pub(super) fn not_sent(refused: SendRefused) -> Refusal {
    match refused {
        SendRefused::Fault(fault) => Fault::caused("sending a code", fault).into(),
        refused => {
            tracing::error!(%refused, "a code was not sent");
            Refusal::NotSent
        }
    }
}
