//! Rooms full of real str0m clients on loopback sockets, and what the server pays for them.

use std::cell::RefCell;
use std::net::{SocketAddr, UdpSocket};
use std::rc::Rc;
use std::time::{Duration, Instant};

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use sfu::Grant;
use sfu::signal::Mode;
use sfu::token::Keys;
use std::os::fd::AsRawFd as _;
use str0m::media::MediaKind;

use crate::Options;
use crate::client::{Client, Sink};
use crate::process::{Server, load, own_cpu_seconds};
use crate::wire::Wires;

const SECRET: &str = "internal-secret-of-the-example";

/// What all subscribers together received.
#[derive(Default)]
struct Tally {
    packets: u64,
    lost: i64,
    delays_us: Vec<u32>,
}

struct Seat {
    client: Client,
    socket: UdpSocket,
}

struct Load {
    seats: Vec<Seat>,
    wires: Wires,
    poll: Poll,
    tally: Rc<RefCell<Tally>>,
    start: Instant,
    sent: u64,
}

/// One scenario: rooms with publishers and subscribers.
struct Scene {
    rooms: usize,
    publishers: usize,
    subscribers: usize,
    video: bool,
    packets: u64,
    bytes: usize,
}

pub fn run(options: &Options) {
    let scene = Scene {
        rooms: options.number("rooms", 1),
        publishers: options.number("publishers", 1),
        subscribers: options.number("subscribers", 50),
        video: options.text("kind", "video") == "video",
        packets: options.number("packets", 10) as u64,
        bytes: options.number("bytes", 1100),
    };
    let seconds = Duration::from_secs(options.number("seconds", 10) as u64);
    let server = serve(options);
    std::thread::sleep(Duration::from_millis(500));
    let empty_kb = server.memory_kb();

    let mut load_on = Load::new(&scene);
    load_on.settle(&scene);
    let people = load_on.seats.len();
    let full_kb = server.memory_kb();
    // A few seconds in which layers, estimates and caches find their places.
    load_on.show(&scene, Duration::from_secs(options.number("warm", 4) as u64));
    *load_on.tally.borrow_mut() = Tally::default();
    load_on.sent = 0;
    let (cpu, own, began) = (server.cpu_seconds(), own_cpu_seconds(), Instant::now());
    load_on.show(&scene, seconds);
    let cost = Cost {
        cpu: server.cpu_seconds() - cpu,
        own: own_cpu_seconds() - own,
        took: began.elapsed().as_secs_f64(),
    };
    let busy_kb = server.memory_kb();
    report(&scene, &load_on, &cost);
    println!(
        "memory {empty_kb} kB empty, {full_kb} kB joined, {busy_kb} kB busy: {} kB per participant",
        busy_kb.saturating_sub(empty_kb) / people as u64
    );
}

/// Seconds: of the server's processor, of our own, of the clock.
struct Cost {
    cpu: f64,
    own: f64,
    took: f64,
}

fn serve(options: &Options) -> Server {
    let fixed = "--listen 127.0.0.1:17880 --udp 17882 --tcp 17881 --announce 127.0.0.1 --workers";
    let mut args: Vec<String> = fixed.split(' ').map(str::to_owned).collect();
    args.push(options.text("workers", "1"));
    args.extend(options.text("server-args", "").split_whitespace().map(str::to_owned));
    let binary = options.text("server", "target/release/examples/serve");
    Server::start(&binary, &options.text("core", "0"), &args)
}

fn report(scene: &Scene, load_on: &Load, cost: &Cost) {
    let mut tally = load_on.tally.borrow_mut();
    tally.delays_us.sort_unstable();
    let at = |share: f64| {
        let index = (tally.delays_us.len() as f64 * share) as usize;
        f64::from(tally.delays_us.get(index).copied().unwrap_or(0)) / 1000.0
    };
    let lost = tally.lost.max(0) as u64;
    let forwarded = tally.packets + lost;
    println!(
        "rooms {} publishers {} subscribers {} {}: sent {} forwarded {} ({:.0}/s) lost {} ({:.3} %)",
        scene.rooms,
        scene.publishers,
        scene.subscribers,
        if scene.video { "video" } else { "audio" },
        load_on.sent,
        forwarded,
        forwarded as f64 / cost.took,
        lost,
        lost as f64 * 100.0 / forwarded.max(1) as f64
    );
    println!(
        "server cpu {:.2} s of {:.1} s: {:.2} us per forwarded packet; generator {:.0} %; load {}",
        cost.cpu,
        cost.took,
        cost.cpu * 1e6 / forwarded.max(1) as f64,
        cost.own * 100.0 / cost.took,
        load()
    );
    println!("delay p50 {:.2} ms p99 {:.2} ms", at(0.5), at(0.99));
}

impl Load {
    fn new(scene: &Scene) -> Load {
        let keys = Keys::new("", "", SECRET);
        let unix = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let mut load = Load {
            seats: Vec::new(),
            wires: Wires::new("ws://127.0.0.1:17880".to_owned()),
            poll: Poll::new().unwrap(),
            tally: Rc::new(RefCell::new(Tally::default())),
            start: Instant::now(),
            sent: 0,
        };
        for room in 0..scene.rooms {
            for number in 0..scene.publishers + scene.subscribers {
                let grant = Grant::full(format!("bench-{room}"), format!("p{room}-{number}"));
                load.sit_down(&keys.sign(&grant, i64::try_from(unix).unwrap()));
                // A few at a time: this measures forwarding, not joining.
                load.turn(Duration::from_millis(2));
            }
        }
        load
    }

    fn sit_down(&mut self, token: &str) {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let address = socket.local_addr().unwrap();
        let number = self.seats.len();
        self.poll
            .registry()
            .register(&mut SourceFd(&socket.as_raw_fd()), Token(number), Interest::READABLE)
            .unwrap();
        let mut client = Client::new(&[address], Mode::Single, Instant::now());
        client.sink = Some(count(self.tally.clone(), self.start));
        let offer = client.first_offer();
        self.wires.join(token, offer);
        self.seats.push(Seat { client, socket });
    }

    /// Everybody is connected, and the publishers' tracks flow.
    fn settle(&mut self, scene: &Scene) {
        self.until("everybody to connect", |load| load.seats.iter().all(|s| s.client.connected()));
        let people = scene.publishers + scene.subscribers;
        for room in 0..scene.rooms {
            for publisher in 0..scene.publishers {
                let client = &mut self.seats[room * people + publisher].client;
                if scene.video {
                    client.publish("cam", MediaKind::Video, 1, &[]);
                } else {
                    client.publish("mic", MediaKind::Audio, 2, &[]);
                }
            }
        }
        self.until("the tracks", |load| {
            let published = load.seats.iter().filter(|s| s.client.sending.len() == 1).count();
            published == scene.rooms * scene.publishers
        });
        let end = Instant::now() + Duration::from_secs(3);
        while Instant::now() < end {
            self.turn(Duration::from_millis(5));
        }
    }

    fn until(&mut self, what: &str, so: impl Fn(&Load) -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !so(self) {
            assert!(Instant::now() < end, "waited in vain for {what}");
            self.turn(Duration::from_millis(5));
        }
    }

    /// Publishers send for this long: 30 pictures or 50 pieces of sound a second.
    fn show(&mut self, scene: &Scene, time: Duration) {
        let begin = Instant::now();
        let gap = Duration::from_micros(if scene.video { 33_333 } else { 20_000 });
        let people = scene.publishers + scene.subscribers;
        let all = scene.rooms * scene.publishers;
        let mut next: Vec<Instant> =
            (0..all).map(|n| begin + gap * u32::try_from(n).unwrap() / u32::try_from(all).unwrap()).collect();
        while begin.elapsed() < time {
            for (index, due) in next.iter_mut().enumerate() {
                let now = Instant::now();
                if now < *due {
                    continue;
                }
                *due += gap;
                let seat = (index / scene.publishers) * people + index % scene.publishers;
                let client = &mut self.seats[seat].client;
                client.stamp = (now - self.start).as_nanos().to_be_bytes()[8..].try_into().unwrap();
                if scene.video {
                    let key = std::mem::take(&mut client.forced_keyframe);
                    client.send_frame(now, "cam", scene.packets, scene.bytes, key);
                    self.sent += scene.packets;
                } else {
                    client.send_frame(now, "mic", 1, 80, false);
                    self.sent += 1;
                }
                self.drive(seat, now);
            }
            let wait = next.iter().min().copied().unwrap_or(begin).saturating_duration_since(Instant::now());
            self.turn(wait.min(Duration::from_millis(5)));
        }
    }

    /// Takes in what is there and lets time pass.
    fn turn(&mut self, wait: Duration) {
        let mut events = Events::with_capacity(1024);
        self.poll.poll(&mut events, Some(wait)).unwrap();
        for event in &events {
            self.receive(event.token().0);
        }
        let mut talks = Vec::new();
        while let Some((number, message)) = self.wires.heard() {
            self.seats[number].client.hear(message);
            talks.push(number);
        }
        let now = Instant::now();
        for number in 0..self.seats.len() {
            let client = &mut self.seats[number].client;
            client.negotiate();
            if !client.ask.is_empty() || talks.contains(&number) || client.lines[0].deadline <= now {
                self.drive(number, now);
            }
        }
    }

    fn receive(&mut self, number: usize) {
        let mut buffer = [0; 2048];
        loop {
            let seat = &mut self.seats[number];
            let Ok((len, from)) = seat.socket.recv_from(&mut buffer) else { return };
            let to = seat.client.lines[0].address;
            let now = Instant::now();
            seat.client.receive(now, to, from, &buffer[..len]);
            self.drive(number, now);
        }
    }

    fn drive(&mut self, number: usize, now: Instant) {
        let seat = &mut self.seats[number];
        let out: Vec<(SocketAddr, SocketAddr, Vec<u8>)> = seat.client.drive(now);
        for (_, to, bytes) in out {
            if seat.socket.send_to(&bytes, to).is_err() {
                eprintln!("a packet of client {number} was not taken");
            }
        }
        for request in std::mem::take(&mut seat.client.ask) {
            self.wires.ask(number, request);
        }
    }
}

/// Counts packets, gaps and delays of one receiver.
fn count(tally: Rc<RefCell<Tally>>, start: Instant) -> Sink {
    let mut highest: std::collections::HashMap<u32, u64> = std::collections::HashMap::new();
    Box::new(move |packet| {
        let mut tally = tally.borrow_mut();
        let highest = highest.entry(*packet.header.ssrc).or_insert(*packet.seq_no - 1);
        if *packet.seq_no > *highest {
            tally.lost += i64::try_from(*packet.seq_no - *highest).unwrap() - 1;
            *highest = *packet.seq_no;
        } else {
            tally.lost -= 1;
        }
        tally.packets += 1;
        if let Some(stamp) = packet.payload.get(8..16).filter(|_| packet.payload.len() >= 80) {
            let sent = u64::from_be_bytes(stamp.try_into().unwrap());
            let now = u64::try_from(start.elapsed().as_nanos()).unwrap();
            tally.delays_us.push(u32::try_from(now.saturating_sub(sent) / 1000).unwrap_or(u32::MAX));
        }
    })
}
