//! Connections: so many at a time, and none that is waited for longer than anybody who means it needs. Every user of the machine can connect here,
//! whether or not he knows the token.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Connections at a time.
const MOST: usize = 256;
/// A pause where the system gives no more connections.
const NAP: Duration = Duration::from_millis(100);

/// Serves until `left`; what is under way then is given as long as a slow request.
pub async fn serve(listener: TcpListener, app: Router, patience: Duration, left: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    {
        let (mut accepting, mut left) = (pin!(accept(&listener, &app, patience, &graceful)), pin!(left));
        poll_fn(|context| match left.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => accepting.as_mut().poll(context),
        })
        .await;
    }
    drop(listener);
    let _ = tokio::time::timeout(patience, graceful.shutdown()).await;
}

/// Never ends.
async fn accept(listener: &TcpListener, app: &Router, patience: Duration, graceful: &GracefulShutdown) {
    let places = Arc::new(Semaphore::new(MOST));
    while let Ok(place) = places.clone().acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(NAP).await;
            continue;
        };
        let service = TowerToHyperService::new(app.clone());
        let connection =
            http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(patience).serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks off is nobody's fault.
            let _ = watched.await;
            drop(place);
        });
    }
}
