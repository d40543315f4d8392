//! The key of a community for its doors, and the secrets of the doors: opened for the program alone, and counted.

use ::pass::{DoorSecret, Secret, Signer};
use ground::{Caller, Fault, OrgId};
use policy::Purpose;
use vault::Sealed;
use yard::House;

use super::{Agent, DoorKey, store, subject};

/// As whom the house opens them.
const PROGRAM: Caller = Caller::Program("door.link");

/// The key with which a community signs for its doors; nothing before the first of them was paired.
///
/// # Errors
/// What the database or the vault says.
pub async fn signer(house: &House, org: OrgId) -> Result<Option<Signer>, Fault> {
    let found = store::key(&mut house.db.view().await?, org).await?;
    match found {
        Some(key) => opened(house, &key).await.map(Some),
        None => Ok(None),
    }
}

/// The same; it is made for the first door.
pub(super) async fn signer_made(house: &House, org: OrgId) -> Result<Signer, Fault> {
    if let Some(known) = signer(house, org).await? {
        return Ok(known);
    }
    opened(house, &make(house, org).await?).await
}

async fn opened(house: &House, key: &DoorKey) -> Result<Signer, Fault> {
    let bytes = open(house, [&key.seed]).await?.pop();
    let seed = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let seed = seed.ok_or_else(|| Fault::new("a key for doors is of another length"))?;
    Ok(Signer::from_seed(Secret::new(seed)))
}

/// Makes the key of a community; of two that are made at once the first counts.
async fn make(house: &House, org: OrgId) -> Result<DoorKey, Fault> {
    let seed = Secret::fresh().bytes().to_vec();
    let seed = house.vault.seal(&DoorKey::SEED, subject(org), org.bytes(), &seed).await?;
    let mut cx = house.db.begin().await?;
    store::add_key(&mut cx, &DoorKey { org, seed }).await?;
    cx.commit().await?;
    let found = store::key(&mut house.db.view().await?, org).await?;
    found.ok_or_else(|| Fault::new("the key for doors went as it was made"))
}

/// The secret of an agent's door.
pub(super) async fn secret_of(house: &House, agent: &Agent) -> Result<DoorSecret, Fault> {
    let bytes = open(house, [&agent.secret]).await?.pop().unwrap_or_default();
    store::secret(&bytes)
}

async fn open<'s>(
    house: &House,
    sealed: impl IntoIterator<Item = &'s Sealed<Vec<u8>>>,
) -> Result<Vec<Vec<u8>>, Fault> {
    let look = house.vault.look(&PROGRAM, Purpose::Organisation).act("door.link").delivery();
    let opened = look.open_many(sealed).await;
    let opened = opened.map_err(|no| Fault::caused("opening a key for doors", no))?;
    Ok(opened.into_iter().map(vault::Opened::into_inner).collect())
}
