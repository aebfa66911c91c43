//! People come in with everybody's consent, and go when it ends: what each of them can read then.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{Answer, DialogView, InvitedView};
use samtale_journeys::{Person, Town, acts, bring_draft, bubbles, invitations, notices};

fn readers(view: &DialogView) -> Vec<&str> {
    view.members.iter().map(|member| member.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_brings_mette_in_when_karen_and_she_have_said_yes() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Før Mette").await;
    karen.reads(&dialog, "Før Mette").await;
    let mette = ali.brings(&town, &dialog, "Mette Vind", "now").await;
    let asked = karen.until(&dialog, |view| view.consent.is_some()).await.consent.expect("asked");
    assert_eq!(asked.question, "Må Mette Vind være med?");
    assert_eq!(asked.purpose, "Så hun kan hjælpe med skolen.");
    assert_eq!(asked.sees, "Mette ser kun det, I skriver fra nu af.");
    let waiting = mette.until(&dialog, |_| true).await;
    assert!(!waiting.may_write, "not before Karen has said yes");
    karen.agree(&dialog).await;
    for person in [&ali, &mette] {
        person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    }
    ali.post(&dialog, "Velkommen, Mette").await;
    let view = mette.reads(&dialog, "Velkommen, Mette").await;
    assert_eq!(bubbles(&view).len(), 1, "nothing from before");
    assert!(view.members.iter().all(|member| member.proven), "each knows the others by their cards");
    let theirs = karen.reads(&dialog, "Velkommen, Mette").await;
    assert_eq!(theirs.readers, "Kun du, Ali og Mette kan læse dette");
    assert!(theirs.members.iter().all(|member| member.proven));
}

#[tokio::test(flavor = "multi_thread")]
async fn mette_is_there_before_karen_has_said_yes_and_karen_is_asked_once_she_is_in() {
    let town = Town::open().await;
    let (ali, karen) = Person::ali_and_karen(&town).await;
    let dialog = karen.inbox_until(|inbox| !inbox.rows.is_empty()).await.rows[0].dialog.clone();
    let draft = bring_draft("Mette Vind", "now");
    let invitation = ali.session.bring(&dialog, draft).await.expect("an invitation");
    let mette = Person::enrol(&town, "Mette Vind", &invitation.link).await;
    let taken = |card: &InvitedView| card.lines.iter().any(|line| line.contains("Mette Vind"));
    ali.until(&dialog, |view| invitations(view).iter().any(taken)).await;

    assert_eq!(karen.say_yes().await, dialog);
    mette.say_yes().await;
    let asked = karen.until(&dialog, |view| view.consent.is_some()).await.consent.expect("asked");
    assert_eq!(asked.question, "Må Mette Vind være med?");
    karen.agree(&dialog).await;
    for person in [&ali, &karen, &mette] {
        person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_says_no_and_mette_never_comes_in() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let mette = ali.brings(&town, &dialog, "Mette Vind", "now").await;
    let asked = karen.until(&dialog, |view| view.consent.is_some()).await.consent.expect("asked");
    karen.session.answer(&dialog, &asked.proposal, Answer::No).await.expect("answered");
    ali.until(&dialog, |view| notices(view).contains(&"Karen sagde nej".into())).await;
    mette.until(&dialog, |view| !view.may_write && view.consent.is_none()).await;
    ali.post(&dialog, "Uden Mette").await;
    karen.reads(&dialog, "Uden Mette").await;
    assert!(mette.texts(&dialog).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn mette_sees_as_much_of_the_past_as_was_consented_also_after_a_restart() {
    for (sees, expected) in [
        ("all", vec!["Et", "To", "Tre", "Fra nu af"]),
        ("since 1", vec!["Et", "To", "Tre", "Fra nu af"]),
        ("posts 5", vec!["To", "Fra nu af"]),
        ("now", vec!["Fra nu af"]),
    ] {
        let town = Town::open().await;
        let (ali, karen, dialog) = Person::talking(&town).await;
        // The log: Create, Propose, Join, Admit, then the posts from 4 on.
        for text in ["Et", "To", "Tre"] {
            ali.post(&dialog, text).await;
            karen.reads(&dialog, text).await;
        }
        let mette = ali.brings(&town, &dialog, "Mette Vind", sees).await;
        karen.agree(&dialog).await;
        for person in [&ali, &mette] {
            person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
        }
        ali.post(&dialog, "Fra nu af").await;
        mette.reads(&dialog, "Fra nu af").await;
        mette.until(&dialog, |view| bubbles(view).len() == expected.len()).await;
        assert_eq!(mette.texts(&dialog).await, expected, "{sees}");
        let mette = mette.restart().await;
        mette.reads(&dialog, "Fra nu af").await;
        mette.until(&dialog, |view| bubbles(view).len() == expected.len()).await;
        assert_eq!(mette.texts(&dialog).await, expected, "{sees}, from the vault alone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_withdraws_her_consent_while_ali_is_offline() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    mette.post(&dialog, "Hej fra Mette").await;
    karen.reads(&dialog, "Hej fra Mette").await;
    ali.reads(&dialog, "Hej fra Mette").await;
    ali.network.cut(true);
    ali.post(&dialog, "Skrevet i toget").await;
    karen.does_to(&dialog, "Mette Vind", "withdraw").await;
    // Her own device goes on without Mette at once.
    karen
        .until(&dialog, |view| readers(view) == ["Ali Mentor", "Karen Holm"] || view.members.len() == 2)
        .await;
    mette.until(&dialog, |view| !view.may_write).await;
    karen.post(&dialog, "Kun os to").await;
    ali.network.cut(false);
    // What Ali wrote waits for the epoch without her, and is not sealed to her.
    karen.reads(&dialog, "Skrevet i toget").await;
    ali.reads(&dialog, "Kun os to").await;
    assert_eq!(mette.texts(&dialog).await, ["Hej fra Mette"]);
    let view = ali.until(&dialog, |view| view.members.len() == 2).await;
    assert!(notices(&view).iter().any(|line| line == "Karen tog sit ja til Mette tilbage"), "{view:#?}");
    // After a restart nothing of the dialog is given to her any more.
    let mette = mette.restart().await;
    mette
        .inbox_until(|inbox| inbox.rows.iter().all(|row| row.last.is_empty() || !row.last.contains("Hej")))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mette_leaves_and_ali_puts_nobody_else_out_by_it() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    mette.does(&dialog, "leave").await;
    for person in [&ali, &karen] {
        person.until(&dialog, |view| view.members.len() == 2).await;
    }
    karen.post(&dialog, "Nu er vi to").await;
    ali.reads(&dialog, "Nu er vi to").await;
    let view = mette.until(&dialog, |view| !view.may_write).await;
    assert_eq!(view.why_not.as_deref(), Some("Du er ikke med i denne samtale."));
    assert!(mette.texts(&dialog).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_puts_mette_out_and_she_reads_no_more() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    ali.does_to(&dialog, "Mette Vind", "remove").await;
    let view = ali.until(&dialog, |view| view.members.len() == 2).await;
    assert_eq!(readers(&view), ["Ali Mentor", "Karen Holm"]);
    mette.until(&dialog, |view| !view.may_write).await;
    karen.post(&dialog, "Uden Mette").await;
    ali.reads(&dialog, "Uden Mette").await;
    assert!(mette.texts(&dialog).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_karen_the_dialog_ends() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let view = karen.until(&dialog, |view| !view.acts.is_empty()).await;
    let leave = view.acts.iter().find(|act| act.act == "leave").expect("a button");
    assert!(leave.sentence.ends_with("Samtalen slutter så for alle."), "she knows before she does it");
    karen.does(&dialog, "leave").await;
    let ended = ali.until(&dialog, |view| !view.may_write).await;
    assert_eq!(ended.why_not.as_deref(), Some("Samtalen er slut. Her kan ikke skrives mere."));
    assert!(notices(&ended).contains(&"Karen har forladt samtalen".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_taken_back_is_gone_for_all_and_from_the_server() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.post(&dialog, "Fortrudt").await;
    ali.reads(&dialog, "Fortrudt").await;
    karen.does(&dialog, "erase").await;
    let gone = |view: &DialogView| bubbles(view).is_empty();
    let view = ali.until(&dialog, gone).await;
    assert!(notices(&view).contains(&"Karen slettede en besked".into()));
    karen.until(&dialog, gone).await;
    ali.post(&dialog, "Det er i orden").await;
    karen.reads(&dialog, "Det er i orden").await;
    // Nothing is missing for who starts anew: it was taken back, not withheld.
    let ali = ali.restart().await;
    let view = ali.reads(&dialog, "Det er i orden").await;
    assert!(view.may_write);
    assert_eq!(bubbles(&view).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_takes_back_what_karen_wrote_and_everyone_sees_who_did_it() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.post(&dialog, "Et navn, der ikke skulle stå her").await;
    ali.reads(&dialog, "Et navn, der ikke skulle stå her").await;
    assert!(!acts(&karen.until(&dialog, |_| true).await).iter().any(|act| act.act.starts_with("remove")));
    ali.does(&dialog, "erase").await;
    let view = karen.until(&dialog, |view| bubbles(view).is_empty()).await;
    assert!(notices(&view).contains(&"Ali slettede en besked fra dig".into()), "{:?}", notices(&view));
    let view = ali.until(&dialog, |view| bubbles(view).is_empty()).await;
    assert!(notices(&view).contains(&"Du slettede en besked fra Karen".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_dialog_is_read_only_until_it_is_opened_again() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.does(&dialog, "close").await;
    let view = karen.until(&dialog, |view| !view.may_write).await;
    assert_eq!(view.why_not.as_deref(), Some("Samtalen er lukket. Her kan kun læses."));
    karen.post(&dialog, "Venter til den åbner").await;
    ali.does(&dialog, "reopen").await;
    ali.reads(&dialog, "Venter til den åbner").await;
    assert!(acts(&karen.until(&dialog, |view| view.may_write).await).iter().any(|act| act.act == "leave"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_is_renewed_before_it_runs_out_and_nobody_falls_out() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    town.days_go_by(355);
    ali.post(&dialog, "Er I der endnu?").await;
    for person in [&karen, &mette] {
        person.reads(&dialog, "Er I der endnu?").await;
    }
    let asked = karen.until(&dialog, |view| view.consent.is_some()).await.consent.expect("asked");
    assert_eq!(asked.question, "Må Mette Vind stadig være med?");
    karen.agree(&dialog).await;
    mette.agree(&dialog).await;
    let renewed =
        |view: &DialogView| notices(view).iter().filter(|line| line.ends_with("sagde ja igen")).count() == 2;
    ali.until(&dialog, renewed).await;
    town.days_go_by(20);
    karen.post(&dialog, "Et år senere").await;
    mette.reads(&dialog, "Et år senere").await;
    ali.reads(&dialog, "Et år senere").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sealed_to_mette_once_her_consent_has_run_out() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    mette.post(&dialog, "I god tid").await;
    ali.reads(&dialog, "I god tid").await;
    town.days_go_by(367);
    ali.post(&dialog, "Efter fristen").await;
    karen.reads(&dialog, "Efter fristen").await;
    let view = ali.until(&dialog, |view| view.members.len() == 2).await;
    assert!(notices(&view).contains(&"Mette er ikke med længere".into()));
    mette.until(&dialog, |view| !view.may_write).await;
    assert_eq!(mette.texts(&dialog).await, ["I god tid"]);
}
