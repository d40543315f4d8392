//! The consent ledger in depth: texts, refusals, sensitive categories, and what runs under a consent.

use futures_util::StreamExt;
use kit::{Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::avatar::{large_picture, put};
use crate::meet::{join, started, text};
use crate::org::{joined, org};
use crate::peer::Line;
use crate::seat::{Door, wait_for};

/// What is withdrawn runs no longer than this.
const AT_MOST: Duration = Duration::from_secs(1);

async fn version(house: &House) -> Value {
    house.nobody().get("/api/v1/policy/asked").await.expect_ok()["version"].clone()
}

async fn give(house: &House, who: &Client, purpose: &str, categories: &[&str]) -> kit::Answer {
    let wish = json!({ "purpose": purpose, "version": version(house).await, "lang": "en", "categories": categories });
    who.call("consent.give", &[], wish).await
}

async fn withdraw(who: &Client, purpose: &str) {
    who.call("consent.withdraw", &[], json!({ "purpose": purpose })).await.expect_ok();
}

async fn refuse(who: &Client, purpose: &str) {
    who.call("consent.refuse", &[], json!({ "purpose": purpose, "lang": "en" })).await.expect_ok();
}

async fn standing(who: &Client, purpose: &str) -> Value {
    let list = who.get("/api/v1/me/consents?lang=en").await.expect_ok();
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["purpose"] == purpose).unwrap().clone()
}

async fn history(who: &Client) -> Vec<Value> {
    let list = who.get("/api/v1/me/consents/history").await.expect_ok();
    list["items"].as_array().unwrap().clone()
}

async fn texts_kept(house: &House) -> i64 {
    let mut view = house.running.house.db.view().await.unwrap();
    view.one("SELECT COUNT(*) AS n FROM yard_consent_text", vec![]).await.unwrap().get("n").unwrap()
}

#[tokio::test]
async fn an_entry_keeps_the_very_text_that_was_shown_once_for_all_who_read_it() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let texts = texts_kept(&house).await;
    let asked = standing(&ana, "avatar-display").await["asked"].clone();
    for who in [&ana, &bo] {
        give(&house, who, "avatar-display", &[]).await.expect_ok();
    }
    assert_eq!(texts_kept(&house).await, texts + 1, "one text, two entries");
    let newest = history(&ana).await[0].clone();
    assert_eq!((&newest["act"], &newest["lang"]), (&json!("given"), &json!("en")));
    assert_eq!(newest["text"], asked, "word for word what the page showed");
    let first = history(&ana).await.pop().unwrap();
    assert!(first["text"]["title"].is_string(), "also what was accepted at sign-up: {first}");
    withdraw(&ana, "avatar-display").await;
    withdraw(&ana, "avatar-display").await;
    let acts: Vec<Value> =
        history(&ana).await.into_iter().take(2).map(|entry| entry["act"].clone()).collect();
    assert_eq!(acts, [json!("withdrawn"), json!("given")], "nothing is overwritten, and twice is once");
}

#[tokio::test]
async fn whoever_said_no_is_not_asked_again_and_may_change_his_mind() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    assert_eq!(standing(&ana, "avatar-display").await["may_ask"], true);
    refuse(&ana, "avatar-display").await;
    refuse(&ana, "avatar-display").await;
    let refused = standing(&ana, "avatar-display").await;
    assert_eq!(refused["may_ask"], false);
    assert!(refused["refused_at"].is_string() && refused["given_at"].is_null(), "{refused}");
    assert_eq!(history(&ana).await.iter().filter(|entry| entry["act"] == "refused").count(), 1);
    house.advance(Duration::from_secs(400 * 86_400));
    let again = house.person_with("Ana", &ana.phone).await;
    assert_eq!(standing(&again, "avatar-display").await["may_ask"], false, "a year later neither");
    give(&house, &again, "avatar-display", &[]).await.expect_ok();
    let given = standing(&again, "avatar-display").await;
    assert!(given["given_at"].is_string() && given["refused_at"].is_null(), "{given}");
    for (purpose, status, code) in
        [("account", 409, "consent.not_withdrawable"), ("nothing", 404, "consent.unknown")]
    {
        let wish = json!({ "purpose": purpose });
        again.call("consent.refuse", &[], wish).await.expect_code(status, code);
    }
    let more = json!({ "purpose": "avatar-display", "also": 1 });
    again.call("consent.refuse", &[], more).await.expect_code(422, "body.invalid");
    let long = json!({ "purpose": "x".repeat(300_000) });
    again.call("consent.refuse", &[], long).await.expect_code(413, "body.too_large");
    house
        .nobody()
        .call("consent.refuse", &[], json!({ "purpose": "x" }))
        .await
        .expect_code(401, "session.needed");
}

/// proves: DB-010
#[tokio::test]
async fn each_kind_of_sensitive_data_needs_a_yes_of_its_own() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let camera = standing(&ana, "meeting-camera").await;
    assert_eq!(camera["categories"][0]["category"], "meeting-media", "{camera}");
    assert!(camera["given_at"].is_null(), "agreeing to the policy at sign-up is no yes to it");
    give(&house, &ana, "meeting-camera", &[]).await.expect_code(422, "consent.category_unnamed");
    let other = ["meeting-media", "avatar"];
    give(&house, &ana, "meeting-camera", &other).await.expect_code(422, "consent.category_unnamed");
    assert!(standing(&ana, "meeting-camera").await["given_at"].is_null());
    give(&house, &ana, "meeting-camera", &["meeting-media"]).await.expect_ok();
    let entries = history(&ana).await;
    assert_eq!(
        (&entries[0]["category"], &entries[1]["category"], &entries[1]["purpose"]),
        (&json!("meeting-media"), &Value::Null, &json!("meeting-camera")),
        "an entry for the kind of data beside that for the purpose"
    );
    assert!(standing(&ana, "meeting-microphone").await["given_at"].is_null(), "each asks for itself");
    proved("DB-010", &["consent.give", "me.consents", "me.consents.history"]);
}

fn sources(joined: &Value) -> Value {
    use base64::Engine;
    let token = joined["media"]["token"].as_str().unwrap();
    let claims = token.split('.').nth(1).unwrap();
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["video"].clone()
}

/// proves: DB-011
#[tokio::test]
async fn with_every_optional_consent_refused_the_basic_functions_work() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let mut refused = 0;
    for who in [&ana, &bo] {
        let list = who.get("/api/v1/me/consents").await.expect_ok();
        for item in list["items"].as_array().unwrap().iter().filter(|item| item["basis"] == "consent") {
            refuse(who, text(item, "purpose")).await;
            refused += 1;
        }
    }
    assert!(refused >= 4, "there is something to refuse: {refused}");
    house.advance(Duration::from_secs(61));
    let again = house.person_with("Ana", &ana.phone).await;
    assert_eq!(again.get("/api/v1/me").await.expect_ok()["name"], "Ana", "signing in");
    let acme = org(&ana).await;
    let li = joined(&house, &ana, &acme, "Li", "member").await;
    let members = li.call("org.members", &[("org", &acme)], json!(null)).await.expect_ok();
    assert_eq!(members["items"].as_array().unwrap().len(), 2, "the directory");
    ana.get("/api/v1/me/held").await.expect_ok();
    ana.call("me.update", &[], json!({ "name": "Ana Maria" })).await.expect_ok();
    if house.running.house.policy.purpose(policy::Purpose::Meeting).is_some() {
        let meeting = started(&ana, json!({ "guests": true })).await;
        let wish = json!({ "number": meeting["number"] });
        let joined = bo.call("meeting.join", &[], wish).await.expect_ok();
        let door = Door::open(&house).await;
        assert!(door.seat(text(&joined["media"], "token")).await.is_some(), "he listens and writes");
        let may = sources(&joined);
        assert_eq!((&may["canPublish"], &may["canSubscribe"]), (&json!(false), &json!(true)), "{may}");
    }
    proved("DB-011", &["consent.refuse", "session.open", "me.get", "org.members", "me.update"]);
}

#[tokio::test]
async fn a_picture_that_is_being_sent_breaks_off_when_the_consent_is_withdrawn() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let acme = org(&ana).await;
    let bo = joined(&house, &ana, &acme, "Bo", "member").await;
    let picture = large_picture();
    put(&ana, "image/png", picture.clone()).await.expect_ok();
    give(&house, &ana, "avatar-display", &[]).await.expect_ok();
    let path = format!("/api/v1/people/{}/avatar", ana.id);

    let whole = bo.get(&path).await;
    whole.expect_ok();
    assert!(whole.body.len() > 600_000);
    assert_eq!(whole.headers["cache-control"], "private, no-cache");

    let mut running = bo.opened(&path).await.into_data_stream();
    let first = running.next().await.unwrap().unwrap();
    assert!(first.len() < whole.body.len() / 10, "it runs");
    withdraw(&ana, "avatar-display").await;
    let since = ground::monotonic();
    assert!(running.next().await.unwrap().is_err(), "not a byte later");
    assert!(since.elapsed() < AT_MOST);
    bo.get(&path).await.expect_code(404, "avatar.none");
    ana.get("/api/v1/me/avatar").await.expect_ok();
}

#[tokio::test]
async fn whoever_withdraws_the_microphone_enters_without_it_and_keeps_everything_else() {
    let house = House::start().await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let enter = || async {
        let wish = json!({ "number": meeting["number"] });
        sources(&bo.call("meeting.join", &[], wish).await.expect_ok())
    };
    assert!(
        enter().await["canPublishSources"].as_array().is_none_or(Vec::is_empty),
        "nothing was said no to"
    );
    give(&house, &bo, "meeting-microphone", &["meeting-media"]).await.expect_ok();
    withdraw(&bo, "meeting-microphone").await;
    let may = enter().await;
    assert_eq!(may["canPublish"], true);
    assert_eq!(may["canPublishSources"], json!(["camera", "screen_share", "screen_share_audio"]));
    give(&house, &bo, "meeting-microphone", &["meeting-media"]).await.expect_ok();
    assert!(enter().await["canPublishSources"].as_array().is_none_or(Vec::is_empty));
}

#[tokio::test]
async fn what_runs_in_a_meeting_under_a_consent_ends_within_a_second_and_the_rest_goes_on() {
    let house =
        House::with(|config| config.media.announce = vec![std::net::Ipv4Addr::LOCALHOST.into()]).await;
    let door = Door::open(&house).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let meeting = started(&ana, json!({ "guests": true })).await;
    let his = join(&bo, &meeting, json!({})).await.expect_ok();
    let line = Line { volume: -23, audio_lost_in: 0, video_lost_in: 0 };
    let _his = door.peer(text(&his["media"], "token"), line).await;
    let room = text(&meeting, "id").replace("meeting_", "meet_");
    let sent = async || {
        let there = house.running.media().participants(&room).await.unwrap_or_default();
        let his = there.into_iter().find(|one| one.identity == text(&his, "identity"));
        his.map(|one| one.tracks.into_iter().map(|track| track.source).collect::<Vec<_>>())
    };
    wait_for(async || sent().await.filter(|tracks| tracks.len() == 2)).await;
    refuse(&bo, "meeting-camera").await;
    let since = ground::monotonic();
    let left = wait_for(async || sent().await.filter(|tracks| tracks.len() < 2)).await;
    assert!(since.elapsed() < AT_MOST, "{:?}", since.elapsed());
    assert_eq!(left, [sfu::Source::Microphone], "he is still there, and still heard");
}
