//! What a group is arranged by: its shifts, its week, its holidays, its sites, and the ways to clock that it chose.

pub(in crate::attendance) mod store;

use policy::Calendar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

use super::ShiftId;
use super::rules::Tolerance;
use super::zone::{DAY_MIN, Day};

/// Spans of a day, sites of a group, networks and transmitters of a site.
const SPANS_MAX: usize = 4;
const SITES_MAX: usize = 50;
const NETWORKS_MAX: usize = 20;
const HEARD_MAX: usize = 100;
/// Metres of a fence.
const RADIUS_M: std::ops::RangeInclusive<u32> = 20..=5_000;
/// Bytes of a plan in its table, at most.
pub(super) const PLAN_BYTES_MAX: usize = 64 << 10;

/// A stretch of a day on the wall, in minutes from the midnight with which the day begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Its first minute; below 1440 for the first of a day.
    pub begin: u16,
    /// The minute with which it ends; from 1440 on it is the next day.
    pub end: u16,
}

/// What is to be done on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Shift {
    /// From then to then, one to four times.
    Fixed {
        /// In their order.
        spans: Vec<Span>,
    },
    /// Come between two times, and stay for so long.
    Flexible {
        /// The first minute in which one may come.
        from: u16,
        /// The last one in which one is not late.
        until: u16,
        /// Minutes to be worked.
        minutes: u16,
        /// Minutes of a pause, which do not count.
        #[serde(default)]
        pause: u16,
    },
    /// Come when one likes.
    Free {
        /// Minutes to be worked; 0 where being there at all is enough.
        minutes: u16,
    },
}

impl Shift {
    /// Whether it is one at all.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Fixed { spans } => {
                let whole = spans.iter().all(|span| span.begin < span.end && span.end <= 2 * DAY_MIN);
                let ordered = spans.windows(2).all(|two| matches!(two, [one, next] if one.end <= next.begin));
                let short = spans.first().zip(spans.last());
                let short = short.is_some_and(|(first, last)| {
                    first.begin < DAY_MIN && last.end.saturating_sub(first.begin) <= DAY_MIN
                });
                spans.len() <= SPANS_MAX && whole && ordered && short
            }
            Self::Flexible { from, until, minutes, pause } => {
                from <= until && *until < DAY_MIN && (1..=16 * 60).contains(minutes) && *pause <= 4 * 60
            }
            Self::Free { minutes } => *minutes <= 16 * 60,
        }
    }
}

/// Minutes from which on a span holds a pause, and how long that is at most.
const PAUSED_FROM_MIN: u16 = 480;
const PAUSE_MIN: u16 = 60;
/// Minutes that are worked without a pause where leave shortens a day.
const STRAIGHT_MIN: u16 = 360;

impl Shift {
    /// Minutes on the wall, pauses between spans left out.
    fn wall_min(&self) -> u16 {
        match self {
            Self::Fixed { spans } => spans.iter().map(|span| span.end.saturating_sub(span.begin)).sum(),
            Self::Free { minutes: 0 } => PAUSED_FROM_MIN,
            Self::Flexible { minutes, .. } | Self::Free { minutes } => *minutes,
        }
    }

    /// Minutes that are worked on a day of it: what one span is longer than eight hours is its pause, up to an hour.
    pub(super) fn work_min(&self) -> u16 {
        let wall = self.wall_min();
        match self {
            Self::Fixed { spans } if spans.len() == 1 && wall > PAUSED_FROM_MIN => {
                PAUSED_FROM_MIN.max(wall - PAUSE_MIN)
            }
            _ => wall,
        }
    }

    /// So many minutes of work as it lasts on the wall.
    pub(super) fn on_the_wall(&self, minutes: u32) -> u16 {
        let wall = u32::from(self.wall_min());
        let most = minutes.min(u32::from(self.work_min()));
        u16::try_from(most * wall / u32::from(self.work_min()).max(1)).unwrap_or(u16::MAX)
    }

    /// What is left to be done without so many minutes of its beginning and of its end.
    pub(super) fn less(&self, (mut begin, mut end): (u16, u16)) -> Self {
        match self {
            Self::Fixed { spans } => {
                let mut spans = spans.clone();
                for span in &mut spans {
                    let cut = begin.min(span.end - span.begin);
                    (span.begin, begin) = (span.begin + cut, begin - cut);
                }
                for span in spans.iter_mut().rev() {
                    let cut = end.min(span.end - span.begin);
                    (span.end, end) = (span.end - cut, end - cut);
                }
                spans.retain(|span| span.begin < span.end);
                Self::Fixed { spans }
            }
            Self::Flexible { from, until, minutes, pause } => {
                let minutes = minutes.saturating_sub(begin.saturating_add(end));
                let until = until.saturating_add(begin).min(DAY_MIN - 1);
                let pause = if minutes > STRAIGHT_MIN { *pause } else { 0 };
                Self::Flexible { from: *from, until, minutes, pause }
            }
            // Of no minutes being there at all is enough.
            Self::Free { minutes } => {
                Self::Free { minutes: minutes.saturating_sub(begin.saturating_add(end)) }
            }
        }
    }

    /// Minutes of it before a minute on the wall.
    pub(super) fn before(&self, minute: u16) -> u16 {
        match self {
            Self::Fixed { spans } => {
                spans.iter().map(|span| minute.clamp(span.begin, span.end) - span.begin).sum()
            }
            Self::Flexible { until, .. } => minute.saturating_sub(*until),
            Self::Free { .. } => 0,
        }
    }

    /// What is left to be done where the first half of it is not worked, or the second: of several spans half of them, of one the half
    /// of its minutes, of hours the half.
    pub(super) fn without(&self, is_first: bool) -> Self {
        match self {
            Self::Fixed { spans } if spans.len() > 1 => {
                let (first, second) = spans.split_at(spans.len() / 2);
                Self::Fixed { spans: if is_first { second.to_vec() } else { first.to_vec() } }
            }
            Self::Fixed { spans } => {
                let half = |span: &Span| {
                    let noon = span.begin + (span.end - span.begin) / 2;
                    if is_first { Span { begin: noon, ..*span } } else { Span { end: noon, ..*span } }
                };
                Self::Fixed { spans: spans.iter().map(half).collect() }
            }
            Self::Flexible { from, until, minutes, .. } => {
                let later = if is_first { minutes / 2 } else { 0 };
                let (from, until) =
                    (from.saturating_add(later), until.saturating_add(later).min(DAY_MIN - 1));
                Self::Flexible { from: from.min(until), until, minutes: minutes / 2, pause: 0 }
            }
            Self::Free { minutes } => Self::Free { minutes: minutes / 2 },
        }
    }
}

/// A way to clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Within a fence; the device answers whether.
    Place,
    /// From the organisation's network; the house sees the address.
    Network,
    /// A code on a screen on the site.
    Code,
    /// A wireless network of the organisation; the device answers whether it hears it.
    Wifi,
    /// A Bluetooth transmitter of the organisation; the device answers whether it hears it.
    Beacon,
    /// From outside, with a place and, if one likes, a photo.
    Field,
    /// By one's face, before the camera of one's device.
    Face,
    /// At a machine, or in another program, that brings it; only where its person authorised that.
    Machine,
}

/// What follows when somebody clocks where he should not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outside {
    /// He is told, and nothing is kept.
    Refuse,
    /// It is kept, marked.
    Mark,
}

/// Whose holidays a group keeps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Holidays {
    /// Those of China's offices, with the weekends that are worked for them.
    China,
    /// Only those that the organisation sets itself.
    Own,
}

/// A site of the organisation. It is no personal data: it says where the organisation is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Degrees north, in millionths.
    pub latitude_e6: i32,
    /// Degrees east, in millionths.
    pub longitude_e6: i32,
    /// Metres around it that are within.
    pub radius_m: u32,
    /// Networks from which its people reach the house, such as `203.0.113.0/28`.
    #[serde(default)]
    pub networks: Vec<String>,
    /// What its wireless networks and transmitters are called in the air.
    #[serde(default)]
    pub heard: Vec<Heard>,
}

/// A transmitter of the organisation, which a device can hear.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// As which way.
    pub way: Way,
    /// Its address in the air.
    pub address: String,
    /// The room or the floor in which it stands; empty where it says no more than the site.
    #[serde(default)]
    pub room: String,
}

/// How a group clocks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The shift of each day of the week, Monday first; null is a day of rest.
    pub week: [Option<ShiftId>; 7],
    /// Whose holidays it keeps.
    pub holidays: Holidays,
    /// What it reckons by.
    pub tolerance: Tolerance,
    /// The ways that it chose; every other is refused.
    pub ways: Vec<Way>,
    /// What follows outside.
    pub outside: Outside,
    /// Where.
    #[serde(default)]
    pub sites: Vec<Site>,
    /// What exact places are needed for, as its people read it before they agree; null where they are not asked for.
    #[serde(default)]
    pub exact: Option<String>,
}

impl Plan {
    /// What is wrong with it, as the name of the field; nothing where it is sound.
    pub(super) fn flaw(&self) -> Option<&'static str> {
        let heard = |way: Way| self.sites.iter().any(|site| site.heard.iter().any(|one| one.way == way));
        let lacks = |way: Way, is_there: bool| self.ways.contains(&way) && !is_there;
        let exact = self.exact.as_deref().map(|why| why.trim().chars().count());
        match () {
            () if self.ways.is_empty() => Some("ways"),
            () if self.sites.len() > SITES_MAX || !self.sites.iter().all(Site::is_sound) => Some("sites"),
            () if lacks(Way::Place, !self.sites.is_empty()) => Some("sites"),
            () if lacks(Way::Network, self.sites.iter().any(|site| !site.networks.is_empty())) => {
                Some("networks")
            }
            () if lacks(Way::Wifi, heard(Way::Wifi)) || lacks(Way::Beacon, heard(Way::Beacon)) => {
                Some("heard")
            }
            () if exact.is_some_and(|signs| !(2..=200).contains(&signs)) => Some("exact"),
            () if self.tolerance.grace_min > 240 => Some("tolerance"),
            // Each part may be within its bounds and all of them together not: the sites are what is long.
            () if !self.fits() => Some("sites"),
            () => None,
        }
    }

    fn fits(&self) -> bool {
        serde_json::to_string(self).is_ok_and(|text| text.len() <= PLAN_BYTES_MAX)
    }

    /// Whether an address is one of the organisation's.
    pub(super) fn is_network(&self, address: IpAddr) -> bool {
        let networks = self.sites.iter().flat_map(|site| &site.networks);
        networks.into_iter().any(|network| ground::network::lies_in(network, address) == Some(true))
    }

    /// The name of the site at which somebody clocked: the nearest where he said his place, that of the network through which he
    /// came, else the only one; `None` where nothing says which it was.
    pub(super) fn site(&self, way: Way, (place, from): (Option<Spot>, IpAddr)) -> Option<&str> {
        let lies = |network: &String| ground::network::lies_in(network, from) == Some(true);
        let site = match (way, place) {
            (Way::Place, Some(spot)) => self.nearest_site(spot),
            (Way::Network, _) => self.sites.iter().find(|site| site.networks.iter().any(lies)),
            _ => return self.only_site(),
        };
        site.map(|site| site.name.as_str())
    }

    /// The name of the site where there is but one.
    pub(super) fn only_site(&self) -> Option<&str> {
        self.sites.first().filter(|_| self.sites.len() == 1).map(|site| site.name.as_str())
    }

    /// Whether it takes this way, which asks for a consent, and no other that asks for none and that every device can: whoever gives
    /// none could not clock.
    pub(super) fn is_alone(&self, way: Way) -> bool {
        let is_open = |way: &Way| matches!(way, Way::Place | Way::Network | Way::Code);
        self.ways.contains(&way) && !self.ways.iter().any(is_open)
    }

    fn nearest_site(&self, place: Spot) -> Option<&Site> {
        self.sites.iter().min_by_key(|site| place.metres_to(site).saturating_sub(site.radius_m))
    }

    /// Whether a place is within a fence, and how many metres it is from the middle of the nearest.
    pub(super) fn nearest(&self, place: Spot) -> Option<(bool, u32)> {
        let site = self.nearest_site(place)?;
        let far = place.metres_to(site);
        Some((far <= site.radius_m, far))
    }
}

impl Site {
    fn is_sound(&self) -> bool {
        let name = yard::org::Line::read(&self.name, 60).is_ok();
        let spot =
            self.latitude_e6.unsigned_abs() <= 90_000_000 && self.longitude_e6.unsigned_abs() <= 180_000_000;
        let base = IpAddr::from([0, 0, 0, 0]);
        let networks = self.networks.len() <= NETWORKS_MAX
            && self.networks.iter().all(|one| ground::network::lies_in(one, base).is_some());
        let one = |heard: &Heard| {
            matches!(heard.way, Way::Wifi | Way::Beacon)
                && (4..=64).contains(&heard.address.len())
                && heard.address.bytes().all(|sign| sign.is_ascii_alphanumeric() || b":-/".contains(&sign))
                && heard.room.chars().count() <= 60
        };
        let heard = self.heard.len() <= HEARD_MAX && self.heard.iter().all(one);
        name && spot && RADIUS_M.contains(&self.radius_m) && networks && heard
    }
}

/// A place on the earth, as a device says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// Degrees north, in millionths.
    pub latitude_e6: i32,
    /// Degrees east, in millionths.
    pub longitude_e6: i32,
    /// Metres by which it may be wrong.
    pub accuracy_m: u32,
}

/// The earth's radius in metres, as a ball.
const EARTH_M: f64 = 6_371_009.0;

impl Spot {
    pub(super) const fn is_sound(self) -> bool {
        self.latitude_e6.unsigned_abs() <= 90_000_000 && self.longitude_e6.unsigned_abs() <= 180_000_000
    }

    /// Whole metres to the middle of a site, along the ground of a ball.
    pub(super) fn metres_to(self, site: &Site) -> u32 {
        let angle = |e6: i32| (f64::from(e6) / 1e6).to_radians();
        let (north, other) = (angle(self.latitude_e6), angle(site.latitude_e6));
        let (up, east) = (other - north, angle(site.longitude_e6) - angle(self.longitude_e6));
        let half = (up / 2.0).sin().powi(2) + north.cos() * other.cos() * (east / 2.0).sin().powi(2);
        let metres = 2.0 * EARTH_M * half.sqrt().min(1.0).asin();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "half the earth's way round fits"
        )]
        let whole = metres.round() as u32;
        whole
    }
}

impl std::fmt::Display for Spot {
    /// Degrees north and east, and the metres by which they may be wrong.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let degrees = |e6: i32| f64::from(e6) / 1e6;
        let (north, east) = (degrees(self.latitude_e6), degrees(self.longitude_e6));
        write!(out, "{north:.5}, {east:.5} (±{} m)", self.accuracy_m)
    }
}

/// What an organisation set for a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// It is off.
    Off,
    /// It is worked, whatever day of the week it is.
    On,
}

impl DayKind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
        }
    }
}

/// Which shift a day has: what the roster says of this person, what the organisation set, the holidays, the week; in this order.
pub(super) fn shift_of(
    plan: &Plan,
    day: Day,
    rostered: Option<Option<ShiftId>>,
    own: Option<DayKind>,
) -> Option<ShiftId> {
    if let Some(rostered) = rostered {
        return rostered;
    }
    let of_week = plan.week.get(day.weekday()).copied().flatten();
    // A day of rest that is worked has the shift with which the week begins.
    let made_up = || of_week.or_else(|| plan.week.iter().copied().flatten().next());
    match own {
        Some(DayKind::Off) => return None,
        Some(DayKind::On) => return made_up(),
        None => {}
    }
    let china = Calendar::china();
    match plan.holidays {
        Holidays::China if china.is_holiday(day.0) => None,
        Holidays::China if china.is_made_up(day.0) => made_up(),
        _ => of_week,
    }
}
