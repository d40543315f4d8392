//! One field, one decision: what the parts of the gate cost by themselves.

use ground::{Access, Caller, DeviceId, Person, PersonId};
use policy::{Category, Purpose};
use std::collections::BTreeMap;
use vault::{Field, Sealed};

use crate::Sheet;
use crate::acts::Scene;
use crate::measure::{Measured, Spans};

const NAME: Field<String> = Field::declare("yard_person", "name", Category::DisplayName);
const TIMES: u32 = 20_000;
/// An opening that is a leaf waits for the disk.
const LEAVES: u32 = 500;

/// Opens a name as its owner (a counter), as another (a leaf, durable before the answer), seals one, and decides.
pub async fn run(scene: &Scene) -> Sheet {
    let vault = &scene.house.running.house.vault;
    let id: PersonId = scene.members[0].id.parse().unwrap();
    let sealed: Sealed<String> = vault.seal(&NAME, id, id.bytes(), &"王芳".to_owned()).await.unwrap();
    let who = |person: &str| {
        let person = person.parse().unwrap();
        Caller::from(Person { person, device: DeviceId::from_bytes([0; 16]), keeper: false, limited: false })
    };
    let own = who(&scene.members[0].id);
    let mut sheet = BTreeMap::new();
    let opened = many(TIMES, async || {
        drop(vault.look(&own, Purpose::OwnData).act("me.held").open(&sealed).await.unwrap())
    })
    .await;
    sheet.insert("field: own, counted".to_owned(), opened);
    let other = Caller::Program("bench");
    let opened = many(LEAVES, async || {
        drop(vault.look(&other, Purpose::Account).act("bench").open(&sealed).await.unwrap())
    })
    .await;
    sheet.insert("field: another's, a leaf".to_owned(), opened);
    let sealing =
        many(TIMES, async || drop(vault.seal(&NAME, id, id.bytes(), &"王芳".to_owned()).await.unwrap()))
            .await;
    sheet.insert("field: sealed".to_owned(), sealing);
    let access = yard::access::CedarAccess::load().unwrap();
    let account = yard::access::account_of(id);
    let decided = many(TIMES, async || access.decide(&own, "me.read", &account).unwrap()).await;
    sheet.insert("decision".to_owned(), decided);
    sheet
}

async fn many(times: u32, doing: impl AsyncFn()) -> Measured {
    doing().await;
    let mut spans = Spans::default();
    spans.time(0..times, async |_| doing().await).await;
    spans.measured()
}
