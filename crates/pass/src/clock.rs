//! What time it is at a door: never earlier than what the house once vouched for, and honest about not knowing.
//!
//! While it runs, a door's time goes by the clock that only counts (`ticks`); what somebody does to the system's clock
//! meanwhile changes nothing. The system's clock is believed at the start alone, and only where it fits what was seen before.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// A box that was without power for longer has to hear the time from its house.
const OFF_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);

/// Whether a door knows the time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// It does.
    Sure,
    /// It is this late at least, and may be any later.
    AtLeast,
}

/// What a door reads off its clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The instant.
    pub at: Moment,
    /// Whether it is known or the earliest possible one.
    pub trust: Trust,
}

/// The clock of a door. `ticks` is how long a counter that nobody can set has run, in the same run of the program.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The latest that the house vouched for. It never runs back.
    floor: Moment,
    base: Moment,
    base_ticks: Duration,
    trust: Trust,
    vouched: bool,
}

impl Clock {
    /// Begins with what was kept: `floor`, which the house vouched for, and `seen`, the latest that this door has read off
    /// since; with the system's clock, and the counter.
    #[must_use]
    pub fn start(floor: Moment, seen: Moment, system: Moment, ticks: Duration) -> Self {
        let least = floor.max(seen);
        let fits = system >= least && (system.since(least) <= OFF_MAX);
        let (base, trust) = if fits { (system, Trust::Sure) } else { (least, Trust::AtLeast) };
        Self { floor, base, base_ticks: ticks, trust, vouched: false }
    }

    /// What time it is.
    #[must_use]
    pub fn read(&self, ticks: Duration) -> Reading {
        let at = self.base.plus(ticks.saturating_sub(self.base_ticks)).max(self.floor);
        Reading { at, trust: self.trust }
    }

    /// The house says what time it is. A time before the floor is not taken, and `false`.
    pub fn told(&mut self, house: Moment, ticks: Duration) -> bool {
        if house < self.floor {
            return false;
        }
        *self = Self { floor: house, base: house, base_ticks: ticks, trust: Trust::Sure, vouched: true };
        true
    }

    /// The floor as it is to be kept now: it rises with the counter once the house has vouched in this run.
    pub fn rise(&mut self, ticks: Duration) -> Moment {
        if self.vouched {
            self.floor = self.read(ticks).at;
        }
        self.floor
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Clock, Reading, Trust};
    use crate::Moment;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn noon() -> Moment {
        Moment::from_seconds(1_795_000_000)
    }

    #[test]
    fn a_system_clock_that_fits_is_believed_at_the_start_and_never_asked_again() {
        let clock = Clock::start(noon(), noon(), noon().plus(HOUR), HOUR);
        assert_eq!(clock.read(HOUR * 3), Reading { at: noon().plus(HOUR * 3), trust: Trust::Sure });
    }

    #[test]
    fn a_clock_set_back_or_far_forward_leaves_the_earliest_possible_time() {
        let day = HOUR * 24;
        for system in [noon().minus(HOUR), Moment::from_seconds(0), noon().plus(day * 8)] {
            let clock = Clock::start(noon(), noon(), system, HOUR);
            assert_eq!(clock.read(HOUR * 2), Reading { at: noon().plus(HOUR), trust: Trust::AtLeast });
        }
        let clock = Clock::start(noon(), noon().plus(HOUR), noon().plus(HOUR / 2), HOUR);
        assert_eq!(clock.read(HOUR).trust, Trust::AtLeast, "later than that was seen");
    }

    #[test]
    fn the_house_makes_it_sure_and_may_not_turn_it_back() {
        let mut clock = Clock::start(noon(), noon().plus(HOUR * 90), Moment::from_seconds(0), HOUR);
        assert!(!clock.told(noon().minus(HOUR), HOUR));
        assert_eq!(clock.rise(HOUR * 2), noon(), "what nobody vouched for raises no floor");
        assert!(clock.told(noon().plus(HOUR), HOUR * 2));
        assert_eq!(clock.read(HOUR * 2), Reading { at: noon().plus(HOUR), trust: Trust::Sure });
        assert_eq!(clock.rise(HOUR * 3), noon().plus(HOUR * 2));
        assert!(!clock.told(noon().plus(HOUR), HOUR * 3), "the floor has risen meanwhile");
    }
}
