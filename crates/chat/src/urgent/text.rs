//! The text message: in what kind of conversation somebody wrote, and neither who nor what; under the consent of whoever
//! gets it. The provider who carries it reads it.

use egress::{SendRefused, Template, TextMessage};
use ground::{Because, Caller, Fault, Stop};
use policy::{Category, Purpose};
use yard::House;
use yard::account::store as accounts;

use super::Urgent;
use super::rules::Outcome;
use crate::conversation::{Kind, store as conversations};

/// Under which name the number is opened.
const ACT: &str = "urgent.step";

/// Sends it, where he agreed to it and has a number.
pub(super) async fn send(house: &House, urgent: &Urgent) -> Result<Outcome, Stop> {
    let purpose = Purpose::UrgentText;
    let mut view = house.db.view().await?;
    if !yard::consent::store::stands(&mut view, urgent.person, purpose).await? {
        return Ok(Outcome::Without);
    }
    let number = accounts::number(&mut view, urgent.person).await?;
    let conversation = conversations::find(&mut view, urgent.conversation).await?;
    drop(view);
    let (Some(number), Some(conversation)) = (number, conversation) else {
        return Ok(Outcome::Without);
    };
    let program = Caller::Program(ACT);
    let phone = house.vault.look(&program, purpose).act(ACT).open(&number.phone).await;
    let phone = phone.because("opening the number for an urgent message")?;
    let place = match conversation.kind {
        Kind::Direct => "单聊",
        Kind::Group => "群聊",
        Kind::Channel => "频道",
    };
    let words = format!("有人在{place}中给您发了一条紧急消息,请打开查看。");
    let text = format!("【四合院】{words}");
    let fields = &[Category::PhoneNumber];
    let (to, template) = (phone.e164(), Template::Notice(&words));
    let message = TextMessage { to, text: &text, template, purpose, fields };
    match house.egress.text_message(urgent.person, message).await {
        Ok(()) => Ok(Outcome::Sent),
        Err(SendRefused::Fault(fault)) => Err(Stop::Retry(fault)),
        Err(refused) if refused.is_for_later() => {
            Err(Stop::Retry(Fault::caused("sending an urgent text message", refused)))
        }
        Err(SendRefused::Consent(_)) => Ok(Outcome::Without),
        Err(_) => Ok(Outcome::Failed),
    }
}
