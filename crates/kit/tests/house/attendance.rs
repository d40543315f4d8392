//! Attendance: what counts as having clocked, what a device says of itself, and what never reaches the house.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::avatar::pictures;
use crate::homes::NO;
use crate::masked::leaves;
use crate::meet::text;
use crate::org::{joined, org};

pub(crate) const DAY_S: u64 = 86_400;
/// The site of the tests, in millionths of a degree.
pub(crate) const SITE: (i64, i64) = (31_230_000, 121_470_000);

/// A device that signs for its person, as the page does.
pub(crate) struct Device {
    pair: EcdsaKeyPair,
    org: String,
}

impl Device {
    pub(crate) fn new(org: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self { pair, org: org.to_owned() }
    }

    /// A device that signs from now on.
    pub(crate) async fn given(who: &Client, org: &str) -> Self {
        let device = Self::new(org);
        let key = URL_SAFE_NO_PAD.encode(device.pair.public_key().as_ref());
        who.call("attendance.key.put", &[("org", org)], json!({ "key": key })).await.expect_ok();
        device
    }

    /// The wish with its signature. The text is written here anew, from what stands in the wish.
    pub(crate) fn signed(&self, mut wish: Value) -> Value {
        let word = |key: &str| wish[key].as_str().unwrap_or_default().to_owned();
        let doubts: Vec<&str> =
            wish["doubts"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let place = &wish["place"];
        let place = if place.is_null() {
            String::new()
        } else {
            format!("{},{},{}", place["latitude_e6"], place["longitude_e6"], place["accuracy_m"])
        };
        let way = if wish["way"].is_null() { "field".to_owned() } else { word("way") };
        let inside = if wish["inside"] == true { "inside" } else { "outside" };
        let challenge = &wish["challenge"];
        let said = [
            "courtyard attendance 1",
            &self.org,
            text(challenge, "nonce"),
            text(challenge, "at"),
            &way,
            inside,
            &doubts.join(","),
            &place,
            &word("room"),
            &word("code"),
        ];
        let sum = wish["sum"].as_str();
        let said = said.into_iter().chain(sum).collect::<Vec<&str>>().join("\n");
        let signature = self.pair.sign(&SystemRandom::new(), said.as_bytes()).unwrap();
        wish["signature"] = json!(URL_SAFE_NO_PAD.encode(signature.as_ref()));
        wish
    }

    /// Asks for a challenge and answers it.
    pub(crate) async fn clocks(&self, who: &Client, wish: Value) -> Answer {
        let wish = self.answer(who, wish).await;
        who.call("attendance.punch", &[("org", &self.org)], wish).await
    }

    pub(crate) async fn answer(&self, who: &Client, mut wish: Value) -> Value {
        let at = [("org", self.org.as_str())];
        wish["challenge"] = who.call("attendance.challenge", &at, json!({})).await.expect_ok();
        self.signed(wish)
    }
}

fn site() -> Value {
    json!({
        "name": "总部", "latitude_e6": SITE.0, "longitude_e6": SITE.1, "radius_m": 200,
        "networks": ["203.0.113.0/28"],
        "heard": [
            { "way": "wifi", "address": "aa:bb:cc:00:00:01" },
            { "way": "beacon", "address": "aa:bb:cc:00:00:02", "room": "三楼" },
        ],
    })
}

/// An organisation with one group of all its people, who work every day from nine to six in UTC.
pub(crate) struct Company {
    pub house: House,
    pub ana: Client,
    pub bo: Client,
    pub org: String,
    pub group: String,
    pub plan: Value,
}

impl Company {
    pub(crate) async fn open(change: impl FnOnce(&mut Value)) -> Self {
        Self::within(House::start().await, change).await
    }

    /// The same in a house of its own settings.
    pub(crate) async fn within(house: House, change: impl FnOnce(&mut Value)) -> Self {
        // Ten in the morning: no night belongs to another day.
        let now = house.running.house.clock.now();
        let ten = ground::Timestamp::from_micros((now.day() + 1) * 86_400_000_000 + 36_000_000_000);
        house.advance(ten.since(now));
        let ana = house.person("Ana").await;
        let org = org(&ana).await;
        let bo = joined(&house, &ana, &org, "Bo", "member").await;
        let at = [("org", org.as_str())];
        let shift =
            json!({ "name": "白班", "shift": { "kind": "fixed", "spans": [{ "begin": 540, "end": 1080 }] } });
        let shift = ana.call("attendance.shift.make", &at, shift).await.expect_ok();
        let mut plan = json!({
            "week": [shift["id"], shift["id"], shift["id"], shift["id"], shift["id"], shift["id"], shift["id"]],
            "holidays": "own",
            "tolerance": { "grace_min": 5, "absent_after_min": null, "overtime_from_min": 30 },
            "ways": ["place", "network", "code", "wifi", "beacon"],
            "outside": "refuse",
            "sites": [site()],
            "exact": null,
        });
        change(&mut plan);
        let wish = json!({ "name": "研发", "zone": "UTC", "plan": plan, "managers": [] });
        let group = text(&ana.call("attendance.group.make", &at, wish).await.expect_ok(), "id").to_owned();
        let at = [("org", org.as_str()), ("group", group.as_str())];
        ana.call("attendance.group.people", &at, json!({ "people": [bo.id] })).await.expect_ok();
        Self { house, ana, bo, org, group, plan }
    }

    pub(crate) fn at(&self) -> [(&str, &str); 1] {
        [("org", &self.org)]
    }

    pub(crate) fn of_group(&self) -> [(&str, &str); 2] {
        [("org", &self.org), ("group", &self.group)]
    }

    pub(crate) async fn change(&self, change: impl FnOnce(&mut Value)) {
        let mut plan = self.plan.clone();
        change(&mut plan);
        let wish = json!({ "name": "研发", "plan": plan, "managers": [] });
        self.ana.call("attendance.group.change", &self.of_group(), wish).await.expect_ok();
    }

    pub(crate) fn today(&self) -> String {
        self.house.running.house.clock.now().rfc3339()[..10].to_owned()
    }

    /// What those who run it see of Bo's day.
    pub(crate) async fn day(&self, day: &str) -> Value {
        let at = [("org", self.org.as_str()), ("group", self.group.as_str()), ("day", day)];
        self.ana.call("attendance.day", &at, NO).await.expect_ok()["items"][0].clone()
    }

    pub(crate) async fn clocked(&self) -> Vec<Value> {
        self.day(&self.today()).await["days"][0]["clocked"].as_array().unwrap().clone()
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let mut view = self.house.running.house.db.view().await.unwrap();
        view.one(sql, Vec::new()).await.unwrap().get("found").unwrap()
    }
}

/// The consent of the house.
pub(crate) async fn consents(who: &Client, purpose: &str) {
    let category = if purpose == "clock-face" { "clock-face" } else { "work-place" };
    let version = who.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": purpose, "version": version, "categories": [category] });
    who.post("/api/v1/consents", wish).await.expect_ok();
}

/// The same, and the agreement in the organisation of a company.
pub(crate) async fn agree(company: &Company, who: &Client, purpose: &str, reason: Value) {
    consents(who, purpose).await;
    let wish = json!({ "to": purpose, "reason": reason });
    who.call("attendance.agree", &company.at(), wish).await.expect_ok();
}

pub(crate) fn place(inside: bool) -> Value {
    json!({ "way": "place", "inside": inside, "doubts": [] })
}

pub(crate) fn exactly(east_e6: i64) -> Value {
    let place = json!({ "latitude_e6": SITE.0, "longitude_e6": SITE.1 + east_e6, "accuracy_m": 12 });
    json!({ "way": "place", "inside": true, "doubts": [], "place": place })
}

/// proves: YZJ-033, DB-034
#[tokio::test]
async fn within_the_fence_on_the_listed_network_or_near_the_beacon_counts_and_outside_is_refused_or_marked() {
    let company = Company::open(|_| ()).await;
    let (bo, at) = (&company.bo, company.at());
    bo.call("attendance.punch", &at, json!({})).await.expect_code(422, "body.invalid");
    let device = Device::given(bo, &company.org).await;
    for way in ["wifi", "beacon"] {
        let near = json!({ "way": way, "inside": true, "doubts": [] });
        assert_eq!(device.clocks(bo, near).await.expect_ok()["verdict"], "counts");
        let far = json!({ "way": way, "inside": false, "doubts": [] });
        device.clocks(bo, far).await.expect_code(403, "attendance.outside");
    }
    assert_eq!(device.clocks(bo, place(true)).await.expect_ok()["verdict"], "counts");
    device.clocks(bo, place(false)).await.expect_code(403, "attendance.outside");
    let network = json!({ "way": "network", "inside": false, "doubts": [] });
    assert_eq!(
        device.clocks(&bo.from_address([203, 0, 113, 9]), network.clone()).await.expect_ok()["verdict"],
        "counts"
    );
    device.clocks(&bo.from_address([203, 0, 113, 99]), network).await.expect_code(403, "attendance.outside");
    assert_eq!(
        company.count("SELECT COUNT(*) AS found FROM office_punch").await,
        4,
        "what is refused is not kept"
    );

    // Coordinates are neither asked for nor taken, whatever the device sends; then they are declared, and nobody agreed.
    device.clocks(bo, exactly(0)).await.expect_code(403, "attendance.place_unasked");
    company.change(|plan| (plan["exact"], plan["outside"]) = (json!("外勤里程核算"), json!("mark"))).await;
    device.clocks(bo, exactly(0)).await.expect_code(403, "attendance.place_unasked");
    assert_eq!(
        device.clocks(bo, place(true)).await.expect_ok()["verdict"],
        "counts",
        "who refuses clocks all the same"
    );
    agree(&company, bo, "clock-place", json!("外勤里程核算")).await;
    // The house reckons itself: a degree has 95 km here, and what the device says of it counts no longer.
    assert_eq!(device.clocks(bo, exactly(2_000)).await.expect_ok()["verdict"], "counts");
    assert_eq!(device.clocks(bo, exactly(3_000)).await.expect_ok()["verdict"], "outside");
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_punch WHERE place IS NOT NULL").await, 2);
    let seen = company.clocked().await;
    let exact: Vec<&Value> = seen.iter().map(|one| &one["exact"]).collect();
    assert_eq!(exact.iter().filter(|one| **one == &json!(true)).count(), 2, "{seen:?}");
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("31.23000, 121.47300 (±12 m)"), "{held}");
    for id in ["YZJ-033", "DB-034"] {
        proved(id, &["attendance.punch", "attendance.challenge", "attendance.day"]);
    }
}

#[tokio::test]
async fn an_agreement_is_to_one_reason_of_one_organisation_and_another_asks_anew() {
    let company = Company::open(|plan| plan["exact"] = json!("外勤里程核算")).await;
    let (ana, bo, at) = (&company.ana, &company.bo, company.at());
    let device = Device::given(bo, &company.org).await;
    let is_taken = async |taken: bool| {
        let said = bo.call("attendance.mine", &at, NO).await.expect_ok()["group"]["exact_agreed"].clone();
        assert_eq!(said, json!(taken));
        let answer = device.clocks(bo, exactly(0)).await;
        if taken {
            answer.expect_ok();
        } else {
            answer.expect_code(403, "attendance.place_unasked");
        }
    };
    let says = async |reason: &str| {
        let wish = json!({ "to": "clock-place", "reason": reason });
        bo.call("attendance.agree", &at, wish).await
    };
    says("外勤里程核算").await.expect_code(403, "attendance.consent");
    consents(bo, "clock-place").await;
    is_taken(false).await;
    says("别的理由").await.expect_code(403, "attendance.consent");
    says("外勤里程核算").await.expect_ok();
    is_taken(true).await;
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("office_agreement"), "{held}");

    company.change(|plan| plan["exact"] = json!("绩效考核")).await;
    is_taken(false).await;
    says("绩效考核").await.expect_ok();
    is_taken(true).await;
    // Taken back, and given anew for whomever: here it has to be said again.
    bo.call("consent.withdraw", &[], json!({ "purpose": "clock-place" })).await.expect_ok();
    is_taken(false).await;
    consents(bo, "clock-place").await;
    is_taken(false).await;
    says("绩效考核").await.expect_ok();
    is_taken(true).await;

    // What Ana agreed to for one of her organisations is nothing that the other may take.
    let other = org(ana).await;
    let there = [("org", other.as_str())];
    let mut plan = company.plan.clone();
    (plan["week"], plan["exact"]) = (json!([null, null, null, null, null, null, null]), json!("绩效考核"));
    let wish = json!({ "name": "研发", "zone": "UTC", "plan": plan, "managers": [] });
    let group = ana.call("attendance.group.make", &there, wish).await.expect_ok();
    let people = json!({ "people": [ana.id] });
    ana.call("attendance.group.people", &[("org", &other), ("group", text(&group, "id"))], people.clone())
        .await
        .expect_ok();
    ana.call("attendance.group.people", &company.of_group(), people).await.expect_ok();
    agree(&company, ana, "clock-place", json!("绩效考核")).await;
    let agreed = async |org: &str| {
        let mine = ana.call("attendance.mine", &[("org", org)], NO).await.expect_ok();
        mine["group"]["exact_agreed"].clone()
    };
    assert_eq!((agreed(&company.org).await, agreed(&other).await), (json!(true), json!(false)));
}

#[tokio::test]
async fn what_the_device_finds_strange_is_flagged_or_refused_and_no_list_of_programs_has_a_place() {
    let company = Company::open(|_| ()).await;
    let (bo, at) = (&company.bo, company.at());
    let device = Device::given(bo, &company.org).await;
    let strange = json!({ "way": "place", "inside": true, "doubts": ["motion"] });
    assert_eq!(device.clocks(bo, strange).await.expect_ok()["verdict"], "counts");
    let feigned = json!({ "way": "place", "inside": true, "doubts": ["mock"] });
    device.clocks(bo, feigned.clone()).await.expect_code(403, "attendance.mock");
    let seen = company.clocked().await;
    let said: Vec<(&Value, &Value)> = seen.iter().map(|one| (&one["verdict"], &one["doubts"])).collect();
    assert_eq!(said, [(&json!("counts"), &json!(["motion"])), (&json!("refused"), &json!(["mock"]))]);
    let totals = &company.day(&company.today()).await["totals"];
    assert_eq!(totals["missing"], 0, "the day is not over");

    // There is no field for what is on a device or near it: whoever sends a list has sent nothing.
    for (field, value) in [
        ("apps", json!(["com.lexa.fakegps"])),
        ("programs", json!([])),
        ("bssid", json!("aa:bb:cc:00:00:01")),
        ("networks", json!([])),
        ("latitude", json!(31.23)),
    ] {
        let mut wish = device.answer(bo, feigned.clone()).await;
        wish[field] = value;
        bo.call("attendance.punch", &at, wish).await.expect_code(422, "body.invalid");
    }
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_punch").await, 2);
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(!held.contains("fakegps"), "{held}");
}

#[tokio::test]
async fn an_answer_counts_once_in_time_from_this_device_alone() {
    let company = Company::open(|_| ()).await;
    let (house, bo, at) = (&company.house, &company.bo, company.at());
    let device = Device::given(bo, &company.org).await;
    let wish = device.answer(bo, place(true)).await;
    bo.call("attendance.punch", &at, wish.clone()).await.expect_ok();
    bo.call("attendance.punch", &at, wish).await.expect_code(409, "attendance.again");

    let late = device.answer(bo, place(true)).await;
    house.advance(Duration::from_secs(61));
    bo.call("attendance.punch", &at, late.clone()).await.expect_code(409, "attendance.challenge");
    // A clock that is set anew changes nothing: the time is part of what the house asked.
    let mut moved = late;
    moved["challenge"]["at"] = json!(house.running.house.clock.now());
    bo.call("attendance.punch", &at, device.signed(moved)).await.expect_code(409, "attendance.challenge");
    // "Inside" is signed; who turns it has signed something else.
    let mut turned = device.answer(bo, place(false)).await;
    turned["inside"] = json!(true);
    bo.call("attendance.punch", &at, turned).await.expect_code(409, "attendance.key");
    // A colleague's device does not sign for him, nor does the challenge of one fit the other.
    let cy = joined(house, &company.ana, &company.org, "Cy", "member").await;
    let people = json!({ "people": [bo.id, cy.id] });
    company.ana.call("attendance.group.people", &company.of_group(), people).await.expect_ok();
    cy.call("attendance.punch", &at, device.answer(&cy, place(true)).await)
        .await
        .expect_code(409, "attendance.key");
    let hers = Device::given(&cy, &company.org).await;
    cy.call("attendance.punch", &at, hers.answer(bo, place(true)).await)
        .await
        .expect_code(409, "attendance.challenge");
    cy.call("attendance.punch", &at, hers.answer(&cy, place(true)).await).await.expect_ok();

    // Another device takes the place of the first, and its first day is noted.
    let other = Device::given(bo, &company.org).await;
    device.clocks(bo, place(true)).await.expect_code(409, "attendance.key");
    other.clocks(bo, place(true)).await.expect_ok();
    let noted: Vec<Value> = company.clocked().await.iter().map(|one| one["doubts"].clone()).collect();
    assert_eq!(noted, [json!([]), json!(["new-device"])]);
    house.advance(Duration::from_secs(DAY_S));
    other.clocks(bo, place(true)).await.expect_ok();
    assert_eq!(company.clocked().await[0]["doubts"], json!([]));
}

#[tokio::test]
async fn a_code_is_of_a_screen_of_the_group_and_of_this_minute() {
    let company = Company::open(|plan| plan["ways"] = json!(["code"])).await;
    let (house, bo, ana, at) = (&company.house, &company.bo, &company.ana, company.at());
    let device = Device::given(bo, &company.org).await;
    device.clocks(bo, place(true)).await.expect_code(403, "attendance.way");
    bo.call("attendance.screen.make", &at, json!({ "group": company.group }))
        .await
        .expect_code(403, "access.denied");
    let made = ana.call("attendance.screen.make", &at, json!({ "group": company.group })).await.expect_ok();
    let shows = async || {
        let asks = json!({ "token": made["token"] });
        house.nobody().call("attendance.screen.code", &[], asks).await
    };
    let shown = shows().await.expect_ok();
    assert_eq!((&shown["group"], &shown["org"]), (&json!("研发"), &json!(company.org)));
    let with = |code: &Value| json!({ "way": "code", "inside": false, "doubts": [], "code": code });
    device.clocks(bo, with(&shown["code"])).await.expect_ok();
    house.advance(Duration::from_secs(61));
    device.clocks(bo, with(&shown["code"])).await.expect_code(403, "attendance.outside");
    let fresh = shows().await.expect_ok();
    assert_ne!(fresh["code"], shown["code"]);
    let forged = text(&fresh, "code").replace('.', ".0");
    device.clocks(bo, with(&json!(forged))).await.expect_code(403, "attendance.outside");
    device.clocks(bo, with(&fresh["code"])).await.expect_ok();
    let nobody = json!({ "token": "x".repeat(43) });
    house.nobody().call("attendance.screen.code", &[], nobody).await.expect_code(404, "attendance.unknown");
    let screen = [("org", company.org.as_str()), ("screen", text(&made, "id"))];
    ana.call("attendance.screen.end", &screen, NO).await.expect_ok();
    shows().await.expect_code(404, "attendance.unknown");
    device.clocks(bo, with(&fresh["code"])).await.expect_code(403, "attendance.outside");
}

#[tokio::test]
async fn signing_in_from_outside_takes_its_own_agreement_and_is_seen_by_those_who_look_after_the_group() {
    let company = Company::open(|plan| plan["ways"] = json!(["field", "beacon"])).await;
    let (bo, ana, at) = (&company.bo, &company.ana, company.at());
    let device = Device::given(bo, &company.org).await;
    let photo = pictures().into_iter().find(|bytes| bytes.starts_with(b"\xff\xd8")).unwrap();
    let wish = || {
        let place = json!({ "latitude_e6": SITE.0 + 10_000, "longitude_e6": SITE.1, "accuracy_m": 8 });
        json!({ "place": place, "doubts": [], "address": "客户园区", "note": "拜访客户", "photo": STANDARD.encode(&photo) })
    };
    let add = async || bo.call("attendance.field.add", &at, device.answer(bo, wish()).await).await;
    add().await.expect_code(403, "attendance.consent");
    consents(bo, "field-sign-in").await;
    add().await.expect_code(403, "attendance.consent");
    agree(&company, bo, "field-sign-in", NO).await;
    let made = add().await.expect_ok();
    let day = company.today();
    let of_day = [("org", company.org.as_str()), ("group", company.group.as_str()), ("day", day.as_str())];
    let list = ana.call("attendance.field.list", &of_day, NO).await.expect_ok();
    let one = &list["items"][0];
    assert_eq!(
        (&one["address"], &one["note"], &one["from_site_m"]),
        (&json!("客户园区"), &json!("拜访客户"), &json!(1112))
    );
    assert_eq!(
        (&one["place"]["latitude_e6"], &one["photo"], &one["at"]),
        (&json!(31_240_000), &json!(true), &made["at"])
    );
    let field =
        [("org", company.org.as_str()), ("group", company.group.as_str()), ("field", text(&made, "id"))];
    let seen = ana.call("attendance.field.photo", &field, NO).await.expect_ok();
    let seen = STANDARD.decode(text(&seen, "photo")).unwrap();
    assert!(seen.starts_with(b"\xff\xd8") && !seen.windows(4).any(|four| four == b"GPS!"));
    assert!(
        leaves(bo).await.iter().any(|leaf| leaf["act"] == "attendance.field.photo"),
        "{:?}",
        leaves(bo).await
    );
    bo.call("attendance.field.list", &of_day, NO).await.expect_code(404, "attendance.unknown");
    // He sees his own, with the photo; nobody else by that way.
    let own = bo.call("attendance.field.mine", &at, NO).await.expect_ok();
    assert_eq!((&own["items"][0]["id"], &own["items"][0]["note"]), (&made["id"], &json!("拜访客户")));
    let own = [("org", company.org.as_str()), ("field", text(&made, "id"))];
    assert!(!bo.call("attendance.field.mine.photo", &own, NO).await.expect_ok()["photo"].is_null());
    ana.call("attendance.field.mine.photo", &own, NO).await.expect_code(404, "attendance.unknown");
    assert_eq!(company.clocked().await[0]["way"], "field", "it counts as having clocked");
    // The room is one that the organisation named, or none.
    for (room, comes_to) in [("三楼", json!("三楼")), ("我家", NO)] {
        device
            .clocks(bo, json!({ "way": "beacon", "inside": true, "doubts": [], "room": room }))
            .await
            .expect_ok();
        assert_eq!(company.clocked().await.last().unwrap()["room"], comes_to);
    }
    // The agreement is taken back: the place stays shut.
    bo.call("consent.withdraw", &[], json!({ "purpose": "field-sign-in" })).await.expect_ok();
    let list = ana.call("attendance.field.list", &of_day, NO).await;
    assert!(!list.text().contains("客户园区"), "{}", list.text());
}

#[tokio::test]
async fn groups_come_in_pages_each_with_the_plan_of_today() {
    let company = Company::open(|_| ()).await;
    let (ana, at) = (&company.ana, company.at());
    company.change(|plan| plan["tolerance"]["grace_min"] = json!(10)).await;
    let plan = json!({ "name": "新组", "zone": "UTC", "plan": company.plan, "managers": [] });
    for _ in 0..50 {
        ana.call("attendance.group.make", &at, plan.clone()).await.expect_ok();
    }
    let path = format!("/api/v1/orgs/{}/attendance/groups", company.org);
    let page = ana.get(&path).await.expect_ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 50);
    assert_eq!(page["items"][0]["plan"]["tolerance"]["grace_min"], 10, "the plan of today");
    let rest = ana.get(&format!("{path}?after={}", text(&page, "next"))).await.expect_ok();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &NO));
}
