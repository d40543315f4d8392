//! What a keeper does: look whether shares were given, give them.

use ground::Person;
use std::net::IpAddr;
use vault::escrow::{EscrowRefused, MasterKey};
use zeroize::Zeroizing;

use super::store::{self, Given};
use super::{Refusal, rules};
use crate::House;
use crate::access::the_house;
use crate::identity::{self, Proof};
use crate::rights::keepers;

/// Whether shares were given, and whether they can be given from here.
pub(super) async fn look(house: &House, who: Person) -> Result<(Option<Given>, bool), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    let given = store::given(&mut view).await?;
    let founded_at = store::founded_at(&mut view).await?;
    let may = rules::may_give(founded_at, view.now(), given.is_some()).is_ok();
    Ok((given, may))
}

/// Gives a set out. It is told this once.
pub(super) async fn give(
    house: &House,
    who: Person,
    (need, shares): (u8, u8),
    proof: &Proof,
    from: IpAddr,
) -> Result<Vec<Zeroizing<String>>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "house.keep", &the_house())?;
    rules::numbers(need, shares)?;
    let given = store::given(&mut view).await?;
    let founded_at = store::founded_at(&mut view).await?;
    rules::may_give(founded_at, view.now(), given.is_some())?;
    drop(view);
    identity::prove(house, who, proof, from).await?;
    let master = MasterKey::read(&house.keys_folder.join("master.key"))?;
    let lines = master.shares(need, shares).map_err(|no| match no {
        EscrowRefused::Fault(fault) => Refusal::Fault(fault),
        _ => Refusal::Numbers,
    })?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "house.keep", &the_house())?;
    if !store::give(&mut cx, need, shares, who.person).await? {
        return Err(Refusal::Given);
    }
    for keeper in keepers(&mut cx).await? {
        cx.tell(keeper, "house", "escrow.given", &serde_json::json!({ "need": need, "shares": shares }))
            .await?;
    }
    cx.commit().await?;
    Ok(lines)
}
