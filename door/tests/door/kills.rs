//! `kill -9` at any moment: what was answered is in the log, what was used up stays so, and the house has it once.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

use pass::{Cut, Pass, PassId, Way, What, random};

use crate::agent::{Box, noon};
use crate::house::House;

fn kills() -> usize {
    std::env::var("COURTYARD_DOOR_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_is_killed_again_and_again_loses_nothing_and_opens_nothing_twice() {
    let kills = kills();
    let house = House::start(noon()).await;
    house.forgetful.store(true, Ordering::SeqCst);
    let mut gate = Box::paired(&house);
    let mut passes: Vec<Pass> = Vec::new();
    for number in 0..=u64::try_from(kills).unwrap() {
        let mut pass =
            Pass::new(PassId::new(random()), Way::Card { hash: gate.secret.card(number) }, Cut::Hold);
        // The card 0 opens always, every other once.
        pass.uses = (number > 0).then_some(1);
        passes.push(pass);
    }
    house.with(|state| state.passes = passes.clone());
    let (mut answered, mut unknown): (HashMap<PassId, usize>, usize) = (HashMap::new(), 0);
    let mut listed = false;
    for round in 1..=kills {
        gate.start().await;
        if !listed {
            super::agent::until("the first list", || gate.status().list == 1).await;
            listed = true;
        }
        // One of four may be killed while it begins, the others while they answer.
        if round % 4 > 0 {
            gate.status();
        }
        let victim = gate.number();
        let after = Duration::from_micros(u64::from(u16::from_be_bytes(random())) / 2);
        let killer = std::thread::spawn(move || {
            std::thread::sleep(after);
            let killed = std::process::Command::new("kill").args(["-9", &victim.to_string()]).status();
            assert!(killed.unwrap().success());
        });
        for turn in 0.. {
            // The one of this round first, again and again: it opens once.
            let card = if turn % 2 == 0 { round } else { 0 };
            match gate.show(&format!("card {card}")) {
                Some(answer) if answer == "open" => *answered.entry(passes[card].id).or_default() += 1,
                Some(_) => {}
                None => {
                    unknown += 1;
                    break;
                }
            }
        }
        killer.join().unwrap();
        gate.kill();
    }
    house.forgetful.store(false, Ordering::SeqCst);
    gate.start().await;
    gate.in_step(&house).await;
    let (log, broken) = house.with(|state| (state.log.clone(), state.broken.clone()));
    assert_eq!(broken, [""; 0]);
    assert!(log.iter().zip(1..).all(|(entry, n)| entry.n == n), "every number once");
    let begun = log.iter().filter(|entry| matches!(entry.what, What::Started { .. })).count();
    // Some were killed before they could write down that they began.
    assert!(begun <= kills + 1 && begun > kills / 2, "{begun}");
    let mut said: HashMap<PassId, usize> = HashMap::new();
    let mut openings = HashSet::new();
    for entry in &log {
        if let What::Opened { pass, .. } = entry.what {
            *said.entry(pass).or_default() += 1;
            openings.insert(entry.n);
        }
    }
    for (pass, count) in &answered {
        assert!(said[pass] >= *count, "an answer that is not in the log");
    }
    let more = said.values().sum::<usize>() - answered.values().sum::<usize>();
    assert!(more <= unknown, "{more} openings that nobody asked for");
    assert!(
        passes[1..].iter().all(|pass| said.get(&pass.id).is_none_or(|count| *count == 1)),
        "once is once"
    );
    let clicks = gate.clicks();
    assert!(clicks.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(clicks.iter().all(|click| openings.contains(click)), "no click that is not in the log");
}
