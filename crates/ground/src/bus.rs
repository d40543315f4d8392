//! The bus: a hint, at most once, that something is new. The database is the truth; whoever lags
//! reads again from where it stood.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

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

/// Hints that one listener may leave unread before it is told that it missed some.
const BACKLOG: usize = 64;

/// What a listener hears: that it should look, or an ephemeral frame (typing, ringing) as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Note {
    /// Look again.
    New,
    /// A frame without a number, delivered to whoever is there now.
    Passing(Arc<str>),
    /// The listener was too slow, and what it had not read is gone: look at everything again.
    Missed,
}

/// What one listener has not read yet. Thousands listen and hardly hear anything: nothing is kept ready for them.
#[derive(Default)]
struct Ear {
    unread: Mutex<VecDeque<Note>>,
    wake: Notify,
}

impl Ear {
    fn unread(&self) -> MutexGuard<'_, VecDeque<Note>> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, note: Note) {
        let mut unread = self.unread();
        if unread.len() >= BACKLOG {
            unread.clear();
            unread.push_back(Note::Missed);
        } else if note != Note::New || unread.back() != Some(&Note::New) {
            unread.push_back(note);
        }
        drop(unread);
        self.wake.notify_one();
    }
}

type Subjects = HashMap<Subject, Vec<Arc<Ear>>>;

/// The bus within the process.
#[derive(Clone, Default)]
pub struct Bus {
    subjects: Arc<Mutex<Subjects>>,
}

/// Listens to a subject until it is dropped.
pub struct Listener {
    bus: Bus,
    subject: Subject,
    ear: Arc<Ear>,
}

impl Listener {
    /// What comes next; waits for it. Where this is given up while it waits, nothing is lost.
    pub async fn recv(&mut self) -> Note {
        loop {
            if let Some(note) = self.try_recv() {
                return note;
            }
            self.ear.wake.notified().await;
        }
    }

    /// What has come, if anything has.
    pub fn try_recv(&mut self) -> Option<Note> {
        let mut unread = self.ear.unread();
        let note = unread.pop_front();
        if unread.is_empty() && unread.capacity() > 4 {
            unread.shrink_to_fit();
        }
        note
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut subjects = self.bus.subjects();
        let Some(ears) = subjects.get_mut(&self.subject) else { return };
        ears.retain(|ear| !Arc::ptr_eq(ear, &self.ear));
        // One that nobody listens to any longer is forgotten.
        if ears.is_empty() {
            subjects.remove(&self.subject);
        }
    }
}

impl Bus {
    fn subjects(&self) -> MutexGuard<'_, Subjects> {
        self.subjects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whoever listens to the subject that it should look.
    pub fn publish(&self, subject: Subject) {
        self.send(subject, &Note::New);
    }

    /// Sends an ephemeral frame to whoever listens now; nobody listening is no error.
    pub fn pass(&self, subject: Subject, frame: &str) {
        self.send(subject, &Note::Passing(frame.into()));
    }

    /// How many of these people listen now: they have a page open.
    pub fn listening(&self, people: &[PersonId]) -> usize {
        let subjects = self.subjects();
        people.iter().filter(|person| subjects.contains_key(&Subject::Person(**person))).count()
    }

    /// Sends one ephemeral frame to whoever of these people listens now; it is not copied for each.
    pub fn pass_to(&self, people: &[PersonId], frame: &Arc<str>) {
        let (subjects, note) = (self.subjects(), Note::Passing(Arc::clone(frame)));
        for person in people {
            deliver(&subjects, Subject::Person(*person), &note);
        }
    }

    fn send(&self, subject: Subject, note: &Note) {
        deliver(&self.subjects(), subject, note);
    }

    /// Listens to a subject from now on.
    pub fn listen(&self, subject: Subject) -> Listener {
        let ear = Arc::new(Ear::default());
        self.subjects().entry(subject).or_default().push(Arc::clone(&ear));
        Listener { bus: self.clone(), subject, ear }
    }

    /// How many subjects are listened to (metrics).
    pub fn heard(&self) -> usize {
        self.subjects().len()
    }
}

fn deliver(subjects: &Subjects, subject: Subject, note: &Note) {
    for ear in subjects.get(&subject).into_iter().flatten() {
        ear.hear(note.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listener_hears_what_comes_in_order_and_is_forgotten_when_it_goes() {
        let bus = Bus::default();
        bus.publish(Subject::Jobs);
        let (mut one, mut other) = (bus.listen(Subject::Jobs), bus.listen(Subject::Jobs));
        bus.publish(Subject::Jobs);
        bus.publish(Subject::Jobs);
        bus.pass(Subject::Jobs, "ringing");
        bus.publish(Subject::Presence);
        // To look twice is to look once.
        for listener in [&mut one, &mut other] {
            assert_eq!(listener.recv().await, Note::New);
            assert_eq!(listener.recv().await, Note::Passing("ringing".into()));
            assert_eq!(listener.try_recv(), None);
        }
        let waiting = tokio::spawn(async move { (one.recv().await, one) });
        tokio::task::yield_now().await;
        bus.publish(Subject::Jobs);
        let (note, one) = waiting.await.unwrap();
        assert_eq!((note, bus.heard()), (Note::New, 1));
        drop((one, other));
        assert_eq!(bus.heard(), 0);
    }

    #[tokio::test]
    async fn who_is_too_slow_is_told_that_he_missed_something() {
        let bus = Bus::default();
        let mut slow = bus.listen(Subject::Freezes);
        for number in 0..BACKLOG + 3 {
            bus.pass(Subject::Freezes, &number.to_string());
        }
        assert_eq!(slow.recv().await, Note::Missed);
        let last = (BACKLOG + 1..BACKLOG + 3).map(|number| number.to_string());
        for number in last {
            assert_eq!(slow.recv().await, Note::Passing(number.as_str().into()));
        }
        assert_eq!(slow.try_recv(), None);
    }
}
