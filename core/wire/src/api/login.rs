//! A login that the server asks a provider for (RFC 9126), because the provider knows no app but the server.
//! Refuses addresses and scopes: those stand in the municipality's card. Sent before there is an account.

use crate::tenant::Level;
use crate::{Hash, Salt};
use minicbor::{Decode, Encode};

/// The longest language tag in a request, in bytes.
pub const MAX_LANGUAGE: usize = 8;

/// What is asked for, and by whose keys: `POST /v1/login`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PushLogin {
    /// The issuer, as the municipality's card names it.
    #[n(0)]
    pub iss: String,
    /// Its client there.
    #[n(1)]
    pub client_id: String,
    /// What names this login to the app; base64url in the request.
    #[n(2)]
    pub state: Salt,
    /// What binds it to the app's keys; base64url in the request.
    #[n(3)]
    pub nonce: Hash,
    /// SHA-256 of the base64url of the verifier (RFC 7636 §4.2).
    #[n(4)]
    pub challenge: Hash,
    /// The language of the pages, at most [`MAX_LANGUAGE`] bytes.
    #[n(5)]
    pub language: String,
    /// The least level that the app will take; the usual one when there is none.
    #[n(6)]
    pub level: Option<Level>,
    /// Whether the token is to tell the national number. None is no.
    #[n(7)]
    pub number: Option<bool>,
}

/// The answer: under what the provider knows the request.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PushedLogin {
    /// The `request_uri`.
    #[n(0)]
    pub request_uri: String,
}

/// What came of it: `POST /v1/login/token`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RedeemLogin {
    /// The issuer.
    #[n(0)]
    pub iss: String,
    /// Its client there.
    #[n(1)]
    pub client_id: String,
    /// The code that the browser came back with.
    #[n(2)]
    pub code: String,
    /// The verifier; base64url in the request.
    #[n(3)]
    pub verifier: Salt,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RedeemedLogin {
    /// The ID token, for the app to judge.
    #[n(0)]
    pub id_token: String,
}
