//! Events in, state and effects out.
