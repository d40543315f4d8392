//! Notices: what must be told reaches everyone, what promotes reaches those who want it, and one tap stops it.

use kit::{Client, House, proofs, proved};
use policy::Purpose;
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{codes, keeper, texts_to};

const DAY: Duration = Duration::from_secs(86_400);

/// A house that has promotions: the doorplate of this run, or the first that has them.
async fn house_with_promotions() -> House {
    let profile = proofs::profile_of_this_run();
    let has = policy::Policy::load(&profile).is_ok_and(|one| one.purpose(Purpose::Promotion).is_some());
    House::with_profile(if has { &profile } else { "jujiabao" }, |_| {}).await
}

async fn switch(who: &Client, kind: &str, on: bool) -> kit::Answer {
    let settings = who.call("notice.settings", &[], json!(null)).await.expect_ok();
    let wish = json!({ "kind": kind, "on": on, "version": settings["policy_version"] });
    who.call("notice.switch", &[], wish).await
}

fn both(text: &str) -> Value {
    json!({ "zh": text, "en": text })
}

async fn campaign(keeper: &Client, kind: &str, title: &str) -> kit::Answer {
    let code = format!("{kind}.item");
    let args = json!({ "title": both(title), "text": both("自愿参加") });
    keeper.call("notice.publish", &[], json!({ "kind": kind, "code": code, "args": args })).await
}

async fn maintenance(keeper: &Client) -> kit::Answer {
    let args = json!({ "from": "2027-01-10T16:00:00Z", "until": "2027-01-10T18:00:00Z" });
    let wish = json!({ "kind": "service", "code": "house.maintenance", "args": args });
    keeper.call("notice.publish", &[], wish).await
}

/// proves: JJB-036, HKT-036
#[tokio::test]
async fn a_campaign_reaches_only_those_who_asked_for_it_and_goes_by_text_message() {
    let house = house_with_promotions().await;
    let wang = keeper(&house, "王芳").await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    switch(&ana, "promotion", true).await.expect_ok();
    campaign(&wang, "promotion", "春季活动").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["promotion.item"]);
    let texts = texts_to(&house, &ana.phone).await;
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains("春季活动") && texts[0].contains("退订"), "{texts:?}");
    assert_eq!((codes(&bo).await, texts_to(&house, &bo.phone).await), (vec![], vec![]));
    let published = wang.call("notice.published", &[], json!(null)).await.expect_ok();
    assert_eq!(published["items"][0]["told"], 1, "{published}");

    // A campaign that waits in the queue when somebody says stop does not reach him.
    campaign(&wang, "promotion", "夏季活动").await.expect_ok();
    switch(&ana, "promotion", false).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["promotion.item"]);
    assert_eq!(texts_to(&house, &ana.phone).await.len(), 1);
    let consents = ana.call("me.consents", &[], json!(null)).await.expect_ok();
    let items = consents["items"].as_array().unwrap();
    let promotion = items.iter().find(|item| item["purpose"] == "promotion").unwrap();
    assert!(promotion["given_at"].is_string() && promotion["withdrawn_at"].is_string(), "{promotion}");
    for id in ["JJB-036", "HKT-036"] {
        proved(id, &["notice.switch", "notice.publish", "job:notice.publish", "job:notice.text"]);
    }
}

/// proves: JJB-037, HKT-037, YZJ-065
#[tokio::test]
async fn whoever_stops_promotions_gets_none_and_everything_else_works() {
    let house = House::start().await;
    let promotes = house.running.house.policy.purpose(Purpose::Promotion).is_some();
    let kind = if promotes { "promotion" } else { "news" };
    let code = format!("{kind}.item");
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    switch(&ana, kind, true).await.expect_ok();
    campaign(&wang, kind, "第一次").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, [code.as_str()]);
    let before = texts_to(&house, &ana.phone).await;

    switch(&ana, kind, false).await.expect_ok();
    for title in ["第二次", "第三次"] {
        campaign(&wang, kind, title).await.expect_ok();
    }
    maintenance(&wang).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["house.maintenance", code.as_str()], "no campaign, and what must be told");
    let after = texts_to(&house, &ana.phone).await;
    assert!(after[before.len()..].iter().all(|text| text.contains("维护")), "{after:?}");
    house.advance(Duration::from_secs(120));
    let again = house.person_with("Ana", &ana.phone).await;
    assert_eq!(again.id, ana.id, "signing in works");
    again.call("meeting.start", &[], json!({ "title": "周会", "guests": true })).await.expect_ok();
    for id in ["JJB-037", "HKT-037", "YZJ-065"] {
        proved(id, &["notice.switch", "notice.publish", "notice.list", "job:notice.publish"]);
    }
}

/// proves: YZJ-066, AJ-067
#[tokio::test]
async fn a_service_notice_reaches_everyone_and_nothing_promotional_goes_out_as_one() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let ana = house.person("Ana").await;
    switch(&ana, "service", false).await.expect_code(409, "notice.not_switchable");
    switch(&ana, "news", false).await.expect_ok();
    maintenance(&wang).await.expect_ok();
    house.run_jobs().await;
    let list = ana.get("/api/v1/me/notices?lang=en").await.expect_ok();
    assert_eq!((&list["unread"], &list["items"][0]["kind"]), (&json!(1), &json!("service")), "{list}");
    let text = list["items"][0]["text"].as_str().unwrap();
    assert!(text.contains("2027-01-11 00:00 (Beijing time)"), "{text}");
    let zh = ana.get("/api/v1/me/notices").await.expect_ok();
    assert_eq!(zh["items"][0]["title"], "系统维护");

    let args = json!({ "title": both("特价"), "text": both("买一送一") });
    for code in ["promotion.item", "news.item"] {
        let wish = json!({ "kind": "service", "code": code, "args": args });
        wang.call("notice.publish", &[], wish).await.expect_code(422, "notice.kind_wrong");
    }
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["house.maintenance"]);
    for id in ["YZJ-066", "AJ-067"] {
        proved(id, &["notice.publish", "notice.list", "job:notice.publish"]);
    }
}

#[tokio::test]
async fn the_link_in_a_message_stops_promotions_without_signing_in() {
    let house = house_with_promotions().await;
    let wang = keeper(&house, "王芳").await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    for who in [&ana, &bo] {
        switch(who, "promotion", true).await.expect_ok();
    }
    campaign(&wang, "promotion", "活动").await.expect_ok();
    house.run_jobs().await;
    let texts = texts_to(&house, &ana.phone).await;
    let mark = texts[0].rsplit_once("/stop#").unwrap().1.to_owned();
    let nobody = house.nobody();
    let mut wrong = mark.clone();
    wrong.replace_range(30..31, if &mark[30..31] == "A" { "B" } else { "A" });
    for bad in [wrong, String::new(), "x".repeat(5_000)] {
        nobody.call("notice.stop", &[], json!({ "mark": bad })).await.expect_code(404, "notice.link_wrong");
    }
    nobody.call("notice.stop", &[], json!({ "mark": mark })).await.expect_ok();
    campaign(&wang, "promotion", "又一次").await.expect_ok();
    house.run_jobs().await;
    assert_eq!(codes(&ana).await.len(), 1);
    assert_eq!(codes(&bo).await.len(), 2, "the link stops its own person alone");
}

#[tokio::test]
async fn a_doorplate_without_promotions_has_no_way_to_send_one() {
    let house = House::with_profile("courtyard", |_| {}).await;
    let wang = keeper(&house, "王芳").await;
    let settings = wang.call("notice.settings", &[], json!(null)).await.expect_ok();
    let kinds: Vec<&str> =
        settings["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["service", "news"]);
    campaign(&wang, "promotion", "活动").await.expect_code(409, "notice.kind_absent");
    switch(&wang, "promotion", true).await.expect_code(409, "notice.kind_absent");
}

#[tokio::test]
async fn notices_are_their_persons_alone_and_are_kept_as_long_as_the_policy_says() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    maintenance(&wang).await.expect_ok();
    house.run_jobs().await;
    let list = ana.call("notice.list", &[], json!(null)).await.expect_ok();
    let hers = list["items"][0]["id"].clone();
    // Marking another's is passed over; one's own is read once.
    bo.call("notice.read", &[], json!({ "notices": [hers] })).await.expect_ok();
    assert_eq!(ana.call("notice.list", &[], json!(null)).await.expect_ok()["unread"], 1);
    ana.call("notice.read", &[], json!({ "notices": [hers] })).await.expect_ok();
    assert_eq!(ana.call("notice.list", &[], json!(null)).await.expect_ok()["unread"], 0);
    assert_eq!(bo.call("notice.list", &[], json!(null)).await.expect_ok()["unread"], 1);
    bo.call("notice.read", &[], json!({})).await.expect_ok();
    assert_eq!(bo.call("notice.list", &[], json!(null)).await.expect_ok()["unread"], 0);
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    assert!(held["items"].as_array().unwrap().iter().any(|item| item["table"] == "yard_notice"), "{held}");

    maintenance(&ana).await.expect_code(403, "access.denied");
    ana.call("notice.published", &[], json!(null)).await.expect_code(403, "access.denied");
    let args = |args: Value| json!({ "kind": "service", "code": "house.maintenance", "args": args });
    for wrong in
        [json!({}), json!({ "from": "a", "until": "b", "more": "c" }), json!({ "from": "a", "until": 7 })]
    {
        wang.call("notice.publish", &[], args(wrong)).await.expect_code(422, "notice.argument_wrong");
    }
    let incident = json!({ "kind": "service", "code": "incident.notice", "args": {} });
    wang.call("notice.publish", &[], incident).await.expect_code(422, "notice.code_unknown");
    ana.call("notice.read", &[], json!({ "notices": ["person_x"] })).await.expect_code(422, "body.invalid");
    let many = vec![hers.clone(); 101];
    ana.call("notice.read", &[], json!({ "notices": many })).await.expect_code(422, "body.invalid");

    house.advance(89 * DAY);
    house.run_jobs().await;
    assert_eq!(codes(&ana).await.len(), 1);
    house.advance(2 * DAY);
    house.run_jobs().await;
    assert_eq!(codes(&ana).await.len(), 0, "ninety days, and not one more");
}
