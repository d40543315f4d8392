//! Agreeing to exact places, to signing in from outside and to clocking by face: in one organisation, to what that one wrote. The consent itself is the
//! person's, for the whole house; here stands for whom he gave it, and to which reason. Another organisation, or another reason,
//! asks anew. What was kept under a consent goes after it
//! within a minute.

pub(in crate::attendance) mod store;

use ground::{Ctx, Fault, Member, OrgId, PersonId, View};
use policy::{Category, Purpose};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vault::Field;
use yard::House;
use yard::consent::store::{self as consents, Scope};

use super::face::store as faces;
use super::plan::{Plan, Way};
use super::{Refusal, actions, resource, store as rows};

/// By what a reason is known again; the words themselves stay in the plan.
const DECLARED: Field<String> = Field::declare("office_agreement", "declared", Category::ClockRecord);

/// To what somebody agrees.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AgreedTo {
    /// That exact places go with what he clocks, for the reason that his organisation wrote.
    ClockPlace,
    /// That he signs in from outside.
    FieldSignIn,
    /// That he clocks by his face.
    ClockFace,
}

impl AgreedTo {
    pub(super) const fn purpose(self) -> Purpose {
        match self {
            Self::ClockPlace => Purpose::ClockPlace,
            Self::FieldSignIn => Purpose::FieldSignIn,
            Self::ClockFace => Purpose::ClockFace,
        }
    }

    /// What of it is sensitive, and agreed to by itself.
    pub(super) const fn scope(self) -> Scope {
        match self {
            Self::ClockPlace | Self::FieldSignIn => Scope::Category(Category::WorkPlace),
            Self::ClockFace => Scope::Category(Category::ClockFace),
        }
    }

    /// What a plan declares for it; nothing where it does not ask. Signing in from outside and faces have the policy's own reason.
    fn declared(self, plan: &Plan) -> Option<&str> {
        match self {
            Self::ClockPlace => plan.exact.as_deref().filter(|_| plan.ways.contains(&Way::Place)),
            Self::FieldSignIn => plan.ways.contains(&Way::Field).then_some(""),
            Self::ClockFace => plan.ways.contains(&Way::Face).then_some(""),
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
    if !consents::stands_for(view, person, purpose, to.scope()).await? {
        return Ok(false);
    }
    let known = store::agreement(view, (who.org, person), purpose).await?;
    Ok(known == Some(house.vault.index(&DECLARED, declared)))
}

/// What was kept under agreements that were taken back goes, some at a time; whether there may be more.
pub(super) async fn end_broken(cx: &mut Ctx, most: i64) -> Result<bool, Fault> {
    let broken = store::broken(cx, most).await?;
    for (org, person, purpose) in &broken {
        end(cx, (*org, *person), *purpose).await?;
    }
    Ok(i64::try_from(broken.len()).is_ok_and(|found| found >= most))
}

/// In one organisation nothing is agreed to any longer, and what was kept under it alone goes. That somebody clocked stays; it
/// rests on nothing that he agreed to.
pub(super) async fn end(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    purpose: Purpose,
) -> Result<(), Fault> {
    store::end(cx, (org, person), purpose).await?;
    match purpose {
        Purpose::ClockPlace => rows::end_places(cx, org, person).await,
        Purpose::FieldSignIn => rows::end_fields(cx, org, person).await,
        Purpose::ClockFace => faces::remove(cx, org, person).await.map(drop),
        _ => Ok(()),
    }
}

/// Agrees to what the organisation declares, as the caller read it. The consent of the house comes first.
pub(super) async fn agree(
    house: &House,
    who: Member,
    (to, read): (AgreedTo, Option<&str>),
) -> Result<(), Refusal> {
    let mut view = actions::look(house, who).await?;
    let today = actions::today(&mut view, who).await?;
    // He agrees at the instant at which his consent is seen to stand: one that is taken back while this goes on is later.
    let seen = view.now();
    let stands = consents::stands_for(&mut view, who.person, to.purpose(), to.scope()).await?;
    drop(view);
    // A reason that changed while he read it is another.
    let declared = to.declared(&today.plan).filter(|declared| *declared == read.unwrap_or_default());
    let declared = declared.filter(|_| stands).ok_or(Refusal::Consent)?;
    let declared = house.vault.index(&DECLARED, declared);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    // Where an agreement was taken back a moment ago, what was kept under it goes first.
    let (at, purpose) = ((who.org, who.person), to.purpose());
    if !store::hold(&mut cx, at, purpose).await? {
        end(&mut cx, at, purpose).await?;
    }
    store::put(&mut cx, at, (purpose, declared, seen)).await?;
    Ok(cx.commit().await?)
}
