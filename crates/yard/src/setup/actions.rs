//! What is done on the first day, and on the day when every way in was lost.

use ground::{Because, Caller, Ctx, PersonId};
use policy::{Policy, Purpose};
use schemars::JsonSchema;
use serde::Deserialize;
use vault::Subject;

use super::key::{self, Kind};
use super::rules::{self, HouseWish, Keeper, KeeperWish};
use super::{Refusal, profile, store};
use crate::House;
use crate::account::{self, Arrival, Fresh, Name, Opened, PersonRow};
use crate::house::{Particulars, save_particulars};
use crate::password;

/// The program that lets a keeper in again; the access log says so.
const RECOVERY: Caller = Caller::Program("keeper.recover");

/// All that a house states on its first day. `courtyard setup --from FILE` reads it from TOML.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Who runs it.
    pub house: HouseWish,
    /// The doorplate.
    pub profile: String,
    /// The first keeper.
    pub keeper: KeeperWish,
}

/// A house that is set up.
pub struct Finished {
    /// The first keeper.
    pub keeper: PersonId,
    /// His name.
    pub name: Name,
    /// True where another profile was chosen than the running one: the house has to start anew.
    pub restart: bool,
    pub(super) session: Option<Fresh>,
}

/// Sets the house up on the word of whoever runs the machine: no key, no session.
///
/// # Errors
/// What is missing or wrong; [`Refusal::Done`] where it was done before.
pub async fn finish(house: &House, setup: Setup) -> Result<Finished, Refusal> {
    settle(house, setup, None).await
}

/// Who comes with the one-time link.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'a> {
    pub key: &'a str,
    pub arrival: Arrival<'a>,
}

/// The same by the link; the key is used up and a session of the keeper opens.
pub(super) async fn finish_with_key(
    house: &House,
    setup: Setup,
    visitor: Visitor<'_>,
) -> Result<Finished, Refusal> {
    settle(house, setup, Some(visitor)).await
}

async fn settle(house: &House, setup: Setup, visitor: Option<Visitor<'_>>) -> Result<Finished, Refusal> {
    if house.particulars().set_up {
        return Err(Refusal::Done);
    }
    if let Some(visitor) = visitor {
        look(house, visitor.key).await?;
    }
    let chosen = chosen_policy(house, &setup.profile)?;
    let particulars = rules::particulars(&setup.house, chosen.as_ref().unwrap_or(&house.policy))?;
    let Keeper { name, way } = rules::keeper(setup.keeper)?;
    let person = PersonId::fresh(&house.clock);
    let prepared = match way {
        Some((login, password)) => Some(password::prepare(house, person, &login, password).await?),
        None => None,
    };
    let sealed = house.vault.seal(&PersonRow::NAME, Subject::Person(person), person.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    if let Some(visitor) = visitor {
        let kept = store::take(&mut cx, Kind::Setup).await?;
        key::check(kept.as_ref(), visitor.key, cx.now())?;
    } else {
        store::take(&mut cx, Kind::Setup).await?;
    }
    account::store::add_person(&mut cx, person, &sealed, true).await?;
    if let Some(prepared) = &prepared {
        password::save(&mut cx, prepared).await?;
    }
    let session = open_for(&mut cx, house, person, visitor).await?;
    open_house(cx, house, particulars, &setup.profile).await?;
    let restart = chosen.is_some();
    if restart {
        house.moments().profile_changed.notify_one();
    }
    Ok(Finished { keeper: person, name, restart, session })
}

/// The policy of another profile than the running one; `None` where it is the running one.
fn chosen_policy(house: &House, profile: &str) -> Result<Option<Policy>, Refusal> {
    if house.policy.profile() == profile {
        return Ok(None);
    }
    if !Policy::profiles().iter().any(|known| known == profile) {
        return Err(Refusal::ProfileUnknown);
    }
    let policy = Policy::load(profile).map_err(|_| ground::Fault::new("a profile that does not load"))?;
    Ok(Some(policy))
}

async fn open_for(
    cx: &mut Ctx,
    house: &House,
    person: PersonId,
    visitor: Option<Visitor<'_>>,
) -> Result<Option<Fresh>, Refusal> {
    match visitor {
        Some(visitor) => Ok(Some(account::open_session(cx, house, person, visitor.arrival, false).await?)),
        None => Ok(None),
    }
}

/// The profile first: should the machine stop between the two, the wizard is simply filled in again.
async fn open_house(
    mut cx: Ctx,
    house: &House,
    particulars: Particulars,
    profile: &str,
) -> Result<(), Refusal> {
    profile::remember(&house.data, profile)?;
    save_particulars(&mut cx, &house.vault, &particulars).await?;
    cx.commit().await?;
    house.set_particulars(particulars);
    // With another profile chosen the house starts anew, and settles then.
    if house.policy.profile() == profile {
        crate::policy_version::settle(house).await?;
    }
    Ok(())
}

/// Whether the key of the link is good.
pub(super) async fn look(house: &House, key: &str) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let kept = store::find(&mut view, Kind::Setup).await?;
    key::check(kept.as_ref(), key, view.now())
}

/// Waits until the set-up chose another profile than the running one; then the gate composes the house anew.
pub async fn profile_changed(house: &House) {
    house.moments().profile_changed.notified().await;
}

/// What a keeper who comes with a recovery link wants.
pub(super) struct Return<'a> {
    pub key: &'a str,
    pub login: Option<&'a str>,
    pub password: String,
    pub arrival: Arrival<'a>,
}

/// Gives the first keeper a new password and a session. His other devices are told; the access log has the act.
pub(super) async fn recover(house: &House, wish: Return<'_>) -> Result<Opened, Refusal> {
    let mut view = house.db.view().await?;
    let kept = store::find(&mut view, Kind::Recovery).await?;
    key::check(kept.as_ref(), wish.key, view.now())?;
    let keeper = store::first_keeper(&mut view).await?.ok_or(Refusal::NoKeeper)?;
    let row = account::store::person(&mut view, keeper).await?.ok_or(Refusal::NoKeeper)?;
    drop(view);
    let prepared = password::replace(house, keeper, wish.login, wish.password).await?;
    let look = house.vault.look(&RECOVERY, Purpose::Account).act("setup.recover");
    let name = look.open(&row.name).await.because("opening the name of a keeper")?.into_inner();
    let mut cx = house.db.begin().await?;
    let kept = store::take(&mut cx, Kind::Recovery).await?;
    key::check(kept.as_ref(), wish.key, cx.now())?;
    password::save(&mut cx, &prepared).await?;
    // Whoever has the machine has proved enough.
    account::thaw(&mut cx, keeper).await?;
    cx.tell(keeper, "account", "account.recovered", &()).await?;
    let session = account::open_session(&mut cx, house, keeper, wish.arrival, false).await?;
    cx.commit().await?;
    Ok(Opened { person: keeper, name, session, limited: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_states_what_the_wizard_asks() {
        let file = r#"
            profile = "courtyard"
            [house]
            legal_name = "四合院科技有限公司"
            public_url = "https://house.example"
            [house.contact]
            name = "王芳"
            email = "privacy@house.example"
            phone = "010-12345678"
            address = "北京市东城区"
            [keeper]
            name = "王芳"
            login = "wangfang"
            password = "kT9#vq2LmX"
        "#;
        let setup: Setup = toml::from_str(file).unwrap();
        assert_eq!(setup.house.contact.name, "王芳");
        assert!(toml::from_str::<Setup>(&file.replace("login", "logon")).is_err());
    }
}
