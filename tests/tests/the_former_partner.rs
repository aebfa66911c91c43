//! A former partner with an honest account, a modified app and a long memory: he knows Karen's uid, her old
//! devices, links and dialogs. What he asks about her is answered as if there were nobody.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use futures::FutureExt;
use futures::future::BoxFuture;
use samtale_journeys::{
    Asked, Family, Hand, Insider, Person, Spare, Told, Town, draft_for, invitations, msg_id, random,
};
use samtale_membership::hash;
use samtale_server::push::distributor::{Distributor, Ended, Way};
use samtale_wire::api::*;
use samtale_wire::device_link::Link;
use samtale_wire::entry::{Body, Payload, RebindIntent};
use samtale_wire::head::ServerHead;
use samtale_wire::invitation::Invitation;
use samtale_wire::user::{Card, Genesis, Token};
use samtale_wire::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use url::Url;

/// The server's one table of routes.
const TABLE: &str = include_str!("../../server/src/routes/mod.rs");
/// What says nothing of anybody else: the own account's, the municipality's, and logins at a provider.
const OF_NOBODY: [&str; 9] = [
    "GET /healthz",
    "GET /v1/tenant",
    "POST /v1/login",
    "POST /v1/login/token",
    "POST /v1/refresh",
    "POST /v1/logout",
    "GET /v1/ring",
    "GET /v1/feed",
    "GET /v1/live",
];

/// Calls nobody.
struct Silent;

impl Distributor for Silent {
    fn call(&self, _: Url) -> BoxFuture<'_, Ended> {
        futures::future::ready(Ended::Taken).boxed()
    }
}

/// One question, about what is hers and about what never was.
struct Row {
    route: &'static str,
    hers: Asked,
    nobodys: Asked,
}

/// What he knows of her, and beside each thing another of its kind that never was.
struct Known {
    uid: [Uid; 2],
    dev: [DeviceId; 2],
    dialog: [DialogId; 2],
    invitation: [InvitationId; 2],
    link: [LinkId; 2],
    /// Of a short code that was read out beside him.
    code: [CodeId; 2],
    place: [&'static str; 2],
    /// How their chains begin.
    chain: [Vec<Bytes>; 2],
}

async fn said(from: &Person, to: &Person, dialog: &str, text: &str) {
    from.post(dialog, text).await;
    to.reads(dialog, text).await;
}

/// An entry of his in a dialog: nothing that would be right, in a form that is.
fn entry(hand: &Hand, dialog: DialogId, t: u64, body: Body) -> Vec<u8> {
    let (prev, uhead) = (Hash(random()), hand.head());
    let payload = Payload {
        version: 1,
        dialog,
        seq: 3,
        prev,
        ctl: prev,
        uid: hand.uid,
        dev: hand.dev,
        msg_id: msg_id(),
        t,
        epoch: 1,
        uhead,
        body,
    };
    encode(&Append { entry: hand.signs(&payload), envelopes: Vec::new(), ciphertext: None })
}

/// One row for what is hers and for what is nobody's.
fn row(route: &'static str, asked: impl Fn(usize) -> Asked) -> Row {
    Row { route, hers: asked(0), nobodys: asked(1) }
}

/// Every question about a dialog.
fn about_dialog(he: &Hand, dialog: [DialogId; 2], version: u64, t: u64) -> Vec<Row> {
    let file = Hash([9; 32]);
    let at = |i: usize, rest: &str| format!("/v1/dialogs/{}{rest}", dialog[i]);
    let sealed = SealedEphemeral([1; EPHEMERAL]);
    let ephemeral = Ephemeral { lasting: true, epoch: 1, sealed, sig: Signature([0; 64]) };
    let back = || Body::RebindIntent(RebindIntent { old: he.uid, card: file, letters: Vec::new() });
    let ring = || Ring { version, sealed: Bytes(vec![1]), cursor: Cursor::default() };
    let kept = |i: usize| KeepRing {
        ring: ring(),
        snapshots: vec![Snapshot { dialog: dialog[i], sealed: Bytes(vec![1]) }],
    };
    vec![
        row("POST /v1/snapshots", |i| {
            Asked::post("/v1/snapshots", encode(&WantSnapshots { dialogs: vec![dialog[i]] }))
        }),
        row("POST /v1/ring", |i| Asked::post("/v1/ring", encode(&kept(i)))),
        row("POST /v1/dialogs/{dialog}/ephemeral", |i| Asked::post(at(i, "/ephemeral"), encode(&ephemeral))),
        row("POST /v1/dialogs/{dialog}/successor", |i| {
            Asked::post(at(i, "/successor"), encode(&Presentation { letters: Vec::new() }))
        }),
        row("POST /v1/dialogs/{dialog}/entries", |i| {
            Asked::post(at(i, "/entries"), entry(he, dialog[i], t, Body::Leave))
        }),
        row("POST /v1/dialogs/{dialog}/entries", |i| {
            Asked::post(at(i, "/entries"), entry(he, dialog[i], t, back()))
        }),
        row("GET /v1/dialogs/{dialog}/entries", |i| Asked::get(at(i, "/entries?from=900"))),
        row("GET /v1/dialogs/{dialog}/files/{file}", |i| Asked::get(at(i, &format!("/files/{file}")))),
        row("GET /v1/dialogs/{dialog}/files/{file}/arrived", |i| {
            Asked::get(at(i, &format!("/files/{file}/arrived")))
        }),
        row("PUT /v1/dialogs/{dialog}/files/{file}", |i| {
            Asked::put(at(i, &format!("/files/{file}")), vec![1; 20])
        }),
    ]
}

/// Every question about a person.
fn about_person(known: &Known, tenant: Tenant, t: u64) -> Vec<Row> {
    let proof = Hash([5; 32]);
    let knocks = |i: usize, t: u64| OpenSession {
        tenant,
        dev: known.dev[i],
        t,
        nonce: Salt([6; 32]),
        sig: LoginSignature([7; 64]),
    };
    let card = || Card::Token(Token { id_token: "a.b.c".into(), r: Salt([8; 32]) });
    let enrol = |i: usize| Enrol {
        genesis: known.chain[i][0].clone(),
        attest: known.chain[i][1].clone(),
        sealed_secret: Bytes(vec![1]),
        card: card(),
        invitation: Some(known.invitation[0]),
        session: knocks(i, t),
    };
    let extend =
        |i: usize| Extend { entry: known.chain[i][0].clone(), secrets: Vec::new(), before: None, card: None };
    let spare = Spare::new(t);
    let word =
        LinkRequest { device: spare.cert.clone(), cosig: Signature([0; 64]), proof, letter: Bytes(vec![1]) };
    let genesis = Genesis {
        tenant,
        salt: Salt([9; 32]),
        device: spare.cert.clone(),
        user_key: KemKey([1; 1216]),
        user_commit: proof,
    };
    let asks = VouchingRequest { genesis, proof };
    let vouching = |i: usize| format!("/v1/vouching/{}", known.invitation[i]);
    let place = |i: usize| Endpoint::new(known.place[i].to_owned()).expect("a place");
    let link = |i: usize| format!("/v1/links/{}", known.link[i]);
    vec![
        row("POST /v1/enrol", |i| Asked::post("/v1/enrol", encode(&enrol(i)))),
        row("POST /v1/session", |i| Asked::post("/v1/session", encode(&knocks(i, t)))),
        row("POST /v1/session", |i| Asked::post("/v1/session", encode(&knocks(i, t - 86_400)))),
        row("POST /v1/start", |i| Asked::post("/v1/start", encode(&knocks(i, t)))),
        row("POST /v1/start", |i| Asked::post("/v1/start", encode(&knocks(i, t + 86_400)))),
        row("GET /v1/users/{uid}", |i| Asked::get(format!("/v1/users/{}", known.uid[i]))),
        row("POST /v1/push", |i| Asked::post("/v1/push", encode(&SetPush { endpoint: Some(place(i)) }))),
        row("POST /v1/chain", |i| Asked::post("/v1/chain", encode(&extend(i)))),
        row("GET /v1/links/{id}", |i| Asked::get(link(i))),
        row("POST /v1/links/{id}", |i| Asked::post(link(i), encode(&word))),
        row("POST /v1/links", |i| {
            Asked::post("/v1/links", encode(&NewLink { id: known.link[i], until: t + 60 }))
        }),
        row("POST /v1/invitations", |i| {
            Asked::post(
                "/v1/invitations",
                encode(&NewInvitation { id: known.invitation[i], until: t + 60, seats: Seats::ONE }),
            )
        }),
        row("POST /v1/codes", |i| {
            let (id, invitation, letter) = (CodeId([4; 32]), known.invitation[i], Bytes(vec![1]));
            Asked::post("/v1/codes", encode(&NewCode { id, invitation, until: t + 60, letter }))
        }),
        row("POST /v1/codes/letter", |i| {
            Asked::post("/v1/codes/letter", encode(&AskCode { id: known.code[i] }))
        }),
        row("POST /v1/vouching", |i| {
            Asked::post(
                "/v1/vouching",
                encode(&NewVouching { id: known.invitation[i], until: t + 60, guardian: None }),
            )
        }),
        row("GET /v1/vouching/{id}", |i| Asked::get(vouching(i))),
        row("POST /v1/vouching/{id}", |i| Asked::post(vouching(i), encode(&asks))),
        row("POST /v1/vouching/answer", |i| {
            let answer =
                AnswerVouching { id: known.invitation[i], answer: VouchingAnswer::default(), no: None };
            Asked::post("/v1/vouching/answer", encode(&answer))
        }),
        row("POST /v1/let-in", |i| Asked::post("/v1/let-in", encode(&known.dev[i]))),
        row("POST /v1/invitations/withdrawn", |i| {
            let it = WithdrawInvitation { id: known.invitation[i] };
            Asked::post("/v1/invitations/withdrawn", encode(&it))
        }),
        row("POST /v1/claims/refused", |i| {
            let it = RefuseClaim { invitation: known.invitation[i], uid: known.uid[i] };
            Asked::post("/v1/claims/refused", encode(&it))
        }),
        row("POST /v1/claims", |i| {
            Asked::post(
                "/v1/claims",
                encode(&Claim { id: known.invitation[i], proof, letter: Bytes(vec![1]) }),
            )
        }),
    ]
}

/// Every route of the table, by its method and template.
fn routes() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let table = TABLE.replace(".route(REFRESH", &format!(".route(\"{REFRESH}\""));
    for line in table.lines().filter(|line| line.contains(".route(")) {
        let (_, rest) = line.split_once(".route(\"").expect("one route a line");
        let (template, methods) = rest.split_once('"').expect("a template");
        for method in ["get", "post", "put", "delete", "patch", "head", "any"] {
            let called = format!("{method}(");
            let begins = |at: usize| !methods[..at].ends_with(|it: char| it.is_alphanumeric() || it == ':');
            if methods.match_indices(&called).any(|(at, _)| begins(at)) {
                all.insert(format!("{} {template}", method.to_uppercase()));
            }
        }
    }
    all
}

/// Which questions are answered otherwise about what is hers than about what never was.
async fn differences(who: &Insider, rows: Vec<Row>) -> Vec<(&'static str, Told, Told)> {
    let mut differ = Vec::new();
    for Row { route, hers, nobodys } in rows {
        let (hers, nobodys) = (who.is_told(hers).await, who.is_told(nobodys).await);
        if hers != nobodys {
            differ.push((route, hers, nobodys));
        }
    }
    differ
}

fn names(differ: &[(&'static str, Told, Told)]) -> BTreeSet<&'static str> {
    differ.iter().map(|(route, ..)| *route).collect()
}

async fn next_version(who: &Insider) -> u64 {
    let ring: Option<Ring> = who.asks("/v1/ring", None).await.ok().map(|ring| decode(&ring).expect("a ring"));
    ring.map_or(1, |ring| ring.version + 1)
}

/// Everything that the server says to an account from the beginning, and of one log, but for the time of day.
async fn all_told(who: &Insider, dialog: &str) -> (Feed, Page) {
    let undated = |head: &mut Bytes| {
        let signed: Signed = decode(&head.0).expect("a head");
        let end: ServerHead = decode(&signed.payload.0).expect("a head");
        *head = Bytes(encode(&ServerHead { t: 0, ..end }));
    };
    let mut feed: Feed =
        decode(&who.asks("/v1/feed?cursor=&heard=0&wait=0", None).await.expect("news")).expect("news");
    feed.now = 0;
    feed.heads.iter_mut().for_each(undated);
    let log = who.asks(&format!("/v1/dialogs/{dialog}/entries?from=0"), None).await.expect("a log");
    let mut log: Page = decode(&log).expect("a log");
    log.head.iter_mut().for_each(undated);
    (feed, log)
}

fn same<T>(it: T, other: T) -> [T; 2] {
    [it, other]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_former_partner_learns_nothing() {
    let town = Town::that_calls(Way(Some(Arc::new(Silent)))).await;
    let them = Family::talking(&town).await;
    let Family { ali, karen, all, her, father, link, .. } = &them;
    let alone = them.apart(karen).await;
    said(ali, karen, &alone, "Er du tryg?").await;
    let place = same("https://push.example/karen", "https://push.example/nobody");
    karen.session.set_push(Some(place[0].into())).await.expect("kept");
    let shown = karen.session.add_device().await.expect("a link").link;
    let Ok(Link::Device(device)) = Link::read(&shown) else { panic!("a link for a device") };
    let secret = Invitation::from_link(link).expect("an invitation").from.expect("from Ali").secret;
    let eva = ali.session.invite(draft_for("Eva Lind", "")).await.expect("an invitation").link;
    let eva = Insider::enrol(&town, "Eva Lind", &eva).await;
    let list = ali.inbox_until(|inbox| inbox.rows.iter().any(|row| row.name == "Eva Lind")).await;
    let evas = list.rows.into_iter().find(|row| row.name == "Eva Lind").expect("a row").dialog;
    ali.does(&evas, "invitation-code").await;
    ali.until(&evas, |view| invitations(view).iter().any(|card| card.code.is_some())).await;
    let code: NewCode = decode(ali.network.bodies("/v1/codes").last().expect("a code")).expect("a code");
    let tenant = town.home().tenant;
    let ghost = Hand::ghost(tenant, town.now());
    let known = Known {
        // Somebody who is here too, and whom he has nothing to do with.
        uid: same(eva.hand.uid, ghost.uid),
        dev: same(her.hand.dev, ghost.dev),
        dialog: same(alone.parse().expect("an id"), DialogId(random())),
        invitation: same(hash::invitation(&secret), InvitationId(random())),
        link: same(hash::link(&device.secret), LinkId(random())),
        code: same(code.id, CodeId(random())),
        place,
        chain: same(her.hand.entries.clone(), ghost.entries.clone()),
    };
    let whole: DialogId = all.parse().expect("an id");
    let theirs = same(whole, DialogId(random()));

    // While he is in, the same questions are answered otherwise: the comparison sees.
    said(ali, &them.bo, all, "Mødet er på torsdag").await;
    let mine = Asked::get(format!("/v1/users/{}", her.hand.uid));
    let grown = father.is_told(mine.clone()).await;
    let in_it = differences(father, about_dialog(&father.hand, theirs, 0, town.now())).await;
    let mut rows = about_person(&known, tenant, town.now());
    // What he opened himself would be one that has run out later, not one that never was.
    rows.retain(|row| row.route != "POST /v1/links");
    let open = differences(father, rows).await;
    assert!(names(&in_it).is_superset(&BTreeSet::from([
        "POST /v1/dialogs/{dialog}/ephemeral",
        "POST /v1/dialogs/{dialog}/entries",
        "GET /v1/dialogs/{dialog}/files/{file}/arrived",
        "PUT /v1/dialogs/{dialog}/files/{file}",
    ])));
    // Her link is still open: it leads to her, for minutes, whoever was shown it.
    assert!(names(&open).contains("GET /v1/links/{id}"), "{open:?}");
    assert!(names(&open).contains("POST /v1/codes/letter"), "and a code, whoever has heard it");
    ali.does(&evas, "invitation-withdraw").await;
    ali.until(&evas, |view| {
        let mut lines = invitations(view).into_iter().flat_map(|card| card.lines);
        lines.any(|line| line.starts_with("Du trak den tilbage"))
    })
    .await;
    let told_in = all_told(father, all).await;
    said(karen, ali, all, "Vi ses").await;
    assert_ne!(all_told(father, all).await, told_in, "who is in is told");

    them.parts().await;
    let then = (all_told(father, all).await, father.is_told(mine.clone()).await);
    assert_eq!(then.1.body, grown.body, "he keeps what he had: what she signed then still holds");
    them.bo.session.lock().await;

    // She lives on: a code on paper, another device's link, posts, and her dialogs.
    // What she says beside the log, that she has read or is writing, goes to Ali.
    let sealed = SealedEphemeral([1; EPHEMERAL]);
    let word = Ephemeral { lasting: true, epoch: 1, sealed, sig: Signature([0; 64]) };
    let beside = format!("/v1/dialogs/{all}/ephemeral");
    her.asks(&beside, Some(encode(&word))).await.expect("passed on");
    karen.session.make_paper().await.expect("a code");
    town.minutes_go_by(20);
    let (her, father) = &them.log_in_again(&town).await;
    for (dialog, text) in [(all, "Uden Bo"), (&alone, "Jeg er tryg nu")] {
        said(karen, ali, dialog, text).await;
    }
    let lives = her.is_told(mine.clone()).await;
    assert_ne!(lives, then.1, "her chain has grown");
    assert_eq!(father.is_told(mine).await, then.1, "and he is shown what he was shown when he went");
    assert_eq!(all_told(father, all).await, then.0, "no news, no end, no time of hers");

    // Every route there is, asked about her and about nobody: byte for byte the same.
    let version = next_version(father).await;
    let mut rows = about_person(&known, tenant, town.now());
    rows.extend(about_dialog(&father.hand, known.dialog, version, town.now()));
    let asked: BTreeSet<String> = rows.iter().map(|row| row.route.to_owned()).collect();
    let of_nobody = OF_NOBODY.map(str::to_owned).into();
    assert_eq!(asked.union(&of_nobody).cloned().collect::<BTreeSet<_>>(), routes(), "a row for each route");
    let differ = differences(father, rows).await;
    assert!(differ.is_empty(), "{differ:#?}");
    // The same about the dialog that he was in: but for her snapshots and his own, which he keeps.
    let rows = about_dialog(&father.hand, theirs, version + 9, town.now());
    let differ = differences(father, rows).await;
    let own = BTreeSet::from(["POST /v1/snapshots"]);
    assert!(names(&differ).is_subset(&own), "{differ:#?}");

    // To her the same questions say what is hers.
    let version = next_version(her).await;
    let rows = about_dialog(&her.hand, known.dialog, version, town.now());
    assert!(names(&differences(her, rows).await).contains("GET /v1/dialogs/{dialog}/entries"));
}
