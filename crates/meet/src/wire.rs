//! Who asks, where nobody is not enough: a person, a guest, or a program.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use ground::{Caller, Problem};
use yard::House;
use yard::wire::Anyone;

/// A person with an account, a guest of a meeting, or a program.
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

/// Who may want to start a meeting: a person with an account, or a program.
pub(crate) struct Starter(pub Caller);

impl FromRequestParts<House> for Starter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        match Anyone::from_request_parts(parts, house).await? {
            Anyone(caller @ (Caller::Person(_) | Caller::Keeper(_) | Caller::Service(_))) => Ok(Self(caller)),
            Anyone(_) => Err(Problem::unauthenticated()),
        }
    }
}

impl aide::OperationInput for Starter {}
