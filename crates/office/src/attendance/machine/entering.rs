//! Who comes: a machine by its token, or, where it can tell none, by its serial number from the network in which it stands.

use std::net::IpAddr;
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::org::{Service, is_open};
use yard::token;

use super::refusal::unknown;
use super::rules;
use super::store::{self, Tally};
use super::{Machine, MachineKind, Refusal};

/// Wrong tokens and serial numbers from one address.
const WRONG: Bound = Bound { kind: "attendance.machine.address", span_s: 900, most: 60 };
/// What one machine brings within a minute.
const BROUGHT: Bound = Bound { kind: "attendance.machine.minute", span_s: 60, most: 120 };
/// How stale "last heard" may be before it is written again, in seconds.
const TOUCH_S: u64 = 60;

/// The machine of this kind whose token this is. Whoever has a right one is let in, whatever others at his address try.
pub(super) async fn by_token(
    house: &House,
    from: IpAddr,
    (token, kind): (&str, MachineKind),
) -> Result<Machine, Refusal> {
    let mut view = house.db.glance().await?;
    let known = if token.len() == token::SIGNS {
        store::known(&mut view, house.vault.index(&store::TOKEN, token)).await?
    } else {
        None
    };
    // A machine whose address shows who it is has no other.
    let known = known.filter(|one| one.kind == kind && one.network.is_none());
    let open = match &known {
        Some(machine) => is_open(&mut view, machine.org, Service::Attendance).await?,
        None => false,
    };
    drop(view);
    match known {
        Some(machine) if open => Ok(machine),
        Some(_) => Err(unknown()),
        None => Err(wrong(house, from).await?),
    }
}

/// The one with this serial number that comes from where it stands, and was paired. Within the time of its pairing the first that comes is.
pub(super) async fn by_serial(house: &House, from: IpAddr, serial: &str) -> Result<Machine, Refusal> {
    if !rules::is_mark(serial) {
        return Err(wrong(house, from).await?);
    }
    let mut view = house.db.glance().await?;
    let now = view.now();
    let mut there = store::by_serial(&mut view, serial).await?;
    there.retain(|one| {
        one.network.as_deref().is_some_and(|network| ground::network::lies_in(network, from) == Some(true))
    });
    let paired = there.iter().find(|one| one.paired_at.is_some()).cloned();
    // Where two organisations await the same number from the same place, nobody can say whose it is.
    let mut awaited = there.into_iter().filter(|one| one.pairing_until.is_some_and(|until| until > now));
    let awaited = awaited.next().filter(|_| awaited.next().is_none());
    let is_new = paired.is_none();
    let Some(machine) = paired.or(awaited) else {
        drop(view);
        return Err(wrong(house, from).await?);
    };
    let open = is_open(&mut view, machine.org, Service::Attendance).await?;
    drop(view);
    if !open {
        return Err(unknown());
    }
    if is_new {
        let mut cx = house.db.begin().await?;
        if !store::pair(&mut cx, machine.id).await? {
            return Err(Refusal::Token);
        }
        cx.commit().await?;
    }
    Ok(machine)
}

/// Counts what opened nothing. What is too much is counted no further.
async fn wrong(house: &House, from: IpAddr) -> Result<Refusal, Refusal> {
    let key = house.vault.index(&accounts::ADDRESS, &from.to_string());
    let mut view = house.db.glance().await?;
    let (count, left) = (accounts::counted(&mut view, WRONG, key).await?, WRONG.left_s(view.now()));
    drop(view);
    if count >= i64::from(WRONG.most) {
        return Ok(Refusal::Often(left));
    }
    let mut cx = house.db.begin().await?;
    accounts::count(&mut cx, WRONG, key).await?;
    cx.commit().await?;
    Ok(Refusal::Token)
}

/// Counts that it brings something.
pub(super) async fn counted(house: &House, machine: &Machine) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, BROUGHT, machine.id.bytes()).await?;
    if count > i64::from(BROUGHT.most) {
        return Err(Refusal::Often(BROUGHT.left_s(cx.now())));
    }
    Ok(cx.commit().await?)
}

/// Notes that it was heard of, to within a minute.
pub(super) async fn touched(house: &House, machine: &Machine) -> Result<(), Refusal> {
    let now = house.clock.now();
    if machine.heard_at.is_some_and(|at| now.since(at).as_secs() < TOUCH_S) {
        return Ok(());
    }
    let mut cx = house.db.begin().await?;
    store::heard(&mut cx, machine.id, Tally::default()).await?;
    Ok(cx.commit().await?)
}
