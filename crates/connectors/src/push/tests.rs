//! Requests to makers of telephones, held against their documents.

use super::*;
use crate::Next;
use serde_json::Value;

const SIGNING: Signing<'static> = Signing { at: 1_501_484_120, nonce: "25509283" };

fn account(brand: Brand, app: &str, key_id: &str, secret: &str) -> Account {
    Account {
        brand,
        address: brand.address().to_owned(),
        pass_address: brand.pass_address().to_owned(),
        app: app.to_owned(),
        key_id: key_id.to_owned(),
        team: "TEAM123456".to_owned(),
        secret: Secret::new(secret),
    }
}

const WAKE: Wake<'static> = Wake {
    to: "device/1",
    title: "四合院",
    text: "您有新消息",
    kind: "message",
    urgent: false,
    ttl_s: 3_600,
};

fn body(post: &Post) -> Value {
    serde_json::from_slice(&post.body).unwrap()
}

fn fetched(account: &Account) -> Post {
    match account.proof(SIGNING) {
        Ok(Proof::Fetched(post)) => post,
        _ => panic!("a pass is fetched"),
    }
}

/// The signature over these four was computed with Python's `hashlib` from the document's rule alone.
#[test]
fn vivo_is_asked_for_a_token_with_the_signature_of_its_document() {
    let account = account(Brand::Vivo, "10004", "25509283-3767-4b9e-83fe-b6e55ac6243e", "secret");
    let post = fetched(&account);
    let wish = body(&post);
    assert_eq!(post.path, "message/auth");
    assert_eq!((&wish["appId"], &wish["timestamp"]), (&10_004.into(), &1_501_484_120_000_i64.into()));
    assert_eq!(wish["sign"], VIVO_SIGN);
}
const VIVO_SIGN: &str = "1fd1ef0cacdec2165c2d08c3c52f3eb0";

/// Likewise.
#[test]
fn oppo_is_asked_for_a_token_with_the_signature_of_its_document() {
    let post = fetched(&account(Brand::Oppo, "", "key", "master"));
    assert_eq!(post.path, "server/v1/auth");
    let said = String::from_utf8(post.body).unwrap();
    assert_eq!(said, format!("app_key=key&sign={OPPO_SIGN}&timestamp=1501484120000"));
}
const OPPO_SIGN: &str = "e531e6188aa3fbbfffce5dcba6e45d98387382817d8b9dbd4524174cdb0c534f";

/// Likewise.
#[test]
fn meizu_gets_fields_that_are_signed_in_the_order_of_their_names() {
    let post = account(Brand::Meizu, "100999", "", "secret").request(&WAKE, None, SIGNING).unwrap();
    let said = String::from_utf8(post.body).unwrap();
    assert!(said.ends_with(&format!("&pushIds=device%2F1&sign={MEIZU_SIGN}")), "{said}");
}
const MEIZU_SIGN: &str = "1a1784ac210b9c896976895660d81be7";

#[test]
fn nothing_but_the_device_two_sentences_and_a_kind_leaves() {
    for brand in Brand::ALL {
        let account = account(brand, "10004", "key", "secret");
        let pass = Pass { token: Secret::new("pass"), holds_s: 60 };
        let post = account.request(&WAKE, Some(&pass), SIGNING).unwrap();
        let said = format!("{} {}", post.path, String::from_utf8(post.body).unwrap());
        assert!(said.contains("device/1") || said.contains("device%2F1"), "{brand:?} {said}");
        assert!(said.contains("message"), "{brand:?}");
        assert!(!post.path.starts_with('/'), "relative to the address");
    }
    assert_eq!(Brand::ALL.map(|brand| Brand::from_word(brand.word())), Brand::ALL.map(Some));
}

#[test]
fn what_makers_answer_becomes_the_same_few_outcomes() {
    let cases = [
        (Brand::Apple, 410, r#"{"reason":"Unregistered"}"#, Why::Addressee),
        (Brand::Apple, 403, r#"{"reason":"InvalidProviderToken"}"#, Why::Key),
        (Brand::Apple, 429, r#"{"reason":"TooManyRequests"}"#, Why::Busy),
        (
            Brand::Google,
            404,
            r#"{"error":{"status":"NOT_FOUND","details":[{"errorCode":"UNREGISTERED"}]}}"#,
            Why::Addressee,
        ),
        (Brand::Google, 429, r#"{"error":{"status":"RESOURCE_EXHAUSTED"}}"#, Why::Busy),
        (Brand::Huawei, 200, r#"{"code":"80300007","msg":"all tokens are invalid"}"#, Why::Addressee),
        (Brand::Huawei, 401, r#"{"code":"80200003","msg":"expired"}"#, Why::Key),
        (
            Brand::Honor,
            200,
            r#"{"code":200,"data":{"sendResult":true,"expireTokens":["x"]}}"#,
            Why::Addressee,
        ),
        (Brand::Xiaomi, 200, r#"{"result":"error","code":20301}"#, Why::Addressee),
        (Brand::Xiaomi, 200, r#"{"result":"error","code":21301}"#, Why::Key),
        (Brand::Oppo, 200, r#"{"code":10000,"message":"Invalid RegistrationId"}"#, Why::Addressee),
        (Brand::Oppo, 200, r#"{"code":-2,"message":"flow control"}"#, Why::Busy),
        (Brand::Vivo, 200, r#"{"result":10302,"desc":"regId"}"#, Why::Addressee),
        (Brand::Meizu, 200, r#"{"code":"200","value":{"110002":["x"]}}"#, Why::Addressee),
        (Brand::Meizu, 200, r#"{"code":"1006","value":""}"#, Why::Key),
    ];
    for (brand, status, said, why) in cases {
        let refused = account(brand, "1", "k", "s").read(status, said.as_bytes()).unwrap_err();
        assert_eq!(refused.why, why, "{brand:?} {said}");
    }
    for (brand, said) in [
        (Brand::Apple, ""),
        (Brand::Google, "{}"),
        (Brand::Huawei, r#"{"code":"80000000"}"#),
        (Brand::Honor, r#"{"code":200,"data":{"sendResult":true}}"#),
        (Brand::Xiaomi, r#"{"result":"ok","code":0}"#),
        (Brand::Oppo, r#"{"code":0}"#),
        (Brand::Vivo, r#"{"result":0}"#),
        (Brand::Meizu, r#"{"code":"200","value":{}}"#),
    ] {
        assert_eq!(account(brand, "1", "k", "s").read(200, said.as_bytes()), Ok(()), "{brand:?}");
        let busy = account(brand, "1", "k", "s").read(503, b"<html>").unwrap_err();
        assert_eq!(busy.next(), Next::Retry, "{brand:?}");
    }
}

#[test]
fn a_key_that_is_none_is_said_before_anything_leaves() {
    for brand in [Brand::Apple, Brand::Google] {
        let refused = account(brand, "app", "key", "no PEM").proof(SIGNING).err().unwrap();
        assert_eq!(refused.why, Why::Key);
    }
    assert!(account(Brand::Vivo, "no number", "key", "s").proof(SIGNING).is_err());
}
