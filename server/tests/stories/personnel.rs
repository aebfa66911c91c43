//! The personnel desk: who goes is told of to those whom it concerns; who takes over is named, shows
//! themselves, and is let in by whom the dialog is about.

use crate::kit::entries::{Dialog, colleague, invite, town_card};
use crate::kit::http::cursor;
use crate::kit::{No, Person, Talk, Town, broken, no, random, soon};
use samtale_membership::apply::parse;
use samtale_membership::{Phase, Violation, tenant};
use samtale_server::PersonnelError;
use samtale_wire::api::{
    Chain, Code, Envelope, FeedItem, NewInvitation, Presentation, Registered, Seats, Succeeds, Successor,
};
use samtale_wire::entry::{Body, Role};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::{Bytes, DialogId, InvitationId, Uid};
use std::path::Path;
use std::process::{Command, Output};

async fn items(town: &Town, who: &Person) -> Vec<FeedItem> {
    town.wire.whole_feed(&who.token).await.items
}

/// Who works here no longer, as this account is told.
async fn dismissed(town: &Town, who: &Person) -> Vec<OrgAttest> {
    let items = items(town, who).await.into_iter();
    items.filter_map(|item| if let FeedItem::Dismissed(it) = item { Some(*it) } else { None }).collect()
}

/// What this account is to take over.
async fn succeeds(town: &Town, who: &Person) -> Vec<Succeeds> {
    let items = items(town, who).await.into_iter();
    items.filter_map(|item| if let FeedItem::Succeeds(it) = item { Some(*it) } else { None }).collect()
}

/// Who shows themselves to this account.
async fn successors(town: &Town, who: &Person) -> Vec<Successor> {
    let items = items(town, who).await.into_iter();
    items.filter_map(|item| if let FeedItem::Successor(it) = item { Some(*it) } else { None }).collect()
}

fn letters(to: &[&Person]) -> Presentation {
    let mut letters: Vec<Envelope> =
        to.iter().map(|to| Envelope { to: to.uid, sealed: Bytes(b"sealed cards".to_vec()) }).collect();
    letters.sort_by_key(|letter| letter.to);
    Presentation { letters }
}

async fn present(town: &Town, who: &Person, dialog: DialogId, it: &Presentation) -> Result<(), No> {
    town.wire.post(&format!("/v1/dialogs/{dialog}/successor"), Some(&who.token), it).await.done()
}

async fn karen(town: &Town, by: &Person, name: &str) -> Person {
    Person::citizen(town, name, invite(town, by).await).await
}

/// Lets in who was proposed last; whom the dialog is about consents, if they are not that one.
async fn let_in(town: &Town, dialog: &mut Dialog, by: &Person, who: &Person, consents: Option<&Person>) {
    let join = dialog.join(who, town.clock.now());
    dialog.send(town, who, &join).await.unwrap();
    if let Some(citizen) = consents {
        let yes = dialog.consent(citizen, town.clock.now());
        dialog.send(town, citizen, &yes).await.unwrap();
    }
    let admit = dialog.admit(by, town.clock.now());
    dialog.send(town, by, &admit).await.unwrap();
}

/// A dialog of `by` in which these citizens are, all of them.
async fn about(town: &Town, by: &Person, citizens: &[&Person]) -> Dialog {
    let now = town.clock.now();
    let (mut dialog, create) = Dialog::create(&town_card(town).await, by, citizens, now);
    dialog.send(town, by, &create).await.unwrap();
    for citizen in citizens {
        let propose = dialog.propose(by, citizen, Role::Citizen, None, town.clock.now());
        dialog.send(town, by, &propose).await.unwrap();
        let_in(town, &mut dialog, by, citizen, None).await;
    }
    dialog
}

/// Karen says what she was told, and goes on without him.
async fn put_out(town: &Town, dialog: &mut Dialog, karen: &Person, ali: &Person) {
    let word = dismissed(town, karen).await.remove(0);
    let revoke = dialog.org_revoke(karen, &word, town.clock.now());
    dialog.send(town, karen, &revoke).await.unwrap();
    let remove = dialog.remove(karen, ali.uid, town.clock.now());
    dialog.send(town, karen, &remove).await.unwrap();
}

fn waiting(data: &Path) -> i64 {
    let database = rusqlite::Connection::open(data.join("samtale.db")).unwrap();
    database.query_row("SELECT count(*) FROM personnel", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn who_is_dismissed_is_employed_no_longer_and_those_they_talk_with_are_told_once() {
    let town = Town::start().await;
    let Talk { mut ali, karen, .. } = Talk::begin(&town).await;
    about(&town, &ali, &[&karen]).await;
    let bo = colleague(&town, "Bo").await;
    let before = town.clock.now();
    town.dismiss(&ali).await.unwrap();

    let told = dismissed(&town, &karen).await;
    assert_eq!(told.len(), 1, "in two dialogs, and told once");
    let word = tenant::dismissal(&town.wire.home.tenant, &told[0]).unwrap();
    assert!(word.uid == ali.uid && (before..=town.clock.now()).contains(&word.t));
    assert!(items(&town, &bo).await.is_empty(), "a stranger is not");
    assert!(dismissed(&town, &ali).await.is_empty());

    assert_eq!(ali.open(&town).await.unwrap().org, None);
    let new = NewInvitation { id: InvitationId(random()), until: town.clock.now() + 60, seats: Seats::ONE };
    let refused =
        town.wire.post("/v1/invitations", Some(&ali.token), &new).await.read::<Registered>().map(drop);
    assert_eq!(refused, no(Code::NotAllowed));
    assert!(matches!(town.dismiss(&ali).await, Err(PersonnelError::Nobody)), "once");
    assert_eq!((dismissed(&town, &karen).await.len(), waiting(town.data())), (1, 0));
}

#[tokio::test]
async fn the_desk_says_nothing_of_people_it_does_not_employ() {
    let town = Town::start().await;
    let Talk { ali, karen, .. } = Talk::begin(&town).await;
    let (bo, unknown) = (colleague(&town, "Bo").await, {
        let mut unknown = colleague(&town, "Mia").await;
        unknown.card = karen.card.clone();
        unknown
    });
    for who in [&karen, &unknown] {
        let refused = town.dismiss(who).await.unwrap_err();
        assert_eq!(refused.to_string(), "nobody who is employed here has this login");
        assert!(matches!(town.succeed(who, &ali).await, Err(PersonnelError::Nobody)));
        assert!(matches!(town.succeed(&bo, who).await, Err(PersonnelError::NobodyBefore)));
    }
    assert!(matches!(town.succeed(&bo, &bo).await, Err(PersonnelError::Same)));
    assert_eq!(items(&town, &karen).await.len(), 4, "only the log");
    assert!(items(&town, &bo).await.is_empty());
    assert_eq!(waiting(town.data()), 0);
}

#[tokio::test]
async fn an_employment_on_paper_brings_nobody_in_who_was_dismissed() {
    let town = Town::start().await;
    let Talk { ali: bo, karen, dialog: mut open } = Talk::begin(&town).await;
    let mut asked = about(&town, &bo, &[&karen]).await;
    let ali = colleague(&town, "Ali").await;
    let propose =
        |dialog: &mut Dialog| dialog.propose(&bo, &ali, Role::Employee, ali.org.clone(), town.clock.now());
    let draft = propose(&mut asked);
    asked.send(&town, &bo, &draft).await.unwrap();
    let join = asked.join(&ali, town.clock.now());
    asked.send(&town, &ali, &join).await.unwrap();
    let yes = asked.consent(&karen, town.clock.now());
    asked.send(&town, &karen, &yes).await.unwrap();
    town.dismiss(&ali).await.unwrap();

    let admit = asked.admit(&bo, town.clock.now());
    assert_eq!(asked.send(&town, &bo, &admit).await.map(drop), broken(Violation::Employment));
    let draft = propose(&mut open);
    assert_eq!(open.send(&town, &bo, &draft).await.map(drop), broken(Violation::Employment));
    let card = town_card(&town).await;
    let (mut own, create) = Dialog::create(&card, &ali, &[&karen], town.clock.now());
    assert_eq!(own.send(&town, &ali, &create).await.map(drop), broken(Violation::Employment));
    // The others go on.
    let post = open.post(&bo, b"sealed", town.clock.now());
    open.send(&town, &bo, &post).await.unwrap();
}

#[tokio::test]
async fn a_successor_is_told_of_exactly_the_dialogs_that_nobody_answers_for() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog: still_his } = Talk::begin(&town).await;
    let hans = self::karen(&town, &ali, "Hans").await;
    let mut left = about(&town, &ali, &[&karen, &hans]).await;
    let mut over = about(&town, &ali, &[&hans]).await;
    let bo = colleague(&town, "Bo").await;
    let mut anothers = about(&town, &bo, &[&karen]).await;
    let propose = anothers.propose(&bo, &ali, Role::Employee, ali.org.clone(), town.clock.now());
    anothers.send(&town, &bo, &propose).await.unwrap();
    let_in(&town, &mut anothers, &bo, &ali, Some(&karen)).await;
    let leave = over.leave(&hans, town.clock.now());
    over.send(&town, &hans, &leave).await.unwrap();
    let remove = over.remove(&ali, hans.uid, town.clock.now());
    over.send(&town, &ali, &remove).await.unwrap();
    assert_eq!(over.state.as_ref().unwrap().roster.phase, Phase::Over);
    town.dismiss(&ali).await.unwrap();
    put_out(&town, &mut left, &karen, &ali).await;

    let eva = colleague(&town, "Eva").await;
    town.succeed(&eva, &ali).await.unwrap();
    town.succeed(&eva, &ali).await.unwrap();
    let mut told = succeeds(&town, &eva).await;
    told.sort_by_key(|it| it.dialog != still_his.id);
    let dialogs: Vec<DialogId> = told.iter().map(|it| it.dialog).collect();
    assert_eq!(dialogs, [still_his.id, left.id], "each once");
    assert_eq!(told[0].citizens, [karen.uid]);
    let both = std::collections::BTreeSet::from([karen.uid, hans.uid]);
    assert_eq!(told[1].citizens, both.into_iter().collect::<Vec<Uid>>(), "sorted");
    let paper = |org: &OrgAttest| tenant::employment(&town.wire.home.tenant, org).unwrap();
    let own = paper(eva.org.as_deref().unwrap());
    for it in &told {
        let named = paper(&it.org);
        assert_eq!((named.uid, named.succeeds), (eva.uid, Some(it.dialog)));
        assert_eq!((&named.unit, named.until), (&own.unit, own.until), "her own employment");
    }
    assert!(succeeds(&town, &bo).await.is_empty() && succeeds(&town, &ali).await.is_empty());
}

#[tokio::test]
async fn whom_the_dialog_is_about_lets_the_successor_in_who_gets_the_log_and_the_letter() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let post = dialog.post(&ali, b"before", town.clock.now());
    dialog.send(&town, &ali, &post).await.unwrap();
    let eva = colleague(&town, "Eva").await;
    town.dismiss(&ali).await.unwrap();
    town.succeed(&eva, &ali).await.unwrap();
    let named = succeeds(&town, &eva).await.remove(0);
    let chain = town.wire.get(&format!("/v1/users/{}", karen.uid), Some(&eva.token)).await;
    assert_eq!(chain.read::<Chain>().unwrap().entries, [karen.genesis.clone(), karen.attest.clone()]);
    present(&town, &eva, dialog.id, &letters(&[&karen])).await.unwrap();
    let told = successors(&town, &karen).await;
    let shown = Successor { dialog: dialog.id, uid: eva.uid, letter: Bytes(b"sealed cards".to_vec()) };
    assert_eq!(told, [shown]);

    put_out(&town, &mut dialog, &karen, &ali).await;
    let org = Some(Box::new(named.org));
    let propose = dialog.propose(&karen, &eva, Role::Coordinator, org, town.clock.now());
    dialog.send(&town, &karen, &propose).await.unwrap();
    let log: Vec<_> = items(&town, &eva)
        .await
        .into_iter()
        .filter_map(|item| if let FeedItem::Entry(it) = item { Some(*it) } else { None })
        .collect();
    let seqs: Vec<u64> = log.iter().map(|it| parse(&it.entry.0).unwrap().1.seq).collect();
    assert_eq!(seqs, (0..=7).collect::<Vec<u64>>(), "the log from its beginning");
    assert!(log.iter().all(|it| it.ciphertext.is_none()), "without contents yet");
    assert_eq!(log[7].envelope, Some(Bytes(b"sealed letter".to_vec())));
    assert!(matches!(parse(&log[7].entry.0).unwrap().1.body, Body::Propose(_)));
    let_in(&town, &mut dialog, &karen, &eva, Some(&karen)).await;
    let post = dialog.post(&eva, b"I take over", town.clock.now());
    dialog.send(&town, &eva, &post).await.unwrap();

    // It is hers now: nobody is named after Ali any more, and after her whoever is.
    let mia = colleague(&town, "Mia").await;
    town.succeed(&mia, &ali).await.unwrap();
    assert!(succeeds(&town, &mia).await.is_empty());
    town.dismiss(&eva).await.unwrap();
    town.succeed(&mia, &eva).await.unwrap();
    assert_eq!(succeeds(&town, &mia).await.len(), 1);
}

#[tokio::test]
async fn only_who_was_named_shows_themselves_and_to_exactly_those_whom_it_is_about() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let (karen, hans) = (self::karen(&town, &ali, "Karen").await, self::karen(&town, &ali, "Hans").await);
    let dialog = about(&town, &ali, &[&karen, &hans]).await;
    let (eva, bo) = (colleague(&town, "Eva").await, colleague(&town, "Bo").await);
    let whole = letters(&[&karen, &hans]);
    assert_eq!(present(&town, &eva, dialog.id, &whole).await, no(Code::NotFound), "not before");
    town.dismiss(&ali).await.unwrap();
    town.succeed(&eva, &ali).await.unwrap();
    for stranger in [&ali, &bo, &karen] {
        assert_eq!(present(&town, stranger, dialog.id, &whole).await, no(Code::NotFound));
    }
    assert_eq!(present(&town, &eva, DialogId(random()), &whole).await, no(Code::NotFound));
    let path = format!("/v1/dialogs/{}/successor", dialog.id);
    assert_eq!(town.wire.post(&path, None, &whole).await.refusal().0, Code::NoSession);

    let mut unsorted = whole.clone();
    unsorted.letters.reverse();
    let mut doubled = whole.clone();
    doubled.letters.push(whole.letters[1].clone());
    let wrong = [letters(&[]), letters(&[&karen]), letters(&[&karen, &bo]), letters(&[&karen, &hans, &ali])];
    for wrong in wrong.iter().chain([&unsorted, &doubled]) {
        assert_eq!(present(&town, &eva, dialog.id, wrong).await, broken(Violation::Attachments));
    }
    let mut large = whole.clone();
    large.letters[1].sealed = Bytes(vec![0; 32 * 1024 + 1]);
    assert_eq!(present(&town, &eva, dialog.id, &large).await, no(Code::TooLarge));
    assert!(successors(&town, &karen).await.is_empty() && successors(&town, &hans).await.is_empty());

    let mut again = whole.clone();
    again.letters[0].sealed = Bytes(b"other letters".to_vec());
    for retry in [&whole, &whole, &again] {
        present(&town, &eva, dialog.id, retry).await.unwrap();
    }
    for citizen in [&karen, &hans] {
        let told = successors(&town, citizen).await;
        assert_eq!((told.len(), told[0].uid), (1, eva.uid), "a retry is one");
        assert_eq!(told[0].letter, whole.letters[0].sealed);
    }

    // She goes herself before anybody let her in: they whom she showed herself to are told.
    town.dismiss(&eva).await.unwrap();
    assert_eq!(present(&town, &eva, dialog.id, &whole).await, no(Code::NotAllowed));
    assert!(succeeds(&town, &eva).await.is_empty());
    assert_eq!(dismissed(&town, &karen).await.len(), 2, "after Ali, Eva");
    town.succeed(&bo, &ali).await.unwrap();
    assert_eq!(succeeds(&town, &bo).await.len(), 1, "and another takes over after Ali");
}

#[tokio::test]
async fn who_comes_to_a_dialog_later_is_shown_the_successor_too() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let (karen, hans) = (self::karen(&town, &ali, "Karen").await, self::karen(&town, &ali, "Hans").await);
    let now = town.clock.now();
    let (mut dialog, create) = Dialog::create(&town_card(&town).await, &ali, &[&karen, &hans], now);
    dialog.send(&town, &ali, &create).await.unwrap();
    let eva = colleague(&town, "Eva").await;
    town.succeed(&eva, &ali).await.unwrap();
    for (n, citizen) in [&karen, &hans].into_iter().enumerate() {
        let propose = dialog.propose(&ali, citizen, Role::Citizen, None, town.clock.now());
        dialog.send(&town, &ali, &propose).await.unwrap();
        let_in(&town, &mut dialog, &ali, citizen, None).await;
        let told = succeeds(&town, &eva).await;
        assert_eq!((told.len(), told[n].citizens.len()), (n + 2, n + 1), "she is told again");
        present(&town, &eva, dialog.id, &letters(&[&karen, &hans][..=n])).await.unwrap();
    }
    present(&town, &eva, dialog.id, &letters(&[&karen])).await.unwrap();
    assert_eq!((successors(&town, &karen).await.len(), successors(&town, &hans).await.len()), (1, 1));
}

fn command(data: &Path, verb: &str, who: &Person, after: Option<&Person>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samtale-server"));
    let (login, after) = (who.identity(), after.map(Person::identity));
    command.arg(verb).arg("--data").arg(data);
    // As one word: a login may begin with a hyphen.
    command.arg("--issuer").arg(&login.issuer).arg(format!("--subject={}", login.subject));
    if let Some(after) = after {
        command.arg("--after-issuer").arg(&after.issuer).arg(format!("--after-subject={}", after.subject));
    }
    command.output().unwrap()
}

fn said(output: &Output) -> (bool, String) {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    (output.status.success(), String::from_utf8(all).unwrap())
}

#[tokio::test]
async fn the_command_line_beside_a_running_server_is_heard_within_seconds() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let eva = colleague(&town, "Eva").await;
    let [at, evas] = [&karen, &eva].map(|who| who.token);
    let at = (at, cursor(&town.wire.whole_feed(&at).await));

    let (done, text) = said(&command(town.data(), "dismiss", &karen, None));
    assert!(!done && text.contains("nobody who is employed here has this login"), "{text}");
    let (done, text) = said(&command(town.data(), "succeed", &eva, Some(&ali)));
    assert!(done && text.contains("employed still"), "{text}");
    let (done, text) = said(&command(town.data(), "dismiss", &ali, None));
    assert!(done && text.starts_with("Noted") && !text.contains(&ali.identity().subject), "{text}");
    let (told, named) =
        tokio::join!(soon(town.wire.feed(&at.0, &at.1, 50)), soon(town.wire.feed(&evas, "", 50)));
    assert!(matches!(told.items.as_slice(), [FeedItem::Dismissed(_)]));
    let [FeedItem::Succeeds(named)] = named.items.as_slice() else { panic!("Eva is named") };
    assert_eq!((named.dialog, &named.citizens), (dialog.id, &vec![karen.uid]));
}

#[tokio::test]
async fn what_was_said_while_the_server_stood_still_is_done_when_it_starts_and_stays_done() {
    let town = Town::start().await;
    let Talk { ali, mut karen, dialog } = Talk::begin(&town).await;
    let mut eva = colleague(&town, "Eva").await;
    let at = cursor(&town.wire.whole_feed(&karen.token).await);
    let data = town.config();
    let folder = town.stop().await;
    assert!(said(&command(folder.path(), "dismiss", &ali, None)).0);
    let (done, text) = said(&command(folder.path(), "succeed", &eva, Some(&ali)));
    assert!(done && !text.contains("employed still"), "the dismissal before it counts: {text}");
    assert_eq!(waiting(folder.path()), 2);
    let nothing = said(&command(&folder.path().join("none"), "dismiss", &ali, None));
    assert!(!nothing.0 && nothing.1.contains("no server's data"));

    let town = Town::run(data, folder).await;
    karen.open(&town).await.unwrap();
    eva.open(&town).await.unwrap();
    let told = soon(town.wire.feed(&karen.token, &at, 50)).await;
    assert!(matches!(told.items.as_slice(), [FeedItem::Dismissed(_)]));
    let named = soon(town.wire.feed(&eva.token, "", 50)).await;
    assert!(matches!(named.items.as_slice(), [FeedItem::Succeeds(_)]));
    present(&town, &eva, dialog.id, &letters(&[&karen])).await.unwrap();

    let town = town.restart().await;
    karen.open(&town).await.unwrap();
    eva.open(&town).await.unwrap();
    present(&town, &eva, dialog.id, &letters(&[&karen])).await.unwrap();
    assert_eq!((dismissed(&town, &karen).await.len(), successors(&town, &karen).await.len()), (1, 1));
    assert_eq!((succeeds(&town, &eva).await, waiting(town.data())), (vec![succeeded(&named.items[0])], 0));
}

fn succeeded(item: &FeedItem) -> Succeeds {
    let FeedItem::Succeeds(it) = item else { panic!("named") };
    it.as_ref().clone()
}
