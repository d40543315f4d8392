//! The scenes: conversations of two, and one group. Each sender has a few messages under way and says the next one when the
//! one before has arrived with everybody.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::Size;
use crate::peers::{Ear, Mouth, Peer};

/// Seconds before anything counts: what is read and kept the first time is.
const WARM: Duration = Duration::from_secs(2);
/// Senders of the group.
const GROUP_LANES: usize = 4;
/// What is said is about as long as what people say.
const PADDING: &str = "明天下午三点在二号会议室开会, please bring the figures of last week";

/// Who speaks with whom.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// Conversations of two.
    Pairs,
    /// One group.
    Group,
}

impl Scene {
    /// What the table calls it.
    pub fn name(self, size: Size) -> String {
        match self {
            Self::Pairs => format!("{} conversations of two", size.pairs),
            Self::Group => format!("a group of {}", size.group),
        }
    }
}

/// What was found.
pub struct Found {
    /// Messages that arrived with somebody, each second.
    pub per_second: f64,
    /// The same for each second of the server's processor time.
    pub per_cpu_second: f64,
    /// From saying to arriving: half of them.
    pub p50_ms: f64,
    /// All but one in a hundred.
    pub p99_ms: f64,
}

/// A lane's message under way.
#[derive(Default)]
struct Lane {
    number: AtomicU64,
    left: AtomicUsize,
    arrived: Notify,
}

struct Field {
    lanes: Vec<Lane>,
    begun: Instant,
    counts: AtomicBool,
    delivered: AtomicU64,
    us: Mutex<Vec<u32>>,
}

impl Field {
    /// Somebody heard something.
    fn heard(&self, text: &str) {
        let mut parts = text.split(' ');
        let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok());
        let (Some(lane), Some(message), Some(said_us)) = (number(), number(), number()) else { return };
        let Some(lane) = self.lanes.get(lane as usize) else { return };
        if lane.number.load(Ordering::Acquire) != message {
            return;
        }
        if self.counts.load(Ordering::Relaxed) {
            self.delivered.fetch_add(1, Ordering::Relaxed);
            let took = self.begun.elapsed().as_micros() as u64 - said_us;
            self.us.lock().unwrap().push(u32::try_from(took).unwrap_or(u32::MAX));
        }
        if lane.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            lane.arrived.notify_one();
        }
    }
}

/// Runs a scene.
pub async fn run(peer: &Peer, scene: Scene, size: Size) -> Found {
    let lanes = if scene == Scene::Pairs { size.pairs * size.window } else { GROUP_LANES };
    let ears = if scene == Scene::Pairs { size.pairs } else { size.group };
    let field = Arc::new(Field {
        lanes: (0..lanes).map(|_| Lane::default()).collect(),
        begun: Instant::now(),
        counts: AtomicBool::new(false),
        delivered: AtomicU64::new(0),
        us: Mutex::new(Vec::new()),
    });
    let mut tasks = JoinSet::new();
    for number in 0..ears {
        tasks.spawn(listen(peer.ear(scene, number).await, Arc::clone(&field)));
    }
    for lane in 0..lanes {
        let who = if scene == Scene::Pairs { lane / size.window } else { lane };
        let mouth = peer.mouth(scene, who).await;
        let hearers = if scene == Scene::Pairs { 1 } else { size.group };
        tasks.spawn(talk(mouth, lane, hearers, Arc::clone(&field)));
    }
    tokio::time::sleep(WARM).await;
    let (cpu, begun) = (peer.cpu_seconds(), Instant::now());
    field.counts.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(size.seconds)).await;
    field.counts.store(false, Ordering::Relaxed);
    let (cpu, took) = (peer.cpu_seconds() - cpu, begun.elapsed().as_secs_f64());
    let delivered = field.delivered.load(Ordering::Relaxed) as f64;
    tasks.shutdown().await;
    let mut us = std::mem::take(&mut *field.us.lock().unwrap());
    us.sort_unstable();
    let at = |share: f64| {
        us.get(((us.len().max(1) - 1) as f64 * share) as usize).map_or(f64::NAN, |us| f64::from(*us) / 1e3)
    };
    Found { per_second: delivered / took, per_cpu_second: delivered / cpu, p50_ms: at(0.5), p99_ms: at(0.99) }
}

async fn listen(mut ear: Ear, field: Arc<Field>) {
    loop {
        for text in ear.next().await {
            field.heard(&text);
        }
    }
}

async fn talk(mut mouth: Mouth, number: usize, hearers: usize, field: Arc<Field>) {
    let lane = &field.lanes[number];
    for message in 1_u64.. {
        lane.left.store(hearers, Ordering::Release);
        lane.number.store(message, Ordering::Release);
        let said_us = field.begun.elapsed().as_micros();
        mouth
            .say(&format!("{number}-{message}-{said_us}"), &format!("{number} {message} {said_us} {PADDING}"))
            .await;
        lane.arrived.notified().await;
    }
}
