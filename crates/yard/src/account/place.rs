//! Where a code goes: to a number by SMS, or to an address by mail.

use egress::{SendRefused, Template, TextMessage};
use ground::config::Signup;
use ground::{Ctx, Fault};
use policy::{Category, Purpose};
use vault::Subject;

use super::store::{self, PersonRow};
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
        code: Option<&str>,
    ) -> Result<(), Refusal> {
        let words = code.map_or_else(
            || "本站仅限受邀者注册。请向您的组织索取邀请。".to_owned(),
            |code| format!("验证码 {code},5 分钟内有效。请勿告诉任何人。"),
        );
        let sent = match self {
            Self::Phone(phone) => text(house, subject, phone, (&words, code)).await,
            Self::Mail(mail) => {
                let english = code.map_or_else(
                    || "Only who was invited can sign up here.".to_owned(),
                    |code| format!("Your code is {code}. It is good for 5 minutes. Tell it to nobody."),
                );
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

/// Sends a number words about its account, and the code in them where there is one.
pub(super) async fn text(
    house: &House,
    subject: Subject,
    phone: &Phone,
    (words, code): (&str, Option<&str>),
) -> Result<(), SendRefused> {
    let message = TextMessage {
        to: phone.e164(),
        text: &format!("【四合院】{words}"),
        template: code.map_or(Template::Uninvited, Template::Code),
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
