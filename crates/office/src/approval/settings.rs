//! What an organisation says for all its forms: heads, roles, who takes over; and when one is away oneself.

use ground::{Caller, Fault, Member, OrgId, PersonId, Timestamp};
use policy::Purpose;
use std::time::Duration;
use vault::{Sealed, Subject};
use yard::House;
use yard::org::store as orgs;

use super::matter::{from_json, json, store as cases};
use super::process::{is_id, is_name};
use super::who::Settings;
use super::{Refusal, SettingRow, jobs, naming, resource, store};

/// Characters of an opinion.
const OPINION_MAX: usize = 1_000;
/// Roles of an organisation, and people of one.
const ROLES_MAX: usize = 50;
const PEOPLE_MAX: usize = 50;
/// Departments with heads.
const HEADS_MAX: usize = 2_000;
/// The longest absence.
const AWAY: Duration = Duration::from_secs(366 * 86_400);

/// An opinion as typed: trimmed, nothing where it is empty; refused where it has to be there and is not, or is too long.
pub(super) fn opinion(typed: Option<&str>, is_needed: bool) -> Result<Option<String>, Refusal> {
    let text = typed.map(str::trim).filter(|text| !text.is_empty());
    let has_control = |text: &str| text.chars().any(|sign| sign.is_control() && sign != '\n');
    match text {
        None if is_needed => Err(Refusal::Opinion),
        Some(text) if text.chars().count() > OPINION_MAX || has_control(text) => Err(Refusal::Opinion),
        other => Ok(other.map(str::to_owned)),
    }
}

/// What it says, to its members; with the stamp by which it is changed.
pub(super) async fn get(house: &House, who: Member) -> Result<(Settings, i64), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    let row = store::setting(&mut view, who.org).await?;
    drop(view);
    let Some(row) = row else { return Ok((Settings::default(), 0)) };
    let caller = Caller::from(who);
    let text = house.vault.look(&caller, Purpose::Approval).act("approval.settings").open(&row.body).await?;
    let mut settings: Settings = from_json(&text)?;
    // Whoever left meanwhile is not named any longer.
    let members = orgs::members_among(&mut house.db.view().await?, who.org, &settings.people()).await?;
    settings.keep_people(&|one| members.contains(&one));
    Ok((settings, row.stamp))
}

/// Settings, sealed for their row.
pub(super) async fn sealed(house: &House, org: OrgId, settings: &Settings) -> Result<Sealed<String>, Fault> {
    house.vault.seal(&SettingRow::BODY, Subject::Org(org), org.bytes(), &json(settings)?).await
}

/// Says something else: those who run the organisation do.
pub(super) async fn put(house: &House, who: Member, settings: &Settings, stamp: i64) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let named = settings.people();
    let members = orgs::members_among(&mut view, who.org, &named).await?;
    drop(view);
    if !is_whole(settings) || !named.iter().all(|one| members.contains(one)) {
        return Err(Refusal::Setting);
    }
    let body = sealed(house, who.org, settings).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::save_setting(&mut cx, &SettingRow { org: who.org, stamp, body }).await? {
        return Err(Refusal::Stale);
    }
    naming::of_settings(&mut cx, who.org, settings).await?;
    Ok(cx.commit().await?)
}

fn is_whole(settings: &Settings) -> bool {
    let mut ids: Vec<&str> = settings.roles.iter().map(|role| role.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len() == settings.roles.len()
        && ids.len() <= ROLES_MAX
        && settings.heads.len() <= HEADS_MAX
        && settings.roles.iter().all(|role| {
            is_id(&role.id) && is_name(&role.name) && (1..=PEOPLE_MAX).contains(&role.people.len())
        })
}

/// Until when one is away, and who stands in.
pub(super) async fn absence(
    house: &House,
    who: Member,
) -> Result<Option<(Option<PersonId>, Timestamp)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    Ok(store::absence(&mut view, who.org, who.person).await?)
}

/// Says that one is away until then, or that one is back; what waits for him now goes to whoever stands in.
pub(super) async fn away(
    house: &House,
    who: Member,
    until: Option<(Option<PersonId>, Timestamp)>,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    if let Some((stand_in, until)) = until {
        if until <= view.now() || until > view.now().plus(AWAY) {
            return Err(Refusal::Until);
        }
        let named: Vec<PersonId> = stand_in.into_iter().collect();
        let members = orgs::members_among(&mut view, who.org, &named).await?;
        if named.iter().any(|one| *one == who.person || !members.contains(one)) {
            return Err(Refusal::Member);
        }
    }
    let turns = match until {
        Some(_) => cases::turns_of(&mut view, who.org, who.person, jobs::AWAY_MAX).await?,
        None => Vec::new(),
    };
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.read", &resource(who.org))?;
    store::save_absence(&mut cx, (who.org, who.person), until).await?;
    jobs::away(&mut cx, turns).await?;
    Ok(cx.commit().await?)
}
