//! Signing up and in by a mail address of the house's own domains.

use ground::config::Signup;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::time::Duration;

/// A house that is entered by a mail address.
pub(crate) async fn of_domain() -> House {
    House::with(|config| {
        config.accounts.signup = Some(Signup::MailDomain);
        config.accounts.mail_domains = vec!["Acme.example".to_owned()];
    })
    .await
}

pub async fn ask(house: &House, mail: &str, purposes: Option<Value>) -> Answer {
    let nobody = house.nobody();
    let asked = nobody.get("/api/v1/policy/asked").await.expect_ok();
    let required = asked["items"].as_array().unwrap().iter().filter(|item| item["required"] == true);
    let all: Vec<&Value> = required.map(|item| &item["purpose"]).collect();
    let consent = json!({ "version": asked["version"], "purposes": purposes.unwrap_or_else(|| json!(all)) });
    let proof = house.proof().await;
    nobody.post("/api/v1/session/code", json!({ "mail": mail, "consent": consent, "proof": proof })).await
}

pub async fn letters(house: &House) -> Vec<Value> {
    let outbox = house.nobody().get("/dev/outbox").await.expect_ok();
    outbox["items"].as_array().unwrap().clone()
}

pub async fn code(house: &House, mail: &str) -> String {
    let letters = letters(house).await;
    let last = letters.iter().rev().find(|letter| letter["to"] == mail).expect("a letter");
    assert_eq!(last["kind"], "mail", "{last}");
    last["code"].as_str().expect("a code").to_owned()
}

/// Somebody of the house's domain, signed up by mail.
pub(crate) async fn by_mail(house: &House, mail: &str, name: &str) -> Client {
    ask(house, mail, None).await.expect_ok();
    let code = code(house, mail).await;
    let opened = open(house, mail, &code, Some(name)).await.expect_ok();
    house.bearer(opened["token"].as_str().unwrap())
}

async fn open(house: &House, mail: &str, code: &str, name: Option<&str>) -> Answer {
    let wish = json!({ "mail": mail, "code": code, "name": name, "device": "kit", "bearer": true });
    house.nobody().post("/api/v1/session/open", wish).await
}

#[tokio::test]
async fn an_address_of_the_houses_domain_opens_an_account_and_opens_it_again() {
    let house = of_domain().await;
    let about = house.nobody().get("/api/v1/house").await.expect_ok();
    assert_eq!((&about["signup"], &about["mail_domains"]), (&json!("mail_domain"), &json!(["Acme.example"])));
    assert!(about["ways"].as_array().unwrap().contains(&json!("mail")), "{about}");

    ask(&house, " Ana.Li@ACME.example ", None).await.expect_ok();
    let first = code(&house, "ana.li@acme.example").await;
    open(&house, "ana.li@acme.example", &first, None).await.expect_code(422, "account.name_missing");
    let opened = open(&house, "ANA.LI@acme.example", &first, Some("Ana")).await.expect_ok();
    let ana = house.bearer(opened["token"].as_str().unwrap());
    let me = ana.get("/api/v1/me").await.expect_ok();
    assert_eq!((&me["mail_masked"], &me["phone_masked"]), (&json!("a****@acme.example"), &Value::Null));
    let held = ana.get("/api/v1/me/held").await.expect_ok();
    let row = held["items"].as_array().unwrap().iter().find(|item| item["category"] == "email-address");
    assert_eq!(row.expect("it is told what is held")["table"], "yard_mail");

    house.advance(Duration::from_secs(61));
    ask(&house, "ana.li@acme.example", None).await.expect_ok();
    let second = code(&house, "ana.li@acme.example").await;
    let again = open(&house, "ana.li@acme.example", &second, None).await.expect_ok();
    assert_eq!(again["person"]["id"], opened["person"]["id"], "the same address is the same person");
    open(&house, "ana.li@acme.example", &second, None).await.expect_code(422, "session.code_expired");
}

#[tokio::test]
async fn an_address_of_another_domain_gets_no_letter() {
    let house = of_domain().await;
    for mail in
        ["eve@evil.example", "eve@sub.acme.example", "eve@acme.example.evil.example", "eve@xacme.example"]
    {
        ask(&house, mail, None).await.expect_code(422, "account.mail_domain");
    }
    for mail in [
        "eve",
        "eve@",
        "@acme.example",
        "a b@acme.example",
        "eve@acme.example\r\nBcc: x@y.example",
        "王芳@acme.example",
    ] {
        ask(&house, mail, None).await.expect_code(422, "account.mail_wrong");
    }
    ask(&house, &format!("{}@acme.example", "e".repeat(300)), None)
        .await
        .expect_code(422, "account.mail_wrong");
    ask(&house, "eve@acme.example", Some(json!([]))).await.expect_code(422, "consent.required_missing");
    assert_eq!(letters(&house).await, Vec::<Value>::new());
    open(&house, "eve@evil.example", "123456", Some("Eve")).await.expect_code(422, "session.code_expired");
    let both = json!({ "mail": "eve@acme.example", "phone": "13800138000", "code": "123456" });
    house.nobody().post("/api/v1/session/open", both).await.expect_code(422, "account.two_places");

    // A number opens nothing where sign-up is by mail.
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    assert!(letters(&house).await.last().unwrap()["code"].is_null());
}

#[tokio::test]
async fn a_code_by_mail_is_good_for_five_minutes_and_five_tries_and_costs_a_proof() {
    let house = of_domain().await;
    let mail = "bo@acme.example";
    ask(&house, mail, None).await.expect_ok();
    let refused = ask(&house, mail, None).await;
    refused.expect_code(429, "session.code_limit");
    assert!(refused.headers.contains_key("retry-after"));
    let good = code(&house, mail).await;
    assert!(good.len() == 6 && good.bytes().all(|byte| byte.is_ascii_digit()), "{good}");
    let wrong = if good == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let no = open(&house, mail, wrong, Some("Bo")).await.expect_code(422, "session.code_wrong");
        assert_eq!(no["args"]["left"], left);
    }
    open(&house, mail, &good, Some("Bo")).await.expect_code(422, "session.code_expired");

    house.advance(Duration::from_secs(61));
    ask(&house, mail, None).await.expect_ok();
    let late = code(&house, mail).await;
    open(&house, "cy@acme.example", &late, Some("Cy")).await.expect_code(422, "session.code_expired");
    house.advance(Duration::from_secs(301));
    open(&house, mail, &late, Some("Bo")).await.expect_code(422, "session.code_expired");

    let asked = house.nobody().get("/api/v1/policy/asked").await.expect_ok();
    let consent = json!({ "version": asked["version"], "purposes": [] });
    let unproved = json!({ "mail": mail, "consent": consent, "proof": { "challenge": "", "nonce": "" } });
    house.nobody().post("/api/v1/session/code", unproved).await.expect_code(422, "session.proof_wrong");
}

#[tokio::test]
async fn where_no_domain_is_named_the_way_is_closed() {
    let house = House::start().await;
    let about = house.nobody().get("/api/v1/house").await.expect_ok();
    assert!(!about["ways"].as_array().unwrap().contains(&json!("mail")), "{about}");
    assert_eq!(about["mail_domains"], json!([]));
    ask(&house, "ana@acme.example", None).await.expect_code(409, "session.no_mail");
}

#[tokio::test]
async fn the_address_stands_nowhere_in_plain_text() {
    let house = of_domain().await;
    ask(&house, "canary-kestrel@acme.example", None).await.expect_ok();
    let good = code(&house, "canary-kestrel@acme.example").await;
    open(&house, "canary-kestrel@acme.example", &good, Some("Ana")).await.expect_ok();
    house.run_jobs().await;
    assert_eq!(crate::canary::found(&house, "canary-kestrel@acme.example").await, Vec::<String>::new());
}
