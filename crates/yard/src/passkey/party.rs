//! The relying party: the address a passkey belongs to.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use ground::Fault;
use std::convert::Infallible;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use super::Refusal;
use crate::House;

/// Where the request came to, as far as passkeys are concerned.
pub(super) struct At(Option<String>);

impl FromRequestParts<House> for At {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Infallible> {
        let stated =
            house.particulars().public_url.clone().or_else(|| house.config.server.public_url.clone());
        // What a browser says of itself is believed only while developing, where no address is stated.
        Ok(Self(stated.or_else(|| if house.dev { said(&parts.headers) } else { None })))
    }
}

impl aide::OperationInput for At {}

/// The address that the browser names; the page's own where it says so (a development server in front).
fn said(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(header::ORIGIN).filter(|origin| *origin != "null") {
        return Some(origin.to_owned());
    }
    text(header::HOST).map(|host| format!("http://{host}"))
}

impl At {
    /// The relying party of this address; the house's name is what the authenticator shows.
    pub(super) fn party(&self, name: &str) -> Result<Webauthn, Refusal> {
        let origin =
            self.0.as_deref().and_then(|address| Url::parse(address).ok()).ok_or(Refusal::NoAddress)?;
        // A number is no name: browsers keep no passkey for it.
        let domain = origin.domain().ok_or(Refusal::NoAddress)?.to_owned();
        if origin.scheme() != "https" && domain != "localhost" && !domain.ends_with(".localhost") {
            return Err(Refusal::NoAddress);
        }
        let builder = WebauthnBuilder::new(&domain, &origin).map_err(|_| Refusal::NoAddress)?;
        builder.rp_name(name).build().map_err(|_| Fault::new("building the relying party").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Result<Webauthn, Refusal> {
        At(Some(address.to_owned())).party("四合院")
    }

    #[test]
    fn a_passkey_belongs_to_a_name_reached_safely() {
        for good in ["https://house.example", "https://house.example:8443", "http://localhost:8080"] {
            assert!(at(good).is_ok(), "{good}");
        }
        for bad in ["http://house.example", "https://192.0.2.1", "http://127.0.0.1:8080", "house.example", ""]
        {
            assert!(matches!(at(bad), Err(Refusal::NoAddress)), "{bad}");
        }
        assert!(matches!(At(None).party("四合院"), Err(Refusal::NoAddress)));
    }

    #[test]
    fn the_page_goes_before_the_host() {
        let headers = |pairs: &[(header::HeaderName, &str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
        };
        let both = headers(&[(header::ORIGIN, "http://localhost:5173"), (header::HOST, "localhost:8080")]);
        assert_eq!(said(&both).as_deref(), Some("http://localhost:5173"));
        let host = headers(&[(header::HOST, "localhost:8080")]);
        assert_eq!(said(&host).as_deref(), Some("http://localhost:8080"));
        assert_eq!(said(&HeaderMap::new()), None);
    }
}
