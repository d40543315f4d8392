//! What a build's policy is to the house it runs in: the same, a change to be told, or a draft.

use ground::{Because, Ctx, Fault, Timestamp};
use policy::change::{self, Snapshot};
use policy::text::{PolicyText, policy_text};
use policy::{ContactCard, Lang};

use super::rules::{self, State, Times, Version};
use super::store::{self, Written};
use super::terms::Known;
use super::{PolicyVersionId, jobs};
use crate::House;

/// The published text keeps these in the place of the contact, which is filled in when somebody reads it.
const BLANKS: [&str; 4] = ["{contact.name}", "{contact.email}", "{contact.phone}", "{contact.address}"];

/// Holds the running policy against the version in force and begins a new version where they differ. Nothing happens
/// before the house is set up.
///
/// # Errors
/// A fault where a published contact card would have an empty field (such a house does not start), or what the database
/// says.
pub async fn settle(house: &House) -> Result<(), Fault> {
    if !house.particulars().set_up {
        return Ok(());
    }
    let card = card(house);
    if let Some(mistake) = house.policy.check(&card).first() {
        return Err(Fault::new(mistake.to_string()));
    }
    let shot = Snapshot::of(&house.policy, &card);
    let mut cx = house.db.begin().await?;
    begin_where_new(&mut cx, house, &shot).await?;
    cx.commit().await?;
    load(house).await
}

async fn begin_where_new(cx: &mut Ctx, house: &House, shot: &Snapshot) -> Result<(), Fault> {
    let versions = store::versions_now(cx).await?;
    let hash = shot.hash();
    let open = versions.iter().find(|version| version.state.open());
    let Some(in_force) = versions.iter().find(|version| version.state == State::InForce) else {
        return begin(cx, house, shot, None).await;
    };
    let pending = open.filter(|open| open.hash != hash);
    if let Some(other) = pending {
        let gone =
            rules::withdraw(other.clone(), cx.now()).because("withdrawing a version that no build has")?;
        store::save(cx, &gone).await?;
    }
    if in_force.hash == hash || open.is_some_and(|open| open.hash == hash) {
        return Ok(());
    }
    begin(cx, house, shot, Some((in_force, versions.first().map_or(0, |newest| newest.number)))).await
}

/// Begins a version: the first is in force at once, a major one is a draft, any other is told at once.
async fn begin(
    cx: &mut Ctx,
    house: &House,
    shot: &Snapshot,
    before: Option<(&Version, i64)>,
) -> Result<(), Fault> {
    let now = cx.now();
    let (changes, fresh, number) = match before {
        Some((in_force, newest)) => {
            let old =
                store::snapshot_now(cx, in_force.id).await?.because("a version without its snapshot")?;
            let old = read_snapshot(&old)?;
            let changes = change::changes(&house.policy, &old, shot);
            (changes, change::fresh_uses(&old, shot), newest + 1)
        }
        None => (Vec::new(), Vec::new(), 1),
    };
    let kinds = change::kinds(&changes);
    let (state, times) = first_step(house, before.is_none(), kinds.is_empty(), now);
    let version = Version {
        id: PolicyVersionId::fresh(&house.clock),
        number,
        version: shot.version.clone(),
        state,
        kinds,
        reduces: changes.iter().any(|change| change.reduces),
        hash: shot.hash(),
        fresh,
        times,
    };
    let text = |lang| {
        let [name, email, phone, address] = BLANKS.map(str::to_owned);
        let blanks = ContactCard { name, email, phone, address };
        serde_json::to_string(&policy_text(&house.policy, &blanks, lang)).because("writing a policy down")
    };
    let written = Written {
        snapshot: serde_json::to_string(shot).because("writing a snapshot down")?,
        changes: serde_json::to_string(&changes).because("writing changes down")?,
        text_zh: text(Lang::ZhCn)?,
        text_en: text(Lang::En)?,
    };
    store::add(cx, &version, &written).await?;
    if state == State::Notified {
        jobs::tell(cx, &version, "policy.notified").await?;
    }
    Ok(())
}

fn first_step(house: &House, first: bool, minor: bool, now: Timestamp) -> (State, Times) {
    let mut times = Times { made_at: Some(now), ..Times::default() };
    if first {
        times.in_force_at = Some(now);
        return (State::InForce, times);
    }
    if minor {
        times.notified_at = Some(now);
        times.in_force_at = Some(rules::earliest(&house.policy, now));
        return (State::Notified, times);
    }
    (State::Draft, times)
}

/// What is remembered of a version.
pub(super) async fn remembered(view: &mut ground::View, id: PolicyVersionId) -> Result<Snapshot, Fault> {
    let written = store::written(view, id).await?.because("a version without its snapshot")?;
    read_snapshot(&written.snapshot)
}

fn read_snapshot(text: &str) -> Result<Snapshot, Fault> {
    serde_json::from_str(text).because("reading a snapshot of the policy")
}

/// Reads into memory what waits. To be called after every act on a version.
pub(crate) async fn load(house: &House) -> Result<(), Fault> {
    let mut view = house.db.view().await?;
    let mut versions = store::versions(&mut view).await?;
    let hash = Snapshot::of(&house.policy, &card(house)).hash();
    versions.retain(|version| version.state != State::Withdrawn || version.hash == hash);
    versions.reverse();
    let in_force = versions.iter().find(|version| version.state == State::InForce);
    let text = match in_force.filter(|version| version.hash != hash) {
        Some(version) => {
            store::written(&mut view, version.id).await?.map(|written| (written.text_zh, written.text_en))
        }
        None => None,
    };
    house.terms.set(Known { versions, text });
    Ok(())
}

/// The contact card of the house as it is now.
pub(crate) fn card(house: &House) -> ContactCard {
    let particulars = house.particulars();
    ContactCard {
        name: particulars.legal_name.clone(),
        email: particulars.contact.email.clone(),
        phone: particulars.contact.phone.clone(),
        address: particulars.contact.address.clone(),
    }
}

/// A kept text with today's contact in its blanks.
pub(super) fn filled(house: &House, text: &str) -> String {
    let card = card(house);
    let values = [card.name, card.email, card.phone, card.address];
    BLANKS.iter().zip(values).fold(text.to_owned(), |text, (blank, value)| {
        // The text is JSON: a value goes in as it would stand between its quotes.
        let quoted = serde_json::Value::String(value).to_string();
        text.replace(blank, &quoted[1..quoted.len() - 1])
    })
}

/// The published text while it is not yet that of the running build.
///
/// # Errors
/// A fault where the kept text cannot be read.
pub(crate) fn text_in_force(house: &House, lang: Lang) -> Result<Option<PolicyText>, Fault> {
    let Some((zh, en)) = house.terms.text(house.clock.now()) else { return Ok(None) };
    let text = filled(house, if lang == Lang::En { &en } else { &zh });
    serde_json::from_str(&text).map(Some).because("reading the text of the policy in force")
}
