//! Agreeing to exact places and to signing in from outside: in one organisation, to what that one wrote. The consent itself is the
//! person's, for the whole house; here stands for whom he gave it, and to which reason. Another organisation, or another reason,
//! asks anew.

pub(in crate::attendance) mod store;

use ground::{Fault, Member, PersonId, View};
use policy::{Category, Purpose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Field;
use yard::House;
use yard::consent::store::{self as consents, Act, Scope};

use super::plan::{Plan, Way};
use super::{Refusal, actions, resource};

/// By what a reason is known again; the words themselves stay in the plan.
const DECLARED: Field<String> = Field::declare("office_agreement", "declared", Category::ClockRecord);
const PLACES: Scope = Scope::Category(Category::WorkPlace);

/// To what somebody agrees.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AgreedTo {
    /// That exact places go with what he clocks, for the reason that his organisation wrote.
    ClockPlace,
    /// That he signs in from outside.
    FieldSignIn,
}

impl AgreedTo {
    const fn purpose(self) -> Purpose {
        match self {
            Self::ClockPlace => Purpose::ClockPlace,
            Self::FieldSignIn => Purpose::FieldSignIn,
        }
    }

    /// What a plan declares for it; nothing where it does not ask. Signing in from outside has the policy's own reason.
    fn declared(self, plan: &Plan) -> Option<&str> {
        match self {
            Self::ClockPlace => plan.exact.as_deref().filter(|_| plan.ways.contains(&Way::Place)),
            Self::FieldSignIn => plan.ways.contains(&Way::Field).then_some(""),
        }
    }
}

/// Whether the caller agreed, by itself and in this organisation, to what the plan declares now.
pub(super) async fn agrees(
    house: &House,
    view: &mut View,
    (who, plan): (Member, &Plan),
    to: AgreedTo,
) -> Result<bool, Fault> {
    let (purpose, person) = (to.purpose(), who.person);
    let Some(declared) = to.declared(plan) else { return Ok(false) };
    if !consents::stands_for(view, person, purpose, PLACES).await? {
        return Ok(false);
    }
    let Some((known, at)) = store::agreement(view, (who.org, person), purpose).await? else {
        return Ok(false);
    };
    let broken = taken_back(view, person, purpose).await?;
    Ok(known == house.vault.index(&DECLARED, declared) && broken.is_none_or(|broken| at > broken))
}

/// When the consent was refused or taken back last: what was agreed to before stands no longer, also where it is given anew for
/// another organisation.
async fn taken_back(
    view: &mut View,
    person: PersonId,
    purpose: Purpose,
) -> Result<Option<ground::Timestamp>, Fault> {
    let entries = consents::entries(view, person).await?;
    let ends = entries.iter().filter(|one| {
        one.purpose == purpose
            && one.act != Act::Given
            && (one.scope == Scope::Purpose || one.scope == PLACES)
    });
    Ok(ends.map(|one| one.at).max())
}

/// Agrees to what the organisation declares, as the caller read it. The consent of the house comes first.
pub(super) async fn agree(
    house: &House,
    who: Member,
    (to, read): (AgreedTo, Option<&str>),
) -> Result<(), Refusal> {
    let mut view = actions::look(house, who).await?;
    let today = actions::today(&mut view, who).await?;
    let stands = consents::stands_for(&mut view, who.person, to.purpose(), PLACES).await?;
    drop(view);
    // A reason that changed while he read it is another.
    let declared = to.declared(&today.plan).filter(|declared| *declared == read.unwrap_or_default());
    let declared = declared.filter(|_| stands).ok_or(Refusal::Consent)?;
    let declared = house.vault.index(&DECLARED, declared);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    store::put(&mut cx, (who.org, who.person), (to.purpose(), declared)).await?;
    Ok(cx.commit().await?)
}
