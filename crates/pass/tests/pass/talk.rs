//! The conversation of agent and house, and how they meet.

use pass::{
    Answer, By, Call, Change, Channel, Cut, Digest, DoorId, Full, Head, Invitation, MESSAGE_MAX, Moment,
    PASSES_MAX, Pass, PassId, Priority, Secret, Side, Signer, Span, ToDoor, ToHouse, Unheard, Way, random,
};

use crate::world::{World, noon};

fn pair() -> (Signer, Signer, Channel, Channel) {
    let (agent, house) = (Signer::fresh(), Signer::fresh());
    let (call, answer) = (Call::new(DoorId::new(random())), Answer::fresh());
    let ours = Channel::new(Side::Agent, &call, &answer, agent.public(), house.public());
    let theirs = Channel::new(Side::House, &call, &answer, house.public(), agent.public());
    (agent, house, ours, theirs)
}

#[test]
fn each_hears_the_other_and_nobody_else() {
    let (agent, house, mut ours, mut theirs) = pair();
    let welcome = ToDoor::Welcome { now: noon() };
    let first = theirs.say(&house, &welcome);
    assert_eq!(ours.hear::<ToDoor>(&first), Ok(welcome.clone()));
    assert_eq!(ours.hear::<ToDoor>(&first), Err(Unheard::Unsigned), "said twice");
    assert_eq!(theirs.hear::<ToDoor>(&first), Err(Unheard::Unsigned), "thrown back");
    let open = ToDoor::Open { order: 1, pass: PassId::new(random()), by: By::Staff, until: noon() };
    let (_, second) = (theirs.say(&house, &welcome), theirs.say(&house, &open));
    assert_eq!(ours.hear::<ToDoor>(&second), Err(Unheard::Unsigned), "one was left out");
    let stranger = ours.say(&Signer::fresh(), &ToHouse::Pulse {});
    assert_eq!(theirs.hear::<ToHouse>(&stranger), Err(Unheard::Unsigned));
    let pulse = ours.say(&agent, &ToHouse::Pulse {});
    assert_eq!(theirs.hear::<ToHouse>(&pulse), Err(Unheard::Unsigned), "its place was taken");
    let (.., mut elsewhere) = pair();
    assert_eq!(elsewhere.hear::<ToHouse>(&pulse), Err(Unheard::Unsigned), "another conversation");
}

/// A pass whose every part is as long as it can be.
fn longest_pass() -> Pass {
    let ways = [
        Way::Code { key: Secret::fresh() },
        Way::Token { key: Secret::fresh() },
        Way::Card { hash: Digest::new(random()) },
        Way::Pin { hash: Digest::new(random()) },
        Way::Face { face: pass::FaceId::new(random()) },
        Way::Telephone {},
        Way::Staff {},
    ];
    let way = ways.into_iter().max_by_key(|way| serde_json::to_string(way).unwrap().len()).unwrap();
    let ever = Some(Moment::from_micros(i64::MIN));
    Pass {
        priority: Priority::Ordinary,
        from: ever,
        until: ever,
        week: vec![Span { days: 127, from: 1_439, until: 1_440 }; 14],
        uses: Some(u32::MAX),
        elsewhere: u32::MAX,
        ..Pass::new(PassId::new(random()), way, Cut::Lease)
    }
}

#[test]
fn the_longest_list_that_a_door_takes_is_no_longer_than_a_message() {
    let mut world = World::new();
    world.passes = vec![longest_pass()];
    world.tell(noon());
    world.last().week.push(Span { days: 1, from: 0, until: 1 });
    let more = pass::List::take(world.full(noon()), None, world.house.public(), world.door);
    assert_eq!(
        more.unwrap_err(),
        pass::NotTaken::Unsound("passes"),
        "a pass can be longer than this test says"
    );
    let length = |passes: usize| {
        let (_, house, _, mut theirs) = pair();
        let passes = vec![longest_pass(); passes];
        let name = "America/Argentina/ComodRivadavia";
        let head =
            Head { hold: 1_440, count: u32::MAX, ..Head::of(world.door, u64::MAX, noon(), name, &passes) };
        let full =
            theirs.say(&house, &ToDoor::Full(Full { head: head.sign(&house), passes: passes.clone() }));
        let change = Change { from: u64::MAX, head: head.sign(&house), put: passes, gone: Vec::new() };
        full.len().max(theirs.say(&house, &ToDoor::Change(change)).len())
    };
    // Each pass is as long as the others.
    let each = length(3) - length(2);
    assert_eq!(each, 896, "what `MESSAGE_MAX` says");
    let whole = length(2) + (PASSES_MAX - 2) * each;
    assert!(whole <= MESSAGE_MAX, "{whole}");
}

#[test]
fn a_change_that_says_more_than_a_whole_list_is_none() {
    let mut world = World::new();
    world.tell(noon());
    let held = world.held.list.clone().unwrap();
    world.version += 1;
    let change = |gone: usize| {
        let gone = vec![PassId::new(random()); gone];
        held.change(world.change(1, noon(), Vec::new(), gone), world.house.public()).err()
    };
    assert_eq!(change(PASSES_MAX), None);
    assert_eq!(change(PASSES_MAX + 1), Some(pass::NotTaken::DoesNotFollow));
}

#[test]
fn an_agent_and_a_house_meet_by_the_code_that_was_shown() {
    let (agent, house, door) = (Signer::fresh(), Signer::fresh(), DoorId::new(random()));
    let shown = Invitation::new(&agent);
    let scanned: Invitation = shown.text().parse().unwrap();
    assert_eq!(scanned, shown);
    let request = shown.request();
    let (offer, theirs) = scanned.offer(&request, house.public(), door).unwrap();
    assert_eq!(shown.accept(&request, &offer).unwrap(), theirs);
    // Who saw the key and not the code is neither side.
    let guess = Invitation::new(&agent);
    assert!(guess.offer(&request, house.public(), door).is_err());
    let (offer, _) = guess.offer(&guess.request(), Signer::fresh().public(), door).unwrap();
    assert!(shown.accept(&request, &offer).is_err());
    let mut turned = scanned.offer(&request, house.public(), door).unwrap().0;
    turned.house = Signer::fresh().public();
    assert!(shown.accept(&request, &turned).is_err());
    assert!("courtyard-door:1:abc".parse::<Invitation>().is_err());
}

#[test]
fn a_secret_and_a_key_are_not_printed() {
    let secret = pass::Secret::fresh();
    assert_eq!(format!("{secret:?}"), "…");
    assert_eq!(Signer::from_seed(secret).public().fingerprint().split(' ').count(), 12);
}
