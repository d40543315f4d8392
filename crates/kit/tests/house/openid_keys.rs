//! The keys by which applications know what the house signed, and how much a token is good for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kit::Client;
use serde_json::{Value, json};
use std::time::Duration;

use super::{NO, Shop, of, values};
use crate::meet::text;

/// What is signed holds by the published key of its name.
pub(super) async fn signed_by_the_house(nobody: &Client, token: &str) {
    let keys = nobody.get("/openid/keys").await.expect_ok();
    let (text, signature) = token.rsplit_once('.').unwrap();
    let head: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text.split('.').next().unwrap()).unwrap()).unwrap();
    assert_eq!(head["alg"], "RS256");
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == head["kid"]).unwrap();
    assert!(key.get("d").is_none(), "the private half stays here");
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let public = aws_lc_rs::signature::RsaPublicKeyComponents { n: bytes("n"), e: bytes("e") };
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let by = &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
    public.verify(by, text.as_bytes(), &signature).unwrap();
}

/// Keys follow each other; what the one before signed holds until nothing of it can be asked.
#[tokio::test]
async fn keys_follow_each_other_and_rest_sealed() {
    let shop = Shop::open().await;
    let kids = async || {
        let keys = shop.house.nobody().get("/openid/keys").await.expect_ok();
        let kids = keys["keys"].as_array().unwrap().iter().map(|key| text(key, "kid").to_owned());
        kids.collect::<Vec<_>>()
    };
    let first = kids().await;
    assert_eq!(first.len(), 1);
    shop.house.advance(Duration::from_secs(89 * 86_400 + 60));
    shop.house.run_jobs().await;
    let both = kids().await;
    assert_eq!((both.len(), &both[0]), (2, &first[0]), "the next is published before it signs");
    shop.house.advance(Duration::from_secs(86_400));
    let query = shop.question(&[("scope", "openid")]);
    let led = shop.says(&shop.bo, &query, shop.yes(json!([]))).await.expect_ok();
    let code = of(&values(text(&led, "to")), "code").to_owned();
    let tokens = shop.trades(&code).await.expect_ok();
    let head = text(&tokens, "id_token").split('.').next().unwrap().to_owned();
    let head: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).unwrap()).unwrap();
    assert_eq!(head["kid"], json!(both[1]));
    signed_by_the_house(&shop.house.nobody(), text(&tokens, "id_token")).await;
    let mut view = shop.house.running.house.db.view().await.unwrap();
    let row = view.one("SELECT value FROM yard_house WHERE name = 'openid-keys'", vec![]).await.unwrap();
    let value: Vec<u8> = row.get("value").unwrap();
    assert!(!String::from_utf8_lossy(&value).contains(r#""kid""#), "they rest sealed");
}

/// What somebody lets an application have less of from now on, it has less of by what it was given before.
#[tokio::test]
async fn a_narrower_yes_narrows_what_was_given_before() {
    let shop = Shop::open().await;
    let code = shop.code(&shop.bo, json!(["profile", "offline_access"])).await;
    let tokens = shop.trades(&code).await.expect_ok();
    assert_eq!(shop.who(text(&tokens, "access_token")).await.expect_ok()["name"], "Bo");
    shop.code(&shop.bo, json!(["offline_access"])).await;
    assert_eq!(shop.who(text(&tokens, "access_token")).await.expect_ok()["name"], NO);
    let again = shop.refreshes(text(&tokens, "refresh_token")).await.expect_ok();
    assert_eq!(again["scope"], "openid offline_access");
    assert_eq!(shop.who(text(&again, "access_token")).await.expect_ok()["name"], NO);
    shop.code(&shop.bo, json!([])).await;
    // No longer going on without him: as long as he is signed in, once more, and never again.
    let last = shop.refreshes(text(&again, "refresh_token")).await.expect_ok();
    assert_eq!((&last["refresh_token"], &last["scope"]), (&NO, &json!("openid")));
}
