//! Fuzz drivers of what reaches the agent: its own journal after a bad disk, lines of readers, what a station asks for.

use std::io;

use door::ask::Presented;
use door::disk::{Disk as _, Folder};
use door::journal::Journal;
use door::reader::keyboard::{EVENT, Typed};
use door::relay::digest::Challenge;
use door::settings::Says;
use fuzz::{Change, Fuzz};
use pass::Form;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn fuzz_door_journals() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, _) = Journal::open(Folder::at(folder.path()).unwrap()).unwrap();
    journal.append(&[b"one".to_vec(), b"two".to_vec(), Vec::new(), vec![7; 300]]).unwrap();
    drop(journal);
    let written = std::fs::read(folder.path().join("journal.1")).unwrap();
    let ours: [&[u8]; 4] = [b"one", b"two", b"", &[7; 300]];
    Fuzz::new(FOLDER, "door-journal", Change::Bytes).seeds([written]).run(|input| {
        std::fs::write(folder.path().join("journal.1"), input).unwrap();
        let open = || -> io::Result<_> { Journal::open(Folder::at(folder.path())?) };
        let (journal, found) = open().unwrap();
        // What is found was written, in that order, from the first on.
        assert!(found.records.iter().zip(ours).all(|(record, ours)| record == ours));
        assert!(journal.into_disk().names().unwrap().contains(&"journal.1".to_owned()));
        let again = open().unwrap().1;
        assert_eq!(
            (again.records.len(), again.torn),
            (found.records.len(), 0),
            "what was torn off stays off"
        );
        (found.records.len(), found.torn > 0)
    });
}

#[test]
fn fuzz_door_readers() {
    let seeds = ["card 0012345678", "pin 4711#", "code CY1:ABC", "face AAAAAAAAAAAAAAAAAAAAAA", "status"];
    Fuzz::new(FOLDER, "door-line", Change::Text).seeds(seeds).words(&["card ", "pin ", "code "]).run(
        |input| {
            let text = String::from_utf8_lossy(input);
            let mut typed = Typed::default();
            let lines = input.as_chunks::<EVENT>().0.iter().filter_map(|event| typed.event(event)).count();
            let said = door::reader::presented(&text, Says::Any, Form::Facility);
            if let Some(Presented::Pin(pin)) = &said {
                assert!(pin.len() >= 4 && pin.len() <= 12);
            }
            (said.map(|said| std::mem::discriminant(&said)), lines)
        },
    );
}

#[test]
fn fuzz_door_terminals() {
    let seeds = [
        r#"{"AcsEvent":{"responseStatusStrg":"MORE","InfoList":[{"serialNo":3,"minor":75,"employeeNoString":"p1","time":"2026-11-30T12:00:00+08:00"}]}}"#,
        "totalCount=1\r\nfound=1\r\nrecords[0].RecNo=7\r\nrecords[0].CreateTime=1795000000\r\nrecords[0].Method=15\r\nrecords[0].Status=1\r\n",
        "p0123456789abcdefghjkmnpqrs",
    ];
    let zone = pass::Zone::named("Asia/Shanghai").unwrap();
    Fuzz::new(FOLDER, "door-terminal", Change::Text)
        .seeds(seeds)
        .words(&["records[", "].", "serialNo", "OK"])
        .run(|input| {
            let text = String::from_utf8_lossy(input);
            let key = text.parse::<pass::LibraryKey>();
            if let Ok(key) = key {
                assert_eq!(key.to_string(), text, "one number is written in one way");
            }
            let read =
                serde_json::from_slice(input).ok().and_then(|said| door::terminal::events(&said, &zone).ok());
            (key.is_ok(), read.map(|events| events.len()), door::terminal::records(&text).len())
        });
}

#[test]
fn fuzz_door_challenges() {
    let seeds = [
        r#"Digest realm="a, b", nonce="x\"y", qop="auth,auth-int", algorithm=SHA-256, opaque="z""#,
        r#"Digest realm=a,nonce=b"#,
        "Basic realm=\"x\"",
    ];
    Fuzz::new(FOLDER, "door-challenge", Change::Text)
        .seeds(seeds)
        .words(&["qop=auth", "nonce=", "\\\""])
        .run(|input| {
            let challenge = Challenge::read(&String::from_utf8_lossy(input))?;
            let answer = challenge.answer(("user", "password"), ("GET", "/x"), (1, "cnonce"));
            assert!(!answer.contains("password"));
            Some(answer.contains("qop=auth"))
        });
}
