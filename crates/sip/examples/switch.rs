//! A small exchange for clients that are tried against it. It says each event as a line of JSON and does what the
//! dialled number asks for.
//!
//! `cargo run -p sip --example switch -- --address 10.79.0.1 --udp 5070 --tcp 5070 --tls 5071 --certificate FILE
//! --key FILE --account door1=secret --old-account door2=secret --media 20000-20199 --keep FOLDER`
//!
//! | dialled | what happens |
//! |---|---|
//! | `answer` | rings, and answers after 300 ms; what comes is kept until the call ends |
//! | `quiet` | the same, and no picture is asked for |
//! | `early` | media at once by 183, answered after three seconds |
//! | `busy` | refused |
//! | `ring` | rings until the caller gives up |
//! | `call-ACCOUNT-ACCOUNT` | calls these accounts; the first to answer is bridged with the caller |
//! | `keys-DIGITS` | answers and presses these keys |
//! | `out-NUMBER` | calls this number at the trunk, and bridges |

#![expect(clippy::print_stdout, reason = "whoever tries it reads its lines")]

use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::json;
use sip::digest::Algorithm;
use sip::h264::AnnexB;
use sip::sdp::Kind;
use sip::{
    Account, Accounts, CallId, Certificate, Dial, Digit, Event, Listen, Node, Offered, Refusal, Settings,
    Target, Transport, Trunk,
};

struct Book(HashMap<String, Account>);

impl Accounts for Book {
    fn account<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Option<Account>> {
        Box::pin(async move { self.0.get(name).cloned() })
    }
}

/// What the calls are for.
#[derive(Default)]
struct Calls {
    /// Callers that wait for one of these branches to be answered.
    forks: HashMap<CallId, CallId>,
    offered: HashMap<CallId, Offered>,
    keys: HashMap<CallId, String>,
    began: HashMap<CallId, tokio::time::Instant>,
}

struct Exchange {
    node: Node,
    keep: Option<PathBuf>,
    calls: Mutex<Calls>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let (settings, book, keep) = arguments()?;
    let (node, mut events) = Node::start(settings, book).await?;
    println!("{}", json!({ "is": "ready" }));
    let exchange = Arc::new(Exchange { node, keep, calls: Mutex::default() });
    loop {
        tokio::select! {
            event = events.next() => match event {
                Some(event) => {
                    let exchange = exchange.clone();
                    tell(&event);
                    tokio::spawn(async move { exchange.act(event).await });
                }
                None => break,
            },
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    if let Some(exchange) = Arc::into_inner(exchange) {
        exchange.node.stop().await;
    }
    println!("{}", json!({ "is": "stopped" }));
    Ok(())
}

fn arguments() -> Result<(Settings, Book, Option<PathBuf>), Box<dyn Error>> {
    let mut settings = Settings::default();
    let (mut book, mut keep) = (HashMap::new(), None);
    let (mut chain, mut key) = (None, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().ok_or_else(|| format!("{arg} needs a value"))?;
        let mut listen = |transport| -> Result<(), Box<dyn Error>> {
            let at = SocketAddr::new(settings.address, value.parse()?);
            settings.listen.push(Listen { transport, at });
            Ok(())
        };
        match arg.as_str() {
            "--address" => {
                settings.address = value.parse()?;
                settings.bind = settings.address;
            }
            "--udp" => listen(Transport::Udp)?,
            "--tcp" => listen(Transport::Tcp)?,
            "--tls" => listen(Transport::Tls)?,
            "--certificate" => chain = Some(std::fs::read(value)?),
            "--key" => key = Some(std::fs::read(value)?),
            "--media" => {
                let (first, last) = value.split_once('-').ok_or("--media FIRST-LAST")?;
                settings.media_ports = first.parse()?..=last.parse()?;
            }
            "--keep" => keep = Some(PathBuf::from(value)),
            "--nonce-life" => settings.nonce_life = Duration::from_millis(value.parse()?),
            "--account" | "--old-account" => {
                let (name, password) = value.split_once('=').ok_or("--account NAME=PASSWORD")?;
                let ha1 = |algorithm: Algorithm| algorithm.ha1(name, &settings.realm, password);
                let sha256 = (arg == "--account").then(|| ha1(Algorithm::Sha256));
                book.insert(name.to_owned(), Account { md5: Some(ha1(Algorithm::Md5)), sha256 });
            }
            "--trunk" => settings.trunks.push(trunk(&value)?),
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    settings.certificate = chain.zip(key).map(|(chain, key)| Certificate { chain, key });
    Ok((settings, Book(book), keep))
}

/// `ACCOUNT:PASSWORD@ADDRESS:PORT`, over UDP, registered at.
fn trunk(text: &str) -> Result<Trunk, Box<dyn Error>> {
    let (user, at) = text.rsplit_once('@').ok_or("--trunk ACCOUNT:PASSWORD@ADDRESS:PORT")?;
    let (account, password) = user.split_once(':').ok_or("--trunk ACCOUNT:PASSWORD@ADDRESS:PORT")?;
    Ok(Trunk {
        name: "trunk".into(),
        at: at.parse()?,
        transport: Transport::Udp,
        domain: at.to_owned(),
        account: account.to_owned(),
        password: password.to_owned(),
        register: true,
    })
}

fn tell(event: &Event) {
    let line = match event {
        Event::Registered { account } => json!({ "is": "registered", "account": account }),
        Event::Unregistered { account } => json!({ "is": "unregistered", "account": account }),
        Event::Incoming { call, caller, to, offered } => json!({ "is": "incoming", "call": call.0, "to": to,
            "caller": format!("{caller:?}"), "audio": offered.audio.map(|codec| format!("{codec:?}")),
            "video": offered.video.as_ref().map(|video| json!({ "mode": video.mode, "profile": video.profile,
                "sets": video.parameter_sets.len() })) }),
        Event::Ringing { call } => json!({ "is": "ringing", "call": call.0 }),
        Event::Answered { call, agreed } => {
            json!({ "is": "answered", "call": call.0, "video": agreed.video.is_some() })
        }
        Event::Flows { call, video } => json!({ "is": "flows", "call": call.0, "video": video }),
        Event::Digit { call, digit } => {
            json!({ "is": "digit", "call": call.0, "digit": digit.sign().to_string() })
        }
        Event::WantsPicture { call } => json!({ "is": "wants picture", "call": call.0 }),
        Event::Held { call, held } => json!({ "is": "held", "call": call.0, "held": held }),
        Event::Ended { call, ending } => {
            json!({ "is": "ended", "call": call.0, "ending": format!("{ending:?}") })
        }
        Event::Trunk { trunk, registered } => {
            json!({ "is": "trunk", "trunk": trunk, "registered": registered })
        }
    };
    println!("{line}");
}

impl Exchange {
    fn calls(&self) -> std::sync::MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn act(self: &Arc<Self>, event: Event) {
        let done = match event {
            Event::Incoming { call, to, offered, .. } => {
                self.calls().offered.insert(call, offered);
                self.calls().began.insert(call, tokio::time::Instant::now());
                self.incoming(call, &to).await
            }
            Event::Answered { call, .. } => self.answered(call).await,
            _ => Ok(()),
        };
        if let Err(failure) = done {
            println!("{}", json!({ "is": "failure", "said": failure.to_string() }));
        }
    }

    async fn incoming(self: &Arc<Self>, call: CallId, to: &str) -> Result<(), sip::Failure> {
        let node = &self.node;
        let (what, rest) = to.split_once('-').unwrap_or((to, ""));
        match what {
            "busy" => return node.refuse(call, Refusal::Busy).await,
            "ring" => return node.ring(call).await,
            "early" => {
                self.keep(call).await?;
                node.early(call).await?;
                tokio::time::sleep(Duration::from_secs(3)).await;
                return node.answer(call).await;
            }
            "call" => {
                node.ring(call).await?;
                let targets = rest.split('-').map(|name| Target::Account(name.to_owned())).collect();
                return self.dial(call, targets).await;
            }
            "out" => {
                node.ring(call).await?;
                let target = Target::Trunk { trunk: "trunk".into(), number: rest.to_owned() };
                return self.dial(call, vec![target]).await;
            }
            "keys" => {
                self.calls().keys.insert(call, rest.to_owned());
            }
            _ => {}
        }
        node.ring(call).await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.keep(call).await?;
        node.answer(call).await?;
        if what == "quiet" { Ok(()) } else { node.picture(call).await }
    }

    async fn dial(&self, call: CallId, targets: Vec<Target>) -> Result<(), sip::Failure> {
        let want = self.calls().offered.get(&call).map(Offered::want).unwrap_or_default();
        let dial = Dial { targets, shown: "door".into(), want, patience: Duration::from_secs(20) };
        let branches = self.node.dial(dial).await?;
        let mut calls = self.calls();
        for branch in branches {
            calls.forks.insert(branch, call);
        }
        Ok(())
    }

    async fn answered(self: &Arc<Self>, call: CallId) -> Result<(), sip::Failure> {
        let caller = self.calls().forks.get(&call).copied();
        if let Some(caller) = caller {
            self.keep(caller).await?;
            self.node.answer(caller).await?;
            self.keep(call).await?;
            return self.node.bridge(caller, call).await;
        }
        let keys = self.calls().keys.remove(&call);
        for digit in keys.unwrap_or_default().chars().filter_map(Digit::new) {
            tokio::time::sleep(Duration::from_millis(600)).await;
            self.node.press(call, digit).await?;
        }
        Ok(())
    }

    /// Counts what comes from a call until it ends, and keeps its pictures and sound.
    async fn keep(self: &Arc<Self>, call: CallId) -> Result<(), sip::Failure> {
        let queue = self.node.listen(call).await?;
        let exchange = self.clone();
        tokio::spawn(async move {
            let (mut audio, mut video, mut units) = (0_u64, 0_u64, AnnexB::default());
            let (mut sound, mut pictures) = (Vec::new(), Vec::new());
            while let Some(packet) = queue.next().await {
                match packet.kind {
                    Kind::Audio => {
                        audio += 1;
                        sound.extend_from_slice(&packet.payload);
                    }
                    _ => {
                        video += 1;
                        pictures.extend(units.push(&packet.payload));
                    }
                }
            }
            if let Some(folder) = &exchange.keep {
                for (name, bytes) in [("ulaw", &sound), ("h264", &pictures)] {
                    if let Err(error) = std::fs::write(folder.join(format!("{}.{name}", call.0)), bytes) {
                        println!("{}", json!({ "is": "failure", "said": error.to_string() }));
                    }
                }
            }
            println!(
                "{}",
                json!({ "is": "kept", "call": call.0, "audio": audio, "video": video, "dropped": queue.dropped() })
            );
        });
        Ok(())
    }
}
