//! What was put into the field of the way in: a link as it is, or a short code, which opens one.
//! Refuses what its server says of a code that does not open with it, and a letter that leads elsewhere. The server
//! is asked once; the code never leaves the device. Called by `device`, and by `door` for the code of an own invitation.

use crate::adapters::entropy::system;
use crate::device::Ports;
use crate::door::PATIENCE;
use crate::ports::Call;
use crate::threads::write_over_the_stack;
use samtale_engine::courier::Fault;
use samtale_engine::invite::short::PlainCode;
use samtale_engine::invite::typed::Typed;
use samtale_engine::problem::Problem;
use samtale_wire::api::{AskCode, Code, CodeLetter, NewCode};
use samtale_wire::device_link::Link;
use samtale_wire::invitation::{Home, Invitation};
use samtale_wire::{Tenant, decode, encode};

/// Reads it; `own` is the home that the app was built for, if it was.
pub(crate) async fn read(ports: &Ports, text: &str, own: Option<&Home>) -> Result<Link, Problem> {
    let (server, code) = match Typed::read(text)? {
        Typed::Link(link) => return Ok(*link),
        Typed::Code { server, code } => (server, code),
    };
    let home = match (server, own) {
        (None, None) => return Err(Problem::CodeAddress),
        (None, Some(own)) => own.clone(),
        (Some(server), Some(own)) if own.server.eq_ignore_ascii_case(&server) => own.clone(),
        // Whose server it is stands in the letter: until then its certificate is like any other on the web.
        (Some(server), _) => Home { server, tenant: Tenant([0; 32]), pin: None },
    };
    let transport = ports.network.connect(&home)?;
    let server = home.server.clone();
    let keys = apart(move || code.at(&server)).await.ok_or(Problem::Locked)?.map_err(|_| Problem::Busy)?;
    let body = Some(encode(&AskCode { id: keys.id }));
    let call = Call { path: "/v1/codes/letter".into(), body, token: None, proof: None, patience: PATIENCE };
    let answer = transport.call(call).await.map_err(|fault| match fault {
        Fault::Refused(Code::NotFound) => Problem::CodeUnknown,
        Fault::Refused(Code::TooMany) => Problem::CodeTries,
        fault => fault.into(),
    })?;
    let answer: CodeLetter = decode(&answer).map_err(|_| Problem::Tampered)?;
    let letter = keys.open(&answer.letter.0).map_err(|_| Problem::Tampered)?;
    let invitation: Invitation = decode(&letter).map_err(|_| Problem::Tampered)?;
    let here = invitation.home.server.eq_ignore_ascii_case(&home.server);
    let whole = invitation.from.as_ref().is_some_and(|from| from.by_code.is_some());
    if here && whole { Ok(Link::Invitation(invitation)) } else { Err(Problem::Tampered) }
}

/// Seals what a code of an own invitation opens.
pub(crate) async fn seal(plain: Box<PlainCode>) -> Result<NewCode, Fault> {
    let sealed = apart(move || plain.seal(&mut system())).await;
    sealed.ok_or(Fault::Offline)?.map_err(|_| Fault::Garbage)
}

/// Argon2id takes its time on a thread that nobody waits for, and leaves nothing on its stack.
async fn apart<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let what = move || {
        let done = what();
        write_over_the_stack();
        done
    };
    tokio::task::spawn_blocking(what).await.ok()
}
