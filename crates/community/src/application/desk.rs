//! What the property does: see what waits, look closer with a reason, decide.

use ground::{Caller, Ctx, Fault, Member, Timestamp, View};
use policy::Purpose;
use vault::{OpenRefused, Subject};
use yard::House;
use yard::notice::{self, Notice};
use yard::org::Line;

use super::{Application, ApplicationId, Refusal, State, actions, rules, store};
use crate::household::{self, Relation};
use crate::place::{Community, resource, store as places};
use crate::{awaited, document};

/// An application as the list shows it.
pub(super) struct Waiting {
    pub row: Application,
    /// Nothing where its key is gone, or the account rests.
    pub name: Option<String>,
}

async fn look(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(view)
}

/// Applications in a state after one of them, at most so many, the oldest first; one look for all names of the page.
pub(super) async fn list(
    house: &House,
    who: Member,
    state: State,
    page: (Option<ApplicationId>, u32),
) -> Result<Vec<Waiting>, Refusal> {
    let mut view = look(house, who).await?;
    let rows = store::of_org(&mut view, who.org, state, page).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::HomeCertification).act("home.application.list");
    let names = look.open_present(rows.iter().map(|row| &row.name)).await.map_err(shut)?;
    let name = |line: Option<Line>| line.map(|line| line.as_str().to_owned());
    Ok(rows.into_iter().zip(names).map(|(row, line)| Waiting { row, name: name(line) }).collect())
}

fn shut(refusal: OpenRefused) -> Fault {
    Fault::caused("opening applications", refusal)
}

/// One application in the open; of the identity card the first and last sign.
pub(super) struct Seen {
    pub row: Application,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub identity_masked: Option<String>,
    pub reason: Option<String>,
    /// As what a list of the property awaits the number of his account in that home, and until when.
    pub awaited: Option<(Relation, Option<Timestamp>)>,
    /// How many papers he added.
    pub documents: usize,
}

/// Looks at one.
pub(super) async fn get(house: &House, who: Member, id: ApplicationId) -> Result<Seen, Refusal> {
    let mut view = look(house, who).await?;
    let row = store::find(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let awaited = awaited::matching(&mut view, row.home, row.person).await?;
    let documents = document::of_application(&mut view, id).await?.len();
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::HomeCertification).act("home.application.get");
    let lines: Vec<_> = std::iter::once(&row.name).chain(&row.reason).collect();
    let opened = look.open_present(lines).await.map_err(shut)?;
    let mut lines = opened.into_iter().map(|line| line.map(|line| line.as_str().to_owned()));
    let (name, reason) = (lines.next().flatten(), lines.next().flatten());
    let phone = look.open_present([&row.phone]).await.map_err(shut)?.into_iter().flatten().next();
    // Without the consent, which he may have taken back meanwhile, not even its ends are seen.
    let look = house.vault.look(&caller, Purpose::HomeIdentity).act("home.application.get");
    let identity = look.open_present(&row.identity).await.map_err(shut)?.into_iter().flatten().next();
    Ok(Seen {
        name,
        phone: phone.map(|phone| phone.e164().to_owned()),
        identity_masked: identity.map(|number| number.masked()),
        reason,
        awaited: awaited.map(|one| (one.relation, one.until_at)),
        documents,
        row,
    })
}

/// Opens the whole number of the identity card: a leaf of the access log that says why.
pub(super) async fn look_closer(
    house: &House,
    who: Member,
    id: ApplicationId,
    why: Option<&str>,
) -> Result<String, Refusal> {
    let mut view = look(house, who).await?;
    let row = store::find(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    drop(view);
    let why = rules::reason(why)?;
    let sealed = row.identity.as_ref().ok_or(Refusal::NoIdentity)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::HomeIdentity).act("home.application.look");
    let number = look.reason(why.as_str()).open(sealed).await;
    Ok(number.map_err(|refusal| refusal.or(Refusal::NoIdentity))?.as_str().to_owned())
}

/// Decides. Approved, he lives there from this moment on; he is told either way.
pub(super) async fn decide(
    house: &House,
    who: Member,
    id: ApplicationId,
    (approves, why): (bool, Option<&str>),
) -> Result<(), Refusal> {
    let mut view = look(house, who).await?;
    let row = store::find(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let community = places::of(&mut view, who.org).await?.ok_or(Refusal::Unknown)?;
    let awaited = awaited::matching(&mut view, row.home, row.person).await?;
    drop(view);
    if row.state != State::Waiting {
        return Err(Refusal::Decided);
    }
    let reason = if approves { None } else { Some(rules::reason(why)?) };
    let subject = Subject::Person(row.person);
    let sealed = match &reason {
        Some(line) => Some(house.vault.seal(&Application::REASON, subject, id.bytes(), line).await?),
        None => None,
    };
    let place = actions::told_as(&community, &row.home_number);
    let mut moving_in = if approves { Some(moving_in(house, who, &row).await?) } else { None };
    if let (Some(resident), Some(one)) = (&mut moving_in, &awaited) {
        one.bound(resident);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let state = if approves { State::Approved } else { State::Refused };
    if !store::decide(&mut cx, (who.org, id), state, sealed.as_ref(), who.person).await? {
        return Err(Refusal::Decided);
    }
    document::drop_of(&mut cx, id).await?;
    if let Some(resident) = &moving_in {
        settle(&mut cx, resident).await?;
        if let Some(one) = &awaited {
            awaited::drop_match(&mut cx, one).await?;
        }
    }
    let told = match &reason {
        None => Notice::new("home.approved").about("home", place).texted(),
        Some(line) => Notice::new("home.refused").about("home", place).about("reason", line.as_str()),
    };
    notice::tell(&mut cx, house, row.person, &told).await?;
    Ok(cx.commit().await?)
}

/// The row of whoever moves in, his name sealed for it; opening the name is a leaf.
async fn moving_in(house: &House, who: Member, row: &Application) -> Result<household::Resident, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::HomeCertification).act("home.application.decide");
    let name = look.open(&row.name).await.map_err(|refusal| refusal.or(Refusal::Unknown))?.into_inner();
    Ok(household::certified(house, (row.org, row.home), (row.person, row.relation), &name).await?)
}

/// The row of whoever moves in by a letter that nobody looks at besides.
pub(crate) async fn moving_in_by(
    house: &House,
    row: &Application,
    name: &str,
) -> Result<household::Resident, Refusal> {
    let name = Line::read(name, 64).map_err(|_| Refusal::Field("name"))?;
    Ok(household::certified(house, (row.org, row.home), (row.person, row.relation), &name).await?)
}

/// Lets in by a letter: the application is decided as it is kept, and whoever wrote it is told.
pub(crate) async fn let_in(
    cx: &mut Ctx,
    house: &House,
    community: &Community,
    (row, resident): (&Application, &household::Resident),
) -> Result<(), Refusal> {
    store::decide_alone(cx, row.id).await?;
    settle(cx, resident).await?;
    let place = actions::told_as(community, &row.home_number);
    let told = Notice::new("home.approved").about("home", place).texted();
    notice::tell(cx, house, row.person, &told).await?;
    Ok(())
}

async fn settle(cx: &mut Ctx, resident: &household::Resident) -> Result<(), Refusal> {
    if household::store::is_full_now(cx, resident.home).await? {
        return Err(Refusal::Full);
    }
    if !household::store::add(cx, resident, None).await? {
        return Err(Refusal::Lives);
    }
    Ok(household::store::note(cx, resident, household::What::Begun).await?)
}
