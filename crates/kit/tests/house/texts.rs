//! What a code is told with: the language of whoever asked for it.

use axum::http::Method;
use kit::provider::{Kind, SmsProvider};
use kit::{Answer, House};
use serde_json::{Value, json};

use crate::desk::keeper;

/// Asks for a code to a number, as a page in this language does.
async fn ask(house: &House, phone: &str, lang: Option<&str>) -> Answer {
    let wish = json!({ "phone": phone, "proof": house.proof().await }).to_string();
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(lang.map(|lang| ("accept-language", lang)));
    house.nobody().send(Method::POST, "/api/v1/outside/code", Some(wish.into_bytes()), &headers).await
}

/// What the last message to a number said.
async fn last(house: &House, phone: &str) -> String {
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    let items = outbox["items"].as_array().unwrap();
    let mut to = items.iter().filter(|item| item["to"].as_str().is_some_and(|to| to.ends_with(phone)));
    to.next_back().unwrap()["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_is_told_in_the_language_of_whoever_asks_for_it() {
    let house = House::start().await;
    let wang = keeper(&house, "王芳").await;
    house.advance(std::time::Duration::from_secs(61));
    for (lang, chinese) in [
        (None, true),
        (Some("zh-CN,zh;q=0.9,en;q=0.8"), true),
        (Some("en"), false),
        (Some("en-GB,zh;q=0.1"), false),
    ] {
        let phone = house.fresh_number();
        ask(&house, &phone, lang).await.expect_ok();
        let text = last(&house, &phone).await;
        assert!(text.contains(&house.code_for(&phone).await), "{text}");
        assert_eq!(text.contains("验证码"), chinese, "{lang:?}: {text}");
        assert_eq!(text.contains("Your code is"), !chinese, "{lang:?}: {text}");
    }
    // At the desk nobody sees the reader's page: whoever speaks with him says in which language.
    let call = json!({ "channel": "phone", "kind": "question", "text": "a call" });
    let call = wang.call("ticket.record", &[], call).await.expect_ok();
    let (at, phone) = ([("ticket", call["id"].as_str().unwrap())], house.fresh_number());
    wang.call("ticket.check", &at, json!({ "phone": phone, "lang": "en" })).await.expect_ok();
    assert!(last(&house, &phone).await.contains("to prove to our desk"), "{}", last(&house, &phone).await);
    let odd = json!({ "phone": phone, "lang": 7 });
    wang.call("ticket.check", &at, odd).await.expect_code(422, "body.invalid");
}

#[tokio::test]
async fn a_provider_that_reviewed_an_english_template_is_asked_for_it_and_one_that_did_not_is_not() {
    for english in [Some("CODE_EN_1"), None] {
        let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
        let (house, _) = House::in_earnest(|config| {
            provider.settings(config);
            config.connectors.sms_template_code_en = english.map(str::to_owned);
        })
        .await;
        for (lang, template) in [("en", english.unwrap_or("CODE_1")), ("zh-CN", "CODE_1")] {
            let phone = house.fresh_number();
            ask(&house, &phone, Some(lang)).await.expect_ok();
            let taken = provider.taken();
            let last = taken.last().unwrap();
            assert_eq!(last.template, template, "{lang}");
            assert!(last.to.ends_with(phone.trim_start_matches("+86")));
            assert_ne!(last.values["code"], Value::Null, "{}", last.values);
        }
    }
}
