//! A flow on a screen, in a browser.
//!
//! The page is complete before this module arrives: it holds the first question as plain HTML and
//! a link to the whole flow. [`mount`] takes the place of that part, and `boot.js` puts it back if
//! anything here breaks.
//!
//! `session` decides with the help of `sign_in` and `clock`, `view` draws, `perform` acts, and `page`
//! and `probe` are all that touch the browser.

mod app;
mod clock;
mod page;
mod page_data;
mod perform;
mod probe;
mod session;
mod sign_in;
mod view;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

/// Weighs a fifth of the standard one.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Starts the checker on the page, or says why it cannot.
#[wasm_bindgen]
pub fn mount() -> Result<(), JsValue> {
    let place = page::find_place()?;
    let data = page_data::read(&place.data)?;
    let properties = app::Properties { place: place.root, data: Rc::new(data) };
    yew::Renderer::<app::App>::with_root_and_props(place.inside, properties).render();
    Ok(())
}
