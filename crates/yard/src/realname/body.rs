//! What an identity body is asked: name and number, once its consent stands, and only that.

use ground::Caller;
use policy::Purpose;

use super::rules::State;
use super::store::RealNameRow;
use crate::House;
use egress::{SendRefused, Verdict};
use vault::OpenRefused;

/// What came of it, or why it has to be asked again later.
pub(super) async fn ask(house: &House, row: &RealNameRow) -> Result<State, SendRefused> {
    let Some((name, number)) = row.name.as_ref().zip(row.number.as_ref()) else { return Ok(State::Unknown) };
    let caller = Caller::Program("real_name.check");
    let look = || house.vault.look(&caller, Purpose::IdentityCheck).act("real_name.check");
    let (name, number) = match (look().open(name).await, look().open(number).await) {
        (Ok(name), Ok(number)) => (name, number),
        // Ours is no verdict on anybody: it is tried again.
        (Err(OpenRefused::Fault(fault)), _) | (_, Err(OpenRefused::Fault(fault))) => return Err(fault.into()),
        (Err(_), _) | (_, Err(_)) => return Ok(State::Unknown), // the consent is gone
    };
    let asked = house.egress.check_identity(row.person, name.as_str(), number.as_str()).await;
    match asked {
        Ok(Verdict::Match) => Ok(State::Verified),
        Ok(Verdict::Mismatch) => Ok(State::Refused),
        Ok(Verdict::Unknown) => Ok(State::Unknown),
        Err(refused) if refused.is_for_later() => Err(refused),
        Err(_) => Ok(State::Unknown),
    }
}
