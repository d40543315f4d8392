//! The vault's port, answered: does the consent stand, and may this caller open that.
//!
//! One's own data are one's own. The house's own programs may open what their purpose needs, and every
//! such opening is a leaf of the access log. For everybody else a feature must say yes for its purpose;
//! where none does, the answer is no. A use that a new version of the policy brought waits for that version and for the
//! person's agreement to it, whoever asks.

use ground::{Caller, Clock, Db, Fault};
use policy::{Category, Policy, Purpose, Recipient};
use std::collections::HashMap;
use std::sync::Arc;
use vault::{Answer, Grounds, Subject};

use crate::consent;
use crate::factor;
use crate::minor;
use crate::policy_version::Terms;

/// One feature's answer for one purpose: may this caller open this category of this subject?
pub type Check = for<'a> fn(&'a Db, &'a Caller, Category, Subject) -> Answer<'a, bool>;

/// The same for many at once, in the order asked: for what is opened by the page.
pub type ManyCheck = for<'a> fn(&'a Db, &'a Caller, &'a [(Category, Subject)]) -> Answer<'a, Vec<bool>>;

/// The yard's answers.
pub struct YardGrounds {
    db: Db,
    clock: Clock,
    policy: Arc<Policy>,
    terms: Terms,
    checks: HashMap<Purpose, Vec<Check>>,
    many_checks: HashMap<Purpose, Vec<ManyCheck>>,
    entrusting: Vec<Recipient>,
    staff_factor: bool,
}

impl YardGrounds {
    /// Answers by the terms in force and the checks of all features.
    pub fn new(
        db: Db,
        clock: Clock,
        policy: Arc<Policy>,
        terms: Terms,
        checks: impl IntoIterator<Item = (Purpose, Check)>,
    ) -> Self {
        let (checks, many_checks) = (by_purpose(checks), HashMap::new());
        Self { db, clock, policy, terms, checks, many_checks, entrusting: Vec::new(), staff_factor: false }
    }

    /// The same, with the checks that answer for many at once.
    #[must_use]
    pub fn with_many(self, checks: impl IntoIterator<Item = (Purpose, ManyCheck)>) -> Self {
        Self { many_checks: by_purpose(checks), ..self }
    }
}

impl YardGrounds {
    /// Whether the category is sensitive, the purpose rests on consent, and the person did not agree to this category.
    async fn lacks_own_yes(
        &self,
        purpose: Purpose,
        category: Category,
        subject: Subject,
    ) -> Result<bool, Fault> {
        let Subject::Person(person) = subject else { return Ok(false) };
        if !category.sensitive() || !self.policy.consent_needed(purpose) {
            return Ok(false);
        }
        let mut view = self.db.view().await?;
        let scope = consent::store::Scope::Category(category);
        Ok(!consent::store::stands_for(&mut view, person, purpose, scope).await?)
    }

    /// Whether somebody who runs the house would open data of others without the second factor that is wanted here.
    async fn lacks_factor(&self, caller: &Caller, purpose: Purpose) -> Result<bool, Fault> {
        let Caller::Keeper(who) = caller else { return Ok(false) };
        if !self.staff_factor || !factor::of_staff(purpose) {
            return Ok(false);
        }
        Ok(!factor::stands(&mut self.db.view().await?, who).await?)
    }

    /// The same, knowing whether staff give a second factor before they see data of others.
    #[must_use]
    pub fn with_staff_factor(self, staff_factor: bool) -> Self {
        Self { staff_factor, ..self }
    }

    /// The same, knowing which recipients hand work on to others.
    #[must_use]
    pub fn with_entrusting(self, entrusting: Vec<Recipient>) -> Self {
        Self { entrusting, ..self }
    }
}

impl Grounds for YardGrounds {
    fn consent_stands(&self, subject: Subject, purpose: Purpose) -> Answer<'_, bool> {
        Box::pin(async move {
            let Subject::Person(person) = subject else { return Ok(false) };
            let mut view = self.db.view().await?;
            consent::store::stands(&mut view, person, purpose).await
        })
    }

    fn sharing_stands(&self, subject: Subject, purpose: Purpose, recipient: Recipient) -> Answer<'_, bool> {
        Box::pin(async move {
            let Subject::Person(person) = subject else { return Ok(false) };
            let mut view = self.db.view().await?;
            let scope = consent::store::Scope::Recipient(recipient);
            consent::store::stands_by_itself(&mut view, person, purpose, scope).await
        })
    }

    fn may_leave(&self, subject: Subject, purpose: Purpose, recipient: Recipient) -> Answer<'_, bool> {
        Box::pin(async move {
            let Subject::Person(person) = subject else { return Ok(true) };
            minor::may_leave(&self.db, person, purpose, recipient, &self.entrusting).await
        })
    }

    fn may_open<'a>(
        &'a self,
        caller: &'a Caller,
        purpose: Purpose,
        category: Category,
        subject: Subject,
    ) -> Answer<'a, bool> {
        Box::pin(async move {
            let answers = self.may_open_each(caller, purpose, &[(category, subject)]).await?;
            Ok(answers.first().is_some_and(|may| *may))
        })
    }

    fn may_open_each<'a>(
        &'a self,
        caller: &'a Caller,
        purpose: Purpose,
        asked: &'a [(Category, Subject)],
    ) -> Answer<'a, Vec<bool>> {
        Box::pin(async move {
            let (mut may, mut open) = (vec![false; asked.len()], Vec::new());
            for (at, (category, subject)) in asked.iter().enumerate() {
                match self.before(caller, purpose, *category, *subject).await? {
                    Before::Yes => may[at] = true,
                    Before::No => {}
                    Before::Ask => open.push(at),
                }
            }
            let of_people = |at: &usize| matches!(asked[*at].1, Subject::Person(_));
            if open.iter().any(of_people) && self.lacks_factor(caller, purpose).await? {
                open.retain(|at| !of_people(at));
            }
            self.ask(caller, purpose, asked, (&mut may, open)).await?;
            Ok(may)
        })
    }
}

/// What is known before any feature is asked.
enum Before {
    Yes,
    No,
    Ask,
}

impl YardGrounds {
    async fn before(
        &self,
        caller: &Caller,
        purpose: Purpose,
        category: Category,
        subject: Subject,
    ) -> Result<Before, Fault> {
        if let Subject::Person(person) = subject
            && !self.terms.allow(&self.db, &self.clock, person, purpose, category).await?
        {
            return Ok(Before::No);
        }
        if self.lacks_own_yes(purpose, category, subject).await? {
            return Ok(Before::No);
        }
        match (caller, subject) {
            (Caller::Program(_), _) => Ok(Before::Yes),
            (_, Subject::Person(person)) if caller.person() == Some(person) => Ok(Before::Yes),
            (_, Subject::Person(person))
                if !minor::may_staff_open(&self.db, caller, purpose, person).await? =>
            {
                Ok(Before::No)
            }
            _ => Ok(Before::Ask),
        }
    }

    /// Asks the features, those first that answer for many at once.
    async fn ask(
        &self,
        caller: &Caller,
        purpose: Purpose,
        asked: &[(Category, Subject)],
        (may, mut open): (&mut [bool], Vec<usize>),
    ) -> Result<(), Fault> {
        for check in self.many_checks.get(&purpose).into_iter().flatten() {
            let left: Vec<(Category, Subject)> = open.iter().map(|at| asked[*at]).collect();
            if left.is_empty() {
                return Ok(());
            }
            for (at, yes) in open.iter().zip(check(&self.db, caller, &left).await?) {
                may[*at] = yes;
            }
            open.retain(|at| !may[*at]);
        }
        for at in open {
            let (category, subject) = asked[at];
            for check in self.checks.get(&purpose).into_iter().flatten() {
                if check(&self.db, caller, category, subject).await? {
                    may[at] = true;
                    break;
                }
            }
        }
        Ok(())
    }
}

fn by_purpose<T>(checks: impl IntoIterator<Item = (Purpose, T)>) -> HashMap<Purpose, Vec<T>> {
    let mut sorted: HashMap<Purpose, Vec<T>> = HashMap::new();
    for (purpose, check) in checks {
        sorted.entry(purpose).or_default().push(check);
    }
    sorted
}
