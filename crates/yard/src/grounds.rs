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

/// The yard's answers.
pub struct YardGrounds {
    db: Db,
    clock: Clock,
    policy: Arc<Policy>,
    terms: Terms,
    checks: HashMap<Purpose, Vec<Check>>,
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
        let mut by_purpose: HashMap<Purpose, Vec<Check>> = HashMap::new();
        for (purpose, check) in checks {
            by_purpose.entry(purpose).or_default().push(check);
        }
        Self { db, clock, policy, terms, checks: by_purpose, entrusting: Vec::new(), staff_factor: false }
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
            if let Subject::Person(person) = subject
                && !self.terms.allow(&self.db, &self.clock, person, purpose, category).await?
            {
                return Ok(false);
            }
            if self.lacks_own_yes(purpose, category, subject).await? {
                return Ok(false);
            }
            match (caller, subject) {
                (Caller::Program(_), _) => return Ok(true),
                (_, Subject::Person(person)) if caller.person() == Some(person) => return Ok(true),
                _ => {}
            }
            if let Subject::Person(person) = subject
                && !minor::may_staff_open(&self.db, caller, purpose, person).await?
            {
                return Ok(false);
            }
            if matches!(subject, Subject::Person(_)) && self.lacks_factor(caller, purpose).await? {
                return Ok(false);
            }
            for check in self.checks.get(&purpose).into_iter().flatten() {
                if check(&self.db, caller, category, subject).await? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}
