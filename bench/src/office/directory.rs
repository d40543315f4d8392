//! Looking people up.

use std::time::Instant;

use crate::lane::{Times, said};
use crate::people::{Company, name};

/// How often each question is asked.
const TIMES: usize = 200;
/// People of a page.
const PAGE: usize = 100;

/// The first page, the tree, all pages, and searches.
pub async fn run(company: &Company) {
    let begun = Instant::now();
    company.get("people?limit=100").await;
    said("the first page, the first time", begun);
    let mut times = Times::default();
    for _ in 0..TIMES {
        times.time(company.get("people?limit=100")).await;
    }
    times.say("the first page of all people");
    let mut times = Times::default();
    for number in 0..TIMES {
        let text = name(number * 7 % company.people.len());
        let found = times.time(company.get(&format!("people?limit=100&text={}", encoded(&text)))).await;
        assert!(!found["items"].as_array().unwrap().is_empty(), "{text}");
    }
    times.say("people by their name");
    let begun = Instant::now();
    let tree = company.get("tree").await;
    said(&format!("the tree, {} bytes", tree.to_string().len()), begun);
    let begun = Instant::now();
    let (mut found, mut from) = (0, 0);
    let mut times = Times::default();
    loop {
        let page = times.time(company.get(&format!("people?limit={PAGE}&from={from}"))).await;
        let items = page["items"].as_array().unwrap().len();
        (found, from) = (found + items, from + PAGE);
        if items < PAGE {
            break;
        }
    }
    assert_eq!(found, company.people.len() + 1);
    times.say("a page of a hundred, through all of them");
    said("all pages", begun);
}

/// What stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
