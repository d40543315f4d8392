//! What is written in an application, sealed and kept, whether somebody names his home or has a letter to it.

use ground::{Ctx, Fault, Person};
use vault::Subject;
use yard::House;
use yard::account::store as accounts;
use yard::account::{Bound, Phone};
use yard::notice::{self, Notice};
use yard::org::{Line, store as orgs};
use yard::realname::CardNumber;

use super::actions::told_as;
use super::{Application, ApplicationId, Refusal, State, rules, store};
use crate::household::{self, Relation};
use crate::place::{Community, Home};

/// Applications of a person within a day.
const OF_DAY: Bound = Bound { kind: "home.apply.person", span_s: 86_400, most: rules::OF_DAY };

/// What is written in an application.
pub(crate) struct Draft<'a> {
    pub relation: Relation,
    pub name: &'a str,
    pub phone: &'a str,
    pub identity: Option<&'a str>,
    /// Whether he has a letter to that home.
    pub by_letter: bool,
}

impl Draft<'_> {
    /// What may be written; no more than read.
    pub(super) fn read(&self) -> Result<(Line, Phone, Option<CardNumber>), Refusal> {
        let name = Line::read(self.name, 64).map_err(|_| Refusal::Field("name"))?;
        let phone = Phone::read(self.phone).ok_or(Refusal::Phone)?;
        let identity = match self.identity {
            Some(typed) => Some(CardNumber::read(typed).ok_or(Refusal::Identity)?),
            None => None,
        };
        Ok((name, phone, identity))
    }
}

/// The row of an application that waits, sealed under the applicant's key.
pub(crate) async fn sealed(
    house: &House,
    who: Person,
    (community, home): (&Community, &Home),
    draft: &Draft<'_>,
) -> Result<Application, Refusal> {
    let (name, phone, identity) = draft.read()?;
    let id = ApplicationId::fresh(&house.clock);
    let (vault, subject) = (&house.vault, Subject::Person(who.person));
    Ok(Application {
        id,
        org: community.org,
        home: home.id,
        home_number: home.number.clone(),
        person: who.person,
        relation: draft.relation,
        state: State::Waiting,
        name: vault.seal(&Application::NAME, subject, id.bytes(), &name).await?,
        phone: vault.seal(&Application::PHONE, subject, id.bytes(), &phone).await?,
        identity: match &identity {
            Some(number) => Some(vault.seal(&Application::IDENTITY, subject, id.bytes(), number).await?),
            None => None,
        },
        reason: None,
        by_letter: draft.by_letter,
        made_at: house.clock.now(),
        decided_at: None,
    })
}

/// Keeps an application, where its person may have one more for that home.
pub(crate) async fn kept(cx: &mut Ctx, new: &Application) -> Result<(), Refusal> {
    if accounts::count(cx, OF_DAY, new.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    if store::waits(cx, new.home, new.person).await? {
        return Err(Refusal::Again);
    }
    if household::store::lives_now(cx, new.home, new.person).await? {
        return Err(Refusal::Lives);
    }
    if store::add(cx, new).await? { Ok(()) } else { Err(Refusal::Home) }
}

/// Tells those who run the community that something waits.
pub(crate) async fn told(
    cx: &mut Ctx,
    house: &House,
    community: &Community,
    home: &str,
) -> Result<(), Fault> {
    let told = Notice::new("home.applied").with("home", told_as(community, home));
    for administrator in orgs::administrators(cx, community.org).await? {
        notice::tell(cx, house, administrator, &told).await?;
    }
    Ok(())
}
