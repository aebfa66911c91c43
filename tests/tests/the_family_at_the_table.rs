//! The family at the table: one link on Ali's tablet, each with their own phone, login and keys; one screen shows
//! who has come. Nobody takes another's seat, and nobody learns of the others before the dialog begins.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use SeatState::{Arriving, Asked, Away, Here, In, Out, Unsure};
use samtale_client::Problem;
use samtale_client::view::SeatState;
use samtale_journeys::{FAMILY, Person, Table, Town, bring_draft, invitations, table_card, table_for};
use samtale_membership::apply::parse;
use samtale_wire::api::Append;
use samtale_wire::entry::Body;

const FIRST: &str = "Velkommen alle tre";

/// Somebody whose app has nothing to show.
async fn sees_nothing(who: &Person) {
    let inbox = who.inbox_until(|_| true).await;
    assert!(inbox.rows.is_empty() && inbox.notice.is_none(), "{inbox:#?}");
}

/// All of them are in, read what was said first, and each can say something that the others read.
async fn all_talk(dialog: &str, people: &[&Person]) {
    for who in people {
        who.until(dialog, |view| view.may_write && view.members.len() == people.len()).await;
        who.reads(dialog, FIRST).await;
    }
    for who in people {
        let text = format!("Hej fra {}", who.name);
        who.post(dialog, &text).await;
        for other in people {
            other.reads(dialog, &text).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_family_at_the_table() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let card = table.shows(&[Away, Away, Away]).await;
    let laid = card.table.expect("a table");
    assert_eq!((card.heading.as_str(), laid.count.as_str()), ("Omkring bordet", "0 af 3 er her"));
    assert!(card.hand.expect("a code").qr.is_some());
    assert_eq!(laid.seats[2].spoken, "Inge Holm, Familie. Ikke her endnu");

    // The tablet lies on the table: nothing of Ali's other dialogs stands beside it.
    table.ali.until(&table.dialog, |view| view.alone).await;
    // What the link shows names nobody but Ali.
    let (phone, _) = Person::device(&town, "a look");
    let welcome = format!("{:?}", phone.enrol(&table.link).await.expect("a link that holds").welcome());
    table.shows(&[Arriving, Arriving, Arriving]).await;
    assert!(welcome.contains("Ali"));
    for told in ["Karen", "Bo", "Inge", "Ida"] {
        assert!(!welcome.contains(told), "{welcome}");
    }

    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away, Away]).await;
    sees_nothing(&karen).await;
    let inge = Person::enrol(&town, "Inge Holm", &table.link).await;
    let card = table.shows(&[Here, Away, Here]).await;
    assert_eq!(card.table.expect("a table").count, "2 af 3 er her");
    sees_nothing(&inge).await;
    // Nobody is missing: it begins.
    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    let dialog = karen.say_yes().await;
    assert_eq!(dialog, table.dialog);
    assert_eq!(bo.say_yes().await, dialog);
    // Who answers for Ida says yes to her grandmother, who is asked then.
    assert_eq!(inge.say_yes().await, dialog);
    for guardian in [&karen, &bo] {
        guardian.agree(&dialog).await;
    }
    all_talk(&dialog, &[&table.ali, &karen, &bo, &inge]).await;
    let view = table.ali.until(&dialog, |view| table_card(view).is_none() && !view.alone).await;
    let roles: Vec<&str> = view.members.iter().map(|member| member.role.as_str()).collect();
    assert_eq!(roles, ["Tovholder", "Borger", "Borger", "Pårørende"]);
    assert!(view.members.iter().all(|member| member.proven), "each by their own login");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_wrote_before_another_came_in_is_not_shown_to_them() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY[..2], FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    let dialog = karen.say_yes().await;
    karen.until(&dialog, |view| view.may_write).await;
    karen.post(&dialog, "Kun til Ali").await;
    table.ali.reads(&dialog, "Kun til Ali").await;
    table.shows(&[In, Asked]).await;
    assert_eq!(bo.say_yes().await, dialog);
    all_talk(&dialog, &[&table.ali, &karen, &bo]).await;
    assert!(!bo.texts(&dialog).await.contains(&"Kun til Ali".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_with_the_link_gets_no_seat_without_alis_yes() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY[..2], FIRST).await;
    let neighbour = Person::enrol(&town, "En Nabo", &table.link).await;
    let card = table.shows_that(|it| it.guests.len() == 1).await.table.expect("a table");
    assert_eq!(card.guests[0].sentence, "En Nabo har logget ind. Hvem er det?");
    assert_eq!(card.seats[0].state, Away);
    let labels: Vec<&str> = card.guests[0].acts.iter().map(|act| act.label.as_str()).collect();
    assert_eq!(labels, ["Det er Karen Holm", "Det er Bo Lind", "Det er en anden"]);
    table.says("Det er en anden").await;
    table.shows_that(|it| it.guests.is_empty()).await;
    // The seat is free again, and not for the neighbour.
    let again = Person::try_enrol_on(&town, "another phone", "En Nabo", &table.link).await;
    let again = again.expect("the same login needs no invitation");
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    let dialog = karen.say_yes().await;
    bo.say_yes().await;
    all_talk(&dialog, &[&table.ali, &karen, &bo]).await;
    for who in [neighbour, again] {
        sees_nothing(&who.restart().await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_bear_one_name_are_told_apart_by_ali_alone() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away, Away]).await;
    // Another Karen Holm, with another login: the seat is nobody's until Ali has looked.
    let other = Person::enrol(&town, "Karen Marie Holm", &table.link).await;
    let card = table.shows(&[Unsure, Away, Away]).await.table.expect("a table");
    assert_eq!(card.guests.len(), 2);
    let table = table.starts_anew().await;
    table.shows(&[Unsure, Away, Away]).await;
    let hers = table.shows_that(|it| it.guests.len() == 2).await.table.expect("a table");
    let hers = hers.guests.iter().find(|it| it.sentence.starts_with("Karen Holm")).expect("her");
    table.ali.session.act(&table.dialog, &hers.acts[0].act).await.expect("kept");
    table.shows(&[Here, Away, Away]).await;
    table.says("Det er en anden").await;
    table.shows_that(|it| it.guests.is_empty()).await;
    table.does("begin-at-table").await;
    let dialog = karen.say_yes().await;
    all_talk(&dialog, &[&table.ali, &karen]).await;
    sees_nothing(&other.restart().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_with_two_phones_sits_once() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY[..2], FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away]).await;
    let again = Person::try_enrol_on(&town, "another phone", "Karen Holm", &table.link).await;
    let again = again.expect("the same login needs no invitation");
    again.network.until_called("/v1/claims", 1).await;
    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    let dialog = karen.say_yes().await;
    bo.say_yes().await;
    all_talk(&dialog, &[&table.ali, &karen, &bo]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tablet_dies_in_the_middle_and_the_server_too() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away, Away]).await;
    // The tablet dies; two more come while it is off, and the server is started anew.
    let asleep = table.ali.sleep().await;
    let inge = Person::enrol(&town, "Inge Holm", &table.link).await;
    inge.network.until_called("/v1/claims", 1).await;
    let town = town.restart().await;
    let ali = asleep.wake().await;
    let table = Table { ali, ..table };
    table.shows(&[Here, Away, Here]).await;
    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    let dialog = karen.say_yes().await;
    let table = table.starts_anew().await;
    bo.say_yes().await;
    let table = table.starts_anew().await;
    inge.say_yes().await;
    for guardian in [&karen, &bo] {
        guardian.agree(&dialog).await;
    }
    all_talk(&dialog, &[&table.ali, &karen, &bo, &inge]).await;
    let first = table.ali.texts(&dialog).await.into_iter().filter(|text| text == FIRST);
    assert_eq!(first.count(), 1, "said once");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_late_is_asked_in_by_those_who_are_there() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let inge = Person::enrol(&town, "Inge Holm", &table.link).await;
    let card = table.shows(&[Away, Away, Here]).await;
    assert!(!card.acts.iter().any(|act| act.act.starts_with("begin")), "nobody answers for Ida yet");
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    let card = table.shows(&[Here, Away, Here]).await;
    let begin = card.acts.iter().find(|act| act.act.starts_with("begin")).expect("a button");
    assert_eq!(begin.heading, "Vil du begynde uden Bo?");
    table.does("begin-at-table").await;
    let dialog = karen.say_yes().await;
    inge.say_yes().await;
    karen.agree(&dialog).await;
    all_talk(&dialog, &[&table.ali, &karen, &inge]).await;
    let card = table.shows(&[In, Away, In]).await;
    assert_eq!(card.table.expect("a table").seats[1].label, "Kan stadig komme med");
    assert_eq!(card.hand.expect("still to be handed over").link, table.link);

    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    bo.say_yes().await;
    karen.agree(&dialog).await;
    bo.until(&dialog, |view| view.may_write && view.members.len() == 4).await;
    bo.reads(&dialog, FIRST).await;
    assert_eq!(bo.texts(&dialog).await, [FIRST], "nothing else from before");
    let view = table.ali.until(&dialog, |view| table_card(view).is_none()).await;
    assert_eq!(view.members.iter().filter(|member| member.role == "Borger").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_takes_the_link_back_and_nobody_has_learnt_anything() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away, Away]).await;
    table.does("invitation-withdraw").await;
    table.shows(&[Out, Out, Out]).await;
    let late = Person::try_enrol(&town, "Bo Lind", &table.link).await;
    assert_eq!(late.map(drop), Err(Problem::CodeWithdrawn));
    let karen = karen.restart().await;
    sees_nothing(&karen).await;
    // A new link is for everybody, Karen too.
    table.does("invitation-renew").await;
    let card = table.shows(&[Away, Away, Away]).await;
    let link = card.hand.expect("a new link").link;
    assert_ne!(link, table.link);
    let again = Person::try_enrol_on(&town, "another phone", "Karen Holm", &link).await;
    let again = again.expect("the same login needs no invitation");
    table.shows(&[Here, Away, Away]).await;
    sees_nothing(&again).await;
    table.does("invitation-withdraw").await;
    table.shows(&[Out, Out, Out]).await;
    table.does("invitation-drop").await;
    table.ali.inbox_until(|inbox| inbox.rows.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_says_no_and_the_other_talks_on() {
    use samtale_client::view::Answer;
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    let inge = Person::enrol(&town, "Inge Holm", &table.link).await;
    let dialog = karen.say_yes().await;
    let view = bo.until(&dialog, |view| view.consent.is_some()).await;
    let proposal = view.consent.expect("a consent").proposal;
    bo.session.answer(&dialog, &proposal, Answer::No).await.expect("answered");
    all_talk(&dialog, &[&table.ali, &karen]).await;
    // Her grandmother could only come in with his yes: she is not asked in vain, and the table is cleared.
    table.ali.until(&dialog, |view| table_card(view).is_none()).await;
    sees_nothing(&inge).await;
    // Nor is anybody else who would need his yes: their invitation does not stay for ever.
    let draft = bring_draft("Mette Vind", "now");
    let invitation = table.ali.session.bring(&dialog, draft).await.expect("an invitation");
    table.ali.until(&dialog, |view| !invitations(view).is_empty()).await;
    let _mette = Person::enrol(&town, "Mette Vind", &invitation.link).await;
    table.ali.until(&dialog, |view| invitations(view).is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nobody_wants_to_talk_the_link_is_closed_for_who_is_missing() {
    use samtale_client::view::Answer;
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away, Away]).await;
    table.does("begin-at-table").await;
    let view = karen.until(&table.dialog, |view| view.consent.is_some()).await;
    let proposal = view.consent.expect("a consent").proposal;
    karen.session.answer(&table.dialog, &proposal, Answer::No).await.expect("answered");
    table.ali.until(&table.dialog, |view| table_card(view).is_none()).await;
    let late = Person::try_enrol(&town, "Bo Lind", &table.link).await;
    assert_eq!(late.map(drop), Err(Problem::CodeWithdrawn));
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_ali_put_out_is_asked_back_by_nobody_though_a_seat_is_free() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    let bo = Person::enrol(&town, "Bo Lind", &table.link).await;
    table.shows(&[Here, Here, Away]).await;
    table.does("begin-at-table").await;
    let dialog = karen.say_yes().await;
    bo.say_yes().await;
    all_talk(&dialog, &[&table.ali, &karen, &bo]).await;
    table.ali.does_to(&dialog, "Bo Lind", "remove").await;
    for person in [&table.ali, &karen] {
        person.until(&dialog, |view| view.may_write && view.members.len() == 2).await;
    }
    karen.post(&dialog, "Uden Bo").await;
    table.ali.reads(&dialog, "Uden Bo").await;
    let proposed = |it: &Append| parse(&it.entry.0).is_ok_and(|(_, it)| matches!(it.body, Body::Propose(_)));
    let asked = table.ali.network.appends().iter().filter(|it| proposed(it)).count();
    assert_eq!(asked, 2, "each of them once");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_came_before_the_link_was_closed_is_asked_also_after_the_tablet_was_locked() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, FIRST).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    let inge = Person::enrol(&town, "Inge Holm", &table.link).await;
    table.shows(&[Here, Away, Here]).await;
    table.does("begin-at-table").await;
    karen.until(&table.dialog, |view| view.consent.is_some()).await;
    table.does("invitation-withdraw").await;
    table.shows_that(|it| it.seats[2].state != Here).await;
    let table = table.starts_anew().await;
    let dialog = karen.say_yes().await;
    inge.say_yes().await;
    karen.agree(&dialog).await;
    all_talk(&dialog, &[&table.ali, &karen, &inge]).await;
    table.ali.until(&dialog, |view| table_card(view).is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_for_two_to_eight_of_whom_one_answers_for_the_citizen() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let nine = [("Karen Holm", "guardian"); 9];
    for wrong in
        [&nine[..1], &nine[..], &FAMILY[2..], &[("Inge Holm", "relative"); 2][..], &[("", "guardian"); 2]]
    {
        let refused = ali.session.invite_household(table_for(wrong, "")).await;
        assert_eq!(refused, Err(Problem::NotFound), "{wrong:?}");
    }
    let choices = ali.session.household().expect("choices");
    assert_eq!((choices.fewest, choices.most), (2, 8));
    assert_eq!(choices.kins[0].label, "Forælder eller værge");
    assert!(ali.session.invite_household(table_for(&nine[..8], "")).await.is_ok());
}
