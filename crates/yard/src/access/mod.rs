//! Who may do what: Cedar, read from `policy/access.cedar`, validated against its schema, deny by default.
//!
//! A decision is made once for each [`Shape`] of a question and kept: the policies know no id by name, so that whose ids
//! they are says nothing, only which of them are equal.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use ground::{Access, Attr, Because, Caller, Denied, Fault, Resource};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::OnceLock;

mod shape;

use shape::{Decisions, Shape};

const POLICIES: &str = include_str!("../../../../policy/access.cedar");
const SCHEMA: &str = include_str!("../../../../policy/access.cedarschema");

/// The policies and their schema, which are part of the program: read once, whatever houses it opens.
static RULES: OnceLock<Rules> = OnceLock::new();

struct Rules {
    policies: PolicySet,
    schema: Schema,
}

/// The decisions of the house.
pub struct CedarAccess {
    rules: &'static Rules,
    authorizer: Authorizer,
    made: Decisions,
}

impl Rules {
    fn read() -> Result<Self, Fault> {
        let (schema, warnings) =
            Schema::from_cedarschema_str(SCHEMA).because("reading access.cedarschema")?;
        for warning in warnings {
            tracing::warn!(%warning, "access.cedarschema");
        }
        let policies = PolicySet::from_str(POLICIES).because("reading access.cedar")?;
        let verdict = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if !verdict.validation_passed() {
            let mistakes: Vec<String> = verdict.validation_errors().map(ToString::to_string).collect();
            return Err(Fault::new(format!("access.cedar does not fit its schema: {}", mistakes.join("; "))));
        }
        if shape::names_somebody(POLICIES) {
            return Err(Fault::new("access.cedar names an id: decisions are kept by their shape alone"));
        }
        Ok(Self { policies, schema })
    }
}

impl CedarAccess {
    /// Reads and validates the policies.
    ///
    /// # Errors
    /// A fault with Cedar's words where they do not fit the schema: such a house does not start.
    pub fn load() -> Result<Self, Fault> {
        let rules = match RULES.get() {
            Some(rules) => rules,
            None => {
                let read = Rules::read()?;
                RULES.get_or_init(|| read)
            }
        };
        Ok(Self { rules, authorizer: Authorizer::new(), made: Decisions::default() })
    }

    fn ask(&self, caller: &Caller, act: &'static str, resource: &Resource) -> Result<bool, Fault> {
        let shape = Shape::of(caller, act, resource);
        if let Some(made) = self.made.of(&shape) {
            return Ok(made);
        }
        let decided = self.decide_shape(&shape, act)?;
        self.made.keep(shape, decided);
        Ok(decided)
    }

    fn decide_shape(&self, shape: &Shape, act: &str) -> Result<bool, Fault> {
        let principal = principal(shape)?;
        let thing = thing(shape)?;
        let action = uid("Action", act)?;
        let request =
            Request::new(principal.uid(), action, thing.uid(), Context::empty(), Some(&self.rules.schema))
                .because("asking for a decision")?;
        let entities = Entities::from_entities([principal, thing], Some(&self.rules.schema))
            .because("describing a decision")?;
        let answer = self.authorizer.is_authorized(&request, &self.rules.policies, &entities);
        Ok(answer.decision() == Decision::Allow && answer.diagnostics().errors().next().is_none())
    }
}

impl Access for CedarAccess {
    fn decide(&self, caller: &Caller, act: &'static str, resource: &Resource) -> Result<(), Denied> {
        if cfg!(feature = "ungated") {
            return Ok(());
        }
        match self.ask(caller, act, resource) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Denied),
            Err(fault) => {
                tracing::error!(act, fault = %fault.chain(), "a decision failed and is refused");
                Err(Denied)
            }
        }
    }
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Fault> {
    let kind = EntityTypeName::from_str(kind).because("naming an entity type")?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn principal(shape: &Shape) -> Result<Entity, Fault> {
    let word = |text: String| RestrictedExpression::new_string(text);
    let scopes = shape.scopes.iter().map(|scope| word((*scope).to_owned()));
    let attrs = HashMap::from([
        ("kind".to_owned(), word(shape.caller.to_owned())),
        ("person".to_owned(), word(shape.person.name())),
        ("org".to_owned(), word(shape.org.name())),
        ("meeting".to_owned(), word(shape.meeting.name())),
        ("scopes".to_owned(), RestrictedExpression::new_set(scopes)),
    ]);
    Entity::new(uid("Caller", "now")?, attrs, HashSet::new()).because("describing the caller")
}

fn thing(shape: &Shape) -> Result<Entity, Fault> {
    let attrs = shape.attrs.iter().map(|(name, value)| {
        let value = match value {
            shape::Value::Bool(truth) => RestrictedExpression::new_bool(*truth),
            shape::Value::Word(text) => RestrictedExpression::new_string((*text).to_owned()),
            shape::Value::Id(symbol) => RestrictedExpression::new_string(symbol.name()),
            shape::Value::Ids(symbols) => RestrictedExpression::new_set(
                symbols.iter().map(|one| RestrictedExpression::new_string(one.name())),
            ),
        };
        ((*name).to_owned(), value)
    });
    Entity::new(uid(shape.kind, "this")?, attrs.collect(), HashSet::new()).because("describing the resource")
}

/// The house itself, for acts that concern no single object.
pub fn the_house() -> Resource {
    Resource { kind: "House", id: "house".to_owned(), attrs: Vec::new() }
}

/// A person's own account.
pub fn account_of(person: ground::PersonId) -> Resource {
    Resource {
        kind: "Account",
        id: person.to_string(),
        attrs: vec![("person", Attr::Id(person.to_string()))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::{Clock, DeviceId, Person, PersonId};

    fn person(keeper: bool) -> Person {
        let clock = Clock::system();
        Person { person: PersonId::fresh(&clock), device: DeviceId::fresh(&clock), keeper, limited: false }
    }

    #[test]
    fn what_no_policy_permits_is_refused() {
        let access = CedarAccess::load().unwrap();
        let ana = person(false);
        assert!(access.decide(&ana.into(), "meeting.start", &the_house()).is_ok());
        assert!(access.decide(&Caller::Nobody, "meeting.start", &the_house()).is_err());
        assert!(access.decide(&ana.into(), "house.keep", &the_house()).is_err());
        assert!(access.decide(&ana.into(), "no.such.act", &the_house()).is_err());
        assert!(access.decide(&person(true).into(), "house.keep", &the_house()).is_ok());
    }

    #[test]
    fn what_was_decided_for_one_is_not_anothers() {
        let access = CedarAccess::load().unwrap();
        let (ana, bo) = (person(false), person(false));
        for _ in 0..2 {
            assert!(access.decide(&ana.into(), "me.read", &account_of(ana.person)).is_ok());
            assert!(access.decide(&bo.into(), "me.read", &account_of(bo.person)).is_ok());
            assert!(access.decide(&bo.into(), "me.read", &account_of(ana.person)).is_err());
            assert!(access.decide(&bo.into(), "me.close", &account_of(ana.person)).is_err());
            assert!(access.decide(&Caller::Nobody, "me.read", &account_of(ana.person)).is_err());
        }
    }

    #[test]
    fn an_account_is_its_persons_alone() {
        let access = CedarAccess::load().unwrap();
        let (ana, bo) = (person(false), person(true));
        assert!(access.decide(&ana.into(), "me.read", &account_of(ana.person)).is_ok());
        assert!(access.decide(&bo.into(), "me.read", &account_of(ana.person)).is_err());
    }
}
