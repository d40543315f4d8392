//! What happens after the answer: a publication reaches people page by page, text messages leave, old notices go.

use egress::{SendRefused, Template, TextMessage};
use ground::jobs::{Errand, Jobs};
use ground::{Because, Caller, Ctx, Fault, Job, PersonId, Stop};
use policy::{Category, Lang, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::mail::Letter;
use super::store::{self, Way};
use super::tell::{Told, known, wanted, write};
use super::{Args, Kind, NoticeId, NoticeRow, PublicationId, reply, stop};
use crate::account::store as accounts;
use crate::{House, advert, incident, org};

/// People told in one run; the next run goes on.
const AT_ONCE: u32 = 200;

/// Tells a publication to the next people.
#[derive(Serialize, Deserialize)]
pub(super) struct Publish {
    publication: PublicationId,
    after: Option<PersonId>,
}

impl Publish {
    pub(super) async fn later(
        cx: &mut Ctx,
        publication: PublicationId,
        after: Option<PersonId>,
    ) -> Result<(), Fault> {
        cx.later(<Self as Job<House>>::NAME, &Self { publication, after }).await
    }
}

impl Job<House> for Publish {
    const NAME: &'static str = "notice.publish";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let Some(row) = store::running(cx, self.publication).await? else { return Ok(()) };
        let people = store::people(cx, self.after, AT_ONCE).await?;
        let texted = known(&row.code)?.is_texted();
        let mut told = Told {
            code: &row.code,
            args: row.args.clone(),
            personal: None,
            kind: row.kind,
            publication: Some(row.id),
            texted,
        };
        let mut count = 0;
        for person in &people {
            if !wanted(cx, house, *person, row.kind).await? {
                continue;
            }
            if let Some(tag) = &row.tag
                && !advert::chose(house, *person, tag).await?
            {
                continue;
            }
            // Whoever administers an organisation is how it is reached: he is told of the service by every way he has.
            told.texted = texted || (row.kind == Kind::Service && org::administers(cx, *person).await?);
            if write(cx, house, *person, &told).await? {
                count += 1;
            }
        }
        let full = u32::try_from(people.len()).unwrap_or(u32::MAX) >= AT_ONCE;
        store::count_told(cx, row.id, count, !full).await?;
        match people.last().filter(|_| full) {
            Some(last) => Ok(Self::later(cx, row.id, Some(*last)).await?),
            None => Ok(()),
        }
    }
}

/// Sends the text message of a notice.
#[derive(Serialize, Deserialize)]
pub(super) struct Text {
    person: PersonId,
    notice: NoticeId,
}

impl Text {
    pub(super) async fn later(cx: &mut Ctx, person: PersonId, notice: NoticeId) -> Result<(), Fault> {
        cx.later(<Self as Errand<House>>::NAME, &Self { person, notice }).await
    }
}

impl Errand<House> for Text {
    const NAME: &'static str = "notice.text";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut cx = house.db.begin().await?;
        let Some(row) = due(&mut cx, house, (self.person, self.notice), Way::Text).await? else {
            return Ok(());
        };
        let code = reply::code_of(&mut cx, row.person, row.id).await?;
        drop(cx);
        let Some(number) = accounts::number(&mut house.db.view().await?, row.person).await? else {
            return Ok(());
        };
        let (purpose, program) = (row.kind.purpose(), Caller::Program(Self::NAME));
        let phone = house.vault.look(&program, purpose).act(Self::NAME).open(&number.phone).await;
        let phone = phone.because("opening the number for a text message")?;
        let mut args = arguments(house, &row, Self::NAME).await?;
        if row.kind.switchable() {
            args.insert("reply".to_owned(), code.into());
        }
        let words = known(&row.code)?.message(Lang::ZhCn, &args);
        send(house, row.person, phone.e164(), &words, purpose).await?;
        Ok(sent(house, &row, Way::Text).await?)
    }
}

/// A notice that still waits for this way, and that its person still wants: between telling and sending he may have said
/// stop.
pub(super) async fn due(
    cx: &mut Ctx,
    house: &House,
    which: (PersonId, NoticeId),
    way: Way,
) -> Result<Option<NoticeRow>, Fault> {
    let Some(row) = store::unsent(cx, which, way).await? else { return Ok(None) };
    Ok(wanted(cx, house, row.person, row.kind).await?.then_some(row))
}

/// Notes that a notice was sent by this way.
pub(super) async fn sent(house: &House, row: &NoticeRow, way: Way) -> Result<(), Fault> {
    let mut cx = house.db.begin().await?;
    store::mark_sent(&mut cx, (row.person, row.id), way).await?;
    cx.commit().await
}

/// What the words of a notice are filled with when it leaves the house; what is sealed is opened for the job of this name.
pub(super) async fn arguments(house: &House, row: &NoticeRow, job: &'static str) -> Result<Args, Fault> {
    let mut args: Args = serde_json::from_str(&row.args).because("reading a notice")?;
    if let Some(sealed) = &row.personal {
        let program = Caller::Program(job);
        let look = house.vault.look(&program, row.kind.purpose()).act(job);
        let opened = look.open(sealed).await.because("opening a notice that leaves the house")?.into_inner();
        args.extend(serde_json::from_str::<Args>(&opened).because("reading a notice")?);
    }
    if row.kind.switchable() {
        args.insert("stop".to_owned(), stop::link(house, row.person).into());
    }
    Ok(args)
}

async fn send(house: &House, person: PersonId, to: &str, words: &str, purpose: Purpose) -> Result<(), Stop> {
    let fields = &[Category::PhoneNumber, Category::Notice];
    let text = &format!("【四合院】{words}");
    let message = TextMessage { to, text, template: Template::Notice(words), purpose, fields };
    after(house.egress.text_message(person, message).await)
}

/// Whether a message that did not leave is tried again.
pub(super) fn after(sent: Result<(), SendRefused>) -> Result<(), Stop> {
    match sent {
        Ok(()) => Ok(()),
        Err(SendRefused::Fault(fault)) => Err(Stop::Retry(fault)),
        Err(refused) if refused.is_for_later() => {
            Err(Stop::Retry(Fault::caused("sending a notice", refused)))
        }
        Err(SendRefused::NoWay) => Err(Stop::GiveUp("this house sends no such messages")),
        Err(SendRefused::Consent(_)) => Err(Stop::GiveUp("the consent stands no longer")),
        Err(_) => Err(Stop::GiveUp("not declared, or not taken by the provider")),
    }
}

/// How long a reply is known, so that one that is pushed again counts once.
const REPLIES_KEPT: Duration = Duration::from_secs(30 * 86_400);

/// Removes notices when their time is over.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "notice.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::Notice).from("collected");
        let period = period.because("the policy does not say how long notices are kept")?;
        let before = vault::begun_before(period, cx.now());
        store::forget_replies(cx, cx.now().minus(REPLIES_KEPT)).await?;
        Ok(store::sweep(cx, before).await?)
    }
}

/// The jobs of this feature.
pub fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on::<Publish>().on_errand::<Text>().on_errand::<Letter>().every::<Sweep>(Duration::from_secs(3_600))
}
