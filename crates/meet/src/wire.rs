//! Who asks, where nobody is not enough: a person or a guest.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ground::{Caller, Problem};
use yard::House;
use yard::wire::Anyone;

/// A person with an account or a guest of a meeting.
pub(crate) struct Someone(pub Caller);

impl FromRequestParts<House> for Someone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        match Anyone::from_request_parts(parts, house).await? {
            Anyone(Caller::Nobody) => Err(Problem::unauthenticated()),
            Anyone(caller) => Ok(Self(caller)),
        }
    }
}

impl aide::OperationInput for Someone {}
