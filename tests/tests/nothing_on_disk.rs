//! Nothing that was said lies on any disk: not the server's, not the devices'. The search can fail.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_journeys::{Person, Town, bubbles, photo};
use std::path::Path;

/// Whether any file below `folder` holds `marker`, in UTF-8 or UTF-16.
fn found(folder: &Path, marker: &str) -> bool {
    let wide: Vec<u8> = marker.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.to_string_lossy().contains(marker) {
                return true;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            let holds = |marker: &[u8]| bytes.windows(marker.len()).any(|window| window == marker);
            if holds(marker.as_bytes()) || holds(&wide) {
                return true;
            }
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_lies_on_no_disk() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let said = ["hemmelighed-æøå-et", "hemmelighed-🎉-to", "hemmelighed-tre-uden-net"];
    ali.post(&dialog, said[0]).await;
    karen.reads(&dialog, said[0]).await;
    karen.post(&dialog, said[1]).await;
    ali.reads(&dialog, said[1]).await;
    karen
        .session
        .post_photo(&dialog, photo(b"fotomarkoer"), String::new(), "billedtekst-x".into())
        .await
        .expect("kept");
    ali.until(&dialog, |view| bubbles(view).iter().any(|bubble| bubble.photo.is_some())).await;
    // One post and one photo still wait in Karen's queue.
    karen.network.cut(true);
    karen.post(&dialog, said[2]).await;
    karen.session.post_photo(&dialog, photo(b"ventefoto"), String::new(), String::new()).await.expect("kept");
    karen.until(&dialog, |view| bubbles(view).len() == 5).await;
    karen.session.draft(&dialog, "kladde-æøå-uafsendt".into()).await.expect("kept");
    assert_eq!(karen.until(&dialog, |_| true).await.draft, "kladde-æøå-uafsendt");
    // What she writes before the closed door waits there as well.
    karen.session.lock().await;
    let door = karen.device.jotter().expect("a place to write");
    door.keep("note-æøå-lukket".into(), "hvem-æøå-lukket".into()).expect("kept");

    let never = [
        "fotomarkoer",
        "ventefoto",
        "billedtekst-x",
        "Vejen til læreplads",
        "aftale møder",
        "Karen Holm sagde",
        "kladde-",
        "-æøå-lukket",
    ];
    for marker in said.iter().chain(&never) {
        assert!(!found(town.everything(), marker), "{marker} lies on a disk");
    }
    // The search finds what is there: a marker planted on the server's disk, in both encodings.
    let planted = town.folder("server").join("planted");
    std::fs::write(&planted, said[0]).expect("planted");
    assert!(found(town.everything(), said[0]));
    let wide: Vec<u8> = said[0].encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(&planted, wide).expect("planted");
    assert!(found(town.everything(), said[0]));
}
