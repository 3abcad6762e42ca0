//! Which computer is this browser on? Sends nothing.
//!
//! Says what the browser says of itself; a browser may pretend. Of a phone it says nothing: people
//! read this on the phone while their computer is locked out, so they are asked. On a computer
//! they can overrule it.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// The value of the fact, where the browser tells.
pub(crate) fn look() -> Option<&'static str> {
    let navigator = web_sys::window()?.navigator();
    // User-agent client hints (WICG): Chromium only, and only in a secure context.
    let hints = Reflect::get(&navigator, &JsValue::from_str("userAgentData")).ok();
    let hint = hints
        .filter(JsValue::is_object)
        .and_then(|hints| Reflect::get(&hints, &JsValue::from_str("platform")).ok())
        .and_then(|platform| platform.as_string());
    let user_agent = navigator.user_agent().unwrap_or_default();
    read(hint.as_deref(), &user_agent, navigator.max_touch_points())
}

/// Reads the platform out of what a browser says of itself.
fn read(hint: Option<&str>, user_agent: &str, touch_points: i32) -> Option<&'static str> {
    match hint {
        Some("Windows") => return Some("windows"),
        Some("macOS") => return Some("macos"),
        Some("Linux") => return Some("linux"),
        // A phone, ChromeOS and whatever comes.
        Some(other) if !other.is_empty() && other != "Unknown" => return None,
        _ => {}
    }
    let says = |word| user_agent.contains(word);
    if says("Windows NT") {
        Some("windows")
    } else if says("Macintosh") {
        // An iPad asks for desktop pages as a Mac, but no Mac has a touch screen.
        (touch_points <= 1).then_some("macos")
    } else if says("Linux") && !says("CrOS") && !says("Android") {
        Some("linux")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn client_hints_are_believed_first() {
        assert_eq!(read(Some("Windows"), "Macintosh", 0), Some("windows"));
        assert_eq!(read(Some("macOS"), "", 0), Some("macos"));
        assert_eq!(read(Some("Android"), "Linux; Android 14", 5), None);
        assert_eq!(read(Some("Chrome OS"), "X11; CrOS x86_64", 0), None);
        assert_eq!(read(Some(""), "X11; Linux x86_64", 0), Some("linux"));
    }

    #[test]
    fn without_hints_the_user_agent_tells() {
        let check = |user_agent, touch, platform| {
            assert_eq!(read(None, user_agent, touch), platform, "for {user_agent}");
        };
        check("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0)", 0, Some("windows"));
        check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 0, Some("macos"));
        check("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5, None);
        check("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", 5, None);
        check("Mozilla/5.0 (Linux; Android 14; Pixel 8)", 5, None);
        check("Mozilla/5.0 (X11; Linux x86_64; rv:140.0)", 0, Some("linux"));
        check("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", 0, None);
        check("", 0, None);
    }
}
