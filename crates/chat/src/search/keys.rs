//! The keys of tokens, one for each conversation, and the tokens themselves.

use aws_lc_rs::hmac;
use ground::{Because, Caller, Fault};
use policy::Purpose;
use std::collections::BTreeSet;
use yard::House;

use super::segment::Token;
use super::{IndexKey, rules, store};
use crate::conversation::{Conversation, ConversationId};

/// What a message is found by: a set, so that neither order nor count is kept.
pub(crate) type Tokens = BTreeSet<Token>;

/// A key ready for work.
pub(super) struct Key(hmac::Key);

impl Key {
    fn token(&self, term: &str) -> Token {
        hmac::sign(&self.0, term.as_bytes()).as_ref().first_chunk().copied().unwrap_or_default()
    }

    /// What has these is looked for.
    pub(super) fn tokens(&self, terms: &BTreeSet<String>) -> Tokens {
        terms.iter().map(|term| self.token(term)).collect()
    }

    /// What a text is found by.
    fn tokens_of(&self, text: &str) -> Tokens {
        let mut tokens = Vec::new();
        rules::each_term(text, |term| tokens.push(self.token(term)));
        tokens.into_iter().collect()
    }
}

/// The tokens of a message in its conversation, whose key is made at the first.
pub(crate) async fn tokens_of(house: &House, id: ConversationId, text: &str) -> Result<Tokens, Fault> {
    let mut view = house.db.glance().await?;
    let found = store::key(&mut view, id).await?;
    drop(view);
    let key = match found {
        Some(key) => key,
        None => make(house, id).await?,
    };
    Ok(open(house, &key).await?.tokens_of(text))
}

/// Makes the key of a conversation; of two that are made at once the first counts.
async fn make(house: &House, id: ConversationId) -> Result<IndexKey, Fault> {
    let mut secret = vec![0; 32];
    aws_lc_rs::rand::fill(&mut secret).because("drawing a key of tokens")?;
    let secret = house.vault.seal(&IndexKey::SECRET, Conversation::subject(id), id.bytes(), &secret).await?;
    let mut cx = house.db.begin().await?;
    store::add_key(&mut cx, &IndexKey { conversation: id, secret }).await?;
    cx.commit().await?;
    let found = store::key(&mut house.db.view().await?, id).await?;
    found.ok_or_else(|| Fault::new("the key of tokens went as it was made"))
}

/// Opens a key for the program: what it lets one read are sets of tokens.
pub(super) async fn open(house: &House, key: &IndexKey) -> Result<Key, Fault> {
    let program = Caller::Program("message.index");
    let look = house.vault.look(&program, Purpose::Messaging).act("message.index").delivery();
    let secret = look.open(&key.secret).await.map_err(|no| Fault::caused("opening a key of tokens", no))?;
    Ok(Key(hmac::Key::new(hmac::HMAC_SHA256, &secret)))
}
