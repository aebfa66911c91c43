//! What a fuzzer once thought of, thought again without one: the same bodies over the kept inputs.
//! Refuses a target without inputs. SAMTALE_WRITE_VECTORS=1 writes the seeds anew, as after a change
//! of the wire; what was found later lies beside them in fuzz/corpus and stays.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../../../fuzz/src/judged.rs"]
mod judged;
#[allow(dead_code, reason = "the rules' tests use the rest")]
#[path = "judged/kit.rs"]
mod kit;
#[path = "../../../fuzz/src/proofs.rs"]
mod proofs;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;
#[path = "../../../fuzz/src/script.rs"]
mod script;
#[allow(dead_code, reason = "the golden lines use the rest")]
#[path = "golden/story.rs"]
mod story;
#[path = "../../../fuzz/src/words.rs"]
mod words;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use samtale_membership::apply::parse;
use samtale_membership::head::Evidence;
use samtale_wire::api::*;
use samtale_wire::device_link::{DeviceLink, PaperLink};
use samtale_wire::entry::{Pin, Scan};
use samtale_wire::head::ServerHead;
use samtale_wire::invitation::{Guardian, Home, Invitation, Inviter};
use samtale_wire::live::{ALIVE, HELLO, LiveEvent};
use samtale_wire::tenant::{
    Audience, Dismissal, Issuer, IssuerKey, Level, Profile, PublicKey, RsaKey, TenantCard,
};
use samtale_wire::user::{Card, Genesis, Token, UserHead};
use samtale_wire::voucher::{Guardianship, Mandate, MatchedLogin, Testimony, Voucher};
use samtale_wire::*;
use story::story;

fn voucher() -> Voucher {
    let (uid, uhead) = (Uid([1; 32]), UserHead { useq: 1, hash: Hash([3; 32]) });
    let (over, name, dev) = (Hash([2; 32]), "Emma Holm".into(), DeviceId([5; 32]));
    let says = Testimony { over, name, uid, uhead, dev, t: 1_800_000_000, login: None };
    let card = Token { id_token: "e30.e30.AAAA".into(), r: Salt([4; 32]) };
    Voucher { says, sig: Signature([6; 64]), card, mandate: None }
}

fn mandate() -> Mandate {
    let says = Guardianship {
        guardian: Uid([1; 32]),
        name: "Emma Holm".into(),
        until: 1_800_003_600,
        invitation: InvitationId([8; 32]),
        uid: Uid([9; 32]),
        uhead: UserHead { useq: 1, hash: Hash([3; 32]) },
        dev: DeviceId([5; 32]),
        t: 1_799_999_990,
    };
    Mandate { says, sig: Signature([7; 64]), card: voucher().card }
}

/// What there is once a guardian vouches, each as the form that it is one of.
fn by_a_guardian(tenant: Tenant) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let (id, letter) = (InvitationId([8; 32]), Bytes(vec![7; 5]));
    let voucher = Voucher { mandate: Some(Box::new(mandate())), ..voucher() };
    let asks = AskGuardian { uid: Uid([1; 32]), dialog: DialogId([2; 32]), letter };
    let asked = guardian_asked();
    let feed = Feed {
        items: vec![FeedItem::Guardian(Box::new(asked)), FeedItem::GuardianOver(id)],
        ..Feed::default()
    };
    let from: Invitation = decode(&by_code(tenant)).expect("an invitation");
    let guardian = Some(Guardian { uid: Uid([2; 32]), name: "Karen Holm".into() });
    let inviter =
        from.from.map(|from| Inviter { by_code: None, vouches: Some(Hash([5; 32])), guardian, ..from });
    let no = AnswerVouching { id, answer: VouchingAnswer::default(), no: Some(true) };
    let opens = NewVouching { id, until: 1_800_000_000, guardian: Some(asks) };
    vec![
        ("voucher", "voucher-guardian", encode(&voucher)),
        ("card", "card-voucher-guardian", encode(&Card::Voucher(Box::new(voucher)))),
        ("new-vouching", "new-vouching-guardian", encode(&opens)),
        ("answer-vouching", "answer-vouching-no", encode(&no)),
        ("feed", "feed-guardian", encode(&feed)),
        ("invitation", "invitation-guardian", encode(&Invitation { from: inviter, ..from })),
    ]
}

fn guardian_asked() -> GuardianAsked {
    GuardianAsked { invitation: InvitationId([8; 32]), by: Uid([9; 32]), letter: Bytes(vec![7; 5]) }
}

/// The same for a login that told a national number.
fn matched() -> Voucher {
    let login = MatchedLogin {
        card: Hash([7; 32]),
        iss: "https://login.example".into(),
        sub: "pairwise".into(),
        auth_time: 1_800_000_000,
        level: Level::Substantial,
        number: true,
    };
    let honest = voucher();
    Voucher { says: Testimony { login: Some(login), ..honest.says }, ..honest }
}

/// One of each form of words, beside what the story holds.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let story = story();
    let (create, _) = parse(&story.told[0].0).expect("a Create");
    let chain = Chain { entries: vec![Bytes(vec![1]), Bytes(vec![2, 3])] };
    let (uid, dialog, hash, salt) = (Uid([1; 32]), DialogId([2; 32]), Hash([3; 32]), Salt([4; 32]));
    let (dev, t, some) = (DeviceId([5; 32]), 1_800_000_000, Bytes(vec![7; 5]));
    let card = Card::Token(Token { id_token: "e30.e30.AAAA".into(), r: salt });
    let session = OpenSession { tenant: story.town.id(), dev, t, nonce: salt, sig: LoginSignature([6; 64]) };
    let delivered = Delivered { dialog, entry: some.clone(), ciphertext: None, envelope: Some(some.clone()) };
    let invitation = InvitationId([8; 32]);
    let claimed = Claimed { invitation, uid, proof: hash, letter: some.clone() };
    let event = InvitationEvent { invitation, what: Happened::Refused, t };
    let envelope = Envelope { to: uid, sealed: some.clone() };
    let home = Home { server: "https://samtale.example".into(), tenant: story.town.id(), pin: Some(hash) };
    let from = Some(Inviter {
        uid,
        name: "Ali Mentor".into(),
        secret: salt,
        by_code: None,
        level: None,
        vouches: None,
        number: None,
        guardian: None,
    });
    let tenant = TenantCard {
        version: 1,
        tenant: story.town.id(),
        name: "Nordby".into(),
        head_key: VerifyKey([1; 32]),
        issuers: Vec::new(),
        edition: None,
    };
    let enrol = Enrol {
        genesis: some.clone(),
        attest: some.clone(),
        sealed_secret: some.clone(),
        card: card.clone(),
        invitation: Some(invitation),
        session: session.clone(),
    };
    let org = story.town.employ(uid, t);
    let employment = org.payload.0.clone();
    let answers = story.people[1].1.pin();
    let (link, secrets) = (LinkId([9; 32]), vec![SealedSecret { dev, sealed: some.clone() }]);
    let extend = Extend {
        entry: some.clone(),
        secrets,
        before: Some(some.clone()),
        card: Some(Card::Token(Token { id_token: "e30.e30.AAAA".into(), r: salt })),
    };
    let (device, cosig) = (story.devices[0].cert.clone(), Signature([6; 64]));
    let request = LinkRequest { device, cosig, proof: hash, letter: some.clone() };
    let requested = LinkRequested { link, request: request.clone() };
    let ephemeral = Ephemeral {
        lasting: true,
        epoch: 3,
        sealed: SealedEphemeral([7; EPHEMERAL]),
        sig: Signature([6; 64]),
    };
    let relayed = Relayed { dialog, uid, dev, ephemeral: ephemeral.clone() };
    let feed = Feed {
        items: vec![
            FeedItem::LinkRequested(Box::new(requested.clone())),
            FeedItem::ChainMoved(uid),
            FeedItem::Invitation(event),
            FeedItem::Theft(t),
        ],
        cursor: Cursor::new(vec![7; 12]).expect("short"),
        more: false,
        now: t,
        heads: vec![some.clone()],
        relayed: vec![relayed.clone()],
        heard: 7,
    };
    let opened = Opened {
        token: salt,
        vault_half: salt,
        sealed_secret: some.clone(),
        now: t,
        tenant_card: some.clone(),
        org: None,
        chain: chain.clone(),
        ring: None,
        former: vec![uid],
        before: vec![some.clone(), some.clone()],
        refresh: salt,
        lasts: 600,
        theft: Some(t),
        out: vec![dev],
    };
    let (device_link, paper_link) = links();
    let genesis = Genesis {
        tenant: story.town.id(),
        salt,
        device: story.devices[0].cert.clone(),
        user_key: KemKey([1; 1216]),
        user_commit: hash,
    };
    let asks = VouchingRequest { genesis, proof: hash };
    let asked = VouchingAsked { invitation, request: asks.clone() };
    let answer = VouchingAnswer { nonce: Some(salt), letter: Some(some.clone()) };
    let key = story.devices[0].cert.signs;
    vec![
        ("signed", encode(&create)),
        (
            "append",
            encode(&Append { entry: some.clone(), envelopes: vec![envelope.clone()], ciphertext: None }),
        ),
        ("enrol", encode(&enrol)),
        ("open-session", encode(&session)),
        ("chain", encode(&chain)),
        ("claim", encode(&Claim { id: invitation, proof: hash, letter: some.clone() })),
        ("new-invitation", encode(&NewInvitation { id: invitation, until: t, seats: Seats::ONE })),
        ("invitation-event", encode(&event)),
        ("new-code", encode(&NewCode { id: CodeId([9; 32]), invitation, until: t, letter: some.clone() })),
        ("ask-code", encode(&AskCode { id: CodeId([9; 32]) })),
        ("code-letter", encode(&CodeLetter { letter: some.clone() })),
        ("withdraw-invitation", encode(&WithdrawInvitation { id: invitation })),
        ("refuse-claim", encode(&RefuseClaim { invitation, uid })),
        ("tenant-card", encode(&tenant)),
        ("org-attest", encode(&*org)),
        ("employment", employment),
        ("dismissal", encode(&Dismissal { tenant: story.town.id(), uid, t })),
        ("card", encode(&card)),
        ("scan", encode(&Scan { dialog, asks: uid, answers, nonce: salt, t })),
        ("server-head", encode(&ServerHead { tenant: story.town.id(), dialog, seq: 3, head: hash, t })),
        ("envelope", encode(&envelope)),
        ("delivered", encode(&delivered)),
        ("claimed", encode(&claimed)),
        ("invitation", encode(&Invitation { home, from })),
        ("ring", encode(&Ring { version: 1, sealed: some.clone(), cursor: Cursor::default() })),
        (
            "keep-ring",
            encode(&KeepRing {
                ring: Ring { version: 1, sealed: some.clone(), cursor: Cursor::default() },
                snapshots: vec![Snapshot { dialog, sealed: some.clone() }],
            }),
        ),
        ("snapshots", encode(&Snapshots { snapshots: vec![Snapshot { dialog, sealed: some.clone() }] })),
        ("want-snapshots", encode(&WantSnapshots { dialogs: vec![dialog] })),
        (
            "started",
            encode(&Started::Dialogs(vec![Brief {
                head: some.clone(),
                post: Some(BriefPost { entry: some.clone(), ciphertext: some.clone() }),
            }])),
        ),
        ("page", encode(&Page { entries: vec![delivered.clone()], head: Some(some.clone()) })),
        ("registered", encode(&Registered { claimed: vec![claimed.clone()], events: vec![event] })),
        ("extend", encode(&extend)),
        ("new-link", encode(&NewLink { id: link, until: t })),
        ("link-request", encode(&request)),
        ("link-requested", encode(&requested)),
        ("device-link", encode(&device_link)),
        ("paper-link", encode(&paper_link)),
        ("feed", encode(&feed)),
        ("opened", encode(&opened)),
        ("presentation", encode(&Presentation { letters: vec![envelope.clone()] })),
        ("succeeds", encode(&Succeeds { dialog, org: (*org).clone(), citizens: vec![uid] })),
        ("successor", encode(&Successor { dialog, uid, letter: some.clone() })),
        ("ephemeral", encode(&ephemeral)),
        ("relayed", encode(&relayed)),
        ("refresh", encode(&Refresh { refresh: salt })),
        ("refreshed", encode(&Refreshed { token: salt, refresh: salt, lasts: ACCESS, now: t })),
        ("voucher", encode(&voucher())),
        ("new-vouching", encode(&NewVouching { id: invitation, until: t, guardian: None })),
        ("vouching-request", encode(&asks)),
        ("vouching-asked", encode(&asked)),
        ("answer-vouching", encode(&AnswerVouching { id: invitation, answer: answer.clone(), no: None })),
        ("vouching-answer", encode(&answer)),
        ("mandate", encode(&mandate())),
        ("guardian-asked", encode(&guardian_asked())),
        ("set-push", encode(&SetPush { endpoint: Endpoint::new("https://push.example/up".into()).ok() })),
        ("push-login", encode(&push_login())),
        ("pushed-login", encode(&PushedLogin { request_uri: "urn:ietf:params:oauth:request_uri:7".into() })),
        ("redeem-login", encode(&redeem_login())),
        ("redeemed-login", encode(&RedeemedLogin { id_token: "e30.e30.AAAA".into() })),
        (
            "evidence",
            encode(&Evidence { tenant: story.town.id(), key, head: some.clone(), other: some.clone() }),
        ),
    ]
}

/// An invitation that came by a short code.
fn by_code(tenant: Tenant) -> Vec<u8> {
    let home = Home { server: "https://samtale.example".into(), tenant, pin: None };
    let by_code = Some(InvitationId([8; 32]));
    let from = Inviter {
        uid: Uid([1; 32]),
        name: "Ali Mentor".into(),
        secret: Salt([4; 32]),
        by_code,
        level: None,
        vouches: None,
        number: None,
        guardian: None,
    };
    encode(&Invitation { home, from: Some(from) })
}

/// A card with issuers of each kind.
fn with_issuers(tenant: Tenant) -> TenantCard {
    let point = PublicKey::P256(Bytes([&[2], [7; 32].as_slice()].concat()));
    let rsa = PublicKey::Rsa(RsaKey { n: Bytes(vec![0xc5; 256]), e: Bytes(vec![1, 0, 1]) });
    let issuer = |profile, audience, key, par: Option<&str>| Issuer {
        iss: "https://login.example".into(),
        client_id: "samtale".into(),
        authorize: "https://login.example/authorize".into(),
        token: "https://login.example/token".into(),
        acr: vec!["substantial".into(), "high".into()],
        audience,
        keys: vec![IssuerKey { kid: "k1".into(), key, until: par.map(|_| 1_800_000_000) }],
        redirect: Some("https://samtale.example/login".into()),
        profile,
        par: par.map(str::to_owned),
        pseudonymous: par.map(|_| "nordby:samtale".to_owned()),
    };
    let issuers = vec![
        issuer(Some(Profile::MitId), Audience::Citizens, rsa, Some("https://login.example/par")),
        issuer(Some(Profile::Keycloak), Audience::Staff, point, None),
    ];
    let (name, head_key) = ("Nordby".into(), VerifyKey([1; 32]));
    TenantCard { version: 1, tenant, name, head_key, issuers, edition: Some(2) }
}

fn push_login() -> PushLogin {
    PushLogin {
        iss: "https://login.example".into(),
        client_id: "samtale".into(),
        state: Salt([1; 32]),
        nonce: Hash([2; 32]),
        challenge: Hash([3; 32]),
        language: "da".into(),
        level: None,
        number: None,
    }
}

fn redeem_login() -> RedeemLogin {
    let PushLogin { iss, client_id, .. } = push_login();
    RedeemLogin { iss, client_id, code: "c0de".into(), verifier: Salt([4; 32]) }
}

/// Links for one more device, and from paper.
fn links() -> (DeviceLink, PaperLink) {
    let story = story();
    let home = Home { server: "https://samtale.example".into(), tenant: story.town.id(), pin: None };
    let Pin { uid, uhead } = story.people[5].1.pin();
    let (audience, secret) = (Audience::Citizens, Salt([9; 32]));
    let device = DeviceLink { home: home.clone(), audience, uid, uhead, secret, level: None };
    (device, PaperLink { home, digits: "01234 56789 01234 56789 01234 56789 01234 56789".into() })
}

fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let story = story();
    let mut seeds = Vec::new();
    let form = |name: &str| words::FORMS.iter().position(|it| it.0 == name).expect("a form") as u8;
    let word = |name: &str, bytes: &[u8]| ("wire", name.to_owned(), [&[form(name)], bytes].concat());
    for (name, bytes) in forms() {
        seeds.push(word(name, &bytes));
    }
    let card = encode(&with_issuers(story.town.id()));
    let by_code = [&[form("invitation")], by_code(story.town.id()).as_slice()].concat();
    seeds.push(("wire", "invitation-by-code".to_owned(), by_code));
    let named = [&[form("tenant-card")], card.as_slice()].concat();
    seeds.push(("wire", "tenant-card-issuers".to_owned(), named));
    let vouched = [&[form("card")], encode(&Card::Voucher(Box::new(voucher()))).as_slice()].concat();
    seeds.push(("wire", "card-voucher".to_owned(), vouched));
    for (kind, name, bytes) in by_a_guardian(story.town.id()) {
        seeds.push(("wire", name.to_owned(), [&[form(kind)], bytes.as_slice()].concat()));
    }
    for (seq, (bytes, _)) in story.told.iter().enumerate() {
        let (signed, payload) = parse(bytes).expect("an entry");
        if seq % 8 == 0 {
            seeds.push(word("payload", &signed.payload.0));
        }
        let name = format!("{seq:02}-{}", story::kind(&payload.body));
        seeds.push((
            "wire",
            format!("body-{name}"),
            [&[form("body")], encode(&payload.body).as_slice()].concat(),
        ));
        // From the state before it: the same body again, by each of two people; then what they may do.
        let before = seq.saturating_sub(1) as u8;
        seeds.push(("log", name, vec![before, 2, 0, seq as u8, 0, 0, 3, 1, 3, 2, 0, 0, 4, 2, 6, 1, 0, 0, 0]));
    }
    // Who came back shows a laptop, writes, and Ali shows what he has.
    let before = story.told.len() as u8 - 2;
    let shows = |who: u8| [3, who, 20, 0, 0, 0, 0];
    let steps = [shows(5).as_slice(), &[1, 5, 0, 0, 0, 0], &shows(0)].concat();
    seeds.push(("log", "shown".into(), [&[before], steps.as_slice()].concat()));
    let (_, create) = parse(&story.told[0].0).expect("a Create");
    seeds.push(("begin", "raw".into(), [&[0], story.told[0].0.as_slice()].concat()));
    seeds.push(("begin", "changed".into(), vec![1, 2, 0, 9, 0, 1, 1, 0, 5, 3]));
    seeds.push(("begin", "swapped".into(), [&[1, 1, 0, 3, 5, 7], encode(&create.t).as_slice()].concat()));
    let eva = &story.people[4].1.entries;
    let lengths = |it: &[u8]| [&(it.len() as u16).to_be_bytes(), it].concat();
    seeds.push(("chain", "raw".into(), [vec![0], lengths(&eva[0]), lengths(&eva[1])].concat()));
    for known in 0..eva.len() as u8 {
        let step = |told: u8| [told, 0, 60, known, 0, 1, 0, 2, 0];
        seeds.push((
            "chain",
            format!("from-{known}"),
            [vec![1, known], (2..7).flat_map(step).collect()].concat(),
        ));
    }
    let header = br#"{"alg":"ES256","kid":"k1"}"#;
    let claims = |more: &str| {
        format!(
            r#"{{"iss":"https://login.example","sub":"p","aud":"samtale","nonce":"{}","acr":"substantial","auth_time":1800000030,"iat":1800000031,"exp":1800000331,"name":"Karen Holm"{more}}}"#,
            nonce()
        )
    };
    let token = |more: &str| [vec![1], lengths(header), claims(more).into_bytes()].concat();
    seeds.push(("card", "honest".into(), token("")));
    seeds.push(("card", "national".into(), token(r#","cpr":"0101701234""#)));
    seeds.push(("card", "raw".into(), b"\0e30.e30.AAAA".to_vec()));
    let link = Invitation {
        home: Home { server: "https://samtale.example:8443".into(), tenant: story.town.id(), pin: None },
        from: Some(Inviter {
            uid: Uid([1; 32]),
            name: "Ali".into(),
            secret: Salt([9; 32]),
            by_code: None,
            level: None,
            vouches: None,
            number: None,
            guardian: None,
        }),
    };
    seeds.push(("link", "bytes".into(), [vec![0], encode(&link)].concat()));
    seeds.push(("link", "text".into(), [vec![1], link.to_link().into_bytes()].concat()));
    let (device, paper) = links();
    // The same with the level that they ask for.
    let level = Some(Level::High);
    let asked = Invitation { from: link.from.clone().map(|from| Inviter { level, ..from }), ..link };
    seeds.push(("link", "level-text".into(), [vec![1], asked.to_link().into_bytes()].concat()));
    let asks = DeviceLink { level, ..device.clone() };
    seeds.push(("link", "device-level-bytes".into(), [vec![2], encode(&asks)].concat()));
    let asks = encode(&PushLogin { level, ..push_login() });
    seeds.push(("wire", "push-login-level".to_owned(), [&[form("push-login")], asks.as_slice()].concat()));
    // With the national number asked for, and a voucher for a login that told one.
    let number = Some(true);
    let asks = Invitation { from: asked.from.map(|from| Inviter { number, ..from }), ..asked };
    seeds.push(("link", "number-text".into(), [vec![1], asks.to_link().into_bytes()].concat()));
    let asks = encode(&PushLogin { number, ..push_login() });
    seeds.push(("wire", "push-login-number".to_owned(), [&[form("push-login")], asks.as_slice()].concat()));
    let matched = encode(&matched());
    seeds.push(("wire", "voucher-matched".to_owned(), [&[form("voucher")], matched.as_slice()].concat()));
    seeds.push(("link", "device-bytes".into(), [vec![2], encode(&device)].concat()));
    seeds.push(("link", "device-text".into(), [vec![1], device.to_link().into_bytes()].concat()));
    seeds.push(("link", "paper-bytes".into(), [vec![3], encode(&paper)].concat()));
    seeds.push(("link", "paper-text".into(), [vec![1], paper.to_link().into_bytes()].concat()));
    let crossed = device.to_link().replace("/d#", "/p#");
    seeds.push(("link", "device-as-paper".into(), [vec![1], crossed.into_bytes()].concat()));
    let fragment = paper.to_link().split_once('#').expect("a fragment").1.as_bytes().to_vec();
    seeds.push(("link", "paper-bare".into(), [vec![1], fragment].concat()));
    seeds.push(("cursor", "short".into(), encode(&Cursor::new(vec![7; 12]).expect("short"))));
    seeds.push(("cursor", "longest".into(), encode(&Cursor::new(vec![7; 64]).expect("short enough"))));
    let feed = forms().into_iter().find(|form| form.0 == "feed").expect("a feed").1;
    let page = LiveEvent::Feed(Box::new(decode(&feed).expect("a feed"))).write();
    seeds.push((
        "live",
        "whole".into(),
        [b"\xff", HELLO.as_bytes(), ALIVE.as_bytes(), page.as_bytes()].concat(),
    ));
    seeds.push((
        "live",
        "cut".into(),
        [b"\x03", HELLO.as_bytes(), page.as_bytes(), page.as_bytes()].concat(),
    ));
    seeds.push(("live", "no-end".into(), [b"\x09", page.trim_end().as_bytes()].concat()));
    let (_, login) = proofs::login();
    let message =
        samtale_membership::dpop::message(&login, proofs::URL, &proofs::TOKEN, proofs::T, &Salt([1; 32]));
    let message = message.expect("a point");
    let part = |at: usize| BASE64.decode(message.split('.').nth(at).expect("a part")).expect("base64");
    seeds.push(("proof", "signed".into(), [vec![1], lengths(&part(0)), part(1)].concat()));
    let none = lengths(br#"{"typ":"dpop+jwt","alg":"none"}"#);
    seeds.push(("proof", "none".into(), [vec![1], none, part(1)].concat()));
    seeds.push(("proof", "raw".into(), [b"\0", message.as_bytes(), b".AAAA"].concat()));
    for change in 0..5 {
        let parts =
            [vec![2], lengths(b"one"), lengths(b"two"), lengths(b"sealed"), vec![0, 1, change, 1, 0, 0]];
        seeds.push(("attachments", format!("change-{change}"), parts.concat()));
    }
    seeds
}

/// What binds the honest card to Karen's keys.
fn nonce() -> String {
    let story = story();
    let now = story.people[1].1.chain.now();
    let over =
        samtale_membership::hash::over(&now.uid, &now.devices[0].cert, &now.user_key, &now.user_commit);
    samtale_membership::card::nonce(&over, &Salt([5; 32]))
}

#[test]
fn the_seeds_lie_where_the_fuzzers_look() {
    replay::hold(&seeds());
}

#[test]
fn what_was_thought_of_once_still_does_no_harm() {
    replay::run(words::TARGETS.iter().chain(&judged::TARGETS).chain(&proofs::TARGETS));
}
