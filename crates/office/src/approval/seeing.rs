//! What somebody sees of what is filled in. Plain functions on plain values.
//!
//! A field that a step hides is seen by whoever asks, by those who run the organisation, and by whoever's turn it is at a step that does
//! not hide it; by nobody else, and by no decider any longer when his turn is over.

use std::collections::BTreeSet;

use super::engine::{Party, State};
use super::form::Definition;
use super::process::decisions;
use super::value::Filled;

/// Who looks at a case.
#[derive(Clone, Copy)]
pub(super) struct Looks {
    /// He asked, or runs the organisation.
    pub is_free: bool,
    /// His number, where he takes part.
    pub party: Option<Party>,
}

/// The fields that he does not see, by the process of the case and where it stands.
pub(super) fn hidden(form: &Definition, state: &State, looks: Looks) -> BTreeSet<String> {
    if looks.is_free {
        return BTreeSet::new();
    }
    let steps = decisions(&form.steps);
    let turns = state.waiting().into_iter().filter(|(_, party)| Some(*party) == looks.party);
    let turns: Vec<&str> = turns.map(|(step, _)| step).collect();
    let own: Vec<_> = steps.iter().filter(|step| turns.contains(&step.id.as_str())).collect();
    let all = steps.iter().flat_map(|step| &step.hidden);
    all.filter(|field| own.is_empty() || own.iter().all(|step| step.hidden.contains(field)))
        .cloned()
        .collect()
}

/// The values without those fields.
pub(super) fn without(values: &Filled, hidden: &BTreeSet<String>) -> Filled {
    let seen = values.iter().filter(|(field, _)| !hidden.contains(*field));
    seen.map(|(field, value)| (field.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_field_is_seen_by_whose_turn_it_is_at_a_step_that_shows_it_and_only_then() {
        let form: Definition =
            serde_json::from_value(serde_json::json!({ "name": "a", "fields": [], "steps": [
            { "kind": "decide", "id": "one", "name": "one", "who": [], "hidden": ["pay"] },
            { "kind": "decide", "id": "two", "name": "two", "who": [] },
        ] }))
            .unwrap();
        let at = |step: &str, party: Party| -> State {
            let open = serde_json::json!([{ "step": step, "mode": "any", "seats": [[party]] }]);
            let state = serde_json::json!({ "version": 1, "standing": "running", "open": open,
                "arrived": {}, "passed": [] });
            serde_json::from_value(state).unwrap()
        };
        let seen = |state: &State, is_free, party| hidden(&form, state, Looks { is_free, party }).is_empty();
        assert!(!seen(&at("one", 1), false, Some(1)), "his step hides it");
        assert!(seen(&at("two", 1), false, Some(1)), "his step shows it");
        assert!(!seen(&at("two", 2), false, Some(1)), "it is not his turn");
        assert!(!seen(&at("two", 2), false, None));
        assert!(seen(&at("one", 1), true, Some(0)), "whoever asks");
    }
}
