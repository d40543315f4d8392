//! What happens by itself: people outside are told, and forgotten in time.

use egress::{Invitation, Mail, SendRefused};
use ground::jobs::{Errand, Jobs};
use ground::{Because, Caller, Ctx, Fault, Job, Stop, Timestamp};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::Subject;
use yard::account::{names_of, store as accounts};
use yard::org::Service;
use yard::{House, incident};

use super::letter::{self, Between};
use super::rules::{self, News, Why};
use super::views::{self, Open};
use super::{ADDRESS, Outsider, OutsiderId, store};
use crate::calendar::ical::{self, Entry};
use crate::calendar::ics::{self, HOME};
use crate::calendar::rules::Reply;
use crate::calendar::{Event, store as events};

/// People of one run; who is over that waits for the next.
const STEP: i64 = 100;
/// What leaves with a mail.
const FIELDS: &[Category] = &[Category::OutsideGuest, Category::CalendarEntry, Category::DisplayName];

/// Finds those for whom there may be news.
#[derive(Serialize, Deserialize)]
struct Due(());

impl Job<House> for Due {
    const NAME: &'static str = "calendar.outside.due";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        for (id, due) in store::due(cx, STEP).await? {
            later(cx, id, due).await?;
        }
        Ok(())
    }
}

/// Has one told after the unit of work; `due` is when he is looked at again where nothing comes of it.
pub(super) async fn later(cx: &mut Ctx, outsider: OutsiderId, due: Timestamp) -> Result<(), Fault> {
    cx.later(<Letter as Errand<House>>::NAME, &Letter { outsider, due_us: due.micros() }).await
}

/// Tells one what is news to him.
#[derive(Serialize, Deserialize)]
struct Letter {
    outsider: OutsiderId,
    /// When he is looked at again, to the microsecond: by it a letter knows whether it is still his.
    due_us: i64,
}

/// What he is told.
struct Ready {
    row: Outsider,
    open: Open,
    news: News,
    /// What it is now; what it was, where it is off.
    entries: Vec<Entry>,
    sequence: i64,
    over_at: Option<Timestamp>,
}

impl Errand<House> for Letter {
    const NAME: &'static str = "calendar.outside.mail";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Some(ready) = self.ready(house).await? else { return Ok(()) };
        match ready.news {
            News::Nothing => {
                let mut cx = house.db.begin().await?;
                store::settle(&mut cx, (ready.row.id, self.due()), ready.row.why).await?;
                return Ok(cx.commit().await?);
            }
            News::Never => return Ok(self.gone(house).await?),
            // Of what is over nobody is told that it is off.
            News::Cancelled if ready.row.over_at.is_some_and(|over| over < house.clock.now()) => {
                return Ok(self.gone(house).await?);
            }
            News::Invited | News::Changed { .. } | News::Cancelled => {}
        }
        if !self.may_leave(house, &ready).await? {
            return Ok(());
        }
        match send(house, &ready).await? {
            Ok(()) => Ok(self.sent(house, &ready).await?),
            Err(SendRefused::Fault(fault)) => Err(Stop::Retry(fault)),
            Err(refused) if refused.is_for_later() => {
                Err(Stop::Retry(Fault::caused("sending an invitation", refused)))
            }
            Err(_) if ready.news == News::Cancelled => Ok(self.gone(house).await?),
            Err(refused) => {
                let why = if matches!(refused, SendRefused::NoWay) { Why::NoMail } else { Why::Refused };
                let mut cx = house.db.begin().await?;
                store::settle(&mut cx, (ready.row.id, self.due()), Some(why)).await?;
                Ok(cx.commit().await?)
            }
        }
    }
}

impl Letter {
    const fn due(&self) -> Timestamp {
        Timestamp::from_micros(self.due_us)
    }

    /// What there is to tell; nothing where that waits, or somebody else tells it.
    async fn ready(&self, house: &House) -> Result<Option<Ready>, Fault> {
        let mut view = house.db.view().await?;
        let row = store::find(&mut view, self.outsider).await?;
        // What changed since it was left here is told by a letter of its own.
        let Some(row) = row.filter(|row| row.due_at == Some(self.due())) else { return Ok(None) };
        let event = events::known(&mut view, row.event).await?.filter(|_| !row.is_out);
        if let Some(org) = event.as_ref().and_then(|event| event.org)
            && !yard::org::is_open(&mut view, org, Service::Calendar).await?
        {
            return Ok(None);
        }
        let mut all: Vec<Event> = Vec::new();
        if let Some(event) = event {
            let differing = events::differing(&mut view, event.id).await?;
            all.push(event);
            all.extend(differing);
        }
        drop(view);
        let program = Caller::Program(<Self as Errand<House>>::NAME);
        let act = (&program, <Self as Errand<House>>::NAME);
        let open = views::opened(house, act, std::slice::from_ref(&row)).await?.into_iter().next().flatten();
        // Whose account rests, for him the house writes to nobody.
        let Some(open) = open else { return Ok(None) };
        let now = ics::entries(house, (act.0, Purpose::OutsideInvitation, act.1), &all).await?;
        let file = (!now.is_empty()).then(|| letter::bare(&now));
        let news = rules::news(open.told.as_deref(), file.as_deref());
        let first = all.first().map_or(0, |event| event.sequence);
        let (sequence, entries) = match news {
            News::Invited => (first, now),
            News::Changed { .. } => (first.max(row.sequence.saturating_add(1)), now),
            News::Nothing | News::Never => (row.sequence, now),
            News::Cancelled => {
                let told = open.told.as_deref().and_then(|told| ical::read(told, HOME));
                (row.sequence.saturating_add(1), told.map(|(entries, _)| entries).unwrap_or_default())
            }
        };
        let ends: Option<Vec<Timestamp>> = all.iter().map(|event| event.bounds.1).collect();
        let over_at = ends.and_then(|ends| ends.into_iter().max());
        Ok(Some(Ready { row, open, news, entries, sequence, over_at }))
    }

    /// Whether one more mail may leave today, of whoever organises and to this address; where not, it waits for tomorrow.
    async fn may_leave(&self, house: &House, ready: &Ready) -> Result<bool, Fault> {
        let index = house.vault.index(&ADDRESS, &ready.open.address);
        let mut cx = house.db.begin().await?;
        for (bound, key) in [(rules::MAILED, ready.row.person.bytes()), (rules::REACHED, index)] {
            if accounts::count(&mut cx, bound, key).await? > i64::from(bound.most) {
                let tomorrow = cx.now().plus(Duration::from_secs(bound.left_s(cx.now())));
                store::postpone(&mut cx, ready.row.id, tomorrow).await?;
                cx.commit().await?;
                return Ok(false);
            }
        }
        cx.commit().await?;
        Ok(true)
    }

    /// It left: what was told is kept, or he goes.
    async fn sent(&self, house: &House, ready: &Ready) -> Result<(), Fault> {
        if ready.news == News::Cancelled {
            return self.gone(house).await;
        }
        let (id, subject) = (ready.row.id, Subject::Person(ready.row.person));
        let told = letter::bare(&ready.entries);
        let told = house.vault.seal(&Outsider::TOLD, subject, id.bytes(), &told).await?;
        let mut cx = house.db.begin().await?;
        store::told(&mut cx, id, (&told, ready.sequence, ready.over_at)).await?;
        if ready.news == (News::Changed { is_moved: true }) {
            store::answer(&mut cx, id, (Reply::Waiting, None)).await?;
        }
        store::settle(&mut cx, (id, self.due()), None).await?;
        cx.commit().await
    }

    async fn gone(&self, house: &House) -> Result<(), Fault> {
        let mut cx = house.db.begin().await?;
        store::remove(&mut cx, self.outsider).await?;
        cx.commit().await
    }
}

/// Mails it.
async fn send(house: &House, ready: &Ready) -> Result<Result<(), SendRefused>, Fault> {
    let person = ready.row.person;
    let program = Caller::Program(<Letter as Errand<House>>::NAME);
    let names = names_of(house, &program, Purpose::OutsideInvitation, &[person]).await?;
    let organiser = names.get(&person).map(|name| name.as_str().to_owned()).unwrap_or_default();
    let Some(sender) = house.egress.sender() else { return Ok(Err(SendRefused::NoWay)) };
    let is_asked_anew = ready.news == (News::Changed { is_moved: true });
    let between = Between {
        organiser: &organiser,
        sender,
        address: &ready.open.address,
        name: ready.open.name.as_deref(),
        reply: if is_asked_anew { Reply::Waiting } else { ready.row.reply },
        link: &letter::link(house, ready.row.id),
    };
    let file = letter::file(&ready.entries, (ready.news, ready.sequence), house.clock.now(), &between);
    let (title, text) = letter::words(&ready.entries, ready.news, &between);
    let mail = Mail {
        to: &ready.open.address,
        title: &title,
        text: &text,
        code: None,
        purpose: Purpose::OutsideInvitation,
        fields: FIELDS,
    };
    let invitation = Invitation { mail, method: letter::method(ready.news), file: &file };
    Ok(house.egress.invitation(person, invitation).await)
}

/// Removes those whose event is over for long enough, and old fingerprints.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "calendar.outside.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if incident::frozen(cx).await? {
            return Ok(());
        }
        let now = cx.now();
        if let Some(period) = house.policy.retention(Category::OutsideGuest).from("event-over") {
            store::sweep(cx, vault::begun_before(period, now)).await?;
        }
        let period = house.policy.retention(Category::OutsideRefusal).from("collected");
        let period = period.because("the policy does not say how long an address is not written to")?;
        Ok(store::sweep_refusals(cx, vault::begun_before(period, now)).await?)
    }
}

/// The jobs of this feature.
pub(in crate::calendar) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Due>(Duration::from_secs(20))
        .on_errand::<Letter>()
        .every::<Sweep>(Duration::from_secs(3_600))
}
