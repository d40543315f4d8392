//! Homes on every path that is not meant: the wrong role, somebody else's ids, what is malformed or too long, and the same
//! again. Each has its status and its code; nothing is said, and nothing becomes of it.

use kit::{Client, House};
use serde_json::{Value, json};

use crate::homes::{DAY, Estate, NO, accept, enter, entry, homes};
use crate::meet::text;
use crate::org::{joined, org};

/// An operation, where, with what; what is refused, and how.
type Refused<'a> = (&'static str, &'a [(&'a str, &'a str)], Value, u16, &'static str);

/// An operation, where and with what, before it is known how it is refused.
type Asked<'a> = (&'static str, &'a [(&'static str, String)], Value);

/// What stands in the tables, so that it is seen whether something became of a refusal.
const STANDS: &str = "SELECT (SELECT COUNT(*) FROM community_resident) * 10000 \
                      + (SELECT COUNT(*) FROM community_application) * 1000 \
                      + (SELECT COUNT(*) FROM community_home) * 100 + (SELECT COUNT(*) FROM community_door) * 50 \
                      + (SELECT COUNT(*) FROM community_unit) * 10 + (SELECT COUNT(*) FROM community_building) \
                      + (SELECT COUNT(*) FROM community_right_event) * 100000 AS found";

/// Each is refused as it says, and nothing became of any.
async fn refused(estate: &Estate, who: &Client, table: &[Refused<'_>]) {
    let before = estate.count(STANDS).await;
    for (operation, at, wish, status, code) in table {
        let answer = who.call(operation, at, wish.clone()).await;
        let said = answer.text();
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (*status, Some(*code)),
            "{operation} {at:?} {wish}: {said}"
        );
        // Nothing of who lives there or applied.
        assert!(!said.contains("安娜") && !said.contains("老陈"), "{operation}: {said}");
        assert_eq!(estate.count(STANDS).await, before, "{operation} {at:?} {wish}");
    }
}

/// The building, the unit and the door of a community.
async fn plan(who: &Client, org: &str) -> [String; 3] {
    let plan = who.call("community.plan", &[("org", org)], NO).await.expect_ok();
    ["buildings", "units", "doors"].map(|list| text(&plan[list][0], "id").to_owned())
}

/// A home with an owner, a tenant who accepted and family who waits; and an application for the other home.
struct Lived {
    estate: Estate,
    ana: Client,
    chen: Client,
    eve: Client,
    /// Rows of the owner, the tenant and her who waits.
    rows: [String; 3],
    application: String,
}

impl Lived {
    async fn open() -> Self {
        let estate = Estate::open().await;
        let house = &estate.house;
        let ana = estate.resident("安娜", "3-1-502", "owner").await;
        let (chen, eve) = (house.person("Chen").await, house.person("Eve").await);
        let until = json!({ "until": house.running.house.clock.now().plus(30 * DAY),
            "rights": { "add": true, "invite": true, "open": true } });
        let home = estate.homes[0].as_str();
        enter(&ana, home, entry(&chen, "tenant", until)).await.expect_ok();
        accept(&chen).await;
        enter(&ana, home, entry(&eve, "family", json!({}))).await.expect_ok();
        let there = ana.call("home.people", &[("home", home)], NO).await.expect_ok();
        let rows = [0, 1, 2].map(|at| text(&there["items"][at], "id").to_owned());
        let made = estate.apply(&eve, json!({ "home": "3-1-601" })).await.expect_ok();
        let application = text(&made, "id").to_owned();
        Self { estate, ana, chen, eve, rows, application }
    }
}

/// Another property with a community of its own and everything in it.
struct Rival {
    who: Client,
    org: String,
    plan: [String; 3],
    home: String,
}

impl Rival {
    async fn open(house: &House) -> Self {
        let who = house.person("Rival").await;
        let org = org(&who).await;
        let at = [("org", org.as_str())];
        let wish = json!({ "name": "别处", "address": "别处" });
        who.call("community.put", &at, wish).await.expect_ok();
        let made = who.call("building.add", &at, json!({ "name": "1号楼" })).await.expect_ok();
        let wish = json!({ "building": text(&made, "id"), "name": "1单元" });
        let unit = who.call("unit.add", &at, wish).await.expect_ok();
        let wish = json!({ "unit": text(&unit, "id"), "number": "1-1-101", "room": "101" });
        let home = text(&who.call("home.add", &at, wish).await.expect_ok(), "id").to_owned();
        who.call("door.add", &at, json!({ "name": "大门" })).await.expect_ok();
        let plan = plan(&who, &org).await;
        Self { who, org, plan, home }
    }
}

#[tokio::test]
async fn nobody_but_those_who_run_the_organisation_has_a_hand_in_its_community() {
    let lived = Lived::open().await;
    let estate = &lived.estate;
    let [building, unit, door] = plan(&estate.wang, &estate.org).await;
    let of = |name: &'static str, id: &str| [("org", estate.org.clone()), (name, id.to_owned())];
    let (a, b, c, d) =
        (of("building", &building), of("unit", &unit), of("door", &door), of("home", &estate.homes[1]));
    let row =
        [("org", estate.org.clone()), ("home", estate.homes[0].clone()), ("resident", lived.rows[1].clone())];
    let it = of("application", &lived.application);
    let named = json!({ "name": "新" });
    let home = json!({ "unit": unit, "number": "9", "room": "9" });
    let all: &[Asked<'_>] = &[
        ("community.put", &a, json!({ "name": "新", "address": "新" })),
        ("community.plan", &a, NO),
        ("building.add", &a, named.clone()),
        ("building.remove", &a, NO),
        ("unit.add", &a, json!({ "building": building, "name": "新" })),
        ("unit.remove", &b, NO),
        ("door.add", &a, named),
        ("door.remove", &c, NO),
        ("home.list", &a, NO),
        ("home.add", &a, home.clone()),
        ("home.change", &d, home),
        ("home.remove", &d, NO),
        ("home.residents", &row, NO),
        ("home.resident.end", &row, NO),
        ("home.application.list", &it, NO),
        ("home.application.get", &it, NO),
        ("home.application.look", &it, json!({ "reason": "看一看" })),
        ("home.application.decide", &it, json!({ "approve": true })),
    ];
    let clerk = joined(&estate.house, &estate.wang, &estate.org, "Bo", "member").await;
    let nobody = estate.house.nobody();
    for (who, status, code) in
        [(&clerk, 403, "access.denied"), (&lived.ana, 404, "org.unknown"), (&nobody, 401, "session.needed")]
    {
        for (operation, at, wish) in all {
            let at: Vec<(&str, &str)> = at.iter().map(|(name, id)| (*name, id.as_str())).collect();
            refused(estate, who, &[(*operation, &at, wish.clone(), status, code)]).await;
        }
    }
    let there = estate.wang.call("home.list", &[("org", &estate.org)], NO).await.expect_ok();
    assert_eq!(there["items"][1]["number"], "3-1-601", "{there}");
}

#[tokio::test]
async fn what_is_anothers_is_not_there_under_ones_own() {
    let lived = Lived::open().await;
    let (estate, rival) = (&lived.estate, Rival::open(&lived.estate.house).await);
    let [building, unit, door] = plan(&estate.wang, &estate.org).await;
    let (own, foreign) = (rival.org.as_str(), estate.homes[0].as_str());
    let [own_building, own_unit, _] = &rival.plan;
    let at = [("org", own), ("application", lived.application.as_str())];
    let theirs = [("org", own), ("home", foreign)];
    let mine = [("org", own), ("home", rival.home.as_str())];
    let row = lived.rows[1].as_str();
    let home = |unit: &str| json!({ "unit": unit, "number": "7", "room": "7" });
    refused(
        estate,
        &rival.who,
        &[
            ("home.application.get", &at, NO, 404, "application.unknown"),
            ("home.application.look", &at, json!({ "reason": "看一看" }), 404, "application.unknown"),
            ("home.application.decide", &at, json!({ "approve": true }), 404, "application.unknown"),
            ("home.change", &theirs, home(own_unit), 404, "place.unknown"),
            ("home.change", &mine, home(&unit), 404, "place.unknown"),
            ("home.remove", &theirs, NO, 404, "place.unknown"),
            ("home.add", &at, home(&unit), 404, "place.unknown"),
            ("building.remove", &[("org", own), ("building", &building)], NO, 404, "place.unknown"),
            ("unit.remove", &[("org", own), ("unit", &unit)], NO, 404, "place.unknown"),
            ("door.remove", &[("org", own), ("door", &door)], NO, 404, "place.unknown"),
            ("unit.add", &at, json!({ "building": building, "name": "7" }), 404, "place.unknown"),
            ("door.add", &at, json!({ "building": building, "name": "7" }), 404, "place.unknown"),
            ("door.add", &at, json!({ "unit": unit, "name": "7" }), 404, "place.unknown"),
            (
                "door.add",
                &at,
                json!({ "building": own_building, "unit": unit, "name": "7" }),
                404,
                "place.unknown",
            ),
            ("home.residents", &theirs, NO, 404, "household.home"),
            ("home.resident.end", &[theirs[0], theirs[1], ("resident", row)], NO, 404, "household.home"),
            ("home.resident.end", &[mine[0], mine[1], ("resident", row)], NO, 404, "household.unknown"),
        ],
    )
    .await;

    // Whoever lives in another home has no hand in this one.
    let also = estate.resident("Fang", "3-1-601", "owner").await;
    let rights = json!({ "rights": { "add": false, "invite": false, "open": false } });
    let (there, here) = (("home", foreign), ("home", estate.homes[1].as_str()));
    for row in &lived.rows {
        refused(
            estate,
            &also,
            &[
                ("home.person.change", &[there, ("resident", row)], rights.clone(), 404, "household.home"),
                ("home.person.remove", &[there, ("resident", row)], NO, 404, "household.home"),
                ("home.person.change", &[here, ("resident", row)], rights.clone(), 404, "household.unknown"),
                ("home.person.remove", &[here, ("resident", row)], NO, 404, "household.unknown"),
                ("home.entry.accept", &[("resident", row)], NO, 404, "household.unknown"),
                ("home.entry.refuse", &[("resident", row)], NO, 404, "household.unknown"),
            ],
        )
        .await;
    }
    refused(
        estate,
        &also,
        &[
            ("home.people", &[there], NO, 404, "household.home"),
            ("home.leave", &[there], NO, 404, "household.home"),
            (
                "home.application.withdraw",
                &[("application", &lived.application)],
                NO,
                404,
                "application.unknown",
            ),
        ],
    )
    .await;
    assert_eq!(homes(&lived.chen).await[0]["rights"]["invite"], true);
    assert_eq!(homes(&lived.eve).await[0]["waits"], true);
}

fn long(signs: usize) -> String {
    "长".repeat(signs)
}

#[tokio::test]
async fn a_place_is_written_as_it_may_be_or_not_at_all() {
    let lived = Lived::open().await;
    let estate = &lived.estate;
    let [building, unit, _] = plan(&estate.wang, &estate.org).await;
    let org = ("org", estate.org.as_str());
    let at = [org, ("home", estate.homes[1].as_str())];
    let community = |more: Value| {
        let mut wish = json!({ "name": "幸福里", "address": "胡同一号" });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        wish
    };
    let field = |operation, wish| (operation, &at[..], wish, 422, "place.field");
    let body = |operation, wish| (operation, &at[..], wish, 422, "body.invalid");
    let point = |wish: Value| ("community.put", &at[..], community(wish), 422, "place.point");
    let mut table = vec![
        field("community.put", community(json!({ "name": long(61) }))),
        field("community.put", community(json!({ "name": " " }))),
        field("community.put", community(json!({ "address": long(201) }))),
        point(json!({ "latitude": 39.9 })),
        point(json!({ "longitude": 116.4 })),
        point(json!({ "latitude": -90.1, "longitude": 0.0 })),
        point(json!({ "latitude": 0.0, "longitude": 180.1 })),
        body("community.put", community(json!({ "latitude": "39.9" }))),
        body("community.put", community(json!({ "more": 1 }))),
        body("community.put", json!({ "name": "幸福里" })),
        field("building.add", json!({ "name": long(41) })),
        field("building.add", json!({ "name": "" })),
        field("unit.add", json!({ "building": building, "name": long(41) })),
        body("unit.add", json!({ "building": "nowhere", "name": "2单元" })),
        field("door.add", json!({ "name": long(41) })),
        body("door.add", json!({ "unit": 7, "name": "门" })),
    ];
    for operation in ["home.add", "home.change"] {
        let home = |number: &str, room: &str, floor: Value| json!({ "unit": unit, "number": number, "room": room, "floor": floor });
        table.extend([
            field(operation, home(&long(21), "601", NO)),
            field(operation, home("", "601", NO)),
            field(operation, home("3-1-701", &long(21), NO)),
            field(operation, home("3-1-701", "601", json!(201))),
            field(operation, home("3-1-701", "601", json!(-21))),
            field(operation, home("3-1-701", "601", json!(i64::MAX))),
            body(operation, home("3-1-701", "601", json!(1.5))),
            (operation, &at[..], home("3-1-502", "601", NO), 409, "place.taken"),
        ]);
    }
    refused(estate, &estate.wang, &table).await;
    let there = estate.wang.call("community.plan", &[org], NO).await.expect_ok();
    assert_eq!(
        (&there["community"]["name"], &there["community"]["latitude"]),
        (&json!("幸福里"), &json!(39.9042))
    );
}

#[tokio::test]
async fn what_people_write_is_as_it_may_be_or_not_at_all() {
    let lived = Lived::open().await;
    let estate = &lived.estate;
    let (house, home) = (&estate.house, estate.homes[0].as_str());
    let gao = house.person("Gao").await;
    let apply = |more: Value| {
        let mut wish = json!({ "community": estate.number, "home": "3-1-502", "relation": "family", "name": "高",
            "phone": gao.phone });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        wish
    };
    let of = |wish: Value, code| ("home.apply", &[][..], apply(wish), 422, code);
    refused(
        estate,
        &gao,
        &[
            of(json!({ "name": long(65) }), "application.field"),
            of(json!({ "name": "" }), "application.field"),
            of(json!({ "phone": "12" }), "application.phone"),
            of(json!({ "phone": "1".repeat(500) }), "application.phone"),
            of(json!({ "identity": "1".repeat(500) }), "application.identity"),
            of(json!({ "community": long(30) }), "application.home"),
            of(json!({ "home": long(60) }), "application.home"),
            of(json!({ "relation": "guest" }), "body.invalid"),
            of(json!({ "person": "somebody" }), "body.invalid"),
        ],
    )
    .await;

    let reason = |operation, wish| {
        let at = [("org", estate.org.as_str()), ("application", lived.application.as_str())];
        (operation, at, wish)
    };
    for (operation, at, wish) in [
        reason("home.application.decide", json!({ "approve": false, "reason": long(201) })),
        reason("home.application.decide", json!({ "approve": false, "reason": "字" })),
        reason("home.application.look", json!({ "reason": long(201) })),
    ] {
        refused(estate, &estate.wang, &[(operation, &at, wish, 422, "application.reason")]).await;
    }

    // By the tenant, who has an end and all rights; and of what he may not give.
    let at = [("home", home)];
    let now = house.running.house.clock.now();
    let add = |more: Value| entry(&gao, "family", more);
    let of = |wish: Value, code| ("home.person.add", &at[..], wish, 422, code);
    let (soon, late) = (json!(now.plus(DAY)), json!(now.plus(31 * DAY)));
    refused(
        estate,
        &lived.chen,
        &[
            of(add(json!({ "name": long(65) })), "household.field"),
            of(add(json!({ "phone": "1".repeat(500) })), "household.phone"),
            of(add(json!({ "relation": "guest" })), "body.invalid"),
            of(add(json!({ "rights": { "add": true } })), "body.invalid"),
            of(add(json!({ "rights": { "add": false, "invite": false, "open": 1 } })), "body.invalid"),
            of(add(json!({ "until": "tomorrow" })), "body.invalid"),
            of(add(json!({ "from": soon, "until": now })), "household.dates"),
            of(add(json!({ "from": late })), "household.dates"),
            of(add(json!({ "until": late })), "household.dates"),
        ],
    )
    .await;
    // Less than all rights: none goes on that he lacks.
    let less =
        json!({ "rights": { "add": true, "invite": false, "open": true }, "until": now.plus(30 * DAY) });
    let tenant = [("home", home), ("resident", lived.rows[1].as_str())];
    lived.ana.call("home.person.change", &tenant, less).await.expect_ok();
    refused(estate, &lived.chen, &[of(add(json!({})), "household.rights")]).await;
    let rights = json!({ "add": false, "invite": false, "open": true });
    let far = json!({ "rights": rights, "until": now.plus(4_000 * DAY) });
    let gone = json!({ "rights": rights, "until": "2020-01-01T00:00:00.000Z" });
    refused(
        estate,
        &lived.ana,
        &[
            ("home.person.change", &tenant, far, 422, "household.dates"),
            ("home.person.change", &tenant, gone, 422, "household.dates"),
            ("home.person.change", &tenant, json!({ "rights": rights }), 422, "household.dates"),
            ("home.person.change", &tenant, json!({ "rights": {} }), 422, "body.invalid"),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_same_again_is_the_same_or_is_refused() {
    let lived = Lived::open().await;
    let (estate, wang) = (&lived.estate, &lived.estate.wang);
    let [building, unit, _] = plan(wang, &estate.org).await;
    let org = ("org", estate.org.as_str());
    let wish = json!({ "name": "幸福里", "address": "胡同一号" });
    let made = wang.call("community.put", &[org], wish).await.expect_ok();
    assert_eq!(made["number"], json!(estate.number), "its number stays");
    refused(
        estate,
        wang,
        &[
            ("building.add", &[org], json!({ "name": "3号楼" }), 409, "place.taken"),
            ("unit.add", &[org], json!({ "building": building, "name": "1单元" }), 409, "place.taken"),
            ("door.add", &[org], json!({ "unit": unit, "name": "1单元门" }), 409, "place.taken"),
            (
                "home.add",
                &[org],
                json!({ "unit": unit, "number": "3-1-601", "room": "1" }),
                409,
                "place.taken",
            ),
        ],
    )
    .await;

    // Once, and not there any longer.
    let fresh = async |operation: &str, wish: Value| {
        text(&wang.call(operation, &[org], wish).await.expect_ok(), "id").to_owned()
    };
    let building = fresh("building.add", json!({ "name": "4号楼" })).await;
    let unit = fresh("unit.add", json!({ "building": building, "name": "1单元" })).await;
    let home = fresh("home.add", json!({ "unit": unit, "number": "4-1-1", "room": "1" })).await;
    let door = fresh("door.add", json!({ "unit": unit, "name": "4号楼门" })).await;
    let application = ("application", lived.application.as_str());
    let rows = &lived.rows;
    let at = ("home", estate.homes[0].as_str());
    twice(
        estate,
        wang,
        &[
            ("home.remove", &[org, ("home", &home)], NO, 404, "place.unknown"),
            ("door.remove", &[org, ("door", &door)], NO, 404, "place.unknown"),
            ("unit.remove", &[org, ("unit", &unit)], NO, 404, "place.unknown"),
            ("building.remove", &[org, ("building", &building)], NO, 404, "place.unknown"),
        ],
    )
    .await;
    let entry = ("resident", rows[2].as_str());
    twice(
        estate,
        &lived.eve,
        &[
            ("home.entry.accept", &[entry], NO, 404, "household.unknown"),
            ("home.application.withdraw", &[application], NO, 404, "application.unknown"),
        ],
    )
    .await;
    refused(estate, &lived.eve, &[("home.entry.refuse", &[entry], NO, 404, "household.unknown")]).await;

    // A change twice is a change; whoever is removed is gone, and so is whoever was ended.
    let rights = json!({ "rights": { "add": false, "invite": false, "open": true } });
    for _ in 0..2 {
        lived.ana.call("home.person.change", &[at, entry], rights.clone()).await.expect_ok();
    }
    let there = homes(&lived.eve).await;
    assert_eq!((there.len(), &there[0]["rights"]), (1, &rights["rights"]));
    twice(estate, &lived.ana, &[("home.person.remove", &[at, entry], NO, 404, "household.unknown")]).await;
    let tenant = ("resident", rows[1].as_str());
    twice(estate, wang, &[("home.resident.end", &[org, at, tenant], NO, 404, "household.unknown")]).await;
    twice(estate, &lived.ana, &[("home.leave", &[at], NO, 404, "household.home")]).await;
    let ended = estate.events().await.into_iter().filter(|what| *what == "ended").count();
    assert_eq!(ended, 3, "each of them once");

    // Refused, and decided, once.
    let fang = estate.resident("Fang", "3-1-601", "owner").await;
    let other = ("home", estate.homes[1].as_str());
    let again = crate::homes::entry(&lived.chen, "family", json!({}));
    let made = enter(&fang, other.1, again).await.expect_ok();
    let entry = ("resident", text(&made, "id"));
    twice(estate, &lived.chen, &[("home.entry.refuse", &[entry], NO, 404, "household.unknown")]).await;
    let made = estate.apply(&lived.eve, json!({})).await.expect_ok();
    let at = [org, ("application", text(&made, "id"))];
    let no = json!({ "approve": false, "reason": "资料不全" });
    twice(estate, wang, &[("home.application.decide", &at, no, 409, "application.decided")]).await;
}

/// Done once; the second time refused as it says.
async fn twice(estate: &Estate, who: &Client, table: &[Refused<'_>]) {
    for (operation, at, wish, status, code) in table {
        let first = who.call(operation, at, wish.clone()).await;
        assert!(first.status.is_success(), "{operation}: {}", first.text());
        refused(estate, who, &[(operation, at, wish.clone(), *status, code)]).await;
    }
}
