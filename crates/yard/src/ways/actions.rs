//! What a keeper does: looks at the ways, and tries one.

use egress::{Mail, SendRefused, Template, TextMessage};
use ground::{Because, Caller, Fault, Person};
use policy::{Category, Purpose};
use vault::Subject;

use super::Refusal;
use super::rules::{self, Outcome, Set, Stands, Way};
use crate::House;
use crate::access::the_house;
use crate::account::{self, Bound};

/// Tests that a keeper sends within a day: enough to get the settings right, too few to write to others.
const TESTS: Bound = Bound { kind: "ways.test", span_s: 86_400, most: 20 };
/// Stands where a code would: providers send nothing but reviewed templates, so the test is a message with a code.
const NO_CODE: &str = "000000";

/// Both ways as they are set.
pub(super) async fn look(house: &House, who: Person) -> Result<[Set; 2], Refusal> {
    house.db.view().await?.permit(who, "house.keep", &the_house())?;
    Ok(rules::set(&house.config.connectors, house.dev))
}

/// Sends a test by one of the ways and answers what became of it.
pub(super) async fn test(
    house: &House,
    who: Person,
    way: Way,
    typed: Option<&str>,
) -> Result<Outcome, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let stands = rules::set(&house.config.connectors, house.dev);
    if stands.iter().any(|set| set.way == way && set.stands == Stands::Off) {
        return Err(Refusal::Off);
    }
    if account::store::count(&mut cx, TESTS, who.person.bytes()).await? > i64::from(TESTS.most) {
        return Err(Refusal::TooMany { after_s: TESTS.left_s(cx.now()) });
    }
    // Counted before it is read: what does not fit counts too.
    cx.commit().await?;
    let to = match typed.map(str::trim).filter(|typed| !typed.is_empty()) {
        Some(typed) => rules::addressee(way, typed)?,
        None => own(house, who, way).await?.ok_or(Refusal::ToMissing)?,
    };
    rules::outcome(send(house, who, way, &to).await, house.dev)
}

/// The keeper's own number; for mail the address at which the house is reached.
async fn own(house: &House, who: Person, way: Way) -> Result<Option<String>, Fault> {
    if way == Way::Mail {
        let address = house.particulars().contact.email.clone();
        return Ok(Some(address).filter(|address| !address.is_empty()));
    }
    let Some(row) = account::store::number(&mut house.db.view().await?, who.person).await? else {
        return Ok(None);
    };
    let phone = house.vault.open(&Caller::from(who), Purpose::Account, &row.phone).await;
    Ok(Some(phone.because("opening a keeper's own number")?.e164().to_owned()))
}

async fn send(house: &House, who: Person, way: Way, to: &str) -> Result<(), SendRefused> {
    let (subject, purpose) = (Subject::Person(who.person), Purpose::Account);
    match way {
        Way::Sms => {
            let text = format!("【四合院】验证码 {NO_CODE},这是一条测试短信。");
            let template = Template::Code(NO_CODE);
            let fields = &[Category::PhoneNumber, Category::VerificationCode];
            let message = TextMessage { to, text: &text, template, purpose, fields };
            house.egress.text_message(subject, message).await
        }
        Way::Mail => {
            let title = "四合院测试邮件 · A test from your Courtyard";
            let text = "这是一封测试邮件:邮件服务已经接通。\n\nThis is a test: mail works.\n";
            let mail = Mail { to, title, text, code: None, purpose, fields: &[Category::EmailAddress] };
            house.egress.mail(subject, mail).await
        }
    }
}
