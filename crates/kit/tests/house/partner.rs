//! Partners get numbers about groups, under an agreement that is stored; and where there is no advertising, nothing.

use kit::{Client, House, proofs, proved};
use policy::{Ads, StatisticRules};
use serde_json::{Value, json};

use crate::desk::keeper;
use crate::statistic::{a_week_later, crowd, early_in_a_week, plenty};

/// A house with partners: the doorplate of this run, or the first that has them.
async fn house_with_partners() -> House {
    let profile = proofs::profile_of_this_run();
    let has = policy::Policy::load(&profile).is_ok_and(|one| one.conduct().ads != Ads::Never);
    early_in_a_week(House::with_profile(if has { &profile } else { "jujiabao" }, |_| {}).await)
}

/// A partner, not bound by anything yet.
pub async fn partner(keeper: &Client, name: &str) -> String {
    let added = keeper.call("partner.add", &[], json!({ "name": name })).await.expect_ok();
    added["id"].as_str().unwrap().to_owned()
}

/// Stores his agreement.
pub async fn agree(keeper: &Client, partner: &str) {
    let wish = json!({ "on": "2026-01-05", "place": "合同柜 3-12" });
    keeper.call("partner.agree", &[("partner", partner)], wish).await.expect_ok();
}

async fn payload(keeper: &Client, partner: &str, week: &Value) -> kit::Answer {
    keeper.get(&format!("/api/v1/partners/{partner}/feed?week={week}")).await
}

/// proves: JJB-053, HKT-053
#[tokio::test]
async fn a_partner_gets_nothing_without_an_agreement_and_with_one_nothing_that_names_anybody() {
    let house = house_with_partners().await;
    let wang = keeper(&house, "王芳").await;
    let people = crowd(&house, plenty()).await;
    let week = a_week_later(&house, &wang).await["week"].clone();
    let id = partner(&wang, "某广告公司").await;
    let feed = |on: bool| json!({ "on": on });
    let at = [("partner", id.as_str())];
    wang.call("partner.feed", &at, feed(true)).await.expect_code(409, "partner.agreement_missing");
    payload(&wang, &id, &week).await.expect_code(409, "partner.feed_off");
    for wrong in [json!({ "on": "2099-01-01", "place": "x" }), json!({ "on": "2026-01-05", "place": " " })] {
        wang.call("partner.agree", &at, wrong).await.expect_code(422, "partner.agreement_wrong");
    }
    wang.call("partner.feed", &at, feed(true)).await.expect_code(409, "partner.agreement_missing");
    agree(&wang, &id).await;
    wang.call("partner.feed", &at, feed(true)).await.expect_ok();
    let got = payload(&wang, &id, &week).await.expect_ok();
    let lines = got["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["measure"] == "members"), "{got}");
    for line in lines {
        assert_eq!(
            line.as_object().unwrap().keys().collect::<Vec<_>>(),
            ["measure", "value", "scale"],
            "{line}"
        );
    }
    let text = got.to_string();
    for one in people.iter().chain([&wang]) {
        let id = one.id.split_once('_').unwrap().1;
        assert!(!text.contains(id) && !text.contains(&one.phone), "{text}");
    }
    wang.call("partner.feed", &at, feed(false)).await.expect_ok();
    payload(&wang, &id, &week).await.expect_code(409, "partner.feed_off");

    // Wrong role, wrong partner, wrong words.
    people[0].call("partner.list", &[], json!(null)).await.expect_code(403, "access.denied");
    people[0].call("partner.feed", &at, feed(true)).await.expect_code(403, "access.denied");
    payload(&people[0], &id, &week).await.expect_code(403, "access.denied");
    let nobodys = "partner_00000000-0000-7000-8000-000000000000";
    wang.call("partner.feed", &[("partner", nobodys)], feed(true)).await.expect_code(404, "partner.unknown");
    for name in ["", "   ", &"x".repeat(101)] {
        wang.call("partner.add", &[], json!({ "name": name })).await.expect_code(422, "partner.name_wrong");
    }
    for id in ["JJB-053", "HKT-053"] {
        proved(id, &["partner.add", "partner.agree", "partner.feed", "partner.payload"]);
    }
}

/// proves: JJB-054, HKT-054
#[tokio::test]
async fn no_row_that_goes_to_a_partner_stands_for_one_person() {
    let least = StatisticRules::built_in().group as i64;
    for many in [3, plenty()] {
        let house = house_with_partners().await;
        let wang = keeper(&house, "王芳").await;
        let people = crowd(&house, many).await;
        // One person alone holds a meeting: a number that would be his.
        let meeting = crate::meet::started(&people[0], json!({ "title": "周会", "guests": true })).await;
        let at = [("id", meeting["id"].as_str().unwrap())];
        people[0].call("meeting.end", &at, json!({})).await.expect_ok();
        let week = a_week_later(&house, &wang).await["week"].clone();
        let id = partner(&wang, "某统计合作方").await;
        agree(&wang, &id).await;
        wang.call("partner.feed", &[("partner", &id)], json!({ "on": true })).await.expect_ok();
        let got = payload(&wang, &id, &week).await.expect_ok();
        let lines = got["lines"].as_array().unwrap();
        let measures: Vec<&str> = lines.iter().map(|line| line["measure"].as_str().unwrap()).collect();
        let expected: &[&str] = if many == 3 { &[] } else { &["members"] };
        assert_eq!(measures, expected, "one host's meetings and minutes are his own, and stay: {got}");
        assert!(lines.iter().all(|line| line["value"].as_i64().unwrap() >= least), "{got}");
        payload(&wang, &id, &json!(1)).await.expect_code(404, "partner.no_week");
    }
    for id in ["JJB-054", "HKT-054"] {
        proved(id, &["partner.payload", "job:statistic.gather"]);
    }
}

/// proves: YZJ-061
#[tokio::test]
async fn where_there_is_no_advertising_none_can_be_switched_on_and_two_histories_see_the_same() {
    let house = House::with_profile("yunzhijia", |_| {}).await;
    let wang = keeper(&house, "王芳").await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    for title in ["a", "b", "c"] {
        let meeting = crate::meet::started(&ana, json!({ "title": title, "guests": true })).await;
        ana.call("meeting.end", &[("id", meeting["id"].as_str().unwrap())], json!({})).await.expect_ok();
    }
    let version = house.nobody().get("/api/v1/policy/asked").await.expect_ok()["version"].clone();
    let mut answers = Vec::new();
    for who in [&ana, &bo] {
        let on = json!({ "on": true, "chosen": true, "interests": ["food"], "version": version });
        who.call("advert.settings.save", &[], on).await.expect_code(404, "advert.absent");
        for purpose in ["adverts", "advert-choice", "promotion"] {
            let give = json!({ "purpose": purpose, "version": version });
            who.post("/api/v1/consents", give).await.expect_code(404, "consent.unknown");
        }
        let place = who.get("/api/v1/adverts/place?placement=home").await.expect_code(404, "advert.absent");
        answers.push(place["code"].clone());
        answers.push(who.call("notice.list", &[], json!(null)).await.expect_ok()["items"].clone());
        answers.push(who.call("house.notices", &[], json!(null)).await.expect_ok());
        answers.push(who.call("notice.settings", &[], json!(null)).await.expect_ok()["items"].clone());
    }
    assert_eq!(answers[..4], answers[4..], "nothing is chosen by what somebody did");
    wang.call("partner.add", &[], json!({ "name": "某广告公司" })).await.expect_code(409, "partner.absent");
    wang.call("partner.list", &[], json!(null)).await.expect_code(409, "partner.absent");
    wang.call("advert.list", &[], json!(null)).await.expect_code(404, "advert.absent");
    house.run_jobs().await;
    let mut view = house.running.house.db.view().await.unwrap();
    for sql in [
        "SELECT COUNT(*) AS many FROM yard_campaign",
        "SELECT COUNT(*) AS many FROM yard_advert_seen",
        "SELECT COUNT(*) AS many FROM yard_advert_interest",
        "SELECT COUNT(*) AS many FROM yard_partner",
    ] {
        assert_eq!(view.one(sql, vec![]).await.unwrap().get::<i64>("many").unwrap(), 0, "{sql}");
    }
    drop(view);
    let policy = house.nobody().call("policy.text", &[], json!(null)).await.expect_ok().to_string();
    let list = house.nobody().call("policy.collection", &[], json!(null)).await.expect_ok().to_string();
    assert!(!policy.contains("advert-") && !list.contains("advert"), "what there is not is not spoken of");
    proved("YZJ-061", &["advert.settings.save", "advert.place", "partner.add"]);
}
