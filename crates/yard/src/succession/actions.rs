//! What keepers do, announce and call off; and what the successor answers.

use aws_lc_rs::{constant_time, digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ground::{Caller, Ctx, Fault, Person};

use super::jobs::StopWork;
use super::store::{self, New, SuccessionRow};
use super::{Refusal, SuccessionId};
use crate::House;
use crate::access::the_house;
use crate::incident;
use crate::notice::{self, Args, Kind};

/// Signs of a name or an address at most.
const TEXT_MAX: usize = 200;

/// Announces who takes over; answers the code that the successor answers with, told this once.
pub(super) async fn announce(
    house: &House,
    who: Person,
    cause: &str,
    successor: &str,
    contact: &str,
) -> Result<String, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let (successor, contact) = (successor.trim(), contact.trim());
    if [successor, contact].iter().any(|text| text.is_empty() || text.chars().count() > TEXT_MAX) {
        return Err(Refusal::TextWrong);
    }
    if store::lock(&mut cx).await?.is_some() {
        return Err(Refusal::Announced);
    }
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Fault::new("no randomness"))?;
    let code = URL_SAFE_NO_PAD.encode(bytes);
    let (id, version) = (SuccessionId::fresh(cx.clock()), house.policy.version());
    let new = New { id, cause, successor, contact, version, code_hash: hash(&code), by: who.person };
    store::add(&mut cx, &new).await?;
    let args =
        Args::from([("successor".to_owned(), successor.into()), ("contact".to_owned(), contact.into())]);
    let now = cx.now();
    incident::hang_out(&mut cx, "house.succession", &args, now).await?;
    notice::spread(&mut cx, Kind::Service, "house.succession", &args, who.person).await?;
    StopWork::begin(&mut cx).await?;
    cx.commit().await?;
    Ok(code)
}

fn hash(code: &str) -> [u8; 32] {
    let sum = digest::digest(&digest::SHA256, code.as_bytes());
    sum.as_ref().first_chunk().copied().unwrap_or_default()
}

/// Calls it off: everything stands as it stood.
pub(super) async fn call_off(house: &House, who: Person) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    let row = store::lock(&mut cx).await?.ok_or(Refusal::NotAnnounced)?;
    store::decide(&mut cx, row.id, "called_off").await?;
    incident::take_down(&mut cx, "house.succession").await?;
    Ok(cx.commit().await?)
}

/// The last handing over.
pub(super) async fn last(house: &House, who: Person) -> Result<Option<SuccessionRow>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    Ok(store::last(&mut view).await?)
}

/// The successor takes over the promises of the version in force, or does not.
pub(super) async fn answer(
    house: &House,
    caller: Caller,
    code: &str,
    version: Option<&str>,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(caller, "succession.answer", &the_house())?;
    let row = waiting_for(&mut cx, code).await?;
    let (state, told) = match version {
        Some(version) if version == row.version && version == house.policy.version() => {
            ("accepted", "house.succession_accepted")
        }
        Some(_) => return Err(Refusal::VersionWrong),
        None => ("anew", "house.succession_anew"),
    };
    store::decide(&mut cx, row.id, state).await?;
    incident::take_down(&mut cx, "house.succession").await?;
    let args = Args::from([("successor".to_owned(), row.successor.as_str().into())]);
    notice::spread(&mut cx, Kind::Service, told, &args, row.announced_by).await?;
    Ok(cx.commit().await?)
}

async fn waiting_for(cx: &mut Ctx, code: &str) -> Result<SuccessionRow, Refusal> {
    let row = store::lock(cx).await?.ok_or(Refusal::CodeWrong)?;
    constant_time::verify_slices_are_equal(&row.code_hash, &hash(code)).map_err(|_| Refusal::CodeWrong)?;
    Ok(row)
}
