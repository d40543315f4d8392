//! What was acknowledged is there: the program is killed again and again while people write.

use kit::{Client, House};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Kills, as many as fit into the time.
const KILLS: usize = 50;
const TIME: Duration = Duration::from_secs(40);
/// How long one answer, or one start, may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program on a data folder.
struct Program(Child);

impl Program {
    fn start(data: &Path, database: Option<&str>) -> (Self, SocketAddr) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_courtyard"));
        command.arg("serve").arg("--dev").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
        command.env("COURTYARD_MEDIA__UDP_PORT", "0").env("COURTYARD_MEDIA__TCP_PORT", "0");
        command.env("COURTYARD_MEDIA__WORKERS", "1").env("COURTYARD_CONVERSATIONS__MESSAGES_A_MINUTE", "0");
        if let Some(url) = database {
            command.env("COURTYARD_DATABASE__URL", url).env("COURTYARD_DATABASE__PLACE", "CN");
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening =
            lines.find_map(|line| Some(line.ok()?.strip_prefix("listening on http://")?.to_owned()));
        (Self(child), listening.expect("it listens").parse().unwrap())
    }
}

impl Drop for Program {
    /// SIGKILL: nothing is ended in order.
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Where the program listens now: it listens elsewhere after each start.
#[derive(Default)]
struct Place(Mutex<(u64, Option<SocketAddr>)>, Condvar);

impl Place {
    fn moved(&self, to: Option<SocketAddr>) {
        let mut place = self.0.lock().unwrap();
        *place = (place.0 + 1, to);
        self.1.notify_all();
    }

    /// The place, once it is another than the one that failed.
    fn after(&self, failed: u64) -> (u64, Option<SocketAddr>) {
        let place = self.0.lock().unwrap();
        let (place, _) = self.1.wait_timeout_while(place, PATIENCE, |place| place.0 <= failed).unwrap();
        *place
    }
}

/// One request over a fresh connection; the error says that there was no whole answer.
fn ask(place: SocketAddr, token: &str, path: &str, body: &Value) -> std::io::Result<Value> {
    let mut line = TcpStream::connect(place)?;
    line.set_read_timeout(Some(PATIENCE))?;
    let body = body.to_string();
    write!(
        line,
        "POST {path} HTTP/1.1\r\nHost: {place}\r\nAuthorization: Bearer {token}\r\nX-Courtyard: 1\r\n\
         Content-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut text = String::new();
    line.read_to_string(&mut text)?;
    let cut = || std::io::Error::other("no whole answer");
    let (head, answer) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(std::io::Error::other(head.to_owned()));
    }
    serde_json::from_str(answer).map_err(|_| cut())
}

/// Writes message after message; what has no answer is sent again under the same mark until it has one.
fn write_on(place: &Place, who: (usize, &str), path: &str, told: &Sender<(String, i64)>) {
    let (number, token) = who;
    for count in 0.. {
        let mark = format!("client-{number}-message-{count}");
        let wish = json!({ "mark": mark, "text": format!("said under {mark}") });
        let mut failed = 0;
        let seq = loop {
            let (generation, now) = place.after(failed);
            let Some(now) = now else { return };
            match ask(now, token, path, &wish) {
                Ok(written) => break written["seq"].as_i64().unwrap(),
                Err(_) => failed = generation,
            }
        };
        if told.send((mark, seq)).is_err() {
            return;
        }
    }
}

/// Numbers without an order, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Starts and kills the program while the clients write; what was acknowledged is kept by mark.
fn killed(
    data: &Path,
    database: Option<&str>,
    place: &Place,
    acknowledged: &Receiver<(String, i64)>,
) -> (usize, BTreeMap<String, i64>) {
    let (mut kept, mut dice, began) = (BTreeMap::new(), Dice(20_261_129), ground::monotonic());
    let mut kills = 0;
    while kills < KILLS && began.elapsed() < TIME {
        let (program, listens) = Program::start(data, database);
        place.moved(Some(listens));
        for _ in 0..=dice.below(60) {
            let Ok((mark, seq)) = acknowledged.recv_timeout(PATIENCE) else { break };
            assert_eq!(kept.insert(mark, seq), None);
        }
        drop(program);
        kills += 1;
    }
    (kills, kept)
}

/// Everything that is somebody's to read, by pages.
async fn all(who: &Client, conversation: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let path = format!("/api/v1/conversations/{conversation}/events?after={after}&limit=50");
        let page = who.get(&path).await.expect_ok();
        let items = page["items"].as_array().unwrap();
        let Some(last) = items.last() else { return all };
        after = last["seq"].as_i64().unwrap();
        all.extend(items.iter().cloned());
    }
}

/// Three people in one group; answers it.
async fn group(house: &House) -> (Vec<Client>, String) {
    let ana = house.person("Ana").await;
    let org = json!({
        "creator": { "name": "王芳" },
        "company": { "legal_name": "四合院测试有限公司", "credit_code": "91350100M000100Y43" },
    });
    let org = ana.call("org.create", &[], org).await.expect_ok();
    let mut people = vec![ana];
    for name in ["Bo", "Cai"] {
        let next = house.person(name).await;
        let (at, wish) =
            ([("org", org["id"].as_str().unwrap())], json!({ "phone": next.phone, "role": "member" }));
        let made = people[0].call("org.invite", &at, wish).await.expect_ok();
        let at = [("invitation", made["id"].as_str().unwrap())];
        next.call("org.invitation.accept", &at, json!({})).await.expect_ok();
        people.push(next);
    }
    let wish = json!({ "name": "周报", "people": [people[1].id, people[2].id] });
    let begun = people[0].call("conversation.group", &[], wish).await.expect_ok();
    (people, begun["id"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_once_and_in_order_however_often_the_house_is_killed() {
    let house = House::start().await;
    let (people, conversation) = group(&house).await;
    let database = house.running.house.config.database.url.clone();
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let (told, acknowledged) = channel();
    let place = Arc::new(Place::default());
    let mut writers = Vec::new();
    for number in 0..6 {
        let (place, told, path) = (Arc::clone(&place), told.clone(), path.clone());
        let token = people[number % people.len()].token().to_owned();
        writers.push(std::thread::spawn(move || write_on(&place, (number, &token), &path, &told)));
    }
    drop(told);
    let (mut kills, mut kept) = (0, BTreeMap::new());
    let house = house
        .restart_after(|data| {
            (kills, kept) = killed(data, database.as_deref(), &place, &acknowledged);
            place.moved(None);
            for writer in writers {
                writer.join().unwrap();
            }
            // What was answered between the last look and the kill.
            kept.extend(acknowledged.try_iter());
        })
        .await;
    assert!(kills >= 3 && kept.len() >= 20, "{kills} kills, {} messages", kept.len());
    let (bo, cai) = (house.bearer_as(&people[1]), house.bearer_as(&people[2]));
    let (one, other) = (all(&bo, &conversation).await, all(&cai, &conversation).await);
    assert_eq!(one, other, "two readers see the same");
    for (event, number) in one.iter().zip(1..) {
        assert_eq!(event["seq"], json!(number), "no gap");
    }
    let mut found = BTreeMap::new();
    for event in one.iter().filter(|event| event["kind"] == "message") {
        let mark = event["text"].as_str().unwrap().strip_prefix("said under ").unwrap().to_owned();
        assert_eq!(found.insert(mark, event["seq"].as_i64().unwrap()), None, "{event} is there twice");
    }
    for (mark, seq) in &kept {
        assert_eq!(found.get(mark), Some(seq), "{mark} was acknowledged");
    }
    // Each client had at most one message under way.
    assert!(found.len() <= kept.len() + 6, "{} of {}", found.len(), kept.len());
    eprintln_figures(kills, kept.len());
}

/// What this run did, for whoever reads its log.
#[expect(clippy::print_stderr, reason = "a figure of the run")]
fn eprintln_figures(kills: usize, messages: usize) {
    eprintln!("{kills} kills, {messages} acknowledged messages");
}
