//! How a box and a house meet, and what the house orders.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use pass::{By, Chain, Cut, Digest, Invitation, Pass, PassId, Reason, Way, random};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::TlsAcceptor;

use crate::agent::{Box, noon, until};
use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_box_is_paired_by_the_code_that_it_shows() {
    let house = House::start(noon()).await;
    let mut gate = Box::bare(&house);
    let refused = gate.command("run").output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("courtyard-door pair"));
    let mut pairing = gate.command("pair").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(pairing.stdout.take().unwrap()).lines().map(Result::unwrap);
    let text = lines.find(|line| line.starts_with("courtyard-door:1:")).unwrap();
    let shown: Invitation = text.parse().unwrap();
    let fingerprint = lines.next().unwrap();
    assert_eq!(fingerprint, format!("fingerprint: {}", shown.agent.fingerprint()));
    // Somebody scans it and says which door it is.
    house.with(|state| state.invitation = Some(shown));
    let said: Vec<String> = lines.collect();
    assert!(pairing.wait().unwrap().success());
    assert!(said.last().unwrap().contains(&house.door.to_string()));
    gate.start().await;
    gate.in_step(&house).await;
    let status = gate.command("status").output().unwrap();
    assert!(String::from_utf8_lossy(&status.stdout).contains("\"linked\": true"));
    let another = gate.command("run").output().unwrap();
    assert!(String::from_utf8_lossy(&another.stderr).contains("another agent runs here"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_house_orders_and_ends_happens_at_once() {
    let house = House::start(noon()).await;
    let mut gate = Box::paired(&house);
    let (telephone, desk) = (PassId::new(random()), PassId::new(random()));
    let card = Pass::new(PassId::new(random()), Way::Card { hash: gate.secret.card(5) }, Cut::Hold);
    house.with(|state| {
        state.passes = vec![
            Pass::new(telephone, Way::Telephone {}, Cut::Hold),
            Pass::new(desk, Way::Staff {}, Cut::Hold),
            card.clone(),
        ];
    });
    gate.start().await;
    gate.in_step(&house).await;
    let soon = noon().plus(Duration::from_secs(30));
    house.order(1, telephone, By::Telephone, soon);
    house.order(2, desk, By::Staff, soon);
    house.order(3, telephone, By::Staff, soon);
    house.order(4, card.id, By::Card, soon);
    // One that lay somewhere too long opens nothing.
    house.order(5, desk, By::Staff, noon());
    until("the answers", || house.with(|state| state.done.len()) == 5).await;
    let (forged, over) = (Some(Reason::Forged), Some(Reason::Over));
    let done = house.with(|state| state.done.clone());
    assert_eq!(done, [(1, None), (2, None), (3, forged), (4, forged), (5, over)]);
    until("both clicks", || gate.clicks().len() == 2).await;
    assert!(gate.opens("card 5"));
    house.change(Vec::new(), &[card.id]);
    gate.in_step(&house).await;
    assert_eq!(gate.show("card 5").unwrap(), "shut unknown");
    // The house is gone for a moment, and changes what the door does not hear of.
    house.vanish();
    until("the end of the line", || !gate.status().linked).await;
    house.come_back();
    house.change(vec![card.clone()], &[]);
    until("the line again", || gate.status().linked).await;
    gate.in_step(&house).await;
    assert!(gate.opens("card 5"));
    // A change that follows on nothing that the door has: it asks for the whole.
    house.with(|state| state.version += 1);
    house.change(Vec::new(), &[card.id]);
    gate.in_step(&house).await;
    assert_eq!(gate.show("card 5").unwrap(), "shut unknown");
    assert_eq!(gate.show("rope 5").unwrap(), "shut unreadable");
    assert_eq!(gate.show("code CY1:AAA").unwrap(), "shut unknown");
    assert_eq!(house.with(|state| state.broken.clone()), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_house_hears_nothing_and_is_not_believed() {
    let house = House::start(noon()).await;
    let mut gate = Box::paired(&house);
    let impostor = House::start(noon()).await;
    let agent = house.with(|state| state.agent.unwrap());
    let card = Pass::new(PassId::new(random()), Way::Card { hash: gate.secret.card(5) }, Cut::Hold);
    impostor.with(|state| state.passes = vec![card]);
    impostor.know(agent);
    gate.calls(&format!("ws://127.0.0.1:{}/", impostor.port), "");
    gate.start().await;
    until("a second call", || impostor.with(|state| state.calls) > 1).await;
    let status = gate.status();
    assert!(!status.linked && status.list == 0);
    assert_eq!(gate.show("card 5").unwrap(), "shut no_list");
    assert_eq!(impostor.with(|state| state.words), 0);
}

/// A house that was set up anew or put back to yesterday says what it has, and is not given the same again at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_with_another_log_is_called_again_and_again_but_not_at_once() {
    for other in [Chain { n: 1, last: Digest::new(random()) }, Chain { n: 0, last: Digest::new(random()) }] {
        let house = House::start(noon()).await;
        let mut gate = Box::paired(&house);
        *house.says_it_has.lock().unwrap() = Some(other);
        gate.start().await;
        until("two more calls", || house.with(|state| state.calls) > 2).await;
        let (calls, words) = house.with(|state| (state.calls, state.words));
        assert!(words <= calls * 6, "{words} words in {calls} conversations");
        // Then it has the right one, and all is taken.
        *house.says_it_has.lock().unwrap() = None;
        gate.in_step(&house).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_the_house_has_a_certificate_of_an_authority_that_is_known() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], signing_key.serialize_der().try_into().unwrap())
        .unwrap();
    let house = House::behind(noon(), Some(TlsAcceptor::from(Arc::new(config)))).await;
    let mut gate = Box::paired(&house);
    let authority = gate.folder.path().join("house.pem");
    std::fs::write(&authority, cert.pem()).unwrap();
    let url = format!("wss://localhost:{}/door/v1", house.port);
    gate.calls(&url, &format!("authority = \"{}\"", authority.display()));
    gate.start().await;
    gate.in_step(&house).await;
    gate.kill();
    // Without the authority it calls nobody.
    let calls = house.with(|state| state.calls);
    gate.calls(&url, "");
    gate.start().await;
    assert!(!gate.status().linked);
    assert_eq!(house.with(|state| state.calls), calls);
}
