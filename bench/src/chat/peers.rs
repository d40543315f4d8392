//! The servers: each started on core 0 with a folder of its own, and read out of the kernel's accounting.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::TcpStream;

use crate::house::Told;
use crate::load::Scene;
use crate::{Size, ours, xmpp};

/// How long a server has to begin to listen.
const STARTING: Duration = Duration::from_secs(60);

/// A server under load; dropped, it ends.
pub struct Peer {
    child: Child,
    folder: PathBuf,
    kind: Kind,
    size: Size,
}

enum Kind {
    Ours(Told),
    Xmpp { port: u16 },
}

/// Somebody who listens.
pub enum Ear {
    /// To our house.
    Ours(Box<ours::Listener>),
    /// To an XMPP server.
    Xmpp(xmpp::Reader),
}

impl Ear {
    /// What is said next.
    pub async fn next(&mut self) -> Vec<String> {
        match self {
            Self::Ours(one) => one.next().await,
            Self::Xmpp(one) => one.bodies().await,
        }
    }
}

/// Somebody who talks.
pub enum Mouth {
    /// To our house.
    Ours(ours::Talker),
    /// To an XMPP server.
    Xmpp(xmpp::Talker),
}

impl Mouth {
    /// Says something.
    pub async fn say(&mut self, mark: &str, text: &str) {
        match self {
            Self::Ours(one) => one.say(mark, text).await,
            Self::Xmpp(one) => one.say(mark, text).await,
        }
    }
}

/// What keeps a silent connection open.
pub type Idle = Vec<Box<dyn std::any::Any>>;

/// Starts a server, and lets everybody come.
pub async fn start(name: &str, size: Size) -> Peer {
    let folder = std::env::temp_dir().join(format!("courtyard-bench-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    match name {
        "ours" => house(folder, size),
        "ejabberd" => {
            let port = free_port();
            let config = include_str!("ejabberd.yml").replace("PORT", &port.to_string());
            fs::write(folder.join("ejabberd.yml"), config).unwrap();
            let spool = folder.join("spool");
            fs::create_dir_all(&spool).unwrap();
            let mut command = pinned("erl");
            command.args(["-noinput", "-sname", &format!("bench{port}@localhost"), "-mnesia", "dir"]);
            command.arg(format!("\"{}\"", spool.display())).args(["-s", "ejabberd"]);
            command.env("EJABBERD_CONFIG_PATH", folder.join("ejabberd.yml"));
            command.env("EJABBERD_LOG_PATH", folder.join("ejabberd.log"));
            command.env("ERL_LIBS", "/usr/lib/x86_64-linux-gnu").env("HOME", &folder); // where Debian has it
            server(command, folder, port, size).await
        }
        "prosody" => {
            let port = free_port();
            let config = include_str!("prosody.cfg.lua").replace("PORT", &port.to_string());
            let config = config.replace("FOLDER", &folder.display().to_string());
            fs::write(folder.join("prosody.cfg.lua"), config).unwrap();
            let mut command = pinned("prosody");
            command.args(["-F", "--config"]).arg(folder.join("prosody.cfg.lua"));
            server(command, folder, port, size).await
        }
        _ => panic!("there is no server {name}"),
    }
}

fn pinned(binary: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0", binary]).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn house(folder: PathBuf, size: Size) -> Peer {
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(std::env::current_exe().unwrap()).arg("serve");
    for (name, value) in [("--pairs", size.pairs), ("--group", size.group), ("--idle", size.idle)] {
        command.arg(name).arg(value.to_string());
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
    let told = told.filter_map(|line| serde_json::from_str(&line).ok()).next().unwrap();
    Peer { child, folder, kind: Kind::Ours(told), size }
}

async fn server(mut command: Command, folder: PathBuf, port: u16, size: Size) -> Peer {
    let child = command.stdin(Stdio::null()).spawn().unwrap();
    let peer = Peer { child, folder, kind: Kind::Xmpp { port }, size };
    let listens = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let said = format!("the server listens at last; what it says stands in {}", peer.folder.display());
    tokio::time::timeout(STARTING, listens).await.expect(&said);
    for number in 0..(2 * size.pairs).max(size.group).max(size.idle) {
        xmpp::register(port, number).await;
    }
    peer
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Peer {
    /// Seconds of processor time so far.
    pub fn cpu_seconds(&self) -> f64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let spent = |task: fs::DirEntry| {
            let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        };
        tasks.filter_map(|task| spent(task.ok()?)).sum::<u64>() as f64 / 1e9
    }

    /// Kilobytes it holds in memory.
    pub fn memory_kb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// What our own house says of who is there.
    pub fn told(&self) -> &Told {
        match &self.kind {
            Kind::Ours(told) => told,
            Kind::Xmpp { .. } => panic!("this server says nothing of itself"),
        }
    }

    /// Connections that say nothing.
    pub async fn idle(&self) -> Idle {
        let mut all: Idle = Vec::new();
        for number in 0..self.size.idle {
            all.push(match &self.kind {
                Kind::Ours(told) => Box::new(ours::stream(told.address, &told.idle[number]).await),
                Kind::Xmpp { port } => Box::new(xmpp::enter(*port, number).await),
            });
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        all
    }

    /// Who listens.
    pub async fn ear(&self, scene: Scene, number: usize) -> Ear {
        match (&self.kind, scene) {
            (Kind::Ours(told), Scene::Pairs) => {
                let token = &told.pairs[2 * number + 1];
                Ear::Ours(Box::new(
                    ours::Listener::open(told.address, token, &told.conversations[number]).await,
                ))
            }
            (Kind::Ours(told), Scene::Group) => Ear::Ours(Box::new(
                ours::Listener::open(told.address, &told.members[number], &told.group).await,
            )),
            (Kind::Xmpp { port }, Scene::Pairs) => {
                let (reader, talker) = xmpp::enter(*port, 2 * number + 1).await;
                Ear::Xmpp(reader.with(talker))
            }
            (Kind::Xmpp { port }, Scene::Group) => {
                let (reader, mut talker) = xmpp::enter(*port, number).await;
                talker.join("everybody").await;
                Ear::Xmpp(reader.with(talker))
            }
        }
    }

    /// Who talks.
    pub async fn mouth(&self, scene: Scene, number: usize) -> Mouth {
        match (&self.kind, scene) {
            (Kind::Ours(told), Scene::Pairs) => {
                let token = &told.pairs[2 * number];
                Mouth::Ours(ours::Talker::open(told.address, token, &told.conversations[number]).await)
            }
            (Kind::Ours(told), Scene::Group) => {
                Mouth::Ours(ours::Talker::open(told.address, &told.members[number], &told.group).await)
            }
            (Kind::Xmpp { port }, Scene::Pairs) => {
                let (reader, talker) = xmpp::enter(*port, 2 * number).await;
                Mouth::Xmpp(talker.to(&xmpp::address(2 * number + 1), "chat").deaf(reader))
            }
            (Kind::Xmpp { port }, Scene::Group) => {
                let (reader, mut talker) = xmpp::enter(*port, number).await;
                talker.join("everybody").await;
                Mouth::Xmpp(talker.to(&xmpp::room("everybody"), "groupchat").deaf(reader))
            }
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Some(mut input) = self.child.stdin.take() {
            drop(input.write_all(b"\n"));
        }
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}
