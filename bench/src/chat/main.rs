//! What a conversation costs, here and at the servers that people run today: the same people say the same things.
//!
//! `cargo xtask bench chat` drives ours, ejabberd and Prosody in turn through the same scenes; the server has core 0 and the
//! load core 1. Ours acknowledges what is durable (SQLite, `synchronous=FULL`, sealed, its tokens indexed, the policy asked);
//! the others keep their archives (XEP-0313) as their Debian packages do. `bench-chat serve` is the house itself, in a
//! process of its own.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measuring tool speaks to its user")]
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on may end")]
#![expect(clippy::disallowed_methods, reason = "a measurement is about real time")]

mod house;
mod http;
mod load;
mod ours;
mod peers;
mod search;
mod xmpp;

#[path = "../process.rs"]
#[expect(dead_code, reason = "what the servers of media are read out by, of which this needs a part")]
mod process;

use load::Scene;

/// How much there is of everything.
#[derive(Clone, Copy)]
pub struct Size {
    /// Conversations of two.
    pub pairs: usize,
    /// Members of the group.
    pub group: usize,
    /// Connections that say nothing.
    pub idle: usize,
    /// Seconds of each scene.
    pub seconds: u64,
    /// Messages of one sender that have not arrived yet.
    pub window: usize,
}

fn main() {
    let mut size = Size { pairs: 40, group: 200, idle: 500, seconds: 10, window: 4 };
    let mut peers = vec!["ours".to_owned(), "ejabberd".to_owned(), "prosody".to_owned()];
    let mut messages = 1_000_000;
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_default();
    while let Some(name) = args.next() {
        let value = args.next().unwrap_or_default();
        let number = || value.parse::<usize>().unwrap();
        match name.as_str() {
            "--pairs" => size.pairs = number(),
            "--group" => size.group = number(),
            "--idle" => size.idle = number(),
            "--seconds" => size.seconds = number() as u64,
            "--window" => size.window = number(),
            "--messages" => messages = number(),
            "--peers" => peers = value.split(',').map(str::to_owned).collect(),
            _ => return eprintln!("{name} is no setting of `bench-chat {what}`"),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    match what.as_str() {
        "serve" => runtime.block_on(house::serve(size)),
        "run" => {
            println!("load average {}", process::load());
            println!("| server | scene | deliveries/s | per CPU-second of the server | p50 ms | p99 ms |");
            println!("|---|---|---|---|---|---|");
            for peer in &peers {
                runtime.block_on(measure(peer, size));
            }
        }
        "search" => runtime.block_on(search::measure(messages)),
        _ => eprintln!(
            "usage: bench-chat search [--messages N] | run [--peers ours,ejabberd,prosody] [--pairs N] [--group N] [--idle N]"
        ),
    }
}

async fn measure(name: &str, size: Size) {
    let peer = peers::start(name, size).await;
    let before = peer.memory_kb();
    let idle = peer.idle().await;
    let held = peer.memory_kb().saturating_sub(before);
    println!(
        "| {name} | {} idle connections | {:.1} MB per 1,000 | | | |",
        size.idle,
        per_thousand(held, size.idle)
    );
    drop(idle);
    for scene in [Scene::Pairs, Scene::Group] {
        let found = load::run(&peer, scene, size).await;
        println!(
            "| {name} | {} | {:.0} | {:.0} | {:.1} | {:.1} |",
            scene.name(size),
            found.per_second,
            found.per_cpu_second,
            found.p50_ms,
            found.p99_ms
        );
    }
}

fn per_thousand(kb: u64, connections: usize) -> f64 {
    kb as f64 / 1024.0 * 1000.0 / connections.max(1) as f64
}
