//! Homes at their ends: an organisation that is no more, an application that nobody decides, a home that moves or is full; and
//! what somebody finds of them when he asks what is held about him.

use community::place::HomeId;
use ground::{OrgId, values};
use serde_json::{Value, json};

use crate::homes::{CARD, DAY, Estate, NO, accept, agree, applications, enter, entry, homes, told};
use crate::meet::text;

const RESIDENTS: &str = "SELECT COUNT(*) AS found FROM community_resident";
const APPLICATIONS: &str = "SELECT COUNT(*) AS found FROM community_application";
const CARDS: &str = "SELECT COUNT(*) AS found FROM community_application WHERE identity IS NOT NULL";

/// What stands in all tables of the wing.
const ALL: &str = "SELECT (SELECT COUNT(*) FROM community_resident) + (SELECT COUNT(*) FROM community_application) \
                   + (SELECT COUNT(*) FROM community_home) + (SELECT COUNT(*) FROM community_door) \
                   + (SELECT COUNT(*) FROM community_unit) + (SELECT COUNT(*) FROM community_building) \
                   + (SELECT COUNT(*) FROM community_community) AS found";

/// More rows than one step of the end takes: entries that nobody answered.
async fn fill(estate: &Estate, rows: u16) {
    let (org, home): (OrgId, HomeId) = (estate.org.parse().unwrap(), estate.homes[1].parse().unwrap());
    let sql = "INSERT INTO community_resident (id, org, home, relation, name, may_add, may_invite, may_open, from_at, \
               entered_at) VALUES ($1, $2, $3, 'family', $4, 0, 0, 0, 0, 0)";
    let mut cx = estate.house.running.house.db.begin().await.unwrap();
    for at in 0..rows {
        let mut id = [7; 16];
        id[..2].copy_from_slice(&at.to_be_bytes());
        cx.run(sql, values![id, org, home, vec![0_u8; 4]]).await.unwrap();
    }
    cx.commit().await.unwrap();
}

#[tokio::test]
async fn a_community_ends_with_its_organisation_and_everybody_in_it_is_told() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let (chen, cai, eve) = (house.person("Chen").await, house.person("Cai").await, house.person("Eve").await);
    let until = json!({ "until": house.running.house.clock.now().plus(30 * DAY) });
    enter(&ana, &estate.homes[0], entry(&chen, "tenant", until)).await.expect_ok();
    accept(&chen).await;
    enter(&ana, &estate.homes[0], entry(&eve, "family", json!({}))).await.expect_ok();
    estate.apply(&cai, json!({ "home": "3-1-601" })).await.expect_ok();
    fill(&estate, 450).await;

    crate::erasure::close(house, &estate.wang).await.expect_ok();
    house.run_jobs().await;

    assert_eq!(ana.call("community.list", &[], NO).await.expect_ok()["items"], json!([]));
    for who in [&ana, &chen, &eve] {
        assert!(homes(who).await.is_empty());
    }
    for who in [&ana, &chen] {
        assert!(told(who).await.contains("已不再是住户"));
    }
    assert!(!told(&eve).await.contains("已不再是住户"), "nothing of hers had begun");
    assert!(told(&cai).await.contains("房屋认证申请已结束") && applications(&cai).await.is_empty());
    assert!(!told(&ana).await.contains("房屋认证申请已结束"), "hers was decided");
    assert_eq!(estate.events().await, ["begun", "begun", "ended", "ended"]);
    assert_eq!(estate.count(ALL).await, 0);
    estate.apply(&cai, json!({})).await.expect_code(422, "application.home");
    enter(&ana, &estate.homes[0], entry(&eve, "family", json!({}))).await.expect_code(404, "household.home");
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(!held.contains("community_"), "{held}");
}

#[tokio::test]
async fn what_nobody_decides_ends_by_itself_the_card_first() {
    let estate = Estate::open().await;
    let (house, ana) = (&estate.house, estate.house.person("Ana").await);
    agree(&ana).await;
    estate.apply(&ana, json!({ "identity": CARD })).await.expect_ok();
    house.advance(89 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count(CARDS).await, 1);
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_eq!((estate.count(CARDS).await, estate.count(APPLICATIONS).await), (0, 1));
    let waits = "SELECT COUNT(*) AS found FROM community_application WHERE state = 'waiting'";
    assert_eq!(estate.count(waits).await, 1);
    // Six months by the almanac are 181 to 184 days.
    house.advance(89 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count(APPLICATIONS).await, 1);
    house.advance(5 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count(APPLICATIONS).await, 0);
    let lapsed = "SELECT COUNT(*) AS found FROM yard_notice WHERE code = 'home.lapsed'";
    assert_eq!(estate.count(lapsed).await, 1, "she is told that nobody decided");
}

#[tokio::test]
async fn a_home_that_goes_to_another_unit_opens_other_doors_and_the_outbox_says_so() {
    let estate = Estate::open().await;
    let (house, wang) = (&estate.house, &estate.wang);
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let chen = house.person("Chen").await;
    enter(&ana, &estate.homes[0], entry(&chen, "family", json!({}))).await.expect_ok();
    let at = [("org", estate.org.as_str()), ("home", estate.homes[0].as_str())];
    let plan = wang.call("community.plan", &at, NO).await.expect_ok();
    let (building, unit) = (text(&plan["buildings"][0], "id"), text(&plan["units"][0], "id"));
    let wish = json!({ "building": building, "name": "2单元" });
    let other = wang.call("unit.add", &at, wish).await.expect_ok();
    let change = async |unit: &str, number: &str| {
        let wish = json!({ "unit": unit, "number": number, "room": "502" });
        wang.call("home.change", &at, wish).await.expect_ok();
    };
    change(unit, "3-1-512").await;
    assert_eq!(estate.events().await, ["begun"], "another number opens the same doors");
    change(text(&other, "id"), "3-2-502").await;
    assert_eq!(estate.events().await, ["begun", "changed"], "whoever was entered has no rights yet");
    change(text(&other, "id"), "3-2-502").await;
    assert_eq!(estate.events().await, ["begun", "changed"]);
    assert_eq!(homes(&ana).await[0]["number"], "3-2-502");
}

#[tokio::test]
async fn a_home_has_no_more_people_than_it_may_whoever_lets_them_in() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let bo = house.person("Bo").await;
    let id = text(&estate.apply(&bo, json!({})).await.expect_ok(), "id").to_owned();
    for _ in 0..29 {
        let wish = entry(&ana, "family", json!({ "phone": house.fresh_number() }));
        enter(&ana, home, wish).await.expect_ok();
    }
    enter(&ana, home, entry(&bo, "family", json!({}))).await.expect_code(409, "household.many");
    estate.decide(&id, json!({ "approve": true })).await.expect_code(409, "application.full");
    assert_eq!(estate.count(RESIDENTS).await, 30);
    assert_eq!(applications(&bo).await[0]["state"], "waiting", "nothing came of it");
    assert!(!told(&bo).await.contains("已通过"));

    // One goes, and he is let in.
    let there = ana.call("home.people", &[("home", home)], NO).await.expect_ok();
    assert_eq!(there["items"].as_array().unwrap().len(), 30);
    let at = [("home", home), ("resident", text(&there["items"][29], "id"))];
    ana.call("home.person.remove", &at, NO).await.expect_ok();
    estate.decide(&id, json!({ "approve": true })).await.expect_ok();
    assert_eq!(homes(&bo).await.len(), 1);
}

#[tokio::test]
async fn what_is_held_of_homes_says_where_as_what_with_which_rights_and_until_when() {
    let estate = Estate::open().await;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let chen = house.person("Chen").await;
    let until = json!(house.running.house.clock.now().plus(30 * DAY));
    enter(&ana, home, entry(&chen, "tenant", json!({ "until": until }))).await.expect_ok();
    let held = async |who: &kit::Client| -> Vec<Value> {
        let held = who.get("/api/v1/me/held").await.expect_ok();
        let items = held["items"].as_array().unwrap().clone();
        items.into_iter().filter(|one| one["table"] == "community_resident").collect()
    };
    let own = held(&ana).await;
    let line = text(&own[0], "value");
    assert!(line.starts_with("Ana · 幸福里 3-1-502 · owner · add, invite, open · "), "{line}");
    let waits = held(&chen).await;
    let line = text(&waits[0], "value");
    assert!(line.starts_with("幸福里 3-1-502 · tenant · invite, open · "), "{line}");
    assert!(line.ends_with(until.as_str().unwrap()), "{line}");
    accept(&chen).await;
    let lives = held(&chen).await;
    assert!(text(&lives[0], "value").starts_with("老陈 · 幸福里 3-1-502 · tenant · "), "{lives:?}");

    // What cannot be read is our fault, and not the same as nothing.
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE community_resident SET name = $1", values![vec![1_u8; 40]]).await.unwrap();
    cx.commit().await.unwrap();
    assert_eq!(ana.get("/api/v1/me/held").await.status.as_u16(), 500);
}
