//! Files in conversations: they go on where they broke off, arrive whole, and go with their message to the last byte.

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::{Body, Bytes};
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{StreamExt, TryStreamExt, stream};
use ground::values;
use kit::{Answer, Client, House, proved};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

use crate::chat::{act, all, direct, group, team, texts};

const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
const PART: (&str, &str) = ("content-type", "application/offset+octet-stream");
const MIB: usize = 1 << 20;

/// What `Upload-Metadata` says.
pub(crate) fn about(pairs: &[(&str, &[u8])]) -> String {
    let pair = |(key, value): &(&str, &[u8])| format!("{key} {}", STANDARD.encode(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join(",")
}

/// Begins an upload.
async fn begin(who: &Client, conversation: &str, length: usize, about: &str) -> Answer {
    let path = format!("/api/v1/conversations/{conversation}/files");
    let length = length.to_string();
    let head = [TUS, ("upload-length", length.as_str()), ("upload-metadata", about)];
    who.send(Method::POST, &path, None, &head).await
}

/// The same where it must succeed: where it goes on.
pub(crate) async fn begun(who: &Client, conversation: &str, length: usize, about: &str) -> String {
    let answer = begin(who, conversation, length, about).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    header(&answer, "location").to_owned()
}

pub(crate) fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(crate) async fn append(
    who: &Client,
    path: &str,
    offset: usize,
    bytes: &[u8],
    more: &[(&str, &str)],
) -> Answer {
    let offset = offset.to_string();
    let head = [&[TUS, PART, ("upload-offset", offset.as_str())][..], more].concat();
    who.send(Method::PATCH, path, Some(bytes.to_vec()), &head).await
}

/// How far an upload is.
async fn standing(who: &Client, path: &str) -> usize {
    let answer = who.send(Method::HEAD, path, None, &[TUS]).await;
    assert_eq!(answer.status, 200);
    header(&answer, "upload-offset").parse().unwrap()
}

pub(crate) fn id_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// Uploads a file in one go; answers its id.
pub(crate) async fn uploaded(who: &Client, conversation: &str, name: &str, bytes: &[u8]) -> String {
    let kind = match name.rsplit('.').next().unwrap() {
        "png" => "image/png",
        "mp4" => "video/mp4",
        "webm" => "audio/webm",
        "html" => "text/html",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        _ => "text/plain",
    };
    let about = about(&[("filename", name.as_bytes()), ("filetype", kind.as_bytes())]);
    let path = begun(who, conversation, bytes.len(), &about).await;
    assert_eq!(append(who, &path, 0, bytes, &[]).await.status, 204);
    id_of(&path)
}

/// Sends files with words.
pub(crate) async fn send(
    who: &Client,
    conversation: &str,
    mark: &str,
    (text, files): (&str, &[&str]),
) -> Answer {
    let wish = json!({ "mark": mark, "text": text, "files": files });
    who.call("message.send", &[("conversation", conversation)], wish).await
}

pub(crate) async fn get(who: &Client, conversation: &str, file: &str, more: &[(&str, &str)]) -> Answer {
    let path = format!("/api/v1/conversations/{conversation}/files/{file}");
    who.send(Method::GET, &path, None, more).await
}

/// Bytes that no two files share.
pub(crate) fn noise(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        u8::try_from(state & 0xff).unwrap()
    };
    (0..length).map(|_| next()).collect()
}

/// A PNG of one black point.
pub(crate) fn png() -> Vec<u8> {
    let one = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";
    STANDARD.decode(one).unwrap()
}

/// The names of all that lies in the store.
async fn stored(house: &House) -> BTreeSet<String> {
    house.running.house.blobs.names().try_collect().await.unwrap()
}

/// proves: YZJ-025, DB-024
#[tokio::test]
async fn each_kind_of_file_arrives_whole_at_the_members_and_at_nobody_else() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let two = direct(ana, bo).await;
    let rival = house.person("Eve").await;
    crate::org::org(&rival).await;
    let keeper = crate::desk::keeper(&house, "王芳").await;
    let kinds = [
        ("照片.png", "image/png", png(), true),
        ("film.mp4", "video/mp4", noise(2 * MIB + 77, 1), true),
        ("voice.webm", "audio/webm", noise(90_000, 2), true),
        ("报告.pdf", "application/pdf", noise(300_000, 3), false),
    ];
    let mut files = Vec::new();
    for (name, _, bytes, _) in &kinds {
        files.push(uploaded(ana, &two, name, bytes).await);
    }
    // A small picture beside it, without what was written beside that.
    let shown = format!("/api/v1/conversations/{two}/files/{}/preview", files[1]);
    ana.send(Method::PUT, &shown, Some(png()), &[("content-type", "image/png")]).await.expect_ok();
    get(bo, &two, &files[0], &[]).await.expect_code(404, "file.unknown");
    let ids: Vec<&str> = files.iter().map(String::as_str).collect();
    let seq = send(ana, &two, "mark-0001", ("看看", &ids)).await.expect_ok()["seq"].as_i64().unwrap();

    let seen = all(bo, &two).await;
    let message = seen.iter().find(|event| event["seq"] == seq).unwrap();
    for ((name, kind, bytes, is_shown), (file, view)) in
        kinds.iter().zip(files.iter().zip(message["files"].as_array().unwrap()))
    {
        assert_eq!(
            (&view["id"], &view["name"], &view["media_type"]),
            (&json!(file), &json!(name), &json!(kind))
        );
        assert_eq!(view["size"].as_u64(), u64::try_from(bytes.len()).ok());
        for who in [bo, ana] {
            let answer = get(who, &two, file, &[]).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(digest(&SHA256, &answer.body).as_ref(), digest(&SHA256, bytes).as_ref(), "{name}");
            let how = if *is_shown { "inline" } else { "attachment" };
            assert!(header(&answer, "content-disposition").starts_with(how), "{name}");
            assert_eq!(header(&answer, "content-length"), bytes.len().to_string());
            assert!(header(&answer, "content-security-policy").contains("sandbox"));
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        }
        // A colleague, another organisation, whoever runs the house and nobody learn nothing.
        for who in [cai, &rival, &keeper] {
            get(who, &two, file, &[]).await.expect_code(404, "conversation.unknown");
        }
        get(&house.nobody(), &two, file, &[]).await.expect_code(401, "session.needed");
    }
    assert_eq!(message["files"][1]["preview"], true);
    assert_eq!(bo.get(&shown).await.body, png());
    cai.get(&shown).await.expect_code(404, "conversation.unknown");
    let no_preview = format!("/api/v1/conversations/{two}/files/{}/preview", files[0]);
    bo.get(&no_preview).await.expect_code(404, "file.unknown");
    // Under another conversation's address the file is not there.
    let other = direct(bo, cai).await;
    get(bo, &other, &files[0], &[]).await.expect_code(404, "file.unknown");
    for id in ["YZJ-025", "DB-024"] {
        proved(id, &["file.begin", "file.append", "file.get", "message.send"]);
    }
}

#[tokio::test]
async fn a_part_of_a_file_is_read_without_the_rest() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let bytes = noise(3 * MIB + 5, 9);
    let file = uploaded(ana, &two, "film.mp4", &bytes).await;
    send(ana, &two, "mark-0001", ("", &[&file])).await.expect_ok();
    for (range, from, to) in [
        ("bytes=0-99", 0, 100),
        ("bytes=1048570-1048590", MIB - 6, MIB + 15),
        ("bytes=500000-2500000", 500_000, 2_500_001),
        ("bytes=-7", bytes.len() - 7, bytes.len()),
        ("bytes=3145720-", 3_145_720, bytes.len()),
    ] {
        let answer = get(bo, &two, &file, &[("range", range)]).await;
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(header(&answer, "content-range"), format!("bytes {from}-{}/{}", to - 1, bytes.len()));
        assert!(answer.body == bytes[from..to], "{range}");
    }
    let beyond = get(bo, &two, &file, &[("range", "bytes=99999999-")]).await;
    beyond.expect_code(416, "file.range");
    assert_eq!(get(bo, &two, &file, &[("range", "lines=1-2")]).await.status, 200);
}

#[tokio::test]
async fn an_upload_goes_on_where_it_broke_off_also_after_the_house_died() {
    let mut house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (mut ana, mut bo) = (people[0].clone(), people[1].clone());
    let two = direct(&ana, &bo).await;
    let bytes = noise(4 * MIB, 4);
    let path = begun(&ana, &two, bytes.len(), &about(&[("filename", b"plan.zip")])).await;
    // The line breaks in the middle of a part: what came is kept.
    let broken = stream::iter([
        Ok(Bytes::copy_from_slice(&bytes[..MIB + 300])),
        Err(std::io::Error::other("the line broke")),
    ]);
    let head = [TUS, PART, ("upload-offset", "0")];
    ana.streamed(Method::PATCH, &path, Body::from_stream(broken), &head).await;
    assert_eq!(standing(&ana, &path).await, MIB + 300);
    // The house dies: what was stored and not noted yet is overtaken, what was acknowledged is there.
    house = house.restart().await;
    (ana, bo) = (house.bearer_as(&ana), house.bearer_as(&bo));
    assert_eq!(standing(&ana, &path).await, MIB + 300);
    append(&ana, &path, 0, &bytes[..10], &[]).await.expect_code(409, "file.offset");
    let file = id_of(&path);
    send(&ana, &two, "mark-0001", ("", &[&file])).await.expect_code(422, "message.files");
    // A second line overtakes the first, which still hangs: nothing of that one is mixed in.
    let mut at = MIB + 300;
    let (go_on, hangs) = tokio::sync::oneshot::channel::<()>();
    let (first, reached) = (Bytes::from(noise(700, 77)), std::sync::Arc::new(tokio::sync::Notify::new()));
    let (slow, there) = (ana.clone(), reached.clone());
    let body = stream::once(async move { Ok::<_, std::io::Error>(first) }).chain(stream::once(async move {
        there.notify_one();
        drop(hangs.await);
        Ok(Bytes::from(noise(500, 78)))
    }));
    let (path_of_slow, offset) = (path.clone(), at.to_string());
    let hanging = tokio::spawn(async move {
        let head = [TUS, PART, ("upload-offset", offset.as_str())];
        slow.streamed(Method::PATCH, &path_of_slow, Body::from_stream(body), &head).await
    });
    reached.notified().await;
    for part in bytes[at..].chunks(MIB - 1) {
        let answer = append(&ana, &path, at, part, &[]).await;
        at += part.len();
        assert_eq!(
            (answer.status.as_u16(), header(&answer, "upload-offset")),
            (204, at.to_string().as_str())
        );
        assert!(header(&answer, "upload-expires").ends_with("GMT"));
    }
    go_on.send(()).unwrap();
    hanging.await.unwrap().expect_code(409, "file.offset");
    append(&ana, &path, at, b"x", &[]).await.expect_code(413, "file.over");
    send(&ana, &two, "mark-0001", ("", &[&file])).await.expect_ok();
    let got = get(&bo, &two, &file, &[]).await;
    assert!(got.body == bytes, "to the last byte");
    append(&ana, &path, at, b"x", &[]).await.expect_code(404, "file.unknown");
}

#[tokio::test]
async fn an_upload_is_refused_where_it_is_wrong_and_nobody_elses_is_touched() {
    let house = House::with(|config| config.files.chat_mib_max = 2).await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (two, other) = (direct(ana, bo).await, direct(ana, cai).await);
    let named = about(&[("filename", b"x.txt"), ("filetype", b"text/plain")]);
    let told = begin(ana, &two, 2 * MIB + 1, &named).await.expect_code(413, "file.large");
    assert_eq!(told["args"]["most"], 2);
    begin(ana, &two, 0, &named).await.expect_code(422, "file.empty");
    begin(ana, &two, 1, "filename !!").await.expect_code(400, "file.head");
    begin(cai, &two, 1, &named).await.expect_code(404, "conversation.unknown");
    begin(&house.nobody(), &two, 1, &named).await.expect_code(401, "session.needed");
    let path = format!("/api/v1/conversations/{two}/files");
    ana.send(Method::POST, &path, None, &[("upload-length", "1")]).await.expect_code(412, "file.version");
    ana.send(Method::POST, &path, None, &[TUS]).await.expect_code(400, "file.head");
    let asked = ana.send(Method::OPTIONS, &path, None, &[]).await;
    assert_eq!(header(&asked, "tus-max-size"), (2 * MIB).to_string());
    assert!(header(&asked, "tus-extension").contains("checksum"));

    let path = begun(ana, &two, 10, &named).await;
    for who in [bo, cai, &house.nobody()] {
        assert!([401, 404].contains(&append(who, &path, 0, b"x", &[]).await.status.as_u16()));
        assert!([401, 404].contains(&who.send(Method::HEAD, &path, None, &[TUS]).await.status.as_u16()));
        assert!([401, 404].contains(&who.send(Method::DELETE, &path, None, &[TUS]).await.status.as_u16()));
    }
    ana.send(Method::PATCH, &path, Some(b"x".to_vec()), &[TUS]).await.expect_code(415, "file.part");
    append(ana, &path, 0, b"12345678901", &[]).await.expect_code(413, "file.over");
    // A sum that does not fit keeps nothing; one that does keeps it.
    let sum = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(digest(&SHA256, bytes)));
    append(ana, &path, 0, b"hallo", &[("upload-checksum", &sum(b"hello"))])
        .await
        .expect_code(460, "file.checksum");
    append(ana, &path, 0, b"hello", &[("upload-checksum", "md5 x")]).await.expect_code(400, "file.head");
    assert_eq!(standing(ana, &path).await, 0);
    assert_eq!(append(ana, &path, 0, b"hello", &[("upload-checksum", &sum(b"hello"))]).await.status, 204);
    assert_eq!(standing(ana, &path).await, 5);
    assert_eq!(append(ana, &path, 5, b"world", &[]).await.status, 204);
    // What is nobody's own, not whole, of another conversation, twice in one, or sent already is not sent.
    let (file, half) = (id_of(&path), id_of(&begun(ana, &two, 10, &named).await));
    let elsewhere = uploaded(ana, &other, "x.txt", b"x").await;
    send(bo, &two, "mark-0001", ("mine?", &[&file])).await.expect_code(422, "message.files");
    for wrong in [&[&*half][..], &[&*elsewhere], &[&*file, &*file], &[&*file, &*half]] {
        send(ana, &two, "mark-0001", ("", wrong)).await.expect_code(422, "message.files");
    }
    send(ana, &two, "mark-0001", ("", &[])).await.expect_code(422, "message.text");
    send(ana, &two, "mark-0001", ("", &["file_x"])).await.expect_code(422, "body.invalid");
    let sent = send(ana, &two, "mark-0001", ("", &[&file])).await.expect_ok();
    assert_eq!(send(ana, &two, "mark-0001", ("", &[&file])).await.expect_ok(), sent, "the same is once");
    send(ana, &two, "mark-0002", ("again", &[&file])).await.expect_code(422, "message.files");
    let seen = all(bo, &two).await;
    assert_eq!(texts(&seen), [""], "nothing that was refused left anything");
    assert_eq!(seen.last().unwrap()["files"][0]["name"], "x.txt");
    // What is no small picture is refused.
    let path = begun(ana, &two, 10, &named).await;
    for wrong in [b"<svg onload=x>".to_vec(), noise(200_000, 5)] {
        let shown = format!("{path}/preview");
        ana.send(Method::PUT, &shown, Some(wrong), &[("content-type", "image/png")])
            .await
            .expect_code(422, "file.preview");
    }
}

#[tokio::test]
async fn what_could_run_is_never_run_by_the_house() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let page = b"<script>alert(document.cookie)</script>";
    for (name, mark) in [("a.html", "mark-0001"), ("a.svg", "mark-0002")] {
        let file = uploaded(ana, &two, name, page).await;
        send(ana, &two, mark, ("", &[&file])).await.expect_ok();
        let answer = get(bo, &two, &file, &[]).await;
        assert_eq!(header(&answer, "content-type"), "application/octet-stream");
        assert!(header(&answer, "content-disposition").starts_with("attachment"));
        assert!(header(&answer, "content-security-policy").contains("sandbox;"));
        assert_eq!(header(&answer, "cross-origin-resource-policy"), "same-origin");
        assert_eq!(header(&answer, "cache-control"), "no-store");
    }
    // A picture that says of itself that it is one is shown as one and cannot be read as anything else.
    let file = uploaded(ana, &two, "a.png", page).await;
    send(ana, &two, "mark-0003", ("", &[&file])).await.expect_ok();
    let answer = get(bo, &two, &file, &[]).await;
    assert_eq!(
        (header(&answer, "content-type"), header(&answer, "x-content-type-options")),
        ("image/png", "nosniff")
    );
    let path = format!("/api/v1/conversations/{two}/files/{file}?download=true");
    assert!(header(&bo.get(&path).await, "content-disposition").starts_with("attachment"));
    // A name leads nowhere.
    let wicked = about(&[
        ("filename", "../../\u{202e}gpj.exe\r\nSet-Cookie: a=b".as_bytes()),
        ("filetype", b"a\r\nb/c"),
    ]);
    let path = begun(ana, &two, 1, &wicked).await;
    append(ana, &path, 0, b"x", &[]).await;
    let answer = get(ana, &two, &id_of(&path), &[]).await;
    assert!(
        header(&answer, "content-disposition").contains("gpj.exeSet-Cookie"),
        "{answer:?}",
        answer = answer.headers
    );
    assert!(answer.headers.get("set-cookie").is_none());
}

async fn member(who: &Client, operation: &str, conversation: &str, person: &Client) {
    let at = [("conversation", conversation), ("person", person.id.as_str())];
    who.call(operation, &at, json!(null)).await.expect_ok();
}

#[tokio::test]
async fn a_file_is_for_those_who_may_read_its_message() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let group = group(ana, "周报", &[bo]).await;
    let early = uploaded(ana, &group, "early.txt", b"early").await;
    send(ana, &group, "mark-0001", ("", &[&early])).await.expect_ok();
    member(ana, "conversation.add", &group, cai).await;
    let late = uploaded(ana, &group, "late.txt", b"late").await;
    send(ana, &group, "mark-0002", ("", &[&late])).await.expect_ok();
    get(cai, &group, &early, &[]).await.expect_code(404, "file.unknown");
    assert_eq!(get(cai, &group, &late, &[]).await.body, b"late");
    assert!(!json!(all(cai, &group).await).to_string().contains("early"));
    let at = [("conversation", group.as_str())];
    // Who left keeps what he could read, and gets nothing later; what he uploads has nowhere to go.
    member(ana, "conversation.remove", &group, bo).await;
    let later = uploaded(ana, &group, "later.txt", b"later").await;
    // A message that is refused has sent nothing: the same file goes with the next.
    let wish = json!({ "mark": "mark-0008", "text": "", "reply_to": 999, "files": [later] });
    ana.call("message.send", &at, wish).await.expect_code(404, "message.unknown");
    send(ana, &group, "mark-0003", ("", &[&later])).await.expect_ok();
    assert_eq!(get(bo, &group, &early, &[]).await.body, b"early");
    get(bo, &group, &later, &[]).await.expect_code(404, "file.unknown");
    begin(bo, &group, 1, "").await.expect_code(404, "conversation.unknown");
}

#[tokio::test]
async fn with_its_message_a_file_goes_to_the_last_byte_and_unsent_ones_go_after_a_day() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (&people[0], &people[1]);
    let two = direct(ana, bo).await;
    let before = stored(&house).await;
    let (name, word) = ("canary-name-Kestrel-7731.txt", "canary-content-Merlin-7732");
    let file = uploaded(ana, &two, name, word.repeat(60_000).as_bytes()).await;
    let preview = format!("/api/v1/conversations/{two}/files/{file}/preview");
    ana.send(Method::PUT, &preview, Some(png()), &[]).await.expect_ok();
    assert_eq!(stored(&house).await.len(), before.len() + 3, "two pieces and a small picture");
    let seq = send(ana, &two, "mark-0001", ("", &[&file])).await.expect_ok()["seq"].as_i64().unwrap();
    for needle in [name, word] {
        assert_eq!(crate::canary::found(&house, needle).await, Vec::<String>::new());
    }
    let held = ana.get("/api/v1/me/held").await.expect_ok().to_string();
    assert!(held.contains(name) && held.contains("chat-file"), "what one sent is shown to oneself");
    act(ana, "message.recall", (&two, seq), json!({ "mark": "mark-0002" })).await.expect_ok();
    get(bo, &two, &file, &[]).await.expect_code(404, "file.unknown");
    bo.get(&preview).await.expect_code(404, "file.unknown");
    assert!(!json!(all(bo, &two).await).to_string().contains(name));
    house.run_jobs().await;
    assert_eq!(stored(&house).await, before, "every byte is gone");

    // An upload that is given up goes at once; one that is not sent goes after its day, finished or not.
    let given_up = begun(ana, &two, 2 * MIB, "").await;
    append(ana, &given_up, 0, &noise(MIB, 6), &[]).await;
    assert_eq!(ana.send(Method::DELETE, &given_up, None, &[TUS]).await.status, 204);
    house.run_jobs().await;
    assert_eq!(stored(&house).await, before);
    let (half, whole) = (begun(ana, &two, 2 * MIB, "").await, uploaded(ana, &two, "b.txt", b"b").await);
    append(ana, &half, 0, &noise(MIB, 7), &[]).await;
    let kept = uploaded(ana, &two, "c.txt", b"c").await;
    send(ana, &two, "mark-0003", ("", &[&kept])).await.expect_ok();
    house.advance(Duration::from_secs(23 * 3_600));
    house.run_jobs().await;
    assert_eq!(standing(ana, &half).await, MIB, "within its day it can go on");
    house.advance(Duration::from_secs(2 * 3_600));
    house.run_jobs().await;
    assert_eq!(stored(&house).await.len(), before.len() + 1, "what was sent stays");
    append(ana, &half, MIB, b"x", &[]).await.expect_code(404, "file.unknown");
    send(ana, &two, "mark-0004", ("", &[&whole])).await.expect_code(422, "message.files");
    assert_eq!(get(bo, &two, &kept, &[]).await.body, b"c");
}

#[tokio::test]
async fn with_the_person_and_with_the_conversation_the_files_go() {
    let house = House::with_profile("anju", |_| {}).await;
    let (people, _) = team(&house, &["Wu", "Ana", "Bo"]).await;
    let (ana, bo) = (&people[1], &people[2]);
    let (two, group) = (direct(ana, bo).await, group(bo, "周报", &[ana]).await);
    let before = stored(&house).await;
    let mut files = Vec::new();
    for (who, conversation, mark) in
        [(ana, &two, "mark-0001"), (ana, &group, "mark-0002"), (bo, &group, "mark-0003")]
    {
        let file = uploaded(who, conversation, "a.png", &noise(MIB + 9, 8)).await;
        send(who, conversation, mark, ("", &[&file])).await.expect_ok();
        files.push(file);
    }
    assert_eq!(stored(&house).await.len(), before.len() + 6);
    assert_eq!(crate::erasure::close(&house, ana).await.expect_ok()["state"], "erased");
    house.run_jobs().await;
    assert_eq!(stored(&house).await.len(), before.len() + 2, "of others nothing goes");
    for conversation in [&two, &group] {
        get(bo, conversation, &files[0], &[]).await.expect_code(404, "file.unknown");
    }
    assert_eq!(get(bo, &group, &files[2], &[]).await.body.len(), MIB + 9);
    member(bo, "conversation.remove", &group, bo).await;
    house.advance(Duration::from_secs(3_700));
    house.run_jobs().await;
    assert_eq!(stored(&house).await, before, "with the conversation the rest goes");
    let mut view = house.running.house.db.view().await.unwrap();
    let sql = "SELECT (SELECT COUNT(*) FROM chat_file) + (SELECT COUNT(*) FROM chat_file_piece) AS found";
    let left: i64 = view.one(sql, values![]).await.unwrap().get("found").unwrap();
    assert_eq!(left, 0);
}
