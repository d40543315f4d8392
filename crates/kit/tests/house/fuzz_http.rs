//! Fuzz drivers of the house's own interface: whatever is sent, the answer is one, and never a fault of ours.

use axum::http::Method;
use fuzz::{Change, Fuzz, sample};
use kit::{Answer, Client, House};
use serde_json::Value;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
/// Characters of an address that are sent; more is cut off.
const PATH_MAX: usize = 4_000;
/// People who sign up in one run.
const PEOPLE_MAX: usize = 12;

/// An answer that is none of a fault: a success, or a problem with its code.
fn sound(answer: &Answer, what: &str) -> (u16, String) {
    let status = answer.status.as_u16();
    let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
    assert!(status < 500 || status == 503 && !code.is_empty(), "{what}: {status} {}", answer.text());
    assert!(
        status < 400 || !code.is_empty() || answer.body.is_empty(),
        "{what}: {status} without a code: {}",
        answer.text()
    );
    (status, code)
}

/// Every operation with a JSON body: id, method, path and a body of the right shape.
fn operations() -> Vec<(String, Method, String, Value)> {
    let document: Value = serde_json::from_str(&gate::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if !schema.is_null() {
                let id = operation["operationId"].as_str().unwrap().to_owned();
                let method = method.to_uppercase().parse().unwrap();
                found.push((id, method, path.clone(), sample(&document, schema)));
            }
        }
    }
    assert!(found.len() > 20, "{} operations have a body", found.len());
    found
}

/// The path with something in each of its blanks.
fn filled(path: &str, with: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |path, part| path + with + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// Which operation, which caller and what body follow from the input alone, so that an input can be tried again.
#[tokio::test]
async fn fuzz_bodies() {
    let house = House::start().await;
    let mut person = house.person("Ana").await;
    let mut people = 1;
    let operations = operations();
    let with_index = |(at, (.., body)): (usize, &(String, Method, String, Value))| {
        serde_json::json!({ "at": at, "body": body }).to_string()
    };
    let seeds: Vec<String> = operations.iter().enumerate().map(with_index).collect();
    let words = [
        "code",
        "phone",
        "title",
        "identity",
        "+8613800000000",
        "meeting_01890000-0000-7000-8000-000000000000",
        "zh-CN",
    ];
    let nobody = house.nobody();
    Fuzz::new(FOLDER, "bodies", Change::Json)
        .seeds(seeds)
        .words(&words)
        .run_async(async |input| {
            let wish: Value = serde_json::from_slice(input).unwrap_or_default();
            let at = wish["at"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(input.len());
            let (id, method, path, _) = &operations[at % operations.len()];
            let body =
                if wish["body"].is_null() { input.to_vec() } else { wish["body"].to_string().into_bytes() };
            let path = filled(path, "meeting_01890000-0000-7000-8000-000000000000");
            let mut told = Vec::new();
            for who in [&nobody, &person] {
                let answer = who.send(method.clone(), &path, Some(body.clone()), &[]).await;
                told.push(sound(&answer, id));
            }
            // Who has signed out or closed the account is somebody else from then on, as long as the house lets people in.
            if told.iter().all(|(status, _)| *status == 401)
                && people < PEOPLE_MAX
                && person.get("/api/v1/me").await.status == 401
            {
                people += 1;
                person = house.person("Ana").await;
            }
            (at % operations.len(), told)
        })
        .await;
}

/// A letter of an address that may stand in a request line.
fn address_of(input: &[u8]) -> String {
    let letter = |byte: &u8| match *byte {
        b'!'..=b'~' if !b"\"<>\\^`{|}# ".contains(byte) => char::from(*byte).to_string(),
        byte => format!("%{byte:02x}"),
    };
    let text: String = input.iter().map(letter).take(PATH_MAX).collect();
    if text.starts_with('/') { text } else { format!("/{text}") }
}

#[tokio::test]
async fn fuzz_addresses_and_ids() {
    let house = House::start().await;
    let person = house.person("Ana").await;
    let own = person.id.clone();
    let paths: Vec<String> = person.operations().map(|(_, _, path)| filled(path, &own)).collect();
    let methods = [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ];
    let words = [
        "meeting_",
        "person_",
        "..",
        "%00",
        "?after=-1",
        "?limit=9999999999999999999",
        "/api/v1/",
        "/rtc",
        "/twirp/",
        "00000000-0000-0000-0000-000000000000",
    ];
    Fuzz::new(FOLDER, "addresses", Change::Bytes)
        .seeds(paths)
        .words(&words)
        .run_async(async |input| {
            let path = address_of(input);
            let Ok(uri) = path.parse::<axum::http::Uri>() else { return (0, String::new()) };
            if uri.path().starts_with("/rtc")
                || uri.path().starts_with("/twirp")
                || uri.path().starts_with("/dev")
            {
                return (1, String::new()); // the media engine's own, which has drivers of its own; and the developer's
            }
            let method = methods[input.len() % methods.len()].clone();
            let body = (method != Method::GET).then(|| input.to_vec());
            let answer = person.send(method, &path, body, &[]).await;
            assert!(answer.status.as_u16() < 500, "{path}: {} {}", answer.status, answer.text());
            (answer.status.as_u16(), answer.json()["code"].as_str().unwrap_or_default().to_owned())
        })
        .await;
}

async fn with_headers(who: &Client, name: &str, value: &str) -> Answer {
    who.send(Method::POST, "/api/v1/meetings", Some(br#"{"guests":true}"#.to_vec()), &[(name, value)]).await
}

/// Keys that make an act happen once, session tokens, content types and languages.
#[tokio::test]
async fn fuzz_headers() {
    let house = House::start().await;
    let person = house.person("Ana").await;
    let names = [
        "idempotency-key",
        "authorization",
        "content-type",
        "accept-language",
        "cookie",
        "x-forwarded-for",
        "origin",
        "x-courtyard",
    ];
    let seeds = [
        "01890000-0000-7000-8000-000000000000".to_owned(),
        format!("Bearer {}", person.token()),
        "application/json; charset=utf-8".to_owned(),
        "zh-CN,zh;q=0.9,en;q=0.8".to_owned(),
        "courtyard=x; other=y".to_owned(),
        "203.0.113.9, 10.0.0.1".to_owned(),
    ];
    Fuzz::new(FOLDER, "headers", Change::Text)
        .seeds(seeds)
        .words(&["Bearer ", "q=", ";", ",", "=", "::1"])
        .run_async(async |input| {
            let text: String = String::from_utf8_lossy(input)
                .chars()
                .filter(|letter| (' '..='~').contains(letter))
                .take(8_000)
                .collect();
            let name = names[input.iter().fold(0usize, |sum, byte| sum + usize::from(*byte)) % names.len()];
            (name, sound(&with_headers(&person, name, &text).await, name))
        })
        .await;
}

#[tokio::test]
async fn fuzz_pictures() {
    let house = House::start().await;
    let person = house.person("Ana").await;
    let put = async |bytes: &[u8]| {
        person
            .send(Method::PUT, "/api/v1/me/avatar", Some(bytes.to_vec()), &[("content-type", "image/png")])
            .await
    };
    let seeds = crate::avatar::pictures();
    for seed in &seeds {
        put(seed).await.expect_ok();
    }
    Fuzz::new(FOLDER, "pictures", Change::Bytes)
        .seeds(seeds)
        .words(&["IHDR", "IDAT", "IEND", "eXIf", "tEXt", "Exif\0\0", "VP8 ", "VP8L", "VP8X", "EXIF", "RIFF"])
        .run_async(async |input| {
            let answer = put(input).await;
            if answer.status.is_success() {
                let shown = person.get("/api/v1/me/avatar").await.body;
                put(&shown).await.expect_ok();
                let again = person.get("/api/v1/me/avatar").await.body;
                assert!(shown == again, "what was taken out of a picture does not come back out of the rest");
            }
            sound(&answer, "me.avatar")
        })
        .await;
}

#[test]
fn fuzz_numbers_names_and_ids() {
    let seeds = [
        "13800000000",
        "+86 138 0000 0000",
        "+1 (555) 010-0100",
        "0086-13800000000",
        "李安娜",
        "meeting_01890000-0000-7000-8000-000000000000",
    ];
    Fuzz::new(FOLDER, "numbers", Change::Text)
        .seeds(seeds)
        .words(&["+", "00", "86", " ", "-", "１", "person_"])
        .run(|input| {
            let text = String::from_utf8_lossy(input);
            let phone = yard::account::Phone::read(&text);
            if let Some(phone) = &phone {
                let e164 = phone.e164();
                assert!(
                    e164.starts_with('+')
                        && e164[1..].bytes().all(|byte| byte.is_ascii_digit())
                        && e164.len() <= 16,
                    "{e164}"
                );
                let again = yard::account::Phone::read(e164).map(|phone| phone.e164().to_owned());
                assert_eq!(again.as_deref(), Some(e164), "a number that was read reads the same again");
            }
            let name = yard::account::Name::read(&text).is_ok();
            let id = text.parse::<ground::MeetingId>();
            if let Ok(id) = &id {
                assert_eq!(id.to_string(), *text, "an id has one form");
            }
            (phone.is_some(), name, id.is_ok())
        });
}
