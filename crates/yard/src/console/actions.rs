//! What people do: set a console password, show a code, scan it, choose, come in.

use ground::{Because, Ctx, Member, OrgId, Person, Timestamp};
use policy::Purpose;
use std::net::IpAddr;
use vault::Subject;

use super::store::{self, CodeRow, ConsolePasswordRow, SECRET};
use super::{ConsoleCodeId, LIFE, Refusal, SESSION};
use crate::access::account_of;
use crate::account::{self, Arrival, Bound, Opened, SessionRow};
use crate::identity::{self, Proof};
use crate::org::{self, OrgBrief};
use crate::password::{self, Login, Password, hashing, own};
use crate::{House, consent, risk, token};

/// Codes that are shown at one address within an hour.
const OF_ADDRESS: Bound = Bound { kind: "console.code.address", span_s: 3_600, most: 60 };

/// Sets the console password of an administrator, who proves that it is he.
pub(super) async fn set(
    house: &House,
    who: Person,
    (typed, proof): (String, &Proof),
    from: IpAddr,
) -> Result<(), Refusal> {
    if who.limited {
        return Err(org::Refusal::Limited.into());
    }
    let mut view = house.db.view().await?;
    view.permit(who, "me.change", &account_of(who.person))?;
    if store::administered(&mut view, who.person).await?.is_empty() {
        return Err(Refusal::NoOrg);
    }
    drop(view);
    let nobody = Login::read("console")?;
    let password = Password::chosen(typed, &nobody)?;
    identity::prove(house, who, proof, from).await?;
    let verifier = hashing::verifier(password).await?;
    let (subject, at) = (Subject::Person(who.person), who.person.bytes());
    let sealed = house.vault.seal(&ConsolePasswordRow::VERIFIER, subject, at, &verifier).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    store::save(&mut cx, who.person, &sealed).await?;
    // Whoever came in with the one before may have learnt it.
    store::end_all(&mut cx, who.person).await?;
    cx.tell(who.person, "account", "account.console_password", &()).await?;
    Ok(cx.commit().await?)
}

/// A code that a screen shows.
pub(super) struct Shown {
    pub id: ConsoleCodeId,
    pub secret: String,
    pub expires_at: Timestamp,
}

/// Shows a code: whoever asks is nobody yet.
pub(super) async fn show(house: &House, from: IpAddr) -> Result<Shown, Refusal> {
    let (secret, secret_hash) = token::fresh(house, &SECRET)?;
    let id = ConsoleCodeId::fresh(&house.clock);
    let key = house.vault.index(&SessionRow::LABEL, &format!("console\n{from}"));
    let mut cx = house.db.begin().await?;
    if account::store::count(&mut cx, OF_ADDRESS, key).await? > i64::from(OF_ADDRESS.most) {
        cx.commit().await?;
        return Err(Refusal::TooMany { after_s: u64::from(OF_ADDRESS.span_s) });
    }
    let expires_at = cx.now().plus(LIFE);
    store::add(&mut cx, id, secret_hash, expires_at).await?;
    cx.commit().await?;
    Ok(Shown { id, secret, expires_at })
}

/// Scans a code; answers the organisations that may be chosen.
pub(super) async fn scan(house: &House, who: Person, id: ConsoleCodeId) -> Result<Vec<OrgBrief>, Refusal> {
    if who.limited {
        return Err(org::Refusal::Limited.into());
    }
    let mut view = house.db.view().await?;
    view.permit(who, "me.change", &account_of(who.person))?;
    let row = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    let administered = store::administered(&mut view, who.person).await?;
    drop(view);
    if administered.is_empty() {
        return Err(Refusal::NoOrg);
    }
    if row.person.is_some_and(|person| person != who.person) {
        return Err(Refusal::Taken);
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    if !store::scan(&mut cx, id, who.person).await? {
        return Err(Refusal::Taken);
    }
    cx.commit().await?;
    let orgs = org::briefs(house, &who.into(), who.person).await?;
    Ok(orgs.into_iter().filter(|brief| administered.contains(&brief.id)).collect())
}

/// Chooses one of them.
pub(super) async fn choose(house: &House, who: Person, id: ConsoleCodeId, org: OrgId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let member = org::membership(&mut view, &who, org).await?.ok_or(org::Refusal::Unknown)?;
    view.permit(member, "org.administer", &org::resource(org))?;
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(member, "org.administer", &org::resource(org))?;
    if !store::choose(&mut cx, id, who.person, org).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// How far a code is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    Shown,
    Scanned,
    Chosen,
}

/// How far a code is, for the screen that showed it.
pub(super) async fn look(house: &House, id: ConsoleCodeId, secret: &str) -> Result<State, Refusal> {
    let row = proved(house, id, secret).await?;
    Ok(match (row.person, row.org) {
        (None, _) => State::Shown,
        (Some(_), None) => State::Scanned,
        (Some(_), Some(_)) => State::Chosen,
    })
}

/// The code, where the screen proves that it is the one that showed it.
async fn proved(house: &House, id: ConsoleCodeId, secret: &str) -> Result<CodeRow, Refusal> {
    if secret.len() != token::SIGNS {
        return Err(Refusal::Unknown);
    }
    let row = store::find(&mut house.db.view().await?, id).await?.ok_or(Refusal::Unknown)?;
    if row.secret_hash == house.vault.index(&SECRET, secret) { Ok(row) } else { Err(Refusal::Unknown) }
}

/// What the screen says.
pub(super) struct Entry<'a> {
    pub id: ConsoleCodeId,
    pub secret: &'a str,
    pub password: String,
    pub arrival: Arrival<'a>,
}

/// Comes in: the code was scanned, an organisation chosen, and the password fits.
pub(super) async fn enter(house: &House, entry: Entry<'_>) -> Result<(Opened, OrgId), Refusal> {
    let row = proved(house, entry.id, entry.secret).await?;
    let (Some(person), Some(org)) = (row.person, row.org) else { return Err(Refusal::NotChosen) };
    let mut cx = house.db.begin().await?;
    if !store::reserve(&mut cx, entry.id).await? {
        return Err(Refusal::Unknown);
    }
    cx.commit().await?;
    let mut view = house.db.view().await?;
    let known = store::password(&mut view, person).await?;
    // Whoever was an administrator when he chose may be none any longer.
    let administers = store::administered(&mut view, person).await?.contains(&org);
    drop(view);
    let verifier = match &known {
        Some(row) => {
            let opened = house.vault.open(&own(person), Purpose::Account, &row.verifier).await;
            Some(opened.because("opening a verifier")?.into_inner())
        }
        None => None,
    };
    let fits = hashing::fits(Password::typed(entry.password), verifier).await?;
    let fits = fits.ok_or(password::Refusal::TooMany { after_s: 5 })?;
    if !fits || !administers {
        risk::tried(house, entry.arrival.from, person.bytes()).await?;
        return Err(Refusal::Wrong);
    }
    let name = account::name_of(house, &own(person), Purpose::Account, person).await?;
    let name = name.ok_or(Refusal::Wrong)?;
    let mut cx: Ctx = house.db.begin().await?;
    if !store::take(&mut cx, entry.id).await? {
        return Err(Refusal::Unknown);
    }
    if account::is_frozen(&mut cx, person).await? {
        return Err(password::Refusal::Frozen.into());
    }
    if consent::took_back_abroad(&mut cx, house, person).await? {
        return Err(password::Refusal::NumberAbroad.into());
    }
    let session = account::open_session(&mut cx, house, person, entry.arrival, false).await?;
    let ends_at = cx.now().plus(SESSION);
    store::end_at(&mut cx, session.device, ends_at).await?;
    org::administering(&mut cx, Member { person, device: session.device, org, administrator: false }).await?;
    cx.commit().await?;
    Ok((Opened { person, name, session, limited: false }, org))
}
