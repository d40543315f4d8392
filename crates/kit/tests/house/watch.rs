//! A sign-in from somewhere new is told to its person, by every way there is, and one link ends it.

use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{codes, texts_to};
use crate::passkey::{Authenticator, add, open as open_by_key};

const MINUTE: Duration = Duration::from_secs(61);

/// Signs in by code on a device that calls itself so.
async fn sign_in(house: &House, phone: &str, device: &str) -> (Client, Value) {
    house.advance(MINUTE);
    house.send_code(phone).await.expect_ok();
    let code = house.code_for(phone).await;
    let wish = json!({ "phone": phone, "code": code, "device": device, "bearer": true });
    let opened = house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
    (house.bearer(opened["token"].as_str().unwrap()), opened)
}

async fn disown(who: &Client, mark: &str) -> Answer {
    who.post("/api/v1/session/disown", json!({ "mark": mark })).await
}

/// The text messages that are no codes.
async fn alerts(house: &House, phone: &str) -> Vec<String> {
    texts_to(house, phone).await.into_iter().filter(|text| text.contains("/disown#")).collect()
}

/// proves: YZJ-059, DB-083
#[tokio::test]
async fn a_sign_in_from_a_new_device_is_told_with_a_link_that_ends_it_and_nothing_else() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, Vec::<String>::new(), "the first sign-in of all is nobody else's");
    sign_in(&house, &ana.phone, "kit").await;
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, Vec::<String>::new(), "a device that is known is not told");

    let (stranger, _) = sign_in(&house, &ana.phone, "Unheard-of Browser").await;
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["account.new_place"]);
    let notices = ana.get("/api/v1/me/notices?lang=en").await.expect_ok();
    let text = notices["items"][0]["text"].as_str().unwrap();
    assert!(text.contains("Unheard-of Browser") && text.contains("127.0.*.*"), "{text}");
    let texts = alerts(&house, &ana.phone).await;
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains("Unheard-of Browser"), "{texts:?}");

    let mark: String =
        texts[0].rsplit_once("/disown#").unwrap().1.chars().take_while(|c| c.is_ascii_graphic()).collect();
    let nobody = house.nobody();
    let mut wrong = mark.clone();
    wrong.replace_range(50..51, if &mark[50..51] == "A" { "B" } else { "A" });
    for bad in [wrong, String::new(), "x".repeat(5_000)] {
        disown(&nobody, &bad).await.expect_code(404, "session.link_wrong");
    }
    stranger.get("/api/v1/me").await.expect_ok();
    disown(&nobody, &mark).await.expect_ok();
    stranger.get("/api/v1/me").await.expect_code(401, "session.needed");
    ana.get("/api/v1/me").await.expect_ok();
    disown(&nobody, &mark).await.expect_ok();
    ana.get("/api/v1/me").await.expect_ok();

    // Once seen it is known, also where its session was ended: it was told.
    sign_in(&house, &ana.phone, "Unheard-of Browser").await;
    house.run_jobs().await;
    assert_eq!(alerts(&house, &ana.phone).await.len(), 1);
    for id in ["YZJ-059", "DB-083"] {
        proved(id, &["session.open", "session.disown", "job:notice.text"]);
    }
}

/// proves: AJ-122
#[tokio::test]
async fn under_anju_a_sign_in_from_somewhere_new_waits_for_the_second_proof_that_its_person_has() {
    let house = House::with_profile("anju", |_| {}).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let mut telephone = Authenticator::new(1);
    add(&ana, &mut telephone, "手机").await.expect_ok();
    let (_, opened) = sign_in(&house, &ana.phone, "kit").await;
    assert_eq!(opened["limited"], false, "it is known");
    let (_, opened) = sign_in(&house, &bo.phone, "another").await;
    assert_eq!(opened["limited"], false, "who has nothing to prove it by is told, not shut out");
    let (stranger, opened) = sign_in(&house, &ana.phone, "another").await;
    assert_eq!(opened["limited"], true);
    let begin = json!({});
    stranger.post("/api/v1/me/passkeys/begin", begin).await.expect_code(403, "session.second_proof_needed");
    house.run_jobs().await;
    assert_eq!(codes(&ana).await, ["account.new_place"]);
    assert_eq!(open_by_key(&stranger, &mut telephone).await.expect_ok()["limited"], false);
    proved("AJ-122", &["session.open", "session.passkey.open"]);
}

/// proves: YZJ-034
#[tokio::test]
async fn under_yunzhijia_a_device_that_cannot_be_known_again_gets_into_no_account_by_a_code_alone() {
    let house = House::with_profile("yunzhijia", |_| {}).await;
    let (ana, bo) = (house.person("Ana").await, house.person("Bo").await);
    let mut telephone = Authenticator::new(1);
    add(&bo, &mut telephone, "手机").await.expect_ok();
    let come = async |phone: &str, device: Value| {
        house.advance(MINUTE);
        house.send_code(phone).await.expect_ok();
        let code = house.code_for(phone).await;
        let wish = json!({ "phone": phone, "code": code, "device": device, "bearer": true });
        (house.nobody().post("/api/v1/session/open", wish).await, code)
    };
    for nameless in [Value::Null, json!(""), json!(" ? ")] {
        let (refused, code) = come(&ana.phone, nameless).await;
        let said = refused.expect_code(422, "session.device_unnamed");
        assert!(said["title"].as_str().unwrap().contains("设备"), "the reason is shown: {said}");
        // The code stays good for a device that can be known again.
        let named = json!({ "phone": ana.phone, "code": code, "device": "kit", "bearer": true });
        let opened = house.nobody().post("/api/v1/session/open", named).await.expect_ok();
        assert_eq!(opened["limited"], false);
    }
    let (opened, _) = come(&bo.phone, Value::Null).await;
    let opened = opened.expect_ok();
    assert_eq!(opened["limited"], true, "whoever has a second proof gives it");
    let waiting = house.bearer(opened["token"].as_str().unwrap());
    waiting.get("/api/v1/me/notices").await.expect_code(403, "session.second_proof_needed");
    assert_eq!(open_by_key(&waiting, &mut telephone).await.expect_ok()["limited"], false);
    proved("YZJ-034", &["session.open", "session.passkey.open"]);
}

#[tokio::test]
async fn whoever_has_an_address_is_told_by_mail() {
    let house = House::with(|config| {
        config.accounts.signup = Some(ground::config::Signup::MailDomain);
        config.accounts.mail_domains = vec!["acme.example".to_owned()];
    })
    .await;
    let at = "ana@acme.example";
    for device in ["first", "first", "second"] {
        house.advance(MINUTE);
        crate::mail::ask(&house, at, None).await.expect_ok();
        let code = crate::mail::code(&house, at).await;
        let wish = json!({ "mail": at, "code": code, "name": "Ana", "device": device, "bearer": true });
        house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
    }
    house.run_jobs().await;
    let letters = crate::mail::letters(&house).await;
    let told: Vec<&Value> = letters.iter().filter(|one| one["code"].is_null() && one["to"] == at).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    let text = told[0]["text"].as_str().unwrap();
    assert!(text.contains("second") && text.contains("/disown#"), "{text}");
}

#[tokio::test]
async fn a_password_for_a_device_wants_the_second_factor_and_is_told_with_a_link_that_ends_it() {
    let house = House::with(|config| config.accounts.staff_factor = true).await;
    let ana = house.person("Ana").await;
    let made = async |who: &Client, label: &str| {
        who.call("calendar.device.add", &[], json!({ "label": label })).await
    };
    // Who has one factor alone gives that one; who has a passkey gives it first, as before another is added.
    let bare = ana.with_one_factor();
    made(&bare, "first").await.expect_ok();
    add(&ana, &mut Authenticator::new(7), "key").await.expect_ok();
    made(&bare, "quiet").await.expect_code(403, "session.factor_needed");
    let listed = ana.get("/api/v1/me/calendar/devices").await.expect_ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");

    house.run_jobs().await;
    assert!(codes(&ana).await.contains(&"account.served".to_owned()));
    let texts = alerts(&house, &ana.phone).await;
    assert!(texts.len() == 1 && texts[0].contains("first"), "{texts:?}");
    let mark: String =
        texts[0].rsplit_once("/disown#").unwrap().1.chars().take_while(|c| c.is_ascii_graphic()).collect();
    disown(&house.nobody(), &mark).await.expect_ok();
    assert_eq!(ana.get("/api/v1/me/calendar/devices").await.expect_ok()["items"], json!([]));
    ana.get("/api/v1/me").await.expect_ok();
    // Each is a text message: on one day there are only so many, however many were ended.
    let bo = house.person("Bo").await;
    for _ in 0..30 {
        let one = made(&bo, "one").await.expect_ok();
        bo.call("me.devices.close", &[("id", one["id"].as_str().unwrap())], json!(null)).await.expect_ok();
    }
    made(&bo, "one").await.expect_code(429, "serving.often");
}
