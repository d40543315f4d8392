//! What somebody finds of his attendance when he asks what is held about him.

use ground::{Caller, Fault, OrgId, PersonId, View};
use policy::Category;
use serde::Serialize;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::agreeing::store as agreements;
use super::belonging::store as belonging;
use super::face::store as faces;
use super::machine::{Brought, store as machines};
use super::zone::Day;
use super::{Correction, Exact, Record, ShiftId, Standing, store};

/// A word of the wire.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// All that a record says: by which way, what came of it, what was found strange, at which site and in which room; and what brought it,
/// whether he came or went, and since when he authorised that.
fn way(record: &Record) -> String {
    let way = record.way.as_ref().map_or_else(|| "corrected".to_owned(), word);
    let mut parts = vec![way, word(&record.verdict)];
    parts.extend(record.doubts.iter().map(word));
    parts.extend(record.site.iter().chain(&record.room).cloned());
    let ground = |one: &Brought| [one.name.clone(), word(&one.direction), one.agreed_at.rfc3339()];
    parts.extend(record.brought.iter().flat_map(ground));
    parts.join(" · ")
}

/// All that a signing in says of its place.
fn standing(place: &Standing) -> String {
    let far = place.from_site_m.map(|metres| format!("{metres} m"));
    let parts = [place.address.clone(), place.found.clone(), Some(place.spot.to_string()), far];
    parts.into_iter().flatten().collect::<Vec<String>>().join(" · ")
}

/// When he belonged to which group, what rosters say of his days, and to what he agreed in which organisation.
async fn arranged(view: &mut View, person: PersonId) -> Result<Vec<Held>, Fault> {
    let record = |table, value, day: Day| Held {
        category: Category::ClockRecord,
        table,
        value: Some(value),
        collected_at: day.midnight(),
    };
    let times = belonging::times_of_person(view, person).await?;
    let time = |one: &belonging::Attendee| {
        let until = one.until.map_or_else(String::new, |until| until.to_string());
        record("office_attendee", format!("{} · {} – {until}", one.group, one.from), one.from)
    };
    let rosters = belonging::rosters_of_person(view, person).await?;
    let roster = |(org, day, shift): &(OrgId, Day, Option<ShiftId>)| {
        let shift = shift.map_or_else(|| "rest".to_owned(), |shift| shift.to_string());
        record("office_roster", format!("{org} · {day} · {shift}"), *day)
    };
    let agreed = agreements::of_person(view, person).await?;
    let agreed = agreed.into_iter().map(|(org, purpose, at)| Held {
        category: Category::ConsentRecord,
        table: "office_agreement",
        value: Some(format!("{org} · {purpose}")),
        collected_at: at,
    });
    let authorised = machines::agreed_of(view, person).await?;
    let authorised = authorised.into_iter().map(|(org, machine, at)| Held {
        category: Category::ConsentRecord,
        table: "office_machine_agreement",
        value: Some(format!("{org} · {machine}")),
        collected_at: at,
    });
    let agreed = agreed.chain(authorised);
    Ok(times.iter().map(time).chain(rosters.iter().map(roster)).chain(agreed).collect())
}

/// Which day and instant he asked to be put right, and what came of it.
fn outcome(one: &Correction) -> Held {
    let decided = one.decided_at.map_or_else(String::new, |at| format!(" · {}", at.rfc3339()));
    let value = format!("{} · {} · {}{decided}", one.day, one.at.rfc3339(), one.state.word());
    Held {
        category: Category::ClockRecord,
        table: "office_correction",
        value: Some(value),
        collected_at: one.asked_at,
    }
}

/// By which numbers machines mean him.
async fn numbered(house: &House, caller: &Caller, person: PersonId) -> Result<Vec<Held>, Fault> {
    let rows = machines::numbers_of(&mut house.db.view().await?, person).await?;
    let (look, kept) =
        (own::look(house, caller).delivery(), (Category::ClockNumber, "office_machine_number"));
    let numbers = rows.iter().map(|one| (one.put_at, &one.number));
    own::opened(look, kept, numbers, |number: String| number).await
}

/// When he belonged to which group and what rosters say of him, what he clocked with its places, the keys of his devices, where he signed in from, and what he asked to be put right.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let punches = store::of_person(&mut view, person).await?;
        let keys = store::keys_of(&mut view, person).await?;
        let fields = store::fields_of_person(&mut view, person).await?;
        let asked = store::corrections_of(&mut view, person).await?;
        let mut held = arranged(&mut view, person).await?;
        let given = faces::of_person(&mut view, person).await?;
        drop(view);
        let look = || own::look(house, caller).delivery();
        let records = punches.iter().map(|one| (one.at, &one.record));
        let opened =
            own::opened(look(), (Category::ClockRecord, "office_punch"), records, |record| way(&record))
                .await?;
        held.extend(opened);
        let places = punches.iter().filter_map(|one| Some((one.at, one.place.as_ref()?)));
        let say = |exact: Exact| {
            let parts = exact.site.into_iter().chain([exact.spot.to_string()]);
            parts.collect::<Vec<String>>().join(" · ")
        };
        held.extend(own::opened(look(), (Category::WorkPlace, "office_punch"), places, say).await?);
        held.extend(keys.iter().map(|key| Held {
            category: Category::ClockKey,
            table: "office_clock_key",
            value: Some(key.id.to_string()),
            collected_at: key.since,
        }));
        // The photo is at `attendance.face.photo`.
        held.extend(given.into_iter().map(|(org, at)| Held {
            category: Category::ClockFace,
            table: "office_face",
            value: Some(org.to_string()),
            collected_at: at,
        }));
        let places = fields.iter().map(|one| (one.field.at, one.field.shown()));
        let say = |place: Standing| standing(&place);
        held.extend(own::opened(look(), (Category::WorkPlace, "office_field"), places, say).await?);
        let notes = fields.iter().filter_map(|one| Some((one.field.at, one.field.note.as_ref()?)));
        let text = |line: yard::org::Line| line.as_str().to_owned();
        held.extend(own::opened(look(), (Category::FieldNote, "office_field"), notes, text).await?);
        held.extend(fields.iter().filter(|one| one.has_photo).map(|one| Held {
            category: Category::FieldNote,
            table: "office_field",
            value: Some(one.field.id.to_string()),
            collected_at: one.field.at,
        }));
        let reasons = asked.iter().map(|one| (one.asked_at, &one.reason));
        held.extend(own::opened(look(), (Category::ClockRecord, "office_correction"), reasons, text).await?);
        held.extend(asked.iter().map(outcome));
        held.extend(numbered(house, caller, person).await?);
        Ok(held)
    })
}
