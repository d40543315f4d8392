//! A voice message becomes text on this machine, for whoever may hear it and asks; and what the program does, the house survives.

use ground::config::Config;
use ground::{Caller, PersonId};
use kit::{Answer, Client, House, proved};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

use crate::chat::{all, direct, group, team};
use crate::chat_file::{about, append, begun, id_of, noise, send, uploaded};
use crate::chat_keeping::has_chat;

/// "Please bring the blue umbrella to the station at seven o'clock tomorrow morning.", said by espeak-ng and written by ffmpeg as
/// browsers record: Opus in WebM.
const UMBRELLA: &[u8] = include_bytes!("../data/umbrella.webm");

/// The real program and a model, where this machine has them; `cargo xtask test` brings them, or says that they were left out.
fn real() -> Option<(PathBuf, PathBuf)> {
    let at = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_file());
    at("COURTYARD_TEST_SPEECH_PROGRAM").zip(at("COURTYARD_TEST_SPEECH_MODEL"))
}

/// A house that hears by this program.
async fn hearing(program: &Path, model: &Path) -> House {
    let (program, model) = (program.to_owned(), model.to_owned());
    House::with(|config: &mut Config| {
        config.speech.program = Some(program);
        config.speech.model = Some(model);
    })
    .await
}

/// A program that is none: it says what this script says. Another process writes it: a file that this one had open for
/// writing could still be open in a child that another test starts in that moment, and would not run ("text file busy").
fn pretending(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("program");
    let text = format!("#!/bin/sh\n{script}\n");
    let write = ["-c", r#"printf %s "$1" > "$0" && chmod 755 "$0""#];
    let wrote = std::process::Command::new("sh").args(write).arg(&path).arg(text).status().unwrap();
    assert!(wrote.success());
    path
}

/// Sends a recording as a voice message; answers its file.
async fn spoken(who: &Client, conversation: &str, mark: &str, (sound, millis): (&[u8], &str)) -> String {
    let about = about(&[
        ("filename", "语音.webm".as_bytes()),
        ("filetype", b"audio/webm;codecs=opus"),
        ("millis", millis.as_bytes()),
        ("wave", &[3, 200, 40]),
    ]);
    let path = begun(who, conversation, sound.len(), &about).await;
    append(who, &path, 0, sound, &[]).await;
    send(who, conversation, mark, ("", &[&id_of(&path)])).await.expect_ok();
    id_of(&path)
}

async fn words(who: &Client, conversation: &str, file: &str) -> Answer {
    who.get(&format!("/api/v1/conversations/{conversation}/files/{file}/speech?tongue=en")).await
}

/// Whether the reader is offered words with the file of the last message.
async fn offered(who: &Client, conversation: &str) -> Value {
    all(who, conversation).await.last().unwrap()["files"][0]["speech"].clone()
}

/// proves: YZJ-048
#[tokio::test]
async fn a_known_clip_becomes_its_words_for_whoever_may_hear_it_and_nothing_leaves_the_house() {
    let Some((program, model)) = real() else { return };
    let house = hearing(&program, &model).await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let two = direct(ana, bo).await;
    let file = spoken(ana, &two, "mark-0001", (UMBRELLA, "5100")).await;
    assert_eq!(offered(bo, &two).await, json!(true));

    let heard = words(bo, &two, &file).await;
    assert_eq!(heard.headers["cache-control"], "no-store");
    let text = heard.expect_ok()["text"].as_str().unwrap().to_lowercase();
    for word in ["blue umbrella", "station", "tomorrow morning"] {
        assert!(text.contains(word), "{word} is not in: {text}");
    }
    // Who is not in the conversation learns nothing, not even that there is a file; nor does a keeper.
    let (eve, wang) = (house.person("Eve").await, crate::desk::keeper(&house, "王芳").await);
    for stranger in [cai, &eve, &wang] {
        words(stranger, &two, &file).await.expect_code(404, "conversation.unknown");
    }
    // What is no sound says so, and the next is heard again.
    let broken = spoken(ana, &two, "mark-0002", (&noise(4_000, 7), "3000")).await;
    words(bo, &two, &broken).await.expect_code(422, "speech.unreadable");
    assert!(words(bo, &two, &file).await.expect_ok()["text"].as_str().unwrap().contains("umbrella"));
    // Taken back, there is nothing to be heard.
    let seen = all(ana, &two).await;
    let carries = seen.iter().find(|event| event["files"][0]["id"] == json!(file)).unwrap();
    let (seq, recall) = (carries["seq"].as_i64().unwrap(), json!({ "mark": "mark-0003" }));
    crate::chat::act(ana, "message.recall", (&two, seq), recall).await.expect_ok();
    words(bo, &two, &file).await.expect_code(404, "file.unknown");
    // By the one way that leads out nothing went.
    for person in [ana, bo] {
        let person: PersonId = person.id.parse().unwrap();
        let sent = house.running.house.egress.sent_of(person, &Caller::Program("kit")).await.unwrap();
        assert!(sent.is_empty(), "something was sent");
    }
    proved("YZJ-048", &["file.speech", "file.begin", "file.append", "message.send"]);
}

#[tokio::test]
async fn without_a_model_nothing_is_offered_and_whoever_asks_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("no such file");
    for house in [House::start().await, hearing(&gone, &gone).await] {
        if !has_chat(&house) {
            return;
        }
        let (people, _) = team(&house, &["Ana", "Bo"]).await;
        let two = direct(&people[0], &people[1]).await;
        let file = spoken(&people[0], &two, "mark-0001", (UMBRELLA, "5100")).await;
        assert_eq!(offered(&people[1], &two).await, json!(false));
        words(&people[1], &two, &file).await.expect_code(404, "speech.absent");
    }
}

#[tokio::test]
async fn only_a_voice_message_that_is_ones_own_to_hear_and_not_too_long_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    // Says "hello" to whatever comes: a tongue of two bytes, then a sound.
    let says = r"head -c 7 >/dev/null; printf 'w\000\000\000\005hello'; cat >/dev/null";
    let program = pretending(folder.path(), says);
    let house = hearing(&program, &program).await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let team = group(ana, "周报", &[bo]).await;
    let early = spoken(ana, &team, "mark-0001", (b"early", "900")).await;
    ana.call("conversation.add", &[("conversation", &team), ("person", &cai.id)], json!(null))
        .await
        .expect_ok();
    assert_eq!(words(bo, &team, &early).await.expect_ok(), json!({ "text": "hello" }));
    // What was said before somebody came is not his to hear; nor is a file of another conversation.
    words(cai, &team, &early).await.expect_code(404, "file.unknown");
    let two = direct(ana, bo).await;
    words(bo, &two, &early).await.expect_code(404, "file.unknown");
    let long = spoken(ana, &two, "mark-0002", (b"long", "300001")).await;
    words(bo, &two, &long).await.expect_code(422, "speech.long");
    let plain = uploaded(ana, &two, "plan.txt", b"What is planned").await;
    send(ana, &two, "mark-0003", ("", &[&plain])).await.expect_ok();
    words(bo, &two, &plain).await.expect_code(422, "speech.no_voice");
}

#[tokio::test]
async fn a_program_that_ends_or_says_what_it_may_not_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    for (script, status, code) in [
        ("exit 3", 503, "speech.failed"),
        (r"printf 'w\377\377\377\377'; cat >/dev/null", 503, "speech.failed"),
        (r"printf 'x\000\000\000\000'; cat >/dev/null", 503, "speech.failed"),
        (r"printf 'd\000\000\000\004long'; cat >/dev/null", 422, "speech.long"),
        (r"printf 'd\000\000\000\005model'; cat >/dev/null", 404, "speech.absent"),
        (r"printf 'd\000\000\000\003new'; cat >/dev/null", 503, "speech.failed"),
    ] {
        let program = pretending(folder.path(), script);
        let house = hearing(&program, &program).await;
        if !has_chat(&house) {
            return;
        }
        let (people, _) = team(&house, &["Ana", "Bo"]).await;
        let two = direct(&people[0], &people[1]).await;
        let file = spoken(&people[0], &two, "mark-0001", (b"sound", "900")).await;
        words(&people[1], &two, &file).await.expect_code(status, code);
        house.running.stop().await.unwrap();
    }
}

#[tokio::test]
async fn the_line_is_short_and_one_person_has_two_places_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let program = pretending(folder.path(), "cat >/dev/null");
    let house = hearing(&program, &program).await;
    if !has_chat(&house) {
        return;
    }
    let (people, _) = team(&house, &["Ana", "Bo"]).await;
    let (ana, bo) = (people[0].clone(), people[1].clone());
    let two = direct(&ana, &bo).await;
    let file = spoken(&ana, &two, "mark-0001", (b"sound", "900")).await;
    let asks = |who: &Client| {
        let (who, two, file) = (who.clone(), two.clone(), file.clone());
        tokio::spawn(async move { words(&who, &two, &file).await })
    };
    // Of three at once one is told to come again; it may be any, so whichever answers first is looked at.
    let three: Vec<_> = (0..3).map(|_| asks(&bo)).collect();
    let (first, _, waiting) = futures_util::future::select_all(three).await;
    first.unwrap().expect_code(503, "speech.busy");
    // Whoever does not wait any more gives his place back.
    for one in waiting {
        one.abort();
        drop(one.await);
    }
    // Until then he is told to come again; after it he waits, as the program says nothing.
    let patience = std::time::Duration::from_millis(300);
    let mut waits = false;
    for _ in 0..100 {
        match tokio::time::timeout(patience, words(&bo, &two, &file)).await {
            Ok(answer) => answer.expect_code(503, "speech.busy"),
            Err(_) => {
                waits = true;
                break;
            }
        };
    }
    assert!(waits, "he gives his place back");
    // The house ends at once, whoever waits.
    let stopping = house.running.stop();
    tokio::time::timeout(std::time::Duration::from_secs(10), stopping).await.unwrap().unwrap();
}
