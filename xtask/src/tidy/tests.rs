//! Each rule against a small tree that breaks it, so that none of them can fall asleep.

use std::fs;
use std::path::PathBuf;

use super::faults;

/// A tree in a folder of its own, removed with the value.
struct Tree(PathBuf);

impl Tree {
    fn with(name: &str, files: &[(&str, &str)]) -> Tree {
        let root = std::env::temp_dir().join(format!("xtask-tidy-{}-{name}", std::process::id()));
        for (path, text) in files {
            let at = root.join(path);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fs::write(at, text).unwrap();
        }
        Tree(root)
    }

    fn says(&self) -> Vec<String> {
        faults(&self.0).unwrap().into_iter().map(|fault| format!("{}: {}", fault.place, fault.says)).collect()
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn manifest(name: &str, uses: &str) -> String {
    format!("[package]\nname = \"{name}\"\n[dependencies]\n{uses}")
}

const DOC: &str = "//! A room.\n";

#[test]
fn a_tidy_tree_has_nothing_to_say() {
    let tree = Tree::with(
        "tidy",
        &[
            (
                "crates/yard/Cargo.toml",
                &manifest(
                    "yard",
                    "ground.workspace = true\nsfu.workspace = true\nserde = \"1\"\n[dev-dependencies]\nkit.workspace = true",
                ),
            ),
            ("crates/yard/README.md", "# yard\nSee `crates/yard/src` and [the code](src/lib.rs).\n"),
            ("crates/yard/src/lib.rs", DOC),
            ("crates/yard/src/leave/store.rs", &format!("{DOC}const Q: &str = \"SELECT id FROM leave\";\n")),
            (
                "crates/yard/migrations/0001_leave.sql",
                "-- Leave needs a place.\nCREATE TABLE yard_leave (id BLOB);\n",
            ),
            ("crates/yard/src/leave/mod.rs", &format!("{DOC}const TABLE: &str = \"yard_leave\";\n")),
        ],
    );
    assert_eq!(tree.says(), [""; 0]);
}

#[test]
fn the_floors_are_kept() {
    let tree = Tree::with(
        "floors",
        &[
            (
                "crates/meet/Cargo.toml",
                &manifest("meet", "chat.workspace = true\ngate.workspace = true\nkit.workspace = true"),
            ),
            ("crates/sfu/Cargo.toml", &manifest("sfu", "ground.workspace = true")),
            ("crates/attic/Cargo.toml", &manifest("attic", "")),
            ("crates/yard/Cargo.toml", &manifest("yard", "door = { path = \"../../door\" }")),
            ("door/Cargo.toml", &manifest("door", "pass.workspace = true\nground.workspace = true")),
            ("xtask/Cargo.toml", &manifest("xtask", "policy = { path = \"../crates/policy\" }")),
        ],
    );
    let says = tree.says().join("\n");
    for expected in [
        "meet uses chat beside it",
        "meet uses gate, which stands above",
        "meet uses the test kit outside",
        "the tool sfu uses ground",
        "attic stands on no floor",
        "yard uses the agent of a door",
        "door uses ground; it may use tools",
        "uses policy of the house",
        "crates/meet: has no README.md",
    ] {
        assert!(says.contains(expected), "{expected:?} is missing from:\n{says}");
    }
}

#[test]
fn a_room_does_only_its_own_work() {
    let store = "pub(super) async fn list(cx: &mut Ctx, caller: &Member) -> Rows { store::list(cx).await }\n\
        pub(super) async fn grant(cx: &mut Ctx, caller: &Member) -> Rows { cx.permit(caller, Act::Grant, &leave)?; }\n";
    let later = "// TO".to_owned() + "DO: mend this\n";
    let tree = Tree::with(
        "rooms",
        &[
            ("crates/meet/src/room/actions.rs", &format!("{DOC}{store}")),
            ("crates/meet/src/room/http.rs", &format!("{DOC}const Q: &str = \"DELETE FROM meet_room\";\n")),
            ("crates/meet/src/utils.rs", &format!("fn nothing() {{}}\n{later}")),
            ("crates/meet/src/mail.rs", &format!("{DOC}async fn f() {{ reqwest::get(1).await; }}\n")),
            ("crates/meet/migrations/0001_x.sql", "CREATE TABLE meet_room (id BLOB);\n"),
        ],
    );
    let says = tree.says().join("\n");
    for expected in [
        "actions.rs:2: the action list asks no permission",
        "http.rs:2: holds SQL",
        "utils.rs: does not begin with a //!",
        "a room called \"utils\"",
        "utils.rs:2: leaves work for later",
        "mail.rs:2: uses reqwest",
        "makes the table meet_room, which",
        "0001_x.sql: does not begin with a comment",
    ] {
        assert!(says.contains(expected), "{expected:?} is missing from:\n{says}");
    }
    assert!(!says.contains("grant asks no"), "{says}");
}

#[test]
fn what_is_long_may_not_grow_and_what_has_shrunk_stays_short() {
    let long = format!("{DOC}fn endless() {{\n{}}}\n", "    step();\n".repeat(80));
    let tree = Tree::with(
        "long",
        &[("crates/meet/src/a.rs", &long), ("crates/meet/src/b.rs", &"//! Long.\n".repeat(501))],
    );
    let says = tree.says().join("\n");
    assert!(says.contains("a.rs::endless: is 82 lines long; 60"), "{says}");
    assert!(says.contains("b.rs: is 501 lines long; 500"), "{says}");

    let list = "[lines]\n\"crates/meet/src/a.rs::endless\" = 82\n\"crates/meet/src/b.rs\" = 600\n\"crates/meet/src/gone.rs\" = 700\n";
    fs::write(tree.0.join("crates/meet/src/../../../ratchet.toml"), "").unwrap();
    fs::create_dir_all(tree.0.join("xtask")).unwrap();
    fs::write(tree.0.join("xtask/ratchet.toml"), list).unwrap();
    let says = tree.says().join("\n");
    assert!(!says.contains("endless"), "{says}");
    assert!(says.contains("b.rs has shrunk to 501"), "{says}");
    assert!(says.contains("gone.rs is not long any more"), "{says}");
}

#[test]
fn a_document_names_only_what_exists() {
    let tree = Tree::with(
        "documents",
        &[(
            "README.md",
            "See `crates/nowhere/src`, `docs/adr/NNNN.md`, `crates/*/x` and [this](docs/gone.md), [that](https://example.org).\n",
        )],
    );
    let says = tree.says();
    assert_eq!(
        says,
        [
            "README.md:1: names crates/nowhere/src, which does not exist",
            "README.md:1: names docs/gone.md, which does not exist"
        ]
    );
}
