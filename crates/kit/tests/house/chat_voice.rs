//! Voice messages: how long they are is known before they are played, in a conversation of two and in a group.

use kit::{House, proved};
use serde_json::{Value, json};

use crate::chat::{all, direct, group, said, team};
use crate::chat_file::{about, append, begun, get, header, id_of, noise, send};

/// proves: YZJ-029, DB-022
#[tokio::test]
async fn a_voice_message_says_how_long_it_is_and_is_played_by_those_in_the_conversation() {
    let house = House::start().await;
    let (people, _) = team(&house, &["Ana", "Bo", "Cai"]).await;
    let (ana, bo, cai) = (&people[0], &people[1], &people[2]);
    let (two, group) = (direct(ana, bo).await, group(ana, "周报", &[bo, cai]).await);
    for (conversation, hears) in [(&two, bo), (&group, cai)] {
        let (clip, wave) = (noise(40_000, 11), [0_u8, 7, 255, 30]);
        let about = about(&[
            ("filename", "语音.webm".as_bytes()),
            ("filetype", b"audio/webm;codecs=opus"),
            ("millis", b"4200"),
            ("wave", &wave),
        ]);
        let path = begun(ana, conversation, clip.len(), &about).await;
        append(ana, &path, 0, &clip, &[]).await;
        let file = id_of(&path);
        send(ana, conversation, "mark-0001", ("", &[&file])).await.expect_ok();
        said(hears, conversation, "mark-0002", "听到了").await;
        let seen = all(hears, conversation).await;
        let view: Value = seen.iter().find_map(|event| event["files"].get(0)).unwrap().clone();
        assert_eq!((&view["millis"], &view["wave"]), (&json!(4_200), &json!(wave)));
        assert_eq!(view["media_type"], "audio/webm");
        let played = get(hears, conversation, &file, &[("range", "bytes=0-")]).await;
        assert_eq!((played.status.as_u16(), header(&played, "content-type")), (206, "audio/webm"));
        assert!(played.body == clip);
    }
    for id in ["YZJ-029", "DB-022"] {
        proved(id, &["file.begin", "file.append", "file.get", "message.send", "message.after"]);
    }
}
