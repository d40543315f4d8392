//! Keys: each press once, however it is told.

use std::time::Duration;

use sip::dtmf::{Digit, Ear, event_payloads, read_info, write_info};

fn digit(sign: char) -> Digit {
    Digit::new(sign).unwrap()
}

#[test]
fn every_key_has_its_event() {
    for (event, sign) in "0123456789*#ABCD".chars().enumerate() {
        assert_eq!(usize::from(digit(sign).event()), event);
        assert_eq!(Digit::of_event(u8::try_from(event).unwrap()), Digit::new(sign));
    }
    assert_eq!((Digit::new('E'), Digit::of_event(16)), (None, None));
}

#[test]
fn a_press_of_eleven_packets_is_one_press() {
    let mut ear = Ear::default();
    let now = Duration::from_secs(1);
    let press = |ear: &mut Ear, at: u32, sign: char| {
        let payloads = event_payloads(digit(sign));
        payloads
            .iter()
            .filter_map(|payload| ear.packet(now, at, payload))
            .map(Digit::sign)
            .collect::<String>()
    };
    assert_eq!(press(&mut ear, 160, '1'), "1");
    assert_eq!(press(&mut ear, 3_200, '1'), "1");
    assert_eq!(press(&mut ear, 6_400, '#'), "#");
    // A late packet of the first press.
    assert_eq!(press(&mut ear, 160, '1'), "");
    // Time stamps turn over.
    let mut ear = Ear::default();
    assert_eq!(press(&mut ear, u32::MAX - 10, '7'), "7");
    assert_eq!(press(&mut ear, 3_000, '8'), "8");
}

#[test]
fn a_press_that_comes_both_ways_is_one_press() {
    let mut ear = Ear::default();
    let at = Duration::from_millis;
    let [payload, ..] = event_payloads(digit('5'))[..] else { panic!("no payloads") };
    assert_eq!(ear.packet(at(0), 100, &payload), Digit::new('5'));
    assert_eq!(ear.info(at(200), digit('5')), None);
    // Twice the same key both ways is two presses.
    assert_eq!(ear.info(at(400), digit('5')), Digit::new('5'));
    assert_eq!(ear.packet(at(600), 9_000, &payload), None);
    // One way only, quickly.
    assert_eq!(ear.info(at(700), digit('1')), Digit::new('1'));
    assert_eq!(ear.info(at(800), digit('1')), Digit::new('1'));
    // The other way much later is another press.
    assert_eq!(ear.packet(at(9_000), 90_000, &event_payloads(digit('1'))[0]), Digit::new('1'));
}

#[test]
fn bodies_of_info_are_read_as_stations_write_them() {
    let relay = "application/dtmf-relay";
    assert_eq!(read_info(relay, b"Signal=#\r\nDuration=160\r\n"), Digit::new('#'));
    assert_eq!(read_info("Application/DTMF-Relay; x=y", b"signal= 5\nDuration=1"), Digit::new('5'));
    assert_eq!(read_info(relay, b"Signal=11\r\n"), Digit::new('#'));
    assert_eq!(read_info("application/dtmf", b"*\r\n"), Digit::new('*'));
    assert_eq!(read_info(relay, write_info(digit('d')).as_bytes()), Digit::new('D'));
    for (kind, body) in
        [(relay, &b"Signal=x"[..]), (relay, b"Duration=1"), ("text/plain", b"Signal=1"), (relay, b"\xff")]
    {
        assert_eq!(read_info(kind, body), None);
    }
}
