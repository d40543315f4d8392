//! What people do: create an organisation, look at it and its members, change and remove a member, leave.

use ground::{Caller, Ctx, Fault, Member, OrgId, Person, PersonId, Timestamp};
use policy::Purpose;
use serde_json::json;
use std::collections::HashMap;
use vault::{Sealed, Subject};

use super::department::{self, DepartmentId};
use super::rules::{self, Founding, Line};
use super::store::{self, MemberRow, OrgRow};
use super::{
    MembershipId, Refusal, Role, Service, act, administering, certificate, leaver, opened, record, resource,
};
use crate::House;
use crate::access::the_house;
use crate::account::{self, Bound, Name};
use crate::service;

/// Seconds of a day.
pub(super) const DAY_S: u32 = 86_400;

/// Counts one more within today; answers the seconds until tomorrow where it is one too many.
pub(super) async fn count_today(
    cx: &mut Ctx,
    kind: &'static str,
    most: u32,
    key: [u8; 16],
) -> Result<Option<u64>, Refusal> {
    let counted = account::store::count(cx, Bound { kind, span_s: DAY_S, most }, key).await?;
    let passed = cx.now().seconds().rem_euclid(i64::from(DAY_S)).unsigned_abs();
    Ok((counted > i64::from(most)).then_some(u64::from(DAY_S) - passed))
}

/// An organisation in short.
pub(super) struct Seen {
    pub id: OrgId,
    pub name: Line,
    /// What the one who looks is in it; a program is no member.
    pub role: Option<Role>,
    pub created_at: Timestamp,
    /// Whether it was shown to be the company that it says.
    pub certified: bool,
}

/// Creates an organisation; its creator is its first administrator.
pub(super) async fn create(
    house: &House,
    who: Person,
    founding: Founding,
    opens: &[Service],
) -> Result<Seen, Refusal> {
    if !opens.iter().all(|service| opened::is_there(house, *service)) {
        return Err(Refusal::ServiceUnknown);
    }
    if who.limited {
        return Err(Refusal::Limited);
    }
    let (id, membership, now) =
        (OrgId::fresh(&house.clock), MembershipId::fresh(&house.clock), house.clock.now());
    let (subject, creator) = (Subject::Org(id), Subject::Person(who.person));
    let vault = &house.vault;
    let address = match &founding.address {
        Some(address) => Some(vault.seal(&OrgRow::ADDRESS, subject, id.bytes(), address).await?),
        None => None,
    };
    let position = match &founding.position {
        Some(position) => {
            Some(vault.seal(&MemberRow::POSITION, creator, membership.bytes(), position).await?)
        }
        None => None,
    };
    let org = OrgRow {
        id,
        legal_name: vault.seal(&OrgRow::LEGAL_NAME, subject, id.bytes(), &founding.legal_name).await?,
        credit_code: vault.seal(&OrgRow::CREDIT_CODE, subject, id.bytes(), &founding.credit_code).await?,
        address,
        creator: who.person,
        creator_name: Some(vault.seal(&OrgRow::CREATOR_NAME, creator, id.bytes(), &founding.creator).await?),
        created_at: now,
    };
    let member = MemberRow {
        id: membership,
        org: id,
        person: who.person,
        role: Role::Administrator,
        department: None,
        position,
        external_id: None,
        joined_at: now,
    };
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.create", &the_house())?;
    let most = rules::CREATED_PER_DAY;
    if let Some(after_s) = count_today(&mut cx, "org.create.day", most, who.person.bytes()).await? {
        return Err(Refusal::CreateLimit { after_s });
    }
    store::add(&mut cx, &org).await?;
    store::add_member(&mut cx, &member).await?;
    opened::found(&mut cx, who, id, opens).await?;
    cx.tell(who.person, "org", "org.created", &json!({ "org": id })).await?;
    cx.commit().await?;
    let (name, role) = (founding.legal_name, Some(Role::Administrator));
    Ok(Seen { id, name, role, created_at: now, certified: false })
}

/// Looks at an organisation one belongs to, or works for.
pub(super) async fn look(house: &House, caller: &Caller, org: OrgId) -> Result<Seen, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(caller.clone(), "org.read", &resource(org))?;
    let org = store::find(&mut view, org).await?.ok_or(Refusal::Unknown)?;
    let certified = certificate::is_certified(&mut view, org.id).await?;
    drop(view);
    let name = house.vault.look(caller, Purpose::Organisation).act("org.get").open(&org.legal_name).await?;
    let role = match caller {
        Caller::Member(who) if who.administrator => Some(Role::Administrator),
        Caller::Member(_) => Some(Role::Member),
        _ => None,
    };
    Ok(Seen { id: org.id, name: name.into_inner(), role, created_at: org.created_at, certified })
}

/// The particulars of an organisation, for its administrators.
pub(super) struct Particulars {
    pub legal_name: String,
    pub credit_code: String,
    pub address: Option<String>,
    pub creator: PersonId,
    pub creator_name: Option<String>,
    pub created_at: Timestamp,
}

/// Looks at the particulars.
pub(super) async fn particulars(house: &House, who: Member) -> Result<Particulars, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let org = store::find(&mut view, who.org).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    let caller = Caller::from(who);
    let door = house.vault.look(&caller, Purpose::Organisation).act("org.particulars");
    let address = match &org.address {
        Some(address) => Some(door.open(address).await?.as_str().to_owned()),
        None => None,
    };
    let creator_name = match &org.creator_name {
        Some(name) => Some(door.open(name).await?.as_str().to_owned()),
        None => None,
    };
    Ok(Particulars {
        legal_name: door.open(&org.legal_name).await?.as_str().to_owned(),
        credit_code: door.open(&org.credit_code).await?.as_str().to_owned(),
        address,
        creator: org.creator,
        creator_name,
        created_at: org.created_at,
    })
}

/// One member in the list.
pub(super) struct Listed {
    pub row: MemberRow,
    pub name: Option<Name>,
    /// Opened for programs alone: they are what it is for.
    pub external_id: Option<String>,
}

/// Members of the organisation after `after`, each with the name, in one look at the directory.
pub(super) async fn members(
    house: &House,
    caller: &Caller,
    org: OrgId,
    after: Option<MembershipId>,
    limit: u32,
) -> Result<Vec<Listed>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(caller.clone(), "org.members.read", &resource(org))?;
    let rows = store::members(&mut view, org, after, limit).await?;
    drop(view);
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let mut names = account::names_of(house, caller, Purpose::Directory, &people).await?;
    let mut external_ids = external_ids(house, caller, &rows).await?;
    let listed = |row: MemberRow| Listed {
        name: names.remove(&row.person),
        external_id: external_ids.remove(&row.person),
        row,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// What another system of the organisation calls its members, for a program of that organisation.
async fn external_ids(
    house: &House,
    caller: &Caller,
    rows: &[MemberRow],
) -> Result<HashMap<PersonId, String>, Refusal> {
    let Caller::Service(_) = caller else { return Ok(HashMap::new()) };
    let (people, sealed): (Vec<PersonId>, Vec<&Sealed<Line>>) =
        rows.iter().filter_map(|row| row.external_id.as_ref().map(|line| (row.person, line))).unzip();
    if sealed.is_empty() {
        return Ok(HashMap::new());
    }
    let look = house.vault.look(caller, Purpose::Organisation).act("org.members");
    let lines = look.open_many(sealed).await?.into_iter().map(|line| line.as_str().to_owned());
    Ok(people.into_iter().zip(lines).collect())
}

/// One member, opened for an administrator.
pub(super) struct Portrait {
    pub row: MemberRow,
    pub name: Option<Name>,
    pub position: Option<String>,
    pub external_id: Option<String>,
}

/// Looks at one member as an administrator does.
pub(super) async fn portrait(house: &House, who: Member, person: PersonId) -> Result<Portrait, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let row = store::member_seen(&mut view, who.org, person).await?.ok_or(Refusal::MemberUnknown)?;
    drop(view);
    let caller = Caller::from(who);
    let name = account::name_of(house, &caller, Purpose::Directory, person).await?;
    let sealed: Vec<_> = row.position.iter().chain(&row.external_id).collect();
    let opened =
        house.vault.look(&caller, Purpose::Organisation).act("org.member.get").open_many(sealed).await?;
    let mut lines = opened.into_iter().map(|line| line.as_str().to_owned());
    let position = row.position.as_ref().and_then(|_| lines.next());
    let external_id = row.external_id.as_ref().and_then(|_| lines.next());
    Ok(Portrait { row, name, position, external_id })
}

/// What an administrator changes of a member; what is absent stays, what is empty goes.
#[derive(Default)]
pub(super) struct MemberChange {
    pub role: Option<Role>,
    pub department: Option<Option<DepartmentId>>,
    pub position: Option<Option<Line>>,
    pub external_id: Option<Option<Line>>,
}

/// Changes a member.
pub(super) async fn change_member(
    house: &House,
    who: Member,
    person: PersonId,
    change: MemberChange,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let seen = store::member_seen(&mut view, who.org, person).await?.ok_or(Refusal::MemberUnknown)?;
    drop(view);
    // A first key is made durable while it is sealed with: not within the one writer.
    let position = seal(house, &seen, &MemberRow::POSITION, change.position).await?;
    let external = match &change.external_id {
        Some(Some(line)) => {
            Some(house.vault.index(&MemberRow::EXTERNAL_ID, &format!("{}\n{}", who.org, line.as_str())))
        }
        _ => None,
    };
    let external_id = seal(house, &seen, &MemberRow::EXTERNAL_ID, change.external_id).await?;

    let mut cx = house.db.begin().await?;
    let who = administering(&mut cx, who).await?;
    let row = store::member(&mut cx, who.org, person).await?;
    // Who left and came back meanwhile is another membership; what was sealed belongs to the one that was seen.
    let mut row = row.filter(|row| row.id == seen.id).ok_or(Refusal::MemberUnknown)?;
    let before = row.role;
    if let Some(role) = change.role {
        rules::may_become(before, Some(role), store::count_administrators(&mut cx, who.org).await?)?;
        row.role = role;
    }
    if let Some(department) = change.department {
        if let Some(id) = department
            && !department::exists(&mut cx, who.org, id).await?
        {
            return Err(Refusal::DepartmentUnknown);
        }
        row.department = department;
    }
    if let Some(position) = position {
        row.position = position;
        record::store::own_position(&mut cx, &row).await?;
    }
    store::save_member(&mut cx, &row).await?;
    if let Some(external_id) = external_id {
        row.external_id = external_id;
        match store::save_external_id(&mut cx, &row, external).await {
            Err(error) if error.is_unique_on("yard_member") => return Err(Refusal::ExternalIdTaken),
            other => other?,
        }
    }
    act::note(&mut cx, &who, "org.member.update", Some(person)).await?;
    if row.role != before {
        cx.tell(person, "org", "org.role_changed", &json!({ "org": who.org, "role": row.role })).await?;
    }
    Ok(cx.commit().await?)
}

/// Seals what was given for a member; what is absent stays absent.
async fn seal(
    house: &House,
    row: &MemberRow,
    field: &vault::Field<Line>,
    line: Option<Option<Line>>,
) -> Result<Option<Option<Sealed<Line>>>, Refusal> {
    match line {
        None => Ok(None),
        Some(None) => Ok(Some(None)),
        Some(Some(line)) => {
            Ok(Some(Some(house.vault.seal(field, Subject::Person(row.person), row.id.bytes(), &line).await?)))
        }
    }
}

/// Removes a member, or leaves where it is oneself.
pub(super) async fn remove_member(house: &House, who: Member, person: PersonId) -> Result<(), Refusal> {
    let leaves = who.person == person;
    let act = if leaves { "org.leave" } else { "org.administer" };
    let mut cx = house.db.begin().await?;
    cx.permit(who, act, &resource(who.org))?;
    if leaves {
        store::lock(&mut cx, who.org).await?;
    } else {
        administering(&mut cx, who).await?;
    }
    let row = store::member(&mut cx, who.org, person).await?.ok_or(Refusal::MemberUnknown)?;
    if leaves && house.policy.leaving_closes() && store::roles(&mut cx, person).await?.len() < 2 {
        return Err(Refusal::ClosesAccount);
    }
    if !leaves {
        act::note(&mut cx, &who, "org.member.remove", Some(person)).await?;
    }
    put_out(&mut cx, house, &row).await?;
    Ok(cx.commit().await?)
}

/// Ends a membership, within the unit of work that decided it; he and those who run the organisation are told.
pub(super) async fn put_out(cx: &mut Ctx, house: &House, row: &MemberRow) -> Result<(), Refusal> {
    let (org, person) = (row.org, row.person);
    rules::may_become(row.role, None, store::count_administrators(cx, org).await?)?;
    let due_at = leaver::due_at(&house.policy, cx.now());
    leaver::left(cx, org, person, due_at).await?;
    part(cx, house, org, person).await?;
    tell_administrators(cx, org, "org.member_left", &json!({ "org": org, "person": person })).await
}

/// What ending a membership is, however it comes: it goes, the wings do what follows, and he is told.
pub(super) async fn part(cx: &mut Ctx, house: &House, org: OrgId, person: PersonId) -> Result<(), Fault> {
    store::remove_member(cx, org, person).await?;
    for parts in &house.partings {
        parts(cx, org, person).await?;
    }
    cx.tell(person, "org", "org.left", &json!({ "org": org })).await
}

/// Tells the administrators of an organisation, and the programs of it that hear what happens.
pub(super) async fn tell_administrators(
    cx: &mut Ctx,
    org: OrgId,
    kind: &str,
    body: &serde_json::Value,
) -> Result<(), Refusal> {
    for person in store::administrators(cx, org).await? {
        cx.tell(person, "org", kind, body).await?;
    }
    for program in service::listeners(cx, org).await? {
        cx.tell(program, "org", kind, body).await?;
    }
    Ok(())
}
