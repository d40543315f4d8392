//! A thousand cuts of power on a disk that keeps of what was not synced a part, or something else.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use door::ask::{Ask, Outcome, Presented};
use door::disk::Disk;
use door::store::Store;
use door::warden::Warden;
use fuzz::Dice;
use pass::{
    By, Chain, Cut, DoorId, DoorSecret, Entry, Full, Head, Moment, Pass, PassId, Reading, Reason, Secret,
    Signer, ToDoor, ToHouse, Trust, Way, What, random,
};

use crate::agent::noon;

#[derive(Default, Clone)]
struct Kept {
    synced: Vec<u8>,
    now: Vec<u8>,
}

struct Platter {
    files: BTreeMap<String, Kept>,
    /// Operations until the power is cut.
    left: usize,
    dice: Dice,
}

#[derive(Clone)]
struct Fickle(Arc<Mutex<Platter>>);

impl Fickle {
    fn new() -> Self {
        let platter = Platter { files: BTreeMap::new(), left: usize::MAX, dice: Dice::new(0x0d00) };
        Self(Arc::new(Mutex::new(platter)))
    }

    /// One operation; `false` when the power is cut in the middle of it.
    fn goes<T>(&self, change: impl FnOnce(&mut Platter, bool) -> T) -> io::Result<T> {
        let mut platter = self.0.lock().unwrap();
        if platter.left == 0 {
            return Err(io::Error::other("no power"));
        }
        platter.left -= 1;
        let whole = platter.left > 0;
        let done = change(&mut platter, whole);
        if whole { Ok(done) } else { Err(io::Error::other("the power was cut")) }
    }

    /// The power is back: of what was not synced a part is there, some of it wrong.
    fn back(&self, cut_after: usize) {
        let platter = &mut *self.0.lock().unwrap();
        for kept in platter.files.values_mut() {
            let same = kept.synced.len().min(kept.now.len());
            let mut bytes = kept.synced.clone();
            if kept.now.len() > same {
                let more = platter.dice.below(kept.now.len() - same + 1);
                bytes.extend_from_slice(&kept.now[same..same + more]);
                if more > 0 && platter.dice.one_in(2) {
                    let at = same + platter.dice.below(more);
                    bytes[at] ^= 1 << platter.dice.below(8);
                }
            }
            *kept = Kept { synced: bytes.clone(), now: bytes };
        }
        platter.left = cut_after;
    }
}

impl Disk for Fickle {
    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.0.lock().unwrap().files.keys().cloned().collect())
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.0
            .lock()
            .unwrap()
            .files
            .get(name)
            .map(|kept| kept.now.clone())
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn append(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.goes(|platter, whole| {
            let part = if whole { bytes.len() } else { platter.dice.below(bytes.len() + 1) };
            platter.files.entry(name.to_owned()).or_default().now.extend_from_slice(&bytes[..part]);
        })
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.goes(|platter, whole| {
            let done = whole || platter.dice.one_in(2);
            if let Some(kept) = platter.files.get_mut(name).filter(|_| done) {
                kept.synced = kept.now.clone();
            }
        })
    }

    fn cut(&mut self, name: &str, length: u64) -> io::Result<()> {
        self.goes(|platter, whole| {
            let done = whole || platter.dice.one_in(2);
            if let Some(kept) = platter.files.get_mut(name).filter(|_| done) {
                kept.now.truncate(usize::try_from(length).unwrap());
                kept.synced = kept.now.clone();
            }
        })
    }

    fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.goes(|platter, whole| {
            if whole || platter.dice.one_in(2) {
                let kept = platter.files.remove(from).unwrap();
                platter.files.insert(to.to_owned(), kept);
            }
        })
    }

    fn remove(&mut self, name: &str) -> io::Result<()> {
        self.goes(|platter, whole| {
            if whole || platter.dice.one_in(2) {
                platter.files.remove(name);
            }
        })
    }
}

/// What was acknowledged, and so has to be there after every cut.
#[derive(Default)]
struct Promised {
    n: u64,
    version: u64,
    floor: Moment,
    spent: u32,
}

struct World {
    house: Signer,
    agent: Signer,
    door: DoorId,
    pass: Pass,
    version: u64,
    log: Vec<Entry>,
    chain: Chain,
    promised: Promised,
}

impl World {
    fn full(&mut self) -> Full {
        self.version += 1;
        let passes = vec![self.pass.clone()];
        let head = Head::of(self.door, self.version, noon(), "UTC", &passes).sign(&self.house);
        Full { head, passes }
    }

    /// One thing that a door does. What came back is promised.
    fn step(&mut self, store: &mut Store<Fickle>, dice: &mut Dice, minute: u32) -> io::Result<()> {
        let now = Reading { at: noon().plus(Duration::from_secs(60) * minute), trust: Trust::Sure };
        match dice.below(12) {
            0..=4 => {
                let what = What::Opened { pass: self.pass.id, by: By::Card, code: None, unlisted: false };
                self.promised.n = store.enter(now, what)?;
                self.promised.spent += 1;
            }
            5 | 6 => {
                store.refuse(now, Some(self.pass.id), By::Card, Reason::Closed)?;
                self.promised.n = store.chain().n;
            }
            7 => {
                let full = self.full();
                self.promised.version = store.take(full)?.unwrap();
            }
            8 => {
                store.time(now.at, now.at)?;
                self.promised.floor = now.at;
            }
            9 => store.rewrite()?,
            _ => {
                if let Some(batch) = store.batch(&self.agent) {
                    self.log.extend_from_slice(batch.merge(&mut self.chain, self.agent.public()).unwrap());
                    // The house may be cut off before it can say so.
                    if dice.one_in(2) {
                        assert!(store.house_has(self.chain)?);
                    }
                }
            }
        }
        Ok(())
    }

    fn check(&self, store: &Store<Fickle>) {
        let promised = &self.promised;
        assert!(store.chain().n >= promised.n, "an entry that was acknowledged is lost");
        assert!(store.chain().n <= promised.n + 1, "an entry that nobody made");
        assert!(store.version() >= promised.version, "a list that was acknowledged is lost");
        let spent = store.held.spent.get(&self.pass.id).map_or(0, |(count, _)| *count);
        assert!(spent >= promised.spent && spent <= promised.spent + 1, "{spent} and {}", promised.spent);
        let clock = store.clock(Moment::default(), Duration::ZERO);
        assert!(clock.read(Duration::ZERO).at >= promised.floor, "the floor ran back");
        assert!(store.chain().n >= self.chain.n, "the house has what the door has lost");
    }
}

#[test]
fn a_thousand_cuts_of_power_lose_nothing_that_was_answered() {
    let (house, agent, door) = (Signer::fresh(), Signer::fresh(), DoorId::new(random()));
    let hash = DoorSecret::new(Secret::fresh()).card(1);
    let mut pass = Pass::new(PassId::new(random()), Way::Card { hash }, Cut::Hold);
    pass.uses = Some(1_000_000);
    let chain = Chain::begin(door, agent.public());
    let promised = Promised::default();
    let mut world = World { house, agent, door, pass, version: 0, log: Vec::new(), chain, promised };
    let (disk, mut dice) = (Fickle::new(), Dice::new(0xd00d));
    let open = |world: &World| Store::open(disk.clone(), door, world.house.public(), world.agent.public());
    let (mut cuts, mut minute) = (0, 0);
    // The first list is there before anything else, since uses are counted of listed passes.
    let full = world.full();
    world.promised.version = open(&world).unwrap().0.take(full).unwrap().unwrap();
    while cuts < 1_000 {
        disk.back(1 + dice.below(60));
        // It may be cut off again while it begins.
        if let Ok((mut store, _)) = open(&world) {
            world.check(&store);
            (world.promised.n, world.promised.version) = (store.chain().n, store.version());
            world.promised.spent = store.held.spent.get(&world.pass.id).map_or(0, |(count, _)| *count);
            while world.step(&mut store, &mut dice, minute).is_ok() {
                minute += 1;
            }
        }
        cuts += 1;
    }
    disk.back(usize::MAX);
    let (mut store, _) = open(&world).unwrap();
    world.check(&store);
    while let Some(batch) = store.batch(&world.agent) {
        world.log.extend_from_slice(batch.merge(&mut world.chain, world.agent.public()).unwrap());
        assert!(store.house_has(world.chain).unwrap());
    }
    assert_eq!(world.chain, store.chain());
    assert!(world.log.iter().zip(1..).all(|(entry, n)| entry.n == n));
    let opened = world.log.iter().filter(|entry| matches!(entry.what, What::Opened { .. })).count();
    assert_eq!(u32::try_from(opened).unwrap(), store.held.spent[&world.pass.id].0);
    assert!(opened > 1_000, "{opened}");
}

/// Whoever overheard the number of a pass fills nobody's journal with it.
#[test]
fn what_is_forged_or_shown_again_is_counted_beyond_thirty_a_minute() {
    let (house, agent, door) = (Signer::fresh(), Signer::fresh(), DoorId::new(random()));
    let (mut store, _) = Store::open(Fickle::new(), door, house.public(), agent.public()).unwrap();
    let pass = Some(PassId::new(random()));
    let at = |second| Reading { at: noon().plus(Duration::from_secs(second)), trust: Trust::Sure };
    for _ in 0..50 {
        store.refuse(at(0), pass, By::Token, Reason::Forged).unwrap();
        store.refuse(at(0), pass, By::Code, Reason::Replayed).unwrap();
    }
    assert_eq!(store.chain().n, 30);
    store.refuse(at(1), pass, By::Card, Reason::Over).unwrap();
    assert_eq!(store.chain().n, 31, "what a real pass is refused for is written as ever");
    store.refuse(at(61), pass, By::Token, Reason::Forged).unwrap();
    let entries = store.batch(&agent).unwrap().entries;
    assert_eq!((entries.len(), &entries[31].what), (33, &What::Unwritten { count: 70 }));
}

#[test]
fn while_too_many_clicks_wait_it_says_that_it_stays_shut() {
    let (house, agent, door) = (Signer::fresh(), Signer::fresh(), DoorId::new(random()));
    let secret = DoorSecret::new(Secret::fresh());
    let pass = Pass::new(PassId::new(random()), Way::Staff {}, Cut::Hold);
    let head = Head::of(door, 1, noon(), "UTC", std::slice::from_ref(&pass)).sign(&house);
    let clock = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(clock.path(), format!("{} 0", noon().micros())).unwrap();
    let mut opened = Store::open(Fickle::new(), door, house.public(), agent.public()).unwrap();
    opened.0.take(Full { head, passes: vec![pass.clone()] }).unwrap().unwrap();
    let (clicking, mut clicks) = tokio::sync::mpsc::channel(2);
    let source = door::time::Source::File(clock.path().to_owned());
    let warden = Warden::begin(opened, secret, agent, source, clicking).unwrap();
    let (asking, asks) = tokio::sync::mpsc::channel(8);
    let deciding = std::thread::spawn(move || warden.run(asks));
    let order = |order| {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let until = noon().plus(std::time::Duration::from_secs(9));
        let what = ToDoor::Open { order, pass: pass.id, by: By::Staff, until };
        asking.blocking_send(Ask::Told { what: std::boxed::Box::new(what), reply }).unwrap();
        answer.blocking_recv().unwrap().unwrap()
    };
    for (number, refused) in [(1, None), (2, None), (3, Some(Reason::Busy))] {
        assert_eq!(order(number), [ToHouse::Done { order: number, refused }]);
    }
    clicks.try_recv().unwrap();
    assert_eq!(order(4), [ToHouse::Done { order: 4, refused: None }]);
    drop(asking);
    deciding.join().unwrap().unwrap();
}

#[test]
fn what_cannot_be_written_down_does_not_open() {
    let (house, agent, door) = (Signer::fresh(), Signer::fresh(), DoorId::new(random()));
    let secret = DoorSecret::new(Secret::fresh());
    let pass = Pass::new(PassId::new(random()), Way::Card { hash: secret.card(1) }, Cut::Hold);
    let head = Head::of(door, 1, noon(), "UTC", std::slice::from_ref(&pass)).sign(&house);
    let (clock, mut refused) = (tempfile::NamedTempFile::new().unwrap(), 0);
    std::fs::write(clock.path(), format!("{} 0", noon().micros())).unwrap();
    for left in 1..12 {
        let disk = Fickle::new();
        let mut opened = Store::open(disk.clone(), door, house.public(), agent.public()).unwrap();
        opened.0.take(Full { head: head.clone(), passes: vec![pass.clone()] }).unwrap().unwrap();
        let (clicking, mut clicks) = tokio::sync::mpsc::channel(8);
        let source = door::time::Source::File(clock.path().to_owned());
        let own = Signer::from_seed(agent.seed().clone());
        let warden = Warden::begin(opened, secret.clone(), own, source, clicking).unwrap();
        disk.0.lock().unwrap().left = left;
        let (asking, asks) = tokio::sync::mpsc::channel(8);
        let deciding = std::thread::spawn(move || warden.run(asks));
        let mut answers = 0;
        loop {
            let (reply, answer) = tokio::sync::oneshot::channel();
            let what = Presented::Card(pass::Card::new(1, 32).unwrap());
            if asking.blocking_send(Ask::Show { what, reply }).is_err() {
                break;
            }
            match answer.blocking_recv() {
                Ok(outcome) => assert_eq!(outcome, Outcome::Opened),
                Err(_) => break,
            }
            answers += 1;
            assert_eq!(clicks.try_recv().unwrap(), answers + 1, "the entry of this number is on the disk");
        }
        assert!(deciding.join().unwrap().is_err(), "whoever decides ends with the disk");
        assert!(clicks.try_recv().is_err());
        refused += 1;
    }
    assert_eq!(refused, 11);
}
