//! Passes: who opens which doors by which way, what ends when a right ends, and what a door is told.

use community::pass::held_at;
use community::place::DoorId;
use kit::{Client, proved};
use pass::{
    Cut, DoorSecret, Form, Fresh, Full, Head, Held, List, Moment, Pass, PassId, Reading, Reason, Secret,
    Shown, Signer, Trust, Verdict, Way,
};
use serde_json::{Value, json};
use std::time::Duration;

use crate::canary::{forms, in_tables, search};
use crate::homes::{DAY, Estate, NO, accept, enter, entry};
use crate::masked::leaves;
use crate::meet::text;
use crate::org::{joined, org};

/// A door's agent in short: its secret, and the list that the house makes for it.
pub(crate) struct Gate {
    pub door: String,
    pub secret: DoorSecret,
    signer: Signer,
}

impl Gate {
    /// The first door of the community.
    pub async fn of(estate: &Estate) -> Self {
        let plan = estate.wang.call("community.plan", &[("org", &estate.org)], NO).await.expect_ok();
        let door = text(&plan["doors"][0], "id").to_owned();
        Self { door, secret: DoorSecret::new(Secret::new([7; 32])), signer: Signer::fresh() }
    }

    fn id(&self) -> DoorId {
        self.door.parse().unwrap()
    }

    pub async fn passes(&self, estate: &Estate) -> Vec<Pass> {
        let house = &estate.house.running.house;
        held_at(house, self.id(), &self.secret, house.clock.now()).await.unwrap()
    }

    /// What the door does with what is shown, by the list of this moment.
    pub async fn shows(&self, estate: &Estate, shown: Shown) -> Verdict {
        let passes = self.passes(estate).await;
        let now = Moment::from_micros(estate.house.running.house.clock.now().micros());
        let door = pass::DoorId::new(self.id().bytes());
        let head = Head::of(door, 1, now, "Asia/Shanghai", &passes).sign(&self.signer);
        let mut held = Held::new(door, self.signer.public());
        let list = List::take(Full { head, passes }, None, self.signer.public(), door).unwrap();
        held.take(list);
        pass::decide(&held, &shown, Reading { at: now, trust: Trust::Sure })
    }

    /// A code that a phone makes of what the house gave it, scanned here.
    pub async fn scans(&self, estate: &Estate, code: &Value) -> Verdict {
        let seconds = u32::try_from(estate.house.running.house.clock.now().seconds()).unwrap();
        let secret: Secret = serde_json::from_value(code["secret"].clone()).unwrap();
        let doors: Vec<pass::DoorId> = code["doors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|door| text(door, "number").parse().unwrap())
            .collect();
        let id: PassId = text(code, "pass").parse().unwrap();
        let text = Fresh::make(id, &secret, &doors, seconds, "").unwrap();
        let read = pass::Code::read(&text, self.signer.public()).unwrap();
        self.shows(estate, Shown::Code(Box::new(read))).await
    }

    pub async fn card(&self, estate: &Estate, number: &str) -> Verdict {
        let card = pass::Card::typed(number, Form::Decimal).unwrap();
        self.shows(estate, Shown::Card(self.secret.card(card.matched(32).unwrap()))).await
    }

    pub async fn pin(&self, estate: &Estate, pin: &str) -> Verdict {
        self.shows(estate, Shown::Pin(self.secret.pin(pin))).await
    }
}

pub(crate) fn why(verdict: Verdict) -> Option<Reason> {
    match verdict {
        Verdict::Open { .. } => None,
        Verdict::Refuse { reason, .. } => Some(reason),
    }
}

pub(crate) async fn code(who: &Client, home: &str) -> Value {
    who.call("pass.code", &[("home", home)], json!({})).await.expect_ok()
}

/// The row of somebody among those of a home, by his name.
pub(crate) async fn resident(estate: &Estate, home: &str, name: &str) -> String {
    let at = [("org", estate.org.as_str()), ("home", home)];
    let all = estate.wang.call("home.residents", &at, NO).await.expect_ok();
    let one = all["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone();
    text(&one, "id").to_owned()
}

#[tokio::test]
async fn whoever_may_open_has_a_code_by_himself_and_it_ends_in_the_moment_in_which_his_right_does() {
    let estate = Estate::open().await;
    let (house, gate, home) = (&estate.house, Gate::of(&estate).await, estate.homes[0].as_str());
    assert!(gate.passes(&estate).await.is_empty());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    house.run_jobs().await;
    let passes = gate.passes(&estate).await;
    assert_eq!(passes.len(), 2, "a code, and the button of the client: {passes:?}");
    assert!(passes.iter().all(|pass| pass.cut == Cut::Hold && pass.until.is_none()));
    assert!(passes.iter().any(|pass| matches!(pass.way, Way::Code { .. })));

    // Her phone makes codes of what it got; nobody else's phone gets it.
    let hers = code(&ana, home).await;
    assert_eq!(why(gate.scans(&estate, &hers).await), None);
    assert_eq!(hers["doors"][0]["name"], "1单元门");
    assert_eq!(hers["slip"], NO, "no door was paired: there is no key yet");
    let eve = house.person("Eve").await;
    for operation in ["pass.code", "door.mine", "pass.code.renew", "pass.pin.remove"] {
        eve.call(operation, &[("home", home)], json!({})).await.expect_code(404, "pass.home");
    }
    let mut forged = hers.clone();
    forged["secret"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(why(gate.scans(&estate, &forged).await), Some(Reason::Forged));

    // A phone that was stolen: its codes open nothing, the next has another key.
    ana.call("pass.code.renew", &[("home", home)], NO).await.expect_ok();
    assert_eq!(why(gate.scans(&estate, &hers).await), Some(Reason::Unknown));
    let next = code(&ana, home).await;
    assert_ne!((&next["secret"], &next["pass"]), (&hers["secret"], &hers["pass"]));
    assert_eq!(why(gate.scans(&estate, &next).await), None);

    // A tenant until next month: the list says when, and the clock is asked before any job has run.
    let chen = house.person("Chen").await;
    let month = house.running.house.clock.now().plus(20 * DAY);
    enter(&ana, home, entry(&chen, "tenant", json!({ "until": month }))).await.expect_ok();
    accept(&chen).await;
    let his = code(&chen, home).await;
    let listed = gate.passes(&estate).await;
    let until = Moment::from_micros(month.micros());
    // On the wire instants have milliseconds.
    let is_his = |end: Moment| until.since(end) + end.since(until) < Duration::from_millis(2);
    assert!(listed.iter().any(|pass| pass.until.is_some_and(is_his)), "{listed:?}");
    house.advance(20 * DAY - Duration::from_secs(60));
    assert_eq!(why(gate.scans(&estate, &his).await), None);
    house.advance(Duration::from_secs(61));
    assert_eq!(why(gate.scans(&estate, &his).await), Some(Reason::Unknown));
    chen.call("pass.code", &[("home", home)], json!({})).await.expect_code(404, "pass.home");

    // Without the right to open he lives there, and opens nothing.
    let ding = house.person("Ding").await;
    let rights = json!({ "add": false, "invite": false, "open": true });
    enter(&ana, home, entry(&ding, "family", json!({ "name": "老丁", "rights": rights }))).await.expect_ok();
    accept(&ding).await;
    let its = code(&ding, home).await;
    assert_eq!(why(gate.scans(&estate, &its).await), None);
    let row = resident(&estate, home, "老丁").await;
    let less = json!({ "rights": { "add": false, "invite": false, "open": false } });
    ana.call("home.person.change", &[("home", home), ("resident", &row)], less).await.expect_ok();
    assert_eq!(why(gate.scans(&estate, &its).await), Some(Reason::Unknown));
    ding.call("door.mine", &[("home", home)], NO).await.expect_code(403, "access.denied");
    ding.call("home.people", &[("home", home)], NO).await.expect_ok();

    // She moves out: in that moment, for all that she had.
    ana.call("home.leave", &[("home", home)], NO).await.expect_ok();
    assert!(gate.passes(&estate).await.is_empty());
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_pass WHERE home IS NOT NULL").await, 0);
}

/// PINs that are tried first are none.
async fn guessed(who: &Client, at: &[(&str, &str)]) {
    for (typed, problem) in [
        ("111111", "pass.pin_repeats"),
        ("654321", "pass.pin_row"),
        ("19900215", "pass.pin_day"),
        ("4711", "pass.pin"),
    ] {
        who.call("pass.pin.set", at, json!({ "pin": typed })).await.expect_code(422, problem);
    }
}

#[tokio::test]
async fn a_pin_is_none_that_is_tried_first_and_a_card_that_was_there_goes_on_opening() {
    let estate = Estate::open().await;
    let (house, gate, home) = (&estate.house, Gate::of(&estate).await, estate.homes[0].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let at = [("home", home)];
    guessed(&ana, &at).await;
    ana.call("pass.pin.set", &at, json!({ "pin": "482957" })).await.expect_ok();
    assert_eq!(why(gate.pin(&estate, "482957").await), None);
    ana.call("pass.pin.set", &at, json!({ "pin": "739164" })).await.expect_ok();
    assert_eq!(why(gate.pin(&estate, "482957").await), Some(Reason::Unknown), "one PIN, the last one");
    assert_eq!(why(gate.pin(&estate, "739164").await), None);

    // The desk gives a card by its number, once; and a PIN to whom has no phone.
    let row = resident(&estate, home, "Ana").await;
    let desk = [("org", estate.org.as_str()), ("home", home), ("resident", row.as_str())];
    let card = json!({ "number": "0012345678" });
    estate.wang.call("pass.give", &desk, json!({ "number": "x" })).await.expect_code(422, "pass.card");
    let given = estate.wang.call("pass.give", &desk, card.clone()).await.expect_ok();
    estate.wang.call("pass.give", &desk, card.clone()).await.expect_code(409, "pass.card_taken");
    assert_eq!(why(gate.card(&estate, "0012345678").await), None);
    let ways = ana.call("door.mine", &at, NO).await.expect_ok();
    assert_eq!(ways["cards"][0]["number"], "…5678");
    let drawn = estate.wang.call("pass.give", &desk, json!({})).await.expect_ok();
    assert_eq!(why(gate.pin(&estate, text(&drawn, "pin")).await), None);
    assert_eq!(why(gate.pin(&estate, "739164").await), Some(Reason::Unknown));

    // A door that counts 24 bits opens for the same card, read by a reader that gives no more.
    let door = [("org", estate.org.as_str()), ("door", gate.door.as_str())];
    let wish = json!({ "closed": false, "card_bits": 24 });
    estate.wang.call("door.set", &door, wish).await.expect_ok();
    let short = pass::Card::typed("188,24910", Form::Facility).unwrap().matched(24).unwrap();
    assert_eq!(why(gate.shows(&estate, Shown::Card(gate.secret.card(short))).await), None);
    let wrong = json!({ "closed": false, "card_bits": 26 });
    estate.wang.call("door.set", &door, wrong).await.expect_code(422, "pass.bits");
    let wish = json!({ "closed": false, "card_bits": 32 });
    estate.wang.call("door.set", &door, wish).await.expect_ok();

    // Lost: at once, and the number is free for another.
    let pass = text(&given, "id");
    ana.call("pass.lost", &[("home", home), ("pass", pass)], NO).await.expect_ok();
    ana.call("pass.lost", &[("home", home), ("pass", pass)], NO).await.expect_code(404, "pass.unknown");
    assert_eq!(why(gate.card(&estate, "0012345678").await), Some(Reason::Unknown));
    let again = estate.wang.call("pass.give", &desk, card).await.expect_ok();
    assert_eq!(why(gate.card(&estate, "0012345678").await), None);

    // The desk sees who has what at a door, which is a leaf that she reads; and ends one.
    let list = estate.wang.call("pass.at_door", &door, NO).await.expect_ok();
    let card_of =
        |list: &Value| list["items"].as_array().unwrap().iter().find(|one| one["way"] == "card").cloned();
    assert_eq!(card_of(&list).unwrap()["name"], "Ana");
    assert!(!list.to_string().contains("12345678"), "{list}");
    assert!(leaves(&ana).await.iter().any(|leaf| leaf["act"] == "pass.at_door"), "{:?}", leaves(&ana).await);
    let ended = [("org", estate.org.as_str()), ("pass", text(&again, "id"))];
    estate.wang.call("pass.end", &ended, NO).await.expect_ok();
    assert_eq!(why(gate.card(&estate, "0012345678").await), Some(Reason::Unknown));
    let home_at = [("org", estate.org.as_str()), ("home", home)];
    let list = estate.wang.call("pass.of_home", &home_at, NO).await.expect_ok();
    assert!(card_of(&list).is_none(), "{list}");

    // The wrong role, and another property.
    let clerk = joined(house, &estate.wang, &estate.org, "Bo", "member").await;
    let rival = house.person("Eve").await;
    let theirs = org(&rival).await;
    rival
        .call("community.put", &[("org", &theirs)], json!({ "name": "别处", "address": "别处" }))
        .await
        .expect_ok();
    let all = [
        ("door", gate.door.as_str()),
        ("home", home),
        ("resident", row.as_str()),
        ("pass", text(&drawn, "id")),
    ];
    let with = |org: &str| {
        let mut at = vec![("org", org.to_owned())];
        at.extend(all.iter().map(|(name, id)| (*name, (*id).to_owned())));
        at
    };
    for (operation, wish, problem) in [
        ("door.settings", json!({}), "pass.door"),
        ("door.set", json!({ "closed": true, "card_bits": 32 }), "pass.door"),
        ("door.order", json!({ "reason": "急救" }), "pass.door"),
        ("pass.at_door", json!({}), "pass.door"),
        ("pass.of_home", json!({}), "pass.home"),
        ("pass.give", json!({ "number": "0000000042" }), "pass.no_right"),
        ("pass.end", json!({}), "pass.unknown"),
    ] {
        let (own, foreign) = (with(&estate.org), with(&theirs));
        let own: Vec<(&str, &str)> = own.iter().map(|(name, id)| (*name, id.as_str())).collect();
        let foreign: Vec<(&str, &str)> = foreign.iter().map(|(name, id)| (*name, id.as_str())).collect();
        clerk.call(operation, &own, wish.clone()).await.expect_code(403, "access.denied");
        ana.call(operation, &own, wish.clone()).await.expect_code(404, "org.unknown");
        rival.call(operation, &foreign, wish).await.expect_code(404, problem);
    }
    ana.call("pass.pin.remove", &at, NO).await.expect_ok();
    assert_eq!(why(gate.pin(&estate, text(&drawn, "pin")).await), Some(Reason::Unknown));
}

/// proves: AJ-033
#[tokio::test]
async fn doors_that_are_near_are_found_among_ones_own_and_what_was_heard_is_nowhere() {
    let estate = Estate::open().await;
    let (gate, home) = (Gate::of(&estate).await, estate.homes[0].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let eve = estate.house.person("Eve").await;
    let door = [("org", estate.org.as_str()), ("door", gate.door.as_str())];
    let heard = "3c:84:6a:12:ab:cd";
    let wrong = json!({ "closed": false, "card_bits": 32, "points": ["3c:84"] });
    estate.wang.call("door.set", &door, wrong).await.expect_code(422, "pass.points");
    let wish = json!({ "closed": false, "card_bits": 32, "points": ["3C-84-6A-12-AB-CD"] });
    estate.wang.call("door.set", &door, wish).await.expect_ok();

    let scan = json!({ "points": [heard, "02:11:22:33:44:55"] });
    let near = ana.call("door.near", &[], scan.clone()).await.expect_ok();
    assert_eq!(near["items"].as_array().unwrap().len(), 1, "{near}");
    assert_eq!((&near["items"][0]["door"], &near["items"][0]["home"]), (&json!(gate.door), &json!(home)));
    let other = json!({ "points": ["02:11:22:33:44:55"] });
    assert_eq!(ana.call("door.near", &[], other).await.expect_ok()["items"], json!([]));
    assert_eq!(eve.call("door.near", &[], scan).await.expect_ok()["items"], json!([]));
    let many = json!({ "points": vec![heard; 65] });
    ana.call("door.near", &[], many).await.expect_code(422, "pass.points");

    // What was heard beside it stands nowhere in what the house wrote; what its property set does.
    let needles: Vec<(String, Vec<u8>)> = ["02:11:22:33:44:55", "021122334455", "3c846a12abcd"]
        .iter()
        .flat_map(|value| forms(value).into_iter().map(|form| ((*value).to_owned(), form)))
        .collect();
    let mut found = Vec::new();
    search(estate.house.folder(), &needles, &mut found);
    found.extend(in_tables(&estate.house, &needles).await);
    assert!(found.iter().any(|one| one.starts_with("3c846a12abcd")), "{found:?}");
    assert!(found.iter().all(|one| one.starts_with("3c846a12abcd")), "{found:?}");
    proved("AJ-033", &["door.near", "door.set"]);
}

#[tokio::test]
async fn what_opens_for_somebody_is_his_to_see_and_goes_with_his_account() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let row = resident(&estate, home, "Ana").await;
    let desk = [("org", estate.org.as_str()), ("home", home), ("resident", row.as_str())];
    estate.wang.call("pass.give", &desk, json!({ "number": "0087654321" })).await.expect_ok();
    ana.call("pass.pin.set", &[("home", home)], json!({ "pin": "482957" })).await.expect_ok();
    crate::intercom::agree(&ana, "door-by-phone").await;
    ana.call("pass.telephone", &[("home", home)], json!({ "opens": true })).await.expect_ok();
    let ways = ana.call("door.mine", &[("home", home)], NO).await.expect_ok();
    assert_eq!(ways["telephone"], true);
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("87654321") && held.contains("door-pass"), "{held}");
    assert!(!held.contains("482957"), "a PIN is shown to nobody");
    ana.call("pass.telephone", &[("home", home)], json!({ "opens": false })).await.expect_ok();
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_pass WHERE way = 'telephone'").await, 0);

    // No agent is at the door: she is told so, and what else opens.
    let gate = Gate::of(&estate).await;
    let at = [("home", home), ("door", gate.door.as_str())];
    ana.call("door.open", &at, NO).await.expect_code(409, "pass.absent");
    let nowhere = [("home", home), ("door", "door_00000000-0000-7000-8000-000000000000")];
    ana.call("door.open", &nowhere, NO).await.expect_code(404, "pass.door");
    house.person("Eve").await.call("door.open", &at, NO).await.expect_code(404, "pass.home");

    crate::erasure::close(house, &ana).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_pass").await, 0);
    assert!(gate.passes(&estate).await.is_empty());
}
