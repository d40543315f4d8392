//! Lists: signed, in order, whole or by their changes, and never backwards.

use pass::{Cut, DoorId, Full, List, NotTaken, Signer, Span, random};
use proptest::prelude::*;

use crate::world::{HOUR, MINUTE, World, noon};

#[test]
fn only_the_house_makes_a_list_and_only_for_its_door() {
    let mut world = World::new();
    world.card(1, Cut::Hold);
    world.version = 5;
    let full = world.full(noon());
    let take = |full: Full, house, door| List::take(full, None, house, door).map(|_| ());
    assert_eq!(take(full.clone(), world.house.public(), world.door), Ok(()));
    assert_eq!(take(full.clone(), Signer::fresh().public(), world.door), Err(NotTaken::Unsigned));
    assert_eq!(take(full.clone(), world.house.public(), DoorId::new(random())), Err(NotTaken::AnotherDoor));
    let mut more = full.clone();
    more.passes.push(World::new_card(&mut world));
    assert_eq!(take(more, world.house.public(), world.door), Err(NotTaken::DoesNotFollow));
    let mut other = full;
    other.passes[0].uses = Some(9);
    assert_eq!(take(other, world.house.public(), world.door), Err(NotTaken::DoesNotFollow));
}

impl World {
    fn new_card(world: &mut Self) -> pass::Pass {
        world.card(99, Cut::Hold);
        world.passes.pop().unwrap()
    }
}

#[test]
fn nothing_runs_back() {
    let mut world = World::new();
    world.card(1, Cut::Hold);
    world.version = 4;
    let older = world.full(noon());
    world.tell(noon().plus(HOUR));
    let held = world.held.list.clone().unwrap();
    let take = |full| List::take(full, Some(&held), world.house.public(), world.door).map(|_| ());
    assert_eq!(take(older.clone()), Err(NotTaken::Older));
    let mut head = world.head(noon());
    assert_eq!(take(Full { head: head.sign(&world.house), ..older.clone() }), Err(NotTaken::Older));
    (head.made, head.version) = (noon().plus(HOUR * 2), 5);
    assert_eq!(
        take(Full { head: head.sign(&world.house), ..older.clone() }),
        Ok(()),
        "the same, looked at later"
    );
    let other = World::new_card(&mut world);
    world.passes.push(other);
    let turned = world.full(noon().plus(HOUR * 2));
    let held = world.held.list.clone().unwrap();
    let taken = List::take(turned, Some(&held), world.house.public(), world.door).map(|_| ());
    assert_eq!(taken, Err(NotTaken::Older), "one version is one list");
    let mut same = held.clone();
    assert_eq!(same.freshen(older.head, world.house.public()), Err(NotTaken::Older));
}

#[test]
fn what_cannot_be_is_refused() {
    let mut world = World::new();
    world.card(1, Cut::Hold);
    world.last().week = vec![Span { days: 0, from: 0, until: 1 }];
    let taken = List::take(world.full(noon()), None, world.house.public(), world.door).map(|_| ());
    assert_eq!(taken, Err(NotTaken::Unsound("passes")));
    world.passes.clear();
    for change in [
        |head: &mut pass::Head| head.zone = "Nowhere/At_All".into(),
        |head: &mut pass::Head| head.hold = 24 * 60 + 1,
        |head: &mut pass::Head| head.lease = 11,
        |head: &mut pass::Head| head.card_bits = 12,
        |head: &mut pass::Head| head.form = 2,
    ] {
        let mut head = world.head(noon());
        change(&mut head);
        let full = Full { head: head.sign(&world.house), passes: Vec::new() };
        let taken = List::take(full, None, world.house.public(), world.door).map(|_| ());
        assert!(matches!(taken, Err(NotTaken::Unsound(_))), "{taken:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// However a list changes, changes and whole lists arrive at the same.
    #[test]
    fn changes_lead_to_the_list_that_the_house_has(steps in prop::collection::vec((0u8..3, 0usize..9), 1..20)) {
        let mut world = World::new();
        world.tell(noon());
        let mut held = world.held.list.clone().unwrap();
        for (step, (kind, which)) in steps.into_iter().enumerate() {
            let (mut put, mut gone) = (Vec::new(), Vec::new());
            let at = which % world.passes.len().max(1);
            match kind {
                1 if !world.passes.is_empty() => gone.push(world.passes.swap_remove(at).id),
                2 if !world.passes.is_empty() => {
                    world.passes[at].uses = Some(u32::try_from(which).unwrap());
                    put.push(world.passes[at].clone());
                }
                _ => {
                    world.card(u64::try_from(step).unwrap(), Cut::Hold);
                    put.push(world.last().clone());
                }
            }
            world.version += 1;
            let made = noon().plus(MINUTE * u32::try_from(step).unwrap());
            let change = world.change(held.head().version, made, put, gone);
            let late = pass::Change { from: change.from + 1, ..change.clone() };
            prop_assert_eq!(held.change(late, world.house.public()).map(|_| ()), Err(NotTaken::DoesNotFollow));
            held = held.change(change, world.house.public()).unwrap();
            let whole = List::take(world.full(made), None, world.house.public(), world.door).unwrap();
            prop_assert_eq!(held.full().passes, whole.full().passes);
        }
    }
}
