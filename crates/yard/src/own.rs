//! What is held about a person, opened for himself: the same for every feature.

use crate::{Held, House};
use ground::{Because, Caller, Fault, Timestamp};
use policy::{Category, Purpose};
use vault::{Look, Plain, Sealed};

/// How a person looks at what is his own.
pub fn look<'a>(house: &'a House, caller: &'a Caller) -> Look<'a> {
    house.vault.look(caller, Purpose::OwnData).act("me.held")
}

/// Each of these values with the instant at which it was collected, as `say` puts it; what stays shut is listed without its value.
///
/// # Errors
/// A fault of ours, also with one of them alone: that a value cannot be read is not that there is none.
pub async fn opened<'s, T: Plain + 's>(
    look: Look<'_>,
    (category, table): (Category, &'static str),
    sealed: impl IntoIterator<Item = (Timestamp, &'s Sealed<T>)>,
    say: impl Fn(T) -> String,
) -> Result<Vec<Held>, Fault> {
    let (times, sealed): (Vec<Timestamp>, Vec<&Sealed<T>>) = sealed.into_iter().unzip();
    let opened =
        look.open_present(sealed).await.because("opening what is held about somebody for himself")?;
    let held = times.into_iter().zip(opened).map(|(collected_at, value)| Held {
        category,
        table,
        value: value.map(&say),
        collected_at,
    });
    Ok(held.collect())
}
