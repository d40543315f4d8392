//! The double list, live: what was really collected of somebody and who got it, held against what is declared.

use egress::{Method, Request, SendRefused};
use kit::House;
use kit::provider::{Kind, SmsProvider};
use policy::{Category, Purpose, Recipient};
use serde_json::{Value, json};
use vault::{Field, Subject};

fn of<'a>(list: &'a Value, part: &str, key: &str, value: &str) -> &'a Value {
    let items = list[part].as_array().unwrap();
    items.iter().find(|item| item[key] == value).unwrap_or_else(|| panic!("no {value} in {list}"))
}

#[tokio::test]
async fn the_list_counts_what_was_collected_and_says_for_what_and_when_last() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let first = ana.get("/api/v1/me/flows?lang=en").await.expect_ok();
    assert_eq!(first["declared"], true, "{first}");
    let name = of(&first, "collected", "category", "display-name");
    assert_eq!((&name["title"], &name["declared"]), (&json!("display name"), &json!(true)));
    let times = name["times"].as_u64().unwrap();
    assert!(times >= 1 && name["last_at"].is_string());
    assert!(name["purposes"].as_array().unwrap().iter().any(|one| one["purpose"] == "account"), "{name}");
    let never = of(&first, "collected", "category", "avatar");
    assert_eq!((&never["times"], &never["last_at"]), (&json!(0), &Value::Null), "declared, never collected");
    let media = of(&first, "collected", "category", "network-address");
    assert_eq!(media["stored"], false, "what only passes is not counted");

    house.advance(std::time::Duration::from_secs(3_600));
    let ana = house.person_with("Ana", &ana.phone).await;
    ana.call("me.update", &[], json!({ "name": "Ana Maria" })).await.expect_ok();
    let then = ana.get("/api/v1/me/flows?lang=zh-CN").await.expect_ok();
    let again = of(&then, "collected", "category", "display-name");
    assert_eq!(again["times"].as_u64().unwrap(), times + 1, "counted where it is sealed");
    assert!(again["last_at"].as_str().unwrap() > name["last_at"].as_str().unwrap());
    assert_eq!((&again["first_at"], &again["title"]), (&name["first_at"], &json!("显示名称")));

    let sent = of(&then, "shared", "recipient", "sms-gateway");
    assert_eq!((&sent["outcome"], &sent["declared"]), (&json!("outbox"), &json!(true)), "{sent}");
    assert_eq!(sent["fields"], json!(["手机号码", "验证码与待完成的注册"]));
    let bo = house.person("Bo").await;
    let his = bo.get("/api/v1/me/flows").await.expect_ok();
    assert_eq!(of(&his, "collected", "category", "display-name")["times"], 1, "nobody sees another's");
    let long = format!("/api/v1/me/flows?lang={}", "x".repeat(5_000));
    assert!(ana.get(&long).await.status.as_u16() < 500);
}

#[tokio::test]
async fn what_nobody_declared_shows_on_the_persons_list_at_once_and_is_told_to_whoever_builds() {
    const SHOES: Field<String> = Field::declare("yard_person", "shoe_size", Category::DisplayName);
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let id: ground::PersonId = ana.id.parse().unwrap();
    let inside = &house.running.house;
    inside.vault.seal(&SHOES, Subject::Person(id), [7; 16], &"43".to_owned()).await.unwrap();
    let list = ana.get("/api/v1/me/flows").await.expect_ok();
    assert_eq!(list["declared"], false);
    assert_eq!(of(&list, "collected", "category", "display-name")["declared"], false, "{list}");
    let told: Vec<String> = house.undeclared().into_iter().collect();
    assert_eq!(
        told,
        ["yard_person.shoe_size (display-name)"],
        "unasked, the end of the house fails its test"
    );
}

#[tokio::test]
async fn a_field_that_a_recipient_may_not_have_stays_here_and_the_try_shows_on_the_list() {
    let provider = SmsProvider::start(Kind::Aliyun, "secret").await;
    let (house, keeper) = House::in_earnest(|config| provider.settings(config)).await;
    let id: ground::PersonId = keeper.id.parse().unwrap();
    let request = Request { method: Method::Post, path: String::new(), headers: vec![], body: b"x".to_vec() };
    let egress = &house.running.house.egress;
    let tried =
        egress.send(Recipient::SmsGateway, Purpose::Account, &[Category::DisplayName], id, request).await;
    assert!(matches!(tried, Err(SendRefused::Undeclared { .. })));
    assert!(provider.taken().is_empty(), "nothing left");
    let list = keeper.get("/api/v1/me/flows?lang=en").await.expect_ok();
    let tried = of(&list, "shared", "outcome", "undeclared");
    assert_eq!((&tried["declared"], &tried["fields"]), (&json!(false), &json!(["display name"])));
    assert_eq!(list["declared"], false);
}
