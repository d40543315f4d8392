//! What may happen: who speaks, and the bounds of what is ordered. No I/O, no clock.

use ground::Timestamp;
use std::time::Duration;

use super::Refusal;
use crate::conversation::{Member, Order};
use crate::log;

/// Seconds between two messages of one person, at most.
const SLOW_MAX_S: u32 = 3_600;
/// Seconds for which somebody is silenced, at most: thirty days.
const SILENCE_MAX_S: u32 = 2_592_000;
/// Days after which a link ends, at most.
const LINK_DAYS_MAX: u32 = 30;
/// People who come by one link, at most.
const LINK_PEOPLE_MAX: u32 = 500;
/// Moderators of one group, at most.
pub(super) const MODERATORS_MAX: usize = 50;
/// People who wait to come into one group, at most.
pub(super) const ASKERS_MAX: usize = 500;
/// How long somebody's asking waits for an answer.
pub(super) const ASKING: Duration = Duration::from_secs(30 * 86_400);
/// Signs of a link: 32 bytes as base64url.
pub(super) const SECRET_LEN: usize = 43;

/// Whether somebody is silenced now; answers until when.
pub(crate) fn is_silent(member: &Member, now: Timestamp) -> Option<Timestamp> {
    member.silenced_until.filter(|until| *until > now)
}

/// Whether somebody speaks here now.
pub(crate) fn speaks(member: &Member, order: Order, now: Timestamp) -> Result<(), log::Refusal> {
    if let Some(until) = is_silent(member, now) {
        return Err(log::Refusal::Silenced(until));
    }
    if order.quiet && !member.role.moderates() { Err(log::Refusal::Quiet) } else { Ok(()) }
}

/// Seconds until somebody speaks again who said something at `last`; nothing where he may now.
pub(super) fn wait(slow_s: u32, last: Timestamp, now: Timestamp) -> Option<u64> {
    let again = last.plus(Duration::from_secs(slow_s.into()));
    let left = again.micros().saturating_sub(now.micros());
    u64::try_from(left).ok().filter(|left| *left > 0).map(|left| left.div_ceil(1_000_000))
}

/// What an owner may order.
pub(super) fn order(order: Order) -> Result<Order, Refusal> {
    if order.slow_s <= SLOW_MAX_S { Ok(order) } else { Err(Refusal::Bounds("slow_s")) }
}

/// Until when somebody is silent; nothing where he is no longer.
pub(super) fn silence(seconds: u32, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    if seconds > SILENCE_MAX_S {
        return Err(Refusal::Bounds("seconds"));
    }
    Ok((seconds > 0).then(|| now.plus(Duration::from_secs(seconds.into()))))
}

/// When a link ends.
pub(super) fn link(days: u32, most: u32, now: Timestamp) -> Result<Timestamp, Refusal> {
    if !(1..=LINK_DAYS_MAX).contains(&days) {
        return Err(Refusal::Bounds("days"));
    }
    if !(1..=LINK_PEOPLE_MAX).contains(&most) {
        return Err(Refusal::Bounds("most"));
    }
    Ok(now.plus(Duration::from_secs(u64::from(days) * 86_400)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Role;
    use ground::PersonId;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000_000_000);

    fn member(role: Role, silenced_until: Option<Timestamp>) -> Member {
        let person = PersonId::from_bytes([1; 16]);
        Member { person, role, from_seq: 1, to_seq: None, read_seq: 0, silenced_until }
    }

    fn quiet() -> Order {
        Order { quiet: true, ..Order::default() }
    }

    #[test]
    fn in_a_quiet_group_those_speak_who_moderate_and_nobody_who_is_silenced() {
        for (role, speaks_there) in [(Role::Owner, true), (Role::Moderator, true), (Role::Member, false)] {
            assert_eq!(speaks(&member(role, None), quiet(), NOW).is_ok(), speaks_there);
            assert!(speaks(&member(role, None), Order::default(), NOW).is_ok());
            let later = Some(NOW.plus(Duration::from_secs(1)));
            assert!(speaks(&member(role, later), Order::default(), NOW).is_err());
            assert!(
                speaks(&member(role, Some(NOW)), Order::default(), NOW).is_ok(),
                "it is over to the moment"
            );
        }
    }

    #[test]
    fn what_is_left_to_wait_is_in_whole_seconds_and_never_none_too_early() {
        assert_eq!(wait(10, NOW, NOW), Some(10));
        assert_eq!(wait(10, NOW, NOW.plus(Duration::from_micros(9_000_001))), Some(1));
        assert_eq!(wait(10, NOW, NOW.plus(Duration::from_secs(10))), None);
        assert_eq!(wait(0, NOW, NOW), None);
    }

    #[test]
    fn ranks_are_in_one_line() {
        let line = [Role::Owner, Role::Moderator, Role::Member];
        for (above, one) in line.into_iter().enumerate() {
            for (below, other) in line.into_iter().enumerate() {
                assert_eq!(one.outranks(other), above < below, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn numbers_have_bounds() {
        assert!(order(Order { slow_s: 3_600, ..Order::default() }).is_ok());
        assert!(order(Order { slow_s: 3_601, ..Order::default() }).is_err());
        assert!(silence(2_592_001, NOW).is_err() && silence(0, NOW).unwrap().is_none());
        assert!(link(0, 1, NOW).is_err() && link(31, 1, NOW).is_err() && link(1, 1, NOW).is_ok());
        assert!(link(1, 0, NOW).is_err() && link(1, 501, NOW).is_err());
    }
}
