//! What people do: invite, look at what waits, accept, decline, withdraw.

use ground::{Caller, Ctx, Errand, Fault, Member, Person, PersonId, Scope, Timestamp, View};
use policy::{Category, Purpose};
use serde_json::json;
use std::collections::HashMap;

use super::jobs::TextInvitation;
use super::sealing::sealed;
use super::store::{self, InvitationRow};
use super::{Basis, InvitationId};
use crate::House;
use crate::account::{self, Name, NumberRow, Phone, mask_phone};
use crate::house::Held;
use crate::org::actions::{count_today, tell_administrators};
use crate::org::store::{self as orgs, MemberRow};
use crate::org::upload::UploadId;
use crate::org::{self, MembershipId, Refusal, Role, act, certificate, upload};

/// Invitations of one organisation within a day.
const PER_ORG: u32 = 300;
/// Invitations of one number within a day, by whomever: nobody is pestered.
pub(super) const PER_NUMBER: u32 = 3;

/// How a number comes to be invited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// One by one.
    Single,
    /// As a row of a list; of one that is kept, that it named the number is kept with it.
    List(Option<UploadId>),
}

impl Way {
    /// What is counted of one organisation within a day, and how much of it may be.
    const fn bound(self) -> (&'static str, u32) {
        match self {
            Self::Single => ("org.invite.org", PER_ORG),
            Self::List(_) => ("org.import.org", super::import::PER_ORG),
        }
    }
}

/// Whether an open invitation waits for the number of this keyed index.
///
/// # Errors
/// What the database says.
pub async fn is_invited(cx: &mut Ctx, phone_index: [u8; 16]) -> Result<bool, Fault> {
    store::waits(cx, phone_index).await
}

/// An invitation that was made.
pub(super) struct Made {
    pub id: InvitationId,
    pub expires_at: Timestamp,
    pub texted: bool,
}

/// Invites a number. The answer is the same whether it has an account or not.
pub(super) async fn invite(
    house: &House,
    who: Member,
    phone: &Phone,
    role: Role,
    basis: Basis,
    way: Way,
) -> Result<Made, Refusal> {
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let row = sealed(house, who, phone, role, basis).await?;
    let (id, expires_at) = (row.id, row.expires_at);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let who = org::administering(&mut cx, who).await?;
    if store::is_member(&mut cx, who.org, index).await? {
        return Err(Refusal::MemberAlready);
    }
    if matches!(way, Way::List(_)) && upload::store::refuses_by(&mut cx, who.org, index).await? {
        return Err(Refusal::ListRefused);
    }
    match store::add(&mut cx, &row, index).await {
        Err(error) if error.is_unique_on("yard_invitation") => return Err(Refusal::InvitedAlready),
        other => other?,
    }
    if let Way::List(Some(list)) = way
        && !upload::names(&mut cx, who.org, (list, expires_at), index).await?
    {
        return Err(Refusal::ListGone);
    }
    let (kind, most) = way.bound();
    for (kind, most, key) in [(kind, most, who.org.bytes()), ("org.invite.number", PER_NUMBER, index)] {
        if let Some(after_s) = count_today(&mut cx, kind, most, key).await? {
            return Err(Refusal::InviteLimit { after_s });
        }
    }
    if let Some(person) = store::person_of(&mut cx, index).await? {
        cx.tell(person, "org", "org.invited", &json!({ "invitation": id, "org": who.org })).await?;
    }
    // Nobody waits at a door for it: after the commit, and again where the provider is gone for a while.
    let texted = house.egress.ways().sms;
    if texted {
        cx.later(TextInvitation::NAME, &TextInvitation { org: who.org, invitation: id }).await?;
    }
    if way == Way::Single {
        act::note(&mut cx, &who, "org.invite", None).await?;
    }
    cx.commit().await?;
    Ok(Made { id, expires_at, texted })
}

/// An invitation as its person sees it.
pub(super) struct Waiting {
    pub row: InvitationRow,
    pub name: String,
    pub invited_by: Option<Name>,
    pub certified: bool,
}

/// The invitations that wait for one's own number.
pub(super) async fn mine(
    house: &House,
    who: Person,
    after: Option<InvitationId>,
    limit: u32,
) -> Result<Vec<Waiting>, Refusal> {
    if who.limited {
        return Err(Refusal::Limited);
    }
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "invitation.list")? else { return Ok(Vec::new()) };
    let rows = store::of_person(&mut view, person, after, limit).await?;
    let orgs: Vec<ground::OrgId> = rows.iter().map(|(row, _)| row.org).collect();
    let certified = certificate::among(&mut view, &orgs).await?;
    drop(view);
    let caller = Caller::from(who);
    let names = house.vault.look(&caller, Purpose::Invitation).act("org.invitations");
    let names = names.open_many(rows.iter().map(|(_, name)| name)).await?;
    let inviters: Vec<PersonId> = rows.iter().map(|(row, _)| row.invited_by).collect();
    let inviters: HashMap<PersonId, Name> =
        account::names_of(house, &caller, Purpose::Invitation, &unique(inviters)).await?;
    let waiting = rows.into_iter().zip(names).map(|((row, _), name)| Waiting {
        invited_by: inviters.get(&row.invited_by).cloned(),
        name: name.as_str().to_owned(),
        certified: certified.contains(&row.org),
        row,
    });
    Ok(waiting.collect())
}

fn unique(mut people: Vec<PersonId>) -> Vec<PersonId> {
    people.sort();
    people.dedup();
    people
}

/// Accepts an invitation: only now there is a membership.
pub(super) async fn accept(house: &House, who: Person, id: InvitationId) -> Result<(), Refusal> {
    let (mut cx, row) = answer(house, who, id).await?;
    orgs::lock(&mut cx, row.org).await?;
    if !store::take(&mut cx, row.org, id).await? {
        return Err(Refusal::InvitationUnknown);
    }
    let member = MemberRow {
        id: MembershipId::fresh(cx.clock()),
        org: row.org,
        person: who.person,
        role: row.role,
        department: None,
        position: None,
        external_id: None,
        joined_at: cx.now(),
    };
    match orgs::add_member(&mut cx, &member).await {
        Err(error) if error.is_unique_on("yard_member") => return Err(Refusal::MemberAlready),
        other => other?,
    }
    orgs::set_basis(&mut cx, row.org, who.person, row.basis.word()).await?;
    for row in upload::store::accepted(&mut cx, row.org, who.person).await? {
        upload::jobs::File::later(&mut cx, row).await?;
    }
    cx.tell(who.person, "org", "org.joined", &json!({ "org": row.org })).await?;
    let body = json!({ "org": row.org, "person": who.person, "invitation": id });
    tell_administrators(&mut cx, row.org, "org.member_joined", &body).await?;
    Ok(cx.commit().await?)
}

/// Declines an invitation: no membership, and nothing is left of the number.
pub(super) async fn decline(house: &House, who: Person, id: InvitationId) -> Result<(), Refusal> {
    let (mut cx, row) = answer(house, who, id).await?;
    // In one order with whoever brings a list in: he sees the no, or what he brought goes with it.
    orgs::lock(&mut cx, row.org).await?;
    if !store::decline(&mut cx, row.org, id).await? {
        return Err(Refusal::InvitationUnknown);
    }
    // Whom a list named and who says no is not named by the next one; he lets it when he wants.
    let (named, _) = upload::store::declined(&mut cx, row.org, who.person).await?;
    if named {
        upload::store::refuse(&mut cx, row.org, who.person).await?;
    }
    let body = json!({ "org": row.org, "invitation": id });
    tell_administrators(&mut cx, row.org, "org.declined", &body).await?;
    Ok(cx.commit().await?)
}

/// The invitation that waits for the number of whoever answers, and for nobody else's.
async fn answer(house: &House, who: Person, id: InvitationId) -> Result<(Ctx, InvitationRow), Refusal> {
    if who.limited {
        return Err(Refusal::Limited);
    }
    let mut cx = house.db.begin().await?;
    let row = store::mine(&mut cx, id, who.person).await?.ok_or(Refusal::InvitationUnknown)?;
    cx.permit(who, "invitation.answer", &super::resource(&row))?;
    Ok((cx, row))
}

/// An invitation as administrators see it.
pub(super) struct Sent {
    pub row: InvitationRow,
    pub phone_masked: Option<String>,
}

/// The invitations of the organisation that wait or were declined.
pub(super) async fn sent(
    house: &House,
    who: Member,
    after: Option<InvitationId>,
    limit: u32,
) -> Result<Vec<Sent>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &org::resource(who.org))?;
    let rows = store::of_org(&mut view, who.org, after, limit).await?;
    drop(view);
    let caller = Caller::from(who);
    let sealed = rows.iter().filter_map(|row| row.phone.as_ref());
    let phones =
        house.vault.look(&caller, Purpose::Invitation).act("org.invitations.sent").open_many(sealed).await?;
    let mut phones = phones.into_iter();
    let shown = |row: InvitationRow| {
        let phone = row.phone.as_ref().and_then(|_| phones.next());
        Sent { phone_masked: phone.map(|phone| mask_phone(phone.e164())), row }
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Withdraws an invitation that still waits.
pub(super) async fn withdraw(house: &House, who: Member, id: InvitationId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &org::resource(who.org))?;
    let who = org::administering(&mut cx, who).await?;
    let index = store::withdraw(&mut cx, who.org, id).await?.ok_or(Refusal::InvitationUnknown)?;
    upload::store::drop_of_number(&mut cx, who.org, index).await?;
    act::note(&mut cx, &who, "org.invitation.withdraw", None).await?;
    if let Some(person) = store::person_of(&mut cx, index).await? {
        cx.tell(person, "org", "org.invitation_withdrawn", &json!({ "invitation": id })).await?;
    }
    Ok(cx.commit().await?)
}

/// What invitations hold about a person: that an organisation noted his number.
pub(in crate::org) async fn held(view: &mut View, person: PersonId) -> Result<Vec<Held>, Fault> {
    let rows = store::of_person(view, person, None, 200).await?;
    let held = |(row, _): (InvitationRow, _)| Held {
        category: Category::InvitationPhone,
        table: "yard_invitation",
        value: None,
        collected_at: row.invited_at,
    };
    Ok(rows.into_iter().map(held).collect())
}
