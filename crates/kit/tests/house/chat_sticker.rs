//! Stickers, and files that are passed on: a sticker is one of a closed list and stands alone; a file goes on as a copy that is
//! sealed where it goes, for those who may read it and within bounds.

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::Method;
use futures_util::TryStreamExt;
use kit::{Answer, Client, House};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::chat::{act, all, direct, group, said, team};
use crate::chat_file::{get, noise, png, send, uploaded};
use crate::chat_keeping::has_chat;

const MIB: usize = 1 << 20;

async fn stick(who: &Client, conversation: &str, mark: &str, wish: Value) -> Answer {
    let mut body = json!({ "mark": mark, "text": "" });
    body.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
    who.call("message.send", &[("conversation", conversation)], body).await
}

fn sticker(pack: &str, sticker: &str) -> Value {
    json!({ "card": { "kind": "sticker", "pack": pack, "sticker": sticker } })
}

async fn forward(
    who: &Client,
    from: &str,
    mark: &str,
    (seqs, to): (&[i64], &[&str]),
    record: bool,
) -> Answer {
    let wish = json!({ "mark": mark, "seqs": seqs, "to": to, "record": record });
    who.call("message.forward", &[("conversation", from)], wish).await
}

async fn recall(who: &Client, conversation: &str, seq: i64) {
    let mark = json!({ "mark": format!("recall-{seq:04}") });
    act(who, "message.recall", (conversation, seq), mark).await.expect_ok();
}

async fn stored(house: &House) -> BTreeSet<String> {
    house.running.house.blobs.names().try_collect().await.unwrap()
}

fn seq_of(answer: &Answer) -> i64 {
    answer.expect_ok()["seq"].as_i64().unwrap()
}

/// The ids of the files of an event.
fn files(event: &Value) -> Vec<String> {
    let files = event["files"].as_array().unwrap();
    files.iter().map(|file| file["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_sticker_is_of_the_list_stands_alone_and_goes_with_its_message() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (two, other) = (direct(ana, bo).await, direct(ana, cai).await);
    let hug = sticker("persimmon", "hug");
    let seq = seq_of(&stick(ana, &two, "stick-001", hug.clone()).await);
    assert_eq!(seq_of(&stick(ana, &two, "stick-001", hug.clone()).await), seq, "sent again it is the same");
    let seen = all(bo, &two).await.last().unwrap().clone();
    assert_eq!((&seen["card"], &seen["text"]), (&hug["card"], &json!("")));

    // What is none, or has something beside it, is refused with a word of its own; who may not write hears nothing of it.
    for (pack, id) in [("persimmon", "dragon"), ("other", "hug"), ("persimmon", ""), ("", "hug")] {
        stick(ana, &two, "stick-002", sticker(pack, id)).await.expect_code(422, "message.sticker");
    }
    let file = uploaded(ana, &two, "a.txt", b"a").await;
    for more in [json!({ "text": "嗨" }), json!({ "files": [file] })] {
        let mut wish = hug.clone();
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stick(ana, &two, "stick-002", wish).await.expect_code(422, "message.sticker");
    }
    stick(cai, &two, "stick-003", hug.clone()).await.expect_code(404, "conversation.unknown");
    assert_eq!(all(bo, &two).await.last().unwrap()["seq"], json!(seq), "nothing of it was written");

    // No word finds it, and where words alone stand for it, it has its name.
    for word in ["抱抱", "hug", "persimmon"] {
        let found = bo.call("message.search", &[], json!({ "text": word })).await.expect_ok();
        assert_eq!(found["items"], json!([]), "{word}");
    }
    bo.call("message.search", &[], json!({ "text": " " })).await.expect_code(422, "message.query");
    act(bo, "star.put", (&two, seq), json!(null)).await.expect_ok();
    let stars = async || bo.call("star.list", &[], json!(null)).await.expect_ok()["items"].clone();
    assert_eq!(stars().await[0]["text"], json!("[抱抱 · A hug]"));
    assert!(ana.get("/api/v1/me/held").await.expect_ok().to_string().contains("[抱抱 · A hug]"));
    assert_eq!(crate::canary::found(&house, "persimmon").await, Vec::<String>::new());

    // Carried on it is what it was, by itself and in a record; taken back, nothing of it is left but the copies.
    forward(ana, &two, "forward-1", (&[seq], &[&other]), false).await.expect_ok();
    forward(ana, &two, "forward-2", (&[seq], &[&other]), true).await.expect_ok();
    let copies = async || {
        let events = all(cai, &other).await;
        events[1..].iter().map(|event| event["forwarded"]["items"][0]["card"].clone()).collect::<Vec<_>>()
    };
    let both = vec![hug["card"].clone(); 2];
    assert_eq!(copies().await, both);
    recall(ana, &two, seq).await;
    let seen = all(bo, &two).await.into_iter().find(|event| event["seq"] == json!(seq)).unwrap();
    assert_eq!((&seen["recalled"], &seen["card"], &seen["text"]), (&json!(true), &json!(null), &json!(null)));
    assert_eq!(stars().await, json!([]));
    forward(ana, &two, "forward-3", (&[seq], &[&other]), false).await.expect_code(404, "message.unknown");
    assert_eq!(copies().await, both);
}

#[tokio::test]
async fn a_file_that_is_passed_on_is_a_copy_sealed_where_it_goes() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (two, other) = (direct(ana, bo).await, direct(bo, cai).await);
    let before = stored(&house).await.len();
    let long = noise(2 * MIB + 77, 1);
    let (film, note) =
        (uploaded(ana, &two, "film.mp4", &long).await, uploaded(ana, &two, "note.txt", b"note").await);
    let preview = format!("/api/v1/conversations/{two}/files/{film}/preview");
    ana.send(Method::PUT, &preview, Some(png()), &[]).await.expect_ok();
    let seq = seq_of(&send(ana, &two, "mark-0001", ("看这个", &[&film, &note])).await);
    assert_eq!(stored(&house).await.len(), before + 5, "three pieces, a small picture, one piece");

    // Whoever reads it passes it on: whole, with its small picture, under ids and keys of the other conversation.
    let go = async |mark: &str, record: bool| forward(bo, &two, mark, (&[seq], &[&other]), record).await;
    let made = go("forward-1", false).await.expect_ok();
    assert_eq!(go("forward-1", false).await.expect_ok(), made, "sent again it is the same");
    house.run_jobs().await;
    assert_eq!(stored(&house).await.len(), before + 10, "what the second try copied went again");
    let event = all(cai, &other).await.last().unwrap().clone();
    let item = &event["forwarded"]["items"][0];
    assert_eq!(
        (&item["text"], &item["name"], &event["by"]),
        (&json!("看这个"), &json!("Ana"), &json!(bo.id))
    );
    let copies = files(&event);
    assert_eq!(item["files"], json!(copies));
    let names: Vec<&Value> = event["files"].as_array().unwrap().iter().map(|file| &file["name"]).collect();
    assert_eq!(names, [&json!("film.mp4"), &json!("note.txt")]);
    assert!(!copies.contains(&film) && !copies.contains(&note));
    let got = get(cai, &other, &copies[0], &[]).await;
    assert_eq!(digest(&SHA256, &got.body).as_ref(), digest(&SHA256, &long).as_ref());
    assert_eq!(get(cai, &other, &copies[1], &[]).await.body, b"note");
    let small = format!("/api/v1/conversations/{other}/files/{}/preview", copies[0]);
    assert_eq!(cai.get(&small).await.body, png());
    get(cai, &two, &film, &[]).await.expect_code(404, "conversation.unknown");
    get(ana, &other, &copies[0], &[]).await.expect_code(404, "conversation.unknown");

    // In a record each part has its own; one that was passed on is passed on again.
    let words = said(bo, &two, "mark-0002", "收到").await;
    forward(bo, &two, "forward-2", (&[words, seq], &[&other]), true).await.expect_ok();
    let record = all(cai, &other).await.last().unwrap().clone();
    let items = record["forwarded"]["items"].as_array().unwrap();
    assert_eq!((&items[0]["files"], items[1].get("files")), (&json!(files(&record)), None));
    let third = group(cai, "周报", &[ana, bo]).await;
    let again = record["seq"].as_i64().unwrap();
    forward(cai, &other, "forward-3", (&[again], &[&third]), false).await.expect_ok();
    let last = all(ana, &third).await.last().unwrap().clone();
    assert_eq!(get(ana, &third, &files(&last)[1], &[]).await.body, b"note");
    assert_eq!(last["forwarded"]["items"][0]["files"], json!(files(&last)));

    // Taking the first back does not reach the copies; taking a copy back does, to the last byte, and no other.
    recall(ana, &two, seq).await;
    house.run_jobs().await;
    get(bo, &two, &note, &[]).await.expect_code(404, "file.unknown");
    assert_eq!(get(cai, &other, &copies[1], &[]).await.body, b"note");
    go("forward-4", false).await.expect_code(404, "message.unknown");
    for seq in [event["seq"].as_i64().unwrap(), again] {
        recall(bo, &other, seq).await;
    }
    house.run_jobs().await;
    assert_eq!(stored(&house).await.len(), before + 5, "the copy in the third is all that is left");
    assert_eq!(get(bo, &third, &files(&last)[1], &[]).await.body, b"note");
}

#[tokio::test]
async fn files_are_passed_on_by_whoever_may_read_them_and_within_bounds() {
    let house = House::start().await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let eve = house.person("Eve").await;
    let team = group(ana, "周报", &[bo]).await;
    let (of_bo, of_cai) = (direct(ana, bo).await, direct(bo, cai).await);
    let early = uploaded(ana, &team, "early.txt", b"early").await;
    let early = seq_of(&send(ana, &team, "mark-0001", ("", &[&early])).await);
    let at = [("conversation", team.as_str()), ("person", cai.id.as_str())];
    ana.call("conversation.add", &at, json!(null)).await.expect_ok();
    let before = stored(&house).await;

    // Who came later, is not there, or may not write there copies nothing.
    forward(cai, &team, "forward-1", (&[early], &[&of_cai]), false).await.expect_code(404, "message.unknown");
    for (who, to) in [(&eve, &of_cai), (ana, &of_cai), (cai, &of_bo)] {
        let refused = forward(who, &team, "forward-1", (&[early], &[to]), false).await;
        refused.expect_code(404, "conversation.unknown");
    }
    // Refused where it goes, it leaves nothing there.
    let order = async |quiet: bool| {
        let order = json!({ "quiet": quiet, "open": false, "asks": false, "slow_s": 0 });
        ana.call("order.set", &[("conversation", &team)], order).await.expect_ok();
    };
    order(true).await;
    forward(bo, &team, "forward-2", (&[early], &[&team]), false).await.expect_code(403, "message.quiet");
    house.run_jobs().await;
    assert_eq!(stored(&house).await, before);
    order(false).await;

    // Thirty files in one message, a hundred in one act.
    let mut seqs = Vec::new();
    for message in 0..4 {
        let mut own = Vec::new();
        for file in 0..9 {
            own.push(uploaded(ana, &of_bo, &format!("{message}-{file}.txt"), b"x").await);
        }
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        seqs.push(seq_of(&send(ana, &of_bo, &format!("many-{message:04}"), ("", &own)).await));
    }
    let refused = forward(ana, &of_bo, "forward-3", (&seqs, &[&team]), true).await;
    refused.expect_code(409, "message.files_stay");
    let refused = forward(ana, &of_bo, "forward-4", (&seqs, &[&team, &of_bo, &team]), false).await;
    refused.expect_code(409, "message.files_stay");
    house.run_jobs().await;
    assert_eq!(stored(&house).await.len(), before.len() + 36, "a refused act copies nothing");
    forward(ana, &of_bo, "forward-5", (&seqs[..3], &[&team]), true).await.expect_ok();
    assert_eq!(files(all(bo, &team).await.last().unwrap()).len(), 27);
}
