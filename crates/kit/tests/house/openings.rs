//! Logs of doors: taken over once, seen by those of the home, masked at the desk.

use community::opening::take;
use kit::Client;
use pass::{By, Chain, Entry, Moment, PassId, PublicKey, Reason, Trust, What};
use serde_json::{Value, json};
use std::time::Duration;

use crate::homes::{DAY, Estate, NO, accept, enter, entry};
use crate::masked::leaves;
use crate::meet::text;
use crate::org::{joined, org};
use crate::passes::{Gate, code};

/// The agent of a door, as far as its log goes.
pub(crate) struct Log {
    chain: Chain,
    door: String,
}

impl Log {
    pub fn new(gate: &Gate, agent: u8) -> Self {
        let id: community::place::DoorId = gate.door.parse().unwrap();
        let chain = Chain::begin(pass::DoorId::new(id.bytes()), PublicKey::new([agent; 32]));
        Self { chain, door: gate.door.clone() }
    }

    pub fn writes(&mut self, estate: &Estate, what: What) -> Entry {
        self.wrote(estate, Duration::ZERO, what)
    }

    /// The same so long ago.
    pub fn wrote(&mut self, estate: &Estate, ago: Duration, what: What) -> Entry {
        let now = Moment::from_micros(estate.house.running.house.clock.now().minus(ago).micros());
        let entry = self.chain.next(now, Trust::Sure, what);
        self.chain.follow(&entry).unwrap();
        entry
    }

    pub async fn tells(&self, estate: &Estate, entries: &[Entry]) {
        let mut cx = estate.house.running.house.db.begin().await.unwrap();
        take(&mut cx, estate.org.parse().unwrap(), self.door.parse().unwrap(), entries).await.unwrap();
        cx.commit().await.unwrap();
    }
}

fn opened(code: &Value) -> What {
    let pass: PassId = text(code, "pass").parse().unwrap();
    What::Opened { pass, by: By::Code, code: Some(1), unlisted: false }
}

async fn mine(who: &Client, home: &str) -> Vec<Value> {
    who.call("opening.mine", &[("home", home)], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_a_door_tells_twice_stands_once_and_those_of_the_home_see_it_but_no_tenants_coming_and_going() {
    let estate = Estate::open().await;
    let (house, gate, home) = (&estate.house, Gate::of(&estate).await, estate.homes[0].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let next = estate.resident("Next", "3-1-601", "owner").await;
    let (ding, chen) = (house.person("Ding").await, house.person("Chen").await);
    enter(&ana, home, entry(&ding, "family", json!({}))).await.expect_ok();
    accept(&ding).await;
    let month = house.running.house.clock.now().plus(20 * DAY);
    enter(&ana, home, entry(&chen, "tenant", json!({ "until": month }))).await.expect_ok();
    accept(&chen).await;
    let codes = [code(&ana, home).await, code(&ding, home).await, code(&chen, home).await];
    let mut log = Log::new(&gate, 1);
    let mut entries: Vec<Entry> = codes.iter().map(|code| log.writes(&estate, opened(code))).collect();
    let pass: PassId = text(&codes[0], "pass").parse().unwrap();
    entries.push(
        log.writes(&estate, What::Refused { pass: Some(pass), by: By::Code, reason: Reason::Replayed }),
    );
    entries.push(log.writes(&estate, What::Refused { pass: None, by: By::Pin, reason: Reason::Unknown }));
    entries.push(log.writes(&estate, What::Listed { version: 2 }));
    for _ in 0..2 {
        log.tells(&estate, &entries).await;
    }
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_opening").await, 5);

    // She sees herself and her family, the tenant sees himself; of the neighbours nobody sees anything.
    let hers = mine(&ana, home).await;
    assert_eq!(hers.len(), 3, "{hers:?}");
    assert_eq!(hers.iter().filter(|one| one["own"] == true).count(), 2);
    let refused = hers.iter().find(|one| one["what"] == "refused").unwrap();
    assert_eq!((&refused["reason"], &refused["door"]), (&json!("replayed"), &json!("1单元门")));
    assert_eq!(mine(&ding, home).await.len(), 3);
    let his = mine(&chen, home).await;
    assert_eq!((his.len(), &his[0]["own"]), (1, &json!(true)));
    assert!(mine(&next, &estate.homes[1]).await.is_empty());
    next.call("opening.mine", &[("home", home)], NO).await.expect_code(404, "opening.home");
    let held = chen.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("door-record") && held.contains("1单元门 · opened · code"), "{held}");

    // A box that was paired anew begins again with 1, and its log is another.
    let mut other = Log::new(&gate, 2);
    let first = other.writes(&estate, opened(&codes[0]));
    other.tells(&estate, &[first]).await;
    assert_eq!(mine(&ana, home).await.len(), 4);

    // What is told late of a pass that has ended finds its home still.
    ana.call("pass.code.renew", &[("home", home)], NO).await.expect_ok();
    let late = other.writes(&estate, opened(&codes[0]));
    other.tells(&estate, &[late]).await;
    assert_eq!(mine(&ana, home).await.len(), 5);

    // Who moves in later sees nothing of those before, and the log goes after its ninety days.
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    house.advance(Duration::from_secs(60));
    let later = estate.resident("Later", "3-1-502", "owner").await;
    assert!(mine(&later, home).await.is_empty());
    house.advance(91 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_opening").await, 0);
}

#[tokio::test]
async fn the_desk_sees_masked_names_and_a_whole_one_with_a_reason_that_its_holder_reads() {
    let estate = Estate::open().await;
    let (house, gate, home) = (&estate.house, Gate::of(&estate).await, estate.homes[0].as_str());
    let ana = estate.resident("李安娜", "3-1-502", "owner").await;
    let hers = code(&ana, home).await;
    let mut log = Log::new(&gate, 1);
    let entries = [log.writes(&estate, opened(&hers)), log.writes(&estate, What::Stuck { opening: 1 })];
    log.tells(&estate, &entries).await;
    let at = [("org", estate.org.as_str())];
    let seen = estate.wang.call("opening.log", &at, NO).await;
    assert!(!seen.text().contains("李安娜"), "{}", seen.text());
    let seen = seen.expect_ok();
    let one = seen["items"].as_array().unwrap().iter().find(|one| one["what"] == "opened").unwrap().clone();
    assert_eq!(
        (&one["name"], &one["home"], &one["way"]),
        (&json!("李**"), &json!("3-1-502"), &json!("code"))
    );
    let entry = [("org", estate.org.as_str()), ("entry", text(&one, "id"))];
    let look = |wish: Value| estate.wang.call("opening.look", &entry, wish);
    look(json!({})).await.expect_code(422, "opening.reason");
    let why = "二十日夜间单元门被撬";
    assert_eq!(look(json!({ "reason": why })).await.expect_ok()["name"], "李安娜");
    let read: Vec<Value> = leaves(&ana).await.into_iter().filter(|leaf| leaf["reason"] == why).collect();
    assert_eq!(read.len(), 1, "she reads who looked, and why");
    assert!(leaves(&ana).await.iter().any(|leaf| leaf["act"] == "opening.log"));
    let stuck = seen["items"].as_array().unwrap().iter().find(|one| one["what"] == "stuck").unwrap().clone();
    let nameless = [("org", estate.org.as_str()), ("entry", text(&stuck, "id"))];
    estate
        .wang
        .call("opening.look", &nameless, json!({ "reason": why }))
        .await
        .expect_code(409, "opening.nameless");

    // The desk opens with a reason, which stays with who did it, whether or not a box is there.
    let door = [("org", estate.org.as_str()), ("door", gate.door.as_str())];
    estate.wang.call("door.order", &door, json!({})).await.expect_code(422, "pass.reason");
    estate
        .wang
        .call("door.order", &door, json!({ "reason": "急救人员" }))
        .await
        .expect_code(409, "pass.absent");
    let seen = estate.wang.call("opening.log", &at, NO).await.expect_ok();
    assert_eq!(
        (&seen["orders"][0]["reason"], &seen["orders"][0]["by"]),
        (&json!("急救人员"), &json!("王物业"))
    );
    assert!(gate.passes(&estate).await.iter().any(|pass| pass.priority == pass::Priority::Staff));

    // The wrong role, and another property.
    let clerk = joined(house, &estate.wang, &estate.org, "Bo", "member").await;
    let rival = house.person("Eve").await;
    let theirs = org(&rival).await;
    for operation in ["opening.log", "opening.look"] {
        clerk.call(operation, &entry, json!({ "reason": why })).await.expect_code(403, "access.denied");
        rival.call(operation, &entry, json!({ "reason": why })).await.expect_code(404, "org.unknown");
    }
    let foreign = [("org", theirs.as_str()), ("entry", text(&one, "id"))];
    rival.call("opening.look", &foreign, json!({ "reason": why })).await.expect_code(404, "opening.unknown");
    assert_eq!(rival.call("opening.log", &[("org", &theirs)], NO).await.expect_ok()["items"], json!([]));

    // The property closes its account: nothing of the doors stays.
    let person = [("org", estate.org.as_str()), ("person", clerk.id.as_str())];
    estate.wang.call("org.member.remove", &person, NO).await.expect_ok();
    crate::erasure::close(house, &estate.wang).await.expect_ok();
    house.run_jobs().await;
    let all = "SELECT (SELECT COUNT(*) FROM community_opening) + (SELECT COUNT(*) FROM community_order) \
               + (SELECT COUNT(*) FROM community_pass) + (SELECT COUNT(*) FROM community_pass_gone) AS found";
    assert_eq!(estate.count(all).await, 0);
}
