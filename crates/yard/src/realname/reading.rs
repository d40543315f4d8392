//! The card is read on this machine, so that its owner need not type: what is wanted of the program that reads, which the gate plugs in.
//! What it read is its owner's to confirm or to mend; it is kept nowhere, and decides nothing.

use axum::http::StatusCode;
use ground::{Caller, Fault, Person, PersonId, Problem};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::actions::on;
use super::rules::{self, Side};
use super::store::{self, PhotoRow};
use super::{CardNumber, Refusal};
use crate::access::account_of;
use crate::account::{Bound, store as accounts};
use crate::{House, own};

/// Cards that one person has read within a day.
const OF_DAY: Bound = Bound { kind: "real_name.read.person", span_s: 86_400, most: 20 };

/// An answer that is waited for.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a card was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// This house cannot: it has no nets, or no program.
    #[error("this house reads no cards; type name and number")]
    Absent,
    /// Too many wait, or one of this person's does.
    #[error("too many cards wait to be read; try again in a moment, or type name and number")]
    Busy,
    /// There is no card on it, or none whose number, day of birth and sex agree.
    #[error("this picture cannot be read; take it again, or type name and number")]
    Unreadable,
    /// The program gave up, was too slow, or ended.
    #[error("this card could not be read; type name and number")]
    Failed,
}

impl From<Unread> for Problem {
    fn from(why: Unread) -> Self {
        match why {
            Unread::Absent => Self::not_found("real_name.read_absent", why),
            Unread::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "real_name.read_busy", why),
            Unread::Unreadable => Self::invalid("real_name.read_unreadable", why),
            Unread::Failed => Self::new(StatusCode::SERVICE_UNAVAILABLE, "real_name.read_failed", why),
        }
    }
}

/// Whoever reads cards on this machine.
pub trait ReadCard: Send + Sync {
    /// Whether there is such a program.
    fn is_there(&self) -> bool;

    /// Stands in line for this person. Only whose turn came has his picture opened.
    ///
    /// # Errors
    /// Where there is no such program, or no place in the line.
    fn stand(&self, person: PersonId) -> Result<Box<dyn Turn>, Unread>;
}

/// A place in the line; dropped, it is free again.
pub trait Turn: Send {
    /// Waits until it is this one's turn. Meanwhile its person may have changed his mind.
    ///
    /// # Errors
    /// Where it does not come any more.
    fn comes(&mut self) -> Answer<'_, Result<(), Unread>>;

    /// Name and number on this picture, once its turn came.
    ///
    /// # Errors
    /// Why there are none.
    fn read(self: Box<Self>, picture: Vec<u8>) -> Answer<'static, Result<(String, String), Unread>>;
}

/// Whoever reads cards for this house. Clones share it.
#[derive(Clone)]
pub struct Cards(Arc<dyn ReadCard>);

impl Cards {
    /// This one reads.
    pub fn new(reader: impl ReadCard + 'static) -> Self {
        Self(Arc::new(reader))
    }

    /// Nobody does.
    #[must_use]
    pub fn none() -> Self {
        Self::new(Nobody)
    }

    /// Whether somebody does.
    pub(super) fn are_read(&self) -> bool {
        self.0.is_there()
    }
}

struct Nobody;

impl ReadCard for Nobody {
    fn is_there(&self) -> bool {
        false
    }

    fn stand(&self, _: PersonId) -> Result<Box<dyn Turn>, Unread> {
        Err(Unread::Absent)
    }
}

/// The side of one's own card that has the portrait, as long as its owner agrees that it is read.
async fn portrait(house: &House, who: Person) -> Result<PhotoRow, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    on(house)?;
    let all = [Category::RealName, Category::IdentityPhoto];
    if !store::agreed(&mut view, who.person, Purpose::RealName, &all).await? {
        return Err(Refusal::Consent);
    }
    let photos = store::photos(&mut view, who.person).await?;
    photos.into_iter().find(|row| row.side == Side::Front).ok_or(Refusal::SideMissing)
}

/// Name and number on that side.
pub(super) async fn read(house: &House, who: Person, cards: &Cards) -> Result<(String, CardNumber), Refusal> {
    portrait(house, who).await?;
    let mut turn = cards.0.stand(who.person)?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.read", &account_of(who.person))?;
    let read = accounts::count(&mut cx, OF_DAY, who.person.bytes()).await?;
    cx.commit().await?;
    if read > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    turn.comes().await?;
    // While he stood there he may have taken his consent back, and the picture with it.
    let front = portrait(house, who).await?;
    let caller = Caller::from(who);
    let opened = own::look(house, &caller).act("real_name.read").open_present([&front.photo]).await;
    let opened = opened.map_err(|refusal| Fault::caused("opening one's own card", refusal))?;
    let picture = opened.into_iter().flatten().next().ok_or(Refusal::SideMissing)?;
    let (name, number) = turn.read(picture).await?;
    // The program is not believed in what can be looked at here.
    let name = rules::name(&name).map_err(|_| Unread::Unreadable)?;
    let number = CardNumber::read(&number).ok_or(Unread::Unreadable)?;
    Ok((name.as_str().to_owned(), number))
}
