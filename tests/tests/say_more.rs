//! Beyond words in a row: Karen reacts, answers and is corrected; Ali mends what he wrote and takes it back.
//! All of it between real clients, over the real server.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::{AttachedDraft, BubbleView, DialogView, PostDraft, ReactionView, SpanView};
use samtale_journeys::{Person, Town, bubbles, is_sent, notices};
use samtale_membership::apply::parse;
use samtale_wire::entry::Body;

fn bubble(view: &DialogView, text: &str) -> BubbleView {
    bubbles(view).into_iter().find(|bubble| bubble.text == text).expect("the post")
}

fn stands(view: &DialogView, text: &str) -> bool {
    bubbles(view).iter().any(|bubble| bubble.text == text && is_sent(bubble))
}

/// Reacts to a post with one of the emoji that its sheet offers.
async fn reacts(person: &Person, dialog: &str, text: &str, emoji: &str) {
    let view = person.until(dialog, |view| stands(view, text)).await;
    let choice = bubble(&view, text).react.into_iter().find(|it| it.emoji == emoji).expect("offered");
    person.session.react(dialog, &choice.react.expect("a token")).await.expect("kept");
}

/// Waits for the chips under a post.
async fn sees(person: &Person, dialog: &str, text: &str, chips: &[(&str, &str)]) -> Vec<ReactionView> {
    let shown = |view: &DialogView| bubbles(view).into_iter().find(|bubble| bubble.text == text);
    let is = |bubble: BubbleView| {
        let all = bubble.reactions.iter().map(|it| (it.emoji.as_str(), it.count.as_str()));
        all.eq(chips.iter().copied())
    };
    let view = person.until(dialog, |view| shown(view).is_some_and(is)).await;
    bubble(&view, text).reactions
}

async fn answers(person: &Person, dialog: &str, text: &str, answer: &str) {
    let view = person.until(dialog, |view| stands(view, text)).await;
    let quote = bubble(&view, text).answer.expect("it can be answered");
    let draft = PostDraft { text: answer.into(), answers: Some(quote.post), attached: None };
    person.session.say(dialog, draft).await.expect("kept");
}

async fn edits(person: &Person, dialog: &str, text: &str, words: &str) {
    let view = person.until(dialog, |view| stands(view, text)).await;
    let edit = bubble(&view, text).edit.expect("it can be edited");
    assert_eq!(edit.text, text, "what is there stands in the field");
    person.session.edit(dialog, &edit.post, words.into()).await.expect("kept");
}

/// The sequence numbers that a person's device asked the server to erase.
fn erased(person: &Person) -> Vec<u64> {
    let entries = person.network.appends().into_iter().filter_map(|it| Some(parse(&it.entry.0).ok()?.1));
    let erased = entries.filter_map(|payload| match payload.body {
        Body::Tombstone(it) => Some(it.seq),
        _ => None,
    });
    erased.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_reacts_to_alis_post_and_takes_it_back() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Jeg har fundet en læreplads").await;
    karen.reads(&dialog, "Jeg har fundet en læreplads").await;
    karen.post(&dialog, "Hvor?").await;
    ali.reads(&dialog, "Hvor?").await;

    reacts(&karen, &dialog, "Jeg har fundet en læreplads", "👍").await;
    let chips = sees(&ali, &dialog, "Jeg har fundet en læreplads", &[("👍", "")]).await;
    assert_eq!((chips[0].spoken.as_str(), chips[0].own), ("Karen reagerede med 👍", false));
    reacts(&ali, &dialog, "Jeg har fundet en læreplads", "👍").await;
    let chips = sees(&karen, &dialog, "Jeg har fundet en læreplads", &[("👍", "2")]).await;
    assert_eq!((chips[0].spoken.as_str(), chips[0].own), ("Du og Ali reagerede med 👍", true));

    // One each: another takes the first one's place.
    reacts(&karen, &dialog, "Jeg har fundet en læreplads", "❤️").await;
    let chips = sees(&ali, &dialog, "Jeg har fundet en læreplads", &[("👍", ""), ("❤️", "")]).await;
    assert_eq!(chips[0].spoken, "Du reagerede med 👍");

    // A tap on the own chip takes it back.
    let chips = sees(&karen, &dialog, "Jeg har fundet en læreplads", &[("👍", ""), ("❤️", "")]).await;
    karen.session.react(&dialog, chips[1].react.as_ref().expect("a token")).await.expect("kept");
    sees(&ali, &dialog, "Jeg har fundet en læreplads", &[("👍", "")]).await;
    let karen = karen.restart().await;
    sees(&karen, &dialog, "Jeg har fundet en læreplads", &[("👍", "")]).await;
    assert_eq!(karen.texts(&dialog).await, ["Jeg har fundet en læreplads", "Hvor?"], "no posts of their own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_and_an_edit_are_not_unread_and_move_no_dialog() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.post(&dialog, "Vi ses").await;
    ali.reads(&dialog, "Vi ses").await;
    ali.post(&dialog, "Ja, i mogen").await;
    let before = karen.inbox_until(|inbox| inbox.rows[0].last == "Ja, i mogen").await;
    assert_eq!(before.rows[0].unread, 1);
    karen.reads(&dialog, "Ja, i mogen").await;
    town.minutes_go_by(3);
    reacts(&ali, &dialog, "Vi ses", "😂").await;
    edits(&ali, &dialog, "Ja, i mogen", "Ja, i morgen").await;
    let after = karen.inbox_until(|inbox| inbox.rows[0].last == "Ja, i morgen").await;
    assert_eq!((after.rows[0].unread, &after.rows[0].time), (0, &before.rows[0].time));
    sees(&karen, &dialog, "Vi ses", &[("😂", "")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_mends_a_word_and_karen_sees_that_he_did() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Mødet er på tirsdag").await;
    let view = karen.reads(&dialog, "Mødet er på tirsdag").await;
    assert_eq!(bubble(&view, "Mødet er på tirsdag").edit, None, "it is not hers");
    town.minutes_go_by(14);
    edits(&ali, &dialog, "Mødet er på tirsdag", "Mødet er på torsdag").await;
    let view = karen.reads(&dialog, "Mødet er på torsdag").await;
    let mended = bubble(&view, "Mødet er på torsdag");
    assert_eq!(mended.edited.as_deref(), Some("Redigeret"));
    assert!(mended.spoken.ends_with("Mødet er på torsdag. Redigeret"), "{}", mended.spoken);
    assert_eq!(bubbles(&view).len(), 1, "it is one post");

    // Again, and the last one counts, also for who comes back to it.
    edits(&ali, &dialog, "Mødet er på torsdag", "Mødet er på fredag").await;
    karen.reads(&dialog, "Mødet er på fredag").await;
    let karen = karen.restart().await;
    karen.reads(&dialog, "Mødet er på fredag").await;

    // After a quarter of an hour it stands.
    let edit = bubble(&ali.reads(&dialog, "Mødet er på fredag").await, "Mødet er på fredag").edit;
    town.minutes_go_by(2);
    // News that set out before the minutes went by hold the clock back until the next.
    karen.post(&dialog, "Godt at vide").await;
    ali.reads(&dialog, "Godt at vide").await;
    let late = ali.session.edit(&dialog, &edit.expect("in time").post, "Aldrig".into()).await;
    assert_eq!(late, Err(Problem::NotAllowed));
    ali.until(&dialog, |view| bubble(view, "Mødet er på fredag").edit.is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_comes_too_late_says_so_and_holds_nothing_up() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Klokken ti").await;
    karen.reads(&dialog, "Klokken ti").await;
    ali.network.cut(true);
    edits(&ali, &dialog, "Klokken ti", "Klokken elleve").await;
    ali.reads(&dialog, "Klokken elleve").await;
    ali.post(&dialog, "Hilsen Ali").await;
    town.minutes_go_by(20);
    ali.network.cut(false);
    karen.reads(&dialog, "Hilsen Ali").await;
    let view = ali.reads(&dialog, "Klokken ti").await;
    let post = bubble(&view, "Klokken ti");
    assert_eq!(post.edited.as_deref(), Some("Ændringen blev ikke sendt"));
    assert_eq!(karen.texts(&dialog).await, ["Klokken ti", "Hilsen Ali"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ali_takes_back_is_gone_with_what_he_made_of_it() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Hun hedder Bente").await;
    karen.reads(&dialog, "Hun hedder Bente").await;
    edits(&ali, &dialog, "Hun hedder Bente", "Hun hedder Berit").await;
    karen.reads(&dialog, "Hun hedder Berit").await;
    reacts(&karen, &dialog, "Hun hedder Berit", "👍").await;
    answers(&karen, &dialog, "Hun hedder Berit", "Hende kender jeg").await;
    let view = ali.reads(&dialog, "Hende kender jeg").await;
    let quote = bubble(&view, "Hende kender jeg").quote.expect("a quote");
    assert_eq!((quote.author.as_str(), quote.text.as_str()), ("Du", "Hun hedder Berit"));

    ali.does(&dialog, "erase").await;
    let gone = |view: &DialogView| notices(view).iter().any(|line| line.contains("slettede en besked"));
    let view = karen.until(&dialog, gone).await;
    let quote = bubble(&view, "Hende kender jeg").quote.expect("a quote");
    assert_eq!((quote.text.as_str(), quote.there), ("Beskeden er slettet", false));
    // The words that he put in their place are erased as well, by his own device.
    ali.post(&dialog, "Undskyld").await;
    karen.reads(&dialog, "Undskyld").await;
    assert_eq!(erased(&ali).len(), 2, "the post and its edit");
    let view = karen.until(&dialog, |_| true).await;
    assert_eq!(notices(&view).iter().filter(|line| line.contains("slettede")).count(), 1, "one line");
    assert_eq!(karen.texts(&dialog).await, ["Hende kender jeg", "Undskyld"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_answers_one_post_among_many() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    for text in ["Har du dit cv?", "Kan du på mandag?", "Skal jeg ringe?"] {
        ali.post(&dialog, text).await;
    }
    karen.reads(&dialog, "Skal jeg ringe?").await;
    answers(&karen, &dialog, "Kan du på mandag?", "Ja").await;
    let view = ali.reads(&dialog, "Ja").await;
    let answer = bubble(&view, "Ja");
    let quote = answer.quote.expect("a quote");
    assert_eq!((quote.author.as_str(), quote.text.as_str()), ("Du", "Kan du på mandag?"));
    assert_eq!(quote.bubble, Some(bubble(&view, "Kan du på mandag?").id), "a tap leads there");
    assert!(answer.spoken.contains("Svar til dig: Kan du på mandag?. Ja"), "{}", answer.spoken);

    // What is edited later is quoted as it is meant now.
    edits(&ali, &dialog, "Kan du på mandag?", "Kan du på tirsdag?").await;
    let mended = |view: &DialogView| {
        bubbles(view).iter().any(|it| it.quote.as_ref().is_some_and(|it| it.text == "Kan du på tirsdag?"))
    };
    let view = karen.until(&dialog, mended).await;
    assert_eq!(bubble(&view, "Ja").quote.expect("a quote").author, "Ali Mentor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_dialog_leads_its_members_there_and_a_page_is_a_page() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let link = ali.until(&dialog, |_| true).await.link;
    let other = link.replace(&dialog, &dialog.chars().rev().collect::<String>());
    let text = format!("Se {link}. Og {other} og https://nordby.dk/veje, ikke http://nordby.dk");
    ali.post(&dialog, &text).await;
    let view = karen.reads(&dialog, &text).await;
    let words = |text: &str| SpanView::Words { text: text.into() };
    let there = SpanView::Dialog { text: "Samtale: Ali Mentor, Vejen til læreplads".into(), dialog };
    let page = SpanView::Web { text: "https://nordby.dk/veje".into(), url: "https://nordby.dk/veje".into() };
    let spans = bubble(&view, &text).spans;
    let before = format!(". Og {other} og ");
    assert_eq!(spans, [words("Se "), there, words(&before), page, words(", ikke http://nordby.dk")]);
}

/// A real picture: red on the left, blue on the right.
fn picture() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let half = image::RgbImage::from_fn(320, 240, |x, _| {
        image::Rgb(if x < 160 { [220, 30, 30] } else { [30, 30, 220] })
    });
    half.write_to(&mut out, image::ImageFormat::Jpeg).expect("encoded");
    out.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_shows_its_colours_before_it_is_fetched() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.session.post_photo(&dialog, picture(), "Se".into(), String::new()).await.expect("kept");
    let view = karen.reads(&dialog, "Se").await;
    let photo = bubble(&view, "Se").photo.expect("a photo");
    let preview = image::load_from_memory(&photo.preview.expect("a preview")).expect("a picture").into_rgb8();
    let (left, right) = (preview.get_pixel(2, 10), preview.get_pixel(preview.width() - 3, 10));
    assert!(left[0] > left[2] && right[2] > right[0], "{left:?} {right:?}");
    assert_eq!(karen.network.files(), [], "nothing was fetched for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_sends_a_file_and_ali_puts_it_where_he_wants() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let bytes: Vec<u8> = (0..150_000_u32).map(|at| (at / 7) as u8).collect();
    let file = AttachedDraft::File {
        bytes: bytes.clone(),
        name: "../../Skema\u{202E}fdp.exe".into(),
        media_type: "Application/PDF".into(),
    };
    let draft = PostDraft { text: String::new(), answers: None, attached: Some(file) };
    karen.session.say(&dialog, draft).await.expect("kept");
    let sent = |view: &DialogView| bubbles(view).iter().any(|it| it.file.is_some());
    let post = bubbles(&ali.until(&dialog, sent).await).pop().expect("a post");
    let file = post.file.expect("a file");
    assert_eq!((file.name.as_str(), file.media_type.as_str()), ("Skemafdp.exe", "application/pdf"));
    assert_eq!((file.size.as_str(), post.text.as_str()), ("150 kB", ""));
    assert!(post.spoken.ends_with("Fil: Skemafdp.exe, 150 kB"), "{}", post.spoken);
    assert_eq!(ali.session.photo(&dialog, &file.file).await, Ok(bytes.clone()));
    assert_eq!(ali.inbox_until(|_| true).await.rows[0].last, "Skemafdp.exe");

    // It is as any other post: answered, and taken back for good.
    answers_to(&ali, &dialog, post.answer.expect("it can be answered").post, "Tak").await;
    let view = karen.reads(&dialog, "Tak").await;
    assert_eq!(bubble(&view, "Tak").quote.expect("a quote").text, "Skemafdp.exe");
    karen.does(&dialog, "erase").await;
    ali.until(&dialog, |view| bubbles(view).len() == 1).await;
    assert_eq!(ali.session.photo(&dialog, &file.file).await, Err(Problem::NotFound));
}

async fn answers_to(person: &Person, dialog: &str, post: String, text: &str) {
    let draft = PostDraft { text: text.into(), answers: Some(post), attached: None };
    person.session.say(dialog, draft).await.expect("kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_hears_what_karen_recorded_without_a_net() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.network.cut(true);
    let recorded: Vec<u8> = (0..90_000_u32).map(|at| (at % 251) as u8).collect();
    let wave: Vec<u8> = (0..700_u32).map(|at| (at % 200) as u8).collect();
    let voice = AttachedDraft::Voice {
        bytes: recorded.clone(),
        media_type: "audio/aac".into(),
        millis: 65_300,
        wave,
    };
    let draft = PostDraft { text: String::new(), answers: None, attached: Some(voice) };
    karen.session.say(&dialog, draft).await.expect("kept");
    let heard = |view: &DialogView| bubbles(view).iter().any(|it| it.voice.is_some());
    let own = bubbles(&karen.until(&dialog, heard).await).pop().expect("a post").voice.expect("a voice note");
    assert_eq!(karen.session.photo(&dialog, &own.file).await, Ok(recorded.clone()), "before it is sent");
    karen.network.cut(false);
    let post = bubbles(&ali.until(&dialog, heard).await).pop().expect("a post");
    let voice = post.voice.expect("a voice note");
    assert_eq!((voice.length.as_str(), voice.millis, voice.wave.len()), ("1:06", 65_300, 64));
    assert!(post.spoken.ends_with("Talebesked, 1:06"), "{}", post.spoken);
    assert_eq!(ali.session.photo(&dialog, &voice.file).await, Ok(recorded));
    assert_eq!(karen.inbox_until(|_| true).await.rows[0].last, "Du: En talebesked");
    let long =
        AttachedDraft::Voice { bytes: vec![1], media_type: String::new(), millis: 600_001, wave: vec![] };
    let draft = PostDraft { text: String::new(), answers: None, attached: Some(long) };
    assert_eq!(karen.session.say(&dialog, draft).await, Err(Problem::TooLarge));
}

#[tokio::test(flavor = "multi_thread")]
async fn to_the_server_a_reaction_an_answer_and_an_edit_are_short_posts() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Hej Karen").await;
    karen.reads(&dialog, "Hej Karen").await;
    karen.post(&dialog, "Hej Ali").await;
    reacts(&karen, &dialog, "Hej Karen", "🙏").await;
    answers(&karen, &dialog, "Hej Karen", "Hvordan går det?").await;
    edits(&karen, &dialog, "Hvordan går det?", "Hvordan går det dig?").await;
    ali.reads(&dialog, "Hvordan går det dig?").await;
    sees(&ali, &dialog, "Hej Karen", &[("🙏", "")]).await;
    let told = karen.network.appends().into_iter().filter_map(|it| {
        let (_, payload) = parse(&it.entry.0).ok()?;
        let Body::Post(post) = payload.body else { return None };
        Some((post.content.len, post.files.len(), post.show_at, it.entry.0.len()))
    });
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|it| *it == told[0]), "{told:?}");
}
