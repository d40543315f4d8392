//! The bus: a hint, at most once, that something is new. The database is the truth; whoever lags
//! reads again from where it stood.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

use crate::PersonId;

/// What is new.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// A person's stream has new frames.
    Person(PersonId),
    /// A consent was given or is gone: whatever runs under it looks again.
    Consents,
    /// An account was frozen: whatever goes on in its name ends.
    Freezes,
    /// A person's stream was opened or closed, or he is there otherwise than before: whoever shows that looks again.
    Presence,
    /// Work is waiting.
    Jobs,
}

/// Hints that one listener may leave unread before it is told that it lags.
const BACKLOG: usize = 64;

type Subjects = HashMap<Subject, broadcast::Sender<Note>>;

/// Tells whoever listens to a subject; one that nobody listens to any longer is forgotten.
fn deliver(subjects: &mut Subjects, subject: Subject, note: Note) {
    let Some(sender) = subjects.get(&subject) else { return };
    if sender.send(note).is_err() {
        subjects.remove(&subject);
    }
}

/// The bus within the process.
#[derive(Clone, Default)]
pub struct Bus {
    subjects: Arc<Mutex<Subjects>>,
}

/// What a listener hears: that it should look, or an ephemeral frame (typing, ringing) as it is.
#[derive(Clone, Debug)]
pub enum Note {
    /// Look again.
    New,
    /// A frame without a number, delivered to whoever is there now.
    Passing(Arc<str>),
}

impl Bus {
    /// Tells whoever listens to the subject that it should look.
    pub fn publish(&self, subject: Subject) {
        self.send(subject, Note::New);
    }

    /// Sends an ephemeral frame to whoever listens now; nobody listening is no error.
    pub fn pass(&self, subject: Subject, frame: &str) {
        self.send(subject, Note::Passing(frame.into()));
    }

    /// How many of these people listen now: they have a page open.
    pub fn listening(&self, people: &[PersonId]) -> usize {
        let subjects = self.subjects.lock().unwrap_or_else(PoisonError::into_inner);
        let listens = |person: &&PersonId| {
            subjects.get(&Subject::Person(**person)).is_some_and(|sender| sender.receiver_count() > 0)
        };
        people.iter().filter(listens).count()
    }

    /// Sends one ephemeral frame to whoever of these people listens now; it is not copied for each.
    pub fn pass_to(&self, people: &[PersonId], frame: &Arc<str>) {
        let mut subjects = self.subjects.lock().unwrap_or_else(PoisonError::into_inner);
        for person in people {
            deliver(&mut subjects, Subject::Person(*person), Note::Passing(Arc::clone(frame)));
        }
    }

    fn send(&self, subject: Subject, note: Note) {
        deliver(&mut self.subjects.lock().unwrap_or_else(PoisonError::into_inner), subject, note);
    }

    /// Listens to a subject from now on.
    pub fn listen(&self, subject: Subject) -> broadcast::Receiver<Note> {
        let mut subjects = self.subjects.lock().unwrap_or_else(PoisonError::into_inner);
        subjects.entry(subject).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe()
    }

    /// How many subjects are listened to (metrics).
    pub fn subjects(&self) -> usize {
        self.subjects.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}
