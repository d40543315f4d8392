//! Being reached: devices are woken by real services with a push that says nothing, and by nobody whom the policy does not
//! declare.

use kit::provider::{self, SmsProvider};
use kit::push::{BrowserDouble, PushService, opens_the_example_of_the_rfc};
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::chat::{direct, said};
use crate::mail::{by_mail, letters, of_domain};
use crate::org::{invite, org};
use crate::seat::Door;

const MAKERS: [&str; 8] = ["apple", "google", "huawei", "xiaomi", "oppo", "vivo", "meizu", "honor"];

/// A house in earnest with a push service of its own and these makers.
struct Reached {
    house: House,
    service: PushService,
    texts: SmsProvider,
    _folder: tempfile::TempDir,
}

async fn reached(makers: &[&str]) -> (Reached, Client) {
    let folder = tempfile::tempdir().unwrap();
    let (service, texts) =
        (PushService::start().await, SmsProvider::start(provider::Kind::Aliyun, "secret").await);
    let file = service.file(folder.path(), makers);
    let (house, keeper) = House::in_earnest(|config| {
        texts.settings(config);
        config.accounts.signup = Some(ground::config::Signup::Open);
        config.connectors.push = Some(file);
    })
    .await;
    (Reached { house, service, texts, _folder: folder }, keeper)
}

impl Reached {
    async fn person(&self, name: &str) -> Client {
        let phone = self.house.fresh_number();
        self.sign_in(name, &phone).await
    }

    async fn sign_in(&self, name: &str, phone: &str) -> Client {
        self.house.send_code(phone).await.expect_ok();
        let code = self.texts.taken().last().unwrap().values["code"].as_str().unwrap().to_owned();
        let wish = json!({ "phone": phone, "code": code, "name": name, "device": "kit", "bearer": true });
        let opened = self.house.nobody().post("/api/v1/session/open", wish).await.expect_ok();
        let mut client = self.house.bearer(opened["token"].as_str().unwrap());
        client.id = opened["person"]["id"].as_str().unwrap().to_owned();
        client.phone = phone.to_owned();
        client
    }

    /// Two people of one organisation and their conversation.
    async fn two(&self) -> (Client, Client, String) {
        let (ana, bo) = (self.person("Ana").await, self.person("Bo").await);
        let acme = org(&ana).await;
        let invitation = invite(&ana, &acme, &bo.phone, "member").await;
        bo.call("org.invitation.accept", &[("invitation", &invitation)], json!({})).await.expect_ok();
        let two = direct(&ana, &bo).await;
        self.house.run_jobs().await;
        (ana, bo, two)
    }
}

async fn version(who: &Client) -> Value {
    who.call("push.standing", &[], json!(null)).await.expect_ok()["policy_version"].clone()
}

async fn subscribe(who: &Client, browser: &BrowserDouble) -> Answer {
    let wish = json!({
        "address": browser.address, "p256dh": browser.p256dh, "auth": browser.auth, "version": version(who).await,
    });
    who.call("push.subscribe", &[], wish).await
}

async fn register(who: &Client, brand: &str, token: &str) -> Answer {
    let wish = json!({ "brand": brand, "token": token, "version": version(who).await });
    who.call("push.register", &[], wish).await
}

async fn woken(who: &Client) -> usize {
    let standing = who.call("push.standing", &[], json!(null)).await.expect_ok();
    standing["devices"].as_array().unwrap().len()
}

#[test]
fn what_decrypts_in_these_tests_is_what_the_rfc_says() {
    assert_eq!(opens_the_example_of_the_rfc().as_deref(), Some("When I grow up, I want to be a watermelon"));
}

#[tokio::test]
async fn a_browser_is_woken_with_a_sealed_push_and_forgotten_once_it_is_gone() {
    let (reached, _) = reached(&[]).await;
    let service = &reached.service;
    let ana = reached.person("Ana").await;
    ana.call("push.try", &[], json!(null)).await.expect_code(409, "push.off");
    let browser = service.browser("ana");

    // Only where the keeper said, and only with keys.
    let wish = |address: &str, p256dh: &str| json!({ "address": address, "p256dh": p256dh, "auth": browser.auth, "version": "x" });
    for elsewhere in
        ["https://evil.example/push/ana", "https://fcm.googleapis.com/fcm/send/x", &"x".repeat(3_000)]
    {
        let refused = ana.call("push.subscribe", &[], wish(elsewhere, &browser.p256dh)).await;
        refused.expect_code(422, "push.service_unknown");
    }
    let refused = ana.call("push.subscribe", &[], wish(&browser.address, &browser.auth)).await;
    refused.expect_code(422, "push.keys");
    let stale = ana.call("push.subscribe", &[], wish(&browser.address, &browser.p256dh)).await;
    stale.expect_code(409, "consent.version_stale");
    register(&ana, "huawei", "abc").await.expect_code(422, "push.brand_unknown");
    assert_eq!((woken(&ana).await, service.asked()), (0, 0), "nothing was kept, and nobody was asked");

    subscribe(&ana, &browser).await.expect_ok();
    ana.call("push.try", &[], json!(null)).await.expect_ok();
    reached.house.run_jobs().await;
    let taken = service.taken();
    assert_eq!(service.refused(), Vec::<String>::new());
    assert_eq!((taken.len(), taken[0].said.as_str()), (1, r#"{"kind":"trial"}"#));
    assert_eq!(taken[0].envelope, ("60".to_owned(), "high".to_owned(), "trial".to_owned()));
    let sent = ana.get("/api/v1/me/flows?lang=en").await.expect_ok();
    let shared =
        sent["shared"].as_array().unwrap().iter().any(|one| one["fields"] == json!(["push address"]));
    assert!(shared, "{sent}");
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    assert!(held["items"].as_array().unwrap().iter().any(|item| item["table"] == "yard_push"), "{held}");

    // A service that asks to wait is left alone for so long.
    service.answers("ana", Some((429, Some(120))));
    ana.call("push.try", &[], json!(null)).await.expect_ok();
    reached.house.run_jobs().await;
    service.answers("ana", None);
    reached.house.advance(Duration::from_secs(60));
    reached.house.run_jobs().await;
    assert_eq!(service.asked(), 2, "not before the time it asked for");
    reached.house.advance(Duration::from_secs(61));
    reached.house.run_jobs().await;
    assert_eq!(service.taken().len(), 2);

    // Gone is gone.
    service.answers("ana", Some((410, None)));
    ana.call("push.try", &[], json!(null)).await.expect_ok();
    reached.house.run_jobs().await;
    assert_eq!(woken(&ana).await, 0);
    ana.call("push.try", &[], json!(null)).await.expect_code(409, "push.off");
}

#[tokio::test]
async fn the_address_goes_with_the_session_the_switch_and_the_consent_and_is_its_persons_alone() {
    let (reached, _) = reached(&["huawei"]).await;
    let (ana, bo) = (reached.person("Ana").await, reached.person("Bo").await);
    let browser = reached.service.browser("shared");
    subscribe(&ana, &browser).await.expect_ok();
    let seen = bo.call("push.standing", &[], json!(null)).await.expect_ok();
    assert_eq!((&seen["devices"], &seen["on"], &seen["here"]), (&json!([]), &json!(false), &json!(false)));
    bo.call("push.end", &[], json!(null)).await.expect_ok();
    assert_eq!(woken(&ana).await, 1, "another's is not touched");
    // The same browser, signed in as somebody else: it is his from then on.
    subscribe(&bo, &browser).await.expect_ok();
    assert_eq!((woken(&ana).await, woken(&bo).await), (0, 1));
    bo.call("push.end", &[], json!(null)).await.expect_ok();
    assert_eq!(woken(&bo).await, 0);

    register(&ana, "huawei", "phone-of-ana").await.expect_ok();
    ana.call("session.close", &[], json!(null)).await.expect_ok();
    reached.house.advance(Duration::from_secs(61));
    let ana = reached.sign_in("Ana", &ana.phone).await;
    assert_eq!(woken(&ana).await, 0, "signed out is out");
    for token in ["", "a b", &"x".repeat(600)] {
        register(&ana, "huawei", token).await.expect_code(422, "push.token");
    }
    register(&ana, "huawei", "phone-of-ana").await.expect_ok();
    let wish = json!({ "purpose": "push" });
    ana.call("consent.withdraw", &[], wish).await.expect_ok();
    ana.call("push.try", &[], json!(null)).await.expect_ok();
    reached.house.run_jobs().await;
    assert_eq!((woken(&ana).await, reached.service.asked()), (0, 0), "without the consent nothing leaves");
}

/// proves: YZJ-035
#[tokio::test]
async fn a_client_in_the_background_hears_by_its_long_connection_or_is_woken() {
    let (reached, _) = reached(&[]).await;
    let (ana, bo, two) = reached.two().await;
    let door = Door::open(&reached.house).await;
    subscribe(&bo, &reached.service.browser("bo")).await.expect_ok();

    // With a page open, the long connection carries it and nothing leaves.
    let mut open = door.stream(bo.token()).await.unwrap();
    let first = said(&ana, &two, "mark-0001", "canary-push-Wheatear").await;
    let heard = crate::chat_live::next(&mut open, "conversation.event").await;
    assert_eq!(heard["body"]["seq"], json!(first));
    reached.house.run_jobs().await;
    assert_eq!(reached.service.asked(), 0);

    // Without, the device is woken at once; what wakes it says nothing. It is looked once a second.
    drop(open);
    reached.house.gone(&bo).await;
    reached.house.advance(Duration::from_secs(2));
    said(&ana, &two, "mark-0002", "canary-push-Wheatear").await;
    reached.house.run_jobs().await;
    let taken = reached.service.taken();
    assert_eq!(reached.service.refused(), Vec::<String>::new());
    assert_eq!((taken.len(), taken[0].said.as_str()), (1, r#"{"kind":"message"}"#));
    // Much that comes at once wakes once more, not each time.
    for number in 0..5 {
        said(&ana, &two, &format!("more-{number:04}"), "more").await;
    }
    reached.house.advance(Duration::from_secs(6));
    reached.house.run_jobs().await;
    assert_eq!(reached.service.taken().len(), 2);
    // Who has read it is not woken, nor who wrote it.
    said(&bo, &two, "mark-0003", "read").await;
    reached.house.advance(Duration::from_secs(6));
    reached.house.run_jobs().await;
    assert_eq!(reached.service.taken().len(), 2);
    proved("YZJ-035", &["push.subscribe", "message.send", "job:message.reach", "job:push.send"]);
}

/// proves: YZJ-044, AJ-106, DB-071
#[tokio::test]
async fn an_offline_recipients_notice_goes_to_the_gateway_of_the_brand_of_his_device_with_no_body() {
    let (reached, _) = reached(&MAKERS).await;
    let (ana, bo, two) = reached.two().await;
    for (number, brand) in MAKERS.iter().enumerate() {
        register(&bo, brand, &format!("device-{brand}")).await.expect_ok();
        reached.house.advance(Duration::from_secs(2));
        said(&ana, &two, &format!("mark-{number:04}"), "canary-push-Whimbrel").await;
        reached.house.run_jobs().await;
        let taken = reached.service.taken();
        assert_eq!(reached.service.refused(), Vec::<String>::new());
        assert_eq!(taken.len(), number + 1, "{brand}");
        let last = taken.last().unwrap();
        assert_eq!((last.by.as_str(), last.to.as_str()), (*brand, format!("device-{brand}").as_str()));
        assert!(last.said.contains("您有新消息") && last.said.contains("message"), "{}", last.said);
        assert!(!last.said.contains("Whimbrel") && !last.said.contains("Ana"), "{}", last.said);
    }
    let declared = reached.house.nobody().get("/api/v1/policy/recipients").await.expect_ok();
    let rows = declared["rows"].as_array().unwrap();
    for brand in MAKERS {
        assert!(rows.iter().any(|row| row["recipient"] == format!("push-{brand}")), "{brand}: {declared}");
    }
    for id in ["YZJ-044", "AJ-106", "DB-071"] {
        proved(id, &["push.register", "message.send", "job:message.reach", "job:push.send"]);
    }
}

/// proves: YZJ-118
#[tokio::test]
async fn news_reaches_who_subscribed_by_mail_and_push_and_by_nothing_else() {
    let house = of_domain().await;
    let mut people = Vec::new();
    for name in ["ana", "bo"] {
        let who = by_mail(&house, &format!("{name}@acme.example"), name).await;
        let keys = PushService::start().await.browser(name);
        let address = format!("https://updates.push.services.mozilla.com/wpush/v2/{name}");
        subscribe(&who, &BrowserDouble { address, ..keys }).await.expect_ok();
        people.push(who);
    }
    let settings = people[0].call("notice.settings", &[], json!(null)).await.expect_ok();
    let wish = json!({ "kind": "news", "on": true, "version": settings["policy_version"] });
    people[0].call("notice.switch", &[], wish).await.expect_ok();
    let wang = by_mail(&house, "wang@acme.example", "王芳").await;
    let me = wang.get("/api/v1/me").await.expect_ok();
    let id: ground::PersonId = me["id"].as_str().unwrap().parse().unwrap();
    let mut cx = house.running.house.db.begin().await.unwrap();
    cx.run("UPDATE yard_person SET keeper = 1 WHERE id = $1", ground::values![id]).await.unwrap();
    cx.commit().await.unwrap();
    house.run_jobs().await;
    let before = letters(&house).await.len();
    let args = json!({ "title": { "zh": "新功能", "en": "New" }, "text": { "zh": "会话可以提醒了", "en": "Reminders" } });
    wang.call("notice.publish", &[], json!({ "kind": "news", "code": "news.item", "args": args }))
        .await
        .expect_ok();
    house.run_jobs().await;
    let sent: Vec<Value> = letters(&house).await.split_off(before);
    let mut ways: Vec<(&str, bool)> = sent
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["to"].as_str().unwrap().contains("ana")))
        .collect();
    ways.sort_unstable();
    assert_eq!(ways, [("mail", true), ("push", true)], "{sent:?}");
    let mail = sent.iter().find(|one| one["kind"] == "mail").unwrap()["text"].as_str().unwrap();
    assert!(mail.contains("会话可以提醒了") && mail.contains("/stop#"), "{mail}");
    let push = sent.iter().find(|one| one["kind"] == "push").unwrap();
    assert_eq!(push["text"], r#"{"kind":"notice"}"#, "what it is about stays in the house");
    proved(
        "YZJ-118",
        &["notice.publish", "notice.switch", "job:notice.publish", "job:notice.mail", "job:push.send"],
    );
}

#[tokio::test]
async fn whoever_stands_abroad_is_not_switched_on_and_what_is_wrong_is_said() {
    for (text, says) in [
        ("[service.mozilla]\n", "`push-mozilla` stands in US"),
        ("[service.google]\nweb = true\n", "`push-google` stands in US"),
        ("[service.own]\naddress = 'http://push.example/'\n", "https://"),
        ("[service.pigeon]\n", "no such service"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("push.toml");
        std::fs::write(&file, format!("{text}agreement = '2026-11-24'\nterms = 'https://x.example/'\n"))
            .unwrap();
        let mut config = ground::config::Config::default();
        (config.media.udp_port, config.media.tcp_port) = (0, 0);
        config.connectors.push = Some(file);
        let start = gate::Start {
            config,
            data: folder.path().join("data"),
            profile: Some(kit::proofs::profile_of_this_run()),
            dev: false,
            clock: ground::Clock::system(),
            policy: None,
            sabotage: None,
        };
        let why = gate::Running::start(start).await.err().expect("such a house does not start").chain();
        assert!(why.contains(says), "{why}");
    }
}
