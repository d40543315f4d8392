//! Nothing but `egress` connects to somewhere else.

use super::Fault;
use super::rust::Source;

/// Words that open a connection or look up a name.
const DIALERS: [&str; 13] = [
    "reqwest",
    "lettre",
    "ureq::",
    "hyper::client",
    "hyper_util::client",
    "isahc",
    "TcpStream::connect",
    "TcpSocket",
    "UdpSocket",
    "connect_async",
    "tokio_tungstenite",
    "lookup_host",
    "ToSocketAddrs",
];

/// Who may, and why.
const MAY: [(&str, &str); 5] = [
    ("crates/egress/", "the one gate for all that leaves"),
    ("crates/sfu/src/node", "answers the browsers that came to it; never dials"),
    ("crates/gate/src/serve", "binds the listening sockets and hands them to the media engine; never dials"),
    ("door/src/", "is no part of the house: calls its own house and the relay it was given"),
    ("xtask/", "stands outside the house: finds free ports and sends the probe of the closed network"),
];

pub fn check(sources: &[Source]) -> Vec<Fault> {
    let mut found = Vec::new();
    for source in sources {
        if source.is_test() || MAY.iter().any(|(place, _)| source.path.starts_with(place)) {
            continue;
        }
        for (line, code) in source.working_lines() {
            if let Some(word) = DIALERS.iter().find(|word| code.contains(**word)) {
                found.push(Fault::new(
                    format!("{}:{line}", source.path),
                    format!("uses {word}; only egress connects outwards"),
                ));
            }
        }
    }
    found
}
