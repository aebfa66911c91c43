//! Every form of words that can come over the wire, from anyone: it is refused, or it is canonical.
//! Refuses cryptography, like the room that it is about.

use crate::script::Target;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use minicbor::{Decode, Encode};
use samtale_membership::head::Evidence;
use samtale_wire::api::*;
use samtale_wire::device_link::{DeviceLink, Link, PaperLink};
use samtale_wire::entry::{Body, Payload, Scan};
use samtale_wire::head::ServerHead;
use samtale_wire::invitation::{Home, Invitation};
use samtale_wire::live::LiveReader;
use samtale_wire::tenant::{Dismissal, Employment, OrgAttest, TenantCard};
use samtale_wire::user::{Card, UserBody, UserPayload};
use samtale_wire::voucher::{Mandate, Voucher};
use samtale_wire::*;

/// The targets in this file.
pub const TARGETS: [Target; 4] = [("wire", wire), ("link", link), ("cursor", cursor), ("live", live)];

/// What reads each form; the first byte of the input chooses.
pub const FORMS: [Target; 65] = [
    ("payload", same::<Payload>),
    ("signed", same::<Signed>),
    ("user-payload", same::<UserPayload>),
    ("body", same::<Body>),
    ("user-body", same::<UserBody>),
    ("feed", same::<Feed>),
    ("append", same::<Append>),
    ("appended", same::<Appended>),
    ("enrol", same::<Enrol>),
    ("open-session", same::<OpenSession>),
    ("opened", same::<Opened>),
    ("chain", same::<Chain>),
    ("claim", same::<Claim>),
    ("new-invitation", same::<NewInvitation>),
    ("ring", same::<Ring>),
    ("tenant-card", same::<TenantCard>),
    ("org-attest", same::<OrgAttest>),
    ("employment", same::<Employment>),
    ("dismissal", same::<Dismissal>),
    ("card", same::<Card>),
    ("scan", same::<Scan>),
    ("server-head", same::<ServerHead>),
    ("envelope", same::<Envelope>),
    ("delivered", same::<Delivered>),
    ("claimed", same::<Claimed>),
    ("invitation", same::<Invitation>),
    ("extend", same::<Extend>),
    ("new-link", same::<NewLink>),
    ("link-request", same::<LinkRequest>),
    ("link-requested", same::<LinkRequested>),
    ("device-link", same::<DeviceLink>),
    ("paper-link", same::<PaperLink>),
    ("presentation", same::<Presentation>),
    ("succeeds", same::<Succeeds>),
    ("successor", same::<Successor>),
    ("evidence", same::<Evidence>),
    ("keep-ring", same::<KeepRing>),
    ("snapshots", same::<Snapshots>),
    ("want-snapshots", same::<WantSnapshots>),
    ("started", same::<Started>),
    ("page", same::<Page>),
    ("registered", same::<Registered>),
    ("ephemeral", same::<Ephemeral>),
    ("relayed", same::<Relayed>),
    ("set-push", same::<SetPush>),
    ("push-login", same::<PushLogin>),
    ("pushed-login", same::<PushedLogin>),
    ("redeem-login", same::<RedeemLogin>),
    ("redeemed-login", same::<RedeemedLogin>),
    ("invitation-event", same::<InvitationEvent>),
    ("withdraw-invitation", same::<WithdrawInvitation>),
    ("refuse-claim", same::<RefuseClaim>),
    ("refresh", same::<Refresh>),
    ("refreshed", same::<Refreshed>),
    ("new-code", same::<NewCode>),
    ("ask-code", same::<AskCode>),
    ("code-letter", same::<CodeLetter>),
    ("voucher", same::<Voucher>),
    ("new-vouching", same::<NewVouching>),
    ("vouching-request", same::<VouchingRequest>),
    ("vouching-asked", same::<VouchingAsked>),
    ("answer-vouching", same::<AnswerVouching>),
    ("vouching-answer", same::<VouchingAnswer>),
    ("mandate", same::<Mandate>),
    ("guardian-asked", same::<GuardianAsked>),
];

/// One form of words; what is taken goes back to the same bytes and is the same thing again.
pub fn wire(data: &[u8]) {
    let Some((form, bytes)) = data.split_first() else { return };
    FORMS[usize::from(*form) % FORMS.len()].1(bytes);
    let mut arrived = bytes.to_vec();
    if let Ok(Some(started)) = take_piece(&mut arrived) {
        assert_eq!(piece(&started), bytes[..bytes.len() - arrived.len()], "a piece is what it was read from");
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        if let Ok(code) = text.parse::<Code>() {
            assert_eq!(code.to_string(), text);
        }
        if let Ok(id) = text.parse::<MsgId>() {
            assert_eq!(id.to_string(), text);
        }
        if let Ok(id) = text.parse::<DialogId>() {
            assert_eq!(id.to_string(), text);
        }
    }
}

fn same<T: for<'b> Decode<'b, ()> + Encode<()> + PartialEq>(bytes: &[u8]) {
    if let Ok(value) = decode::<T>(bytes) {
        let again = encode(&value);
        assert_eq!(again, bytes);
        assert!(decode::<T>(&again).as_ref() == Ok(&value), "the same bytes mean the same");
    }
}

/// A link of any kind, as text or as the bytes in its fragment: what is read can be written and read
/// again, as that kind alone, and it never sends anyone to another server than it says.
pub fn link(data: &[u8]) {
    let Some((form, rest)) = data.split_first() else { return };
    let text = match form % 4 {
        0 => BASE64.encode(rest),
        1 => String::from_utf8_lossy(rest).into_owned(),
        2 => to_its_home("/d", decode(rest).ok().map(|it: DeviceLink| it.home), rest),
        _ => to_its_home("/p", decode(rest).ok().map(|it: PaperLink| it.home), rest),
    };
    let Ok(link) = Link::read(&text) else { return };
    let server = &link.home().server;
    assert!(server.starts_with("https://"));
    let (own, fragment, again) = match &link {
        Link::Invitation(it) => ("/i", encode(it), it.to_link()),
        Link::Device(it) => ("/d", encode(it), it.to_link()),
        Link::Paper(it) => ("/p", encode(it), it.to_link()),
    };
    let fragment = BASE64.encode(fragment);
    assert_eq!(again, format!("{server}{own}#{fragment}"));
    if let Some((before, _)) = text.trim().split_once('#') {
        assert_eq!(before, format!("{server}{own}"), "the link names the server that it leads to");
    }
    for path in ["/i", "/d", "/p"] {
        let read = Link::read(&format!("{server}{path}#{fragment}")).ok();
        assert_eq!(read, (path == own).then(|| link.clone()), "the link leads back, as what it is");
    }
    let bare = Link::read(&fragment).ok();
    assert_eq!(bare, (own == "/i").then_some(link), "a bare fragment is an invitation's");
}

/// The bytes in the fragment of a link to the server that they name.
fn to_its_home(path: &str, home: Option<Home>, fragment: &[u8]) -> String {
    let server = home.map_or_else(|| "https://samtale.example".into(), |home| home.server);
    format!("{server}{path}#{}", BASE64.encode(fragment))
}

/// A cursor, as the client is given it and as the server gets it back: at most 64 bytes.
pub fn cursor(data: &[u8]) {
    assert_eq!(Cursor::new(data.to_vec()).is_ok(), data.len() <= 64);
    if let Ok(cursor) = decode::<Cursor>(data) {
        assert!(cursor.as_bytes().len() <= 64, "a cursor of {} bytes", cursor.as_bytes().len());
    }
}

/// The live stream, cut into pieces: each event that is taken is written as the bytes it was read from.
pub fn live(data: &[u8]) {
    let Some((size, bytes)) = data.split_first() else { return };
    let (mut reader, mut read) = (LiveReader::default(), Vec::new());
    for piece in bytes.chunks(usize::from(*size).max(1)) {
        reader.take(piece);
        loop {
            match reader.event() {
                Ok(Some(event)) => read.extend(event.write().into_bytes()),
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
    assert!(bytes.starts_with(&read));
    assert!(!bytes[read.len()..].windows(2).any(|pair| pair == b"\n\n"), "nothing whole is left");
}
