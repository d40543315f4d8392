//! What may happen: names, commands, how much, and when it is tried again.

use std::collections::BTreeSet;
use std::time::Duration;
use yard::account::Bound;

use super::{Command, Refusal};

/// Programs of one conversation, at most.
pub(super) const MOST: i64 = 20;
/// Commands of one person, at most.
pub(super) const ASKS: Bound = Bound { kind: "program.ask.minute", span_s: 60, most: 30 };
/// Deliveries that the log shows, the newest.
pub(super) const LOG_MAX: i64 = 100;
/// Commands of one's own that are shown, the newest.
pub(super) const OWN_MAX: i64 = 50;
/// For how long a later answer is taken.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(30 * 60);
/// What fails for so long is switched off.
pub(super) const FAILING_MAX: Duration = Duration::from_secs(3 * 86_400);
/// How long the log of deliveries is kept.
pub(super) const LOGGED: Duration = Duration::from_secs(30 * 86_400);
/// Bytes of an answer that are read.
pub(super) const ANSWER_MAX: usize = 64 * 1024;

const NAME_MAX: usize = 40;
const COMMANDS_MAX: usize = 20;
const HINT_MAX: usize = 80;
const WORDS_MAX: usize = 4_000;
/// How long after each attempt the next comes, in seconds: the answer to a command is worth something for minutes.
const PAUSES_S: [u64; 4] = [5, 30, 120, 600];

/// A name that programs and commands have; it stands in plain text, so nobody's own name fits.
fn is_name(typed: &str) -> bool {
    (1..=NAME_MAX).contains(&typed.len())
        && typed.starts_with(|first: char| first.is_ascii_lowercase())
        && typed.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-')
}

/// The name of a program.
pub(super) fn name(typed: &str) -> Result<String, Refusal> {
    if is_name(typed) { Ok(typed.to_owned()) } else { Err(Refusal::Name) }
}

/// The commands that a program answers: each once.
pub(super) fn commands(typed: Vec<Command>) -> Result<Vec<Command>, Refusal> {
    let once: BTreeSet<&str> = typed.iter().map(|one| one.name.as_str()).collect();
    let fits = |one: &Command| {
        is_name(&one.name) && one.hint.chars().count() <= HINT_MAX && !one.hint.chars().any(char::is_control)
    };
    let is_fit =
        (1..=COMMANDS_MAX).contains(&typed.len()) && once.len() == typed.len() && typed.iter().all(fits);
    if is_fit { Ok(typed) } else { Err(Refusal::Commands) }
}

/// What stands behind a command.
pub(super) fn words(typed: &str) -> Result<String, Refusal> {
    let text = typed.trim();
    let is_fit = text.chars().count() <= WORDS_MAX && !text.contains('\0');
    if is_fit { Ok(text.to_owned()) } else { Err(Refusal::Words) }
}

/// When to try again after so many attempts; `None` where it is given up.
pub(super) fn pause(attempts: i64) -> Option<Duration> {
    let at = usize::try_from(attempts).ok()?.checked_sub(1)?;
    PAUSES_S.get(at).map(|seconds| Duration::from_secs(*seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(name: &str, hint: &str) -> Command {
        Command { name: name.to_owned(), hint: hint.to_owned() }
    }

    #[test]
    fn commands_are_plain_and_each_stands_once() {
        assert!(commands(vec![command("deploy", "环境"), command("status", "")]).is_ok());
        for wrong in [
            vec![],
            vec![command("a", ""), command("a", "")],
            vec![command("发布", "")],
            vec![command("a", &"长".repeat(81))],
            vec![command("a", "x\ny")],
            (0..21).map(|number| command(&format!("c{number}"), "")).collect(),
        ] {
            assert!(commands(wrong).is_err());
        }
    }

    #[test]
    fn it_is_tried_a_few_times_within_the_time_for_an_answer() {
        let pauses: Vec<Duration> = (1..).map_while(pause).collect();
        assert_eq!(pauses.len(), PAUSES_S.len());
        assert!(pauses.iter().sum::<Duration>() < ANSWER_WITHIN);
        assert!(pause(0).is_none());
    }
}
