//! The port through which the vault asks what it cannot know: consent and access. The yard answers it.

use ground::{Caller, Fault};
use policy::{Category, Purpose, Recipient};
use std::future::Future;
use std::pin::Pin;

use crate::Subject;

/// An answer that is on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// Whether there are grounds to open something.
pub trait Grounds: Send + Sync + 'static {
    /// Does the subject's consent to this purpose stand now? Asked only where the purpose's basis is consent.
    fn consent_stands(&self, subject: Subject, purpose: Purpose) -> Answer<'_, bool>;

    /// Does the subject's own consent to passing data on to this recipient for this purpose stand? Asked where
    /// sensitive data would leave.
    fn sharing_stands(&self, subject: Subject, purpose: Purpose, recipient: Recipient) -> Answer<'_, bool> {
        let _ = (subject, purpose, recipient);
        Box::pin(async { Ok(false) })
    }

    /// Do the access rules let this caller open this category of this subject for this purpose? Asked for one's own
    /// data, too.
    fn may_open<'a>(
        &'a self,
        caller: &'a Caller,
        purpose: Purpose,
        category: Category,
        subject: Subject,
    ) -> Answer<'a, bool>;

    /// May something of this subject leave the house for this recipient? Asked before anything is sent.
    fn may_leave(&self, subject: Subject, purpose: Purpose, recipient: Recipient) -> Answer<'_, bool>;

    /// [`Grounds::may_open`] for many at once, in the order asked. Answer it yourself where one query can serve all.
    fn may_open_each<'a>(
        &'a self,
        caller: &'a Caller,
        purpose: Purpose,
        asked: &'a [(Category, Subject)],
    ) -> Answer<'a, Vec<bool>> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(asked.len());
            for (category, subject) in asked {
                answers.push(self.may_open(caller, purpose, *category, *subject).await?);
            }
            Ok(answers)
        })
    }

    /// [`Grounds::consent_stands`] for many at once, in the order asked.
    fn consent_stands_each<'a>(&'a self, subjects: &'a [Subject], purpose: Purpose) -> Answer<'a, Vec<bool>> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(subjects.len());
            for subject in subjects {
                answers.push(self.consent_stands(*subject, purpose).await?);
            }
            Ok(answers)
        })
    }
}
