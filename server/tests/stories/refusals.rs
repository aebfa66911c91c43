//! Every endpoint with everything wrong: always a stable code, never a fault, nothing repeated.

use crate::kit::devices::{Own, open_link, request};
use crate::kit::entries::Dialog;
use crate::kit::{Device, Person, Reply, Talk, Town, random};
use minicbor::Encode;
use reqwest::Method;
use samtale_wire::api::{
    Claim, Code, MAX_BODY, MEDIA_TYPE, NewInvitation, NewLink, NewVouching, REFRESH, Refresh, Seats,
    WantSnapshots,
};
use samtale_wire::{Bytes, Hash, InvitationId, LinkId, Salt, encode};

const MARK: &str = "Hemmelighed";

/// A good body for every endpoint that takes one.
async fn bodies(town: &Town, talk: &Talk) -> Vec<(String, Option<Salt>, Vec<u8>)> {
    let Talk { ali, karen, dialog } = talk;
    let now = town.clock.now();
    let fresh = Person::prepare(town, crate::kit::people::Who::Staff("Eva")).await;
    let body =
        |path: &str, who: Option<&Person>, body: Vec<u8>| (path.to_owned(), who.map(|who| who.token), body);
    fn bytes(it: &impl Encode<()>) -> Vec<u8> {
        encode(it)
    }
    let claim = Claim { id: InvitationId([7; 32]), proof: Hash(random()), letter: Bytes(vec![1; 100]) };
    let new = NewInvitation { id: InvitationId([7; 32]), until: now + 60, seats: Seats::ONE };
    let append = dialog.post(ali, b"x", now).sign(ali);
    let (own, tablet) = (Own::of(ali), Device::make(now));
    let extend = own.add(&Device::of(ali), &tablet, now);
    let link = open_link(town, &ali.token).await;
    let vouching = NewVouching { id: InvitationId([7; 32]), until: now + 60, guardian: None };
    vec![
        body("/v1/chain", Some(ali), bytes(&extend)),
        body("/v1/links", Some(ali), bytes(&NewLink { id: LinkId([7; 32]), until: now + 60 })),
        body(&format!("/v1/links/{link}"), None, bytes(&request(&own, &tablet))),
        body("/v1/enrol", None, bytes(&fresh.request(town, None))),
        body("/v1/vouching", Some(ali), bytes(&vouching)),
        body("/v1/session", None, bytes(&ali.login(town.wire.home.tenant, now))),
        body("/v1/start", None, bytes(&ali.login(town.wire.home.tenant, now))),
        body("/v1/snapshots", Some(ali), bytes(&WantSnapshots { dialogs: vec![dialog.id] })),
        body("/v1/invitations", Some(ali), bytes(&new)),
        body(REFRESH, None, bytes(&Refresh { refresh: Salt(random()) })),
        body("/v1/let-in", Some(ali), bytes(&ali.dev)),
        body("/v1/claims", Some(karen), bytes(&claim)),
        body(&dialog.path(), Some(ali), bytes(&append)),
    ]
}

async fn send(town: &Town, path: &str, token: Option<&Salt>, media_type: &str, body: Vec<u8>) -> Reply {
    town.wire.send(Method::POST, path, token, media_type, body).await
}

#[tokio::test]
async fn bodies_that_are_cut_lengthened_or_not_canonical_are_malformed() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    for (path, token, body) in bodies(&town, &talk).await {
        let cut = body.len() / 2;
        let mut not_canonical = body.clone();
        not_canonical[0] = 0x9f;
        not_canonical.push(0xff);
        for wrong in [
            Vec::new(),
            body[..1].to_vec(),
            body[..cut].to_vec(),
            body[..body.len() - 1].to_vec(),
            [body.clone(), vec![0]].concat(),
            not_canonical,
            MARK.as_bytes().to_vec(),
            vec![0xff; 1000],
            encode(&Vec::<u64>::new()),
        ] {
            let reply = send(&town, &path, token.as_ref(), MEDIA_TYPE, wrong).await;
            assert!(!reply.text().contains(MARK));
            assert_eq!(reply.refusal(), (Code::Malformed, None), "{path}");
        }
    }
}

#[tokio::test]
async fn bodies_of_another_type_or_too_large_are_refused_as_such() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    for (path, token, body) in bodies(&town, &talk).await {
        for media_type in ["", "application/json", "text/plain"] {
            let reply = send(&town, &path, token.as_ref(), media_type, body.clone()).await;
            assert_eq!(reply.refusal(), (Code::MediaType, None), "{path}");
        }
        let reply = send(&town, &path, token.as_ref(), MEDIA_TYPE, vec![0; MAX_BODY + 1]).await;
        assert_eq!(reply.refusal(), (Code::TooLarge, None), "{path}");
    }
}

#[tokio::test]
async fn any_single_changed_byte_is_refused_or_taken_but_never_a_fault() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    for (path, token, body) in bodies(&town, &talk).await {
        for at in (0..body.len()).step_by(body.len() / 40 + 1) {
            let mut changed = body.clone();
            changed[at] ^= 0x20;
            let reply = send(&town, &path, token.as_ref(), MEDIA_TYPE, changed).await;
            if reply.status >= 300 {
                reply.refusal();
            }
        }
    }
}

#[tokio::test]
async fn without_a_session_nothing_is_told() {
    let town = Town::start().await;
    let Talk { ali, dialog, .. } = Talk::begin(&town).await;
    let file = format!("/v1/dialogs/{}/files/{}", dialog.id, Hash([1; 32]));
    let user = format!("/v1/users/{}", ali.uid);
    let guarded = [
        (Method::GET, user.as_str()),
        (Method::POST, "/v1/invitations"),
        (Method::POST, "/v1/claims"),
        (Method::POST, "/v1/logout"),
        (Method::POST, "/v1/let-in"),
        (Method::POST, "/v1/chain"),
        (Method::POST, "/v1/links"),
        (Method::POST, "/v1/vouching"),
        (Method::POST, "/v1/vouching/answer"),
        (Method::POST, &dialog.path()),
        (Method::PUT, &file),
        (Method::GET, &file),
        (Method::GET, "/v1/feed"),
        (Method::GET, &format!("{}?from=0", dialog.path())),
        (Method::POST, "/v1/snapshots"),
        (Method::POST, "/v1/ring"),
        (Method::GET, "/v1/ring"),
        (Method::GET, "/v1/live"),
    ];
    for (method, path) in guarded {
        for token in [None, Some(Salt([0; 32]))] {
            let reply = town.wire.send(method.clone(), path, token.as_ref(), MEDIA_TYPE, Vec::new()).await;
            assert_eq!(reply.refusal(), (Code::NoSession, None), "{method} {path}");
        }
        let url = format!("{}{path}", town.wire.home.server);
        for header in ["Basic abc", "Bearer", "Bearer xyz", "bearer", &format!("Bearer {}0", ali.token)] {
            let request = town.wire.client.request(method.clone(), &url).header("authorization", header);
            let reply = crate::kit::Wire::reply(request.send().await.unwrap()).await;
            assert_eq!(reply.refusal(), (Code::NoSession, None), "{method} {path} {header}");
        }
    }
}

#[tokio::test]
async fn addresses_that_are_none_have_codes_too() {
    let town = Town::start().await;
    let Talk { ali, dialog, .. } = Talk::begin(&town).await;
    let token = Some(&ali.token);
    for path in ["/", "/v1", "/v2/feed", "/v1/users", "/v1/feed/x", "/v1/dialogs/x", &format!("/{MARK}")] {
        let reply = town.wire.get(path, token).await;
        assert!(!reply.text().contains(MARK));
        assert_eq!(reply.refusal(), (Code::NoRoute, None), "{path}");
    }
    for (method, path) in [
        (Method::POST, "/v1/feed"),
        (Method::POST, "/v1/live"),
        (Method::GET, "/v1/session"),
        (Method::GET, "/v1/chain"),
        (Method::GET, "/v1/links"),
        (Method::PUT, &format!("/v1/links/{}", Hash([1; 32]))),
        (Method::DELETE, "/v1/tenant"),
        (Method::PUT, &dialog.path()),
        (Method::POST, &format!("/v1/dialogs/{}/files/{}", dialog.id, Hash([1; 32]))),
    ] {
        let reply = town.wire.send(method, path, token, MEDIA_TYPE, Vec::new()).await;
        assert_eq!(reply.refusal(), (Code::NoMethod, None), "{path}");
    }
    for id in ["x", &"0".repeat(63), &"G".repeat(64), "%ff%fe", &MARK.repeat(3)] {
        for path in [
            format!("/v1/users/{id}"),
            format!("/v1/links/{id}"),
            format!("/v1/dialogs/{id}/files/{}", Hash([1; 32])),
        ] {
            assert_eq!(town.wire.get(&path, token).await.refusal(), (Code::Malformed, None), "{path}");
        }
        let path = format!("/v1/dialogs/{id}/entries");
        let reply = send(&town, &path, token, MEDIA_TYPE, Vec::new()).await;
        assert_eq!(reply.refusal(), (Code::Malformed, None), "{path}");
    }
    let nobody = format!("/v1/users/{}", Hash(random()));
    assert_eq!(town.wire.get(&nobody, token).await.refusal(), (Code::NotFound, None));
}

#[tokio::test]
async fn an_entry_too_large_breaks_the_rule_of_the_log() {
    let town = Town::start().await;
    let Talk { ali, dialog, .. } = Talk::begin(&town).await;
    let mut append = dialog.post(&ali, b"x", town.clock.now()).sign(&ali);
    append.entry.0 = vec![0; 70_000];
    let refused = Dialog::try_send(&dialog, &town, &ali, &append).await.unwrap_err();
    assert_eq!(refused, (Code::Violation, Some("too-large".into())));
}
