//! What keepers and inspectors do: look at the list, made anew each time.

use ground::{Caller, DeviceId, Fault, Person, PersonId};
use policy::{Category, Control, Lang};
use std::collections::BTreeMap;
use vault::Checkpoint;
use vault::audit::Report;

use super::rules::{self, Found};
use super::store;
use crate::House;
use crate::access::the_house;
use crate::{backup, desk, factor, retention};

/// One check of a control, as it was found.
pub(super) struct Seen {
    pub id: &'static str,
    pub title: &'static str,
    pub found: Found,
}

/// A control with its checks.
pub(super) struct Held {
    pub control: &'static Control,
    pub checks: Vec<Seen>,
}

impl Held {
    pub(super) fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.found.holds)
    }
}

/// The list, as it stands now.
pub(super) async fn list(house: &House, who: Person, lang: Lang) -> Result<Vec<Held>, desk::Refusal> {
    desk::may_look(house, who).await?;
    let looked = Looked::at(house).await?;
    let mut known: BTreeMap<&'static str, Found> = BTreeMap::new();
    let mut list = Vec::new();
    for control in Control::all() {
        let mut checks = Vec::new();
        for id in &control.checks {
            let found = match known.get(id.as_str()) {
                Some(found) => *found,
                None => {
                    let found = find(house, &looked, id).await?;
                    known.insert(id, found);
                    found
                }
            };
            checks.push(Seen { id, title: Control::check(id, lang).unwrap_or(id), found });
        }
        list.push(Held { control, checks });
    }
    Ok(list)
}

/// What several checks ask, looked at once: reading the whole log is dear.
struct Looked {
    signed: Checkpoint,
    log: Report,
    backup: (Option<u64>, Option<u64>, bool),
}

impl Looked {
    async fn at(house: &House) -> Result<Self, Fault> {
        let signed = house.vault.checkpoint().await?;
        Ok(Self { signed, log: house.vault.verify().await?, backup: backup::warning(house).await? })
    }
}

/// Looks at what is. A check that nobody knows does not hold.
async fn find(house: &House, looked: &Looked, check: &str) -> Result<Found, Fault> {
    let (config, (age, rehearsed, is_late)) = (&house.config, looked.backup);
    Ok(match check {
        "staff-factor" => Found::yes_or_no(factor::wanted(&house.policy, config)),
        "keepers-factor" => Found::none_of(store::keepers_without(&mut house.db.view().await?).await?),
        "deny-by-default" => Found::yes_or_no(denies(house).await?),
        "access-log" => Found::none_of(u64::try_from(looked.log.findings.len()).unwrap_or(u64::MAX)),
        "log-signed" => {
            let Looked { signed, log, .. } = looked;
            Found::yes_or_no(log.checkpoints > 0 && signed.size == log.size && log.unsigned == 0)
        }
        "log-retention" => {
            let kept = house.policy.retention(Category::SessionNetwork).from("collected");
            rules::months(kept, house.clock.now())
        }
        "transport" => Found::yes_or_no(house.is_reached_by_https()),
        "keys-apart" => Found::yes_or_no(rules::keys_apart(&house.keys_folder, &house.data)),
        "backup-fresh" => rules::backup(age, is_late),
        "backup-rehearsed" => rules::rehearsal(rehearsed),
        "backup-apart" => {
            Found::yes_or_no(rules::apart(config.server.place.as_str(), config.backup.place.as_deref()))
        }
        "sites" => {
            let copied = config.backup.place.as_deref().filter(|_| age.is_some() && !is_late);
            Found::none_of(rules::sites_without(&house.policy.conduct().sites, &config.server.place, copied))
        }
        "sweeps" => Found::none_of(store::late_jobs(&mut house.db.view().await?).await?),
        "sweepers" => Found::yes_or_no(retention::check(&house.policy, &house.sweepers).is_ok()),
        _ => Found::yes_or_no(false),
    })
}

/// Asks the rules in force what they say to somebody who may nothing.
async fn denies(house: &House) -> Result<bool, Fault> {
    let none = Person {
        person: PersonId::from_bytes([0; 16]),
        device: DeviceId::from_bytes([0; 16]),
        keeper: false,
        limited: false,
    };
    let view = house.db.view().await?;
    let refused = |caller: Caller, act| view.permit(caller, act, &the_house()).is_err();
    Ok(["house.keep", "disclosure.open", "incident.register"]
        .into_iter()
        .all(|act| refused(none.into(), act) && refused(Caller::Nobody, act)))
}
