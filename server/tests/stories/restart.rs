//! What outlives the process, how it ends, and what a release does not have.

use crate::kit::http::cursor;
use crate::kit::{Person, Talk, Town, soon};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use samtale_server::{Config, start};
use samtale_wire::api::FeedItem;
use samtale_wire::invitation::Invitation;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[tokio::test]
async fn the_same_directory_is_the_same_municipality_with_everything_in_it() {
    let town = Town::start().await;
    let Talk { mut ali, mut karen, mut dialog } = Talk::begin(&town).await;
    let post = dialog.post(&ali, b"before", town.clock.now());
    let stored = dialog.send(&town, &ali, &post).await.unwrap();
    let before = town.wire.whole_feed(&karen.token).await;
    let (tenant, pin) = (town.wire.home.tenant, town.wire.home.pin);

    let town = town.restart().await;
    assert_eq!((town.wire.home.tenant, town.wire.home.pin), (tenant, pin));
    ali.open(&town).await.unwrap();
    karen.open(&town).await.unwrap();
    let after = town.wire.whole_feed(&karen.token).await;
    assert_eq!((&before.items, cursor(&before)), (&after.items, cursor(&after)));
    let again = dialog.try_send(&town, &ali, &post.sign(&ali)).await.unwrap();
    assert_eq!((again.seq, again.entry), (stored.seq, stored.entry));
    let post = dialog.post(&karen, b"after", town.clock.now());
    dialog.send(&town, &karen, &post).await.unwrap();
    let news = town.wire.feed(&karen.token, &cursor(&after), 0).await;
    assert!(matches!(news.items.last(), Some(FeedItem::Entry(_))));
}

#[tokio::test]
async fn stopping_answers_those_who_wait() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let mut polls = FuturesUnordered::new();
    for _ in 0..5 {
        let (wire, token) = (town.wire.clone(), ali.token);
        polls.push(tokio::spawn(async move { wire.feed(&token, "", 50).await }));
    }
    // The fifth takes the place of the first: from then on four are known to wait.
    soon(polls.next()).await.unwrap().unwrap();
    soon(town.stop()).await;
    let rest: Vec<_> = soon(polls.collect()).await;
    assert!(rest.into_iter().all(|feed| feed.unwrap().items.is_empty()));
}

#[tokio::test]
async fn the_link_for_employees_lies_in_the_directory() {
    let town = Town::start().await;
    let link = std::fs::read_to_string(town.data().join("home.txt")).unwrap();
    let invitation = Invitation::from_link(&link).unwrap();
    assert_eq!(invitation.home, town.wire.home);
    assert!(invitation.from.is_none());
}

#[tokio::test]
async fn secrets_on_the_disk_are_for_this_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let town = Town::start().await;
    for path in ["tls/key.pem", "wrap/1.key", "dev-tenant/root.key", "dev-tenant/staff.key", "home.txt"] {
        let mode = std::fs::metadata(town.data().join(path)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
}

#[tokio::test]
async fn a_directory_that_is_in_use_or_broken_does_not_start() {
    let town = Town::start().await;
    let refused = async |config: Config| start(config).await.map(drop).unwrap_err().to_string();
    assert!(refused(Config::local(town.data())).await.contains("another server"));

    let data = town.stop().await;
    let local = Config::local(data.path());
    for origin in ["http://x", "https://x/path", "https://x/", "https://x?y", "x"] {
        let config = Config { origin: Some(origin.into()), ..local.clone() };
        assert!(refused(config).await.contains("origin"), "{origin}");
    }
    std::fs::remove_file(data.path().join("wrap/1.key")).unwrap();
    assert!(refused(local.clone()).await.contains("wrap key 1"));
    std::fs::create_dir_all(data.path().join("tenant")).unwrap();
    std::fs::write(data.path().join("tenant/card"), b"no card").unwrap();
    assert!(refused(local).await.contains("tenant"));
}

#[test]
fn the_process_says_where_it_listens_and_ends_in_peace_when_told_to() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_samtale-server"))
        .arg("--data")
        .arg(data.path())
        .args(["--listen", "127.0.0.1:0", "--log", "json"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let first: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(first["fields"]["message"], "listening");
    assert!(first["fields"]["addr"].as_str().unwrap().starts_with("127.0.0.1:"));
    let told = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(told.success());
    assert!(server.wait().unwrap().success());
    assert!(lines.next().unwrap().unwrap().contains("stopped"));
}

#[test]
fn a_release_has_no_login_to_develop_with() {
    let sources = [
        (include_str!("../../src/lib.rs"), "pub mod dev_login"),
        (include_str!("../../src/house.rs"), "pub login: crate::dev_login"),
        (include_str!("../../src/start.rs"), "login: crate::dev_login"),
        (include_str!("../../src/start.rs"), "fn tenant(data: &Path, origin: &str)"),
        (include_str!("../../src/routes/mod.rs"), "let quick = quick.merge(crate::dev_login"),
    ];
    for (source, line) in sources {
        let (before, _) = source.split_once(line).unwrap_or_else(|| panic!("{line}"));
        let guard = before.trim_end().lines().next_back().unwrap().trim();
        assert_eq!(guard, "#[cfg(debug_assertions)]", "before {line}");
    }
    let mentions: usize =
        ["lib", "house", "start", "routes/mod"].iter().map(|name| mentions(&format!("{name}.rs"))).sum();
    assert_eq!(mentions, everywhere(), "and it is named nowhere else");
    assert!(include_str!("../../src/dev_login/mod.rs").contains("#![cfg(debug_assertions)]"));
}

fn source() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn mentions(file: &str) -> usize {
    std::fs::read_to_string(source().join(file)).unwrap().matches("dev_login").count()
}

fn everywhere() -> usize {
    let mut all = 0;
    let mut directories = vec![source()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if !path.to_string_lossy().contains("dev_login") {
                all += std::fs::read_to_string(path).unwrap().matches("dev_login").count();
            }
        }
    }
    all
}
