//! Karen sits at the kitchen table with Emma, who has no eID. Ali knows from the case that she is the guardian, and says
//! so; Karen vouches while his tablet is off. Everybody sees who said what, and nobody else can.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::{BringDraft, DialogView, InvitedView};
use samtale_journeys::{Person, Town, Waiting, acts, bubbles, invitations, is_sent, photographed};

const BY_KAREN: &str = "Bekræftet af Karen Holm, som Ali Mentor har sagt er værge. Har ikke vist et login.";

fn emma() -> BringDraft {
    BringDraft {
        name: "Emma Holm".into(),
        purpose: "Så du kan sige din mening om skolen.".into(),
        role: "relative".into(),
        sees: "now".into(),
    }
}

fn proof(view: &DialogView, name: &str) -> String {
    let mut members = view.members.iter().filter(|member| member.name == name);
    members.next().map(|member| member.proof.clone()).unwrap_or_default()
}

/// The card of the one invitation in a dialog.
fn card(view: &DialogView) -> Option<InvitedView> {
    invitations(view).into_iter().next()
}

fn says(view: &DialogView, words: &str) -> bool {
    card(view).is_some_and(|card| card.lines.iter().any(|line| line.contains(words)))
}

/// Ali has asked Karen.
async fn sent(town: &Town) -> (Person, Person, String) {
    let (ali, karen, dialog) = Person::talking(town).await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    ali.sends_guardian(&dialog).await;
    ali.until(&dialog, |view| says(view, "Karen skal møde Emma")).await;
    (ali, karen, dialog)
}

/// At the kitchen table: Emma scans, Karen compares, and it is her.
async fn vouched(town: &Town, karen: &Person, dialog: &str) -> Person {
    let code = karen.is_sent_a_code(dialog).await;
    let waiting = Waiting::try_scan(town, "Emma Holm", &code).await.expect("digits");
    assert_eq!(waiting.view.heading, "Vis tallene til Karen");
    let asked = karen.is_asked_to_vouch(dialog).await;
    assert!(asked.contains(&waiting.view.digits), "{asked}: {}", waiting.view.digits);
    karen.does(dialog, "vouch").await;
    waiting.comes_in().await.expect("vouched for")
}

/// Emma is let in: Ali says yes, she does, and her mother does.
async fn let_in(ali: &Person, karen: &Person, emma: &Person, dialog: &str) {
    ali.does(dialog, "confirm").await;
    emma.say_yes().await;
    let asked = karen.until(dialog, |view| view.consent.is_some()).await.consent.expect("a consent");
    assert!(asked.about.contains("Du har selv bekræftet, hvem det er."), "{}", asked.about);
    karen.agree(dialog).await;
    for person in [ali, karen, emma] {
        person.until(dialog, |view| view.may_write && view.members.len() == 3).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_vouches_for_emma_at_the_kitchen_table_while_alis_tablet_is_off() {
    let town = Town::open().await;
    let (ali, karen, dialog) = sent(&town).await;
    let code = karen.is_sent_a_code(&dialog).await;
    ali.post(&dialog, "Hej Karen").await;
    let view = ali.until(&dialog, |view| bubbles(view).iter().any(is_sent)).await;
    assert!(card(&view).is_some_and(|card| card.hand.is_none()), "the code is on Karen's screen alone");
    let view = karen.until(&dialog, |view| card(view).is_some()).await;
    let card = card(&view).expect("a card");
    assert_eq!(card.heading, "Ali beder dig bekræfte Emma");
    assert_eq!(card.lines, ["Ali har sagt, at du er værge for Emma. Gør det, når I er sammen."]);
    let inbox = karen.inbox_until(|inbox| inbox.rows[0].waiting.is_some()).await;
    assert_eq!(inbox.rows[0].waiting.as_deref(), Some("Ali beder dig bekræfte Emma"));

    let ali = ali.sleep().await;
    // Her app was locked in between: it is the same code, and the same child.
    let karen = karen.restart().await;
    karen.inbox_until(|inbox| inbox.rows[0].waiting.is_some()).await;
    assert_eq!(karen.is_sent_a_code(&dialog).await, code);
    let waiting = Waiting::try_scan(&town, "Emma Holm", &code).await.expect("digits");
    let karen = karen.restart().await;
    let asked = karen.is_asked_to_vouch(&dialog).await;
    assert!(asked.contains(&waiting.view.digits), "{asked}: {}", waiting.view.digits);
    karen.does(&dialog, "vouch").await;
    let emma = waiting.comes_in().await.expect("vouched for");
    karen.until(&dialog, card_is_gone).await;

    // The tablet is on again. A name that Karen says lets nobody in by itself.
    let ali = ali.wake().await;
    let view = ali.until(&dialog, |view| says(view, "Karen Holm har bekræftet Emma Holm.")).await;
    let asks = acts(&view).into_iter().find(|act| act.act.starts_with("confirm")).expect("a question");
    let said = "Karen Holm har mødt Emma og bekræftet, hvem det er. Emma har ikke vist et login.";
    assert_eq!(asks.sentence, said);
    let_in(&ali, &karen, &emma, &dialog).await;
    emma.post(&dialog, "Hej Ali").await;
    let view = ali.reads(&dialog, "Hej Ali").await;
    assert_eq!(proof(&view, "Emma Holm"), BY_KAREN);
    assert_eq!(proof(&karen.until(&dialog, |_| true).await, "Emma Holm"), BY_KAREN);
    let own = emma.until(&dialog, |view| proof(view, "Emma Holm").contains("Karen Holm")).await;
    assert_eq!(proof(&own, "Emma Holm"), "Det er dig. Karen Holm har bekræftet det.");

    // After a start it is the same, on every device.
    for person in [emma, karen, ali] {
        let person = person.restart().await;
        person.reads(&dialog, "Hej Ali").await;
        person.until(&dialog, |view| proof(view, "Emma Holm").contains("Karen Holm")).await;
        person.post(&dialog, person.name).await;
        person.until(&dialog, |view| bubbles(view).iter().filter(|it| it.own).all(is_sent)).await;
    }
}

fn card_is_gone(view: &DialogView) -> bool {
    card(view).is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn later_emma_logs_in_and_everything_she_had_is_there() {
    let town = Town::open().await;
    let (ali, karen, dialog) = sent(&town).await;
    let emma = vouched(&town, &karen, &dialog).await;
    let_in(&ali, &karen, &emma, &dialog).await;
    emma.post(&dialog, "Hej mor").await;
    emma.steps_up(&dialog).await;
    let login = "Har vist sit nationale login. Sikkerhed: betydelig";
    for person in [&ali, &karen] {
        let view = person.until(&dialog, |view| proof(view, "Emma Holm") == login).await;
        assert_eq!(view.members.len(), 3, "nobody came and nobody went");
        person.reads(&dialog, "Hej mor").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_is_offline_when_ali_asks() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    let karen = karen.sleep().await;
    ali.sends_guardian(&dialog).await;
    ali.until(&dialog, |view| says(view, "Karen skal møde Emma")).await;
    let ali = ali.restart().await;
    ali.until(&dialog, |view| says(view, "Karen skal møde Emma")).await;
    let karen = karen.wake().await;
    let emma = vouched(&town, &karen, &dialog).await;
    let_in(&ali, &karen, &emma, &dialog).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_asks_where_there_is_no_network_and_his_app_is_locked_before_there_is() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    let offered = |view: &DialogView| acts(view).iter().any(|act| act.act.starts_with("invitation-guardian"));
    ali.until(&dialog, offered).await;
    ali.network.cut(true);
    ali.sends_guardian(&dialog).await;
    ali.until(&dialog, |view| says(view, "Karen skal møde Emma")).await;
    let asleep = ali.sleep().await;
    asleep.network().cut(false);
    let ali = asleep.wake().await;
    let emma = vouched(&town, &karen, &dialog).await;
    let_in(&ali, &karen, &emma, &dialog).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_takes_it_back() {
    let town = Town::open().await;
    let (ali, karen, dialog) = sent(&town).await;
    let code = karen.is_sent_a_code(&dialog).await;
    let waiting = Waiting::try_scan(&town, "Emma Holm", &code).await.expect("digits");
    karen.is_asked_to_vouch(&dialog).await;
    ali.does(&dialog, "invitation-withdraw").await;
    karen.until(&dialog, card_is_gone).await;
    assert_eq!(waiting.comes_in().await.err(), Some(Problem::CodeWithdrawn));
    // Nor after a start: nothing of it waits any more.
    let karen = karen.restart().await;
    karen.post(&dialog, "Hvad skete der?").await;
    let view = karen.reads(&dialog, "Hvad skete der?").await;
    assert!(card_is_gone(&view));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_emma_and_nobody_comes_in() {
    let town = Town::open().await;
    let (ali, karen, dialog) = sent(&town).await;
    let code = karen.is_sent_a_code(&dialog).await;
    // Bo photographed the code and was quicker.
    let thief = Waiting::try_scan(&town, "Bo Lind", &code).await.expect("digits");
    let late = Waiting::try_scan(&town, "Emma Holm", &code).await.err();
    assert_eq!(late, Some(Problem::CodeSpent));
    karen.is_asked_to_vouch(&dialog).await;
    karen.does(&dialog, "not-them").await;
    karen.until(&dialog, card_is_gone).await;
    assert_eq!(thief.comes_in().await.err(), Some(Problem::CodeSpent));
    ali.until(&dialog, |view| says(view, "Karen sagde nej")).await;

    // Ali asks once more, with another code.
    ali.sends_guardian(&dialog).await;
    let emma = vouched(&town, &karen, &dialog).await;
    let_in(&ali, &karen, &emma, &dialog).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_says_no_without_meeting_anybody_and_ali_meets_emma_himself() {
    let town = Town::open().await;
    let (ali, karen, dialog) = sent(&town).await;
    karen.is_sent_a_code(&dialog).await;
    karen.does(&dialog, "not-them").await;
    ali.until(&dialog, |view| says(view, "Karen sagde nej")).await;
    let emma = ali.vouches_for(&town, &dialog, "Emma Holm").await;
    emma.say_yes().await;
    karen.agree(&dialog).await;
    let view = ali.until(&dialog, |view| view.members.len() == 3).await;
    assert_eq!(proof(&view, "Emma Holm"), "Bekræftet af Ali Mentor. Har ikke vist et login.");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_only_in_the_dialog_sees_nothing_of_it_and_is_not_offered() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    let offered = |view: &DialogView| -> Vec<String> {
        let all = acts(view).into_iter();
        all.filter(|act| act.act.starts_with("invitation-guardian")).map(|act| act.label).collect()
    };
    let view = ali.until(&dialog, |view| !offered(view).is_empty()).await;
    assert_eq!(offered(&view), ["Karen bekræfter Emma"], "Mette is no citizen here");
    ali.sends_guardian(&dialog).await;
    karen.is_sent_a_code(&dialog).await;
    mette.post(&dialog, "Hej").await;
    let view = mette.reads(&dialog, "Hej").await;
    assert!(card_is_gone(&view));
    assert_eq!(mette.inbox_until(|_| true).await.rows[0].waiting, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_who_was_put_out_vouches_for_nobody() {
    let town = Town::open().await;
    let (ali, karen, mette, dialog) = Person::three_talking(&town, "now").await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    ali.sends_guardian(&dialog).await;
    let code = karen.is_sent_a_code(&dialog).await;
    let waiting = Waiting::try_scan(&town, "Emma Holm", &code).await.expect("digits");
    karen.is_asked_to_vouch(&dialog).await;
    ali.does_to(&dialog, "Karen Holm", "remove").await;
    karen.until(&dialog, card_is_gone).await;
    drop((waiting, mette));
    ali.until(&dialog, |view| view.members.iter().all(|member| member.name != "Karen Holm")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_that_came_first_stay_the_first_when_karens_app_was_locked_in_between() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = sent(&town).await;
    let code = karen.is_sent_a_code(&dialog).await;
    let waiting = Waiting::try_scan(&town, "Emma Holm", &code).await.expect("digits");
    assert!(karen.is_asked_to_vouch(&dialog).await.contains(&waiting.view.digits));
    // Whoever photographed the code knows by now what makes the digits, and the server tells their keys first.
    let theirs = photographed(&town, &code).await;
    let karen = karen.sleep().await;
    karen.network().swaps_keys(theirs);
    let karen = karen.wake().await;
    let asked = karen.is_asked_to_vouch(&dialog).await;
    assert!(asked.contains(&waiting.view.digits), "{asked}: {}", waiting.view.digits);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_of_karens_phones_show_it_and_it_is_over_on_both() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    let link = karen.session.add_device().await.expect("a link").link;
    let tablet = Person::try_enrol_on(&town, "Karens tablet", "Karen Holm", &link).await.expect("added");
    tablet.until(&dialog, |view| view.may_write).await;
    ali.session.bring(&dialog, emma()).await.expect("an invitation");
    ali.sends_guardian(&dialog).await;
    let code = tablet.is_sent_a_code(&dialog).await;
    // Each screen has a code of its own: what one has told is worth nothing on the other.
    assert_ne!(karen.is_sent_a_code(&dialog).await, code);
    let emma = vouched(&town, &karen, &dialog).await;
    for phone in [&karen, &tablet] {
        phone.until(&dialog, card_is_gone).await;
    }
    let_in(&ali, &karen, &emma, &dialog).await;
}
