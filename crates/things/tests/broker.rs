//! The house's half of the conversation with a real Mosquitto: packets of ours, its rules, and devices by its own clients.

#![expect(clippy::unwrap_used, reason = "what a test takes for granted ends it")]

use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use things::broker::{self, Answered};
use things::packet::{self, Connect, Incoming, Published};

const ADMIN: (&str, &str) = ("house", "kT9vq2LmXa");
const TOKENS: [&str; 2] = ["t00000000000000000000000000000001", "t00000000000000000000000000000002"];

/// A broker that ends with the test.
struct Mosquitto {
    port: u16,
    serving: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        assert!(self.serving.kill().and_then(|()| self.serving.wait()).is_ok() || std::thread::panicking());
    }
}

fn mosquitto() -> Option<Mosquitto> {
    let is_there =
        ["/usr/sbin/mosquitto", "/usr/bin/mosquitto_pub"].iter().all(|file| Path::new(file).exists());
    assert!(is_there || std::env::var_os("CI").is_none(), "Mosquitto is not installed");
    if !is_there {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let (rules, conf) = (folder.path().join("rules.json"), folder.path().join("mosquitto.conf"));
    let mut made = Command::new("mosquitto_ctrl");
    let made = made.args(["dynsec", "init"]).arg(&rules).args([ADMIN.0, ADMIN.1]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let plugin = "/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so";
    let text = format!(
        "listener {port} 127.0.0.1\nallow_anonymous false\nuser root\nplugin {plugin}\nplugin_opt_config_file {}\n",
        rules.display()
    );
    std::fs::write(&conf, text).unwrap();
    let serving = Command::new("/usr/sbin/mosquitto")
        .arg("-c")
        .arg(&conf)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Some(Mosquitto { port, serving, _folder: folder })
}

/// The house's connection.
struct Line {
    stream: TcpStream,
    buffer: Vec<u8>,
    next: u16,
}

impl Line {
    fn open(port: u16) -> Self {
        let stream = (0..200).find_map(|_| {
            let open = TcpStream::connect(("127.0.0.1", port)).ok();
            if open.is_none() {
                std::thread::sleep(Duration::from_millis(20));
            }
            open
        });
        let stream = stream.unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut line = Self { stream, buffer: Vec::new(), next: 0 };
        let (user, password) = ADMIN;
        let wish = Connect { client: "courtyard-house", user, password, keep_alive_s: 60, session_s: 60 };
        line.stream.write_all(&packet::connect(&wish)).unwrap();
        assert_eq!(line.read(), Incoming::Connected { reason: 0 });
        line
    }

    fn read(&mut self) -> Incoming {
        loop {
            if let Some((incoming, taken)) = packet::read(&self.buffer).unwrap() {
                self.buffer.drain(..taken);
                return incoming;
            }
            let mut some = [0; 4_096];
            let count = self.stream.read(&mut some).unwrap();
            assert!(count > 0, "the broker closed the connection");
            self.buffer.extend_from_slice(&some[..count]);
        }
    }

    fn subscribe(&mut self, filter: &str) {
        self.next += 1;
        self.stream.write_all(&packet::subscribe(self.next, filter)).unwrap();
        loop {
            if let Incoming::Subscribed { id, reason } = self.read() {
                assert_eq!((id, reason), (self.next, 1), "{filter}");
                return;
            }
        }
    }

    /// Publishes; answers the broker's reason.
    fn say(&mut self, topic: &str, payload: &[u8]) -> u8 {
        self.next += 1;
        self.stream.write_all(&packet::publish(self.next, topic, payload, Some(10))).unwrap();
        loop {
            if let Incoming::Acknowledged { id, reason } = self.read() {
                assert_eq!(id, self.next);
                return reason;
            }
        }
    }

    /// The next message, acknowledged.
    fn heard(&mut self) -> Published {
        loop {
            if let Incoming::Publish(message) = self.read() {
                if let Some(id) = message.id {
                    self.stream.write_all(&packet::acknowledge(id)).unwrap();
                }
                return message;
            }
        }
    }

    /// Says something to the rules, and reads what they answer.
    fn rule(&mut self, commands: &[u8]) -> Vec<Answered> {
        self.next += 1;
        self.stream.write_all(&packet::publish(self.next, broker::CONTROL, commands, None)).unwrap();
        loop {
            let message = self.heard();
            if message.topic == broker::ANSWERS {
                return broker::answers(&message.payload);
            }
        }
    }
}

fn says(port: u16, (user, password): (&str, &str), topic: &str, payload: &str) -> Output {
    let mut command = Command::new("mosquitto_pub");
    command.args(["-V", "mqttv5", "-h", "127.0.0.1", "-p", &port.to_string(), "-q", "1"]);
    command.args(["-u", user, "-P", password, "-t", topic, "-m", payload]).output().unwrap()
}

fn refused(said: &Output) -> bool {
    !said.status.success() || String::from_utf8_lossy(&said.stderr).contains("uthorized")
}

#[test]
fn a_real_broker_takes_our_packets_and_lets_each_device_reach_its_own_topics_alone() {
    let Some(mosquitto) = mosquitto() else { return };
    let port = mosquitto.port;
    let mut line = Line::open(port);
    line.subscribe(broker::ANSWERS);
    assert!(!line.rule(&broker::ask_own(ADMIN.0))[0].roles.iter().any(|role| role == broker::OWN_ROLE));
    // Its role becomes another, so the broker ends the connection; whoever comes back has it.
    line.stream.write_all(&packet::publish(9, broker::CONTROL, &broker::settle(ADMIN.0), None)).unwrap();
    while line.stream.read(&mut [0; 4_096]).unwrap_or(0) > 0 {}
    let mut line = Line::open(port);
    line.subscribe(broker::ANSWERS);
    let own = loop {
        let answers = line.rule(&broker::ask_own(ADMIN.0));
        if let Some(own) = answers.into_iter().find(|answer| answer.command == "getClient") {
            break own;
        }
    };
    assert!(own.roles.iter().any(|role| role == broker::OWN_ROLE), "{own:?}");
    line.subscribe(&format!("{}#", broker::ROOT));
    line.subscribe("tasmota/discovery/#");

    let [one, other] = TOKENS;
    for (token, mac) in [(one, None), (other, Some("A4CF12B3C4D5"))] {
        let answers = line.rule(&broker::admit(token, "secret", mac));
        assert!(answers.iter().all(|answer| answer.error.is_none()), "{answers:?}");
        assert!(answers.iter().any(|answer| answer.about.as_deref() == Some(token)));
    }
    let listed = line.rule(&broker::ask_all(0));
    let clients = &listed[0].clients;
    assert!(TOKENS.iter().all(|token| clients.iter().any(|client| client == token)), "{clients:?}");

    // Its own topics, and nobody else's.
    let own = format!("{}state", broker::root(one));
    assert!(!refused(&says(port, (one, "secret"), &own, "on")));
    let heard = line.heard();
    assert_eq!((heard.topic, heard.payload, heard.retained), (own.clone(), b"on".to_vec(), false));
    for topic in [own.as_str(), broker::CONTROL, "tasmota/discovery/000000000000/config", "homeassistant/x"] {
        assert!(refused(&says(port, (other, "secret"), topic, "forged")), "{topic}");
    }
    let mine = "tasmota/discovery/A4CF12B3C4D5/config";
    assert!(!refused(&says(port, (other, "secret"), mine, "{}")));
    assert_eq!(line.heard().topic, mine, "and what was forged never came");
    assert!(refused(&says(port, (one, "wrong"), &own, "on")));

    // The house speaks to a device that listens.
    let set = format!("{}set", broker::root(one));
    let mut listening = Command::new("mosquitto_sub");
    listening.args([
        "-V",
        "mqttv5",
        "-h",
        "127.0.0.1",
        "-p",
        &port.to_string(),
        "-q",
        "1",
        "-C",
        "1",
        "-W",
        "10",
    ]);
    listening.args(["-u", one, "-P", "secret", "-t", &set]).stdout(Stdio::piped());
    let mut listening = listening.spawn().unwrap();
    while listening.try_wait().unwrap().is_none() {
        assert_eq!(line.say(&set, b"off"), 0);
    }
    let got = listening.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&got.stdout).trim(), "off");

    // Dismissed, it is out.
    assert!(line.rule(&broker::dismiss(one)).iter().all(|answer| answer.error.is_none()));
    assert!(refused(&says(port, (one, "secret"), &own, "on")));
    let listed: Vec<Value> =
        line.rule(&broker::ask_all(0))[0].clients.iter().map(|name| name.as_str().into()).collect();
    assert!(!listed.contains(&Value::from(one)), "{listed:?}");
    line.stream.write_all(&packet::ping()).unwrap();
    while line.read() != Incoming::Pong {}
    line.stream.write_all(&packet::disconnect()).unwrap();
}
