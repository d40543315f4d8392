//! What people do: sign in by password, set one.

use ground::{Because, Caller, Ctx, DeviceId, Fault, Person, PersonId, View};
use policy::{Category, Purpose};
use std::net::IpAddr;
use vault::{Sealed, Subject};

use super::rules::{PER_ADDRESS, PER_LOGIN, PER_LOGIN_AND_ADDRESS};
use super::store::{self, PasswordRow};
use super::{Login, Password, Refusal, hashing};
use crate::access::account_of;
use crate::account::{self, Arrival, Bound, Opened, SessionRow};
use crate::house::Held;
use crate::{House, consent, risk};

/// A person who has just proved who he is and has no session yet: what is opened is his own.
pub(crate) fn own(person: PersonId) -> Caller {
    Caller::Person(Person { person, device: DeviceId::from_bytes([0; 16]), keeper: false, limited: false })
}

/// Login and verifier, sealed and ready to be written.
pub(crate) struct Prepared {
    person: PersonId,
    login: Sealed<Login>,
    index: [u8; 16],
    verifier: Sealed<String>,
}

/// Computes and seals before any unit of work begins: it takes a while.
pub(crate) async fn prepare(
    house: &House,
    person: PersonId,
    login: &Login,
    password: Password,
) -> Result<Prepared, Refusal> {
    let (subject, row) = (Subject::Person(person), person.bytes());
    let verifier = hashing::verifier(password).await?;
    Ok(Prepared {
        person,
        login: house.vault.seal(&PasswordRow::LOGIN, subject, row, login).await?,
        index: house.vault.index(&PasswordRow::LOGIN, login.as_str()),
        verifier: house.vault.seal(&PasswordRow::VERIFIER, subject, row, &verifier).await?,
    })
}

/// Writes what was prepared.
pub(crate) async fn save(cx: &mut Ctx, prepared: &Prepared) -> Result<(), Refusal> {
    match store::save(cx, prepared.person, (&prepared.login, prepared.index), &prepared.verifier).await {
        Err(error) if error.is_unique_on("yard_password") => Err(Refusal::LoginTaken),
        other => Ok(other.map_err(Fault::from)?),
    }
}

/// A new password for a person, under the login he has or the one he names.
pub(crate) async fn replace(
    house: &House,
    person: PersonId,
    login: Option<&str>,
    typed: String,
) -> Result<Prepared, Refusal> {
    let mut view = house.db.view().await?;
    let row = store::of(&mut view, person).await?;
    drop(view);
    let login = match (login.map(str::trim).filter(|login| !login.is_empty()), row) {
        (Some(typed), _) => Login::read(typed)?,
        (None, Some(row)) => {
            let login = house.vault.open(&own(person), Purpose::Account, &row.login).await;
            login.because("opening a login name")?.into_inner()
        }
        (None, None) => return Err(Refusal::LoginMissing),
    };
    prepare(house, person, &login, Password::chosen(typed, &login)?).await
}

/// What somebody says of himself.
pub(super) struct Attempt<'a> {
    pub login: &'a str,
    pub password: String,
    pub arrival: Arrival<'a>,
}

/// Opens a session by login and password.
pub(super) async fn open(house: &House, attempt: Attempt<'_>) -> Result<Opened, Refusal> {
    // What cannot be a login is one that nobody has.
    let login = Login::read(attempt.login).ok();
    let name = login.as_ref().map_or("", Login::as_str);
    count(house, name, attempt.arrival.from).await?;
    let password = Password::typed(attempt.password);
    let mut view = house.db.view().await?;
    let row = match &login {
        Some(login) => {
            store::by_login(&mut view, house.vault.index(&PasswordRow::LOGIN, login.as_str())).await?
        }
        None => None,
    };
    drop(view);
    if !fits(house, password, row.as_ref()).await? {
        let account = house.vault.index(&PasswordRow::LOGIN, name);
        risk::tried(house, attempt.arrival.from, account).await?;
        return Err(Refusal::Wrong);
    }
    let Some(row) = row else { return Err(Refusal::Wrong) };
    let name = account::name_of(house, &own(row.person), Purpose::Account, row.person).await?;
    let name = name.ok_or(Refusal::Wrong)?;
    let mut cx = house.db.begin().await?;
    if account::is_frozen(&mut cx, row.person).await? {
        return Err(Refusal::Frozen);
    }
    if consent::took_back_abroad(&mut cx, house, row.person).await? {
        return Err(Refusal::NumberAbroad);
    }
    let session = account::open_session(&mut cx, house, row.person, attempt.arrival, false).await?;
    cx.commit().await?;
    Ok(Opened { person: row.person, name, session, limited: false })
}

async fn fits(house: &House, password: Password, row: Option<&PasswordRow>) -> Result<bool, Refusal> {
    if password.is_too_long() {
        return Ok(false);
    }
    let verifier = match row {
        Some(row) => {
            let opened = house.vault.open(&own(row.person), Purpose::Account, &row.verifier).await;
            Some(opened.because("opening a verifier")?.into_inner())
        }
        None => None,
    };
    hashing::fits(password, verifier).await?.ok_or(Refusal::TooMany { after_s: 5 })
}

/// Counts a try before anything is compared; what was counted stays counted.
async fn count(house: &House, login: &str, from: IpAddr) -> Result<(), Refusal> {
    let index = |text: &str| house.vault.index(&SessionRow::LABEL, text);
    let bounds = [
        (PER_LOGIN_AND_ADDRESS, index(&format!("{from}\n{login}"))),
        (PER_LOGIN, index(&format!("login\n{login}"))),
        (PER_ADDRESS, index(&from.to_string())),
    ];
    let mut cx = house.db.begin().await?;
    let mut passed: Option<Bound> = None;
    for (bound, key) in bounds {
        if account::store::count(&mut cx, bound, key).await? > i64::from(bound.most) {
            passed = Some(bound);
        }
    }
    let now = cx.now();
    cx.commit().await?;
    match passed {
        Some(bound) => Err(Refusal::TooMany { after_s: bound.left_s(now) }),
        None => Ok(()),
    }
}

/// Proves by the password that it is the keeper who is signed in; tries are counted.
pub(crate) async fn prove(house: &House, who: Person, typed: String, from: IpAddr) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "password.change", &account_of(who.person))?;
    let row = store::of(&mut view, who.person).await?;
    drop(view);
    count(house, &who.person.to_string(), from).await?;
    let fits = row.is_some() && fits(house, Password::typed(typed), row.as_ref()).await?;
    if fits { Ok(()) } else { Err(Refusal::CurrentWrong) }
}

/// What a keeper wants.
pub(super) struct Change {
    pub current: Option<String>,
    pub login: Option<String>,
    pub password: String,
    pub from: IpAddr,
}

/// Sets or changes a keeper's password; one who has one types it first.
pub(super) async fn change(house: &House, who: Person, change: Change) -> Result<(), Refusal> {
    if who.limited {
        return Err(Refusal::Limited);
    }
    let mut view = house.db.view().await?;
    view.permit(who, "password.change", &account_of(who.person))?;
    let row = store::of(&mut view, who.person).await?;
    drop(view);
    if let Some(row) = &row {
        count(house, &who.person.to_string(), change.from).await?;
        let current = Password::typed(change.current.unwrap_or_default());
        if !fits(house, current, Some(row)).await? {
            return Err(Refusal::CurrentWrong);
        }
    }
    let prepared = replace(house, who.person, change.login.as_deref(), change.password).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "password.change", &account_of(who.person))?;
    save(&mut cx, &prepared).await?;
    cx.tell(who.person, "account", "account.password_changed", &()).await?;
    Ok(cx.commit().await?)
}

/// What this feature holds about a person.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> std::pin::Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        held_row(house, &mut view, caller, person).await
    })
}

async fn held_row(
    house: &House,
    view: &mut View,
    caller: &Caller,
    person: PersonId,
) -> Result<Vec<Held>, Fault> {
    let Some(row) = store::of(view, person).await? else { return Ok(Vec::new()) };
    let login =
        house.vault.open(caller, Purpose::OwnData, &row.login).await.because("opening a login name")?;
    let one =
        |category, value| Held { category, table: "yard_password", value, collected_at: row.changed_at };
    Ok(vec![one(Category::LoginName, Some(login.as_str().to_owned())), one(Category::PasswordVerifier, None)])
}
