//! Says when rules of recurrence come: for another library that says it, too (`e2e/recurrence`).
//!
//! Reads lines of `start TAB rule`, or `start TAB rule TAB from`, for times from then on; writes for each the first times, at most so many as the argument says, with blanks between.

use jiff::civil::DateTime;
use office::calendar::recurrence::times;
use office::calendar::rule::Rule;
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let most: usize = std::env::args().nth(1).ok_or("say how many times")?.parse()?;
    let (input, mut out) = (std::io::stdin().lock(), std::io::BufWriter::new(std::io::stdout().lock()));
    for line in input.lines() {
        let line = line?;
        let mut parts = line.split('\t');
        let start: DateTime = parts.next().ok_or("a line without a start")?.parse()?;
        let rule = parts.next().ok_or("a line without a rule")?;
        let from: DateTime = parts.next().map_or(Ok(start), str::parse)?;
        let said: Vec<String> = match Rule::read(rule, Some) {
            Some(rule) => {
                let all = times(&rule, start, from).at_leisure().skip_while(|at| *at < from);
                all.take(most).map(|at| at.to_string()).collect()
            }
            None => vec!["refused".to_owned()],
        };
        writeln!(out, "{}", said.join(" "))?;
    }
    Ok(())
}
