//! What happens by itself: what is over is destroyed, each conversation in a unit of work of its own, behind the same lock
//! that the writer takes.

use ground::jobs::Jobs;
use ground::{Ctx, Fault, Job, OrgId, Stop, Timestamp};
use policy::Category;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::org::policy::{SENT, own_period_now, tighter_periods};

use super::store::{self, Keep, Old};
use super::{Days, actions, rules};
use crate::conversation::{ConversationId, store as conversations};
use crate::{file, log};

/// Conversations that one run looks after; the next run goes on.
const CONVERSATIONS_MAX: i64 = 1_000;
/// Events that one unit of work passes; another goes on.
const EVENTS_MAX: i64 = 200;

/// Looks where days that were set are over.
#[derive(Serialize, Deserialize)]
struct Expire(());

impl Job<House> for Expire {
    const NAME: &'static str = "conversation.expire";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let now = cx.now();
        let mut due = store::due(cx, now, CONVERSATIONS_MAX).await?;
        for (category, is_of_files) in [(Category::MessageContent, false), (Category::ChatFile, true)] {
            for (org, period) in tighter_periods(cx, category, SENT).await? {
                let over = (is_of_files, vault::begun_before(period, now));
                due.extend(store::due_in(cx, org, over, CONVERSATIONS_MAX).await?);
            }
        }
        Ok(each(cx, due).await?)
    }
}

/// Looks where something was only to be passed on.
#[derive(Serialize, Deserialize)]
struct Relay(());

impl Job<House> for Relay {
    const NAME: &'static str = "conversation.relay";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let due = store::passing(cx, CONVERSATIONS_MAX).await?;
        Ok(each(cx, due).await?)
    }
}

async fn each(cx: &mut Ctx, mut due: Vec<ConversationId>) -> Result<(), Fault> {
    due.sort_unstable();
    due.dedup();
    for conversation in due {
        cx.later(ExpireOne::NAME, &ExpireOne { conversation }).await?;
    }
    Ok(())
}

/// Destroys what is over in one conversation.
#[derive(Serialize, Deserialize)]
struct ExpireOne {
    conversation: ConversationId,
}

impl Job<House> for ExpireOne {
    const NAME: &'static str = "conversation.expire_one";

    async fn run(self, _: &House, cx: &mut Ctx) -> Result<(), Stop> {
        let id = self.conversation;
        // Nobody edits a message while it goes: an edit that came in between would outlive it.
        if conversations::lock(cx, id).await?.is_none() || yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let (keep, org) = store::within(cx, id).await?;
        let days = rules::in_force(&keep.set, days_of(cx, org).await?);
        let (messages, is_more) = messages(cx, id, &keep, days).await?;
        let (files, are_more) = files(cx, id, keep.file_seq.max(messages), days).await?;
        if (messages, files) != (keep.message_seq, keep.file_seq) {
            store::carried_out(cx, id, (messages, files)).await?;
        }
        if is_more || are_more {
            cx.later(Self::NAME, &Self { conversation: id }).await?;
        }
        Ok(())
    }
}

async fn days_of(cx: &mut Ctx, org: Option<OrgId>) -> Result<Days, Fault> {
    let Some(org) = org else { return Ok(Days::default()) };
    Ok(Days {
        messages: own_period_now(cx, org, Category::MessageContent, SENT).await?.map(actions::days),
        files: own_period_now(cx, org, Category::ChatFile, SENT).await?.map(actions::days),
    })
}

/// Destroys the messages that are over. Answers up to which number, and whether more may be.
async fn messages(cx: &mut Ctx, id: ConversationId, keep: &Keep, days: Days) -> Result<(i64, bool), Fault> {
    let (now, seq) = (cx.now(), keep.message_seq);
    let before = days.messages.map(|days| before(now, days));
    let late = keep.set.relay.then(|| now.minus(rules::RELAY_MAX));
    let unread = if keep.set.relay { store::unread_from(cx, id, seq).await? } else { Some(0) };
    let is_over = |one: &Old| {
        before.is_some_and(|before| one.at < before)
            || late.is_some_and(|late| one.at < late)
            || unread.is_none_or(|unread| one.seq < unread)
    };
    let found = store::after(cx, id, seq, EVENTS_MAX).await?;
    let over = over(&found, is_over);
    for one in over.iter().filter(|one| one.is_message) {
        log::destroy(cx, id, one.seq).await?;
    }
    Ok((over.last().map_or(seq, |last| last.seq), is_full(over)))
}

/// The same of files that go before their messages.
async fn files(cx: &mut Ctx, id: ConversationId, seq: i64, days: Days) -> Result<(i64, bool), Fault> {
    let Some(days) = days.files else { return Ok((seq, false)) };
    let before = before(cx.now(), days);
    let found = store::after(cx, id, seq, EVENTS_MAX).await?;
    let over = over(&found, |one| one.at < before);
    for one in over.iter().filter(|one| one.is_message) {
        file::of_message(cx, id, one.seq).await?;
    }
    Ok((over.last().map_or(seq, |last| last.seq), is_full(over)))
}

fn before(now: Timestamp, days: u32) -> Timestamp {
    now.minus(Duration::from_secs(u64::from(days) * 86_400))
}

/// The first of them, as far as they are over.
fn over(found: &[Old], is_over: impl Fn(&Old) -> bool) -> &[Old] {
    let end = found.iter().position(|one| !is_over(one)).unwrap_or(found.len());
    found.get(..end).unwrap_or_default()
}

fn is_full(over: &[Old]) -> bool {
    i64::try_from(over.len()).is_ok_and(|found| found >= EVENTS_MAX)
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.every::<Expire>(Duration::from_secs(900)).every::<Relay>(Duration::from_secs(60)).on::<ExpireOne>()
}
