//! Connections: so many altogether, so many of one address, and little time for whoever has proved nothing.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use super::locked;
use super::types::Settings;

/// The connections that were accepted, by their address, and whether the one of this port has proved a request.
type Taken = HashMap<IpAddr, Vec<(u16, Arc<AtomicBool>)>>;

/// Who is connected.
pub struct Seats {
    most: usize,
    of_one: usize,
    taken: Mutex<(usize, Taken)>,
}

impl Seats {
    /// As many as the settings say.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let (most, of_one) = (settings.connections_max, settings.connections_of_one);
        Self { most, of_one, taken: Mutex::default() }
    }

    /// A place for a connection from there; nothing where there are too many. `until` is when it has to have proved a
    /// request.
    pub fn take(self: &Arc<Self>, from: SocketAddr, until: Instant) -> Option<Seat> {
        let mut taken = locked(&self.taken);
        if taken.0 >= self.most || taken.1.get(&from.ip()).is_some_and(|seats| seats.len() >= self.of_one) {
            return None;
        }
        let proved = Arc::new(AtomicBool::new(false));
        taken.0 += 1;
        taken.1.entry(from.ip()).or_default().push((from.port(), proved.clone()));
        Some(Seat { seats: self.clone(), ip: from.ip(), proved, until })
    }

    /// Somebody proved a request that came from there.
    pub fn proved(&self, from: SocketAddr) {
        let taken = locked(&self.taken);
        for (_, proved) in
            taken.1.get(&from.ip()).into_iter().flatten().filter(|(port, _)| *port == from.port())
        {
            proved.store(true, Ordering::Relaxed);
        }
    }
}

/// A connection's place among all; free when it is dropped.
pub struct Seat {
    seats: Arc<Seats>,
    ip: IpAddr,
    proved: Arc<AtomicBool>,
    /// When it has to have proved a request.
    pub until: Instant,
}

impl Seat {
    /// Whether a request of this connection was proved.
    #[must_use]
    pub fn has_proved(&self) -> bool {
        self.proved.load(Ordering::Relaxed)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = locked(&self.seats.taken);
        taken.0 -= 1;
        if let Some(seats) = taken.1.get_mut(&self.ip) {
            seats.retain(|(_, proved)| !Arc::ptr_eq(proved, &self.proved));
            if seats.is_empty() {
                taken.1.remove(&self.ip);
            }
        }
    }
}
