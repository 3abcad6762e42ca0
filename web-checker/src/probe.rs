//! Asks the browser for a fact. Every probe answers with one of its fact's values or `unknown`;
//! none has an error, because a flow has a way on for a browser that does not tell.

use std::rc::Rc;

use kb_flow::{Probe, ValueId};
use web_sys::AbortController;

use crate::page_data::PageData;

pub(crate) mod platform;
pub(crate) mod reachability;

/// Runs a probe to its end.
pub(crate) async fn run(
    probe: Probe,
    data: Rc<PageData>,
    stop: Option<AbortController>,
) -> ValueId {
    let found = match probe {
        Probe::Platform => platform::look(),
        Probe::Reachability => match stop {
            Some(stop) => reachability::ask(&data.reachability, stop).await,
            // A request that nobody could break off is not made.
            None => None,
        },
    };
    found.map_or_else(ValueId::unknown, ValueId::from)
}
