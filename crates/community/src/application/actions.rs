//! What applicants do: apply, look at what came of it, withdraw.

use ground::{Caller, Fault, Person, Scope, View};
use policy::{Category, Purpose};
use yard::House;
use yard::access::the_house;
use yard::consent::store::{self as consents, Scope as Of};

use super::draft::{self, Draft};
use super::{Application, ApplicationId, Refusal, store};
use crate::document::{self, DocumentId};
use crate::household::Relation;
use crate::place::{Community, Home, store as places};

/// What somebody writes.
pub(super) struct Wish<'a> {
    pub community: &'a str,
    pub home: &'a str,
    pub relation: Relation,
    pub name: &'a str,
    pub phone: &'a str,
    pub identity: Option<&'a str>,
}

/// Applies; those who run the community are told that something waits.
pub(super) async fn apply(house: &House, who: Person, wish: Wish<'_>) -> Result<ApplicationId, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "home.apply", &the_house())?;
    let written = Draft {
        relation: wish.relation,
        name: wish.name,
        phone: wish.phone,
        identity: wish.identity,
        by_letter: false,
    };
    written.read()?;
    if written.identity.is_some() && !agreed(&mut view, who).await? {
        return Err(Refusal::Consent);
    }
    let (community, home) = named(&mut view, wish.community, wish.home).await?;
    drop(view);
    let new = draft::sealed(house, who, (&community, &home), &written).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "home.apply", &the_house())?;
    draft::kept(&mut cx, &new).await?;
    draft::told(&mut cx, house, &community, &new.home_number).await?;
    cx.commit().await?;
    Ok(new.id)
}

/// Whether he agreed, by itself, that the number of his identity card is taken.
async fn agreed(view: &mut View, who: Person) -> Result<bool, Fault> {
    let part = Of::Category(Category::IdentityNumber);
    consents::stands_for(view, who.person, Purpose::HomeIdentity, part).await
}

/// The community and the home of these public numbers.
async fn named(view: &mut View, community: &str, home: &str) -> Result<(Community, Home), Refusal> {
    if community.len() > 64 || home.len() > 128 {
        return Err(Refusal::Home);
    }
    let community = places::numbered(view, community.trim()).await?.ok_or(Refusal::Home)?;
    let home = places::home_numbered(view, community.org, home.trim()).await?.ok_or(Refusal::Home)?;
    Ok((community, home))
}

/// How a home is called in a notice.
pub(crate) fn told_as(community: &Community, home: &str) -> String {
    format!("{} {home}", community.name)
}

/// One's own application in the open.
pub(super) struct Own {
    pub row: Application,
    pub community: String,
    pub name: Option<String>,
    pub identity_masked: Option<String>,
    pub reason: Option<String>,
    /// The papers he added, where it waits.
    pub documents: Vec<DocumentId>,
}

/// One's own, the newest first.
pub(super) async fn mine(house: &House, who: Person) -> Result<Vec<Own>, Refusal> {
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "home.list")? else { return Ok(Vec::new()) };
    let rows = store::of_person(&mut view, person).await?;
    let mut names = Vec::with_capacity(rows.len());
    for row in &rows {
        let name = places::of(&mut view, row.org).await?.map(|one| one.name).unwrap_or_default();
        names.push((name, document::of_application(&mut view, row.id).await?));
    }
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::OwnData).act("home.application.mine");
    let mut all = Vec::with_capacity(rows.len());
    for (row, (community, documents)) in rows.into_iter().zip(names) {
        let lines: Vec<_> = std::iter::once(&row.name).chain(&row.reason).collect();
        let opened = look.open_present(lines).await.map_err(shut)?;
        let mut lines = opened.into_iter().map(|line| line.map(|line| line.as_str().to_owned()));
        let name = lines.next().flatten();
        let reason = lines.next().flatten();
        let identity = look.open_present(&row.identity).await.map_err(shut)?.into_iter().flatten().next();
        let identity_masked = identity.map(|number| number.masked());
        all.push(Own { row, community, name, identity_masked, reason, documents });
    }
    Ok(all)
}

fn shut(refusal: vault::OpenRefused) -> Fault {
    Fault::caused("opening one's own application", refusal)
}

/// Withdraws one's own, with all that is written in it; who lives there already goes on living there.
pub(super) async fn withdraw(house: &House, who: Person, id: ApplicationId) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "home.apply", &the_house())?;
    if !store::withdraw(&mut cx, who.person, id).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}
