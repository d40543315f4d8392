//! What people do: enter a contact, change it, give it to another, remove it.

use ground::{Caller, Fault, Member, PersonId, View};
use policy::Purpose;
use vault::{Field, Sealed, Subject};
use yard::House;
use yard::org::{Line, store as orgs};

use super::rules::{self, Basis, Use, Written};
use super::{Contact, ContactId, Refusal, store};
use crate::directory::resource;
use crate::friend;

/// Contacts on a page.
pub(super) const PAGE: u32 = 200;

/// What somebody enters.
pub(super) struct Wish {
    pub written: Written,
    pub person: Option<PersonId>,
    pub purpose: Use,
    pub ground: Basis,
}

/// A contact in the open.
pub(super) struct Shown {
    pub contact: Contact,
    /// Name, number, company, tags and note.
    pub lines: [Option<String>; 5],
    /// Whether its keeper has left.
    pub is_unkept: bool,
}

/// The contacts that the caller keeps; for those who run the organisation, all.
pub(super) async fn list(
    house: &House,
    who: Member,
    after: Option<ContactId>,
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let keeper = (!who.administrator).then_some(who.person);
    let contacts = store::list(&mut view, who.org, keeper, (after, PAGE)).await?;
    let mut kept = Vec::with_capacity(contacts.len());
    for one in &contacts {
        kept.push(orgs::role_of(&mut view, who.org, one.owner).await?.is_some());
    }
    drop(view);
    let mut shown = Vec::with_capacity(contacts.len());
    let mut lines = open(house, who, &contacts).await?.into_iter();
    for (contact, is_kept) in contacts.into_iter().zip(kept) {
        let lines = lines.next().unwrap_or_default();
        shown.push(Shown { contact, lines, is_unkept: !is_kept });
    }
    Ok(shown)
}

/// All lines of all of them, in one opening.
async fn open(house: &House, who: Member, contacts: &[Contact]) -> Result<Vec<[Option<String>; 5]>, Refusal> {
    let of = |one: &Contact| -> [bool; 5] {
        [true, one.phone.is_some(), one.company.is_some(), one.tags.is_some(), one.note.is_some()]
    };
    let mut sealed: Vec<&Sealed<Line>> = Vec::with_capacity(contacts.len() * 5);
    for one in contacts {
        sealed.push(&one.name);
        sealed.extend([&one.phone, &one.company, &one.tags, &one.note].into_iter().flatten());
    }
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::BusinessContacts).act("external.list");
    let opened = look.open_present(sealed).await.map_err(|no| Fault::caused("opening contacts", no))?;
    let mut opened = opened.into_iter();
    let mut all = Vec::with_capacity(contacts.len());
    for one in contacts {
        let mut lines: [Option<String>; 5] = Default::default();
        for (line, there) in lines.iter_mut().zip(of(one)) {
            let text = there.then(|| opened.next()).flatten().flatten();
            *line = text.map(|text| text.as_str().to_owned());
        }
        all.push(lines);
    }
    Ok(all)
}

/// Enters somebody.
pub(super) async fn add(house: &House, who: Member, wish: Wish) -> Result<ContactId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    joined(&mut view, who, wish.person).await?;
    drop(view);
    let id = ContactId::fresh(&house.clock);
    let contact = sealed(house, who, (id, who.person, house.clock.now()), wish).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.members.read", &resource(who.org))?;
    if store::count(&mut cx, who.org).await? >= rules::CONTACTS_MAX {
        return Err(Refusal::Many);
    }
    store::save(&mut cx, &contact).await?;
    cx.commit().await?;
    Ok(id)
}

/// Changes what is written: its keeper does.
pub(super) async fn change(house: &House, who: Member, id: ContactId, wish: Wish) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let there = own(&mut view, who, id).await?;
    if there.person != wish.person {
        joined(&mut view, who, wish.person).await?;
    }
    drop(view);
    let contact = sealed(house, who, (id, there.owner, there.made_at), wish).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.members.read", &resource(who.org))?;
    store::save(&mut cx, &contact).await?;
    Ok(cx.commit().await?)
}

/// A contact that is the caller's to change: he keeps it, or runs the organisation.
async fn own(view: &mut View, who: Member, id: ContactId) -> Result<Contact, Refusal> {
    let there = store::find(view, who.org, id).await?;
    there.filter(|one| who.administrator || one.owner == who.person).ok_or(Refusal::Unknown)
}

/// Whoever is joined to a contact agreed to know who enters it.
async fn joined(view: &mut View, who: Member, person: Option<PersonId>) -> Result<(), Refusal> {
    let Some(person) = person else { return Ok(()) };
    if friend::store::are(view, who.person, person).await? { Ok(()) } else { Err(Refusal::NotFriend) }
}

async fn sealed(
    house: &House,
    who: Member,
    (id, owner, made_at): (ContactId, PersonId, ground::Timestamp),
    wish: Wish,
) -> Result<Contact, Refusal> {
    let Wish { written, person, purpose, ground } = wish;
    let seal = |field: &'static Field<Line>, line: Option<Line>| async move {
        let Some(line) = line else { return Ok::<Option<Sealed<Line>>, Fault>(None) };
        house.vault.seal(field, Subject::Org(who.org), id.bytes(), &line).await.map(Some)
    };
    Ok(Contact {
        id,
        org: who.org,
        owner,
        person,
        purpose,
        ground,
        made_at,
        name: house.vault.seal(&Contact::NAME, Subject::Org(who.org), id.bytes(), &written.name).await?,
        phone: seal(&Contact::PHONE, written.phone).await?,
        company: seal(&Contact::COMPANY, written.company).await?,
        tags: seal(&Contact::TAGS, written.tags).await?,
        note: seal(&Contact::NOTE, written.note).await?,
    })
}

/// Gives a contact to another member: who runs the organisation does, also when its keeper has left.
pub(super) async fn give(house: &House, who: Member, id: ContactId, owner: PersonId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    if orgs::role_of(&mut view, who.org, owner).await?.is_none() {
        return Err(Refusal::NotMember);
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::give(&mut cx, who.org, id, owner).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Removes a contact, and all that is written of him.
pub(super) async fn remove(house: &House, who: Member, id: ContactId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    own(&mut view, who, id).await?;
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.members.read", &resource(who.org))?;
    store::remove(&mut cx, who.org, id).await?;
    Ok(cx.commit().await?)
}
