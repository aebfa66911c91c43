//! Whoever loses every device comes back by their login, with all that they could read before; the lost
//! phone gets nothing more, and nobody comes back as somebody else.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_journeys::{Person, Town, acts, bring_draft, bubbles, draft, notices};

/// Ali and Karen talk; the link that Karen came by.
async fn talking(town: &Town) -> (Person, Person, String, String) {
    let ali = Person::enrol(town, "Ali Mentor", &town.staff_link()).await;
    let link = ali.session.invite(draft("")).await.expect("an invitation").link;
    let karen = Person::enrol(town, "Karen Holm", &link).await;
    let dialog = karen.say_yes().await;
    for person in [&ali, &karen] {
        person.until(&dialog, |view| view.may_write).await;
    }
    (ali, karen, dialog, link)
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_loses_her_phone_and_reads_everything_again() {
    let town = Town::open().await;
    let (ali, lost, dialog, link) = talking(&town).await;
    for text in ["Et", "To"] {
        ali.post(&dialog, text).await;
        lost.reads(&dialog, text).await;
    }
    lost.post(&dialog, "Fra den gamle telefon").await;
    ali.reads(&dialog, "Fra den gamle telefon").await;

    // The same link, the same login, a new phone.
    let karen = Person::try_enrol_on(&town, "a new phone", "Karen Holm", &link).await.expect("known again");
    let waiting = karen.until(&dialog, |view| view.why_not.is_some()).await;
    assert!(bubbles(&waiting).is_empty(), "nothing before Ali has said that it is her");
    let asked = ali.until(&dialog, |view| acts(view).iter().any(|act| act.act.starts_with("let-back"))).await;
    assert!(notices(&asked).contains(&"Karen siger, at de har fået en ny enhed".into()));
    ali.does(&dialog, "let-back").await;

    let view = karen.reads(&dialog, "Fra den gamle telefon").await;
    let texts: Vec<String> = bubbles(&view).into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(texts, ["Et", "To", "Fra den gamle telefon"]);
    assert!(bubbles(&view)[2].own, "what she wrote before is still hers");
    assert_eq!((view.name.as_str(), view.topic.as_str()), ("Ali Mentor", "Vejen til læreplads"));
    karen.until(&dialog, |view| view.may_write).await;
    karen.post(&dialog, "Jeg er her igen").await;
    let view = ali.reads(&dialog, "Jeg er her igen").await;
    assert_eq!(view.readers, "Kun du og Karen kan læse dette");

    // The lost phone is out, and its vault opens no more.
    lost.until(&dialog, |view| !view.may_write).await;
    assert_eq!(lost.texts(&dialog).await.len(), 3, "it reads nothing new");
    let Person { device, session, .. } = lost;
    session.lock().await;
    assert_eq!(device.unlock().await.map(drop), Err(Problem::Revoked));

    // All of it from nothing but the vaults.
    let (karen, ali) = (karen.restart().await, ali.restart().await);
    assert_eq!(karen.reads(&dialog, "Jeg er her igen").await.readers, "Kun du og Ali kan læse dette");
    karen.until(&dialog, |view| bubbles(view).len() == 4).await;
    ali.until(&dialog, |view| view.may_write).await;
    ali.post(&dialog, "Velkommen tilbage").await;
    karen.reads(&dialog, "Velkommen tilbage").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_turns_up_and_speaks_so_ali_may_not_let_her_in_unseen() {
    let town = Town::open().await;
    let (ali, lost, dialog, link) = talking(&town).await;
    let karen = Person::try_enrol_on(&town, "a new phone", "Karen Holm", &link).await.expect("known again");
    ali.until(&dialog, |view| acts(view).iter().any(|act| act.act.starts_with("let-back"))).await;
    lost.post(&dialog, "Den lå i sofaen").await;
    let view = ali.reads(&dialog, "Den lå i sofaen").await;
    assert!(!acts(&view).iter().any(|act| act.act.starts_with("let-back")), "first they must meet");
    assert!(!karen.until(&dialog, |_| true).await.may_write);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_login_does_not_come_back_as_karen() {
    let town = Town::open().await;
    let (_ali, _karen, _dialog, link) = talking(&town).await;
    let thief = Person::try_enrol_on(&town, "a thief's phone", "En Tyv", &link).await;
    assert_eq!(thief.map(drop), Err(Problem::CodeSpent));
}

#[tokio::test(flavor = "multi_thread")]
async fn mette_comes_back_with_exactly_what_she_could_read_and_all_know_her() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Før Mette").await;
    karen.reads(&dialog, "Før Mette").await;
    let draft = bring_draft("Mette Vind", "now");
    let link = ali.session.bring(&dialog, draft).await.expect("an invitation").link;
    let lost = Person::enrol(&town, "Mette Vind", &link).await;
    lost.say_yes().await;
    karen.agree(&dialog).await;
    for person in [&ali, &karen, &lost] {
        person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    }
    lost.post(&dialog, "Hej fra Mette").await;
    for person in [&ali, &karen] {
        person.reads(&dialog, "Hej fra Mette").await;
    }
    let mette = Person::try_enrol_on(&town, "a new phone", "Mette Vind", &link).await.expect("known again");
    ali.does(&dialog, "let-back").await;
    mette.reads(&dialog, "Hej fra Mette").await;
    let view = mette.until(&dialog, |view| view.may_write).await;
    assert_eq!(bubbles(&view).len(), 1, "not what was before her");
    assert!(view.members.iter().all(|member| member.proven));
    let theirs = karen.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    assert!(theirs.members.iter().all(|member| member.proven), "her new card came to everyone");
    karen.post(&dialog, "Godt at se dig igen").await;
    mette.reads(&dialog, "Godt at se dig igen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_loses_two_phones_and_what_she_wrote_on_the_first_is_still_hers() {
    let town = Town::open().await;
    let (ali, first, dialog, link) = talking(&town).await;
    first.post(&dialog, "Fra den første").await;
    ali.reads(&dialog, "Fra den første").await;
    for phone in ["a second phone", "a third phone"] {
        let karen = Person::try_enrol_on(&town, phone, "Karen Holm", &link).await.expect("known again");
        ali.does(&dialog, "let-back").await;
        let view = karen.reads(&dialog, "Fra den første").await;
        assert!(bubbles(&view)[0].own, "on {phone}");
        karen.until(&dialog, |view| view.may_write).await;
    }
}
