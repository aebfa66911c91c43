//! A start in one answer, the ring and snapshots it leans on, and history by the page.

use crate::kit::entries::{colleague, invite, town_card};
use crate::kit::{Person, Talk, Town, no, random};
use samtale_membership::apply::{entry_hash, parse};
use samtale_membership::head;
use samtale_wire::api::{
    Brief, Code, Cursor, Feed, KeepRing, MAX_SNAPSHOT, MAX_SNAPSHOTS, NewInvitation, Opened, Page,
    Registered, Ring, Seats, Snapshot, Snapshots, Started, WantSnapshots, take_piece,
};
use samtale_wire::entry::Role;
use samtale_wire::{Bytes, DialogId, Hash};

struct Told {
    opened: Opened,
    briefs: Vec<Brief>,
    news: Vec<Feed>,
}

async fn told(town: &Town, who: &Person) -> Told {
    let login = who.login(town.wire.home.tenant, town.clock.now());
    let reply = town.wire.post("/v1/start", None, &login).await;
    assert_eq!(reply.status, 200);
    let mut arrived = reply.body;
    let (mut opened, mut briefs, mut news) = (None, Vec::new(), Vec::new());
    while let Some(piece) = take_piece(&mut arrived).unwrap() {
        match piece {
            Started::Opened(it) => assert!(opened.replace(*it).is_none() && briefs.is_empty()),
            Started::Dialogs(more) => {
                assert!(news.is_empty(), "dialogs first, then news");
                briefs.extend(more);
            }
            Started::News(page) => news.push(page),
        }
    }
    assert!(arrived.is_empty(), "nothing is left over");
    Told { opened: opened.unwrap(), briefs, news }
}

async fn keeps(
    town: &Town,
    who: &Person,
    version: u64,
    cursor: Cursor,
    snapshots: Vec<Snapshot>,
) -> Option<Code> {
    let ring = Ring { version, sealed: Bytes(b"sealed ring".to_vec()), cursor };
    let kept = town.wire.post("/v1/ring", Some(&who.token), &KeepRing { ring, snapshots }).await.done();
    kept.err().map(|(code, _)| code)
}

fn seqs(news: &[Feed]) -> Vec<u64> {
    let items = news.iter().flat_map(|page| &page.items);
    items
        .filter_map(|item| match item {
            samtale_wire::api::FeedItem::Entry(it) => Some(parse(&it.entry.0).unwrap().1.seq),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn without_a_ring_everything_is_told_as_news() {
    let town = Town::start().await;
    let Talk { karen, .. } = Talk::begin(&town).await;
    let told = told(&town, &karen).await;
    assert!(told.opened.ring.is_none() && told.briefs.is_empty());
    assert_eq!(seqs(&told.news), [0, 1, 2, 3]);
    assert!(!told.news.last().unwrap().more);
}

#[tokio::test]
async fn with_a_ring_dialogs_come_in_brief_the_newest_first_and_then_what_is_new() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let id = invite(&town, &ali).await;
    let mette = Person::citizen(&town, "Mette", id).await;
    let mut other = Talk::about(&town, &ali, &mette).await;
    let now = town.clock.now();
    let join = other.join(&mette, now);
    other.send(&town, &mette, &join).await.unwrap();
    let admit = other.admit(&ali, now);
    other.send(&town, &ali, &admit).await.unwrap();
    let post = other.post(&ali, b"to mette", now);
    other.send(&town, &ali, &post).await.unwrap();
    let last = dialog.post(&ali, b"to karen", now);
    dialog.send(&town, &ali, &last).await.unwrap();

    let cursor = town.wire.whole_feed(&ali.token).await.cursor;
    assert_eq!(keeps(&town, &ali, 1, cursor.clone(), Vec::new()).await, None);
    let first = told(&town, &ali).await;
    assert_eq!(first.opened.ring.as_ref().map(|ring| (ring.version, ring.cursor.clone())), Some((1, cursor)));
    let card = town_card(&town).await;
    let ends: Vec<DialogId> = first
        .briefs
        .iter()
        .map(|brief| head::read(&brief.head, &card.tenant, &card.head_key).unwrap().dialog)
        .collect();
    assert_eq!(ends, [dialog.id, other.id], "the newest first, each end signed");
    let said = first.briefs[0].post.clone().unwrap();
    assert_eq!(said.ciphertext, Bytes(b"to karen".to_vec()));
    let end = head::read(&first.briefs[0].head, &card.tenant, &card.head_key).unwrap();
    assert_eq!(entry_hash(&said.entry.0), end.head);
    assert_eq!(seqs(&first.news), [0; 0], "nothing new");

    let post = other.post(&mette, b"from mette", now);
    other.send(&town, &mette, &post).await.unwrap();
    let then = told(&town, &ali).await;
    assert_eq!(then.briefs[0].post.clone().unwrap().ciphertext, Bytes(b"from mette".to_vec()));
    assert_eq!(seqs(&then.news), [5], "and that alone is news");
    assert_eq!(told(&town, &karen).await.briefs.len(), 0, "she has kept no ring");
}

#[tokio::test]
async fn what_is_put_out_is_told_in_brief_no_more() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    assert_eq!(keeps(&town, &karen, 1, Cursor::default(), Vec::new()).await, None);
    assert_eq!(told(&town, &karen).await.briefs.len(), 1);
    let remove = dialog.remove(&ali, karen.uid, town.clock.now());
    dialog.send(&town, &ali, &remove).await.unwrap();
    assert!(told(&town, &karen).await.briefs.is_empty());
}

#[tokio::test]
async fn a_ring_and_its_snapshots_are_kept_together_or_not_at_all() {
    let town = Town::start().await;
    let Talk { ali, karen, dialog } = Talk::begin(&town).await;
    let snapshot = |bytes: &[u8]| Snapshot { dialog: dialog.id, sealed: Bytes(bytes.to_vec()) };
    let want = WantSnapshots { dialogs: vec![dialog.id, DialogId([9; 32])] };
    let kept = async |who: &Person| {
        let reply = town.wire.post("/v1/snapshots", Some(&who.token), &want).await;
        reply.read::<Snapshots>().unwrap().snapshots
    };
    assert_eq!(keeps(&town, &ali, 1, Cursor::default(), vec![snapshot(b"one")]).await, None);
    assert_eq!(kept(&ali).await, [snapshot(b"one")]);
    assert!(kept(&karen).await.is_empty(), "each has their own");

    let too_late = keeps(&town, &ali, 1, Cursor::default(), vec![snapshot(b"lost race")]).await;
    assert_eq!(too_late, Some(Code::Conflict));
    let elsewhere = Snapshot { dialog: DialogId([9; 32]), sealed: Bytes(b"x".to_vec()) };
    let half = keeps(&town, &ali, 2, Cursor::default(), vec![snapshot(b"half"), elsewhere]).await;
    assert_eq!(half, Some(Code::NotFound));
    let large = keeps(&town, &ali, 2, Cursor::default(), vec![snapshot(&vec![0; MAX_SNAPSHOT + 1])]).await;
    assert_eq!(large, Some(Code::TooLarge));
    let many = keeps(&town, &ali, 2, Cursor::default(), vec![snapshot(b"x"); MAX_SNAPSHOTS + 1]).await;
    assert_eq!(many, Some(Code::TooLarge));
    assert_eq!(kept(&ali).await, [snapshot(b"one")], "nothing of what was refused");
    assert_eq!(keeps(&town, &ali, 2, Cursor::default(), vec![snapshot(b"two")]).await, None);
    assert_eq!(kept(&ali).await, [snapshot(b"two")]);
    let all = WantSnapshots { dialogs: vec![dialog.id; MAX_SNAPSHOTS + 1] };
    let reply = town.wire.post("/v1/snapshots", Some(&ali.token), &all).await;
    assert_eq!(reply.read::<Snapshots>().map(drop), no(Code::TooLarge));
}

#[tokio::test]
async fn a_log_is_given_by_the_page_to_its_members_and_of_what_they_were_told_to_others() {
    let town = Town::start().await;
    let Talk { ali, karen, mut dialog } = Talk::begin(&town).await;
    let now = town.clock.now();
    for words in [b"one", b"two"] {
        let post = dialog.post(&ali, words, now);
        dialog.send(&town, &ali, &post).await.unwrap();
    }
    let page = async |who: &Person, query: &str| {
        town.wire.get(&format!("{}?{query}", dialog.path()), Some(&who.token)).await.read::<Page>()
    };
    let places = |page: &Page| -> Vec<u64> {
        page.entries.iter().map(|it| parse(&it.entry.0).unwrap().1.seq).collect()
    };
    let last = page(&karen, "before=6&limit=2").await.unwrap();
    assert_eq!(places(&last), [4, 5]);
    let card = town_card(&town).await;
    let end = head::read(&last.head.clone().expect("an end"), &card.tenant, &card.head_key).unwrap();
    assert_eq!((end.dialog, end.seq), (dialog.id, 5), "beside a page stands where the log ends now");
    assert_eq!(last.entries[1].ciphertext, Some(Bytes(b"two".to_vec())));
    let first = page(&karen, "from=0&limit=3").await.unwrap();
    assert_eq!(places(&first), [0, 1, 2]);
    assert!(first.head.is_some() && first.entries.iter().all(|it| it.ciphertext.is_none()));
    assert_eq!(places(&page(&karen, "before=0").await.unwrap()), [0; 0]);
    assert_eq!(places(&page(&karen, "from=99").await.unwrap()), [0; 0]);
    for query in ["", "before=1&from=2", "before=x", "from=-1", "before=1&limit=x"] {
        assert_eq!(page(&karen, query).await.map(drop), no(Code::Malformed), "{query}");
    }

    let eva = colleague(&town, "Eva").await;
    assert_eq!(page(&eva, "from=0").await.map(drop), no(Code::NotFound), "as for one that is not there");
    let nowhere = format!("/v1/dialogs/{}/entries?from=0", DialogId(random()));
    assert_eq!(town.wire.get(&nowhere, Some(&eva.token)).await.read::<Page>().map(drop), no(Code::NotFound));
    let propose = dialog.propose(&ali, &eva, Role::Employee, eva.org.clone(), now);
    dialog.send(&town, &ali, &propose).await.unwrap();
    let path = dialog.path();
    let seen = async |who: &Person| {
        let reply = town.wire.get(&format!("{path}?from=0"), Some(&who.token)).await;
        reply.read::<Page>().map(|page| places(&page))
    };
    assert_eq!(seen(&eva).await, Ok(vec![0, 1, 2, 3, 4, 5, 6]));
    let no_more = dialog.decline(&karen, now);
    dialog.send(&town, &karen, &no_more).await.unwrap();
    let post = dialog.post(&ali, b"without her", now);
    dialog.send(&town, &ali, &post).await.unwrap();
    assert_eq!(
        seen(&eva).await,
        Ok(vec![0, 1, 2, 3, 4, 5, 6, 7]),
        "what she was told, and not what came after"
    );
    assert_eq!(seen(&karen).await.map(|seqs| seqs.len()), Ok(9));
}

#[tokio::test]
async fn whoever_registers_an_invitation_again_learns_who_took_it_up() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = invite(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    let again = NewInvitation { id, until: town.clock.now() + 60, seats: Seats::ONE };
    let registered = async || {
        let reply = town.wire.post("/v1/invitations", Some(&ali.token), &again).await;
        reply.read::<Registered>().unwrap().claimed
    };
    assert_eq!(registered().await, []);
    crate::kit::entries::claim(&town, &karen, id, Hash([5; 32])).await.unwrap();
    let claimed = registered().await;
    let [claimed] = claimed.as_slice() else { panic!("{claimed:?}") };
    assert_eq!((claimed.invitation, claimed.uid, claimed.proof), (id, karen.uid, Hash([5; 32])));
}
