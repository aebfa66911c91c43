//! Providers whose tokens tell a national number. Karen comes in with one: Ali's device alone looks at it, says in
//! a signature what the others need to know, and the number stays nowhere.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::view::{DialogView, InvitationView, InvitedView, Language};
use samtale_client::{Device, Ports, Problem};
use samtale_engine::content::VaultContent;
use samtale_journeys::{
    Browser, Conduct, Liar, Person, Town, acts, bring_draft, draft_for, fragments, invitations, notices,
    vault_of,
};
use samtale_wire::encode;
use samtale_wire::user::Card;
use std::sync::Arc;

/// How Ali's app says that it has seen what Karen's login shows.
const SEEN: &str = "Ali Mentor har set loginet. Sikkerhed: betydelig. Kommunens server bad om det.";

/// Ali, who has logged in, and his invitation to somebody.
async fn inviting(town: &Town, whom: &str) -> (Person, InvitationView, String) {
    let ali = Person::logs_in(town, "Ali Mentor", &town.staff_link()).await;
    let invitation = ali.session.invite(draft_for(whom, "Hej Karen")).await.expect("an invitation");
    let inbox = ali.inbox_until(|inbox| inbox.rows.len() == 1).await;
    (ali, invitation, inbox.rows[0].dialog.clone())
}

fn proof(view: &DialogView, name: &str) -> String {
    let member = view.members.iter().find(|member| member.name == name);
    member.map(|member| member.proof.clone()).unwrap_or_default()
}

async fn card(ali: &Person, dialog: &str, line: &str) -> InvitedView {
    let is = |card: &InvitedView| card.lines.iter().any(|it| it.contains(line));
    let view = ali.until(dialog, |view| invitations(view).iter().any(is)).await;
    invitations(&view).remove(0)
}

/// Nobody keeps the number in the open, on no disk and in no log.
fn stays_nowhere(town: &Town) {
    let needles = fragments(town.number());
    town.has_nowhere(&needles.iter().map(String::as_str).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn karen_comes_in_though_each_of_her_tokens_tells_her_number() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPorten).await;
    let (ali, invitation, dialog) = inviting(&town, "Karen Holm").await;
    let karen = Person::logs_in(&town, "Karen Holm", &invitation.link).await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Hej Karen").await;
    karen.post(&dialog, "Hej Ali").await;
    let view = ali.reads(&dialog, "Hej Ali").await;
    assert_eq!(proof(&view, "Karen Holm"), SEEN);

    // Mette, who never saw that login, knows Karen by what Ali says of it; she is asked first.
    let bring = ali.session.bring(&dialog, bring_draft("Mette Vind", "now")).await.expect("an invitation");
    let mette = Person::logs_in(&town, "Mette Vind", &bring.link).await;
    mette.say_yes().await;
    karen.agree(&dialog).await;
    let view = mette.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
    assert_eq!(proof(&view, "Karen Holm"), SEEN);
    mette.post(&dialog, "Hej begge").await;
    let view = karen.reads(&dialog, "Hej begge").await;
    assert_eq!(proof(&view, "Karen Holm"), "Det er dig. Ali Mentor har set dit login.");

    // After a start it is the same, on every device.
    for person in [karen, ali, mette] {
        let person = person.restart().await;
        person.reads(&dialog, "Hej begge").await;
        let said = |view: &DialogView| proof(view, "Karen Holm").contains("Ali Mentor") && view.may_write;
        person.until(&dialog, said).await;
        person.post(&dialog, person.name).await;
        person.reads(&dialog, person.name).await;
    }
    stays_nowhere(&town);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_that_ali_wrote_says_who_it_is_whatever_she_is_called() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPorten).await;
    // Ali's register has her under the name that she had before. A slip in the number is told at once.
    let ali = Person::logs_in_on(&town, "another", "Ali Mentor", &town.staff_link()).await;
    let slip = ali.session.invite(draft_for("Karen Olsen 31020099945", "")).await;
    assert_eq!(slip.map(drop), Err(Problem::BadNumber));
    let (ali, invitation, dialog) = inviting(&town, &format!("Karen Olsen {}", town.number())).await;
    let shown = card(&ali, &dialog, "Lavet").await;
    assert_eq!(shown.heading, "Invitation til Karen Olsen", "the number is no part of a name");
    let karen = Person::logs_in(&town, "Karen Holm", &invitation.link).await;
    assert_eq!(karen.say_yes().await, dialog);
    let view = ali.until(&dialog, |view| notices(view).contains(&"Du har set, at det er Karen".into())).await;
    let matched = "Ali Mentor har set, at CPR-nummer og login passer. Sikkerhed: betydelig";
    assert!(proof(&view, "Karen Holm").starts_with(matched), "{}", proof(&view, "Karen Holm"));
    karen.until(&dialog, |view| notices(view).contains(&"Ali har set, at det er dig".into())).await;
    stays_nowhere(&town);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_another_number_is_turned_away_though_they_bear_the_name() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPorten).await;
    // Bo Lind has a namesake, who is meant; Bo has found the link.
    let (ali, invitation, dialog) = inviting(&town, &format!("Bo Lind {}", town.number())).await;
    let bo = Person::logs_in(&town, "Bo Lind", &invitation.link).await;
    card(&ali, &dialog, "En anden prøvede linket").await;
    assert!(bo.inbox_until(|_| true).await.rows.is_empty(), "he sees nothing");
    // Also when his claim is told again, to an app that was closed meanwhile.
    let ali = ali.restart().await;
    card(&ali, &dialog, "En anden prøvede linket").await;
    // Whose number it is comes in by the same link.
    let karen = Person::logs_in(&town, "Karen Holm", &invitation.link).await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Hej Karen").await;
    stays_nowhere(&town);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_without_a_name_lets_nobody_in_but_by_number_or_by_hand() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPortenWithoutName).await;
    let (ali, invitation, dialog) = inviting(&town, "Karen Holm").await;
    let karen = Person::logs_in(&town, "Karen Holm", &invitation.link).await;
    let asked = "Loginet viste ikke, om det er Karen Holm. Spørg først.";
    ali.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.as_deref() == Some(asked))).await;
    ali.does(&dialog, "confirm").await;
    assert_eq!(karen.say_yes().await, dialog);
    let view = karen.reads(&dialog, "Hej Karen").await;
    assert_eq!(proof(&view, "Karen Holm"), "Det er dig. Ali Mentor har set dit login.");

    let draft = draft_for(&format!("Karen Holm {}", town.number()), "Og her");
    let other = ali.session.invite(draft).await.expect("an invitation");
    let karen = Person::logs_in_on(&town, "another phone", "Karen Holm", &other.link).await;
    let inbox = karen.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    assert!(!inbox.rows.is_empty(), "nobody was asked whether it is her");
    stays_nowhere(&town);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_called_otherwise_is_asked_about_as_with_any_login() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPorten).await;
    let (ali, invitation, dialog) = inviting(&town, "Karen Olsen").await;
    let karen = Person::logs_in(&town, "Karen Holm", &invitation.link).await;
    let waiting = "Karen Holm har åbnet invitationen. Er det den rigtige?";
    ali.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.as_deref() == Some(waiting))).await;
    let view = ali.until(&dialog, |view| acts(view).iter().any(|act| act.act.starts_with("confirm"))).await;
    let asks = acts(&view).into_iter().find(|act| act.act.starts_with("confirm")).expect("a question");
    let said = "Du inviterede Karen Olsen. Karen Holm har åbnet invitationen og vist sit login.";
    assert_eq!(asks.sentence, said);
    ali.does(&dialog, "confirm").await;
    assert_eq!(karen.say_yes().await, dialog);
    let view = ali.until(&dialog, |view| view.may_write && view.members.len() == 2).await;
    assert_eq!(proof(&view, "Karen Holm"), SEEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn mitid_tells_the_number_only_where_ali_wrote_it() {
    let town = Town::that_logs_in_at(Conduct::LikeMitId).await;
    let (ali, invitation, dialog) = inviting(&town, "Karen Holm").await;
    assert!(ali.inbox_until(|_| true).await.may_match, "it is said where the name is written");
    let (phone, network) = Person::device(&town, "Karen Holm");
    let enrolment = phone.enrol(&invitation.link).await.expect("a link");
    assert!(!enrolment.login_url().contains("ssn"));
    ali.does(&dialog, "invitation-withdraw").await;

    let draft = draft_for(&format!("Karen Holm {}", town.number()), "Hej Karen");
    let invitation = ali.session.invite(draft).await.expect("an invitation");
    let enrolment = phone.enrol(&invitation.link).await.expect("a link");
    assert!(enrolment.login_url().contains("ssn"));
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Karen Holm").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    let karen = Person { name: "Karen Holm", device: phone, session, network };
    let dialog = karen.say_yes().await;
    let view = karen.reads(&dialog, "Hej Karen").await;
    let matched = |view: &DialogView| proof(view, "Karen Holm").contains("CPR-nummer og login passer");
    ali.until(&dialog, matched).await;
    assert_eq!(proof(&view, "Karen Holm"), "Det er dig. Ali Mentor har set dit login.");

    // Another phone of hers logs in without the number, as anybody's does.
    let link = karen.session.add_device().await.expect("a link").link;
    let tablet = Person::logs_in_on(&town, "Karen's tablet", "Karen Holm", &link).await;
    tablet.reads(&dialog, "Hej Karen").await;
    tablet.post(&dialog, "Fra min tablet").await;
    ali.reads(&dialog, "Fra min tablet").await;
    stays_nowhere(&town);
}

#[tokio::test(flavor = "multi_thread")]
async fn ali_looks_at_it_the_next_morning_and_karens_phone_forgets_it() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPorten).await;
    let (ali, invitation, dialog) = inviting(&town, &format!("Karen Holm {}", town.number())).await;
    let ali = ali.sleep().await;
    let (folder, keys) = (town.folder("karen"), Arc::new(MemoryKeyStore::default()));
    let network = Arc::new(Liar::default());
    let ports = Ports { network: network.clone(), keys: keys.clone(), clock: Arc::new(town.clock()) };
    let device = Device::new(folder.clone(), ports, Language::Danish).expect("a folder");
    let enrolment = device.enrol(&invitation.link).await.expect("a link");
    let redirect = Browser::default().logs_in(&enrolment.login_url(), "Karen Holm").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    let karen = Person { name: "Karen Holm", device, session, network };
    karen.network.until(|it| it.count("/v1/claims") > 0).await;
    let karen = karen.sleep().await;
    let kept = vault_of(&device_folder(&folder), &*keys, town.now()).await;
    assert!(tells(&kept, town.number()), "until somebody has looked at it, her own phone alone has it");

    let ali = ali.wake().await;
    let karen = karen.wake().await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Hej Karen").await;
    let karen = karen.sleep().await;
    let kept = vault_of(&device_folder(&folder), &*keys, town.now()).await;
    assert!(matches!(kept.card, Card::Voucher(_)) && !tells(&kept, town.number()), "it is gone");
    // She is who she was.
    let karen = karen.wake().await;
    karen.until(&dialog, |view| view.may_write && view.members.len() == 2).await;
    karen.post(&dialog, "God morgen").await;
    let view = ali.reads(&dialog, "God morgen").await;
    assert!(proof(&view, "Karen Holm").contains("CPR-nummer og login passer"));
    stays_nowhere(&town);
}

/// Where the one person of a device has their vault.
fn device_folder(folder: &std::path::Path) -> std::path::PathBuf {
    let mut places = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok).map(|it| it.path());
    places.find(|place| place.join("vault").exists()).unwrap_or_else(|| folder.to_owned())
}

fn tells(vault: &VaultContent, number: &str) -> bool {
    let bytes = encode(vault);
    fragments(number).iter().any(|it| bytes.windows(it.len()).any(|window| window == it.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_device_never_comes_in_so() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPorten).await;
    let (_ali, invitation, dialog) = inviting(&town, "Karen Holm").await;
    let karen = Person::logs_in(&town, "Karen Holm", &invitation.link).await;
    assert_eq!(karen.say_yes().await, dialog);
    karen.reads(&dialog, "Hej Karen").await;
    let link = karen.session.add_device().await.expect("a link").link;
    let (tablet, network) = Person::device(&town, "Karen's tablet");
    // It is said before anybody logs in.
    assert_eq!(tablet.enrol(&link).await.map(drop), Err(Problem::LoginTooTelling));
    assert_eq!(network.count("/v1/login"), 0, "nothing was asked for");
    stays_nowhere(&town);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_scope_that_hides_the_number_it_is_told_only_where_it_is_compared() {
    let town = Town::that_logs_in_at(Conduct::LikeIdPortenPseudonymous).await;
    let (ali, invitation, dialog) = inviting(&town, "Karen Holm").await;
    let karen = Person::logs_in(&town, "Karen Holm", &invitation.link).await;
    assert_eq!(karen.say_yes().await, dialog);
    let view = ali.until(&dialog, |view| view.may_write && view.members.len() == 2).await;
    let own = "Har vist sit nationale login. Sikkerhed: betydelig. Kommunens server bad om det.";
    assert_eq!(proof(&view, "Karen Holm"), own, "a card of her own, that anybody may see");

    // Bo's number is compared; his tablet logs in without it all the same.
    let named = format!("Bo Lind {}", Town::OTHER_NUMBER);
    let invitation = ali.session.invite(draft_for(&named, "Hej Bo")).await.expect("an invitation");
    let bo = Person::logs_in(&town, "Bo Lind", &invitation.link).await;
    let dialog = bo.say_yes().await;
    bo.reads(&dialog, "Hej Bo").await;
    let link = bo.session.add_device().await.expect("a link").link;
    let tablet = Person::logs_in_on(&town, "Bo's tablet", "Bo Lind", &link).await;
    tablet.reads(&dialog, "Hej Bo").await;
    tablet.post(&dialog, "Fra min tablet").await;
    ali.reads(&dialog, "Fra min tablet").await;
    stays_nowhere(&town);
}
