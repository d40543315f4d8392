//! A week that is over becomes numbers and de-identified rows; what was exact is dropped.

use ground::{Ctx, Fault, OrgId, PersonId, Timestamp};
use policy::StatisticRules;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;

use super::release::{Behind, Count, release};
use super::rules::{self, Fact};
use super::{HOUSE, Refusal, store};
use crate::alias::Alias;

/// What somebody did in a week, as a wing knows it.
#[derive(Clone, Copy, Debug)]
pub struct Deed {
    /// Who.
    pub person: PersonId,
    /// Within which organisation.
    pub org: Option<OrgId>,
    /// Meetings that he held.
    pub held: u32,
    /// Their minutes.
    pub minutes: u32,
    /// Messages that he wrote in what the organisation holds. A deed is of meetings or of messages.
    pub written: u32,
}

/// Deeds on their way.
pub type Gathering<'a> = Pin<Box<dyn Future<Output = Result<Vec<Deed>, Fault>> + Send + 'a>>;

/// Says what people did between two instants; a wing brings it along.
pub type Source = for<'a> fn(&'a mut Ctx, Timestamp, Timestamp) -> Gathering<'a>;

/// What one person did in all.
#[derive(Clone, Copy, Default)]
struct Sum {
    held: u32,
    minutes: u32,
    written: u32,
}

type Sums = BTreeMap<PersonId, Sum>;

/// Counts a week that is over, once.
pub(super) async fn gather(cx: &mut Ctx, sources: &[Source], week: i64) -> Result<(), Fault> {
    if !store::cells(cx, HOUSE, week).await?.is_empty() {
        return Ok(());
    }
    let (from, until) = (rules::start_of(week), rules::end_of(week));
    let people = store::people(cx, until).await?;
    let mut deeds = Vec::new();
    for source in sources {
        deeds.extend(source(cx, from, until).await?);
    }
    // Guests and whoever has left are not counted.
    deeds.retain(|deed| people.contains(&deed.person));
    let (written, deeds): (Vec<Deed>, Vec<Deed>) = deeds.into_iter().partition(|deed| deed.written > 0);
    tell(cx, HOUSE, week, people.len(), &sums(deeds.iter())).await?;
    // Every organisation, the smallest too: which are left out is decided by the dice, as with any number.
    for (org, members) in store::members(cx, until).await? {
        let is_own = |deed: &&Deed| deed.org == Some(org) && members.contains(&deed.person);
        tell(cx, &dataset(org), week, members.len(), &sums(deeds.iter().filter(is_own))).await?;
        tell_written(cx, &dataset(org), week, &sums(written.iter().filter(is_own))).await?;
    }
    write_facts(cx, week, &people, &sums(deeds.iter())).await
}

/// The set of data of an organisation.
pub(super) fn dataset(org: OrgId) -> String {
    org.to_string()
}

fn sums<'a>(deeds: impl Iterator<Item = &'a Deed>) -> Sums {
    let mut sums = Sums::new();
    for deed in deeds {
        let sum = sums.entry(deed.person).or_default();
        sum.held = sum.held.saturating_add(deed.held);
        sum.minutes = sum.minutes.saturating_add(deed.minutes);
        sum.written = sum.written.saturating_add(deed.written);
    }
    sums
}

/// Members, who was in meetings, meetings, and their minutes: each person adds no more than the policy lets him.
async fn tell(cx: &mut Ctx, dataset: &str, week: i64, members: usize, sums: &Sums) -> Result<(), Fault> {
    let rules = StatisticRules::built_in();
    let hosts = sums.values().filter(|sum| sum.held > 0).count();
    let meetings = sums.values().map(|sum| i64::from(sum.held.min(rules.meetings_most))).sum();
    let minutes = sums.values().map(|sum| i64::from(sum.minutes.min(rules.minutes_most))).sum();
    let behind = Behind::Group("hosts", hosts);
    let count = |cell: &str, exact, sensitivity| Count { cell: cell.to_owned(), exact, behind, sensitivity };
    let counts = [
        Count::people("members".to_owned(), members),
        Count::people("active".to_owned(), sums.len()),
        count("meetings", meetings, rules.meetings_most),
        count("minutes", minutes, rules.minutes_most),
    ];
    told(release(cx, (dataset, week), &counts, false).await)
}

/// Messages of an organisation's groups, where enough people wrote there. Of the whole house they are not told: what is left
/// of its budget is for exports.
async fn tell_written(cx: &mut Ctx, dataset: &str, week: i64, sums: &Sums) -> Result<(), Fault> {
    let most = StatisticRules::built_in().messages_most;
    let exact = sums.values().map(|sum| i64::from(sum.written.min(most))).sum();
    let behind = Behind::Group("writers", sums.len());
    let count = Count { cell: "messages".to_owned(), exact, behind, sensitivity: most };
    told(release(cx, (dataset, week), &[count], false).await)
}

fn told(outcome: Result<(), Refusal>) -> Result<(), Fault> {
    outcome.map_err(|refusal| match refusal {
        Refusal::Fault(fault) => fault,
        refusal => Fault::caused("telling the numbers of a week", refusal),
    })
}

/// The rows of a week: bands, and keys that are good for it alone. The key of the keys is drawn here and kept nowhere.
async fn write_facts(cx: &mut Ctx, week: i64, people: &BTreeSet<PersonId>, sums: &Sums) -> Result<(), Fault> {
    let devices = store::devices(cx, rules::start_of(week)).await?;
    let alias = Alias::fresh()?;
    let fact = |person: &PersonId| {
        let sum = sums.get(person).copied().unwrap_or_default();
        let own = devices.get(person).map_or(0, Vec::len);
        Fact {
            who: alias.of(&person.bytes()),
            devices: rules::several(u32::try_from(own).unwrap_or(u32::MAX)).to_owned(),
            meetings: rules::several(sum.held).to_owned(),
            minutes: rules::long(sum.minutes).to_owned(),
        }
    };
    let mut facts: Vec<Fact> = people.iter().map(fact).collect();
    rules::coarser(&mut facts, StatisticRules::built_in().group);
    let mut rows = Vec::new();
    for (person, fact) in people.iter().zip(facts) {
        for device in devices.get(person).into_iter().flatten() {
            rows.push((fact.clone(), alias.of(device)));
        }
    }
    // In the order of the keys, which is no order: neither age nor sequence tells who is who.
    rows.sort_by_key(|(fact, device)| (fact.who, *device));
    store::write_facts(cx, week, &rows).await
}
