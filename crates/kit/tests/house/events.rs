//! The document of what flows by itself: it is what the types say, and what a running house sends fits it.

use futures_util::StreamExt;
use kit::House;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tokio_tungstenite::tungstenite::Message;

use crate::chat::{act, group, said, team};
use crate::seat::{Door, PATIENCE, Stream};

const NO: Value = Value::Null;

fn document() -> Value {
    serde_json::from_str(&gate::events()).unwrap()
}

#[tokio::test]
async fn the_committed_document_of_events_is_what_the_types_say_and_is_served() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/asyncapi.json");
    let committed = std::fs::read_to_string(committed).unwrap_or_default();
    assert!(committed == gate::events(), "docs/asyncapi.json is stale: run `cargo xtask contract --write`");
    let house = House::start().await;
    assert_eq!(house.nobody().get("/api/asyncapi.json").await.json(), document());
}

/// Why a value does not fit a schema: as much of JSON Schema as the document uses; any other word fails.
fn misfit(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).expect("it leads somewhere");
        return misfit(document, target, value, at);
    }
    let parts = schema.as_object().cloned().unwrap_or_default();
    parts.iter().find_map(|(word, said)| word_misfit(document, (word, said, schema), value, at))
}

fn word_misfit(
    document: &Value,
    (word, said, schema): (&str, &Value, &Value),
    value: &Value,
    at: &str,
) -> Option<String> {
    let no = |is_fit: bool| (!is_fit).then(|| format!("{at}: {value} is not {word} {said}"));
    let one = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("an unknown type {other}"),
    };
    let members = value.as_object();
    match word {
        "title" | "description" | "format" | "default" | "minimum" | "examples" | "pattern" => None,
        "type" => no(said.as_array().map_or_else(|| one(said), |all| all.iter().any(one))),
        "const" => no(value == said),
        "enum" => no(said.as_array().unwrap().contains(value)),
        "required" => {
            no(said.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()))
        }
        "properties" => said.as_object().unwrap().iter().find_map(|(name, inner)| {
            members?.get(name).and_then(|value| misfit(document, inner, value, &format!("{at}.{name}")))
        }),
        "additionalProperties" if said == &json!(false) => {
            let known = |name: &String| schema["properties"].get(name).is_some();
            no(members.is_none_or(|members| members.keys().all(known)))
        }
        "items" => value.as_array()?.iter().find_map(|item| misfit(document, said, item, &format!("{at}[]"))),
        "anyOf" | "oneOf" => {
            no(said.as_array().unwrap().iter().any(|one| misfit(document, one, value, at).is_none()))
        }
        "allOf" => said.as_array().unwrap().iter().find_map(|one| misfit(document, one, value, at)),
        "additionalProperties" => no(said.is_boolean()),
        other => panic!("{at}: the test does not know the word {other}"),
    }
}

/// The frames up to and with the one that `is_last` knows.
async fn heard(stream: &mut Stream, is_last: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut frames = Vec::new();
    let hearing = async {
        while let Some(Ok(message)) = stream.next().await {
            let Message::Text(text) = message else { continue };
            frames.push(serde_json::from_str(&text).unwrap());
            if is_last(frames.last().unwrap()) {
                return;
            }
        }
        panic!("the stream ended");
    };
    tokio::time::timeout(PATIENCE, hearing).await.expect("it came");
    frames
}

#[tokio::test]
async fn what_the_house_tells_fits_the_document() {
    let house = House::start().await;
    let door = Door::open(&house).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let mut stream = door.stream(bo.token()).await.unwrap();
    let group = group(ana, "发布", &[bo, cai]).await;
    let at = [("conversation", group.as_str())];
    let seq = said(ana, &group, "mark-0001", "**hello**").await;
    let wish = json!({ "mark": "mark-0002", "text": "@Bo", "mentions": [bo.id], "reply_to": seq,
        "card": { "kind": "place", "name": "东门", "latitude": 30.2, "longitude": 120.1 } });
    ana.call("message.send", &at, wish).await.expect_ok();
    act(cai, "message.react", (&group, seq), json!({ "mark": "mark-0003", "sign": "👍" })).await.expect_ok();
    let made = ana.call("hook.make", &at, json!({ "name": "ci" })).await.expect_ok();
    let body = json!({ "text": "done", "username": "构建" }).to_string().into_bytes();
    let path = made["path"].as_str().unwrap();
    house.nobody().send(axum::http::Method::POST, path, Some(body), &[]).await;
    let set = json!({ "muted": true, "top": false, "hidden": false, "unread": false });
    bo.call("conversation.set", &at, set).await.expect_ok();
    bo.call("star.put", &[at[0], ("seq", &seq.to_string())], NO).await;
    cai.call("message.read", &at, json!({ "seq": seq })).await;
    bo.call("message.read", &at, json!({ "seq": seq })).await;

    let frames = heard(&mut stream, |frame| frame["kind"] == "conversation.read").await;
    let document = document();
    let messages = &document["components"]["messages"];
    let mut kinds = BTreeSet::new();
    for frame in &frames {
        let kind = frame["kind"].as_str().unwrap();
        let message = if messages[kind].is_null() { &messages["other"] } else { &messages[kind] };
        assert_eq!(misfit(&document, &message["payload"], frame, kind), None);
        kinds.insert(kind);
    }
    for kind in [
        "conversation.begun",
        "conversation.event",
        "conversation.seen",
        "conversation.settings",
        "conversation.stars",
        "org.joined",
    ] {
        assert!(kinds.contains(kind), "{kind} was not heard: {kinds:?}");
    }
    assert!(
        frames.iter().any(|frame| frame["body"]["events"][0]["program"]["name"] == "ci"),
        "a program's, too"
    );
    // The test can fail: a frame with one word more fits nothing.
    let mut wrong = frames[0].clone();
    wrong["more"] = json!(1);
    assert!(misfit(&document, &messages["other"]["payload"], &wrong, "wrong").is_some());
    // Whatever the wing tells under its topic is named.
    let unnamed = |frame: &&Value| {
        frame["topic"] == "conversation" && messages[frame["kind"].as_str().unwrap()].is_null()
    };
    assert_eq!(frames.iter().find(unnamed), None);
}
