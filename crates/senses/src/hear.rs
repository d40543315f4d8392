//! Samples become words, by whisper.cpp and the model that the operator put there.

use std::path::Path;
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState};

use crate::decode::HERTZ;
use crate::wire::Deaf;

/// Threads, at most: hearing is for the spare time of the machine.
const THREADS_MAX: usize = 4;
/// Samples that the model hears at once, in seconds; and its places for them.
const WINDOW_SECONDS: usize = 30;
const PLACES_MAX: usize = 1_500;
/// How sure the model must be of the tongue that the listener reads, to believe that it is spoken.
const LIKELY: f32 = 0.2;
/// Below this nothing is loud enough to be speech (a whole swing is 1).
const QUIET: f32 = 0.003;
/// So sure the model may be that a piece has no words in it, and its words are still believed.
const WORDLESS: f32 = 0.8;
/// Tokens of one piece of speech, at most: what is not understood would otherwise run in circles for minutes.
const TOKENS_MAX: i32 = 160;

/// A model, ready to hear.
pub struct Ear {
    model: WhisperContext,
    threads: usize,
}

impl Ear {
    /// Reads a model. Nothing is written to the standard error: it could say what was heard.
    ///
    /// # Errors
    /// Where there is none, or it is none.
    pub fn open(model: &Path) -> Result<Self, Deaf> {
        whisper_rs::install_logging_hooks();
        let mut how = WhisperContextParameters::default();
        how.use_gpu(false);
        let path = model.to_str().ok_or(Deaf::Model)?;
        let model = WhisperContext::new_with_params(path, how).map_err(|_| Deaf::Model)?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { model, threads: (cores / 2).clamp(1, THREADS_MAX) })
    }

    /// What is said in these samples. `tongue` is what the listener reads, as in ISO 639-1; it may be empty.
    ///
    /// # Errors
    /// Where the recogniser gives up.
    pub fn hear(&self, samples: &[f32], tongue: &str) -> Result<String, Deaf> {
        // In silence a model hears what it heard most often while it learned.
        if samples.iter().all(|sample| sample.abs() < QUIET) {
            return Ok(String::new());
        }
        let mut state = self.model.create_state().map_err(|_| Deaf::Failed)?;
        let spoken = self.spoken(&mut state, samples, tongue)?;
        let mut how = FullParams::new(SamplingStrategy::BeamSearch { beam_size: 5, patience: -1.0 });
        how.set_n_threads(i32::try_from(self.threads).unwrap_or(1));
        how.set_language(Some(spoken));
        if spoken == "zh" {
            // Without it the same characters come now in one form, now in the other, and without any marks.
            how.set_initial_prompt("以下是普通话的句子。");
        }
        how.set_audio_ctx(places(samples.len()));
        how.set_max_tokens(TOKENS_MAX);
        // One second try, no more: speech that nobody understands would be tried six times.
        how.set_temperature_inc(0.6);
        how.set_suppress_nst(true);
        how.set_no_timestamps(samples.len() < WINDOW_SECONDS * rate());
        how.set_print_progress(false);
        how.set_print_realtime(false);
        how.set_print_timestamps(false);
        how.set_print_special(false);
        state.full(how, samples).map_err(|_| Deaf::Failed)?;
        let mut words = String::new();
        for piece in state.as_iter() {
            if piece.no_speech_probability() > WORDLESS {
                continue;
            }
            words.push_str(&piece.to_str_lossy().map_err(|_| Deaf::Failed)?);
        }
        Ok(words.trim().to_owned())
    }

    /// Which tongue is spoken: the listener's where that is likely, else the likeliest.
    fn spoken(&self, state: &mut WhisperState, samples: &[f32], tongue: &str) -> Result<&'static str, Deaf> {
        if !self.model.is_multilingual() {
            return Ok("en");
        }
        self.narrow(state, places(samples.len()))?;
        state.pcm_to_mel(samples, self.threads).map_err(|_| Deaf::Failed)?;
        let (likeliest, chances) = state.lang_detect(0, self.threads).map_err(|_| Deaf::Failed)?;
        let wanted = whisper_rs::get_lang_id(tongue).filter(|_| !tongue.is_empty());
        let chance = wanted.and_then(|id| chances.get(usize::try_from(id).ok()?));
        let spoken = wanted.filter(|_| chance.is_some_and(|chance| *chance >= LIKELY)).unwrap_or(likeliest);
        Ok(whisper_rs::get_lang_str(spoken).unwrap_or("en"))
    }

    /// Makes the recogniser look at so many places when it guesses the tongue, too. It has no word for that, but keeps what it
    /// was told in the last hearing: so it hears a moment of silence first. Without it a guess takes four times as long
    /// as all else.
    fn narrow(&self, state: &mut WhisperState, places: i32) -> Result<(), Deaf> {
        let mut how = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
        how.set_n_threads(i32::try_from(self.threads).unwrap_or(1));
        how.set_language(Some("en"));
        how.set_audio_ctx(places);
        how.set_max_tokens(1);
        how.set_single_segment(true);
        how.set_temperature_inc(0.0);
        how.set_print_progress(false);
        state.full(how, &vec![0.0; rate() / 2]).map_err(|_| Deaf::Failed)
    }
}

fn rate() -> usize {
    usize::try_from(HERTZ).unwrap_or(16_000)
}

/// Places that the model looks at: as many as the recording fills and a few more, which halves the time of a short one.
fn places(samples: usize) -> i32 {
    let wanted = 50 * samples.div_ceil(rate()) + 128;
    i32::try_from(wanted.min(PLACES_MAX)).unwrap_or(0)
}
