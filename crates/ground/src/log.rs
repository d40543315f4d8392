//! Structured logs without personal data: ids, codes, counts and spans only.

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How log lines look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For a person at a terminal.
    Plain,
    /// A JSON object a line.
    Json,
}

/// Starts logging to standard error. A second call changes nothing.
pub fn start(level: &str, format: Format) {
    let builder = tracing_subscriber::fmt().with_env_filter(filter(level)).with_writer(std::io::stderr);
    let started = match format {
        Format::Plain => discreet(builder.with_target(false).finish()).try_init(),
        Format::Json => discreet(builder.json().finish()).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging had been started before");
    }
}

fn filter(level: &str) -> EnvFilter {
    EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"))
}

/// The same log without what no setting may bring into it.
fn discreet<S: Subscriber>(log: S) -> impl Subscriber {
    log.with(filter_fn(may_be_said))
}

/// The SIP stack shows addresses from `warn` on, and whole messages with credentials from `info` on.
fn may_be_said(about: &Metadata<'_>) -> bool {
    let stack = about.target().split("::").next() == Some("rsipstack");
    !stack || *about.level() == Level::ERROR
}

#[cfg(test)]
mod tests {
    use tracing::{Level, enabled};
    use tracing_subscriber::layer::SubscriberExt as _;

    #[test]
    fn no_setting_makes_the_sip_stack_say_more_than_its_errors() {
        for level in ["debug", "trace,rsipstack=trace", "rsipstack::transport::udp=info"] {
            let log = super::discreet(tracing_subscriber::registry().with(super::filter(level)));
            tracing::subscriber::with_default(log, || {
                assert!(!enabled!(target: "rsipstack::transport::udp", Level::WARN), "{level}");
                assert!(!enabled!(target: "rsipstack", Level::INFO), "{level}");
            });
        }
        let log = super::discreet(tracing_subscriber::registry().with(super::filter("info")));
        tracing::subscriber::with_default(log, || {
            assert!(enabled!(target: "rsipstack", Level::ERROR));
            assert!(enabled!(target: "rsipstackless", Level::INFO));
        });
    }
}
