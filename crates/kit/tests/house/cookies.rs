//! Cookies: which are set, with which flags, and that the policy names each with its purpose.

use axum::http::Method;
use kit::{Answer, House, proved};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The cookies that an answer sets.
fn set_by(answer: &Answer) -> Vec<String> {
    let lines = answer.headers.get_all("set-cookie").iter();
    lines.map(|line| line.to_str().unwrap().to_owned()).collect()
}

fn flags(line: &str) -> BTreeSet<&str> {
    line.split(';').skip(1).map(str::trim).collect()
}

async fn policy_in(house: &House, language: &str) -> String {
    let nobody = house.nobody();
    let policy = nobody.get(&format!("/api/v1/policy?lang={language}")).await.expect_ok();
    policy.to_string()
}

/// proves: JJB-029, HKT-029
#[tokio::test]
async fn the_one_cookie_is_guarded_and_the_policy_names_it_with_its_purpose() {
    let house = House::with(|config| config.server.house_ca = true).await;
    let phone = house.fresh_number();
    house.send_code(&phone).await.expect_ok();
    let code = house.code_for(&phone).await;
    let nobody = house.nobody();
    let wish = json!({ "phone": phone, "code": code, "name": "王芳" });
    let opened = nobody.post("/api/v1/session/open", wish).await;
    let told = opened.expect_ok();
    assert_eq!(told["token"], Value::Null, "a browser is not told its token");
    let mut lines = set_by(&opened);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let cookie = lines[0].split(';').next().unwrap().to_owned();

    let ours = [("cookie", cookie.as_str()), ("x-courtyard", "1")];
    let me = nobody.send(Method::GET, "/api/v1/me", None, &ours[..1]).await.expect_ok();
    assert_eq!(me["name"], "王芳");
    let bare = nobody.send(Method::POST, "/api/v1/session/close", Some(b"{}".to_vec()), &ours[..1]).await;
    bare.expect_code(403, "session.header_missing");
    let closed = nobody.send(Method::POST, "/api/v1/session/close", Some(b"{}".to_vec()), &ours).await;
    closed.expect_ok();
    let cleared = set_by(&closed);
    assert!(flags(&cleared[0]).contains("Max-Age=0"), "{cleared:?}");
    lines.extend(cleared);
    nobody.send(Method::GET, "/api/v1/me", None, &ours[..1]).await.expect_code(401, "session.needed");

    for line in &lines {
        for flag in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(flags(line).contains(flag), "{flag} in {line}");
        }
        let name = line.split('=').next().unwrap();
        for (language, purpose) in [("zh-CN", "保持登录"), ("en", "keeps you signed in")] {
            let policy = policy_in(&house, language).await;
            assert!(policy.contains(name) && policy.contains(purpose), "{name} in {language}");
        }
    }
    for id in ["JJB-029", "HKT-029"] {
        proved(id, &["session.open", "session.close", "policy.text"]);
    }
}

#[tokio::test]
async fn no_other_answer_sets_a_cookie() {
    let house = House::start().await;
    let ana = house.person("Ana").await;
    let reads: Vec<String> = ana
        .operations()
        .filter(|(_, method, path)| *method == "GET" && !path.contains('{'))
        .map(|(_, _, path)| path.to_owned())
        .collect();
    assert!(reads.len() > 10);
    for path in reads.iter().map(String::as_str).chain(["/", "/policy", "/healthz"]) {
        let answer = ana.get(path).await;
        assert_eq!(set_by(&answer), Vec::<String>::new(), "{path}");
    }
}
