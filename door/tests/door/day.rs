//! A day without the house: whoever may comes in, whoever was put out before does not, and the log is whole afterwards.

use std::collections::HashMap;
use std::time::Duration;

use pass::{Cut, Fresh, Moment, Pass, PassId, Secret, Slip, Way, What, code_key, random};

use crate::agent::{Box, noon};
use crate::house::House;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

struct Holder {
    card: (PassId, u64),
    pin: (PassId, String),
    phone: Phone,
}

#[derive(Clone)]
struct Phone {
    pass: PassId,
    secret: Secret,
}

struct Place {
    house: House,
    gate: Box,
    /// How often each pass was answered with an open door.
    opened: HashMap<PassId, usize>,
}

impl Place {
    fn add(&self, way: Way, cut: Cut) -> PassId {
        let id = PassId::new(random());
        self.house.with(|state| state.passes.push(Pass::new(id, way, cut)));
        id
    }

    fn phone(&self, cut: Cut) -> Phone {
        let secret = Secret::fresh();
        Phone { pass: self.add(Way::Code { key: code_key(&secret, self.house.door) }, cut), secret }
    }

    fn holder(&self, number: u64) -> Holder {
        let pin = format!("{:06}", number * 7_919 % 1_000_000);
        let hashes = (self.gate.secret.card(number), self.gate.secret.pin(&pin));
        Holder {
            card: (self.add(Way::Card { hash: hashes.0 }, Cut::Hold), number),
            pin: (self.add(Way::Pin { hash: hashes.1 }, Cut::Hold), pin),
            phone: self.phone(Cut::Hold),
        }
    }

    /// The house's word of this minute for a phone that has a network of its own.
    fn slip(&self, pass: PassId, made: Moment, news: &[PassId]) -> String {
        let slip = Slip {
            pass,
            made: made.seconds(),
            from: made.seconds(),
            until: made.plus(HOUR).seconds(),
            uses: 0,
            doors: vec![self.house.door.tag()],
            news: news.iter().map(PassId::short).collect(),
        };
        slip.sign(&self.house.signer).unwrap()
    }

    fn code(&self, phone: &Phone, now: Moment, slip: &str) -> String {
        let made = now.seconds();
        format!("code {}", Fresh::make(phone.pass, &phone.secret, &[self.house.door], made, slip).unwrap())
    }

    fn show(&mut self, pass: PassId, line: &str) -> bool {
        let opens = self.gate.opens(line);
        *self.opened.entry(pass).or_default() += usize::from(opens);
        opens
    }

    fn card(&mut self, holder: &Holder) -> bool {
        self.show(holder.card.0, &format!("card {}", holder.card.1))
    }

    async fn killed(&mut self) {
        self.gate.kill();
        self.gate.start().await;
    }
}

async fn place() -> Place {
    let house = House::start(noon()).await;
    let gate = Box::paired(&house);
    Place { house, gate, opened: HashMap::new() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_without_the_house() {
    let mut place = place().await;
    let residents: Vec<Holder> = (1..=24).map(|number| place.holder(number)).collect();
    let couriers: Vec<Phone> = (0..6).map(|_| place.phone(Cut::Lease)).collect();
    let put_out: Vec<Holder> = (101..=104).map(|number| place.holder(number)).collect();
    let leaving: Vec<Holder> = (201..=204).map(|number| place.holder(number)).collect();
    let dismissed = place.phone(Cut::Lease);
    place.gate.start().await;
    place.gate.in_step(&place.house).await;
    let before: Vec<PassId> =
        put_out.iter().flat_map(|one| [one.card.0, one.pin.0, one.phone.pass]).collect();
    place.house.change(Vec::new(), &before);
    place.gate.in_step(&place.house).await;
    place.house.vanish();

    // At six hours the house, which the door does not hear, ends `leaving` and `dismissed`.
    let ended = HOUR * 6;
    let mut last_word = String::new();
    for step in 0..=144_u32 {
        let since = MINUTE * 10 * step;
        let now = place.gate.at(since);
        let at = usize::try_from(step).unwrap();
        let resident = &residents[at % residents.len()];
        assert!(place.card(resident), "a card after {since:?}");
        if step % 4 == 0 {
            assert!(place.show(resident.pin.0, &format!("pin {}", resident.pin.1)), "a PIN after {since:?}");
        }
        let code = place.code(&resident.phone, now, "");
        assert!(place.show(resident.phone.pass, &code), "a phone without a network after {since:?}");
        assert!(!place.show(resident.phone.pass, &code), "the same code again");
        let courier = couriers[at % couriers.len()].clone();
        let word = place.slip(courier.pass, now.minus(MINUTE * (step % 10)), &[]);
        let code = place.code(&courier, now, &word);
        assert!(place.show(courier.pass, &code), "a courier with a network after {since:?}");
        for one in &put_out {
            assert!(!place.card(one), "put out before the door was cut off, {since:?}");
        }
        if since <= ended {
            last_word = place.slip(dismissed.pass, now, &[]);
        }
        let code = place.code(&dismissed, now, &last_word);
        assert_eq!(
            place.show(dismissed.pass, &code),
            since <= ended + MINUTE * 10,
            "a lease after {since:?}"
        );
        if since == HOUR * 12 {
            // Somebody's phone carries two of the revocations to the door.
            let word = place.slip(courier.pass, now, &[leaving[0].card.0, leaving[1].card.0]);
            let code = place.code(&courier, now.plus(Duration::from_secs(1)), &word);
            assert!(place.show(courier.pass, &code));
        }
        for (which, one) in leaving.iter().enumerate() {
            assert_eq!(place.card(one), since < HOUR * 12 || which > 1, "news after {since:?}");
        }
        if step % 6 == 5 {
            place.killed().await;
        }
    }

    // The house is back with what it decided meanwhile; the door has it before any time goes by.
    let gone: Vec<PassId> = leaving.iter().flat_map(|one| [one.card.0, one.pin.0, one.phone.pass]).collect();
    place.house.with(|state| state.now = noon().plus(HOUR * 24));
    place.house.change(Vec::new(), &[gone, vec![dismissed.pass]].concat());
    place.house.come_back();
    place.killed().await;
    place.gate.in_step(&place.house).await;
    for one in &leaving {
        assert!(!place.card(one), "ended while the door was cut off");
    }
    for one in &residents {
        assert!(place.card(one), "in touch again");
    }
    place.gate.in_step(&place.house).await;
    whole(&place);
}

/// The house has every entry once and in order, and they say what was answered.
fn whole(place: &Place) {
    let (log, broken) = place.house.with(|state| (state.log.clone(), state.broken.clone()));
    assert_eq!(broken, [""; 0]);
    assert!(log.iter().zip(1..).all(|(entry, n)| entry.n == n), "every number once");
    assert!(log.windows(2).all(|pair| pair[0].at <= pair[1].at), "time does not run back");
    let mut said: HashMap<PassId, usize> = HashMap::new();
    let mut openings = Vec::new();
    for entry in &log {
        if let What::Opened { pass, .. } = entry.what {
            *said.entry(pass).or_default() += 1;
            openings.push(entry.n);
        }
    }
    let opened: HashMap<PassId, usize> =
        place.opened.clone().into_iter().filter(|(_, count)| *count > 0).collect();
    assert_eq!(said, opened);
    let clicks = place.gate.clicks();
    assert!(clicks.windows(2).all(|pair| pair[0] < pair[1]), "one click for one opening, in order");
    assert!(clicks.iter().all(|click| openings.contains(click)), "no click that is not in the log");
    // Between the answer and the click there may be a kill, and there were twenty-five.
    assert!(clicks.len() + 25 >= openings.len(), "{} of {}", clicks.len(), openings.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_somebody_sets_changes_nothing_while_it_runs_and_is_doubted_at_the_start() {
    let mut place = place().await;
    let resident = place.holder(1);
    let timed = place.add(Way::Card { hash: place.gate.secret.card(2) }, Cut::Hold);
    place.house.with(|state| state.passes.last_mut().unwrap().until = Some(noon().plus(HOUR * 2)));
    place.gate.start().await;
    place.gate.in_step(&place.house).await;
    place.house.vanish();
    // Set back by a year and forward by a year while an hour goes by.
    for clock in [noon().minus(HOUR * 8_760), noon().plus(HOUR * 8_760)] {
        place.gate.set(clock, HOUR);
        assert!(place.show(timed, "card 2"), "an hour has gone by");
        assert!(place.gate.status().sure);
    }
    place.gate.set(noon().minus(HOUR * 8_760), HOUR * 3);
    assert!(!place.show(timed, "card 2"), "three hours have gone by");
    // Begun anew with a clock that is a year back: nothing is believed that would let somebody in again.
    place.killed().await;
    assert!(!place.gate.status().sure);
    assert!(!place.show(timed, "card 2"), "its end was seen");
    assert!(place.card(&resident), "whom no time bounds is let in");
    let now = place.gate.status().now;
    assert!(now >= noon().plus(HOUR * 3).micros(), "{now}");
    // Begun anew with a clock that is a year ahead.
    place.gate.set(noon().plus(HOUR * 8_760), HOUR * 4);
    place.killed().await;
    assert!(!place.gate.status().sure && place.card(&resident));
    // The house says what time it is.
    place.house.with(|state| state.now = noon().plus(HOUR * 5));
    place.house.come_back();
    place.killed().await;
    place.gate.in_step(&place.house).await;
    let status = place.gate.status();
    assert!(status.sure && status.now >= noon().plus(HOUR * 5).micros());
}
