//! The limit: encrypting and sending the same packets, and nothing else.

use std::net::{SocketAddr, UdpSocket};
use std::time::Instant;

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sfu::node::socket::{Sender, bind_all};
use str0m::net::{Protocol, Transmit};

use crate::Options;
use crate::process::{load, own_cpu_seconds};

pub fn run(options: &Options) {
    let count = options.number("subscribers", 200);
    let frames = options.number("frames", 300);
    let packets = options.number("packets", 10);
    let bytes = options.number("bytes", 1100);
    let sockets: Vec<UdpSocket> = (0..count).map(|_| UdpSocket::bind("127.0.0.1:0").unwrap()).collect();
    let places: Vec<SocketAddr> = sockets.iter().map(|s| s.local_addr().unwrap()).collect();
    let udp = bind_all("127.0.0.1".parse().unwrap(), 0, 1).unwrap().remove(0);
    let source = udp.socket.local_addr().unwrap();
    for (name, key_bytes, algorithm) in [("AES-128-GCM", 16, &AES_128_GCM), ("AES-256-GCM", 32, &AES_256_GCM)]
    {
        let key = LessSafeKey::new(UnboundKey::new(algorithm, &[7; 32][..key_bytes]).unwrap());
        for together in [true, false] {
            let mut sender = Sender::new();
            let payload = vec![5u8; bytes];
            let (cpu, began) = (own_cpu_seconds(), Instant::now());
            for _ in 0..frames {
                for place in &places {
                    for _ in 0..packets {
                        let mut contents = Vec::with_capacity(bytes + 28);
                        contents.extend([0x80; 12]);
                        contents.extend(&payload);
                        let nonce = Nonce::assume_unique_for_key([0; 12]);
                        let tag =
                            key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut contents[12..]).unwrap();
                        contents.extend(tag.as_ref());
                        let transmit = Transmit {
                            proto: Protocol::Udp,
                            source,
                            destination: *place,
                            contents: contents.into(),
                        };
                        sender.push(&udp, transmit);
                        if !together {
                            sender.flush(&udp);
                        }
                    }
                    sender.flush(&udp);
                }
            }
            let sent = (frames * count * packets) as f64;
            println!(
                "limit 1 -> {count} {name} {}: {:.2} us per packet ({:.0}/s), not taken {}, load {}",
                if together { "a frame per call" } else { "a packet per call" },
                (own_cpu_seconds() - cpu) * 1e6 / sent,
                sent / began.elapsed().as_secs_f64(),
                sender.lost,
                load()
            );
        }
    }
}
