//! Digests: the examples of the RFCs, counts that grow, and nonces that are nobody else's.

use std::net::IpAddr;
use std::time::Duration;

use sip::digest::{Algorithm, Answer, Nonces, Worth, answerable, challenges, spelled};

const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

/// An answer to this nonce, made with Python's formula and not ours.
pub fn answer(nonce: &str, nc: &str, algorithm: Algorithm, password: &str) -> String {
    let ha1 = algorithm.ha1("door1", "courtyard", password);
    let ha2 = algorithm.hex("REGISTER:sip:192.0.2.9");
    let response = algorithm.hex(&format!("{ha1}:{nonce}:{nc}:abc:auth:{ha2}"));
    format!(
        "Digest username=\"door1\", realm=\"courtyard\", nonce=\"{nonce}\", uri=\"sip:192.0.2.9\", \
         response=\"{response}\", algorithm={}, cnonce=\"abc\", qop=auth, nc={nc}",
        algorithm.name()
    )
}

#[test]
fn the_examples_of_rfc_7616_are_right() {
    for (algorithm, response) in [
        (Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (Algorithm::Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ] {
        let header = format!(
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", \
             algorithm={}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
             cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"{response}\", \
             opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
            algorithm.name()
        );
        let ha1 = algorithm.ha1("Mufasa", "http-auth@example.org", "Circle of Life");
        let answer = Answer::read(&header).unwrap();
        assert!(answer.is_of(&ha1, "GET"));
        assert!(!answer.is_of(&ha1, "POST"));
        assert!(!answer.is_of(&algorithm.ha1("Mufasa", "http-auth@example.org", "circle of life"), "GET"));
    }
}

#[test]
fn a_count_is_hashed_as_it_was_written_and_must_grow() {
    let mut nonces = Nonces::new(Duration::from_secs(60)).unwrap();
    let nonce = nonces.make(Duration::ZERO, HOME).unwrap();
    for nc in ["00000001", "00000009", "0000000a", "0000000B", "000000ff", "00000100", "fffffffe"] {
        let said = Answer::read(&answer(&nonce, nc, Algorithm::Md5, "secret")).unwrap();
        assert!(said.is_of(&Algorithm::Md5.ha1("door1", "courtyard", "secret"), "REGISTER"), "{nc}");
        assert_eq!(nonces.weigh(Duration::from_secs(1), HOME, &said), Worth::Good, "{nc}");
        assert_eq!(nonces.weigh(Duration::from_secs(1), HOME, &said), Worth::Stale, "{nc} again");
    }
    for nc in ["00000000", "1", "0000000g", "+0000001", "000000001"] {
        let nonce = nonces.make(Duration::ZERO, HOME).unwrap();
        let said = Answer::read(&answer(&nonce, nc, Algorithm::Md5, "secret")).unwrap();
        assert_eq!(nonces.weigh(Duration::from_secs(1), HOME, &said), Worth::Stale, "{nc}");
    }
}

#[test]
fn a_nonce_is_for_one_address_and_one_time() {
    let mut nonces = Nonces::new(Duration::from_secs(60)).unwrap();
    let nonce = nonces.make(Duration::from_secs(5), HOME).unwrap();
    let said = Answer::read(&answer(&nonce, "00000001", Algorithm::Sha256, "secret")).unwrap();
    assert!(!nonces.is_ours(AWAY, &said));
    assert_eq!(nonces.weigh(Duration::from_secs(6), AWAY, &said), Worth::Foreign);
    assert_eq!(nonces.weigh(Duration::from_secs(66), HOME, &said), Worth::Stale);
    assert_eq!(nonces.weigh(Duration::from_secs(64), HOME, &said), Worth::Good);
    let made_up = Answer::read(&answer("AAAA", "00000001", Algorithm::Sha256, "secret")).unwrap();
    assert_eq!(nonces.weigh(Duration::from_secs(6), HOME, &made_up), Worth::Foreign);
}

#[test]
fn a_used_nonce_that_was_forgotten_cannot_be_used_again() {
    let mut nonces = Nonces::new(Duration::from_secs(1_000_000)).unwrap();
    let first = nonces.make(Duration::ZERO, HOME).unwrap();
    let said = Answer::read(&answer(&first, "00000001", Algorithm::Md5, "secret")).unwrap();
    assert_eq!(nonces.weigh(Duration::ZERO, HOME, &said), Worth::Good);
    for turn in 1..=9_000 {
        let now = Duration::from_millis(turn);
        let nonce = nonces.make(now, HOME).unwrap();
        let said = Answer::read(&answer(&nonce, "00000001", Algorithm::Md5, "secret")).unwrap();
        assert_eq!(nonces.weigh(now, HOME, &said), Worth::Good);
    }
    assert_eq!(nonces.weigh(Duration::from_secs(10), HOME, &said), Worth::Stale);
}

#[test]
fn what_is_not_a_whole_digest_is_none() {
    let whole = answer("n", "00000001", Algorithm::Md5, "secret");
    assert!(Answer::read(&whole).is_some());
    for (from, to) in [
        ("Digest ", "Basic "),
        ("qop=auth", "qop=auth-int"),
        (", qop=auth", ""),
        ("algorithm=MD5", "algorithm=MD5-sess"),
        ("realm=\"courtyard\"", "realm=\"courtyard\", realm=\"other\""),
        ("uri=\"", "url=\""),
        (", nc=00000001", ""),
        ("cnonce=\"abc\"", "cnonce=\"abc"),
    ] {
        assert!(Answer::read(&whole.replace(from, to)).is_none(), "{to}");
    }
}

#[test]
fn a_uri_is_compared_by_its_host() {
    let said = Answer::read(&answer("n", "00000001", Algorithm::Md5, "secret")).unwrap();
    for same in ["sip:192.0.2.9", "sip:192.0.2.9:5060", "sip:192.0.2.9;transport=tcp", "sips:a%23@192.0.2.9"]
    {
        assert!(said.is_for(same), "{same}");
    }
    for other in ["sip:192.0.2.8", "sip:192.0.2.9@192.0.2.8", "192.0.2.9", "sip:192.0.2.9:5070"] {
        assert!(!said.is_for(other), "{other}");
    }
}

#[test]
fn a_challenge_names_each_hash_in_a_header_of_its_own() {
    let said = challenges("courtyard", "n", true, &[Algorithm::Sha256, Algorithm::Md5]);
    assert_eq!(
        said,
        [
            "Digest realm=\"courtyard\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\", stale=true",
            "Digest realm=\"courtyard\", nonce=\"n\", algorithm=MD5, qop=\"auth\", stale=true"
        ]
    );
}

#[test]
fn a_trunks_challenge_is_put_as_the_stack_can_answer_it() {
    let said =
        answerable("Digest realm=\"t\", qop=\"auth,auth-int\", nonce=\"n\", algorithm=SHA-256, stale=true");
    assert_eq!(
        said.unwrap(),
        "Digest algorithm=SHA256, qop=\"auth\", realm=\"t\", nonce=\"n\", stale=\"true\""
    );
    // RFC 2069, as old exchanges ask.
    assert_eq!(
        answerable("Digest realm=\"t\", nonce=\"n\"").unwrap(),
        "Digest algorithm=MD5, realm=\"t\", nonce=\"n\""
    );
    for bad in [
        "Basic realm=\"t\"",
        "Digest realm=\"t\"",
        "Digest realm=\"a\\\"b\", nonce=\"n\"",
        "Digest realm=\"t\", nonce=\"n\", qop=\"auth-int\"",
    ] {
        assert!(answerable(bad).is_none(), "{bad}");
    }
    assert_eq!(spelled("Digest algorithm=SHA256, nc=1"), "Digest algorithm=SHA-256, nc=1");
}
