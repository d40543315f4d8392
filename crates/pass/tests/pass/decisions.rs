//! Every way in, in time and out of it, in touch and cut off.

use std::time::Duration;

use pass::{
    By, Cut, FaceId, Moment, Nonce, PassId, Priority, Reading, Reason, Secret, Shown, Span, Verdict, Way,
    decide, random, token_mac,
};

use crate::world::{HOUR, MINUTE, World, at_least, noon, sure};

fn reason(world: &World, shown: &Shown, now: Reading) -> Option<Reason> {
    match decide(&world.held, shown, now) {
        Verdict::Open { .. } => None,
        Verdict::Refuse { reason, .. } => Some(reason),
    }
}

fn card(world: &World, number: u64) -> Shown {
    Shown::Card(world.secret.card(number))
}

fn order(pass: PassId, by: By) -> Shown {
    Shown::Order { pass, by, until: noon().plus(MINUTE) }
}

#[test]
fn an_order_is_good_until_it_says() {
    let mut world = World::new();
    let desk = world.add(Way::Staff {}, Cut::Hold);
    world.tell(noon());
    let at = |seconds| sure(noon().plus(Duration::from_secs(seconds)));
    assert_eq!(reason(&world, &order(desk, By::Staff), at(59)), None);
    assert_eq!(reason(&world, &order(desk, By::Staff), at(60)), Some(Reason::Over));
}

#[test]
fn all_ways_open_the_same_door() {
    let mut world = World::new();
    let (key, face) = (Secret::fresh(), FaceId::new(random()));
    world.card(7, Cut::Hold);
    world.add(Way::Pin { hash: world.secret.pin("4711") }, Cut::Hold);
    world.add(Way::Face { face }, Cut::Hold);
    let token = world.add(Way::Token { key: key.clone() }, Cut::Hold);
    let phone = world.add(Way::Telephone {}, Cut::Hold);
    let desk = world.add(Way::Staff {}, Cut::Hold);
    world.tell(noon());
    let nonce = Nonce::new(random());
    let mac = token_mac(&key, world.door, token, nonce);
    let shown = [
        card(&world, 7),
        Shown::Pin(world.secret.pin("4711")),
        Shown::Face(face),
        Shown::Token { pass: token, nonce, mac },
        order(phone, By::Telephone),
        order(desk, By::Staff),
    ];
    for shown in &shown {
        assert_eq!(reason(&world, shown, sure(noon())), None, "{shown:?}");
    }
    let strangers = [
        (card(&world, 8), Reason::Unknown),
        (Shown::Pin(world.secret.pin("4712")), Reason::Unknown),
        (Shown::Face(FaceId::new(random())), Reason::Unknown),
        (Shown::Token { pass: token, nonce: Nonce::new(random()), mac }, Reason::Forged),
        (order(phone, By::Staff), Reason::Forged),
        (order(token, By::Token), Reason::Forged),
        (order(PassId::new(random()), By::Staff), Reason::Unknown),
    ];
    for (shown, why) in &strangers {
        assert_eq!(reason(&world, shown, sure(noon())), Some(*why), "{shown:?}");
    }
}

#[test]
fn times_and_uses_bound_a_pass() {
    let mut world = World::new();
    world.card(1, Cut::Hold);
    *world.last() = pass::Pass {
        from: Some(noon().plus(HOUR)),
        until: Some(noon().plus(HOUR * 3)),
        week: vec![Span { days: 0b100_0000, from: 0, until: 14 * 60 }],
        ..world.last().clone()
    };
    let once = world.card(2, Cut::Hold);
    world.last().uses = Some(3);
    world.last().elsewhere = 1;
    world.tell(noon());
    let one = card(&world, 1);
    let at = |hours: u32| sure(noon().plus(HOUR * hours));
    assert_eq!(reason(&world, &one, at(0)), Some(Reason::TooEarly));
    let before = |seconds| sure(noon().plus(HOUR - Duration::from_secs(seconds)));
    assert_eq!(reason(&world, &one, before(11)), Some(Reason::TooEarly));
    assert_eq!(reason(&world, &one, before(10)), None, "the door's time lies that far behind the house's");
    assert_eq!(reason(&world, &one, at(1)), None);
    assert_eq!(reason(&world, &one, at(2)), Some(Reason::OffHours), "two in the afternoon there");
    assert_eq!(reason(&world, &one, at(3)), Some(Reason::Over));
    for (spent, expected) in [(0, None), (1, None), (2, Some(Reason::UsedUp))] {
        world.held.spent.insert(once, (spent, noon()));
        assert_eq!(reason(&world, &card(&world, 2), at(0)), expected);
    }
}

#[test]
fn cut_off_a_resident_has_a_day_and_everybody_else_ten_minutes() {
    let mut world = World::new();
    world.card(1, Cut::Hold);
    world.card(2, Cut::Lease);
    world.card(3, Cut::Lease);
    world.last().priority = Priority::Rescue;
    world.tell(noon());
    let [resident, courier, rescue] = [1, 2, 3].map(|number| card(&world, number));
    for (after, expected) in [
        (MINUTE * 10, [None, None, None]),
        (MINUTE * 11, [None, Some(Reason::CutOff), None]),
        (HOUR * 24, [None, Some(Reason::CutOff), None]),
        (HOUR * 24 + MINUTE, [Some(Reason::CutOff), Some(Reason::CutOff), None]),
    ] {
        let now = sure(noon().plus(after));
        assert_eq!(
            [&resident, &courier, &rescue].map(|shown| reason(&world, shown, now)),
            expected,
            "{after:?}"
        );
    }
}

#[test]
fn unsure_of_the_time_a_door_opens_to_those_whom_no_time_bounds() {
    let mut world = World::new();
    world.card(1, Cut::Hold);
    world.card(2, Cut::Lease);
    world.card(3, Cut::Hold);
    world.last().week = vec![Span { days: 127, from: 0, until: 1440 }];
    world.card(4, Cut::Hold);
    world.last().until = Some(noon().plus(HOUR * 24 * 365));
    world.card(5, Cut::Hold);
    world.last().until = Some(noon().plus(HOUR * 24));
    world.card(6, Cut::Hold);
    world.last().until = Some(noon().minus(HOUR));
    world.tell(noon());
    let unsure = Some(Reason::TimeUnsure);
    let expected = [None, unsure, unsure, None, unsure, Some(Reason::Over)];
    let found = [1, 2, 3, 4, 5, 6].map(|number| reason(&world, &card(&world, number), at_least(noon())));
    assert_eq!(found, expected);
}

#[test]
fn a_closed_door_opens_to_staff_and_rescue() {
    let mut world = World::new();
    for (number, priority) in [(1, Priority::Ordinary), (2, Priority::Staff), (3, Priority::Rescue)] {
        world.card(number, Cut::Hold);
        world.last().priority = priority;
    }
    world.version = 1;
    let mut head = world.head(noon());
    head.closed = true;
    let full = pass::Full { head: head.sign(&world.house), passes: world.passes.clone() };
    world.held.take(pass::List::take(full, None, world.house.public(), world.door).unwrap());
    let found = [1, 2, 3].map(|number| reason(&world, &card(&world, number), sure(noon())));
    assert_eq!(found, [Some(Reason::Closed), None, None]);
}

#[test]
fn the_keypad_waits_after_wrong_pins_and_nothing_else_does() {
    let mut world = World::new();
    world.add(Way::Pin { hash: world.secret.pin("4711") }, Cut::Hold);
    world.card(1, Cut::Hold);
    world.tell(noon());
    (0..5).for_each(|_| world.held.tries.wrong(noon()));
    let right = Shown::Pin(world.secret.pin("4711"));
    assert_eq!(reason(&world, &right, sure(noon())), Some(Reason::Wait));
    assert_eq!(reason(&world, &card(&world, 1), sure(noon())), None);
    assert_eq!(reason(&world, &right, sure(noon().plus(MINUTE))), None);
}

#[test]
fn a_pin_of_two_homes_opens_for_whoever_of_them_may() {
    let mut world = World::new();
    let hash = world.secret.pin("1234");
    for until in [noon().minus(HOUR), noon().plus(HOUR)] {
        world.add(Way::Pin { hash }, Cut::Hold);
        world.last().until = Some(until);
    }
    world.tell(noon());
    assert_eq!(reason(&world, &Shown::Pin(hash), sure(noon())), None);
    assert_eq!(reason(&world, &Shown::Pin(hash), sure(noon().plus(HOUR))), Some(Reason::Over));
}

#[test]
fn without_a_list_nothing_opens() {
    let world = World::new();
    assert_eq!(reason(&world, &card(&world, 1), sure(Moment::default())), Some(Reason::NoList));
}
