//! The console's door: an administrator of the organisation that the path names, and that he still is one when he writes.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ground::{Ctx, Member, Problem};

use super::{Refusal, Role, resource, store};
use crate::House;
use crate::wire::InOrg;

/// An administrator of the organisation that the path names as `{org}`; asked before the body is read, so that a
/// member learns nothing of the console by what it says of bodies.
#[derive(Clone, Copy)]
pub(crate) struct Administrator(pub Member);

impl FromRequestParts<House> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        let InOrg(member) = InOrg::from_request_parts(parts, house).await?;
        house.db.view().await?.permit(member, "org.administer", &resource(member.org))?;
        Ok(Self(member))
    }
}

impl aide::OperationInput for Administrator {}

/// Takes the organisation in hand and asks again who acts, by the rows as they are then: whoever lost the office while he waited acts
/// no longer. Answers him as he is.
pub(crate) async fn administering(cx: &mut Ctx, who: Member) -> Result<Member, Refusal> {
    store::lock(cx, who.org).await?;
    let role = store::member(cx, who.org, who.person).await?.map(|row| row.role);
    let who = Member { administrator: role == Some(Role::Administrator), ..who };
    cx.permit(who, "org.administer", &resource(who.org))?;
    Ok(who)
}
