//! A broker for devices: a real Mosquitto with its dynamic-security, on a free port of loopback and in a folder that ends with it; and
//! devices that speak with it by Mosquitto's own clients.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};
use tokio::time::Instant;

/// By which name and password a house signs in.
const ADMIN: (&str, &str) = ("house", "kT9vq2LmXa");
/// The longest that a test waits for something.
const WITHIN: Duration = Duration::from_secs(20);

/// The broker. Dropped, it is gone.
pub struct BrokerDouble {
    port: u16,
    serving: Child,
    /// Its rules and its log lie there.
    folder: TempDir,
}

/// One device.
#[derive(Clone, Debug)]
pub struct DeviceDouble {
    port: u16,
    /// Its name.
    pub user: String,
    password: String,
    /// Before which topics of its own stand.
    pub root: String,
}

/// Waits for something that is expected, and fails where it does not come.
pub async fn expected<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < WITHIN, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

impl BrokerDouble {
    /// A broker, or nothing where Mosquitto is not installed; under CI it has to be.
    pub async fn start() -> Option<Self> {
        let is_there =
            Path::new("/usr/sbin/mosquitto").exists() && Path::new("/usr/bin/mosquitto_pub").exists();
        assert!(is_there || std::env::var_os("CI").is_none(), "Mosquitto is not installed");
        if !is_there {
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))
            .expect("a port")
            .local_addr()
            .expect("an address")
            .port();
        let (rules, conf) = (folder.path().join("rules.json"), folder.path().join("mosquitto.conf"));
        let made = Command::new("mosquitto_ctrl")
            .args(["dynsec", "init"])
            .arg(&rules)
            .args([ADMIN.0, ADMIN.1])
            .output()
            .expect("mosquitto_ctrl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let plugin = "/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so";
        let text = format!(
            "per_listener_settings false\nlistener {port} 127.0.0.1\nallow_anonymous false\nuser root\n\
             persistence false\nplugin {plugin}\nplugin_opt_config_file {}\nlog_dest file {}\n",
            rules.display(),
            folder.path().join("log").display(),
        );
        std::fs::write(&conf, text).expect("its settings");
        let serving = tokio::process::Command::new("/usr/sbin/mosquitto")
            .arg("-c")
            .arg(&conf)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("mosquitto");
        expected("the broker", || async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok() })
            .await;
        Some(Self { port, serving, folder })
    }

    /// Puts it into the settings of a house.
    pub fn settle(&self, config: &mut ground::config::Config) {
        let things = &mut config.things;
        things.broker = Some(format!("mqtt://127.0.0.1:{}", self.port));
        things.user = Some(ADMIN.0.to_owned());
        things.password = Some(ground::config::Secret::new(ADMIN.1));
    }

    /// A device with what the house gave it.
    pub fn device(&self, credential: &serde_json::Value) -> DeviceDouble {
        let text = |name: &str| credential[name].as_str().expect("a text").to_owned();
        assert_eq!(text("address"), format!("mqtt://127.0.0.1:{}", self.port));
        DeviceDouble { port: self.port, user: text("user"), password: text("password"), root: text("root") }
    }

    /// What it wrote of whom it let in and whom not.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Ends it.
    pub async fn stop(mut self) {
        self.serving.kill().await.expect("ending the broker");
    }
}

/// What a device hears. Dropped, it listens no more.
pub struct Listening {
    _child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Listening {
    /// The next message: topic and payload.
    pub async fn next(&mut self) -> (String, String) {
        let line = tokio::time::timeout(WITHIN, self.lines.next_line()).await.expect("a message");
        let line = line.expect("a line").expect("the device still listens");
        let (topic, payload) = line.split_once(' ').unwrap_or((line.as_str(), ""));
        (topic.to_owned(), payload.to_owned())
    }

    /// The next message at a topic that ends so.
    pub async fn at(&mut self, topic: &str) -> String {
        loop {
            let (heard, payload) = self.next().await;
            if heard.ends_with(topic) {
                return payload;
            }
        }
    }
}

impl DeviceDouble {
    fn client(&self, program: &str, words: &[&str]) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(program);
        command.args(words);
        command.args(["-V", "mqttv5", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        command.args(["-u", &self.user, "-P", &self.password, "-q", "1"]);
        command.kill_on_drop(true);
        command
    }

    /// Says something anywhere; answers what its client wrote where the broker refused it.
    pub async fn says_at(&self, topic: &str, payload: &str, retained: bool) -> Result<(), String> {
        let mut command = self.client("mosquitto_pub", &[]);
        command.args(["-t", topic, "-m", payload]).args(retained.then_some("-r"));
        let said = command.output().await.expect("mosquitto_pub");
        let wrote = String::from_utf8_lossy(&said.stderr).into_owned();
        if said.status.success() && wrote.is_empty() {
            Ok(())
        } else {
            Err(format!("{wrote} {}", said.status))
        }
    }

    /// Says something at a topic of its own.
    pub async fn says(&self, topic: &str, payload: &str) {
        self.says_at(&format!("{}{topic}", self.root), payload, false).await.expect("it may");
    }

    /// Says all of a recorded set, `{root}` being its own; what announces something is retained.
    pub async fn plays(&self, recorded: &str) {
        for line in recorded.lines() {
            let line = line.replace("{root}", &self.root);
            let message: serde_json::Value = serde_json::from_str(&line).expect("a line of a recorded set");
            let topic = message["topic"].as_str().expect("a topic");
            let payload = match &message["payload"] {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let retained = topic.ends_with("/config") || topic.ends_with("/sensors");
            self.says_at(topic, &payload, retained).await.expect("it may");
        }
    }

    /// Listens to all that is its own, from when the broker has heard so.
    pub async fn listens(&self) -> Listening {
        // What it writes comes line by line, also where nothing is retained that would push it out.
        let mut command = self.client("stdbuf", &["-oL", "mosquitto_sub"]);
        command.args(["-v", "-d", "-t", &format!("{}#", self.root)]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("mosquitto_sub");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        loop {
            let line = tokio::time::timeout(WITHIN, lines.next_line()).await.expect("an answer to SUBSCRIBE");
            let line = line.expect("a line").expect("the device may listen");
            assert!(!line.contains("Not authorized"), "{line}");
            if line.starts_with("Subscribed") || line.contains("received SUBACK") {
                break;
            }
        }
        Listening { _child: child, lines }
    }
}
