//! May this caller open that for the purpose `meeting`? Who is in one meeting with somebody may see the name, and
//! the title of a meeting that somebody holds.

use ground::{Caller, Db, ServiceScope};
use policy::Category;
use vault::{Answer, Subject};

use super::store;

/// True where the caller was admitted to a meeting with the subject, or to one held in the organisation's name.
pub(crate) fn shares_a_meeting<'a>(
    db: &'a Db,
    caller: &'a Caller,
    category: Category,
    subject: Subject,
) -> Answer<'a, bool> {
    Box::pin(async move {
        if let (Caller::Service(program), Subject::Org(org), Category::MeetingTitle) =
            (caller, subject, category)
        {
            // A program reads the titles of meetings in its organisation's name: what it may start or look at.
            let scopes = [ServiceScope::MeetingStart, ServiceScope::MeetingRead, ServiceScope::MeetingDirect];
            return Ok(scopes.into_iter().any(|scope| program.may(org, scope)));
        }
        let seen = matches!(category, Category::DisplayName | Category::GuestName | Category::MeetingTitle);
        let Some(person) = caller.person().filter(|_| seen) else { return Ok(false) };
        let mut view = db.view().await?;
        match subject {
            Subject::Person(other) => store::share(&mut view, person, other).await,
            Subject::Org(org) if category == Category::MeetingTitle => {
                store::shares_with_org(&mut view, person, org).await
            }
            _ => Ok(false),
        }
    })
}
