//! A member whose app says what no honest app says: about others' posts, about what is not there, too late.
//! Each time Karen's real app comes to the same as any other reader.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::BubbleView;
use samtale_engine::content::{Carried, Content, PostRef};
use samtale_journeys::{Stage, bubbles, msg_id};
use samtale_wire::Hash;

/// Ali says this in the real log.
async fn says(stage: &mut Stage, content: &Content) -> PostRef {
    let post = stage.story.posts(&stage.ali.hand, content, Vec::new(), msg_id());
    let id = samtale_membership::apply::entry_hash(&post.entry.0);
    stage.ali.appends(&mut stage.story, post).await;
    PostRef { seq: stage.story.state.tip.seq, entry: id }
}

/// Karen posts in her own app, and the story goes on with it.
async fn karen_posts(stage: &mut Stage, text: &str) -> PostRef {
    stage.karen.post(&stage.dialog, text).await;
    let seq = stage.story.state.tip.seq + 1;
    stage.ali.follows(&mut stage.story, seq).await;
    let entry = &stage.story.told.last().expect("told").entry.0;
    PostRef { seq, entry: samtale_membership::apply::entry_hash(entry) }
}

/// What Karen's app shows once it has read the end.
async fn shown(stage: &mut Stage) -> Vec<BubbleView> {
    stage.ali_posts("Slut").await;
    let mut shown = bubbles(&stage.karen.reads(&stage.dialog, "Slut").await);
    shown.pop();
    shown
}

fn words(text: &str, answers: Option<PostRef>) -> Content {
    Content::post(text.into(), answers, &Carried::Words)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_cannot_put_words_into_anothers_mouth() {
    let mut stage = Stage::talking().await;
    let hers = karen_posts(&mut stage, "Jeg siger nej").await;
    let own = says(&mut stage, &words("Hej", None)).await;
    // An edit of her post; quotes of what was never said, of another place, and of what is still to come.
    says(&mut stage, &Content::edit(hers, "Jeg siger ja".into())).await;
    let ghost = PostRef { seq: hers.seq, entry: Hash([7; 32]) };
    let swapped = PostRef { seq: own.seq, entry: hers.entry };
    let later = PostRef { seq: own.seq + 40, entry: own.entry };
    let first =
        PostRef { seq: 0, entry: samtale_membership::apply::entry_hash(&stage.story.told[0].entry.0) };
    for nowhere in [ghost, swapped, later, first] {
        says(&mut stage, &words("Som du sagde", Some(nowhere))).await;
    }
    says(&mut stage, &words("Det hørte jeg", Some(hers))).await;
    let shown = shown(&mut stage).await;
    assert_eq!((shown[0].text.as_str(), &shown[0].edited), ("Jeg siger nej", &None));
    for nowhere in &shown[2..6] {
        let quote = nowhere.quote.as_ref().expect("that it answers");
        assert_eq!((quote.there, quote.text.as_str()), (false, "Beskeden er ikke her"));
        assert_eq!((quote.author.as_str(), &quote.bubble), ("", &None), "nobody is named");
    }
    let quote = shown[6].quote.as_ref().expect("a quote");
    assert_eq!((quote.author.as_str(), quote.text.as_str()), ("Du", "Jeg siger nej"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_after_a_quarter_of_an_hour_is_nobodys_words() {
    let mut stage = Stage::talking().await;
    let post = says(&mut stage, &words("Klokken ti", None)).await;
    let at = stage.story.state.tip.t;
    stage.town.minutes_go_by(15);
    stage.ali.logs_in(&stage.town).await;
    stage.story.t = at + 900;
    says(&mut stage, &Content::edit(post, "Klokken elleve".into())).await;
    stage.story.t = at + 901;
    says(&mut stage, &Content::edit(post, "Klokken tolv".into())).await;
    let shown = shown(&mut stage).await;
    assert_eq!((shown.len(), shown[0].text.as_str()), (1, "Klokken elleve"));
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_about_marks_and_about_nothing_change_nothing() {
    let mut stage = Stage::talking().await;
    let post = says(&mut stage, &words("Hej", None)).await;
    let edit = says(&mut stage, &Content::edit(post, "Hej igen".into())).await;
    says(&mut stage, &Content::edit(edit, "Skjult".into())).await;
    says(&mut stage, &Content::reaction(edit, Some("👍"))).await;
    let reaction = says(&mut stage, &Content::reaction(post, Some("👍"))).await;
    says(&mut stage, &Content::reaction(reaction, Some("😢"))).await;
    says(&mut stage, &Content::reaction(PostRef { seq: post.seq, entry: Hash([9; 32]) }, None)).await;
    says(&mut stage, &words("Svar", Some(reaction))).await;
    // What is no reaction is words: nobody hides a post behind one.
    says(&mut stage, &Content::reaction(post, Some("skjult besked"))).await;
    let shown = shown(&mut stage).await;
    let texts: Vec<&str> = shown.iter().map(|bubble| bubble.text.as_str()).collect();
    assert_eq!(texts, ["Hej igen", "Svar", "skjult besked"]);
    let chips: Vec<&str> = shown[0].reactions.iter().map(|it| it.emoji.as_str()).collect();
    assert_eq!(chips, ["👍"]);
    assert!(!shown[1].quote.as_ref().expect("that it answers").there, "a reaction says nothing to quote");
}
