//! A login's two calls, at the provider, or by the server where the provider knows the server alone.
//! Refuses to judge a token: that is the engine's. Used by `enrolment`.

use crate::door::PATIENCE;
use crate::ports::{Call, Transport};
use samtale_engine::courier::Fault;
use samtale_engine::login::TokenRequest;
use samtale_engine::problem::Problem;
use samtale_wire::api::{Code, PushLogin, PushedLogin, RedeemLogin, RedeemedLogin};
use samtale_wire::{decode, encode};
use serde::Deserialize;
use std::sync::Arc;

/// What a provider's token endpoint answers (RFC 6749 §5.1 and §5.2).
#[derive(Deserialize)]
#[serde(untagged)]
enum Answered {
    Tokens { id_token: String },
    Refused { error: String },
}

/// Has the server push a request.
pub(crate) async fn push(transport: &Arc<dyn Transport>, push: &PushLogin) -> Result<PushedLogin, Problem> {
    let answer = ask(transport, "/v1/login", encode(push)).await?;
    decode(&answer).map_err(|_| Problem::Tampered)
}

/// Fetches the token of a login.
pub(crate) async fn token(transport: &Arc<dyn Transport>, request: TokenRequest) -> Result<String, Problem> {
    let (url, form) = match request {
        TokenRequest::AtProvider { url, form } => (url, form),
        TokenRequest::ByServer(redeem) => return redeemed(transport, &redeem).await,
    };
    let answer = transport.form(url, form).await;
    let answer = answer.map_err(|fault| match fault {
        Fault::Offline | Fault::Refused(_) => Problem::ProviderAway,
        Fault::WrongCertificate => Problem::WrongCertificate,
        Fault::Garbage => Problem::LoginFailed,
    })?;
    match serde_json::from_slice(&answer).map_err(|_| Problem::LoginFailed)? {
        Answered::Tokens { id_token } => Ok(id_token),
        Answered::Refused { error } if error == "invalid_grant" => Err(Problem::LoginSpent),
        Answered::Refused { .. } => Err(Problem::LoginFailed),
    }
}

async fn redeemed(transport: &Arc<dyn Transport>, redeem: &RedeemLogin) -> Result<String, Problem> {
    let answer = ask(transport, "/v1/login/token", encode(redeem)).await?;
    let RedeemedLogin { id_token } = decode(&answer).map_err(|_| Problem::LoginFailed)?;
    Ok(id_token)
}

async fn ask(transport: &Arc<dyn Transport>, path: &str, body: Vec<u8>) -> Result<Vec<u8>, Problem> {
    let call = Call { path: path.to_owned(), body: Some(body), token: None, proof: None, patience: PATIENCE };
    transport.call(call).await.map_err(|fault| match fault {
        // The provider was not reached, by the server or by the way to it: the same login can still be fetched.
        Fault::Offline | Fault::Refused(Code::Unavailable | Code::TooMany) => Problem::ProviderAway,
        Fault::Refused(Code::Spent) => Problem::LoginSpent,
        Fault::Refused(_) => Problem::LoginFailed,
        fault => fault.into(),
    })
}
