//! Taking an organisation in: what an archive would bring, and bringing it.

use ground::{Member, PersonId};
use policy::Period;
use std::collections::HashMap;

use super::actions::{by_place, departments};
use super::archive::{self, Content, Keep, Number};
use super::read::{in_order, read};
use super::{Refusal, store};
use crate::House;
use crate::account::{NumberRow, Phone};
use crate::moving::{Known, Signed, fingerprint, known_house};
use crate::org::actions::{MemberChange, change_member, particulars, portrait};
use crate::org::department::{self, DepartmentId};
use crate::org::invitation::{self, Basis, InvitationId};
use crate::org::policy as tightened;
use crate::org::{self, Role, resource, rules};

/// Rows of one wish.
pub(super) const ROWS_MAX: usize = 500;

/// An archive held against the organisation here.
pub(super) struct Looked {
    pub content: Content,
    pub fingerprint: String,
    pub known: Option<Known>,
}

/// Says what an archive would bring. Changes nothing.
pub(super) async fn look(house: &House, who: Member, signed: &Signed<'_>) -> Result<Looked, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    drop(view);
    let (key, content) = read(signed)?;
    let own = particulars(house, who).await?;
    if own.credit_code != content.company.credit_code {
        return Err(Refusal::OtherCompany);
    }
    let known = known_house(&mut house.db.view().await?, key).await?;
    Ok(Looked { content, fingerprint: fingerprint(&key), known })
}

/// One row that is to be brought in: whom the archive calls so, under which number, and on which legal ground.
pub(super) struct Row {
    pub member: String,
    pub phone: String,
    pub basis: Basis,
}

/// What became of a row.
pub(super) enum Outcome {
    /// Its person is invited.
    Invited(InvitationId),
    /// Its person is a member here, and is now what he was there.
    Filled(PersonId),
    /// The code of why not.
    Left(&'static str),
}

/// What came.
pub(super) struct Came {
    pub departments: usize,
    pub rules: usize,
    /// Rules that this house does not take, each with why.
    pub left: Vec<(String, &'static str)>,
    pub rows: Vec<Outcome>,
}

/// Takes an archive in.
pub(super) async fn take(
    house: &House,
    who: Member,
    signed: &Signed<'_>,
    compared: Option<&str>,
    rows: &[Row],
) -> Result<Came, Refusal> {
    let Looked { content, fingerprint, known } = look(house, who, signed).await?;
    if known.is_none() && compared != Some(fingerprint.as_str()) {
        return Err(Refusal::HouseUnknown);
    }
    let (places, made) = draw(house, who, &content).await?;
    let mut came = Came { departments: made, rules: 0, left: Vec::new(), rows: Vec::new() };
    for number in &content.numbers {
        note(&mut came, &number.id, set_number(house, who, number).await)?;
    }
    for keep in &content.keeps {
        note(&mut came, &format!("{}:{}", keep.category, keep.event), set_keep(house, who, keep).await)?;
    }
    let members: HashMap<&str, &archive::Member> =
        content.members.iter().map(|one| (one.id.as_str(), one)).collect();
    for row in rows {
        let outcome = match members.get(row.member.as_str()) {
            Some(member) => bring(house, who, member, row, &places).await?,
            None => Outcome::Left("org.member_unknown"),
        };
        came.rows.push(outcome);
    }
    Ok(came)
}

/// Draws the departments that are not there yet; answers which of the archive is which here, and how many are new.
async fn draw(
    house: &House,
    who: Member,
    content: &Content,
) -> Result<(HashMap<String, DepartmentId>, usize), Refusal> {
    let here = departments(house, who).await?;
    let known = by_place(&here);
    let (mut places, mut made) = (HashMap::new(), 0);
    for one in in_order(&content.departments).unwrap_or_default() {
        let parent = one.parent.as_ref().and_then(|id| places.get(id)).copied();
        let above = parent.map(|id: DepartmentId| id.to_string());
        let there = known.get(&(above.as_deref(), one.name.as_str())).and_then(|id| id.parse().ok());
        let id = match there {
            Some(id) => id,
            None => {
                made += 1;
                add(house, who, one, parent).await?
            }
        };
        places.insert(one.id.clone(), id);
    }
    Ok((places, made))
}

async fn add(
    house: &House,
    who: Member,
    one: &archive::Department,
    parent: Option<DepartmentId>,
) -> Result<DepartmentId, Refusal> {
    let name = department::name(&one.name)?;
    let external_id = one.external_id.as_deref().and_then(|text| rules::external_id(text).ok());
    let wish = |external_id| department::Wish { name: name.clone(), parent, external_id };
    match department::create(house, who, wish(external_id)).await {
        // Another of its departments is called so here; that one keeps it.
        Err(org::Refusal::ExternalIdTaken) => Ok(department::create(house, who, wish(None)).await?.id),
        other => Ok(other?.id),
    }
}

fn note(came: &mut Came, rule: &str, set: Result<bool, tightened::Refusal>) -> Result<(), Refusal> {
    let why = match set {
        Ok(true) => {
            came.rules += 1;
            return Ok(());
        }
        Ok(false) => "org.policy_own",
        Err(tightened::Refusal::Unknown) => "org.policy_unknown",
        Err(tightened::Refusal::Fixed) => "org.policy_fixed",
        Err(tightened::Refusal::Looser) => "org.policy_looser",
        Err(tightened::Refusal::Denied(denied)) => return Err(denied.into()),
        Err(tightened::Refusal::Fault(fault)) => return Err(fault.into()),
    };
    came.left.push((rule.to_owned(), why));
    Ok(())
}

/// Sets a number that the organisation has not set here itself; `false` where it has.
async fn set_number(house: &House, who: Member, number: &Number) -> Result<bool, tightened::Refusal> {
    let own = tightened::store::numbers(&mut house.db.view().await?, who.org).await?;
    if own.iter().any(|(id, value)| *id == number.id && *value != number.value) {
        return Ok(false);
    }
    tightened::set_number(house, who, &number.id, Some(number.value)).await?;
    Ok(true)
}

async fn set_keep(house: &House, who: Member, keep: &Keep) -> Result<bool, tightened::Refusal> {
    let unit = tightened::unit(&keep.unit).ok_or(tightened::Refusal::Unknown)?;
    let period = Period::new(keep.number, unit);
    let own = tightened::store::keeps(&mut house.db.view().await?, who.org).await?;
    let is_set = |(category, event, set): &(policy::Category, String, Period)| {
        category.id() == keep.category && *event == keep.event && *set != period
    };
    if own.iter().any(is_set) {
        return Ok(false);
    }
    tightened::set_keep(house, who, &keep.category, Some((&keep.event, period))).await?;
    Ok(true)
}

/// Brings one row in: its person is invited, or, where he has accepted already, becomes what he was.
async fn bring(
    house: &House,
    who: Member,
    member: &archive::Member,
    row: &Row,
    places: &HashMap<String, DepartmentId>,
) -> Result<Outcome, Refusal> {
    let Some(phone) = Phone::read(&row.phone) else { return Ok(Outcome::Left("account.phone_wrong")) };
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let here = store::member_of(&mut cx, who.org, index).await?;
    drop(cx);
    if let Some(person) = here {
        return fill(house, who, person, member, places).await;
    }
    let role = Role::from_word(&member.role).unwrap_or(Role::Member);
    Ok(match invitation::invite_listed(house, who, &phone, role, row.basis).await {
        Ok(id) => Outcome::Invited(id),
        Err(org::Refusal::MemberAlready) => Outcome::Left("org.member_already"),
        Err(org::Refusal::InvitedAlready) => Outcome::Left("org.invited_already"),
        Err(org::Refusal::ListRefused) => Outcome::Left("org.list_refused"),
        Err(org::Refusal::InviteLimit { .. }) => Outcome::Left("org.invite_limit"),
        Err(refusal) => return Err(refusal.into()),
    })
}

/// What he was there, where nothing of the kind is set here.
async fn fill(
    house: &House,
    who: Member,
    person: PersonId,
    was: &archive::Member,
    places: &HashMap<String, DepartmentId>,
) -> Result<Outcome, Refusal> {
    let is = portrait(house, who, person).await?;
    let department = was.department.as_ref().and_then(|id| places.get(id)).copied();
    let position = was.position.as_deref().and_then(|text| rules::position(text).ok());
    let external_id = was.external_id.as_deref().and_then(|text| rules::external_id(text).ok());
    let change = |external_id| MemberChange {
        role: None,
        department: department.filter(|_| is.row.department.is_none()).map(Some),
        position: position.clone().filter(|_| is.position.is_none()).map(Some),
        external_id,
    };
    let external_id = external_id.filter(|_| is.external_id.is_none()).map(Some);
    match change_member(house, who, person, change(external_id)).await {
        Err(org::Refusal::ExternalIdTaken) => change_member(house, who, person, change(None)).await?,
        other => other?,
    }
    Ok(Outcome::Filled(person))
}
