//! The laws of the house, so that they stay true: arrows, sizes, heads, names, and what the border may do.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 10] = [
    "core/wire",
    "core/membership",
    "core/seal",
    "core/engine",
    "core/print",
    "core/client",
    "bindings",
    "server",
    "tests",
    "bindings/bindgen",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

fn packages() -> BTreeMap<String, Package> {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec().expect("cargo metadata");
    metadata.packages.into_iter().map(|package| (package.name.to_string(), package)).collect()
}

fn depends(package: &Package) -> Vec<String> {
    let normal = package.dependencies.iter().filter(|it| it.kind == DependencyKind::Normal);
    normal.map(|it| it.name.clone()).collect()
}

/// All source files with one of these endings, below `folder`, generated ones left out.
fn sources(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_symlink() || name == "target" || name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a source file")
}

#[test]
fn the_arrows_point_one_way() {
    let packages = packages();
    let allowed: [(&str, &[&str]); 9] = [
        ("samtale-wire", &[]),
        ("samtale-membership", &["samtale-wire"]),
        ("samtale-seal", &["samtale-wire", "samtale-membership"]),
        ("samtale-engine", &["samtale-wire", "samtale-membership", "samtale-seal"]),
        ("samtale-print", &[]),
        (
            "samtale-client",
            &["samtale-wire", "samtale-membership", "samtale-seal", "samtale-engine", "samtale-print"],
        ),
        ("samtale-bindings", &["samtale-client", "samtale-engine"]),
        ("samtale-server", &["samtale-wire", "samtale-membership"]),
        ("samtale-bindgen", &[]),
    ];
    for (room, may) in allowed {
        for dependency in depends(&packages[room]) {
            let ours = dependency.starts_with("samtale-");
            assert!(!ours || may.contains(&dependency.as_str()), "{room} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_pure_rooms_have_no_hands_and_only_the_border_knows_uniffi() {
    for (name, package) in packages() {
        let pure = ["samtale-wire", "samtale-membership", "samtale-seal", "samtale-engine", "samtale-print"]
            .contains(&name.as_str());
        for dependency in depends(&package) {
            let hands = ["tokio", "reqwest", "rusqlite", "keyring-core", "getrandom", "axum"];
            assert!(!(pure && hands.contains(&dependency.as_str())), "{name} must not have {dependency}");
            let border = name == "samtale-bindings" || name == "samtale-bindgen";
            assert!(border || dependency != "uniffi", "{name} must not know uniffi");
        }
    }
}

#[test]
fn each_room_keeps_its_oath_by_what_it_does_not_have() {
    let packages = packages();
    let tls = ["openssl", "native-tls"];
    let ciphers = ["chacha20poly1305", "hpke", "hkdf", "aes-gcm"];
    let signatures = ["ed25519-dalek", "p256", "sha2"];
    let oaths: [(&str, Vec<&str>); 3] = [
        ("samtale-wire", [ciphers.as_slice(), &signatures].concat()),
        ("samtale-membership", ciphers.to_vec()),
        ("samtale-bindings", [ciphers.as_slice(), &signatures, &["reqwest", "rusqlite"]].concat()),
    ];
    for (room, never) in oaths {
        let has = depends(&packages[room]);
        assert!(!never.iter().any(|it| has.iter().any(|has| has == it)), "{room} has {has:?}");
    }
    let metadata = MetadataCommand::new().current_dir(root()).exec().expect("cargo metadata");
    assert!(!metadata.packages.iter().any(|it| tls.contains(&it.name.as_str())), "TLS is rustls everywhere");
}

#[test]
fn the_server_has_nothing_that_opens_a_post() {
    let metadata = MetadataCommand::new().current_dir(root()).exec().expect("cargo metadata");
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let id = |name: &str| {
        metadata.packages.iter().find(|it| it.name.as_str() == name).expect("a package").id.clone()
    };
    let mut reached = vec![id("samtale-server")];
    let mut at = 0;
    while at < reached.len() {
        let node = resolve.nodes.iter().find(|node| node.id == reached[at]).expect("a node");
        for dep in &node.deps {
            let normal = dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if normal && !reached.contains(&dep.pkg) {
                reached.push(dep.pkg.clone());
            }
        }
        at += 1;
    }
    for forbidden in ["samtale-seal", "samtale-engine", "samtale-client", "hpke"] {
        assert!(!reached.contains(&id(forbidden)), "the server reaches {forbidden}");
    }
}

/// Whether an SPDX expression can be met with what is allowed.
fn met(expression: &str, allowed: &[String]) -> bool {
    let parts = |text: &str, by: &str| text.split(by).map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let bare = expression.replace("MIT/", "MIT OR ").replace('/', " OR ").replace(['(', ')'], " ");
    parts(&bare, " AND ").iter().all(|all| parts(all, " OR ").iter().any(|any| allowed.contains(any)))
}

#[test]
fn every_dependency_has_a_licence_from_the_list() {
    let config = read(&root().join(".deny.toml"));
    let list = config.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).expect("the list");
    let allowed: Vec<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(allowed.len() > 10 && !met("GPL-3.0-only", &allowed), "the list is a list");
    let metadata = MetadataCommand::new().current_dir(root()).exec().expect("cargo metadata");
    for package in metadata.packages {
        let licence = package.license.unwrap_or_default();
        assert!(met(&licence, &allowed), "{} is under {licence:?}", package.name);
    }
}

#[test]
fn no_file_outgrows_its_law() {
    for file in sources(&root(), &[".rs", ".kt", ".swift"]) {
        let text = read(&file);
        let lines = text.lines().count();
        let path = file.strip_prefix(root()).expect("below the root").to_string_lossy().to_lowercase();
        let most = if path.contains("test") || path.contains("bench") { 600 } else { 400 };
        assert!(lines <= most, "{path} has {lines} lines, at most {most}");
        if path.ends_with("src/lib.rs") {
            assert!(lines <= 60, "{path} is a page of contents: {lines} lines, at most 60");
        }
    }
}

#[test]
fn every_rust_file_says_what_it_is() {
    for room in ROOMS {
        for file in sources(&root().join(room), &[".rs"]) {
            let text = read(&file);
            let head = text.lines().take_while(|line| line.starts_with("//!")).count();
            assert!((1..=8).contains(&head), "{} has a head of {head} lines, 1 to 8", file.display());
        }
    }
}

#[test]
fn nothing_is_called_by_a_name_that_says_nothing() {
    let empty = ["Manager", "Helper", "Util", "Service", "Handler", "Dto", "Common", "Misc"];
    for file in sources(&root(), &[".rs", ".kt", ".swift"]) {
        for line in read(&file).lines() {
            let mut words = line.split_whitespace().skip_while(|word| {
                !["struct", "enum", "trait", "class", "protocol", "interface", "object"].contains(word)
            });
            let name = words.nth(1).unwrap_or_default();
            let name: String = name.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            let bad = empty.iter().any(|empty| name.ends_with(empty)) || name.starts_with("Ffi");
            assert!(!bad || line.trim_start().starts_with("//"), "{}: {name}", file.display());
        }
    }
}

#[test]
fn the_border_stamps_and_does_not_judge() {
    for file in sources(&root().join("bindings/src"), &[".rs"]) {
        let text = read(&file);
        // Which key store was chosen, and whether Android's context is there, are not domain data.
        let may_branch = ["samtale.rs", "android.rs"].iter().any(|name| file.ends_with(name));
        for (at, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let branches =
                ["if ", "match ", "while ", "for ("].iter().any(|word| code.trim_start().starts_with(word));
            assert!(may_branch || !branches, "{}:{}: the border branches", file.display(), at + 1);
        }
    }
}

#[test]
fn nothing_is_left_behind() {
    for file in sources(&root(), &[".rs", ".kt", ".swift"]) {
        if file.ends_with("architecture.rs") {
            continue;
        }
        let text = read(&file);
        for word in ["todo!(", "unimplemented!(", "#[ignore", "@Disabled", "XCTSkip", "TODO", "FIXME"] {
            assert!(!text.contains(word), "{} holds {word}", file.display());
        }
    }
}

/// The names of the tests in a file, in order.
fn stories(path: &str, before: &str) -> Vec<String> {
    let source = read(&root().join(path));
    let names = source.lines().filter_map(|line| line.split_once(before));
    names.filter_map(|(_, rest)| rest.split_once('(')).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn kotlin_and_swift_tell_the_same_stories_in_the_same_order() {
    let kotlin = stories("android/desktop/src/test/kotlin/dk/samtale/StoryTest.kt", "@Test fun ");
    let swift = stories("ios/Tests/SamtaleStoryTests/StoryTests.swift", "@Test func ");
    assert!(kotlin.len() >= 6, "{kotlin:?}");
    assert_eq!(kotlin, swift);
}

/// What was published stays: the first lines of each book, by their hash. A book grows at its end.
const BOOKS: [(&str, usize, &str); 3] = [
    (
        "core/membership/tests/golden/entries.txt",
        42,
        "c32add8412bffacdfb6003475c13c7e20c07eadf50bef69e3a939994488878f9",
    ),
    (
        "core/membership/tests/golden/user_entries.txt",
        20,
        "b6295bd49325c416507b7326e9ba4d5f18d41bc61a96a0b745c7b6a4dcb9e206",
    ),
    (
        "core/seal/tests/golden/sealed.txt",
        19,
        "b00820b483be39a4787959fad70f40a8687dc3e5038480b54d96b35475b45270",
    ),
];

#[test]
fn golden_bytes_are_append_only() {
    for (path, lines, hash) in BOOKS {
        let text = read(&root().join(path));
        assert!(text.lines().count() >= lines, "{path} has lost lines");
        let first: String = text.split_inclusive('\n').take(lines).collect();
        assert_eq!(
            samtale_membership::hash::sealed(first.as_bytes()).to_string(),
            hash,
            "{path} was changed"
        );
    }
}
