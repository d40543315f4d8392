//! The console's door: an administrator of the organisation that the path names.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ground::{Member, Problem};

use super::resource;
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
