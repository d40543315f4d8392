//! Fuzz drivers of everything that reaches a door or comes from one: lists, codes, logs, messages, cards.

use fuzz::{Change, Fuzz};
use pass::{
    Answer, Batch, Call, Card, Chain, Channel, Code, Cut, DoorId, Form, Fresh, Full, Invitation, List,
    PassId, Secret, Side, Signer, ToDoor, ToHouse, Trust, Way, What, code_key, random,
};

use crate::world::{HOUR, World, noon};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

fn one_door() -> World {
    let mut world = World::new();
    world.card(1, Cut::Hold);
    world.add(Way::Code { key: Secret::fresh() }, Cut::Lease);
    world.add(Way::Pin { hash: world.secret.card(9) }, Cut::Lease);
    world.last().week = vec![pass::Span { days: 1, from: 2, until: 3 }];
    world.version = 3;
    world
}

#[test]
fn fuzz_door_lists() {
    let world = one_door();
    let full = serde_json::to_vec(&world.full(noon())).unwrap();
    let own = world.full(noon()).passes;
    Fuzz::new(FOLDER, "door-list", Change::Json).seeds([full]).words(&["card", "lease", "hold"]).run(
        |input| {
            let full: Full = serde_json::from_slice(input).ok()?;
            match List::take(full, None, world.house.public(), world.door) {
                // Only what the house signed is taken.
                Ok(list) => {
                    let mut ours = own.clone();
                    ours.sort_by_key(|pass| pass.id);
                    assert_eq!(list.full().passes, ours);
                    None
                }
                Err(refused) => Some(refused),
            }
        },
    );
}

#[test]
fn fuzz_door_lists_that_are_signed() {
    let world = one_door();
    let passes = serde_json::to_vec(&world.passes).unwrap();
    Fuzz::new(FOLDER, "door-passes", Change::Json).seeds([passes]).words(&["card", "code", "pin"]).run(
        |input| {
            let passes: Vec<pass::Pass> = serde_json::from_slice(input).ok()?;
            let head = pass::Head::of(world.door, 1, noon(), "Asia/Shanghai", &passes).sign(&world.house);
            let list = List::take(Full { head, passes }, None, world.house.public(), world.door);
            let mut held = pass::Held::new(world.door, world.house.public());
            let refused = list.map(|list| held.take(list)).err();
            let shown = pass::Shown::Card(world.secret.card(1));
            let verdict = pass::decide(&held, &shown, crate::world::sure(noon().plus(HOUR)));
            Some((refused, verdict.opens()))
        },
    );
}

#[test]
fn fuzz_door_codes() {
    let mut world = World::new();
    let secret = Secret::fresh();
    let id = world.add(Way::Code { key: code_key(&secret, world.door) }, Cut::Hold);
    world.tell(noon());
    let slip = world.slip(PassId::new(random()), noon(), noon().plus(HOUR));
    let slips = slip.sign(&world.house).unwrap();
    let code = Fresh::make(id, &secret, &[world.door], noon().seconds(), &slips).unwrap();
    let bare = Fresh::make(id, &secret, &[world.door], noon().seconds(), "").unwrap();
    let ours = [&slips, &code, &bare].map(|text| Code::read(text, world.house.public()).unwrap());
    Fuzz::new(FOLDER, "door-code", Change::Bytes)
        .seeds([slips.clone(), code.clone(), bare.clone()])
        .words(&["CY1:", "F", "S"])
        .run(|input| {
            let read = Code::read(&String::from_utf8_lossy(input), world.house.public()).ok()?;
            let opens = pass::decide(
                &world.held,
                &pass::Shown::Code(Box::new(read.clone())),
                crate::world::sure(noon()),
            );
            // Nothing opens that the phone or the house did not make.
            assert!(!opens.opens() || ours.contains(&read), "{read:?}");
            Some(opens.opens())
        });
}

#[test]
fn fuzz_door_logs() {
    let (agent, door) = (Signer::fresh(), DoorId::new(random()));
    let mut chain = Chain::begin(door, agent.public());
    let entries: Vec<_> = (0..4)
        .map(|torn| {
            let entry = chain.next(noon(), Trust::Sure, What::Started { torn });
            chain.follow(&entry).unwrap();
            entry
        })
        .collect();
    let batch = serde_json::to_vec(&Batch::sign(entries.clone(), &agent)).unwrap();
    Fuzz::new(FOLDER, "door-log", Change::Json).seeds([batch]).words(&["started", "opened"]).run(|input| {
        let batch: Batch = serde_json::from_slice(input).ok()?;
        let mut theirs = Chain::begin(door, agent.public());
        Some(match batch.merge(&mut theirs, agent.public()) {
            Ok(new) => {
                assert!(new.is_empty() || new == entries);
                None
            }
            Err(broken) => Some(broken),
        })
    });
}

#[test]
fn fuzz_door_messages() {
    let (agent, house) = (Signer::fresh(), Signer::fresh());
    let (call, answer) = (Call::new(DoorId::new(random())), Answer::fresh());
    let channel =
        |side, own: &Signer, peer: &Signer| Channel::new(side, &call, &answer, own.public(), peer.public());
    let welcome = channel(Side::House, &house, &agent).say(&house, &ToDoor::Welcome { now: noon() });
    let pulse = channel(Side::Agent, &agent, &house).say(&agent, &ToHouse::Pulse {});
    Fuzz::new(FOLDER, "door-message", Change::Json).seeds([welcome, pulse]).run(|input| {
        let text = String::from_utf8_lossy(input);
        let to_door = channel(Side::Agent, &agent, &house).hear::<ToDoor>(&text);
        let to_house = channel(Side::House, &house, &agent).hear::<ToHouse>(&text);
        let invited = text.parse::<Invitation>().is_ok();
        for said in to_door.iter() {
            assert_eq!(*said, ToDoor::Welcome { now: noon() });
        }
        (to_door.err(), to_house.err(), invited)
    });
}

#[test]
fn fuzz_wiegand_and_typed_cards() {
    let seeds = ["0012345678", "123,45678", "007BB26E", "10111101110110010011011101"];
    Fuzz::new(FOLDER, "door-card", Change::Text).seeds(seeds).run(|input| {
        let text = String::from_utf8_lossy(input);
        let bits: Vec<bool> = input.iter().map(|byte| byte & 1 == 1).collect();
        let wired = Card::wiegand(&bits);
        for card in wired.iter() {
            assert_eq!(card.on_the_wire(), bits);
        }
        let typed = [Form::Decimal, Form::Facility, Form::Hex, Form::HexReversed].map(|form| {
            Card::typed(&text, form).is_ok_and(|card| card.matched(24).is_some_and(|low| low < 1 << 24))
        });
        (wired.err(), typed)
    });
}
