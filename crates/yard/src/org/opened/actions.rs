//! What people do: see what is open, open it, close it.

use ground::{Ctx, Member, OrgId, Person};
use policy::Purpose;

use super::Service;
use super::store;
use crate::House;
use crate::access::the_house;
use crate::org::{Refusal, act, administering, resource};

/// What this doorplate has, and whether the organisation opened it.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<(Service, bool)>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.read", &resource(who.org))?;
    let mut services = Vec::new();
    for service in Service::ALL.into_iter().filter(|service| is_there(house, *service)) {
        services.push((service, store::is_open(&mut view, who.org, service).await?));
    }
    Ok(services)
}

/// Whether this house has it at all.
pub(in crate::org) fn is_there(house: &House, service: Service) -> bool {
    match service {
        Service::Personnel => house.policy.purpose(Purpose::Personnel).is_some(),
        Service::Calendar | Service::Tasks | Service::Attendance | Service::Approval => {
            house.policy.wings().iter().any(|wing| wing == "office")
        }
    }
}

/// Opens what the creator of an organisation named, in the unit of work that creates it.
pub(in crate::org) async fn found(
    cx: &mut Ctx,
    who: Person,
    org: OrgId,
    services: &[Service],
) -> Result<(), Refusal> {
    cx.permit(who, "org.create", &the_house())?;
    for service in services {
        store::open(cx, org, *service).await?;
    }
    Ok(())
}

/// Opens or closes it.
pub(super) async fn put(house: &House, who: Member, service: Service, open: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let who = administering(&mut cx, who).await?;
    if !is_there(house, service) {
        return Err(Refusal::ServiceUnknown);
    }
    if open {
        store::open(&mut cx, who.org, service).await?;
        act::note(&mut cx, &who, "org.open", None).await?;
    } else {
        store::close(&mut cx, who.org, service).await?;
        act::note(&mut cx, &who, "org.shut", None).await?;
    }
    Ok(cx.commit().await?)
}
