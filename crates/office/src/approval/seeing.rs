//! What somebody sees of what is filled in. Plain functions on plain values.
//!
//! A field that a step hides is seen by whoever asks, by those who run the organisation, and by whoever's turn it is at a step that does
//! not hide it; by nobody else, and by no decider any longer when his turn is over. A formula that reckons with what is hidden is, too.

use std::collections::BTreeSet;

use super::engine::{Party, State};
use super::form::{Definition, Kind};
use super::formula::Formula;
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
    let is_hidden = |field: &&String| own.is_empty() || own.iter().all(|step| step.hidden.contains(field));
    let mut hidden: BTreeSet<String> = all.filter(is_hidden).cloned().collect();
    // A formula names only what stands before it.
    for field in form.fields.iter().filter(|field| field.kind == Kind::Formula) {
        let formula = Formula::read(&field.formula);
        if formula.is_some_and(|formula| formula.names().any(|(name, _)| hidden.contains(name))) {
            hidden.insert(field.id.clone());
        }
    }
    hidden
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

    #[test]
    fn what_is_reckoned_from_a_hidden_field_is_hidden_however_far_from_it() {
        let formula = |id: &str, formula: &str| serde_json::json!({ "id": id, "kind": "formula", "label": id, "formula": formula });
        let form: Definition = serde_json::from_value(serde_json::json!({ "name": "a", "fields": [
            { "id": "pay", "kind": "money", "label": "pay" },
            { "id": "days", "kind": "number", "label": "days" },
            formula("year", "pay * 12"), formula("half", "year / 2"), formula("weeks", "days / 7"),
        ], "steps": [{ "kind": "decide", "id": "one", "name": "one", "who": [], "hidden": ["pay"] }] }))
        .unwrap();
        let state = serde_json::json!({ "version": 1, "standing": "approved", "open": [],
            "arrived": {}, "passed": [] });
        let state: State = serde_json::from_value(state).unwrap();
        let hidden = hidden(&form, &state, Looks { is_free: false, party: Some(1) });
        assert_eq!(hidden.into_iter().collect::<Vec<_>>(), ["half", "pay", "year"]);
    }
}
