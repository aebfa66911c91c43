//! What anyone could seal into a post: whatever bytes come, every reader comes to the same thing, and nothing
//! falls over. And the bytes of each kind as they were published: they never change.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use samtale_engine::content::{
    Carried, Content, EMOJI, Kind, MAX_ATTACHED, MAX_WAVE, Photo, PostRef, SentFile, Voice, file_name,
    is_emoji, media_type,
};
use samtale_engine::picture::preview;
use samtale_seal::file::FileKey;
use samtale_wire::{Bytes, FileId, Hash, decode, encode};

const TO: PostRef = PostRef { seq: 7, entry: Hash([3; 32]) };
const FILE: FileId = FileId([9; 32]);

/// A key without chance: 32 bytes and 19, as they are sealed.
fn key() -> FileKey {
    let mut bytes = vec![0x82, 0x58, 32];
    bytes.extend([5; 32]);
    bytes.push(0x53);
    bytes.extend([6; 19]);
    decode(&bytes).expect("a key")
}

fn photo() -> Carried {
    let preview = Some(Bytes(vec![1, 2, 3]));
    let photo = Photo { file: FILE, key: key(), size: 9, width: 4, height: 3, alt: "Havnen".into(), preview };
    Carried::Photo(Box::new(photo))
}

fn file() -> Carried {
    let (name, media_type) = ("cv.pdf".into(), "application/pdf".into());
    Carried::File(Box::new(SentFile { file: FILE, key: key(), size: 9, name, media_type }))
}

fn voice() -> Carried {
    let (media_type, wave) = ("audio/aac".into(), Bytes(vec![1, 255]));
    Carried::Voice(Box::new(Voice { file: FILE, key: key(), size: 9, media_type, millis: 7_000, wave }))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A content without words, of this kind, around these bytes; all in hexadecimal.
fn around(words: &str, kind: u8, inner: &str) -> String {
    let count = inner.len() / 2;
    let head = if count < 24 { format!("{:02x}", 0x40 + count) } else { format!("58{count:02x}") };
    format!("83{words}{kind:02x}{head}{inner}")
}

#[test]
fn each_kind_has_the_bytes_that_were_published() {
    let to = format!("82075820{}", "03".repeat(32));
    let sealed = format!("5820{}825820{}53{}09", "09".repeat(32), "05".repeat(32), "06".repeat(19));
    let post =
        |text: &str, answers, carried: &Carried| hex(&encode(&Content::post(text.into(), answers, carried)));
    assert_eq!(post("Hej", None, &Carried::Words), around("6348656a", 1, ""));
    assert_eq!(post("Ja", Some(TO), &Carried::Words), around("624a61", 3, &format!("83{to}0140")));
    assert_eq!(hex(&encode(&Content::reaction(TO, Some("👍")))), around("64f09f918d", 4, &to));
    assert_eq!(hex(&encode(&Content::reaction(TO, None))), around("60", 4, &to));
    assert_eq!(hex(&encode(&Content::edit(TO, "Ny".into()))), around("624e79", 5, &to));
    let alone = |carried: &Carried| post("", None, carried);
    assert_eq!(alone(&photo()), around("60", 2, &format!("87{sealed}0403664861766e656e43010203")));
    assert_eq!(
        alone(&file()),
        around("60", 6, &format!("85{sealed}6663762e7064666f6170706c69636174696f6e2f706466"))
    );
    assert_eq!(alone(&voice()), around("60", 7, &format!("86{sealed}69617564696f2f616163191b584201ff")));
}

#[test]
fn a_photo_from_before_previews_is_still_a_photo() {
    let Carried::Photo(mut old) = photo() else { unreachable!("a photo") };
    old.preview = None;
    let bytes = encode(&*old);
    assert_eq!(bytes.first(), Some(&0x86), "as it was: six parts");
    assert_eq!(decode::<Photo>(&bytes).as_ref(), Ok(&*old));
}

#[test]
fn what_cannot_be_held_or_is_not_named_is_not_drawn() {
    for carried in [photo(), file(), voice()] {
        assert_eq!(carried.clone().checked(&[FILE]), carried);
        assert_eq!(carried.checked(&[]), Carried::Newer, "the entry does not name its file");
    }
    let Carried::File(mut file) = file() else { unreachable!("a file") };
    (file.name, file.media_type) = ("../faktura\u{202E}fdp.exe".into(), "text/html;x".into());
    let Carried::File(file) = Carried::File(file).checked(&[FILE]) else { unreachable!("a file") };
    assert_eq!(
        (file.name.as_str(), file.media_type.as_str()),
        ("fakturafdp.exe", "application/octet-stream")
    );
    let Carried::Voice(voice) = voice() else { unreachable!("a voice note") };
    let with = |change: fn(&mut Voice)| {
        let mut voice = voice.clone();
        change(&mut voice);
        Carried::Voice(voice).checked(&[FILE])
    };
    assert_eq!(with(|it| it.millis = 0), Carried::Newer);
    assert_eq!(with(|it| it.millis = 600_001), Carried::Newer);
    assert_eq!(with(|it| it.wave = Bytes(vec![0; MAX_WAVE + 1])), Carried::Newer);
    assert_eq!(with(|it| it.size = MAX_ATTACHED as u64 + 1), Carried::Newer);
}

/// Bytes that look like a content, and some that do not.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    let inner = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        Just(encode(&TO)),
        (0_u64..10, prop::collection::vec(any::<u8>(), 0..40)).prop_map(|(kind, inner)| encode(&(
            TO,
            kind,
            Bytes(inner)
        ))),
    ];
    let emoji: Vec<String> = EMOJI.iter().map(|it| (*it).to_owned()).collect();
    let words = prop_oneof![".{0,12}", proptest::sample::select(emoji)];
    let alike =
        (words, 0_u64..12, inner).prop_map(|(words, kind, inner)| encode(&(words, kind, Bytes(inner))));
    prop_oneof![1 => prop::collection::vec(any::<u8>(), 0..120), 6 => alike]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn whatever_is_sealed_is_something_and_hides_no_words(bytes in contents()) {
        if let Ok(content) = decode::<Content>(&bytes) {
            prop_assert_eq!(&encode(&content), &bytes);
            let kind = content.kind();
            prop_assert_eq!(&kind, &content.kind());
            match kind {
                Kind::Post { carries, .. } => drop(carries.checked(&[FILE])),
                Kind::Reaction(_) => {
                    prop_assert!(content.fallback_text.is_empty() || is_emoji(&content.fallback_text));
                }
                Kind::Edit(_) => prop_assert!(!content.fallback_text.trim().is_empty()),
            }
        }
    }

    #[test]
    fn a_preview_is_a_small_picture_or_none(hash in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Some(png) = preview(&hash) {
            prop_assert!(png.len() < 6_000, "{}", png.len());
            prop_assert_eq!(png.get(1..4), Some(b"PNG".as_slice()));
        }
    }

    #[test]
    fn a_harmless_name_stays_as_it_is(name in "\\PC{0,140}|[./\\\\\u{202E}\u{0}-\u{1f}a-z]{0,140}", kind in ".{0,20}") {
        let safe = file_name(&name);
        prop_assert_eq!(&file_name(&safe), &safe, "twice is once");
        let refused = ['/', '\\', '\u{202E}'];
        prop_assert!(safe.chars().count() <= 100 && !safe.starts_with('.') && !safe.contains(refused));
        prop_assert_eq!(media_type(&media_type(&kind)), media_type(&kind));
    }
}
