//! One person, several devices: a tablet beside the phone, a code on paper, a device taken away. Each
//! ends in readable history, and nothing is readable for who was put out.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::Problem;
use samtale_client::view::DeviceView;
use samtale_journeys::{Person, Town, bubbles, draft, log_in, notices};

/// This person's devices, as soon as they fit.
async fn devices(person: &Person, fit: impl Fn(&[DeviceView]) -> bool) -> Vec<DeviceView> {
    person.inbox_until(|inbox| fit(&inbox.devices)).await.devices
}

/// One more device for `person`, added at a link that their session shows.
async fn another(town: &Town, person: &Person, device: &str) -> Person {
    let shown = person.session.add_device().await.expect("a link");
    Person::try_enrol_on(town, device, person.name, &shown.link).await.expect("in")
}

#[tokio::test(flavor = "multi_thread")]
async fn karens_tablet_reads_what_was_said_and_speaks_for_her() {
    let town = Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    ali.post(&dialog, "Et").await;
    karen.reads(&dialog, "Et").await;
    karen.post(&dialog, "Fra telefonen").await;
    ali.reads(&dialog, "Fra telefonen").await;

    let tablet = another(&town, &karen, "tablet").await;
    let view = tablet.until(&dialog, |view| bubbles(view).len() == 2).await;
    let texts: Vec<String> = bubbles(&view).into_iter().map(|bubble| bubble.text).collect();
    assert_eq!(texts, ["Et", "Fra telefonen"]);
    assert!(bubbles(&view)[1].own, "what she wrote on the phone is hers on the tablet");
    let both = devices(&karen, |all| all.len() == 2).await;
    assert_eq!(both[0].title, "Denne enhed");
    assert!(both[0].acts.is_empty(), "this device is not taken away from itself");

    tablet.until(&dialog, |view| view.may_write).await;
    tablet.post(&dialog, "Fra tabletten").await;
    let seen = ali.reads(&dialog, "Fra tabletten").await;
    assert_eq!(bubbles(&seen)[2].author, "Karen Holm");
    assert!(notices(&seen).contains(&"Karen bruger nu også en ny enhed".into()));
    karen.reads(&dialog, "Fra tabletten").await;
    karen.post(&dialog, "Og fra telefonen igen").await;
    for person in [&ali, &tablet] {
        person.reads(&dialog, "Og fra telefonen igen").await;
    }
    ali.post(&dialog, "Svar").await;
    for person in [&karen, &tablet] {
        person.reads(&dialog, "Svar").await;
    }

    // All of it from nothing but the vaults.
    let tablet = tablet.restart().await;
    assert_eq!(tablet.reads(&dialog, "Svar").await.readers, "Kun du og Ali kan læse dette");
    tablet.until(&dialog, |view| bubbles(view).len() == 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_takes_her_lost_phone_away_and_it_reads_nothing_more() {
    let town = Town::open().await;
    let (ali, phone, dialog) = Person::talking(&town).await;
    phone.post(&dialog, "Fra telefonen").await;
    ali.reads(&dialog, "Fra telefonen").await;
    let tablet = another(&town, &phone, "tablet").await;
    tablet.reads(&dialog, "Fra telefonen").await;

    let both = devices(&tablet, |all| all.len() == 2).await;
    let lost = both.iter().find(|device| !device.acts.is_empty()).expect("the phone");
    tablet.session.remove_device(&lost.device).await.expect("gone");
    devices(&tablet, |all| all.len() == 1).await;

    // Without a word from Karen the others write under new keys.
    ali.until(&dialog, |view| view.may_write).await;
    ali.post(&dialog, "Kun til tabletten").await;
    tablet.reads(&dialog, "Kun til tabletten").await;
    tablet.post(&dialog, "Telefonen er væk").await;
    ali.reads(&dialog, "Telefonen er væk").await;

    // The phone's app has noticed and locked itself.
    let Person { device, session, .. } = phone;
    let feed = session.inbox();
    while feed.next().await.is_some() {}
    assert_eq!(device.unlock().await.map(drop), Err(Problem::Revoked));

    // What was said before the keys were taken back stays readable.
    let (tablet, ali) = (tablet.restart().await, ali.restart().await);
    for person in [&tablet, &ali] {
        person.until(&dialog, |view| bubbles(view).len() == 3).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_loses_every_device_and_comes_back_with_a_code_on_paper() {
    let town = Town::open().await;
    let (ali, lost, dialog) = Person::talking(&town).await;
    let paper = lost.session.make_paper().await.expect("a code");
    assert_eq!((paper.groups.len(), paper.groups[0].len()), (8, 5));
    lost.post(&dialog, "Før det gik galt").await;
    ali.reads(&dialog, "Før det gik galt").await;
    drop(lost);

    let karen = Person::try_enrol_on(&town, "new phone", "Karen Holm", &paper.link).await.expect("in");
    karen.reads(&dialog, "Før det gik galt").await;
    karen.until(&dialog, |view| view.may_write).await;
    karen.post(&dialog, "Jeg er her igen").await;
    ali.reads(&dialog, "Jeg er her igen").await;

    let known = |all: &[DeviceView]| all.iter().any(|it| it.title == "En anden enhed");
    let all = devices(&karen, |all| all.len() == 3 && known(all)).await;
    let phone = all.iter().find(|device| device.title == "En anden enhed").expect("the lost phone");
    karen.session.remove_device(&phone.device).await.expect("gone");
    ali.until(&dialog, |view| view.may_write).await;
    ali.post(&dialog, "Godt").await;
    karen.reads(&dialog, "Godt").await;
    let karen = karen.restart().await;
    karen.until(&dialog, |view| bubbles(view).len() == 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_digits_alone_do_with_any_link_of_the_municipality() {
    let town = Town::open().await;
    let (ali, lost, dialog) = Person::talking(&town).await;
    let paper = lost.session.make_paper().await.expect("a code");
    ali.post(&dialog, "Et").await;
    lost.reads(&dialog, "Et").await;
    drop(lost);

    let (device, _network) = Person::device(&town, "new phone");
    let (home, mut digits) = (town.staff_link(), paper.groups.join(" "));
    let enrolment = device.recover(&home, &digits).await.expect("the code is known");
    let redirect = log_in(&enrolment.login_url(), "Karen Holm", "").await;
    let session = enrolment.complete(&redirect).await.expect("in");
    let karen = Person { name: "Karen Holm", device, session, network: _network };
    karen.reads(&dialog, "Et").await;

    // A slip of one digit is one, and a code of nobody opens nothing.
    let (device, _network) = Person::device(&town, "another phone");
    digits.replace_range(0..1, if digits.starts_with('0') { "1" } else { "0" });
    assert_eq!(device.recover(&home, &digits).await.map(drop), Err(Problem::BadCode));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_who_sees_karens_link_gets_in_with_no_login_but_hers() {
    let town = Town::open().await;
    let (_ali, karen, dialog) = Person::talking(&town).await;
    let shown = karen.session.add_device().await.expect("a link");
    let (device, network) = Person::device(&town, "neighbour");
    let enrolment = device.enrol(&shown.link).await.expect("the link is known");
    let redirect = log_in(&enrolment.login_url(), "Mette Vind", "").await;
    let asks = tokio::spawn(async move { enrolment.complete(&redirect).await.map(drop) });
    // Looked for the chain, asked, waits.
    network.until_called("/v1/links/", 3).await;

    let tablet = another(&town, &karen, "tablet").await;
    tablet.until(&dialog, |view| view.may_write).await;
    assert_eq!(devices(&karen, |all| all.len() > 1).await.len(), 2, "whoever asked before is not in");
    assert!(!asks.is_finished());
    asks.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn alis_tablet_begins_dialogs_too_and_who_comes_later_knows_both_devices() {
    let town = Town::open().await;
    let ali = Person::enrol(&town, "Ali Mentor", &town.staff_link()).await;
    let tablet = another(&town, &ali, "tablet").await;
    let invitation = tablet.session.invite(draft("Hej fra tabletten")).await.expect("an invitation");
    let karen = Person::enrol(&town, "Karen Holm", &invitation.link).await;
    let dialog = karen.say_yes().await;
    karen.reads(&dialog, "Hej fra tabletten").await;
    ali.reads(&dialog, "Hej fra tabletten").await;
    ali.until(&dialog, |view| view.may_write).await;
    ali.post(&dialog, "Hej fra telefonen").await;
    karen.reads(&dialog, "Hej fra telefonen").await;
    karen.until(&dialog, |view| view.may_write).await;
    karen.post(&dialog, "Hej begge").await;
    for person in [&ali, &tablet] {
        person.reads(&dialog, "Hej begge").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_phone_takes_along_what_it_added_after_the_tablet_that_stays() {
    let town = Town::open().await;
    let (ali, phone, dialog) = Person::talking(&town).await;
    let tablet = another(&town, &phone, "tablet").await;
    town.minutes_go_by(5);
    let ghost = another(&town, &phone, "ghost").await;
    ghost.until(&dialog, |view| view.may_write).await;
    phone.session.make_paper().await.expect("a code");

    let known = |all: &[DeviceView]| all.iter().filter(|it| it.title == "En anden enhed").count() == 2;
    let all = devices(&tablet, |all| all.len() == 4 && known(all)).await;
    let lost = all
        .iter()
        .filter(|it| it.title == "En anden enhed")
        .find(|it| it.acts[0].sentence.contains("2 enheder"));
    tablet
        .session
        .remove_device(&lost.unwrap_or_else(|| panic!("the phone, and what goes with it: {all:#?}")).device)
        .await
        .expect("gone");
    assert_eq!(devices(&tablet, |all| all.len() == 1).await[0].title, "Denne enhed");
    for gone in [phone, ghost] {
        let feed = gone.session.inbox();
        while feed.next().await.is_some() {}
        assert_eq!(gone.device.unlock().await.map(drop), Err(Problem::Revoked));
    }
    tablet.until(&dialog, |view| view.may_write).await;
    tablet.post(&dialog, "Nu er det kun mig").await;
    ali.reads(&dialog, "Nu er det kun mig").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_are_taken_away_at_once_and_both_are_gone() {
    let town = Town::open().await;
    let (_ali, phone, _dialog) = Person::talking(&town).await;
    let one = another(&town, &phone, "tablet").await;
    devices(&one, |all| all.len() == 2).await;
    let other = another(&town, &phone, "laptop").await;
    devices(&other, |all| all.len() == 3).await;
    let all = devices(&phone, |all| all.len() == 3).await;
    // The tablet did not add the laptop: it says so, whoever is holding it.
    let told = one.inbox_until(|inbox| inbox.notice.is_some()).await;
    assert!(told.notice.expect("a notice").starts_with("En ny enhed har fået adgang."));
    assert!(phone.inbox_until(|_| true).await.notice.is_none(), "the phone knows: it added both");
    let [_, a, b] = all.as_slice() else { panic!("three devices") };
    let (a, b) = tokio::join!(phone.session.remove_device(&a.device), phone.session.remove_device(&b.device));
    assert_eq!((a, b), (Ok(()), Ok(())));
    let left = phone.inbox_until(|_| true).await.devices;
    assert_eq!(left.len(), 1, "{left:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_that_came_after_the_question_says_where_it_is_answered() {
    let town = Town::open().await;
    let (ali, phone) = Person::ali_and_karen(&town).await;
    let asked = phone.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    let dialog = asked.rows[0].dialog.clone();
    let tablet = another(&town, &phone, "tablet").await;
    let elsewhere = |view: &samtale_client::view::DialogView| {
        view.why_not.as_deref() == Some("Svar på den enhed, du først loggede ind på.")
            && view.consent.is_none()
    };
    tablet.until(&dialog, elsewhere).await;
    phone.say_yes().await;
    tablet.until(&dialog, |view| view.may_write).await;
    tablet.post(&dialog, "Nu er vi her begge to").await;
    ali.reads(&dialog, "Nu er vi her begge to").await;
}
