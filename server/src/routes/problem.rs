//! Refusals as they travel: RFC 9457, a stable code and a short title.
//! Refuses details: nothing of a request is repeated. Made from every route's [`Refusal`].

use crate::refusal::Refusal;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use samtale_wire::api::{Code, PROBLEM_TYPE};
use serde::Serialize;

#[derive(Serialize)]
struct Problem {
    r#type: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    violation: Option<String>,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = Problem {
            r#type: format!("samtale:{}", self.code),
            title: title(self.code),
            status: self.code.status(),
            violation: self.violation.map(|violation| violation.to_string()),
        };
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
        // A struct of strings and a number has a JSON form.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, PROBLEM_TYPE)], body).into_response()
    }
}

fn title(code: Code) -> &'static str {
    match code {
        Code::Malformed => "The request is malformed",
        Code::NoSession => "There is no session",
        Code::BadLogin => "The login does not hold",
        Code::Reused => "The refresh token was spent before",
        Code::LoggedOut => "This device is logged out",
        Code::ProofMalformed => "There is no proof of the login key",
        Code::ProofAlgorithm => "The proof's algorithm is not accepted",
        Code::ProofKey => "The proof is by another key",
        Code::ProofTarget => "The proof is for another request",
        Code::ProofToken => "The proof is for another token",
        Code::ProofUsed => "The proof was used before",
        Code::BadCard => "The identity card does not hold",
        Code::NotAllowed => "Not allowed",
        Code::NotFound => "Not found",
        Code::NoRoute => "No such route",
        Code::NoMethod => "No such method",
        Code::Conflict => "Somebody was quicker",
        Code::Spent => "The invitation or link is used or has run out",
        Code::Withdrawn => "The invitation was taken back",
        Code::Taken => "The login is somebody else's",
        Code::TooLarge => "Too large",
        Code::MediaType => "The media type is wrong",
        Code::Beyond => "The file is not that long",
        Code::Violation => "The rules of the log refuse it",
        Code::Clock => "The clocks differ too much",
        Code::TooMany => "Too many requests",
        Code::Unavailable => "Not possible at the moment",
    }
}
