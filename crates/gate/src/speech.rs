//! The program that hears, as the house runs it: one child, started when somebody first asks, asked one thing at a time, ended
//! when nobody has asked for a while. What it does there never harms the house: it is cut off after a time, and a
//! new one is started for whoever asks next. The child gets no environment but where programs lie.

use ground::config::Config;
use ground::{OwnedTask, PersonId};
use senses::wire::{Deaf, Kind};
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};
use yard::hearing::{Answer, Ears, Recognise, Turn, Unheard};

use crate::child::{self, Program, end};

/// Recordings that wait or are heard, at most; as many of them lie in memory.
const LINE: usize = 6;
/// The same of one person.
const OF_ONE: usize = 2;
/// How long one recording may take.
const PATIENCE: Duration = Duration::from_secs(240);
/// After so long without a wish the program is ended, and its memory is free.
const IDLE: Duration = Duration::from_secs(180);
/// Where the program and its model lie.
#[derive(Clone)]
struct Where {
    program: PathBuf,
    model: PathBuf,
}

/// Turns speech off in the configuration where its model or its program is not there, and says so: who asks whether this house
/// can hear looks there.
pub(crate) fn settled(mut config: Config) -> Config {
    if config.speech.model.is_some() && found(&config).is_none() {
        tracing::warn!(
            "speech.model or speech.program is not there: voice messages are not turned into text"
        );
        config.speech.model = None;
    }
    config
}

fn found(config: &Config) -> Option<Where> {
    let program = child::program(config.speech.program.clone())?;
    let model = config.speech.model.as_ref()?.canonicalize().ok().filter(|path| path.is_file());
    Some(Where { program, model: model? })
}

/// Whoever hears for this house, and the task that owns the program.
pub(crate) fn listen(config: &Config) -> (Ears, OwnedTask) {
    let (wishes, line) = mpsc::channel(LINE);
    let lies = found(config);
    let ears = match &lies {
        Some(_) => {
            let (line, persons) = (Arc::new(Semaphore::new(LINE)), Arc::default());
            Ears::new(Desk { wishes, line, persons })
        }
        None => Ears::none(),
    };
    let task = OwnedTask::spawn("hearing", |stopped| async move {
        if let Some(lies) = lies {
            hear(lies, line, stopped).await;
        }
    });
    (ears, task)
}

/// A recording and who waits for its words.
struct Wish {
    sound: Vec<u8>,
    tongue: String,
    answer: oneshot::Sender<Result<String, Deaf>>,
}

/// Takes wishes.
struct Desk {
    wishes: mpsc::Sender<Wish>,
    line: Arc<Semaphore>,
    persons: Arc<Mutex<HashMap<PersonId, usize>>>,
}

impl Recognise for Desk {
    fn stand(&self, person: PersonId) -> Result<Box<dyn Turn>, Unheard> {
        let permit = Arc::clone(&self.line).try_acquire_owned().map_err(|_| Unheard::Busy)?;
        let mut persons = self.persons.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = persons.entry(person).or_default();
        if *waiting >= OF_ONE {
            return Err(Unheard::Busy);
        }
        *waiting += 1;
        let persons = Arc::clone(&self.persons);
        Ok(Box::new(Standing { wishes: self.wishes.clone(), persons, person, _permit: permit }))
    }
}

/// A place in the line.
struct Standing {
    wishes: mpsc::Sender<Wish>,
    persons: Arc<Mutex<HashMap<PersonId, usize>>>,
    person: PersonId,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Standing {
    fn drop(&mut self) {
        let mut persons = self.persons.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = persons.get_mut(&self.person) {
            *waiting -= 1;
            if *waiting == 0 {
                persons.remove(&self.person);
            }
        }
    }
}

impl Turn for Standing {
    fn words(self: Box<Self>, sound: Vec<u8>, tongue: String) -> Answer<'static, Result<String, Unheard>> {
        Box::pin(async move {
            let (answer, heard) = oneshot::channel();
            let wish = Wish { sound, tongue, answer };
            // There is a place for everybody who stands in the line.
            self.wishes.try_send(wish).map_err(|_| Unheard::Busy)?;
            let heard = heard.await.map_err(|_| Unheard::Failed)?;
            heard.map_err(|why| match why {
                Deaf::Unreadable => Unheard::Unreadable,
                Deaf::Long => Unheard::Long,
                Deaf::Decoder | Deaf::Model => {
                    tracing::error!(%why, "voice messages are not turned into text: is ffmpeg there, and is the model one?");
                    Unheard::Absent
                }
                Deaf::Failed => Unheard::Failed,
            })
        })
    }
}

/// Answers wishes until the house stops. Whoever does not wait any more is passed over.
async fn hear(lies: Where, mut line: mpsc::Receiver<Wish>, mut stopped: watch::Receiver<bool>) {
    let mut program = None;
    loop {
        let idle = async { if program.is_some() { sleep(IDLE).await } else { std::future::pending().await } };
        tokio::select! {
            _ = stopped.changed() => break,
            () = idle => end(program.take()).await,
            wish = line.recv() => {
                let Some(wish) = wish else { break };
                if wish.answer.is_closed() {
                    continue;
                }
                let heard = tokio::select! {
                    heard = timeout(PATIENCE, ask(&lies, &mut program, &wish)) => heard,
                    _ = stopped.changed() => break,
                };
                let heard = match heard.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
                    Ok(heard) => heard,
                    Err(error) => {
                        tracing::warn!(%error, "the program that hears is ended");
                        end(program.take()).await;
                        Err(Deaf::Failed)
                    }
                };
                // Where nobody waits any more there is nobody to be told.
                drop(wish.answer.send(heard));
            }
        }
    }
    end(program).await;
}

/// Asks one thing. An error is one of the line to the program, which is of no use any more then.
async fn ask(lies: &Where, program: &mut Option<Program>, wish: &Wish) -> io::Result<Result<String, Deaf>> {
    let running = match program {
        Some(running) => running,
        None => program.insert(Program::start(&lies.program, &["speech", "--model"], &lies.model)?),
    };
    for (kind, body) in [(Kind::Tongue, wish.tongue.as_bytes()), (Kind::Sound, wish.sound.as_slice())] {
        if !running.say(kind, body).await? {
            return Ok(Err(Deaf::Long));
        }
    }
    Ok(match running.answer(Kind::Words).await? {
        Ok(words) => Ok(String::from_utf8(words).map_err(|_| child::wrong())?),
        Err(why) => Err(why),
    })
}
