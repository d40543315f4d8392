//! A letter that goes by text message, where a list names a number for its home: the code is drawn when it is sent, and stands
//! nowhere else than in the message. Where there will be no message the letter goes, too, and those who run the community are told: they
//! print another.

use aws_lc_rs::rand;
use egress::{SendRefused, Template, TextMessage};
use ground::jobs::Jobs;
use ground::{Because, Caller, Ctx, Errand, Fault, OrgId, Stop};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Subject;
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::notice::{self, Notice};
use yard::org::store as orgs;

use super::{Letter, LetterId, rules, store};
use crate::awaited::{self, Awaited, AwaitedId};
use crate::place::store as places;

/// Letters that one community texts within a day.
const OF_ORG: Bound = Bound { kind: "home.letter.text.org", span_s: 86_400, most: 500 };
/// Letters that one number gets within a day, whichever community sends them.
const OF_NUMBER: Bound = Bound { kind: "home.letter.text.number", span_s: 86_400, most: 2 };
const DAY_S: u64 = 86_400;
/// How long it is tried again what fails: less than jobs are, so that the last try knows that it is the last.
const TRIED_FOR: Duration = Duration::from_secs(1_800);

/// Texts a letter.
#[derive(Serialize, Deserialize)]
pub(super) struct Text {
    pub org: OrgId,
    pub letter: LetterId,
    pub awaited: AwaitedId,
}

/// Whether another may go to this number today; it is counted. A community that has texted its day full takes nothing from the number,
/// which another may write to.
pub(super) async fn may(cx: &mut Ctx, org: OrgId, index: [u8; 16]) -> Result<bool, Fault> {
    for (bound, key) in [(OF_ORG, org.bytes()), (OF_NUMBER, index)] {
        if accounts::count(cx, bound, key).await? > i64::from(bound.most) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Leaves it for after the commit.
pub(super) async fn later(cx: &mut Ctx, text: &Text) -> Result<(), Fault> {
    cx.later(<Text as Errand<House>>::NAME, text).await
}

/// A code, and what is kept of it.
pub(super) fn drawn() -> Result<(String, [u8; 32]), Fault> {
    let mut random = [0; 10];
    rand::fill(&mut random).map_err(|_| Fault::new("no randomness"))?;
    let code = rules::code(random);
    let hash = rules::hash(&code).ok_or_else(|| Fault::new("a code that is none"))?;
    Ok((code, hash))
}

impl Errand<House> for Text {
    const NAME: &'static str = "home.letter.text";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let letter = store::find(&mut view, self.org, self.letter).await?;
        let awaited = awaited::one(&mut view, self.org, self.awaited).await?;
        drop(view);
        // Taken back, over, or another took its place: nobody waits for it.
        let Some(letter) = letter else { return Ok(()) };
        // He came, or the list names him no longer: the desk writes to this home in another way.
        let Some(awaited) = awaited else { return Ok(self.unsent(house, &letter).await?) };
        match self.sent(house, (&letter, &awaited)).await {
            Ok(()) => Ok(()),
            Err(Stop::Retry(fault)) if house.clock.now() < letter.made_at.plus(TRIED_FOR) => {
                Err(Stop::Retry(fault))
            }
            Err(stop) => {
                self.unsent(house, &letter).await?;
                Err(match stop {
                    Stop::Retry(_) => Stop::GiveUp("not sent in time"),
                    other @ Stop::GiveUp(_) => other,
                })
            }
        }
    }
}

impl Text {
    /// Sends it, if the letter is there still.
    async fn sent(&self, house: &House, (letter, awaited): (&Letter, &Awaited)) -> Result<(), Stop> {
        let program = Caller::Program(<Self as Errand<House>>::NAME);
        let look = house.vault.look(&program, Purpose::Household).act("home.letter.text");
        let phone =
            look.open(&awaited.phone).await.because("opening the number of somebody who is awaited")?;
        // Sent again after it failed it has another code: the one before was never told, or ends here.
        let (code, hash) = drawn()?;
        let mut cx = house.db.begin().await?;
        if !store::recode(&mut cx, self.letter, hash).await? {
            return Ok(());
        }
        cx.commit().await?;
        let days = letter.ends_at.since(house.clock.now()).as_secs().div_ceil(DAY_S);
        let url = house.particulars().public_url.clone();
        let place = url.map_or_else(|| "四合院".to_owned(), |url| format!(" {url} "));
        // Neither the home nor a name: the number may be somebody else's by now.
        let said = format!(
            "您所在小区的物业邀请您认证房屋。请在{days}天内登录{place},在“我的房屋”选择“我有入住信”并输入入住码{code}。不是您请忽略。"
        );
        let message = TextMessage {
            to: phone.e164(),
            text: &format!("【四合院】{said}"),
            template: Template::Notice(&said),
            purpose: Purpose::Household,
            fields: &[Category::HomeResidence],
        };
        match house.egress.text_message(Subject::Org(self.org), message).await {
            Ok(()) => Ok(()),
            Err(SendRefused::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(refused) if refused.is_for_later() => {
                Err(Stop::Retry(Fault::caused("texting a letter", refused)))
            }
            Err(_) => Err(Stop::GiveUp("not taken by the provider")),
        }
    }

    /// Nobody will have its code: it goes, and those who run the community are told of which home.
    async fn unsent(&self, house: &House, letter: &Letter) -> Result<(), Fault> {
        let mut cx = house.db.begin().await?;
        if !store::remove(&mut cx, self.org, self.letter).await? {
            return Ok(());
        }
        let community = places::of_now(&mut cx, self.org).await?.map(|one| one.name).unwrap_or_default();
        let told = Notice::new("letter.unsent").with("home", format!("{community} {}", letter.home_number));
        for administrator in orgs::administrators(&mut cx, self.org).await? {
            notice::tell(&mut cx, house, administrator, &told).await?;
        }
        cx.commit().await
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<Text>()
}
