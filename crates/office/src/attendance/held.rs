//! What somebody finds of his attendance when he asks what is held about him.

use ground::{Caller, Fault, PersonId};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House, own};

use super::plan::Spot;
use super::{Record, Standing, store};

/// Clockings in one answer; the newest.
const PUNCHES_MAX: i64 = 5_000;

fn degrees(spot: Spot) -> String {
    let one = |e6: i32| format!("{:.5}", f64::from(e6) / 1e6);
    format!("{}, {} (±{} m)", one(spot.latitude_e6), one(spot.longitude_e6), spot.accuracy_m)
}

fn way(record: &Record) -> String {
    let word = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let way = record.way.map(|way| word(serde_json::to_value(way)));
    format!(
        "{} · {}",
        way.unwrap_or_else(|| "corrected".to_owned()),
        word(serde_json::to_value(record.verdict))
    )
}

/// What he clocked with its places, the keys of his devices, where he signed in from, and what he asked to be put right.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let punches = store::of_person(&mut view, person, PUNCHES_MAX).await?;
        let keys = store::keys_of(&mut view, person).await?;
        let fields = store::fields_of_person(&mut view, person).await?;
        let asked = store::corrections_of(&mut view, person).await?;
        drop(view);
        let look = || own::look(house, caller).delivery();
        let records = punches.iter().map(|one| (one.at, &one.record));
        let mut held =
            own::opened(look(), (Category::ClockRecord, "office_punch"), records, |record| way(&record))
                .await?;
        let places = punches.iter().filter_map(|one| Some((one.at, one.place.as_ref()?)));
        held.extend(own::opened(look(), (Category::WorkPlace, "office_punch"), places, degrees).await?);
        held.extend(keys.iter().map(|key| Held {
            category: Category::ClockKey,
            table: "office_clock_key",
            value: Some(key.id.to_string()),
            collected_at: key.since,
        }));
        let places = fields.iter().map(|one| (one.at, &one.place));
        let say = |place: Standing| {
            let address = place.address.map(|address| format!("{address} · ")).unwrap_or_default();
            format!("{address}{}", degrees(place.spot))
        };
        held.extend(own::opened(look(), (Category::WorkPlace, "office_field"), places, say).await?);
        let notes = fields.iter().filter_map(|one| Some((one.at, one.note.as_ref()?)));
        let text = |line: yard::org::Line| line.as_str().to_owned();
        held.extend(own::opened(look(), (Category::FieldNote, "office_field"), notes, text).await?);
        held.extend(fields.iter().filter(|one| one.photo.is_some()).map(|one| Held {
            category: Category::FieldNote,
            table: "office_field",
            value: Some(one.id.to_string()),
            collected_at: one.at,
        }));
        let reasons = asked.iter().map(|one| (one.asked_at, &one.reason));
        held.extend(own::opened(look(), (Category::ClockRecord, "office_correction"), reasons, text).await?);
        Ok(held)
    })
}
