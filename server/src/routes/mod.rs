//! The one table of routes. Each resource has a page of its own beside this one.
//! Refuses unknown routes and methods, bodies too large and requests too slow.
//! Served by `start`.

mod ask;
mod chain;
mod codes;
mod enrol;
mod entries;
mod ephemeral;
mod feed;
mod files;
mod follow;
mod health;
mod invitations;
mod links;
mod live;
mod login;
mod logout;
mod problem;
mod push;
mod range;
mod ring;
mod session;
mod start;
mod successor;
mod tell;
mod tenant;
mod users;
mod vouching;

use crate::house::House;
use crate::refusal::Refusal;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post, put};
use samtale_wire::api::{Code, MAX_BODY, MAX_KEPT, REFRESH};
use std::sync::Arc;

/// Every route there is.
pub fn table(house: Arc<House>) -> Router {
    let quick = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/v1/tenant", get(tenant::card))
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/login", post(login::push))
        .route("/v1/login/token", post(login::redeem))
        .route("/v1/session", post(session::open))
        .route(REFRESH, post(session::refresh))
        .route("/v1/logout", post(logout::others))
        .route("/v1/let-in", post(logout::let_in))
        .route("/v1/snapshots", post(ring::snapshots))
        .route("/v1/users/{uid}", get(users::chain))
        .route("/v1/push", post(push::set))
        .route("/v1/chain", post(chain::extend))
        .route("/v1/links", post(links::register))
        .route("/v1/links/{id}", post(links::ask))
        .route("/v1/vouching", post(vouching::register))
        .route("/v1/vouching/answer", post(vouching::answer))
        .route("/v1/vouching/{id}", post(vouching::ask))
        .route("/v1/invitations", post(invitations::register))
        .route("/v1/invitations/withdrawn", post(invitations::withdraw))
        .route("/v1/codes", post(codes::keep))
        .route("/v1/codes/letter", post(codes::letter))
        .route("/v1/claims", post(invitations::claim))
        .route("/v1/claims/refused", post(invitations::refuse))
        .route("/v1/dialogs/{dialog}/ephemeral", post(ephemeral::say))
        .route("/v1/dialogs/{dialog}/successor", post(successor::present))
        .route("/v1/dialogs/{dialog}/entries", post(entries::append).get(entries::page));
    #[cfg(debug_assertions)]
    let quick = quick.merge(crate::dev_login::routes());
    let quick = quick.layer(DefaultBodyLimit::max(MAX_BODY)).layer(from_fn(tell::quickly));
    let large = Router::new().route("/v1/ring", post(ring::keep).get(ring::give));
    let quick = quick.merge(large.layer(DefaultBodyLimit::max(MAX_KEPT)).layer(from_fn(tell::quickly)));
    let slow = Router::new()
        .route("/v1/start", post(start::start).layer(DefaultBodyLimit::max(MAX_BODY)))
        .route("/v1/dialogs/{dialog}/files/{file}", put(files::take).get(files::give))
        .route("/v1/dialogs/{dialog}/files/{file}/arrived", get(files::arrived))
        .route("/v1/links/{id}", get(links::follow))
        .route("/v1/vouching/{id}", get(vouching::follow))
        .route("/v1/live", get(live::follow))
        .route("/v1/feed", get(feed::next));
    quick
        .merge(slow)
        .fallback(async || Refusal::from(Code::NoRoute))
        .method_not_allowed_fallback(async || Refusal::from(Code::NoMethod))
        .layer(from_fn(tell::log))
        .with_state(house)
}
