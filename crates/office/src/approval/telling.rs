//! Who is told of a move: whose turn it is now, who was copied, and whoever asked when it ends or comes back.

use ground::{Ctx, Fault, OrgId, PersonId};
use yard::House;
use yard::notice::{self, Notice};

use super::Part;
use super::chain::Act;
use super::engine::{Party, Standing};
use super::matter::{Matter, Move};
use crate::membership::store as membership;

/// What is told, and to whom.
pub(super) struct News {
    org: OrgId,
    told: Vec<(PersonId, &'static str, String)>,
}

/// What a move tells.
pub(super) fn news(matter: &Matter, moved: &Move, parts: &[Part]) -> News {
    let name = matter.definition.name.clone();
    let mut news = News { org: matter.row.org, told: Vec::new() };
    let before = matter.row.state.waiting();
    let person = |party: Party| parts.iter().find(|part| part.party == party && !part.is_former);
    for (step, party) in moved.state.waiting() {
        if let Some(part) = person(party).filter(|_| !before.contains(&(step, party)))
            && !news.told.iter().any(|(one, ..)| *one == part.person)
        {
            news.told.push((part.person, "approval.waits", name.clone()));
        }
    }
    for party in moved.told.copies.iter().flat_map(|(_, people)| people) {
        if let Some(part) = person(*party) {
            news.told.push((part.person, "approval.copied", name.clone()));
        }
    }
    let asker = parts.iter().find(|part| part.asks && !part.is_former);
    // Whoever asked hears of it when somebody else changes what he asks for.
    if let Some(asker) = asker.filter(|one| moved.act == Act::Changed && moved.note.by != Some(one.person)) {
        news.told.push((asker.person, "approval.changed", name.clone()));
    }
    let code = match moved.state.standing {
        Standing::Approved => Some("approval.approved"),
        Standing::Refused => Some("approval.refused"),
        Standing::Returned => Some("approval.returned"),
        Standing::Running | Standing::Withdrawn => None,
    };
    let is_change = matter.row.state.standing != moved.state.standing || matter.row.records == 0;
    if let (Some(code), true) = (code, is_change)
        && let Some(asker) = asker
    {
        news.told.push((asker.person, code, name));
    }
    news
}

/// Tells it, in the unit of work of the move.
pub(super) async fn tell(house: &House, cx: &mut Ctx, news: &News) -> Result<(), Fault> {
    for (person, code, form) in &news.told {
        // Whoever left hears no more of what goes on there.
        if !membership::is_member(cx, news.org, *person).await? {
            continue;
        }
        let told = Notice::new(code).about("form", form.as_str());
        notice::tell(cx, house, *person, &told).await?;
    }
    Ok(())
}

/// Reminds somebody whose time is over.
pub(super) async fn remind(
    house: &House,
    cx: &mut Ctx,
    (person, form): (PersonId, &str),
) -> Result<(), Fault> {
    let told = Notice::new("approval.late").about("form", form);
    notice::tell(cx, house, person, &told).await?;
    Ok(())
}
