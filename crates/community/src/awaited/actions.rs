//! What the property does with those whom its lists name: bring them in with the list, see them, remove one.

use ground::{Caller, Ctx, Fault, Member, OrgId, Timestamp, View};
use policy::Purpose;
use std::collections::HashSet;
use vault::Subject;
use yard::House;
use yard::account::{NumberRow, Phone};
use yard::org::Line;

use super::{Awaited, AwaitedId, Refusal, store};
use crate::household::Relation;
use crate::place::{HomeId, resource};

/// Somebody as a list names him.
#[derive(Clone)]
pub(crate) struct Named {
    pub relation: Relation,
    pub name: Line,
    pub phone: Phone,
    pub until_at: Option<Timestamp>,
}

impl Named {
    fn index(&self, house: &House) -> [u8; 16] {
        house.vault.index(&NumberRow::PHONE, self.phone.e164())
    }
}

/// Who is named for which home already, by the number.
pub(crate) async fn there(view: &mut View, org: OrgId) -> Result<HashSet<(HomeId, Vec<u8>)>, Fault> {
    store::numbers(view, org).await
}

/// Whether somebody is among those.
pub(crate) fn named(house: &House, there: &HashSet<(HomeId, Vec<u8>)>, home: HomeId, one: &Named) -> bool {
    there.contains(&(home, one.index(house).to_vec()))
}

/// Keeps some whom a list names; who is named for that home already stays as he is.
pub(crate) async fn add_some(
    house: &House,
    who: Member,
    import: [u8; 16],
    some: &[(HomeId, Named)],
) -> Result<(), Refusal> {
    let mut rows = Vec::with_capacity(some.len());
    let (vault, subject) = (&house.vault, Subject::Org(who.org));
    for (home, one) in some {
        let id = AwaitedId::fresh(&house.clock);
        let row = Awaited {
            id,
            org: who.org,
            home: *home,
            home_number: String::new(),
            relation: one.relation,
            name: vault.seal(&Awaited::NAME, subject, id.bytes(), &one.name).await?,
            phone: vault.seal(&Awaited::PHONE, subject, id.bytes(), &one.phone).await?,
            until_at: one.until_at,
            made_at: house.clock.now(),
        };
        rows.push((row, one.index(house)));
    }
    let mut cx: Ctx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    for (row, index) in &rows {
        store::add(&mut cx, import, row, *index).await?;
    }
    Ok(cx.commit().await?)
}

/// One in the open; nothing where the key is gone.
pub(super) struct Shown {
    pub row: Awaited,
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// Those who are awaited after one of them, at most so many; one look for all of the page.
pub(super) async fn list(
    house: &House,
    who: Member,
    page: (Option<AwaitedId>, u32),
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    let rows = store::of_org(&mut view, who.org, page).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Household).act("home.awaited");
    let shut = |refusal| Fault::caused("opening who is awaited", refusal);
    let names = look.open_present(rows.iter().map(|row| &row.name)).await.map_err(shut)?;
    let phones = look.open_present(rows.iter().map(|row| &row.phone)).await.map_err(shut)?;
    let all = rows.into_iter().zip(names).zip(phones).map(|((row, name), phone)| Shown {
        row,
        name: name.map(|line| line.as_str().to_owned()),
        phone: phone.map(|phone| phone.e164().to_owned()),
    });
    Ok(all.collect())
}

/// Removes one.
pub(super) async fn remove(house: &House, who: Member, id: AwaitedId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    if !store::remove(&mut cx, who.org, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}
