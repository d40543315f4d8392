//! The house as OpenID provider: what an application is told, when, and what no longer.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::time::Duration;

use crate::applications::{BACK, Registered, registered, says, turned};
use crate::homes::NO;
use crate::meet::text;
use crate::org::{joined, org};
use keys::signed_by_the_house;

#[path = "openid_keys.rs"]
mod keys;

const ISSUER: &str = "https://house.example";
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// An organisation with an application that is on.
struct Shop {
    house: House,
    ana: Client,
    bo: Client,
    org: String,
    app: Registered,
}

impl Shop {
    async fn open() -> Self {
        let house = House::with(|config| config.server.public_url = Some(ISSUER.to_owned())).await;
        let ana = house.person("Ana").await;
        let org = org(&ana).await;
        let bo = joined(&house, &ana, &org, "Bo", "member").await;
        let app = registered(&ana, &org, json!({})).await;
        turned(&ana, &org, &app.id, true).await;
        Self { house, ana, bo, org, app }
    }

    /// A question, with some of it otherwise; what is empty is left out.
    fn question(&self, change: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("client_id", self.app.id.as_str()),
            ("redirect_uri", BACK),
            ("response_type", "code"),
            ("scope", "openid profile organisation email phone offline_access"),
            ("state", "as it was"),
            ("nonce", "n-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        all.retain(|(name, _)| !change.iter().any(|(changed, _)| changed == name));
        all.extend(change.iter().filter(|(_, value)| !value.is_empty()));
        form(&all)
    }

    async fn asked(&self, who: &Client, query: &str) -> Answer {
        who.call("openid.question", &[], json!({ "query": query })).await
    }

    async fn says(&self, who: &Client, query: &str, reply: Value) -> Answer {
        who.call("openid.answer", &[], json!({ "query": query, "reply": reply })).await
    }

    fn yes(&self, scopes: Value) -> Value {
        json!({ "say": "yes", "scopes": scopes, "version": self.house.running.house.policy.version() })
    }

    /// Lets the application have these, and gives the code.
    async fn code(&self, who: &Client, scopes: Value) -> String {
        let led = self.says(who, &self.question(&[]), self.yes(scopes)).await.expect_ok();
        let to = values(text(&led, "to"));
        assert_eq!((of(&to, "state"), of(&to, "iss")), ("as it was", ISSUER));
        of(&to, "code").to_owned()
    }

    /// What the application sends, with its secret in the header.
    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let basic = format!("{}:{}", self.app.id, self.app.secret.as_ref().unwrap());
        let basic = format!("Basic {}", STANDARD.encode(basic));
        posts(&self.house, path, fields, Some(&basic)).await
    }

    async fn trades(&self, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        self.sends("/openid/token", &fields).await
    }

    async fn refreshes(&self, token: &str) -> Answer {
        self.sends("/openid/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn who(&self, token: &str) -> Answer {
        self.house.bearer(token).get("/openid/userinfo").await
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn values(address: &str) -> Vec<(String, String)> {
    assert!(address.starts_with(&format!("{BACK}?")), "{address}");
    let url = url::Url::parse(address).unwrap();
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn of<'a>(values: &'a [(String, String)], name: &str) -> &'a str {
    values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

async fn posts(house: &House, path: &str, fields: &[(&str, &str)], header: Option<&str>) -> Answer {
    let mut more = vec![("content-type", "application/x-www-form-urlencoded")];
    more.extend(header.map(|header| ("authorization", header)));
    let body = form(fields).into_bytes();
    house.nobody().send(Method::POST, path, Some(body), &more).await
}

/// What an application is told that asked wrongly.
#[track_caller]
fn wrong(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]),
        (status, &json!(code)),
        "{}",
        answer.text()
    );
    assert_eq!(answer.headers["cache-control"], "no-store");
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// proves: YZJ-115
#[tokio::test]
async fn who_opens_an_application_first_sees_who_runs_it_and_its_policy_before_anything_flows() {
    let shop = Shop::open().await;
    let query = shop.question(&[]);
    let asked = shop.asked(&shop.bo, &query).await.expect_ok();
    let asked = &asked["question"];
    assert_eq!(asked["runner"], "青账软件有限公司");
    assert_eq!(asked["policy"], "https://books.example/privacy");
    assert_eq!((&asked["asks"], &asked["given"]), (&json!(true), &json!([])));
    assert_eq!(asked["scopes"], json!(["profile", "organisation", "email", "phone", "offline_access"]));
    // Nothing flowed, and without his yes nothing does.
    assert_eq!(told_of(&shop, &shop.bo).await, Vec::<String>::new());
    let led = shop.says(&shop.bo, &query, json!({ "say": "as_before" })).await.expect_ok();
    assert_eq!(of(&values(text(&led, "to")), "error"), "consent_required");
    let led = shop.says(&shop.bo, &query, json!({ "say": "no" })).await.expect_ok();
    let led = values(text(&led, "to"));
    assert_eq!((of(&led, "error"), of(&led, "code"), of(&led, "iss")), ("access_denied", "", ISSUER));
    assert_eq!(shop.bo.call("me.applications", &[], NO).await.expect_ok()["items"], json!([]));
    // He lets it have his name, and nothing else that it asked for.
    let code = shop.code(&shop.bo, json!(["profile"])).await;
    let tokens = shop.trades(&code).await.expect_ok();
    assert_eq!(tokens["scope"], "openid profile");
    assert_eq!(tokens["refresh_token"], NO, "he did not let it go on without him");
    let told = shop.who(text(&tokens, "access_token")).await.expect_ok();
    let mut names: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["name", "sub"]);
    assert_eq!(told["name"], "Bo");
    // It stands where he reads what of him left the house, and who looked.
    let fields = told_of(&shop, &shop.bo).await;
    assert!(
        fields.contains(&"display-name".to_owned()) && !fields.contains(&"phone-number".to_owned()),
        "{fields:?}"
    );
    // Asked once, he is not asked again; another runner is another matter.
    assert_eq!(shop.asked(&shop.bo, &query).await.expect_ok()["question"]["asks"], json!(false));
    let at = [("org", shop.org.as_str()), ("app", shop.app.id.as_str())];
    let other = says(&json!({ "runner": "别家软件有限公司" }));
    shop.ana.call("org.application.change", &at, other).await.expect_ok();
    let asked = shop.asked(&shop.bo, &query).await.expect_ok();
    assert_eq!(
        (&asked["question"]["asks"], &asked["question"]["runner"]),
        (&json!(true), &json!("别家软件有限公司"))
    );
    wrong(&shop.who(text(&tokens, "access_token")).await, 401, "invalid_token");
    proved("YZJ-115", &["openid.question", "openid.answer", "org.application.register", "me.applications"]);
}

/// The categories that were told of somebody to applications.
async fn told_of(shop: &Shop, who: &Client) -> Vec<String> {
    let person: ground::PersonId = who.id.parse().unwrap();
    let program = ground::Caller::Program("kit");
    let sent = shop.house.running.house.egress.sent_of(person, &program).await.unwrap();
    let mine = sent.into_iter().filter(|one| one.recipient == "outside-application");
    mine.flat_map(|one| one.fields).collect()
}

#[tokio::test]
async fn the_whole_way_from_discovery_to_a_token_that_is_given_back() {
    let shop = Shop::open().await;
    let nobody = shop.house.nobody();
    let about = nobody.get("/.well-known/openid-configuration").await;
    assert_eq!(about.headers["access-control-allow-origin"], "*");
    let about = about.expect_ok();
    assert_eq!(
        (&about["issuer"], &about["code_challenge_methods_supported"]),
        (&json!(ISSUER), &json!(["S256"]))
    );
    assert_eq!(about["authorization_response_iss_parameter_supported"], json!(true));
    let everything = json!(["profile", "organisation", "email", "phone", "offline_access"]);
    let code = shop.code(&shop.bo, everything).await;
    let tokens = shop.trades(&code).await.expect_ok();
    let told = claims(text(&tokens, "id_token"));
    assert_eq!(
        (&told["iss"], &told["aud"], &told["nonce"]),
        (&json!(ISSUER), &json!(shop.app.id), &json!("n-1"))
    );
    assert!(told.get("name").is_none() && !told.to_string().contains(&shop.bo.id), "{told}");
    signed_by_the_house(&nobody, text(&tokens, "id_token")).await;
    let known = shop.who(text(&tokens, "access_token")).await.expect_ok();
    assert_eq!(known["sub"], told["sub"]);
    assert!(text(&known, "phone_number").ends_with(&shop.bo.phone), "{known}");
    assert_eq!(known["organisation"]["role"], "member");
    assert_eq!(known["organisation"]["name"], "四合院测试有限公司");
    assert!(told_of(&shop, &shop.bo).await.contains(&"org-company-particulars".to_owned()));
    // Another application knows him by another name; the same by the same.
    let other = registered(&shop.ana, &shop.org, json!({})).await;
    turned(&shop.ana, &shop.org, &other.id, true).await;
    let query = shop.question(&[("client_id", &other.id), ("scope", "openid")]);
    let led = shop.says(&shop.bo, &query, shop.yes(json!([]))).await.expect_ok();
    let there = Registered { id: other.id.clone(), secret: other.secret.clone() };
    let code = of(&values(text(&led, "to")), "code").to_owned();
    let elsewhere = posts(&shop.house, "/openid/token", &in_form(&there, &code), None).await.expect_ok();
    assert_ne!(claims(text(&elsewhere, "id_token"))["sub"], told["sub"]);
    // Refreshed, he is the same and the token another.
    let again = shop.refreshes(text(&tokens, "refresh_token")).await.expect_ok();
    assert_eq!(claims(text(&again, "id_token"))["sub"], told["sub"]);
    shop.who(text(&again, "access_token")).await.expect_ok();
    let given = [("token", text(&again, "refresh_token"))];
    assert!(shop.sends("/openid/revoke", &given).await.status.is_success());
    wrong(&shop.who(text(&again, "access_token")).await, 401, "invalid_token");
    wrong(&shop.refreshes(text(&again, "refresh_token")).await, 400, "invalid_grant");
    assert!(shop.sends("/openid/revoke", &[("token", "nonsense")]).await.status.is_success());
    // Signed out at its word, he is led where it registered and nowhere else.
    let hint = text(&tokens, "id_token");
    let bye = |to: &str| form(&[("id_token_hint", hint), ("post_logout_redirect_uri", to), ("state", "s")]);
    let led = nobody.call("openid.farewell", &[], json!({ "query": bye("https://books.example/bye") })).await;
    let led = led.expect_ok();
    assert_eq!((&led["name"], &led["to"]), (&json!("账本"), &json!("https://books.example/bye?state=s")));
    let led = nobody.call("openid.farewell", &[], json!({ "query": bye("https://evil.example/") })).await;
    assert_eq!(led.expect_ok()["to"], NO);
    let forged = format!("{}x", &hint[..hint.len() - 1]);
    let query =
        form(&[("id_token_hint", &forged), ("post_logout_redirect_uri", "https://books.example/bye")]);
    assert_eq!(nobody.call("openid.farewell", &[], json!({ "query": query })).await.expect_ok()["name"], NO);
}

fn in_form<'a>(app: &'a Registered, code: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
        ("client_id", app.id.as_str()),
    ];
    fields.extend(app.secret.as_ref().map(|secret| ("client_secret", secret.as_str())));
    fields
}

/// A question that is wrong leads to a registered address with an error, or nowhere.
#[tokio::test]
async fn errors_lead_to_registered_addresses_or_nowhere() {
    let shop = Shop::open().await;
    for other in
        ["https://evil.example/", "https://books.example/back/", "https://books.example/back?x=y", ""]
    {
        let query = shop.question(&[("redirect_uri", other)]);
        shop.asked(&shop.bo, &query).await.expect_code(422, "openid.redirect");
        shop.says(&shop.bo, &query, shop.yes(json!([]))).await.expect_code(422, "openid.redirect");
    }
    for client in ["app_00000000-0000-7000-8000-000000000000", "nonsense", ""] {
        let query = shop.question(&[("client_id", client)]);
        shop.asked(&shop.bo, &query).await.expect_code(404, "app.unknown");
    }
    let twice = format!("{}&state=other", shop.question(&[]));
    shop.asked(&shop.bo, &twice).await.expect_code(422, "openid.question");
    let long = shop.question(&[("state", &"x".repeat(9_000))]);
    shop.asked(&shop.bo, &long).await.expect_code(422, "openid.question");
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("scope", "profile", "invalid_scope"),
        ("request_uri", "https://evil.example/", "request_uri_not_supported"),
        ("prompt", "none", "consent_required"),
        ("prompt", "login", "login_required"),
    ] {
        let query = shop.question(&[(name, value)]);
        let asked = shop.asked(&shop.bo, &query).await.expect_ok();
        let back = values(text(&asked, "back"));
        assert_eq!(
            (of(&back, "error"), of(&back, "state"), of(&back, "iss")),
            (error, "as it was", ISSUER),
            "{name}"
        );
        let led = shop.says(&shop.bo, &query, shop.yes(json!(["profile"]))).await.expect_ok();
        assert_eq!(of(&values(text(&led, "to")), "code"), "", "{name}={value} gives no code");
    }
    // Nobody else's member opens it, signed in or not; under an older policy nobody says yes.
    let eve = shop.house.person("Eve").await;
    shop.asked(&eve, &shop.question(&[])).await.expect_code(404, "app.unknown");
    let yes = shop.yes(json!([]));
    shop.says(&eve, &shop.question(&[]), yes).await.expect_code(404, "app.unknown");
    shop.asked(&shop.house.nobody(), &shop.question(&[])).await.expect_code(401, "session.needed");
    let stale = json!({ "say": "yes", "scopes": [], "version": "1999" });
    assert_eq!(shop.says(&shop.bo, &shop.question(&[]), stale).await.status, 409);
    // What it may not ask for, it does not get by asking.
    let at = [("org", shop.org.as_str()), ("app", shop.app.id.as_str())];
    shop.ana.call("org.application.change", &at, says(&json!({ "scopes": ["profile"] }))).await.expect_ok();
    let asked = shop.asked(&shop.bo, &shop.question(&[])).await.expect_ok();
    assert_eq!(of(&values(text(&asked, "back")), "error"), "invalid_scope");
}

/// A code is good once, for a minute, for whom it was given, and with what it was asked for.
#[tokio::test]
async fn a_code_is_good_once_and_a_second_use_ends_all_that_came_of_it() {
    let shop = Shop::open().await;
    let everything = json!(["profile", "offline_access"]);
    let code = shop.code(&shop.bo, everything.clone()).await;
    let tokens = shop.trades(&code).await.expect_ok();
    wrong(&shop.trades(&code).await, 400, "invalid_grant");
    wrong(&shop.who(text(&tokens, "access_token")).await, 401, "invalid_token");
    wrong(&shop.refreshes(text(&tokens, "refresh_token")).await, 400, "invalid_grant");
    let fields = |code: &'static str, verifier: &'static str, to: &'static str| {
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", to),
            ("code_verifier", verifier),
        ]
    };
    for (verifier, to) in
        [(CHALLENGE, BACK), (&VERIFIER[1..], BACK), (VERIFIER, "https://books.example/other")]
    {
        let code: &'static str = shop.code(&shop.bo, everything.clone()).await.leak();
        wrong(&shop.sends("/openid/token", &fields(code, verifier, to)).await, 400, "invalid_grant");
        wrong(&shop.trades(code).await, 400, "invalid_grant");
    }
    let code = shop.code(&shop.bo, everything.clone()).await;
    let unproved = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", BACK)];
    wrong(&shop.sends("/openid/token", &unproved).await, 400, "invalid_request");
    shop.house.advance(Duration::from_secs(61));
    wrong(&shop.trades(&code).await, 400, "invalid_grant");
    // Another application does not get it, by its own name or by this one's (mix-up).
    let other = registered(&shop.ana, &shop.org, json!({})).await;
    turned(&shop.ana, &shop.org, &other.id, true).await;
    let code = shop.code(&shop.bo, everything).await;
    wrong(&posts(&shop.house, "/openid/token", &in_form(&other, &code), None).await, 400, "invalid_grant");
    let mixed = Registered { id: shop.app.id.clone(), secret: other.secret.clone() };
    wrong(&posts(&shop.house, "/openid/token", &in_form(&mixed, &code), None).await, 401, "invalid_client");
}

/// Each refresh token is good once; when one comes again, whoever stole it and whoever lost it are both out.
#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_its_family() {
    let shop = Shop::open().await;
    let code = shop.code(&shop.bo, json!(["profile", "offline_access"])).await;
    let first = shop.trades(&code).await.expect_ok();
    let second = shop.refreshes(text(&first, "refresh_token")).await.expect_ok();
    shop.who(text(&second, "access_token")).await.expect_ok();
    wrong(&shop.refreshes(text(&first, "refresh_token")).await, 400, "invalid_grant");
    wrong(&shop.refreshes(text(&second, "refresh_token")).await, 400, "invalid_grant");
    wrong(&shop.who(text(&second, "access_token")).await, 401, "invalid_token");
    // Access is short, and a refresh token waits no longer than it says.
    let code = shop.code(&shop.bo, json!(["offline_access"])).await;
    let tokens = shop.trades(&code).await.expect_ok();
    shop.house.advance(Duration::from_secs(601));
    wrong(&shop.who(text(&tokens, "access_token")).await, 401, "invalid_token");
    shop.house.run_jobs().await;
    let tokens = shop.refreshes(text(&tokens, "refresh_token")).await.expect_ok();
    shop.house.advance(Duration::from_secs(31 * 86_400));
    wrong(&shop.refreshes(text(&tokens, "refresh_token")).await, 400, "invalid_grant");
}

/// What the application's tokens stand on is asked each time.
#[tokio::test]
async fn tokens_end_at_once_with_what_they_stand_on() {
    let shop = Shop::open().await;
    let everything = json!(["profile", "offline_access"]);
    let fresh = async || {
        let code = shop.code(&shop.bo, everything.clone()).await;
        shop.trades(&code).await.expect_ok()
    };
    let over = async |tokens: &Value| {
        wrong(&shop.who(text(tokens, "access_token")).await, 401, "invalid_token");
        let again = shop.refreshes(text(tokens, "refresh_token")).await;
        assert!([400, 401].contains(&again.status.as_u16()), "{}", again.text());
    };
    let tokens = fresh().await;
    turned(&shop.ana, &shop.org, &shop.app.id, false).await;
    shop.asked(&shop.bo, &shop.question(&[])).await.expect_code(404, "app.unknown");
    over(&tokens).await;
    turned(&shop.ana, &shop.org, &shop.app.id, true).await;
    over(&tokens).await;
    // Taken back by him.
    let tokens = fresh().await;
    let listed = shop.bo.call("me.applications", &[], NO).await.expect_ok();
    assert_eq!(listed["items"][0]["scopes"], everything);
    assert!(listed["items"][0]["used_at"].is_string(), "{listed}");
    let held = shop.bo.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains("yard_application_grant") && held.contains("账本"), "{held}");
    shop.bo.call("me.application.end", &[("app", &shop.app.id)], NO).await.expect_ok();
    over(&tokens).await;
    assert_eq!(shop.asked(&shop.bo, &shop.question(&[])).await.expect_ok()["question"]["asks"], json!(true));
    // Consent taken back as a whole: what was before does not come back with the next yes.
    let before = fresh().await;
    let purpose = json!({ "purpose": "outside-application" });
    shop.bo.call("consent.withdraw", &[], purpose).await.expect_ok();
    assert_eq!(shop.bo.call("me.applications", &[], NO).await.expect_ok()["items"], json!([]));
    let tokens = fresh().await;
    over(&before).await;
    shop.who(text(&tokens, "access_token")).await.expect_ok();
    // A member no longer.
    let out = [("org", shop.org.as_str()), ("person", shop.bo.id.as_str())];
    shop.ana.call("org.member.remove", &out, NO).await.expect_ok();
    over(&tokens).await;
    assert_eq!(shop.bo.call("me.applications", &[], NO).await.expect_ok()["items"], json!([]));
}

/// Without `offline_access` an application sees somebody no longer than he is signed in.
#[tokio::test]
async fn who_signs_out_is_seen_no_longer_unless_he_let_it_go_on() {
    let shop = Shop::open().await;
    let code = shop.code(&shop.bo, json!(["profile"])).await;
    let short = shop.trades(&code).await.expect_ok();
    let code = shop.code(&shop.bo, json!(["profile", "offline_access"])).await;
    let long = shop.trades(&code).await.expect_ok();
    shop.bo.call("session.close", &[], NO).await.expect_ok();
    wrong(&shop.who(text(&short, "access_token")).await, 401, "invalid_token");
    shop.who(text(&long, "access_token")).await.expect_ok();
    shop.refreshes(text(&long, "refresh_token")).await.expect_ok();
}

/// What is no form, comes twice, or is of no client is refused in the words of the protocol.
#[tokio::test]
async fn what_an_application_sends_wrongly_is_told_in_the_words_of_the_protocol() {
    let shop = Shop::open().await;
    wrong(&shop.sends("/openid/token", &[("grant_type", "password")]).await, 400, "unsupported_grant_type");
    wrong(&shop.sends("/openid/token", &[]).await, 400, "invalid_request");
    wrong(
        &shop.sends("/openid/token", &[("grant_type", "a"), ("grant_type", "b")]).await,
        400,
        "invalid_request",
    );
    let json = shop.house.nobody().send(Method::POST, "/openid/token", Some(b"{}".to_vec()), &[]).await;
    wrong(&json, 400, "invalid_request");
    wrong(
        &posts(&shop.house, "/openid/token", &[("grant_type", "refresh_token")], None).await,
        401,
        "invalid_client",
    );
    for header in ["Basic !!", "Basic Og==", "Bearer x", &format!("Basic {}", "A".repeat(9_000))] {
        let answer =
            posts(&shop.house, "/openid/token", &[("grant_type", "refresh_token")], Some(header)).await;
        wrong(&answer, 401, "invalid_client");
    }
    let secret = shop.app.secret.as_deref().unwrap();
    let both = [("client_secret", secret), ("grant_type", "refresh_token")];
    wrong(&shop.sends("/openid/token", &both).await, 400, "invalid_request");
    for token in ["", "x", &"x".repeat(9_000), shop.bo.token()] {
        wrong(&shop.who(token).await, 401, "invalid_token");
    }
    let preflight = shop.house.nobody().send(Method::OPTIONS, "/openid/token", None, &[]).await;
    assert_eq!(
        (preflight.status.as_u16(), &preflight.headers["access-control-allow-origin"]),
        (204, &"*".parse().unwrap())
    );
    // Counted by address, and told to wait.
    for _ in 0..700 {
        let answer = shop.who("x").await;
        if answer.status == 429 {
            return wrong(&answer, 429, "temporarily_unavailable");
        }
    }
    panic!("it was told to wait");
}
