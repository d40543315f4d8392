//! Doubles of door stations that ask for a digest and check it, and what goes wrong with real ones.

use std::sync::{Arc, Mutex};

use door::relay::{Maker, Relay as _, StationRelay, Stuck};
use door::settings::Station;
use md5::{Digest as _, Md5};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const NONCE: &str = "abc\\\"def";

/// What the station answers to whoever has proved the password.
#[derive(Clone, Copy)]
struct Answers {
    status: &'static str,
    body: &'static str,
}

struct Double {
    url: String,
    /// What was asked with a right proof: the first line and the body.
    asked: Arc<Mutex<Vec<(String, String)>>>,
    /// The counts of all proofs, right or wrong, and an empty text for each request without one.
    counts: Arc<Mutex<Vec<String>>>,
}

async fn double(answers: Answers) -> Double {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let counts = Arc::new(Mutex::new(Vec::new()));
    let (seen, counted) = (asked.clone(), counts.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, answers, seen.clone(), counted.clone()));
        }
    });
    Double { url, asked, counts }
}

async fn serve(
    mut stream: TcpStream,
    answers: Answers,
    asked: Arc<Mutex<Vec<(String, String)>>>,
    counts: Arc<Mutex<Vec<String>>>,
) {
    let mut bytes = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = whole(&bytes) {
                break end;
            }
            let mut piece = [0; 4_096];
            match stream.read(&mut piece).await {
                Ok(length @ 1..) => bytes.extend_from_slice(&piece[..length]),
                _ => return,
            }
        };
        let request = String::from_utf8(bytes.drain(..end).collect()).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let (first, _) = head.split_once("\r\n").unwrap();
        let count = head.split_once("nc=").map_or("", |(_, rest)| rest.split([',', '\r']).next().unwrap());
        counts.lock().unwrap().push(count.to_owned());
        let proved = proved(head);
        if proved {
            asked.lock().unwrap().push((first.to_owned(), body.to_owned()));
        }
        let answer = if proved {
            let length = answers.body.len();
            format!("HTTP/1.1 {}\r\ncontent-length: {length}\r\n\r\n{}", answers.status, answers.body)
        } else {
            format!(
                "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm=\"x\"\r\n\
                 www-authenticate: Digest realm=\"the gate\", qop=\"auth\", nonce=\"{NONCE}\", algorithm=MD5\r\n\
                 content-length: 0\r\n\r\n"
            )
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Where the first request ends, once all of it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |n| n.trim().parse().unwrap());
    (bytes.len() >= head + length).then_some(head + length)
}

fn md5(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The station's own reckoning, from the words of RFC 7616.
fn proved(head: &str) -> bool {
    let Some(proof) = head.lines().find_map(|line| line.strip_prefix("authorization: Digest ")) else {
        return false;
    };
    let of = |name: &str| {
        let from = proof.find(&format!("{name}=")).map(|at| at + name.len() + 1);
        let value = from.map(|from| &proof[from..]).unwrap_or_default();
        match value.strip_prefix('"') {
            Some(quoted) => quoted.split("\", ").next().unwrap().trim_end_matches('"').to_owned(),
            None => value.split(',').next().unwrap().to_owned(),
        }
    };
    let mut first = head.lines().next().unwrap().split(' ');
    let (method, uri) = (first.next().unwrap(), first.next().unwrap());
    let secret = md5("door:the gate:open sesame");
    let nonce = "abc\"def";
    let what = md5(&format!("{method}:{uri}"));
    let expected = md5(&format!("{secret}:{nonce}:{}:{}:auth:{what}", of("nc"), of("cnonce")));
    of("uri") == uri && of("response") == expected
}

fn relay(maker: Maker, url: &str, password: &str) -> StationRelay {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{password}\n")).unwrap();
    let station = Station {
        url: url.to_owned(),
        user: "door".to_owned(),
        password_file: file.path().to_owned(),
        number: 2,
        authority: None,
    };
    StationRelay::of(maker, &station).unwrap()
}

async fn click(maker: Maker, url: &str, password: &str) -> Result<(), Stuck> {
    relay(maker, url, password).click(1).await
}

#[tokio::test]
async fn a_station_is_asked_for_its_challenge_once_and_each_proof_has_the_next_count() {
    let station = double(Answers { status: "200 OK", body: "OK" }).await;
    let mut relay = relay(Maker::Dahua, &station.url, "open sesame");
    for opening in 1..=3 {
        assert_eq!(relay.click(opening).await, Ok(()));
    }
    assert_eq!(*station.counts.lock().unwrap(), ["", "00000001", "00000002", "00000003"]);
}

#[tokio::test]
async fn each_makers_station_opens_once_when_it_is_asked_as_its_document_says() {
    let makers = [
        (Maker::TwoN, r#"{"success" : true}"#, "GET /api/switch/ctrl?switch=2&action=trigger HTTP/1.1", ""),
        (Maker::Akuvox, r#"{"retcode":0,"message":"OK"}"#, "POST /api/relay/trig HTTP/1.1", "\"num\":2"),
        (
            Maker::Hikvision,
            "<ResponseStatus><statusCode>1</statusCode><statusString>OK</statusString></ResponseStatus>",
            "PUT /ISAPI/AccessControl/RemoteControl/door/2 HTTP/1.1",
            "<RemoteControlDoor><cmd>open</cmd></RemoteControlDoor>",
        ),
        (
            Maker::Dahua,
            "OK\r\n",
            "GET /cgi-bin/accessControl.cgi?action=openDoor&channel=2&UserID=101&Type=Remote HTTP/1.1",
            "",
        ),
    ];
    for (maker, body, first, holds) in makers {
        let station = double(Answers { status: "200 OK", body }).await;
        assert_eq!(click(maker, &station.url, "open sesame").await, Ok(()), "{maker:?}");
        let asked = station.asked.lock().unwrap().clone();
        assert_eq!(asked.len(), 1, "{maker:?}");
        assert_eq!(asked[0].0, first);
        assert!(asked[0].1.contains(holds), "{asked:?}");
    }
}

#[tokio::test]
async fn a_station_that_does_not_open_is_told() {
    let says = async |maker, status, body, password| {
        let station = double(Answers { status, body }).await;
        click(maker, &station.url, password).await.unwrap_err().0
    };
    assert_eq!(says(Maker::TwoN, "200 OK", "{}", "wrong").await, "answers 401 Unauthorized");
    let no = r#"{"success":false,"error":{"code":12}}"#;
    assert_eq!(says(Maker::TwoN, "200 OK", no, "open sesame").await, "says that it did not open");
    assert_eq!(
        says(Maker::Akuvox, "200 OK", r#"{"retcode":-1}"#, "open sesame").await,
        "says that it did not open"
    );
    assert_eq!(says(Maker::Dahua, "404 Not Found", "", "open sesame").await, "answers 404 Not Found");
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let gone = click(Maker::Hikvision, &format!("http://{free}"), "open sesame").await;
    assert_eq!(gone, Err(Stuck("cannot be reached".to_owned())));
}
