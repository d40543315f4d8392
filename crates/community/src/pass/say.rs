//! Opening by a spoken word: heard on this machine, understood against one's own doors alone, and kept nowhere.

use axum::body::Bytes;
use ground::Person;
use std::time::Duration;
use tokio::time::timeout;
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::hearing::{Ears, Unheard};

use super::spoken::{self, Wish};
use super::store::{self, Door};
use super::{Refusal, mine};
use crate::place::{DoorId, HomeId};

/// Bytes of what is said, at most: some seconds as browsers record.
pub(super) const SOUND_MAX: usize = 256 * 1_024;
/// So long somebody stands at a door and waits for it. What is understood later opens nothing: he may have gone, and nobody be there
/// who sees it open.
const WITHIN: Duration = Duration::from_secs(10);
/// What one person says to doors.
const SAYS: Bound = Bound { kind: "door.say.person", span_s: 600, most: 40 };

/// What somebody said.
pub(super) struct Said {
    /// As a browser records it.
    pub sound: Bytes,
    /// What he reads (ISO 639-1), a hint; it may be empty.
    pub tongue: String,
    /// The door that he last chose, for whoever names none.
    pub beside: Option<DoorId>,
}

/// What came of it.
pub(super) enum Heard {
    /// It is open.
    Opened(Door),
    /// More than one may be meant, or one that is not his: he chooses.
    Which(Vec<Door>),
    /// It was no wish to open.
    Nothing,
}

/// Hears what the caller says, and opens the door of his home that it names.
pub(super) async fn say(
    house: &House,
    who: Person,
    home: HomeId,
    (ears, said): (&Ears, Said),
) -> Result<Heard, Refusal> {
    let mut cx = house.db.begin().await?;
    mine::may_now(&mut cx, who, home).await?;
    if accounts::count(&mut cx, SAYS, who.person.bytes()).await? > i64::from(SAYS.most) {
        return Err(Refusal::TooMany);
    }
    cx.commit().await?;
    let mut doors = store::doors_of_home(&mut house.db.view().await?, home).await?;
    let turn = ears.stand(who.person)?;
    let words = in_time(turn.words(said.sound.to_vec(), said.tongue), WITHIN).await?;
    let names: Vec<&str> = doors.iter().map(|door| door.name.as_str()).collect();
    let beside = said.beside.and_then(|beside| doors.iter().position(|door| door.id == beside));
    match spoken::wish(&words, &names, beside) {
        Wish::Nothing => Ok(Heard::Nothing),
        Wish::Which(which) => {
            let mut at = 0..;
            doors.retain(|_| at.next().is_some_and(|at| which.contains(&at)));
            Ok(Heard::Which(doors))
        }
        Wish::Door(at) => {
            let door = doors.swap_remove(at);
            // His right is asked again: hearing takes its time.
            mine::open(house, who, (home, door.id)).await?;
            Ok(Heard::Opened(door))
        }
    }
}

/// What was said, where it is understood while he stands there.
async fn in_time(
    words: impl Future<Output = Result<String, Unheard>>,
    within: Duration,
) -> Result<String, Unheard> {
    timeout(within, words).await.unwrap_or(Err(Unheard::Busy))
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::time::Duration;

    use super::{Unheard, in_time};

    #[tokio::test]
    async fn what_is_not_understood_in_time_is_refused() {
        assert_eq!(in_time(ready(Ok("open".to_owned())), Duration::ZERO).await, Ok("open".to_owned()));
        assert_eq!(in_time(pending(), Duration::ZERO).await, Err(Unheard::Busy));
    }
}
