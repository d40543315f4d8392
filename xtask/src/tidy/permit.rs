//! An action that is told who asks must ask whether they may.

use super::Fault;
use super::rust::Source;

/// The words for somebody who asks.
const CALLERS: [&str; 7] = ["Caller", "Person", "Member", "Guest", "Keeper", "Program", "Device"];

/// What asks: one decision on a loaded object, or one scope for a list.
const ASKS: [&str; 4] = [".permit(", ".scope(", "permit(", "permits("];

/// Actions that need not ask, and why. This list only shrinks.
const NEED_NOT: [(&str, &str); 0] = [];

pub fn check(sources: &[Source]) -> Vec<Fault> {
    let mut found = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.file_name() == "actions.rs" && source.path.starts_with("crates/"))
    {
        for function in source.functions() {
            let name = format!("{}::{}", source.path, function.name);
            let excepted = NEED_NOT.iter().any(|(known, _)| *known == name);
            let private = !function.before.contains("pub");
            if private || excepted || function.line >= source.tests_begin() || !takes_a_caller(&function.head)
            {
                continue;
            }
            if !ASKS.iter().any(|word| function.body.contains(word)) {
                found.push(Fault::new(
                    format!("{}:{}", source.path, function.line),
                    format!("the action {} asks no permission", function.name),
                ));
            }
        }
    }
    found
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
    use super::takes_a_caller;

    #[test]
    fn a_caller_is_known_by_its_type_not_by_its_name() {
        assert!(takes_a_caller(
            "grant(cx: &mut Ctx, caller: &Member, id: LeaveId) -> Result<Leave, Refusal>"
        ));
        assert!(takes_a_caller("grant(who: ground::Caller)"));
        assert!(!takes_a_caller("sweep(cx: &mut Ctx, person: PersonId) -> Member"));
    }
}
