//! Who carries the links: one task that owns them all, and ends them with the house.

use axum::extract::ws::WebSocket;
use ground::OwnedTask;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use yard::House;

use super::invited::Invitations;
use super::line::Line;
use super::rules::{LINKS_MAX, STRANGERS_MAX, STRANGERS_OF_ADDRESS};
use super::talk;

/// Sockets that were opened and wait to be carried.
const ARRIVALS: usize = 64;

/// The links of the house, and the agents that are being paired. Clones share it.
#[derive(Clone)]
pub struct Links(Arc<Inner>);

struct Inner {
    arriving: mpsc::Sender<Arrival>,
    strangers: Mutex<HashMap<IpAddr, usize>>,
    invited: Invitations,
}

/// A socket that somebody opened.
pub(super) struct Arrival {
    pub line: Line,
    pub stranger: Stranger,
}

/// A place among those who have not shown yet who they are; given back when dropped.
pub(super) struct Stranger {
    links: Links,
    from: IpAddr,
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let mut all = self.links.0.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(&self.from) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(all.remove(&self.from)),
        }
    }
}

impl Links {
    /// A place for somebody who calls from there, where there is one.
    pub(super) fn admit(&self, from: IpAddr) -> Option<Stranger> {
        let mut all = self.0.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        let here = all.get(&from).copied().unwrap_or(0);
        if here >= STRANGERS_OF_ADDRESS || all.values().sum::<usize>() >= STRANGERS_MAX {
            return None;
        }
        all.insert(from, here + 1);
        Some(Stranger { links: self.clone(), from })
    }

    /// Hands an opened socket to whoever carries it; where too many wait it is closed.
    pub(super) fn arrive(&self, socket: WebSocket, stranger: Stranger) {
        if self.0.arriving.try_send(Arrival { line: Line::new(socket), stranger }).is_err() {
            tracing::warn!("a call of a door was not taken: too many wait");
        }
    }

    /// The agents that are being paired.
    pub(super) fn invited(&self) -> &Invitations {
        &self.0.invited
    }
}

/// Begins to carry links.
pub fn links(house: House) -> (Links, OwnedTask) {
    let (arriving, arrivals) = mpsc::channel(ARRIVALS);
    let inner = Inner { arriving, strangers: Mutex::default(), invited: Invitations::default() };
    let links = Links(Arc::new(inner));
    let carried = links.clone();
    (links, OwnedTask::spawn("door.links", |stopped| carry(house, carried, arrivals, stopped)))
}

async fn carry(
    house: House,
    links: Links,
    mut arrivals: mpsc::Receiver<Arrival>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut talks = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            Some(arrival) = arrivals.recv(), if talks.len() < LINKS_MAX => {
                talks.spawn(talk::serve(house.clone(), links.clone(), arrival));
            }
            Some(_) = talks.join_next() => {}
        }
    }
    // What was not committed never happened, and is said again to the next house.
    talks.shutdown().await;
}
