//! The book of accounts: what the SIP node asks about whoever wants to register or call.

use sip::digest::Algorithm;
use sip::{Account, Accounts};
use std::future::Future;
use std::pin::Pin;
use yard::House;

use super::rules::typed;
use super::store::{self, ACCOUNT};

/// Answers for the stations of all communities.
pub struct Book(pub House);

/// The password of an account after so many turns.
pub(super) fn password(house: &House, account: &str, turn: i64) -> String {
    typed(&house.vault.index(&ACCOUNT, &format!("{account}:{turn}")))
}

impl Accounts for Book {
    fn account<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = Option<Account>> + Send + 'a>> {
        Box::pin(async move {
            let found = async { store::by_account(&mut self.0.db.view().await?, name).await }.await;
            let station = match found {
                Ok(station) => station?,
                Err(fault) => {
                    tracing::error!(fault = %fault.chain(), "looking up a station");
                    return None;
                }
            };
            let (realm, secret) = (&self.0.config.sip.realm, password(&self.0, name, station.turn));
            let ha1 = |algorithm: Algorithm| Some(algorithm.ha1(name, realm, &secret));
            let sha256 = if station.is_old { None } else { ha1(Algorithm::Sha256) };
            Some(Account { md5: ha1(Algorithm::Md5), sha256 })
        })
    }
}
