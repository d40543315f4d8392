//! The conversation of agent and house, and how they meet.

use pass::{
    Answer, By, Call, Channel, DoorId, Invitation, PassId, Side, Signer, ToDoor, ToHouse, Unheard, random,
};

use crate::world::noon;

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
    let open = ToDoor::Open { order: 1, pass: PassId::new(random()), by: By::Staff };
    let (_, second) = (theirs.say(&house, &welcome), theirs.say(&house, &open));
    assert_eq!(ours.hear::<ToDoor>(&second), Err(Unheard::Unsigned), "one was left out");
    let stranger = ours.say(&Signer::fresh(), &ToHouse::Pulse {});
    assert_eq!(theirs.hear::<ToHouse>(&stranger), Err(Unheard::Unsigned));
    let pulse = ours.say(&agent, &ToHouse::Pulse {});
    assert_eq!(theirs.hear::<ToHouse>(&pulse), Err(Unheard::Unsigned), "its place was taken");
    let (.., mut elsewhere) = pair();
    assert_eq!(elsewhere.hear::<ToHouse>(&pulse), Err(Unheard::Unsigned), "another conversation");
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
