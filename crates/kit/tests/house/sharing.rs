//! Whoever gets something from this house: examined, bound by an agreement, published, recorded.

use egress::{Method, Request, SendRefused};
use gate::{Running, Start};
use ground::config::Config;
use kit::provider::{Kind, SmsProvider};
use kit::{Client, House, proved};
use policy::{Category, Policy, Purpose, Recipient};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: u64 = 86_400;

/// A house that sends text messages by a real provider, and its keeper.
async fn sending() -> (SmsProvider, House, Client) {
    let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
    let (house, keeper) = House::in_earnest(|config| provider.settings(config)).await;
    (provider, house, keeper)
}

/// Why a house with this configuration and policy does not start; `None` where it does.
async fn refusal(config: Config, policy: Option<Policy>) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let (data, clock) = (folder.path().join("data"), ground::Clock::system());
    let profile = Some(kit::proofs::profile_of_this_run());
    let started =
        Running::start(Start { config, data, profile, dev: false, clock, policy, sabotage: None }).await;
    match started {
        Ok(running) => {
            running.stop().await.unwrap();
            None
        }
        Err(fault) => Some(fault.chain()),
    }
}

async fn config() -> (SmsProvider, Config) {
    let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
    let mut config = Config::default();
    config.media.udp_port = 0;
    config.media.tcp_port = 0;
    config.database.url = None;
    provider.settings(&mut config);
    (provider, config)
}

/// proves: JJB-030, HKT-030, AJ-115, AJ-084
#[tokio::test]
async fn a_recipient_that_was_not_examined_or_signed_nothing_cannot_be_switched_on() {
    let pigeon = ("COURTYARD_CONNECTORS__CARRIER_PIGEON".to_owned(), "x".to_owned());
    let unknown = Config::load(None, [pigeon]);
    assert!(unknown.is_err(), "what is not in the register has no setting");

    let (_provider, signed) = config().await;
    assert_eq!(refusal(signed.clone(), None).await, None);
    let mut bare = signed.clone();
    bare.connectors.sms_agreement = None;
    let why = refusal(bare, None).await.expect("it does not start");
    assert!(why.contains("connectors.sms_agreement"), "{why}");

    let unexamined =
        crate::policy_version::mistakes("recipients.toml", "[recipient.review]\n", "[recipient.x]\n");
    assert!(!unexamined.is_empty());
    let undated =
        crate::policy_version::mistakes("recipients.toml", "at = \"2026-11-24\"", "at = \"lately\"");
    assert!(undated[0].contains("review.at"), "{undated:?}");

    let (_provider, house, keeper) = sending().await;
    let list = house.nobody().get("/api/v1/policy/recipients?lang=en").await.expect_ok();
    let row = &list["rows"][0];
    assert_eq!((&row["reviewed_at"], &row["agreed_at"]), (&json!("2026-11-24"), &json!("2026-11-20")));
    assert!(row["review"].as_str().unwrap().starts_with("checked"), "{row}");
    drop(keeper);
    for id in ["JJB-030", "HKT-030", "AJ-115", "AJ-084"] {
        proved(id, &["policy.recipients"]);
    }
}

/// proves: HKT-069, YZJ-055, AJ-114, DB-078
#[tokio::test]
async fn the_published_list_is_what_is_switched_on_and_says_all_five_things_of_each() {
    let without = House::start().await;
    let list = without.nobody().get("/api/v1/policy/recipients?lang=en").await.expect_ok();
    assert_eq!(list["rows"], json!([]), "nobody is on, nobody is listed");

    let (provider, house, keeper) = sending().await;
    for (lang, title, number) in
        [("en", "SMS provider", "mobile phone number"), ("zh-CN", "短信服务商", "手机号码")]
    {
        let path = format!("/api/v1/policy/recipients?lang={lang}");
        let list = house.nobody().get(&path).await.expect_ok();
        let rows = list["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "what is on and nothing else: {list}");
        let row = &rows[0];
        assert_eq!(row["title"], title);
        assert!(row["fields"].as_array().unwrap().contains(&json!(number)), "{row}");
        assert!(!row["purposes"].as_array().unwrap().is_empty());
        assert!(!row["why"].as_str().unwrap().is_empty() && !row["how"].as_str().unwrap().is_empty());
        assert_eq!(row["terms"], "https://provider.example/privacy");
    }
    let said = house.send_code("13700000001").await;
    drop(said);
    let inside = &house.running.house;
    let declared: Vec<&str> = inside.policy.recipients().map(|facts| facts.recipient.id()).collect();
    let keeper_id: ground::PersonId = keeper.id.parse().unwrap();
    let request = Request { method: Method::Post, path: String::new(), headers: vec![], body: vec![] };
    let (to, fields) = (Recipient::MailRelay, &[Category::EmailAddress]);
    let tried = inside.egress.send(to, Purpose::Account, fields, keeper_id, request).await;
    assert!(matches!(tried, Err(SendRefused::NoWay)), "who is not listed gets nothing");
    assert_eq!(declared, ["sms-gateway"]);
    drop(provider);
    for id in ["HKT-069", "YZJ-055", "AJ-114", "DB-078"] {
        proved(id, &["policy.recipients"]);
    }
}

#[tokio::test]
async fn what_stands_beside_the_house_is_told_and_is_no_recipient() {
    let house = House::start().await;
    let list = house.nobody().get("/api/v1/policy/recipients?lang=en").await.expect_ok();
    let on_postgres = house.running.house.config.database.url.is_some();
    assert_eq!(list["premises"].as_array().unwrap().len(), usize::from(on_postgres));
    let beside = Policy::load("courtyard").unwrap().with_premises(&["database.url", "files.s3_endpoint"]);
    let told = policy::text::recipients_list(&beside, policy::Lang::En);
    let names: Vec<&str> = told.premises.iter().map(|one| one.premise.as_str()).collect();
    assert_eq!((names, told.rows.len()), (vec!["database", "file-store"], 0));
}

/// proves: JJB-050, HKT-050, DB-044
#[tokio::test]
async fn sensitive_data_leave_only_where_the_person_agreed_to_this_very_sharing() {
    let (_folder, policy) = crate::policy_version::other_builds(&[
        (
            "recipients.toml",
            "fields = [\"phone-number\", ",
            "fields = [\"meeting-media\", \"phone-number\", ",
        ),
        ("recipients.toml", "purposes = [\"account\", ", "purposes = [\"meeting-camera\", \"account\", "),
    ]);
    let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
    let (house, keeper) = House::in_earnest(|config| provider.settings(config)).await;
    let house = house.restart_with(Some(policy)).await;
    let keeper = house.bearer_as(&keeper);
    let id: ground::PersonId = keeper.id.parse().unwrap();
    let version = keeper.get("/api/v1/me/consents").await.expect_ok()["items"][0]["version"].clone();
    let version = house.nobody().get("/api/v1/policy/asked").await.expect_ok()["version"]
        .as_str()
        .map_or(version, |version| json!(version));
    let share = async || {
        let request =
            Request { method: Method::Post, path: String::new(), headers: vec![], body: b"x".to_vec() };
        let (to, fields) = (Recipient::SmsGateway, &[Category::MeetingMedia]);
        house.running.house.egress.send(to, Purpose::MeetingCamera, fields, id, request).await
    };
    let give = async |more: Value| {
        let mut wish = json!({ "purpose": "meeting-camera", "version": version });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        keeper.call("consent.give", &[], wish).await
    };
    assert!(matches!(share().await, Err(SendRefused::Consent(Purpose::MeetingCamera))));
    give(json!({ "categories": ["meeting-media"] })).await.expect_ok();
    assert!(
        matches!(share().await, Err(SendRefused::Consent(_))),
        "agreeing to the use is no yes to the sharing"
    );
    give(json!({ "recipient": "mail-relay" })).await.expect_code(404, "consent.unknown");
    give(json!({ "recipient": "sms-gateway" })).await.expect_ok();
    assert!(share().await.is_ok());
    let entries = keeper.get("/api/v1/me/consents/history").await.expect_ok();
    assert_eq!(entries["items"][0]["recipient"], "sms-gateway", "{entries}");
    let no_more = json!({ "purpose": "meeting-camera", "recipient": "sms-gateway" });
    keeper.call("consent.withdraw", &[], no_more).await.expect_ok();
    assert!(matches!(share().await, Err(SendRefused::Consent(_))), "withdrawn, it stops with the next");
    for id in ["JJB-050", "HKT-050", "DB-044"] {
        proved(id, &["consent.give", "consent.withdraw", "me.consents.history"]);
    }
}

#[tokio::test]
async fn the_record_of_what_left_outlives_three_years_and_goes_then() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    house.advance(Duration::from_secs(61));
    let ana = house.person_with("Ana", &ana.phone).await;
    let id: ground::PersonId = ana.id.parse().unwrap();
    let recorded = async || {
        let caller = ground::Caller::Person(ground::Person {
            person: id,
            device: ground::DeviceId::from_bytes([9; 16]),
            keeper: false,
            limited: false,
        });
        house.running.house.egress.sent_of(id, &caller).await.unwrap().len()
    };
    let sent = recorded().await;
    assert!(sent >= 1, "the code that let her in again");
    for _ in 0..(3 * 365 - 2) / 30 {
        house.advance(Duration::from_secs(30 * DAY));
        house.run_jobs().await;
    }
    assert_eq!(recorded().await, sent, "not a day sooner");
    house.advance(Duration::from_secs(40 * DAY));
    house.run_jobs().await;
    assert_eq!(recorded().await, 0);
}
