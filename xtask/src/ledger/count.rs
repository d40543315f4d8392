//! Proved, waiting, unproved, unknown: per product and in all.

use std::collections::BTreeSet;
use std::fmt;

use super::rows::{Ledger, Line, PRODUCTS};

#[derive(Default, Debug, PartialEq, Eq, Clone, Copy)]
pub struct Numbers {
    pub proved: u64,
    pub waiting: u64,
    pub unproved: u64,
    pub unknown: u64,
}

pub struct Count {
    pub products: Vec<(&'static str, &'static str, Numbers)>,
}

impl Count {
    pub fn proved(&self) -> u64 {
        self.products.iter().map(|(_, _, numbers)| numbers.proved).sum()
    }

    fn total(&self) -> Numbers {
        self.products.iter().fold(Numbers::default(), |sum, (_, _, numbers)| Numbers {
            proved: sum.proved + numbers.proved,
            waiting: sum.waiting + numbers.waiting,
            unproved: sum.unproved + numbers.unproved,
            unknown: sum.unknown + numbers.unknown,
        })
    }
}

pub fn count(ledger: &Ledger, lines: &[Line]) -> Count {
    let products = PRODUCTS.iter().map(|(letters, plate)| {
        let mut numbers = Numbers::default();
        for row in ledger.rows.iter().filter(|row| row.product() == *letters) {
            if lines.iter().any(|line| ledger.proves(line, row)) {
                numbers.proved += 1;
            } else if row.waits.is_some() {
                numbers.waiting += 1;
            } else {
                numbers.unproved += 1;
            }
        }
        let strangers: BTreeSet<&str> =
            lines.iter().map(|line| line.id.as_str()).filter(|id| !ledger.knows(id)).collect();
        numbers.unknown = strangers.iter().filter(|id| id.split('-').next() == Some(letters)).count() as u64;
        (*letters, *plate, numbers)
    });
    Count { products: products.collect() }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<5}{:<12}{:>8}{:>9}{:>10}{:>9}",
            "", "", "proved", "waiting", "unproved", "unknown"
        )?;
        let total = ("all", "", self.total());
        for (letters, plate, numbers) in self.products.iter().chain([&total]) {
            let Numbers { proved, waiting, unproved, unknown } = numbers;
            writeln!(out, "{letters:<5}{plate:<12}{proved:>8}{waiting:>9}{unproved:>10}{unknown:>9}")?;
        }
        Ok(())
    }
}
