//! Addresses at which programs read somebody's calendar that can do nothing but ask at an address: they see when he is busy, or what he
//! has before him, as he chose when he made the address.
//!
//! - An address is made, told once, listed and ended as the password of a device is (`yard::account::serving`); in it are drawn signs and
//!   nothing of its person.
//! - Of what is private no more is told than that there is something; who else takes part is not told, and what was declined is not there.
//! - What was over a year ago is left out.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use aws_lc_rs::digest;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ground::{DeviceId, Person, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::account::serving::{self, FEED_ALL, FEED_BUSY};
use yard::seal;
use yard::wire::{Json, NoStore, SignedIn};

use super::device::{self, Thing};
use super::ical::{self, Entry};
use super::{Event, Refusal};

/// Where such addresses begin.
const ROOT: &str = "/ics/";
/// How they end: some programs look at that.
const END: &str = ".ics";
/// For how long what is over is still there.
const BEHIND: Duration = Duration::from_secs(366 * 86_400);
/// Events of one answer, with those of their times that differ; those that end last.
const EVENTS_MAX: usize = 5_000;
/// What is said where no more is told than that there is something.
const BUSY: &str = "忙碌 · Busy";
/// What the file is, and how often it is worth asking again (RFC 7986, 5.7).
const PUBLISHED: &[&str] =
    &["METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"];

/// The routes of whoever makes addresses.
pub(super) fn routes() -> ApiRouter<House> {
    ApiRouter::new().api_route(
        "/me/calendar/feeds",
        get_with(list, |op| {
            op.id("calendar.feeds")
                .summary("The addresses at which programs read my calendar.")
                .response::<200, Json<FeedList>>()
        })
        .post_with(add, |op| {
            op.id("calendar.feed.add")
                .with(seal::mark)
                .summary("Make an address at which a program reads my calendar; it is ended as any device.")
                .response::<200, Json<FeedMade>>()
        }),
    )
}

/// The addresses themselves.
pub(crate) fn router(house: House) -> Router {
    Router::new().route("/ics/{file}", get(read)).with_state(house)
}

/// How much a program sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Detail {
    /// When I am busy.
    Busy,
    /// What I have before me, but for what is private.
    All,
}

impl Detail {
    const ALL: [Self; 2] = [Self::Busy, Self::All];

    const fn serves(self) -> &'static str {
        match self {
            Self::Busy => FEED_BUSY,
            Self::All => FEED_ALL,
        }
    }
}

/// Addresses of my calendar.
#[derive(Serialize, JsonSchema)]
struct FeedList {
    /// The newest first.
    items: Vec<Feed>,
}

/// One of them.
#[derive(Serialize, JsonSchema)]
struct Feed {
    /// It is ended by `me.devices.close`.
    id: DeviceId,
    /// What I call it.
    label: String,
    /// How much is seen there.
    detail: Detail,
    /// Since when.
    since: Timestamp,
    /// When a program last asked there, to within five minutes; null where none did.
    used: Option<Timestamp>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<FeedList>), Problem> {
    let mut items = Vec::new();
    for detail in Detail::ALL {
        let all = serving::list(&house, who, detail.serves()).await?;
        items.extend(all.into_iter().map(|one| Feed {
            id: one.id,
            label: one.label,
            detail,
            since: one.created_at,
            used: Some(one.seen_at).filter(|at| *at != one.created_at),
        }));
    }
    items.sort_by_key(|one| std::cmp::Reverse(one.since));
    Ok((NoStore, Json(FeedList { items })))
}

/// An address to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FeedWish {
    /// What I call it: 1 to 64 characters.
    label: String,
    /// How much is seen there.
    detail: Detail,
}

/// It is made.
#[derive(Serialize, JsonSchema)]
struct FeedMade {
    /// By which it is ended.
    id: DeviceId,
    /// The path at the address of the house, told this once.
    path: String,
}

async fn add(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Json(wish): Json<FeedWish>,
) -> Result<(NoStore, Json<FeedMade>), Problem> {
    let made = serving::add(&house, who, (wish.detail.serves(), &wish.label)).await?;
    let signs = made.password.replace('-', "");
    Ok((NoStore, Json(FeedMade { id: made.device, path: format!("{ROOT}{signs}{END}") })))
}

async fn read(State(house): State<House>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let path = parts.uri.path();
    let signs = path.strip_prefix(ROOT).unwrap_or_default();
    let signs = signs.strip_suffix(END).unwrap_or(signs).to_owned();
    let (who, serves) = serving::at_address(&mut parts, &house, (&signs, &[FEED_BUSY, FEED_ALL])).await?;
    let file = written(&house, who, serves == FEED_ALL).await?;
    Ok(answered(&parts.headers, file))
}

/// The file, or that it is the one that the program has (RFC 9110, 13.1.2).
fn answered(asked: &HeaderMap, file: String) -> Response {
    let sum = digest::digest(&digest::SHA256, file.as_bytes());
    let tag: String = sum.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag);
    let (status, body) = match is_known {
        true => (StatusCode::NOT_MODIFIED, Body::empty()),
        false => (StatusCode::OK, Body::from(file)),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"calendar.ics\""),
    ];
    (status, headers, [(header::ETAG, tag)], body).into_response()
}

/// What a program reads.
async fn written(house: &House, who: Person, is_all: bool) -> Result<String, Refusal> {
    let mut view = house.db.view().await?;
    let mut things = device::all(&mut view, who).await?;
    let since = view.now().minus(BEHIND);
    drop(view);
    let is_there = |event: &Event| event.bounds.1.is_none_or(|until| until >= since);
    things.retain(|thing| is_there(&thing.root) || thing.differing.iter().any(is_there));
    let last = |thing: &Thing| thing.root.bounds.1;
    things.sort_by_key(|thing| (last(thing).is_some(), std::cmp::Reverse(last(thing))));
    let mut left = EVENTS_MAX;
    things.retain(|thing| {
        let fits = left > thing.differing.len();
        left = left.saturating_sub(1 + thing.differing.len());
        fits
    });
    // A file that did not change is the same, sign by sign: it is as old as its last change.
    let changed = things.iter().map(Thing::changed_at).max().unwrap_or(Timestamp::from_micros(0));
    for thing in &mut things {
        // Who else takes part is not his to tell.
        thing.guests.clear();
        thing.reminders.clear();
    }
    let mut entries = Vec::new();
    if is_all {
        let open: Vec<&Thing> = things.iter().collect();
        for (thing, all) in things.iter().zip(device::entries(house, who, &open).await?) {
            let rows = std::iter::once(&thing.root).chain(&thing.differing);
            entries.extend(rows.zip(all).map(|(row, entry)| shown(thing, row, entry)));
        }
    } else {
        entries.extend(things.iter().flat_map(busy));
    }
    Ok(ical::write_with(&entries, changed, PUBLISHED))
}

/// An event as it is shown where all is: of what is private that there is something.
fn shown(thing: &Thing, row: &Event, mut entry: Entry) -> Entry {
    // A series that is private is so in each of its times, whatever one that differs says of itself.
    if row.is_private || thing.root.is_private {
        (entry.title, entry.place, entry.notes) = (BUSY.to_owned(), None, None);
        entry.is_private = true;
    }
    if thing.root.is_private {
        // The number that another program gave it may say what it is.
        entry.uid = covered(thing);
    }
    entry
}

/// A number of an event by which a calendar here does not know it: whoever takes in the file of his own address covers nothing with it.
fn covered(thing: &Thing) -> String {
    format!("covered-{}", thing.root.id)
}

/// When somebody is busy by an event: nothing of it is opened.
fn busy(thing: &Thing) -> Vec<Entry> {
    let moved: Vec<_> =
        thing.differing.iter().filter(|row| !row.is_free).filter_map(|row| row.instead).collect();
    let entry = |row: &Event| {
        let mut when = row.when.clone();
        when.gone.retain(|at| !moved.iter().any(|(_, moved)| moved == at));
        Entry {
            uid: covered(thing),
            title: BUSY.to_owned(),
            place: None,
            notes: None,
            when,
            instead: row.instead.map(|(_, at)| at),
            is_private: true,
            is_free: false,
            sequence: row.sequence,
            reminders: Vec::new(),
            people: Vec::new(),
        }
    };
    let rows = std::iter::once(&thing.root).chain(&thing.differing);
    rows.filter(|row| !row.is_free).map(entry).collect()
}
