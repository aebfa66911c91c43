//! How many entries a second become durable, beside what the disk and SQLite allow at best.
//! Sixty-four people write at once, each in a dialog of their own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench")]

#[path = "../tests/kit/mod.rs"]
mod kit;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ed25519_dalek::SigningKey;
use kit::Person;
use kit::entries::Dialog;
use kit::people::{Keys, signed};
use rusqlite::Connection;
use samtale_membership::{sign, tenant};
use samtale_server::log::Parcel;
use samtale_server::push::Pushes;
use samtale_server::sessions::{Caller, Sessions};
use samtale_server::tenant::Municipality;
use samtale_server::wake::Wake;
use samtale_server::writer::Writer;
use samtale_server::{Clock, store};
use samtale_wire::api::Append;
use samtale_wire::tenant::TenantCard;
use samtale_wire::user::{Card, Token};
use samtale_wire::{Salt, Signature, Tenant, VerifyKey, encode, label};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const AUTHORS: usize = 64;
/// Bytes of ciphertext in a post of ordinary length.
const SEALED: usize = 296;

fn town() -> Municipality {
    let (root, attestation) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
    let head = SigningKey::from_bytes(&[3; 32]);
    let id = Tenant(root.verifying_key().to_bytes());
    let card = TenantCard {
        version: 1,
        tenant: id,
        name: "Nordby Kommune".into(),
        head_key: VerifyKey(head.verifying_key().to_bytes()),
        issuers: Vec::new(),
        edition: None,
    };
    let delegation = tenant::org_key(&id, &VerifyKey(attestation.verifying_key().to_bytes()));
    let key_sig = ed25519_dalek::Signer::sign(&root, &sign::message(label::ORGKEY, &delegation));
    let card = signed(&root, label::TENANT, encode(&card)).0;
    Municipality::new(card, attestation, Signature(key_sig.to_bytes()), head).unwrap()
}

fn account(store: &Connection, town: &Municipality, now: u64) -> Person {
    let card = Card::Token(Token { id_token: String::new(), r: Salt([0; 32]) });
    let mut person = Keys::make(town.id(), now).attested(card, now);
    person.org = Some(Box::new(town.attest(person.uid, "Familie".into(), now + 86_400)));
    store.execute("INSERT INTO account (uid, login) VALUES (?1, ?1)", [person.uid.as_bytes()]).unwrap();
    for (useq, bytes) in [&person.genesis, &person.attest].into_iter().enumerate() {
        store
            .execute("INSERT INTO user_entry VALUES (?, ?, ?)", (person.uid.as_bytes(), useq, &bytes.0))
            .unwrap();
    }
    person
}

/// A server's writing half with sixty-four dialogs, and the posts to come.
struct Bench {
    town: Arc<Municipality>,
    writer: Writer,
    dialogs: Vec<(Person, Dialog)>,
    now: u64,
    _data: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = store::open(&data.path().join("db")).unwrap();
        let (town, now) = (Arc::new(town()), Clock::default().now());
        let karen = account(&store, &town, now);
        let mut dialogs: Vec<(Person, Dialog)> = Vec::new();
        let cache = NonZeroUsize::new(4096).unwrap();
        let people: Vec<Person> = (0..AUTHORS).map(|_| account(&store, &town, now)).collect();
        let (writer, _) =
            Writer::start(store, Wake::default(), Sessions::default(), Pushes::default(), cache).unwrap();
        for ali in people {
            let (mut dialog, create) = Dialog::create(town.card(), &ali, &[&karen], now);
            let create = create.sign(&ali);
            futures::executor::block_on(append(&writer, &town, parcel(&create, &ali, &dialog), now));
            dialog.follow(&create.entry);
            dialogs.push((ali, dialog));
        }
        Self { town, writer, dialogs, now, _data: data }
    }

    /// The next `each` posts of every author, signed.
    fn posts(&mut self, each: usize) -> Vec<Vec<Parcel>> {
        let now = self.now;
        let next = |(ali, dialog): &mut (Person, Dialog)| {
            let post = dialog.post(ali, &[7; SEALED], now).sign(ali);
            dialog.follow(&post.entry);
            parcel(&post, ali, dialog)
        };
        self.dialogs.iter_mut().map(|author| (0..each).map(|_| next(author)).collect()).collect()
    }

    async fn write(&self, posts: Vec<Vec<Parcel>>) {
        let authors = posts.into_iter().map(|posts| {
            let (writer, town, now) = (self.writer.clone(), self.town.clone(), self.now);
            tokio::spawn(async move {
                for post in posts {
                    append(&writer, &town, post, now).await;
                }
            })
        });
        for author in authors.collect::<Vec<_>>() {
            author.await.unwrap();
        }
    }
}

fn parcel(append: &Append, author: &Person, dialog: &Dialog) -> Parcel {
    let caller = Caller { uid: author.uid, dev: author.dev };
    Parcel::read(append.clone(), &dialog.id, &caller).unwrap()
}

async fn append(writer: &Writer, town: &Arc<Municipality>, parcel: Parcel, now: u64) {
    let town = town.clone();
    let done = writer.write(move |transaction, desk| parcel.append(transaction, desk, &town, now));
    done.await.unwrap();
}

/// The floor: one row of the same size each, a commit for each batch of sixty-four.
fn bare(store: &Connection, batches: usize) -> Duration {
    let row = vec![7u8; SEALED + 600];
    let began = Instant::now();
    for _ in 0..batches {
        store.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut insert = store.prepare_cached("INSERT INTO bare (bytes) VALUES (?)").unwrap();
        for _ in 0..AUTHORS {
            insert.execute([&row]).unwrap();
        }
        store.execute_batch("COMMIT").unwrap();
    }
    began.elapsed()
}

fn appends(c: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut group = c.benchmark_group("append");
    group.throughput(Throughput::Elements(AUTHORS as u64)).sample_size(10);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));

    let mut bench = Bench::new();
    group.bench_function("group commit, 64 authors", |b| {
        b.iter_custom(|rounds| {
            let posts = bench.posts(usize::try_from(rounds).unwrap());
            runtime.block_on(async {
                let began = Instant::now();
                bench.write(posts).await;
                began.elapsed()
            })
        });
    });
    let data = tempfile::tempdir().unwrap();
    let store = store::open(&data.path().join("db")).unwrap();
    store.execute_batch("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT").unwrap();
    group.bench_function("floor: bare INSERT, a COMMIT for 64", |b| {
        b.iter_custom(|rounds| bare(&store, usize::try_from(rounds).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, appends);
criterion_main!(benches);
