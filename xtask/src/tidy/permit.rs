//! An action that is told who asks must ask whether they may.
//!
//! It may ask through another function of its file, and opening a personal field is asking, too: the vault does it.

use super::Fault;
use super::rust::{Function, Source};

/// The words for somebody who asks.
const CALLERS: [&str; 8] = ["Caller", "Person", "Member", "Guest", "Keeper", "Program", "Service", "Device"];

/// What asks: one decision on a loaded object, one scope for a list, or the vault, which puts both to whoever opens.
const ASKS: [&str; 6] =
    [".permit(", ".scope(", "permits(", "vault.open(", "vault.open_many(", ").open_each("];

/// Actions that need not ask, and why. This list only shrinks.
const NEED_NOT: [(&str, &str); 0] = [];

pub fn check(sources: &[Source]) -> Vec<Fault> {
    let mut found = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.file_name() == "actions.rs" && source.path.starts_with("crates/"))
    {
        let functions = source.functions();
        for function in &functions {
            let name = format!("{}::{}", source.path, function.name);
            let excepted = NEED_NOT.iter().any(|(known, _)| *known == name);
            // What is not async reads and writes nothing, and can do no harm.
            let acts = function.before.contains("pub") && function.before.contains("async");
            if !acts || excepted || function.line >= source.tests_begin() || !takes_a_caller(&function.head) {
                continue;
            }
            if !asks(function, &functions, &mut Vec::new()) {
                let place = format!("{}:{}", source.path, function.line);
                found.push(Fault::new(place, format!("the action {} asks no permission", function.name)));
            }
        }
    }
    found
}

/// Whether a function asks, itself or through another one of its file.
fn asks<'a>(function: &'a Function, all: &'a [Function], seen: &mut Vec<&'a str>) -> bool {
    if seen.contains(&function.name.as_str()) {
        return false;
    }
    seen.push(&function.name);
    let flat: String = function.body.split_whitespace().collect();
    ASKS.iter().any(|word| flat.contains(word))
        || all.iter().any(|other| calls(&flat, &other.name) && asks(other, all, seen))
}

/// Whether a body calls a function of its own file by its bare name.
fn calls(body: &str, name: &str) -> bool {
    body.match_indices(&format!("{name}(")).any(|(at, _)| {
        body[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && !['_', '.', ':'].contains(&before))
    })
}

/// Whether a parameter has one of the caller types, bare or borrowed.
fn takes_a_caller(head: &str) -> bool {
    let parameters = head.split("->").next().unwrap_or(head);
    parameters.split([',', '(', ')']).filter_map(|parameter| parameter.split_once(':')).any(|(_, kind)| {
        let kind = kind.trim().trim_start_matches('&');
        let kind = kind.rsplit("::").next().unwrap_or(kind).trim();
        CALLERS.contains(&kind)
    })
}

#[cfg(test)]
mod tests {
    use super::{Source, check, takes_a_caller};

    #[test]
    fn an_action_may_ask_through_a_neighbour_and_not_through_a_name_it_does_not_call() {
        let source = Source::new(
            "crates/yard/src/a/actions.rs",
            "pub async fn one(who: Person) { two(who) }\nfn two(who: Person) { cx\n .permit(who) }\n\
             pub async fn three(who: Person) { store::two(who); three(who) }",
        );
        let found = check(&[source]);
        assert_eq!(found.len(), 1);
        assert!(found[0].says.contains("three"), "{found:?}");
    }

    #[test]
    fn a_caller_is_known_by_its_type_not_by_its_name() {
        assert!(takes_a_caller(
            "grant(cx: &mut Ctx, caller: &Member, id: LeaveId) -> Result<Leave, Refusal>"
        ));
        assert!(takes_a_caller("grant(who: ground::Caller)"));
        assert!(!takes_a_caller("sweep(cx: &mut Ctx, person: PersonId) -> Member"));
    }
}
