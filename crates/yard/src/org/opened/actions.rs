//! What people do: see what is open, open it, close it.

use ground::Member;
use policy::Purpose;

use super::Service;
use super::store;
use crate::House;
use crate::org::{Refusal, act, resource};

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

fn is_there(house: &House, service: Service) -> bool {
    match service {
        Service::Personnel => house.policy.purpose(Purpose::Personnel).is_some(),
    }
}

/// Opens or closes it.
pub(super) async fn put(house: &House, who: Member, service: Service, open: bool) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
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
