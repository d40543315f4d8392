//! A fault is ours: logged once with its causes, told as "something went wrong on our side".

use std::error::Error;
use std::fmt;

/// Something that should not have happened. Carries no personal data.
pub struct Fault {
    context: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault without a cause below it.
    pub fn new(context: impl Into<String>) -> Self {
        Self { context: context.into(), source: None }
    }

    /// A fault with its cause.
    pub fn caused(context: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { context: context.into(), source: Some(source.into()) }
    }

    /// The whole chain in one line, outermost first.
    pub fn chain(&self) -> String {
        let mut line = self.context.clone();
        let mut next = self.source.as_deref().map(|source| source as &dyn Error);
        while let Some(cause) = next {
            line.push_str(": ");
            line.push_str(&cause.to_string());
            next = cause.source();
        }
        line
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.context)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.chain())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// `result.because("opening the ledger")` where the meaning is known.
pub trait Because<T> {
    /// Turns an error into a fault with this context.
    ///
    /// # Errors
    /// The fault, when the result was an error (or the option was empty).
    fn because(self, context: &str) -> Result<T, Fault>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> Because<T> for Result<T, E> {
    fn because(self, context: &str) -> Result<T, Fault> {
        self.map_err(|error| Fault::caused(context, error))
    }
}

impl<T> Because<T> for Option<T> {
    fn because(self, context: &str) -> Result<T, Fault> {
        self.ok_or_else(|| Fault::new(context))
    }
}
