//! A house with one door, and the passes that its people hold.

use std::time::Duration;

use pass::{
    Change, Clock, Cut, DoorId, DoorSecret, Full, Head, Held, List, Moment, Pass, PassId, Reading, Secret,
    Signer, Slip, Trust, Way, random,
};

pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3_600);

/// Sunday, 2026-11-29, 12:00 in Shanghai.
pub fn noon() -> Moment {
    Moment::from_seconds(1_795_924_800)
}

pub fn sure(at: Moment) -> Reading {
    Reading { at, trust: Trust::Sure }
}

pub fn at_least(at: Moment) -> Reading {
    Clock::start(at, at, Moment::default(), Duration::ZERO).read(Duration::ZERO)
}

pub struct World {
    pub house: Signer,
    pub door: DoorId,
    pub secret: DoorSecret,
    pub passes: Vec<Pass>,
    pub version: u64,
    pub held: Held,
}

impl World {
    pub fn new() -> Self {
        let (house, door) = (Signer::fresh(), DoorId::new(random()));
        let secret = DoorSecret::new(Secret::fresh());
        let held = Held::new(door, house.public());
        Self { house, door, secret, passes: Vec::new(), version: 0, held }
    }

    pub fn head(&self, made: Moment) -> Head {
        Head::of(self.door, self.version, made, "Asia/Shanghai", &self.passes)
    }

    pub fn full(&self, made: Moment) -> Full {
        Full { head: self.head(made).sign(&self.house), passes: self.passes.clone() }
    }

    /// The door gets the list as it is now.
    pub fn tell(&mut self, made: Moment) {
        self.version += 1;
        let list =
            List::take(self.full(made), self.held.list.as_ref(), self.house.public(), self.door).unwrap();
        self.held.take(list);
    }

    pub fn change(&self, from: u64, made: Moment, put: Vec<Pass>, gone: Vec<PassId>) -> Change {
        Change { from, head: self.head(made).sign(&self.house), put, gone }
    }

    pub fn card(&mut self, number: u64, cut: Cut) -> PassId {
        self.add(Way::Card { hash: self.secret.card(number) }, cut)
    }

    pub fn add(&mut self, way: Way, cut: Cut) -> PassId {
        let id = PassId::new(random());
        self.passes.push(Pass::new(id, way, cut));
        id
    }

    pub fn last(&mut self) -> &mut Pass {
        self.passes.last_mut().unwrap()
    }

    pub fn slip(&self, pass: PassId, made: Moment, until: Moment) -> Slip {
        Slip {
            pass,
            made: made.seconds(),
            from: made.seconds(),
            until: until.seconds(),
            uses: 0,
            doors: vec![self.door.tag()],
            news: Vec::new(),
        }
    }
}
