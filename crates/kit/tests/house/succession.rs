//! The house goes to somebody else: everybody is told, what rests on consent stops, and it goes on as it was or anew.

use ground::PersonId;
use kit::{Answer, Client, House, proved};
use policy::Purpose;
use serde_json::{Value, json};

use crate::desk::{codes, keeper};
use crate::meet::text;

async fn news_on(who: &Client) -> Answer {
    let settings = who.call("notice.settings", &[], json!(null)).await.expect_ok();
    let wish = json!({ "kind": "news", "on": true, "version": settings["policy_version"] });
    who.call("notice.switch", &[], wish).await
}

async fn news(house: &House, keeper: &Client, title: &str) {
    let both = json!({ "zh": title, "en": title });
    let wish = json!({ "kind": "news", "code": "news.item", "args": { "title": both, "text": both } });
    keeper.call("notice.publish", &[], wish).await.expect_ok();
    house.run_jobs().await;
}

async fn announce(house: &House, keeper: &Client) -> String {
    let wish =
        json!({ "cause": "merger", "successor": "新东家科技有限公司", "contact": "privacy@new.example" });
    let made = keeper.call("succession.announce", &[], wish).await.expect_ok();
    house.run_jobs().await;
    text(&made, "code").to_owned()
}

/// Whether the door of the house finds the consent standing.
async fn stands(house: &House, who: &Client) -> bool {
    let person: PersonId = who.id.parse().unwrap();
    let grounds = house.running.house.vault.grounds().unwrap();
    grounds.consent_stands(person.into(), Purpose::ProductNews).await.unwrap()
}

async fn version(house: &House) -> Value {
    house.nobody().get("/api/v1/policy/versions").await.expect_ok()
}

/// proves: JJB-051, HKT-051, YZJ-073, AJ-085, DB-048
#[tokio::test]
async fn whoever_takes_the_house_over_takes_its_promises_over_or_asks_everybody_anew() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    for who in [&ana, &bo] {
        news_on(who).await.expect_ok();
    }
    let (before, history) = (version(&house).await, ana.get("/api/v1/me/consents/history").await.expect_ok());
    let code = announce(&house, &wang).await;
    for who in [&ana, &bo, &wang] {
        assert_eq!(codes(who).await, ["house.succession"], "everybody is told");
    }
    let told = ana.get("/api/v1/me/notices").await.expect_ok();
    assert!(text(&told["items"][0], "text").contains("privacy@new.example"), "{told}");

    assert!(!stands(&house, &ana).await, "what rests on consent stops");
    news(&house, &wang, "新功能").await;
    assert_eq!(codes(&ana).await, ["house.succession"], "no news meanwhile");
    ana.get("/api/v1/me").await.expect_ok();
    let nobody = house.nobody();
    let policy = house.running.house.policy.version().to_owned();
    for (wish, status, refusal) in [
        (json!({ "code": "guess", "version": policy }), 403, "succession.code_wrong"),
        (json!({ "code": code, "version": "2020-01-01.00000000" }), 409, "succession.version_wrong"),
    ] {
        nobody.call("succession.accept", &[], wish).await.expect_code(status, refusal);
    }
    assert!(!stands(&house, &ana).await);
    let accept = json!({ "code": code, "version": policy });
    nobody.call("succession.accept", &[], accept.clone()).await.expect_ok();
    nobody.call("succession.accept", &[], accept).await.expect_code(403, "succession.code_wrong");
    house.run_jobs().await;
    assert_eq!(codes(&ana).await[0], "house.succession_accepted");
    assert!(stands(&house, &ana).await && stands(&house, &bo).await, "the consents are carried over");
    assert_eq!(version(&house).await, before, "and so is the policy");
    assert_eq!(ana.get("/api/v1/me/consents/history").await.expect_ok(), history, "nobody was asked for it");
    news(&house, &wang, "新功能二").await;
    assert_eq!(codes(&ana).await[0], "news.item");

    house.advance(std::time::Duration::from_secs(60));
    let code = announce(&house, &wang).await;
    nobody.call("succession.decline", &[], json!({ "code": code })).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&ana).await[0], "house.succession_anew");
    assert!(!stands(&house, &ana).await, "declined: the old word counts no longer");
    house.advance(std::time::Duration::from_secs(60));
    news_on(&ana).await.expect_ok();
    assert!(stands(&house, &ana).await && !stands(&house, &bo).await, "each for himself");
    news(&house, &wang, "新功能三").await;
    assert_eq!(
        (codes(&ana).await[0].as_str(), codes(&bo).await[0].as_str()),
        ("news.item", "house.succession_anew")
    );
    for id in ["JJB-051", "HKT-051", "YZJ-073", "AJ-085", "DB-048"] {
        proved(
            id,
            &[
                "succession.announce",
                "succession.accept",
                "succession.decline",
                "job:notice.publish",
                "notice.switch",
            ],
        );
    }
}

#[tokio::test]
async fn a_handing_over_is_the_keepers_to_announce_and_can_be_called_off() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    crate::org::org(&ana).await;
    news_on(&ana).await.expect_ok();
    let wish = json!({ "cause": "bankruptcy", "successor": "破产管理人", "contact": "x" });
    ana.call("succession.announce", &[], wish.clone()).await.expect_code(403, "access.denied");
    ana.call("succession.last", &[], json!(null)).await.expect_code(403, "access.denied");
    ana.call("succession.call_off", &[], json!(null)).await.expect_code(403, "access.denied");
    wang.call("succession.call_off", &[], json!(null)).await.expect_code(409, "succession.not_announced");
    for (name, value, code) in [
        ("successor", json!(" "), "succession.text_wrong"),
        ("contact", json!("长".repeat(201)), "succession.text_wrong"),
        ("cause", json!("mood"), "body.invalid"),
    ] {
        let mut wrong = wish.clone();
        wrong[name] = value;
        wang.call("succession.announce", &[], wrong).await.expect_code(422, code);
    }
    wang.call("succession.announce", &[], wish.clone()).await.expect_ok();
    wang.call("succession.announce", &[], wish).await.expect_code(409, "succession.announced");
    assert!(!stands(&house, &ana).await);
    let last = wang.call("succession.last", &[], json!(null)).await.expect_ok();
    assert_eq!((text(&last["last"], "state"), text(&last["last"], "cause")), ("announced", "bankruptcy"));
    wang.call("succession.call_off", &[], json!(null)).await.expect_ok();
    assert!(stands(&house, &ana).await, "as it was");
    let hanging = house.nobody().call("house.notices", &[], json!(null)).await.expect_ok();
    assert_eq!(hanging["items"], json!([]));
}
