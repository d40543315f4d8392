//! What is kept of people outside, in the open.

use ground::{Because, Caller, Fault};
use policy::Purpose;
use yard::House;

use super::Outsider;

/// What is kept of one.
pub(super) struct Open {
    pub address: String,
    pub name: Option<String>,
    /// What he was told last.
    pub told: Option<String>,
}

impl Open {
    /// How he is called: by his name, or else by his address.
    pub(super) fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.address)
    }
}

/// Opens these, in their order; nothing of whom cannot be opened, since the account of whoever invited him rests.
pub(super) async fn opened(
    house: &House,
    (caller, act): (&Caller, &'static str),
    rows: &[Outsider],
) -> Result<Vec<Option<Open>>, Fault> {
    let mut texts = Vec::with_capacity(rows.len());
    for row in rows {
        texts.push(&row.address);
        texts.extend(row.name.as_ref());
        texts.extend(row.told.as_ref());
    }
    let look = house.vault.look(caller, Purpose::OutsideInvitation).act(act).delivery();
    let opened = look.open_present(texts).await.because("opening people outside")?;
    let mut opened = opened.into_iter();
    let mut next = |is_there: bool| if is_there { opened.next().flatten() } else { None };
    let one = |row: &Outsider| {
        let (address, name, told) = (next(true), next(row.name.is_some()), next(row.told.is_some()));
        Some(Open { address: address?, name, told })
    };
    Ok(rows.iter().map(one).collect())
}
