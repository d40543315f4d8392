//! Everybody clocks in at once; then the numbers of the day and of the month.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kit::Client;
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::time::Instant;

use crate::lane::{Times, lanes, said};
use crate::people::Company;

/// People of one group at most, as the house has it.
const GROUP: usize = 1_000;
/// Records of the limit.
const RECORDS: usize = 1_000;

/// All of it.
pub async fn run(company: &Company, at_once: usize) {
    let mut groups = Vec::new();
    let begun = Instant::now();
    for some in company.people.chunks(GROUP) {
        groups.push(group(company, some).await);
    }
    said(&format!("all of them in groups of at most {GROUP}"), begun);
    let pairs: Vec<EcdsaKeyPair> = company
        .people
        .iter()
        .map(|_| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
        .collect();
    let at = [("org", company.org.as_str())];
    lanes(pairs.len(), at_once, async |number| {
        let key = URL_SAFE_NO_PAD.encode(pairs[number].public_key().as_ref());
        company.people[number].call("attendance.key.put", &at, json!({ "key": key })).await.expect_ok();
    })
    .await
    .say("the key of a device");
    limit(company);
    let begun = Instant::now();
    let mut times = lanes(pairs.len(), at_once, async |number| {
        punched(&company.people[number], &pairs[number], &company.org).await;
    })
    .await;
    times.say("clocked in, challenge and answer");
    said("all clocked in", begun);
    numbers(company, &groups).await;
}

/// The disk's own: a record that is durable before the next.
fn limit(company: &Company) {
    let path = company.house.folder().join("limit");
    let mut file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
    let (begun, record) = (Instant::now(), [0_u8; 512]);
    for _ in 0..RECORDS {
        file.write_all(&record).unwrap();
        file.sync_data().unwrap();
    }
    let each = begun.elapsed().as_secs_f64() * 1e3 / RECORDS as f64;
    println!("the limit: a record durable on this disk {each:.2} ms");
}

/// A group of these people, as one of the organisation's administrators makes it.
async fn group(company: &Company, people: &[Client]) -> String {
    let at = [("org", company.org.as_str())];
    let shift =
        json!({ "name": "白班", "shift": { "kind": "fixed", "spans": [{ "begin": 540, "end": 1080 }] } });
    let shift = company.admin.call("attendance.shift.make", &at, shift).await.expect_ok()["id"].clone();
    let site = json!({ "name": "总部", "latitude_e6": 31_230_000, "longitude_e6": 121_470_000, "radius_m": 200, "networks": [], "heard": [] });
    let plan = json!({
        "week": vec![shift; 7],
        "holidays": "own",
        "tolerance": { "grace_min": 5, "absent_after_min": null, "overtime_from_min": 30 },
        "ways": ["place"],
        "outside": "refuse",
        "sites": [site],
        "exact": null,
    });
    let wish = json!({ "name": "全员", "zone": "UTC", "plan": plan, "managers": [] });
    let made = company.admin.call("attendance.group.make", &at, wish).await.expect_ok();
    let group = made["id"].as_str().unwrap().to_owned();
    let people: Vec<&str> = people.iter().map(|one| one.id.as_str()).collect();
    let at = [at[0], ("group", group.as_str())];
    company.admin.call("attendance.group.people", &at, json!({ "people": people })).await.expect_ok();
    group
}

/// As the page does: asks for a challenge, and signs what it says with the device's key.
async fn punched(who: &Client, pair: &EcdsaKeyPair, org: &str) {
    let at = [("org", org)];
    let challenge = who.call("attendance.challenge", &at, json!({})).await.expect_ok();
    let word = |key: &str| challenge[key].as_str().unwrap();
    let said = ["courtyard attendance 1", org, word("nonce"), word("at"), "place", "inside", "", "", "", ""];
    let signature = pair.sign(&SystemRandom::new(), said.join("\n").as_bytes()).unwrap();
    let signature = URL_SAFE_NO_PAD.encode(signature.as_ref());
    let wish = json!({ "way": "place", "inside": true, "doubts": [], "challenge": challenge, "signature": signature });
    who.call("attendance.punch", &at, wish).await.expect_ok();
}

/// Nothing is missing, and what the day and the month cost.
async fn numbers(company: &Company, groups: &[String]) {
    let today = company.house.running.house.clock.now().rfc3339()[..10].to_owned();
    let mut clocked = 0;
    for group in groups {
        clocked +=
            pages(company, &format!("attendance/groups/{group}/days/{today}"), "a page of the day").await;
    }
    assert_eq!(clocked, company.people.len(), "each of them stands there");
    println!("nothing is missing: {clocked} clocked in");
    let month = &today[..7];
    let group = &groups[0];
    pages(company, &format!("attendance/groups/{group}/months/{month}"), "a page of the month").await;
    let begun = Instant::now();
    let at = format!("/api/v1/orgs/{}/attendance/groups/{group}/months/{month}/sheet", company.org);
    let sheet = company.admin.get(&at).await;
    said(&format!("the month as a sheet: {}, {} bytes", sheet.status, sheet.body.len()), begun);
}

/// Goes through all pages; how many have clocked in on a day of theirs.
async fn pages(company: &Company, path: &str, what: &str) -> usize {
    let (mut times, mut clocked, mut after, begun) = (Times::default(), 0, String::new(), Instant::now());
    loop {
        let page = times.time(company.get(&format!("{path}{after}"))).await;
        let has = |item: &&Value| {
            item["days"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|day| day["clocked"].as_array().is_some_and(|clocked| !clocked.is_empty()))
        };
        clocked += page["items"].as_array().unwrap().iter().filter(has).count();
        let Some(next) = page["next"].as_str() else { break };
        after = format!("?after={next}");
    }
    times.say(what);
    said("all of its pages", begun);
    clocked
}
