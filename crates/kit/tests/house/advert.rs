//! Adverts: only behind the doorplate that has them, only to who asked, and nobody learns who.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kit::{Answer, Client, House, proved};
use policy::StatisticRules;
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::keeper;
use crate::partner::{agree, partner};
use crate::statistic::{crowd, plenty};

const SECOND: Duration = Duration::from_secs(2);
const DAY: Duration = Duration::from_secs(86_400);

async fn anju() -> (House, Client, String) {
    let house = House::with_profile("anju", |_| {}).await;
    let wang = keeper(&house, "王芳").await;
    let id = partner(&wang, "邻里商店").await;
    agree(&wang, &id).await;
    (house, wang, id)
}

fn advert(partner: &str, title: &str) -> Value {
    json!({
        "partner": partner, "placement": "home", "title": { "zh": title, "en": title },
        "text": { "zh": "欢迎光临", "en": "Welcome" }, "link": "https://shop.example/offer?x=1",
        "daily_most": 5, "from": "2020-01-01T00:00:00.000Z", "until": "2099-01-01T00:00:00.000Z",
    })
}

async fn added(keeper: &Client, wish: Value) -> String {
    keeper.call("advert.add", &[], wish).await.expect_ok()["id"].as_str().unwrap().to_owned()
}

async fn switch(who: &Client, on: bool, chosen: bool, interests: &[&str]) -> Answer {
    let now = who.call("advert.settings", &[], json!(null)).await.expect_ok();
    let version = &now["policy_version"];
    let wish = json!({ "on": on, "chosen": chosen, "interests": interests, "version": version });
    who.call("advert.settings.save", &[], wish).await
}

async fn placed(who: &Client, area: &str) -> Value {
    let path = format!("/api/v1/adverts/place?placement=home{area}");
    who.get(&path).await.expect_ok()["advert"].clone()
}

async fn act(who: &Client, act: &str, campaign: &str, mark: &Value) -> Answer {
    who.call(act, &[("campaign", campaign)], json!({ "mark": mark })).await
}

/// proves: AJ-103
#[tokio::test]
async fn a_place_is_served_from_the_houses_store_and_without_consent_to_everybody_alike() {
    let (house, wang, shop) = anju().await;
    let png = STANDARD.encode(crate::avatar::png(9));
    let mut plain = advert(&shop, "人人可见");
    plain["picture"] = json!(png);
    let everybody = added(&wang, plain).await;
    let mut narrow = advert(&shop, "维修");
    (narrow["tag"], narrow["daily_most"]) = (json!("repairs"), json!(20));
    let repairs = added(&wang, narrow).await;
    let mut near = advert(&shop, "朝阳");
    (near["area"], near["daily_most"]) = (json!("朝阳"), json!(1));
    let there = added(&wang, near).await;

    let ana = house.person("Ana").await;
    let path = "/api/v1/adverts/place?placement=home";
    ana.get(path).await.expect_code(409, "advert.off");
    switch(&ana, true, false, &[]).await.expect_ok();
    for area in ["", "&area=%E6%9C%9D%E9%98%B3"] {
        let one = placed(&ana, area).await;
        assert_eq!((&one["id"], &one["chosen"]), (&json!(everybody), &json!(false)), "{one}");
    }
    let picture = ana.get(&format!("/api/v1/adverts/{everybody}/picture")).await;
    assert_eq!(picture.headers["content-type"], "image/png");
    assert!(!picture.body.is_empty());

    // With his own yes it is chosen by what he ticked, and by the area that he picked this time.
    switch(&ana, true, true, &["repairs"]).await.expect_ok();
    let one = placed(&ana, "").await;
    assert_eq!((&one["id"], &one["chosen"]), (&json!(repairs), &json!(true)), "{one}");
    let one = placed(&ana, "&area=%E6%9C%9D%E9%98%B3").await;
    assert_eq!(one["id"], json!(there), "what was placed less often comes first: {one}");
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    let tables: Vec<&Value> = held["items"].as_array().unwrap().iter().map(|item| &item["table"]).collect();
    assert!(tables.contains(&&json!("yard_advert_interest")) && tables.contains(&&json!("yard_advert_seen")));

    // Taken back, by the general list of consents: nothing is chosen any longer, and what was ticked goes.
    ana.post("/api/v1/consents/withdraw", json!({ "purpose": "advert-choice" })).await.expect_ok();
    assert_eq!(placed(&ana, "&area=%E6%9C%9D%E9%98%B3").await["id"], json!(everybody));
    house.advance(Duration::from_secs(3_700));
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    assert!(view.all("SELECT person FROM yard_advert_interest", vec![]).await.unwrap().is_empty());
    drop(view);
    assert_eq!(
        house.nobody().get("/dev/outbox").await.expect_ok()["items"].as_array().unwrap().len(),
        2,
        "two codes"
    );

    // The daily limit, and the end of an advert.
    while !placed(&ana, "").await.is_null() {}
    switch(&ana, false, false, &[]).await.expect_ok();
    ana.get(path).await.expect_code(409, "advert.off");
    wang.call("advert.end", &[("campaign", &everybody)], json!(null)).await.expect_ok();
    proved("AJ-103", &["advert.add", "advert.place", "advert.settings.save", "job:advert.settle"]);
}

/// proves: AJ-104, AJ-105
#[tokio::test]
async fn a_showing_and_a_click_count_once_and_leaving_tells_the_site_nothing_of_who_leaves() {
    let (house, wang, shop) = anju().await;
    let id = added(&wang, advert(&shop, "春季")).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    for who in [&ana, &bo] {
        switch(who, true, false, &[]).await.expect_ok();
    }
    act(&ana, "advert.seen", &id, &json!("AAAA")).await.expect_code(404, "advert.unknown");
    let mark = placed(&ana, "").await["mark"].clone();
    // A mark of one's own making, a click before the showing, and one that no person could make.
    act(&ana, "advert.seen", &id, &json!("AAAAAAAAAAAAAAAAAAAAAA")).await.expect_ok();
    act(&ana, "advert.click", &id, &mark).await.expect_ok();
    for _ in 0..3 {
        act(&ana, "advert.seen", &id, &mark).await.expect_ok();
    }
    house.advance(SECOND);
    for _ in 0..3 {
        act(&ana, "advert.click", &id, &mark).await.expect_ok();
    }
    let jump = act(&ana, "advert.click", &id, &mark).await.expect_ok();
    let other = placed(&bo, "").await["mark"].clone();
    let his = act(&bo, "advert.click", &id, &other).await.expect_ok();
    assert_eq!(jump["site"], "shop.example");
    let to = jump["to"].as_str().unwrap();
    assert!(to.starts_with("https://shop.example/offer?x=1&ad="), "{to}");
    assert_eq!(jump, his, "the address is the same for everybody");
    for who in [&ana, &bo] {
        let bare = who.id.split_once('_').unwrap().1;
        assert!(!to.contains(bare) && !to.contains(&bare.replace('-', "")) && !to.contains(&who.phone));
    }
    house.advance(DAY);
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    let row =
        view.one("SELECT shown, clicked, invalid, people FROM yard_advert_count", vec![]).await.unwrap();
    let count = |name: &str| row.get::<i64>(name).unwrap();
    assert_eq!((count("shown"), count("clicked"), count("people")), (1, 1, 1));
    assert_eq!(count("invalid"), 3, "her own mark, her click before the showing, his without one");
    for sql in ["SELECT 1 AS one FROM yard_advert_seen", "SELECT 1 AS one FROM yard_advert_day"] {
        assert!(view.all(sql, vec![]).await.unwrap().is_empty(), "who it was is gone with the day: {sql}");
    }
    drop(view);
    proved("AJ-104", &["advert.place", "advert.seen", "advert.click", "job:advert.settle"]);
    proved("AJ-105", &["advert.click"]);
}

/// proves: AJ-081
#[tokio::test]
async fn an_advertiser_learns_totals_of_many_and_nothing_of_few() {
    let (house, wang, shop) = anju().await;
    let id = added(&wang, advert(&shop, "春季")).await;
    let least = StatisticRules::built_in().group as usize;
    let people = crowd(&house, plenty()).await;
    for (number, who) in people.iter().enumerate() {
        switch(who, true, false, &[]).await.expect_ok();
        let mark = placed(who, "").await["mark"].clone();
        act(who, "advert.seen", &id, &mark).await.expect_ok();
        if number < 3 {
            house.advance(SECOND);
            act(who, "advert.click", &id, &mark).await.expect_ok();
        }
    }
    let report = || async { wang.call("advert.report", &[("campaign", &id)], json!(null)).await.expect_ok() };
    assert_eq!(report().await["days"], json!([]), "a day that is not over is not told");
    house.advance(DAY);
    house.run_jobs().await;
    let told = report().await;
    let day = &told["days"][0];
    assert!(day["reached"].as_i64().unwrap() >= least as i64, "{told}");
    assert_eq!(day["clicked"], json!(null), "three are too few: {told}");
    assert_eq!(day.as_object().unwrap().keys().collect::<Vec<_>>(), ["day", "reached", "clicked", "scale"]);
    assert_eq!(report().await, told, "asked again, the same");
    let text = told.to_string();
    for who in &people {
        assert!(!text.contains(who.id.split_once('_').unwrap().1) && !text.contains(&who.phone));
    }
    people[0]
        .call("advert.report", &[("campaign", &id)], json!(null))
        .await
        .expect_code(403, "access.denied");
    proved("AJ-081", &["advert.report", "job:advert.settle"]);
}

#[tokio::test]
async fn the_store_is_the_keepers_and_takes_nothing_without_an_agreement() {
    let (house, wang, shop) = anju().await;
    let ana = house.person("Ana").await;
    let unbound = partner(&wang, "新来的").await;
    wang.call("advert.add", &[], advert(&unbound, "x")).await.expect_code(409, "advert.unbound");
    ana.call("advert.add", &[], advert(&shop, "x")).await.expect_code(403, "access.denied");
    ana.call("advert.list", &[], json!(null)).await.expect_code(403, "access.denied");
    for (field, wrong) in [
        ("link", json!("http://shop.example")),
        ("link", json!("https://shop.example/{user}")),
        ("tag", json!("income")),
        ("placement", json!("everywhere")),
        ("daily_most", json!(0)),
        ("until", json!("2019-01-01T00:00:00.000Z")),
        ("title", json!({ "zh": "x".repeat(61), "en": "x" })),
    ] {
        let mut wish = advert(&shop, "x");
        wish[field] = wrong;
        wang.call("advert.add", &[], wish).await.expect_code(422, "advert.wrong");
    }
    let mut wish = advert(&shop, "x");
    wish["picture"] = json!(STANDARD.encode(b"<svg/>"));
    wang.call("advert.add", &[], wish).await.expect_code(422, "advert.not_picture");
    let id = added(&wang, advert(&shop, "x")).await;
    ana.call("advert.end", &[("campaign", &id)], json!(null)).await.expect_code(403, "access.denied");
    assert_eq!(switch(&ana, true, true, &["income"]).await.status.as_u16(), 422);
}

#[tokio::test]
async fn a_promotion_by_tag_reaches_who_ticked_it_and_wants_promotions_and_a_reply_stops_it() {
    let (house, wang, _) = anju().await;
    let (ana, bo, cy) = (house.person("Ana").await, house.person("Bo").await, house.person("Cy").await);
    for (who, tags) in [(&ana, &["pets"][..]), (&bo, &["food"]), (&cy, &["pets"])] {
        switch(who, false, true, tags).await.expect_ok();
    }
    for who in [&ana, &bo] {
        let settings = who.call("notice.settings", &[], json!(null)).await.expect_ok();
        let wish = json!({ "kind": "promotion", "on": true, "version": settings["policy_version"] });
        who.call("notice.switch", &[], wish).await.expect_ok();
    }
    let both = |text: &str| json!({ "zh": text, "en": text });
    let args = json!({ "title": both("宠物用品"), "text": both("八折") });
    let wish = |tag: &str| json!({ "kind": "promotion", "code": "promotion.item", "args": args, "tag": tag });
    wang.call("notice.publish", &[], wish("income")).await.expect_code(422, "notice.tag_wrong");
    wang.call("notice.publish", &[], wish("pets")).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(crate::desk::codes(&ana).await, ["promotion.item"]);
    assert_eq!(crate::desk::codes(&bo).await.len(), 0, "he ticked something else");
    assert_eq!(crate::desk::codes(&cy).await.len(), 0, "she wants no promotions");
    let texts = crate::desk::texts_to(&house, &ana.phone).await;
    let code = texts[0].split_once("回复 ").unwrap().1.split(' ').next().unwrap().to_owned();

    let address = wang.call("notice.reply_address", &[], json!(null)).await.expect_ok();
    ana.call("notice.reply_address", &[], json!(null)).await.expect_code(403, "access.denied");
    let secret = address["address"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let push = json!([{ "phone_number": ana.phone, "content": code, "sign_name": "四合院" }]);
    let nobody = house.nobody();
    for wrong in ["x", &secret[1..], &"x".repeat(3_000)] {
        nobody
            .call("notice.replied", &[("secret", wrong)], push.clone())
            .await
            .expect_code(404, "notice.link_wrong");
    }
    wang.call("notice.publish", &[], wish("pets")).await.expect_ok();
    nobody.call("notice.replied", &[("secret", &secret)], push.clone()).await.expect_ok();
    nobody.call("notice.replied", &[("secret", &secret)], push).await.expect_ok();
    let maintenance = json!({ "from": "2027-01-10T16:00:00Z", "until": "2027-01-10T18:00:00Z" });
    let service = json!({ "kind": "service", "code": "house.maintenance", "args": maintenance });
    wang.call("notice.publish", &[], service).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(
        crate::desk::codes(&ana).await,
        ["house.maintenance", "promotion.item"],
        "stopped at once, and told what must be"
    );
    let published = wang.call("notice.published", &[], json!(null)).await.expect_ok();
    let stopped: i64 =
        published["items"].as_array().unwrap().iter().map(|one| one["stopped"].as_i64().unwrap()).sum();
    assert_eq!(stopped, 1, "{published}");
}
