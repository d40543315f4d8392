//! Who is registered, and where. Plain values; time is given.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

/// How a phone is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A connection that the phone made.
    Tcp,
    /// The same under TLS.
    Tls,
}

/// Where an account is reached: by the way its registration came, whatever it wrote into `Contact`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The contact as the phone wrote it: what a call to it is addressed to, and what tells bindings apart.
    pub contact: String,
    /// The address that its registration came from.
    pub source: SocketAddr,
    /// Over which transport.
    pub transport: Transport,
    /// Until when, counted as `now` is.
    pub until: Duration,
    /// Of which registration (`Call-ID`), and its count there.
    call: String,
    sequence: u32,
}

/// Why a registration is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The account has as many contacts as it may.
    TooMany,
    /// The house has as many accounts at it as it may.
    Full,
    /// An older request came after a newer one (RFC 3261, section 10.3).
    OutOfOrder,
}

/// What a phone asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// See [`Binding::contact`].
    pub contact: String,
    /// Where it came from.
    pub source: SocketAddr,
    /// How.
    pub transport: Transport,
    /// How long; nothing ends it.
    pub lasting: Duration,
    /// `Call-ID`.
    pub call: String,
    /// `CSeq`.
    pub sequence: u32,
}

/// All bindings.
pub struct Registrar {
    accounts: HashMap<String, Vec<Binding>>,
    /// Accounts that ran out while another was set: the next sweep says so.
    gone: Vec<String>,
    accounts_max: usize,
    contacts_max: usize,
}

impl Registrar {
    /// At most so many accounts, each with so many contacts.
    #[must_use]
    pub fn new(accounts_max: usize, contacts_max: usize) -> Self {
        Self { accounts: HashMap::new(), gone: Vec::new(), accounts_max, contacts_max }
    }

    /// Sets, prolongs or ends a binding; true where the account is reachable afterwards and was not before, or the
    /// other way round.
    ///
    /// # Errors
    /// [`Refusal`]; nothing is changed then.
    pub fn set(&mut self, now: Duration, account: &str, wish: Wish) -> Result<bool, Refusal> {
        self.gone = self.sweep(now);
        let before = self.accounts.contains_key(account);
        let full = self.accounts.len() >= self.accounts_max;
        let known = self.accounts.get(account).map_or(&[][..], Vec::as_slice);
        let same = known.iter().position(|binding| binding.contact == wish.contact);
        if let Some(old) = same.map(|at| &known[at])
            && old.call == wish.call
            && wish.sequence <= old.sequence
        {
            return Err(Refusal::OutOfOrder);
        }
        if wish.lasting.is_zero() {
            if let (Some(at), Some(bindings)) = (same, self.accounts.get_mut(account)) {
                bindings.remove(at);
                if bindings.is_empty() {
                    self.accounts.remove(account);
                }
            }
            return Ok(before != self.accounts.contains_key(account));
        }
        if same.is_none() && known.len() >= self.contacts_max {
            return Err(Refusal::TooMany);
        }
        if !before && full {
            return Err(Refusal::Full);
        }
        let Wish { contact, source, transport, lasting, call, sequence } = wish;
        let binding = Binding { contact, source, transport, until: now + lasting, call, sequence };
        let bindings = self.accounts.entry(account.to_owned()).or_default();
        match same {
            Some(at) => bindings[at] = binding,
            None => bindings.push(binding),
        }
        self.gone.retain(|gone| gone != account);
        Ok(!before)
    }

    /// Does all that one request asks for, after ending `everything` where it asks for that, or nothing of it. Says
    /// whether the account was reachable before, and whether it is afterwards.
    ///
    /// # Errors
    /// As [`Registrar::set`], for any of the wishes; nothing is changed then.
    pub fn apply(
        &mut self,
        now: Duration,
        account: &str,
        everything: bool,
        wishes: Vec<Wish>,
    ) -> Result<(bool, bool), Refusal> {
        self.gone = self.sweep(now);
        let (before, gone) = (self.accounts.get(account).cloned(), self.gone.clone());
        if everything {
            self.clear(account);
        }
        let was = before.is_some();
        for wish in wishes {
            if let Err(refusal) = self.set(now, account, wish) {
                self.accounts.remove(account);
                self.accounts.extend(before.map(|bindings| (account.to_owned(), bindings)));
                self.gone = gone;
                return Err(refusal);
            }
        }
        Ok((was, self.accounts.contains_key(account)))
    }

    /// Ends all bindings of an account; true where there were any.
    pub fn clear(&mut self, account: &str) -> bool {
        self.accounts.remove(account).is_some()
    }

    /// Where an account is reached now, the latest first.
    #[must_use]
    pub fn of(&self, now: Duration, account: &str) -> Vec<Binding> {
        let mut found: Vec<Binding> = self
            .accounts
            .get(account)
            .into_iter()
            .flatten()
            .filter(|binding| binding.until > now)
            .cloned()
            .collect();
        found.reverse();
        found
    }

    /// Whether an account is bound to this address.
    #[must_use]
    pub fn is_at(&self, account: &str, source: std::net::IpAddr) -> bool {
        self.accounts.get(account).is_some_and(|all| all.iter().any(|one| one.source.ip() == source))
    }

    /// Drops what has run out, and says which accounts are gone by it, now or when another was set since the last sweep.
    pub fn sweep(&mut self, now: Duration) -> Vec<String> {
        let mut gone = std::mem::take(&mut self.gone);
        self.accounts.retain(|account, bindings| {
            bindings.retain(|binding| binding.until > now);
            if bindings.is_empty() {
                gone.push(account.clone());
            }
            !bindings.is_empty()
        });
        gone
    }

    /// How many accounts are registered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Whether nobody is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }
}
