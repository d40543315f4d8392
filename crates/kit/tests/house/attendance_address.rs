//! The address of a signing in from outside: what a geocoder of the house's own is told, who sees its answer, and when it goes.

use kit::geocoder::Geocoder;
use kit::{Client, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::attendance::{Company, Device, SITE, agree, consents};
use crate::attendance_place::{a_minute, from_outside, outdoors};
use crate::homes::NO;
use crate::masked::leaves;
use crate::meet::text;

/// Where Bo signs in, as it is told: rounded to four places.
const ASKED: &str =
    "/maps/reverse?format=jsonv2&lat=31.2400&lon=121.4700&zoom=18&addressdetails=0&accept-language=zh-CN,en";
const ADDRESS: &str = "南京东路 299 号, 黄浦区, 上海市";

/// A house in earnest that has a geocoder, and the people of a company in it.
async fn mapped() -> (Company, Geocoder, Device) {
    let geocoder = Geocoder::start(&[("31.2400", "121.4700", ADDRESS)]).await;
    let mut company = outdoors().await;
    company.house = company.house.restart_in_earnest(|config| geocoder.settings(config)).await;
    let (ana, bo) = (company.house.bearer_as(&company.ana), company.house.bearer_as(&company.bo));
    (company.ana, company.bo) = (ana, bo);
    let device = Device::given(&company.bo, &company.org).await;
    agree(&company, &company.bo, "field-sign-in", NO).await;
    (company, geocoder, device)
}

/// Bo lets the geocoder be asked.
async fn lets_ask(bo: &Client) {
    let version = bo.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": "field-sign-in", "version": version, "recipient": "geocoder" });
    bo.post("/api/v1/consents", wish).await.expect_ok();
}

async fn signs_in(company: &Company, device: &Device, north_e6: i64) -> String {
    company.house.advance(Duration::from_secs(60));
    let mut wish = from_outside();
    wish["place"]["latitude_e6"] = json!(SITE.0 + north_e6);
    let wish = device.answer(&company.bo, wish).await;
    let made = company.bo.call("attendance.field.add", &company.at(), wish).await.expect_ok();
    company.house.run_jobs().await;
    text(&made, "id").to_owned()
}

async fn own(company: &Company) -> Vec<Value> {
    let list = company.bo.call("attendance.field.mine", &company.at(), NO).await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

async fn seen(company: &Company) -> Value {
    let day = company.today();
    let at = [("org", company.org.as_str()), ("group", company.group.as_str()), ("day", day.as_str())];
    company.ana.call("attendance.field.list", &at, NO).await.expect_ok()["items"][0].clone()
}

async fn asked_of(company: &Company) -> Value {
    company.bo.call("attendance.mine", &company.at(), NO).await.expect_ok()["group"]["address_agreed"].clone()
}

async fn shared(bo: &Client) -> Vec<Value> {
    let flows = bo.get("/api/v1/me/flows").await.expect_ok();
    let shared = flows["shared"].as_array().unwrap().clone();
    shared.into_iter().filter(|one| one["recipient"] == "geocoder").collect()
}

/// proves: YZJ-046, DB-088
#[tokio::test]
async fn a_signing_in_has_its_coordinates_time_note_distance_and_the_address_of_the_houses_own_geocoder_and_the_supervisor_sees_it()
 {
    let (company, geocoder, device) = mapped().await;
    let bo = &company.bo;
    let declared = company.house.nobody().get("/api/v1/policy/recipients").await.expect_ok();
    assert!(declared.to_string().contains("geocoder"), "{declared}");
    // Signing in from outside is agreed to; that the geocoder is asked is another question.
    assert_eq!(asked_of(&company).await, json!(false));
    signs_in(&company, &device, 10_000).await;
    assert!(geocoder.asked().is_empty() && shared(bo).await.is_empty(), "nothing left");
    let first = &own(&company).await[0];
    assert_eq!((&first["found"], &first["from_site_m"]), (&NO, &json!(1112)), "{first}");

    lets_ask(bo).await;
    assert_eq!(asked_of(&company).await, json!(true));
    // A few metres from the place that the geocoder knows.
    let id = signs_in(&company, &device, 10_040).await;
    assert_eq!(geocoder.asked(), [ASKED], "ten metres, and no word of who");
    let list = shared(bo).await;
    assert_eq!((list.len(), &list[0]["times"], &list[0]["outcome"]), (1, &json!(1), &json!("sent")));
    let mine = own(&company).await[0].clone();
    for one in [&seen(&company).await, &mine] {
        assert_eq!((&one["id"], &one["found"]), (&json!(id), &json!(ADDRESS)), "{one}");
        let place = json!({ "latitude_e6": SITE.0 + 10_040, "longitude_e6": SITE.1, "accuracy_m": 8 });
        assert_eq!((&one["place"], &one["from_site_m"]), (&place, &json!(1116)), "{one}");
        assert_eq!((&one["address"], &one["note"]), (&json!("客户园区"), &json!("拜访客户")), "{one}");
        let at: String = company.house.running.house.clock.now().rfc3339()[..16].to_owned();
        assert!(text(one, "at").starts_with(&at), "{one}");
    }
    // The export has it, and so has what he finds of himself.
    let month = company.today()[..7].to_owned();
    let (org, group) = (&company.org, &company.group);
    let sheet =
        format!("/api/v1/orgs/{org}/attendance/groups/{group}/months/{month}/sheet?form=csv&lang=zh-CN");
    let sheet = company.ana.get(&sheet).await.text();
    assert!(sheet.contains("南京东路 299 号"), "{sheet}");
    let held = bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("客户园区 · 南京东路 299 号, 黄浦区, 上海市 · 31.24004"), "{held}");
    let acts: Vec<Value> = leaves(bo).await.iter().map(|leaf| leaf["act"].clone()).collect();
    assert!(acts.contains(&json!("attendance.field.list")), "{acts:?}");
    let drove = [
        "attendance.field.add",
        "attendance.field.list",
        "attendance.field.mine",
        "job:attendance.field.find",
    ];
    proved("YZJ-046", &drove);
    proved("DB-088", &drove);
}

#[tokio::test]
async fn an_address_goes_with_the_consent_that_it_was_asked_for_and_the_signing_in_stays() {
    let (company, geocoder, device) = mapped().await;
    let bo = &company.bo;
    lets_ask(bo).await;
    signs_in(&company, &device, 10_000).await;
    assert_eq!(own(&company).await[0]["found"], ADDRESS);
    company.house.advance(Duration::from_secs(1));
    let taken = json!({ "purpose": "field-sign-in", "recipient": "geocoder" });
    bo.post("/api/v1/consents/withdraw", taken).await.expect_ok();
    let left = own(&company).await[0].clone();
    assert_eq!((&left["found"], &left["address"]), (&NO, &json!("客户园区")), "at once: {left}");
    assert_eq!(seen(&company).await["found"], NO);
    let kept = "SELECT COUNT(*) AS found FROM office_field WHERE found IS NOT NULL";
    assert_eq!(company.count(kept).await, 1);
    a_minute(&company).await;
    assert_eq!((company.count(kept).await, own(&company).await.len()), (0, 1));
    signs_in(&company, &device, 10_000).await;
    assert_eq!((geocoder.asked().len(), own(&company).await[0]["found"].clone()), (1, NO), "not asked again");
    // Given anew it holds for what comes, and brings nothing back.
    company.house.advance(Duration::from_secs(1));
    lets_ask(bo).await;
    signs_in(&company, &device, 10_000).await;
    let found: Vec<Value> = own(&company).await.iter().map(|one| one["found"].clone()).collect();
    assert_eq!(found, [json!(ADDRESS), NO, NO]);
    // Without the consent to sign in from outside at all nothing of it is left.
    bo.call("consent.withdraw", &[], json!({ "purpose": "field-sign-in" })).await.expect_ok();
    a_minute(&company).await;
    assert_eq!(company.count("SELECT COUNT(*) AS found FROM office_field").await, 0);
}

#[tokio::test]
async fn a_geocoder_that_knows_nothing_or_says_nonsense_keeps_nobody_from_signing_in() {
    let (company, geocoder, device) = mapped().await;
    lets_ask(&company.bo).await;
    signs_in(&company, &device, 500_000).await;
    assert_eq!(geocoder.asked().len(), 1);
    for (status, body) in [(404, "{}"), (302, ""), (200, "{\"display_name\":\"\"}")] {
        geocoder.says(Some((status, body)));
        signs_in(&company, &device, 10_000).await;
    }
    let mine = own(&company).await;
    assert!(mine.len() == 4 && mine.iter().all(|one| one["found"].is_null()), "{mine:?}");
    // One that is busy is asked again later.
    geocoder.says(Some((503, "")));
    signs_in(&company, &device, 10_000).await;
    let before = geocoder.asked().len();
    geocoder.says(None);
    company.house.advance(Duration::from_secs(5));
    company.house.run_jobs().await;
    assert_eq!((geocoder.asked().len(), &own(&company).await[0]["found"]), (before + 1, &json!(ADDRESS)));
}

#[tokio::test]
async fn a_house_without_a_geocoder_says_so_and_takes_no_consent_to_one() {
    let company = outdoors().await;
    assert!(!company.house.running.house.egress.finds_addresses());
    assert_eq!(asked_of(&company).await, NO);
    let declared = company.house.nobody().get("/api/v1/policy/recipients").await.expect_ok();
    assert!(!declared.to_string().contains("geocoder"), "{declared}");
    consents(&company.bo, "field-sign-in").await;
    let version = company.bo.get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let wish = json!({ "purpose": "field-sign-in", "version": version, "recipient": "geocoder" });
    company.bo.post("/api/v1/consents", wish).await.expect_code(404, "consent.unknown");
}
