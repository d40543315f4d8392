//! The wire: my calendar within a stretch, one event, and what I answer.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{OrgId, PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::seal;
use yard::wire::{Json, NoStore, Path, Query, SignedIn};

use super::actions::{self, Wish};
use super::rules::{Occurrence, Placed, Reply, written};
use super::views::{Shown, Whole};
use super::{CalendarId, Event, EventId, answering};

/// The routes of one's own calendar.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me/events",
            get_with(list, |op| {
                op.id("calendar.list")
                    .summary("What I have before me within a stretch.")
                    .response::<200, Json<EventList>>()
            })
            .post_with(add, |op| {
                op.id("event.add")
                    .with(seal::mark)
                    .summary("Enter an event, and invite people to it.")
                    .response::<200, Json<EventMade>>()
            }),
        )
        .api_route(
            "/me/events/{event}",
            get_with(look, |op| {
                op.id("event.look")
                    .summary("One event with who is invited and what they said.")
                    .response::<200, Json<EventView>>()
            }),
        )
        .api_route(
            "/me/events/{event}/answer",
            post_with(answer, |op| {
                op.id("event.answer")
                    .summary("Accept, decline, say that I may come, or propose another time.")
                    .response::<204, ()>()
            }),
        )
        .api_route(
            "/me/events/{event}/reminders",
            put_with(remind, |op| {
                op.id("event.remind").summary("How long before I want to be told.").response::<204, ()>()
            }),
        )
}

/// From when to when.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Stretch {
    /// From this instant on.
    pub from: Timestamp,
    /// Before this one; 400 days later at most.
    pub until: Timestamp,
}

/// Times of events.
#[derive(Serialize, JsonSchema)]
pub(super) struct EventList {
    /// In their order.
    pub items: Vec<TimeView>,
}

/// One time of an event.
#[derive(Serialize, JsonSchema)]
pub(super) struct TimeView {
    /// Of which event.
    id: EventId,
    /// By which local time its series knows it.
    at: String,
    /// From when on.
    from: Timestamp,
    /// Before when.
    until: Timestamp,
    /// Of whole days: `from` and `until` are those days in the zone of the event.
    all_day: bool,
    /// In which zone it was entered.
    zone: String,
    /// What it is; null where no more is told than that there is something.
    title: Option<String>,
    /// Where.
    place: Option<String>,
    /// Whether it is one of several times.
    recurs: bool,
    /// Whether I organise it.
    own: bool,
    /// What I said to the invitation; null where I organise it or nobody is invited.
    reply: Option<Reply>,
    /// In which shared calendar.
    calendar: Option<CalendarId>,
    /// In which room.
    room: Option<CalendarId>,
    /// Whether its person is free meanwhile.
    free: bool,
}

impl From<Shown> for TimeView {
    fn from(shown: Shown) -> Self {
        let bare = Self::taken(&shown.event, shown.time);
        Self {
            id: shown.id,
            title: shown.title,
            place: shown.place,
            own: shown.is_own,
            reply: shown.reply,
            ..bare
        }
    }
}

impl TimeView {
    /// A time of which no more is told than that there is something.
    pub(super) fn taken(event: &Event, time: Occurrence) -> Self {
        Self {
            id: event.id,
            at: written(time.at),
            from: time.from,
            until: time.until,
            all_day: event.when.all_day,
            zone: event.when.zone.clone(),
            title: None,
            place: None,
            recurs: event.when.rule.is_some() || !event.when.extra.is_empty() || event.instead.is_some(),
            own: false,
            reply: None,
            calendar: event.calendar,
            room: event.room,
            free: event.is_free,
        }
    }
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(stretch): Query<Stretch>,
) -> Result<(NoStore, Json<EventList>), Problem> {
    let shown = actions::list(&house, who, (stretch.from, stretch.until)).await?;
    Ok((NoStore, Json(EventList { items: shown.into_iter().map(TimeView::from).collect() })))
}

/// An event to be entered, or as it is from now on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EventWish {
    /// What it is: 1 to 120 characters.
    title: String,
    /// Where.
    #[serde(default)]
    place: Option<String>,
    /// What else is to be known.
    #[serde(default)]
    notes: Option<String>,
    /// In which zone of the IANA's list.
    zone: String,
    /// When it begins: local time, `2026-12-01T09:00`, or a day.
    begins: String,
    /// When it ends; of whole days the last one.
    ends: String,
    /// Of whole days.
    #[serde(default)]
    all_day: bool,
    /// How it recurs: a rule of RFC 5545, by days.
    #[serde(default)]
    rule: Option<String>,
    /// In which organisation those are who are invited.
    #[serde(default)]
    org: Option<OrgId>,
    /// Who is invited.
    #[serde(default)]
    guests: Vec<PersonId>,
    /// How many minutes before I am told, and those whom I invite until they say otherwise.
    #[serde(default)]
    reminders: Vec<u32>,
    /// In which shared calendar; in my own where it is absent.
    #[serde(default)]
    calendar: Option<CalendarId>,
    /// In which room.
    #[serde(default)]
    room: Option<CalendarId>,
    /// Colleagues who may see all see that there is something, and no more.
    #[serde(default)]
    private: bool,
    /// I am free meanwhile.
    #[serde(default)]
    free: bool,
}

impl EventWish {
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish {
            title: &self.title,
            place: self.place.as_deref(),
            notes: self.notes.as_deref(),
            zone: &self.zone,
            time: (&self.begins, &self.ends),
            all_day: self.all_day,
            rule: self.rule.as_deref(),
            org: self.org,
            guests: &self.guests,
            reminders: &self.reminders,
            placed: Placed { calendar: self.calendar, room: self.room },
            is_private: self.private,
            is_free: self.free,
        }
    }
}

/// It is entered.
#[derive(Serialize, JsonSchema)]
pub(super) struct EventMade {
    /// Which.
    pub id: EventId,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<EventWish>,
) -> Result<Json<EventMade>, Problem> {
    Ok(Json(EventMade { id: actions::add(&house, who, wish.wish()).await? }))
}

/// An event.
#[derive(Deserialize, JsonSchema)]
pub(super) struct EventPath {
    /// Which.
    pub event: EventId,
}

/// An event with all that is to be known of it.
#[derive(Serialize, JsonSchema)]
struct EventView {
    /// Which.
    id: EventId,
    /// What it is.
    title: String,
    /// Where.
    place: Option<String>,
    /// What else is to be known.
    notes: Option<String>,
    /// In which zone.
    zone: String,
    /// When it, or its series, begins: local time.
    begins: String,
    /// How long it lasts.
    minutes: i64,
    /// Of whole days.
    all_day: bool,
    /// How it recurs.
    rule: Option<String>,
    /// Of which series it is one time that differs.
    series: Option<EventId>,
    /// For which organisation it is.
    org: Option<OrgId>,
    /// In which shared calendar.
    calendar: Option<CalendarId>,
    /// In which room.
    room: Option<CalendarId>,
    /// Colleagues who may see all see that there is something, and no more.
    private: bool,
    /// I am free meanwhile.
    free: bool,
    /// Whether I may change it.
    own: bool,
    /// Who organises it; null in a shared calendar.
    organiser: Option<GuestView>,
    /// Who is invited.
    guests: Vec<GuestView>,
    /// How many minutes before I am told.
    reminders: Vec<u32>,
}

/// Somebody who takes part.
#[derive(Serialize, JsonSchema)]
struct GuestView {
    /// Who.
    person: PersonId,
    /// How he is called; null where his account rests.
    name: Option<String>,
    /// What he said.
    reply: Reply,
    /// Another time that he proposed: local time of the event.
    proposed: Option<String>,
}

impl EventView {
    fn of(whole: Whole, who: PersonId) -> Self {
        let Whole { loaded, said, names, reminders } = whole;
        let name = |person: &PersonId| names.get(person).cloned();
        let event = loaded.event;
        let organiser = event.person.map(|person| GuestView {
            person,
            name: name(&person),
            reply: Reply::Accepted,
            proposed: None,
        });
        let guest = |one: &super::store::Guest| GuestView {
            person: one.person,
            name: name(&one.person),
            reply: one.reply,
            proposed: one.proposed.map(written),
        };
        Self {
            id: event.id,
            title: said.title,
            place: said.place,
            notes: said.notes,
            zone: event.when.zone,
            begins: written(event.when.begins),
            minutes: event.when.minutes,
            all_day: event.when.all_day,
            rule: event.when.rule,
            series: event.instead.map(|(series, _)| series),
            org: event.org,
            calendar: event.calendar,
            room: event.room,
            private: event.is_private,
            free: event.is_free,
            own: event.person.is_none_or(|person| person == who),
            organiser,
            guests: loaded.guests.iter().map(guest).collect(),
            reminders,
        }
    }
}

async fn look(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
) -> Result<(NoStore, Json<EventView>), Problem> {
    let whole = actions::look(&house, who, at.event).await?;
    Ok((NoStore, Json(EventView::of(whole, who.person))))
}

/// What I answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventAnswer {
    /// Whether I come.
    reply: Reply,
    /// Another time that would suit me: local time of the event.
    #[serde(default)]
    proposed: Option<String>,
}

async fn answer(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
    Json(said): Json<EventAnswer>,
) -> Result<StatusCode, Problem> {
    answering::answer(&house, who, at.event, (said.reply, said.proposed.as_deref())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How long before I want to be told.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EventReminders {
    /// Minutes before; five at most, up to four weeks.
    reminders: Vec<u32>,
}

async fn remind(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<EventPath>,
    Json(wish): Json<EventReminders>,
) -> Result<StatusCode, Problem> {
    actions::remind(&house, who, at.event, &wish.reminders).await?;
    Ok(StatusCode::NO_CONTENT)
}
