//! The wire: a person's own pages.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with};
use axum::extract::State;
use axum::http::StatusCode;
use ground::{Caller, DeviceId, Person, PersonId, Problem, Timestamp};
use policy::{Category, Purpose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use vault::Subject;

use super::{basics, flows};
use crate::House;
use crate::access::account_of;
use crate::account::{self, Name, PersonRow, store};
use crate::consent;
use crate::house::InLanguage;
use crate::org::{self, OrgBrief};
use crate::seal;
use crate::wire::{Json, Path, Query, SignedIn, SignedInAtAll};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/me",
            get_with(me, |op| op.id("me.get").summary("Who I am here."))
                .patch_with(update, |op| op.id("me.update").with(seal::mark).summary("Change my name.")),
        )
        .api_route(
            "/me/devices",
            get_with(devices, |op| op.id("me.devices").summary("My signed-in devices.")),
        )
        .api_route(
            "/me/devices/{id}",
            delete_with(close_device, |op| op.id("me.devices.close").summary("Sign out of one device.")),
        )
        .api_route(
            "/me/basics",
            get_with(basics::basics, |op| op.id("me.basics").summary("The basic data of my account.")),
        )
        .api_route("/me/held", get_with(held, |op| op.id("me.held").summary("What is held about me.")))
        .api_route(
            "/me/flows",
            get_with(flows::flows, |op| {
                op.id("me.flows").summary("What was really collected of me, and who got it.")
            }),
        )
        .api_route("/me/openings", get_with(openings, |op| op.id("me.openings").summary("Who looked at it.")))
}

/// Who I am here.
#[derive(Serialize, JsonSchema)]
struct MeView {
    /// My id.
    id: PersonId,
    /// The name others see.
    name: String,
    /// Where my picture is, when there is one.
    avatar: Option<String>,
    /// My number, all but its middle hidden; null where I have none.
    phone_masked: Option<String>,
    /// My mail address with most of it hidden; null where there is none.
    mail_masked: Option<String>,
    /// True where I run the house.
    keeper: bool,
    /// True where I may look at the desk for a time.
    inspector: bool,
    /// True where a second proof is wanted before organisations open.
    limited: bool,
    /// My organisations.
    orgs: Vec<OrgBrief>,
}

async fn me(State(house): State<House>, SignedInAtAll(who): SignedInAtAll) -> Result<Json<MeView>, Problem> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let inspector = crate::desk::is_inspector(&mut view, &who).await?;
    drop(view);
    let Stored { name, avatar, phone_masked, mail_masked } = stored(&house, who).await?;
    let orgs =
        if who.limited { Vec::new() } else { org::briefs(&house, &Caller::from(who), who.person).await? };
    Ok(Json(MeView {
        id: who.person,
        name,
        avatar,
        phone_masked,
        mail_masked,
        keeper: who.keeper,
        inspector,
        limited: who.limited,
        orgs,
    }))
}

/// What is stored of somebody himself, as he sees it.
pub(super) struct Stored {
    pub name: String,
    pub avatar: Option<String>,
    pub phone_masked: Option<String>,
    pub mail_masked: Option<String>,
}

/// Opens it. Whoever calls has asked whether it may be.
pub(super) async fn stored(house: &House, who: Person) -> Result<Stored, Problem> {
    let caller = Caller::from(who);
    let mut view = house.db.view().await?;
    let row = store::person(&mut view, who.person).await?.ok_or_else(Problem::unauthenticated)?;
    let number = store::number(&mut view, who.person).await?;
    let mail = store::mail(&mut view, who.person).await?;
    drop(view);
    let name = house.vault.open(&caller, Purpose::Account, &row.name).await?;
    let phone_masked = match number {
        Some(number) => {
            let phone = house.vault.open(&caller, Purpose::Account, &number.phone).await?;
            Some(account::mask_phone(phone.e164()))
        }
        None => None,
    };
    let mail_masked = match mail {
        Some(row) => {
            let mail = house.vault.open(&caller, Purpose::Account, &row.mail).await?;
            Some(account::mask_mail(mail.as_str()))
        }
        None => None,
    };
    let avatar = row.avatar.is_some().then(|| "/api/v1/me/avatar".to_owned());
    Ok(Stored { name: name.as_str().to_owned(), avatar, phone_masked, mail_masked })
}

/// What I want to be called.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MeChange {
    /// The name others see.
    name: String,
}

async fn update(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Json(change): Json<MeChange>,
) -> Result<StatusCode, Problem> {
    let name = Name::read(&change.name)?;
    let sealed =
        house.vault.seal(&PersonRow::NAME, Subject::Person(who.person), who.person.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    store::rename(&mut cx, who.person, &sealed).await?;
    cx.tell(who.person, "account", "account.renamed", &()).await?;
    cx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// My signed-in devices.
#[derive(Serialize, JsonSchema)]
struct DeviceList {
    /// Newest first.
    items: Vec<DeviceView>,
}

/// One device.
#[derive(Serialize, JsonSchema)]
struct DeviceView {
    /// The device.
    id: DeviceId,
    /// What it calls itself.
    label: String,
    /// True for the one that asks.
    current: bool,
    /// Since when.
    signed_in_at: Timestamp,
    /// Last used, to within five minutes.
    seen_at: Timestamp,
}

async fn devices(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
) -> Result<Json<DeviceList>, Problem> {
    let caller = Caller::from(who);
    let mut view = house.db.view().await?;
    view.permit(who, "devices.read", &account_of(who.person))?;
    let rows = store::sessions(&mut view, who.person).await?;
    drop(view);
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let label = house.vault.open(&caller, Purpose::AccountSecurity, &row.label).await?.into_inner();
        let current = row.id == who.device;
        items.push(DeviceView {
            id: row.id,
            label,
            current,
            signed_in_at: row.created_at,
            seen_at: row.seen_at,
        });
    }
    Ok(Json(DeviceList { items }))
}

/// One of my devices.
#[derive(Deserialize, JsonSchema)]
struct DevicePath {
    /// The device.
    id: DeviceId,
}

async fn close_device(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Path(at): Path<DevicePath>,
) -> Result<StatusCode, Problem> {
    account::close_device(&house, who, at.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A number that was silent for long may have another owner, who is not told what the last one left behind.
pub(super) fn proved_twice(who: Person) -> Result<(), Problem> {
    if who.limited { Err(Problem::second_proof()) } else { Ok(()) }
}

/// What is held about me.
#[derive(Serialize, JsonSchema)]
struct HeldList {
    /// By category, then by time.
    items: Vec<HeldView>,
}

/// One thing that is held.
#[derive(Serialize, JsonSchema)]
struct HeldView {
    /// The kind of personal data.
    category: String,
    /// Its name.
    title: String,
    /// True where it is sensitive.
    sensitive: bool,
    /// Where it stands.
    table: String,
    /// The value; null where it is not shown even to me (a verifier, a key).
    value: Option<String>,
    /// When it was collected.
    collected_at: Timestamp,
    /// What it is used for.
    purposes: Vec<PurposeBrief>,
    /// From where such data come: `you`, `others` (somebody else gives it) or `use` (it arises while the service is used).
    sources: Vec<&'static str>,
    /// On which legal grounds it is used: `contract`, `consent` or `legal`.
    bases: Vec<&'static str>,
    /// How long it is kept.
    retention: String,
}

/// A purpose by name.
#[derive(Serialize, JsonSchema)]
pub(super) struct PurposeBrief {
    /// Its id.
    pub(super) purpose: String,
    /// Its name.
    pub(super) title: String,
}

async fn held(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Query(query): Query<InLanguage>,
) -> Result<Json<HeldList>, Problem> {
    let view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    drop(view);
    proved_twice(who)?;
    let (caller, lang) = (Caller::from(who), query.lang());
    let mut found = Vec::new();
    for source in &house.held {
        found.extend(source(&house, &caller, who.person).await?);
    }
    found.sort_by_key(|held| (held.category.id(), held.collected_at));
    let items = found.into_iter().map(|held| HeldView {
        category: held.category.id().to_owned(),
        title: house.policy.category(held.category).title.lang(lang).to_owned(),
        sensitive: held.category.sensitive(),
        table: held.table.to_owned(),
        value: held.value.map(|value| match held.category {
            Category::ConsentRecord => consent::in_words(&house.policy, lang, &value),
            _ => value,
        }),
        collected_at: held.collected_at,
        purposes: house
            .policy
            .purposes_of(held.category)
            .map(|facts| PurposeBrief {
                purpose: facts.purpose.id().to_owned(),
                title: facts.title.lang(lang).to_owned(),
            })
            .collect(),
        sources: house.policy.category(held.category).from.iter().map(|from| from.id()).collect(),
        bases: {
            let bases: BTreeSet<&'static str> =
                house.policy.purposes_of(held.category).map(|facts| facts.basis.id()).collect();
            bases.into_iter().collect()
        },
        retention: policy::text::keep_sentence(&house.policy, held.category, lang),
    });
    Ok(Json(HeldList { items: items.collect() }))
}

/// Who looked at what is held about me.
#[derive(Serialize, JsonSchema)]
struct OpeningList {
    /// Newest first.
    items: Vec<OpeningView>,
}

/// Somebody looked.
#[derive(Serialize, JsonSchema)]
struct OpeningView {
    /// When.
    at: Timestamp,
    /// Who.
    who: WhoView,
    /// Doing what.
    act: String,
    /// For which purpose.
    purpose: String,
    /// The reason that was given, where one was.
    reason: Option<String>,
    /// At what kind of data.
    category: String,
    /// The leaf of the log that proves it (`audit.proof`).
    leaf: u64,
}

/// Who looked.
#[derive(Serialize, JsonSchema)]
struct WhoView {
    /// `person`, `member`, `administrator`, `keeper`, `guest`, `program` or `device`.
    kind: String,
    /// The name of a person, or of a program's job; null where it is gone.
    name: Option<String>,
}

async fn openings(State(house): State<House>, SignedIn(who): SignedIn) -> Result<Json<OpeningList>, Problem> {
    let view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    drop(view);
    proved_twice(who)?;
    let caller = Caller::from(who);
    let found = house.vault.openings_of(Subject::Person(who.person), &caller).await?;
    let mut names = HashMap::new();
    for person in found.iter().filter_map(|opening| opening.actor.person).collect::<BTreeSet<_>>() {
        // Whoever shares nothing with me any longer is told by kind alone.
        if let Some(name) = account::name_if_permitted(&house, &caller, Purpose::Directory, person).await? {
            names.insert(person, name);
        }
    }
    let items = found.into_iter().map(|opening| {
        let person =
            opening.actor.person.and_then(|person| names.get(&person)).map(|name| name.as_str().to_owned());
        OpeningView {
            at: opening.at,
            who: WhoView { kind: opening.actor.kind, name: person.or(opening.actor.program) },
            act: opening.act,
            purpose: opening.purpose,
            reason: opening.reason,
            category: opening.category,
            leaf: opening.leaf,
        }
    });
    Ok(Json(OpeningList { items: items.collect() }))
}
