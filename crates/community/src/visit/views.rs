//! Visits sealed as they are entered, and in the open for those who may see them.

use ground::{Caller, Fault, OrgId, PersonId, Timestamp};
use policy::Purpose;
use yard::House;

use super::rules::{Kind, Said};
use super::store::Found;
use super::{Refusal, Visit, VisitId};
use crate::household::ResidentId;
use crate::pass::PassId;
use crate::place::HomeId;

/// By whose right a visit is entered.
pub(super) struct By {
    pub org: OrgId,
    pub home: Option<HomeId>,
    pub resident: Option<ResidentId>,
    pub person: Option<PersonId>,
}

/// The row that is kept.
pub(super) async fn sealed(
    house: &House,
    (by, pass, kind): (&By, PassId, Kind),
    said: Said,
    ((from_at, until_at), made_at): ((Timestamp, Timestamp), Timestamp),
) -> Result<Visit, Fault> {
    let id = VisitId::fresh(&house.clock);
    let (subject, at) = (Visit::subject(by.org, by.person), id.bytes());
    let phone = match &said.phone {
        Some(phone) => Some(house.vault.seal(&Visit::PHONE, subject, at, phone).await?),
        None => None,
    };
    let reason = match &said.reason {
        Some(reason) => Some(house.vault.seal(&Visit::REASON, subject, at, reason).await?),
        None => None,
    };
    Ok(Visit {
        id,
        org: by.org,
        home: by.home,
        resident: by.resident,
        person: by.person,
        guest: None,
        pass,
        kind,
        name: house.vault.seal(&Visit::NAME, subject, at, &said.name).await?,
        phone,
        reason,
        from_at,
        until_at,
        arrived_at: None,
        made_at,
    })
}

/// A visit as it is shown.
pub(super) struct Shown {
    pub found: Found,
    /// Nothing where the account rests of whoever entered it.
    pub name: Option<String>,
    pub phone: Option<String>,
    pub reason: Option<String>,
    pub is_own: bool,
}

/// The rows with what is told of each.
pub(super) async fn shown(house: &House, caller: &Caller, rows: Vec<Found>) -> Result<Vec<Shown>, Refusal> {
    let shut = |no: vault::OpenRefused| Fault::caused("opening visits", no);
    let look = || house.vault.look(caller, Purpose::VisitKeeping).act("visit.list");
    let names = look().open_present(rows.iter().map(|found| &found.row.name)).await.map_err(shut)?;
    let phones = look().open_present(rows.iter().filter_map(|found| found.row.phone.as_ref())).await;
    let mut phones = phones.map_err(shut)?.into_iter();
    let reasons = look().open_present(rows.iter().filter_map(|found| found.row.reason.as_ref())).await;
    let mut reasons = reasons.map_err(shut)?.into_iter();
    let mut shown = Vec::with_capacity(rows.len());
    for (found, name) in rows.into_iter().zip(names) {
        let phone = if found.row.phone.is_some() { phones.next().flatten() } else { None };
        let reason = if found.row.reason.is_some() { reasons.next().flatten() } else { None };
        shown.push(Shown {
            name: name.map(|line| line.as_str().to_owned()),
            phone: phone.map(|phone| phone.e164().to_owned()),
            reason: reason.map(|line| line.as_str().to_owned()),
            is_own: found.row.person.is_some() && caller.person() == found.row.person,
            found,
        });
    }
    Ok(shown)
}
