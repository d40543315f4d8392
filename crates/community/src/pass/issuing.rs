//! How passes begin and end, for whoever gives them: residents, the desk, visits.

use ground::{Ctx, Fault, OrgId, PersonId, Timestamp};
use serde_json::json;
use yard::House;

use super::store::{self, Scope};
use super::{Holder, Kind, PassId, Row, jobs, rules};
use crate::household::{ResidentId, What};
use crate::place::{DoorId, HomeId};
use crate::{agent, face, terminal, visit};

/// Which doors.
pub enum Doors<'a> {
    /// Those of a home.
    Home(HomeId),
    /// Some of a home.
    Of(HomeId, &'a [DoorId]),
    /// These of the community.
    Named(&'a [DoorId]),
    /// All of the community.
    All,
}

/// A pass that is to be.
pub struct New<'a> {
    /// In which community.
    pub org: OrgId,
    /// Who holds it.
    pub holder: Holder,
    /// Whose it is; nobody where he has no account.
    pub person: Option<PersonId>,
    /// By whose right it opens.
    pub resident: Option<ResidentId>,
    /// Which doors.
    pub doors: Doors<'a>,
    /// Which way.
    pub kind: Kind,
    /// The number of a card as it is kept, or a PIN; of a code the house draws the key.
    pub secret: Option<&'a str>,
    /// From when to when.
    pub span: (Option<Timestamp>, Option<Timestamp>),
    /// When in the week; always where there is none.
    pub week: Vec<::pass::Span>,
    /// How often altogether.
    pub uses: Option<u32>,
}

impl New<'_> {
    /// One of somebody who lives in a home, by his own right.
    pub(super) const fn of_resident<'a>(
        one: &crate::household::Resident,
        kind: Kind,
        secret: Option<&'a str>,
    ) -> New<'a> {
        New {
            org: one.org,
            holder: Holder::Resident,
            person: one.person,
            resident: Some(one.id),
            doors: Doors::Home(one.home),
            kind,
            secret,
            span: (None, None),
            week: Vec::new(),
            uses: None,
        }
    }
}

/// Gives a pass, and wakes the doors; nothing where somebody in the community holds that card.
///
/// # Errors
/// What the database or the vault says.
pub async fn issue(house: &House, cx: &mut Ctx, new: New<'_>) -> Result<Option<PassId>, Fault> {
    let id = PassId::fresh(cx.clock());
    let secret = match (new.kind, new.secret) {
        (Kind::Code, _) => Some(::pass::Secret::fresh().bytes().to_vec()),
        (kind, Some(secret)) if kind.has_secret() => Some(secret.as_bytes().to_vec()),
        _ => None,
    };
    let index = match (new.kind, new.secret) {
        (Kind::Card, Some(number)) => Some(house.vault.index(&Row::SECRET, &format!("{} {number}", new.org))),
        _ => None,
    };
    let sealed = match &secret {
        Some(secret) => {
            let subject = Row::subject(new.org, new.person);
            Some(house.vault.seal(&Row::SECRET, subject, id.bytes(), secret).await?)
        }
        None => None,
    };
    let (scope, home) = match new.doors {
        Doors::Home(home) => (Scope::Home, Some(home)),
        Doors::Of(home, doors) => (Scope::Named(doors), Some(home)),
        Doors::Named(doors) => (Scope::Named(doors), None),
        Doors::All => (Scope::All, None),
    };
    let row = Row {
        id,
        org: new.org,
        holder: new.holder,
        person: new.person,
        resident: new.resident,
        home,
        kind: new.kind,
        cut: rules::cut_for(new.holder),
        secret: sealed,
        from_at: new.span.0,
        until_at: new.span.1,
        week: new.week,
        uses: new.uses,
        made_at: cx.now(),
    };
    if !store::add(cx, &row, scope, index).await? {
        return Ok(None);
    }
    told(cx, &row).await?;
    Ok(Some(id))
}

/// Ends a pass of a community in this unit of work, and wakes the doors; nothing where there is none.
///
/// # Errors
/// What the database says.
pub async fn end_pass(cx: &mut Ctx, org: OrgId, id: PassId) -> Result<(), Fault> {
    match store::find_now(cx, org, id).await? {
        Some(row) => end(cx, &row).await,
        None => Ok(()),
    }
}

/// The same for one that is at hand.
pub(super) async fn end(cx: &mut Ctx, one: &Row) -> Result<(), Fault> {
    if removed(cx, one).await? {
        told(cx, one).await?;
    }
    Ok(())
}

/// Removes one; with the last pass of a face its photo goes, and with the pass of a visit the visitor's face. `false` where it was
/// gone.
pub(super) async fn removed(cx: &mut Ctx, one: &Row) -> Result<bool, Fault> {
    // The row of a visit goes with its pass: whose face opened beside it is asked first.
    let guest = if one.is_of_visit() { visit::guest_of(cx, one.id).await? } else { None };
    let is_there = store::remove(cx, one).await?;
    terminal::ended(cx, one.id.bytes()).await?;
    if one.kind == Kind::Face {
        faceless(cx, one).await?;
    }
    if let Some(guest) = guest {
        for face in store::faces_now(cx, one.org, guest).await? {
            store::remove(cx, &face).await?;
            faceless(cx, &face).await?;
        }
    }
    Ok(is_there)
}

/// What follows where a face opens by one pass less: with the last its photo goes, and all that was kept of a visitor for it.
pub(super) async fn faceless(cx: &mut Ctx, one: &Row) -> Result<(), Fault> {
    let Some(person) = one.person else { return Ok(()) };
    face::passless(cx, one.org, person).await?;
    if one.holder == Holder::Resident { Ok(()) } else { visit::forget_later(cx, person).await }
}

/// Gives whoever holds a pass the same by his face: at the same doors, in the same time, by the same right. `false` where the pass
/// is gone.
///
/// # Errors
/// What the database or the vault says.
pub(crate) async fn beside(
    house: &House,
    cx: &mut Ctx,
    (org, id): (OrgId, PassId),
    holder: PersonId,
) -> Result<bool, Fault> {
    let Some(row) = store::find_now(cx, org, id).await? else { return Ok(false) };
    let named = store::named_now(cx, id).await?;
    let doors = match (row.home, named.as_slice()) {
        (Some(home), []) => Doors::Home(home),
        (Some(home), named) => Doors::Of(home, named),
        (None, named) => Doors::Named(named),
    };
    let new = New {
        org,
        holder: row.holder,
        person: Some(holder),
        resident: row.resident,
        doors,
        kind: Kind::Face,
        secret: None,
        span: (row.from_at, row.until_at),
        week: row.week,
        uses: row.uses,
    };
    Ok(issue(house, cx, new).await?.is_some())
}

/// Gives somebody who lives in a home the pass by which his face opens its doors.
pub(crate) async fn with_face(
    house: &House,
    cx: &mut Ctx,
    one: &crate::household::Resident,
) -> Result<(), Fault> {
    ensured(house, cx, one, Kind::Face).await.map(drop)
}

/// Whether a pass is left by which somebody's face opens in a community.
pub(crate) async fn has_face(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<bool, Fault> {
    Ok(!store::faces_now(cx, org, person).await?.is_empty())
}

/// Ends all passes by which somebody's face opens in a community.
pub(crate) async fn end_faces(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    for one in store::faces_now(cx, org, person).await? {
        end(cx, &one).await?;
    }
    Ok(())
}

/// Doors look again, and so do the open pages of its holder, where he has an account.
async fn told(cx: &mut Ctx, one: &Row) -> Result<(), Fault> {
    agent::wake_all(cx, one.org);
    if let (Holder::Resident, Some(person)) = (one.holder, one.person) {
        cx.tell(person, "home", "home.changed", &json!({ "home": one.home })).await?;
    }
    Ok(())
}

/// What follows from what became of somebody's rights, in the unit of work in which it did: with the right to open, and with the
/// right to let others in, all passes end that open by it.
///
/// # Errors
/// What the database says.
pub(crate) async fn follow(
    cx: &mut Ctx,
    (org, resident): (OrgId, ResidentId),
    what: What,
    (may_open, may_invite): (bool, bool),
) -> Result<(), Fault> {
    for one in store::of_resident_now(cx, resident).await? {
        let stands = if one.holder == Holder::Resident { may_open } else { may_invite };
        if what == What::Ended || !stands {
            removed(cx, &one).await?;
        }
    }
    if what != What::Ended && may_open {
        jobs::begin_later(cx, resident).await?;
    }
    agent::wake_all(cx, org);
    Ok(())
}

/// The pass of somebody of a home for one way; made where it is not there yet. `true` where it is new.
pub(crate) async fn ensured(
    house: &House,
    cx: &mut Ctx,
    one: &crate::household::Resident,
    kind: Kind,
) -> Result<(PassId, bool), Fault> {
    let there = store::of_resident_now(cx, one.id).await?;
    let own = |row: &&Row| row.holder == Holder::Resident && row.kind == kind;
    if let Some(row) = there.iter().find(own) {
        return Ok((row.id, false));
    }
    let id = issue(house, cx, New::of_resident(one, kind, None)).await?;
    Ok((id.ok_or_else(|| Fault::new("a pass without a card was not new"))?, true))
}

/// The pass of a community's desk, made where it is not there yet. `true` where it is new.
///
/// # Errors
/// What the database says.
pub(crate) async fn of_desk(house: &House, cx: &mut Ctx, org: OrgId) -> Result<(PassId, bool), Fault> {
    if let Some(row) = store::of_desk_now(cx, org).await? {
        return Ok((row.id, false));
    }
    let new = New {
        org,
        holder: Holder::Desk,
        person: None,
        resident: None,
        doors: Doors::All,
        kind: Kind::Staff,
        secret: None,
        span: (None, None),
        week: Vec::new(),
        uses: None,
    };
    let id = issue(house, cx, new).await?;
    Ok((id.ok_or_else(|| Fault::new("a pass without a card was not new"))?, true))
}
