//! Homes: who applies and who reviews it, who lives there until when, and what ends when somebody moves out.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::masked::leaves;
use crate::meet::text;
use crate::org::{joined, org};

pub(crate) const NO: Value = Value::Null;
pub(crate) const DAY: Duration = Duration::from_secs(86_400);
/// The examples of GB 11643.
pub(crate) const CARD: &str = "11010519491231002X";

/// A community with one building, one unit, two homes and a door.
pub(crate) struct Estate {
    pub house: House,
    pub wang: Client,
    pub org: String,
    pub number: String,
    pub homes: [String; 2],
}

impl Estate {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// In a house whose configuration was changed.
    pub async fn with(change: impl FnOnce(&mut ground::config::Config)) -> Self {
        Self::within(House::with_profile("anju", change).await).await
    }

    /// In a house that stands, of a doorplate that has communities.
    pub async fn within(house: House) -> Self {
        let wang = house.person("王物业").await;
        let org = org(&wang).await;
        let at = [("org", org.as_str())];
        wang.call("building.add", &at, json!({ "name": "3号楼" })).await.expect_code(404, "place.closed");
        let wish =
            json!({ "name": "幸福里", "address": "胡同一号", "latitude": 39.9042, "longitude": 116.4074 });
        let made = wang.call("community.put", &at, wish).await.expect_ok();
        let id = |made: Value| text(&made, "id").to_owned();
        let building = id(wang.call("building.add", &at, json!({ "name": "3号楼" })).await.expect_ok());
        let wish = json!({ "building": building, "name": "1单元" });
        let unit = id(wang.call("unit.add", &at, wish).await.expect_ok());
        let home = |number: &'static str| {
            let room = &number[4..];
            let floor: i64 = room[..1].parse().unwrap();
            let wish = json!({ "unit": unit, "number": number, "room": room, "floor": floor });
            let (wang, org) = (wang.clone(), org.clone());
            async move { id(wang.call("home.add", &[("org", &org)], wish).await.expect_ok()) }
        };
        let homes = [home("3-1-502").await, home("3-1-601").await];
        wang.call("door.add", &at, json!({ "unit": unit, "name": "1单元门" })).await.expect_ok();
        let number = text(&made, "number").to_owned();
        Self { house, wang, org, number, homes }
    }

    pub async fn apply(&self, who: &Client, more: Value) -> Answer {
        let mut wish = json!({
            "community": self.number, "home": "3-1-502", "relation": "owner", "name": "安娜", "phone": who.phone,
        });
        wish.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        who.call("home.apply", &[], wish).await
    }

    pub async fn decide(&self, application: &str, wish: Value) -> Answer {
        let at = [("org", self.org.as_str()), ("application", application)];
        self.wang.call("home.application.decide", &at, wish).await
    }

    /// Somebody whom the property certified.
    pub async fn resident(&self, name: &str, home: &str, relation: &str) -> Client {
        let who = self.house.person(name).await;
        self.moves_in(&who, (name, home, relation)).await;
        who
    }

    /// The property certifies somebody who has an account.
    pub async fn moves_in(&self, who: &Client, (name, home, relation): (&str, &str, &str)) {
        let made = self.apply(who, json!({ "home": home, "relation": relation, "name": name })).await;
        let id = text(&made.expect_ok(), "id").to_owned();
        self.decide(&id, json!({ "approve": true })).await.expect_ok();
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut view = self.house.running.house.db.view().await.unwrap();
        view.one(sql, vec![]).await.unwrap().get("found").unwrap()
    }

    /// What the outbox of rights says, in order.
    pub async fn events(&self) -> Vec<&'static str> {
        let mut view = self.house.running.house.db.view().await.unwrap();
        let events = community::household::events_after(&mut view, None, 1_000).await.unwrap();
        events.iter().map(|event| event.what.word()).collect()
    }
}

pub(crate) async fn agree(who: &Client) {
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": "home-identity", "version": version, "categories": ["identity-number"] });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

pub(crate) async fn applications(who: &Client) -> Vec<Value> {
    let list = who.call("home.application.mine", &[], NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

pub(crate) async fn homes(who: &Client) -> Vec<Value> {
    who.call("home.mine", &[], NO).await.expect_ok()["items"].as_array().unwrap().clone()
}

pub(crate) async fn people(who: &Client, home: &str) -> Answer {
    who.call("home.people", &[("home", home)], NO).await
}

/// The words of the notices that somebody has.
pub(crate) async fn told(who: &Client) -> String {
    who.call("notice.list", &[], NO).await.expect_ok()["items"].to_string()
}

/// proves: AJ-006
#[tokio::test]
async fn an_application_waits_is_decided_with_a_reason_and_only_approval_opens_the_home() {
    let estate = Estate::open().await;
    let (house, wang) = (&estate.house, &estate.wang);
    let ana = house.person("Ana").await;
    let listed = ana.call("community.list", &[], NO).await.expect_ok();
    assert_eq!(listed["items"][0]["latitude"], 39.9042, "{listed}");

    // What is no home, no card, and what is not agreed to.
    estate.apply(&ana, json!({ "home": "9-9-999" })).await.expect_code(422, "application.home");
    estate.apply(&ana, json!({ "community": "00000000" })).await.expect_code(422, "application.home");
    let wrong = json!({ "identity": "110105194912310021" });
    estate.apply(&ana, wrong).await.expect_code(422, "application.identity");
    let with_card = json!({ "identity": CARD });
    estate.apply(&ana, with_card.clone()).await.expect_code(403, "application.consent");
    agree(&ana).await;
    let id = text(&estate.apply(&ana, with_card).await.expect_ok(), "id").to_owned();
    estate.apply(&ana, json!({})).await.expect_code(409, "application.again");

    // It waits; nothing of the home is hers.
    let mine = applications(&ana).await;
    assert_eq!((mine.len(), &mine[0]["state"]), (1, &json!("waiting")));
    assert_eq!(mine[0]["identity"], "1****************X");
    assert!(homes(&ana).await.is_empty());
    people(&ana, &estate.homes[0]).await.expect_code(404, "household.home");
    assert!(told(wang).await.contains("3-1-502"));

    // The desk sees it masked; the whole only with a reason, which she reads.
    let at = [("org", estate.org.as_str()), ("application", id.as_str())];
    let list = wang.call("home.application.list", &at, NO).await;
    assert!(!list.text().contains(&CARD[1..17]), "{}", list.text());
    assert_eq!(list.expect_ok()["items"][0]["name"], "安娜");
    let seen = wang.call("home.application.get", &at, NO).await;
    assert!(!seen.text().contains(&CARD[1..17]), "{}", seen.text());
    assert_eq!(seen.expect_ok()["identity"], "1****************X");
    let look = |wish: Value| wang.call("home.application.look", &at, wish);
    look(json!({})).await.expect_code(422, "application.reason");
    let why = "与产权登记核对";
    assert_eq!(look(json!({ "reason": why })).await.expect_ok()["identity"], CARD);
    let seen: Vec<Value> = leaves(&ana).await.into_iter().filter(|leaf| leaf["reason"] == why).collect();
    assert_eq!(seen.len(), 1, "she reads who looked, and why");

    // Nobody else of the organisation, and no stranger.
    let clerk = joined(house, wang, &estate.org, "Bo", "member").await;
    let eve = house.person("Eve").await;
    for operation in ["home.application.list", "home.application.get", "home.application.look"] {
        let wish = json!({ "reason": why });
        clerk.call(operation, &at, wish.clone()).await.expect_code(403, "access.denied");
        eve.call(operation, &at, wish).await.expect_code(404, "org.unknown");
    }
    clerk
        .call("home.application.decide", &at, json!({ "approve": true }))
        .await
        .expect_code(403, "access.denied");

    // Refused with a reason, then approved.
    estate.decide(&id, json!({ "approve": false })).await.expect_code(422, "application.reason");
    estate.decide(&id, json!({ "approve": false, "reason": "请附房产证" })).await.expect_ok();
    estate.decide(&id, json!({ "approve": true })).await.expect_code(409, "application.decided");
    let mine = applications(&ana).await;
    assert_eq!((&mine[0]["state"], &mine[0]["reason"]), (&json!("refused"), &json!("请附房产证")));
    assert!(told(&ana).await.contains("请附房产证"));
    assert!(homes(&ana).await.is_empty());
    let again = text(&estate.apply(&ana, json!({})).await.expect_ok(), "id").to_owned();
    estate.decide(&again, json!({ "approve": true })).await.expect_ok();
    let own = homes(&ana).await;
    assert_eq!((own.len(), &own[0]["lives"], &own[0]["number"]), (1, &json!(true), &json!("3-1-502")));
    people(&ana, &estate.homes[0]).await.expect_ok();
    estate.apply(&ana, json!({})).await.expect_code(409, "application.lives");
    assert_eq!(estate.events().await, ["begun"]);
    proved("AJ-006", &["home.apply", "home.application.list", "home.application.decide", "home.mine"]);
}

#[tokio::test]
async fn what_was_shown_to_prove_it_goes_with_its_consent_a_month_later_or_with_the_application() {
    let estate = Estate::open().await;
    let (house, wang) = (&estate.house, &estate.wang);
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let mut ids = Vec::new();
    for who in [&ana, &bo] {
        agree(who).await;
        let made = estate.apply(who, json!({ "identity": CARD, "relation": "family" })).await.expect_ok();
        ids.push(text(&made, "id").to_owned());
    }
    let cards = "SELECT COUNT(*) AS found FROM community_application WHERE identity IS NOT NULL";
    assert_eq!(estate.count(cards).await, 2);
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains(CARD) && held.contains("home-application"), "{held}");

    // Taken back: not even its ends are seen, and the next sweep removes it.
    ana.post("/api/v1/consents/withdraw", json!({ "purpose": "home-identity" })).await.expect_ok();
    let at = [("org", estate.org.as_str()), ("application", ids[0].as_str())];
    assert_eq!(wang.call("home.application.get", &at, NO).await.expect_ok()["identity"], NO);
    let wish = json!({ "reason": "核对一次" });
    wang.call("home.application.look", &at, wish).await.expect_code(409, "application.no_identity");
    house.advance(Duration::from_secs(3_700));
    house.run_jobs().await;
    assert_eq!(estate.count(cards).await, 1, "that of the other stays");

    // A month after the decision, and half a year after it.
    for id in &ids {
        estate.decide(id, json!({ "approve": true })).await.expect_ok();
    }
    house.advance(29 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count(cards).await, 1);
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count(cards).await, 0);
    assert_eq!(applications(&bo).await.len(), 1);
    house.advance(190 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_application").await, 0);

    let cai = house.person("Cai").await;
    let id = text(&estate.apply(&cai, json!({})).await.expect_ok(), "id").to_owned();
    let at = [("application", id.as_str())];
    let dan = house.person("Dan").await;
    dan.call("home.application.withdraw", &at, NO).await.expect_code(404, "application.unknown");
    cai.call("home.application.withdraw", &at, NO).await.expect_ok();
    assert!(applications(&cai).await.is_empty());
}

pub(crate) fn entry(who: &Client, relation: &str, more: Value) -> Value {
    let rights = json!({ "add": false, "invite": true, "open": true });
    let mut wish = json!({ "name": "老陈", "phone": who.phone, "relation": relation, "rights": rights });
    wish.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    wish
}

pub(crate) async fn enter(who: &Client, home: &str, wish: Value) -> Answer {
    who.call("home.person.add", &[("home", home)], wish).await
}

pub(crate) async fn accept(who: &Client) {
    let waits = homes(who).await.into_iter().find(|one| one["waits"] == true).unwrap();
    who.call("home.entry.accept", &[("resident", text(&waits, "resident"))], NO).await.expect_ok();
}

#[tokio::test]
async fn an_owner_enters_a_tenant_who_is_told_accepts_or_refuses_and_whose_time_ends_by_itself() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let home = estate.homes[0].as_str();
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let (chen, eve) = (house.person("Chen").await, house.person("Eve").await);
    let month = json!(house.running.house.clock.now().plus(20 * DAY));

    // What may not be entered.
    enter(&eve, home, entry(&chen, "family", json!({}))).await.expect_code(404, "household.home");
    enter(&ana, home, entry(&chen, "owner", json!({}))).await.expect_code(422, "household.relation");
    enter(&ana, home, entry(&chen, "tenant", json!({}))).await.expect_code(422, "household.dates");
    let past = json!({ "until": "2020-01-01T00:00:00.000Z" });
    enter(&ana, home, entry(&chen, "tenant", past)).await.expect_code(422, "household.dates");
    enter(&ana, home, entry(&chen, "family", json!({ "phone": "12" })))
        .await
        .expect_code(422, "household.phone");

    // Entered, told by whom and with what, refused: nothing stays.
    let until = json!({ "until": month });
    let made = enter(&ana, home, entry(&chen, "tenant", until.clone())).await.expect_ok();
    enter(&ana, home, entry(&chen, "tenant", until.clone())).await.expect_code(409, "household.again");
    let notice = told(&chen).await;
    assert!(notice.contains("Ana") && notice.contains("老陈") && notice.contains("3-1-502"), "{notice}");
    let waits = homes(&chen).await;
    assert_eq!(
        (&waits[0]["waits"], &waits[0]["lives"], &waits[0]["by"]),
        (&json!(true), &json!(false), &json!("Ana"))
    );
    people(&chen, home).await.expect_code(404, "household.home");
    let at = [("resident", text(&made, "id"))];
    eve.call("home.entry.accept", &at, NO).await.expect_code(404, "household.unknown");
    chen.call("home.entry.refuse", &at, NO).await.expect_ok();
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_resident").await, 1);

    // Entered again and accepted: he lives there, with the rights he was given and no others.
    enter(&ana, home, entry(&chen, "tenant", until.clone())).await.expect_ok();
    accept(&chen).await;
    assert_eq!(
        estate.count("SELECT COUNT(*) AS found FROM community_resident WHERE phone IS NOT NULL").await,
        0
    );
    let there = people(&chen, home).await.expect_ok();
    assert_eq!(there["items"].as_array().unwrap().len(), 2, "{there}");
    enter(&chen, home, entry(&eve, "family", json!({}))).await.expect_code(403, "access.denied");
    let desk = [("org", estate.org.as_str()), ("home", home)];
    let seen = estate.wang.call("home.residents", &desk, NO).await.expect_ok();
    assert_eq!(seen["items"][1]["name"], "老陈");

    // His time ends: the clock says no in that instant, the job clears up and tells.
    house.advance(20 * DAY - Duration::from_secs(60));
    people(&chen, home).await.expect_ok();
    house.advance(Duration::from_secs(61));
    people(&chen, home).await.expect_code(404, "household.home");
    house.run_jobs().await;
    assert!(homes(&chen).await.is_empty());
    assert!(told(&chen).await.contains("已不再是住户"));
    assert_eq!(estate.events().await, ["begun", "begun", "ended"]);

    // Nobody answers: the entry is forgotten after two weeks.
    enter(&ana, home, entry(&eve, "family", json!({}))).await.expect_ok();
    house.advance(15 * DAY);
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_resident").await, 1);
}

#[tokio::test]
async fn moving_out_ends_everything_at_once_also_for_those_who_came_with_him() {
    let estate = Estate::open().await;
    let house = &estate.house;
    let home = estate.homes[0].as_str();
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let also = estate.resident("Ana2", "3-1-601", "owner").await;
    let (chen, ding) = (house.person("Chen").await, house.person("Ding").await);
    let month = json!(house.running.house.clock.now().plus(30 * DAY));
    let all = json!({ "add": true, "invite": true, "open": true });
    enter(&ana, home, entry(&chen, "tenant", json!({ "until": month, "rights": all }))).await.expect_ok();
    accept(&chen).await;

    // Whom the tenant enters stays no longer than he does.
    let year = json!({ "until": house.running.house.clock.now().plus(365 * DAY) });
    enter(&chen, home, entry(&ding, "family", year)).await.expect_code(422, "household.dates");
    enter(&chen, home, entry(&ding, "family", json!({}))).await.expect_ok();
    accept(&ding).await;
    assert_eq!(homes(&ding).await[0]["until"], month);
    let there = people(&ana, home).await.expect_ok();
    let id = |at: usize| text(&there["items"][at], "id").to_owned();
    let (owner, tenant) = (id(0), id(1));
    let end = |who: &Client, resident: &str| {
        let (who, resident) = (who.clone(), resident.to_owned());
        async move { who.call("home.person.remove", &[("home", home), ("resident", &resident)], NO).await }
    };
    end(&chen, &owner).await.expect_code(409, "household.not_yours");
    end(&ana, &owner).await.expect_code(409, "household.not_yours");
    end(&ding, &tenant).await.expect_code(403, "access.denied");
    end(&also, &tenant).await.expect_code(404, "household.home");
    let at = [("home", home), ("resident", tenant.as_str())];
    let fewer = json!({ "rights": { "add": true, "invite": false, "open": true }, "until": month });
    ana.call("home.person.change", &at, fewer).await.expect_ok();
    assert_eq!(homes(&chen).await[0]["rights"]["invite"], false);
    assert_eq!(
        homes(&ding).await[0]["rights"]["invite"],
        false,
        "nobody whom he entered has more than he has"
    );

    // The tenant moves out: with him goes whom he brought, in the same moment, and the outbox says so.
    chen.call("home.leave", &[("home", home)], NO).await.expect_ok();
    for who in [&chen, &ding] {
        people(who, home).await.expect_code(404, "household.home");
    }
    assert!(told(&ding).await.contains("已不再是住户"));
    assert_eq!(
        estate.events().await,
        ["begun", "begun", "begun", "begun", "changed", "changed", "ended", "ended"],
        "two owners, a tenant, his family"
    );
    chen.call("home.leave", &[("home", home)], NO).await.expect_code(404, "household.home");

    // The property ends it for an owner who sold; a closed account ends it, too.
    let desk = [("org", estate.org.as_str()), ("home", home), ("resident", owner.as_str())];
    ana.call("home.resident.end", &desk, NO).await.expect_code(404, "org.unknown");
    estate.wang.call("home.resident.end", &desk, NO).await.expect_ok();
    assert!(homes(&ana).await.is_empty());
    crate::erasure::close(house, &also).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(estate.count("SELECT COUNT(*) AS found FROM community_resident").await, 0);
    assert_eq!(
        estate.count("SELECT COUNT(*) AS found FROM community_application WHERE state = 'waiting'").await,
        0
    );
    assert_eq!(estate.events().await.iter().filter(|what| **what == "ended").count(), 4);
}

#[tokio::test]
async fn what_something_hangs_on_is_not_removed_and_nobody_else_changes_what_stands_there() {
    let estate = Estate::open().await;
    let wang = &estate.wang;
    let ana = estate.resident("Ana", "3-1-502", "owner").await;
    let at = [("org", estate.org.as_str())];
    let plan = wang.call("community.plan", &at, NO).await.expect_ok();
    let (building, unit) = (text(&plan["buildings"][0], "id"), text(&plan["units"][0], "id"));
    let door = text(&plan["doors"][0], "id");
    let of = |name: &'static str, id: &str| [("org", estate.org.clone()), (name, id.to_owned())];
    let remove = async |operation: &str, name: &'static str, id: &str| {
        let at = of(name, id);
        let at: Vec<(&str, &str)> = at.iter().map(|(name, id)| (*name, id.as_str())).collect();
        wang.call(operation, &at, NO).await
    };
    remove("building.remove", "building", building).await.expect_code(409, "place.used");
    remove("unit.remove", "unit", unit).await.expect_code(409, "place.used");
    remove("home.remove", "home", &estate.homes[0]).await.expect_code(409, "place.used");
    remove("home.remove", "home", &estate.homes[1]).await.expect_ok();
    remove("home.remove", "home", &estate.homes[1]).await.expect_code(404, "place.unknown");
    remove("door.remove", "door", door).await.expect_ok();
    let again = json!({ "unit": unit, "number": "3-1-502", "room": "502" });
    wang.call("home.add", &at, again).await.expect_code(409, "place.taken");
    let point = json!({ "name": "幸福里", "address": "胡同一号", "latitude": 91.0, "longitude": 0.0 });
    wang.call("community.put", &at, point).await.expect_code(422, "place.point");
    let named = json!({ "unit": unit, "number": "3-1-503", "room": "503", "floor": 5 });
    let own = [("org", estate.org.as_str()), ("home", estate.homes[0].as_str())];
    wang.call("home.change", &own, named).await.expect_ok();
    assert_eq!(homes(&ana).await[0]["number"], "3-1-503");

    // Another property has no hand in it.
    let rival = estate.house.person("Eve").await;
    let theirs = org(&rival).await;
    let wish = json!({ "name": "别处", "address": "别处" });
    rival.call("community.put", &[("org", &theirs)], wish).await.expect_ok();
    let foreign = [("org", theirs.as_str()), ("home", estate.homes[0].as_str())];
    rival.call("home.residents", &foreign, NO).await.expect_code(404, "household.home");
    rival.call("home.remove", &foreign, NO).await.expect_code(404, "place.unknown");
    let wish = json!({ "building": building, "name": "2单元" });
    rival.call("unit.add", &[("org", &theirs)], wish).await.expect_code(404, "place.unknown");
}

#[tokio::test]
async fn behind_a_doorplate_without_homes_there_is_nothing() {
    let house = House::with_profile("duban", |_| {}).await;
    let ana = house.person("Ana").await;
    ana.get("/api/v1/communities").await.expect_code(404, "path.unknown");
    ana.get("/api/v1/me/homes").await.expect_code(404, "path.unknown");
}
