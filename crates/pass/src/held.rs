//! What a door has in hand when it decides: its list, what it heard since, and what was used up.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bytes::{DoorId, PassId, PublicKey, Short};
use crate::code::Code;
use crate::decide::Reason;
use crate::list::List;
use crate::log::{Entry, What};
use crate::moment::Moment;
use crate::passes::By;
use crate::tries::Tries;

/// Revocations that were carried to the door and are kept until a list says the same.
const NEWS_MAX: usize = 2_000;
/// Fresh codes are remembered for this long, which is longer than they live.
const CODES_FOR: Duration = Duration::from_secs(15 * 60);

/// Passes that ended, as somebody's code told the door before its house did.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    /// When the house said so, and which pass.
    pub gone: Vec<(Moment, Short)>,
}

/// Everything a decision rests on.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which door this is.
    pub door: DoorId,
    /// The house's key for doors.
    pub house: PublicKey,
    /// The newest list; none before the first.
    pub list: Option<List>,
    /// What was carried here since.
    pub news: News,
    /// How often a pass has opened this door, and when last.
    pub spent: HashMap<PassId, (u32, Moment)>,
    /// The last fresh code of a pass that opened, in seconds by the phone's clock.
    pub codes: HashMap<PassId, u32>,
    /// Wrong PINs.
    pub tries: Tries,
}

impl Held {
    /// A door that was paired and has heard nothing yet.
    #[must_use]
    pub fn new(door: DoorId, house: PublicKey) -> Self {
        Self {
            door,
            house,
            list: None,
            news: News::default(),
            spent: HashMap::new(),
            codes: HashMap::new(),
            tries: Tries::default(),
        }
    }

    /// What a code carries that this door does not know yet.
    #[must_use]
    pub fn carried(&self, code: &Code) -> News {
        let Some(slip) = &code.slip else { return News::default() };
        let made = Moment::from_seconds(slip.made);
        let looked = self.list.as_ref().map_or(Moment::default(), |list| list.head().made);
        if made <= looked {
            return News::default();
        }
        let new = slip.news.iter().filter(|gone| !self.is_gone(**gone));
        News { gone: new.map(|gone| (made, *gone)).collect() }
    }

    /// Keeps what was carried here; the oldest makes room.
    pub fn hear(&mut self, news: News) {
        self.news.gone.extend(news.gone);
        let over = self.news.gone.len().saturating_sub(NEWS_MAX);
        self.news.gone.drain(..over);
    }

    /// Takes a list that was verified, and forgets what it says itself.
    pub fn take(&mut self, list: List) {
        let made = list.head().made;
        self.news.gone.retain(|(said, _)| *said > made);
        // A pass that only a slip told of may stand in the next list, and what was used of it counts there, too.
        let recent = made.minus(CODES_FOR * 4);
        self.spent.retain(|pass, (_, last)| match list.pass(*pass) {
            Some(pass) => pass.uses.is_some(),
            None => *last > recent,
        });
        self.list = Some(list);
    }

    pub(crate) fn is_gone(&self, pass: Short) -> bool {
        self.news.gone.iter().any(|(_, gone)| *gone == pass)
    }

    /// What follows from an entry of the log, now or when it is read again after a cut of power.
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.what {
            What::Opened { pass, by, code, .. } => {
                let (count, last) = self.spent.entry(*pass).or_default();
                (*count, *last) = (count.saturating_add(1), entry.at);
                if let Some(made) = code {
                    self.codes.insert(*pass, *made);
                    let old = entry.at.minus(CODES_FOR).seconds();
                    self.codes.retain(|_, made| *made >= old);
                }
                if *by == By::Pin {
                    self.tries.right();
                }
            }
            What::Refused { by: By::Pin, reason: Reason::Unknown, .. } => self.tries.wrong(entry.at),
            _ => {}
        }
    }
}
