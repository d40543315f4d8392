//! Registrations: bounded, ordered, and over when they are over.

use std::time::Duration;

use sip::registrar::{Refusal, Registrar, Transport, Wish};

fn wish(contact: &str, seconds: u64, sequence: u32) -> Wish {
    Wish {
        contact: contact.into(),
        source: "192.0.2.1:5062".parse().unwrap(),
        transport: Transport::Udp,
        lasting: Duration::from_secs(seconds),
        call: "call".into(),
        sequence,
    }
}

const fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_binding_lasts_as_long_as_it_was_asked_for() {
    let mut registrar = Registrar::new(10, 3);
    assert_eq!(registrar.set(at(0), "door1", wish("sip:a", 60, 1)), Ok(true));
    assert_eq!(registrar.set(at(30), "door1", wish("sip:a", 60, 2)), Ok(false));
    assert_eq!(registrar.of(at(89), "door1").len(), 1);
    assert!(registrar.is_at("door1", "192.0.2.1".parse().unwrap()));
    assert!(registrar.of(at(90), "door1").is_empty());
    assert_eq!(registrar.sweep(at(90)), ["door1"]);
    assert!(registrar.is_empty());
}

#[test]
fn an_older_request_does_not_undo_a_newer_one() {
    let mut registrar = Registrar::new(10, 3);
    assert_eq!(registrar.set(at(0), "door1", wish("sip:a", 60, 5)), Ok(true));
    assert_eq!(registrar.set(at(1), "door1", wish("sip:a", 0, 4)), Err(Refusal::OutOfOrder));
    assert_eq!(registrar.set(at(1), "door1", wish("sip:a", 0, 6)), Ok(true));
    assert!(registrar.of(at(1), "door1").is_empty());
}

#[test]
fn nobody_takes_more_than_his_share() {
    let mut registrar = Registrar::new(2, 2);
    for contact in ["sip:a", "sip:b"] {
        assert!(registrar.set(at(0), "one", wish(contact, 60, 1)).is_ok());
    }
    assert_eq!(registrar.set(at(0), "one", wish("sip:c", 60, 1)), Err(Refusal::TooMany));
    assert!(registrar.set(at(0), "two", wish("sip:a", 60, 1)).is_ok());
    assert_eq!(registrar.set(at(0), "three", wish("sip:a", 60, 1)), Err(Refusal::Full));
    // Once the others ran out there is room again.
    assert_eq!(registrar.set(at(61), "three", wish("sip:a", 60, 1)), Ok(true));
    assert_eq!(registrar.len(), 1);
    assert!(registrar.clear("three") && !registrar.clear("three"));
}

#[test]
fn whoever_ran_out_is_told_of_although_another_registered_since() {
    let mut registrar = Registrar::new(3, 2);
    for account in ["one", "two"] {
        assert!(registrar.set(at(0), account, wish("sip:a", 60, 1)).is_ok());
    }
    assert!(registrar.set(at(61), "three", wish("sip:a", 60, 1)).is_ok());
    // Who came back before anybody was told is not gone.
    assert!(registrar.set(at(62), "two", wish("sip:a", 60, 2)).is_ok());
    assert_eq!(registrar.sweep(at(63)), ["one"]);
    assert!(registrar.sweep(at(64)).is_empty());
}

#[test]
fn a_request_is_done_as_a_whole_or_not_at_all() {
    let mut registrar = Registrar::new(10, 2);
    assert!(registrar.set(at(0), "one", wish("sip:a", 60, 1)).is_ok());
    assert!(registrar.set(at(0), "two", wish("sip:a", 10, 1)).is_ok());
    let three = vec![wish("sip:b", 60, 2), wish("sip:c", 60, 2), wish("sip:d", 60, 2)];
    for everything in [false, true] {
        assert_eq!(registrar.apply(at(1), "one", everything, three.clone()), Err(Refusal::TooMany));
        let left: Vec<String> = registrar.of(at(1), "one").into_iter().map(|one| one.contact).collect();
        assert_eq!(left, ["sip:a"], "what was there before");
    }
    // Who ran out, and failed to come back, is gone; nothing of him is left.
    assert_eq!(registrar.apply(at(20), "two", false, three.clone()), Err(Refusal::TooMany));
    assert_eq!((registrar.len(), registrar.sweep(at(21))), (1, vec!["two".to_owned()]));
    assert_eq!(registrar.apply(at(21), "two", false, three[..2].to_vec()), Ok((false, true)));
    assert_eq!(registrar.apply(at(22), "two", true, Vec::new()), Ok((true, false)));
}

#[test]
fn the_latest_contact_comes_first() {
    let mut registrar = Registrar::new(2, 3);
    for contact in ["sip:a", "sip:b"] {
        assert!(registrar.set(at(0), "one", wish(contact, 60, 1)).is_ok());
    }
    let order: Vec<String> = registrar.of(at(1), "one").into_iter().map(|one| one.contact).collect();
    assert_eq!(order, ["sip:b", "sip:a"]);
}
